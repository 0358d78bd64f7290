package web_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// A basis is written as an officer has it, and the page says what follows.
func TestBasisInParts(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Evaluering", from: "2014-08-01"}, rule{number: 2, title: "Plan", from: "2014-08-01", basis: registry.RequiresLocal})
		w := o.worker("Ada Admin", "administrator")
		const at = "/arbejde/regler/R-0001"
		form := filled(w.read(at).hidden("basis"), "reference", "Dagtilbudsloven", "provision", "§ 9", "effect", "minimum", "from", "2010-01-01", "until", "2027-12-31",
			"floor", "Hvert andet år.", "increment", "Hvert år.")
		g := w.send(at, form).is(t, 422)
		g.has(t, "kan ikke læses som en henvisning til en lov", "retsinformation.dk")
		if form.Set("reference", "lbk nr 988 af 27/08/2024"); g.hidden("basis").Get("edit") != form.Get("edit") {
			t.Error("the edit is lost")
		}
		w.send(at, form).is(t, 200).has(t, "Gemt.", "Det kræver loven selv", "Hvert andet år.", "Det lægger kommunen oveni", "Hvert år.")
		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{})
		o.must(err)
		if got := view.Bases[0].Reference; got != "https://www.retsinformation.dk/eli/lta/2024/988 § 9" {
			t.Errorf("stored %q", got)
		}
		o.page(200, "/regler/R-0001").has(t, "Overimplementering, fordi § 9 (Lovtidende A 2024 nr. 988) kræver mindre end reglen.",
			"Fra 1. januar 2028:", "Politisk vedtaget, fordi", "Hvert andet år.", "Hvert år.")
		o.page(200, "/regler/R-0002").has(t, "Den kan ikke ophæves uden en ny. Der er ikke registreret en regel, som afløser den.")
	})
}

// A reference has a page with the rules that rest on it; a law shows its
// paragraphs, and the page of a rule leads there.
func TestRulesOfAReference(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01", basis: registry.Duty}, rule{number: 2, title: "Referat", from: "2014-08-01", basis: registry.Permits, loose: true},
			rule{number: 3, title: "Gammel", from: "2014-08-01", basis: registry.Duty, until: "2020-01-01"})
		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{})
		o.must(err)
		b := registry.Basis{Reference: view.Bases[0].ELI() + " § 99, stk. 1", Effect: registry.Duty, From: view.On, Until: registry.LastDay}
		_, err = o.register.RecordBasis(context.Background(), act, 1, 1, b)
		o.must(err)
		link := regexp.MustCompile(`href="(/retsgrundlag/regler[^"]*)"`).FindAllStringSubmatch(o.page(200, "/regler/R-0001").body, -1)
		if len(link) != 2 {
			t.Fatalf("the rule's page leads to %v", link)
		}
		g := o.page(200, html.UnescapeString(link[0][1]))
		g.has(t, "R-0001 Ugeplan", "R-0002 Referat", "Statslig pligt, fordi", "Retsgrundlaget er ikke kontrolleret.", "Hele loven")
		g.lacks(t, "Gammel")
		o.page(200, html.UnescapeString(link[0][1])+"&over=yes").has(t, "R-0003 Gammel", "Vis regler, der hviler på den")
		law := o.page(200, "/retsgrundlag/regler?reference="+url.QueryEscape(view.Bases[0].ELI()))
		law.has(t, "§ 99, stk. 1 1 regel", "2 regler · 1 hviler ikke længere på den", "R-0002 Referat")
		o.page(200, "/retsgrundlag").has(t, "§ 99, stk. 1 1 regel")
		o.page(200, "/retsgrundlag?q=Dagtilbudsloven").has(t, "Ingen regel hviler på det.")
		o.stranger().read("/retsgrundlag/regler").is(t, 200).has(t, "De love og aftaler")
		o.page(200, "/regler").has(t, "Find regler efter den lov eller aftale")
	})
}

// ticks are the rules that are ticked on the page of a change.
func ticks(g got) (picks []string) {
	for _, m := range regexp.MustCompile(`name="rules" value="([^"]*)" checked`).FindAllStringSubmatch(g.body, -1) {
		picks = append(picks, m[1])
	}
	return picks
}

