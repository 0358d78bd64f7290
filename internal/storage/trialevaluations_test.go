package storage

import (
	"errors"
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// An evaluation reads as it was written, the second writer of one is told, and trials are
// found by the day they end.
func TestTrialEvaluations(t *testing.T) {
	both(t, func(x *fixture) {
		ends := map[int]string{1: "2027-05-01", 2: "2027-06-01", 3: "2027-05-01"}
		x.update(func(tx workflow.Tx) error {
			var rules []registry.Rule
			var versions []registry.Version
			var events []registry.Event
			for n := 1; n <= 3; n++ {
				kind := registry.Trial
				if n == 3 {
					kind = registry.Keep
				}
				rules, versions = append(rules, ruleOf(n)), append(versions, versionOf(n, 1, "Regel"))
				events = append(events, registry.Event{ID: registry.EventID(fmt.Sprintf("e%d", n)), Rule: ruleID(n), Valid: tx.Today(),
					Fact: registry.Ruled{Ruling: kind, Next: registry.Lapse{On: registry.MustDay(ends[n])}}})
			}
			return errors.Join(tx.InsertRules(rules, nil), tx.InsertVersions(versions), tx.AppendEvents(events))
		})
		first := workflow.TrialEvaluation{Event: "e1", Number: 1, Edit: 1, Day: registry.MustDay("2027-02-01"), TrialEvaluationText: workflow.TrialEvaluationText{Measured: "Minutter", Found: "Det gik godt.", By: "Chefen"}}
		second := first
		second.Found, second.Day = "Det gik bedre.", registry.MustDay("2027-02-02")
		write := func(e workflow.TrialEvaluation, edit int) (out workflow.TrialEvaluation, err error) {
			x.update(func(tx workflow.Tx) error {
				out, err = tx.SetTrialEvaluation(e, edit)
				if err != nil {
					return nil
				}
				return tx.Audit(registry.AuditEvent{Object: "evaluation"})
			})
			return out, err
		}
		read := func() (all []workflow.TrialEvaluation) {
			x.view(func(r workflow.Reader) (err error) {
				all, err = r.TrialEvaluations([]registry.Number{1, 2})
				return err
			})
			return all
		}
		for n, e := range []workflow.TrialEvaluation{first, second} {
			got, err := write(e, n+1)
			e.Edit = n + 2
			x.equal("written", got, e)
			x.equal("error", err, nil)
			x.equal("read", read(), []workflow.TrialEvaluation{e})
		}
		for _, edit := range []int{1, 2} {
			if _, err := write(first, edit); registry.CodeOf(err) != registry.CodeStale {
				x.Errorf("with edit %d: %v", edit, err)
			}
		}
		x.equal("still", read()[0].Found, second.Found)
		x.view(func(r workflow.Reader) error {
			none, err := r.TrialEvaluations([]registry.Number{2})
			x.equal("of another rule", len(none), 0)
			if err != nil {
				return err
			}
			for days, want := range map[[2]string]string{{"2027-05-01", "2027-05-02"}: "[R-0001]", {"2027-05-02", "2027-06-01"}: "[]", {"2027-05-01", "2027-06-02"}: "[R-0001 R-0002]"} {
				numbers, err := r.TrialsEnding(registry.MustDay(days[0]), registry.MustDay(days[1]))
				if err != nil {
					return err
				}
				x.equal(fmt.Sprint(days), fmt.Sprint(numbers), want)
			}
			return nil
		})
	})
}
