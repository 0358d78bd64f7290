package openapi

import (
	"fmt"
	"strings"
	"testing"
)

// What is found in a justification is read by everybody, and each thing that
// is written about the rule moves it.
func TestJustificationIsJudged(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		one := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		other := s.create("/v1/rules", aRule("Månedsplan")).header.Get("Location")
		stands := func(path string) string {
			t.Helper()
			r := s.get(path + "/justification").want(200)
			line := r.text("grade")
			for _, f := range r.at("findings").([]any) {
				f := f.(map[string]any)
				line += " " + f["code"].(string)
				if f["text"] == "" || f["mend"] == "" {
					t.Errorf("%s: %v", path, f)
				}
			}
			return line
		}
		say := func(path string, body object) {
			t.Helper()
			s.send("POST", path+"/justifications", body, s.admin(), with("If-Match", s.get(path, s.admin()).header.Get("ETag"))).want(201)
		}
		is := func(path, want string) {
			t.Helper()
			if got := stands(path); got != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		is(one, "missing EMPTY")
		const value = "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme."
		say(one, object{"value": value, "beneficiary": "Børn og forældre", "lighter": "En tavle i garderoben; den ser kun den, der henter.",
			"evidence": "Svag: to huse har spurgt.", "indicator": "Andel forældre, der læser planen", "check_on": "2027-02-01"})
		is(one, "good")
		say(other, object{"value": value})
		is(other, "weak COPIED NO_BENEFICIARY NO_LIGHTER_ALTERNATIVE NO_EVIDENCE NO_INDICATOR")
		r := s.get(other + "/justification")
		if from := r.text("findings", 0, "from"); "/v1/rules/"+from != one {
			t.Errorf("copied from %s", from)
		}

		// The day of the indicator comes by itself.
		s.now = noon("2027-02-01")
		is(one, "partial INDICATOR_DUE")

		// Nobody wants to defend it: once, and until somebody does.
		undefend := func(path string) response {
			return s.send("POST", path+"/undefended", nil, s.admin(), with("If-Match", s.get(path, s.admin()).header.Get("ETag")))
		}
		undefend(other).want(201)
		is(other, "undefended")
		if got := s.get(other+"/justification").text("justification", "undefended", "on"); got != "2027-02-01" {
			t.Errorf("said on %s", got)
		}
		undefend(other).refused(409, "already_undefended")
		say(other, object{"value": "Loven kræver det."})
		is(other, "weak LAW_WITHOUT_REFERENCE NO_BENEFICIARY NO_LIGHTER_ALTERNATIVE NO_EVIDENCE NO_INDICATOR")
	})
}

// The case against a rule stands beside the case for it, under a name only where
// its bearer wished it, and counts as answered until it says something new.
func TestCounterCases(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		here := rule + "/counter-cases"
		filed := s.send("POST", here, object{"party": "front", "name": "Gruppen på stuen", "cost": "En time om ugen ved et skema."}, s.as("challenger")).want(201)
		if filed.at("name") != nil {
			t.Errorf("named: %s", filed.raw)
		}
		s.send("POST", here, object{"party": "front", "public": true, "cost": "x"}, s.as("challenger")).refused(422, "required")
		s.send("POST", here, object{"party": "front", "cost": "x"}, s.as("owner")).refused(403, "forbidden")
		id := filed.text("id")
		reply := func(text string) response {
			return s.send("POST", here+"/"+id+"/replies", object{"text": text}, s.as("owner"))
		}
		reply("Vi prøver uden skemaet i marts.").want(201)
		one := s.get(here).want(200)
		if got := one.text("items", 0, "reply", "text"); got != "Vi prøver uden skemaet i marts." || one.at("items", 0, "name") != nil {
			t.Errorf("%s", one.raw)
		}
		again := object{"thread": id, "party": "front", "name": "Gruppen på stuen", "public": true, "cost": "To timer om ugen.", "lighter": "En tavle"}
		s.send("POST", here, again, s.as("administrator")).refused(403, "forbidden") // not theirs to change
		if r := s.send("POST", here, again, s.as("challenger")).want(201); r.text("id") != id {
			t.Errorf("another thread: %s", r.raw)
		}
		one = s.get(here).want(200)
		if one.at("items", 0, "reply") != nil || one.text("items", 0, "name") != "Gruppen på stuen" || len(one.at("items").([]any)) != 1 {
			t.Errorf("%s", one.raw)
		}
		reply("En tavle er nok.").want(201)

		// An item has both sides in one answer.
		body := s.create("/v1/bodies", object{"name": "Udvalget", "rank": "committee"}).text("id")
		meeting := s.create("/v1/meetings", object{"body": body, "day": "2029-01-08"}).header.Get("Location")
		item := s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "Ugeplan", "rules": []string{strings.TrimPrefix(rule, "/v1/rules/")}}).header.Get("Location")
		both := func() string {
			got := s.get(item).want(200)
			return fmt.Sprint(got.at("cases", 0, "justification", "value"), ": ", got.text("cases", 0, "counter_cases", 0, "cost"), got.text("cases", 0, "counter_cases", 0, "reply", "text"))
		}
		if got := both(); got != "<nil>: To timer om ugen.En tavle er nok." {
			t.Error(got)
		}
		tag := with("If-None-Match", s.get(item).header.Get("ETag"))
		s.get(item, tag).want(304)
		s.send("POST", rule+"/justifications", object{"value": "Vikarer ved besked."}, s.admin(), with("If-Match", s.get(rule, s.admin()).header.Get("ETag"))).want(201)
		if got := s.get(item, tag).want(200); got.text("cases", 0, "justification", "value") != "Vikarer ved besked." {
			t.Error(got.raw)
		}
		s.send("POST", rule+"/counter-cases/"+"00000000-0000-7000-8000-000000000000"+"/replies", object{"text": "x"}, s.as("owner")).want(404)
	})
}

// A justification is held against its own indicator before it is written anew.
func TestIndicatorIsScoredFirst(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		send := func(under string, body object) response {
			return s.send("POST", rule+under, body, s.admin(), with("If-Match", s.get(rule, s.admin()).header.Get("ETag")))
		}
		send("/justification/score", object{"result": "met"}).refused(409, "nothing_to_score")
		body := object{"value": "Vikarer ved, hvad der venter dem.", "without": "De spørger sig frem.", "evidence_grade": "weak",
			"indicator": "Antal opkald", "check_on": "2027-02-01"}
		send("/justifications", body).want(201)
		send("/justifications", body.and("beneficiary", "Vikarer")).want(201) // not due yet
		s.now = noon("2027-02-01")
		send("/justifications", body).refused(409, "score_first")
		send("/justification/score", object{"result": "splendid"}).refused(422, "choice_invalid")
		send("/justification/score", object{"result": "not_met", "note": "Ni opkald om ugen."}).want(201)
		r := s.get(rule + "/justification")
		if r.text("justification", "score", "result") != "not_met" || r.text("justification", "beneficiary") != "Vikarer" ||
			r.text("justification", "without") != "De spørger sig frem." || r.text("justification", "evidence_grade") != "weak" {
			t.Errorf("%s", r.raw)
		}
		for i := range r.at("findings").([]any) {
			if r.text("findings", i, "code") == "INDICATOR_DUE" {
				t.Error("still due")
			}
		}
		send("/justifications", body.and("check_on", "2028-02-01")).want(201)
		if s.get(rule+"/justification").at("justification", "score") != nil {
			t.Error("a new justification is scored already")
		}
	})
}
