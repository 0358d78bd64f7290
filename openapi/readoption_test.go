package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// A keep that came after the sunset is followed by the rule under a new number, in the
// act that closes the meeting or after it, through the gate; the old number stays lapsed.
func TestReadoption(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		texts := []string{"Skriv et referat af hvert møde.", "Tæl legetøjet om fredagen.", "Hæng ugeplanen op i garderoben.", "Mål temperaturen i køleskabet."}
		for _, demand := range texts {
			s.create("/v1/rules", aRule("Regel").and("demand", demand).and("justification", object{"value": "Det skaber tryghed.", "beneficiary": "Børnene", "lighter": "Prøvet."}))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003", "R-0004"))
		powerless := s.create("/v1/bodies", object{"name": "Kulturudvalget", "rank": "committee"}).text("id")
		s.create("/v1/bodies/"+powerless+"/members", object{"name": "Bo", "from": "2026-01-01"})
		meeting, other := h.meet(h.council, "2027-07-10"), h.meet(powerless, "2027-07-10")
		one, two, three, four := h.item(meeting, "R-0001", kept), h.item(meeting, "R-0002", kept), h.item(meeting, "R-0003", kept), h.item(other, "R-0004", kept)
		s.now = noon("2027-07-12")
		h.vote(one, "5-0")
		h.vote(two, "5-0")
		h.vote(three, "1-4")
		h.vote(four, "1-0")
		again := func(item string, body object) response {
			return s.send(http.MethodPost, item+"/readoptions", body, s.as("secretary"))
		}
		again(one, object{"rule": "R-0001"}).refused(409, "meeting_open")
		id := func(item string) string { return strings.TrimPrefix(item, "/v1/items/") }
		closing := func(readoptions ...object) response {
			return h.put(http.MethodPost, meeting, meeting+"/closing", object{"late": "Sygdom.", "readoptions": readoptions})
		}
		bare := closing(object{"item": id(one), "rule": "R-0001"}).want(422)
		if got := strings.Join(fields(bare), " "); got != "readoptions[0].news readoptions[0].review" {
			t.Errorf("the gate asks for %q: %s", got, bare.raw)
		}
		closing(object{"item": id(three), "rule": "R-0003"}).refused(409, "keep_not_late")
		if s.get(meeting).text("state") != "planned" || s.get("/v1/rules/R-0005", s.admin()).status != 404 {
			t.Error("what was refused left something")
		}
		full := object{"item": id(one), "rule": "R-0001", "review": "2029-01-08", "words": "Reglen bortfalder den 8. januar 2029, medmindre den fastholdes.", "news": "Nu kun for nye børn."}
		closing(full).want(200)

		state := func(number, on string) string {
			return s.get("/v1/register/"+number+"?on="+on, s.admin()).text("status", "state")
		}
		for _, want := range [][3]string{{"R-0001", "2027-06-30", "in_force"}, {"R-0001", "2027-07-10", "lapsed"}, {"R-0005", "2027-07-09", "not_yet"}, {"R-0005", "2027-07-10", "in_force"}, {"R-0005", "2029-01-08", "lapsed"}} {
			if got := state(want[0], want[1]); got != want[2] {
				t.Errorf("%s on %s is %s, want %s", want[0], want[1], got, want[2])
			}
		}
		if kinds := h.kinds("R-0001"); !strings.HasSuffix(kinds, "ruling readopted") {
			t.Errorf("of the old rule: %s", kinds)
		}
		events := s.get("/v1/rules/R-0005/events", s.admin()).want(200)
		if events.text("items", 0, "adopted", "adoption", "readopts") != "R-0001" || events.text("items", 0, "adopted", "adoption", "cites", 0) != "R-0001" ||
			s.get("/v1/rules/R-0005", s.admin()).text("demand") != texts[0] {
			t.Errorf("of the new rule: %s", events.raw)
		}

		// Afterwards it is a press of its own.
		again(one, object{"rule": "R-0001", "explanation": "Igen."}).refused(409, "already_readopted")
		again(two, object{"rule": "R-0001", "explanation": "Forkert punkt."}).refused(409, "keep_not_late")
		again(two, object{"rule": "R-0002", "from": "2027-07-09", "explanation": "For tidligt."}).refused(422, "ends_before_it_begins")
		made := again(two, object{"rule": "R-0002", "from": "2027-08-01", "explanation": "Byrådet besluttede det."}).want(201)
		if made.text("number") != "R-0006" || state("R-0006", "2027-07-31") != "not_yet" || state("R-0006", "2027-08-01") != "in_force" || state("R-0002", "2027-08-01") != "lapsed" {
			t.Errorf("got %s", made.raw)
		}
		// Nobody else's keep is followed by it.
		h.put(http.MethodPost, other, other+"/closing", object{"late": "Sygdom."})
		again(four, object{"rule": "R-0004", "explanation": "Uden mandat."}).want(409)
		s.send(http.MethodPost, two+"/readoptions", object{"rule": "R-0002"}, s.as("council_member")).want(403)
	})
}

// fields are those that an answer finds wrong.
func fields(r response) (names []string) {
	for n := range r.at("errors").([]any) {
		names = append(names, r.text("errors", n, "field"))
	}
	return names
}
