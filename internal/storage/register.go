package storage

import (
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// selection is the part of a query that finds the segments of the day.
//
// The tables stand in the order in which they are to be read, and CROSS JOIN
// holds SQLite to it: what narrows most comes first, and each gives its rows in
// the order of numbers, so that a page costs its own length. PostgreSQL takes
// CROSS JOIN as any other and finds the order from its statistics.
func (r *reader) selection(q *bun.SelectQuery, query registry.RegisterQuery, search search) (*bun.SelectQuery, string) {
	number := "s.number"
	var from []string
	var on []condition
	read := func(table, of string) {
		if from = append(from, table); len(from) > 1 {
			on = append(on, condition{of + " = " + number, nil})
		}
		number = of
	}
	searched := query.Text != "" && search.table != ""
	if query.Text != "" {
		on = append(on, search.where)
	}
	if searched && !search.scans {
		read(search.table, search.number)
	}
	if query.Area != "" {
		on = append(on, condition{"r.area = ?", []any{query.Area}})
		if query.Known == registry.RevisionOpen { // what was taken out since is in none; the index asks for it
			on = append(on, condition{"r.taken_out = 0", nil})
		}
	}
	if query.Numbers != nil {
		on = append(on, r.dialect.in("r.number", each(query.Numbers, func(n registry.Number) int64 { return int64(n) })))
	}
	if query.Area != "" || query.Numbers != nil {
		read("rule AS r", "r.number")
	}
	if searched && search.scans {
		read(search.table, search.number)
	}
	first := number
	read("segment AS s", "s.number")
	if len(from) > 1 {
		number = first
	}
	on = append(on, knownAt(query.Known), condition{"s.from_day <= ? AND s.until_day > ?", []any{day(query.On), day(query.On)}})
	if len(query.States) > 0 {
		on = append(on, condition{"s.state IN (?)", []any{bun.List(texts(query.States))}})
	}
	if query.Class != "" {
		on = append(on, condition{"s.class = ?", []any{string(query.Class)}})
	}
	q.TableExpr(strings.Join(from, " CROSS JOIN "))
	for _, c := range on {
		q.Where(c.sql, c.args...)
	}
	return q, number
}

// wanted are the terms of a query's text, and of the area, whose name stands in
// the search texts of its rules: a common word is then read for its rules alone.
func wanted(q registry.RegisterQuery) []term {
	list := terms(q.Text)
	for _, t := range terms(q.Area) {
		list = append(list, t[:1]) // as it is written, and in no other form
	}
	return list
}

// nothing says whether a query cannot find anything.
func nothing(q registry.RegisterQuery) bool {
	return !storable(q.Area) || !storable(q.Filter.Unit+q.Filter.Owner+q.Filter.Review) || q.Text != "" && len(terms(q.Text)) == 0 || q.On >= registry.LastDay
}

// asNow asks of the register as known now when the newest revision is asked for:
// so do the pages of a list after its first, and what is known now has indexes.
func (r *reader) asNow(query *registry.RegisterQuery) error {
	if query.Known == registry.RevisionOpen {
		return nil
	}
	last, err := r.LastRevision()
	if err == nil && query.Known >= last.Revision {
		query.Known = registry.RevisionOpen
	}
	return err
}

func (r *reader) Register(query registry.RegisterQuery) ([]registry.RegisterEntry, error) {
	if nothing(query) {
		return nil, nil
	}
	if err := r.asNow(&query); err != nil {
		return nil, err
	}
	if query.Numbers != nil { // a few, whose texts are read one by one
		where := everything
		if sifted(query) {
			where = r.fitting("s.number", "", query.Filter, query.Reach)
		}
		rows, err := r.page(query, scanning(terms(query.Text)), where)
		if err != nil {
			return nil, err
		}
		return r.entries(rows)
	}
	if sifted(query) {
		return r.sift(query)
	}
	if query.Known == registry.RevisionOpen && query.Limit > 0 && (len(query.States) > 0 || query.Class != "") {
		rows, done, err := r.fromCells(query)
		if err != nil {
			return nil, err
		}
		if done {
			return r.entries(rows)
		}
	}
	if query.Text != "" && query.Limit > 0 {
		last, err := r.walkEnd(query)
		if err != nil {
			return nil, err
		}
		rows, err := r.page(query, scanning(terms(query.Text)), condition{"x.number <= ?", []any{last}})
		if err != nil {
			return nil, err
		}
		if len(rows) == query.Limit {
			return r.entries(rows)
		}
	}
	rows, err := r.page(query, r.dialect.searching(wanted(query), query.After), everything)
	if err != nil {
		return nil, err
	}
	return r.entries(rows)
}

// cell is a state and a class; some rules of an area, or of all, are in it on a day.
type cell struct {
	State, Class string
	Count        int
}

// fromCells reads a page of the register as known now from the cells of states
// and classes that a query asks of. Each has an index by number, and what is kept
// of their counts tells which have any rules. A text is looked for in them when
// they are few rules; when they are not, it narrows more itself.
func (r *reader) fromCells(query registry.RegisterQuery) (rows []segmentRow, done bool, err error) {
	cells, total, err := r.cellsOf(query)
	if err != nil {
		return nil, false, err
	}
	search, limit := search{where: everything}, query.Limit
	if query.Text != "" {
		search, limit = scanning(terms(query.Text)), total
	}
	switch {
	case total == 0:
		return nil, true, nil
	case query.Text != "" && total > walk:
		return nil, false, nil
	}
	var numbers []int64
	if _, err := r.scan(r.numbersOf(query, cells, limit), &numbers); err != nil {
		return nil, false, err
	}
	in := r.dialect.in("s.number", numbers)
	rows, err = r.page(registry.RegisterQuery{On: query.On, Known: query.Known, Text: query.Text, Limit: query.Limit}, search, in)
	return rows, true, err
}

// cellsOf are the cells of a query's states and class that have rules, and how many they have.
func (r *reader) cellsOf(query registry.RegisterQuery) (cells []cell, total int, err error) {
	_, err = r.scan(r.summed(query).ColumnExpr("c.state, c.class, sum(c.change) AS count").GroupExpr("c.state, c.class").Having("sum(c.change) > 0"), &cells)
	for _, c := range cells {
		total += c.Count
	}
	return cells, total, err
}

// numbersOf are the first numbers of some cells.
func (r *reader) numbersOf(query registry.RegisterQuery, cells []cell, limit int) *bun.SelectQuery {
	known := knownAt(registry.RevisionOpen)
	var parts []string
	var args []any
	for _, c := range cells {
		q := r.db.NewSelect().TableExpr("segment AS s").ColumnExpr("s.number").Where(known.sql, known.args...).
			Where("s.state = ?", c.State).Where("s.class = ?", c.Class).Where("s.number > ?", query.After).
			Where("s.from_day <= ? AND s.until_day > ?", day(query.On), day(query.On)).OrderExpr("s.number").Limit(int64(limit))
		if query.Area != "" {
			q.Where("s.area = ?", query.Area)
		}
		parts, args = append(parts, "SELECT number FROM (?) AS one"), append(args, q)
	}
	return r.db.NewSelect().TableExpr("("+strings.Join(parts, " UNION ALL ")+") AS found", args...).
		ColumnExpr("number").OrderExpr("number").Limit(int64(limit))
}

// walk is how many rules a page of a search looks at one by one before the index
// is asked. A common word fills a page within a few rules, where the index reads
// the places of all its parts; for a rare one the index is quicker by far.
const walk = 500

// walkEnd is the last number of a walk: that of the last of so many rules of the area.
func (r *reader) walkEnd(query registry.RegisterQuery) (registry.Number, error) {
	if query.Area == "" {
		return query.After + walk, nil
	}
	var last registry.Number
	_, err := r.scan(r.db.NewRaw("SELECT coalesce(max(number), 0) FROM (SELECT number FROM rule WHERE area = ? AND taken_out = 0 AND number > ? ORDER BY number LIMIT ?) AS walked",
		query.Area, query.After, walk), &last)
	return last, err
}

// scanning finds rules by looking at their texts in the order of numbers.
func scanning(terms []term) search {
	where := everything
	for _, t := range terms {
		c := t.in("x.searched")
		where.sql += " AND " + c.sql
		where.args = append(where.args, c.args...)
	}
	return search{table: "rule_search AS x", number: "x.number", where: where, scans: true}
}

// page reads the segments of a query.
func (r *reader) page(query registry.RegisterQuery, search search, where condition) ([]segmentRow, error) {
	var rows []segmentRow
	q, number := r.selection(r.db.NewSelect().ColumnExpr("s.*"), query, search)
	_, err := r.scan(q.Where(where.sql, where.args...).Where(number+" > ?", query.After).OrderExpr(number).Limit(int64(query.Limit)), &rows)
	return rows, err
}

// entries adds rules and texts to segments, which come in the order of numbers.
func (r *reader) entries(rows []segmentRow) ([]registry.RegisterEntry, error) {
	rules, err := r.rulesWhere(r.dialect.in("number", each(rows, func(s segmentRow) int64 { return s.Number })))
	if err != nil {
		return nil, err
	}
	versions, err := r.versionsWhere(r.dialect.in("v.id", each(rows, func(s segmentRow) string { return s.Version })))
	if err != nil {
		return nil, err
	}
	text := make(map[registry.VersionID]registry.Text, len(versions))
	for _, v := range versions {
		text[v.ID] = v.Text
	}
	entries := make([]registry.RegisterEntry, len(rows))
	var early []string // rules before their first text
	for i, row := range rows {
		segment, err := row.segment()
		if err != nil {
			return nil, err
		}
		entries[i] = registry.RegisterEntry{Rule: rules[i], Text: text[segment.Version], Segment: segment}
		if segment.Version == "" {
			early = append(early, string(rules[i].ID))
		}
	}
	if len(early) == 0 {
		return entries, nil
	}
	first, err := r.versionsWhere(r.dialect.in("v.rule", early), "v.ordinal = 1")
	if err != nil {
		return nil, err
	}
	texts := byRule(first, func(v registry.Version) registry.RuleID { return v.Rule })
	for i := range entries {
		if entries[i].Segment.Version == "" {
			entries[i].Text = texts[entries[i].Rule.ID].Text
		}
	}
	return entries, nil
}

func (t *tx) Register(query registry.RegisterQuery) ([]registry.RegisterEntry, error) {
	if err := errors.Join(t.flushSearch(), t.flushLists(), t.flushCounts()); err != nil {
		return nil, err
	}
	return t.reader.Register(query)
}
