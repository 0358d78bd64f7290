package policies

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// ByHand is what a policy answers to an input that somebody wrote. Nothing of it is stored.
type ByHand struct {
	Policy registry.PolicyName
	Digest string // of the policy's source, as in the decision log
	// Main is the status, the grade, the outcome or the reason; of a ruling "true" where it
	// counts, else "false"; empty of a policy that has findings alone.
	Main     string
	Ruling   bool // it was asked whether a ruling counts
	Findings []FoundByHand
	Missing  []registry.Criterion // that a ruling lacks
	Held     []registry.Held      // the sentences that can hold, with what each asks
}

// FoundByHand is a reason, a finding or a refusal, in the words of its sentence.
type FoundByHand struct {
	Code     string
	Severity string // empty where it asks for nothing
	Says     registry.Bilingual
}

// AskByHand asks a policy as a version has it (GameVersion.Source; nil: as it comes with the
// program) with some settings. Errors are CodeBodyInvalid, CodeInvalid with the fields of the
// input that do not fit InputSchema, and CodePolicyFailed.
func AskByHand(policy registry.PolicyName, source []byte, settings registry.Settings, input []byte) (ByHand, error) {
	asked, err := readInput(policy, input)
	if err != nil {
		return ByHand{}, err
	}
	_, ruling := asked["offer"]
	h, err := inHand(policy, source, settings, ruling)
	if err != nil {
		return ByHand{}, failed("%s by hand: %w", policy, err)
	}
	out, err := h.ask(asked)
	if err != nil {
		return ByHand{}, failed("%s by hand: %w", policy, err)
	}
	out.Policy, out.Ruling = policy, ruling
	return out, nil
}

// hand is a policy that can be asked by hand.
type hand struct {
	policy   registry.PolicyName
	pkg      string // whose sentences hold or do not
	source   []byte
	texts    map[string]string
	params   map[string]any // the settings that it sees
	question *question
	read     func(value any, out *ByHand) error // as the answer is read where it is not asked by hand
}

func (h hand) ask(asked map[string]any) (out ByHand, err error) {
	input, err := ast.InterfaceToValue(asked)
	if err != nil {
		return out, err
	}
	value, err := h.question.ask(input)
	if err != nil {
		return out, err
	}
	if err := h.read(value, &out); err != nil {
		return out, err
	}
	out.Digest = registry.Digest(h.source)
	text, err := readPolicy(h.policy, h.texts)
	if err != nil {
		return out, err
	}
	for i := range out.Findings {
		f := &out.Findings[i]
		s, _ := text.Sentence(f.Code)
		f.Says = s.Title
	}
	c, err := conditionsOf(h.policy, h.pkg, h.texts, h.params, h.question.limit)
	if err == nil && c != nil {
		out.Held, err = c.ask(input)
	}
	return out, err
}

// inHand is a policy as a version has it, or as the program has what the version does not hold.
func inHand(policy registry.PolicyName, source []byte, settings registry.Settings, ruling bool) (hand, error) {
	switch policy {
	case registry.PolicyInForce:
		return inForceInHand(source, settings, ruling)
	case registry.PolicyAccess:
		return accessInHand()
	}
	b, err := bodyIn(source, policy)
	if err != nil {
		return hand{}, err
	}
	h := hand{policy: policy, pkg: string(policy), source: b.source, texts: b.texts}
	switch policy {
	case registry.PolicyJustification:
		if err := json.Unmarshal(canonical(settings.Case), &h.params); err != nil {
			return h, err
		}
		h.source = slices.Concat(b.source, canonical(settings.Case))
		cases := casesOf(b, evaluationLimit)
		h.question, err = cases.question(settings.Case)
		h.read = func(value any, out *ByHand) error {
			a, err := cases.read(value)
			out.Main = string(a.grade)
			for _, f := range a.findings {
				out.Findings = append(out.Findings, FoundByHand{Code: f.Code, Severity: string(f.Severity)})
			}
			return err
		}
	case registry.PolicyAdoption:
		var adoption *Adoption
		if adoption, err = adoptionOf(b, evaluationLimit); err != nil {
			return h, err
		}
		h.question = adoption.question
		h.read = func(value any, out *ByHand) error {
			found, err := adoption.read(value)
			for _, f := range found {
				out.Findings = append(out.Findings, FoundByHand{Code: f.Code, Severity: string(f.Severity)})
			}
			return err
		}
	default:
		var decision *Decision
		if decision, err = decisionOf(b, evaluationLimit); err != nil {
			return h, err
		}
		h.question = decision.answer
		h.read = func(value any, out *ByHand) error {
			outcome, found, err := decision.read(value)
			out.Main = string(outcome)
			for _, f := range found {
				out.Findings = append(out.Findings, FoundByHand{Code: f.Code, Severity: string(f.Severity)})
			}
			return err
		}
	}
	return h, err
}

