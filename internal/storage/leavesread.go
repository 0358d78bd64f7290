package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

var (
	_ translog.Reader = (*reader)(nil)
	_ translog.Tx     = (*tx)(nil)
)

// Log is the database as the store of package translog.
func (db *DB) LogStore() translog.Store { return logStore{db} }

type logStore struct{ db *DB }

func (s logStore) View(ctx context.Context, f func(translog.Reader) error) error {
	return s.db.view(ctx, func(r *reader) error { return f(r) })
}

func (s logStore) Update(ctx context.Context, act registry.Act, f func(translog.Tx) error) error {
	return s.db.update(ctx, act, func(t *tx) error { return f(t) })
}

func (r *reader) LogSize() (int64, error) {
	var size int64
	_, err := r.scan(r.db.NewRaw("SELECT coalesce(max(place), -1) + 1 FROM log_leaf"), &size)
	return size, err
}

func (r *reader) leavesWhere(where condition, limit int64, order string) ([]translog.StoredLeaf, error) {
	var rows []leafRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order(order).Limit(limit))
	return each(rows, leafRow.leaf), err
}

func (r *reader) Leaves(from int64, limit int) ([]translog.StoredLeaf, error) {
	return r.leavesWhere(condition{"place >= ?", []any{from}}, int64(limit), "place")
}

func (r *reader) LeavesBefore(place int64, limit int) ([]translog.StoredLeaf, error) {
	return r.leavesWhere(condition{"place < ?", []any{place}}, int64(limit), "place DESC")
}

func (r *reader) LeavesOf(kind, object string) ([]translog.StoredLeaf, error) {
	if !storable(object) {
		return nil, nil
	}
	return r.leavesWhere(condition{"kind = ? AND object = ?", []any{kind, object}}, 0, "place")
}

func (r *reader) RevisionPlace(revision registry.Revision) (int64, error) {
	var place int64
	found, err := r.scan(r.db.NewRaw("SELECT place FROM log_leaf WHERE revision = ? AND revision > 0", int64(revision)), &place)
	if err == nil && !found {
		err = notFound("")
	}
	return place, err
}

var errHashes = errors.New("hashes of the log are missing")

// LogHashes are in the order that they are asked for in.
func (r *reader) LogHashes(indexes []int64) ([]translog.Hash, error) {
	var rows []hashRow
	in := r.dialect.in("place", indexes)
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...)); err != nil {
		return nil, err
	}
	by := make(map[int64]translog.Hash, len(rows))
	for _, row := range rows {
		if len(row.Hash) == len(translog.Hash{}) {
			by[row.Place] = translog.Hash(row.Hash)
		}
	}
	out := make([]translog.Hash, len(indexes))
	for i, index := range indexes {
		hash, there := by[index]
		if !there {
			return nil, internal(fmt.Errorf("%w: %d", errHashes, index))
		}
		out[i] = hash
	}
	return out, nil
}

func (r *reader) LogEntries(revision registry.Revision) (hashes []translog.Hash, salts [][]byte, err error) {
	var rows []entryRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("revision = ?", int64(revision)).Order("part")); err != nil {
		return nil, nil, err
	}
	const hashSize = len(translog.Hash{})
	for _, row := range rows {
		for n := range len(row.Hashes) / hashSize {
			hashes = append(hashes, translog.Hash(row.Hashes[n*hashSize:(n+1)*hashSize]))
			salts = append(salts, row.Salts[n*translog.SaltSize:(n+1)*translog.SaltSize])
		}
	}
	return hashes, salts, nil
}

// LogEntry is read from what is stored.
func (r *reader) LogEntry(rule registry.RuleID, revision registry.Revision) (translog.Entry, error) {
	entries, err := r.logEntries(condition{"rule = ? AND revision = ?", []any{string(rule), int64(revision)}})
	if err != nil {
		return translog.Entry{}, err
	}
	e := translog.Entry{Rule: rule, Revision: revision}
	if found := entries[entryKey{rule, revision}]; found != nil {
		e = *found
	}
	places, err := r.placesOf([]registry.RuleID{rule})
	e.Number = registry.Number(places[rule].Number)
	return e, err
}

