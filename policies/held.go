package policies

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

var _ registry.Explainer = (*judge)(nil)

// Which sentences hold is asked of the policy itself: beside each rule of a package
// stands, for this alone, one more rule for each of its conditions, so that nothing
// outside Rego has to know what a condition means.

// held is a judge's answer to which conditions hold, made when it is first asked.
type held struct {
	once       sync.Once
	err        error
	conditions *conditions
}

// conditions are the sentences of a package that hold or do not, with what each asks.
type conditions struct {
	asked  *question
	params ast.Value       // the settings
	all    []registry.Held // with conditions that nobody has judged yet
	posed  [][][]posed     // of each sentence and way
}

// posed is a condition as the policy is asked about it.
type posed struct {
	name  string    // in the answer
	reads []ast.Ref // what it reads of the input and of the settings
}

const conditionsHeld = "conditions_held"

// conditionsOf are those of a package of a policy; nil where it has no sentence that can hold.
func conditionsOf(policy registry.PolicyName, pkg string, texts map[string]string, params map[string]any, limit time.Duration) (*conditions, error) {
	text, err := readPolicy(policy, texts)
	if err != nil {
		return nil, err
	}
	modules, err := parse(texts)
	if err != nil {
		return nil, err
	}
	c := &conditions{params: ast.NewObject()}
	if params != nil {
		if c.params, err = ast.InterfaceToValue(params); err != nil {
			return nil, err
		}
	}
	known := namesIn(pkg, modules)
	asking := map[string]*ast.Module{}
	for _, file := range inReadingOrder(modules) {
		m := modules[file]
		if asking[file] = m.Copy(); !m.Package.Path.Equal(packagePath(pkg)) {
			continue
		}
		told := text.Sentences[slices.IndexFunc(text.Sentences, func(s registry.Sentence) bool { return s.Module == file }):]
		for n, g := range grouped(m) {
			if g.holds() {
				c.add(asking[file], told[n], g.rules, known)
			}
		}
	}
	if len(c.all) == 0 {
		return nil, nil
	}
	compiler, err := compileStrictly(asking)
	if err != nil {
		return nil, err
	}
	c.asked, err = newQuestion(packagePath(pkg).String()+"."+conditionsHeld, compiler, settingsStore(params), limit)
	return c, err
}

// holds says that the rules are one thing that is true or is not, and no list or number.
func (g underOne) holds() bool {
	key := g.rules[0].Head.Key
	for _, r := range g.rules {
		truth := r.Head.Key == nil && len(r.Head.Ref()) == 1 && r.Head.Value != nil && r.Head.Value.Equal(yes)
		finding := r.Head.Key != nil && key != nil && r.Head.Key.Equal(key) && r.Head.Key.IsGround()
		if r.Default || r.Else != nil || len(r.Head.Args) > 0 || !truth && !finding {
			return false
		}
	}
	return true
}

// add has a module say of each condition of a sentence whether it holds.
func (c *conditions) add(m *ast.Module, s registry.Sentence, rules []*ast.Rule, known map[ast.Var]bool) {
	held := registry.Held{Sentence: s}
	var ways [][]posed
	for way, r := range rules {
		var told []registry.Condition
		var asked []posed
		for n, some := range divided(r.Body, known) {
			name := fmt.Sprintf("%s/%d/%d", s.Anchor, way, n)
			m.Rules = append(m.Rules, sayingThat(m, name, some))
			condition, reads := conditionOf(some[0]), readsOf(some)
			if len(some) > 1 {
				condition = registry.Condition{Rego: writtenAs(some)}
			}
			told, asked = append(told, condition), append(asked, posed{name, reads})
		}
		held.Ways, ways = append(held.Ways, told), append(ways, asked)
	}
	c.all, c.posed = append(c.all, held), append(c.posed, ways)
}

// sayingThat is the rule that names a condition among those that hold.
func sayingThat(m *ast.Module, name string, condition []*ast.Expr) *ast.Rule {
	rule := ast.MustParseRuleWithOpts(conditionsHeld+" contains "+strconv.Quote(name)+" if true", ast.ParserOptions{RegoVersion: ast.RegoV1})
	rule.Module, rule.Body = m, ast.Body{}
	for _, e := range condition {
		rule.Body.Append(e.Copy())
	}
	return rule
}

func writtenAs(some []*ast.Expr) string {
	var texts []string
	for _, e := range some {
		texts = append(texts, string(e.Location.Text))
	}
	return strings.Join(texts, "; ")
}

// namesIn are the names that mean the same in every rule of a package.
func namesIn(pkg string, modules map[string]*ast.Module) map[ast.Var]bool {
	known := map[ast.Var]bool{"input": true, "data": true}
	for _, m := range modules {
		if !m.Package.Path.Equal(packagePath(pkg)) {
			continue
		}
		for _, r := range m.Rules {
			known[r.Head.Ref()[0].Value.(ast.Var)] = true
		}
		for _, i := range m.Imports {
			known[i.Name()] = true
		}
	}
	return known
}

