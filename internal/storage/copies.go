package storage

import (
	"context"

	"github.com/uptrace/bun"
)

// copiesAhead bounds the rows that wait for the server: those of so many COPYs.
const copiesAhead = 16

// copies are the COPYs of a transaction. They are carried out one after the other, in
// the order in which they were begun, while the program works out what is written next.
// Every other statement waits for them (BeforeQuery), and meets their fault.
type copies struct {
	ctx   context.Context // without these copies: their own statements wait for none
	last  chan struct{}   // closed when all are done; nil: none were begun
	room  chan struct{}
	fault error // the first; to be read after wait
}

type copiesKey struct{}

// withCopies is a context of a transaction that can COPY.
func withCopies(ctx context.Context) (context.Context, *copies) {
	c := &copies{ctx: ctx, room: make(chan struct{}, copiesAhead)}
	return context.WithValue(ctx, copiesKey{}, c), c
}

// copiesIn is nil where the transaction has none.
func copiesIn(ctx context.Context) *copies {
	c, _ := ctx.Value(copiesKey{}).(*copies)
	return c
}

// begin carries f out after those before it, unless one of them failed.
func (c *copies) begin(f func(context.Context) error) {
	c.room <- struct{}{}
	before, done := c.last, make(chan struct{})
	c.last = done
	go func() {
		defer close(done)
		defer func() { <-c.room }()
		if before != nil {
			<-before
		}
		if c.fault == nil {
			c.fault = f(c.ctx)
		}
	}()
}

// wait waits for all and returns the first fault. Nil copies have none.
func (c *copies) wait() error {
	if c == nil {
		return nil
	}
	if c.last != nil {
		<-c.last
	}
	return c.fault
}

// afterCopies is a hook of bun by which statements wait for the COPYs before them.
type afterCopies struct{}

func (afterCopies) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	_ = copiesIn(ctx).wait() // the statement fails as well, since the transaction has ended
	return ctx
}

func (afterCopies) AfterQuery(context.Context, *bun.QueryEvent) {}
