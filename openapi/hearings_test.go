package openapi

import (
	"net/http"
	"strings"
	"testing"
)

func aParty(name string) object {
	return object{"name": name, "kind": "elders", "address": "raad@eksempel.example", "area": "Dagtilbud", "heard_on": "Alt, der vedrører ældre.", "basis": "retssikkerhedsloven § 30"}
}

// hear does something with a party or a hearing as it stands.
func (s *server) hear(method, path string, body any) response {
	s.t.Helper()
	at := strings.Join(strings.Split(path, "/")[:4], "/")
	return s.send(method, path, body, s.admin(), with("If-Match", s.get(at, s.admin()).want(200).header.Get("ETag")))
}

// TestHearing: a party that must be heard is written to, reminded, given longer and
// answers; until then its review's rules outlive the sunset for a while.
func TestHearing(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Evaluering"))
		s.create("/v1/rules", aRule("Plan"))
		status := func(number, state, reason string) {
			t.Helper()
			got := s.get("/v1/register/" + number + "?on=2027-07-01").want(200)
			if got.text("status", "state") != state || got.text("status", "reasons", 0, "code") != reason {
				t.Errorf("%s is %s", number, asJSON(got.at("status")))
			}
		}
		party := s.create("/v1/hearing-parties", aParty("Ældrerådet"))
		s.send(http.MethodPost, "/v1/hearing-parties", aParty("Ældrerådet"), s.admin()).refused(409, "party_taken")
		s.send(http.MethodPost, "/v1/hearing-parties", aParty("").and("address", "ingen adresse"), s.admin()).refused(422, "invalid")
		if got := s.hear(http.MethodPut, party.header.Get("Location"), aParty("Ældrerådet").and("area", "")).want(200); got.at("area") != nil {
			t.Errorf("changed: %s", got.raw)
		}

		review := s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002").and("hearing_parties", []string{"Ældrerådet", " Ældrerådet "})).header.Get("Location")
		status("R-0001", "extended", "HEARING_MISSING")
		med := s.create(review+"/hearings", object{"party": "MED"})
		s.send(http.MethodPost, review+"/hearings", object{"party": "MED"}, s.admin()).refused(409, "hearing_planned")
		listed := s.get(review + "/hearings").want(200)
		if listed.text("items", 1, "party") != "Ældrerådet" || listed.text("items", 0, "party") != "MED" || listed.at("items", 2) != nil || listed.at("items", 0, "token") != nil {
			t.Fatalf("they are %s", listed.raw)
		}
		elders, letters := "/v1/hearings/"+listed.text("items", 1, "id"), "/v1/hearing-letters/"
		token := s.get(elders, s.admin()).want(200).text("token")

		s.get(letters+token).refused(404, "link_not_open")
		s.hear(http.MethodPost, elders+"/letter", nil).refused(422, "invalid") // neither letter nor deadline
		s.hear(http.MethodPut, elders, object{"letter": "Hvad siger I?", "deadline": "2027-01-10"}).refused(422, "deadline_past")
		kept := s.hear(http.MethodPut, elders, object{"letter": "Hvad siger I?", "deadline": "2027-02-10", "address": "raad@eksempel.example"}).want(200)
		if kept.text("letter") != "Hvad siger I?" {
			t.Errorf("the letter is %s", kept.raw)
		}
		s.hear(http.MethodPost, elders+"/reminders", nil).refused(409, "hearing_state")
		s.hear(http.MethodPost, elders+"/letter", nil).want(200)
		s.hear(http.MethodPut, elders, object{"letter": "Noget andet"}).refused(409, "hearing_state")
		s.hear(http.MethodPost, elders+"/reminders", nil).want(200)
		mails := s.get("/v1/mails", s.admin()).want(200)
		if mails.text("items", 1, "address") != "raad@eksempel.example" || mails.at("items", 2) != nil ||
			!strings.Contains(s.get("/v1/mails/"+mails.text("items", 1, "id"), s.admin()).want(200).text("text"), token) {
			t.Errorf("its mails are %s", mails.raw)
		}
		s.hear(http.MethodPost, elders+"/end", nil).refused(409, "hearing_not_over")
		s.hear(http.MethodPut, elders+"/deadline", object{"deadline": "2027-02-01", "why": "Vinterferie."}).refused(422, "deadline_past")
		s.hear(http.MethodPut, elders+"/deadline", object{"deadline": "2027-02-20", "why": "Vinterferie."}).want(200)

		s.now = noon("2027-02-18")
		answer := letters + token + "/statement"
		s.send(http.MethodPut, answer, object{"text": "Bevar R-0001.", "signed": ""}).refused(422, "required")
		s.send(http.MethodPut, answer, object{"signed": "Formanden"}).refused(422, "required")
		s.send(http.MethodPut, answer, object{"text": "Bevar R-0001. Mvh. 010203-1234", "signed": "Formanden", "role": "formand"}).want(200)
		for range 2 { // sent again
			changed := s.send(http.MethodPut, answer, object{"text": "Bevar R-0001 og R-0002. Mvh. 010203-1234", "signed": "Formanden", "role": "formand"}).want(200)
			if got := changed.text("statement", "text"); strings.Contains(got, "1234") || !strings.HasPrefix(got, "Bevar R-0001 og R-0002.") {
				t.Errorf("the statement became %q", got)
			}
		}
		if got := s.get(review + "/hearings").want(200); got.text("items", 1, "state") != "answered" || got.at("items", 1, "statement") != nil {
			t.Errorf("before the deadline everybody reads %s", got.raw)
		}
		if log := s.get("/v1/audit-events?limit=200", s.admin()).want(200); strings.Count(string(log.raw), `"answer-hearing"`) != 2 {
			t.Errorf("the log holds the answers %d times", strings.Count(string(log.raw), `"answer-hearing"`))
		}
		log := s.get("/v1/audit-events?limit=200&object=hearing%20"+strings.TrimPrefix(elders, "/v1/hearings/"), s.admin()).want(200)
		if whole := string(log.raw); strings.Contains(whole, "Bevar") || strings.Count(whole, `"statement_digest"`) != 3 { // none and one, that one and another
			t.Errorf("the log holds what was said: %s", log.raw)
		}
		status("R-0001", "extended", "HEARING_MISSING") // MED is still to be heard

		s.now = noon("2027-02-21")
		if got := s.get(review + "/hearings").want(200); got.text("items", 1, "statement", "signed") != "Formanden" || got.at("items", 1, "held") != true {
			t.Errorf("after the deadline everybody reads %s", got.raw)
		}
		s.send(http.MethodPut, answer, object{"text": "Nej.", "signed": "Formanden"}).refused(422, "hearing_over")

		// Without an address the letter goes another way, and the answer comes so.
		works := med.header.Get("Location")
		s.hear(http.MethodPut, works, object{"letter": "Hvad siger I?", "deadline": "2027-03-10"}).want(200)
		s.hear(http.MethodPost, works+"/letter", nil).want(200)
		s.hear(http.MethodPost, works+"/reminders", nil).refused(422, "required")
		s.now = noon("2027-03-11")
		s.hear(http.MethodPut, works+"/statement", object{"no_remarks": true, "signed": "Næstformanden", "received": "2027-03-12"}).refused(422, "received_ahead")
		s.hear(http.MethodPost, works+"/end", nil).want(200)
		for _, number := range []string{"R-0001", "R-0002"} {
			status(number, "lapsed", "LAPSED_UNDECIDED")
		}
		late := s.hear(http.MethodPut, works+"/statement", object{"no_remarks": true, "text": "Falder bort.", "signed": "Næstformanden", "received": "2027-03-11"}).want(200)
		if late.text("state") != "answered" || late.at("statement", "recorded") != true || late.at("statement", "text") != nil {
			t.Errorf("a late statement: %s", late.raw)
		}
		// Heard on a rule before, a party is to be heard again.
		for _, kind := range []string{"hearing_required", "hearing_held"} {
			tag := s.get("/v1/rules/R-0001", s.admin()).want(200).header.Get("ETag")
			s.send(http.MethodPost, "/v1/rules/R-0001/events", object{"kind": kind, "valid": "2027-03-11", kind: object{"party": "FOA"}}, s.admin(), with("If-Match", tag)).want(201)
		}
		status("R-0001", "lapsed", "LAPSED_UNDECIDED")
		s.create(review+"/hearings", object{"party": "FOA"})
		status("R-0001", "extended", "HEARING_MISSING")
		if missing := s.get(letters + strings.Repeat("0", 26)); missing.status != 404 {
			t.Errorf("an unknown token answers %d", missing.status)
		}
		s.hear(http.MethodDelete, party.header.Get("Location"), nil).want(204)
	})
}

