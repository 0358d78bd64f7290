package policies

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func mustDecision(t *testing.T) *Decision {
	t.Helper()
	d, err := NewDecision()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// inOrder is a council of 25 that has voted on a keep, with nothing to remark.
func inOrder(yes, no, blank int) workflow.DecisionFacts {
	return workflow.DecisionFacts{Rank: registry.RankCouncil, Ruling: registry.Keep, Seats: 25,
		Tally: workflow.Tally{For: yes, Against: no, Blank: blank, Absent: 25 - yes - no - blank}, Voted: true, SpecialReason: true, Mandate: true}
}

func TestDecision(t *testing.T) {
	d := mustDecision(t)
	for _, c := range []struct {
		name     string
		facts    workflow.DecisionFacts
		outcome  workflow.Outcome
		findings string
	}{
		{"carried", inOrder(13, 12, 0), "carried", ""},
		{"tied", inOrder(12, 12, 1), "tied", ""},
		{"fell", inOrder(5, 8, 0), "fell", ""},
		{"too few", inOrder(12, 0, 0), "carried", "NO_QUORUM blocks"},
		{"not yet", workflow.DecisionFacts{Rank: registry.RankCommittee, Ruling: registry.Keep, Seats: 7, LapsesUndecided: true, HearingMissing: true},
			"not_put", "NO_MANDATE explain,HEARING_MISSING explain,NO_SPECIAL_REASON explain,LAPSES_IF_FALLS note"},
		{"administration", workflow.DecisionFacts{Rank: registry.RankAdministration, Ruling: registry.Repeal, Mandate: true}, "carried", ""},
	} {
		outcome, findings, err := d.Decide(c.facts)
		var told []string
		for _, f := range findings {
			told = append(told, f.Code+" "+string(f.Severity))
		}
		if err != nil || outcome != c.outcome || strings.Join(told, ",") != c.findings {
			t.Errorf("%s: %s %v %v", c.name, outcome, told, err)
		}
	}
}

// A proposal is carried by more votes for than against and nothing else, and
// blank votes and absence never turn an outcome.
func TestDecisionCountsMajorities(t *testing.T) {
	d := mustDecision(t)
	r := rand.New(rand.NewPCG(1, 11))
	for range 300 {
		f := inOrder(r.IntN(12), r.IntN(12), r.IntN(2))
		f.Rank, f.Ruling = pick(r, registry.RankCouncil, registry.RankCommittee, registry.RankBoard), pick(r, registry.RulingKinds...)
		outcome, findings, err := d.Decide(f)
		if err != nil {
			t.Fatal(err)
		}
		want := workflow.Fell
		if f.Tally.For > f.Tally.Against {
			want = workflow.Carried
		} else if f.Tally.For == f.Tally.Against && f.Tally.For+f.Tally.Blank > 0 {
			want = workflow.Tied
		}
		quorum := 2*f.Tally.Present() >= f.Seats
		blocked := slices.ContainsFunc(findings, func(f workflow.Finding) bool { return f.Severity == workflow.Blocks })
		if outcome != want || blocked == quorum {
			t.Fatalf("%+v: %s, blocked %v", f, outcome, blocked)
		}
	}
}

func TestDecisionFailsClosed(t *testing.T) {
	for name, answer := range map[string]string{
		"undefined":         `answer := 1 if input.on`,
		"an outcome alone":  `answer := {"outcome": "carried"}`,
		"unknown outcome":   `answer := {"outcome": "won", "findings": []}`,
		"no list":           `answer := {"outcome": "carried", "findings": {}}`,
		"unknown severity":  `answer := {"outcome": "carried", "findings": [{"code": "X", "severity": "grave"}]}`,
		"no code":           `answer := {"outcome": "carried", "findings": [{"code": "not a code", "severity": "note"}]}`,
		"twice":             `answer := {"outcome": "carried", "findings": [{"code": "X", "severity": "note"}, {"code": "X", "severity": "blocks"}]}`,
		"more than is told": `answer := {"outcome": "carried", "findings": [], "mood": "good"}`,
		"fault":             `answer := to_number("x")`,
	} {
		d, err := newDecisionOf("package omvendt.decision\n\n"+answer, evaluationLimit)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		outcome, findings, err := d.Decide(inOrder(13, 12, 0))
		if outcome != "" || findings != nil || registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %s %v %v", name, outcome, findings, err)
		}
	}
}

// Every finding can be told, rests on a source, and is produced by a Rego test.
func TestEveryFindingHasATextAndASource(t *testing.T) {
	modules, err := parse(map[string]string{"decision.rego": decisionSource})
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]bool{} // by title of the rule
	for _, a := range modules["decision.rego"].Annotations {
		if s, _ := a.Custom["source"].(string); s != "" {
			sources[a.Title] = true
		}
	}
	found := 0
	for _, rule := range modules["decision.rego"].Rules {
		if rule.Head.Name.String() != "found" {
			continue
		}
		found++
		code := strings.Trim(rule.Head.Key.String(), `"`)
		if len(rule.Annotations) == 0 || !sources[rule.Annotations[0].Title] {
			t.Errorf("%s has no source", code)
		}
		if !texts.Danish.Has("finding." + code) {
			t.Errorf("no text finding.%s", code)
		}
		if !strings.Contains(Sources()["decision_test.rego"], `"`+code+`"`) {
			t.Errorf("no Rego test finds %s", code)
		}
		if n := strings.Count(decisionSource, `{"code": "`+code+`"`); n != 1 {
			t.Errorf("%s stands %d times in the order", code, n)
		}
	}
	if n := strings.Count(decisionSource, `{"code": "`); n != found {
		t.Errorf("%d findings in the order, %d rules", n, found)
	}
}

func newDecisionOf(source string, limit time.Duration) (*Decision, error) {
	b, err := programBody(registry.PolicyDecision, source)
	if err != nil {
		return nil, err
	}
	return decisionOf(b, limit)
}
