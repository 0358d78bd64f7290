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
		within, listed := r.listedWithin(reach)
		if !listed {
			within = r.within(reach)
			within.sql = "(SELECT 1 FROM rule WHERE rule.number = o.number AND " + within.sql + ") = 1"
		}
		all = append(all, within)
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

// sift reads a page of a list that is narrowed or ordered by what stands in
// rule_list: of the rules gathered, or by walking the list in its order, further
// each time, until the page is full. What is dear to ask is asked when that has gone
// on for a while, and again when it has gone on for long. Neither database is left to choose a way by its estimate of what fits.
func (r *reader) sift(q registry.RegisterQuery) ([]registry.RegisterEntry, error) {
	if q.Sort == registry.ByArea && q.Area != "" || q.Sort == registry.ByEffort && slices.Contains(q.Filter.Missing, registry.MissingEffort) {
		q.Sort = registry.ByNumber // they are alike in the other, and would all come last
	}
	found, few, err := r.narrowest(q)
	if err != nil {
		return nil, err
	}
	begin, err := r.placeOf(q)
	if err != nil {
		return nil, err
	}
	if few {
		return r.entriesAmong(q, begin, r.dialect.inQuery("o.number", found))
	}
	var numbers []int64
	walked, last := int64(0), begin
	asks := []struct{ after, most int64 }{{r.few / 3, r.few / 5}, {3 * r.few, r.few}}
	if q.Sort == registry.ByArea { // what fits may all come late
		asks = []struct{ after, most int64 }{{r.few / 3, r.few}}
	}
	if q.Limit == 0 { // all are wanted
		asks[0].after = -1
	}
	for stretch := max(r.few/10, 3); ; stretch = min(4*stretch, r.few+3) {
		far := q.Limit == 0 || int64(len(numbers))*2*r.few < int64(q.Limit)*walked
		if far && len(asks) > 0 && walked > asks[0].after {
			some, few, err := r.together(q, asks[0].most)
			if err != nil {
				return nil, err
			}
			if few {
				return r.entriesAmong(q, begin, r.dialect.in("o.number", some))
			}
			asks = asks[1:]
		}
		next, err := r.stretch(q, &last, stretch)
		if err != nil {
			return nil, err
		}
		more, err := r.amongThese(q, place{}, r.dialect.in("o.number", next))
		if err != nil {
			return nil, err
		}
		walked += int64(len(next))
		if numbers = append(numbers, more...); q.Limit > 0 && len(numbers) >= q.Limit {
			return r.entriesOf(q, numbers[:q.Limit])
		}
		if int64(len(next)) < stretch {
			return r.entriesOf(q, numbers)
		}
	}
}

// amongThese are the numbers of a query's page among some rules.
func (r *reader) amongThese(q registry.RegisterQuery, last place, in condition) (numbers []int64, err error) {
	s := r.db.NewSelect().TableExpr("rule_list AS o CROSS JOIN segment AS s").ColumnExpr("o.number").Where("s.number = o.number").Where(in.sql, in.args...)
	where := append([]condition{r.onDay(q)}, r.fits(q.Area, q.Filter, q.Reach)...)
	for _, c := range append(where, r.saying("s.number", q.Text)...) {
		s.Where(c.sql, c.args...)
	}
	_, err = r.scan(sortedBehind(s, q, last, "o.number").Limit(int64(q.Limit)), &numbers)
	return numbers, err
}

func (r *reader) entriesAmong(q registry.RegisterQuery, last place, in condition) ([]registry.RegisterEntry, error) {
	numbers, err := r.amongThese(q, last, in)
	if err != nil {
		return nil, err
	}
	return r.entriesOf(q, numbers)
}

// entriesOf are the entries of rules, in their order, as a query asks of them.
func (r *reader) entriesOf(q registry.RegisterQuery, numbers []int64) ([]registry.RegisterEntry, error) {
	place := make(map[registry.Number]int, len(numbers))
	for i, n := range numbers {
		place[registry.Number(n)] = i
	}
	rows, err := r.page(registry.RegisterQuery{On: q.On, Known: q.Known}, search{}, r.dialect.in("s.number", numbers))
	if err != nil {
		return nil, err
	}
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
