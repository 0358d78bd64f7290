package openapi

import (
	"net/http"
	"testing"
)

// TestMemberIsChanged: a seat gets an account and an end afterwards, by whoever saw it as
// it is; it never ends before a closed meeting at which the member sat.
func TestMemberIsChanged(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		members := "/v1/bodies/" + s.create("/v1/bodies", object{"name": "Udvalget", "rank": "committee"}).text("id") + "/members"
		at := members + "/" + s.create(members, object{"name": "Karla Bøgh", "from": "2026-01-01"}).text("id")
		seen := s.get(at, s.admin()).want(200).header.Get("ETag")
		change := func(tag string, body object) response {
			return s.send(http.MethodPut, at, body, s.admin(), with("If-Match", tag))
		}
		change(seen, object{"until": "2025-12-01"}).refused(422, "ends_before_it_begins")
		change(seen, object{"user": nobody}).refused(422, "choice_unknown")
		got := change(seen, object{"group": "A", "chair": true, "until": "2027-12-31"}).want(200)
		if got.text("name") != "Karla Bøgh" || got.text("group") != "A" || got.at("chair") != true || got.text("until") != "2027-12-31" || got.text("from") != "2026-01-01" {
			t.Errorf("changed: %s", got.raw)
		}
		change(seen, object{"group": "B"}).refused(412, "stale")
		if cleared := change(got.header.Get("ETag"), object{}).want(200); cleared.at("group") != nil || cleared.at("until") != nil {
			t.Errorf("cleared: %s", cleared.raw)
		}
		other := "/v1/bodies/" + s.create("/v1/bodies", object{"name": "Et andet", "rank": "committee"}).text("id") + "/members/" + at[len(members)+1:]
		s.get(other, s.admin()).refused(404, "not_found")
	})
}
