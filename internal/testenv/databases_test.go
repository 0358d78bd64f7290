package testenv

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/omvendt/omvendt/migrations"
)

func TestEachGivesTwoDatabases(t *testing.T) {
	var names []string
	Each(t, func(t *testing.T, dsn string) {
		names = append(names, t.Name())
		if kind, _, _ := strings.Cut(dsn, ":"); !strings.HasSuffix(t.Name(), "/"+kind) {
			t.Errorf("%s got the address %s", t.Name(), dsn)
		}
	})
	if len(names) == 0 || names[0] != t.Name()+"/sqlite" {
		t.Errorf("ran %q", names)
	}
}

func TestSQLiteIsFresh(t *testing.T) {
	a, b := EmptySQLite(t), EmptySQLite(t)
	if a == b {
		t.Errorf("two databases in one test share the file %s", a)
	}
	path, ok := strings.CutPrefix(a, "sqlite:")
	if !ok {
		t.Fatalf("address %s", a)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file exists already: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		t.Error(err)
	}
}

func TestSchemaIsThere(t *testing.T) {
	Each(t, func(t *testing.T, dsn string) {
		dialect, db := migrations.Postgres, (*sql.DB)(nil)
		if path, lite := strings.CutPrefix(dsn, "sqlite:"); lite {
			var err error
			if db, err = sql.Open("sqlite", path); err != nil {
				t.Fatal(err)
			}
			dialect = migrations.SQLite
		} else {
			db = OpenPostgres(t, dsn)
		}
		defer db.Close()
		if err := migrations.Check(t.Context(), db, dialect); err != nil {
			t.Error(err)
		}
	})
}

func TestPostgresIsFreshAndDropped(t *testing.T) {
	var name string
	t.Run("use", func(t *testing.T) {
		one, two := open(t, EmptyPostgres(t)), open(t, EmptyPostgres(t))
		for _, db := range []*sql.DB{one, two} {
			// The same table in both: nothing is shared.
			if _, err := db.Exec("CREATE TABLE rule (id int)"); err != nil {
				t.Fatal(err)
			}
		}
		// The connection is left open: dropping must not wait for it.
		if err := one.QueryRow("SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	if name == "" {
		t.Skip("the subtest was skipped")
	}
	_, db, err := connect(os.Getenv(PostgresVariable))
	if err != nil {
		t.Fatal(err)
	}
	var left int
	if err := db.QueryRow("SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != 0 {
		t.Errorf("database %s is still there", name)
	}
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return sql.OpenDB(pgdriver.NewConnector(
		pgdriver.WithNetwork("unix"),
		pgdriver.WithAddr(filepath.Join(u.Query().Get("host"), ".s.PGSQL.5432")),
		pgdriver.WithInsecure(true),
		pgdriver.WithUser(u.User.Username()),
		pgdriver.WithDatabase(u.Path[1:]),
	))
}
