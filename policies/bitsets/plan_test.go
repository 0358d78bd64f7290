package bitsets

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// TestPlanSaysWhatIsSaid holds plans of random filters against reading the same filters
// row by row, with the days as the text they are in Rego.
func TestPlanSaysWhatIsSaid(t *testing.T) {
	r := rand.New(rand.NewPCG(testenv.Seed(t, 20270701), 1))
	days := []registry.Day{registry.FirstDay, registry.MustDay("2026-12-31"), registry.MustDay("2027-01-01"),
		registry.MustDay("2027-01-02"), registry.LastDay}
	row := func() (row registry.Row) {
		v := reflect.ValueOf(&row).Elem()
		for i := range v.NumField() {
			switch f := v.Field(i); {
			case f.Kind() == reflect.Bool:
				f.SetBool(r.IntN(2) == 0)
			case f.Kind() == reflect.String:
				f.SetString([]string{"", "a", "ab", "b", "bab"}[r.IntN(5)])
			default:
				f.SetInt(int64(days[r.IntN(len(days))]))
			}
		}
		return row
	}
	// More than a block, and not a multiple of 64.
	rows := make([]registry.Row, block+100)
	numbers := make([]registry.Number, len(rows))
	for i := range rows {
		rows[i], numbers[i] = row(), registry.Number(i+1)
	}
	facts := registry.NewFacts(days[2], numbers, rows)
	seen := map[uint16]int{}
	for range testenv.Runs(t, 25) {
		var plan Plan
		filters := make([]any, 1+r.IntN(4))
		for i := range filters {
			filters[i] = decoded(t, randomFilter(r, 3))
			if err := plan.Add(filters[i]); err != nil {
				t.Fatalf("%v: %v", filters[i], err)
			}
		}
		on := days[1+r.IntN(3)]
		first := plan.First(on, facts.Rows)
		for place := range facts.Rows.Len() {
			row := facts.Rows.At(uint32(place))
			values := row.Columns()
			if one := plan.FirstOf(on, &row); one != first[place] {
				t.Fatalf("of one row %d, of many %d: %v on %v of %v", one, first[place], filters, on, values)
			}
			want := uint16(0)
			for i, f := range filters {
				if says(f, on, values) {
					want = uint16(i + 1)
					break
				}
			}
			seen[want]++
			if first[place] != want {
				t.Fatalf("on %v row %d %v: predicate %d, want %d\n%v", on, place, values, first[place], want, filters)
			}
		}
	}
	if seen[0] == 0 || seen[1] == 0 || seen[2] == 0 {
		t.Errorf("only saw %v", seen)
	}
}

