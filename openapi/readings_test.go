package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// A first reading decides only that the case goes on; the second, at a later meeting
// of the same body, decides the case.
func TestReadings(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 3 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003"))
		first, later := h.meet(h.council, "2027-01-08"), h.meet(h.council, "2027-02-08")
		elsewhere := h.meet(h.committee, "2027-02-08")
		put := func(meeting, number string, more object) response {
			body := object{"title": "Sagen om " + number, "rules": []string{number}, "proposals": []object{kept}, "papers_late": "Den kan ikke vente."}
			for k, v := range more {
				body[k] = v
			}
			return s.send("POST", meeting+"/items", body, s.admin())
		}
		at := func(r response) string { return "/v1/items/" + r.want(201).text("id") }
		wrong := func(r response, field, code string) {
			t.Helper()
			if r.want(422); r.text("errors", 0, "field") != field || r.text("errors", 0, "code") != code {
				t.Errorf("got %s, want %s in %s", r.raw, code, field)
			}
		}

		wrong(put(first, "R-0001", object{"reading": "second"}), "reading", "no_first_reading")
		one := at(put(first, "R-0001", object{"reading": "first"}))
		two := at(put(first, "R-0002", object{"reading": "first", "proposals": []object{putTo("postpone", "Skal sagen udsættes?"), kept}}))
		three := at(put(first, "R-0003", object{"reading": "first"}))
		if got := s.get(one, s.admin()).want(200); !strings.Contains(string(got.raw), "FIRST_READING") || !strings.Contains(string(got.raw), "LAPSES_ANYWAY") || strings.Contains(string(got.raw), "LAPSES_IF_FALLS") {
			t.Errorf("before the vote: %s", got.raw)
		}
		id := func(item string) string { return strings.TrimPrefix(item, "/v1/items/") }
		second := at(put(later, "R-0001", object{"reading": "second", "from": id(one)}))
		wrong(put(elsewhere, "R-0001", object{"reading": "second", "from": id(one)}), "reading", "no_first_reading")
		wrong(put(later, "R-0001", object{"reading": "first", "from": id(second)}), "reading", "no_first_reading")
		if r := s.put(http.MethodDelete, one, one, nil).want(409); r.text("code") != "case_taken_up" {
			t.Errorf("the first reading taken off: %s", r.raw)
		}
		h.vote(one, "4-1")
		h.vote(two, "3-2")
		h.vote(three, "2-3")
		if r := s.put(http.MethodPost, first, first+"/closing", object{}).want(200); r.text("state") != "closed" {
			t.Errorf("closed: %s", r.raw)
		}
		for number, want := range map[string]string{"R-0001": "minutes_awaited", "R-0002": "minutes_awaited handled", "R-0003": "minutes_awaited"} {
			if got := h.kinds(number); !strings.HasSuffix(got, want) || strings.Contains(got, "ruling") || strings.Contains(got, "not_carried") {
				t.Errorf("%s after its first reading: %s", number, got)
			}
		}
		for item, want := range map[string]string{one: "first_reading", two: "postponed", three: ""} {
			if got := s.get(item).want(200).text("onward"); got != want {
				t.Errorf("%s goes on as %q, want %q", item, got, want)
			}
		}
		ruled := object{"kind": "ruling", "valid": "2027-01-08", "ruling": object{"ruling": "keep", "by": councilSaid("2027-01-08", "Reglen fastholdes."), "next": "2029-01-08"}}
		if r := s.send("POST", "/v1/rules/R-0001/events", ruled, s.admin()); r.status < 400 || !strings.Contains(string(r.raw), "first_reading") {
			t.Errorf("a ruling at a first reading: %d %s", r.status, r.raw)
		}

		// Carried on in one press: a postponed first reading is read for the first time again.
		next := func(item, meeting string) response {
			return s.send("POST", item+"/next", object{"meeting": strings.TrimPrefix(meeting, "/v1/meetings/")}, s.admin())
		}
		again := next(two, later).want(201)
		if again.text("reading") != "first" || again.text("from") != id(two) || again.at("proposals", 1) != nil || again.text("proposals", 0, "ruling") != "keep" || again.text("title") != "Sagen om R-0002" {
			t.Errorf("carried on: %s", again.raw)
		}
		for _, c := range []struct {
			r    response
			code string
		}{{next(one, later), "case_taken_up"}, {next(three, later), "case_ended"}, {next(two, elsewhere), "case_elsewhere"}} {
			if c.r.want(409).text("code") != c.code {
				t.Errorf("got %s, want %s", c.r.raw, c.code)
			}
		}

		// The second reading decides.
		s.now = noon("2027-02-08")
		h.vote(second, "4-1")
		h.vote("/v1/items/"+again.text("id"), "5-0")
		h.end(later)
		if got := h.kinds("R-0001"); !strings.HasSuffix(got, "ruling") {
			t.Errorf("after its second reading: %s", got)
		}
		if got := s.get("/v1/register/R-0001?on=2027-07-01").want(200).text("status", "state"); got != "in_force" {
			t.Errorf("kept at its second reading it is %s", got)
		}
		if got := s.get("/v1/register/R-0002?on=2027-07-01").want(200).text("status", "state"); got != "lapsed" {
			t.Errorf("never read twice it is %s", got)
		}
	})
}

