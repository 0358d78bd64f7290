package storage

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// stateCountRow is a change of how many rules are in a state; migration 0014
// says how they are added up.
type stateCountRow struct {
	bun.BaseModel `bun:"table:state_count,alias:c"`
	stateCountKey
	Change int
}

type stateCountKey struct {
	Area  string
	Span  int
	At    string
	Class string
	State string
}

// Spans of state_count: characters of "2027-07-01".
const (
	years  = 4
	months = 7
	days   = 10
)

// count notes that segments are (1) or are no longer (-1) the answer for a rule of an area.
func (t *tx) count(area string, change int, segments ...segmentRow) {
	edge := func(s segmentRow, on day, change int) {
		if registry.Day(on) >= registry.LastDay {
			return // nothing is asked of the days after
		}
		for _, span := range []int{years, months, days} {
			key := stateCountKey{Span: span, At: registry.Day(on).String()[:span], Class: s.Class, State: s.State}
			t.counted[key] += change
			if key.Area = area; area != "" {
				t.counted[key] += change
			}
		}
	}
	if t.counted == nil {
		t.counted = map[stateCountKey]int{}
	}
	for _, s := range segments {
		edge(s, s.FromDay, change)
		edge(s, s.UntilDay, -change)
	}
}

// countOpen counts what is the answer for rules now.
func (t *tx) countOpen(places map[registry.RuleID]rulePlace, change int) error {
	open, err := t.openSegments(numbersAt(places))
	if err != nil {
		return err
	}
	for _, p := range places {
		t.count(p.Area, change, open[p.Number]...)
	}
	return nil
}

// move lists and counts a rule where it stands now instead of where it stood before.
func (t *tx) move(before map[registry.RuleID]rulePlace, rule registry.Rule) error {
	if before[rule.ID].Area == rule.Catalogue.Area {
		return nil
	}
	if _, err := t.exec(t.db.NewUpdate().Table("segment").Set("area = ?", rule.Catalogue.Area).Where("number = ?", int64(rule.Number))); err != nil {
		return err
	}
	after := map[registry.RuleID]rulePlace{rule.ID: {Number: int64(rule.Number), Area: rule.Catalogue.Area}}
	return errors.Join(t.countOpen(before, -1), t.countOpen(after, 1))
}

func (t *tx) flushCounts() error {
	maps.DeleteFunc(t.counted, func(_ stateCountKey, change int) bool { return change == 0 })
	rows := make([]stateCountRow, 0, len(t.counted))
	for key, change := range t.counted {
		rows = append(rows, stateCountRow{stateCountKey: key, Change: change})
	}
	t.counted = nil
	slices.SortFunc(rows, func(a, b stateCountRow) int { // neighbours lie together
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Span, b.Span), cmp.Compare(a.At, b.At))
	})
	for part := range slices.Chunk(rows, insertChunk) {
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (area, span, at, class, state) DO UPDATE").
			Set("change = c.change + EXCLUDED.change")); err != nil {
			return err
		}
	}
	return nil
}

// CountStates adds up what is kept where it can: for the register as known now.
// What is found by words, or was known before, is counted one by one.
func (r *reader) CountStates(query registry.RegisterQuery) (registry.StateCounts, error) {
	counts := registry.StateCounts{Of: map[registry.State]int{}}
	if nothing(query) {
		return counts, nil
	}
	query.After, query.Sort, query.Descending = 0, registry.ByNumber, false
	if err := r.asNow(&query); err != nil {
		return counts, err
	}
	ask, counted := r.addUp, query.Text != "" || query.Known != registry.RevisionOpen || sifted(query)
	if counted {
		ask = r.countUp
	}
	rows, err := ask(query)
	if err != nil {
		return counts, err
	}
	total := 0
	for _, row := range rows {
		if total += row.Count; row.Count != 0 {
			counts.Of[registry.State(row.State)] = row.Count
		}
	}
	if counted && total > registry.CountLimit {
		return registry.StateCounts{Many: true}, nil
	}
	return counts, nil
}

type stateCount struct {
	State string
	Count int
}

func (r *reader) addUp(query registry.RegisterQuery) (rows []stateCount, err error) {
	_, err = r.scan(r.summed(query).ColumnExpr("c.state AS state, sum(c.change) AS count").GroupExpr("c.state"), &rows)
	return rows, err
}

// summed are the changes to sum: the years before a day, the months of its year and the days of its month.
func (r *reader) summed(query registry.RegisterQuery) *bun.SelectQuery {
	on := query.On.String()
	q := r.db.NewSelect().Model((*stateCountRow)(nil)).Where("c.area = ?", query.Area).
		Where("(c.span = 4 AND c.at < ? OR c.span = 7 AND c.at > ? AND c.at < ? OR c.span = 10 AND c.at > ? AND c.at <= ?)",
			on[:years], on[:years], on[:months], on[:months], on)
	if query.Class != "" {
		q.Where("c.class = ?", string(query.Class))
	}
	if len(query.States) > 0 {
		q.Where("c.state IN (?)", bun.List(texts(query.States)))
	}
	return q
}

// countUp looks at the rules of a query one by one, until there are more than are counted.
func (r *reader) countUp(query registry.RegisterQuery) (rows []stateCount, err error) {
	each, _ := r.selection(r.db.NewSelect().ColumnExpr("s.state").Limit(registry.CountLimit+1), query, r.dialect.counting(wanted(query)))
	if sifted(query) {
		fitting := r.fitting("s.number", "", query.Filter, query.Reach)
		each.Where(fitting.sql, fitting.args...)
		in, few, err := r.gathered("s.number", query)
		if err != nil {
			return nil, err
		}
		if few {
			each.Where(in.sql, in.args...)
		}
	}
	_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS each", each).ColumnExpr("state, count(*) AS count").GroupExpr("state"), &rows)
	return rows, err
}

func (t *tx) CountStates(query registry.RegisterQuery) (registry.StateCounts, error) {
	if err := errors.Join(t.flushSearch(), t.flushLists(), t.flushCounts()); err != nil {
		return registry.StateCounts{}, err
	}
	return t.reader.CountStates(query)
}
