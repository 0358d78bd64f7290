package storage

import (
	"errors"
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A rule whose ruling says what is measured is found once, by number; one whose words
// speak of it is not.
func TestMeasuredRules(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error {
			var rules []registry.Rule
			var versions []registry.Version
			var events []registry.Event
			for n, measures := range [][]string{{"Papir"}, {""}, {"Tid", "Ture"}} {
				rules, versions = append(rules, ruleOf(3-n)), append(versions, versionOf(3-n, 1, "Regel"))
				for i, what := range measures {
					events = append(events, registry.Event{ID: registry.EventID(fmt.Sprintf("e%d%d", n, i)), Rule: ruleID(3 - n), Valid: tx.Today(),
						Fact: registry.Ruled{Ruling: registry.Repeal, Measure: what, By: registry.Decision{Words: `Der står "measure": i referatet.`}}})
				}
			}
			return errors.Join(tx.InsertRules(rules, nil), tx.InsertVersions(versions), tx.AppendEvents(events))
		})
		x.view(func(r workflow.Reader) error {
			numbers, err := r.MeasuredRules()
			x.equal("measured", fmt.Sprint(numbers), "[R-0001 R-0003]")
			return err
		})
	})
}
