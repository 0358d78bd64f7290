package openapi

import (
	"strings"
	"testing"
)

// onLaw is a pack with one new input that was answered as state law.
func (s *sendings) onLaw() object {
	id, _ := s.input()
	s.create("/v1/dispositions", object{"inputs": seenOnce(id), "kind": "state_law", "reason": "Det står i loven."})
	return object{"addressee": "KL", "sections": []object{{"provision": "Dagtilbudsloven § 11", "proposal": "Afskaf kravet.", "inputs": []string{id}}}}
}

// TestSendOn: inputs on state law come under the legal bases of their rules, or a
// provision that is named; each is in one pack, and a pack that was sent stays as it is.
// refusedField is a refusal that names a field.
func (r response) refusedField(status int, field, code string) {
	r.t.Helper()
	if r.want(status); r.text("errors", 0, "field") != field || r.text("errors", 0, "code") != code {
		r.t.Errorf("want %s of %s, got %s", code, field, r.raw)
	}
}

func TestSendOn(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		based := strings.TrimPrefix(s.create("/v1/rules", aRule("Læreplan").and("bases", []object{
			{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 8", "effect": "minimum", "floor": "En plan.", "increment": "Hvert år.", "from": "2020-01-01"}})).header.Get("Location"), "/v1/rules/")
		here := s.create(s.create("/v1/reviews", aReview("Eftersyn", based)).header.Get("Location")+"/consultations", aConsultation().and("rules", []string{based})).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Ledere"}).text("token") + "/contributions"
		sent := s.send("POST", link, object{"submission": submission(900), "suggestions": []string{"Færre skemaer.", "Kortere planer.", "Flere bænke."},
			"views": []object{{"rule": based, "stance": "repeal", "why": "Planen læses ikke."}}}).want(201)
		receipt := sent.text("path")
		inputs := func() []object { return s.get(here+"/inputs", s.admin()).want(200).seen() }
		rows := s.get(here+"/inputs", s.admin()).want(200)
		ids := map[string]string{}
		for n, id := range rows.column("id") {
			ids[rows.text("items", n, "text")] = id
		}
		view, plan, forms, bench := ids["Planen læses ikke."], ids["Kortere planer."], ids["Færre skemaer."], ids["Flere bænke."]
		if view == "" || plan == "" || forms == "" || bench == "" {
			t.Fatalf("the inputs are %s", rows.raw)
		}
		s.create(here+"/screenings", object{"inputs": inputs()[:3], "screening": "published"})
		make := func(sections ...object) response {
			return s.send("POST", "/v1/send-ons", object{"addressee": "KL", "sections": append([]object{}, sections...)}, s.admin())
		}
		make(object{"inputs": []string{view}}).refusedField(422, "inputs", "input_is_no_state_law")
		s.create("/v1/dispositions", object{"inputs": inputs(), "kind": "state_law", "reason": "Det står i loven."})
		make(object{"inputs": []string{view, plan}}).refusedField(422, "sections[0].provision", "provision_needed")
		make(object{"inputs": []string{view}}, object{"provision": "§ 9", "inputs": []string{view}}).refusedField(422, "inputs", "send_on_twice")
		make().refusedField(422, "inputs", "required")
		made := make(object{"inputs": []string{view}}, object{"provision": "Planloven § 3", "inputs": []string{plan}}).want(201)
		at := made.header.Get("Location")
		if made.text("sections", 0, "provision") != "https://www.retsinformation.dk/eli/lta/2024/988 § 8" || made.text("sections", 1, "inputs", 0) != plan {
			t.Errorf("made %s", made.raw)
		}
		make(object{"provision": "§ 9", "inputs": []string{plan}}).refusedField(422, "inputs", "send_on_elsewhere")

		put := func(path string, b object) response {
			return s.send("PUT", path, b, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag")))
		}
		public := strings.Replace(at, "send-ons", "sent-on", 1)
		s.get(public).refused(404, "not_found")
		put(at+"/sent", object{"on": "2027-01-10"}).refusedField(422, "proposals", "proposal_needed")
		entry := object{"addressee": "Børneministeriet", "intro": "Vi foreslår:", "sections": []object{
			{"provision": made.text("sections", 0, "provision"), "proposal": "Afskaf planen.", "inputs": []string{view, forms}},
			{"provision": "planloven § 3", "proposal": "Gør det frit.", "inputs": []string{plan, bench}}}}
		if got := put(at, entry).want(200); len(got.at("sections").([]any)) != 2 {
			t.Errorf("edited %s", got.raw)
		}
		for _, b := range []object{{"on": "2027-01-01"}, {"on": "2028-01-01"}, {}} {
			put(at+"/sent", b).want(422)
		}
		// What has another answer by then is not sent, and waits no more.
		var again []object
		for _, i := range inputs() {
			if i["id"] == bench {
				again = []object{i}
			}
		}
		s.create("/v1/dispositions", object{"inputs": again, "kind": "followed", "reason": "Bænkene er købt."})
		put(at+"/sent", object{"on": "2027-01-10"}).want(200)
		put(at+"/sent", object{"on": "2027-01-10"}).refused(409, "send_on_sent")
		put(at, entry).refused(409, "send_on_sent")
		read := s.get(public).want(200)
		if read.at("inputs") != 3.0 || read.text("addressee") != "Børneministeriet" || read.text("sent") != "2027-01-10" {
			t.Errorf("everybody reads %s", read.raw)
		}
		if shown := strings.Count(string(read.raw), `"same"`); float64(shown) != 3-read.at("hidden").(float64) || shown == 0 {
			t.Errorf("%d shown of 3: %s", shown, read.raw)
		}
		if got := s.get(receipt).want(200); strings.Count(string(got.raw), `"sent_on"`) != 3 || !strings.Contains(string(got.raw), "Børneministeriet") {
			t.Errorf("a receipt reads %s", got.raw)
		}
		if got := s.get("/v1/sent-on").want(200); len(got.column("id")) != 1 || got.at("items", 0, "inputs") != 3.0 {
			t.Errorf("sent are %s", got.raw)
		}
		if got := s.get(public + "/pack.docx"); got.status != 200 || len(got.raw) < 1000 {
			t.Errorf("the document: %d", got.status)
		}
		if n, err := s.api.Workflow.CountSendOnWaits(t.Context()); err != nil || n != 0 {
			t.Errorf("%d wait: %v", n, err)
		}
		s.now = noon("2027-01-11") // ids of one instant have no order
		s.create("/v1/send-ons", s.onLaw())
		first := s.get("/v1/send-ons?limit=1", s.admin()).want(200)
		second := s.get("/v1/send-ons?limit=1&cursor="+first.text("next"), s.admin()).want(200)
		if len(first.column("id")) != 1 || len(second.column("id")) != 1 || second.text("next") != "" || "/v1/send-ons/"+first.text("items", 0, "id") != at {
			t.Errorf("pages: %s %s", first.raw, second.raw)
		}
	})
}
