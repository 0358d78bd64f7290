package web_test

import (
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
		advanced(o)
		const public, found = "/regler/R-0001", "Værdien er sagt på under tyve ord"
		o.page(200, public).lacks(t, found)
		o.page(200, "/politikker").lacks(t, "Kommunens egen udgave.")

		o.on("2026-11-23")
		o.must(o.register.JudgeCases(t.Context()))
		w = o.worker("Ea Admin", "administrator")
		o.page(200, "/politikker").has(t, "Kommunens egen udgave. Fra: 23. november 2026.", "Programmets egen udgave.")
		w.read(at).has(t, "Kommunens egen udgave. Fra: 23. november 2026.")
		if p := o.page(200, public); !strings.Contains(p.body, `href="/politikker/justification#TOO_SHORT"`) {
			t.Error("the finding leads nowhere")
		}
		o.page(200, public).has(t, found)
		o.page(200, "/en/rules/R-0001").has(t, "The value is said in fewer than twenty words")
		w.read("/arbejde/regler/R-0001").has(t, found, "Det rettes med to sætninger om, hvad reglen ændrer.")
		o.page(200, "/politikker/justification").has(t, found, "Gælder nu. Fra: 23. november 2026.", "Kommunens egen udgave.", "programmet har ikke kørt prøver på den")
		if p := o.page(200, "/politikker/justification"); !strings.Contains(p.body, `id="TOO_SHORT"`) {
			t.Error("there is no such sentence")
		}
		o.page(200, "/politikker/decision").has(t, "Følger med programmet.")
		o.page(200, "/politikker/decision").lacks(t, "Kommunens egen udgave.")
	})
}
