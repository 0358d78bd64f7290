package openapi

import (
	"net/http"
	"testing"
	"time"
)

// TestReviewPlan counts back from a sunset by the meetings there are, and tells what no
// longer fits as the days pass.
func TestReviewPlan(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Evaluering"))
		review := s.create("/v1/reviews", aReview("Eftersyn", "R-0001")).header.Get("Location")
		plan := func(want ...string) {
			t.Helper()
			got := s.get(review + "/plan").want(200)
			for n, by := range want {
				if got.text("steps", n, "by") != by {
					t.Errorf("step %d of %s", n, got.raw)
				}
			}
		}
		remark := func(n int, remarks string) {
			t.Helper()
			if got := asJSON(s.get(review+"/plan").want(200).at("steps", n, "remarks")); got != remarks {
				t.Errorf("step %d: %s", n, got)
			}
		}
		plan("2027-05-05", "2027-05-07", "2027-06-04", "2027-06-18", "2027-06-24", "2027-06-24", "2027-06-30", "2027-07-01")
		remark(6, `["no_meeting"]`)

		body := s.get("/v1/bodies", s.admin()).want(200).text("items", 0, "id")
		meeting := s.create("/v1/meetings", object{"body": body, "day": "2027-05-31"}).text("id")
		plan("2027-04-02", "2027-04-05", "2027-05-03", "2027-05-19", "2027-05-25", "2027-05-25", "2027-05-31", "2027-07-01")
		remark(6, `[]`)
		if got := s.get(review + "/plan").want(200); got.text("steps", 6, "meeting") != meeting || got.at("steps", 4, "meeting") != nil {
			t.Errorf("got %s", got.raw)
		}

		s.now = time.Date(2027, 4, 6, 12, 0, 0, 0, time.UTC)
		remark(0, `["too_late"]`)
		remark(1, `["too_late"]`)
		remark(2, `[]`)
		s.hear(http.MethodPut, review+"/phase", object{"phase": "hearing"}).want(200)
		if got := s.get(review + "/plan").want(200); got.at("steps", 0, "done") != true || asJSON(got.at("steps", 0, "remarks")) != "[]" || got.at("steps", 1, "done") != false {
			t.Errorf("got %s", got.raw)
		}

		// Where the municipality has one, the finance committee stands between them.
		finance := "/v1/bodies/" + s.create("/v1/bodies", object{"name": "Økonomiudvalget", "rank": "committee"}).text("id")
		seen := s.get(finance, s.admin()).want(200).header.Get("ETag")
		change := func(tag string, on bool) response {
			return s.send(http.MethodPut, finance, object{"finance": on}, s.admin(), with("If-Match", tag))
		}
		if got := change(seen, true).want(200); got.at("finance") != true {
			t.Errorf("got %s", got.raw)
		}
		change(seen, false).refused(412, "stale")
		s.send(http.MethodPut, finance, object{"finance": false}, s.admin()).refused(428, "precondition_required")
		council := s.get("/v1/bodies/"+body, s.admin()).want(200).header.Get("ETag")
		s.send(http.MethodPut, "/v1/bodies/"+body, object{"finance": true}, s.admin(), with("If-Match", council)).refused(422, "finance_rank")
		if got := s.get(review + "/plan").want(200); got.text("steps", 6, "kind") != "finance" || got.text("steps", 6, "by") != "2027-05-25" {
			t.Errorf("got %s", got.raw)
		}
		s.get("/v1/reviews/findes-ikke/plan").refused(404, "not_found")
	})
}
