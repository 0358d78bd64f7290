package storage

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A head has the title that applies today; where none does, the newest.
func TestHeads(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3)
		x.update(func(tx workflow.Tx) error { // rule 2 gets another text, which no segment has; rule 3 has no text that applies
			timeline := timelineOf(3, "2019-03-01", "2027-07-01")
			for i := range timeline {
				timeline[i].Version = ""
			}
			if err := tx.InsertVersions([]registry.Version{versionOf(2, 2, "Ikke endnu"), versionOf(3, 2, "Den nyeste")}); err != nil {
				return err
			}
			return tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(3): timeline})
		})
		x.view(func(r workflow.Reader) error {
			heads, err := r.Heads([]registry.Number{3, 2, 1, 9})
			c := ruleOf(1).Catalogue
			head := func(n registry.Number, title string) registry.Head {
				return registry.Head{Number: n, Title: title, Area: c.Area, Unit: c.Unit, Protects: c.Protects, Effort: c.Effort}
			}
			x.equal("heads", heads, []registry.Head{head(1, "Regel nummer 1"), head(2, "Regel nummer 2"), head(3, "Den nyeste")})
			if err != nil {
				return err
			}
			places, err := r.RulePlaces(1, 1)
			x.equal("places", places, []registry.RulePlace{{Number: 2, ID: ruleID(2), Area: c.Area}})
			return err
		})
	})
}

func TestHeadsOfWhatWasTakenOut(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		if _, err := x.db.writer.ExecContext(t.Context(), "UPDATE rule SET taken_out = 1 WHERE number = 1"); err != nil {
			t.Fatal(err)
		}
		x.view(func(r workflow.Reader) error {
			heads, err := r.Heads([]registry.Number{1, 2})
			x.equal("heads", len(heads), 1)
			if err != nil {
				return err
			}
			places, err := r.RulePlaces(0, 9)
			x.equal("places", len(places), 1)
			return err
		})
	})
}
