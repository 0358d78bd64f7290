package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPolicyTest: the program's own policies pass their tests and every code is reached; a
// bundle whose test fails, or with a code that no test names, is an exit code.
func TestPolicyTest(t *testing.T) {
	m := newMachine(t, "sqlite::memory:", "2027-07-01")
	if r := m.run("policy", "test"); r.code != done || !strings.Contains(r.out, "af linjerne") {
		t.Errorf("the program's own: %+v", r)
	}
	failing := m.run("policy", "test", policyDir(t, `{"code": "KEPT_BY_DECISION", "state": "in_force"}`, `{"code": "KEPT_BY_DECISION", "state": "lapsed"}`))
	if failing.code != refused || !strings.Contains(failing.out, "Består ikke: ") {
		t.Errorf("a failing one: %+v", failing)
	}
	untested := policyDir(t, "", "")
	module, err := os.OpenFile(filepath.Join(untested, "in_force.rego"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = module.WriteString("\n# METADATA\n# title: One that nobody tries\n# custom:\n#   code: NEVER_TRIED\nnever_tried if input.today == \"\"\n")
		err = errors.Join(err, module.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if r := m.run("policy", "test", untested); r.code != refused || !strings.Contains(r.out, "Ingen prøve når koden NEVER_TRIED") {
		t.Errorf("codes without a test: %+v", r)
	}
	if r := m.run("policy", "test", t.TempDir()); r.code != refused {
		t.Errorf("an empty one: %+v", r)
	}
}

// TestPolicyEval: what is asked of the policy is what the register says; an edited policy
// answers otherwise and changes nothing.
func TestPolicyEval(t *testing.T) {
	m := newMachine(t, "sqlite:"+filepath.Join(t.TempDir(), "omvendt.db"), "2026-11-01")
	m.importSample()
	r := m.run("policy", "eval", "R-0001", "--on", "2026-12-01")
	if r.code != done || !strings.Contains(r.out, "I kraft") || !strings.Contains(r.out, "STATE_DUTY") {
		t.Errorf("eval: %+v", r)
	}
	var told evaluated
	asJSON := m.run("policy", "explain", "R-0001", "--on", "2026-12-01", "--json")
	if err := json.Unmarshal([]byte(asJSON.out), &told); err != nil || told.State != "in_force" || len(told.Reasons) == 0 || len(told.Held) == 0 || len(told.Facts) < 10 {
		t.Errorf("explain --json: %v %+v", err, asJSON)
	}
	explained := m.run("policy", "explain", "R-0001", "--lang", "en")
	if explained.code != done || !strings.Contains(explained.out, "Holds:") || !strings.Contains(explained.out, "yes  ") || !strings.Contains(explained.out, "effective_from") {
		t.Errorf("explain: %+v", explained)
	}
	edited := policyDir(t, `{"code": "STATE_DUTY", "state": "in_force"}`, `{"code": "STATE_DUTY", "state": "extended"}`)
	if r := m.run("policy", "eval", "R-0001", "--policy", edited); r.code != done || !strings.Contains(r.out, "Midlertidigt forlænget") {
		t.Errorf("an edited policy: %+v", r)
	}
	if r := m.run("policy", "eval", "R-4242"); r.code != refused || !strings.Contains(r.err, "R-4242") {
		t.Errorf("no such rule: %+v", r)
	}
	if r := m.run("policy", "eval", "R-0001", "--on", "i morgen"); r.code != refused {
		t.Errorf("no such day: %+v", r)
	}
}
