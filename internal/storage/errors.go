package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/uptrace/bun/driver/pgdriver"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/omvendt/omvendt/registry"
)

var errNoPath = errors.New("the SQLite address names no file: sqlite:PATH")

// errAgain marks what another transaction caused: run again, it may succeed.
// Keys that must be unique are looked up before they are written, and so is what a
// row points to: a violation means that somebody else came between, and the next
// run sees what they left, or can name the refusal.
var errAgain = errors.New("another transaction came between")

// overtaken is what Update says when each of its runs came too late. A row that
// points to nothing every time was not taken away by others: that is our fault.
func overtaken(err error) error {
	var pg pgdriver.Error
	if errors.As(err, &pg) && pg.Field('C') == foreignKey {
		return err
	}
	return &registry.Error{Code: registry.CodeBusy, Err: err}
}

const foreignKey = "23503"

// translate makes an error of the domain of what a database said. nil and the
// domain's own errors stay as they are, and so do a caller's own cancellation
// and deadline.
func translate(ctx context.Context, err error) error {
	var ours *registry.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return translateSQLite(lite, err)
	}
	var pg pgdriver.Error
	if errors.As(err, &pg) {
		return translatePostgres(pg, err)
	}
	if lost(err) {
		return &registry.Error{Code: registry.CodeBusy, Err: err}
	}
	return internal(err)
}

func translateSQLite(lite *sqlite.Error, err error) error {
	switch lite.Code() & 0xff { // the rest of the code says more than is needed here
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &registry.Error{Code: registry.CodeBusy, Err: err}
	case sqlite3.SQLITE_FULL:
		return &registry.Error{Code: registry.CodeFull, Err: err}
	}
	return internal(err)
}

// endsTransaction says whether after a fault SQLite may have rolled the whole
// transaction back by itself, so that what comes next would be stored alone
// (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
func endsTransaction(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

func translatePostgres(pg pgdriver.Error, err error) error {
	switch code := pg.Field('C'); code {
	case "40001", "40P01", "23505", foreignKey: // serialization, deadlock, unique key
		return internal(fmt.Errorf("%w: %w (%s)", errAgain, err, pg.Field('n')))
	case "22021", "22P05": // U+0000 and what is no UTF-8, in a question: nothing stored has it
		return &registry.Error{Code: registry.CodeTextInvalid, Err: err}
	case "53100": // disk full
		return &registry.Error{Code: registry.CodeFull, Err: err}
	case "55P03": // a lock was waited for too long
		return &registry.Error{Code: registry.CodeBusy, Err: err}
	default:
		switch code[:min(2, len(code))] {
		case "08", "53", "57": // connection, resources, shutdown
			return &registry.Error{Code: registry.CodeBusy, Err: err}
		}
		return internal(err)
	}
}

// unsure is what came of a COMMIT without a good answer. A full disk and a lock
// stored nothing; for the rest, a log that was written and could not be synced or
// a connection that was lost, nobody knows.
func unsure(err error) error {
	switch registry.CodeOf(err) {
	case registry.CodeFull, registry.CodeBusy:
		return err
	}
	return &registry.Error{Code: registry.CodeUnsure, Err: err}
}

// lost says whether the connection to the database went away.
func lost(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

func internal(err error) error { return &registry.Error{Code: registry.CodeInternal, Err: err} }

func notFound(what string) error {
	return &registry.Error{Code: registry.CodeNotFound, Args: registry.Args{"value": what}}
}

// hint adds to a failed migration what the operator can do about it.
func hint(err error) error {
	var pg pgdriver.Error
	if errors.As(err, &pg) {
		switch pg.Field('C') {
		case "42501", "58P01", "0A000": // not permitted, or not installed
			return fmt.Errorf("%w: let an administrator of the PostgreSQL server install its contrib modules and run "+
				"CREATE EXTENSION pg_trgm once in this database, and give Omvendt a schema of its own to write in (%s)",
				err, pg.Field('H'))
		}
	}
	return err
}
