package openapi

import (
	"slices"
	"testing"
)

// TestSaidAndDone follows a consultation from what was said to what is carried out:
// the answer changes with the days on which something takes effect.
func TestSaidAndDone(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for range 6 {
			s.create("/v1/rules", aRule("Referat"))
		}
		rules := []string{"R-0001", "R-0002", "R-0003", "R-0004", "R-0005"}
		s.create("/v1/reviews", aReview("Eftersyn", rules...))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation().and("rules", rules)).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		var receipt string
		for n := range 5 {
			receipt = s.send("POST", link, object{"submission": submission(n), "answers": object{"q1": "Skemaer."},
				"views": []object{{"rule": "R-0001", "stance": "repeal"}, {"rule": "R-0002", "stance": []string{"keep", "simplify"}[n%2], "minutes": 5}}}).want(201).text("path")
		}
		s.send("POST", link, object{"submission": submission(9), "views": []object{{"rule": "R-0003", "stance": "keep"}}}).want(201)

		rule := func() response {
			t.Helper()
			return s.get(here + "/said-and-done/rules?limit=5").want(200)
		}
		is := func(n int, execution, takes string) {
			t.Helper()
			if got := rule(); got.text("items", n-1, "execution") != execution || got.text("items", n-1, "takes") != takes {
				t.Errorf("on %s R-000%d is %s", s.now, n, asJSON(got.at("items", n-1)))
			}
		}
		for n := range 5 {
			is(n+1, "awaits_decision", "")
		}
		if got := rule(); got.at("items", 1, "views", "keep") != 3.0 || got.at("items", 1, "views", "simplify") != 2.0 || got.at("items", 2, "views", "keep") != 0.0 || got.at("items", 2, "people") != 1.0 {
			t.Errorf("few people's views are %s", got.raw)
		}
		inbox := s.get(here+"/inputs?rule=R-0001&limit=200", s.admin())
		answer := func(kind, reason string, seen []object) {
			s.send("POST", "/v1/dispositions", object{"inputs": seen, "kind": kind, "reason": reason}, s.admin()).want(201)
		}
		seen := inbox.seen()
		answer("not_followed", "Loven kræver det.", seen[:3])
		answer("not_followed", "Det skjuler sig her.", seen[3:4])
		screen := func(n int) {
			s.create(here+"/screenings", object{"inputs": []object{{"id": seen[n]["id"], "edit": s.get("/v1/inputs/"+seen[n]["id"].(string), s.admin()).at("edit")}}, "screening": "published"})
		}
		screen(0)
		screen(1)
		all := s.get(here + "/said-and-done").want(200)
		if all.at("contributions") != 6.0 || all.at("covered", "inputs") != 16.0 || all.at("covered", "unanswered") != 12.0 || all.at("answers", 0, "n") != 4.0 ||
			all.text("changes", 0, "kind") != "answered" || all.at("changes", 0, "n") != 4.0 || all.text("general", 0, "question") != "q1" || all.at("general", 0, "inputs") != 5.0 {
			t.Errorf("said and done is %s", all.raw)
		}
		if got := rule(); asJSON(got.at("items", 0, "reasons")) != `[{"kind":"not_followed","n":2,"reason":"Loven kræver det."}]` {
			t.Errorf("reasons of published texts are %s", asJSON(got.at("items", 0, "reasons")))
		}

		s.now = noon("2027-01-20")
		by := councilSaid("2027-01-20", "Beslutningens ord.")
		record := func(number, kind string, fact object) string {
			t.Helper()
			return s.create("/v1/rules/"+number+"/events", object{"kind": kind, "valid": "2027-01-20", kind: fact}).text("id")
		}
		record("R-0001", "ruling", object{"ruling": "keep", "by": by, "next": "2029-01-20", "lapses": true, "reason": "Fordi."})
		record("R-0002", "ruling", object{"ruling": "amend", "by": by, "next": "2029-01-20", "lapses": true, "from": "2027-02-01", "text": object{"title": "Kort referat", "demand": "Skriv kort."}})
		repeal := record("R-0003", "ruling", object{"ruling": "repeal", "by": by, "from": "2027-02-01"})
		record("R-0004", "not_carried", object{"proposal": "keep", "tie": true, "question": "Skal reglen fastholdes?", "by": by})
		is(1, "carried_out", "2027-01-20")
		is(2, "awaits_effect", "2027-02-01")
		is(3, "awaits_effect", "2027-02-01")
		is(4, "awaits_decision", "")
		if got := rule(); got.text("items", 2, "next_state") != "repealed" || got.text("items", 3, "decisions", 0, "event") != "not_carried" {
			t.Errorf("what is decided reads %s", got.raw)
		}
		kinds := s.get(here + "/said-and-done").want(200)
		if n := len(kinds.at("changes").([]any)); n != 5 || kinds.text("changes", 0, "day") != "2027-01-20" || kinds.text("changes", 0, "decided", "by", "words") != "Beslutningens ord." {
			t.Errorf("changes are %s", asJSON(kinds.at("changes")))
		}

		s.now = noon("2027-02-01") // nobody does anything
		is(2, "carried_out", "2027-02-01")
		is(3, "carried_out", "2027-02-01")
		if got := s.get(here + "/said-and-done"); got.text("changes", 0, "kind") != "takes_effect" || got.text("changes", 0, "rule") != "R-0002" || got.at("changes", 0, "new_text") != true || got.text("changes", 1, "state") != "repealed" {
			t.Errorf("changes are %s", asJSON(got.at("changes")))
		}
		if got := s.get(receipt).want(200); got.text("became", 1, "rule") != "R-0002" || got.text("became", 1, "execution") != "carried_out" || got.text("became", 1, "decisions", 0, "by", "words") != "Beslutningens ord." {
			t.Errorf("a receipt tells %s", got.raw)
		}
		s.now = noon("2027-07-01")
		is(4, "carried_out", "2027-07-01") // lapsed: nobody kept it
		record("R-0003", "annulled", object{"event": repeal, "by": by})
		if got := rule(); got.text("items", 2, "execution") == "awaits_effect" || len(got.at("items", 2, "decisions").([]any)) != 0 {
			t.Errorf("annulled: %s", asJSON(got.at("items", 2)))
		}

		var walked []string
		for next := ""; ; {
			page := s.get(here + "/said-and-done/rules?limit=2&cursor=" + next).want(200)
			walked = append(walked, page.column("rule")...)
			if next = page.text("next"); next == "" {
				break
			}
		}
		if !slices.Equal(walked, rules) {
			t.Errorf("walked %v", walked)
		}
		s.get("/v1/consultations/ingen/said-and-done").refused(404, "not_found")
	})
}
