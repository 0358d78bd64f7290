package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// accessRow is a way in: a link or a session. Nothing is kept of its use.
type accessRow struct {
	Hash    string
	Account string
	Expires instant
}

type signInRow struct {
	bun.BaseModel `bun:"table:sign_in"`
	accessRow
}

type sessionRow struct {
	bun.BaseModel `bun:"table:session"`
	accessRow
}

func (r *reader) SignInByHash(hash string) (registry.SignIn, error) {
	row, err := r.access("sign_in", hash)
	return registry.SignIn{Hash: row.Hash, User: registry.UserID(row.Account), Expires: time.Time(row.Expires)}, err
}

func (r *reader) SessionByHash(hash string) (registry.Session, error) {
	row, err := r.access("session", hash)
	return registry.Session{Hash: row.Hash, User: registry.UserID(row.Account), Expires: time.Time(row.Expires)}, err
}

func (r *reader) access(table, hash string) (row accessRow, err error) {
	if !storable(hash) {
		return row, notFound("") // a hash is not to be repeated
	}
	found, err := r.scan(r.db.NewSelect().Table(table).Column("hash", "account", "expires").Where("hash = ?", hash), &row)
	if err == nil && !found {
		err = notFound("")
	}
	return row, err
}

func (t *tx) InsertSignIn(s registry.SignIn) error {
	if err := t.removeExpired("sign_in"); err != nil {
		return err
	}
	return insert(t, []signInRow{{accessRow: rowOfAccess(s.Hash, s.User, s.Expires)}})
}

func (t *tx) InsertSession(s registry.Session) error {
	if err := t.removeExpired("session"); err != nil {
		return err
	}
	return insert(t, []sessionRow{{accessRow: rowOfAccess(s.Hash, s.User, s.Expires)}})
}

func rowOfAccess(hash string, user registry.UserID, expires time.Time) accessRow {
	return accessRow{Hash: hash, Account: string(user), Expires: instant(expires.UTC().Truncate(time.Microsecond))}
}

func (t *tx) removeExpired(table string) error {
	_, err := t.exec(t.db.NewDelete().Table(table).Where("expires <= ?", instant(t.now)))
	return err
}

func (t *tx) DeleteSignIn(hash string) error { return t.removeAccess("sign_in", hash) }

func (t *tx) DeleteSession(hash string) error { return t.removeAccess("session", hash) }

func (t *tx) EndSessions(user registry.UserID) error {
	if !storable(string(user)) {
		return nil
	}
	for _, table := range []string{"sign_in", "session"} {
		if _, err := t.exec(t.db.NewDelete().Table(table).Where("account = ?", string(user))); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) removeAccess(table, hash string) error {
	if !storable(hash) {
		return nil
	}
	_, err := t.exec(t.db.NewDelete().Table(table).Where("hash = ?", hash))
	return err
}
