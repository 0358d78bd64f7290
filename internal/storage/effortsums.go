package storage

import (
	"cmp"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// effortSumRow is a change of what rules take from a day on; migration 0030 says
// how they are added up.
type effortSumRow struct {
	bun.BaseModel `bun:"table:effort_sum,alias:c"`
	effortSumKey
	effortSums
}

type effortSumKey struct {
	Parted   string
	Span     int
	At       string
	Area     string
	Name     string
	Per      string
	Evidence string
	Known    int
}

type effortSums struct {
	Rules                          int64
	OneFrom, OneTo, AllFrom, AllTo int64
}

func (s effortSums) plus(other effortSums, times int64) effortSums {
	return effortSums{s.Rules + times*other.Rules, s.OneFrom + times*other.OneFrom, s.OneTo + times*other.OneTo,
		s.AllFrom + times*other.AllFrom, s.AllTo + times*other.AllTo}
}

// decades, beside years, months and days of state_count: a sum has many names, and each would have thirty years.
const decades = 3

// What sums are kept by.
const (
	partedClass = "class"
	partedRole  = "role"
	partedUnit  = "unit"
)

// applyingStates are those whose rules are in a sum.
var applyingStates = slices.DeleteFunc(slices.Clone(registry.States), func(s registry.State) bool { return !s.Applies() })

// effortStretch is a stretch of days on which rules that are alike apply and have an effort.
type effortStretch struct {
	Rules                          int64
	Area, Unit, Role, Class        string
	Per, Evidence                  string
	TimesTo                        float64
	Units                          int
	OneFrom, OneTo, AllFrom, AllTo int64
	FromDay, UntilDay              day
}

// effortStretches are those of rules, by the condition of their segments s.
func (r *reader) effortStretches(of condition) (rows []effortStretch, err error) {
	known := knownAt(registry.RevisionOpen)
	const alike = "r.area, r.unit, e.role, s.class, e.per, e.evidence, e.times_to, e.units"
	const from = "CASE WHEN s.from_day > e.from_day THEN s.from_day ELSE e.from_day END"
	const until = "CASE WHEN s.until_day < e.until_day THEN s.until_day ELSE e.until_day END"
	_, err = r.scan(r.db.NewSelect().TableExpr("segment AS s CROSS JOIN rule AS r CROSS JOIN effort AS e").
		Where("r.number = s.number AND e.number = s.number AND e.from_day < s.until_day AND e.until_day > s.from_day").
		Where(of.sql, of.args...).Where(known.sql, known.args...).Where("s.state IN (?)", bun.List(texts(applyingStates))).
		ColumnExpr("count(*) AS rules").ColumnExpr(alike).ColumnExpr(from+" AS from_day").ColumnExpr(until+" AS until_day").
		ColumnExpr("CAST(sum(e.one_from) AS bigint) AS one_from, CAST(sum(e.one_to) AS bigint) AS one_to").
		ColumnExpr("CAST(sum(e.all_from) AS bigint) AS all_from, CAST(sum(e.all_to) AS bigint) AS all_to").
		GroupExpr(alike).GroupExpr(from).GroupExpr(until), &rows)
	return rows, err
}

// resum takes rules out of the sums, as they stand before they change, and has
// them added again, as they stand then, at the end of the closure.
func (t *tx) resum(numbers []int64) error {
	numbers = slices.DeleteFunc(slices.Clone(numbers), func(n int64) bool { return t.unsummed[n] })
	if len(numbers) == 0 {
		return nil
	}
	t.sumLater(numbers...)
	return t.sum(t.dialect.in("s.number", numbers), -1)
}

// sumLater has rules added that are in no sum yet.
func (t *tx) sumLater(numbers ...int64) {
	for _, n := range numbers {
		t.unsummed = put(t.unsummed, n, true)
	}
}

func (t *tx) sum(of condition, times int64) error {
	stretches, err := t.effortStretches(of)
	if err != nil {
		return err
	}
	if t.summed == nil {
		t.summed = map[effortSumKey]effortSums{}
	}
	for _, s := range stretches {
		key := effortSumKey{Area: s.Area, Evidence: s.Evidence}
		e := registry.Effort{Evidence: registry.EvidenceGrade(s.Evidence), Per: registry.Period(s.Per), TimesTo: s.TimesTo}
		switch {
		case !e.Quantified():
			key.Evidence = string(registry.NotQuantified)
		case e.Timed():
			key.Per = s.Per
			if s.Units > 0 {
				key.Known = 1
			}
		}
		change := effortSums{s.Rules, s.OneFrom, s.OneTo, s.AllFrom, s.AllTo}
		for _, edge := range []struct {
			on    day
			times int64
		}{{s.FromDay, times}, {s.UntilDay, -times}} {
			if registry.Day(edge.on) >= registry.LastDay {
				continue // nothing is asked of the days after
			}
			on := registry.Day(edge.on).String()
			for _, key.Span = range []int{decades, years, months, days} {
				key.At = on[:key.Span]
				for _, part := range [][2]string{{partedClass, s.Class}, {partedRole, s.Role}, {partedUnit, s.Unit}} {
					key.Parted, key.Name = part[0], part[1]
					t.summed[key] = t.summed[key].plus(change, edge.times)
				}
			}
		}
	}
	return nil
}

// flushSums adds the rules that have changed, and writes what that makes of the sums.
func (t *tx) flushSums() error {
	if numbers := slices.Sorted(maps.Keys(t.unsummed)); len(numbers) > 0 {
		t.unsummed = nil
		if err := t.sum(t.dialect.in("s.number", numbers), 1); err != nil {
			return err
		}
	}
	maps.DeleteFunc(t.summed, func(_ effortSumKey, s effortSums) bool { return s == effortSums{} })
	rows := make([]effortSumRow, 0, len(t.summed))
	for key, sums := range t.summed {
		rows = append(rows, effortSumRow{effortSumKey: key, effortSums: sums})
	}
	t.summed = nil
	slices.SortFunc(rows, func(a, b effortSumRow) int { // neighbours lie together
		return cmp.Or(cmp.Compare(a.Parted, b.Parted), cmp.Compare(a.Span, b.Span), cmp.Compare(a.At, b.At),
			cmp.Compare(a.Area, b.Area), cmp.Compare(a.Name, b.Name))
	})
	for part := range slices.Chunk(rows, insertChunk) {
		q := t.db.NewInsert().Model(&part).On("CONFLICT (parted, span, at, area, name, per, evidence, known) DO UPDATE")
		for _, column := range []string{"rules", "one_from", "one_to", "all_from", "all_to"} {
			q.Set("? = c.? + EXCLUDED.?", bun.Ident(column), bun.Ident(column), bun.Ident(column))
		}
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	return nil
}

// keptBy is what the kept sums must be parted by to answer a query; false when
// it asks for what is not kept, and the rules have to be added up one by one.
func keptBy(q registry.EffortQuery) (parted string, ok bool) {
	if q.Known != registry.RevisionOpen || q.Text != "" || q.Numbers != nil || len(q.Reach) > 0 || !q.Filter.Empty() || !slices.Equal(q.States, applyingStates) {
		return "", false
	}
	var all []string
	for _, asked := range []struct {
		name string
		is   bool
	}{{partedClass, q.Class != "" || q.By == registry.SumByClass}, {partedRole, q.Role != "" || q.By == registry.SumByRole},
		{partedUnit, q.Unit != "" || q.By == registry.SumByUnit}} {
		if asked.is {
			all = append(all, asked.name)
		}
	}
	switch len(all) {
	case 0:
		return partedClass, true // the fewest
	case 1:
		return all[0], true
	}
	return "", false
}

// keptCells adds up the decades before a day, the years of its decade before its
// own, the months of its year and the days of its month.
func (r *reader) keptCells(q registry.EffortQuery, parted string) ([]registry.EffortCell, error) {
	key := "''"
	switch q.By {
	case registry.SumByArea:
		key = "c.area"
	case registry.SumByClass, registry.SumByRole, registry.SumByUnit:
		key = "c.name"
	}
	on := q.On.String()
	var parts []any
	for _, s := range []struct {
		span        int
		after, upto string
	}{{decades, "", on[:decades]}, {years, on[:decades], on[:years]}, {months, on[:years], on[:months]}, {days, on[:months], on + " "}} {
		part := r.db.NewSelect().Model((*effortSumRow)(nil)).ColumnExpr("c.*").Where("c.parted = ?", parted).Where("c.span = ?", s.span).
			Where("c.at > ? AND c.at < ?", s.after, s.upto)
		if q.Area != "" {
			part.Where("c.area = ?", q.Area)
		}
		if name := cmp.Or(string(q.Class), q.Role, q.Unit); name != "" { // one at most: see keptBy
			part.Where("c.name = ?", name)
		}
		parts = append(parts, part)
	}
	var rows []struct {
		Key, Per, Evidence string
		Known              int
		effortSums
	}
	_, err := r.scan(r.db.NewSelect().TableExpr("(? UNION ALL ? UNION ALL ? UNION ALL ?) AS c", parts...).
		ColumnExpr(key+" AS key, c.per, c.evidence, c.known, CAST(sum(c.rules) AS bigint) AS rules").
		ColumnExpr("CAST(sum(c.one_from) AS bigint) AS one_from, CAST(sum(c.one_to) AS bigint) AS one_to").
		ColumnExpr("CAST(sum(c.all_from) AS bigint) AS all_from, CAST(sum(c.all_to) AS bigint) AS all_to").
		GroupExpr("1, 2, 3, 4").Having("sum(c.rules) > 0"), &rows)
	cells := make([]registry.EffortCell, len(rows))
	for i, row := range rows {
		cells[i] = registry.EffortCell{Key: row.Key, Per: registry.Period(row.Per), Evidence: registry.EvidenceGrade(row.Evidence), Timed: row.Per != "",
			UnitsKnown: row.Known == 1, Rules: int(row.Rules), InOne: registry.Work{From: row.OneFrom, To: row.OneTo},
			InAll: registry.Work{From: row.AllFrom, To: row.AllTo}}
	}
	return cells, err
}

func (t *tx) EffortCells(q registry.EffortQuery) ([]registry.EffortCell, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	return t.reader.EffortCells(q)
}
