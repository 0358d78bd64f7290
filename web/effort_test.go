package web_test

import (
	"context"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A new estimate and a real change are told apart, from the form to the history.
func TestEffortForm(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01"})
		w := o.worker("Ada Admin", "administrator")
		const at = "/arbejde/regler/R-0001"
		write := func(status int, pairs ...string) got {
			t.Helper()
			form := filled(w.read(at).hidden("entry"), "kind", "documentation", "area", "Dagtilbud", "unit", "Alle", "effort.evidence", "leader_estimate",
				"effort.minutes_from", "60", "effort.minutes_to", "90", "effort.people", "2", "effort.role", "daglig leder", "effort.times_from", "4", "effort.per", "year",
				"effort.when", "marts, 15. oktober", "effort.data", "antal børn, Antal børn, sygefravær", "effort.units", "12", "effort.change", "estimated")
			return w.send(at, filled(form, pairs...)).is(t, status)
		}
		write(200).has(t, "Gemt.", "sygefravær")
		o.page(200, "/regler/R-0001").has(t, "60-90 minutter hver gang, 2 personer, 4 gange om året: 8-12 timer om året i én enhed, 96-144 timer i 12 enheder tilsammen",
			"Skøn fra ledere", "Daglig leder", "Marts, 15. oktober", "antal børn, sygefravær")
		o.page(200, "/en/rules/R-0001").has(t, "4 times a year: 8-12 hours a year in one unit", "March, 15 October")

		write(200, "effort.minutes_to", "80")
		o.page(200, "/regler/R-0001/historik").has(t, "Tidsforbruget er skønnet på ny. Arbejdet er det samme.")
		write(200, "effort.minutes_to", "70", "effort.evidence", "measured")
		o.page(200, "/regler/R-0001/historik").has(t, "Tidsforbruget er målt. Arbejdet er det samme.")
		write(422, "effort.change", "changed").has(t, "Arbejdet har været sådan siden")
		write(422, "effort.since", "2026-11-01").has(t, "Hvad er det, der er nyt?")
		write(422, "effort.change", "changed", "effort.since", "2026-12-01").has(t, "Arbejdet er først et andet fra")
		write(422, "effort.when", "marts, snart").has(t, "„snart“ er hverken en måned eller en dato")
		write(422, "effort.per", "").has(t, "Gange regnet pr.")
		write(200, "effort.minutes_to", "60", "effort.change", "changed", "effort.since", "2026-11-01")
		o.page(200, "/regler/R-0001/historik").has(t, "Arbejdet er blevet et andet fra 1. november 2026.")
		write(200, "effort.minutes_to", "61") // the same work since then
		var efforts []registry.EffortStretch
		o.must(o.register.Store.View(context.Background(), func(r registry.Reader) (err error) { efforts, err = r.Efforts(1); return err }))
		if len(efforts) != 2 || efforts[0].Effort.MinutesTo != 70 || efforts[1].Effort.MinutesTo != 61 || efforts[1].From != registry.MustDay("2026-11-01") {
			t.Errorf("stored %+v", efforts)
		}
	})
}

// The time that rules take stands beside their list and what lapses, and a role sees its year.
func TestRoleYearPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.page(200, "/regler").has(t, "Se, hvad reglerne tager af tid", "For 1 regel ved vi ikke, hvor mange enheder den gælder for")
		o.page(200, "/tidsforbrug?by=role").has(t, "De regler, der gælder den 21. november 2026", "Daglig leder", "Pædagog", "48 åbningsuger", "Ikke oplyst")
		o.page(200, "/tidsforbrug?by=role&known=2026-11-20").has(t, "Sådan så registeret ud den 20. november 2026", "Vis det, registeret ved nu")
		o.page(422, "/tidsforbrug?known=2040-01-01").has(t, "Som registeret vidste det denne dag", "2040-01-01")
		w := o.worker("Ada Admin", "administrator")
		const at = "/arbejde/aabningsuger"
		w.read(at).has(t, "48 uger om året, 5 dage om ugen.", "gælder nu")
		w.send(at, filled(w.read(at).hidden(""), "from", "2026-11-21", "weeks", "46", "days", "5")).is(t, 422).has(t, "Dage, der er begyndt, ændres ikke")
		w.send(at, filled(w.read(at).hidden(""), "from", "2027-08-01", "weeks", "46", "days", "5")).is(t, 200).has(t, "Fra den 1. august 2027", "46 uger om året", "af Ada Admin")
		o.page(200, "/tidsforbrug?on=2027-08-01").has(t, "46 åbningsuger")
		o.page(422, "/tidsforbrug?by=size").has(t, "Vis efter")
		o.page(200, "/et-aar-i-rollen").has(t, "Vælg en rolle.", "Daglig leder")
		g := o.page(200, "/et-aar-i-rollen?role=daglig+leder")
		g.has(t, "Året efter de regler, der gælder den 21. november 2026", "Sådan bliver det, hvis intet besluttes inden.", "Der spørges om det samme flere gange", "antal børn",
			"Ikke opgjort", "R-0011", "Marts")
		o.page(200, "/en/a-year-in-the-role?role=daglig+leder&on=2027-01-01&then=2027-07-01").has(t, "if nothing is decided before", "March")
		o.page(200, "/et-aar-i-rollen?role=findes-ikke").has(t, "Der er ingen gældende regler at lægge sammen.")
		o.page(200, "/eftersyn/dagtilbud-2027").has(t, "Bortfalder reglerne, falder denne tid væk")
		o.page(200, "/regler/R-0001").has(t, "Se et år i rollen")
	})
}
