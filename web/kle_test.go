package web_test

import (
	"context"
	"net/url"
	"os"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// Where the municipality has KLE, a rule's pages name the subject and say when
// its code has expired or moved; a plan that is read in replaces the one before.
func TestKLEOnTheRulesPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		plan := func(e registry.KLEEntry) {
			e.Code = "28.00.00"
			o.must(o.register.ImportKLE(context.Background(), act, []registry.KLEEntry{e}))
		}
		has := func(words ...string) {
			for _, at := range []string{"/arbejde/regler/R-0001", "/regler/R-0001"} {
				w.read(at).is(t, 200).has(t, words...)
			}
		}
		plan(registry.KLEEntry{Title: "Opdigtet emne", Until: registry.LastDay})
		has("28.00.00", "Opdigtet emne")
		plan(registry.KLEEntry{Title: "Et andet emne", Until: registry.MustDay("2020-05-01")})
		has("Et andet emne", "Udgået den 1. maj 2020.")
		plan(registry.KLEEntry{Title: "Et tredje emne", Until: registry.MustDay("2021-05-01"), ReplacedBy: "98.01.01"})
		has("Et tredje emne", "Flyttet den 1. maj 2021 til 98.01.01.")
	})
}

// kle are the states of the page of the plan.
func (o *town) kle(w *worker) []state {
	gry := registry.Act{Actor: registry.Actor{Name: "Gry Ærlig"}, Operation: "import-kle"}
	o.must(o.register.ImportKLE(context.Background(), gry, []registry.KLEEntry{{Code: "28.00.00", Title: "Opdigtet emne", Until: registry.MustDay("2020-05-01"), ReplacedBy: "28.01.00"}}))
	return []state{
		{page: "work_kle", name: "normal", by: w},
		{page: "work_kle", name: "further on", by: w, query: "after=98.00.00_1"},
		{page: "work_kle", name: "no file", by: w, send: url.Values{"form": {""}}, status: 422},
	}
}

// KL's file is read in on a page, which then lists the rules with outdated numbers.
func TestKLEPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		plan, err := os.ReadFile("../internal/kleplan/testdata/plan.xml")
		o.must(err)
		page := w.read("/arbejde/kle").is(t, 200)
		page.has(t, "Der er ikke læst nogen emneplan ind")
		page.lacks(t, "28.00.00")
		w.upload("/arbejde/kle", "nummer;titel\n", page.hidden("")).is(t, 422).has(t, "Filen er ikke en KLE-emneplan")
		w.send("/arbejde/kle", page.hidden("")).is(t, 422).has(t, "Feltet skal udfyldes.")
		w.upload("/arbejde/kle", string(plan), w.read("/arbejde/kle").hidden("")).is(t, 200).has(t,
			"Emneplanen er læst ind.", "Den er læst ind den", "28.00.00", "Nummeret står ikke i planen.", "Ørnens plan")
		o.worker("Ejer Kle", "owner").read("/arbejde/kle").is(t, 403)
	})
}
