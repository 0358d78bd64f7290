package storage

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Options are what a database needs from outside.
type Options struct {
	Clock func() time.Time    // nil: time.Now
	Place *time.Location      // where the municipality's days begin; nil: Europe/Copenhagen
	Log   *slog.Logger        // nil: slog.Default
	Cases registry.CasePolicy // judges justifications as they are written; nil: none is judged
	// Patience is how long who writes waits for the others, before CodeBusy says that
	// nothing was stored; 0: 20 seconds, well within what a browser and a proxy wait.
	Patience time.Duration
}

const usualPatience = 20 * time.Second

// DB is an open database. It serves any number of goroutines.
type DB struct {
	Options
	dialect        dialect
	writer, reader *bun.DB
	transactions   transactor // on the writer
	Logged         func()     // told after the log has grown; nil: nobody is
	anchor         *sql.Conn  // on SQLite: see openWith
	updating       sync.Map   // goroutines inside Update
	few            int64      // see sift.go
}

// Open opens the database at sqlite:PATH, which is made if it is not there, or
// at a postgres:// address (pgurl.go has its form). It neither changes nor
// checks the schema: call Migrate before anything else.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	switch scheme, _, _ := strings.Cut(dsn, ":"); scheme {
	case "sqlite":
		return openWith(ctx, sqliteDialect{}, dsn, o)
	case "postgres", "postgresql":
		return openWith(ctx, postgresDialect{}, dsn, o)
	default:
		return nil, errors.New("the address of a database begins with sqlite: or postgres://")
	}
}

func openWith(ctx context.Context, d dialect, dsn string, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Place == nil {
		place, err := time.LoadLocation("Europe/Copenhagen")
		if err != nil {
			return nil, err
		}
		o.Place = place
	}
	if o.Patience == 0 {
		o.Patience = usualPatience
	}
	db := &DB{Options: o, dialect: d, few: few}
	var err error
	if db.writer, db.reader, err = db.dialect.open(dsn, o.Patience); err != nil {
		return nil, err
	}
	db.transactions = db.dialect.transactions(db.writer)
	if err := db.writer.PingContext(ctx); err != nil {
		return nil, errors.Join(translate(ctx, err), db.Close())
	}
	if db.reader != db.writer {
		// One connection is always open. SQLite closes its index of the log with the
		// last one, and the next would read the log anew: with a commit that was
		// refused because it could not be synced, and has not been written over yet.
		if db.anchor, err = db.reader.DB.Conn(ctx); err != nil {
			return nil, errors.Join(translate(ctx, err), db.Close())
		}
	}
	return db, nil
}

// Migrate brings the schema up to date. registry.CodeDatabaseNewer when a newer
// program has been here.
func (db *DB) Migrate(ctx context.Context) error {
	if err := migrations.Run(ctx, db.writer.DB, db.dialect.migrations(), db.Clock); err != nil {
		return translate(ctx, hint(err))
	}
	if err := db.fillSearch(ctx); err != nil {
		return err
	}
	if err := db.fillLists(ctx); err != nil {
		return err
	}
	if err := db.fillInputWords(ctx); err != nil {
		return err
	}
	return db.fillLog(ctx)
}

// Close waits for transactions under way.
func (db *DB) Close() error {
	err := db.writer.Close()
	if db.anchor != nil {
		err = errors.Join(err, db.anchor.Close())
	}
	if db.reader != db.writer {
		err = errors.Join(err, db.reader.Close())
	}
	return err
}

// Ready says whether the database answers and is as this program needs it;
// registry.CodeDatabaseNewer when a newer program has been here meanwhile.
func (db *DB) Ready(ctx context.Context) error {
	return translate(ctx, migrations.Check(ctx, db.reader.DB, db.dialect.migrations()))
}

// Registry is the database as the store of package registry.
func (db *DB) Registry() registry.Store { return registryStore{db} }

// Workflow is the database as the store of package workflow.
func (db *DB) Workflow() workflow.Store { return workflowStore{db} }

type registryStore struct{ db *DB }

func (s registryStore) View(ctx context.Context, f func(registry.Reader) error) error {
	return s.db.view(ctx, func(r *reader) error { return f(r) })
}

func (s registryStore) Update(ctx context.Context, act registry.Act, f func(registry.Tx) error) error {
	return s.db.update(ctx, act, func(t *tx) error { return f(t) })
}

type workflowStore struct{ db *DB }

func (s workflowStore) View(ctx context.Context, f func(workflow.Reader) error) error {
	return s.db.view(ctx, func(r *reader) error { return f(r) })
}

func (s workflowStore) Update(ctx context.Context, act registry.Act, f func(workflow.Tx) error) error {
	return s.db.update(ctx, act, func(t *tx) error { return f(t) })
}
