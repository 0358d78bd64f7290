package storage

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestUpdateFixesOneInstantAtMicroseconds(t *testing.T) {
	both(t, func(x *fixture) {
		want := begin.Truncate(time.Microsecond)
		x.update(func(tx workflow.Tx) error {
			x.wait(time.Hour)
			x.equal("now", tx.Now(), want)
			x.equal("today", tx.Today(), "2027-01-02")
			mark, err := tx.Revision()
			x.equal("revision", mark, registry.RevisionMark{Revision: 1, At: want})
			return err
		})
		x.view(func(r workflow.Reader) error {
			mark, err := r.LastRevision()
			x.equal("stored", mark, registry.RevisionMark{Revision: 1, At: want})
			if mark.At.Location() != time.UTC {
				x.Errorf("in %v", mark.At.Location())
			}
			return err
		})
	})
}

func TestTodayIsTheDayInTheMunicipality(t *testing.T) {
	both(t, func(x *fixture) {
		x.now = time.Date(2027, 6, 30, 22, 0, 0, 0, time.UTC) // midnight in Denmark
		x.view(func(r workflow.Reader) error {
			x.equal("today", r.Today(), "2027-07-01")
			return nil
		})
	})
}

func TestRevisions(t *testing.T) {
	both(t, func(x *fixture) {
		draw := func() (mark registry.RevisionMark) {
			x.update(func(tx workflow.Tx) (err error) {
				if mark, err = tx.Revision(); err != nil {
					return err
				}
				again, err := tx.Revision()
				x.equal("drawn twice", again, mark)
				return err
			})
			return mark
		}
		at := func(t time.Time) (mark registry.RevisionMark) {
			x.view(func(r workflow.Reader) (err error) {
				mark, err = r.RevisionAt(t)
				return err
			})
			return mark
		}
		x.equal("in an empty register", at(begin), registry.RevisionMark{})
		x.view(func(r workflow.Reader) error {
			last, err := r.LastRevision()
			x.equal("the last of none", last, registry.RevisionMark{})
			return err
		})
		one := draw()
		x.wait(time.Microsecond)
		two := draw()
		x.wait(-time.Hour)
		three := draw()
		x.equal("with the clock set back", three, registry.RevisionMark{Revision: 3, At: two.At})
		x.equal("before the first", at(one.At.Add(-time.Microsecond)), registry.RevisionMark{})
		x.equal("at the first", at(one.At), one)
		x.equal("at two of one instant", at(two.At), three)
		x.equal("long after", at(begin.AddDate(1, 0, 0)), three)
		if err := x.try(func(tx workflow.Tx) error {
			_, err := tx.Revision()
			return errors.Join(err, errors.New("no"))
		}); err == nil {
			x.Error("stored")
		}
		x.equal("after one that was rolled back", draw().Revision, registry.Revision(4))
	})
}

func TestNothingOfAFailedUpdateIsStored(t *testing.T) {
	mine := errors.New("mine")
	for name, fail := range map[string]func(workflow.Tx) error{
		"error": func(workflow.Tx) error { return mine },
		"panic": func(workflow.Tx) error { panic(mine) },
		"goexit": func(workflow.Tx) error {
			runtime.Goexit()
			return nil
		},
		"swallowed fault": func(tx workflow.Tx) error {
			_ = tx.InsertVersions([]registry.Version{versionOf(404, 1, "of no rule")})
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			bothTogether(t, func(x *fixture) {
				hooked := false
				done := make(chan error)
				go func() {
					var err error
					defer func() {
						if p := recover(); p != nil {
							err = p.(error)
						}
						done <- err
					}()
					err = x.try(func(tx workflow.Tx) error {
						tx.AfterCommit(func() { hooked = true })
						if err := errors.Join(putRules(tx, "2027-07-01", 1), tx.Enqueue("topic", 1)); err != nil {
							return err
						}
						return fail(tx)
					})
				}()
				err := <-done
				switch name {
				case "error", "panic":
					if err != mine {
						x.Errorf("got %v", err)
					}
				case "swallowed fault":
					x.wantCode(err, registry.CodeInternal)
				}
				if hooked {
					x.Error("the hook ran")
				}
				x.equal("rows", x.count("rule", "rule_version", "rule_search", "segment", "revision", "audit_event", "outbox"), []int{0, 0, 0, 0, 0, 0, 0})
				x.put(1) // the writer is free again
			})
		})
	}
}

