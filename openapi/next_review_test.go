package openapi

import (
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// TestNextReviewsAreSpread: the usual month is offered until it has its share, then the
// nearest that has room, never July; a day that many rules share is told.
func TestNextReviewsAreSpread(t *testing.T) {
	testenv.Long(t)
	each(t, func(t *testing.T, s *server) {
		body := s.get("/v1/bodies", s.admin()).want(200).text("items", 0, "id")
		at := "/v1/meetings/" + s.create("/v1/meetings", object{"body": body, "day": "2027-05-31"}).text("id")
		offered := func(want string) response {
			t.Helper()
			got := s.get(at+"/next-review", s.admin()).want(200)
			if got.text("offer") != want {
				t.Errorf("offered %s, not %s", got.raw, want)
			}
			return got
		}
		offered("2029-05-31")
		n := 0
		propose := func(rules int, next string) {
			for range rules {
				n++
				s.create("/v1/rules", aRule(fmt.Sprint("Regel ", n)))
				s.create(at+"/items", object{"papers_late": "Det haster.", "title": fmt.Sprint("Sag ", n), "rules": []string{fmt.Sprintf("R-%04d", n)},
					"proposals": []object{{"ruling": "keep", "question": "Skal reglen fastholdes?", "reason": "Den hjælper.", "next": next, "lapses": true}}})
			}
		}
		propose(9, "2029-05-31")
		offered("2029-05-31")
		propose(1, "2029-05-02")
		offered("2029-04-30")
		propose(10, "2029-04-30")
		offered("2029-06-30")
		propose(10, "2029-06-30")
		offered("2029-03-31")
		propose(10, "2029-03-31")
		got := offered("2029-02-28") // and not July
		if asJSON(got.at("days", 0)) != `{"day":"2029-03-31","rules":10}` {
			t.Errorf("got %s", got.raw)
		}
		propose(31, "2029-05-31")
		got = s.get(at+"/next-review", s.admin()).want(200)
		if asJSON(got.at("days", 3)) != `{"day":"2029-05-31","rules":40}` {
			t.Errorf("got %s", got.raw)
		}
		propose(1, "2029-05-31")
		got = s.get(at+"/next-review", s.admin()).want(200)
		if asJSON(got.at("days", 3)) != `{"crowded":true,"day":"2029-05-31","rules":41}` {
			t.Errorf("got %s", got.raw)
		}
		s.get("/v1/meetings/"+nobody+"/next-review", s.admin()).refused(404, "not_found")
	})
}
