package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// effortColumns are those of a rule's entry, and of its stretches.
type effortColumns struct {
	MinutesFrom float64
	MinutesTo   float64
	People      int
	Evidence    string
	Role        string
	Per         string
	TimesFrom   float64
	TimesTo     float64
	Falls       jsonText
	Data        jsonText
	Units       int
	Since       day
}

func columnsOfEffort(e registry.Effort) effortColumns {
	return effortColumns{MinutesFrom: e.MinutesFrom, MinutesTo: e.MinutesTo, People: e.People, Evidence: string(e.Evidence), Role: e.Role,
		Per: string(e.Per), TimesFrom: e.TimesFrom, TimesTo: e.TimesTo, Falls: encode(list(e.When)), Data: encode(list(e.Data)),
		Units: e.Units, Since: day(e.Since)}
}

func (c effortColumns) effort() (registry.Effort, error) {
	e := registry.Effort{MinutesFrom: c.MinutesFrom, MinutesTo: c.MinutesTo, People: c.People, Evidence: registry.EvidenceGrade(c.Evidence),
		Role: c.Role, Per: registry.Period(c.Per), TimesFrom: c.TimesFrom, TimesTo: c.TimesTo, Units: c.Units, Since: registry.Day(c.Since)}
	err := decode(c.Falls, &e.When)
	if err == nil {
		err = decode(c.Data, &e.Data)
	}
	if len(e.When) == 0 {
		e.When = nil
	}
	if len(e.Data) == 0 {
		e.Data = nil
	}
	return e, err
}

// effortRow is a stretch of days with one effort; migration 0027 says more.
type effortRow struct {
	bun.BaseModel `bun:"table:effort,alias:e"`
	Number        int64
	FromDay       day
	UntilDay      day
	effortColumns
	OneFrom, OneTo, AllFrom, AllTo int64
}

func effortRows(number int64, stretches []registry.EffortStretch) []effortRow {
	rows := make([]effortRow, len(stretches))
	for i, s := range stretches {
		one, all := s.Effort.InPeriod()
		rows[i] = effortRow{Number: number, FromDay: day(s.From), UntilDay: day(registry.LastDay), effortColumns: columnsOfEffort(s.Effort),
			OneFrom: one.From, OneTo: one.To, AllFrom: all.From, AllTo: all.To}
		if i > 0 {
			rows[i-1].UntilDay = day(s.From)
		}
	}
	return rows
}

func (r effortRow) stretch() (registry.EffortStretch, error) {
	e, err := r.effort()
	return registry.EffortStretch{From: registry.Day(r.FromDay), Effort: e}, err
}

func (r *reader) Efforts(n registry.Number) ([]registry.EffortStretch, error) {
	var rows []effortRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("number = ?", int64(n)).Order("from_day")); err != nil {
		return nil, err
	}
	return tryEach(rows, effortRow.stretch)
}

// insertEfforts stores the efforts of new rules.
func (t *tx) insertEfforts(rules []registry.Rule) error {
	var rows []effortRow
	for _, r := range rules {
		rows = append(rows, effortRows(int64(r.Number), registry.AddEffort(nil, r.Catalogue.Effort))...)
	}
	return insert(t, rows)
}

// changeEffort stores what another effort of a rule says of its days.
func (t *tx) changeEffort(r registry.Rule) error {
	stretches, err := t.Efforts(r.Number)
	if err != nil {
		return err
	}
	e := r.Catalogue.Effort
	if n := len(stretches); n > 0 && registry.ChangeOf(stretches[n-1].Effort, e) == registry.EffortUnchanged {
		return nil
	}
	if _, err := t.exec(t.db.NewDelete().Model((*effortRow)(nil)).Where("number = ?", int64(r.Number))); err != nil {
		return err
	}
	return insert(t, effortRows(int64(r.Number), registry.AddEffort(stretches, e)))
}

