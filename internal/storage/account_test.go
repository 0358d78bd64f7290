package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestCampaignAccounts gives rules timelines at random and compares what came and
// went, as counted and as listed page by page, with the timelines read one by one.
func TestCampaignAccounts(t *testing.T) {
	testenv.OneAtATime(t)
	seed := testenv.Seed(t, 32)
	both(t, func(x *fixture) {
		random := rand.New(rand.NewPCG(seed, 32))
		anyDay := func(from int) registry.Day {
			return registry.MustDay("2026-01-01") + registry.Day(from+random.IntN(12))
		}
		areas := []string{"", "Skole"}
		for n := 1; n <= 12; n++ {
			x.update(func(tx workflow.Tx) error {
				timeline := timelineOf(n, anyDay(0).String(), anyDay(13).String())
				timeline[1].State = []registry.State{registry.InForce, registry.InForce, registry.Suspended}[random.IntN(3)]
				timeline[2].State = registry.States[random.IntN(len(registry.States))]
				if random.IntN(2) == 0 { // the same state with another class is no further move
					last := timeline[2]
					last.From, last.Class = last.From+3, registry.StateDuty
					timeline[2].Until = last.From
					timeline = append(timeline, last)
					timeline[2].StateUntil, timeline[3].StateFrom = registry.LastDay, timeline[2].From
				}
				rule := ruleOf(n)
				rule.Catalogue.Area = areas[random.IntN(2)]
				return errors.Join(tx.InsertRules([]registry.Rule{rule}, nil), tx.InsertVersions([]registry.Version{versionOf(n, 1, "Regel")}),
					tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(n): timeline}))
			})
		}
		for range testenv.Runs(x, 6) {
			from := anyDay(0)
			q := registry.AccountQuery{Area: areas[random.IntN(2)], From: from, Until: from + 1 + registry.Day(random.IntN(20))}
			err := x.db.view(context.Background(), func(r *reader) error { return x.compareMoves(r, q, 1+random.IntN(3)) })
			if err != nil {
				x.Fatal(err)
			}
		}
	})
}

func (x *fixture) compareMoves(r *reader, q registry.AccountQuery, limit int) error {
	x.Helper()
	rules, err := r.Rules(registry.RuleFilter{Area: q.Area})
	if err != nil {
		return err
	}
	var want []string
	counts := registry.AreaAccount{Area: q.Area, Went: map[registry.State]int{}}
	within := func(d registry.Day) bool { return d >= q.From && d < q.Until }
	for _, rule := range rules {
		if rule.Catalogue.Area != q.Area { // an empty area is no filter of the catalogue
			continue
		}
		timeline, err := r.Timeline(rule.ID, registry.RevisionOpen)
		if err != nil {
			return err
		}
		before := registry.NotYet
		for _, s := range timeline {
			if s.State != before && before == registry.NotYet && s.From == timeline[0].Until && within(s.From) {
				counts.Came++
				want = append(want, fmt.Sprint(s.From, rule.Number, ""))
			}
			if s.State != before && slices.Contains(registry.Gone, s.State) && within(s.From) {
				counts.Went[s.State]++
				want = append(want, fmt.Sprint(s.From, rule.Number, s.State))
			}
			before = s.State
		}
	}
	counted, err := r.CountMoves(q)
	if err != nil {
		return err
	}
	x.equal(fmt.Sprintf("counted %+v", q), counted, counts)
	var got []string
	q.Limit = limit
	for {
		page, err := r.Moves(q)
		if err != nil {
			return err
		}
		slices.SortFunc(page, registry.CompareMoves)
		page = page[:min(limit, len(page))]
		for _, m := range page {
			got = append(got, fmt.Sprint(m.Day, m.Number, m.State))
			q.After = m.Place()
		}
		if len(page) < limit {
			break
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	x.equal(fmt.Sprintf("listed %+v", q), got, want)
	return nil
}
