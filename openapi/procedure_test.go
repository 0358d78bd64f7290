package openapi

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// hall is where a council of five and a committee of three meet.
type hall struct {
	*server
	council, committee string
}

func inHall(s *server) *hall {
	h := &hall{server: s, council: s.get("/v1/bodies", s.admin()).text("items", 0, "id")}
	h.committee = s.create("/v1/bodies", object{"name": "Børneudvalget", "rank": "committee"}).text("id")
	s.create("/v1/bodies/"+h.committee+"/mandates", object{"from": "2026-09-01", "words": "Udvalget kan fastholde regler på sit område."})
	for n, name := range []string{"Karla Tornbjerg", "Mogens Rævholt", "Ditte Lyngvang", "Bo Stenkær", "Ane Kildemark"} {
		s.create("/v1/bodies/"+h.council+"/members", object{"name": name, "group": "ABABA"[n : n+1], "from": "2026-01-01"})
		if n < 3 {
			s.create("/v1/bodies/"+h.committee+"/members", object{"name": name, "group": "ABABA"[n : n+1], "from": "2026-01-01"})
		}
	}
	return h
}

func (h *hall) meet(body, day string) string {
	h.t.Helper()
	return "/v1/meetings/" + h.create("/v1/meetings", object{"body": body, "day": day}).text("id")
}

func (h *hall) item(meeting, number string, proposals ...object) string {
	h.t.Helper()
	return "/v1/items/" + h.create(meeting+"/items", object{"title": "Sagen om " + number, "rules": []string{number}, "proposals": proposals,
		"papers_late": "Sagen kan ikke vente."}).text("id")
}

// counted are votes in totals: "3-2" is three for and two against.
func counted(results ...string) object {
	all := [][]object{}
	for _, result := range results {
		var yes, no int
		if _, err := fmt.Sscanf(result, "%d-%d", &yes, &no); err != nil {
			panic(err)
		}
		votes := []object{}
		for choice, n := range map[string]int{"for": yes, "against": no} {
			if n > 0 {
				votes = append(votes, object{"choice": choice, "count": n})
			}
		}
		all = append(all, votes)
	}
	return object{"votes": all}
}

func (h *hall) vote(item string, results ...string) response {
	h.t.Helper()
	return h.put(http.MethodPut, item, item+"/minutes", counted(results...)).want(200)
}

func (h *hall) end(meeting string) response {
	h.t.Helper()
	return h.put(http.MethodPost, meeting, meeting+"/closing", object{"late": "Ført ind senere."}).want(200)
}

// kinds are the kinds of a rule's events, in the order in which they were recorded.
func (h *hall) kinds(number string) string {
	h.t.Helper()
	return strings.Join(h.get("/v1/rules/"+number+"/events", h.admin()).want(200).column("kind"), " ")
}

func putTo(how, question string) object { return object{"procedure": how, "question": question} }

var kept = object{"ruling": "keep", "question": "Skal reglen fastholdes?", "reason": "Den skaber tryghed.", "next": "2029-01-08"}