func decoded(t *testing.T, filter any) (f any) {
	t.Helper()
	text, err := json.Marshal(filter)
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

type object = map[string]any

func randomFilter(r *rand.Rand, depth int) any {
	if depth > 0 && r.IntN(2) == 0 {
		switch r.IntN(3) {
		case 0:
			return object{"type": "compound", "operator": "not", "value": []any{randomFilter(r, depth-1)}}
		case 1:
			return object{"type": "compound", "operator": "and", "value": []any{randomFilter(r, depth-1), randomFilter(r, depth-1)}}
		}
		return object{"type": "compound", "operator": "or", "value": []any{randomFilter(r, depth-1), randomFilter(r, depth-1), randomFilter(r, 0)}}
	}
	one := func(from ...any) any { return from[r.IntN(len(from))] }
	field := func(name any) any { return object{"field": name} }
	f := object{"type": "field"}
	switch r.IntN(4) {
	case 0: // days
		f["field"] = one("fact.lapse_date", "fact.standing_from", "day.today")
		f["operator"] = one("eq", "ne", "lt", "lte", "gt", "gte")
		f["value"] = one("2027-01-01", "9999-12-31", field("day.today"), field("fact.hearing_until"), field("fact.lapse_date"))
	case 1:
		f["field"] = one("fact.bound", "fact.in_review")
		f["operator"] = one("eq", "ne")
		f["value"] = one(true, false, field("fact.bound"), field("fact.hearing_missing"))
	case 2:
		f["field"], f["operator"] = "fact.class", "in"
		f["value"] = []any{"a", "b"}
	default:
		f["field"] = one("fact.class", "fact.standing")
		f["operator"] = one("eq", "ne", "lt", "lte", "gt", "gte", "startswith", "endswith", "contains")
		f["value"] = one("", "a", "b", "zzz", field("fact.class_at_end"))
	}
	return f
}

// says reads a filter as its words say.
func says(filter any, on registry.Day, values map[string]any) bool {
	f := filter.(object)
	if f["type"] == "compound" {
		list := f["value"].([]any)
		holds := func(part any) bool { return says(part, on, values) }
		switch f["operator"] {
		case "not":
			return !holds(list[0])
		case "or":
			return slices.ContainsFunc(list, holds)
		}
		return !slices.ContainsFunc(list, func(part any) bool { return !holds(part) })
	}
	text := func(v any) string {
		if ref, ok := v.(object); ok {
			v = ref["field"]
			if v == Day {
				return on.String()
			}
			v = values[strings.TrimPrefix(v.(string), Facts)]
		}
		return fmt.Sprint(v)
	}
	a := text(object{"field": f["field"]})
	if f["operator"] == "in" {
		return slices.ContainsFunc(f["value"].([]any), func(v any) bool { return text(v) == a })
	}
	b := text(f["value"])
	switch f["operator"] {
	case "eq":
		return a == b
	case "ne":
		return a != b
	case "lt":
		return a < b
	case "lte":
		return a <= b
	case "gt":
		return a > b
	case "gte":
		return a >= b
	case "startswith":
		return strings.HasPrefix(a, b)
	case "endswith":
		return strings.HasSuffix(a, b)
	case "contains":
		return strings.Contains(a, b)
	}
	panic(f["operator"])
}

func TestWhatAPlanCannotDo(t *testing.T) {
	comparison := func(field, operator string, value any) any {
		return object{"type": "field", "field": field, "operator": operator, "value": value}
	}
	for name, filter := range map[string]any{
		"a list":               []any{},
		"no type":              object{"operator": "eq"},
		"no such column":       comparison("fact.weather", "eq", "a"),
		"no such table":        comparison("rule.class", "eq", "a"),
		"no such comparison":   comparison("fact.class", "like", "a"),
		"null":                 comparison("fact.class", "eq", nil),
		"number":               comparison("fact.class", "eq", 1.0),
		"text for a flag":      comparison("fact.bound", "eq", "true"),
		"flag for a text":      comparison("fact.class", "eq", true),
		"day that is none":     comparison("fact.lapse_date", "lt", "2027"),
		"part of a day":        comparison("fact.lapse_date", "startswith", "2027-01-01"),
		"order of flags":       comparison("fact.bound", "lt", true),
		"days against texts":   comparison("fact.lapse_date", "eq", object{"field": "fact.class"}),
		"in what is no list":   comparison("fact.class", "in", "a"),
		"unknown compound":     object{"type": "compound", "operator": "xor", "value": []any{comparison("fact.class", "eq", "a")}},
		"compound of nothing":  object{"type": "compound", "operator": "and", "value": []any{}},
		"not of two":           object{"type": "compound", "operator": "not", "value": []any{comparison("fact.class", "eq", "a"), comparison("fact.class", "eq", "b")}},
		"always in a compound": object{"type": "compound", "operator": "and", "value": []any{object{}}},
		"never in a compound":  object{"type": "compound", "operator": "or", "value": []any{nil}},
	} {
		var plan Plan
		if err := plan.Add(filter); err == nil {
			t.Errorf("%s: %v is taken in", name, filter)
		}
	}
}

// TestNilIsNeverAndEmptyAlways: mixing them up would keep every rule in force.
func TestNilIsNeverAndEmptyAlways(t *testing.T) {
	facts := registry.NewFacts(1, []registry.Number{1}, []registry.Row{{}})
	var plan Plan
	for _, filter := range []any{nil, object{}} {
		if err := plan.Add(filter); err != nil {
			t.Fatal(err)
		}
	}
	if got := plan.First(1, facts.Rows); !slices.Equal(got, []uint16{2}) {
		t.Errorf("got %v", got)
	}
}

func TestWhatIsAskedAlikeIsAskedOnce(t *testing.T) {
	a := object{"type": "field", "field": "fact.class", "operator": "eq", "value": "a"}
	b := object{"type": "field", "field": "fact.bound", "operator": "eq", "value": true}
	var plan Plan
	for _, filter := range []any{a, object{"type": "compound", "operator": "and", "value": []any{a, b}},
		object{"type": "compound", "operator": "and", "value": []any{b, a, b}}, object{"type": "field", "field": "fact.class", "operator": "ne", "value": "a"}} {
		if err := plan.Add(filter); err != nil {
			t.Fatal(err)
		}
	}
	if plan.Len() != 4 || plan.Steps() != 4 {
		t.Errorf("%d predicates of %d sets", plan.Len(), plan.Steps())
	}
}
