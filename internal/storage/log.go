package storage

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type auditRow struct {
	bun.BaseModel `bun:"table:audit_event"`
	Seq           int64 `bun:",scanonly"`
	ID            string
	At            instant
	Actor         string
	Operation     string
	Object        string
	Before        jsonText `bun:",nullzero"`
	After         jsonText `bun:",nullzero"`
	Request       string
	PolicyDigest  string
	Revision      int64
}

func (a auditRow) event() registry.AuditEvent {
	e := registry.AuditEvent{ID: registry.AuditID(a.ID), At: time.Time(a.At), Actor: a.Actor, Operation: a.Operation,
		Object: a.Object, Request: a.Request, PolicyDigest: a.PolicyDigest, Revision: registry.Revision(a.Revision), Place: a.Seq}
	if a.Before != "" {
		e.Before = json.RawMessage(a.Before)
	}
	if a.After != "" {
		e.After = json.RawMessage(a.After)
	}
	return e
}

func (r *reader) AuditLog(object string, after registry.AuditPlace, limit int) ([]registry.AuditEvent, error) {
	if !storable(object) {
		return nil, nil
	}
	var rows []auditRow
	var unnamed []unnamedRow
	named := r.db.NewSelect().Model(&rows).ColumnExpr("*").Order("seq DESC").Limit(int64(limit))
	nameless := r.db.NewSelect().Model(&unnamed).Order("day DESC", "id DESC").Limit(int64(limit))
	if object != "" {
		named.Where("object = ?", object)
		nameless.Where("object = ?", object)
	}
	if after.Named > 0 {
		named.Where("seq < ?", after.Named)
	}
	if after.Unnamed != "" {
		nameless.Where("(day, id) < (?, ?)", day(after.Day), string(after.Unnamed))
	}
	if _, err := r.scan(named); err != nil {
		return nil, err
	}
	if _, err := r.scan(nameless); err != nil {
		return nil, err
	}
	events := merge(each(rows, auditRow.event), each(unnamed, unnamedRow.event))
	if limit > 0 && len(events) > limit {
		events = events[:limit]
	}
	return events, nil
}

func (r *reader) EntryLog(rules []registry.Number, limit int) ([]registry.AuditEvent, error) {
	var rows []auditRow
	in := r.dialect.in("object", each(rules, func(n registry.Number) string { return "rule " + n.String() }))
	_, err := r.scan(r.db.NewSelect().Model(&rows).Column("object", "revision", "before", "after").Where(in.sql, in.args...).
		Where("before IS NOT NULL AND after IS NOT NULL").Order("seq").Limit(int64(limit)))
	return each(rows, auditRow.event), err
}

// merge puts events without an instant after all others of their day, newest first.
func merge(named, unnamed []registry.AuditEvent) []registry.AuditEvent {
	var all []registry.AuditEvent
	for _, u := range unnamed {
		n := slices.IndexFunc(named, func(e registry.AuditEvent) bool { return e.At.Before(u.At) })
		if n < 0 {
			n = len(named)
		}
		all = append(append(all, named[:n]...), u)
		named = named[n:]
	}
	return append(all, named...)
}

func (t *tx) AuditLog(object string, after registry.AuditPlace, limit int) ([]registry.AuditEvent, error) {
	if err := t.flushLog(); err != nil {
		return nil, err
	}
	return t.reader.AuditLog(object, after, limit)
}

// Audit keeps the event until the end of the closure, when the revision is known.
func (t *tx) Audit(e registry.AuditEvent) error {
	row := auditRow{ID: string(registry.NewID[registry.AuditID](t.now)), At: instant(t.now), Actor: t.act.Actor.Name,
		Operation: t.act.Operation, Object: e.Object, Before: jsonText(e.Before), After: jsonText(e.After),
		Request: t.act.Request, PolicyDigest: e.PolicyDigest}
	if err := checkTexts([]auditRow{row}); err != nil {
		return err
	}
	t.events = append(t.events, row)
	t.audited = true
	return nil
}

// unnamedRow is an event of somebody who must stay unknown. Beside the other
// events its place would tell the hour, so it has a table without an order.
type unnamedRow struct {
	bun.BaseModel `bun:"table:unnamed_event"`
	ID            string
	Day           day
	Operation     string
	Object        string
}

func (u unnamedRow) event() registry.AuditEvent {
	return registry.AuditEvent{ID: registry.AuditID(u.ID), At: registry.Day(u.Day).Time(), Operation: u.Operation, Object: u.Object}
}

func (t *tx) AuditUnnamed(operation, object string) error {
	t.audited = true
	return insert(t, []unnamedRow{{ID: string(registry.NewRandomID[registry.AuditID]()), Day: day(t.Today()), Operation: operation, Object: object}})
}

type messageRow struct {
	bun.BaseModel `bun:"table:outbox"`
	ID            string
	At            instant
	Topic         string
	Payload       jsonText
}

func (t *tx) Enqueue(topic string, payload any) error {
	b, err := json.Marshal(payload)
	if err != nil {
		return internal(err)
	}
	row := messageRow{ID: string(registry.NewID[registry.MessageID](t.now)), At: instant(t.now), Topic: topic, Payload: jsonText(b)}
	if err := checkTexts([]messageRow{row}); err != nil {
		return err
	}
	t.messages = append(t.messages, row)
	t.wrote = true
	return nil
}

// flushLog writes the events and messages so far.
func (t *tx) flushLog() error {
	events, messages := t.events, t.messages
	t.events, t.messages = nil, nil
	for i := range events {
		events[i].Revision = int64(t.mark.Revision)
	}
	if err := insert(t, events); err != nil {
		return err
	}
	return insert(t, messages)
}