// ofHearing makes the request of an operation on hearings, for TestRepeated.
func (s *sendings) ofHearing(op string) sending {
	party := func() string { return s.create("/v1/hearing-parties", aParty(s.next("Råd "))).header.Get("Location") }
	switch op {
	case "create-hearing-party":
		return sending{path: "/v1/hearing-parties", body: aParty(s.next("Råd ")), name: "name"}
	case "edit-hearing-party":
		at := party()
		return sending{path: at, body: aParty(s.next("Råd ")), seen: at, name: "name"}
	case "delete-hearing-party":
		at := party()
		return sending{path: at, seen: at}
	case "plan-hearing":
		return sending{path: s.review() + "/hearings", body: object{"party": "Ældrerådet"}, name: "party"}
	}
	letter := object{"letter": "Hvad siger I?", "deadline": "2027-01-20", "address": "raad@eksempel.example"}
	review := s.review()
	if op == "end-hearing" { // whose deadline has passed
		was := s.now
		defer func() { s.now = was }()
		s.now, letter["deadline"] = noon("2027-01-02"), "2027-01-05"
	}
	at := s.create(review+"/hearings", letter.and("party", "Ældrerådet")).header.Get("Location")
	if op == "edit-hearing" {
		return sending{path: at, body: letter, seen: at, name: "letter"}
	}
	if op != "send-hearing" {
		s.hear(http.MethodPost, at+"/letter", nil).want(200)
	}
	switch op {
	case "remind-hearing":
		return sending{path: at + "/reminders", seen: at}
	case "extend-hearing":
		return sending{path: at + "/deadline", body: object{"deadline": "2027-02-20", "why": "Ferie."}, seen: at, name: "why"}
	case "record-statement":
		return sending{path: at + "/statement", body: object{"text": "Ja.", "signed": "Formanden", "received": "2027-01-10"}, seen: at, name: "text"}
	case "end-hearing":
		return sending{path: at + "/end", seen: at}
	}
	return sending{path: at + "/letter", seen: at}
}
