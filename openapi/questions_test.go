package openapi

import "testing"

// Questions offer options, to some audiences or all; what is chosen can be changed,
// is counted, and told of an audience only when it is large enough.
func TestQuestions(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		options := []object{{"id": "lidt", "text": object{"da": "Lidt", "en": "Little"}}, {"id": "meget", "text": object{"da": "Meget"}}}
		scale := object{"id": "tid", "kind": "scale", "text": object{"da": "Hvor meget tid tager det?"}, "options": options}
		several := object{"id": "hvem", "kind": "choices", "text": object{"da": "Hvem gør det?"}, "options": options, "audiences": []string{"Medarbejdere"}}
		own := object{"id": "q1", "text": object{"da": "Hvorfor?"}}
		asked := aConsultation().and("questions", []object{own, scale, several})
		for field, questions := range map[string][]object{
			"questions[0].kind":            {scale.and("kind", "tal")},
			"questions[0].options":         {scale.and("options", options[:1])},
			"questions[1].options":         {scale, own.and("options", options)},
			"questions[0].options[1].id":   {scale.and("options", []object{options[0], options[0]})},
			"questions[0].options[0].text": {scale.and("options", []object{{"id": "a", "text": object{"da": ""}}, options[0]})},
		} {
			if r := s.send("POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("questions", questions), s.admin()).want(422); r.text("errors", 0, "field") != field &&
				r.text("errors", 0, "field") != field+".da" {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		made := s.create("/v1/reviews/eftersyn/consultations", asked)
		here := "/v1/consultations/" + made.text("slug")
		parents := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token")
		staff := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Medarbejdere"}).text("token")
		if form := s.get(parents, with("Accept-Language", "en")).want(200); form.at("questions", 2) != nil || form.text("questions", 1, "options", 0, "text") != "Little" ||
			form.text("questions", 1, "options", 1, "text") != "Meget" || form.text("questions", 0, "kind") != "text" {
			t.Errorf("parents are asked %s", form.raw)
		}
		for field, choices := range map[string]object{
			"choices.tid":  {"tid": []string{"lidt", "meget"}},
			"choices.hvem": {"hvem": []string{"lidt"}},
			"choices.q1":   {"q1": []string{"lidt"}},
		} {
			if r := s.send("POST", parents+"/contributions", object{"submission": aSubmission, "choices": choices}).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		unknown := object{"submission": aSubmission, "choices": object{"tid": []string{"findes ikke"}}}
		if r := s.send("POST", parents+"/contributions", unknown).want(422); r.text("errors", 0, "code") != "choice_invalid" {
			t.Errorf("an option that is none: %s", r.raw)
		}
		send := func(link, n string, choices object) string {
			return s.send("POST", link+"/contributions", object{"submission": aSubmission[:31] + n, "choices": choices}).want(201).text("path")
		}
		both := object{"hvem": []string{"meget", "lidt"}, "tid": []string{"meget"}}
		for _, n := range []string{"1", "2"} {
			send(staff, n, both) // four choices, but two people
		}
		var mine string
		for _, n := range []string{"3", "4", "5", "6", "7"} {
			mine = send(parents, n, object{"tid": []string{"lidt"}})
		}
		results := s.get(here + "/results").want(200)
		for path, want := range map[string]any{"1 people": 7.0, "2 people": 2.0, "2 hidden": 2.0, "1 hidden": 7.0} {
			if got := results.at("questions", int(path[0]-'0'), path[2:]); got != want {
				t.Errorf("%s: %v, want %v in %s", path, got, want, results.raw)
			}
		}
		if results.at("questions", 1, "counts", "lidt") != 5.0 || results.at("questions", 2, "counts", "lidt") != nil || results.at("questions", 2, "audiences", 0) != nil || results.at("covered", "inputs") != 0.0 {
			t.Errorf("results %s", results.raw)
		}
		if got := s.get(mine).want(200); got.text("choices", 0, "option") != "lidt" {
			t.Errorf("the receipt reads %s", got.raw)
		}
		s.send("PUT", mine, object{"choices": object{"tid": []string{"meget"}}}).want(200)
		if got := s.get(here + "/results"); got.at("questions", 1, "counts", "meget") != 3.0 {
			t.Errorf("after a change %s", got.raw)
		}

		// What people answered stands: no question or option is another. A text can be put right.
		etag := with("If-Match", made.header.Get("ETag"))
		s.send("PUT", here, asked.and("questions", []object{own, several}), s.admin(), etag).want(422)
		s.send("PUT", here, asked.and("questions", []object{own, scale.and("kind", "choices"), several}), s.admin(), etag).want(422)
		more := append(options, object{"id": "for-meget", "text": object{"da": "For meget"}})
		s.send("PUT", here, asked.and("questions", []object{own, scale.and("options", more), several}), s.admin(), etag).want(422)
		s.send("PUT", here, asked.and("questions", []object{own, scale.and("text", object{"da": "Hvor megen tid bruger du?"}), several}), s.admin(), etag).want(200)
		s.send("DELETE", mine, nil).want(204)
		if got := s.get(here + "/results"); got.at("questions", 1, "people") != 6.0 {
			t.Errorf("after a withdrawal %s", got.raw)
		}
	})
}
