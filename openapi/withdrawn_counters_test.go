package openapi

import (
	"strings"
	"testing"
)

// Whoever filed a counter-case takes it back, or an administrator for them: neither
// it nor its answer is read anywhere after, and that it was there stays told.
func TestCounterCaseIsWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		here := rule + "/counter-cases"
		file := func(cost string) string {
			return here + "/" + s.send("POST", here, object{"party": "union", "name": "Stuen", "public": true, "cost": cost}, s.as("challenger")).want(201).text("id")
		}
		one, other := file("Skema ved siden af arbejdet."), file("Planen læses af ingen.")
		// Filed in the same instant, they stand by their ids.
		listed := s.get(here).want(200)
		if a, b := listed.text("items", 0, "id"), listed.text("items", 1, "id"); a >= b {
			t.Errorf("%s before %s", a, b)
		}
		s.send("POST", one+"/replies", object{"text": "Skemaet er kort."}, s.as("owner")).want(201)
		s.send("DELETE", one, nil, s.as("challenger")).refused(428, "precondition_required")
		s.send("DELETE", one, nil, s.as("challenger"), with("If-Match", `"1"`)).refused(412, "stale")
		match := func(path string) option { return with("If-Match", s.get(path).want(200).header.Get("ETag")) }
		s.send("DELETE", one, nil, s.as("owner"), match(one)).refused(403, "forbidden")
		took := match(one)
		s.send("DELETE", one, nil, s.as("challenger"), took).want(204)
		if got := s.get(rule + "/withdrawn-counter-cases").want(200); got.at("items", 0, "by_administrator") != nil {
			t.Errorf("by an administrator: %s", got.raw)
		}
		s.send("DELETE", one, nil, s.as("challenger"), took).refused(409, "counter_case_withdrawn")
		s.send("POST", one+"/replies", object{"text": "x"}, s.as("owner")).refused(409, "counter_case_withdrawn")
		s.send("POST", here, object{"thread": strings.TrimPrefix(one, here+"/"), "party": "union", "cost": "x"}, s.as("challenger")).refused(409, "counter_case_withdrawn")
		s.get(one).want(404)
		s.send("DELETE", other, nil, s.admin(), match(other)).want(204)
		if got := s.get(rule + "/withdrawn-counter-cases").want(200); got.at("items", 0, "by_administrator") != true && got.at("items", 1, "by_administrator") != true {
			t.Errorf("not by an administrator: %s", got.raw)
		}
		for _, path := range []string{here, rule, rule + "/history", rule + "/withdrawn-counter-cases", "/v1/audit-events"} {
			got := s.get(path, s.admin())
			if got.status != 200 {
				t.Errorf("%s: %d", path, got.status)
			}
			for _, words := range []string{"ved siden af arbejdet", "Skemaet er kort", "læses af ingen", "Stuen"} {
				if strings.Contains(string(got.raw), words) {
					t.Errorf("%s says %q", path, words)
				}
			}
		}
		gone := s.get(rule + "/withdrawn-counter-cases").want(200)
		if len(gone.at("items").([]any)) != 2 || !strings.Contains(string(gone.raw), "answered_on") || gone.text("items", 0, "party") != "union" {
			t.Errorf("%s", gone.raw)
		}
		// It is not beside the case any more: there is nothing to answer.
		if got := s.get(here).want(200); len(got.at("items").([]any)) != 0 {
			t.Errorf("%s", got.raw)
		}
	})
}