// divided are the parts of a rule's body that can be judged alone: expressions that share a
// name of the rule's own stay together.
func divided(body ast.Body, known map[ast.Var]bool) (all [][]*ast.Expr) {
	var names []ast.VarSet
	for _, e := range body {
		own := ast.VarSet{}
		v := ast.NewVarVisitor().WithParams(ast.VarVisitorParams{SkipRefCallHead: true})
		v.Walk(e)
		for name := range v.Vars() {
			if !known[name] && !name.IsWildcard() {
				own.Add(name)
			}
		}
		part := []*ast.Expr{e}
		for i := len(all) - 1; i >= 0; i-- {
			if len(names[i].Intersect(own)) == 0 {
				continue
			}
			part = append(slices.Clone(all[i]), part...)
			own.Update(names[i])
			all, names = slices.Delete(all, i, i+1), slices.Delete(names, i, i+1)
		}
		all, names = append(all, part), append(names, own)
	}
	return all
}

// readsOf is what expressions read of the input and of the settings, each once.
func readsOf(some []*ast.Expr) (reads []ast.Ref) {
	for _, e := range some {
		ast.WalkRefs(e, func(r ast.Ref) bool {
			read := r.ConstantPrefix()
			if (len(read) > 1 && read[0].Equal(ast.InputRootDocument) || len(read) > 2 && read.HasPrefix(paramsPath)) && !slices.ContainsFunc(reads, func(o ast.Ref) bool { return o.Equal(read) }) {
				reads = append(reads, read)
			}
			return false
		})
	}
	return reads
}

var paramsPath = ast.MustParseRef("data.params")

// ask asks each condition for itself.
func (c *conditions) ask(input ast.Value) ([]registry.Held, error) {
	value, err := c.asked.ask(input)
	if err != nil {
		return nil, err
	}
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("conditions are %T", value)
	}
	all := slices.Clone(c.all)
	for i := range all {
		all[i].Ways = slices.Clone(all[i].Ways)
		for way, told := range all[i].Ways {
			told = slices.Clone(told)
			every := true
			for n, p := range c.posed[i][way] {
				told[n].Holds = slices.Contains(list, any(p.name))
				told[n].Fact = p.fact(told[n].Column, input, c.params)
				every = every && told[n].Holds
			}
			all[i].Ways[way], all[i].Holds = told, all[i].Holds || every
		}
	}
	return all, nil
}

// fact is what a condition read: of the column that it compares, or of all there is.
func (p posed) fact(column string, input, params ast.Value) string {
	if column != "" {
		return factText(ast.Ref{keyFact, ast.StringTerm(column)}, input)
	}
	var facts []string
	for _, read := range p.reads {
		within, path := input, read[1:]
		if read.HasPrefix(paramsPath) {
			within, path = params, read[2:]
		}
		text := factText(path, within)
		if len(p.reads) > 1 {
			text = strings.TrimPrefix(strings.TrimPrefix(read.String(), "input."), "data.params.") + " = " + text
		}
		facts = append(facts, text)
	}
	return strings.Join(facts, ", ")
}

func factText(path ast.Ref, within ast.Value) string {
	value, err := within.Find(path)
	if err != nil {
		return ""
	}
	if s, ok := value.(ast.String); ok && s != "" {
		return string(s)
	}
	return clipped(value.String())
}

// Explain asks each condition of in_force for itself.
func (j *judge) Explain(on registry.Day, row registry.Row) ([]registry.Held, error) {
	h := &j.held
	h.once.Do(func() {
		h.conditions, h.err = conditionsOf(registry.PolicyInForce, "in_force", j.sources, j.params, j.answer.limit)
	})
	if h.err != nil {
		return nil, failed("explain: %w", h.err)
	}
	if h.conditions == nil {
		return nil, nil
	}
	all, err := h.conditions.ask(statusInput(on, row))
	if err != nil {
		return nil, failed("explain %s on %v: %w", row.Canonical(), on, err)
	}
	return all, nil
}

// conditionOf reads what a condition compares. What it does not understand is told in
// Rego alone.
func conditionOf(e *ast.Expr) registry.Condition {
	c := registry.Condition{Rego: string(e.Location.Text)}
	if e.Negated {
		return c
	}
	if t, ok := e.Terms.(*ast.Term); ok {
		switch v := t.Value.(type) {
		case ast.Var:
			c.Sentence = string(v)
		case ast.Ref:
			if len(v) == 1 {
				c.Sentence = v.String()
			}
		}
		return c
	}
	terms, ok := e.Terms.([]*ast.Term)
	if !ok || len(terms) != 3 {
		return c
	}
	op, left, right := terms[0].String(), terms[1], terms[2]
	if isDay(left) {
		column, _, ok := dateOperand(right, nil)
		switch {
		case !ok:
		case op == "lt":
			c.Column, c.Compared = column, registry.FactAhead
		case op == "gte":
			c.Column, c.Compared = column, registry.FactReached
		}
		return c
	}
	if isDay(right) {
		column, _, ok := dateOperand(left, nil)
		switch {
		case !ok:
		case op == "gt":
			c.Column, c.Compared = column, registry.FactAhead
		case op == "lte":
			c.Column, c.Compared = column, registry.FactReached
		}
		return c
	}
	ref, ok := left.Value.(ast.Ref)
	if !ok {
		return c
	}
	column, ok := memberOf(ref, "input", "fact")
	if !ok {
		return c
	}
	var value string
	switch v := right.Value.(type) {
	case ast.String:
		value = string(v)
	case ast.Boolean:
		value = v.String()
	default:
		return c
	}
	switch op {
	case "equal", "eq":
		c.Column, c.Compared, c.Value = column, registry.FactIs, value
	case "neq":
		c.Column, c.Compared, c.Value = column, registry.FactIsNot, value
	}
	return c
}
