package openapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

const aSubmission = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

// submission is another one for each n.
func submission(n int) string {
	return aSubmission[:30] + string(rune('a'+n/26)) + string(rune('a'+n%26))
}

// TestConsultation: people answer, get a receipt, change their mind, are
// answered, and cut the tie.
func TestConsultation(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Ugeplan"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		place := "/v1/reviews/eftersyn/consultations"
		if r := s.send("POST", place, aConsultation().and("rules", []string{"R-0002"}), s.admin()).want(422); r.text("errors", 0, "field") != "rules[0]" {
			t.Errorf("got %s", r.raw)
		}
		s.send("POST", place, aConsultation(), s.as("owner")).refused(403, "forbidden")
		made := s.create(place, aConsultation())
		here := made.header.Get("Location")
		if here != "/v1/consultations/hvad-taenker-i" || s.get(place).want(200).at("items", 0, "open") != true {
			t.Errorf("made %s at %s", made.raw, here)
		}
		s.send("PUT", here, aConsultation().and("intro", object{"da": "Velkommen."}), s.admin(), with("If-Match", made.header.Get("ETag"))).want(200)
		s.send("PUT", here, aConsultation(), s.admin(), with("If-Match", made.header.Get("ETag"))).refused(412, "stale")
		parents := s.create(here+"/links", object{"audience": "Forældre"})
		staff := s.create(here+"/links", object{"audience": "Medarbejdere"})
		link := "/v1/open-links/" + parents.text("token")

		form := s.get(link).want(200)
		if form.text("intro") != "Velkommen." || form.text("rules", 0, "number") != "R-0001" || form.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the link asks %s under %s", form.raw, form.header)
		}
		if got := s.get(link, with("Accept-Language", "en")).text("title"); got != "What do you think?" {
			t.Errorf("in English it is called %q", got)
		}

		said := object{"submission": aSubmission, "answers": object{"q1": "Mit barn er 010119-1234."},
			"views": []object{{"rule": "R-0001", "stance": "simplify", "minutes": 20}}, "suggestions": []string{"Flere bænke."}}
		for field, body := range map[string]object{
			"submission":       said.and("submission", "kort"),
			"answers.q9":       said.and("answers", object{"q9": "?"}),
			"views[0].rule":    said.and("views", []object{{"rule": "R-0002", "stance": "keep"}}),
			"views[0].minutes": said.and("views", []object{{"rule": "R-0001", "minutes": -1}}),
		} {
			if r := s.send("POST", link+"/contributions", body).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		s.send("POST", link+"/contributions", object{"submission": aSubmission}).refused(422, "nothing_said")
		if r := s.send("POST", link+"/contributions", said.and("group", object{"people": 1, "method": "meeting"})).want(422); r.text("errors", 0, "field") != "group.people" {
			t.Errorf("a group of one: %s", r.raw)
		}
		said = said.and("group", object{"people": 12, "method": "pictures"})
		sent := s.send("POST", link+"/contributions", said).want(201)
		if got := s.get("/v1/receipts/" + sent.text("receipt")).want(200); got.at("group", "people") != 12.0 || got.at("way") != nil {
			t.Errorf("the receipt of a group: %s", got.raw)
		}
		if got := s.get(here + "/results").want(200); got.at("contributions") != 1.0 || got.at("groups") != 1.0 || got.at("group_people") != 12.0 {
			t.Errorf("a group in the results: %s", got.raw)
		}
		if got := s.get(here+"/inputs", s.admin()).want(200); got.text("items", 0, "group", "method") != "pictures" {
			t.Errorf("a group in the list of inputs: %s", got.raw)
		}
		again := s.send("POST", link+"/contributions", said).want(201)
		if sent.text("receipt") == "" || string(sent.raw) != string(again.raw) {
			t.Errorf("sent %s, then %s", sent.raw, again.raw)
		}
		receipt := sent.text("path")
		if got := s.get(here + "/results").want(200); got.at("contributions") != 1.0 || got.at("rules", 0, "hidden") != 1.0 || got.at("rules", 0, "views", "simplify") != 0.0 {
			t.Errorf("a repeated contribution is counted as %s", got.raw)
		}
		mine := s.get(receipt).want(200)
		if strings.Contains(string(mine.raw), "010119") || !strings.Contains(string(mine.raw), "[CPR-nummer fjernet]") || mine.at("open") != true {
			t.Errorf("the receipt reads %s", mine.raw)
		}
		if typed := s.get("/v1/receipts/" + strings.ToUpper(strings.ReplaceAll(sent.text("receipt"), "-", ""))).want(200); string(typed.raw) != string(mine.raw) {
			t.Errorf("typed otherwise it reads %s", typed.raw)
		}
		s.get("/v1/receipts/aaaa-aaaa-aaaa-aaaa").refused(404, "receipt_unknown")
		s.send("POST", receipt+"/cut", nil).refused(409, "still_open")
		changed := s.send("PUT", receipt, object{"answers": object{"q1": "Tøjet."}}).want(200)
		if inputs, _ := changed.at("inputs").([]any); len(inputs) != 1 || changed.text("inputs", 0, "text") != "Tøjet." {
			t.Errorf("changed to %s", changed.raw)
		}
		s.send("DELETE", receipt, nil).want(http.StatusNoContent)
		if got := s.get(receipt).want(200); got.text("state") != "withdrawn" || s.get(here+"/results").at("contributions") != 0.0 {
			t.Errorf("withdrawn it reads %s", got.raw)
		}

		// Five parents and two members of staff: the two are too few to be told apart.
		var codes []string
		for n := range 7 {
			token := parents.text("token")
			if n >= 5 {
				token = staff.text("token")
			}
			codes = append(codes, s.send("POST", "/v1/open-links/"+token+"/contributions", object{"submission": submission(n),
				"views": []object{{"rule": "R-0001", "stance": "keep", "why": "Det virker."}}}).want(201).text("path"))
		}
		results := s.get(here + "/results").want(200)
		if results.at("rules", 0, "views", "keep") != 7.0 || strings.Contains(string(results.raw), "Medarbejdere") || strings.Contains(string(results.raw), "virker") {
			t.Errorf("the results tell %s", results.raw)
		}

		inbox := s.get(here+"/inputs?limit=4", s.admin()).want(200)
		rest := s.get(here+"/inputs?limit=4&cursor="+inbox.text("next"), s.admin()).want(200)
		if len(inbox.column("id")) != 4 || len(rest.column("id")) != 3 || rest.text("next") != "" {
			t.Errorf("got %s and %s", inbox.raw, rest.raw)
		}
		s.get(here+"/inputs?answered=maybe", s.admin()).want(422)
		s.get(here+"/inputs").refused(401, "unauthorized")
		if got := s.get(here+"/inputs?audience=Medarbejdere&kind=view&rule=R-0001&answered=false", s.admin()).want(200).column("id"); len(got) != 2 {
			t.Errorf("the filters find %v", got)
		}
		s.send("POST", "/v1/dispositions", object{"inputs": inbox.seen(), "kind": "followed"}, s.admin()).want(422)
		s.create("/v1/dispositions", object{"inputs": append(inbox.seen(), rest.seen()...), "kind": "not_followed", "reason": "Reglen står ved magt."})
		overtaken := s.send("POST", here+"/screenings", object{"inputs": inbox.seen(), "screening": "published"}, s.admin()).want(422)
		if overtaken.text("errors", 0, "code") != "input_changed_since_seen" {
			t.Errorf("who was overtaken is told %s", overtaken.raw)
		}
		inbox = s.get(here+"/inputs?limit=4", s.admin()).want(200)
		one, two, three := inbox.seen()[0:1], inbox.seen()[1:2], inbox.seen()[2:3]
		s.create(here+"/screenings", object{"inputs": one, "screening": "published"})
		for field, body := range map[string]object{
			"shown":         {"inputs": two, "screening": "masked", "shown": "Det virker aldrig. [udeladt]"},
			"inputs":        {"inputs": inbox.seen()[1:3], "screening": "masked", "shown": "Det [udeladt]."},
			"withheld_for":  {"inputs": two, "screening": "withheld"},
			"withheld_note": {"inputs": two, "screening": "withheld", "withheld_for": "other"},
		} {
			if r := s.send("POST", here+"/screenings", body, s.admin()).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		s.create(here+"/screenings", object{"inputs": two, "screening": "masked", "shown": "Det [udeladt]."})
		s.create(here+"/screenings", object{"inputs": three, "screening": "withheld", "withheld_for": "identifies", "withheld_note": "Navnet."})
		if got := s.get("/v1/inputs/"+three[0]["id"].(string), s.admin()).want(200); got.text("text") != "Det virker." || got.text("withheld_for") != "identifies" || got.at("edit") != 3.0 {
			t.Errorf("one input reads %s", got.raw)
		}
		if got := s.get(here+"/inputs?screening=masked", s.admin()).want(200).column("shown"); !slices.Equal(got, []string{"Det [udeladt]."}) {
			t.Errorf("masked are %v", got)
		}
		if raw := string(s.get(here + "/published").raw); strings.Count(raw, "Det virker.") != 1 || strings.Count(raw, "Det [udeladt].") != 1 || strings.Contains(raw, "Navnet") {
			t.Errorf("everybody reads %s", raw)
		}
		results = s.get(here + "/results").want(200)
		if results.at("covered", "unanswered") != 0.0 || results.at("texts", "written") != 7.0 || results.at("texts", "shown") != 2.0 || results.at("texts", "withheld") != 1.0 {
			t.Errorf("the results tell %s", results.raw)
		}
		published := s.get(here + "/published?limit=1").want(200)
		if next := s.get(here + "/published?limit=1&cursor=" + published.text("next")).want(200); next.text("items", 0, "disposition", "reason") != "Reglen står ved magt." || next.text("next") != "" {
			t.Errorf("the second text is %s", next.raw)
		}
		if about := s.get(here + "/published?rule=R-0001").want(200).column("rule"); len(about) == 0 || slices.ContainsFunc(about, func(r string) bool { return r != "R-0001" }) {
			t.Errorf("texts about R-0001 are about %v", about)
		}
		s.get(here+"/report.docx").refused(409, "report_not_yet")
		if file := string(s.get(here + "/results.csv").want(200).raw); !strings.Contains(file, "Besvarelser") {
			t.Errorf("the file of numbers is %s", file)
		}
		if got := s.get(codes[0]).want(200); got.text("inputs", 0, "disposition", "kind") != "not_followed" {
			t.Errorf("the receipt reads %s", got.raw)
		}

		s.translated(here, codes)
		s.disposedInDepth(here, codes)

		s.send("DELETE", here+"/links/"+staff.text("id"), nil, s.admin()).want(http.StatusNoContent)
		unknown := s.get("/v1/open-links/ukendt").refused(404, "link_not_open")
		revoked := s.get("/v1/open-links/"+staff.text("token")).refused(404, "link_not_open")
		s.now = noon("2027-02-01")
		closed := s.get(link).refused(404, "link_not_open")
		s.send("POST", link+"/contributions", said.and("submission", submission(9))).refused(404, "link_not_open")
		for _, r := range []response{revoked, closed} {
			if r.text("detail") != unknown.text("detail") || r.text("title") != unknown.text("title") {
				t.Errorf("%s can be told from %s", r.raw, unknown.raw)
			}
		}
		s.send("PUT", codes[0], object{"answers": object{"q1": "For sent."}}).refused(409, "closed_to_change")
		s.send("DELETE", codes[0], nil).refused(409, "closed_to_change")
		if got := s.send("POST", codes[0]+"/cut", nil).want(200); got.text("state") != "cut" || strings.Contains(string(got.raw), "virker") {
			t.Errorf("with the tie cut it reads %s", got.raw)
		}
		if raw := string(s.get(here + "/report.docx").want(200).raw); !strings.HasPrefix(raw, "PK") {
			t.Errorf("the report is %.40q", raw)
		}
		if got := s.get(here + "/results"); got.at("rules", 0, "views", "keep") != 7.0 {
			t.Errorf("with a tie cut it counts %s", got.raw)
		}
		trail := string(s.get("/v1/audit-events?limit=200", s.admin()).want(200).raw)
		for _, planted := range []string{strings.TrimPrefix(receipt, "/v1/receipts/"), aSubmission, "virker", "Tøjet"} {
			if strings.Contains(s.log.String(), planted) || strings.Contains(trail, planted) {
				t.Errorf("%q is in a log", planted)
			}
		}
	})
}

