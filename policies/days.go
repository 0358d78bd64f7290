package policies

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// dateColumns are the columns of a row that hold days.
var dateColumns = map[string]func(*registry.Row) registry.Day{
	"effective_from":   func(r *registry.Row) registry.Day { return r.EffectiveFrom },
	"minimum_until":    func(r *registry.Row) registry.Day { return r.MinimumUntil },
	"lapse_date":       func(r *registry.Row) registry.Day { return r.LapseDate },
	"hearing_until":    func(r *registry.Row) registry.Day { return r.HearingUntil },
	"standing_day":     func(r *registry.Row) registry.Day { return r.StandingDay },
	"standing_from":    func(r *registry.Row) registry.Day { return r.StandingFrom },
	"standing_until":   func(r *registry.Row) registry.Day { return r.StandingUntil },
	"provisional_from": func(r *registry.Row) registry.Day { return r.ProvisionalFrom },
	"refusal_day":      func(r *registry.Row) registry.Day { return r.RefusalDay },
	"fell_day":         func(r *registry.Row) registry.Day { return r.FellDay },
	"minutes_until":    func(r *registry.Row) registry.Day { return r.MinutesUntil },
	"basis_ended_on":   func(r *registry.Row) registry.Day { return r.BasisEndedOn },
	"superseded_from":  func(r *registry.Row) registry.Day { return r.SupersededFrom },
}

// dayUse is what a policy does with input.on.
type dayUse struct {
	// compared: input.on is only ever compared with a date column of the row, a
	// literal date, or a setting that is a date. The answer then depends on the
	// day only through where it stands among these dates.
	compared bool
	columns  []func(*registry.Row) registry.Day // the columns among them
	fixed    []registry.Day                     // the literal dates and settings
}

// dayUseOf finds out by reading the modules as they were written. Whatever it
// does not understand counts as another use.
func dayUseOf(modules map[string]*ast.Module, params map[string]any) dayUse {
	use := dayUse{compared: true}
	columns, fixed := map[string]bool{}, map[registry.Day]bool{}
	for _, m := range modules {
		for _, imp := range m.Imports {
			if path, ok := imp.Path.Value.(ast.Ref); ok && path.HasPrefix(ast.InputRootRef) {
				use.compared = false // an alias could hide the day
			}
		}
		compared := map[*ast.Term]bool{}
		findCompared(m, params, compared, columns, fixed)
		use.compared = use.compared && onlyWhereCompared(m, compared)
	}
	for name := range columns {
		use.columns = append(use.columns, dateColumns[name])
	}
	use.fixed = slices.Collect(maps.Keys(fixed))
	return use
}

// findCompared notes where the day is compared with a date, with what it is compared, and both terms.
func findCompared(x any, params map[string]any, compared map[*ast.Term]bool, columns map[string]bool, fixed map[registry.Day]bool) {
	ast.WalkExprs(x, func(e *ast.Expr) bool {
		terms, ok := e.Terms.([]*ast.Term)
		if !ok || len(terms) != 3 || !isComparison(terms[0]) {
			return false
		}
		for i, day := range terms[1:] {
			other := terms[2-i]
			if !isDay(day) {
				continue
			}
			column, date, ok := dateOperand(other, params)
			if !ok {
				continue
			}
			compared[day], compared[other] = true, true
			if column != "" {
				columns[column] = true
			} else {
				fixed[date] = true
			}
		}
		return false
	})
}

func isComparison(op *ast.Term) bool {
	for _, b := range []*ast.Builtin{ast.LessThan, ast.LessThanEq, ast.GreaterThan, ast.GreaterThanEq, ast.Equal} {
		if r, ok := op.Value.(ast.Ref); ok && r.Equal(b.Ref()) {
			return true
		}
	}
	return false
}

var dayRef = ast.MustParseRef("input.on")

func isDay(t *ast.Term) bool {
	r, ok := t.Value.(ast.Ref)
	return ok && r.Equal(dayRef)
}

// dateOperand accepts what the day may be compared with: a date column, or else
// a date that is the same for every row.
func dateOperand(t *ast.Term, params map[string]any) (column string, date registry.Day, ok bool) {
	var text string
	switch v := t.Value.(type) {
	case ast.String:
		text = string(v)
	case ast.Ref:
		if name, ok := memberOf(v, "input", "fact"); ok {
			return name, 0, dateColumns[name] != nil
		}
		name, ok := memberOf(v, "data", "params")
		if !ok {
			return "", 0, false
		}
		text, _ = params[name].(string)
	}
	date, err := registry.ParseDay(text)
	return "", date, err == nil
}

// memberOf is the last part of a reference root.group.name.
func memberOf(r ast.Ref, root ast.Var, group ast.String) (string, bool) {
	if len(r) != 3 || r[0].Value.Compare(root) != 0 || r[1].Value.Compare(group) != 0 {
		return "", false
	}
	name, ok := r[2].Value.(ast.String)
	return string(name), ok
}

// onlyWhereCompared says whether the module reaches the day nowhere but in the
// given terms.
func onlyWhereCompared(m *ast.Module, compared map[*ast.Term]bool) bool {
	return onlyReaches(m, func(at *ast.Term, read ast.Ref) bool {
		return compared[at] || len(read) > 1 && reachesPast(read[1])
	})
}

// onlyReaches says whether a module or a rule reaches the input in no way but by
// references that are allowed: not as a value or as a whole, not through a name that
// is made while it runs, and not replaced by "with".
func onlyReaches(in any, allowed func(at *ast.Term, read ast.Ref) bool) bool {
	only := true
	var visit *ast.GenericVisitor
	visit = ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.With:
			only = false
		case *ast.Term:
			switch v := x.Value.(type) {
			case ast.Var:
				only = only && !x.Equal(ast.InputRootDocument)
			case ast.Ref:
				if v[0].Equal(ast.InputRootDocument) {
					only = only && allowed(x, v)
					v = v[1:]
				}
				for _, part := range v {
					visit.Walk(part)
				}
				return true
			}
		}
		return false
	})
	visit.Walk(in)
	return only
}

// reachesPast says whether the first step below input is a constant other than the day.
func reachesPast(step *ast.Term) bool {
	name, ok := step.Value.(ast.String)
	return ok && name != "on"
}
