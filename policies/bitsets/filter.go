package bitsets

import (
	"errors"
	"fmt"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Facts is the prefix of a column's name in filters, and Day the name of the day.
const (
	Facts = "fact."
	Day   = "day.today"
)

// Add reads a filter as OPA's compile.Filter has it for the target "ucast": nil is never
// true, an empty map always, and everything else a comparison or a compound. An error
// says what the plan cannot do; the plan is then no use any more.
func (p *Plan) Add(filter any) error {
	var at int
	switch f := filter.(type) {
	case nil:
		at = p.put(step{operation: or})
	case map[string]any:
		if len(f) == 0 {
			at = p.put(step{operation: and})
			break
		}
		var err error
		if at, err = p.read(f); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%T is no filter", filter)
	}
	p.predicates = append(p.predicates, at)
	return nil
}

func (p *Plan) read(f map[string]any) (int, error) {
	name, _ := f["operator"].(string)
	switch f["type"] {
	case "compound":
		return p.compound(name, f["value"])
	case "field":
		field, _ := f["field"].(string)
		return p.compare(field, name, f["value"])
	}
	return 0, fmt.Errorf("%v is neither a comparison nor a compound", f["type"])
}

func (p *Plan) compound(name string, value any) (int, error) {
	operations := map[string]operation{"and": and, "or": or, "not": not}
	operation, known := operations[name]
	list, ok := value.([]any)
	if !known || !ok || len(list) == 0 || operation == not && len(list) != 1 {
		return 0, fmt.Errorf("%s of %T is no compound", name, value)
	}
	s := step{operation: operation}
	for _, part := range list {
		f, ok := part.(map[string]any)
		if !ok || len(f) == 0 {
			return 0, fmt.Errorf("%s has a part that is %T", name, part)
		}
		at, err := p.read(f)
		if err != nil {
			return 0, err
		}
		s.of = append(s.of, at)
	}
	return p.put(s), nil
}

// compare turns every comparison into equal, less, less or equal, or one about texts.
func (p *Plan) compare(field, name string, value any) (int, error) {
	left, err := column(field)
	if err != nil {
		return 0, err
	}
	if name == "in" {
		list, ok := value.([]any)
		if !ok {
			return 0, fmt.Errorf("%s in %T", field, value)
		}
		s := step{operation: or}
		for _, v := range list {
			at, err := p.compare(field, "eq", v)
			if err != nil {
				return 0, err
			}
			s.of = append(s.of, at)
		}
		return p.put(s), nil
	}
	right, err := left.other(value)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", field, name, err)
	}
	c, negated := comparison{left: left, right: right}, false
	switch name {
	case "eq":
		c.relation = equal
	case "ne":
		c.relation, negated = equal, true
	case "lt":
		c.relation = less
	case "lte":
		c.relation = lessEqual
	case "gte":
		c.relation, negated = less, true
	case "gt":
		c.relation, negated = lessEqual, true
	case "startswith", "endswith", "contains":
		if c.relation = relation(name); left.kind != texts {
			return 0, fmt.Errorf("%s of %s", name, field)
		}
	default:
		return 0, fmt.Errorf("%s is no comparison", name)
	}
	if left.kind == flags && c.relation != equal {
		return 0, fmt.Errorf("%s of %s", name, field)
	}
	at := p.put(step{operation: compares, comparison: c})
	if negated {
		at = p.put(step{operation: not, of: []int{at}})
	}
	return at, nil
}

// oneRow have one row, so that their columns are there.
var oneRow = registry.NewFacts(registry.FirstDay, []registry.Number{1}, []registry.Row{{}}).Rows

// column reads the name of a column or of the day.
func column(field string) (operand, error) {
	if field == Day {
		return operand{kind: days, today: true}, nil
	}
	name, ok := strings.CutPrefix(field, Facts)
	c, there := oneRow.Column(name)
	switch {
	case !ok || !there:
		return operand{}, fmt.Errorf("no column %s", field)
	case c.Days != nil:
		return operand{kind: days, column: name}, nil
	case c.Flags != nil:
		return operand{kind: flags, column: name}, nil
	}
	return operand{kind: texts, column: name}, nil
}

// other reads what an operand is compared with. It has to be of the same kind: Rego
// compares across kinds too, and a plan does not.
func (o operand) other(value any) (operand, error) {
	other := operand{kind: o.kind}
	switch v := value.(type) {
	case map[string]any:
		name, _ := v["field"].(string)
		ref, err := column(name)
		if err == nil && ref.kind != o.kind {
			err = fmt.Errorf("%s holds %s, not %s", name, ref.kind, o.kind)
		}
		return ref, err
	case string:
		if o.kind == texts {
			other.text = v
			return other, nil
		}
		if o.kind == days {
			d, err := registry.ParseDay(v)
			other.day = d
			if err != nil {
				return other, fmt.Errorf("%q is no day", v)
			}
			return other, nil
		}
	case bool:
		if o.kind == flags {
			other.flag = v
			return other, nil
		}
	case nil:
		return other, errors.New("there is no null")
	}
	return other, fmt.Errorf("%v is not one of %s", value, o.kind)
}
