package storage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// sifted says whether a list is narrowed or ordered by what stands in rule_list.
func sifted(q registry.RegisterQuery) bool {
	return !q.Filter.Empty() || len(q.Reach) > 0 || q.Sort != registry.ByNumber || q.Descending
}

// few is how many rules are looked at one by one and then sorted. Where what a list is
// narrowed to has more of them, the list is walked in its own order instead, where
// a page is full before long: so a page costs about the same either way.
const few = 5000

// facetsOf are the facets that a query asks for, those first that tend to have the
// fewest rules.
func facetsOf(area string, f registry.Filter) (all []facet) {
	add := func(kind, value string) {
		if value != "" {
			all = append(all, facetOf(kind, value))
		}
	}
	for _, t := range f.Tags {
		add("tag", t)
	}
	add("owner", f.Owner)
	add("unit", f.Unit)
	add("area", area)
	add("role", f.Role)
	if f.Finding != registry.CaseDue { // comes with a day, and not with a change
		add("finding", f.Finding)
	}
	add("grade", string(f.Grade))
	add("protects", string(f.Protects))
	add("legal_form", string(f.LegalForm))
	add("kind", string(f.Kind))
	for _, m := range f.Missing {
		add("missing", string(m))
	}
	return all
}

// fits is that a rule, whose row of rule_list is o, has all that is asked. What
// needs another table is a scalar question, asked of the rules that fit so far:
// joined, it would be planned by an estimate that is mostly wrong.
func (r *reader) fits(area string, f registry.Filter, reach registry.Reach) []condition {
	var all []condition
	for _, x := range facetsOf(area, f) {
		all = append(all, r.dialect.holds("o.facets", x.within()))
	}
	if f.Minutes > 0 {
		all = append(all, condition{"o.effort > ?", []any{f.Minutes}})
	}
	if f.Finding == registry.CaseDue {
		all = append(all, condition{"(SELECT 1 FROM rule_case AS due WHERE due.number = o.number AND due.due <> '' AND due.due <= ?) = 1", []any{day(r.Today())}})
	}
	if len(reach) > 0 {
		within := r.within(reach)
		all = append(all, condition{"(SELECT 1 FROM rule WHERE rule.number = o.number AND " + within.sql + ") = 1", within.args})
	}
	if f.Review != "" {
		all = append(all, condition{"(SELECT 1 FROM rule AS reviewed JOIN review_rule AS m ON m.rule = reviewed.id JOIN review AS w ON w.id = m.review " +
			"WHERE reviewed.number = o.number AND w.slug = ? AND m.left_out = '') = 1", []any{f.Review}})
	}
	return all
}

// fitting is fits for rules whose number is another table's.
func (r *reader) fitting(number, area string, f registry.Filter, reach registry.Reach) condition {
	where := condition{"(SELECT 1 FROM rule_list AS o WHERE o.number = " + number, nil}
	for _, c := range r.fits(area, f, reach) {
		where.sql += " AND " + c.sql
		where.args = append(where.args, c.args...)
	}
	where.sql += ") = 1"
	return where
}

// candidates are questions for the numbers of rules, each of which has all of a query's.
func (r *reader) candidates(q registry.RegisterQuery) (all []*bun.SelectQuery) {
	from := func(table, number string, where condition) *bun.SelectQuery {
		return r.db.NewSelect().TableExpr(table).ColumnExpr(number+" AS number").Where(where.sql, where.args...).Limit(r.few + 1)
	}
	for _, f := range facetsOf(q.Area, q.Filter) {
		all = append(all, from("rule_facet AS f", "f.number", condition{"f.facet = ?", []any{string(f)}}))
	}
	if q.Text != "" {
		s := r.dialect.counting(terms(q.Text))
		all = append(all, from(s.table, s.number, s.where))
	}
	if q.Filter.Finding == registry.CaseDue {
		all = append(all, from("rule_case AS due", "due.number", condition{"due.due <> '' AND due.due <= ?", []any{day(r.Today())}}))
	}
	if q.Filter.Review != "" {
		all = append(all, from("review AS w JOIN review_rule AS m ON m.review = w.id JOIN rule AS r ON r.id = m.rule", "r.number",
			condition{"w.slug = ? AND m.left_out = ''", []any{q.Filter.Review}}))
	}
	if len(q.Reach) > 0 {
		var parts []string
		var args []any
		for _, s := range q.Reach {
			for _, one := range singles(s) {
				parts = append(parts, "SELECT number FROM (?) AS part")
				args = append(args, from("rule", "number", r.within(registry.Reach{one})))
			}
		}
		all = append(all, r.db.NewSelect().TableExpr("("+strings.Join(parts, " UNION ")+") AS reached", args...).ColumnExpr("number").Limit(r.few+1))
	}
	if q.Filter.Minutes > 0 {
		all = append(all, from("rule_list AS o", "o.number", condition{"o.effort > ?", []any{q.Filter.Minutes}}))
	}
	return all
}

