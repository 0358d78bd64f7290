package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// A substitute sits in one member's seat: the one votes, the other does not, and the
// body is no larger for it.
func TestSubstitutes(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 3 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003"))
		at := "/v1/bodies/" + h.council + "/members"
		who := map[string]string{}
		for _, name := range []string{"Signe Vindeby", "Jon Hedelund"} {
			who[name] = s.create(at, object{"name": name, "group": "B", "from": "2026-01-01", "substitute": true}).text("id")
		}
		members := s.get(at, s.admin()).want(200)
		for i, name := range members.column("name") {
			who[name] = members.column("id")[i]
		}
		signe, jon, karla, mogens := who["Signe Vindeby"], who["Jon Hedelund"], who["Karla Tornbjerg"], who["Mogens Rævholt"]
		if r := s.send("POST", at, object{"name": "Ingen", "from": "2026-01-01", "substitute": true, "chair": true}, s.admin()).want(422); r.text("errors", 0, "field") != "chair" {
			t.Errorf("a chair among substitutes: %s", r.raw)
		}

		meeting := h.meet(h.council, "2027-01-08")
		one, two, three := h.item(meeting, "R-0001", kept), h.item(meeting, "R-0002", kept), h.item(meeting, "R-0003", kept)
		if m := s.get(meeting).want(200); len(m.column("id")) != 3 || strings.Count(string(m.raw), `"substitute":true`) != 2 {
			t.Errorf("who can sit at the meeting: %s", m.raw)
		}
		vote := func(choices ...string) []object {
			votes := []object{}
			for i := 0; i < len(choices); i += 2 {
				votes = append(votes, object{"member": who[choices[i]], "choice": choices[i+1]})
			}
			return votes
		}
		sat := func(pairs ...string) []object {
			all := []object{}
			for i := 0; i < len(pairs); i += 2 {
				all = append(all, object{"substitute": pairs[i], "for": pairs[i+1]})
			}
			return all
		}
		unable := []object{{"member": karla, "reason": "Hendes søn er leder i huset."}}
		for _, c := range []struct {
			minutes     object
			field, code string
		}{
			{object{"called": sat(karla, mogens)}, "called[0].substitute", "not_a_substitute"},
			{object{"called": sat(signe, jon)}, "called[0].for", "no_seat"},
			{object{"called": sat(signe, karla, signe, mogens)}, "called[1].substitute", "stands_in_twice"},
			{object{"called": sat(signe, karla, jon, karla)}, "called[1].for", "replaced_twice"},
			{object{"called": sat(signe, karla), "disqualified": []object{{"member": signe, "reason": "Samme sag."}}}, "called[0].substitute", "substitute_unable"},
			{object{"called": sat(signe, karla), "disqualified": []object{unable[0].and("able", true)}}, "called[0].for", "member_stays"},
			{object{"called": sat(signe, karla), "votes": [][]object{vote("Karla Tornbjerg", "for")}}, "votes[0][0].member", "member_replaced"},
			{object{"votes": [][]object{vote("Signe Vindeby", "for")}}, "votes[0][0].member", "not_called"},
			{object{"called": sat(signe, karla), "votes": [][]object{{{"choice": "for", "count": 6}}}}, "votes[0]", "votes_exceed_members"},
		} {
			r := s.put(http.MethodPut, one, one+"/minutes", c.minutes).want(422)
			if r.text("errors", 0, "field") != c.field || r.text("errors", 0, "code") != c.code {
				t.Errorf("%v: got %s", c.minutes, r.raw)
			}
		}

		// One item with a disqualified member and her substitute: three of five make a quorum.
		got := s.put(http.MethodPut, one, one+"/minutes", object{"called": sat(signe, karla), "disqualified": unable,
			"votes": [][]object{vote("Signe Vindeby", "for", "Mogens Rævholt", "for", "Ditte Lyngvang", "against", "Bo Stenkær", "absent", "Ane Kildemark", "absent")}}).want(200)
		if got.text("proposals", 0, "outcome") != "carried" || strings.Contains(string(got.raw), "DISQUALIFIED_VOTED") || strings.Contains(string(got.raw), "NO_QUORUM") {
			t.Errorf("with a substitute: %s", got.raw)
		}
		// The rest of the meeting: what has been voted on stays as it was.
		call := func(substitute string, seat object) response {
			return s.put(http.MethodPut, meeting, meeting+"/substitutes/"+substitute, seat)
		}
		for _, c := range []struct {
			substitute, seat, field, code string
		}{{karla, mogens, "substitute", "not_a_substitute"}, {jon, signe, "for", "no_seat"}} {
			if r := call(c.substitute, object{"for": c.seat}).want(422); r.text("errors", 0, "field") != c.field || r.text("errors", 0, "code") != c.code {
				t.Errorf("called for the meeting: %s", r.raw)
			}
		}
		call(jon, object{"for": mogens}).want(200)
		if r := call(signe, object{"for": mogens}).want(422); r.text("errors", 0, "code") != "replaced_twice" {
			t.Errorf("two in one seat: %s", r.raw)
		}
		for item, want := range map[string]string{one: signe, two: jon, three: jon} {
			if got := s.get(item, s.admin()).want(200); got.text("called", 0, "substitute") != want {
				t.Errorf("%s sits at %s: %s", want, item, got.raw)
			}
		}
		s.put(http.MethodPut, two, two+"/minutes", counted("3-2").and("called", sat(jon, mogens))).want(200)
		call(jon, object{}).want(200)
		if got := s.get(three, s.admin()).want(200); strings.Contains(string(got.raw), `"called"`) {
			t.Errorf("still called: %s", got.raw)
		}
		if got := s.get(two, s.admin()).want(200); got.text("called", 0, "for") != mogens {
			t.Errorf("of a vote that was held: %s", got.raw)
		}
		h.vote(three, "5-0")
		if r := call(jon, object{"for": mogens}).want(409); r.text("code") != "nothing_to_minute" {
			t.Errorf("with nothing left: %s", r.raw)
		}
		h.end(meeting)

		votes := s.get(meeting + "/votes").want(200)
		first := func(field string) string { return votes.text("motions", 0, "vote_events", 0, "votes", 0, field) }
		if first("voter") != "Signe Vindeby" || first("role") != "substitute" || first("in_place_of") != karla || first("group") != "B" {
			t.Errorf("her vote: %s", votes.raw)
		}
		if strings.Count(string(s.get(meeting+"/votes.csv").want(200).raw), `;"substitute"`) != 1 {
			t.Errorf("votes as CSV: %s", s.get(meeting+"/votes.csv").raw)
		}
		// Whoever sat at a closed meeting was listed then; whoever was not called may be taken off.
		off := func(id string) response {
			return s.put(http.MethodPut, at+"/"+id, at+"/"+id, object{"until": "2026-06-01"})
		}
		if r := off(signe).want(422); r.text("errors", 0, "code") != "member_sat" {
			t.Errorf("she sat: %s", r.raw)
		}
		never := s.create(at, object{"name": "Aldrig Kaldt", "from": "2026-01-01", "substitute": true}).text("id")
		off(never).want(200)
	})
}
