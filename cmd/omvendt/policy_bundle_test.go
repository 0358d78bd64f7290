package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// policyDir is the program's own policy in a directory, with one passage replaced.
func policyDir(t *testing.T, old, replacement string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"in_force.rego", "explain.rego", "ruling.rego", "in_force_test.rego", "ruling_test.rego"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "policies", "rego", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Replace(string(text), old, replacement, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPolicyCheck: what the command says is what an officer must do about it, and a
// policy that is no good is an exit code.
func TestPolicyCheck(t *testing.T) {
	testenv.Long(t)
	m := newMachine(t, "sqlite::memory:", "2027-07-01")
	good := m.run("policy", "check", policyDir(t, "", ""))
	if good.code != done || !strings.Contains(good.out, "Politikken består alle prøver") || strings.Contains(good.out, "NEJ") {
		t.Errorf("the program's own: %+v", good)
	}
	bad := m.run("policy", "check", policyDir(t, `{"code": "KEPT_BY_DECISION", "state": "in_force"}`, `{"code": "KEPT_BY_DECISION", "state": "lapsed"}`))
	if bad.code != refused || !strings.Contains(bad.out, "NEJ  Når byrådet beslutter at beholde en regel, tæller det altid") || !strings.Contains(bad.out, `"standing":"keep"`) {
		t.Errorf("one without keeps: %+v", bad)
	}
	broken := m.run("policy", "check", policyDir(t, "package omvendt.in_force", "package omvendt.in_force\n\nx := {"))
	if broken.code != refused || !strings.Contains(broken.out, "in_force.rego:") || !strings.Contains(broken.out, "(ikke prøvet)") {
		t.Errorf("a broken one: %+v", broken)
	}
	key := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(key, []byte("-----BEGIN PUBLIC KEY-----"), 0o600); err != nil {
		t.Fatal(err)
	}
	if unsigned := m.run("policy", "check", "--policy-key", key, policyDir(t, "", "")); unsigned.code != refused || !strings.Contains(unsigned.out, "ikke underskrevet") {
		t.Errorf("an unsigned one: %+v", unsigned)
	}
	if none := m.run("policy", "check", filepath.Join(t.TempDir(), "none")); none.code != refused {
		t.Errorf("no directory: %+v", none)
	}
}

// TestHarmless: what is supposed of a policy is refused where it can do harm here, and
// not for what it answers.
func TestHarmless(t *testing.T) {
	testenv.Long(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tried := harmless(&policies.Checker{Command: append([]string{self}, checkChild...)})
	bundle := policiestest.Compiled().Maker.BuiltinBundle()
	with := func(old, new string) []byte {
		modules := map[string]string{}
		for name, text := range bundle {
			modules[name] = strings.Replace(string(text), old, new, 1)
		}
		return registry.PolicyArchive(modules)
	}
	for what, c := range map[string]struct {
		source []byte
		says   string
	}{
		"the program's own":   {with("", ""), ""},
		"one without keeps":   {with(`{"code": "KEPT_BY_DECISION", "state": "in_force"}`, `{"code": "KEPT_BY_DECISION", "state": "lapsed"}`), ""},
		"a broken one":        {with("package omvendt.in_force\n", "package omvendt.in_force\n\nx := {\n"), "in_force.rego:"},
		"one that calls":      {with("package omvendt.in_force\n", "package omvendt.in_force\n\nx := http.send({})\n"), "http.send"},
		"one nested too deep": {with("package omvendt.in_force\n", "package omvendt.in_force\n\nx := "+strings.Repeat("[", 400_000)+"\n"), "in_force"},
	} {
		err := tried(t.Context(), c.source)
		if c.says == "" && err != nil || c.says != "" && (registry.CodeOf(err) != registry.CodePolicyFailed || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
