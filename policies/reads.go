package policies

import (
	"reflect"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// reads are the parts of a row that the main reason of a policy depends on. Rows that are
// alike in them have the same main reason, so that one evaluation serves all of them.
type reads struct {
	values []int // the fields of a row that are read as they are
	dates  []int // those that are compared with the day
	fixed  []registry.Day
}

// kind is what rows have in common that are alike in what is read.
type kind struct {
	row             registry.Row // what is not read as it is, is left out
	before, reached uint32       // by date: it lies before the day, it is reached on it
}

// readsOf finds out by reading the rules that in_force.rego and what it uses were written as;
// nil where one of them does something with the input that is not understood, and where the
// explanation is not the builtin one, which has an answer wherever there is a main reason.
func (j *judge) readsOf() *reads {
	if !j.explainsAsTheBuiltin() {
		return nil
	}
	written, ok := j.rulesOf("data.omvendt.explain.main")
	if !ok {
		return nil
	}
	values, dates, fixed := map[string]bool{}, map[string]bool{}, map[registry.Day]bool{}
	for _, rule := range written {
		compared := map[*ast.Term]bool{}
		findCompared(rule, j.params, compared, dates, fixed)
		if !onlyColumnsAnd(rule, compared, values) {
			return nil
		}
	}
	r := &reads{}
	row := reflect.TypeFor[registry.Row]()
	for i := range row.NumField() {
		name := row.Field(i).Tag.Get("json")
		if values[name] {
			r.values = append(r.values, i)
		}
		if dates[name] { // also where it is read as it is: the day is another each time
			r.dates = append(r.dates, i)
		}
		delete(values, name)
	}
	for day := range fixed {
		r.fixed = append(r.fixed, day)
	}
	if len(values) > 0 || len(r.values) == row.NumField() || len(r.fixed)+row.NumField() > 32 {
		return nil // it asks for what there is not, or nothing is gained
	}
	return r
}

// explainsAsTheBuiltin says whether the whole explanation is the builtin one.
func (j *judge) explainsAsTheBuiltin() bool {
	own, err := explanation(j.modules)
	if err != nil {
		return false
	}
	sources, err := builtinSource()
	if err != nil {
		return false
	}
	builtin, err := newModules(sources)
	if err != nil {
		return false
	}
	want, err := explanation(builtin)
	return err == nil && len(own.Imports) == len(want.Imports) && sameRules(own.Rules, want.Rules) &&
		hasImport(own.Imports, want.Imports[0])
}

// rulesOf are a rule and all that it uses, as they were written; false where one of them is
// not found.
func (j *judge) rulesOf(name string) (rules []*ast.Rule, ok bool) {
	type place struct {
		file     string
		row, col int
	}
	at := func(r *ast.Rule) place { return place{r.Location.File, r.Location.Row, r.Location.Col} }
	written, twice := map[place]*ast.Rule{}, false
	for _, m := range j.modules {
		for _, imported := range m.Imports {
			if path, is := imported.Path.Value.(ast.Ref); is && path.HasPrefix(ast.InputRootRef) {
				return nil, false // an alias could hide what is read
			}
		}
		ast.WalkRules(m, func(r *ast.Rule) bool {
			twice = twice || written[at(r)] != nil
			written[at(r)] = r
			return false
		})
	}
	if twice {
		return nil, false
	}
	seen := map[*ast.Rule]bool{}
	var visit func(*ast.Rule) bool
	visit = func(r *ast.Rule) bool {
		if seen[r] {
			return true
		}
		seen[r] = true
		source, found := written[at(r)]
		if !found {
			return false
		}
		rules = append(rules, source)
		for next := range j.compiler.Graph.Dependencies(r) {
			if rule, is := next.(*ast.Rule); is && !visit(rule) {
				return false
			}
		}
		return true
	}
	first := j.compiler.GetRules(ast.MustParseRef(name))
	for _, r := range first {
		if !visit(r) {
			return nil, false
		}
	}
	return rules, len(first) > 0
}

// onlyColumnsAnd notes the columns that a rule reads as they are, and says whether it
// reaches the input in no other way than these and what is compared with the day.
func onlyColumnsAnd(rule *ast.Rule, compared map[*ast.Term]bool, values map[string]bool) bool {
	return onlyReaches(rule, func(at *ast.Term, read ast.Ref) bool {
		if compared[at] {
			return true
		}
		name, column := memberOf(read, "input", "fact")
		if column {
			values[name] = true
		}
		return column
	})
}

// of is the kind of a row on a day.
func (r *reads) of(on registry.Day, row *registry.Row) (k kind) {
	from, to := reflect.ValueOf(row).Elem(), reflect.ValueOf(&k.row).Elem()
	for _, i := range r.values {
		to.Field(i).Set(from.Field(i))
	}
	place := 0
	note := func(d registry.Day) {
		if d < on {
			k.before |= 1 << place
		}
		if d <= on {
			k.reached |= 1 << place
		}
		place++
	}
	for _, i := range r.dates {
		note(registry.Day(from.Field(i).Int()))
	}
	for _, d := range r.fixed {
		note(d)
	}
	return k
}

// mainOfKind is the main reason of a row, asked of Rego once for all rows of its kind.
func (j *judge) mainOfKind(on registry.Day, row registry.Row) (registry.Main, error) {
	reads := j.reads()
	if reads == nil {
		a, err := j.Status(on, row)
		return mainOf(a, err), err
	}
	k := reads.of(on, &row)
	if main, there := j.kinds.get(k); there {
		return main, nil
	}
	a, err := j.Status(on, row)
	if err == nil {
		j.kinds.put(k, mainOf(a, nil))
	}
	return mainOf(a, err), err
}