// inCells asks for the rules of the states and classes of a query, when what is kept
// of their counts says that they are few; nil otherwise.
func (r *reader) inCells(q registry.RegisterQuery) (*bun.SelectQuery, error) {
	if q.Known != registry.RevisionOpen || len(q.States) == 0 && q.Class == "" {
		return nil, nil
	}
	cells, total, err := r.cellsOf(q)
	if err != nil || int64(total) > r.few {
		return nil, err
	}
	if total == 0 {
		return r.db.NewSelect().TableExpr("rule_list AS o").ColumnExpr("o.number").Where("1 = 0"), nil
	}
	q.After = 0
	return r.numbersOf(q, cells, total), nil
}

// meeting asks for the rules that have all the facets of a query, and are in its
// states and class: filters that each find many rules may find few together. Where
// they find many the question ends early. nil when there is only one of them.
func (r *reader) meeting(q registry.RegisterQuery) *bun.SelectQuery {
	facets := facetsOf(q.Area, q.Filter)
	if len(facets) == 0 {
		return nil
	}
	s := r.db.NewSelect().TableExpr("rule_facet AS f").ColumnExpr("f.number").Where("f.facet = ?", string(facets[0]))
	for _, f := range facets[1:] {
		s.Where("(SELECT 1 FROM rule_facet AS other WHERE other.facet = ? AND other.number = f.number) = 1", string(f))
	}
	others := len(facets) - 1
	if len(q.States) > 0 || q.Class != "" {
		others++
		today := r.onDay(q)
		s.Where("(SELECT 1 FROM segment AS s WHERE s.number = f.number AND "+today.sql+") = 1", today.args...)
	}
	for _, t := range terms(q.Text) {
		others++
		c := t.in("x.searched")
		s.Where("(SELECT 1 FROM rule_search AS x WHERE x.number = f.number AND "+c.sql+") = 1", c.args...)
	}
	if others == 0 {
		return nil
	}
	return s.Limit(r.few/5 + 1)
}

// onDay is that a segment answers for the query's day, as it was known, with its states and class.
func (r *reader) onDay(q registry.RegisterQuery) condition {
	where := knownAt(q.Known)
	add := func(sql string, args ...any) {
		where.sql += " AND " + sql
		where.args = append(where.args, args...)
	}
	add("s.from_day <= ? AND s.until_day > ?", day(q.On), day(q.On))
	if len(q.States) > 0 {
		add("s.state IN (?)", bun.List(texts(q.States)))
	}
	if q.Class != "" {
		add("s.class = ?", string(q.Class))
	}
	return where
}

// narrowest is the one of the candidates that finds the fewest rules, if these are
// few; false when every one finds many, and all of them together do.
func (r *reader) narrowest(q registry.RegisterQuery) (best *bun.SelectQuery, ok bool, err error) {
	if best, err = r.inCells(q); best != nil || err != nil {
		return best, err == nil, err
	}
	count := func(s *bun.SelectQuery) (n int64, err error) {
		_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", s).ColumnExpr("count(*)"), &n)
		return n, err
	}
	fewest := r.few + 1
	for _, c := range r.candidates(q) {
		n, err := count(c)
		if err != nil {
			return nil, false, err
		}
		if n < fewest {
			best, fewest = c, n
		}
		if n < walk { // it will not get much better
			break
		}
	}
	if best != nil {
		return best, true, nil
	}
	together := r.meeting(q)
	if together == nil {
		return nil, false, nil
	}
	n, err := count(together)
	return together, n <= r.few/5, err
}

