package storage

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestCampaignTurns changes timelines and entries at random, and compares the turns
// that are listed and counted with those that follow from the timelines as they are
// stored; and with what the migration lists.
func TestCampaignTurns(t *testing.T) {
	testenv.OneAtATime(t)
	seed := testenv.Seed(t, 64)
	both(t, func(x *fixture) {
		random := rand.New(rand.NewPCG(seed, 64))
		written := 0
		for range testenv.Runs(x, 12) {
			x.update(func(tx workflow.Tx) error {
				var errs []error
				for range 1 + random.IntN(4) {
					n := 1 + random.IntN(written+1)
					switch {
					case n > written:
						written = n
						errs = append(errs, putRules(tx, "2027-07-01", n))
					case random.IntN(3) == 0:
						rule, err := tx.RuleByNumber(registry.Number(n))
						rule.Catalogue.Unit = []string{"Ærø", "Øst"}[random.IntN(2)]
						rule.Catalogue.Protects = registry.ProtectsChoices[random.IntN(len(registry.ProtectsChoices))]
						_, err2 := tx.UpdateRule(rule, rule.Edit)
						errs = append(errs, err, err2)
					default: // some rules twice in one transaction
						errs = append(errs, tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(n): randomTimeline(random, n)}))
					}
				}
				return errors.Join(errs...)
			})
			x.compareTurns()
		}
		all, err := migrations.All(x.db.dialect.migrations())
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(all, func(m migrations.Migration) bool { return strings.Contains(m.SQL, "INSERT INTO rule_turn") })
		statements := []string{"DELETE FROM rule_turn", "DELETE FROM turn_count"}
		for _, part := range strings.SplitAfter(all[at].SQL, ";\n") {
			if strings.Contains(part, "INSERT INTO") {
				statements = append(statements, part)
			}
		}
		for _, statement := range statements {
			if _, err := x.db.writer.ExecContext(context.Background(), statement); err != nil {
				t.Fatal(err)
			}
		}
		x.compareTurns()
	})
}

// randomTimeline has up to six segments with states and texts as they come.
func randomTimeline(random *rand.Rand, n int) []registry.Segment {
	timeline := timelineOf(n, "2019-03-01", "2027-07-01")
	last := timeline[2]
	timeline = timeline[:1]
	from := timeline[0].Until
	for range 1 + random.IntN(5) {
		s := last
		s.From, s.State, s.Version = from, registry.States[random.IntN(len(registry.States))], versionID(n, 1)
		if random.IntN(3) == 0 {
			s.Version = versionID(n, 2)
		}
		from += registry.Day(1 + random.IntN(4))
		s.Until = from
		timeline = append(timeline, s)
	}
	timeline[len(timeline)-1].Until = registry.LastDay
	return timeline
}

func (x *fixture) compareTurns() {
	x.Helper()
	err := x.db.view(context.Background(), func(r *reader) error {
		rules, err := r.Rules(registry.RuleFilter{Limit: 1000})
		if err != nil {
			return err
		}
		var want []registry.Listed
		counts := map[registry.Day]registry.TurnDay{}
		for _, rule := range rules {
			timeline, err := r.Timeline(rule.ID, registry.RevisionOpen)
			if err != nil {
				return err
			}
			for _, turn := range registry.Turns(rule.Number, timeline) {
				l := registry.Listed{Turn: turn, Weight: rule.Catalogue.Protects.Heft(), Unit: rule.Catalogue.Unit}
				want = append(want, l)
				d, known := counts[turn.Day]
				if !known {
					d = registry.TurnDay{Day: turn.Day, Of: map[registry.TurnKind]int{}}
				}
				if d.Of[turn.Kind]++; rule.Catalogue.Protects.Somebody() {
					d.Protecting++
				}
				counts[turn.Day] = d
			}
		}
		less := func(a, b registry.Listed) int {
			p, q := a.Place(), b.Place()
			return slices.Compare([]int{int(p.Day), p.Weight, int(p.Number)}, []int{int(q.Day), q.Weight, int(q.Number)})
		}
		slices.SortFunc(want, less)
		var got []registry.Listed
		for q := (registry.TurnQuery{Until: registry.LastDay, Limit: 3}); ; {
			page, err := r.Turns(q)
			if err != nil {
				return err
			}
			if got = append(got, page...); len(page) < q.Limit {
				break
			}
			q.After = page[len(page)-1].Place()
		}
		x.equal("turns", got, want)
		var here []registry.Listed
		for _, l := range want {
			if l.Unit == "Ærø" && l.Kind.Stops() {
				here = append(here, l)
			}
		}
		got, err = r.Turns(registry.TurnQuery{Until: registry.LastDay, Unit: "Ærø", Stops: true, Limit: 1000, Reach: registry.Reach{{Units: []string{"Ærø"}}}})
		if err != nil {
			return err
		}
		x.equal("turns of a unit", got, here)
		days, err := r.TurnDays(registry.FirstDay, len(counts)+1)
		if err != nil {
			return err
		}
		kept := map[registry.Day]registry.TurnDay{}
		for _, d := range days {
			kept[d.Day] = d
		}
		x.equal("days", kept, counts)
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}
