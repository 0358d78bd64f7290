package policies

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

//go:embed rego/decision.rego
var decisionSource string

var (
	outcomes   = []workflow.Outcome{workflow.Carried, workflow.Fell, workflow.Tied, workflow.NotPut}
	severities = []workflow.Severity{workflow.Blocks, workflow.Explain, workflow.Note}
)

var _ workflow.DecisionPolicy = (*Decision)(nil)

// Decision says which majority and quorum a decision needs, and what must be
// said about it. Several goroutines may use it.
type Decision struct {
	body
	answer   *question
	replaced *replaced[workflow.DecisionPolicy]
}

// NewDecision compiles the policy; an error means that the program's own is broken.
func NewDecision() (*Decision, error) {
	b, err := programBody(registry.PolicyDecision, decisionSource)
	if err != nil {
		return nil, err
	}
	d, err := decisionOf(b, evaluationLimit)
	if err != nil {
		return nil, err
	}
	d.replaced = newReplaced[workflow.DecisionPolicy]()
	return d, nil
}

func decisionOf(b body, limit time.Duration) (*Decision, error) {
	q, err := newQuestion("data.omvendt.decision.answer", b.compiler, settingsStore(nil), limit)
	if err != nil {
		return nil, failed("decision: %w", err)
	}
	return &Decision{body: b, answer: q}, nil
}

// InVersion is the policy as a version has it.
func (d *Decision) InVersion(v registry.GameVersion) (workflow.DecisionPolicy, error) {
	return d.replaced.in(v, d.policy, workflow.DecisionPolicy(d), func(b body) (workflow.DecisionPolicy, error) { return decisionOf(b, d.answer.limit) })
}

// DecisionDigest names the policy.
func (d *Decision) DecisionDigest() string { return registry.Digest(d.source) }

// Decide says what became of a proposal and what is to be said about it, the
// gravest first. An error is CodePolicyFailed.
func (d *Decision) Decide(f workflow.DecisionFacts) (outcome workflow.Outcome, findings []workflow.Finding, err error) {
	value, err := d.answer.ask(decisionInput(f))
	if err == nil {
		outcome, findings, err = d.read(value)
	}
	if err != nil {
		return "", nil, failed("decision of %+v: %w", f, err)
	}
	return outcome, findings, nil
}

func decisionInput(f workflow.DecisionFacts) ast.Value {
	return ast.NewObject(
		text("rank", string(f.Rank)), text("ruling", string(f.Ruling)), text("procedure", string(f.Procedure)),
		number("seats", f.Seats), number("for", f.Tally.For), number("against", f.Tally.Against),
		number("blank", f.Tally.Blank), number("absent", f.Tally.Absent),
		truth("first_reading", f.FirstReading), truth("voted", f.Voted), truth("special_reason", f.SpecialReason), truth("mandate", f.Mandate),
		truth("papers_late", f.PapersLate), truth("papers_explained", f.PapersExplained),
		truth("disqualified_voted", f.DisqualifiedVoted), truth("hearing_missing", f.HearingMissing),
		truth("lapses_undecided", f.LapsesUndecided), truth("owner_alone", f.OwnerAlone),
		truth("recommended_alone", f.RecommendedAlone), truth("measured", f.Measured), truth("bound_by_agreement", f.BoundByAgreement),
		truth("out_of_order", f.OutOfOrder),
		text("majority", cmp.Or(f.Majority, registry.MajoritySimple)), text("tie", cmp.Or(f.Tie, registry.TieFalls)), truth("chair_for", f.ChairFor),
	)
}

func number(name string, n int) [2]*ast.Term {
	return [2]*ast.Term{ast.StringTerm(name), ast.IntNumberTerm(n)}
}

func truth(name string, b bool) [2]*ast.Term { return [2]*ast.Term{ast.StringTerm(name), boolTerm(b)} }

// read accepts a known outcome, and findings of known severity, each
// code once.
func (d *Decision) read(value any) (workflow.Outcome, []workflow.Finding, error) {
	m, err := object(value, "outcome", "findings")
	if err != nil {
		return "", nil, err
	}
	text, _ := m["outcome"].(string)
	outcome := workflow.Outcome(text)
	if !slices.Contains(outcomes, outcome) {
		return "", nil, fmt.Errorf("unknown outcome %v", m["outcome"])
	}
	found, err := readFindings(m["findings"], severities, d.body)
	if err != nil {
		return "", nil, err
	}
	var findings []workflow.Finding
	for _, f := range found {
		findings = append(findings, workflow.Finding{Code: f.code, Severity: f.severity, Told: f.told})
	}
	return outcome, findings, nil
}
