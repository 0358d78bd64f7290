package openapi

import (
	"maps"
	"net/http"
	"testing"
)

// A mandate that takes another's place begins tomorrow at the earliest, cites the council,
// and leaves the earlier one to be read.
func TestMandatesAreDated(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		council := s.council()
		id := s.create("/v1/bodies", object{"name": "Ældreudvalget", "rank": "committee"}).text("id")
		at := "/v1/bodies/" + id + "/mandates"
		try := func(more object) response {
			body := object{"from": "2027-02-01", "words": "Må fastholde med en begrundelse.", "asks": []string{"special_reason"}}
			maps.Copy(body, more)
			return s.send(http.MethodPost, at, body, s.admin())
		}
		first := s.create(at, object{"from": "2020-01-01", "words": "Må fastholde."})
		if first.at("decider") != nil || first.at("decided") != nil {
			t.Errorf("the first cites what nobody said: %s", first.raw)
		}
		by := object{"decider": council, "decided": "2027-01-09"}
		try(object{}).codes(422, "required", "required")
		try(by.and("from", "2027-01-10")).codes(422, "version_begins_too_soon")
		try(by.and("decider", id)).codes(422, "version_rank_too_low")
		try(by.and("decider", "01a2b3c4-0000-7000-8000-000000000000")).codes(422, "not_found")
		try(by.and("decided", "2027-01-11")).codes(422, "decision_in_future")
		if again := try(by.and("case", "27/0042")).want(201); again.text("decider") != "Byrådet" || again.text("case") != "27/0042" {
			t.Errorf("who decided is not told: %s", again.raw)
		}
		try(by.and("from", "2027-01-20")).refused(409, "version_later")
		// One that has not begun is taken back by the one before it, from the same day.
		if back := try(by.and("words", "Må fastholde.").and("asks", []string{})).want(201); back.text("from") != "2027-02-01" {
			t.Errorf("taken back: %s", back.raw)
		}
		all := s.get(at, s.admin()).want(200)
		if len(all.at("items").([]any)) != 3 || all.text("items", 0, "from") != "2020-01-01" || all.text("items", 1, "asks", 0) != "special_reason" || len(all.at("items", 2).(map[string]any)) != 4 {
			t.Errorf("all of them: %s", all.raw)
		}
		// It is taken back: nothing applies from that day, and another can be given.
		back := "/v1/bodies/" + id + "/mandate-withdrawals"
		takes := by.and("words", "Mandatet tages tilbage.").and("from", "2027-03-01")
		s.send(http.MethodPost, back, takes.and("from", "2027-01-10"), s.admin()).codes(422, "version_begins_too_soon")
		s.send(http.MethodPost, back, takes.and("decider", id).and("words", " "), s.admin()).codes(422, "required", "version_rank_too_low")
		s.send(http.MethodPost, back, takes.and("from", "2027-01-20"), s.admin()).refused(409, "version_later")
		s.send(http.MethodPost, back, takes, s.as("secretary")).refused(403, "forbidden")
		if got := s.send(http.MethodPost, back, takes, s.admin()).want(201); got.at("taken_back") != true || got.text("decider") != "Byrådet" || got.text("words") != "Mandatet tages tilbage." {
			t.Errorf("taken back: %s", got.raw)
		}
		s.send(http.MethodPost, back, takes.and("from", "2027-04-01"), s.admin()).refused(409, "no_mandate")
		all = s.get(at, s.admin()).want(200)
		if len(all.at("items").([]any)) != 4 || all.at("items", 3, "taken_back") != true || all.at("items", 0, "taken_back") != nil {
			t.Errorf("all of them: %s", all.raw)
		}
		if got := try(by.and("from", "2027-04-01")).want(201); got.at("taken_back") != nil {
			t.Errorf("given again: %s", got.raw)
		}
		other := s.create("/v1/bodies", object{"name": "Kulturudvalget", "rank": "committee"}).text("id")
		s.send(http.MethodPost, "/v1/bodies/"+other+"/mandate-withdrawals", takes, s.admin()).refused(409, "no_mandate")
	})
}
