package policies

import (
	_ "embed"
	"time"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/adoption.rego
var adoptionSource string

var _ registry.AdoptionPolicy = (*Adoption)(nil)

// Adoption judges new rules. Several goroutines may use it.
type Adoption struct {
	body
	question *question
	replaced *replaced[registry.AdoptionPolicy]
}

// NewAdoption compiles the policy; an error means that the program's own is broken.
func NewAdoption() (*Adoption, error) {
	b, err := programBody(registry.PolicyAdoption, adoptionSource)
	if err != nil {
		return nil, err
	}
	a, err := adoptionOf(b, evaluationLimit)
	if err != nil {
		return nil, err
	}
	a.replaced = newReplaced[registry.AdoptionPolicy]()
	return a, nil
}

func adoptionOf(b body, limit time.Duration) (*Adoption, error) {
	q, err := newQuestion("data.omvendt.adoption.answer", b.compiler, settingsStore(map[string]any{}), limit)
	if err != nil {
		return nil, failed("adoption: %w", err)
	}
	return &Adoption{body: b, question: q}, nil
}

// InVersion is the policy as a version has it.
func (a *Adoption) InVersion(v registry.GameVersion) (registry.AdoptionPolicy, error) {
	return a.replaced.in(v, a.policy, registry.AdoptionPolicy(a), func(b body) (registry.AdoptionPolicy, error) { return adoptionOf(b, a.question.limit) })
}

// AdoptionDigest names the policy.
func (a *Adoption) AdoptionDigest() string { return registry.Digest(a.source) }

// JudgeAdoption asks the policy. An error is CodePolicyFailed.
func (a *Adoption) JudgeAdoption(f registry.AdoptionFacts) ([]registry.AdoptionFinding, error) {
	value, err := a.question.ask(flatInput(f))
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	findings, err := a.read(value)
	if err != nil {
		return nil, failed("adoption %+v: %w", f, err)
	}
	return findings, nil
}

// read accepts findings that can be told, of known severity, each code once.
func (a *Adoption) read(value any) ([]registry.AdoptionFinding, error) {
	m, err := object(value, "findings")
	if err != nil {
		return nil, err
	}
	found, err := readFindings(m["findings"], registry.AdoptionSeverities, a.body)
	if err != nil {
		return nil, err
	}
	var findings []registry.AdoptionFinding
	for _, f := range found {
		findings = append(findings, registry.AdoptionFinding{Code: f.code, Severity: f.severity, Told: f.told})
	}
	return findings, nil
}
