package openapi

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What changes something is logged with what it rested on, says nothing that people
// wrote, and is answered in the same way when it is asked once more. Another policy
// answers otherwise where it should, and only there.
func TestEvaluations(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Regel om madpakker"))
		}
		s.send("POST", "/v1/rules/R-0002/justifications", object{"value": "Hemmelighedsfuld trivsel."}, s.admin(), with("If-Match", `"1"`)).want(201)
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		meeting := h.meet(h.committee, "2027-01-08")
		h.vote(h.item(meeting, "R-0001", kept), "2-1")
		h.end(meeting)

		list := s.get("/v1/evaluations?limit=200", s.as("auditor")).want(200)
		named := list.column("policy")
		for _, name := range []string{"in_force", "justification", "decision"} {
			if !slices.Contains(named, name) {
				t.Errorf("%s is not logged: %v", name, named)
			}
		}
		if strings.Contains(string(list.raw), "Hemmelighedsfuld") || strings.Contains(string(list.raw), "madpakker") {
			t.Errorf("a text is logged: %s", list.raw)
		}
		s.get("/v1/evaluations", s.as("owner")).refused(403, "forbidden")
		one := s.get("/v1/evaluations?rule=R-0001&policy=decision", s.as("auditor")).want(200)
		if one.text("items", 0, "operation") != "close-meeting" || one.text("items", 0, "result", "main") != "carried" || len(one.column("id")) != 1 {
			t.Errorf("got %s", one.raw)
		}
		for query, field := range map[string]string{"rule=x": "rule", "policy=access": "policy", "from=x": "from", "until=2027-02-30": "until"} {
			if r := s.get("/v1/evaluations?"+query, s.as("auditor")).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("%s: %s", query, r.raw)
			}
		}
		lines := 0
		for file := bufio.NewScanner(bytes.NewReader(s.get("/v1/evaluations.jsonl", s.as("auditor")).want(200).raw)); file.Scan(); lines++ {
			var e Evaluation
			if err := json.Unmarshal(file.Bytes(), &e); err != nil || e.ID != list.text("items", lines, "id") {
				t.Errorf("line %d: %v %+v", lines, err, e)
			}
		}
		if lines != len(named) {
			t.Errorf("%d lines of %d entries", lines, len(named))
		}
		s.replay(len(named))
	})
}

// asked asks policies once more about all of the decision log.
func (s *server) asked(flow *workflow.Service, other bool) (all int, differing []registry.Replayed) {
	s.t.Helper()
	if err := flow.Replay(s.t.Context(), registry.EvaluationQuery{}, other, func(r registry.Replayed) error {
		if all++; r.Differs() || !other && !r.SamePolicy {
			differing = append(differing, r)
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return all, differing
}

// replayed: everything in the decision log is answered as it was, by what judged it then.
func (s *server) replayed(entries int) {
	s.t.Helper()
	if all, differing := s.asked(s.api.Workflow, false); all != entries || len(differing) > 0 {
		s.t.Errorf("%d of %d differ, %d wanted: %+v", len(differing), all, entries, differing)
	}
}

func (s *server) replay(entries int) {
	s.t.Helper()
	s.replayed(entries)

	// With a committee's keep of no effect, what it kept is told otherwise, and nothing else.
	source, err := os.ReadFile("../policies/rego/ruling.rego")
	if err != nil {
		s.t.Fatal(err)
	}
	strict := strings.Replace(string(source), `mandate contains "competent_body"`, `mandate contains criterion if some criterion in {"competent_body", "counter_case", "hearing_held", "evidence_graded"}`, 1)
	edited, found, err := policies.ReadEdited(policies.Bundle{"ruling.rego": []byte(strict), "ruling_test.rego": []byte("no rego")})
	if err != nil || len(found) > 0 {
		s.t.Fatal(err, found)
	}
	register := &registry.Service{Store: s.api.Register.Store, Maker: edited.Maker, Cases: edited.Cases, Adoption: edited.Adoption, Place: s.api.Register.Place}
	all, differing := s.asked(&workflow.Service{Store: s.api.Workflow.Store, Register: register, Policy: edited.Decision}, true)
	if all != entries || len(differing) != 1 {
		s.t.Fatalf("%d of %d differ: %+v", len(differing), all, differing)
	}
	d := differing[0]
	if d.Policy != registry.PolicyInForce || d.Number != 1 || d.Operation != "close-meeting" || d.SamePolicy ||
		!slices.Contains(d.Differences[0].Was.Codes, "KEPT_BY_DECISION") || slices.Contains(d.Differences[0].Is.Codes, "KEPT_BY_DECISION") {
		s.t.Errorf("got %+v", d)
	}
}
