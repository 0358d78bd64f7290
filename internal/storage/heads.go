package storage

import (
	"github.com/omvendt/omvendt/registry"
)

// headRow is what is said of a rule among many. Untitled: no text of it applies today.
type headRow struct {
	Number   int64
	ID       string
	Area     string
	Unit     string
	Protects string
	effortColumns
	Title    string
	Untitled bool
}

func (h headRow) head() (registry.Head, error) {
	effort, err := h.effort()
	return registry.Head{Number: registry.Number(h.Number), Title: h.Title, Area: h.Area, Unit: h.Unit, Protects: registry.Protects(h.Protects), Effort: effort}, err
}

func (r *reader) Heads(numbers []registry.Number) ([]registry.Head, error) {
	var rows []headRow
	in, known, today := r.dialect.in("r.number", each(numbers, func(n registry.Number) int64 { return int64(n) })), knownAt(registry.RevisionOpen), day(r.Today())
	if _, err := r.scan(r.db.NewSelect().TableExpr("rule AS r").
		Join("LEFT JOIN segment AS s ON s.number = r.number AND "+known.sql+" AND s.from_day <= ? AND s.until_day > ?", append(known.args, today, today)...).
		Join("LEFT JOIN rule_version AS v ON v.id = s.version").
		ColumnExpr("r.number, r.id, r.area, r.unit, r.protects").
		ColumnExpr("r.minutes_from, r.minutes_to, r.people, r.evidence, r.role, r.per, r.times_from, r.times_to, r.falls, r.data, r.units, r.since").
		ColumnExpr("coalesce(v.title, '') AS title, v.id IS NULL AS untitled").
		Where(in.sql, in.args...).Where("r.taken_out = 0").OrderExpr("r.number"), &rows); err != nil {
		return nil, err
	}
	var untitled []registry.RuleID
	for _, row := range rows {
		if row.Untitled {
			untitled = append(untitled, registry.RuleID(row.ID))
		}
	}
	if len(untitled) > 0 {
		newest, err := r.LatestTexts(untitled)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			if row.Untitled {
				rows[i].Title = newest[registry.RuleID(row.ID)].Title
			}
		}
	}
	return tryEach(rows, headRow.head)
}

func (r *reader) RulePlaces(after registry.Number, limit int) ([]registry.RulePlace, error) {
	var rows []ruleRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Column("number", "id", "area").Where("number > ?", int64(after)).Where("taken_out = 0").
		Order("number").Limit(int64(limit)))
	return each(rows, func(p ruleRow) registry.RulePlace {
		return registry.RulePlace{Number: registry.Number(p.Number), ID: registry.RuleID(p.ID), Area: p.Area}
	}), err
}
