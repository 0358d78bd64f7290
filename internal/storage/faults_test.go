package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// These tests let the storage fail at every place in turn, and ask each time:
// what was acknowledged is stored, also after a crash; what was refused is stored
// wholly or not at all; and the database works again when the fault is gone.

// trial is a database on a disk that can fail, and what callers know of it. Each
// of its changes touches everything that goes with a change, and can be repeated.
type trial struct {
	*testing.T
	disk *disk
	db   *DB

	gathered sync.WaitGroup

	mu     sync.Mutex
	stored map[int]bool // changes that were acknowledged
	absent map[int]bool // changes of which callers were told that nothing was stored
	hooked map[int]int
}

func newTrial(t *testing.T, options string) *trial {
	t.Helper()
	path := strings.TrimPrefix(testenv.SQLite(t), "sqlite:")
	x := &trial{T: t, disk: newDisk(path), stored: map[int]bool{}, absent: map[int]bool{}, hooked: map[int]int{}}
	var err error
	x.db, err = openWith(t.Context(), sqliteDialect{onFaultyDisk + options}, "sqlite:"+path,
		Options{Clock: func() time.Time { return begin }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// close also makes room for the next.
func (x *trial) close() {
	_ = x.db.Close()
	x.disk.remove()
	if err := os.RemoveAll(filepath.Dir(x.disk.path)); err != nil {
		x.Error(err)
	}
}

// change is what change n writes.
func (x *trial) change(tx workflow.Tx, n int) error {
	tx.AfterCommit(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.hooked[n]++
	})
	_, done, err := tx.Repeated()
	if err != nil || done {
		return err
	}
	return errors.Join(tx.Audit(registry.AuditEvent{Object: strconv.Itoa(n)}), putRules(tx, "2027-07-01", n),
		tx.Enqueue("change", n), tx.Remember(strconv.Itoa(n)))
}

func (x *trial) try(n int) error { return x.tryIn(context.Background(), n) }

func (x *trial) tryIn(ctx context.Context, n int) error {
	err := x.db.Workflow().Update(ctx, registry.Act{Actor: registry.Actor{Name: "Ane"}, Operation: "change",
		Retry: &registry.Retry{Key: strconv.Itoa(n), Hash: "h"}}, func(tx workflow.Tx) error { return x.change(tx, n) })
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stored[n] = x.stored[n] || err == nil
	code := registry.CodeOf(err)
	x.absent[n] = err != nil && (code == registry.CodeBusy || code == registry.CodeFull)
	return err
}

// acknowledged are the changes that callers were told are stored.
func (x *trial) acknowledged() []int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Sorted(func(yield func(int) bool) {
		for n, ok := range x.stored {
			if ok && !yield(n) {
				return
			}
		}
	})
}

// contents opens the file as any program would and returns the changes that are
// in it. It is an error that something is half there.
func contents(path string) ([]int, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	var health, orphans string
	if err := db.QueryRow("SELECT (SELECT group_concat(integrity_check) FROM pragma_integrity_check), "+
		"(SELECT count(*) FROM pragma_foreign_key_check)").Scan(&health, &orphans); err != nil || health != "ok" || orphans != "0" {
		return nil, fmt.Errorf("the database is not well: %w, %s, %s rows without what they refer to", err, health, orphans)
	}
	if _, err := db.Exec("INSERT INTO rule_search_index (rule_search_index, rank) VALUES ('integrity-check', 1)"); err != nil {
		return nil, fmt.Errorf("the index of words is not well: %w", err)
	}
	return parts(db)
}

// parts returns the changes that are stored with all that goes with a change.
func parts(db *sql.DB) ([]int, error) {
	rows, err := db.Query(`SELECT 'rule', number FROM rule UNION ALL SELECT 'version', CAST(substr(rule, 6) AS INTEGER) FROM rule_version
		UNION ALL SELECT 'timeline', number FROM segment GROUP BY number HAVING count(*) = 3
		UNION ALL SELECT 'search', number FROM rule_search UNION ALL SELECT 'event', CAST(object AS INTEGER) FROM audit_event
		UNION ALL SELECT 'message', CAST(payload AS INTEGER) FROM outbox UNION ALL SELECT 'key', CAST(result AS INTEGER) FROM idempotency`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	found := map[string][]int{"rule": nil, "version": nil, "timeline": nil, "search": nil, "event": nil, "message": nil, "key": nil}
	for rows.Next() {
		var part string
		var n int
		if err := rows.Scan(&part, &n); err != nil {
			return nil, err
		}
		found[part] = append(found[part], n)
	}
	for part := range found {
		slices.Sort(found[part])
	}
	for part := range found {
		if !slices.Equal(found[part], found["rule"]) {
			err = fmt.Errorf("half a change: %v", found)
		}
	}
	return found["rule"], errors.Join(err, rows.Err())
}

// spilling makes SQLite write in the middle of statements, for want of memory,
// and copy the log into the database after each commit.
const spilling = "&_pragma=cache_size(8)&_pragma=wal_autocheckpoint(4)"

// When the disk is full, SQLite may end the transaction by itself. What a closure
// that does not mind would write after that must not be stored alone.
func TestAfterAFaultNothingIsWritten(t *testing.T) {
	testenv.OneAtATime(t)
	x := newTrial(t, spilling)
	defer x.close()
	x.disk.set(fault{on: write, nth: 5, code: sqlite3.SQLITE_IOERR_WRITE})
	if err := x.db.Workflow().Update(t.Context(), act, func(tx workflow.Tx) error {
		_ = x.change(tx, 1)
		_ = tx.Enqueue("change", 1)
		return nil
	}); err == nil {
		t.Error("no error")
	}
	if _, failed := x.disk.done(write); failed != 1 {
		t.Fatal("no fault")
	}
	for table, n := range map[string]int{"outbox": 0, "audit_event": 0, "revision": 0, "rule": 0} {
		var found int
		if err := x.db.reader.NewSelect().ColumnExpr("count(*)").Table(table).Scan(t.Context(), &found); err != nil || found != n {
			t.Errorf("%s has %d rows, %v", table, found, err)
		}
	}
}