// TestUnnamedFaults: what fails for somebody without a name is logged without one.
func TestUnnamedFaults(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.handler = brokenAccess(s)
		const mine = "request-of-one-person"
		s.get("/v1/receipts/k7mq-2x9d-h4tf-8wzb", with("X-Request-Id", mine)).refused(500, "policy_failed")
		if log := s.log.String(); log == "" || strings.Contains(log, mine) || strings.Contains(log, "k7mq") {
			t.Errorf("it logs %s", log)
		}
	})
}

// TestStandingAlone: leaders assess themselves; nobody but those who lead reads it.
func TestStandingAlone(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		scale := []object{{"id": "q1", "kind": "scale", "text": object{"da": "Hvor meget?"}, "options": []object{{"id": "a", "text": object{"da": "Lidt"}}, {"id": "b", "text": object{"da": "Meget"}}}}}
		alone := aConsultation().and("rules", nil).and("questions", scale).and("kind", "self_assessment")
		s.send("POST", "/v1/consultations", alone.and("kind", "consultation"), s.admin()).want(422)
		if r := s.send("POST", "/v1/consultations", alone.and("rules", []string{"R-0001"}), s.admin()).want(422); r.text("errors", 0, "field") != "rules[0]" {
			t.Errorf("rules: %s", r.raw)
		}
		made := s.create("/v1/consultations", alone.and("slug", "selv"))
		if made.text("kind") != "self_assessment" || made.text("review") != "" || made.header.Get("Location") != "/v1/consultations/selv" {
			t.Errorf("made %s", made.raw)
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		asked := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		if r := s.send("POST", asked+"/links", object{"audience": "Ledere", "district": "Nord"}, s.admin()).want(422); r.text("errors", 0, "field") != "district" {
			t.Errorf("a district of a consultation: %s", r.raw)
		}
		s.get(asked+"/assessment", s.admin()).refused(404, "not_found")
		link := s.create("/v1/consultations/selv/links", object{"audience": "Ledere", "district": "Nord"})
		for n := range 5 {
			s.send("POST", "/v1/open-links/"+link.text("token")+"/contributions", object{"submission": submission(n), "choices": object{"q1": []string{"b"}}}).want(201)
		}
		s.get("/v1/consultations/selv/results").refused(404, "not_found")
		s.get("/v1/consultations/selv/assessment").refused(401, "unauthorized")
		s.get("/v1/consultations/selv/assessment", s.as("owner")).refused(403, "forbidden")
		got := s.get("/v1/consultations/selv/assessment", s.admin()).want(200)
		if got.at("questions", 0, "rounds", 0, "counts", "b") != 5.0 || got.text("questions", 0, "districts", 0, "name") != "Nord" {
			t.Errorf("it tells %s", got.raw)
		}
		later := alone.and("slug", "igen").and("earlier", "selv").and("questions", nil)
		if r := s.send("POST", "/v1/consultations", later, s.admin()).want(422); r.text("errors", 0, "code") != "not_earlier" {
			t.Errorf("on the same day: %s", r.raw)
		}
		if r := s.send("POST", "/v1/consultations", later.and("opens", "2027-01-11").and("questions", append(scale, object{"id": "q2", "text": object{"da": "Hvorfor?"}})), s.admin()).want(422); r.text("errors", 0, "code") != "questions_differ" {
			t.Errorf("other questions: %s", r.raw)
		}
		s.create("/v1/consultations", later.and("opens", "2027-01-11"))
		if got := s.get("/v1/consultations/igen/assessment", s.admin()).want(200); got.text("rounds", 1, "consultation") != "igen" || got.at("questions", 0, "rounds", 0, "people") != 5.0 {
			t.Errorf("two rounds are %s", got.raw)
		}
		if all := s.get("/v1/consultations", s.admin()).want(200).column("slug"); len(all) != 2 {
			t.Errorf("listed are %v", all)
		}
	})
}

