package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// groups runs a case where closures share transactions: on SQLite alone.
func groups(t *testing.T, f func(x *fixture, w *grouped)) {
	t.Helper()
	x := newFixture(t, testenv.SQLite(t))
	f(x, x.db.transactions.(*grouped))
}

// line runs closures that all wait for the writer in their order before the
// first of them begins, and returns their errors.
func (x *fixture) line(w *grouped, closures ...func(tx workflow.Tx) error) []error {
	x.Helper()
	errs := make([]error, len(closures))
	var done sync.WaitGroup
	queued := false
	x.update(func(workflow.Tx) error {
		if queued {
			return nil // run once more, after a poisoned group
		}
		queued = true
		for i, f := range closures {
			errs[i] = errors.New("did not return") // a panic and Goexit do not
			done.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						errs[i] = fmt.Errorf("panic: %v", p)
					}
				}()
				errs[i] = x.try(f)
			})
			w.wait(i + 1)
		}
		return nil
	})
	done.Wait()
	return errs
}

// wait returns when so many stand in line.
func (w *grouped) wait(n int) {
	for {
		w.mu.Lock()
		waiting := len(w.waiting)
		w.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// never is a clock by which a group's time is never over.
func never(time.Time) time.Duration { return 0 }

func TestQueuedClosuresShareCommits(t *testing.T) {
	groups(t, func(x *fixture, w *grouped) {
		w.elapsed = never
		const posts = 64
		closures := make([]func(workflow.Tx) error, posts)
		for i := range closures {
			closures[i] = func(tx workflow.Tx) error {
				return errors.Join(tx.InsertBody(registry.Body{ID: registry.BodyID(fmt.Sprint(i))}), tx.Enqueue("topic", i))
			}
		}
		before := w.commits.Load()
		x.equal("errors", errors.Join(x.line(w, closures...)...), nil)
		if n := w.commits.Load() - before; n > 4 {
			x.Errorf("%d posts took %d commits", posts, n)
		}
		x.equal("rows", x.count("body", "outbox", "audit_event"), []int{posts, posts, posts + 1})
	})
}

func TestGroupCloses(t *testing.T) {
	write := func(tx workflow.Tx) error { return tx.Enqueue("topic", 1) }
	groups(t, func(x *fixture, w *grouped) {
		x.Run("when it is full", func(*testing.T) {
			w.elapsed, w.size = never, 10
			before := w.commits.Load()
			x.equal("errors", errors.Join(x.line(w, slices.Repeat([]func(workflow.Tx) error{write}, 39)...)...), nil)
			x.equal("commits for 40", w.commits.Load()-before, int64(4))
		})
		x.Run("when its time is over", func(*testing.T) {
			w.size = groupClosures
			asked := 0
			w.elapsed = func(time.Time) time.Duration { // asked between two closures, by whoever has the writer
				asked++
				return time.Duration(asked%5) * groupTime / 4
			}
			before := w.commits.Load()
			x.equal("errors", errors.Join(x.line(w, slices.Repeat([]func(workflow.Tx) error{write}, 19)...)...), nil)
			x.equal("commits for 20", w.commits.Load()-before, int64(5))
		})
	})
}

// What one closure is refused for is not stored, and what the others wrote is,
// in whatever way it ends and wherever in the group it stands.
func TestRefusedInAGroup(t *testing.T) {
	mine := errors.New("mine")
	ends := map[string]func(tx workflow.Tx) error{
		"error": func(workflow.Tx) error { return mine },
		"panic": func(workflow.Tx) error { panic("mine") },
		"goexit": func(workflow.Tx) error {
			runtime.Goexit()
			return nil
		},
		"swallowed fault": func(tx workflow.Tx) error {
			_ = tx.InsertVersions([]registry.Version{versionOf(404, 1, "of no rule")})
			return nil
		},
		"no audit event": nil,
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			groups(t, func(x *fixture, w *grouped) {
				w.elapsed = never
				var hooked sync.Map
				var closures []func(workflow.Tx) error
				for i := range 9 {
					closures = append(closures, func(tx workflow.Tx) error {
						tx.AfterCommit(func() { hooked.Store(i, true) })
						if err := tx.InsertBody(registry.Body{ID: registry.BodyID(fmt.Sprint(i)), Name: fmt.Sprint(i)}); err != nil {
							return err
						}
						if i%3 != 1 {
							return nil
						}
						if end == nil {
							tx.(interface{ forgetAudit() }).forgetAudit()
							return nil
						}
						return end(tx)
					})
				}
				before := w.commits.Load()
				errs := x.line(w, closures...)
				var stored []string
				for i, err := range errs {
					if (err != nil) != (i%3 == 1) {
						x.Errorf("%d: %v", i, err)
					}
					if _, ran := hooked.Load(i); ran != (err == nil) {
						x.Errorf("the hook of %d ran: %v", i, ran)
					}
					if err == nil {
						stored = append(stored, fmt.Sprint(i))
					}
				}
				x.equal("commits", w.commits.Load()-before, int64(1))
				x.view(func(r workflow.Reader) error {
					bodies, err := r.Bodies()
					x.equal("stored", collect(bodies, func(b registry.Body) string { return string(b.ID) }), stored)
					return err
				})
				x.put(1) // the writer is free again
			})
		})
	}
}

