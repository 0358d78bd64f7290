package policies

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// besideThem are the other policies of the program, with their tests.
var besideThem = map[string]string{
	"justification.rego": justificationSource, "justification_test.rego": Sources()["justification_test.rego"],
	"adoption.rego": adoptionSource, "adoption_test.rego": Sources()["adoption_test.rego"],
	"decision.rego": decisionSource, "decision_test.rego": Sources()["decision_test.rego"],
}

// longer asks one more thing of a justification: ten words.
const longer = `

# METADATA
# title: The value is said in fewer than ten words
# description: What would mend it is two sentences.
# custom:
#   title_da: Værdien er sagt på under ti ord
#   description_da: Det rettes med to sætninger.
#   code: TOO_SHORT
#   severity: fails
found contains "TOO_SHORT" if {
	written
	input.words < 10
}
`

// changed is a policy of the program with one passage replaced, and some text after it.
func changed(t *testing.T, source, old, new, after string) string {
	t.Helper()
	if strings.Count(source, old) != 1 {
		t.Fatalf("it holds %q %d times", old, strings.Count(source, old))
	}
	return strings.Replace(source, old, new, 1) + after
}

func longerCases(t *testing.T) string {
	return changed(t, justificationSource, `{"code": "INDICATOR_DUE",`, `{"code": "TOO_SHORT", "severity": "fails"},
	{"code": "INDICATOR_DUE",`, longer)
}

// inForce is a bundle as it is adopted.
func inForce(t *testing.T, files map[string]string) registry.GameVersion {
	t.Helper()
	b := Bundle{}
	for name, text := range files {
		b[name] = []byte(text)
	}
	source, report := b.CheckHere(registry.DefaultSettings().Canonical())
	if !report.Passed() {
		t.Fatalf("it does not pass: %+v", report)
	}
	return registry.GameVersion{Kind: registry.GamePolicy, From: 10, Source: source, Digest: registry.Digest(source)}
}

// What a bundle does not hold comes from the program; what it holds is its own, with its words.
func TestABundleOfOnePolicy(t *testing.T) {
	testenv.OneAtATime(t)
	v := inForce(t, map[string]string{"mine/justification.rego": longerCases(t)})
	texts, err := unarchive(v.Source)
	if err != nil || texts["in_force.rego"] == "" || texts["ruling.rego"] == "" || texts["explain.rego"] == "" || texts["decision.rego"] != "" {
		t.Errorf("%d modules, %v", len(texts), err)
	}
	program := mustCases(t)
	own, err := program.InVersion(v)
	if err != nil {
		t.Fatal(err)
	}
	grade, findings, err := own.JudgeCase(wellJustified, usualLimits)
	if err != nil || grade != registry.CaseWeak || len(findings) != 1 || findings[0].Says.Danish != "Værdien er sagt på under ti ord" ||
		findings[0].Mends.English != "What would mend it is two sentences." {
		t.Errorf("%s %+v %v", grade, findings, err)
	}
	if own.CaseDigest(usualLimits) == program.CaseDigest(usualLimits) {
		t.Error("the digest is the program's")
	}
	if again, _ := program.InVersion(v); again != own {
		t.Error("it is compiled twice")
	}
	decision := mustDecision(t)
	if same, err := decision.InVersion(v); err != nil || same != workflow.DecisionPolicy(decision) {
		t.Errorf("what it does not hold is not the program's: %v", err)
	}
	damaged := v
	damaged.Source = append(slices.Clone(v.Source), ' ')
	damaged.Digest = "x"
	if _, err := program.InVersion(damaged); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("bytes that are not those of their digest: %v", err)
	}
	builtin, _ := mustMaker(t).Builtin()
	if same, err := program.InVersion(registry.GameVersion{Kind: registry.GamePolicy, Source: builtin, Digest: registry.Digest(builtin)}); err != nil || same != registry.CasePolicy(program) {
		t.Errorf("the program's version: %v", err)
	}
}