// inForceInHand asks for the status of a rule, or whether a ruling counts.
func inForceInHand(source []byte, settings registry.Settings, ruling bool) (hand, error) {
	if source == nil {
		var err error
		if source, err = builtinSource(); err != nil {
			return hand{}, err
		}
	}
	j, err := newJudge(source, settings.Canonical(), evaluationLimit)
	if err != nil {
		return hand{}, err
	}
	h := hand{policy: registry.PolicyInForce, source: source, texts: j.sources, params: j.params}
	if ruling {
		h.pkg, h.question = "ruling", j.verdict
		h.read = func(value any, out *ByHand) error {
			v, err := readVerdict(value)
			if out.Main, out.Missing = strconv.FormatBool(v.Counts), v.Missing; !v.Counts {
				out.Findings = []FoundByHand{{Code: string(v.Refusal)}}
			}
			return err
		}
		return h, nil
	}
	h.pkg, h.question = "in_force", j.answer
	h.read = func(value any, out *ByHand) error {
		a, err := j.order.answer(value)
		out.Main = string(a.State)
		for _, r := range a.Reasons {
			out.Findings = append(out.Findings, FoundByHand{Code: string(r.Code)})
		}
		return err
	}
	return h, nil
}

func accessInHand() (hand, error) {
	a, err := NewAccess()
	if err != nil {
		return hand{}, err
	}
	read := func(value any, out *ByHand) error {
		_, reason, err := readAccess(value)
		out.Main, out.Findings = reason, []FoundByHand{{Code: reason}}
		return err
	}
	return hand{policy: registry.PolicyAccess, pkg: "access", source: []byte(accessSource), texts: map[string]string{"access.rego": accessSource},
		question: a.answer, read: read}, nil
}

// readInput reads one object that fits the schema of what a policy is asked.
func readInput(policy registry.PolicyName, input []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(input))
	d.UseNumber()
	var asked map[string]any
	err := d.Decode(&asked)
	if err == nil && asked == nil {
		err = errors.New("null")
	}
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return nil, &registry.Error{Code: registry.CodeBodyInvalid, Err: err}
	}
	var c registry.Checks
	checkInput(&c, InputSchema(policy), "", asked)
	if policy == registry.PolicyInForce {
		_, on := asked["on"]
		if _, offer := asked["offer"]; on == offer { // a status is asked of a day, and a ruling is offered
			c.Fail("on, offer", registry.CodeRequired)
		}
	}
	return asked, c.Err()
}

// checkInput notes what does not fit a schema: what is missing or misspelled would be
// undefined, and the policy would answer as if it had not asked.
func checkInput(c *registry.Checks, schema map[string]any, at string, value any) {
	switch schema["type"] {
	case "object":
		members, ok := value.(map[string]any)
		if !ok {
			c.Fail(at, registry.CodeTypeInvalid)
			return
		}
		checkMembers(c, schema, at, members)
	case "array":
		list, ok := value.([]any)
		if !ok {
			c.Fail(at, registry.CodeTypeInvalid)
		}
		for i, v := range list {
			checkInput(c, schema["items"].(map[string]any), at+"["+strconv.Itoa(i)+"]", v)
		}
	case "boolean":
		if _, ok := value.(bool); !ok {
			c.Fail(at, registry.CodeTypeInvalid)
		}
	case "number":
		n, ok := value.(json.Number)
		if _, err := n.Int64(); !ok || err != nil {
			c.Fail(at, registry.CodeTypeInvalid)
		}
	case "string":
		text, ok := value.(string)
		if !ok {
			c.Fail(at, registry.CodeTypeInvalid)
		} else if schema["format"] == "date" {
			_, err := registry.ParseDay(text)
			c.Take(at, err)
		}
	}
}

func checkMembers(c *registry.Checks, schema map[string]any, at string, members map[string]any) {
	properties := schema["properties"].(map[string]any)
	within := func(name string) string {
		if at == "" {
			return name
		}
		return at + "." + name
	}
	required, _ := schema["required"].([]string)
	for _, name := range required {
		if _, there := members[name]; !there {
			c.Fail(within(name), registry.CodeRequired)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if p, ok := properties[name].(map[string]any); ok {
			checkInput(c, p, within(name), members[name])
		} else {
			c.Fail(within(name), registry.CodeFieldUnknown, "name", name)
		}
	}
}

// ExampleInput is an input that fits InputSchema, to write one's own from: nothing is true,
// and every text is empty. Of in_force it asks for a status.
func ExampleInput(policy registry.PolicyName) map[string]any {
	example := exampleOf(InputSchema(policy)).(map[string]any)
	delete(example, "offer")
	return example
}

func exampleOf(schema map[string]any) any {
	switch schema["type"] {
	case "object":
		members := map[string]any{}
		for name, p := range schema["properties"].(map[string]any) {
			members[name] = exampleOf(p.(map[string]any))
		}
		return members
	case "array":
		return []any{exampleOf(schema["items"].(map[string]any))}
	case "boolean":
		return false
	case "number":
		return 0
	}
	if schema["format"] == "date" {
		return registry.LastDay.String()
	}
	return ""
}
