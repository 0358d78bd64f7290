package openapi

import (
	"strings"
	"testing"
)

// hassle is what is written of one, with a post of its own.
func (s *sendings) hassle() object {
	post := strings.TrimPrefix(s.post(), "/v1/posts/")
	return object{"theme": s.get("/v1/hassle-themes").text("items", 0, "id"), "text": "Fem blanketter spørger om det samme.", "post": post, "deadline": "2027-02-10"}
}

// TestHassles: inputs that are no rule lead to one hassle with a post and a deadline;
// what is done is closed by the days alone, and opened again by an objection before.
func TestHassles(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Ledere"}).text("token") + "/contributions"
		var receipt string
		for n := range 3 {
			receipt = s.send("POST", link, object{"submission": submission(n), "suggestions": []string{"Der er for mange blanketter."}}).want(201).text("path")
		}
		inputs := func() []object { return s.get(here+"/inputs", s.admin()).want(200).seen() }
		gry := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
		post := s.create("/v1/posts", object{"name": "Driftschef", "holder": gry}).text("id")
		body := s.hassle().and("post", post)
		create := func(b object) response { return s.send("POST", "/v1/hassles", b, s.admin()) }
		for field, b := range map[string]object{"theme": body.and("theme", post), "post": body.and("post", s.get("/v1/hassle-themes").text("items", 0, "id")),
			"deadline": body.and("deadline", "2027-01-09"), "text": body.and("text", ""), "inputs": body.and("inputs", inputs())} {
			if got := create(b).want(422); got.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", got.raw, field)
			}
		}
		s.send("POST", "/v1/dispositions", object{"inputs": inputs(), "kind": "hassle", "reason": "Vi ser på det."}, s.admin()).want(201)
		if w, err := s.api.Workflow.HassleWork(t.Context()); err != nil || w.Waiting != 3 {
			t.Errorf("%d wait: %v", w.Waiting, err)
		}
		made := create(body.and("inputs", inputs()[:2])).want(201)
		at := made.header.Get("Location")
		if made.at("inputs") != 2.0 || made.text("state") != "open" || made.text("post_name") != "Driftschef" || "/v1/consultations/"+made.text("consultation") != here {
			t.Errorf("made %s", made.raw)
		}
		mails := s.get("/v1/mails", s.admin()).want(200)
		if n := len(mails.column("id")); n != 1 || !strings.HasPrefix(mails.text("items", 0, "about"), "hassle ") {
			t.Errorf("mails: %s", mails.raw)
		}
		create(body.and("inputs", inputs()[2:])).want(201)

		move := func(b object) response {
			return s.send("PUT", at+"/state", b, s.admin(), with("If-Match", s.get(at).header.Get("ETag")))
		}
		is := func(state string, overdue bool) {
			t.Helper()
			if got := s.get(at).want(200); got.text("state") != state || got.at("overdue") != overdue {
				t.Errorf("on %s it is %s", s.now, got.raw)
			}
		}
		move(object{"state": "in_work"}).want(200)
		move(object{"state": "closed"}).refused(409, "hassle_state")
		move(object{"state": "done"}).want(422)
		s.now = noon("2027-02-10")
		is("in_work", false)
		s.now = noon("2027-02-11")
		is("in_work", true)
		move(object{"state": "done", "answer": "Der er kun én blanket nu."}).want(200)
		is("done", false)
		s.now = noon("2027-03-12")
		is("done", false)
		move(object{"state": "open"}).want(422)
		move(object{"state": "open", "objection": "Den gamle blanket bruges stadig."}).want(200)
		is("open", true)
		move(object{"state": "done", "answer": "Nu er den væk."}).want(200)
		s.now = noon("2027-04-11") // 30 days after, and nobody did anything
		is("closed", false)
		move(object{"state": "open", "objection": "Igen."}).refused(409, "hassle_state")
		if got := s.get(receipt).want(200); got.text("inputs", 0, "disposition", "hassle") == "" {
			t.Errorf("a receipt reads %s", got.raw)
		}
		other := s.hassle()["post"]
		s.send("PUT", at, body.and("post", other), s.admin(), with("If-Match", s.get(at).header.Get("ETag"))).want(200)
		if got := len(s.get("/v1/mails", s.admin()).column("id")); got != 2 { // of the two that were made: nobody holds the other post
			t.Errorf("%d mails", got)
		}
		if got := s.get("/v1/hassles?consultation=" + strings.TrimPrefix(here, "/v1/consultations/") + "&undone=true").want(200).column("id"); len(got) != 1 {
			t.Errorf("undone are %v", got)
		}
		s.send("POST", "/v1/hassle-themes", object{"name": "Indkøb"}, s.admin()).refused(409, "hassle_theme_taken")
	})
}
