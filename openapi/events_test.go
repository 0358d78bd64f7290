package openapi

import (
	"net/http"
	"testing"
	"time"
)

// TestEvents plays what a decision can bring through the API, and reads what
// becomes of the rule.
func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for range 7 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003", "R-0004", "R-0005", "R-0006").and("hearing_parties", []string{"MED"}))
		by := councilSaid("2027-01-10", "Beslutningens ord.")
		record := func(number, kind string, fact object) string {
			t.Helper()
			return s.create("/v1/rules/"+number+"/events", object{"kind": kind, "valid": "2027-01-10", kind: fact}).text("id")
		}
		status := func(number, on, want, why string) {
			t.Helper()
			r := s.get("/v1/register/" + number + "?on=" + on).want(200)
			if r.text("status", "state") != want || r.text("status", "reasons", 0, "code") != why {
				t.Errorf("%s on %s is %s %s, want %s %s", number, on, r.text("status", "state"), r.text("status", "reasons", 0, "code"), want, why)
			}
		}

		status("R-0001", "2027-07-01", "extended", "HEARING_MISSING")
		record("R-0001", "hearing_held", object{"party": "MED"})
		status("R-0001", "2027-07-01", "lapsed", "LAPSED_UNDECIDED")
		record("R-0001", "ruling", object{"ruling": "keep", "by": by, "next": "2029-01-10", "lapses": true, "shows": []string{"special_reason"}, "reason": "Fordi."})
		status("R-0001", "2027-07-01", "in_force", "KEPT_BY_DECISION")
		status("R-0001", "2029-01-10", "lapsed", "LAPSED_UNDECIDED")

		record("R-0002", "ruling", object{"ruling": "amend", "by": by, "next": "2029-01-10", "from": "2027-03-01",
			"text": object{"title": "Kort referat", "demand": "Skriv kort."}})
		if before, after := s.get("/v1/register/R-0002?on=2027-02-28").text("title"), s.get("/v1/register/R-0002?on=2027-03-01").text("title"); before != "Referat" || after != "Kort referat" {
			t.Errorf("the title goes from %q to %q", before, after)
		}
		repeal := record("R-0003", "ruling", object{"ruling": "repeal", "by": by, "from": "2027-02-01"})
		status("R-0003", "2027-02-01", "repealed", "REPEALED_BY_DECISION")
		record("R-0003", "annulled", object{"event": repeal, "by": by})
		status("R-0003", "2027-02-01", "in_force", "REVIEW_PENDING")
		record("R-0004", "ruling", object{"ruling": "trial", "by": by, "from": "2027-02-01", "next": "2028-02-01"})
		status("R-0004", "2027-02-01", "suspended", "TRIAL_RUNNING")
		record("R-0005", "hearing_held", object{"party": "MED"})
		record("R-0005", "not_carried", object{"proposal": "keep", "tie": true, "question": "Skal reglen fastholdes?", "by": by})
		record("R-0005", "minutes_awaited", object{"meeting": "2027-01-10", "until": "2027-01-20"})
		record("R-0005", "stopped", object{"by": by, "until": "2027-09-29"})
		status("R-0005", "2027-07-01", "extended", "STOPPED_AWAITING_COUNCIL")
		status("R-0005", "2027-09-29", "lapsed", "LAPSED_UNDECIDED")
		record("R-0006", "superseded", object{"by": "R-0007", "reason": by})
		status("R-0006", "2027-01-10", "superseded", "SUPERSEDED_BY_RULE")
		if got := s.get("/v1/register/R-0006").want(200).text("grounds", "successor", "superseded", "by"); got != "R-0007" {
			t.Errorf("its successor is %q", got)
		}
		// A replaced rule stays at its addresses: what it was can be read, and put right.
		s.get("/v1/rules/R-0006", s.admin()).want(200)
		if got := s.get("/v1/register/R-0006?on=2027-01-09").want(200); got.text("status", "state") != "in_force" || got.at("grounds", "successor") != nil {
			t.Errorf("the day before it was replaced it is %s", got.raw)
		}
		record("R-0007", "hearing_required", object{"party": "Ældrerådet"})

		kinds := s.get("/v1/rules/R-0005/events", s.admin()).want(200).column("kind")
		if len(kinds) != 7 || kinds[0] != "adopted" {
			t.Errorf("its events are %v", kinds)
		}
		s.send(http.MethodPost, "/v1/rules/R-0007/events", object{"kind": "ruling", "valid": "2027-01-09",
			"ruling": object{"ruling": "keep", "next": "2029-01-10", "by": by.and("day", "2027-01-09")}}, s.admin()).refused(422, "required")
		s.send(http.MethodPost, "/v1/rules/R-0007/events", object{"kind": "annulled", "valid": "2027-01-09",
			"annulled": object{"event": repeal, "by": by.and("day", "2027-01-09")}}, s.admin()).refused(404, "not_found")
	})
}

