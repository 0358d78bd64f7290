package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// What is found in a justification stands where it is written, with what would
// mend it, and in calm words where everybody reads it.
func TestCase(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01"}, rule{number: 2, title: "Månedsplan for huset", from: "2020-01-01"})
		w := o.worker("Ada Admin", "administrator")
		work, public := "/arbejde/regler/R-0002", "/regler/R-0002"

		w.read(work).is(t, 200).has(t, "Der er ikke skrevet en begrundelse.", "Vil ingen forsvare reglen, kan det siges med ét tryk.")
		o.page(200, public).has(t, "Ingen har skrevet en begrundelse for reglen.")

		say := func(number, value string) got {
			at := "/arbejde/regler/" + number
			return w.send(at, filled(w.read(at).hidden("case"), "value", value)).is(t, 200)
		}
		say("R-0001", "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme.").has(t, "begrundet, men noget mangler", "Det fremgår ikke, hvem der har gavn af reglen.")
		g := say("R-0002", "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme.")
		g.has(t, "som først blev skrevet for", "Skriv, hvad netop denne regel giver.")
		o.page(200, public).has(t, "begrunder ikke reglen endnu", "som først blev skrevet for", "binder ingen")
		o.page(200, public).lacks(t, "Skriv, hvad netop denne regel giver.")
		o.page(200, "/en/rules/R-0002").has(t, "does not justify the rule yet", "The justification is the same that was first written for")

		// One press, no form; taken back by a justification.
		form := w.read(work).hidden("undefended")
		w.send(work, form).is(t, 200).has(t, "Ingen vil forsvare reglen.")
		w.send(work, form).is(t, 200) // the same press again
		for _, text := range []got{w.read(work), o.page(200, public)} {
			text.has(t, "Det blev oplyst den 21. november 2026. Stillingen som regelansvarlig var ledig.")
			text.lacks(t, "derhjemme")
		}
		w.send(work, url.Values{"form": {"undefended"}, "edit": form["edit"], "submission": {"another"}}).is(t, 412)
		o.page(200, public+"/historik").has(t, "Det blev oplyst, at ingen vil forsvare reglen")
		say("R-0002", "Vikarer ved, hvad der venter dem den dag.")
		o.page(200, public).lacks(t, "Ingen vil forsvare reglen")
	})
}

// Somebody at the front line files the case against, the owner answers, and
// everybody reads both beside the case for. A name is told only if they wish.
func TestCounterCase(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01", owner: "Dagtilbudschefen"})
		challenger, owner := o.worker("Gry Gulv", "challenger"), o.worker("Ejer", "owner")
		page, public := "/arbejde/regler/R-0001/modindlaeg", "/regler/R-0001"
		o.page(200, public).lacks(t, "modindlæg")
		challenger.read(public).has(t, "Skriv et modindlæg")
		owner.read(public).lacks(t, "Skriv et modindlæg")

		form := challenger.read(page).is(t, 200).hidden("")
		challenger.send(page, filled(form, "party", "front", "cost", "", "public", "yes")).is(t, 422).has(t, "Hvad koster reglen kerneopgaven?", "Navn eller gruppe")
		challenger.send(page, filled(form, "party", "med", "name", "Gry Gulv", "cost", "Planen tager en time fra børnene.")).is(t, 200)
		for _, g := range []got{o.page(200, public), owner.read(page)} {
			g.has(t, "Fra et MED-udvalg, 21. november 2026", "Planen tager en time fra børnene.", "Modindlægget er ikke besvaret.")
			g.lacks(t, "Gry")
		}
		owner.send(page, filled(form, "party", "front", "cost", "x")).is(t, 403)

		thread := challenger.read(page).link(t, "?thread=")
		again := challenger.read(thread).is(t, 200)
		again.has(t, "Ret dit modindlæg", "Planen tager en time fra børnene.")
		form = again.hidden("")
		challenger.send(page, filled(form, "party", "med", "name", "Gry Gulv", "public", "yes", "cost", "Planen tager to timer fra børnene.")).is(t, 200)
		o.page(200, public).has(t, "Gry Gulv", "to timer")
		o.page(200, public).lacks(t, "en time fra")

		answer := owner.read(page).link(t, "?reply=")
		form = owner.read(answer).is(t, 200).hidden("reply")
		owner.send(page, filled(form, "text", "")).is(t, 422)
		owner.send(page, filled(form, "text", "Vi prøver uden i marts.")).is(t, 200)
		o.page(200, public).has(t, "Vi prøver uden i marts.", "Dagtilbudschefen")
		o.page(200, "/en/rules/R-0001").has(t, "Counter-case", "Answer from the one responsible")
	})
}

