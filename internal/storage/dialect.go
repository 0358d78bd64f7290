package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
)

// dialect is everything in which the two databases differ, save their errors
// (errors.go) and their schemas (package migrations).
type dialect interface {
	// open makes the pools for writing and reading; they may be the same. A lock that
	// somebody else has is waited for as long as patience lasts.
	open(dsn string, patience time.Duration) (writer, reader *bun.DB, err error)
	migrations() migrations.Dialect
	// transactions is how closures that write become transactions.
	transactions(writer *bun.DB) transactor
	viewOptions() *sql.TxOptions
	// diesInPool says whether a connection that waits for use can be lost.
	diesInPool() bool
	// lockFacts lets one transaction at a time write facts, until it ends.
	lockFacts(ctx context.Context, tx bun.IDB) error
	// measure has the planner know how much lies in tables that have just been filled.
	measure(ctx context.Context, tx bun.IDB, tables ...string) error
	// holding makes a query hold its rows: until the transaction ends nobody changes
	// them, and who changed them since it began lets it run again.
	holding(q *bun.SelectQuery) *bun.SelectQuery
	// forget takes what was erased, and is committed, out of the database's files
	// as far as the program can. What a crash or a lock prevents, the next makes good.
	forget(ctx context.Context, writer *bun.DB)
	// in is the condition that a column is one of many values ([]string or
	// []int64; tens of thousands are well).
	in(column string, values any) condition
	// list is a query whose one column has these values.
	list(column string, values []int64) condition
	// inQuery is the condition that a column is one of few that a query finds.
	inQuery(column string, q *bun.SelectQuery) condition
	// searching finds the rules whose search text answers all terms, with numbers above after.
	searching(terms []term, after registry.Number) search
	// counting finds the same, all of them, so that the first are quickly there.
	counting(terms []term) search
	// holds is the condition that a column has a text in it, every sign of it meant.
	holds(column, text string) condition
	// lockVocabulary lets nobody else change what words there are, until the transaction ends.
	lockVocabulary(ctx context.Context, tx bun.IDB) error
}

// condition is a part of a query, mostly of its WHERE clause, with its values.
type condition struct {
	sql  string
	args []any
}

// search is how a query finds rules by their texts: by a condition, and on a
// table of its own if it names one, which is read first if it is an index.
type search struct {
	table  string
	number string // its expression for the number of the rule
	where  condition
	scans  bool // it looks at every text there: after what narrows more
}

// sqliteDialect: one writer, many readers, one file.
type sqliteDialect struct {
	options string // more of them for every connection, as "&key=value": tests have a file system that fails
}

// maxConnections bounds the connections of each pool that can have many, maxWriters those
// that write in it: who waits for somebody who writes for long must not keep others from reading.
const (
	maxConnections = 16
	maxWriters     = maxConnections / 2
)

func (s sqliteDialect) open(dsn string, patience time.Duration) (writer, reader *bun.DB, err error) {
	path := strings.TrimPrefix(dsn, "sqlite:")
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, nil, errNoPath
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	// The file is nobody else's to read, and SQLite gives its companions the same rights.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	// busy_timeout comes first, so that the others wait for a lock too. A commit
	// survives a power cut (FULL), and what is deleted leaves the file (secure_delete).
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + fmt.Sprintf("?_pragma=busy_timeout(%d)", patience.Milliseconds()) + "&_pragma=foreign_keys(ON)" +
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)"
	w, err := sql.Open("sqlite", name+"&_txlock=immediate&_pragma=cache_size(-16000)"+s.options) // in KiB
	if err != nil {
		return nil, nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", name+"&_pragma=query_only(ON)&_pragma=cache_size(-4000)"+s.options)
	if err != nil {
		return nil, nil, err
	}
	r.SetMaxOpenConns(maxConnections)
	r.SetMaxIdleConns(maxConnections / 4) // each keeps a cache
	return bun.NewDB(w, sqlitedialect.New()), bun.NewDB(r, sqlitedialect.New()), nil
}

func (sqliteDialect) migrations() migrations.Dialect { return migrations.SQLite }

func (sqliteDialect) transactions(writer *bun.DB) transactor { return newGrouped(writer) }

func (sqliteDialect) viewOptions() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (sqliteDialect) diesInPool() bool { return false }

// lockFacts has nothing to do: a transaction that writes is alone from its beginning.
func (sqliteDialect) lockFacts(context.Context, bun.IDB) error { return nil }

// measure has nothing to do: the keys tell the planner what it needs.
func (sqliteDialect) measure(context.Context, bun.IDB, ...string) error { return nil }

func (sqliteDialect) lockVocabulary(context.Context, bun.IDB) error { return nil }

// holding has nothing to do: as lockFacts.
func (sqliteDialect) holding(q *bun.SelectQuery) *bun.SelectQuery { return q }

// forget writes the file anew and empties the write-ahead log. secure_delete
// overwrites what is deleted, but not the copies that stay behind in the gaps of
// pages when SQLite moves rows to others. It says nothing of an error: a line in
// the log would have the instant at which somebody unknown took their words back.
func (sqliteDialect) forget(ctx context.Context, writer *bun.DB) {
	_, _ = writer.ExecContext(ctx, "VACUUM")
	_, _ = writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
}

