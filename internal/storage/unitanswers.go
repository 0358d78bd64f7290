package storage

import (
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type unitAnswerRow struct {
	bun.BaseModel `bun:"table:unit_answer,alias:a"`
	Day           day    `bun:",pk"`
	Unit          string `bun:",pk"`
	Answered      day
	Edit          int
}

type unitExceptionRow struct {
	bun.BaseModel `bun:"table:unit_exception,alias:x"`
	Day           day    `bun:",pk"`
	Unit          string `bun:",pk"`
	Number        int64  `bun:",pk"`
	Word          string
}

func (r *reader) UnitAnswer(unit string, on registry.Day) (workflow.UnitAnswer, error) {
	a := workflow.UnitAnswer{Unit: unit, Day: on, Edit: 1}
	if !storable(unit) {
		return a, nil
	}
	var row unitAnswerRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("a.day = ? AND a.unit = ?", day(on), unit))
	if err != nil || !found {
		return a, err
	}
	a.Answered, a.Edit = registry.Day(row.Answered), row.Edit
	var rows []unitExceptionRow
	_, err = r.scan(r.db.NewSelect().Model(&rows).Where("x.day = ? AND x.unit = ?", day(on), unit).Order("x.number"))
	for _, x := range rows {
		a.Except = append(a.Except, workflow.LivesOn{Number: registry.Number(x.Number), Word: x.Word})
	}
	return a, err
}

func (t *tx) SetUnitAnswer(a workflow.UnitAnswer, edit int) (workflow.UnitAnswer, error) {
	now, err := t.UnitAnswer(a.Unit, a.Day)
	if err != nil {
		return a, err
	}
	if now.Edit != edit {
		return a, registry.Stale(edit, now.Edit)
	}
	a.Edit = edit + 1
	row := []unitAnswerRow{{Unit: a.Unit, Day: day(a.Day), Answered: day(a.Answered), Edit: a.Edit}}
	if err := checkTexts(row); err != nil {
		return a, err
	}
	n, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (day, unit) DO UPDATE").Set("answered = EXCLUDED.answered").Set("edit = EXCLUDED.edit").Where("a.edit = ?", edit))
	if err != nil {
		return a, err
	}
	if n == 0 {
		return a, registry.Stale(edit, edit+1)
	}
	if _, err := t.exec(t.db.NewDelete().Table("unit_exception").Where("day = ? AND unit = ?", day(a.Day), a.Unit)); err != nil {
		return a, err
	}
	return a, insert(t, each(a.Except, func(x workflow.LivesOn) unitExceptionRow {
		return unitExceptionRow{Unit: a.Unit, Day: day(a.Day), Number: int64(x.Number), Word: x.Word}
	}))
}

func (r *reader) StoppedIn(on registry.Day, limit int) ([]workflow.UnitStop, error) {
	var rows []struct {
		Unit     string
		Answered *day
	}
	// One step of the index for each unit, however many rules it has.
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (unit) AS (
		SELECT (SELECT min(unit) FROM rule_turn WHERE day = ? AND unit > '')
		UNION ALL
		SELECT (SELECT min(t.unit) FROM rule_turn AS t WHERE t.day = ? AND t.unit > step.unit) FROM step WHERE step.unit IS NOT NULL
	) SELECT step.unit, a.answered FROM step LEFT JOIN unit_answer AS a ON a.day = ? AND a.unit = step.unit
	WHERE step.unit IS NOT NULL AND EXISTS (SELECT 1 FROM rule_turn AS t WHERE t.unit = step.unit AND t.day = ? AND t.kind NOT IN ('extended', 'again')) LIMIT ?`,
		day(on), day(on), day(on), day(on), limit), &rows)
	all := make([]workflow.UnitStop, len(rows))
	for n, row := range rows {
		if all[n].Unit = row.Unit; row.Answered != nil {
			all[n].Answered = registry.Day(*row.Answered)
		}
	}
	sortDanish(all, func(u workflow.UnitStop) string { return u.Unit })
	return all, err
}

func (r *reader) LivingOn(on registry.Day) (map[registry.Number][]string, error) {
	var rows []unitExceptionRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("x.day = ?", day(on)))
	all := map[registry.Number][]string{}
	for _, x := range rows {
		all[registry.Number(x.Number)] = append(all[registry.Number(x.Number)], x.Word)
	}
	for _, words := range all {
		slices.Sort(words)
	}
	return all, err
}

type demandHassleRow struct {
	bun.BaseModel `bun:"table:demand_hassle,alias:d"`
	Day           day   `bun:",pk"`
	Number        int64 `bun:",pk"`
	Hassle        string
}

func (r *reader) DemandHassle(number registry.Number, on registry.Day) (registry.HassleID, bool, error) {
	var row demandHassleRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("d.day = ? AND d.number = ?", day(on), int64(number)))
	return registry.HassleID(row.Hassle), found, err
}

func (t *tx) TieDemand(number registry.Number, on registry.Day, hassle registry.HassleID) error {
	row := []demandHassleRow{{Day: day(on), Number: int64(number), Hassle: string(hassle)}}
	_, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (day, number) DO UPDATE").Set("hassle = EXCLUDED.hassle"))
	return err
}