// TestReview reads a review while it runs.
func TestReview(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		law := func(effect string) []object {
			return []object{{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11", "effect": effect, "from": "2020-01-01"}}
		}
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Brandøvelse").and("protects", "life"))
		s.create("/v1/rules", aRule("Pligt").and("bases", law("duty")))
		s.create("/v1/rules", aRule("Plan").and("bases", law("requires_local")))
		s.create("/v1/rules", aRule("Tilsyn").and("bases", law("minimum")))
		s.create("/v1/rules", aRule("Ukendt").and("check", nil))
		opened := s.create("/v1/reviews", aReview("Hele området").and("scope", object{"all": true}))
		if opened.header.Get("Location") != "/v1/reviews/hele-omraadet" || opened.text("left_out", "unchecked", 0) != "R-0006" {
			t.Errorf("opened %s %s", opened.header, opened.raw)
		}
		report := s.get("/v1/reviews/hele-omraadet").want(200)
		for list, want := range map[string]string{"lapses": "R-0002", "floors": "R-0005", "stays": "R-0003", "replaces": "R-0004", "left_out": "R-0006"} {
			if got := report.text(list, 0, "number"); got != want {
				t.Errorf("%s begins with %s, want %s", list, got, want)
			}
		}
		if report.text("lapses", 0, "after", "state") != "lapsed" || report.text("left_out", 0, "left_out") != "unchecked" {
			t.Errorf("got %s", report.raw)
		}
		phase := s.send(http.MethodPut, "/v1/reviews/hele-omraadet/phase", object{"phase": "decided"}, s.admin(), with("If-Match", report.header.Get("ETag")))
		phase.refused(409, "phase_not_possible")
		s.send(http.MethodPost, "/v1/reviews/hele-omraadet/withdrawals", object{"rule": "R-0006", "decision": councilSaid("2027-01-10", "Ud.")},
			s.admin(), with("If-Match", report.header.Get("ETag"))).refused(409, "rule_not_in_review")
		s.now = s.now.AddDate(1, 0, 0).Add(time.Hour)
		s.send(http.MethodPost, "/v1/reviews/hele-omraadet/cancellation", object{"decision": councilSaid("2028-01-10", "Slut.")},
			s.admin(), with("If-Match", report.header.Get("ETag"))).refused(409, "review_over")
		if list := s.get("/v1/reviews").want(200); list.text("items", 0, "slug") != "hele-omraadet" {
			t.Errorf("got %s", list.raw)
		}
	})
}

func TestBodiesAndPolicies(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		bodies := s.get("/v1/bodies", s.admin()).want(200)
		if len(bodies.column("id")) != 3 || bodies.text("items", 0, "rank") != "council" {
			t.Errorf("got %s", bodies.raw)
		}
		id := s.create("/v1/bodies", object{"name": "Ældreudvalget", "rank": "committee"}).text("id")
		s.create("/v1/bodies/"+id+"/mandates", object{"from": "2027-02-01", "words": "Må fastholde med begrundelse.", "asks": []string{"special_reason"}})
		if got := s.get("/v1/bodies/"+id+"/mandates", s.admin()).want(200).text("items", 0, "asks", 0); got != "special_reason" {
			t.Errorf("it asks %q", got)
		}
		policies := s.get("/v1/policies").want(200)
		if len(policies.column("kind")) != 2 || policies.at("items", 0, "from") != nil || len(policies.text("items", 0, "digest")) != 64 {
			t.Errorf("got %s", policies.raw)
		}
	})
}

// TestSameDay: what is decided on the day a review opens comes after its opening.
func TestSameDay(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		tag := s.create("/v1/reviews", aReview("Eftersyn", "R-0001").and("hearing_parties", []string{"MED", "Ældrerådet"})).header.Get("ETag")
		s.send(http.MethodPost, "/v1/reviews/eftersyn/withdrawals", object{"rule": "R-0001", "decision": councilSaid("2027-01-09", "Ud.")},
			s.admin(), with("If-Match", tag)).want(200)
		if got := s.get("/v1/register/R-0001?on=2030-01-01"); got.text("status", "reasons", 0, "code") != "NOT_IN_REVIEW" {
			t.Errorf("a withdrawn rule is %s", got.raw)
		}
	})
}
