package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestCampaignCounts changes rules at random and compares the counts that are
// kept with what is counted one by one, and with what the migration counts; and
// pages of lists, put together from them, with lists that are not paged.
func TestCampaignCounts(t *testing.T) {
	testenv.OneAtATime(t)
	seed := testenv.Seed(t, 27)
	both(t, func(x *fixture) {
		random := rand.New(rand.NewPCG(seed, 14))
		day := func() string {
			return registry.Day(registry.MustDay("2019-03-02") + registry.Day(random.IntN(4000))).String() // all begin before
		}
		areas := []string{"", "Skole", "Ældre"}
		written := 0
		for range testenv.Runs(x, 15) {
			x.update(func(tx workflow.Tx) error {
				var errs []error
				for range 1 + random.IntN(4) {
					n := 1 + random.IntN(written+1)
					switch {
					case n > written:
						written = n
						errs = append(errs, putRules(tx, day(), n))
					case random.IntN(3) == 0:
						rule, err := tx.RuleByNumber(registry.Number(n))
						rule.Catalogue.Area = areas[random.IntN(len(areas))]
						_, err2 := tx.UpdateRule(rule, rule.Edit)
						errs = append(errs, err, err2)
					default: // some rules twice in one transaction
						timeline := timelineOf(n, "2019-01-01", day())
						timeline[1].State = registry.States[random.IntN(len(registry.States))]
						timeline[2].Class = registry.Classes[random.IntN(len(registry.Classes))]
						errs = append(errs, tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(n): timeline}))
					}
				}
				return errors.Join(errs...)
			})
			x.compareCounts(random, areas)
		}
		all, err := migrations.All(x.db.dialect.migrations())
		if err != nil {
			t.Fatal(err)
		}
		filling, _, _ := strings.Cut(all[13].SQL[strings.Index(all[13].SQL, "WITH stretch"):], ";")
		for _, statement := range []string{"DELETE FROM state_count", filling} {
			if _, err := x.db.writer.ExecContext(context.Background(), statement); err != nil {
				t.Fatal(err)
			}
		}
		x.compareCounts(random, areas)
	})
}

func (x *fixture) compareCounts(random *rand.Rand, areas []string) {
	x.Helper()
	days := []registry.Day{registry.FirstDay, registry.MustDay("2019-01-01"), registry.LastDay - 1}
	for range 5 {
		days = append(days, registry.MustDay("2018-12-01")+registry.Day(random.IntN(4200)))
	}
	err := x.db.view(context.Background(), func(r *reader) error {
		for _, on := range days {
			q := registry.RegisterQuery{On: on, Known: registry.RevisionOpen, Area: areas[random.IntN(len(areas))]}
			if random.IntN(2) == 0 {
				q.Class = registry.CouncilRule
			}
			switch random.IntN(4) {
			case 0:
				q.States = []registry.State{registry.InForce, registry.Lapsed}
			case 1:
				q.States = registry.States[random.IntN(len(registry.States)):][:1]
			}
			counted, err := r.countUp(q)
			kept, err2 := r.addUp(q)
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			x.equal(fmt.Sprintf("%+v", q), byState(kept), byState(counted))
			if random.IntN(3) == 0 {
				q.Text = "regel 1"
			}
			all, err := r.Register(q) // not by pages: it looks at all rules
			var paged []registry.RegisterEntry
			for q.Limit = 1 + random.IntN(3); err == nil; {
				var page []registry.RegisterEntry
				page, err = r.Register(q)
				if paged = append(paged, page...); len(page) < q.Limit {
					break
				}
				q.After = page[len(page)-1].Rule.Number
			}
			if err != nil {
				return err
			}
			x.equal(fmt.Sprintf("pages of %+v", q), numbersIn(paged), numbersIn(all))
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}

func byState(rows []stateCount) map[string]int {
	m := map[string]int{}
	for _, row := range rows {
		m[row.State] = row.Count
	}
	maps.DeleteFunc(m, func(_ string, n int) bool { return n == 0 })
	return m
}
