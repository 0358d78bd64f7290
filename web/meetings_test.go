package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// deciding lets the council and its committees decide.
func (o *town) deciding() *town {
	o.workflow.Policy = policiestest.Compiled().Decision
	return o
}

// meetingTown is a municipality with the ten rules of the sample in a review.
func meetingTown(t *testing.T, dsn string) *town {
	o := newTown(t, dsn, "2027-01-10").deciding()
	reason := registry.Justification{Value: "Barnet har voksne, der kender det.", Beneficiary: "Børn med særlige behov.", Mechanism: "Alle læser det samme.",
		Evidence: "Personalets iagttagelser.", Lighter: "Et møde uden skema er prøvet.", Indicator: "Andel forældre, der kender planen.", CheckOn: registry.MustDay("2028-10-01")}
	var rules []rule
	for _, r := range []rule{{number: 34, title: "Daglig gennemgang af legepladsen", protects: registry.ProtectsLife}, {number: 25, title: "Overgangsmøde med skema på fire sider"},
		{number: 29, title: "Ugeplan på papir"}, {number: 37, title: "Daglig registrering af fremmøde"}, {number: 38, title: "Opfølgning hver ottende uge", protects: registry.ProtectsCitizens},
		{number: 42, title: "Trivselsvurdering af alle børn to gange om året"}, {number: 10, title: "Tilsynsrapport hvert år", basis: registry.Minimum},
		{number: 28, title: "Godkendelse af opslag"}, {number: 41, title: "Naturdag hver uge"}, {number: 5, title: "Rammer for tilsyn", basis: registry.RequiresLocal}} {
		r.from, r.plain, r.reason = "2015-01-01", r.title+" i alle dagtilbud. Falder reglen væk, bestemmer huset selv.", reason
		r.effort = registry.Effort{MinutesFrom: 20, MinutesTo: 40, People: 2, Evidence: registry.LeaderEstimate}
		rules = append(rules, r)
	}
	o.create(rules...)
	o.review("Dagtilbudseftersyn 2027", "dagtilbud-2027", "2027-07-01", "2027-01-10", nil, 34, 25, 29, 37, 38, 42, 10, 28, 41, 5)
	return o
}

type sampleMeetings struct {
	Members []struct {
		Name      string `json:"navn"`
		Group     string `json:"parti"`
		Council   bool   `json:"byråd"`
		Committee bool   `json:"udvalg"`
		Role      string `json:"rolle"`
	} `json:"medlemmer"`
	Meetings []struct {
		Body   string       `json:"organ"`
		Day    string       `json:"dato"`
		Time   string       `json:"kl"`
		Papers string       `json:"papirer_udsendt"`
		Case   string       `json:"sagsnr"`
		Items  []sampleItem `json:"punkter"`
	} `json:"møder"`
	Expected []struct {
		Rule   string `json:"regel"`
		Before string `json:"i_kraft_2027-06-30"`
		On     string `json:"i_kraft_2027-07-01"`
		After  string `json:"i_kraft_2028-01-01"`
	} `json:"forventet"`
}

type sampleItem struct {
	Ordinal  int    `json:"punkt"`
	Rule     string `json:"regel"`
	Question string `json:"spørgsmål"`
	Votes    struct {
		For     int `json:"for"`
		Against int `json:"imod"`
		Blank   int `json:"undlod"`
	} `json:"stemmer"`
	Outcome string `json:"udfald"`
	From    string `json:"virkning_fra"`
	Next    string `json:"næste_eftersyn"`
	Reason  string `json:"særlig_begrundelse"`
	Dissent []struct {
		Name  string `json:"navn"`
		Group string `json:"parti"`
		Text  string `json:"tekst"`
	} `json:"afvigende_mening"`
	Stop *struct {
		Name  string `json:"af"`
		Group string `json:"parti"`
		Text  string `json:"tekst"`
	} `json:"standset"`
	Disqualified []struct {
		Name   string `json:"navn"`
		Group  string `json:"parti"`
		Reason string `json:"grund"`
	} `json:"inhabil"`
	FromStop string `json:"standset_sag_fra"`
	Late     *struct {
		Reason string `json:"grund"`
	} `json:"for_sent_papir"`
}

