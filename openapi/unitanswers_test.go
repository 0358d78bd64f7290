package openapi

import (
	"net/url"
	"strings"
	"testing"
)

// stopped is a rule that was replaced today, and where its unit answers.
func (s *sendings) stopped() (number, answer string) {
	unit := s.next("Enhed ")
	number = s.create("/v1/rules", aRule(s.next("Regel ")).and("unit", unit)).text("number")
	by := strings.TrimPrefix(s.rule(), "/v1/rules/")
	s.create("/v1/rules/"+number+"/events", object{"kind": "superseded", "valid": "2027-01-10", "superseded": object{"by": by, "reason": councilSaid("2027-01-10", "Det er nu ét skema.")}})
	return number, "/v1/turn-days/2027-01-10/units/" + url.PathEscape(unit) + "/answer"
}

// A unit answers for what stopped on a day, and what lives on is counted without it.
func TestUnitAnswersThroughTheAPI(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		number, here := s.stopped()
		if got := s.get(here, s.admin()).want(200); got.text("stopped", 0) != number || got.text("answered") != "" {
			t.Errorf("it is asked %s", got.raw)
		}
		put := func(etag string, except ...object) response {
			return s.send("PUT", here, object{"except": except}, s.admin(), with("If-Match", etag))
		}
		put(`"1"`, object{"number": "R-9999", "word": "x"}).refused(422, "choice_unknown")
		if got := put(`"1"`, object{"number": number, "word": "I mappen."}).want(200); got.text("except", 0, "word") != "I mappen." || got.text("answered") != "2027-01-10" {
			t.Errorf("it answered %s", got.raw)
		}
		put(`"1"`).refused(412, "stale")
		day := s.get("/v1/turn-days/2027-01-10/stopped", s.admin()).want(200)
		if day.at("asked") != 1.0 || day.at("answered") != 1.0 || day.text("lives_on", 0, "number") != number || day.at("lives_on", 0, "units") != nil || day.text("lives_on", 0, "hassle") == "" {
			t.Errorf("the day is %s", day.raw)
		}
		s.get("/v1/turn-days/2027-01-11/stopped", s.admin()).refused(404, "not_found")
	})
}
