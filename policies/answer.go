package policies

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)

// order is in_force.order: the state that each main reason gives.
type order map[registry.ReasonCode]registry.State

// readOrder accepts a list of distinct codes, each with a known state. The second result
// is the list itself.
func readOrder(value any) (order, []registry.Main, error) {
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return nil, nil, fmt.Errorf("in_force.order is %T, not a list of reasons", value)
	}
	o := order{}
	var mains []registry.Main
	for i, entry := range list {
		m, err := object(entry, "code", "state")
		if err != nil {
			return nil, nil, fmt.Errorf("in_force.order[%d]: %w", i, err)
		}
		code, err := readCode(m["code"])
		if err != nil {
			return nil, nil, fmt.Errorf("in_force.order[%d]: %w", i, err)
		}
		state, _ := m["state"].(string)
		if !slices.Contains(registry.States, registry.State(state)) {
			return nil, nil, fmt.Errorf("in_force.order[%d]: unknown state %v", i, m["state"])
		}
		if _, twice := o[code]; twice {
			return nil, nil, fmt.Errorf("in_force.order[%d]: %s stands there twice", i, code)
		}
		o[code] = registry.State(state)
		mains = append(mains, registry.Main{Code: code, State: registry.State(state)})
	}
	return o, mains, nil
}

// answer accepts a state and at least one reason, the first of which is in the
// order and gives that state.
func (o order) answer(value any) (registry.Answer, error) {
	m, err := object(value, "state", "reasons")
	if err != nil {
		return registry.Answer{}, err
	}
	list, _ := m["reasons"].([]any)
	if len(list) == 0 {
		return registry.Answer{}, fmt.Errorf("an answer without a reason")
	}
	reasons := make([]registry.Reason, len(list))
	for i, entry := range list {
		if reasons[i], err = readReason(entry); err != nil {
			return registry.Answer{}, fmt.Errorf("reasons[%d]: %w", i, err)
		}
		if slices.ContainsFunc(reasons[:i], func(r registry.Reason) bool { return r.Code == reasons[i].Code }) {
			return registry.Answer{}, fmt.Errorf("reason %s is given twice", reasons[i].Code)
		}
	}
	state, ok := o[reasons[0].Code]
	if !ok {
		return registry.Answer{}, fmt.Errorf("main reason %s is not in in_force.order", reasons[0].Code)
	}
	if m["state"] != string(state) {
		return registry.Answer{}, fmt.Errorf("state %v, but %s gives %s", m["state"], reasons[0].Code, state)
	}
	return registry.Answer{State: state, Reasons: reasons}, nil
}

func readReason(value any) (registry.Reason, error) {
	m, err := object(value, "code", "facts")
	if err != nil {
		return registry.Reason{}, err
	}
	code, err := readCode(m["code"])
	if err != nil {
		return registry.Reason{}, err
	}
	facts, ok := m["facts"].(map[string]any)
	if !ok {
		return registry.Reason{}, fmt.Errorf("%s: facts are %T", code, m["facts"])
	}
	r := registry.Reason{Code: code}
	if len(facts) > 0 {
		r.Facts = make(map[string]string, len(facts))
	}
	for name, fact := range facts {
		if r.Facts[name], ok = fact.(string); !ok {
			return registry.Reason{}, fmt.Errorf("%s: fact %s is %T, not text", code, name, fact)
		}
	}
	return r, nil
}

// readVerdict accepts a verdict whose refusal agrees with whether it counts,
// and which misses known criteria only.
func readVerdict(value any) (registry.Verdict, error) {
	m, err := object(value, "counts", "refusal", "missing")
	if err != nil {
		return registry.Verdict{}, err
	}
	counts, ok := m["counts"].(bool)
	if !ok {
		return registry.Verdict{}, fmt.Errorf("counts is %T", m["counts"])
	}
	v := registry.Verdict{Counts: counts, Refusal: registry.NoRefusal}
	if counts != (m["refusal"] == string(registry.NoRefusal)) {
		return registry.Verdict{}, fmt.Errorf("counts is %v with refusal %v", counts, m["refusal"])
	}
	if !counts {
		if v.Refusal, err = readCode(m["refusal"]); err != nil {
			return registry.Verdict{}, err
		}
	}
	missing, ok := m["missing"].([]any)
	if !ok {
		return registry.Verdict{}, fmt.Errorf("missing is %T", m["missing"])
	}
	for _, entry := range missing {
		c, _ := entry.(string)
		if !slices.Contains(registry.Criteria, registry.Criterion(c)) {
			return registry.Verdict{}, fmt.Errorf("unknown criterion %v", entry)
		}
		v.Missing = append(v.Missing, registry.Criterion(c))
	}
	return v, nil
}

// object accepts an object with exactly the given members.
func object(value any, members ...string) (map[string]any, error) {
	m, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%T, not an object", value)
	}
	for _, name := range members {
		if _, ok := m[name]; !ok {
			return nil, fmt.Errorf("%s is missing", name)
		}
	}
	if len(m) != len(members) {
		return nil, fmt.Errorf("more than %v", members)
	}
	return m, nil
}

func readCode(value any) (registry.ReasonCode, error) {
	s, ok := value.(string)
	if !ok || len(s) > 64 || !codeForm.MatchString(s) {
		return "", fmt.Errorf("%v is no reason code", value)
	}
	return registry.ReasonCode(s), nil
}