// A law that ends is ended for all rules that rest on it: the page says first what
// that means for each, and nothing is stored before it is confirmed.
func TestBasisChange(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01", basis: registry.Duty}, rule{number: 2, title: "Referat", from: "2014-08-01", basis: registry.RequiresLocal},
			rule{number: 3, title: "Udløber", from: "2014-08-01", basis: registry.Duty, until: "2027-01-01"})
		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{})
		o.must(err)
		law := view.Bases[0].Reference
		at := "/arbejde/retsgrundlag/regler?reference=" + url.QueryEscape(law)
		w := o.worker("Ada Admin", "administrator")
		w.read("/arbejde").is(t, 200).has(t, "Love og aftaler")
		if !strings.Contains(html.UnescapeString(w.read("/arbejde/retsgrundlag").is(t, 200).body), at) {
			t.Error("the list does not lead to the change")
		}
		w.read("/retsgrundlag/regler?reference="+url.QueryEscape(law)).is(t, 200).has(t, "Ændr eller afslut for flere regler")
		o.stranger().read("/retsgrundlag/regler?reference="+url.QueryEscape(law)).lacks(t, "Ændr eller afslut for flere regler")
		g := w.read(at).is(t, 200)
		g.has(t, "Ugeplan", "Referat", "Udløber")
		form := g.hidden("")
		if form["rules"] = ticks(g); len(form["rules"]) != 2 { // what ends already is not ticked
			t.Fatalf("ticked are %v", form["rules"])
		}
		w.send(at, filled(form, "ends", "yes")).is(t, 422).has(t, "Feltet skal udfyldes.")
		w.send(at, filled(form, "ends", "yes", "from", "2027-07-01", "reference", "§ 11")).is(t, 422).has(t, "Vælg, om det ophører")
		g = w.send(at, filled(form, "ends", "yes", "from", "2010-01-01")).is(t, 422)
		g.has(t, "R-0001 hviler ikke på det den 31. december 2009.")
		if len(ticks(g)) != 2 {
			t.Error("the choice is lost")
		}
		confirm := w.send(at, filled(form, "ends", "yes", "from", "2027-07-01")).is(t, 200)
		confirm.has(t, "Reglen er ikke længere lovbundet fra den 1. juli 2027 og skal forsvares som lokal regel.", "Loven kræver ikke længere en lokal regel fra den 1. juli 2027.",
			"Fra 1. juli 2027: Politisk vedtaget", "Gem for 2 regler")
		o.page(200, "/regler/R-0001").lacks(t, "1. juli 2027")
		back := w.send(at, confirm.carried(t, "back")).is(t, 200)
		if len(ticks(back)) != 2 || !strings.Contains(back.body, `value="2027-07-01"`) {
			t.Error("what was chosen is lost on the way back")
		}
		w.send(at, confirm.carried(t, "change")).is(t, 200).has(t, "Gemt.", "30. juni 2027")
		w.send(at, confirm.carried(t, "change")).is(t, 200) // pressed twice
		o.page(200, "/regler/R-0001").has(t, "Fra 1. juli 2027: Politisk vedtaget")
		o.worker("Jurist Jensen", "legal_checker").read("/arbejde/juridisk-kontrol?why=basis_changed").is(t, 200).has(t, "R-0001", "R-0002")
		w.send(at, filled(confirm.carried(t, "change"), "submission", "later")).is(t, 422).has(t, "R-0001 er ændret, siden du så den.")
		o.worker("Jurist To", "legal_checker").read(at).is(t, 403)
		o.worker("Jurist Tre", "legal_checker", "Dagtilbud").read("/arbejde/love").is(t, 403).has(t, "gælder hele kommunen") // a law is everybody's
		w.read("/regler/R-0001/historik").is(t, 200).has(t, "Et retsgrundlag blev rettet")
	})
}

