package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// form is a form as a browser sends it when nobody has touched it.
func (g got) form(t testing.TB, name string) url.Values {
	t.Helper()
	root, err := parse(g.body)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range root.all("form") {
		if v := filledIn(f); v.Has("submission") && v.Get("form") == name {
			return v
		}
	}
	t.Fatalf("%s: no form %q", g.Request.URL, name)
	return nil
}

// shared is a form that two people fill in at the same time: a field that both
// change, and one that the second alone does.
type shared struct {
	form, field, first, second string
	other, text                string
	at                         string // "": the rule's page
}

// Whatever is written about a rule, the second of two writers sees what the first
// wrote beside their own, takes the one or writes a third, and loses nothing that
// either of them wrote alone.
func TestOthers(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01", basis: "minimum", owner: "Leder Nord"})
		first, second := o.worker("Ada Admin", "administrator"), o.worker("Bo Admin", "administrator")
		const rule = "/arbejde/regler/R-0001"
		basis := first.read(rule).link(t, "basis=")
		front := o.worker("Gry Gulv", "challenger")
		front.send(rule+"/modindlaeg", filled(front.read(rule+"/modindlaeg").form(t, ""), "cost", "Tid fra børnene")).is(t, 200)
		reply := first.read(rule+"/modindlaeg").link(t, "?reply=")
		thread := front.read(rule+"/modindlaeg").link(t, "?thread=")
		post := "/arbejde/stillinger"
		first.send(post, filled(first.read(post).form(t, ""), "name", "Leder Syd", "unit", "Syd")).is(t, 200)
		post = first.read(post).link(t, "/arbejde/stillinger/")

		for _, s := range []shared{
			{form: "entry", field: "audience", first: "alle ledere", second: "alle vikarer", other: "unit", text: "Stue 1"},
			{form: "entry", field: "effort.role", first: "daglig leder", second: "sekretær", other: "effort.people", text: "2"},
			{form: "entry", field: "protects", first: "staff", second: "life", other: "owner", text: "Leder Øst"},
			{form: "text", field: "plain", first: "Vi laver en plan.", second: "Vi skriver planen ned.", other: "title", text: "Ugeplan, kort"},
			{form: "basis", at: basis, field: "provision", first: "§ 11, stk. 2", second: "§ 12", other: "floor", text: "hvert andet år"},
			{form: "case", field: "value", first: "Ro på stuen", second: "Overblik på stuen", other: "indicator", text: "Antal opkald"},
			{form: "", at: post, field: "unit", first: "Sydøst", second: "Sydvest", other: "name", text: "Leder Sydhavn"},
			{form: "", at: thread, field: "cost", first: "En time fra børnene", second: "To timer fra børnene", other: "lighter", text: "En tavle"},
			{form: "reply", at: reply, field: "text", first: "Vi prøver i marts.", second: "Vi prøver i april."},
		} {
			t.Run(s.form+" "+s.field, func(t *testing.T) {
				if s.at == "" {
					s.at = rule
				}
				to, _, _ := strings.Cut(s.at, "?")
				a, b := first, second
				if s.at == thread { // nobody changes another's
					a, b = front, front
				}
				one, two := a.read(s.at).form(t, s.form), b.read(s.at).form(t, s.form)
				a.send(to, filled(one, s.field, s.first)).is(t, 200).has(t, "Gemt.")
				mine := filled(two, s.field, s.second)
				if s.other != "" {
					mine.Set(s.other, s.text)
				}
				g := b.send(to, mine).is(t, 412)
				g.has(t, "I har begge rettet det samme", "Det står der nu", "Det har du skrevet")
				again := g.form(t, s.form)
				if again.Get(s.field) != s.second || s.other != "" && again.Get(s.other) != s.text {
					t.Errorf("what the second typed is gone: %q, %q", again.Get(s.field), again.Get(s.other))
				}
				if strings.Count(g.body, `<fieldset class="both">`) != 1 {
					t.Error("other fields are shown than the one that both changed")
				}
				take := filled(again, "theirs."+s.field, s.first) // as the box on the page has it
				if !strings.Contains(g.body, `name="theirs.`+s.field+`" value="`+strings.ReplaceAll(s.first, "+", "&#43;")+`"`) {
					t.Error("no box to take what stands there now")
				}
				b.send(to, take).is(t, 200).has(t, "Gemt.")
				now := b.read(s.at).form(t, s.form)
				if now.Get(s.field) != s.first || s.other != "" && now.Get(s.other) != s.text {
					t.Errorf("stored %q, %q", now.Get(s.field), now.Get(s.other))
				}

				// Each changes something of their own.
				if s.other == "" {
					return
				}
				one, two = b.read(s.at).form(t, s.form), b.read(s.at).form(t, s.form)
				a.send(to, filled(one, s.field, s.second)).is(t, 200)
				last := s.text + "0"
				g = b.send(to, filled(two, s.other, last)).is(t, 412)
				g.has(t, "En anden har gemt noget andet", "Den anden har rettet felter, som du ikke havde rørt")
				b.send(to, g.form(t, s.form)).is(t, 200).has(t, "Gemt.")
				now = b.read(s.at).form(t, s.form)
				if now.Get(s.field) != s.second || now.Get(s.other) != last {
					t.Errorf("of the two stays %q, %q", now.Get(s.field), now.Get(s.other))
				}
			})
		}

		// What is only added to a rule says that it has changed, and is sent again.
		for form, fields := range map[string][]string{"check": {"by", "Juristen", "result", "confirmed"}, "undefended": nil} {
			one, two := first.read(rule).form(t, form), second.read(rule).form(t, form)
			first.send(rule, filled(first.read(rule).form(t, "case"), "value", "Derfor "+form)).is(t, 200)
			g := second.send(rule, filled(two, fields...)).is(t, 412)
			g.has(t, "En anden har gemt noget andet", "Sidst rettet 21. november 2026 kl. 12.00 af", "Ada Admin")
			second.send(rule, g.form(t, form)).is(t, 200).has(t, "Gemt.")
			first.send(rule, filled(one, fields...)).is(t, 412)
		}
		owner := o.worker("Ejer", "owner")
		form := owner.read(rule).form(t, "text")
		first.send(rule, filled(first.read(rule).form(t, "text"), "plain", "Kort")).is(t, 200)
		g := owner.send(rule, form).is(t, 412)
		g.has(t, "Sidst rettet 21. november 2026 kl. 12.00.") // who it was is for those who may read the log
		g.lacks(t, "Ada Admin")
	})
}