// What comes on an agenda after the papers were due needs a reason, and can be taken off without one.
func TestLateCases(t *testing.T) {
	eachOn(t, "2027-01-11", func(t *testing.T, s *server) { // a Monday
		h := inHall(s)
		for range 3 {
			s.create("/v1/rules", aRule("Referat"))
		}
		in := h.meet(h.council, "2027-01-15")   // a Friday: papers are due today
		past := h.meet(h.council, "2027-01-14") // a Thursday: they were due on Friday
		held := h.meet(h.council, "2027-01-04")
		timely := h.item(in, "R-0001", kept)
		h.item(held, "R-0001", kept) // it was on the agenda then
		late := func(r response) {
			t.Helper()
			if r.want(422); r.text("errors", 0, "field") != "papers_late" || r.text("errors", 0, "code") != "late_case" || !strings.Contains(string(r.raw), "8 January 2027") && !strings.Contains(string(r.raw), "8. januar 2027") {
				t.Errorf("got %s", r.raw)
			}
		}
		body := object{"title": "Hastesag", "rules": []string{"R-0002"}, "proposals": []object{kept}}
		late(s.send("POST", past+"/items", body, s.admin()))
		hasty := s.create(past+"/items", body.and("papers_late", "Dagtilbuddet lukker i næste uge."))
		at := "/v1/items/" + hasty.text("id")
		if got := s.get(at, s.admin()).want(200); got.text("late_on") != "2027-01-11" || !strings.Contains(string(got.raw), "PAPERS_LATE_EXPLAINED") {
			t.Errorf("a late case: %s", got.raw)
		}
		if got := s.get(timely, s.admin()).want(200); got.text("late_on") != "" || strings.Contains(string(got.raw), "PAPERS_LATE") {
			t.Errorf("a timely case: %s", got.raw)
		}
		late(s.put(http.MethodPut, at, at, body)) // the reason stays
		s.now = noon("2027-01-12")
		edited := object{"title": "Sagen", "rules": []string{"R-0001"}, "proposals": []object{kept}}
		s.put(http.MethodPut, timely, timely, edited.and("title", "Sagen om referater")).want(200) // nothing came on
		if r := s.put(http.MethodPut, timely, timely, object{"title": "Sagen", "rules": []string{"R-0001", "R-0003"}}).want(422); r.text("errors", 0, "code") != "late_case" {
			t.Errorf("a rule that comes on late: %s", r.raw)
		}
		s.put(http.MethodPut, timely, timely, object{"title": "Sagen", "rules": []string{"R-0001", "R-0003"}, "papers_late": "De hører sammen."}).want(200)
		s.put(http.MethodPut, timely, timely, edited.and("papers_late", "De hører sammen.")).want(200)
		s.put(http.MethodDelete, at, at, nil).want(204)
		s.get(at, s.admin()).want(404)
		if got := h.kinds("R-0002"); strings.Count(got, "minutes_awaited") != 2 {
			t.Errorf("taken off its rule waits no longer: %s", got)
		}
	})
}
