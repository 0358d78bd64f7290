package openapi

import (
	"slices"
	"strings"
	"testing"
)

// It is said of a rule that stopped that this did harm: who answered for it gets one
// hassle, everybody reads that the question is open again, and a new rule that cites
// the old one is told of when it comes.
func TestHarms(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		unharmed := s.rule()
		s.send("POST", unharmed+"/harms", object{"text": "x"}, s.admin()).refused(409, "not_stopped")
		number, _ := s.stopped()
		here := "/v1/rules/" + number
		if got := s.get(here + "/reopening").want(200); len(got.at("days").([]any)) != 0 {
			t.Errorf("it is open again: %s", got.raw)
		}
		s.send("POST", here+"/harms", object{"text": " "}, s.admin()).refused(422, "required")
		s.send("POST", here+"/harms", object{"text": "x"}, s.as("secretary")).refused(403, "forbidden")
		first := s.create(here+"/harms", object{"text": "Et barn, 010190-1234, blev væk på tur."})
		if got := first.text("text"); strings.Contains(got, "1234") || !strings.Contains(got, "blev væk") || first.text("since") != "2027-01-10" {
			t.Errorf("it says %s", first.raw)
		}
		second := s.send("POST", here+"/harms", object{"text": "Igen."}, s.as("challenger")).want(201)
		if first.text("hassle") == "" || first.text("hassle") != second.text("hassle") {
			t.Errorf("there are hassles %q and %q", first.text("hassle"), second.text("hassle"))
		}
		got := s.get(here + "/reopening").want(200)
		if len(got.at("days").([]any)) != 2 || got.text("hassle") != first.text("hassle") || strings.Contains(string(got.raw), "blev væk") {
			t.Errorf("everybody reads %s", got.raw)
		}
		if all := s.get(here+"/harms", s.admin()).want(200).column("text"); len(all) != 2 || !slices.Contains(all, "Igen.") {
			t.Errorf("it was said %q", all)
		}
		again := s.create("/v1/rules", aRule(s.next("Regel ")).and("adoption", object{"cites": []string{number}, "news": "Den gælder kun ture med bus."})).text("number")
		if got := s.get(here + "/reopening").want(200); got.text("rules", 0) != again {
			t.Errorf("the new rule is %s: %s", again, got.raw)
		}
		if log := s.get("/v1/audit-events?limit=200", s.admin()).want(200).raw; strings.Contains(string(log), "blev væk") {
			t.Error("the log has what happened")
		}
	})
}
