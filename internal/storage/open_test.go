package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestOpenRefusesOtherAddresses(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "sqlite::memory:", "mysql://x", "data/omvendt.db", "postgres://"} {
		if db, err := Open(t.Context(), dsn, Options{}); err == nil {
			t.Errorf("opened %q", dsn)
			_ = db.Close()
		}
	}
}

func TestSQLiteFileWithAnyNameIsNobodyElses(t *testing.T) {
	testenv.OneAtATime(t)
	path := filepath.Join(t.TempDir(), "et bibliotek", "100% æøå?a=b#c.db")
	db, err := Open(t.Context(), "sqlite:"+path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", name, info.Mode())
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// Each connection of both pools must have the settings that durability and
// erasure rest on.
func TestSQLiteSettings(t *testing.T) {
	db, err := Open(t.Context(), testenv.EmptySQLite(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for setting, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "20000"} {
		var got string
		if err := db.writer.NewRaw("PRAGMA "+setting).Scan(t.Context(), &got); err != nil || got != want {
			t.Errorf("%s of the writer is %q (%v), want %q", setting, got, err, want)
		}
		if err := db.reader.NewRaw("PRAGMA "+setting).Scan(t.Context(), &got); err != nil || got != want {
			t.Errorf("%s of a reader is %q (%v), want %q", setting, got, err, want)
		}
	}
}

func TestMigrateTwiceAndOpenAgain(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		again := x.open()
		if err := again.Migrate(x.Context()); err != nil {
			x.Fatal(err)
		}
		if err := again.Registry().View(x.Context(), func(r registry.Reader) error { _, err := r.RuleByNumber(1); return err }); err != nil {
			x.Error(err)
		}
		if err := again.Ready(x.Context()); err != nil {
			x.Error(err)
		}
	})
}

func TestADatabaseNewerThanTheProgramIsRefused(t *testing.T) {
	both(t, func(x *fixture) {
		if _, err := x.db.writer.ExecContext(x.Context(), "INSERT INTO migration VALUES ('9999_future', 'x', 'y')"); err != nil {
			x.Fatal(err)
		}
		x.wantCode(x.open().Migrate(x.Context()), registry.CodeDatabaseNewer)
	})
}

func TestWithoutAServerOrAFile(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(t.Context(), "postgres://nobody@/nothing?host="+dir, Options{})
	if registry.CodeOf(err) != registry.CodeBusy {
		t.Errorf("no server: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "x.db"), []byte(strings.Repeat("this is no database", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), "sqlite:"+filepath.Join(dir, "x.db"), Options{}); err == nil {
		t.Error("opened a file that is no database")
	}
}

// Who waits for another program that writes for long is told that nothing was stored.
func TestBusy(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		other := x.openWith(Options{Patience: time.Millisecond})
		x.update(func(tx workflow.Tx) error {
			if _, err := tx.Revision(); err != nil {
				return err
			}
			done := make(chan error)
			go func() {
				done <- other.Workflow().Update(t.Context(), act, func(tx workflow.Tx) error {
					_, err := tx.Revision()
					return errors.Join(err, tx.Audit(registry.AuditEvent{}))
				})
			}()
			x.wantCode(<-done, registry.CodeBusy)
			return tx.Audit(registry.AuditEvent{})
		})
	})
}

// The same within a program: in the line of SQLite, and where PostgreSQL has as many
// writers as may keep a connection.
func TestBusyInOneProgram(t *testing.T) {
	both(t, func(x *fixture) {
		db := x.openWith(Options{Patience: time.Millisecond})
		switch w := db.transactions.(type) {
		case *grouped:
			w.held = true
		case apart:
			for range maxWriters {
				w.turns <- struct{}{}
			}
		}
		x.wantCode(db.Workflow().Update(t.Context(), act, func(workflow.Tx) error { return errors.New("ran") }), registry.CodeBusy)
	})
}

// However many wait for somebody who writes for long, who reads does not.
func TestReadingWhileManyWait(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		errs := make([]error, 2*maxConnections)
		var done sync.WaitGroup
		begun := false
		x.update(func(tx workflow.Tx) error {
			if _, err := tx.Revision(); err != nil || begun {
				return errors.Join(err, tx.Audit(registry.AuditEvent{}))
			}
			begun = true
			for i := range errs {
				done.Go(func() {
					errs[i] = x.try(func(tx workflow.Tx) error {
						_, err := tx.Revision()
						return errors.Join(err, tx.Audit(registry.AuditEvent{}))
					})
				})
			}
			switch w := x.db.transactions.(type) {
			case *grouped:
				w.wait(len(errs))
			case apart:
				for x.db.writer.Stats().InUse < maxWriters {
					runtime.Gosched()
				}
			}
			x.view(func(r workflow.Reader) error { _, err := r.LastRevision(); return err })
			return tx.Audit(registry.AuditEvent{})
		})
		done.Wait()
		x.equal("all written", errors.Join(errs...), nil)
	})
}

// The operator is told what to do when the user of the database may not make
// the extension for the search.
func TestMigrateWithoutTheExtension(t *testing.T) {
	db, err := Open(t.Context(), testenv.EmptyPostgres(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, c := range []struct{ grant, want string }{{"REVOKE CREATE ON DATABASE %s FROM CURRENT_USER", "CREATE EXTENSION pg_trgm"},
		{"GRANT CREATE ON DATABASE %s TO CURRENT_USER", ""}} {
		var name string
		if err := db.writer.NewRaw("SELECT current_database()").Scan(t.Context(), &name); err != nil {
			t.Fatal(err)
		}
		if _, err := db.writer.ExecContext(t.Context(), fmt.Sprintf(c.grant, name)); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context()); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("after %s: %v", c.grant, err)
		}
	}
}
