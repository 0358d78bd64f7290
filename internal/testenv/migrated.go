package testenv

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite"

	"github.com/omvendt/omvendt/migrations"
)

// The schema is made once and copied for every test: making it anew took a large
// part of most of them.

// migratedSQLite is a database file with the newest schema.
var migratedSQLite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "omvendt-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "omvendt.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	// The last connection that is closed leaves all in the one file.
	if err := errors.Join(migrations.Run(context.Background(), db, migrations.SQLite, time.Now), db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

var templates struct {
	sync.Mutex
	byAddress map[string]string
}

// migratedPostgres is the name of a database with the newest schema, to be copied. It
// is named by the migrations, and stays on the server for the next test binary.
func migratedPostgres(address string) (string, error) {
	templates.Lock()
	defer templates.Unlock()
	if name := templates.byAddress[address]; name != "" {
		return name, nil
	}
	name, err := makeTemplate(address)
	if err == nil {
		if templates.byAddress == nil {
			templates.byAddress = map[string]string{}
		}
		templates.byAddress[address] = name
	}
	return name, err
}

func makeTemplate(address string) (name string, err error) {
	all, err := migrations.All(migrations.Postgres)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, m := range all {
		sum.Write([]byte(m.Checksum))
	}
	name = fmt.Sprintf("omvendt_schema_%x", sum.Sum(nil)[:8])

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	u, db, err := connect(address)
	if err != nil {
		return "", err
	}
	conn, err := db.Conn(ctx) // one, since the lock is its own
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	exec := func(statement string) {
		if err == nil {
			_, err = conn.ExecContext(ctx, statement)
		}
	}
	exec("SELECT pg_advisory_lock(7223002)") // several test binaries begin at once
	defer func() {
		_, unlock := conn.ExecContext(context.Background(), "SELECT pg_advisory_unlock(7223002)")
		err = errors.Join(err, unlock)
	}()
	var there bool
	if err == nil {
		err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there)
	}
	if err != nil || there {
		return name, err
	}
	const making = "omvendt_schema_in_the_making" // one may be left of a binary that was stopped
	exec("DROP DATABASE IF EXISTS " + making + " WITH (FORCE)")
	exec("CREATE DATABASE " + making + " TEMPLATE template0 STRATEGY wal_log")
	if err != nil {
		return "", err
	}
	fresh := openPostgres(u, making)
	if err := errors.Join(migrations.Run(ctx, fresh, migrations.Postgres, time.Now), fresh.Close()); err != nil {
		return "", err
	}
	exec("ALTER DATABASE " + making + " ALLOW_CONNECTIONS false")
	exec("ALTER DATABASE " + making + " RENAME TO " + name)
	return name, err
}
