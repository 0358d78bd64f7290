package openapi

import (
	"net/http"
	"strings"
	"testing"
)

var anTrialEvaluation = object{"measured": "Minutter om ugen, talt på tre stuer i marts.", "found": "Ingen savnede listen.", "by": "Dagtilbudschefen"}

// tried is where a trial without a rule is, that a decision began.
func (s *sendings) tried() string {
	rule := s.rule()
	s.send("POST", rule+"/events", object{"kind": "ruling", "valid": "2027-01-10", "ruling": object{"ruling": "trial", "by": councilSaid("2027-01-10", "Der prøves uden."),
		"next": "2029-12-01", "evaluator": "Dagtilbudschefen", "measure": "Hvor lang tid listen tager"}}, s.admin(), with("If-Match", s.get(rule).header.Get("ETag"))).want(201)
	return rule + "/trials/" + s.get(rule+"/trials").want(200).text("items", 0, "trial")
}

// evaluate writes what came of a trial, after another was read.
func (s *server) evaluate(read, trial string, body object) response {
	s.t.Helper()
	return s.send("PUT", trial+"/evaluation", body, s.admin(), with("If-Match", s.get(read+"/evaluation").want(200).header.Get("ETag")))
}

// What came of a trial is written of the ruling that began it, for everybody to read, and
// goes back to the body that decided it before the trial ends, with all that it can
// decide. Where nobody decides, the rule lapses.
func TestTrialEvaluations(t *testing.T) {
	eachOn(t, "2027-01-10", func(t *testing.T, s *server) {
		h := inHall(s)
		s.create("/v1/rules", aRule("Skemaer"))
		s.create("/v1/rules", aRule("Lister"))
		meeting := h.meet(h.council, "2027-01-10")
		trial := object{"question": "Prøves det uden?", "ruling": "trial", "from": "2027-02-01", "next": "2027-08-01", "measure": "Hvor meget skemaer fylder", "evaluator": "Dagtilbudschefen"}
		first := h.item(meeting, "R-0001", trial)
		h.vote(first, "5-0")
		h.vote(h.item(meeting, "R-0002", trial), "5-0")
		if got := s.get("/v1/rules/R-0001/trials").want(200).column("trial"); len(got) != 0 {
			t.Errorf("it is tried before it is decided: %q", got)
		}
		h.end(meeting)
		s.get("/v1/rules/R-0099/trials").refused(404, "not_found")
		got := s.get("/v1/rules/R-0001/trials").want(200)
		for field, want := range map[string]string{"item": strings.TrimPrefix(first, "/v1/items/"), "from": "2027-02-01", "until": "2027-08-01", "evaluator": "Dagtilbudschefen", "decided": "2027-01-10"} {
			if have := got.text("items", 0, field); have != want {
				t.Errorf("%s is %q, not %q", field, have, want)
			}
		}
		here := "/v1/rules/R-0001/trials/" + got.text("items", 0, "trial")
		ahead := h.meet(h.council, "2027-06-10")
		put := func(meeting string) response {
			return s.send("POST", here+"/items", object{"meeting": strings.TrimPrefix(meeting, "/v1/meetings/"), "papers_late": "Det haster."}, s.admin())
		}
		write := func(body object) response { return s.evaluate(here, here, body) }
		write(anTrialEvaluation).refused(409, "trial_not_running")
		s.now = noon("2027-05-02")
		due := func() string {
			return strings.Join(s.get("/v1/due-trials", s.admin()).want(200).column("number"), " ")
		}
		if got := due(); got != "" {
			t.Errorf("91 days before %q are due", got)
		}
		s.now = noon("2027-05-03")
		if got := due(); got != "R-0001 R-0002" {
			t.Errorf("90 days before %q are due", got)
		}
		s.get("/v1/due-trials").refused(401, "unauthorized")

		put(ahead).refused(409, "not_evaluated")
		write(object{"measured": " ", "found": "x", "by": "x"}).refused(422, "required")
		s.send("PUT", here+"/evaluation", anTrialEvaluation, s.as("secretary"), with("If-Match", `"1"`)).refused(403, "forbidden")
		s.evaluate(here, "/v1/rules/R-0002/trials/"+got.text("items", 0, "trial"), anTrialEvaluation).refused(404, "not_found")
		said := write(anTrialEvaluation.and("found", "Karl, 010190-1234, savnede den ikke.")).want(200)
		if words := said.text("evaluation", "found"); strings.Contains(words, "010190") || !strings.Contains(words, "savnede den ikke") || said.text("evaluation", "day") != "2027-05-03" {
			t.Errorf("it says %s", said.raw)
		}
		s.send("PUT", here+"/evaluation", anTrialEvaluation, s.admin(), with("If-Match", `"1"`)).refused(412, "stale")
		if got := s.get("/v1/rules/R-0001/trials").want(200); got.text("items", 0, "evaluation", "by") != "Dagtilbudschefen" {
			t.Errorf("everybody reads %s", got.raw)
		}

		put(h.meet(h.council, "2027-08-01")).refused(409, "trial_not_running")
		put(h.meet(h.committee, "2027-06-09")).refused(409, "case_elsewhere")
		put(ahead).want(201)
		put(h.meet(h.council, "2027-06-11")).refused(409, "case_taken_up")
		next := "/v1/items/" + s.get(here+"/evaluation").want(200).text("next", 0, "item")
		item := s.get(next, s.admin()).want(200)
		if got := item.text("summary"); !strings.Contains(got, "Minutter om ugen") || !strings.Contains(got, "savnede den ikke") || !strings.Contains(got, "bortfalder reglen den 1. august 2027") {
			t.Errorf("the summary is %q", got)
		}
		if item.text("from") != strings.TrimPrefix(first, "/v1/items/") || item.text("proposals", 0, "ruling")+item.text("proposals", 1, "ruling")+item.text("proposals", 2, "ruling") != "amendkeeprepeal" {
			t.Errorf("the item is %s", item.raw)
		}
		again := object{"title": "Evalueringen", "rules": []string{"R-0001"}, "from": item.text("from"), "papers_late": "Det haster.",
			"proposals": []object{{"ruling": "amend", "question": "Ændres den?", "next": "2029-01-08", "text": item.at("proposals", 0, "text")}}}
		if got := s.put(http.MethodPut, next, next, again).want(422); got.text("errors", 0, "code") != "text_unchanged" || got.text("errors", 0, "field") != "proposals[0].text" {
			t.Errorf("an amendment of nothing: %s", got.raw)
		}
		s.send("POST", h.meet(h.council, "2027-06-12")+"/items", again.and("from", ""), s.admin()).refused(422, "text_unchanged")
		edited := object{"title": "Evalueringen", "rules": []string{"R-0001"}, "from": item.text("from"), "papers_late": "Det haster.",
			"proposals": []object{kept.and("next", "2029-01-08")}}
		s.put(http.MethodPut, next, next, edited).want(200)

		s.now = noon("2027-06-10")
		h.vote(next, "5-0")
		h.end(ahead)
		if got := s.get(here + "/evaluation").want(200); got.text("since") != "keep" {
			t.Errorf("it was kept, and %s", got.raw)
		}
		if got := s.get("/v1/register/R-0001").want(200).text("status", "state"); got != "in_force" {
			t.Errorf("the rule is %s", got)
		}
		put(h.meet(h.council, "2027-06-20")).refused(409, "trial_not_running")
		if got := due(); got != "R-0002" {
			t.Errorf("when one is decided %q are due", got)
		}
		s.now = noon("2027-08-01")
		if got := due(); got != "" {
			t.Errorf("when it has lapsed %q are due", got)
		}
		if got := s.get("/v1/register/R-0002").want(200).text("status", "state"); got != "lapsed" {
			t.Errorf("what nobody decided is %s", got)
		}
	})
}
