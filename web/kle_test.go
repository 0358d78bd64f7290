package web_test

import (
	"context"
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
