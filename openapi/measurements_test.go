package openapi

import (
	"strings"
	"testing"
)

// A decision that says what is measured is measured 3 and 12 months after it takes effect:
// whoever reaches the rule, or answers for the post that measures, finds it until a
// measurement is begun, and everybody reads what it was before and after.
func TestMeasurements(t *testing.T) {
	eachOn(t, "2027-01-10", func(t *testing.T, s *server) {
		h := inHall(s)
		for _, title := range []string{"Skemaer", "Ugeplan", "Referat"} {
			s.create("/v1/rules", aRule(title))
		}
		measure := func(title, opens, closes string) string {
			return s.create("/v1/consultations", aConsultation().and("kind", "measurement").and("title", object{"da": title}).and("opens", opens).and("closes", closes)).text("slug")
		}
		before := measure("Før", "2027-01-05", "2027-01-09")
		meeting := h.meet(h.council, "2027-01-10")
		asks := object{"question": "Ophæves den?", "ruling": "repeal", "from": "2027-02-01", "measure": "Hvor meget skemaer fylder", "evaluator": "Dagtilbudschefen"}
		item := h.item(meeting, "R-0001", asks)
		h.vote(item, "5-0")
		trial := h.item(meeting, "R-0002", asks.and("ruling", "trial").and("next", "2027-08-01"))
		h.vote(trial, "5-0")
		silent := h.item(meeting, "R-0003", asks.and("measure", "").and("evaluator", ""))
		h.vote(silent, "5-0")
		if got := s.get("/v1/rules/R-0001/measurements").want(200); len(got.at("items").([]any)) != 0 {
			t.Errorf("it is measured before it is decided: %s", got.raw)
		}
		h.end(meeting)

		got := s.get("/v1/rules/R-0001/measurements").want(200)
		if days := strings.Join(got.column("due"), " "); days != "2027-05-01 2028-02-01" || got.text("items", 0, "before") != before || got.text("items", 0, "round") != "" {
			t.Errorf("it is measured %s", got.raw)
		}
		if days := s.get("/v1/rules/R-0002/measurements").want(200).column("due"); len(days) != 1 || days[0] != "2027-05-01" {
			t.Errorf("a trial is measured %q", days)
		}
		if days := s.get("/v1/rules/R-0003/measurements").want(200).column("due"); len(days) != 0 {
			t.Errorf("what asks for none is measured %q", days)
		}
		s.get("/v1/rules/R-0099/measurements").refused(404, "not_found")

		due := func(day string) string {
			s.now = noon(day)
			return strings.Join(s.get("/v1/due-measurements", s.admin()).want(200).column("number"), " ")
		}
		for day, want := range map[string]string{"2027-04-16": "", "2027-04-17": "R-0001 R-0002", "2028-01-20": "R-0001 R-0002 R-0001", "2028-04-30": "R-0001"} {
			if got := due(day); got != want {
				t.Errorf("on %s %q are due", day, got)
			}
		}
		s.now = noon("2027-05-02")
		s.get("/v1/due-measurements").refused(401, "unauthorized")
		after := measure("Efter", "2027-05-02", "2027-05-20")
		if got := due("2027-05-02"); got != "R-0002" {
			t.Errorf("when one is begun %q are due", got)
		}
		if got := s.get("/v1/rules/R-0001/measurements").want(200); got.text("items", 0, "round") != after || got.text("items", 1, "round") != "" {
			t.Errorf("one is begun: %s", got.raw)
		}
	})
}