// disposedInDepth answers two of a consultation's inputs again: one names what it led
// to, the other is its duplicate.
func (s *server) disposedInDepth(here string, codes []string) {
	s.t.Helper()
	inbox := func() []object { return s.get(here+"/inputs?kind=view", s.admin()).want(200).seen() }
	one, two, three := inbox()[0]["id"].(string), inbox()[1]["id"].(string), inbox()[2]["id"].(string)
	answer := func(id string, body object) response {
		s.t.Helper()
		return s.send("POST", "/v1/dispositions", body.and("inputs", []object{{"id": id, "edit": s.get("/v1/inputs/"+id, s.admin()).at("edit")}}), s.admin())
	}
	item := s.create(s.create("/v1/meetings", object{"body": s.get("/v1/bodies", s.admin()).text("items", 0, "id"), "day": "2027-01-20"}).header.Get("Location")+"/items",
		object{"title": "Referater", "rules": []string{"R-0001"}}).text("id")
	for field, body := range map[string]object{
		"rules":    {"kind": "followed", "reason": "Ja.", "rules": []string{"R-0999"}},
		"item":     {"kind": "followed", "reason": "Ja.", "item": registry.NewRandomID[string]()},
		"original": {"kind": "duplicate"},
		"user":     {"kind": "followed", "reason": "Ja.", "user": registry.NewRandomID[string]()},
	} {
		if r := answer(one, body).want(422); strings.TrimSuffix(r.text("errors", 0, "field"), "[0]") != field {
			s.t.Errorf("got %s, want %s", r.raw, field)
		}
	}
	for _, original := range []string{two, registry.NewRandomID[string]()} {
		answer(two, object{"kind": "duplicate", "original": original}).want(422)
	}
	unanswered := func() any { return s.get(here+"/results").at("covered", "unanswered") }
	answer(one, object{"kind": "followed", "reason": "Vi gør det.", "rules": []string{"R-0002"}, "item": item}).want(201)
	answer(two, object{"kind": "duplicate", "original": one}).want(201)
	answer(three, object{"kind": "duplicate", "original": two}).want(422)
	answer(one, object{"kind": "duplicate", "original": three}).want(422)
	if got := s.get("/v1/inputs/"+one, s.admin()); got.text("earlier", 0, "kind") != "not_followed" || got.text("disposition", "item") != item || got.text("disposition", "rules", 0) != "R-0002" {
		s.t.Errorf("an answer that was changed reads %s", got.raw)
	}
	if got := s.get("/v1/inputs/"+two, s.admin()); got.text("disposition", "same", "reason") != "Vi gør det." || got.text("original") != one || got.at("answered") != true {
		s.t.Errorf("a duplicate reads %s", got.raw)
	}
	told := 0
	for _, code := range codes {
		if s.get(code).text("inputs", 0, "disposition", "same", "reason") == "Vi gør det." {
			told++
		}
	}
	if told != 1 || unanswered() != 0.0 {
		s.t.Errorf("%d receipts show the other's answer, and %v are unanswered", told, unanswered())
	}

	// Whoever answers for the rule does not answer for what people say of it.
	gry := s.create("/v1/users", object{"name": "Gry Ærlig", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
	s.create("/v1/users", object{"name": "Bo Rettig", "email": "bo@eksempel.example", "grants": []object{{"role": "administrator"}}})
	s.create("/v1/users", object{"name": "Per Sekretær", "email": "per@eksempel.example", "grants": []object{{"role": "secretary"}}})
	s.create("/v1/posts", object{"name": "Chefen", "holder": gry})
	s.send("PUT", "/v1/rules/R-0001", anEntry().and("owner", "Chefen"), s.admin(), with("If-Match", s.get("/v1/rules/R-0001", s.admin()).header.Get("ETag"))).want(200)
	if r := answer(one, object{"kind": "followed", "reason": "Ja.", "user": gry}).refused(409, "owner_disposes_alone"); !strings.Contains(r.text("detail"), "R-0001 (Chefen)") || !strings.Contains(r.text("detail"), "Bo Rettig.") {
		s.t.Errorf("the owner is told %s", r.raw)
	}
}
