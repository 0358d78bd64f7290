package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// The municipality's own policy of justifications is brought, decided and read as its own
// from its day; what it finds leads to its sentence, and one that hands out access is refused.
func TestReplacedPoliciesPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01",
			reason: registry.Justification{Value: "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme."}})
		w := o.worker("Ada Admin", "administrator")
		const at = "/politikker/egne"
		w.read(at).has(t, "Programmets egen udgave.", "Hvem der må hvad, kan en pakke ikke ændre")
		w.read(at).lacks(t, "Kommunens egen udgave.")
		bring := func(files map[string]string) got {
			return w.upload(at, string(policiestest.PackedAlone(files)), w.read(at).hidden("")).is(t, 200)
		}
		bring(map[string]string{"access.rego": "package omvendt.access\n\nreach := 1\n"}).has(t, "access.rego, linje 1", "Hvem der må hvad, kan en pakke ikke bestemme.", "Adgang følger af roller")
		bring(map[string]string{"j.rego": "package omvendt.justifications\n\nanswer := 1\n"}).has(t, "omvendt.justifications", "Ret navnet efter „package“.")
		bring(map[string]string{"justification.rego": "package omvendt.justification\n\nanswer := {\"grade\": \"weak\", \"findings\": [{\"code\": \"MOOD\", \"severity\": \"fails\"}]}\n"}).
			has(t, "Politikken finder noget, den ikke selv har ord for.", "MOOD")

		good := bring(policiestest.Longer())
		good.has(t, "Består alle prøver", "Et udfald følger af stemmerne og loven")
		w.send(good.Request.URL.Path, filled(good.form(t, "adopt"), "from", "2026-11-23", "body", o.body(registry.RankCouncil), "decided", "2026-11-20", "words", "Værdien skal siges på mindst tyve ord.")).is(t, 200)
		w.read(at).has(t, "Begrundelser, der bedømmes anderledes", "„begrunder ikke reglen endnu“ i stedet for „begrundet, men noget mangler“")
		advanced(o)
		const public, found = "/regler/R-0001", "Værdien er sagt på under tyve ord"
		o.page(200, public).lacks(t, found)
		o.page(200, "/politikker").lacks(t, "Kommunens egen udgave.")

		o.on("2026-11-23")
		o.must(o.register.JudgeCases(t.Context()))
		w = o.worker("Ea Admin", "administrator")
		o.page(200, "/politikker").has(t, "Kommunens egen udgave. Fra: 23. november 2026.", "Programmets egen udgave.")
		w.read(at).has(t, "Kommunens egen udgave. Fra: 23. november 2026.")
		o.leadsTo(o.page(200, public), found)
		for at, words := range map[string]string{"/arbejde/regler": found, "/en/desk/rules": "The value is said in fewer than twenty words"} {
			if !strings.Contains(w.read(at).is(t, 200).body, `<option value="TOO_SHORT">`+words+`</option>`) {
				t.Errorf("%s does not name the finding", at)
			}
		}
		o.page(200, public).has(t, found)
		o.page(200, "/en/rules/R-0001").has(t, "The value is said in fewer than twenty words")
		w.read("/arbejde/regler/R-0001").has(t, found, "Det rettes med to sætninger om, hvad reglen ændrer.")
		o.page(200, "/politikker/justification").has(t, found, "Gælder fra den 23. november 2026.", "Kommunens egen udgave.", "programmet har ikke kørt prøver på den")
		if p := o.page(200, "/politikker/justification"); !strings.Contains(p.body, `id="TOO_SHORT"`) {
			t.Error("there is no such sentence")
		}
		o.page(200, "/politikker/decision").has(t, "Følger med programmet.")
		o.page(200, "/politikker/decision").lacks(t, "Kommunens egen udgave.")
	})
}

// leadsTo follows the link of a finding to the sentence of the version that found it, and
// says which version that is.
func (o *town) leadsTo(g got, words string) (version string) {
	o.t.Helper()
	_, after, _ := strings.Cut(g.body, words)
	m := sentenceHref.FindStringSubmatch(after)
	if m == nil {
		o.t.Fatalf("%s: %q leads nowhere", g.Request.URL, words)
	}
	page := o.page(200, m[1]+"?version="+m[2])
	page.has(o.t, words)
	if !strings.Contains(page.body, `id="`+m[3]+`"`) {
		o.t.Errorf("%s has no sentence %s", page.Request.URL, m[3])
	}
	return m[2]
}

var sentenceHref = regexp.MustCompile(`href="(/politikker/[a-z-]+)\?version=([0-9a-f]{64})#([A-Z_]+)"`)