// The lawyer's queue: one act for several rules, or rule by rule, and the next
// one comes.
func TestLegalQueue(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01", loose: true}, rule{number: 2, title: "Referat", from: "2014-08-01", loose: true},
			rule{number: 3, title: "Tilsyn", from: "2014-08-01", loose: true}, rule{number: 4, title: "Skolevej", from: "2014-08-01", area: "Skole", loose: true},
			rule{number: 5, title: "Aftale", from: "2014-08-01", basis: registry.Agrees, until: "2026-12-01"}, rule{number: 6, title: "Set efter", from: "2014-08-01"})
		w := o.worker("Jurist Jensen", "legal_checker")
		const at = "/arbejde/juridisk-kontrol"
		w.read("/arbejde").is(t, 200).has(t, "Juridisk kontrol")
		g := w.read(at).is(t, 200)
		g.has(t, "Ugeplan", "Referat", "Tilsyn", "Skolevej", "Ikke kontrolleret, siden den blev registreret den 21. november 2026.")
		if strings.Contains(text(g.body), "Set efter") || strings.Contains(text(g.body), "Aftale, fordi") {
			t.Error("what is checked is in the queue")
		}
		check := filled(g.hidden(""), "by", "Jurist Jensen", "day", "2026-11-21", "result", "confirmed")
		w.send(at, check).is(t, 422).has(t, "Der er noget, der skal rettes")
		check["rules"] = []string{"R-0001 1", "R-0002 1"}
		w.send(at+"?area=Dagtilbud", check).is(t, 200).has(t, "Gemt.", "Tilsyn")
		g = w.send(at, filled(check, "submission", w.read(at).hidden("").Get("submission"))).is(t, 422)
		g.has(t, "R-0001 er ændret, siden du så den.")

		// Rule by rule: doubt leaves it in the queue, at its own place.
		one := at + "?one=yes"
		g = w.read(one).is(t, 200)
		g.has(t, "Tilsyn", "Spring over")
		h := g.hidden("")
		g = w.send(one, filled(h, "by", "Jurist Jensen", "day", "2026-11-21", "result", "confirmed")).is(t, 200)
		g.has(t, "Gemt.", "Skolevej")
		g = w.send(one, filled(g.hidden(""), "by", "Jurist Jensen", "day", "2026-11-21", "result", "doubted", "note", "Hvad siger § 26?")).is(t, 200)
		g.has(t, "Skolevej", "Ved kontrollen den 21. november 2026 var der tvivl.", "Hvad siger § 26?")
		w.send(one, filled(g.hidden(""), "by", "Jurist Jensen", "day", "2026-11-21", "result", "confirmed")).is(t, 200).has(t, "Ingen regler venter")
		// The day on which a basis ends brings its rules by itself.
		o.on("2026-12-01")
		w = o.worker("Jurist Øst", "legal_checker")
		w.read(at+"?why=basis_ended").is(t, 200).has(t, "Et retsgrundlag gælder ikke længere fra den 1. december 2026.", "Til og med 30. november 2026:", "Politisk vedtaget, fordi")
		o.worker("Ejer", "owner").read(at).is(t, 403)
	})
}

// lawful are the states of the lawyer's pages.
func lawful(t *testing.T, w *worker) []state {
	page := state{page: "work_basis", by: w, query: "reference=LBK+2024/988"}.in(t, texts.Danish)
	changing := page.hidden("")
	changing["rules"] = ticks(page.got)
	w.send("/arbejde/love", filled(w.read("/arbejde/love").hidden(""), "name", "Lov om legepladser og "+long(120), "short", "Legepladsloven", "abbreviation", "LPL",
		"numbers", "https://www.retsinformation.dk/eli/lta/2015/4711; 1-1-2016\nLBK 2019/4712; 2019-05-01"))
	law := strings.TrimPrefix(w.read("/arbejde/love").link(t, "/arbejde/love/"), "/arbejde/love/")
	return []state{
		{page: "work_laws", name: "normal", by: w},
		{page: "work_laws", name: "wrong", by: w, send: url.Values{"form": {""}, "name": {""}, "numbers": {"LBK 2019/4712 § 2\nsnart; 1-1"}}, status: 422},
		{page: "work_law", name: "normal", by: w, names: []string{law}},
		{page: "work_law", name: "overtaken", by: w, names: []string{law}, send: url.Values{"form": {""}, "edit": {"7"}, "name": {"Lov om legepladser"}, "short": {"Legeloven"}, "numbers": {"LBK 2019/4712"}}, status: 412},
		{page: "register", name: "a law is searched for", by: w, query: "q=legepladsloven+%C2%A7+2"},
		{page: "work_legal", name: "normal", by: w},
		{page: "work_legal", name: "one by one", by: w, query: "one=yes"},
		{page: "work_legal", name: "beyond", by: w, query: "why=doubted&from=2040-01-01_R-0001"},
		{page: "bases", name: "normal", by: w},
		{page: "bases", name: "nothing found", by: w, query: "q=Skoleloven"},
		{page: "bases", name: "wrong", by: w, query: "q=" + url.QueryEscape(long(501)), status: 422},
		{page: "bases", name: "beyond", by: w, query: "after=%7E%7E"},
		{page: "basis", name: "normal", by: w, query: "reference=LBK+2024/988"},
		{page: "basis", name: "normal, a paragraph", by: w, query: "reference=LBK+2024/988+%C2%A7+11"},
		{page: "work_bases", name: "normal", by: w},
		{page: "work_basis", name: "normal", by: w, query: "reference=LBK+2024/988"},
		{page: "work_basis", name: "nothing there", by: w, query: "reference=Overenskomst+X"},
		{page: "work_basis", name: "beyond", by: w, query: "reference=LBK+2024/988&after=R-0001+x+%7E%7E"},
		{page: "work_basis", name: "confirm", by: w, query: "reference=LBK+2024/988", send: filled(changing, "from", "2027-07-01", "ends", "yes")},
		{page: "work_basis", name: "wrong", by: w, query: "reference=LBK+2024/988", send: filled(changing, "rules", changing["rules"][len(changing["rules"])-1], "from", "1. juli", "ends", "no", "reference", long(501)), status: 422},
		{page: "basis", name: "empty", by: w, query: "reference=Ingen&over=yes"},
	}
}
