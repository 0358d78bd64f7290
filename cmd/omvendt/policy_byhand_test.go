package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// Every policy answers an input that somebody wrote, from a file or piped in, and says why; what
// does not fit the schema is refused by its name.
func TestPolicyByHand(t *testing.T) {
	m := newMachine(t, "sqlite:"+filepath.Join(t.TempDir(), "omvendt.db"), "2027-07-01")
	m.importSample()
	example := func(policy string) map[string]any {
		t.Helper()
		var input map[string]any
		r := m.run("policy", "schema", "--of", policy, "--example")
		if err := json.Unmarshal([]byte(r.out), &input); err != nil || len(input) == 0 {
			t.Fatalf("%s: %v %+v", policy, err, r)
		}
		return input
	}
	pipe := func(input map[string]any) {
		t.Helper()
		text, err := json.Marshal(input)
		if err != nil {
			t.Fatal(err)
		}
		m.piped = string(text)
	}
	for _, policy := range registry.PolicyNames {
		pipe(example(string(policy)))
		r := m.run("policy", "explain", "--of", string(policy), "--input", "-", "--json")
		var told handAnswer
		if err := json.Unmarshal([]byte(r.out), &told); err != nil || told.Policy != policy || len(told.Digest) != 64 || len(told.Held) < 3 {
			t.Errorf("%s: %v %+v", policy, err, r)
		}
		if r := m.run("policy", "schema", "--of", string(policy)); r.code != done || !strings.Contains(r.out, `"additionalProperties": false`) {
			t.Errorf("%s: %+v", policy, r)
		}
	}

	vote := example("decision")
	vote["rank"], vote["majority"], vote["tie"], vote["ruling"], vote["voted"] = "council", "simple", "falls", "repeal", true
	vote["seats"], vote["for"], vote["against"] = 31, 8, 5
	pipe(vote)
	file := filepath.Join(t.TempDir(), "vote.json")
	if err := os.WriteFile(file, []byte(m.piped), 0o600); err != nil {
		t.Fatal(err)
	}
	said := m.run("policy", "explain", "--of", "decision", "--input", file)
	for _, line := range []string{"\n  vedtaget\n", "NO_QUORUM  Færre end halvdelen af medlemmerne deltog (Udfaldet kan ikke registreres)", "ja   present * 2 < input.seats (er 31)", "nej  input.papers_late (er false)", "Kilde: kommunestyrelsesloven § 11, stk. 2"} {
		if !strings.Contains(said.out, line) {
			t.Errorf("%q is not said: %+v", line, said)
		}
	}
	if r := m.run("policy", "eval", "--of", "decision", "--input", file, "--lang", "en"); !strings.Contains(r.out, "Fewer than half of the members took part") || strings.Contains(r.out, "input.") {
		t.Errorf("in English: %+v", r)
	}
	pipe(example("justification"))
	if r := m.run("policy", "explain", "--of", "justification", "--input", "-"); !strings.Contains(r.out, "input.own >= data.params.circular_percent (er own = 0, circular_percent = 80)") {
		t.Errorf("the setting is not said: %+v", r)
	}
	strict := policyAlone(t, "decision.rego", "present * 2 < input.seats", "present < input.seats")
	if r := m.run("policy", "explain", "--of", "decision", "--input", file, "--policy", strict); !strings.Contains(r.out, "ja   present < input.seats") {
		t.Errorf("another policy: %+v", r)
	}

	delete(vote, "against")
	vote["for"], vote["seets"], vote["voted"] = "otte", 31, 1
	pipe(vote)
	bad := m.run("policy", "eval", "--of", "decision", "--input", "-")
	for _, line := range []string{"against: Feltet skal udfyldes.", "for: Værdien er af en forkert slags", "voted: Værdien er af en forkert slags", "Feltet „seets“ findes ikke her."} {
		if bad.code != refused || !strings.Contains(bad.err, line) {
			t.Errorf("%q is not said: %+v", line, bad)
		}
	}
	status := example("in_force")
	status["on"] = "i morgen"
	pipe(status)
	if r := m.run("policy", "eval", "--input", "-"); r.code != refused || !strings.Contains(r.err, "on: „i morgen“ er ikke en dag") {
		t.Errorf("no day: %+v", r)
	}
	delete(status, "on")
	pipe(status)
	if r := m.run("policy", "eval", "--input", "-"); r.code != refused || !strings.Contains(r.err, "on, offer: Feltet skal udfyldes.") {
		t.Errorf("neither day nor ruling: %+v", r)
	}
	m.piped = `{"on": `
	if r := m.run("policy", "eval", "--input", "-"); r.code != refused || !strings.Contains(r.err, "JSON") {
		t.Errorf("no JSON: %+v", r)
	}
	for _, args := range [][]string{{"--of", "weather", "--input", "-"}, {"--of", "decision"}, {}, {"R-0001", "--of", "decision"}, {"R-0001", "--input", "-"}} {
		if r := m.run(append([]string{"policy", "eval"}, args...)...); r.code != misused {
			t.Errorf("%v: %+v", args, r)
		}
	}
}

// policyAlone is one of the program's policies in a directory, with one passage replaced.
func policyAlone(t *testing.T, name, old, replacement string) string {
	t.Helper()
	source := policies.Sources()[name]
	if !strings.Contains(source, old) {
		t.Fatalf("%s does not say %q", name, old)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(source, old, replacement)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A bundle that asks for what there is not is refused as it is where it is brought to be
// adopted, by every command that asks it.
func TestAPolicyThatAsksForNothing(t *testing.T) {
	m := newMachine(t, "sqlite:"+filepath.Join(t.TempDir(), "omvendt.db"), "2027-07-01")
	m.importSample()
	for what, dir := range map[string]string{
		"a fact":    policyAlone(t, "in_force.rego", "input.fact.in_review == true", "input.fact.in_revue == true"),
		"a setting": policyAlone(t, "justification.rego", "data.params.circular_percent", "data.params.circular_per_cent"),
		"a package": policyAlone(t, "adoption.rego", "package omvendt.adoption", "package omvendt.adoptoin"),
	} {
		for _, command := range [][]string{{"replay"}, {"eval", "R-0001"}, {"explain", "R-0001"}} {
			r := m.run(append([]string{"policy"}, append(command, "--policy", dir)...)...)
			if r.code != refused || !strings.Contains(r.err, "kan ikke bruges") || !strings.Contains(r.err, ".rego:") || r.out != "" {
				t.Errorf("%s, %v: %+v", what, command, r)
			}
		}
	}
}
