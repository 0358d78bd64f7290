package testenv

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// PostgresVariable names the environment variable with the address of a
// PostgreSQL server whose user may create databases, over a Unix socket:
// postgres://USER@/DATABASE?host=/SOCKET/DIRECTORY. The script
// scripts/with-postgres starts such a server and sets it.
const PostgresVariable = "OMVENDT_TEST_POSTGRES"

// Each runs f twice, as the subtests "sqlite" and "postgres", each time with
// the address of a database of its own that has the newest schema and nothing in it.
// It is for what does one thing after the other: the race detector leaves it out.
func Each(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	OneAtATime(t)
	EachTogether(t, f)
}

// EachTogether is Each for a test in which several do something at once: these the
// race detector runs too.
func EachTogether(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// EachEmpty is Each with databases that have no schema yet.
func EachEmpty(t *testing.T, f func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, EmptySQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, EmptyPostgres(t)) })
}

// EachBench is Each for benchmarks.
func EachBench(b *testing.B, f func(b *testing.B, dsn string)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { f(b, SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { f(b, Postgres(b)) })
}

// SQLite returns the address sqlite:PATH of a database file with the newest schema,
// in a directory that is removed after the test.
func SQLite(t testing.TB) string {
	t.Helper()
	file, err := migratedSQLite()
	if err != nil {
		t.Fatal(err)
	}
	dsn := EmptySQLite(t)
	if err := os.WriteFile(strings.TrimPrefix(dsn, "sqlite:"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// EmptySQLite is SQLite with a file that does not exist yet.
func EmptySQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "omvendt.db")
}

// Postgres returns the address of a new PostgreSQL database with the newest schema.
// It is dropped after the test, also when connections to it are still open.
func Postgres(t testing.TB) string {
	t.Helper()
	address := server(t)
	template, err := migratedPostgres(address)
	if err != nil {
		t.Fatalf("a database to copy: %v", err)
	}
	return create(t, address, template)
}

// EmptyPostgres is Postgres with nothing in the database, no schema either.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return create(t, server(t), "template0")
}

// server is the address of the PostgreSQL server.
func server(t testing.TB) string {
	t.Helper()
	address := os.Getenv(PostgresVariable)
	if address == "" {
		const what = "no PostgreSQL: " + PostgresVariable + " is not set; run the tests through scripts/with-postgres"
		if testing.Short() {
			t.Skip(what)
		}
		missing(t, what)
	}
	return address
}

// create makes a database as a copy of one that takes no connections, so that
// copies of it never wait for each other.
func create(t testing.TB, address, template string) string {
	t.Helper()
	u, db, err := connect(address)
	if err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}

	name := "test_" + strings.ToLower(rand.Text()[:16])
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	// Copying files takes a third of what wal_log takes, and the checkpoint that it needs costs
	// little where fsync is off.
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		t.Fatalf("creating a database for the test: %v", err)
	}
	t.Cleanup(func() {
		// The test's own context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := db.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the database of the test: %v", err)
		}
	})
	return within(u, name)
}

// within is the address of another database of the same server.
func within(u *url.URL, name string) string {
	own := *u
	own.Path = "/" + name
	return own.String()
}

// OpenPostgres opens a database that Postgres made, past the product's own storage.
func OpenPostgres(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	_, db, err := connect(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

var connections struct {
	sync.Mutex
	byAddress map[string]*sql.DB
}

// connect returns the connections to a database, the same for the whole test
// binary. The package cannot borrow the connector of internal/storage, whose
// own tests import this package.
func connect(address string) (*url.URL, *sql.DB, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	if u.Query().Get("host") == "" || u.User.Username() == "" || len(u.Path) < 2 {
		return nil, nil, fmt.Errorf("want postgres://USER@/DATABASE?host=/SOCKET/DIRECTORY")
	}
	connections.Lock()
	defer connections.Unlock()
	if db := connections.byAddress[address]; db != nil {
		return u, db, nil
	}
	db := openPostgres(u, u.Path[1:])
	db.SetMaxOpenConns(4)
	if connections.byAddress == nil {
		connections.byAddress = map[string]*sql.DB{}
	}
	connections.byAddress[address] = db
	return u, db, nil
}

func openPostgres(u *url.URL, database string) *sql.DB {
	password, _ := u.User.Password()
	return sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithNetwork("unix"),
		pgdriver.WithAddr(socketOf(u)),
		pgdriver.WithInsecure(true),
		pgdriver.WithUser(u.User.Username()),
		pgdriver.WithPassword(password),
		pgdriver.WithDatabase(database),
		pgdriver.WithReadTimeout(time.Minute),
	))
}

// socketOf is the socket of the server of an address.
func socketOf(u *url.URL) string {
	port := u.Query().Get("port")
	if port == "" {
		port = "5432"
	}
	return filepath.Join(u.Query().Get("host"), ".s.PGSQL."+port)
}