// The status of a rule is judged by the policy about it alone: the others beside it make
// it no slower.
func TestOthersBesideInForceAreNotRead(t *testing.T) {
	testenv.OneAtATime(t)
	builtin, _ := mustMaker(t).Builtin()
	with := inForce(t, besideThem)
	if bytes.Equal(with.Source, builtin) {
		t.Fatal("nothing is beside it")
	}
	settings := registry.DefaultSettings().Canonical()
	a, err := newJudge(builtin, settings, evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newJudge(with.Source, settings, evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	if !a.days.compared || !b.days.compared || len(a.modules) != len(b.modules) {
		t.Errorf("%d modules, and %d", len(a.modules), len(b.modules))
	}
	texts, err := mustMaker(t).ReadPolicies(with.Source)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range texts {
		beside := p.Name == registry.PolicyJustification || p.Name == registry.PolicyDecision || p.Name == registry.PolicyAdoption
		if p.Held != beside || beside != (p.Digest == with.Digest) && p.Name != registry.PolicyInForce {
			t.Errorf("%s: held %v, %s", p.Name, p.Held, p.Digest)
		}
	}
}

// A bundle of any of the other policies does no harm either: each is found out by the
// check that is meant for it.
func TestBadBundlesOfOtherPolicies(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	many := "some a in l; some b in l; some c in l; some d in l; some e in l; a + b + c + d + e == 0"
	one := func(name, text string) Bundle { return Bundle{name + ".rego": []byte(text)} }
	answers := func(policy, body string) Bundle { return one(policy, "package omvendt."+policy+"\n\n"+body) }
	found := func(policy, finding string) Bundle {
		rest := map[string]string{"justification": `"grade": "weak", `, "decision": `"outcome": "fell", `}[policy]
		return answers(policy, `answer := {`+rest+`"findings": [`+finding+`]}`)
	}
	told := func(policy, title string) Bundle {
		b := found(policy, `{"code": "MOOD", "severity": "`+map[string]string{"justification": "lowers"}[policy]+`"}`)
		text := strings.Replace(string(b[policy+".rego"]), `"severity": ""`, `"severity": "note"`, 1)
		return one(policy, text+"\n\n# METADATA\n# title: "+title+"\n# custom:\n#   title_da: Humør\n#   code: MOOD\nmood := 1\n")
	}
	for _, policy := range []string{"justification", "adoption", "decision"} {
		source := map[string]string{"justification": justificationSource, "adoption": adoptionSource, "decision": decisionSource}[policy]
		fact := map[string]string{"justification": "input.words", "adoption": "input.added", "decision": "input.seats"}[policy]
		for _, x := range []struct {
			name   string
			bundle Bundle
			check  registry.PolicyCheckName
			code   registry.PolicyFindingCode
		}{
			{"broken", answers(policy, "answer := {"), registry.CheckCompile, registry.FoundFault},
			{"network", answers(policy, `answer := http.send({"method": "get", "url": "http://127.0.0.1:1/"})`), registry.CheckCompile, registry.FoundFault},
			{"unknown fact", answers(policy, "answer := input.mood"), registry.CheckSchema, registry.FoundUnknownInput},
			{"a fact of another policy", answers(policy, "answer := input.fact.class"), registry.CheckSchema, registry.FoundUnknownInput},
			{"unknown setting", answers(policy, "answer := data.params.longest_review_years"), registry.CheckSchema, registry.FoundUnknownInput},
			{"undefined", answers(policy, "answer := 1 if "+fact+" < 0"), registry.CheckFindings, registry.FoundNoAnswer},
			{"two answers", answers(policy, "answer := 1 if "+fact+" >= 0\n\nanswer := 2 if "+fact+" >= 0"), registry.CheckFindings, registry.FoundNoAnswer},
			{"endless", answers(policy, "l := "+list+"\n\nanswer := [1 | "+many+"; "+fact+" > 0]"), registry.CheckFindings, registry.FoundTime},
			{"no severity", found(policy, `{"code": "MOOD"}`), registry.CheckFindings, registry.FoundNoAnswer},
			{"no words", found(policy, `{"code": "MOOD", "severity": "`+map[bool]string{true: "lowers", false: "note"}[policy == "justification"]+`"}`), registry.CheckFindings, registry.FoundUntold},
			{"too many words", told(policy, strings.Repeat("mood ", 50)), registry.CheckFindings, registry.FoundUntold},
			{"a lie", found(policy, map[string]string{"justification": `{"code": "COPIED", "severity": "lowers"}`,
				"adoption": `{"code": "RESEMBLES_RULE_IN_FORCE", "severity": "note"}`, "decision": `{"code": "HEARING_MISSING", "severity": "note"}`}[policy]), registry.CheckTruth, registry.FoundUntrue},
			{"a test fails", Bundle{policy + ".rego": []byte(source), "x_test.rego": []byte("package omvendt.own.x_test\n\ntest_x if 1 == 2")}, registry.CheckTests, registry.FoundTestFailed},
		} {
			t.Run(policy+" "+x.name, func(t *testing.T) {
				_, report := x.bundle.CheckHere(registry.DefaultSettings().Canonical())
				if report.Passed() {
					t.Fatal("it passed")
				}
				wantCode(t, report, x.check, x.code)
			})
		}
	}
	decision := func(old, new string) Bundle { return one("decision", changed(t, decisionSource, old, new, "")) }
	for _, x := range []struct {
		name   string
		bundle Bundle
		check  registry.PolicyCheckName
		code   registry.PolicyFindingCode
	}{
		{"access", answers("access", "reach := {}"), registry.CheckCompile, registry.FoundProgramsOwn},
		{"misspelled", answers("justifications", "answer := 1"), registry.CheckCompile, registry.FoundUnknownPackage},
		{"nobody's grade", one("justification", changed(t, justificationSource, `grade := "undefended" if {
	input.undefended
} else := "missing" if {
	input.empty
} else`, `grade`, "")), registry.CheckTruth, registry.FoundUntrue},
		{"a good grade for what fails", one("justification", changed(t, justificationSource, `} else := "weak" if {`, `} else := "good" if {`, "")), registry.CheckTruth, registry.FoundUntrue},
		{"carried against the votes", decision("input.for > input.against", "input.for >= 0"), registry.CheckVote, registry.FoundVoteLost},
		{"carried without a vote", decision(`} else := "not_put" if {`, `} else := "carried" if {`), registry.CheckVote, registry.FoundVoteLost},
		{"too few is only noted", decision(`{"code": "NO_QUORUM", "severity": "blocks"}`, `{"code": "NO_QUORUM", "severity": "note"}`), registry.CheckVote, registry.FoundUnlawfulVote},
		{"who is disqualified is not told", decision(`found contains "DISQUALIFIED_VOTED" if input.disqualified_voted`, `found contains "DISQUALIFIED_VOTED" if input.seats < 0`), registry.CheckVote, registry.FoundUnlawfulVote},
		{"nobody asks for a mandate", decision(`{"code": "NO_MANDATE", "severity": "explain"}`, `{"code": "NO_MANDATE", "severity": "note"}`), registry.CheckVote, registry.FoundUnlawfulVote},
		{"nothing is carried", decision("input.for > input.against", "input.for < input.against - 100"), registry.CheckVote, registry.FoundReasonless},
		{"the council's keep is blocked", decision(`{"code": "NO_SPECIAL_REASON", "severity": "explain"}`, `{"code": "NO_SPECIAL_REASON", "severity": "blocks"}`), registry.CheckVote, registry.FoundKeepRefused},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, report := x.bundle.CheckHere(registry.DefaultSettings().Canonical())
			if report.Passed() {
				t.Fatal("it passed")
			}
			wantCode(t, report, x.check, x.code)
		})
	}
}

