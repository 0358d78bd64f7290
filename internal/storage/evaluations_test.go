package storage

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestEvaluations(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2) // revision 1
		entry := func(policy registry.PolicyName, number registry.Number, main string) registry.Evaluation {
			return registry.Evaluation{Policy: policy, Object: "rule " + number.String(), Number: number, Input: main, PolicyDigest: "p", SettingsDigest: "s",
				Result: registry.Result{Main: main, Codes: []string{"B", "A"}, Timeline: "t"}}
		}
		facts := entry(registry.PolicyAdoption, 2, "c")
		facts.Facts = json.RawMessage(`{"z": 1, "a": true}`)
		x.update(func(tx workflow.Tx) error {
			if _, err := tx.Revision(); err != nil {
				return err
			}
			// Of two timelines of one rule the later stands.
			return tx.LogEvaluations([]registry.Evaluation{entry(registry.PolicyInForce, 1, "a"), facts, entry(registry.PolicyInForce, 1, "b")})
		})
		first := x.now
		x.now = x.now.AddDate(0, 0, 3)
		x.update(func(tx workflow.Tx) error {
			return tx.LogEvaluations([]registry.Evaluation{entry(registry.PolicyDecision, 0, "d")})
		})
		mains := func(q registry.EvaluationQuery) (told string) {
			x.view(func(r workflow.Reader) error {
				all, err := r.Evaluations(q)
				for _, e := range all {
					told += e.Result.Main
				}
				return err
			})
			return told
		}
		today := registry.DayOf(first, x.db.Place)
		for _, c := range []struct {
			q    registry.EvaluationQuery
			want string
		}{
			{registry.EvaluationQuery{}, "dbc"},
			{registry.EvaluationQuery{Limit: 2}, "db"},
			{registry.EvaluationQuery{Number: 1}, "b"},
			{registry.EvaluationQuery{Policy: registry.PolicyAdoption}, "c"},
			{registry.EvaluationQuery{From: today + 1}, "d"},
			{registry.EvaluationQuery{Until: today + 3}, "bc"},
			{registry.EvaluationQuery{Until: today}, ""},
			{registry.EvaluationQuery{Policy: "\x00"}, ""},
		} {
			if got := mains(c.q); got != c.want {
				x.Errorf("%+v: %q, want %q", c.q, got, c.want)
			}
		}
		x.view(func(r workflow.Reader) error {
			all, err := r.Evaluations(registry.EvaluationQuery{Policy: registry.PolicyAdoption})
			if err != nil || len(all) != 1 {
				x.Fatalf("%v %v", all, err)
			}
			e := all[0]
			if string(e.Facts) != string(facts.Facts) { // letter by letter: the digest is of them
				x.Errorf("facts are %s", e.Facts)
			}
			if e.Day != today || !e.At.Equal(first.Truncate(time.Microsecond)) || e.Revision != 2 || e.Operation != act.Operation {
				x.Errorf("filled in: %+v", e)
			}
			x.equal("result", e.Result, facts.Result)
			one, err := r.EvaluationAt(e.Place)
			if err != nil || one.Place != e.Place {
				x.Errorf("%+v %v", one, err)
			}
			_, err = r.EvaluationAt(e.Place + 1000)
			x.wantCode(err, registry.CodeNotFound)
			return nil
		})
		for _, statement := range []string{"UPDATE evaluation SET object = 'x'", "DELETE FROM evaluation"} {
			if _, err := x.db.writer.ExecContext(x.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				x.Errorf("%s: %v", statement, err)
			}
		}
	})
}
