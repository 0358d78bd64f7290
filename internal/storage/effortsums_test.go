package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestCampaignKeptSums changes rules at random and compares the sums that are kept
// with what is added up rule by rule, and with what the migration adds up.
func TestCampaignKeptSums(t *testing.T) {
	testenv.OneAtATime(t)
	seed := testenv.Seed(t, 30)
	both(t, func(x *fixture) {
		random := rand.New(rand.NewPCG(seed, 30))
		anyDay := func() registry.Day { return registry.MustDay("2019-01-01") + registry.Day(random.IntN(3000)) }
		pick := func(of ...string) string { return of[random.IntN(len(of))] }
		written := 0
		for range testenv.Runs(x, 12) {
			x.update(func(tx workflow.Tx) error {
				var errs []error
				for range 1 + random.IntN(5) {
					n := 1 + random.IntN(written+1)
					switch {
					case n > written:
						written = n
						errs = append(errs, putRules(tx, anyDay().String(), n))
					case random.IntN(2) == 0:
						rule, err := tx.RuleByNumber(registry.Number(n))
						rule.Catalogue.Area, rule.Catalogue.Unit = pick("", "Skole", "Ældre"), pick("", "A", "B")
						if random.IntN(3) > 0 {
							rule.Catalogue.Effort = registry.Effort{Evidence: registry.EvidenceGrades[random.IntN(4)], Role: pick("", "leder", "pædagog"),
								Per: registry.Periods[random.IntN(len(registry.Periods))], People: random.IntN(3), Units: random.IntN(2) * 7, Since: anyDay()}
							if e := &rule.Catalogue.Effort; e.Quantified() {
								e.MinutesFrom, e.MinutesTo = 2.5, 2.5+float64(random.IntN(30))
								if e.Per != "" {
									e.TimesFrom, e.TimesTo = 0, float64(random.IntN(3))
								}
							}
						}
						_, err2 := tx.UpdateRule(rule, rule.Edit)
						errs = append(errs, err, err2)
					default: // some rules twice in one transaction, some asked of in between
						timeline := timelineOf(n, "2019-03-01", anyDay().String())
						timeline[random.IntN(3)].State = registry.States[random.IntN(len(registry.States))]
						timeline[2].Class = registry.Classes[random.IntN(len(registry.Classes))]
						errs = append(errs, tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(n): timeline}))
						if random.IntN(3) == 0 {
							_, err := tx.EffortCells(registry.EffortQuery{RegisterQuery: registry.RegisterQuery{On: anyDay(), Known: registry.RevisionOpen}})
							errs = append(errs, err)
						}
					}
				}
				return errors.Join(errs...)
			})
			x.compareSums(anyDay(), pick)
		}
		all, err := migrations.All(x.db.dialect.migrations())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if !strings.HasSuffix(m.Name, "effort_sums") {
				continue
			}
			filling, _, _ := strings.Cut(m.SQL[strings.Index(m.SQL, "WITH stretch"):], ";")
			for _, statement := range []string{"DELETE FROM effort_sum", filling} {
				if _, err := x.db.writer.ExecContext(context.Background(), statement); err != nil {
					t.Fatal(err)
				}
			}
			for range 3 {
				x.compareSums(anyDay(), pick)
			}
			return
		}
		t.Fatal("no migration fills the sums")
	})
}

func (x *fixture) compareSums(on registry.Day, pick func(...string) string) {
	x.Helper()
	settings := registry.DefaultSettings()
	q := registry.EffortQuery{RegisterQuery: registry.RegisterQuery{On: on, Known: registry.RevisionOpen, States: applyingStates, Area: pick("", "", "Skole", "Ældre")}}
	queries := []registry.EffortQuery{}
	for _, q.By = range registry.EffortBys {
		queries = append(queries, q)
	}
	for _, q.By = range []registry.EffortBy{registry.SumByNothing, registry.SumByArea} {
		unit, role, class := q, q, q
		unit.Unit, role.Role, class.Class = pick("A", "B"), pick("leder", "pædagog"), registry.Class(pick(string(registry.CouncilRule), string(registry.StateDuty)))
		queries = append(queries, unit, role, class)
	}
	err := x.db.view(context.Background(), func(r *reader) error {
		for _, q := range queries {
			parted, ok := keptBy(q)
			if !ok {
				return fmt.Errorf("%+v is not kept", q)
			}
			kept, err := r.keptCells(q, parted)
			counted, err2 := r.countedCells(q)
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			all, keys := registry.SumCells(kept, settings)
			wantAll, wantKeys := registry.SumCells(counted, settings)
			if !reflect.DeepEqual(all, wantAll) || !reflect.DeepEqual(keys, wantKeys) {
				x.Errorf("%+v\nis kept as   %+v\n%+v\nand counted as %+v\n%+v", q, all, keys, wantAll, wantKeys)
			}
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}
