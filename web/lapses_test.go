package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// lapseStates are the lapse list in the sample.
func lapseStates(nobody *worker) []state {
	return []state{
		{page: "lapses", name: "normal", by: nobody},
		{page: "lapses", name: "later", by: nobody, query: "from=2027-06-01"},
		{page: "lapse_day", name: "normal", by: nobody, names: []string{"2027-07-01"}},
		{page: "lapse_day", name: "normal, several days", by: nobody, names: []string{"2026-12-01"}, query: "until=2029-12-31"},
		{page: "lapse_day", name: "empty", by: nobody, names: []string{"2027-07-02"}},
		{page: "lapse_day", name: "not there", by: nobody, names: []string{"snart"}, status: 404},
	}
}

// The list counts by day and says which rules, those that protect somebody first, each
// with the reason; the calendar has the same days.
func TestLapseList(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		list := o.get(web.Path("lapses", texts.Danish)).body
		for _, want := range []string{"/bortfald/2027-07-01", "2 regler bortfalder", "1 går ned til lovens minimum", "1 bliver ophævet", "1 beskytter nogen", "1 får ny ordlyd"} {
			if !strings.Contains(list, want) {
				t.Errorf("the list does not say %q", want)
			}
		}
		day := o.get(web.Path("lapse_day", texts.Danish, "2027-07-01")).body
		life, nobody := strings.Index(day, "Tilsyn med legepladsen"), strings.Index(day, "Årlig statusrapport")
		if life < 0 || nobody < life || strings.Contains(day, "R-0001") || !strings.Contains(day, "der er ikke inden da truffet en gyldig beslutning") {
			t.Errorf("the day has life at %d, nobody at %d: %s", life, nobody, day)
		}
		if between := o.get(web.Path("lapse_day", texts.English, "2027-01-01") + "?until=2027-02-01").body; !strings.Contains(between, "R-0010") || !strings.Contains(between, "R-0011") || strings.Contains(between, "R-0002") {
			t.Errorf("two days have %s", between)
		}
		ics := o.get("/bortfald.ics").body
		if n := strings.Count(ics, "BEGIN:VEVENT"); n != strings.Count(list, `href="/bortfald/2`) || !strings.Contains(ics, "DTSTART;VALUE=DATE:20270701") {
			t.Errorf("the calendar has %d days: %s", n, ics)
		}
	})
}

// Who answers for a rule is told 90, 30 and 7 days ahead and the secretaries once, each
// once; a day that moves is told anew, and one that is called off never.
func TestTurnMails(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		ctx := context.Background()
		write := web.TurnLetter("https://regler.example", "Eksempel Kommune")
		user := func(name, role string) registry.User {
			u, err := o.register.AddUser(ctx, act, registry.User{Name: name, Email: strings.ToLower(role) + "@example.dk", Grants: []registry.Grant{{Role: role}}})
			o.must(err)
			return u
		}
		leader := user("Leder Øst", "owner")
		user("Sekretær", "secretary")
		posts, err := o.register.Posts(ctx)
		o.must(err)
		for _, p := range posts {
			if p.Post.Name == "Leder af Dagtilbud Øst" {
				_, err := o.register.EditPost(ctx, act, p.Post.ID, p.Post.Edit, p.Post.Name, registry.PostEntry{Holder: leader.ID})
				o.must(err)
			}
		}
		seen := 0
		// told is who was written to on a day, about which.
		told := func(day string) (all []string) {
			t.Helper()
			o.on(day)
			for more := true; more; {
				more, err = o.register.TellTurns(ctx, write)
				o.must(err)
			}
			mails, err := o.register.Mails(ctx, registry.MailQuery{Limit: 100})
			o.must(err)
			for _, m := range mails.Mails[:len(mails.Mails)-seen] {
				all = append(all, m.Name+" "+strings.TrimPrefix(m.About, "day "))
				if !strings.Contains(m.Text, "https://regler.example/en/lapses/") || strings.Contains(m.Text, "⟦") || strings.Contains(m.Subject, "⟦") {
					t.Errorf("%s reads %s", m.Subject, m.Text)
				}
			}
			seen = len(mails.Mails)
			return all
		}
		want := func(day string, all ...string) {
			t.Helper()
			if got := told(day); strings.Join(got, ", ") != strings.Join(all, ", ") {
				t.Errorf("on %s: %v, want %v", day, got, all)
			}
		}
		want("2026-11-21", "Sekretær 2027-01-30", "Leder Øst 2027-02-01") // a lapse without a post, and the repeal
		want("2026-12-20")
		want("2027-01-05", "Leder Øst 2027-02-01")
		want("2027-01-05")
		want("2027-01-06")
		want("2027-01-26", "Leder Øst 2027-02-01")
		o.record(11, "2027-01-26", registry.Ruled{Ruling: registry.Repeal, By: council("2027-01-26", "Skemaet afskaffes først til marts."), From: registry.MustDay("2027-03-15")})
		want("2027-01-27", "Leder Øst 2027-03-15")
		o.on("2027-01-28")
		o.record(11, "2027-01-28", registry.Ruled{Ruling: registry.Keep, By: council("2027-01-28", "Reglen fastholdes alligevel."), Reason: "Den skaber tryghed.",
			Next: registry.Lapse{On: registry.MustDay("2029-06-01")}})
		want("2027-03-10", "Sekretær 2027-05-01") // a trial ends in a lapse, and nobody holds its post
		want("2027-05-01", "Sekretær 2027-07-01")
	})
}
