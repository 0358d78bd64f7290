package policies

import (
	"reflect"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// Inputs are built as Rego values, without the way over maps and JSON: that
// halves the cost of an evaluation.

// columns are the names of the row's fields as terms, in the order of the fields.
var columns = func() []*ast.Term {
	t := reflect.TypeFor[registry.Row]()
	names := make([]*ast.Term, t.NumField())
	for i := range names {
		names[i] = ast.StringTerm(t.Field(i).Tag.Get("json"))
	}
	return names
}()

var (
	keyOn    = ast.StringTerm("on")
	keyFact  = ast.StringTerm("fact")
	keyOffer = ast.StringTerm("offer")
	yes      = ast.BooleanTerm(true)
	no       = ast.BooleanTerm(false)
	firstDay = ast.StringTerm(registry.FirstDay.String())
	lastDay  = ast.StringTerm(registry.LastDay.String())
)

// statusInput is {"on": day, "fact": row}.
func statusInput(on registry.Day, row registry.Row) ast.Value {
	return ast.NewObject([2]*ast.Term{keyOn, dayTerm(on)}, [2]*ast.Term{keyFact, rowTerm(row)})
}

// rulingInput is {"fact": row, "offer": ruling}.
func rulingInput(row registry.Row, o registry.Offer) ast.Value {
	offer := ast.ObjectTerm(
		text("kind", string(o.Kind)),
		[2]*ast.Term{ast.StringTerm("day"), dayTerm(o.Day)},
		text("rank", string(o.Rank)),
		text("class_at_effect", string(o.ClassAtEffect)),
		[2]*ast.Term{ast.StringTerm("bound_at_effect"), boolTerm(o.BoundAtEffect)},
		[2]*ast.Term{ast.StringTerm("shows"), shownTerm(o.Shows)},
		[2]*ast.Term{ast.StringTerm("asks"), shownTerm(o.Asks)},
	)
	return ast.NewObject([2]*ast.Term{keyFact, rowTerm(row)}, [2]*ast.Term{keyOffer, offer})
}

func rowTerm(row registry.Row) *ast.Term {
	v := reflect.ValueOf(row)
	items := make([][2]*ast.Term, len(columns))
	for i, name := range columns {
		items[i][0] = name
		switch f := v.Field(i); f.Kind() {
		case reflect.Bool:
			items[i][1] = boolTerm(f.Bool())
		case reflect.String:
			items[i][1] = ast.StringTerm(f.String())
		default:
			items[i][1] = dayTerm(registry.Day(f.Int()))
		}
	}
	return ast.ObjectTerm(items...)
}

// shownTerm names every criterion, so that one nobody mentioned is false and
// not undefined.
func shownTerm(s registry.Shown) *ast.Term {
	items := make([][2]*ast.Term, len(registry.Criteria))
	for i, c := range registry.Criteria {
		items[i] = [2]*ast.Term{ast.StringTerm(string(c)), boolTerm(s[c])}
	}
	return ast.ObjectTerm(items...)
}

func text(name, value string) [2]*ast.Term {
	return [2]*ast.Term{ast.StringTerm(name), ast.StringTerm(value)}
}

func dayTerm(d registry.Day) *ast.Term {
	switch d {
	case registry.FirstDay:
		return firstDay
	case registry.LastDay:
		return lastDay
	}
	return ast.StringTerm(d.String())
}

func boolTerm(b bool) *ast.Term {
	if b {
		return yes
	}
	return no
}
