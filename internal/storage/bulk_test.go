package storage

import (
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// BenchmarkBulkEdit gives a thousand rules another area and unit in one act: first
// where there are 2,000 rules, then where there are OMVENDT_BENCH_RULES.
func BenchmarkBulkEdit(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t, small := newTown(b, dsn), 0.0
		for _, n := range []int{2 * base, max(benchRules(), 2*base)} {
			t.grow(b, base)
			t.grow(b, n)
			b.Run(fmt.Sprint("place/", n), func(b *testing.B) {
				for b.Loop() {
					from := (1 + t.random.IntN(n/base-1)) * base // the first thousand are what others are copies of
					var rules []registry.SeenRule
					if err := t.view(b.Context(), func(r *reader) error {
						_, err := r.scan(r.db.NewRaw("SELECT number, edit FROM rule WHERE number > ? AND number <= ?", from, from+base), &rules)
						return err
					}); err != nil {
						b.Fatal(err)
					}
					area, unit := townAreas[t.random.IntN(len(townAreas))], fmt.Sprint("Enhed ", t.random.IntN(200))
					done, err := t.register.BulkEdit(b.Context(), act, registry.BulkEdit{Rules: rules, Change: registry.BulkChange{Area: &area, Unit: &unit}})
					if err != nil || len(done.Stale) > 0 {
						b.Fatal(len(done.Stale), err)
					}
				}
				took := b.Elapsed().Seconds() / float64(b.N)
				if small == 0 {
					small = took
				}
				b.ReportMetric(took*1e3, "µs/rule")
				b.ReportMetric(took/small, "x-of-2000")
			})
		}
	})
}
