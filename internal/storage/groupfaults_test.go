package storage

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/workflow"
)

// Whenever a caller gives up on a closure that has begun, at any statement of it,
// the closure and its group are stored.
func TestCancelledAtAnyStatementOfAGroup(t *testing.T) {
	testenv.Long(t)
	step := 1
	if testenv.Race { // what races does so wherever it is cancelled
		step = 4
	}
	for k := 1; ; k += step {
		x := newTrial(t, "")
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), asked{}, true))
		hook := &cancelAt{statement: k, cancel: cancel}
		w := x.db.transactions.(*grouped)
		w.pool = w.pool.WithQueryHook(hook)
		x.together(func(w *grouped) {
			x.line(w, 1, func() error { return x.try(1) })
			x.line(w, 2, func() error { return x.tryIn(ctx, 2) })
			x.line(w, 3, func() error { return x.try(3) })
		})
		if got := x.acknowledged(); !slices.Equal(got, []int{1, 2, 3}) {
			t.Errorf("statement %d: acknowledged %v", k, got)
		}
		x.checkView()
		x.checkFile("killed", func(i *image) []byte { return i.seen })
		x.close()
		cancel()
		if hook.statement > 0 { // it had fewer
			if k < 10 {
				t.Errorf("%d statements", k-1)
			}
			return
		}
	}
}

type asked struct{}

// cancelAt cancels a context before the nth statement of the closure that was
// called with it.
type cancelAt struct {
	statement int
	cancel    func()
}

func (c *cancelAt) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	if ctx.Value(asked{}) != nil {
		if c.statement--; c.statement == 0 {
			c.cancel()
		}
	}
	return ctx
}

func (c *cancelAt) AfterQuery(context.Context, *bun.QueryEvent) {}

// A group in which a refused closure cannot be undone is not committed.
func TestRollbackToFails(t *testing.T) {
	x := newTrial(t, "")
	defer x.close()
	var refused error
	x.together(func(w *grouped) {
		x.line(w, 1, func() error { return x.try(1) })
		x.line(w, 2, func() error {
			refused = x.db.Workflow().Update(context.Background(), act, func(t workflow.Tx) error {
				if err := t.Enqueue("change", 99); err != nil {
					return err
				}
				if err := t.(*tx).flush(); err != nil {
					return err
				}
				// Without its savepoint there is nothing to go back to.
				_, err := t.(*tx).db.ExecContext(context.Background(), "RELEASE closure")
				return errors.Join(err, errors.New("mine"))
			})
			return refused
		})
		x.line(w, 3, func() error { return x.try(3) })
	})
	if refused == nil || refused.Error() != "mine" {
		t.Errorf("refused with %v", refused)
	}
	if got := x.acknowledged(); !slices.Equal(got, []int{1, 3}) || x.hooked[1] != 1 || x.hooked[3] != 1 {
		t.Errorf("acknowledged %v, hooks %v", got, x.hooked)
	}
	x.checkFile("killed", func(i *image) []byte { return i.seen })
}