// Two who change an item see both texts, also those of its proposals, and lose nothing.
func TestOthersOfAnItem(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	ctx := context.Background()
	bodies, err := o.register.Bodies(ctx)
	o.must(err)
	m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-05-31")})
	o.must(err)
	view, err := o.register.Rule(ctx, 34, registry.StatusQuery{})
	o.must(err)
	_, err = o.workflow.AddItem(ctx, act, m.ID, 1, workflow.Agenda{Title: "Skal reglen bestå?", Rules: []registry.RuleID{view.Rule.ID}, Proposals: []workflow.Proposal{
		{Ruling: registry.Repeal, Question: "Skal reglen ophæves?", Reason: "Den virker ikke.", From: registry.MustDay("2027-08-01")}}})
	o.must(err)
	w := o.worker("Sekretær", "administrator")
	page := "/arbejde/moeder/" + string(m.ID) + "/punkter/1"
	const reason, ruling = "proposals[0].reason", "proposals[0].ruling"
	one, two := w.read(page).form(t, ""), w.read(page).form(t, "")
	w.send(page, filled(one, reason, "Den tager tid.", "summary", "Kort.", ruling, "defer", "proposals[0].next", "2027-12-01")).is(t, 200)
	g := w.send(page, filled(two, reason, "Den er forældet.", "title", "Skal den bestå?", ruling, "trial")).is(t, 412)
	g.has(t, "I har begge rettet det samme", "Forslag 1, Særlig begrundelse", "Den anden har rettet felter, som du ikke havde rørt")
	if !strings.Contains(g.body, `name="theirs.`+reason+`" value="Den tager tid."`) {
		t.Error("what stands now cannot be taken")
	}
	again := g.form(t, "")
	for field, want := range map[string]string{reason: "Den er forældet.", "title": "Skal den bestå?", "summary": "Kort.", "proposals[0].next": "2027-12-01", ruling: "trial"} {
		if got := again.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	w.send(page, filled(again, "theirs."+reason, "Den tager tid.", "theirs."+ruling, "defer")).is(t, 200)
	now := w.read(page).form(t, "")
	for field, want := range map[string]string{reason: "Den tager tid.", "title": "Skal den bestå?", "summary": "Kort.", ruling: "defer"} {
		if got := now.Get(field); got != want {
			t.Errorf("%s is stored as %q, want %q", field, got, want)
		}
	}
}

// Two people in two browsers: the second chooses with both texts in sight.
func TestOthersInTwoBrowsers(t *testing.T) {
	testenv.Chromium(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01"})
	one, two := o.session("Ada Admin", "administrator", 1280), o.session("Bo Admin", "administrator", 390)
	for _, s := range []struct{ form, field, first, second string }{
		{"text", "#text-plain", "Vi laver en plan for stuen.", "Vi laver en plan for huset."},
		{"entry", "#entry-audience", "alle ledere", "alle vikarer"},
	} {
		save := func(p *testenv.Page) int {
			return p.Follow(`form:has(input[name="form"][value="` + s.form + `"]) .button-primary`)
		}
		one.Open(o.address + "/arbejde/regler/R-0001")
		two.Open(o.address + "/arbejde/regler/R-0001")
		one.Fill(s.field, s.first)
		two.Fill(s.field, s.second)
		if got := save(one); got != 200 {
			t.Errorf("%s: the first gets %d", s.form, got)
		}
		if got := save(two); got != 412 {
			t.Errorf("%s: the second gets %d", s.form, got)
		}
		if at := focused(two); at != "error-summary" {
			t.Errorf("the focus is on %q", at)
		}
		if value := testenv.Eval[string](two, `document.querySelector("`+s.field+`").value`); value != s.second {
			t.Errorf("the second's own text is %q", value)
		}
		if theirs := two.Text(".both__texts > :first-child"); !strings.Contains(theirs, s.first) {
			t.Errorf("what stands now: %q", theirs)
		}
		below := testenv.Eval[bool](two, `(() => { const [a, b] = document.querySelectorAll(".both__texts > *"); return b.getBoundingClientRect().top >= a.getBoundingClientRect().bottom })()`)
		if !below || two.ScrollsSideways() {
			t.Error("on a phone the texts do not stand below one another")
		}
		testenv.Eval[bool](two, `(() => { document.querySelector(".both .form-checkbox").focus(); return true })()`)
		two.Press(" ")
		if got := save(two); got != 200 {
			t.Errorf("%s: chosen and saved: %d", s.form, got)
		}
		if value := testenv.Eval[string](two, `document.querySelector("`+s.field+`").value`); value != s.first {
			t.Errorf("stored %q", value)
		}
	}
	if asked := two.Dialogs(); len(asked) > 0 {
		t.Errorf("saving asks %v", asked)
	}
}
