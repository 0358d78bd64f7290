package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type guidanceRow struct {
	bun.BaseModel `bun:"table:guidance,alias:g"`
	Number        int64 `bun:",pk"`
	Day           day   `bun:",pk"`
	Stop          string
	GoOn          string
	Law           string
	Data          string
	Tells         string
	Published     day
	Edit          int
}

func (g guidanceRow) guidance() registry.Guidance {
	return registry.Guidance{Number: registry.Number(g.Number), Day: registry.Day(g.Day),
		GuidanceText: registry.GuidanceText{Stop: g.Stop, GoOn: g.GoOn, Law: g.Law, Data: g.Data, Tells: g.Tells}, Published: registry.Day(g.Published), Edit: g.Edit}
}

func (r *reader) guidancesWhere(where condition) ([]registry.Guidance, error) {
	var rows []guidanceRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("g.number", "g.day"))
	return each(rows, guidanceRow.guidance), err
}

func (r *reader) Guidance(number registry.Number, on registry.Day) (registry.Guidance, error) {
	found, err := r.guidancesWhere(condition{"g.number = ? AND g.day = ?", []any{int64(number), day(on)}})
	if err != nil || len(found) == 0 {
		return registry.Guidance{Number: number, Day: on, Edit: 1}, err
	}
	return found[0], nil
}

func (r *reader) Guidances(numbers []registry.Number) ([]registry.Guidance, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	return r.guidancesWhere(r.dialect.in("g.number", each(numbers, func(n registry.Number) int64 { return int64(n) })))
}

func (t *tx) SetGuidance(g registry.Guidance, edit int) (registry.Guidance, error) {
	if _, err := t.Revision(); err != nil { // as those who change the turns
		return g, err
	}
	now, err := t.Guidance(g.Number, g.Day)
	if err != nil {
		return g, err
	}
	if now.Edit != edit {
		return g, registry.Stale(edit, now.Edit)
	}
	g.Edit = edit + 1
	row := []guidanceRow{{Number: int64(g.Number), Day: day(g.Day), Stop: g.Stop, GoOn: g.GoOn, Law: g.Law, Data: g.Data, Tells: g.Tells, Published: day(g.Published), Edit: g.Edit}}
	if err := checkTexts(row); err != nil {
		return g, err
	}
	q := t.db.NewInsert().Model(&row).On("CONFLICT (number, day) DO UPDATE")
	for _, column := range []string{"stop", "go_on", "law", "data", "tells", "published", "edit"} {
		q.Set(column + " = EXCLUDED." + column)
	}
	if _, err := t.exec(q); err != nil {
		return g, err
	}
	guided := 0
	if g.Published != registry.NoDay {
		guided = 1
	}
	_, err = t.exec(t.db.NewUpdate().Table("rule_turn").Set("guided = ?", guided).Where("number = ?", row[0].Number).Where("day = ?", row[0].Day))
	return g, err
}

// findGuided marks those of new turns of which somebody has said what applies: their
// day has come back.
func (t *tx) findGuided(turns []turnRow) error {
	var numbers []registry.Number
	for _, row := range turns {
		numbers = append(numbers, registry.Number(row.Number))
	}
	said, err := t.Guidances(numbers)
	for _, g := range said {
		for n, row := range turns {
			if g.Published != registry.NoDay && row.Number == int64(g.Number) && row.Day == day(g.Day) {
				turns[n].Guided = 1
			}
		}
	}
	return err
}
