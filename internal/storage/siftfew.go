package storage

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// listedWithin is r.within as the row of rule_list tells it; false when it does not.
func (r *reader) listedWithin(reach registry.Reach) (any condition, is bool) {
	for i, s := range reach {
		for k, one := range singles(s) {
			f, is := facetOfScope(one)
			if !is {
				return any, false
			}
			c := r.dialect.holds("o.facets", f.within())
			if i+k > 0 {
				any.sql += " OR "
			}
			any.sql, any.args = any.sql+c.sql, append(any.args, c.args...)
		}
	}
	any.sql = "(" + any.sql + ")"
	return any, any.sql != "()"
}

// candidates are questions for the numbers of rules, each of which has all of a query's,
// at most so many of them; those come first that tend to find the fewest.
func (r *reader) candidates(q registry.RegisterQuery, limit int64) (all []*bun.SelectQuery) {
	from := func(table, number string, where condition) *bun.SelectQuery {
		return r.db.NewSelect().TableExpr(table).ColumnExpr(number+" AS number").Where(where.sql, where.args...).Limit(limit)
	}
	of := func(f facet) *bun.SelectQuery {
		return from("rule_facet AS f", "f.number", condition{"f.facet = ?", []any{string(f)}})
	}
	if q.Filter.Review != "" {
		all = append(all, from("review AS w JOIN review_rule AS m ON m.review = w.id JOIN rule AS r ON r.id = m.rule", "r.number",
			condition{"w.slug = ? AND m.left_out = ''", []any{q.Filter.Review}}))
	}
	if q.Filter.Finding == registry.CaseDue {
		all = append(all, from("rule_case AS due", "due.number", condition{"due.due <> '' AND due.due <= ?", []any{day(r.Today())}}))
	}
	facets := facetsOf(q.Area, q.Filter)
	for len(facets) > 0 && facets[0].divides() {
		all, facets = append(all, of(facets[0])), facets[1:]
	}
	if len(q.Reach) > 0 {
		var parts []string
		var args []any
		for _, s := range q.Reach {
			for _, one := range singles(s) {
				part := from("rule", "number", r.within(registry.Reach{one}))
				if f, is := facetOfScope(one); is { // its index has these numbers and nothing else
					part = of(f)
				}
				parts, args = append(parts, "SELECT number FROM (?) AS part"), append(args, part)
			}
		}
		if parts == nil { // a post of their own, and they have none
			parts, args = []string{"SELECT number FROM (?) AS part"}, []any{from("rule", "number", condition{sql: "1 = 0"})}
		}
		all = append(all, r.db.NewSelect().TableExpr("("+strings.Join(parts, " UNION ALL ")+") AS reached", args...).ColumnExpr("number").Limit(limit))
	}
	for _, f := range facets {
		all = append(all, of(f))
	}
	if q.Filter.Minutes > 0 {
		all = append(all, from("rule_list AS o", "o.number", condition{"o.effort > ?", []any{q.Filter.Minutes}}))
	}
	return all
}

// divides says whether facets of its kind part the register into many: the others
// mostly have many rules each.
func (f facet) divides() bool {
	kind, _, _ := strings.Cut(string(f), ":")
	return slices.Contains([]string{"tag", "owner", "unit", "area", "role"}, kind)
}

// facetOfScope is the facet that the rules of a scope have and no others, if there is one.
func facetOfScope(one registry.Scope) (facet, bool) {
	switch {
	case len(one.Posts)+len(one.Units)+len(one.Areas) != 1 || len(one.KLE) > 0:
		return "", false
	case len(one.Units) == 1:
		return facetOf("unit", one.Units[0]), !one.Own
	case len(one.Areas) == 1:
		return facetOf("area", one.Areas[0]), !one.Own
	}
	return facetOf("owner", one.Posts[0]), one.Own
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

// meeting asks for the rules that have all that a query asks: filters that each find
// many rules may find few together. nil when there is only one of them.
func (r *reader) meeting(q registry.RegisterQuery, limit int64) *bun.SelectQuery {
	all := r.candidates(q, 0)
	if len(all) == 0 || len(all) == 1 && q.Text == "" && len(q.States) == 0 && q.Class == "" {
		return nil
	}
	s := r.db.NewSelect().TableExpr("(?) AS f", all[0]).ColumnExpr("f.number").Limit(limit)
	where := r.fitting("f.number", q.Area, q.Filter, q.Reach)
	s.Where(where.sql, where.args...)
	if len(q.States) > 0 || q.Class != "" {
		today := r.onDay(q)
		s.Where("(SELECT 1 FROM segment AS s WHERE s.number = f.number AND "+today.sql+") = 1", today.args...)
	}
	for _, c := range r.saying("f.number", q.Text) {
		s.Where(c.sql, c.args...)
	}
	return s
}

// saying is that the search text of a rule answers each term.
func (r *reader) saying(number, text string) (all []condition) {
	for _, t := range terms(text) {
		c := t.in("x.searched")
		all = append(all, condition{"(SELECT 1 FROM rule_search AS x WHERE x.number = " + number + " AND " + c.sql + ") = 1", c.args})
	}
	return all
}

// narrowest is the one of the candidates that finds the fewest rules, or the words if
// they are rare; false when every one finds many. It costs little, whatever there is.
func (r *reader) narrowest(q registry.RegisterQuery) (best *bun.SelectQuery, ok bool, err error) {
	if best, err = r.inCells(q); best != nil || err != nil {
		return best, err == nil, err
	}
	fewest := r.few + 1
	for _, c := range r.candidates(q, r.few+1) {
		n, err := r.count(c)
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
	if rare := min(r.few, walk); q.Text != "" && fewest > rare {
		s := r.dialect.counting(terms(q.Text))
		c := r.db.NewSelect().TableExpr(s.table).ColumnExpr(s.number+" AS number").Where(s.where.sql, s.where.args...).Limit(rare + 1)
		if n, err := r.count(c); err != nil || n <= rare {
			return c, err == nil, err
		}
	}
	return best, best != nil, nil
}

func (r *reader) count(s *bun.SelectQuery) (n int64, err error) {
	_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", s).ColumnExpr("count(*)"), &n)
	return n, err
}

// together are the rules that have all that a query asks, if these are so many at
// most. Asking for them costs the more, the more there are.
func (r *reader) together(q registry.RegisterQuery, most int64) (numbers []int64, ok bool, err error) {
	s := r.meeting(q, most+1)
	if s == nil {
		return nil, false, nil
	}
	_, err = r.scan(s, &numbers)
	return numbers, int64(len(numbers)) <= most, err
}

// gathered is that a rule is one of few that all of a query's rules are among; false when they are many.
func (r *reader) gathered(column string, q registry.RegisterQuery) (in condition, ok bool, err error) {
	found, ok, err := r.narrowest(q)
	if err != nil {
		return in, false, err
	}
	if ok {
		return r.dialect.inQuery(column, found), true, nil
	}
	numbers, ok, err := r.together(q, r.few/5)
	return r.dialect.in(column, numbers), ok, err
}