func readSample(t testing.TB) sampleMeetings {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "meetings", "moede-eksempel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s sampleMeetings
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// ruling is what a question of the sample asks for.
func (i sampleItem) ruling() string {
	switch {
	case strings.Contains(i.Question, "ændres"):
		return "amend"
	case strings.Contains(i.Question, "ophæves"):
		return "repeal"
	}
	return "keep"
}

// where is the last part of the address that a form led to.
func (g got) where() string { return g.Request.URL.Path }

var (
	optionOf = regexp.MustCompile(`<option value="([^"]+)"[^>]*>([^<]+)</option>`)
	radioOf  = regexp.MustCompile(`(?s)<legend class="voter__name">([^<]+)</legend>.*?name="([^"]+)"`)
)

// option is the value of a choice with a text.
func (g got) option(t testing.TB, has string) string {
	t.Helper()
	for _, m := range optionOf.FindAllStringSubmatch(g.body, -1) {
		if strings.Contains(m[2], has) {
			return m[1]
		}
	}
	t.Fatalf("%s: no choice %q", g.Request.URL, has)
	return ""
}

// seat makes the bodies of the sample with their members and mandates.
func (w *worker) seat(s sampleMeetings) map[string]string {
	w.t.Helper()
	ids := map[string]string{}
	list := w.read("/arbejde/organer").is(w.t, 200)
	link := regexp.MustCompile(`href="/arbejde/organer/([^"]+)"[^>]*>([^<]+)<`)
	for _, m := range link.FindAllStringSubmatch(list.body, -1) {
		ids[m[2]] = m[1]
	}
	for name, rank := range map[string]string{"Børne- og Ungeudvalget": "committee", "Byrådet": "council"} {
		if ids[name] == "" {
			g := w.send("/arbejde/organer", filled(list.hidden(""), "name", name, "rank", rank)).is(w.t, 200)
			ids[name] = strings.TrimPrefix(g.where(), "/arbejde/organer/")
		}
		page := "/arbejde/organer/" + ids[name]
		for _, m := range s.Members {
			if rank == "council" && !m.Council || rank == "committee" && !m.Committee {
				continue
			}
			form := w.read(page).is(w.t, 200).hidden("member")
			w.send(page, filled(form, "name", m.Name, "group", m.Group, "from", "2026-01-01")).is(w.t, 200).has(w.t, m.Name)
		}
		if rank == "committee" {
			form := w.read(page).hidden("mandate")
			w.send(page, filled(form, "from", "2026-01-01", "words", "Udvalget træffer beslutning om regler på sit område.", "asks", "special_reason")).is(w.t, 200).
				has(w.t, "Udvalget træffer beslutning om regler på sit område.", "særlig begrundelse")
		}
	}
	return ids
}

// plan plans a meeting of the sample and puts its items on the agenda.
func (w *worker) plan(s sampleMeetings, n int, body string) (meeting string) {
	w.t.Helper()
	m := s.Meetings[n]
	form := w.read("/arbejde/moeder/nyt").is(w.t, 200).hidden("")
	g := w.send("/arbejde/moeder/nyt", filled(form, "body", body, "day", m.Day, "time", m.Time, "case", m.Case, "papers_on", m.Papers)).is(w.t, 200)
	g.has(w.t, "Gemt", m.Body)
	meeting = strings.TrimPrefix(g.where(), "/moeder/")
	return meeting
}

func (w *worker) addItem(meeting string, i sampleItem) {
	w.t.Helper()
	page := "/arbejde/moeder/" + meeting + "/punkter/nyt"
	g := w.read(page).is(w.t, 200)
	v := filled(g.hidden(""), "ordinal", strconv.Itoa(i.Ordinal), "title", "Skal "+i.Rule+" bestå?", "rules", i.Rule, "summary", "Sagen kort.\nOg lidt til.",
		"recommendation", "at byrådet tager stilling\nat beslutningen meddeles", "proposals[0].ruling", i.ruling(), "proposals[0].question", i.Question,
		"proposals[0].reason", i.Reason, "proposals[0].from", i.From, "proposals[0].next", i.Next)
	if i.ruling() == "keep" && i.Next == "" {
		v.Set("proposals[0].next", "2029-05-31")
	}
	if i.ruling() == "amend" {
		v.Set("proposals[0].text.title", "Ny tekst for "+i.Rule)
		v.Set("proposals[0].text.demand", "Kun for børn på 3-5 år, og kun en gang om året.")
	}
	if i.Late != nil {
		v.Set("papers_late", i.Late.Reason)
	}
	if i.ruling() == "repeal" { // of a rule that lapses by itself it is asked for twice
		v.Set("repeal_alone", "yes")
	}
	if i.FromStop != "" {
		v.Set("from", g.option(w.t, "punkt 7"))
	}
	w.send(page, v).is(w.t, 200).has(w.t, i.Question, "Hvis stemmerne står lige")
}

// ballots are the names of the fields of each member's vote on the first proposal.
func (g got) ballots() (members, fields []string) {
	for _, m := range radioOf.FindAllStringSubmatch(g.body, -1) {
		if strings.HasPrefix(m[2], "votes[0].") && m[2] != "votes[0].rest" {
			members, fields = append(members, m[1]), append(fields, m[2])
		}
	}
	return members, fields
}

// minute fills in the minutes of an item, and confirms what they mean.
func (w *worker) minute(meeting string, i sampleItem) {
	w.t.Helper()
	page := fmt.Sprintf("/arbejde/moeder/%s/punkter/%d/referat", meeting, i.Ordinal)
	g := w.read(page).is(w.t, 200)
	v := g.hidden("")
	members, fields := g.ballots()
	if len(members) == 0 {
		w.t.Fatalf("%s has no ballots", page)
	}
	for n, d := range i.Disqualified {
		at := slices.Index(members, d.Name+" ("+d.Group+")")
		v.Set(fmt.Sprintf("disqualified[%d].member", n), strings.TrimPrefix(fields[at], "votes[0]."))
		v.Set(fmt.Sprintf("disqualified[%d].reason", n), d.Reason)
		members, fields = slices.Delete(members, at, at+1), slices.Delete(fields, at, at+1)
	}
	for n, field := range fields {
		switch {
		case n < i.Votes.For:
			v.Set(field, "for")
		case n < i.Votes.For+i.Votes.Against:
			v.Set(field, "against")
		case n < i.Votes.For+i.Votes.Against+i.Votes.Blank:
			v.Set(field, "blank")
		default:
			v.Set(field, "absent")
		}
	}
	for n, d := range i.Dissent {
		at := fmt.Sprintf("dissents[%d].", n)
		v.Set(at+"name", d.Name)
		v.Set(at+"group", d.Group)
		v.Set(at+"text", d.Text)
	}
	if i.Stop != nil {
		v.Set("stopped", "yes")
		v.Set("stop.name", i.Stop.Name)
		v.Set("stop.group", i.Stop.Group)
		v.Set("stop.text", i.Stop.Text)
	}
	confirm := w.send(page, v).is(w.t, 200)
	confirm.has(w.t, "Er det rigtigt?", outcomeWord(i), "Det betyder for reglen")
	// Nothing is stored before the second press.
	w.read(fmt.Sprintf("/moeder/%s/punkter/%d", meeting, i.Ordinal)).lacks(w.t, "Ført til referat")
	w.send(page, confirm.hidden("record")).is(w.t, 200).has(w.t, "Ført til referat", outcomeWord(i))
}

func outcomeWord(i sampleItem) string {
	if strings.Contains(i.Outcome, "stemmelighed") {
		return "Ikke vedtaget (stemmelighed)"
	}
	return i.Outcome
}

func (w *worker) closeIt(meeting string, pairs ...string) got {
	w.t.Helper()
	page := "/arbejde/moeder/" + meeting + "/luk"
	form := w.read(page).is(w.t, 200).hidden("")
	confirm := w.send(page, filled(form, pairs...)).is(w.t, 200)
	confirm.has(w.t, "Luk mødet endeligt")
	return w.send(page, confirm.hidden("close")).is(w.t, 200)
}

// The two meetings of the sample, through the pages, with every status it expects.
func TestMeetingsOfTheSample(t *testing.T) {
	testenv.Long(t)
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		w := o.worker("Sekretær", "administrator")
		bodies := w.seat(s)
		first := w.plan(s, 0, bodies["Børne- og Ungeudvalget"])
		second := w.plan(s, 1, bodies["Byrådet"])
		for _, i := range s.Meetings[0].Items {
			w.addItem(first, i)
		}
		reader := o.stranger()
		reader.read("/moeder").is(t, 200).has(t, "Kommende møder", "Børne- og Ungeudvalget", "12. maj 2027")
		reader.read("/moeder/"+first).is(t, 200).has(t, "Skal reglen fastholdes?", "Dagsorden")

		o.on("2027-05-12")
		w = o.worker("Sekretær i maj", "secretary") // sessions have ended since
		for _, i := range s.Meetings[0].Items {
			w.minute(first, i)
		}
		// Until the meeting is closed, nobody else reads what was minuted.
		reader.read("/moeder/"+first).is(t, 200).lacks(t, "Godkendt", "Villads Stenkær")
		w.closeIt(first, "minutes", "https://example.org/referat/1", "signed_on", "2027-05-12").has(t, "Mødet er lukket", "Begæret i byrådet", "Villads Stenkær (C)")
		reader.read("/moeder/"+first).is(t, 200).has(t, "Godkendt", "Begæret i byrådet", "Ikke vedtaget (stemmelighed)",
			"Afvigende mening fra Villads Stenkær (C)", "Ane Kildemarken (B) er erklæret inhabil", "Læs det underskrevne referat", "Det underskrevne referat i kommunens dagsordenssystem gælder frem for")
		for _, i := range s.Meetings[1].Items {
			w.addItem(second, i)
		}
		w.read("/arbejde/moeder/"+first+"/punkter/4/ret").is(t, 404)
		w.send("/arbejde/moeder/"+first+"/luk", url.Values{"form": {""}}).is(t, 409)

		o.on("2027-06-02")
		w = o.worker("Sekretær i juni", "secretary")
		for _, i := range s.Meetings[1].Items {
			w.minute(second, i)
		}
		// Recorded after its day, so the reason is asked for, and what was typed stays.
		page := "/arbejde/moeder/" + second + "/luk"
		g := w.send(page, filled(w.read(page).hidden(""), "minutes", "https://example.org/referat/2")).is(t, 422)
		g.has(t, "Hvorfor føres referatet ind efter mødets dag?")
		if !strings.Contains(g.body, "https://example.org/referat/2") || !strings.Contains(g.body, "<title>Fejl:") {
			t.Error("what was typed is gone")
		}
		w.closeIt(second, "late", "Referatet blev underskrevet to dage efter.").has(t, "Referatet er ført ind efter mødets dag")

		states := map[string][]registry.State{"ja": {registry.InForce}, "nej": {registry.Lapsed, registry.Repealed}, "kun minimum": {registry.FloorOnly}}
		for _, e := range s.Expected {
			number, err := registry.ParseNumber(e.Rule)
			o.must(err)
			for day, want := range map[string]string{"2027-06-30": e.Before, "2027-07-01": e.On, "2028-01-01": e.After} {
				view, err := o.register.Rule(context.Background(), number, registry.StatusQuery{On: registry.MustDay(day)})
				o.must(err)
				if !slices.Contains(states[want], view.Segment.State) {
					t.Errorf("%s on %s: %s, want %s (%v)", e.Rule, day, view.Segment.State, want, view.Segment.Reasons)
				}
			}
			reader.read("/regler/"+e.Rule).is(t, 200).has(t, "Beslutninger og stemmer")
			reader.read("/en/rules/"+e.Rule).is(t, 200).has(t, "Decisions and votes")
		}
		reader.read("/regler/R-0037").has(t, "Begæret i byrådet", "Nedstemt")
	})
}

