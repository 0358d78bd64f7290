package openapi

import (
	"net/http"
	"slices"
	"testing"
)

// set decides other settings from a day, and makes them the answer.
func (s *server) set(from string, settings object) {
	s.t.Helper()
	at := s.create("/v1/policy-changes", object{"from": from, "settings": settings}).header.Get("Location")
	s.change(at, "/decision", s.decided(s.now.Format("2006-01-02"))).want(200)
	s.advance()
}

// What carries a proposal, and what becomes of a tie, are settings on the day of the meeting;
// a meeting before that day is judged as it was.
func TestMajorityIsASetting(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		s.send(http.MethodPost, "/v1/policy-changes", object{"from": "2027-02-01", "settings": object{"majority": "most"}}, s.admin()).want(422)
		chair := s.create("/v1/bodies/"+h.council+"/members", object{"name": "Signe Vindeby", "group": "B", "from": "2026-01-01", "chair": true}).text("id")
		members := s.get("/v1/bodies/"+h.council+"/members", s.admin()).want(200).column("id")

		// Three for and three against; who chairs is among those who are named first.
		tied := func(chairs string) object {
			others, votes := slices.DeleteFunc(slices.Clone(members), func(id string) bool { return id == chair }), []object{{"member": chair, "choice": chairs}}
			yes := map[string]int{"for": 2, "against": 3}[chairs]
			for n, id := range others {
				choice := "against"
				if n < yes {
					choice = "for"
				}
				votes = append(votes, object{"member": id, "choice": choice})
			}
			return object{"votes": [][]object{votes}}
		}
		before, after := h.meet(h.council, "2027-01-08"), h.meet(h.council, "2027-02-08")
		first, second := h.item(before, "R-0001", kept), h.item(after, "R-0002", kept)
		outcome := func(item string, said object) string {
			t.Helper()
			return h.put(http.MethodPut, item, item+"/minutes", said).want(200).text("proposals", 0, "outcome")
		}
		is := func(got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("it is %s, want %s", got, want)
			}
		}
		is(outcome(first, tied("for")), "tied")
		s.set("2027-02-01", object{"tie": "chair"})
		s.now = noon("2027-02-08")
		is(outcome(first, tied("for")), "tied")
		is(outcome(second, tied("for")), "carried")
		is(outcome(second, tied("against")), "tied")
		is(outcome(second, counted("3-3")), "tied") // nobody knows what the chair voted
		if got := h.put(http.MethodPut, second, second+"/minutes", tied("for")).want(200); got.text("proposals", 0, "findings", 0, "code") != "OTHER_MAJORITY" {
			t.Errorf("it is not told: %s", got.raw)
		}
		s.set("2027-03-01", object{"majority": "members"})
		third := h.item(h.meet(h.council, "2027-03-08"), "R-0002", kept)
		s.now = noon("2027-03-08")
		is(outcome(third, counted("3-1")), "fell") // of six
		is(outcome(third, counted("4-1")), "carried")
		is(outcome(third, tied("for")), "fell")
	})
}

// A hearing gives its party the time that the settings ask for, or says why not.
func TestHearingDaysAreASetting(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Evaluering"))
		review := s.create("/v1/reviews", aReview("Eftersyn", "R-0001")).header.Get("Location")
		day := func(step string) string {
			t.Helper()
			plan := s.get(review + "/plan").want(200)
			for n := range plan.at("steps").([]any) {
				if plan.text("steps", n, "kind") == step {
					return plan.text("steps", n, "by")
				}
			}
			t.Fatalf("no step %s: %s", step, plan.raw)
			return ""
		}
		asked, heard := day("asked"), day("heard")
		s.set("2027-01-11", object{"hearing_days": 42})
		s.now = noon("2027-01-11")
		if got := day("asked"); got >= asked || day("heard") != heard {
			t.Errorf("letters are sent by %s, before by %s", got, asked)
		}
		s.send(http.MethodPost, review+"/hearings", object{"party": "MED", "letter": "Hvad siger I?", "deadline": "2027-02-21"}, s.admin()).refused(422, "hearing_short")
		at := s.create(review+"/hearings", object{"party": "MED", "letter": "Hvad siger I?", "deadline": "2027-02-22"}).header.Get("Location")
		s.now = noon("2027-01-12") // the letter goes a day later
		s.hear(http.MethodPost, at+"/letter", nil).refused(422, "hearing_short")
		letter := object{"letter": "Hvad siger I?", "deadline": "2027-02-01"}
		s.hear(http.MethodPut, at, letter).refused(422, "hearing_short")
		if got := s.hear(http.MethodPut, at, letter.and("hurried", "Loven ændres den 1. marts.")).want(200); got.text("hurried") != "Loven ændres den 1. marts." {
			t.Errorf("why is not kept: %s", got.raw)
		}
		s.hear(http.MethodPost, at+"/letter", nil).want(200)
		if got := s.get(review + "/hearings").want(200); got.text("items", 0, "hurried") != "Loven ændres den 1. marts." {
			t.Errorf("everybody reads %s", got.raw)
		}
	})
}
