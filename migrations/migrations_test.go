package migrations_test

import (
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
	_ "modernc.org/sqlite"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
)

func TestPairs(t *testing.T) {
	lite, err := migrations.All(migrations.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	pg, err := migrations.All(migrations.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	if len(lite) != len(pg) || len(lite) == 0 {
		t.Fatalf("%d migrations for SQLite, %d for PostgreSQL", len(lite), len(pg))
	}
	form := regexp.MustCompile(`^\d{4}_[a-z_]+$`)
	clock := regexp.MustCompile(`(?i)\bnow\s*\(|current_(timestamp|date|time)|datetime\s*\(`)
	for i := range lite {
		if lite[i].Name != pg[i].Name || !form.MatchString(lite[i].Name) || lite[i].Name[:4] != pad(i+1) {
			t.Errorf("migration %d is %s for SQLite and %s for PostgreSQL", i+1, lite[i].Name, pg[i].Name)
		}
		for _, m := range []migrations.Migration{lite[i], pg[i]} {
			if clock.MatchString(m.SQL) {
				t.Errorf("%s reads the clock of the database", m.Name)
			}
		}
		for _, line := range strings.Split(pg[i].SQL, "\n") {
			if _, comment, has := strings.Cut(line, "--"); has && strings.Contains(comment, "'") {
				t.Errorf("%s: an apostrophe in a comment: %s", pg[i].Name, line)
			}
		}
	}
}

func pad(n int) string { return string([]byte{'0', '0', byte('0' + n/10), byte('0' + n%10)}) }

var two = []migrations.Migration{
	{Name: "0001_a", SQL: "CREATE TABLE a (x TEXT)", Checksum: "one"},
	{Name: "0002_b", SQL: "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('stored')", Checksum: "two"},
}

func clock() time.Time { return time.Date(2027, 1, 2, 3, 4, 5, 6789, time.UTC) }

func each(t *testing.T, f func(t *testing.T, db *sql.DB, migrate func(...migrations.Migration) error)) {
	testenv.EachEmpty(t, func(t *testing.T, dsn string) {
		db, dialect := open(t, dsn)
		f(t, db, func(all ...migrations.Migration) error {
			return migrations.RunThese(t.Context(), db, dialect, all, clock)
		})
	})
}

func open(t *testing.T, dsn string) (*sql.DB, migrations.Dialect) {
	t.Helper()
	if path, lite := strings.CutPrefix(dsn, "sqlite:"); lite {
		db, err := sql.Open("sqlite", path+"?_txlock=immediate&_pragma=busy_timeout(5000)")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db, migrations.SQLite
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithNetwork("unix"), pgdriver.WithInsecure(true),
		pgdriver.WithAddr(filepath.Join(u.Query().Get("host"), ".s.PGSQL.5432")),
		pgdriver.WithUser(u.User.Username()), pgdriver.WithDatabase(u.Path[1:])))
	t.Cleanup(func() { _ = db.Close() })
	return db, migrations.Postgres
}

func text(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var s string
	if err := db.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

func TestRunAppliesWhatIsMissing(t *testing.T) {
	each(t, func(t *testing.T, db *sql.DB, migrate func(...migrations.Migration) error) {
		for _, all := range [][]migrations.Migration{two[:1], two, two} {
			if err := migrate(all...); err != nil {
				t.Fatal(err)
			}
		}
		if got := text(t, db, "SELECT x FROM b"); got != "stored" {
			t.Errorf("got %q", got)
		}
		if got := text(t, db, "SELECT min(name || ' ' || checksum || ' ' || applied) FROM migration"); got != "0001_a one 2027-01-02T03:04:05.000006Z" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAFailedMigrationLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *sql.DB, migrate func(...migrations.Migration) error) {
		bad := migrations.Migration{Name: "0002_b", SQL: "CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1)", Checksum: "bad"}
		if err := migrate(two[0], bad); err == nil || !strings.Contains(err.Error(), "0002_b") {
			t.Errorf("got %v", err)
		}
		if got := text(t, db, "SELECT max(name) FROM migration"); got != "0001_a" {
			t.Errorf("stored up to %s", got)
		}
		if err := migrate(two...); err != nil { // the table is not in the way
			t.Error(err)
		}
	})
}

func TestRunRefusesAnotherHistory(t *testing.T) {
	each(t, func(t *testing.T, db *sql.DB, migrate func(...migrations.Migration) error) {
		if err := migrate(two...); err != nil {
			t.Fatal(err)
		}
		var e *registry.Error
		if err := migrate(two[0]); !errors.As(err, &e) || e.Code != registry.CodeDatabaseNewer || e.Args["migration"] != "0002_b" {
			t.Errorf("newer: %v", err)
		}
		other := two[1]
		other.Checksum = "changed"
		if err := migrate(two[0], other); err == nil || errors.As(err, &e) && e.Code == registry.CodeDatabaseNewer {
			t.Errorf("changed: %v", err)
		}
		if err := migrate(two[0], migrations.Migration{Name: "0001_b", SQL: "x"}, two[1]); err == nil {
			t.Error("a migration between two that are applied")
		}
	})
}

func TestTwoProgramsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *sql.DB, migrate func(...migrations.Migration) error) {
		errs := make(chan error)
		for range 4 {
			go func() { errs <- migrate(two...) }()
		}
		for range 4 {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
	})
}
