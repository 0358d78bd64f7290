package policies

import (
	_ "embed"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/adoption.rego
var adoptionSource string

var _ registry.AdoptionPolicy = (*Adoption)(nil)

// Adoption judges new rules. Several goroutines may use it.
type Adoption struct {
	question *question
	digest   string
}

// NewAdoption compiles the policy; an error means that the program's own is broken.
func NewAdoption() (*Adoption, error) { return newAdoption(adoptionSource, evaluationLimit) }

func newAdoption(source string, limit time.Duration) (*Adoption, error) {
	modules, err := parse(map[string]string{"adoption.rego": source})
	if err != nil {
		return nil, failed("adoption: %w", err)
	}
	compiler, err := compileStrictly(modules)
	if err != nil {
		return nil, failed("adoption: %w", err)
	}
	q, err := newQuestion("data.omvendt.adoption.answer", compiler, settingsStore(map[string]any{}), limit)
	if err != nil {
		return nil, failed("adoption: %w", err)
	}
	return &Adoption{q, registry.Digest([]byte(source))}, nil
}

// AdoptionDigest names the policy.
func (a *Adoption) AdoptionDigest() string { return a.digest }

// JudgeAdoption asks the policy. An error is CodePolicyFailed.
func (a *Adoption) JudgeAdoption(f registry.AdoptionFacts) ([]registry.AdoptionFinding, error) {
	value, err := a.question.ask(adoptionInput(f))
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	findings, err := readAdoption(value)
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	return findings, nil
}

// adoptionInput has every field of the facts under its name in JSON.
func adoptionInput(f registry.AdoptionFacts) ast.Value {
	v := reflect.ValueOf(f)
	var members [][2]*ast.Term
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		if v.Field(i).Kind() == reflect.Bool {
			members = append(members, truth(name, v.Field(i).Bool()))
		} else {
			members = append(members, [2]*ast.Term{ast.StringTerm(name), ast.StringTerm(v.Field(i).String())})
		}
	}
	return ast.NewObject(members...)
}

// readAdoption accepts findings that the program can tell of, of known severity,
// each code once.
func readAdoption(value any) ([]registry.AdoptionFinding, error) {
	m, err := object(value, "findings")
	if err != nil {
		return nil, err
	}
	list, ok := m["findings"].([]any)
	if !ok {
		return nil, fmt.Errorf("findings are %T", m["findings"])
	}
	var findings []registry.AdoptionFinding
	for i, entry := range list {
		m, err := object(entry, "code", "severity")
		if err != nil {
			return nil, fmt.Errorf("findings[%d]: %w", i, err)
		}
		code, _ := m["code"].(string)
		if _, ok := registry.AdoptionCodes[code]; !ok {
			return nil, fmt.Errorf("findings[%d]: unknown code %v", i, m["code"])
		}
		text, _ := m["severity"].(string)
		f := registry.AdoptionFinding{Code: code, Severity: registry.AdoptionSeverity(text)}
		if !slices.Contains(registry.AdoptionSeverities, f.Severity) {
			return nil, fmt.Errorf("%s: unknown severity %v", code, m["severity"])
		}
		if slices.ContainsFunc(findings, func(o registry.AdoptionFinding) bool { return o.Code == code }) {
			return nil, fmt.Errorf("%s is found twice", code)
		}
		findings = append(findings, f)
	}
	return findings, nil
}