func (x *fixture) count(tables ...string) []int {
	x.Helper()
	return collect(tables, func(table string) (n int) {
		if err := x.db.reader.NewSelect().ColumnExpr("count(*)").Table(table).Scan(x.Context(), &n); err != nil {
			x.Fatal(err)
		}
		return n
	})
}

func TestCancelledBefore(t *testing.T) {
	both(t, func(x *fixture) {
		ctx, cancel := context.WithCancel(x.Context())
		cancel()
		ran := false
		err := x.db.Workflow().Update(ctx, act, func(workflow.Tx) error { ran = true; return nil })
		if !errors.Is(err, context.Canceled) || ran {
			x.Errorf("got %v, ran %v", err, ran)
		}
		if err := x.db.Workflow().View(ctx, func(workflow.Reader) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
			x.Errorf("got %v, ran %v", err, ran)
		}
	})
}

func TestCancelledDuringUpdateRunsToItsEnd(t *testing.T) {
	both(t, func(x *fixture) {
		ctx, cancel := context.WithCancel(x.Context())
		err := x.db.Workflow().Update(ctx, act, func(tx workflow.Tx) error {
			cancel()
			return errors.Join(putRules(tx, "2027-07-01", 1), tx.Audit(registry.AuditEvent{}))
		})
		if err != nil {
			x.Error(err)
		}
		x.equal("rules", x.count("rule"), []int{1})
	})
}

func TestCancelledDuringView(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		ctx, cancel := context.WithCancel(x.Context())
		err := x.db.Workflow().View(ctx, func(r workflow.Reader) error {
			cancel()
			_, err := r.RuleByNumber(1)
			return err
		})
		if err != nil && !errors.Is(err, context.Canceled) {
			x.Errorf("got %v", err)
		}
		x.view(func(r workflow.Reader) error { _, err := r.RuleByNumber(1); return err })
	})
}

func TestWaitingForTheWriterCanBeCancelled(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		x.update(func(workflow.Tx) error {
			ctx, cancel := context.WithCancel(x.Context())
			done := make(chan error)
			go func() {
				done <- x.db.Workflow().Update(ctx, act, func(tx workflow.Tx) error {
					_, err := tx.Revision() // on PostgreSQL the closure has begun: it waits for nobody here
					return err
				})
			}()
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) && registry.CodeOf(err) != registry.CodeAuditMissing {
				x.Errorf("got %v", err)
			}
			return nil
		})
	})
}

func TestNestedUpdate(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(workflow.Tx) error {
			x.wantCode(x.try(func(workflow.Tx) error { return nil }), registry.CodeNestedUpdate)
			x.wantCode(x.db.Registry().Update(x.Context(), act, func(registry.Tx) error { return nil }), registry.CodeNestedUpdate)
			return nil
		})
		x.update(func(workflow.Tx) error { return nil })
	})
}

