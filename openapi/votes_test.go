package openapi

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
)

// Votes are told by name and group in the terms of Popolo, once they are final and
// where everybody may read them; what had to be explained is, or is said not to be.
func TestVotesAndExplanations(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		meeting := h.meet(h.council, "2027-01-08")
		bare := kept.and("reason", nil)
		one, two := h.item(meeting, "R-0001", bare), h.item(meeting, "R-0002", bare)
		secret := "/v1/items/" + s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "En personsag", "confidential": true, "rules": []string{"R-0002"}, "proposals": []object{{"ruling": "repeal", "question": "Skal den?"}}}).text("id")
		members := s.get("/v1/bodies/"+h.council+"/members", s.admin()).want(200)
		ids, names := members.column("id"), members.column("name")
		votes := []object{{"member": ids[0], "choice": "for"}, {"member": ids[1], "choice": "for"}, {"member": ids[2], "choice": "blank"}, {"member": ids[3], "choice": "absent"}, {"member": ids[4], "choice": "against"}}
		said := object{"votes": [][]object{votes}, "explanations": []object{{"code": "NO_SPECIAL_REASON", "text": "Begrundelsen stod i bilaget."}},
			"disqualified": []object{{"member": ids[0], "reason": "Hendes barn går der.", "able": true}}}
		for field, wrong := range map[string]object{
			"explanations[0].text": {"explanations": []object{{"code": "NO_SPECIAL_REASON", "text": ""}}},
			"explanations[1].code": {"explanations": []object{{"code": "NO_MANDATE", "text": "Ja."}, {"code": "NO_MANDATE", "text": "Nej."}}},
		} {
			if r := h.put(http.MethodPut, one, one+"/minutes", wrong).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		// Whom the body found able votes like others.
		if got := h.put(http.MethodPut, one, one+"/minutes", said).want(200); strings.Contains(string(got.raw), "DISQUALIFIED_VOTED") || got.text("proposals", 0, "outcome") != "carried" {
			t.Errorf("got %s", got.raw)
		}
		h.put(http.MethodPut, two, two+"/minutes", object{"votes": [][]object{{{"group": "A", "choice": "for", "count": 3}, {"group": "B", "choice": "against", "count": 2}}}}).want(200)
		h.vote(secret, "5-0")
		if got := s.get(meeting + "/votes").want(200); len(got.at("motions").([]any)) != 0 {
			t.Errorf("before they are final: %s", got.raw)
		}
		h.end(meeting)

		for _, who := range []option{with("Accept", "application/json"), s.admin()} {
			got := s.get(meeting+"/votes", who).want(200)
			if len(got.at("motions").([]any)) != 2 || got.text("organization", "name") != "Byrådet" || got.text("event", "start_date") != "2027-01-08" {
				t.Fatalf("got %s", got.raw)
			}
			first := []any{"motions", 0, "vote_events", 0}
			vote := func(n int, field string) string { return got.text(append(first, "votes", n, field)...) }
			if got.text("motions", 0, "text") != "Skal reglen fastholdes?" || got.text("motions", 0, "result") != "pass" || got.text("motions", 0, "rules", 0) != "R-0001" ||
				vote(2, "voter") != names[2] || vote(2, "option") != "abstain" || vote(2, "group") == "" || vote(3, "option") != "absent" || vote(4, "option") != "no" ||
				got.at(append(first, "counts", 0, "value")...) != 2.0 || got.text("motions", 1, "vote_events", 0, "votes", 1, "group") != "B" || got.at("motions", 1, "vote_events", 0, "votes", 1, "weight") != 2.0 {
				t.Errorf("got %s", got.raw)
			}
		}
		file := s.get(meeting + "/votes.csv").want(200)
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.raw), "\ufeff")))
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil || len(rows) != 8 || rows[0][12] != "option" || rows[1][10] != names[0] || rows[1][12] != "yes" || rows[7][11] != "B" || rows[7][13] != "2" {
			t.Errorf("%v %v", err, rows)
		}
		s.get("/v1/meetings/01a2b3c4-0000-7000-8000-000000000000/votes").refused(404, "not_found")

		if got := s.get(one).want(200); got.text("explanations", 0, "text") != "Begrundelsen stod i bilaget." || got.at("disqualified", 0, "able") != true {
			t.Errorf("got %s", got.raw)
		}
		if got := s.get(two).want(200); got.text("explanations", 0, "code") != "NO_SPECIAL_REASON" || got.text("explanations", 0, "text") != "" {
			t.Errorf("what nobody explained: %s", got.raw)
		}
	})
}
