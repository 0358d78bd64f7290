package openapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The lapse list counts by day and lists the rules, those that protect somebody first.
func TestTurns(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		var numbers []string
		for n := range 5 {
			r := aRule(s.next("Regel "))
			if n == 3 {
				r = r.and("protects", "life")
			}
			numbers = append(numbers, s.create("/v1/rules", r).text("number"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", numbers...))
		later := s.review()
		s.create("/v1/rules", aRule("Uden bortfald"))
		days := s.get("/v1/turn-days").want(200)
		if days.text("items", 0, "day") != "2027-07-01" || days.at("items", 0, "kinds", "lapse") != 6.0 || days.at("items", 0, "protecting") != 1.0 || days.at("items", 0, "all") != 6.0 {
			t.Errorf("days: %s", days.raw)
		}
		if got := s.get("/v1/turn-days?from=2027-07-02").want(200).column("day"); len(got) != 0 {
			t.Errorf("later than %s there is %v", later, got)
		}
		want := append([]string{numbers[3]}, slices.Delete(slices.Clone(numbers), 3, 4)...)
		var walked []string
		var cursor string
		for next := "/v1/turns?limit=2&until=2027-07-01"; ; next = "/v1/turns?limit=2&until=2027-07-01&cursor=" + cursor {
			page := s.get(next).want(200)
			walked = append(walked, page.column("number")...)
			if page.text("items", 0, "kind") != "lapse" || page.text("items", 0, "reason") != "LAPSED_UNDECIDED" {
				t.Errorf("a turn is %s", page.raw)
			}
			if page.text("next") == "" {
				break
			}
			cursor = page.text("next")
		}
		if fmt.Sprint(walked[:5]) != fmt.Sprint(want) || len(walked) != 6 {
			t.Errorf("walked %v, want %v", walked, want)
		}
		s.get("/v1/turns?unit=Andet&cursor="+cursor).refused(422, "cursor_invalid")
		s.get("/v1/turns?until=2027-08-01&cursor="+cursor).refused(422, "cursor_invalid")
		s.get("/v1/turns?from=2027-08-01&until=2027-07-01").refused(422, "ends_before_it_begins")
		if got := s.get("/v1/turns?unit=" + strings.ReplaceAll("Dagtilbud og skole", " ", "+")).want(200).column("number"); len(got) != 6 {
			t.Errorf("in the unit: %v", got)
		}
	})
}

// What applies from a day is a draft until it is published, and then everybody's.
func TestGuidances(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.guidance()
		draft := s.get(here, s.admin()).want(200)
		if draft.text("kind") != "lapse" || draft.text("before") == "" || draft.header.Get("ETag") == "" {
			t.Errorf("nothing is written, and there is %s", draft.raw)
		}
		said := object{"stop": "Skriv ingen referater mere."}
		s.send("PUT", here, object{"publish": true}, s.admin(), with("If-Match", `"1"`)).refused(422, "required")
		s.send("PUT", here, said, s.admin(), with("If-Match", `"1"`)).want(200)
		if got := s.get("/v1/guidances").want(200); len(got.column("number")) != 1 || got.text("items", 0, "stop") != "" || got.text("items", 0, "before") == "" {
			t.Errorf("everybody reads %s", got.raw)
		}
		s.send("PUT", here, said, s.admin(), with("If-Match", `"1"`)).refused(412, "stale")
		s.send("PUT", here, said.and("publish", true), s.admin(), with("If-Match", `"2"`)).want(200)
		if got := s.get("/v1/guidances?from=2027-07-01&until=2027-07-01").want(200); got.text("items", 0, "stop") == "" || got.text("items", 0, "published") == "" {
			t.Errorf("everybody reads %s", got.raw)
		}
		if got := s.get("/v1/guidances?role=ingen").want(200).column("number"); len(got) != 0 {
			t.Errorf("for nobody there is %v", got)
		}
		s.get(strings.Replace(here, "07-01", "07-02", 1), s.admin()).refused(404, "not_found")
	})
}

// guidance is where something is said of a rule that lapses.
func (s *sendings) guidance() string {
	rule := s.rule()
	s.create("/v1/reviews", aReview(s.next("Eftersyn "), strings.TrimPrefix(rule, "/v1/rules/")))
	return rule + "/guidances/2027-07-01"
}
