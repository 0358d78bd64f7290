package storage

import (
	"context"
	"database/sql"
	"errors"
	"runtime/debug"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var (
	_ workflow.Reader = (*reader)(nil)
	_ workflow.Tx     = (*tx)(nil)
)

const (
	// retries bound how often Update runs a closure again that another
	// transaction came in the way of.
	retries = 3
	// slow is how long a closure may hold the writer without being named in the log.
	slow = 250 * time.Millisecond
)

// reader is one transaction that reads. Its context is that of the transaction:
// the methods of the contract have none, since they cannot outlive it.
type reader struct {
	ctx     context.Context
	db      bun.IDB
	dialect dialect
	now     time.Time
	place   *time.Location
	broken  error                  // the first fault: nothing may be stored after it
	few     int64                  // see sift.go
	sought  map[string]inputsAsked // of a view: what was asked before
}

func (r *reader) Now() time.Time { return r.now }

func (r *reader) Today() registry.Day { return registry.DayOf(r.now, r.place) }

// scan runs a query. found is false when it asked for one row and got none.
func (r *reader) scan(q interface {
	Scan(ctx context.Context, dest ...any) error
}, dest ...any) (found bool, err error) {
	err = q.Scan(r.ctx, dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, r.fault(err)
}

// fault translates an error and remembers it. A statement that failed ends a
// transaction on PostgreSQL, whose COMMIT then rolls back without an error, and
// may have ended it on SQLite: so it is the end on both, also when the closure
// goes on.
func (r *reader) fault(err error) error {
	if err != nil {
		// It may say no more than that the transaction has ended: why is said by the COPY.
		if before := copiesIn(r.ctx).wait(); before != nil {
			err = before
		}
	}
	if err = translate(r.ctx, err); err != nil && r.broken == nil {
		r.broken = err
	}
	return err
}

// beginOn opens a transaction on a connection that is to be closed after it.
// Waiting for the connection ends with ctx, the transaction with its own
// context. A connection that died in the pool, as all do when a server is
// started again, is passed over: nothing has been done on it.
func beginOn(ctx, own context.Context, pool *bun.DB, d dialect, options *sql.TxOptions) (bun.Conn, bun.Tx, error) {
	for passed := 0; ; passed++ {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return bun.Conn{}, bun.Tx{}, translate(ctx, err)
		}
		if err = ctx.Err(); err == nil {
			var t bun.Tx
			if t, err = conn.BeginTx(own, options); err == nil {
				return conn, t, nil
			}
		}
		_ = conn.Close()
		if err = translate(ctx, err); registry.CodeOf(err) != registry.CodeBusy || !d.diesInPool() || passed > maxConnections {
			return bun.Conn{}, bun.Tx{}, err
		}
	}
}

// readerOn is a transaction as the contract knows it.
func (db *DB) readerOn(own context.Context, t bun.IDB) *reader {
	return &reader{ctx: own, db: t, dialect: db.dialect, place: db.Place, now: db.Clock().UTC().Truncate(time.Microsecond), few: db.few}
}

// view is View of both stores.
func (db *DB) view(ctx context.Context, f func(*reader) error) error {
	conn, bunTx, err := beginOn(ctx, ctx, db.reader, db.dialect, db.dialect.viewOptions())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer func() { _ = bunTx.Rollback() }() // nothing was written
	r := db.readerOn(ctx, bunTx)
	r.sought = map[string]inputsAsked{}
	return f(r)
}

// update is Update of both stores.
func (db *DB) update(ctx context.Context, act registry.Act, f func(*tx) error) error {
	hooks, err := db.store(ctx, act, f)
	if err != nil {
		return err
	}
	for _, hook := range hooks {
		db.runHook(act, hook)
	}
	return nil
}

// store runs the closure until it is stored or refused, and returns what is to
// be done after that, outside the writer.
func (db *DB) store(ctx context.Context, act registry.Act, f func(*tx) error) (hooks []func(), err error) {
	leave, err := db.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	for run := 0; run <= retries; run++ {
		hooks, err = db.attempt(ctx, act, f, run > 0)
		if !errors.Is(err, errAgain) {
			return hooks, err
		}
	}
	return nil, overtaken(err)
}

// attempt runs the closure in a transaction. With lockFirst it waits for all
// writers of facts and sees what they left, so that it cannot come too late again.
func (db *DB) attempt(ctx context.Context, act registry.Act, f func(*tx) error, lockFirst bool) ([]func(), error) {
	var t *tx
	patience, enough := context.WithTimeout(ctx, db.Patience)
	defer enough()
	err := db.transactions.transact(patience, func(own context.Context, conn bun.IDB) error {
		defer db.nameSlow(act, time.Now())
		t = &tx{reader: db.readerOn(own, conn), act: act, cases: db.Cases}
		if lockFirst {
			if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
				return err
			}
		}
		err := f(t)
		if err == nil {
			err = t.finish()
		}
		if errors.Is(t.broken, errAgain) || endsTransaction(t.broken) {
			return t.broken // whatever the closure made of it
		}
		return err
	})
	if t == nil && patience.Err() != nil && ctx.Err() == nil {
		return nil, &registry.Error{Code: registry.CodeBusy, Err: err} // its turn did not come
	}
	if err != nil {
		return nil, err
	}
	if len(t.unsaid) > 0 {
		t.AfterCommit(func() { _ = db.forgetWords(t.ctx, t.unsaid) }) // as forget, it says nothing of an error
	}
	if t.erased {
		t.AfterCommit(func() { db.dialect.forget(t.ctx, db.writer) })
	}
	if t.log.grew && db.Logged != nil {
		t.AfterCommit(db.Logged)
	}
	return t.hooks, nil
}

