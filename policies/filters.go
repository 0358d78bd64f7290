package policies

import (
	"context"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/rego/compile"

	"github.com/omvendt/omvendt/policies/bitsets"
	"github.com/omvendt/omvendt/registry"
)

// notBits is why a policy is not run over bit sets.
type notBits struct{ registry.WhyNotBits }

func (e *notBits) Error() string { return string(e.Code) + ": " + e.Detail }

func outside(code registry.NotBits, format string, args ...any) error {
	return &notBits{registry.WhyNotBits{Code: code, Detail: fmt.Sprintf(format, args...)}}
}

// makePlan turns the predicates of the reasons, in their order, into one plan over bit
// sets. The day is a column that is the same for all rows, so that a plan is made once
// for a policy with its settings and serves every day. Errors are *notBits.
func (j *judge) makePlan() (*bitsets.Plan, error) {
	if err := j.explainsLikeTheBuiltin(); err != nil {
		return nil, err
	}
	plan := &bitsets.Plan{}
	for _, main := range j.mains {
		if err := j.onlyTrue(main.Code); err != nil {
			return nil, err
		}
		filter, err := j.filter(main.Code, "ucast", "all")
		if err == nil {
			err = plan.Add(filter)
		}
		if err != nil {
			return nil, outside(registry.OutsideFragment, "%s: %v", main.Code, err)
		}
	}
	return plan, nil
}

// holding is the set of the reasons that are true.
var holding = ast.MustParseRef("data.omvendt.explain.holds")

// unknown is what a filter does not know: the row, and the day.
var unknown = []*ast.Term{ast.MustParseTerm("input.fact"), ast.MustParseTerm("input.on")}

// inTables says how a filter names what is unknown: the row is the table fact, and the
// day the column today of a table day that has one row.
var inTables = map[string]any{
	"on":  map[string]any{"$table": "day"},
	"day": map[string]any{"on": "today"},
}

// filter is what OPA's data filters make of the predicate of a reason for a target and
// dialect: nil where it is never true. It is always true where the filter is empty, which
// OPA also says of what it cannot translate; so that is held against an evaluation.
func (j *judge) filter(code registry.ReasonCode, target, dialect string) (any, error) {
	query := ast.NewBody(ast.NewExpr(ast.NewTerm(holding.Append(ast.StringTerm(string(code))))))
	ctx := context.Background()
	prepared, err := compile.New(
		compile.Target(target, dialect),
		compile.ParsedUnknowns(unknown...),
		compile.ParsedQuery(query),
		compile.Mappings(map[string]any{target: inTables}),
		compile.Rego(rego.Compiler(j.compiler), rego.Store(j.store), rego.StrictBuiltinErrors(true)),
	).Prepare(ctx)
	if err != nil {
		return nil, err
	}
	filters, err := prepared.Compile(ctx)
	if err != nil {
		return nil, err
	}
	found := filters.For(target, dialect).Query
	if m, ok := found.(map[string]any); ok && len(m) == 0 || found == "" {
		return found, j.withoutFacts(ctx, query)
	}
	return found, nil
}

// withoutFacts is nil where a query is true although nothing is known.
func (j *judge) withoutFacts(ctx context.Context, query ast.Body) error {
	results, err := rego.New(rego.ParsedQuery(query), rego.Compiler(j.compiler), rego.Store(j.store),
		rego.ParsedInput(ast.NewObject())).Eval(ctx)
	if err == nil && len(results) != 1 {
		err = fmt.Errorf("the filter is empty, and the predicate is not always true")
	}
	return err
}

// explainsLikeTheBuiltin says whether the main reason is found as the builtin policy finds
// it: as the first of in_force.order that holds.
func (j *judge) explainsLikeTheBuiltin() error {
	own, err := explanation(j.modules)
	if err != nil {
		return err
	}
	sources, err := builtinSource()
	if err != nil {
		return err
	}
	builtin, err := newModules(sources)
	if err != nil {
		return err
	}
	want, err := explanation(builtin)
	if err != nil {
		return err
	}
	for _, imported := range want.Imports {
		if !hasImport(own.Imports, imported) {
			return outside(registry.OwnExplanation, "import of %v", imported.Path)
		}
	}
	for _, name := range []ast.Var{"answer", "codes", "main"} {
		if !sameRules(rulesNamed(own, name), rulesNamed(want, name)) {
			return outside(registry.OwnExplanation, "%s", name)
		}
	}
	return nil
}

func newModules(source []byte) (map[string]*ast.Module, error) {
	sources, err := unarchive(source)
	if err != nil {
		return nil, err
	}
	return parse(sources)
}

// explanation is the one module of the package that explains.
func explanation(modules map[string]*ast.Module) (found *ast.Module, err error) {
	for _, m := range modules {
		if !m.Package.Path.Equal(holding[:len(holding)-1]) {
			continue
		}
		if found != nil {
			return nil, outside(registry.OwnExplanation, "two modules")
		}
		found = m
	}
	if found == nil {
		return nil, outside(registry.OwnExplanation, "no module")
	}
	return found, nil
}

func hasImport(imports []*ast.Import, wanted *ast.Import) bool {
	for _, i := range imports {
		if i.Path.Equal(wanted.Path) && i.Name() == wanted.Name() {
			return true
		}
	}
	return false
}

func rulesNamed(m *ast.Module, name ast.Var) (rules []*ast.Rule) {
	for _, r := range m.Rules {
		if r.Head.Ref()[0].Value.Compare(name) == 0 {
			rules = append(rules, r)
		}
	}
	return rules
}

func sameRules(a, b []*ast.Rule) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Equal(b[i]) {
			return false
		}
	}
	return true
}

// onlyTrue says whether everything that the predicate of a reason is made of is true or
// undefined. Of a rule with several values Rego says that they are in conflict, where a
// filter sees nothing wrong.
func (j *judge) onlyTrue(code registry.ReasonCode) error {
	seen := map[*ast.Rule]bool{}
	var visit func(*ast.Rule) error
	visit = func(r *ast.Rule) error {
		if seen[r] {
			return nil
		}
		seen[r] = true
		set := r.Head.RuleKind() == ast.MultiValue && r.Ref().HasPrefix(holding)
		if !set && (r.Default || r.Else != nil || r.Head.Value == nil || r.Head.Value.Value.Compare(ast.Boolean(true)) != 0) {
			return outside(registry.OutsideFragment, "%s: %v has another value than true", code, r.Ref())
		}
		for next := range j.compiler.Graph.Dependencies(r) {
			if rule, ok := next.(*ast.Rule); ok {
				if err := visit(rule); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, r := range j.compiler.GetRules(holding) {
		if r.Head.Key == nil || r.Head.Key.Value.Compare(ast.String(code)) != 0 {
			continue
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}
