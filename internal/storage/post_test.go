package storage

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// BenchmarkPost measures what it costs to send a contribution in, with its
// inputs and its event, as multiples of one bare commit in the same run; and
// how that compares with writing the same rows in one transaction.
func BenchmarkPost(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		t.grow(b, 1000)
		commit := testenv.BareCommit(b, dsn)
		tell := func(b *testing.B) { b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/commit.Seconds(), "x-of-commit") }
		b.Run("bare commit", func(b *testing.B) {
			for b.Loop() { // it was measured before
			}
			b.ReportMetric(float64(commit.Nanoseconds()), "ns/op")
		})
		b.Run("the same rows in one transaction", func(b *testing.B) {
			err := t.DB.update(context.Background(), act, func(x *tx) error {
				x.audited = true
				for b.Loop() {
					if err := t.sameRows(x); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			tell(b)
		})
		b.Run("one by one", func(b *testing.B) {
			for b.Loop() {
				if err := t.contribute(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			tell(b)
		})
		crowd := func(name string, many int) {
			b.Run(name, func(b *testing.B) {
				before := t.commits()
				atOnce(b, many, func() error { return t.contribute(b.Context()) })
				tell(b)
				if commits := t.commits() - before; commits > 0 {
					b.ReportMetric(float64(b.N)/float64(commits), "posts/commit")
				}
			})
		}
		crowd("64 at once", 64)
		crowd("300 at once", 300)
		if g, ok := t.transactions.(*grouped); ok {
			g.size = 1
			crowd("64 at once, each with its own commit", 64)
		}
	})
}

// commits are how many there have been; 0 where the database groups them itself.
func (t *town) commits() int64 {
	if g, ok := t.transactions.(*grouped); ok {
		return g.commits.Load()
	}
	return 0
}

// atOnce does something b.N times, so many at once.
func atOnce(b *testing.B, many int, do func() error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	failed := make(chan error, many)
	b.ResetTimer()
	for range many {
		go func() {
			for left.Add(-1) >= 0 {
				if err := do(); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range many {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
}

// sameRows are those that contribute leaves behind.
func (t *town) sameRows(x *tx) error {
	c := workflow.Contribution{ID: registry.NewRandomID[registry.ContributionID](), Consultation: "c", Audience: "Forældre",
		State: workflow.Received, Day: x.Today()}
	c.Receipt = registry.Digest([]byte(c.ID))
	var inputs []workflow.Input
	for k := range 3 {
		inputs = append(inputs, workflow.Input{ID: registry.NewRandomID[registry.InputID](), Consultation: "c", Audience: c.Audience,
			Kind: workflow.AnswerInput, Question: fmt.Sprintf("q%d", k+1), Minutes: workflow.NoMinutes, Text: "Vi skriver det samme tre steder.", Day: c.Day})
	}
	if err := x.InsertContribution(c, workflow.Content{Inputs: inputs}); err != nil {
		return err
	}
	return x.AuditUnnamed("contribute", "consultation "+townSlug)
}