func (r *reader) RevisionEntries(from, to registry.Revision) (map[registry.Revision][]translog.Entry, error) {
	entries, err := r.logEntries(condition{"revision BETWEEN ? AND ?", []any{int64(from), int64(to)}})
	if err != nil {
		return nil, err
	}
	places, err := r.placesOf(each(slices.Collect(maps.Keys(entries)), func(k entryKey) registry.RuleID { return k.rule }))
	out := map[registry.Revision][]translog.Entry{}
	for key, e := range entries {
		e.Number = registry.Number(places[key.rule].Number)
		out[key.revision] = append(out[key.revision], *e)
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b translog.Entry) int { return cmp.Compare(a.Number, b.Number) })
	}
	return out, err
}

type entryKey struct {
	rule     registry.RuleID
	revision registry.Revision
}

// logEntries are the entries of some revisions, without the numbers of their rules.
func (r *reader) logEntries(where condition) (map[entryKey]*translog.Entry, error) {
	entries := map[entryKey]*translog.Entry{}
	of := func(rule string, revision int64) *translog.Entry {
		key := entryKey{registry.RuleID(rule), registry.Revision(revision)}
		if entries[key] == nil {
			entries[key] = &translog.Entry{Rule: key.rule, Revision: key.revision}
		}
		return entries[key]
	}
	var events []eventRow
	if _, err := r.scan(r.db.NewSelect().Model(&events).Where(where.sql, where.args...).Order("seq")); err != nil {
		return nil, err
	}
	for _, e := range events {
		in := of(e.Rule, e.Revision)
		in.Events = append(in.Events, e.line())
	}
	var versions []versionRow
	if _, err := r.scan(r.db.NewSelect().Model(&versions).Where(where.sql, where.args...).Order("rule", "ordinal")); err != nil {
		return nil, err
	}
	for _, v := range versions {
		in := of(v.Rule, v.Revision)
		in.Versions = append(in.Versions, v.version())
	}
	var justifications []justificationRow
	if _, err := r.scan(r.db.NewSelect().Model(&justifications).Where(where.sql, where.args...).Order("rule", "ordinal")); err != nil {
		return nil, err
	}
	for _, j := range justifications {
		in := of(j.Rule, j.Revision)
		in.Justifications = append(in.Justifications, j.justification())
	}
	var checks []legalCheckRow
	if _, err := r.scan(r.db.NewSelect().Model(&checks).Where(where.sql, where.args...).Order("seq")); err != nil {
		return nil, err
	}
	for _, c := range checks {
		in := of(c.Rule, c.Revision)
		in.Checks = append(in.Checks, c.check())
	}
	return entries, nil
}

func (e eventRow) line() translog.EventLine {
	return translog.EventLine{ID: registry.EventID(e.ID), Recorded: registry.Day(e.Recorded), Order: e.Ord, Valid: registry.Day(e.Valid),
		Kind: e.Kind, Fact: json.RawMessage(e.Fact)}
}

type checkpointRow struct {
	bun.BaseModel `bun:"table:log_checkpoint"`
	Size          int64
	At            instant
	Note          string
}

func (c checkpointRow) published() translog.Published {
	return translog.Published{Size: c.Size, At: time.Time(c.At), Note: c.Note}
}

func (r *reader) Checkpoints(below int64, limit int) ([]translog.Published, error) {
	var rows []checkpointRow
	q := r.db.NewSelect().Model(&rows).Order("size DESC").Limit(int64(limit))
	if below > 0 {
		q.Where("size < ?", below)
	}
	_, err := r.scan(q)
	return each(rows, checkpointRow.published), err
}

// CheckpointOver is the smallest that has a leaf in it.
func (r *reader) CheckpointOver(place int64) (translog.Published, error) {
	var rows []checkpointRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("size > ?", place).Order("size").Limit(1)); err != nil {
		return translog.Published{}, err
	}
	if len(rows) == 0 {
		return translog.Published{}, notFound("")
	}
	return rows[0].published(), nil
}

// InsertCheckpoint needs no event of its own: it says nothing new. Of servers that
// sign the same, the first is kept.
func (t *tx) InsertCheckpoint(p translog.Published) error {
	t.audited = true
	_, err := t.exec(t.db.NewInsert().Model(&checkpointRow{Size: p.Size, At: instant(p.At), Note: p.Note}).On("CONFLICT (size) DO NOTHING"))
	return err
}
