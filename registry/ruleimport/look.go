package ruleimport

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// patience is how long nobody needs to be told anything.
const patience = time.Second

// ReadAtOnce is how many rows are planned while somebody waits; of a longer sheet
// that is planned from the start, Look tells how far it is.
const ReadAtOnce = 2000

// Reading is how far the planning of a draft is: rows that are read, of how many.
// When all are, they are compared with the register.
type Reading struct{ Row, Rows int }

// Look is Preview for somebody who would rather hear how far it is than wait: while
// a long sheet is planned, which goes on without them, there is no preview. Plans
// must not be nil.
func (d Desk) Look(ctx context.Context, act registry.Act, id registry.DraftID) (*Preview, Reading, error) {
	draft, err := d.Register.Draft(ctx, act, id, d.All)
	if err != nil {
		return nil, Reading{}, err
	}
	c, err := ParseChoices(draft.Choices)
	if err != nil {
		return nil, Reading{}, err
	}
	k := d.Plans.of(id)
	if rows := k.rowsAhead.Load(); rows > 0 {
		return nil, k.reading(int(rows)), nil
	}
	k.Lock()
	if err := k.fault; err != nil {
		k.Unlock()
		d.Plans.forget(id)
		return nil, Reading{}, err
	}
	rows := 0
	err = d.Register.Store.View(ctx, func(r registry.Reader) (err error) { rows, err = k.ahead(r, draft, c); return err })
	if err != nil || rows <= ReadAtOnce {
		k.Unlock()
		if err != nil {
			return nil, Reading{}, err
		}
		p, err := d.Preview(ctx, act, id)
		return p, Reading{}, err
	}
	k.row.Store(0)
	k.rowsAhead.Store(int64(rows))
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.planAhead(context.WithoutCancel(ctx), act, k, draft, c)
	}()
	select {
	case <-done:
		return d.Look(ctx, act, id)
	case <-time.After(patience):
		return nil, k.reading(rows), nil
	}
}

func (k *kept) reading(rows int) Reading { return Reading{min(int(k.row.Load()), rows), rows} }

// ahead is how many rows are to be planned before there is a preview; 0 where most
// of it is known.
func (k *kept) ahead(r registry.Reader, draft registry.ImportDraft, c Choices) (rows int, err error) {
	last, err := r.LastRevision()
	if err != nil || k.likes != nil && k.revision == last.Revision {
		return 0, err
	}
	if err := k.open(r, draft.ID); err != nil {
		return 0, err
	}
	return len(k.book.Table(c.Sheet).Rows), nil
}

// planAhead plans what is locked, and lets it go.
func (d Desk) planAhead(ctx context.Context, act registry.Act, k *kept, draft registry.ImportDraft, c Choices) {
	defer k.Unlock()
	defer k.rowsAhead.Store(0)
	defer func() { // a fault of the program ends the planning and not the server
		if fault := recover(); fault != nil {
			k.fault = &registry.Error{Code: registry.CodeInternal, Err: fmt.Errorf("%v\n%s", fault, debug.Stack())}
		}
	}()
	_, k.fault = d.plan(ctx, act, k, draft, c)
}