// What a meeting does with a case other than to rule on it stands in the rule's history
// and moves no day, but for an agreement that ends.
func TestProcedures(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 3 {
			s.create("/v1/rules", aRule("Referat"))
		}
		bound := s.create("/v1/rules", aRule("To timer").and("bases", []object{{"reference": "Lokalaftale § 4", "effect": "agreement", "from": "2020-01-01"}}))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003", "R-0004"))
		status := func(number, on, want string) {
			t.Helper()
			if got := s.get("/v1/register/"+number+"?on="+on).want(200).text("status", "state"); got != want {
				t.Errorf("%s is %s on %s, want %s", number, got, on, want)
			}
		}

		first := h.meet(h.council, "2027-01-08")
		for _, c := range []struct {
			proposal    object
			field, code string
		}{
			{kept.and("procedure", "postpone"), "proposals[0].procedure", "ruling_or_procedure"},
			{object{"question": "Skal den?"}, "proposals[0].ruling", "choice_invalid"},
			{putTo("terminate", "Skal aftalen opsiges?"), "proposals[0].next", "required"},
			{putTo("postpone", "Skal sagen udsættes?").and("next", "2027-01-01"), "proposals[0].next", "ends_before_it_begins"},
		} {
			r := s.send("POST", first+"/items", object{"title": "En sag", "rules": []string{"R-0001"}, "proposals": []object{c.proposal}}, s.admin()).want(422)
			if r.text("errors", 0, "field") != c.field || r.text("errors", 0, "code") != c.code {
				t.Errorf("got %s", r.raw)
			}
		}
		postpone := putTo("postpone", "Skal sagen udsættes til et senere møde?").and("by", "Liste B").and("next", "2027-02-08")
		one := h.item(first, "R-0001", postpone, kept)
		if got := s.get(one, s.admin()).want(200); !strings.Contains(string(got.raw), "LAPSES_ANYWAY") || strings.Contains(string(got.raw), "OUT_OF_ORDER") {
			t.Errorf("before the vote: %s", got.raw)
		}
		two := h.item(first, "R-0002", kept, putTo("pass_on", "Skal sagen sendes til KL?").and("to", "KL"), postpone)
		if got := s.get(two, s.admin()).want(200); got.text("proposals", 2, "findings", 2, "code") != "OUT_OF_ORDER" {
			t.Errorf("in an unusual order: %s", got.raw)
		}
		h.vote(one, "3-2")
		// A further proposal costs no votes; another question does.
		agenda := object{"title": "Sagen om R-0002", "rules": []string{"R-0002"}, "papers_late": "Sagen kan ikke vente."}
		h.vote(two, "2-2", "1-3", "1-4")
		more := h.put("PUT", two, two, agenda.and("proposals", []object{kept, putTo("pass_on", "Skal sagen sendes til KL?").and("to", "KL"), postpone, putTo("no_power", "Er sagen uden for kompetence?")})).want(200)
		if len(more.at("votes").([]any)) != 3 {
			t.Errorf("votes that stand: %s", more.raw)
		}
		if less := h.put("PUT", two, two, agenda.and("proposals", []object{kept, putTo("pass_on", "Skal sagen sendes på til KL?").and("to", "KL")})).want(200); len(less.at("votes").([]any)) != 1 {
			t.Errorf("votes that stand: %s", less.raw)
		}
		h.vote(two, "2-2", "4-1")
		four := h.item(first, bound.text("number"), putTo("terminate", "Skal aftalen opsiges?").and("from", "2027-02-01").and("next", "2027-06-01").and("to", "BUPL"))
		h.vote(four, "5-0")
		three := h.item(first, "R-0003", object{"ruling": "defer", "question": "Skal den udsættes?", "next": "2027-09-01"})
		h.vote(three, "5-0")
		status("R-0004", "2027-07-01", "in_force")
		h.end(first)

		for number, want := range map[string]string{"R-0001": "minutes_awaited handled", "R-0002": "minutes_awaited not_carried handled", "R-0004": "minutes_awaited handled basis"} {
			if got := h.kinds(number); !strings.HasSuffix(got, want) {
				t.Errorf("%s has %s, want %s last", number, got, want)
			}
		}
		events := s.get("/v1/rules/R-0001/events", s.admin()).want(200)
		last := len(events.column("kind")) - 1
		if events.text("items", last, "handled", "procedure") != "postpone" || events.text("items", last, "handled", "until") != "2027-02-08" {
			t.Errorf("got %s", events.raw)
		}
		status("R-0001", "2027-07-01", "lapsed")
		status("R-0002", "2027-07-01", "lapsed")
		status("R-0003", "2027-07-01", "extended")
		// The agreement ends before the sunset, so the rule lapses with the others.
		status("R-0004", "2027-05-31", "in_force")
		status("R-0004", "2027-07-01", "lapsed")
		if got := s.get("/v1/rules/R-0004/bases", s.admin()).want(200); got.text("items", 0, "until") != "2027-06-01" {
			t.Errorf("got %s", got.raw)
		}
		if got := s.get("/v1/rules/R-0004", s.admin()).want(200); got.at("edit") == bound.at("edit") {
			t.Errorf("who edits the rule meanwhile is not told: %s", got.raw)
		}

		// What takes the effect of it away gives the agreement its end back, and what
		// takes that away ends it again.
		until := func() string {
			t.Helper()
			got := s.get("/v1/rules/R-0004/bases", s.admin()).want(200)
			until, _ := got.at("items", 0, "until").(string)
			return until
		}
		s.now = noon("2027-01-15")
		by := object{"body": "Ankestyrelsen", "day": "2027-01-14", "words": "Byrådet var ikke beslutningsdygtigt."}
		h.put("POST", four, four+"/annulment", object{"by": by, "suspends": true}).want(200)
		if got := until(); got != "" {
			t.Errorf("while it is suspended the agreement ends on %q", got)
		}
		status("R-0004", "2027-07-01", "in_force")
		h.put("POST", four, four+"/annulment", object{"by": by, "lifts": true}).want(200)
		if got := until(); got != "2027-06-01" {
			t.Errorf("once that is lifted it ends on %q", got)
		}
		status("R-0004", "2027-07-01", "lapsed")
		h.put("POST", four, four+"/corrections", object{"wrong": "5 for.", "right": "5 imod.", "reason": "Tastefejl.", "minutes": counted("0-5")}).want(200)
		if got := until(); got != "" {
			t.Errorf("when it never was decided it ends on %q", got)
		}
		h.put("POST", four, four+"/corrections", object{"wrong": "5 imod.", "right": "5 for.", "reason": "Tastefejl.", "minutes": counted("5-0")}).want(200)
		if got := until(); got != "2027-06-01" {
			t.Errorf("and when it was, on %q", got)
		}
		h.put("POST", four, four+"/annulment", object{"by": by}).want(200)
		// An end that somebody wrote since stands.
		status("R-0004", "2027-07-01", "in_force")

		// In a review a committee cannot rule after the council, unless it was sent back.
		s.now = noon("2027-02-01")
		again := h.meet(h.committee, "2027-02-01")
		h.vote(h.item(again, "R-0003", kept), "3-0")
		h.put("POST", again, again+"/closing", object{}).refused(409, "lower_body_after_higher")
		back := h.meet(h.council, "2027-02-01")
		h.vote(h.item(back, "R-0003", putTo("send_back", "Skal sagen sendes tilbage til udvalget?").and("to", "Børneudvalget")), "3-2")
		h.end(back)
		h.end(again)
		status("R-0003", "2027-09-01", "in_force")

		// The same can be recorded without a meeting.
		s.create("/v1/rules/R-0001/events", object{"kind": "handled", "valid": "2027-02-01", "handled": object{"procedure": "renegotiate", "by": councilSaid("2027-02-01", "Aftalen genforhandles.")}})
		s.create("/v1/rules/R-0001/events", object{"kind": "handled", "valid": "2027-02-01", "handled": object{"procedure": "terminate", "until": "2027-08-01", "by": councilSaid("2027-02-01", "Aftalen opsiges.")}})
		s.send("POST", "/v1/rules/R-0001/events", object{"kind": "handled", "valid": "2027-02-01", "handled": object{"procedure": "renegotiate", "until": "2027-01-01", "by": councilSaid("2027-02-01", "Aftalen.")}}, s.admin()).want(422)
	})
}

