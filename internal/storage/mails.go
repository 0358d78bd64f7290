package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type mailRow struct {
	bun.BaseModel `bun:"table:mail,alias:m"`
	Seq           int64 `bun:",scanonly"`
	ID            string
	At            instant
	Account       string
	Name          string
	Address       string
	About         string
	Language      string
	Subject       string
	Text          string
	State         string
	Tries         int
	Next          instant
	Fault         string
}

func rowOfMail(m registry.Mail) mailRow {
	return mailRow{ID: string(m.ID), At: instant(m.At), Account: string(m.User), Name: m.Name, Address: m.Address, About: m.About, Language: m.Language,
		Subject: m.Subject, Text: m.Text, State: string(m.State), Tries: m.Tries, Next: instant(m.Next), Fault: m.Fault}
}

func (m mailRow) mail() registry.Mail {
	return registry.Mail{ID: registry.MailID(m.ID), At: time.Time(m.At), User: registry.UserID(m.Account), Name: m.Name, Address: m.Address,
		About: m.About, Language: m.Language, Subject: m.Subject, Text: m.Text, State: registry.MailState(m.State), Tries: m.Tries, Next: time.Time(m.Next), Fault: m.Fault,
		Place: m.Seq}
}

func (r *reader) mailsWhere(where condition) ([]registry.Mail, error) {
	var rows []mailRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).ColumnExpr("*").Where(where.sql, where.args...))
	return each(rows, mailRow.mail), err
}

func (r *reader) Mails(q registry.MailQuery) ([]registry.Mail, error) {
	if !storable(q.About) || !storable(string(q.State)) {
		return nil, nil
	}
	var rows []mailRow
	s := r.db.NewSelect().Model(&rows).ColumnExpr("*").Order("seq DESC").Limit(int64(q.Limit))
	if q.State != "" {
		s.Where("state = ?", string(q.State))
	}
	if q.About != "" {
		s.Where("about = ?", q.About)
	}
	if q.Before > 0 {
		s.Where("seq < ?", q.Before)
	}
	_, err := r.scan(s)
	return each(rows, mailRow.mail), err
}

func (r *reader) MailByID(id registry.MailID) (registry.Mail, error) {
	return one(r.mailsWhere, "m.id", string(id))
}

func (t *tx) InsertMail(m registry.Mail) error { return insert(t, []mailRow{rowOfMail(m)}) }

// ClaimMail needs no lock: of two that want one mail the second meets no row on
// SQLite, and on PostgreSQL runs again and finds another.
func (t *tx) ClaimMail(until time.Time) (registry.Mail, bool, error) {
	var rows []mailRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).ColumnExpr("*").Where("state = ?", string(registry.MailWaiting)).
		Where("next <= ?", instant(t.now)).Order("next", "seq").Limit(1)); err != nil || len(rows) == 0 {
		return registry.Mail{}, false, err
	}
	m := rows[0]
	wrote := t.wrote
	n, err := t.exec(t.db.NewUpdate().Table("mail").Set("tries = tries + 1").Set("next = ?", instant(until)).
		Where("id = ?", m.ID).Where("tries = ?", m.Tries).Where("state = ?", m.State))
	t.wrote = wrote // who has a mail for the moment is nothing that the log tells
	m.Tries, m.Next = m.Tries+1, instant(until)
	return m.mail(), n > 0, err
}

func (t *tx) FinishMail(m registry.Mail) (bool, error) {
	wrote := t.wrote
	n, err := t.exec(t.db.NewUpdate().Table("mail").Set("state = ?, next = ?, fault = ?", string(m.State), instant(m.Next), m.Fault).
		Where("id = ?", string(m.ID)).Where("tries = ?", m.Tries).Where("state = ?", string(registry.MailWaiting)))
	t.wrote = wrote || m.State != registry.MailWaiting && n > 0 // as ClaimMail: that it waits on is no news
	return n > 0, err
}
