package storage

import (
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// basisRow is one basis of one rule; migration 0034 says more.
type basisRow struct {
	bun.BaseModel `bun:"table:rule_basis,alias:b"`
	Number        int64
	Basis         string
	Reference     string
	ReferenceKey  string
	OverOn        day
}

// SetBases writes only what has changed: mostly nothing has.
func (t *tx) SetBases(bases map[registry.RuleID][]registry.Grounding) error {
	ids := make([]registry.RuleID, 0, len(bases))
	for id := range bases {
		ids = append(ids, id)
	}
	places, err := t.placesOf(ids)
	if err != nil {
		return err
	}
	stored := map[int64][]basisRow{}
	var rows []basisRow
	standing := maps.Clone(places)
	maps.DeleteFunc(standing, func(id registry.RuleID, _ rulePlace) bool { m := t.made[id]; return m != nil && !m.based })
	if len(standing) > 0 {
		in := t.dialect.in("number", numbersAt(standing))
		if _, err := t.scan(t.db.NewSelect().Model(&rows).Where(in.sql, in.args...)); err != nil {
			return err
		}
	}
	for _, row := range rows {
		stored[row.Number] = append(stored[row.Number], row)
	}
	var changed []int64
	rows = nil
	for _, id := range byNumber(places) {
		number := places[id].Number
		if m := t.made[id]; m != nil {
			m.based = true
		}
		now := each(bases[id], func(g registry.Grounding) basisRow {
			return basisRow{Number: number, Basis: string(g.ID), Reference: g.Reference, ReferenceKey: registry.ReferenceKey(g.Reference), OverOn: day(g.Over)}
		})
		byID := func(a, b basisRow) int { return strings.Compare(a.Basis, b.Basis) }
		slices.SortFunc(now, byID)
		slices.SortFunc(stored[number], byID)
		if slices.Equal(now, stored[number]) {
			continue
		}
		if len(stored[number]) > 0 {
			changed = append(changed, number)
		}
		rows = append(rows, now...)
	}
	if len(changed) > 0 {
		in := t.dialect.in("number", changed)
		if _, err := t.exec(t.db.NewDelete().Table("rule_basis").Where(in.sql, in.args...)); err != nil {
			return err
		}
	}
	return insert(t, rows)
}

func (t *tx) BasesUnset() (bool, error) {
	var there []int
	if _, err := t.scan(t.db.NewRaw("SELECT 1 FROM rule_basis LIMIT 1"), &there); err != nil || len(there) > 0 {
		return false, err
	}
	_, err := t.scan(t.db.NewRaw("SELECT 1 FROM rule_event WHERE kind = ? LIMIT 1", registry.BasisRecorded{}.Kind()), &there)
	return len(there) > 0, err
}

// lastKey is behind all keys that begin with another.
const lastKey = "\U0010FFFF"

// Grounded reads one stretch of an index: a basis that is over is passed by there.
func (r *reader) Grounded(query registry.BasisQuery) ([]registry.Grounded, error) {
	within := registry.ReferencePrefix(query.Reference)
	if !storable(within) || !storable(query.After.Key) || !storable(string(query.After.Basis)) {
		return nil, nil
	}
	after := query.After
	if after.Key < within {
		after = registry.BasisPlace{Key: within} // no rule has the number 0
	}
	var rows []struct {
		dueRuleRow
		Basis  string
		OverOn day
	}
	over := "b.over_on > ?"
	if query.Over {
		over = "b.over_on <= ?"
	}
	reach := r.within(query.Reach)
	if _, err := r.scan(r.db.NewSelect().TableExpr("rule_basis AS b").ColumnExpr("r.*, b.basis, b.over_on").
		Join("CROSS JOIN rule AS r").Where("r.number = b.number").
		Where("(b.reference_key, b.number, b.basis) > (?, ?, ?)", after.Key, int64(after.Number), string(after.Basis)).
		Where("b.reference_key < ?", within+lastKey).
		Where(over, day(r.Today())).Where(reach.sql, reach.args...).
		OrderExpr("b.reference_key, b.number, b.basis").Limit(int64(query.Limit)), &rows); err != nil {
		return nil, err
	}
	found := make([]registry.Grounded, len(rows))
	for i, row := range rows {
		rule, err := row.rule()
		if err != nil {
			return nil, internal(err)
		}
		found[i].Rule = rule
		found[i].Grounding = registry.Grounding{Basis: registry.Basis{ID: registry.BasisID(row.Basis)}, Over: registry.Day(row.OverOn)}
	}
	return found, nil
}

// References jumps from one reference to the next in the index, as Areas does, and
// counts no more of each than it must.
func (r *reader) References(query registry.ReferenceQuery) ([]registry.ReferenceUse, error) {
	within := registry.ReferencePrefix(query.Within)
	if !storable(within) || !storable(query.After) {
		return nil, nil
	}
	var rows []struct {
		ReferenceKey, Reference string
		Rules, Over             int
	}
	counted := func(over string) string {
		return "(SELECT count(*) FROM (SELECT DISTINCT c.number FROM rule_basis AS c WHERE c.reference_key = step.reference_key AND c.over_on " +
			over + " ? LIMIT ?) AS counted)"
	}
	today, most := day(r.Today()), registry.MostCounted+1
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (reference_key) AS (
		SELECT (SELECT min(reference_key) FROM rule_basis WHERE reference_key >= ? AND reference_key > ? AND reference_key < ?)
		UNION ALL
		SELECT (SELECT min(n.reference_key) FROM rule_basis AS n WHERE n.reference_key > step.reference_key AND n.reference_key < ?)
		FROM step WHERE step.reference_key IS NOT NULL
	) SELECT step.reference_key, (SELECT min(f.reference) FROM (SELECT b.reference FROM rule_basis AS b WHERE b.reference_key = step.reference_key LIMIT 1) AS f) AS reference, `+
		counted(">")+" AS rules, "+counted("<=")+" AS over FROM step WHERE step.reference_key IS NOT NULL LIMIT ?",
		within, query.After, within+lastKey, within+lastKey, today, most, today, most, query.Limit), &rows)
	return each(rows, func(row struct {
		ReferenceKey, Reference string
		Rules, Over             int
	}) registry.ReferenceUse {
		return registry.ReferenceUse{Key: row.ReferenceKey, Reference: row.Reference, Rules: row.Rules, Over: row.Over}
	}), err
}