func TestAuditGuard(t *testing.T) {
	writes := map[string]func(tx workflow.Tx) error{
		"rules":   func(tx workflow.Tx) error { return tx.InsertRules([]registry.Rule{ruleOf(2)}, nil) },
		"rule":    func(tx workflow.Tx) error { _, err := tx.UpdateRule(ruleOf(1), 1); return err },
		"version": func(tx workflow.Tx) error { return tx.InsertVersions([]registry.Version{versionOf(1, 2, "x")}) },
		"timelines": func(tx workflow.Tx) error {
			return tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(1): {}})
		},
		"body":     func(tx workflow.Tx) error { return tx.InsertBody(registry.Body{ID: "b"}) },
		"token":    func(tx workflow.Tx) error { return tx.InsertToken(registry.Token{ID: "t"}) },
		"message":  func(tx workflow.Tx) error { return tx.Enqueue("topic", "x") },
		"review":   func(tx workflow.Tx) error { return tx.InsertReview(reviewOf("w", "slug"), nil) },
		"revision": func(tx workflow.Tx) error { _, err := tx.Revision(); return err },
	}
	both(t, func(x *fixture) {
		x.put(1)
		x.equal("a closure that only reads", x.db.Workflow().Update(x.Context(), act, func(tx workflow.Tx) error {
			_, err := tx.RuleByNumber(1)
			return err
		}), nil)
		for name, write := range writes {
			x.Run(name, func(*testing.T) {
				x.wantCode(x.db.Workflow().Update(x.Context(), act, func(tx workflow.Tx) error { return write(tx) }), registry.CodeAuditMissing)
			})
		}
		x.equal("rows", x.count("rule", "body", "api_token", "outbox", "review", "revision"), []int{1, 0, 0, 0, 0, 1})
	})
}

func TestAuditAndOutboxGoWithTheChange(t *testing.T) {
	both(t, func(x *fixture) {
		at := begin.Truncate(time.Microsecond)
		err := x.db.Workflow().Update(x.Context(), act, func(tx workflow.Tx) error {
			// The event comes before the revision is drawn and names it all the same.
			return errors.Join(
				tx.Audit(registry.AuditEvent{Object: "rule R-0001", After: []byte(`{"b": 1, "a": "æ"}`), PolicyDigest: "p"}),
				tx.Audit(registry.AuditEvent{Object: "other", Before: []byte(`null`)}),
				tx.Enqueue("review.opened", map[string]string{"slug": "x"}),
				putRules(tx, "2027-07-01", 1))
		})
		if err != nil {
			x.Fatal(err)
		}
		x.view(func(r workflow.Reader) error {
			log, err := r.AuditLog("", registry.AuditPlace{}, 0)
			x.equal("objects, newest first", collect(log, func(e registry.AuditEvent) string { return e.Object }), []string{"other", "rule R-0001"})
			one, err2 := r.AuditLog("rule R-0001", registry.AuditPlace{}, 10)
			if len(one) != 1 {
				x.Fatalf("got %d", len(one))
			}
			e := one[0]
			x.equal("event", []any{e.At, e.Actor, e.Operation, e.Request, e.PolicyDigest, e.Revision, len(e.Before), len(e.ID)},
				[]any{at, "Ane", "test", "r1", "p", 1, 0, 36})
			var after map[string]any
			if err := decode(jsonText(e.After), &after); err != nil || after["a"] != "æ" {
				x.Errorf("after: %s %v", e.After, err)
			}
			last, err3 := r.AuditLog("", registry.AuditPlace{}, 1)
			x.equal("limited", len(last), 1)
			return errors.Join(err, err2, err3)
		})
		var messages []messageRow
		if err := x.db.reader.NewSelect().Model(&messages).Scan(x.Context()); err != nil {
			x.Fatal(err)
		}
		x.equal("message", []any{len(messages), messages[0].Topic, time.Time(messages[0].At)}, []any{1, "review.opened", at})
	})
}

func TestHooksRunAfterCommitOutsideTheWriter(t *testing.T) {
	both(t, func(x *fixture) {
		var order []string
		x.update(func(tx workflow.Tx) error {
			tx.AfterCommit(func() {
				order = append(order, "first")
				x.view(func(r workflow.Reader) error { _, err := r.RuleByNumber(1); return err })
				x.put(2) // another Update is no nested one
			})
			tx.AfterCommit(func() { panic("a hook") })
			tx.AfterCommit(func() { order = append(order, "last") })
			order = append(order, "closure")
			return putRules(tx, "2027-07-01", 1)
		})
		x.equal("order", order, []string{"closure", "first", "last"})
		x.equal("rules", x.count("rule"), []int{2})
	})
}

