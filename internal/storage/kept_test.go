package storage

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// CompareKept compares what is counted, summed and listed of the timelines that are known now,
// and what the rules' rows keep of them, with the timelines themselves.
func CompareKept(t *testing.T, db *DB, random *rand.Rand) {
	t.Helper()
	x := &fixture{T: t, db: db}
	x.compareTurns()
	x.compareCounts(random, []string{"", "Dagtilbud", "Skole"})
	x.compareSums(registry.MustDay("2026-01-01")+registry.Day(random.IntN(2000)), func(of ...string) string { return of[random.IntN(len(of))] })
	x.compareEnds()
}

// compareEnds compares the days on which rules end, for the lawyer's queue and for what they rest on.
func (x *fixture) compareEnds() {
	x.Helper()
	err := x.db.view(context.Background(), func(r *reader) error {
		rules, err := r.Rules(registry.RuleFilter{})
		if err != nil {
			return err
		}
		ids := each(rules, func(r registry.Rule) registry.RuleID { return r.ID })
		events, err := r.Events(ids, registry.RevisionOpen)
		timelines, err2 := r.Timelines(ids)
		var due []dueRuleRow
		_, err3 := r.scan(r.db.NewSelect().TableExpr("rule AS r").ColumnExpr("*").OrderExpr("number"), &due)
		var bases []basisRow
		_, err4 := r.scan(r.db.NewSelect().Model(&bases).Order("number", "basis"))
		if err := errors.Join(err, err2, err3, err4); err != nil {
			return err
		}
		for i, rule := range rules {
			ended := registry.LastDay
			if n := slices.IndexFunc(timelines[rule.ID], func(s registry.Segment) bool { return s.State.Ended() }); n >= 0 {
				ended = timelines[rule.ID][n].From
			}
			x.equal("due until, "+rule.Number.String(), registry.Day(due[i].DueUntil), ended)
			var want, got []string
			for _, b := range registry.StandingBases(events[rule.ID]) {
				want = append(want, string(b.ID)+" "+min(b.Until, ended).String())
			}
			for _, b := range bases {
				if b.Number == int64(rule.Number) {
					got = append(got, b.Basis+" "+registry.Day(b.OverOn).String())
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			x.equal("bases of "+rule.Number.String(), got, want)
		}
		return nil
	})
	if err != nil {
		x.Fatal(err)
	}
}
