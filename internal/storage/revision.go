package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type revisionRow struct {
	bun.BaseModel `bun:"table:revision"`
	Revision      int64
	At            instant
}

func (r revisionRow) mark() registry.RevisionMark {
	if r.Revision == 0 {
		return registry.RevisionMark{}
	}
	return registry.RevisionMark{Revision: registry.Revision(r.Revision), At: time.Time(r.At)}
}

func (r *reader) LastRevision() (registry.RevisionMark, error) {
	var row revisionRow
	_, err := r.scan(r.db.NewSelect().Model(&row).Order("revision DESC").Limit(1))
	return row.mark(), err
}

// RevisionAt rests on instants that never go back as revisions grow.
func (r *reader) RevisionAt(at time.Time) (registry.RevisionMark, error) {
	var row revisionRow
	_, err := r.scan(r.db.NewSelect().Model(&row).Where("at <= ?", instant(at)).Order("revision DESC").Limit(1))
	return row.mark(), err
}

// Revision draws the number under the lock, one above the last that the
// transaction sees. Where somebody else has drawn that one since, PostgreSQL
// refuses the key, and Update runs again with the lock taken first.
func (t *tx) Revision() (registry.RevisionMark, error) {
	if t.mark.Revision != 0 {
		return t.mark, nil
	}
	if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
		return registry.RevisionMark{}, err
	}
	last, err := t.LastRevision()
	if err != nil {
		return registry.RevisionMark{}, err
	}
	mark := registry.RevisionMark{Revision: last.Revision + 1, At: t.now}
	if mark.At.Before(last.At) {
		mark.At = last.At // the clock was set back
	}
	if err := insert(t, []revisionRow{{Revision: int64(mark.Revision), At: instant(mark.At)}}); err != nil {
		return registry.RevisionMark{}, err
	}
	t.mark = mark
	return mark, nil
}

type recordingRow struct {
	revisionRow
	Actor     string
	Operation string
}

// Recordings takes who recorded from the first event of the log: a transaction
// is one act.
func (r *reader) Recordings(revisions []registry.Revision) (map[registry.Revision]registry.Recording, error) {
	where := r.dialect.in("r.revision", each(revisions, func(n registry.Revision) int64 { return int64(n) }))
	var rows []recordingRow
	_, err := r.scan(r.db.NewSelect().TableExpr("revision AS r").
		Join("LEFT JOIN audit_event AS a ON a.seq = (SELECT min(e.seq) FROM audit_event AS e WHERE e.revision = r.revision)").
		ColumnExpr("r.revision, r.at, coalesce(a.actor, '') AS actor, coalesce(a.operation, '') AS operation").
		Where(where.sql, where.args...), &rows)
	recordings := make(map[registry.Revision]registry.Recording, len(rows))
	for _, row := range rows {
		recordings[registry.Revision(row.Revision)] = registry.Recording{RevisionMark: row.mark(), Actor: row.Actor, Operation: row.Operation}
	}
	return recordings, err
}

func (t *tx) Recordings(revisions []registry.Revision) (map[registry.Revision]registry.Recording, error) {
	if err := t.flushLog(); err != nil {
		return nil, err
	}
	return t.reader.Recordings(revisions)
}