// Who may read what of a meeting, and what happens when something typed is wrong.
func TestMinutes(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		w := o.worker("Administrator", "administrator")
		bodies := w.seat(s)
		meeting := w.plan(s, 1, bodies["Byrådet"])
		for _, i := range s.Meetings[1].Items[:2] {
			w.addItem(meeting, i)
		}
		page := "/moeder/" + meeting
		closedForm := w.read("/arbejde" + page + "/punkter/nyt").hidden("")
		w.send("/arbejde"+page+"/punkter/nyt", filled(closedForm, "papers_late", "Det haster.", "ordinal", "20", "title", "En medarbejders forhold", "confidential", "yes")).is(t, 200).has(t, "Lukket punkt")

		// Of a closed item everybody reads its number; members read it.
		stranger, member := o.stranger(), o.worker("Medlem", "council_member")
		g := stranger.read(page).is(t, 200)
		g.has(t, "Punkt 20", "Lukket punkt")
		g.lacks(t, "En medarbejders forhold", "Ret punktet")
		member.read(page).has(t, "En medarbejders forhold")
		member.read(page+"/punkter/9").is(t, 200).lacks(t, "Ret punktet", "Før til referat")
		if at := stranger.read(page + "/punkter/9").where(); at != "/log-ind" {
			t.Errorf("a stranger came to %s", at)
		}
		for _, path := range []string{"/arbejde/moeder/nyt", "/arbejde/organer", "/arbejde" + page + "/luk", "/arbejde" + page + "/punkter/9", "/arbejde" + page + "/punkter/9/referat"} {
			member.read(path).is(t, 403)
			member.send(path, url.Values{}).is(t, 403)
		}
		for _, path := range []string{"/moeder/x", "/moeder/00000000-0000-7000-8000-000000000000", page + "/punkter/99", page + "/punkter/09", page + "/punkter/x", "/arbejde/organer/x"} {
			w.read(path).is(t, 404)
		}

		// Nothing can be minuted before the meeting, and a wrong agenda keeps what was typed.
		minutes := "/arbejde" + page + "/punkter/9/referat"
		w.send(minutes, filled(w.read(minutes).hidden(""), "votes[0].rest", "for")).is(t, 409)
		g = w.send("/arbejde"+page+"/punkter/nyt", filled(closedForm, "papers_late", "Det haster.", "ordinal", "21", "title", "To regler", "rules", "R-0034, R-0025", "proposals[1].ruling", "keep",
			"proposals[1].question", "Skal begge fastholdes?", "proposals[1].next", "2027-02-30")).is(t, 422)
		if !strings.Contains(g.body, "Skal begge fastholdes?") || !strings.Contains(g.body, `href="#proposals-1.next"`) {
			t.Error("the second proposal's error is not at its place")
		}
		w.send("/arbejde"+page+"/punkter/nyt", filled(closedForm, "papers_late", "Det haster.", "ordinal", "21", "title", "To regler", "rules", "R-0034, R-0025", "proposals[1].ruling", "keep",
			"proposals[1].next", "2029-02-28", "step", "more")).is(t, 200).has(t, "Forslag 3")
		w.send("/arbejde"+page+"/punkter/nyt", filled(closedForm, "papers_late", "Det haster.", "ordinal", "21", "title", "Ukendt", "rules", "R-9999")).is(t, 422)

		// The lapse clause stands in the words once, with the day that was typed, or not at all.
		change := "/arbejde" + page + "/punkter/10"
		typed := func(pairs ...string) got {
			v := filled(w.read(change).is(t, 200).hidden(""), "title", "Skal R-0010 bestå?", "rules", "R-0010", "proposals[0].ruling", "keep", "proposals[0].reason", "Derfor.")
			return w.send(change, filled(v, pairs...)).is(t, 200)
		}
		typed("proposals[0].next", "2029-05-31", "proposals[0].lapses", "yes").has(t, "Reglen fastholdes. Reglen bortfalder den 31. maj 2029, medmindre")
		g = typed("proposals[0].next", "2030-05-31", "proposals[0].lapses", "yes", "proposals[0].words", "Reglen fastholdes. Reglen bortfalder den 31. maj 2029, medmindre der inden da træffes en ny beslutning.")
		g.has(t, "Reglen fastholdes. Reglen bortfalder den 31. maj 2030, medmindre")
		g.lacks(t, "2029")
		typed("proposals[0].next", "2030-05-31", "proposals[0].words", "Reglen fastholdes. Reglen bortfalder den 31. maj 2030, medmindre der inden da træffes en ny beslutning.").lacks(t, "bortfalder den 31. maj 2030")

		o.on("2027-05-31")
		w = o.worker("Sekretær", "secretary")
		g = w.read(minutes)
		members, fields := g.ballots()
		form := g.hidden("")
		w.send(minutes, filled(form, fields[0], "against")).is(t, 422).has(t, "Der mangler en stemme fra", members[1])
		g = w.send(minutes, filled(form, fields[0], "against", "votes[0].rest", "for", "dissents[0].name", "Uden tekst")).is(t, 422)
		if !strings.Contains(g.body, "Uden tekst") {
			t.Error("what was typed is gone")
		}
		// By group: sums are checked.
		form = w.read(minutes + "?by=groups").hidden("")
		w.send(minutes, filled(form, "votes[0].g0.for", "9")).is(t, 422).has(t, "Gruppe A har 4 medlemmer")
		full := filled(form, "votes[0].g0.for", "4", "votes[0].g1.for", "3", "votes[0].g2.against", "2", "votes[0].g3.blank", "2", "votes[0].g4.absent", "2")
		confirm := w.send(minutes, full).is(t, 200)
		confirm.has(t, "A 4, B 3", "C 2", "Godkendt", "I kraft")
		// Two write minutes: the second is told.
		w.send(minutes, confirm.hidden("record")).is(t, 200).has(t, "A 4, B 3")
		w.send(minutes, filled(confirm.hidden("record"), "submission", "another")).is(t, 412)
		// What is not minuted keeps the meeting open, and says which item.
		w.read("/arbejde"+page+"/luk").is(t, 200).has(t, "Mødet kan ikke lukkes")
		w.send("/arbejde"+page+"/luk", url.Values{"form": {"close"}, "edit": {"1"}}).is(t, 409)

		cancel := "/arbejde" + page + "/aflys"
		w.send(cancel, w.read(cancel).hidden("")).is(t, 200).has(t, "Mødet er aflyst")
		stranger.read("/en/meetings").is(t, 200).has(t, "The meeting is cancelled.")
	})
}

