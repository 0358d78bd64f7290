package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// A committee's member can stop a keep that fell or tied as well as one that was
// carried: the lapse date moves, and the council decides.
func TestStopOfWhatWasNotCarried(t *testing.T) {
	for votes, want := range map[string]string{"1-2": "fell", "1-1": "tied"} {
		eachOn(t, "2027-06-10", func(t *testing.T, s *server) {
			h := inHall(s)
			s.create("/v1/rules", aRule("Referat"))
			s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
			status := func(on string) (state, reasons string) {
				r := s.get("/v1/register/R-0001?on=" + on).want(200)
				return r.text("status", "state"), string(r.raw)
			}
			council := h.meet(h.council, "2027-09-13")
			meeting := h.meet(h.committee, "2027-06-10")
			item := h.item(meeting, "R-0001", kept)
			got := s.put(http.MethodPut, item, item+"/minutes", counted(votes).and("stop", object{"name": "Ditte Lyngvang", "text": "Det skal byrådet se på."})).want(200)
			if got.text("proposals", 0, "outcome") != want {
				t.Fatalf("got %s", got.raw)
			}
			h.end(meeting)
			if kinds := h.kinds("R-0001"); !strings.HasSuffix(kinds, "stopped") || strings.Contains(kinds, "not_carried") {
				t.Errorf("left on the rule: %s", kinds)
			}
			if state, why := status("2027-07-01"); state != "extended" || !strings.Contains(why, "STOPPED_AWAITING_COUNCIL") || strings.Contains(why, "KEEP_NOT_CARRIED") {
				t.Errorf("while it waits it is %s: %s", state, why)
			}
			if state, _ := status("2027-09-27"); state != "extended" { // two weeks after the meeting, and that day too
				t.Errorf("on its last day it is %s", state)
			}
			if state, why := status("2027-09-28"); state != "lapsed" || !strings.Contains(why, "LAPSED_UNDECIDED") {
				t.Errorf("when the council has not decided it is %s", state)
			}
			if s.get(item).want(200).text("onward") != "stopped" {
				t.Error("the case does not go on")
			}
			next := s.create(item+"/next", object{"meeting": strings.TrimPrefix(council, "/v1/meetings/")})
			s.now = noon("2027-09-13")
			h.vote("/v1/items/"+next.text("id"), "5-0")
			h.end(council)
			if state, _ := status("2027-09-28"); state != "in_force" {
				t.Errorf("kept by the council it is %s", state)
			}
		})
	}
}

// Of a meeting that was held and is not recorded its rules say that the minutes are
// awaited, for 14 days.
func TestMinutesAreAwaited(t *testing.T) {
	eachOn(t, "2027-06-20", func(t *testing.T, s *server) {
		h := inHall(s)
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		meeting := h.meet(h.council, "2027-06-28")
		item := h.item(meeting, "R-0001", kept)
		awaited := func(at string) bool {
			t.Helper()
			return strings.Contains(string(s.get(at).want(200).raw), "MINUTES_AWAITED")
		}
		for day, want := range map[string]bool{"2027-06-30": false, "2027-07-01": true, "2027-07-11": true, "2027-07-12": false} {
			s.now = noon(day)
			for _, at := range []string{"/v1/register/R-0001?on=" + day, "/v1/register?on=" + day, item} {
				if got := awaited(at); got != want && (at != item || want) {
					t.Errorf("%s on %s: awaited is %t", at, day, got)
				}
			}
		}
		s.now = noon("2027-07-05")
		h.vote(item, "4-1")
		h.end(meeting)
		if awaited("/v1/register/R-0001?on=2027-07-05") || s.get("/v1/register/R-0001?on=2027-07-05").text("status", "state") != "in_force" {
			t.Error("the minutes are recorded")
		}
	})
}
