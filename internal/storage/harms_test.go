package storage

import (
	"errors"
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Harms of a rule come by day, and those of another rule are not among them.
func TestHarmsOfARule(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		harm := func(id registry.HarmID, number registry.Number, day string) workflow.Harm {
			return workflow.Harm{ID: id, Number: number, Day: registry.MustDay(day), Since: registry.MustDay("2027-01-01"), Text: "Ærø \"" + string(id) + "\"", Hassle: "h1"}
		}
		late, early, same, other := harm("1", 1, "2027-02-02"), harm("3", 1, "2027-02-01"), harm("2", 1, "2027-02-01"), harm("4", 2, "2027-02-01")
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertHarm(late), tx.InsertHarm(early), tx.InsertHarm(other), tx.InsertHarm(same))
		})
		x.view(func(r workflow.Reader) error {
			got, err := r.Harms(1)
			x.equal("harms", got, []workflow.Harm{same, early, late})
			none, e := r.Harms(3)
			x.equal("of no rule", len(none), 0)
			return errors.Join(err, e)
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { return tx.InsertHarm(workflow.Harm{ID: "5", Number: 1, Text: "\x00"}) }), registry.CodeTextInvalid)
	})
}

// A new rule that cites a number is found from the day on which it was recorded; one that
// names it elsewhere, or cites a longer number, is not.
func TestCitedSince(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3, 4)
		cites := func(n int, words string, numbers ...registry.Number) registry.Event {
			return registry.Event{ID: registry.EventID(fmt.Sprintf("e%d", n)), Rule: ruleID(n), Valid: registry.MustDay("2019-03-01"),
				Fact: registry.Adopted{Version: versionID(n, 1), Adoption: &registry.Adoption{Cites: numbers, News: words}}}
		}
		x.update(func(tx workflow.Tx) error {
			return tx.AppendEvents([]registry.Event{cites(2, "", 4, 1), cites(3, `Der står "R-0001" i referatet.`, 4), cites(4, "", 10001)})
		})
		x.view(func(r workflow.Reader) error {
			for day, want := range map[registry.Day]string{r.Today(): "[R-0002]", r.Today() + 1: "[]"} {
				got, err := r.CitedSince(1, day)
				if err != nil {
					return err
				}
				x.equal("cited since "+day.String(), fmt.Sprint(got), want)
			}
			return nil
		})
	})
}
