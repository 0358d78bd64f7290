package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// heardParty plans a hearing in a review and brings it to a state.
func (o *town) heardParty(slug, party string, to workflow.HearingState) workflow.Hearing {
	o.t.Helper()
	ctx := context.Background()
	today, err := o.register.Today(ctx)
	o.must(err)
	h, err := o.workflow.PlanHearing(ctx, act, slug, party, workflow.HearingLetter{Address: "raad@eksempel.example", Letter: "Hvad siger I?\n\n" + long(300), Deadline: today + 14})
	o.must(err)
	if to == workflow.HearingPlanned {
		return h
	}
	h, err = o.workflow.SendHearing(ctx, act, h.ID, h.Edit, web.HearingLetter("https://regler.example", "Eksempel Kommune"))
	o.must(err)
	if to == workflow.HearingAnswered {
		h, err = o.workflow.RecordStatement(ctx, act, h.ID, h.Edit, workflow.Statement{Text: long(900), Signed: name(60), Role: "formand", Received: today,
			Upload: &workflow.Upload{Name: name(60), Content: []byte(aPDF)}})
		o.must(err)
	}
	view, err := o.workflow.Hearing(ctx, h.ID)
	o.must(err)
	return view.Hearing
}

// A party is planned, written to and reminded on the desk; it answers by the link of its
// letter, and after the deadline everybody reads what it said.
func TestHearingPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		w, party := o.worker("Astrid Ærø", "administrator"), o.stranger()
		at := web.Path("work_hearings", "da", "dagtilbud-2027")
		plan := w.read(at).hidden("")
		w.send(at, filled(plan, "party", "")).is(t, 422).has(t, "Feltet skal udfyldes.")
		hearing := w.send(at, filled(plan, "party", "Ældrerådet")).is(t, 200)
		hearing.has(t, "Høringsbrevet er ikke sendt endnu", "Til Ældrerådet")
		desk := hearing.where()

		letter := hearing.form(t, "")
		w.send(desk, filled(letter, "deadline", "2026-11-20")).is(t, 422).has(t, "Fristen 20. november 2026 er gået")
		w.send(desk, filled(letter, "deadline", "2026-12-05", "address", "raad@eksempel.example")).is(t, 200).has(t, "Gemt.")
		w.send(desk, w.read(desk).hidden("send")).is(t, 200).has(t, "Er i høring. Sidste frist for svar er 5. december 2026")
		letters, err := o.register.Mails(context.Background(), registry.MailQuery{Limit: 9})
		o.must(err)
		_, after, found := strings.Cut(letters.Mails[0].Text, "/hoering/")
		if !found || letters.Mails[0].Address != "raad@eksempel.example" {
			t.Fatalf("the mail is %+v", letters.Mails[0])
		}
		token, _, _ := strings.Cut(after, "\n")
		page := web.Path("hearing", "da", token)
		if g := party.read(web.Path("hearing_ics", "en", token)).is(t, 200); !strings.Contains(g.body, "DTSTART;VALUE=DATE:20261205\r\n") || !strings.Contains(strings.ReplaceAll(g.body, "\r\n ", ""), "/en/hearing/"+token) {
			t.Errorf("its calendar: %s", g.body)
		}
		party.read(web.Path("hearing_ics", "da", strings.Repeat("0", 26))).is(t, 404)
		answer := filled(party.read(page).is(t, 200).hidden(""), "text", "Bevar reglerne. Mvh. 010203-1234")
		party.send(page, answer).is(t, 422).has(t, "Feltet skal udfyldes.", "Bevar reglerne.")
		look := party.send(page, filled(answer, "signed", "Formanden")).is(t, 200)
		look.has(t, "Svaret er ikke sendt endnu", "[CPR-nummer fjernet]", "ligner et cpr-nummer")
		w.read(desk).has(t, "Er i høring")
		sending := look.carried(t, "send")
		party.send(page, sending).is(t, 200).has(t, "Tak. Høringssvaret er modtaget.", "Underskrevet af Formanden")
		w.read(desk).has(t, "Høringssvar modtaget", "Bevar reglerne.")
		public := web.Path("review", "da", "dagtilbud-2027")
		party.read(public).lacks(t, "Bevar reglerne.")
		o.on("2026-12-06")
		party.read(public).has(t, "Bevar reglerne.", "Underskrevet af Formanden")
		party.send(page, filled(sending, "text", "Nej, for sent.")).is(t, 422).has(t, "Fristen er udløbet", "med brev eller mail", "Nej, for sent.")
		party.read(web.Path("hearing", "da", strings.Repeat("0", 26))).is(t, 404).has(t, "Dette link er ikke åbent")
	})
}

// hearingStates are the pages of hearings in their states.
func hearingStates(o *town, w, nobody *worker) []state {
	ctx := context.Background()
	p, err := o.workflow.AddParty(ctx, act, workflow.PartyEntry{Name: "Ældrerådet", Kind: workflow.CouncilOfElders, HeardOn: long(300), Basis: "retssikkerhedsloven § 30", Address: "raad@eksempel.example"})
	o.must(err)
	planned := o.heardParty("dagtilbud-2027", name(60), workflow.HearingPlanned)
	sent := o.heardParty("dagtilbud-2027", "Hoved-MED", workflow.HearingSent)
	answered := o.heardParty("dagtilbud-2027", "Ældrerådet", workflow.HearingAnswered)
	said := url.Values{"form": {""}, "submission": {"x"}, "text": {long(400) + " 010203-1234"}, "signed": {"Formanden"}}
	return []state{
		{page: "work_parties", name: "normal", by: w},
		{page: "work_party", name: "normal", by: w, names: []string{string(p.ID)}},
		{page: "work_party", name: "stale", by: w, names: []string{string(p.ID)}, send: url.Values{"form": {""}, "edit": {"7"}, "seen": {""}, "name": {"Andet"}, "kind": {"med"}}, status: 412},
		{page: "work_hearings", name: "normal", by: w, names: []string{"dagtilbud-2027"}},
		{page: "work_hearing", name: "normal", by: w, names: []string{string(planned.ID)}},
		{page: "work_hearing", name: "sent", by: w, names: []string{string(sent.ID)}},
		{page: "work_hearing", name: "file refused", by: w, names: []string{string(answered.ID)}, send: url.Values{"form": {"statement"}, "edit": {"1"}, "received": {"x"}, "signed": {""}, "text": {long(300)}, "kept": {answered.Statement.File.SHA256}}, file: "<html>", status: 422},
		{page: "work_hearing", name: "answered", by: w, names: []string{string(answered.ID)}},
		{page: "hearing", name: "normal", by: nobody, names: []string{sent.Token}},
		{page: "hearing", name: "answered", by: nobody, names: []string{answered.Token}},
		{page: "hearing", name: "looked over", by: nobody, names: []string{sent.Token}, send: said},
		{page: "hearing", name: "file refused", by: nobody, names: []string{sent.Token}, send: said, file: "<html>", status: 422},
		{page: "hearing", name: "looked over with a file", by: nobody, names: []string{sent.Token}, send: said, file: aPDF},
		{page: "hearing", name: "not open", by: nobody, names: []string{planned.Token}, status: 404},
	}
}
