package storage

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// BenchmarkAnyList asks for the first page, or one in the middle, of lists that are
// narrowed, searched and ordered at random, in a register of OMVENDT_BENCH_RULES, and
// tells of the dearest beside the first page of the whole register: nothing that can
// be asked for may cost much more. It wants -benchtime 300x or so.
func BenchmarkAnyList(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		t.grow(b, base)
		t.grow(b, max(benchRules(), base))
		b.Run("random", func(b *testing.B) {
			type asked struct {
				query registry.RegisterQuery
				took  time.Duration
				rules int
			}
			var all, first []asked
			ask := func(q registry.RegisterQuery) asked {
				a := asked{query: q, took: time.Hour}
				for range 2 {
					begun := time.Now()
					found, err := t.register.Register(context.Background(), "", q)
					if err != nil {
						b.Fatal(err)
					}
					a.took, a.rules = min(a.took, time.Since(begun)), len(found.Entries)
				}
				return a
			}
			random := rand.New(rand.NewPCG(testenv.Seed(b, 1), 1))
			for b.Loop() {
				all, first = append(all, ask(t.anyList(random))), append(first, ask(registry.RegisterQuery{Limit: 50}))
			}
			for _, list := range [][]asked{all, first} {
				slices.SortFunc(list, func(a, b asked) int { return cmp.Compare(b.took, a.took) })
			}
			page := first[len(first)/2].took.Seconds()
			for name, a := range map[string]asked{"median": all[len(all)/2], "1-of-20": all[len(all)/20], "worst": all[0]} {
				b.ReportMetric(a.took.Seconds()/page, name+"-of-page")
			}
			b.ReportMetric(page*1e6, "µs-page")
			for _, a := range all[:min(8, len(all))] {
				b.Logf("%.1f pages, %d rules: %+v", a.took.Seconds()/page, a.rules, a.query)
			}
		})
	})
}

// anyList is a list that somebody could ask for: with one to four filters.
func (t *town) anyList(r *rand.Rand) registry.RegisterQuery {
	q := registry.RegisterQuery{Limit: 50, Sort: pick(r, registry.Sorts...), Descending: r.IntN(2) == 0}
	if r.IntN(3) == 0 {
		q.After = registry.Number(r.IntN(t.rules) + 1)
	}
	f := &q.Filter
	narrow := []func(){
		func() { q.Area = pick(r, townAreas...) },
		func() { f.Unit = fmt.Sprint("Enhed ", r.IntN(200)) },
		func() { f.Owner = fmt.Sprint("Leder ", r.IntN(100)) },
		func() { f.Protects = pick(r, registry.ProtectsChoices[1:]...) },
		func() { f.LegalForm = pick(r, registry.FormPrivate, registry.FormMixed, registry.FormUnstated) },
		func() { f.Tags = []string{"skema"} },
		func() { f.Role = fmt.Sprint("rolle ", r.IntN(40)) },
		func() { f.Minutes = pick(r, 1.0, 14, 15) },
		func() { f.Grade = pick(r, registry.CaseMissing, registry.CaseGrades[0]) },
		func() { f.Finding = pick(r, "EMPTY", registry.CaseDue) },
		func() { f.Missing = append(f.Missing, pick(r, registry.MissingThings...)) },
		func() { q.States = []registry.State{pick(r, registry.States...)} },
		func() { q.Class = pick(r, registry.Classes...) },
		func() {
			q.Text = pick(r, append(benchWords, "sjældenhed", "enestående", "jældenhe", "sj", "findesikke")...)
		},
		func() { q.Text = pick(r, benchWords...) + " " + pick(r, benchWords...) },
		func() {
			q.Reach = registry.Reach{{Units: []string{fmt.Sprint("Enhed ", r.IntN(200))}}, {Areas: []string{pick(r, townAreas...)}}}
		},
	}
	r.Shuffle(len(narrow), func(i, k int) { narrow[i], narrow[k] = narrow[k], narrow[i] })
	for _, f := range narrow[:1+r.IntN(4)] {
		f()
	}
	return q
}
