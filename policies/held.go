package policies

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

var _ registry.Explainer = (*judge)(nil)

// Which sentences hold is asked of the policy itself: beside each rule of in_force
// stands, for this alone, one more rule for each of its conditions, so that nothing
// outside Rego has to know what a condition means.

// holds is a judge's answer to which conditions hold, made when it is first asked.
type holds struct {
	once  sync.Once
	err   error
	asked *question
	all   []registry.Held // with conditions that nobody has judged yet
	names [][][]string    // what each condition is called in the answer
}

const heldPath = "data.omvendt.in_force.conditions_held"

// prepareHeld reads the sentences of in_force and makes a question of their conditions.
func (j *judge) prepareHeld() {
	h := &j.held
	p, err := readPolicy(registry.PolicyInForce, j.sources)
	if err != nil {
		h.err = err
		return
	}
	modules, err := parse(j.sources)
	if err != nil {
		h.err = err
		return
	}
	m, ok := modules["in_force.rego"]
	if !ok {
		return // another policy, in other files
	}
	var text strings.Builder
	text.WriteString("package omvendt.in_force\n")
	for _, s := range p.Sentences {
		if s.Module != "in_force.rego" || s.Name == "order" {
			continue
		}
		held := registry.Held{Sentence: s}
		var names [][]string
		for way, rule := range rulesNamed(m, ast.Var(s.Name)) {
			var conditions []registry.Condition
			var called []string
			for n, e := range rule.Body {
				name := fmt.Sprintf("%s/%d/%d", s.Name, way, n)
				conditions, called = append(conditions, conditionOf(e)), append(called, name)
				fmt.Fprintf(&text, "\nconditions_held contains %s if {\n\t%s\n}\n", strconv.Quote(name), e.Location.Text)
			}
			held.Ways, names = append(held.Ways, conditions), append(names, called)
		}
		h.all, h.names = append(h.all, held), append(h.names, names)
	}
	if len(h.all) == 0 {
		return
	}
	sources := map[string]string{"conditions_held.rego": text.String()}
	for name, source := range j.sources {
		sources[name] = source
	}
	if modules, err = parse(sources); err != nil {
		h.err = err
		return
	}
	compiler, err := compileStrictly(modules)
	if err != nil {
		h.err = err
		return
	}
	h.asked, h.err = newQuestion(heldPath, compiler, settingsStore(j.params), j.answer.limit)
}

// Explain asks each condition of in_force for itself.
func (j *judge) Explain(on registry.Day, row registry.Row) ([]registry.Held, error) {
	j.held.once.Do(j.prepareHeld)
	if j.held.err != nil {
		return nil, failed("explain: %w", j.held.err)
	}
	if j.held.asked == nil {
		return nil, nil
	}
	value, err := j.held.asked.ask(statusInput(on, row))
	if err != nil {
		return nil, failed("explain %s on %v: %w", row.Canonical(), on, err)
	}
	list, ok := value.([]any)
	if !ok {
		return nil, failed("explain: conditions are %T", value)
	}
	facts := row.Columns()
	all := slices.Clone(j.held.all)
	for i := range all {
		all[i].Ways = slices.Clone(all[i].Ways)
		for way, conditions := range all[i].Ways {
			conditions = slices.Clone(conditions)
			every := true
			for n := range conditions {
				c := &conditions[n]
				c.Holds = slices.Contains(list, any(j.held.names[i][way][n]))
				if fact, ok := facts[c.Column]; ok {
					c.Fact = fmt.Sprint(fact)
				}
				every = every && c.Holds
			}
			all[i].Ways[way], all[i].Holds = conditions, all[i].Holds || every
		}
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
