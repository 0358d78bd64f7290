package policies

import (
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// The facts are made in Go and read in Rego: every name must be the same.
func TestAdoption(t *testing.T) {
	a, err := NewAdoption()
	if err != nil {
		t.Fatal(err)
	}
	good := registry.AdoptionFacts{Class: registry.CouncilRule, Justified: true, FirstReview: true}
	for want, change := range map[string]func(*registry.AdoptionFacts){
		"":                               func(*registry.AdoptionFacts) {},
		"NO_JUSTIFICATION_THAT_HOLDS":    func(f *registry.AdoptionFacts) { f.Justified = false },
		"NO_FIRST_REVIEW":                func(f *registry.AdoptionFacts) { f.FirstReview = false },
		"RESEMBLES_ENDED_RULE_NOT_CITED": func(f *registry.AdoptionFacts) { f.ResemblesEnded, f.News = true, true },
		"NOTHING_NEW_SAID":               func(f *registry.AdoptionFacts) { f.Cites = true },
		"DUTY_ON_CITIZENS_WITHOUT_BASIS": func(f *registry.AdoptionFacts) { f.Duty = true },
		"RESEMBLES_RULE_IN_FORCE":        func(f *registry.AdoptionFacts) { f.ResemblesRule = true },
		"REQUIREMENT_ADDED":              func(f *registry.AdoptionFacts) { f.Amended, f.Added = true, 1 },
		"NO_JUSTIFICATION_THAT_HOLDS REQUIREMENT_ADDED": func(f *registry.AdoptionFacts) {
			f.Amended, f.Stricter, f.Justified, f.FirstReview = true, 1, false, false
		},
		"DETAILS_CHANGED": func(f *registry.AdoptionFacts) { f.Amended, f.Altered, f.Justified = true, 2, false },
	} {
		facts := good
		change(&facts)
		findings, err := a.JudgeAdoption(facts)
		var got []string
		for _, f := range findings {
			got = append(got, f.Code)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%+v: %v %v, wanted %q", facts, got, err, want)
		}
	}
	permitted := good
	permitted.Duty, permitted.Permitted = true, true
	if findings, err := a.JudgeAdoption(permitted); err != nil || len(findings) > 0 {
		t.Errorf("permitted: %v %v", findings, err)
	}
}

func TestAdoptionFailsClosed(t *testing.T) {
	for name, answer := range map[string]string{
		"undefined":         `answer := 1 if input.on`,
		"no list":           `answer := {"findings": {}}`,
		"unknown code":      `answer := {"findings": [{"code": "MOOD", "severity": "note"}]}`,
		"unknown severity":  `answer := {"findings": [{"code": "NO_FIRST_REVIEW", "severity": "grave"}]}`,
		"twice":             `answer := {"findings": [{"code": "NO_FIRST_REVIEW", "severity": "note"}, {"code": "NO_FIRST_REVIEW", "severity": "explain"}]}`,
		"more than is told": `answer := {"findings": [], "mood": "good"}`,
		"fault":             `answer := to_number("x")`,
	} {
		a, err := newAdoptionOf("package omvendt.adoption\n\n"+answer, evaluationLimit)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if findings, err := a.JudgeAdoption(registry.AdoptionFacts{}); findings != nil || registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %v %v", name, findings, err)
		}
	}
	if _, err := newAdoptionOf("package omvendt.adoption\n\nanswer := http.send({})", evaluationLimit); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("the network is within reach: %v", err)
	}
}

// Every finding says what it is and what would mend it, in both languages, and is
// produced by a Rego test.
func TestEveryAdoptionFindingCanBeToldAndMended(t *testing.T) {
	modules, err := parse(map[string]string{"adoption.rego": adoptionSource})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, rule := range modules["adoption.rego"].Rules {
		if rule.Head.Name.String() != "found" {
			continue
		}
		found++
		code := strings.Trim(rule.Head.Key.String(), `"`)
		if len(rule.Annotations) == 0 || rule.Annotations[0].Title == "" || !strings.HasPrefix(rule.Annotations[0].Description, "What would mend it") {
			t.Errorf("%s does not say what would mend it", code)
		}
		if _, ok := registry.AdoptionCodes[code]; !ok || !texts.Danish.Has("adoption."+code) {
			t.Errorf("%s cannot be told of", code)
		}
		if !strings.Contains(Sources()["adoption_test.rego"], `"`+code+`"`) {
			t.Errorf("no Rego test finds %s", code)
		}
		if n := strings.Count(adoptionSource, `{"code": "`+code+`"`); n != 1 {
			t.Errorf("%s stands %d times in the order", code, n)
		}
	}
	if n := strings.Count(adoptionSource, `{"code": "`); n != found || found != len(registry.AdoptionCodes) {
		t.Errorf("%d findings in the order, %d rules, %d told of", n, found, len(registry.AdoptionCodes))
	}
}

func newAdoptionOf(source string, limit time.Duration) (*Adoption, error) {
	b, err := programBody(registry.PolicyAdoption, source)
	if err != nil {
		return nil, err
	}
	return adoptionOf(b, limit)
}
