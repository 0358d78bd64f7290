package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// supposedly is what the test reads of simulate --json.
type supposedly struct {
	On, From, PolicyDigest string
	Looked                 int
	Changes                []struct {
		Number string
		Is     struct {
			State   string
			Reasons []struct{ Code string }
		}
	}
}

func (m *machine) simulate(args ...string) (answer supposedly) {
	m.t.Helper()
	r := m.must(append([]string{"simulate", "--json"}, args...)...)
	out := strings.ReplaceAll(r.out, `"policy_digest"`, `"PolicyDigest"`)
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		m.t.Fatalf("%v: %s", err, r.out)
	}
	return answer
}

// What would be otherwise is told in words and as JSON, of what a file supposes and of
// what options do; the register stays as it was, and a file that is none is refused.
func TestSimulateCommand(t *testing.T) {
	testenv.Long(t)
	m := newMachine(t, testenv.SQLite(t), "2026-11-01")
	m.importSample()
	m.day("2026-11-02")
	if r := m.openReview("--all"); r.code != done {
		t.Fatalf("review open: %+v", r)
	}
	before := m.status("--on", "2027-07-01")
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}

	words := m.must("simulate", "--on", "2027-07-01")
	if !strings.Contains(words.out, "Der bliver ikke besluttet mere.") || !strings.Contains(words.out, "I kraft → Bortfaldet") && !strings.Contains(words.out, "i kraft → bortfaldet") {
		t.Errorf("in words: %s", words.out)
	}
	for args, want := range map[string]string{"--basis LBK --ends 2027-05-01": "--basis: ", "--on 2020-01-01": "--on: ", "--settings none.json": "none.json kan ikke læses"} {
		if r := m.run(append([]string{"simulate"}, strings.Fields(args)...)...); r.code != refused || !strings.Contains(r.err, want) {
			t.Errorf("%s: %d %s", args, r.code, r.err)
		}
	}
	nothing := m.simulate("--on", "2027-07-01")
	if nothing.Looked != 64 || len(nothing.Changes) != 49 {
		t.Errorf("nothing more is decided: %+v", nothing)
	}
	if inFile := m.simulate(file("hvis.json", `{"on": "2027-07-01"}`)); len(inFile.Changes) != len(nothing.Changes) {
		t.Errorf("the same in a file: %d, %d", len(inFile.Changes), len(nothing.Changes))
	}
	if over := m.simulate("--on", "2027-06-30", file("hvis.json", `{"on": "2027-07-01"}`)); over.On != "2027-06-30" || len(over.Changes) != 0 {
		t.Errorf("an option over the file: %+v", over)
	}
	settings := m.simulate("--on", "2027-07-01", "--from", "2027-01-01", "--settings", file("indstillinger.json", `{"hearing_extension_days": 30}`))
	if settings.From != "2027-01-01" || settings.Looked != nothing.Looked {
		t.Errorf("other settings: %+v", settings)
	}
	never := policyDir(t, "lapse_date_passed if {", "lapse_date_passed if {\n\tinput.on > \"2090-01-01\"")
	if policy := m.simulate("--on", "2027-07-01", "--policy", never); policy.PolicyDigest == nothing.PolicyDigest || len(policy.Changes) < len(nothing.Changes) ||
		policy.Changes[0].Is.State != "in_force" {
		t.Errorf("a policy by which nothing lapses: %+v", policy)
	}
	if basis := m.simulate("--on", "2028-07-01", "--basis", "https://www.retsinformation.dk/eli/lta/2023/721 § 133", "--ends", "2027-01-01"); len(basis.Changes) != 1 || basis.Changes[0].Number != "R-0001" {
		t.Errorf("a basis ends: %+v", basis)
	}
	for name, args := range map[string][]string{
		"no_such":     {file("hvis.json", `{"no_such": 1}`)},
		"winding":     {"--settings", file("s.json", `{"winding_down_days": -1}`)},
		"none.json":   {filepath.Join(t.TempDir(), "none.json")},
		"2. november": {"--on", "2026-11-01"},
		"--policy":    {"--policy", t.TempDir()},
		"in_force.re": {"--policy", policyDir(t, "package omvendt.in_force", "package omvendt.in_force\n\nx := {")},
	} {
		if r := m.run(append([]string{"simulate"}, args...)...); r.code == done || !strings.Contains(r.err, name) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if after := m.status("--on", "2027-07-01"); !reflect.DeepEqual(after.Rules, before.Rules) {
		t.Errorf("simulations changed the register from\n%+v\nto\n%+v", before.Rules, after.Rules)
	}
}