// The indicator is scored before the justification is written anew.
func TestScoring(t *testing.T) {
	testenv.OneAtATime(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.create(rule{number: 1, title: "Ugeplan", from: "2020-01-01"})
	w := o.worker("Ada Admin", "administrator")
	work := "/arbejde/regler/R-0001"
	w.send(work, filled(w.read(work).hidden("case"), "value", "Vikarer ved, hvad der venter dem.", "indicator", "Antal opkald", "check_on", "2026-12-01",
		"without", "De spørger.", "evidence_grade", "medium")).is(t, 200).lacks(t, "Virkede reglen?")
	o.on("2026-12-01")
	w = o.worker("Ada igen", "administrator")
	g := w.read(work)
	g.has(t, "Virkede reglen?", "Skriv, om målet er nået, ikke nået eller ikke målt.")
	w.send(work, filled(g.hidden("case"), "value", "Noget andet end før.", "indicator", "Antal")).is(t, 409).has(t, "Skriv først, hvad I så", "Noget andet end før.")
	w.send(work, filled(g.hidden("score"), "note", "x")).is(t, 422)
	w.send(work, filled(g.hidden("score"), "result", "not_met", "note", "Ni om ugen")).is(t, 200).lacks(t, "Virkede reglen?")
	o.page(200, "/regler/R-0001").has(t, "Målet er ikke nået (1. december 2026): Ni om ugen", "De spørger.", "Nogenlunde")
}

// link is the address of a link on a page that holds a piece of text.
func (g got) link(t *testing.T, has string) string {
	t.Helper()
	root, err := parse(g.body)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range root.all("a") {
		if strings.Contains(a.attrs["href"], has) {
			href, _, _ := strings.Cut(a.attrs["href"], "#")
			return href
		}
	}
	t.Fatalf("no link with %s", has)
	return ""
}

// What is being written is looked at without being stored, kept as its writer's
// draft, and offered when they come back.
func TestCaseDraft(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01"})
		w, other := o.worker("Ada Admin", "administrator"), o.worker("Bo Admin", "administrator")
		work := "/arbejde/regler/R-0001"
		form := w.read(work).hidden("case")
		g := w.send(work, filled(form, "value", "Ugeplanen gør, at stuen har en ugeplan.", "try", "yes")).is(t, 200)
		g.has(t, "Begrundelsen gentager reglen", "Ugeplanen gør, at stuen har en ugeplan.")
		if csp := g.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("policy %q", csp)
		}
		o.page(200, "/regler/R-0001").has(t, "Ingen har skrevet en begrundelse for reglen.")
		if csp := o.get("/regler/R-0001").Header.Get("Content-Security-Policy"); strings.Contains(csp, "script") {
			t.Errorf("a public page lets scripts run: %q", csp)
		}
		other.read(work).lacks(t, "Du begyndte på en begrundelse")
		w.read(work).has(t, "Du begyndte på en begrundelse den 21. november 2026")
		w.read(work+"?draft=yes").has(t, "Ugeplanen gør, at stuen har en ugeplan.")

		// Thrown away, or saved, or forgotten after a month.
		w.send(work, w.read(work).hidden("draft")).is(t, 200).lacks(t, "Du begyndte på en begrundelse")
		w.send(work, filled(form, "value", "Vikarer ved, hvad der venter dem.", "try", "yes")).is(t, 200)
		w.send(work, filled(w.read(work).hidden("case"), "value", "Vikarer ved, hvad der venter dem.")).is(t, 200).lacks(t, "Du begyndte på en begrundelse")
		w.send(work, filled(w.read(work).hidden("case"), "value", "Noget tredje.", "try", "yes")).is(t, 200)
		o.on("2026-12-22")
		w.send(o.again("Ada Admin"), nil).is(t, 200)
		w.read(work).lacks(t, "Du begyndte på en begrundelse")
	})
}

// again is a new sign-in link for somebody who is there already.
func (o *town) again(name string) (path string) {
	o.t.Helper()
	users, err := o.register.Users(context.Background())
	o.must(err)
	for _, u := range users {
		if u.Name == name {
			_, secret, err := o.register.InviteUser(context.Background(), act, u.Email)
			o.must(err)
			return "/log-ind/" + secret
		}
	}
	o.t.Fatalf("no user %s", name)
	return ""
}

// The page's script shows what is found while somebody types, and nothing else
// of the page moves.
func TestFindingsWhileTyping(t *testing.T) {
	testenv.Chromium(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01"})
	p := o.session("Ada Admin", "administrator", 1280)
	p.Open(o.address + "/arbejde/regler/R-0001")
	testenv.Eval[bool](p, `(() => { const v = document.getElementById('case-value'); v.value = 'Ugeplanen gør, at stuen har en ugeplan.'; v.dispatchEvent(new Event('input', {bubbles: true})); return true })()`)
	found := testenv.Eval[string](p, `new Promise(done => { const at = document.getElementById('case-findings');
		new MutationObserver(() => done(at.textContent)).observe(at, {childList: true, subtree: true}) })`)
	if !strings.Contains(found, "Begrundelsen gentager reglen") {
		t.Errorf("found %q", found)
	}
	if v := testenv.Eval[string](p, `document.getElementById('case-value').value`); v != "Ugeplanen gør, at stuen har en ugeplan." {
		t.Errorf("the text is %q", v)
	}
}