// Votes on several proposals against an independent reading of the law: simple
// majority, quorum of half, the first that is carried ends the matter.
func TestCampaignVotes(t *testing.T) {
	testenv.OneAtATime(t)
	s := newServer(t, testenv.SQLite(t), "2027-01-08")
	h, r := inHall(s), rand.New(rand.NewPCG(testenv.Seed(t, 7), 64))
	s.create("/v1/rules", aRule("Referat"))
	s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
	meeting := h.meet(h.council, "2027-01-08")
	kinds := []object{kept, putTo("postpone", "Udsættes sagen?"), putTo("send_back", "Sendes den tilbage?"), {"ruling": "repeal", "question": "Ophæves den?"},
		{"ruling": "trial", "question": "Prøves den?", "next": "2028-01-01"}, putTo("no_power", "Er den uden for kompetence?")}
	members, item := s.get("/v1/bodies/"+h.council+"/members", s.admin()).column("id"), h.item(meeting, "R-0001")
	for range testenv.Runs(t, 25) {
		var proposals []object
		var votes [][]object
		var want []string
		decided, blocked := false, false
		for range 1 + r.IntN(4) {
			proposals = append(proposals, kinds[r.IntN(len(kinds))])
			sum, present := 0, 0
			var cast []object
			for _, m := range members {
				choice := []string{"for", "against", "blank", "absent"}[r.IntN(4)]
				cast = append(cast, object{"member": m, "choice": choice})
				switch choice {
				case "for":
					sum, present = sum+1, present+1
				case "against":
					sum, present = sum-1, present+1
				case "blank":
					present++
				}
			}
			votes = append(votes, cast)
			switch {
			case decided:
				want = append(want, "not_put")
				continue
			case sum > 0:
				want, decided = append(want, "carried"), true
			case sum == 0 && present > 0:
				want = append(want, "tied")
			default:
				want = append(want, "fell")
			}
			blocked = blocked || 2*present < len(members)
		}
		h.put(http.MethodPut, item, item, object{"title": "En sag", "papers_late": "Det haster.", "rules": []string{"R-0001"}, "proposals": proposals}).want(200)
		got := h.put(http.MethodPut, item, item+"/minutes", object{"votes": votes}).want(200)
		finds := strings.Contains(string(got.raw), `"NO_QUORUM"`)
		for n := range want {
			if got.text("proposals", n, "outcome") != want[n] || finds != blocked {
				t.Fatalf("%s: want %v, blocked %v", got.raw, want, blocked)
			}
		}
	}
}