// nameSlow logs a closure that held the writer for long.
func (db *DB) nameSlow(act registry.Act, began time.Time) {
	// A line of the log has an instant, which somebody without a name must not leave.
	if took := time.Since(began); took > slow && act.Actor.Name != "" {
		db.Log.Info("slow update", "operation", act.Operation, "milliseconds", took.Milliseconds())
	}
}

// apart gives each closure a transaction of its own: PostgreSQL lets them run
// side by side, and groups their commits itself.
type apart struct {
	pool    *bun.DB
	dialect dialect
	options *sql.TxOptions
	turns   chan struct{} // as many as can write at once
}

func (a apart) transact(ctx context.Context, f closure) error {
	select {
	case a.turns <- struct{}{}:
		defer func() { <-a.turns }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// Cancelled on its way, a closure could not tell what it has done.
	own, copies := withCopies(context.WithoutCancel(ctx))
	conn, t, err := beginOn(ctx, own, a.pool, a.dialect, a.options)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// After a commit this does nothing; a panic and runtime.Goexit pass here too.
	defer func() { _ = t.Rollback() }()
	defer func() { _ = copies.wait() }() // none may come after the rollback, and be stored
	if err := f(own, pgTx{t, conn, copies}); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		if lost(err) {
			return unsure(internal(err)) // the answer to COMMIT is missing
		}
		return translate(own, err)
	}
	return nil
}

// runHook keeps a hook that panics from looking like an update that failed.
func (db *DB) runHook(act registry.Act, hook func()) {
	defer func() {
		// As in nameSlow: nothing with an instant of somebody without a name.
		if p := recover(); p != nil && act.Actor.Name != "" {
			db.Log.Error("after commit", "operation", act.Operation, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	hook()
}

// tx is one transaction that writes. What can wait for the end of the closure
// waits there: events of the log, messages, search texts, counts, marks of change.
type tx struct {
	*reader
	act       registry.Act
	mark      registry.RevisionMark // zero until it is drawn
	wrote     bool
	audited   bool
	erased    bool // texts of somebody who took them back
	events    []auditRow
	messages  []messageRow
	touched   map[registry.RuleID]bool // false: only marked already
	dirty     map[registry.RuleID]bool // search texts to be made anew
	unjudged  map[registry.RuleID]bool // whose justification is to be judged anew
	cases     registry.CasePolicy      // nil: none is judged
	listed    map[registry.RuleID]bool // places in lists to be looked at again
	replaced  map[int64]bool           // rules with timelines of this transaction
	counted   map[stateCountKey]int    // changes of how many rules are in a state
	turned    map[turnCountKey]int     // and of how many turns a day has
	turning   map[int64]bool           // rules with turns of this transaction
	owners    map[string]int           // and of how many name a post
	summed    map[effortSumKey]effortSums
	unsummed  map[int64]bool                // rules that are to be added to the sums of efforts
	made      map[registry.RuleID]*madeRule // see made.go
	unsaid    map[string][]int64            // words that may be in no text any more, by consultation
	matcher   *matcher                      // see relate; nil: none is kept
	rows      map[string]int                // written to each table by COPY
	log       logged
	evaluated []registry.Evaluation // for the decision log
	hooks     []func()
}

func (t *tx) AfterCommit(f func()) { t.hooks = append(t.hooks, f) }

// finish writes what has waited, and refuses a write that leaves no trace in the log.
func (t *tx) finish() error {
	if err := t.flush(); err != nil {
		return err
	}
	if err := t.flushEvaluations(); err != nil {
		return err
	}
	if err := t.flushLeaves(); err != nil {
		return err
	}
	if err := t.fault(copiesIn(t.ctx).wait()); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken
	}
	if t.wrote && !t.audited {
		return &registry.Error{Code: registry.CodeAuditMissing, Args: registry.Args{"operation": t.act.Operation}}
	}
	return nil
}

// flush writes what has waited so far. Reads that could miss it call it first.
func (t *tx) flush() error {
	for _, step := range []func() error{t.flushCases, t.flushSearch, t.flushLists, t.flushTouched, t.flushCounts, t.flushTurns, t.flushSums, t.flushPosts, t.flushLog} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// exec runs a statement that writes and returns how many rows it met. After a
// fault it writes nothing: where the fault has ended the transaction, SQLite would
// store this statement alone.
func (t *tx) exec(q interface {
	Exec(ctx context.Context, dest ...any) (sql.Result, error)
}) (int64, error) {
	t.wrote = true
	if t.broken != nil {
		return 0, t.broken
	}
	result, err := q.Exec(t.ctx)
	if err != nil {
		return 0, t.fault(err)
	}
	n, err := result.RowsAffected()
	return n, t.fault(err)
}

// insertChunk keeps statements to a few megabytes of text.
const insertChunk = 500

// insert writes rows of one table, in their order.
func insert[R any](t *tx, rows []R) error {
	if err := checkTexts(rows); err != nil {
		return err
	}
	t.wrote = t.wrote || len(rows) > 0
	if pg, ok := t.db.(pgTx); ok && len(rows) >= copyFrom {
		if t.broken != nil {
			return t.broken
		}
		copyRows(pg, rows)
		t.copied(pg, string(tableOf[R](pg).SQLName), len(rows))
		return nil
	}
	for len(rows) > 0 {
		part := rows[:min(insertChunk, len(rows))]
		rows = rows[len(part):]
		if _, err := t.exec(t.db.NewInsert().Model(&part)); err != nil {
			return err
		}
	}
	return nil
}