// hearing lets some people say what they think of rules.
func (o *town) hearing(numbers ...registry.Number) {
	o.t.Helper()
	ctx := context.Background()
	var ids []registry.RuleID
	for _, n := range numbers {
		view, err := o.register.Rule(ctx, n, registry.StatusQuery{})
		o.must(err)
		ids = append(ids, view.Rule.ID)
	}
	c, err := o.workflow.OpenConsultation(ctx, act, "dagtilbud-2027", workflow.Consultation{Slug: "hvad-mener-du", Title: workflow.Wording{Da: "Hvad mener du?"},
		Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."}, Opens: registry.MustDay("2027-01-01"), Closes: registry.MustDay("2027-04-01"), Rules: ids})
	o.must(err)
	for audience, stances := range map[string][]workflow.Stance{
		"Forældre":     {workflow.KeepIt, workflow.KeepIt, workflow.SimplifyIt, workflow.KeepIt, workflow.RepealIt, workflow.KeepIt},
		"Medarbejdere": {workflow.RepealIt, workflow.SimplifyIt, workflow.RepealIt, workflow.SimplifyIt, workflow.RepealIt, workflow.KeepIt, workflow.RepealIt},
		"Ledere":       {workflow.KeepIt, workflow.RepealIt}} {
		link, err := o.workflow.AddLink(ctx, act, c.Slug, audience)
		o.must(err)
		for n, stance := range stances {
			_, err = o.workflow.Contribute(ctx, link.Token, fmt.Sprintf("%-32s%02d", audience, n), workflow.Said{Views: []workflow.View{{Rule: numbers[0], Stance: stance, Why: "Fordi.", Minutes: workflow.NoMinutes}}})
			o.must(err)
		}
	}
}

// An item made elsewhere can have more proposals than the form offers; correcting
// something else keeps them.
func TestItemWithManyProposals(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	ctx := context.Background()
	bodies, err := o.register.Bodies(ctx)
	o.must(err)
	m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-05-31")})
	o.must(err)
	view, err := o.register.Rule(ctx, 34, registry.StatusQuery{})
	o.must(err)
	agenda := workflow.Agenda{Title: "Mange forslag", Rules: []registry.RuleID{view.Rule.ID}}
	for n := range 10 {
		agenda.Proposals = append(agenda.Proposals, workflow.Proposal{Ruling: registry.Repeal, Question: fmt.Sprintf("Skal reglen ophæves på måde %d?", n+1), From: registry.MustDay("2027-08-01")})
	}
	// Not to repeal alone, which the form asks about twice.
	agenda.Proposals[9].Ruling, agenda.Proposals[9].From, agenda.Proposals[9].Next = registry.Defer, registry.NoDay, registry.MustDay("2027-12-31")
	_, err = o.workflow.AddItem(ctx, act, m.ID, 1, agenda)
	o.must(err)
	w := o.worker("Sekretær", "administrator")
	page := "/arbejde/moeder/" + string(m.ID) + "/punkter/1"
	w.send(page, filled(w.read(page).is(t, 200).form(t, ""), "title", "Ti forslag")).is(t, 200).has(t, "Ti forslag", "på måde 1?", "på måde 8?", "på måde 9?", "på måde 10?")
}
