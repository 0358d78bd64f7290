package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// place is where a list has been read to: the last rule, and what it is ordered by.
type place struct {
	Number registry.Number
	Title  string
	Area   string
	Effort float64
	Next   day
}

// key is what an order goes by, and the value of that at the place.
func (p place) key(s registry.Sort) (column string, value any) {
	switch s {
	case registry.ByTitle:
		return "o.title", p.Title
	case registry.ByArea:
		return "o.area", p.Area
	case registry.ByEffort:
		return "o.effort", p.Effort
	case registry.ByNext:
		return "s.state_until", p.Next
	}
	return "", nil
}

// placeOf is the place of the rule behind which a page begins. It is looked up, so
// that people and addresses name it by the rule's number, whatever the order.
func (r *reader) placeOf(q registry.RegisterQuery) (place, error) {
	if q.After == 0 || q.Sort == registry.ByNumber {
		return place{Number: q.After}, nil
	}
	var last place
	found, err := r.scan(r.current(q).Join("JOIN rule_list AS o ON o.number = s.number").ColumnExpr("o.number, o.title, o.area, o.effort, s.state_until AS next").
		Where("o.number = ?", q.After), &last)
	if !found {
		return place{}, err
	}
	return last, err
}

// current are the segments that answer for the query's day, as known.
func (r *reader) current(q registry.RegisterQuery) *bun.SelectQuery {
	known := knownAt(q.Known)
	return r.db.NewSelect().TableExpr("segment AS s").Where(known.sql, known.args...).
		Where("s.from_day <= ? AND s.until_day > ?", day(q.On), day(q.On))
}

// behind orders a question, which walks an index, and lets it begin behind a place.
func behind(s *bun.SelectQuery, q registry.RegisterQuery, last place, number string) *bun.SelectQuery {
	key, value := last.key(q.Sort)
	return behindKey(s, q, last, number, key, value)
}

// sortedBehind is behind for rules that are picked already. No index has the order
// as it is written here: PostgreSQL would walk one until it came upon them.
func sortedBehind(s *bun.SelectQuery, q registry.RegisterQuery, last place, number string) *bun.SelectQuery {
	key, value := last.key(q.Sort)
	switch {
	case q.Sort == registry.ByEffort:
		key += " + 0"
	case key != "":
		key += " || ''"
	}
	return behindKey(s, q, last, number+" + 0", key, value)
}

func behindKey(s *bun.SelectQuery, q registry.RegisterQuery, last place, number, key string, value any) *bun.SelectQuery {
	than, direction := ">", ""
	if q.Descending {
		than, direction = "<", " DESC"
	}
	if key == "" {
		if last.Number > 0 {
			s.Where(number+" "+than+" ?", last.Number)
		}
		return s.OrderExpr(number + direction)
	}
	if last.Number > 0 {
		s.Where("("+key+", "+number+") "+than+" (?, ?)", value, last.Number)
	}
	return s.OrderExpr(key + direction).OrderExpr(number + direction)
}

// stretch are the numbers of the rules that come next in a list's order, whether
// they fit or not, and moves the place to the last of them. It reads nothing but an
// index, and the row of the last one.
func (r *reader) stretch(q registry.RegisterQuery, last *place, n int64) ([]int64, error) {
	if q.Sort == registry.ByNext && q.Known == registry.RevisionOpen {
		return r.stretchByNext(q, last, n)
	}
	facets := facetsOf(q.Area, q.Filter)
	var s, row *bun.SelectQuery
	switch {
	case q.Sort == registry.ByNext:
		s = behind(r.current(q), q, *last, "s.number").ColumnExpr("s.number")
		row = r.current(q).ColumnExpr("s.number, s.state_until AS next")
	case q.Sort == registry.ByNumber && len(facets) > 0: // those that have one of the facets are enough
		s = behind(r.db.NewSelect().TableExpr("rule_facet AS s").Where("s.facet = ?", string(facets[0])), q, *last, "s.number").ColumnExpr("s.number")
	default:
		s = behind(r.db.NewSelect().TableExpr("rule_list AS o"), q, *last, "o.number").ColumnExpr("o.number")
		row = r.db.NewSelect().TableExpr("rule_list AS s").ColumnExpr("s.number, s.title, s.area, s.effort")
		if q.Sort == registry.ByEffort && q.Filter.Minutes > 0 { // no others fit, and half of the order may be others
			s.Where("o.effort > ?", q.Filter.Minutes)
		}
	}
	var numbers []int64
	if _, err := r.scan(s.Limit(n), &numbers); err != nil || len(numbers) == 0 {
		return nil, err
	}
	*last = place{Number: registry.Number(numbers[len(numbers)-1])}
	if row == nil {
		return numbers, nil
	}
	_, err := r.scan(row.Where("s.number = ?", last.Number), last)
	return numbers, err
}

// stretchByNext goes from one day on which states change to the next: of most
// segments that end on a day the rule is not there yet, and an index by the day on
// which they begin passes over those.
func (r *reader) stretchByNext(q registry.RegisterQuery, last *place, n int64) ([]int64, error) {
	var numbers []int64
	than, edge := ">", "coalesce(min(s.state_until), '')"
	if q.Descending {
		than, edge = "<", "coalesce(max(s.state_until), '')"
	}
	for known := knownAt(q.Known); ; {
		if last.Number > 0 || last.Next > 0 {
			s := r.current(q).ColumnExpr("s.number")
			if registry.Day(last.Next) == registry.LastDay { // most rules: by number, as they lie
				// Said so, neither database thinks that these are few.
				s.Where("s.state_until || '' >= ?", last.Next)
			} else {
				s.Where("s.state_until = ?", last.Next)
			}
			byNumber := q
			byNumber.Sort = registry.ByNumber
			var some []int64
			if _, err := r.scan(behind(s, byNumber, *last, "s.number").Limit(n-int64(len(numbers))), &some); err != nil {
				return nil, err
			}
			if numbers = append(numbers, some...); int64(len(numbers)) == n {
				last.Number = registry.Number(numbers[n-1])
				return numbers, nil
			}
		}
		s := r.db.NewSelect().TableExpr("segment AS s").ColumnExpr(edge).Where(known.sql, known.args...).Where("s.state_until > ?", day(q.On))
		if last.Next > 0 {
			s.Where("s.state_until "+than+" ?", last.Next)
		}
		var next day
		if _, err := r.scan(s, &next); err != nil || registry.Day(next) == registry.NoDay {
			return numbers, err
		}
		*last = place{Next: next}
	}
}
