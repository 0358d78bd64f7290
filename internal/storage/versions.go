package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type versionRow struct {
	bun.BaseModel `bun:"table:rule_version,alias:v"`
	ID            string
	Rule          string
	Ordinal       int
	Title         string
	Plain         string
	Demand        string
	Frequency     string
	Revision      int64
}

func (v versionRow) version() registry.Version {
	return registry.Version{ID: registry.VersionID(v.ID), Rule: registry.RuleID(v.Rule), Ordinal: v.Ordinal,
		Text:     registry.Text{Title: v.Title, Plain: v.Plain, Demand: v.Demand, Frequency: v.Frequency},
		Revision: registry.Revision(v.Revision)}
}

// newest is the condition that a row has the highest ordinal of its rule.
const newest = "NOT EXISTS (SELECT 1 FROM ?TableName AS later WHERE later.rule = ?TableAlias.rule AND later.ordinal > ?TableAlias.ordinal)"

func (r *reader) versionsWhere(where condition, more ...string) ([]registry.Version, error) {
	var rows []versionRow
	q := r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("v.rule", "v.ordinal")
	for _, m := range more {
		q.Where(m)
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, versionRow.version), nil
}

func (r *reader) Versions(rule registry.RuleID) ([]registry.Version, error) {
	return r.versionsWhere(condition{"v.rule = ?", []any{string(rule)}})
}

func (r *reader) LatestTexts(rules []registry.RuleID) (map[registry.RuleID]registry.Version, error) {
	versions, err := r.versionsWhere(r.dialect.in("v.rule", texts(rules)), newest)
	return byRule(versions, func(v registry.Version) registry.RuleID { return v.Rule }), err
}

func (r *reader) TextsByVersion(ids []registry.VersionID) (map[registry.VersionID]registry.Text, error) {
	versions, err := r.versionsWhere(r.dialect.in("v.id", texts(ids)))
	all := make(map[registry.VersionID]registry.Text, len(versions))
	for _, v := range versions {
		all[v.ID] = v.Text
	}
	return all, err
}

func byRule[T any](list []T, rule func(T) registry.RuleID) map[registry.RuleID]T {
	m := make(map[registry.RuleID]T, len(list))
	for _, v := range list {
		m[rule(v)] = v
	}
	return m
}

func (t *tx) InsertVersions(versions []registry.Version) error {
	if len(versions) == 0 {
		return nil
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	for _, v := range versions {
		t.touch(v.Rule)
		t.dirty = put(t.dirty, v.Rule, true)
		t.unjudged = put(t.unjudged, v.Rule, true)
		t.list(v.Rule)
		e := t.entry(v.Rule)
		e.Versions = append(e.Versions, v)
		if m := t.made[v.Rule]; m != nil && v.Ordinal > m.text.Ordinal {
			m.text, m.text.Revision = v, mark.Revision
		}
	}
	return insert(t, each(versions, func(v registry.Version) versionRow {
		return versionRow{ID: string(v.ID), Rule: string(v.Rule), Ordinal: v.Ordinal, Title: v.Title, Plain: v.Plain,
			Demand: v.Demand, Frequency: v.Frequency, Revision: int64(mark.Revision)}
	}))
}
