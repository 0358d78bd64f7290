package policies

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

func policyTexts(t *testing.T) []registry.PolicyText {
	t.Helper()
	all, err := mustMaker(t).ReadPolicies(nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every rule of every policy is a sentence in both languages, and its code and its
// severity are those that the policy answers with.
func TestEverySentenceIsWhole(t *testing.T) {
	both := func(what string, text registry.Bilingual, needed bool) {
		if (text.Danish == "") != (text.English == "") || needed && text.Danish == "" {
			t.Errorf("%s: Danish %q, English %q", what, text.Danish, text.English)
		}
		if strings.Contains(strings.ToLower(text.Danish), "afgørelse") {
			t.Errorf("%s: %s", what, text.Danish)
		}
	}
	for _, p := range policyTexts(t) {
		both(string(p.Name), p.Title, true)
		both(string(p.Name), p.About, true)
		places := map[string]bool{}
		for _, s := range p.Sentences {
			what := s.Module + " " + s.Name + " " + s.Code
			both(what, s.Title, true)
			both(what, s.About, false)
			both(what, s.Source, s.Severity != "")
			if s.Rego == "" || !strings.Contains(s.Rego, s.Name) {
				t.Errorf("%s has the source %q", what, s.Rego)
			}
			if places[s.Anchor] {
				t.Errorf("%s: the place %s is taken", what, s.Anchor)
			}
			places[s.Anchor] = true
			if s.Name == "found" && !strings.Contains(s.Rego, `"`+s.Code+`"`) || s.Module == "in_force.rego" && s.Code != "" && strings.ToUpper(s.Name) != s.Code {
				t.Errorf("%s has another code: %s", what, s.Rego)
			}
		}
		modules, err := parse(modulesOf(p))
		if err != nil {
			t.Fatal(err)
		}
		states, severities := listed(modules)
		for code := range states {
			if s, ok := p.Sentence(code); !ok || s.State != states[code] {
				t.Errorf("%s: no sentence for %s", p.Name, code)
			}
		}
		for code, severity := range severities {
			if s, ok := p.Sentence(code); !ok || s.Severity != severity {
				t.Errorf("%s: no sentence for %s with severity %s", p.Name, code, severity)
			}
		}
	}
}

func modulesOf(p registry.PolicyText) map[string]string {
	sources := map[string]string{}
	for _, m := range p.Modules {
		sources[m.Name] = m.Source
	}
	return sources
}

// Each reason that a status can have, and each refusal of access, has its sentence.
func TestEveryReasonHasItsSentence(t *testing.T) {
	all := policyTexts(t)
	for _, code := range constsOf(t, "../registry/judge.go", "ReasonCode") {
		if _, ok := all[0].Sentence(code); !ok {
			t.Errorf("no sentence for %s", code)
		}
	}
	access := all[slices.Index(registry.PolicyNames, registry.PolicyAccess)]
	for _, reason := range []string{Granted, NotSignedIn, RoleMayNot, AuditorChangesNothing, WholeMunicipalityOnly, UnknownPermission} {
		if _, ok := access.Sentence(reason); !ok {
			t.Errorf("no sentence for %s", reason)
		}
	}
}

func TestSentencesNameTheirSettings(t *testing.T) {
	for _, p := range policyTexts(t) {
		if p.Name != registry.PolicyJustification {
			continue
		}
		if s, _ := p.Sentence("COPIED"); !slices.Equal(s.Settings, []string{"copied_percent", "fewest_words"}) {
			t.Errorf("COPIED reads %v", s.Settings)
		}
	}
}

// The policies of a program without Danish sentences are read in English.
func TestAPolicyWithoutDanishIsRead(t *testing.T) {
	m := mustMaker(t)
	source := archive(map[string]string{"in_force.rego": "# METADATA\n# title: Old\n# scope: package\npackage omvendt.in_force\n\n# METADATA\n# title: It holds\nholds if input.on < \"2027-01-01\"\n"})
	all, err := m.ReadPolicies(source)
	if err != nil {
		t.Fatal(err)
	}
	if s := all[0].Sentences; len(s) != 1 || s[0].Title != (registry.Bilingual{English: "It holds"}) || all[0].Digest != registry.Digest(source) {
		t.Errorf("%+v", all[0])
	}
}

func TestBuiltinTestsPassAndReach(t *testing.T) {
	testenv.OneAtATime(t)
	report, err := RunTests(context.Background(), Sources())
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Failed) > 0 || report.Ran < 50 {
		t.Errorf("%d tests, failed: %v", report.Ran, report.Failed)
	}
	if codes := report.Unreached(); len(codes) > 0 {
		t.Errorf("no test names %v", codes)
	}
	if report.Coverage < 100 {
		t.Errorf("coverage %.1f%%: %v", report.Coverage, report.Uncovered)
	}
}

func TestAFailingTestIsTold(t *testing.T) {
	sources := map[string]string{
		"a.rego":      "package omvendt.a\n\n# METADATA\n# title: A\n# custom:\n#   code: ALPHA\nalpha if input.on < \"2027-01-01\"\n\nbeta if input.on == \"x\"\n",
		"a_test.rego": "package omvendt.a_test\n\nimport data.omvendt.a\n\ntest_alpha if a.alpha with input as {\"on\": \"2028-01-01\"}\n",
	}
	report, err := RunTests(context.Background(), sources)
	if err != nil || len(report.Failed) != 1 || !slices.Equal(report.Unreached(), []string{"ALPHA"}) || report.Coverage > 60 {
		t.Errorf("%+v %v", report, err)
	}
	if _, err := RunTests(context.Background(), map[string]string{"a.rego": sources["a.rego"]}); err == nil {
		t.Error("no tests, and no error")
	}
}