// adoptOwn has a bundle judge from a day, by a decision of the council of today.
func (w *worker) adoptOwn(o *town, files map[string]string, from string) {
	w.t.Helper()
	const at = "/politikker/egne"
	brought := w.upload(at, string(policiestest.PackedAlone(files)), w.read(at).hidden("")).is(w.t, 200)
	today, err := o.register.Today(w.t.Context())
	o.must(err)
	w.send(brought.Request.URL.Path, filled(brought.form(w.t, "adopt"), "from", from, "body", o.body(registry.RankCouncil),
		"decided", today.String(), "words", "Politikken ændres.")).is(w.t, 200)
	advanced(o)
}

// An old meeting says what it was judged by and leads to that version, when the council has
// adopted another since.
func TestAFindingLeadsToTheVersionThatFoundIt(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		w := o.worker("Ada Admin", "administrator")
		council := o.body(registry.RankCouncil)
		w.sits(council, "Dorte Dam")
		planned := func(day, number string) (item string) {
			t.Helper()
			_, at := w.agendaOn(day, council, number)
			return "/moeder/" + at
		}
		own := func(code, words string) map[string]string {
			return map[string]string{"decision.rego": policiestest.Saying("decision", code, "note", words, "input.rank == \"council\"")}
		}
		const earlier, later = "Byrådet har selv sagen", "Sagen er byrådets egen"
		w.adoptOwn(o, own("EARLIER_WORDS", earlier), "2027-01-12")
		o.on("2027-01-12")
		w = o.worker("Ea Admin", "administrator")
		old := planned("2027-01-12", "R-0034")
		w.adoptOwn(o, own("LATER_WORDS", later), "2027-01-14")
		o.on("2027-01-14")
		w = o.worker("Ib Admin", "administrator")
		now := planned("2027-01-14", "R-0029")

		was, is := o.leadsTo(w.read(old), earlier), o.leadsTo(w.read(now), later)
		if was == is {
			t.Error("both lead to one version")
		}
		w.read(old).lacks(t, later)
		o.page(200, "/politikker/decision").lacks(t, earlier)
		o.page(200, "/politikker/decision?version="+was).has(t, "Gjaldt fra den 12. januar 2027 og gælder ikke mere.", "Kommunens egen udgave.")
		w.read(strings.Replace(old, "/punkter/", "/papirer/", 1)).has(t, earlier)
	})
}

// A version that is not in charge any more is read with the settings of its last day, and one
// that is coming with those of its first; each says which day that is.
func TestAVersionIsReadWithItsOwnSettings(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2027-01-10")
		set := func(from, percent string) {
			t.Helper()
			ada := registry.Act{Actor: registry.Actor{Name: "Ada Admin"}, Operation: "adopt"}
			change, err := o.register.ProposeVersion(t.Context(), ada, registry.VersionAdoption{Kind: registry.GameSettings,
				From: registry.MustDay(from), Source: []byte(`{"case": {"copied_percent": ` + percent + `}}`)})
			o.must(err)
			_, err = o.register.DecideChange(t.Context(), ada, change.ID, change.Edit, registry.VersionAdoption{
				Body: registry.BodyID(o.body(registry.RankCouncil)), Decided: registry.MustDay("2027-01-09"), Words: "Grænsen flyttes."})
			o.must(err)
			advanced(o)
		}
		view, err := o.register.Policies(t.Context(), registry.NoDay, "")
		o.must(err)
		const page = "/politikker/justification"
		first := page + "?version=" + view.Policy.Digest
		set("2027-01-12", "77")
		o.page(200, page).has(t, "Som de er i dag, 10. januar 2027")
		o.page(200, page).lacks(t, "77 procent")
		o.on("2027-01-12")
		o.worker("Ea Admin", "administrator").adoptOwn(o, policiestest.Longer(), "2027-01-14")
		view, err = o.register.Policies(t.Context(), registry.NoDay, "")
		o.must(err)
		own := page + "?version=" + view.Versions[slices.IndexFunc(view.Versions, func(g registry.GameVersion) bool { return g.From == registry.MustDay("2027-01-14") })].Digest
		o.page(200, own).has(t, "Som de er den 14. januar 2027, udgavens første dag", "77 procent")
		o.on("2027-01-15")
		set("2027-01-16", "66")
		o.on("2027-01-16")
		o.page(200, own).has(t, "Som de er i dag, 16. januar 2027", "66 procent")
		o.page(200, first).has(t, "Som de var den 13. januar 2027, udgavens sidste dag", "77 procent")
		o.page(200, "/en"+strings.Replace(first, "politikker", "policies", 1)).has(t, "As they were on 13 January 2027, the last day of this version")
		o.page(200, "/politikker/decision").lacks(t, "Indstillingerne her")
	})
}