func wantCode(t *testing.T, report registry.PolicyReport, check registry.PolicyCheckName, code registry.PolicyFindingCode) {
	t.Helper()
	for _, c := range report.Checks {
		if c.Name == check && slices.ContainsFunc(c.Findings, func(f registry.PolicyFinding) bool { return f.Code == code }) {
			return
		}
	}
	t.Errorf("no %s of %s: %+v", code, check, report)
}

// What breaks the process that checks is told for what it is, whichever policy it is in.
func TestOtherPoliciesThatBreakTheProcess(t *testing.T) {
	testenv.Long(t)
	if testenv.Race {
		t.Skip("what watches for races takes more memory than the limit")
	}
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 100), ",") + "]"
	hog := "package omvendt.decision\n\nl := " + list + "\n\nanswer := [[a, b, c, d, input.seats] | some a in l; some b in l; some c in l; some d in l]"
	c := checker(t)
	c.Limits = CheckLimits{Memory: 200 << 20}
	_, report := checked(t, c, Bundle{"decision.rego": []byte(hog)})
	last := report.Checks[len(report.Checks)-1]
	if last.Name != registry.CheckFindings || last.Passed || last.Findings[0].Code != registry.FoundMemory && last.Findings[0].Code != registry.FoundTime {
		t.Errorf("report %+v", report)
	}
}
