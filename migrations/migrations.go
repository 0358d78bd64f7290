package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Dialect is what differs between the databases while migrating.
type Dialect struct {
	Dir    string // of the SQL files
	Lock   string // run first in every transaction, so that two programs take turns; may be empty
	Insert string // of a row of the table "migration"
}

var (
	// SQLite needs no lock: its transactions must begin immediate.
	SQLite = Dialect{Dir: "sqlite", Insert: "INSERT INTO migration VALUES (?, ?, ?)"}
	// Postgres takes an advisory lock until the end of the transaction, however long another
	// program migrates.
	Postgres = Dialect{Dir: "postgres", Lock: "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7223001)",
		Insert: "INSERT INTO migration VALUES ($1, $2, $3)"}
)

// Migration is one SQL file.
type Migration struct {
	Name     string // 0001_revisions
	SQL      string
	Checksum string // SHA-256 of SQL
}

// All are the program's migrations for a dialect, in order.
func All(d Dialect) ([]Migration, error) { return read(files, d.Dir) }

// Newest is the name of the last one: what the schema of this program is called.
func Newest(d Dialect) (string, error) {
	all, err := All(d)
	if err != nil {
		return "", err
	}
	return all[len(all)-1].Name, nil
}

func read(fsys fs.FS, dir string) ([]Migration, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.sql")) // sorted
	if err != nil {
		return nil, err
	}
	var all []Migration
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		all = append(all, Migration{strings.TrimSuffix(path.Base(name), ".sql"), string(b), hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// Run brings a database up to date. It refuses, before changing anything, a
// database with a migration that the program does not know
// (registry.CodeDatabaseNewer) and one whose migrations were others
// (registry.CodeInternal).
func Run(ctx context.Context, db *sql.DB, d Dialect, now func() time.Time) error {
	all, err := All(d)
	if err != nil {
		return err
	}
	return run(ctx, db, d, all, now)
}

func run(ctx context.Context, db *sql.DB, d Dialect, all []Migration, now func() time.Time) error {
	for {
		if done, err := step(ctx, db, d, all, now); done || err != nil {
			return err
		}
	}
}

// Check says whether a database is as this program needs it, and changes nothing:
// registry.CodeDatabaseNewer when a newer program has been there.
func Check(ctx context.Context, db *sql.DB, d Dialect) error {
	all, err := All(d)
	if err != nil {
		return err
	}
	applied, err := check(ctx, db, all)
	if err == nil && applied < len(all) {
		err = fmt.Errorf("migration %s is missing", all[applied].Name)
	}
	return err
}

// step applies the first migration that is missing; done when there is none.
func step(ctx context.Context, db *sql.DB, d Dialect, all []Migration, now func() time.Time) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	for _, statement := range []string{d.Lock,
		"CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, applied TEXT NOT NULL)"} {
		if statement != "" {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return false, err
			}
		}
	}
	applied, err := check(ctx, tx, all)
	if err != nil {
		return false, err
	}
	if applied == len(all) {
		return true, tx.Commit()
	}
	m := all[applied]
	if _, err := tx.ExecContext(ctx, m.SQL); err != nil {
		return false, fmt.Errorf("migration %s: %w", m.Name, err)
	}
	at := now().UTC().Format("2006-01-02T15:04:05.000000Z")
	if _, err := tx.ExecContext(ctx, d.Insert, m.Name, m.Checksum, at); err != nil {
		return false, fmt.Errorf("migration %s: %w", m.Name, err)
	}
	return false, tx.Commit()
}

// check compares what is applied with what the program knows and returns how
// many migrations are applied.
func check(ctx context.Context, db interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}, all []Migration) (int, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, checksum FROM migration")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	stored := map[string]string{}
	for rows.Next() {
		var name, checksum string
		if err := rows.Scan(&name, &checksum); err != nil {
			return 0, err
		}
		stored[name] = checksum
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	known, applied := map[string]string{}, 0
	for _, m := range all {
		known[m.Name] = m.Checksum
	}
	for name, checksum := range stored {
		switch known[name] {
		case checksum:
		case "":
			return 0, &registry.Error{Code: registry.CodeDatabaseNewer, Args: registry.Args{"migration": name}}
		default:
			return 0, fmt.Errorf("migration %s was applied with other content than this program has", name)
		}
	}
	for applied < len(all) && stored[all[applied].Name] != "" {
		applied++
	}
	if applied != len(stored) {
		return 0, fmt.Errorf("the database has %d migrations, but %s is missing", len(stored), all[applied].Name)
	}
	return applied, nil
}
