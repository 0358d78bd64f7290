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
	answer *question
	digest string
}

// NewDecision compiles the policy; an error means that the program's own is broken.
func NewDecision() (*Decision, error) { return newDecision(decisionSource, evaluationLimit) }

func newDecision(source string, limit time.Duration) (*Decision, error) {
	modules, err := parse(map[string]string{"decision.rego": source})
	if err != nil {
		return nil, failed("decision: %w", err)
	}
	compiler, err := compileStrictly(modules)
	if err != nil {
		return nil, failed("decision: %w", err)
	}
	q, err := newQuestion("data.omvendt.decision.answer", compiler, settingsStore(nil), limit)
	if err != nil {
		return nil, failed("decision: %w", err)
	}
	return &Decision{q, registry.Digest([]byte(source))}, nil
}

// DecisionDigest names the policy.
func (d *Decision) DecisionDigest() string { return d.digest }

// Decide says what became of a proposal and what is to be said about it, the
// gravest first. An error is CodePolicyFailed.
func (d *Decision) Decide(f workflow.DecisionFacts) (outcome workflow.Outcome, findings []workflow.Finding, err error) {
	value, err := d.answer.ask(ast.NewObject(
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
	))
	if err == nil {
		outcome, findings, err = readDecision(value)
	}
	if err != nil {
		return "", nil, failed("decision of %+v: %w", f, err)
	}
	return outcome, findings, nil
}

func number(name string, n int) [2]*ast.Term {
	return [2]*ast.Term{ast.StringTerm(name), ast.IntNumberTerm(n)}
}

func truth(name string, b bool) [2]*ast.Term { return [2]*ast.Term{ast.StringTerm(name), boolTerm(b)} }

// readDecision accepts a known outcome, and findings of known severity, each
// code once.
func readDecision(value any) (workflow.Outcome, []workflow.Finding, error) {
	m, err := object(value, "outcome", "findings")
	if err != nil {
		return "", nil, err
	}
	text, _ := m["outcome"].(string)
	outcome := workflow.Outcome(text)
	if !slices.Contains(outcomes, outcome) {
		return "", nil, fmt.Errorf("unknown outcome %v", m["outcome"])
	}
	found, err := readFindings(m["findings"], severities)
	if err != nil {
		return "", nil, err
	}
	var findings []workflow.Finding
	for _, f := range found {
		findings = append(findings, workflow.Finding{Code: f.code, Severity: f.severity})
	}
	return outcome, findings, nil
}