func (t *tx) forgetAudit() { t.events, t.audited = nil, false }

// Each closure of a group sees what those before it wrote, and draws a revision
// of its own.
func TestClosuresOfAGroupSeeEachOther(t *testing.T) {
	groups(t, func(x *fixture, w *grouped) {
		w.elapsed = never
		var closures []func(workflow.Tx) error
		var revisions []registry.Revision
		for n := 1; n <= 20; n++ {
			closures = append(closures, func(tx workflow.Tx) error {
				numbers, err := tx.NextNumbers(1)
				if err != nil {
					return err
				}
				mark, err := tx.Revision()
				revisions = append(revisions, mark.Revision)
				if n%4 == 0 {
					return errors.New("refused: its number and revision are free again")
				}
				return errors.Join(err, putRules(tx, "2027-07-01", int(numbers[0])))
			})
		}
		_ = x.line(w, closures...)
		x.view(func(r workflow.Reader) error {
			rules, err := r.Rules(registry.RuleFilter{})
			x.equal("numbers", collect(rules, func(r registry.Rule) int { return int(r.Number) }),
				[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
			return err
		})
		x.equal("revisions", revisions, []int{1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11, 12, 13, 13, 14, 15, 16})
	})
}

// Who gives up while waiting leaves the line; the others keep their places.
func TestCancelledInLine(t *testing.T) {
	groups(t, func(x *fixture, w *grouped) {
		w.elapsed = never
		var done sync.WaitGroup
		errs := make([]error, 6)
		x.update(func(workflow.Tx) error {
			var cancels []context.CancelFunc
			for i := range errs {
				ctx, cancel := context.WithCancel(x.Context())
				cancels = append(cancels, cancel)
				done.Go(func() {
					errs[i] = x.db.Workflow().Update(ctx, act, func(tx workflow.Tx) error {
						return errors.Join(tx.Audit(registry.AuditEvent{}), tx.Enqueue("topic", i))
					})
				})
				w.wait(i + 1)
			}
			for i := 0; i < 6; i += 2 {
				cancels[i]()
			}
			w.wait(3)
			for i := 1; i < 6; i += 2 {
				cancels[i] = nil
			}
			return nil
		})
		done.Wait()
		for i, err := range errs {
			if errors.Is(err, context.Canceled) != (i%2 == 0) {
				x.Errorf("%d: %v", i, err)
			}
		}
		x.equal("messages", x.count("outbox"), []int{3})
	})
}

// Cancelled in the very moment in which its turn comes, a closure does not run
// and the writer goes on.
func TestCancelledWhenItsTurnComes(t *testing.T) {
	groups(t, func(x *fixture, w *grouped) {
		for range 200 {
			ctx, cancel := context.WithCancel(x.Context())
			var ran bool
			var done sync.WaitGroup
			var err error
			x.update(func(workflow.Tx) error {
				done.Go(func() {
					err = x.db.Workflow().Update(ctx, act, func(workflow.Tx) error { ran = true; return nil })
				})
				w.wait(1)
				done.Go(cancel)
				return nil
			})
			done.Wait()
			if ran != (err == nil) || err != nil && !errors.Is(err, context.Canceled) {
				x.Fatalf("ran: %v, error: %v", ran, err)
			}
		}
	})
}

// A closure that did nothing wrong is run once more, alone, when another took
// the transaction with it.
func TestPoisonedGroup(t *testing.T) {
	groups(t, func(x *fixture, w *grouped) {
		w.elapsed = never
		runs := make([]int, 7)
		var closures []func(workflow.Tx) error
		for i := range runs {
			closures = append(closures, func(t workflow.Tx) error {
				runs[i]++
				if i == 2 { // refused for what others wrote, which is not stored yet
					if bodies, err := t.Bodies(); err != nil || len(bodies) == 2 {
						return errors.Join(err, errors.New("there are two already"))
					}
					return errors.New("they are gone")
				}
				if err := t.InsertBody(registry.Body{ID: registry.BodyID(fmt.Sprint(i))}); err != nil || i != 4 {
					return err
				}
				// What SQLite does by itself when the disk is full or a statement is interrupted.
				_, err := t.(*tx).db.ExecContext(context.Background(), "ROLLBACK")
				return errors.Join(err, errors.New("mine"))
			})
		}
		errs := x.line(w, closures...)
		for i, err := range errs {
			if (err != nil) != (i == 4 || i == 2) {
				x.Errorf("%d: %v", i, err)
			}
		}
		x.equal("runs", runs, []int{2, 2, 2, 2, 1, 1, 1})
		x.equal("rows", x.count("body", "audit_event"), []int{5, 6})
	})
}