func TestTwoWritersOnOneRule(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		x.put(1)
		const writers = 8
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for i := range writers {
			wg.Go(func() {
				errs[i] = x.try(func(tx workflow.Tx) error {
					rule, err := tx.RuleByNumber(1)
					if err != nil {
						return err
					}
					rule.Catalogue.Effort.People++
					_, err = tx.UpdateRule(rule, rule.Edit)
					return err
				})
			})
		}
		wg.Wait()
		x.equal("all written", errors.Join(errs...), nil)
		x.view(func(r workflow.Reader) error {
			rule, err := r.RuleByNumber(1)
			x.equal("none lost", []int{rule.Catalogue.Effort.People, rule.Edit}, []int{400 + writers, 1 + writers})
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateRule(ruleOf(1), 1); return err }), registry.CodeStale)
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateRule(ruleOf(2), 1); return err }), registry.CodeNotFound)
	})
}

// Two programs on one database: nothing but the database keeps them apart.
func TestTwoProgramsGetDifferentNumbers(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		dbs := []*DB{x.db, x.open()}
		const each = 10
		var wg sync.WaitGroup
		errs := make([]error, len(dbs))
		for i, db := range dbs {
			wg.Go(func() {
				put := func() error {
					return db.Workflow().Update(x.Context(), act, func(tx workflow.Tx) error {
						numbers, err := tx.NextNumbers(2)
						if err != nil {
							return err
						}
						return errors.Join(putRules(tx, "2027-07-01", int(numbers[0]), int(numbers[1])), tx.Audit(registry.AuditEvent{}))
					})
				}
				for range each {
					err := put()
					// SQLite has no queue: on a slow machine one program can be passed by for as long as
					// it waits. It is told that nothing was stored, and asks again.
					for registry.CodeOf(err) == registry.CodeBusy {
						err = put()
					}
					errs[i] = errors.Join(errs[i], err)
				}
			})
		}
		wg.Wait()
		x.equal("errors", errors.Join(errs...), nil)
		x.view(func(r workflow.Reader) error {
			rules, err := r.Rules(registry.RuleFilter{})
			last, err2 := r.LastRevision()
			x.equal("numbers without a gap", []any{len(rules), rules[len(rules)-1].Number, last.Revision}, []any{4 * each, "R-0040", 2 * each})
			return errors.Join(err, err2)
		})
	})
}

func TestAViewSeesOneState(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		x.view(func(r workflow.Reader) error {
			before, err := r.Rules(registry.RuleFilter{})
			if err != nil {
				return err
			}
			x.put(2)
			after, err := r.Rules(registry.RuleFilter{})
			x.equal("rules", len(after), len(before))
			return err
		})
	})
}

func TestRepeatedRequests(t *testing.T) {
	both(t, func(x *fixture) {
		ran := 0
		post := func(actor, key, hash string) (result string, err error) {
			err = x.tryAs(registry.Act{Actor: registry.Actor{Name: actor}, Operation: "post", Retry: &registry.Retry{Key: key, Hash: hash}},
				func(tx workflow.Tx) error {
					earlier, done, err := tx.Repeated()
					if err != nil || done {
						result = earlier
						return err
					}
					ran++
					result = string(rune('a' + ran - 1))
					return tx.Remember(result)
				})
			return result, err
		}
		want := func(what string, result string, err error, wantResult string, wantRan int) {
			x.Helper()
			x.equal(what, []any{result, err, ran}, []any{wantResult, nil, wantRan})
		}
		r, err := post("Ane", "k", "h")
		want("the first time", r, err, "a", 1)
		r, err = post("Ane", "k", "h")
		want("again", r, err, "a", 1)
		_, err = post("Ane", "k", "other")
		x.wantCode(err, registry.CodeKeyReused)
		r, err = post("Bo", "k", "other")
		want("somebody else", r, err, "b", 2)
		x.wait(24*time.Hour - time.Microsecond)
		r, err = post("Ane", "k", "h")
		want("almost a day later", r, err, "a", 2)
		x.wait(time.Microsecond)
		r, err = post("Ane", "k", "other")
		want("a day later", r, err, "c", 3)
		x.equal("rows: what is old has gone", x.count("idempotency"), []int{1})
		_, err = post("Ane", "k\x00", "h")
		x.wantCode(err, registry.CodeTextInvalid)
		x.update(func(tx workflow.Tx) error { // a request that cannot be repeated
			_, done, err := tx.Repeated()
			x.equal("done", done, false)
			return errors.Join(err, tx.Remember("x"))
		})
	})
}

