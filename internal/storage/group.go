package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
)

// transactor runs closures that write, each stored wholly or not at all.
type transactor interface {
	// transact runs f on a connection inside a transaction and returns once what
	// it wrote is stored, or refused. The wait for its turn ends with ctx; the
	// context that f is given does not. f can run more than once.
	transact(ctx context.Context, f closure) error
}

type closure func(ctx context.Context, db bun.IDB) error

const (
	// groupClosures and groupTime close a group: so many closures, or so long
	// since it began, whichever comes first.
	groupClosures = 64
	groupTime     = 20 * time.Millisecond
)

// errPoisoned is what a group leaves to those whose closures did nothing wrong:
// nothing was stored, and they may try once more.
var errPoisoned = errors.New("the transaction was lost by another closure")

// grouped lets closures share transactions, since a commit that survives a power
// cut costs more than most of what is written in it. Closures wait in line for
// the one writer of SQLite. Whoever has it runs their closure in their own
// goroutine, under a savepoint, and hands writer and open transaction on; when
// nobody waits, or the group is full, the last one commits and answers all.
// Nobody waits for company: alone, a closure is committed at once.
type grouped struct {
	pool    *bun.DB
	elapsed func(since time.Time) time.Duration
	size    int // closures in a group
	commits atomic.Int64

	mu      sync.Mutex
	held    bool          // somebody has the writer
	waiting []chan *group // first come, first served; nil is the writer without a group
}

func newGrouped(pool *bun.DB) *grouped {
	return &grouped{pool: pool, elapsed: time.Since, size: groupClosures}
}

func (w *grouped) transact(ctx context.Context, f closure) error {
	err := w.join(ctx, f, false)
	if errors.Is(err, errPoisoned) {
		// It has begun and so runs to its end, whatever its caller does meanwhile.
		err = w.join(context.WithoutCancel(ctx), f, true)
	}
	return err
}

// join runs a closure in the open group or in a new one, and waits for the
// commit. Alone, it shares its transaction with nobody.
func (w *grouped) join(ctx context.Context, f closure, alone bool) error {
	g, err := w.take(ctx)
	if err != nil {
		return err
	}
	if g != nil && alone {
		g.commit()
		g = nil
	}
	if g == nil {
		if g, err = w.begin(ctx, alone); err != nil {
			w.pass(nil)
			return err
		}
	}
	lost, err := g.run(ctx, f)
	// Who is refused waits too: the reason may be what others wrote before them,
	// and is none until that is stored.
	<-g.done
	switch {
	case g.err == nil || lost:
		return err
	case err == nil && g.kept == 1: // what was too much, nobody else had a part in
		return g.err
	}
	return errPoisoned
}

// take waits for the writer.
func (w *grouped) take(ctx context.Context) (*group, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	if !w.held {
		w.held = true
		w.mu.Unlock()
		return nil, nil
	}
	turn := make(chan *group, 1)
	w.waiting = append(w.waiting, turn)
	w.mu.Unlock()

	var g *group
	select {
	case g = <-turn:
	case <-ctx.Done():
		if w.forget(turn) {
			return nil, ctx.Err()
		}
		g = <-turn // it came at the same moment
	}
	if err := ctx.Err(); err != nil {
		w.pass(g)
		return nil, err
	}
	return g, nil
}

// forget takes somebody out of the line; false when their turn has come.
func (w *grouped) forget(turn chan *group) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.waiting)
	w.waiting = slices.DeleteFunc(w.waiting, func(t chan *group) bool { return t == turn })
	return len(w.waiting) < n
}

// pass hands the writer to the first in line, with the group if it may grow.
func (w *grouped) pass(g *group) {
	for {
		w.mu.Lock()
		if len(w.waiting) > 0 && (g == nil || g.grows()) {
			next := w.waiting[0]
			w.waiting = w.waiting[1:]
			w.mu.Unlock()
			next <- g
			return
		}
		w.held = g != nil
		w.mu.Unlock()
		if g == nil {
			return
		}
		g.commit()
		g = nil
	}
}

// group is one transaction, owned by whoever has the writer.
type group struct {
	*grouped
	conn     bun.Conn
	began    time.Time
	alone    bool
	closures int           // that have run
	kept     int           // of which the commit decides
	done     chan struct{} // closed when that is known
	err      error         // then: nil when what was kept is stored
}

func (w *grouped) begin(ctx context.Context, alone bool) (*group, error) {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return nil, translate(ctx, err)
	}
	g := &group{grouped: w, conn: conn, began: time.Now(), alone: alone, done: make(chan struct{})}
	if err := g.exec("BEGIN IMMEDIATE"); err != nil {
		g.discard()
		return nil, translate(context.Background(), err)
	}
	return g, nil
}

func (g *group) grows() bool {
	return !g.alone && g.closures < g.size && g.elapsed(g.began) < groupTime
}

// run runs one closure and passes the writer on, also when the closure panics or
// ends its goroutine; lost says that it took the transaction with it. The first of
// a group needs no savepoint: until it is done the transaction is its own.
func (g *group) run(ctx context.Context, f closure) (lost bool, err error) {
	first := g.closures == 0
	g.closures++
	kept := false
	defer func() {
		switch {
		case kept:
			g.kept++
			g.pass(g)
		case first || endsTransaction(err) || g.exec("ROLLBACK TO closure; RELEASE closure") != nil:
			lost = true
			g.lose()
			g.pass(nil)
		default:
			g.pass(g)
		}
	}()
	if !first {
		if err := g.exec("SAVEPOINT closure"); err != nil {
			return false, translate(context.Background(), err)
		}
	}
	if err := f(context.WithoutCancel(ctx), g.conn); err != nil {
		return false, err
	}
	if !first {
		if err := g.exec("RELEASE closure"); err != nil {
			return false, translate(context.Background(), err)
		}
	}
	kept = true
	return false, nil
}

// commit answers all. When it fails, each may try alone: what was too much for all
// may not be for one, and each learns its own fault.
func (g *group) commit() {
	if err := g.exec("COMMIT"); err != nil {
		g.err = unsure(translate(context.Background(), err))
		g.discard()
	} else {
		g.commits.Add(1)
		_ = g.conn.Close()
	}
	close(g.done)
}

// lose gives up the transaction with all that was kept in it.
func (g *group) lose() {
	if g.exec("ROLLBACK") == nil {
		_ = g.conn.Close()
	} else { // SQLite may have rolled back already, or nobody knows
		g.discard()
	}
	g.err = errPoisoned
	close(g.done)
}

// discard closes the connection, and with it whatever may be open on it.
func (g *group) discard() {
	_ = g.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = g.conn.Close()
}

// exec runs a statement about the transaction itself, which nobody may cut short:
// a rollback that does not happen would commit what was refused.
func (g *group) exec(statement string) error {
	_, err := g.conn.Conn.ExecContext(context.Background(), statement)
	return err
}
