package policies

import (
	_ "embed"
	"fmt"
	"time"

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
	value, err := a.question.ask(flatInput(f))
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	findings, err := readAdoption(value)
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	return findings, nil
}

// readAdoption accepts findings that the program can tell of, of known severity,
// each code once.
func readAdoption(value any) ([]registry.AdoptionFinding, error) {
	m, err := object(value, "findings")
	if err != nil {
		return nil, err
	}
	found, err := readFindings(m["findings"], registry.AdoptionSeverities)
	if err != nil {
		return nil, err
	}
	var findings []registry.AdoptionFinding
	for _, f := range found {
		if _, ok := registry.AdoptionCodes[f.code]; !ok {
			return nil, fmt.Errorf("unknown code %s", f.code)
		}
		findings = append(findings, registry.AdoptionFinding{Code: f.code, Severity: f.severity})
	}
	return findings, nil
}
