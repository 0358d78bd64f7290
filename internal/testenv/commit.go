package testenv

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// BareCommit is what the database asks for one commit here and now: the mean
// of transactions that each insert one row and nothing more, as durable as the
// product's own. Costs of writes are told as multiples of it, since disks differ.
func BareCommit(b *testing.B, dsn string) time.Duration {
	b.Helper()
	db, err := bareDatabase(dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	ctx := context.Background()
	must := func(_ sql.Result, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS bare_commit (n bigint)"))
	defer func() { must(db.ExecContext(ctx, "DROP TABLE bare_commit")) }()
	const times = 200
	begun := time.Now()
	for range times {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			b.Fatal(err)
		}
		must(tx.ExecContext(ctx, "INSERT INTO bare_commit VALUES (1)"))
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(begun) / times
}

func bareDatabase(dsn string) (*sql.DB, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	password, _ := u.User.Password()
	return sql.OpenDB(pgdriver.NewConnector(pgdriver.WithNetwork("unix"), pgdriver.WithAddr(socketOf(u)), pgdriver.WithInsecure(true),
		pgdriver.WithUser(u.User.Username()), pgdriver.WithPassword(password), pgdriver.WithDatabase(u.Path[1:]))), nil
}