func TestParallelRepeatsHaveOneEffect(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		again := registry.Act{Operation: "post", Retry: &registry.Retry{Key: "k", Hash: "h"}}
		var wg sync.WaitGroup
		results, errs := make([]string, 6), make([]error, 6)
		for i := range results {
			wg.Go(func() {
				errs[i] = x.tryAs(again, func(tx workflow.Tx) error {
					earlier, done, err := tx.Repeated()
					if err != nil || done {
						results[i] = earlier
						return err
					}
					results[i] = string(rune('a' + i))
					return errors.Join(tx.InsertBody(registry.Body{ID: registry.BodyID(results[i])}), tx.Remember(results[i]))
				})
			})
		}
		wg.Wait()
		x.equal("errors", errors.Join(errs...), nil)
		x.equal("effects", x.count("body", "idempotency"), []int{1, 1})
		for _, r := range results {
			x.equal("result", r, results[0])
		}
	})
}

// A connection that is lost on the way is never taken for a success.
func TestLostConnection(t *testing.T) {
	x := &fixture{T: t, dsn: testenv.Postgres(t), now: begin}
	x.db = x.open()
	if err := x.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, last := range map[string]func(tx *tx) error{
		"before a statement": func(tx *tx) error { return tx.InsertBody(registry.Body{ID: "2"}) },
		"before the commit":  func(*tx) error { return nil },
		"unnoticed":          func(tx *tx) error { _ = tx.InsertBody(registry.Body{ID: "2"}); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			err := x.db.update(t.Context(), act, func(tx *tx) error {
				if err := errors.Join(tx.InsertBody(registry.Body{ID: "1"}), tx.Audit(registry.AuditEvent{})); err != nil {
					return err
				}
				if err := tx.flush(); err != nil {
					return err
				}
				var backend int
				if err := tx.db.NewRaw("SELECT pg_backend_pid()").Scan(t.Context(), &backend); err != nil {
					return err
				}
				var gone bool // within ten seconds
				if err := x.db.reader.NewRaw("SELECT pg_terminate_backend(?, 10000)", backend).Scan(t.Context(), &gone); err != nil || !gone {
					t.Fatal(gone, err)
				}
				return last(tx)
			})
			if code := registry.CodeOf(err); code != registry.CodeBusy && code != registry.CodeUnsure {
				t.Errorf("got %v", err)
			}
			x.equal("rows", x.count("body"), []int{0})
		})
	}
	// The server was started again: what waits in the pool is dead.
	var views sync.WaitGroup
	for range 4 {
		views.Go(func() { x.view(func(r workflow.Reader) error { _, err := r.Areas(); return err }) })
	}
	views.Wait()
	var gone []bool
	if err := x.open().reader.NewRaw("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "+
		"WHERE datname = current_database() AND pid <> pg_backend_pid()").Scan(t.Context(), &gone); err != nil || len(gone) == 0 {
		t.Fatal(gone, err)
	}
	x.put(1)
	x.view(func(r workflow.Reader) error { _, err := r.RuleByNumber(1); return err })
}