// sift reads a page of a list that is narrowed or ordered by what stands in
// rule_list: of the rules gathered, or by walking the list in its order, further
// each time, until the page is full. Neither database is left to choose a way by
// its estimate of what fits.
func (r *reader) sift(q registry.RegisterQuery) ([]registry.RegisterEntry, error) {
	if q.Sort == registry.ByArea && q.Area != "" || q.Sort == registry.ByEffort && slices.Contains(q.Filter.Missing, registry.MissingEffort) {
		q.Sort = registry.ByNumber // they are alike in the other, and would all come last
	}
	found, gathered, err := r.narrowest(q)
	if err != nil {
		return nil, err
	}
	last, err := r.placeOf(q)
	if err != nil {
		return nil, err
	}
	if gathered {
		rows, err := r.amongThese(q, last, r.dialect.inQuery("o.number", found))
		if err != nil {
			return nil, err
		}
		return r.ordered(rows)
	}
	var rows []segmentRow
	for stretch := max(r.few/10, 3); ; stretch = min(4*stretch, r.few+3) {
		numbers, err := r.stretch(q, &last, stretch)
		if err != nil {
			return nil, err
		}
		more, err := r.amongThese(q, place{}, r.dialect.in("o.number", numbers))
		if err != nil {
			return nil, err
		}
		if rows = append(rows, more...); q.Limit > 0 && len(rows) >= q.Limit {
			return r.ordered(rows[:q.Limit])
		}
		if int64(len(numbers)) < stretch {
			return r.ordered(rows)
		}
	}
}

// amongThese are the segments of a query's page among some rules.
func (r *reader) amongThese(q registry.RegisterQuery, last place, in condition) (rows []segmentRow, err error) {
	s := r.db.NewSelect().TableExpr("rule_list AS o CROSS JOIN segment AS s").ColumnExpr("s.*").Where("s.number = o.number").Where(in.sql, in.args...)
	where := append([]condition{r.onDay(q)}, r.fits(q.Area, q.Filter, q.Reach)...)
	for _, t := range terms(q.Text) {
		c := t.in("x.searched")
		where = append(where, condition{"(SELECT 1 FROM rule_search AS x WHERE x.number = o.number AND " + c.sql + ") = 1", c.args})
	}
	for _, c := range where {
		s.Where(c.sql, c.args...)
	}
	_, err = r.scan(sortedBehind(s, q, last, "o.number").Limit(int64(q.Limit)), &rows)
	return rows, err
}

// ordered are the entries of segments in the order of these.
func (r *reader) ordered(rows []segmentRow) ([]registry.RegisterEntry, error) {
	place := make(map[registry.Number]int, len(rows))
	for i, row := range rows {
		place[registry.Number(row.Number)] = i
	}
	slices.SortFunc(rows, func(a, b segmentRow) int { return cmp.Compare(a.Number, b.Number) })
	entries, err := r.entries(rows)
	slices.SortFunc(entries, func(a, b registry.RegisterEntry) int { return cmp.Compare(place[a.Rule.Number], place[b.Rule.Number]) })
	return entries, err
}

func (r *reader) Missing(numbers []registry.Number) (map[registry.Number][]registry.Missing, error) {
	in := r.dialect.in("o.number", each(numbers, func(n registry.Number) int64 { return int64(n) }))
	var rows []listRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...)); err != nil {
		return nil, err
	}
	missing := map[registry.Number][]registry.Missing{}
	for _, row := range rows {
		has := parted(row.Facets)
		for _, m := range registry.MissingThings {
			if has[string(facetOf("missing", m))] {
				missing[registry.Number(row.Number)] = append(missing[registry.Number(row.Number)], m)
			}
		}
	}
	return missing, nil
}

func (t *tx) Missing(numbers []registry.Number) (map[registry.Number][]registry.Missing, error) {
	if err := t.flushLists(); err != nil {
		return nil, err
	}
	return t.reader.Missing(numbers)
}

func (r *reader) Units(limit int) ([]string, error)    { return r.valuesOf("unit", limit) }
func (r *reader) Owners(limit int) ([]string, error)   { return r.valuesOf("owner", limit) }
func (r *reader) Tags(limit int) ([]string, error)     { return r.valuesOf("tag", limit) }
func (r *reader) Findings(limit int) ([]string, error) { return r.valuesOf("finding", limit) }

// valuesOf jumps from one facet of a kind to the next in the index.
func (r *reader) valuesOf(kind string, limit int) ([]string, error) {
	var facets []string
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (facet, n) AS (
		SELECT (SELECT min(facet) FROM rule_facet WHERE facet > ? AND facet < ?), 1
		UNION ALL
		SELECT (SELECT min(f.facet) FROM rule_facet AS f WHERE f.facet > step.facet AND f.facet < ?), n + 1 FROM step WHERE step.facet IS NOT NULL AND n <= ?
	) SELECT facet FROM step WHERE facet IS NOT NULL LIMIT ?`, kind+":", kind+";", kind+";", limit, limit), &facets)
	values := each(facets, func(f string) string { return strings.TrimPrefix(f, kind+":") })
	sortDanish(values, func(s string) string { return s })
	return values, err
}