func (sqliteDialect) in(column string, values any) condition {
	list, err := json.Marshal(values)
	if err != nil {
		panic(err) // lists of text and numbers always marshal
	}
	return condition{column + " IN (SELECT value FROM json_each(?))", []any{string(list)}}
}

func (sqliteDialect) list(column string, values []int64) condition {
	return condition{"SELECT value AS " + column + " FROM json_each(?)", []any{string(encode(values))}}
}

func (sqliteDialect) inQuery(column string, q *bun.SelectQuery) condition {
	return condition{column + " IN (?)", []any{q}}
}

// searching streams the index in the order of numbers, so that the first page
// costs no more when there are many matches.
func (sqliteDialect) searching(terms []term, _ registry.Number) search {
	all := make([]string, len(terms))
	for i, t := range terms {
		all[i] = `("` + strings.Join(t, `" OR "`) + `")` // a piece holds letters, digits and spaces only
	}
	return search{table: "rule_search_index AS x", number: "x.rowid",
		where: condition{"x.rule_search_index MATCH ?", []any{strings.Join(all, " AND ")}}}
}

func (sqliteDialect) holds(column, text string) condition {
	return condition{"instr(" + column + ", ?) > 0", []any{text}}
}

func (d sqliteDialect) counting(terms []term) search { return d.searching(terms, 0) }

// postgresDialect: one pool; the server keeps transactions apart.
type postgresDialect struct{}

func (postgresDialect) open(dsn string, patience time.Duration) (writer, reader *bun.DB, err error) {
	connector, err := pgConnector(dsn, patience)
	if err != nil {
		return nil, nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	db := bun.NewDB(pool, pgdialect.New()).WithQueryHook(afterCopies{})
	return db, db, nil
}

func (postgresDialect) migrations() migrations.Dialect { return migrations.Postgres }

// transactions: under REPEATABLE READ all reads of a transaction see one state,
// and a row that somebody else changed since then cannot be written (40001, and
// Update runs again). What it does not catch, two transactions that each write
// what the other has read, cannot happen to facts: they are all written under
// the lock of lockFacts, on a state no older than it (see tx.Revision).
func (d postgresDialect) transactions(writer *bun.DB) transactor {
	return apart{writer, d, &sql.TxOptions{Isolation: sql.LevelRepeatableRead}, make(chan struct{}, maxWriters)}
}

func (postgresDialect) viewOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (postgresDialect) holding(q *bun.SelectQuery) *bun.SelectQuery { return q.For("SHARE") }

// forget has nothing to do: the server removes dead rows when it vacuums, and
// its write-ahead log is the operator's.
func (postgresDialect) forget(context.Context, *bun.DB) {}

func (postgresDialect) diesInPool() bool { return true }

// measure comes before autovacuum would: taken for empty, tables are joined row by row with
// all rows, and 10,000 rules took 55 seconds where they take 3.
func (postgresDialect) measure(ctx context.Context, tx bun.IDB, tables ...string) error {
	_, err := tx.ExecContext(ctx, "ANALYZE "+strings.Join(tables, ", "))
	return err
}

// lockFacts takes a lock that readers do not notice. LOCK TABLE fixes no
// snapshot: as the first statement of a transaction it makes all reads see what
// the one before has left.
func (postgresDialect) lockFacts(ctx context.Context, tx bun.IDB) error {
	_, err := tx.ExecContext(ctx, "LOCK TABLE revision IN EXCLUSIVE MODE")
	return err
}

// lockVocabulary waits for those who are sending, as lockFacts waits for writers of facts.
func (postgresDialect) lockVocabulary(ctx context.Context, tx bun.IDB) error {
	_, err := tx.ExecContext(ctx, "LOCK TABLE input_vocabulary IN SHARE ROW EXCLUSIVE MODE")
	return err
}

func (postgresDialect) in(column string, values any) condition {
	return condition{column + " = ANY (?)", []any{pgdialect.Array(values)}}
}

func (postgresDialect) list(column string, values []int64) condition {
	return condition{"SELECT unnest(?::bigint[]) AS " + column, []any{pgdialect.Array(values)}}
}

// inQuery asks for the values first, as searching does.
func (postgresDialect) inQuery(column string, q *bun.SelectQuery) condition {
	return condition{column + " = ANY (ARRAY(?))", []any{q}}
}

// searching asks for the numbers first, as a question of its own: joined, it
// would be planned by an estimate of matches that is mostly wrong.
func (postgresDialect) searching(terms []term, after registry.Number) search {
	where := condition{"number > ?", []any{after}}
	for _, t := range terms {
		c := t.in("searched")
		where.sql += " AND " + c.sql
		where.args = append(where.args, c.args...)
	}
	where.sql = "s.number = ANY (ARRAY(SELECT number FROM rule_search WHERE " + where.sql + "))"
	return search{where: where}
}

func (postgresDialect) counting(terms []term) search { return scanning(terms) }

func (postgresDialect) holds(column, text string) condition {
	return condition{"strpos(" + column + ", ?) > 0", []any{text}}
}
