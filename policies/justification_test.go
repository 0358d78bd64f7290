package policies

import (
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

func mustCases(t testing.TB) *Cases {
	t.Helper()
	c, err := NewCases()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	wellJustified = registry.CaseFacts{Words: 8, Own: 75, Copied: 50, Beneficiary: true, Lighter: true, Evidence: true, Indicator: true}
	usualLimits   = registry.DefaultSettings().Case
)

// A municipality that moves a line gets another answer, under another digest.
func TestCasesFollowTheLimits(t *testing.T) {
	c := mustCases(t)
	grade, findings, err := c.JudgeCase(wellJustified, usualLimits)
	if err != nil || grade != registry.CaseGood || len(findings) > 0 {
		t.Errorf("%s %v %v", grade, findings, err)
	}
	strict := usualLimits
	strict.CircularPercent = 75
	grade, findings, err = c.JudgeCase(wellJustified, strict)
	if err != nil || grade != registry.CaseWeak || len(findings) != 1 || findings[0].Code != "CIRCULAR" {
		t.Errorf("strict: %s %v %v", grade, findings, err)
	}
	if c.CaseDigest(strict) == c.CaseDigest(usualLimits) {
		t.Error("the digest does not tell the limits apart")
	}
}

func TestCasesFailClosed(t *testing.T) {
	for name, answer := range map[string]string{
		"undefined":         `answer := 1 if input.on`,
		"a grade alone":     `answer := {"grade": "good"}`,
		"unknown grade":     `answer := {"grade": "splendid", "findings": []}`,
		"no list":           `answer := {"grade": "good", "findings": {}}`,
		"unknown severity":  `answer := {"grade": "good", "findings": [{"code": "X", "severity": "grave"}]}`,
		"no code":           `answer := {"grade": "good", "findings": [{"code": "not a code", "severity": "fails"}]}`,
		"twice":             `answer := {"grade": "good", "findings": [{"code": "X", "severity": "fails"}, {"code": "X", "severity": "lowers"}]}`,
		"more than is told": `answer := {"grade": "good", "findings": [], "mood": "good"}`,
		"fault":             `answer := to_number("x")`,
	} {
		c, err := newCasesOf("package omvendt.justification\n\n"+answer, evaluationLimit)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		grade, findings, err := c.JudgeCase(wellJustified, usualLimits)
		if grade != "" || findings != nil || registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %s %v %v", name, grade, findings, err)
		}
	}
	if _, err := newCasesOf("package omvendt.justification\n\nanswer := http.send({})", evaluationLimit); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("the network is within reach: %v", err)
	}
}

// Every finding says what it is, how it is mended, in both languages, and is
// produced by a Rego test.
func TestEveryCaseFindingCanBeToldAndMended(t *testing.T) {
	modules, err := parse(map[string]string{"justification.rego": justificationSource})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, rule := range modules["justification.rego"].Rules {
		if rule.Head.Name.String() != "found" {
			continue
		}
		found++
		code := strings.Trim(rule.Head.Key.String(), `"`)
		if len(rule.Annotations) == 0 || !strings.HasPrefix(rule.Annotations[0].Description, "What would mend it") {
			t.Errorf("%s does not say what would mend it", code)
		}
		if !texts.Danish.Has("justification."+code) || !texts.Danish.Has("justification."+code+".mend") {
			t.Errorf("no text for %s", code)
		}
		if !strings.Contains(Sources()["justification_test.rego"], `"`+code+`"`) {
			t.Errorf("no Rego test finds %s", code)
		}
		if n := strings.Count(justificationSource, `{"code": "`+code+`"`); n != 1 {
			t.Errorf("%s stands %d times in the order", code, n)
		}
	}
	if n := strings.Count(justificationSource, `{"code": "`); n != found {
		t.Errorf("%d findings in the order, %d rules", n, found)
	}
	for _, code := range []string{registry.CaseCopied, registry.CaseDue} {
		if !strings.Contains(justificationSource, `found contains "`+code+`"`) {
			t.Errorf("the policy does not find %s", code)
		}
	}
}

func newCasesOf(source string, limit time.Duration) (*Cases, error) {
	b, err := programBody(registry.PolicyJustification, source)
	if err != nil {
		return nil, err
	}
	return casesOf(b, limit), nil
}