// EffortRoles jumps from one role to the next in the index, as Areas does.
func (r *reader) EffortRoles() ([]string, error) {
	var roles []string
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (role) AS (
		SELECT (SELECT min(role) FROM effort WHERE role > '')
		UNION ALL
		SELECT (SELECT min(e.role) FROM effort AS e WHERE e.role > step.role) FROM step WHERE step.role IS NOT NULL
	) SELECT role FROM step WHERE role IS NOT NULL`), &roles)
	sortDanish(roles, func(s string) string { return s })
	return roles, err
}

func (r *reader) RoleEfforts(role string, on registry.Day, limit int) ([]registry.RoleEffort, error) {
	if !storable(role) {
		return nil, nil
	}
	var rows []effortRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("role = ?", role).Where("from_day <= ? AND until_day > ?", day(on), day(on)).
		Order("number").Limit(int64(limit))); err != nil {
		return nil, err
	}
	return tryEach(rows, func(e effortRow) (registry.RoleEffort, error) {
		s, err := e.stretch()
		return registry.RoleEffort{Number: registry.Number(e.Number), Effort: s.Effort}, err
	})
}

// effortKeys are the columns by which efforts are parted.
var effortKeys = map[registry.EffortBy]string{registry.SumByNothing: "''", registry.SumByArea: "s.area", registry.SumByClass: "s.class",
	registry.SumByRole: "e.role", registry.SumByUnit: "place.unit"}

// EffortCells adds up what is kept where it can, and the rules one by one where it
// cannot: what is left has a row for each way in which rules are counted.
func (r *reader) EffortCells(query registry.EffortQuery) ([]registry.EffortCell, error) {
	if nothing(query.RegisterQuery) || !storable(query.Unit) || !storable(query.Role) {
		return nil, nil
	}
	if parted, ok := keptBy(query); ok {
		return r.keptCells(query, parted)
	}
	return r.countedCells(query)
}

func (r *reader) countedCells(query registry.EffortQuery) ([]registry.EffortCell, error) {
	q, _ := r.selection(r.db.NewSelect(), query.RegisterQuery, r.dialect.counting(wanted(query.RegisterQuery)))
	q.Join("CROSS JOIN effort AS e").Where("e.number = s.number").Where("e.from_day <= ? AND e.until_day > ?", day(query.On), day(query.On))
	if query.By == registry.SumByUnit || query.Unit != "" {
		q.Join("CROSS JOIN rule AS place").Where("place.number = s.number")
	}
	if query.Unit != "" {
		q.Where("place.unit = ?", query.Unit)
	}
	if query.Role != "" {
		q.Where("e.role = ?", query.Role)
	}
	var rows []struct {
		Key, Per, Evidence             string
		Timed, Known                   int
		Rules                          int
		OneFrom, OneTo, AllFrom, AllTo int64
	}
	_, err := r.scan(q.ColumnExpr(effortKeys[query.By]+" AS key, e.per AS per, e.evidence AS evidence").
		ColumnExpr("CASE WHEN e.times_to > 0 THEN 1 ELSE 0 END AS timed, CASE WHEN e.units > 0 THEN 1 ELSE 0 END AS known, count(*) AS rules").
		ColumnExpr("CAST(sum(e.one_from) AS bigint) AS one_from, CAST(sum(e.one_to) AS bigint) AS one_to").
		ColumnExpr("CAST(sum(e.all_from) AS bigint) AS all_from, CAST(sum(e.all_to) AS bigint) AS all_to").
		GroupExpr("1, 2, 3, 4, 5"), &rows)
	cells := make([]registry.EffortCell, len(rows))
	for i, row := range rows {
		cells[i] = registry.EffortCell{Key: row.Key, Per: registry.Period(row.Per), Evidence: registry.EvidenceGrade(row.Evidence), Timed: row.Timed == 1,
			UnitsKnown: row.Known == 1, Rules: row.Rules, InOne: registry.Work{From: row.OneFrom, To: row.OneTo}, InAll: registry.Work{From: row.AllFrom, To: row.AllTo}}
	}
	return cells, err
}

func (r *reader) ClassesOn(query registry.RegisterQuery) (map[registry.Number]registry.Class, error) {
	if nothing(query) {
		return nil, nil
	}
	var rows []segmentRow
	q, _ := r.selection(r.db.NewSelect().ColumnExpr("s.number, s.class"), query, search{})
	if _, err := r.scan(q, &rows); err != nil {
		return nil, err
	}
	classes := make(map[registry.Number]registry.Class, len(rows))
	for _, row := range rows {
		classes[registry.Number(row.Number)] = registry.Class(row.Class)
	}
	return classes, nil
}
