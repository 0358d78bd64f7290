package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The plan of subjects is replaced as a whole; rules are found by the code of their
// subject, whatever its facet, as long as they have not ended.
func TestKLE(t *testing.T) {
	both(t, func(x *fixture) {
		today := registry.DayOf(x.clock(), time.UTC)
		x.update(func(tx workflow.Tx) error {
			var rules []registry.Rule
			for n, kle := range []string{"28.06.08 P35", "28.06", "28 P35", "28.06.08", "28.06 P35", "", "28", "27.36.00", "28.06.08 A01"} {
				r := ruleOf(n + 1)
				r.Catalogue.KLE = kle
				rules = append(rules, r)
			}
			return tx.InsertRules(rules, nil)
		})
		x.update(func(tx workflow.Tx) error {
			return tx.SetLegalDue(map[registry.RuleID]registry.LegalDue{ruleID(4): {On: today - 9, Until: today, Why: registry.DueUnchecked}})
		})
		entry := func(code string, until registry.Day) registry.KLEEntry {
			return registry.KLEEntry{Code: code, Title: "Opdigtet " + code, From: registry.MustDay("2001-01-01"), Until: until}
		}
		moved := entry("28.06", today)
		moved.ReplacedBy = "28.07"
		x.update(func(tx workflow.Tx) error { return tx.ReplaceKLE([]registry.KLEEntry{entry("11", registry.LastDay)}) })
		x.update(func(tx workflow.Tx) error {
			return tx.ReplaceKLE([]registry.KLEEntry{entry("28", registry.LastDay), moved, entry("28.06.08", today+1)})
		})
		x.view(func(r workflow.Reader) error {
			entries, expired, err := r.KLESize(today)
			x.equal("size", []int{entries, expired}, []int{3, 1})
			plan, err2 := r.KLE([]string{"11", "28", "28.06", "\x00"})
			x.equal("the plan", plan, map[string]registry.KLEEntry{"28": entry("28", registry.LastDay), "28.06": moved})
			used, err3 := r.KLEInUse()
			x.equal("in use", used, []string{"27.36.00", "28", "28.06", "28.06.08"})
			for code, want := range map[string][]registry.Number{"28": {3, 7}, "28.06": {2, 5}, "28.06.08": {1, 9}, "2": nil, "27.36.00": {8}, "\x00": nil} {
				rules, err := r.RulesUnderKLE(code, 0, 9)
				x.equal(code, collect(rules, func(r registry.Rule) registry.Number { return r.Number }), want)
				if err != nil {
					return err
				}
			}
			rest, err4 := r.RulesUnderKLE("28.06.08", 1, 1)
			x.equal("from a rule on", rest[0].Number, registry.Number(9))
			return errors.Join(err, err2, err3, err4)
		})
	})
}
