package openapi

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// stops is where it is said of a rule that was replaced today where its demand stands.
func (s *sendings) stops() string {
	number, _ := s.stopped()
	return "/v1/rules/" + number + "/stops/2027-01-10"
}

func (s *sendings) stopTask() object {
	return object{"kind": "form", "place": "Indmeldelsesblanketten", "post": strings.TrimPrefix(s.post(), "/v1/posts/"), "deadline": "2027-02-10"}
}

// Where a demand stands is asked about by itself, named place by place, and taken away.
func TestStopTasks(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.stops()
		if got := s.get(here, s.admin()).want(200); got.text("turn") != "superseded" || len(got.at("unsaid").([]any)) != 5 {
			t.Errorf("nobody has said anything: %s", got.raw)
		}
		s.get(strings.Replace(here, "-10", "-11", 1), s.admin()).refused(404, "not_found")
		s.send("POST", here+"/tasks", s.stopTask().and("deadline", "2027-01-09"), s.admin()).refused(422, "deadline_past")
		s.send("POST", here+"/tasks", s.stopTask().and("post", registry.NewRandomID[string]()), s.admin()).refused(422, "choice_unknown")
		none := func(etag string, kinds ...string) response {
			return s.send("PUT", here, object{"none": append([]string{}, kinds...)}, s.admin(), with("If-Match", etag))
		}
		none(`"1"`, "form", "job").want(200)
		none(`"1"`).refused(412, "stale")
		at := s.create(here+"/tasks", s.stopTask()).header.Get("Location")
		got := s.get(here, s.admin()).want(200)
		if got.text("none", 0) != "job" || got.text("unsaid", 0) != "field" || got.text("tasks", 0, "state") != "open" {
			t.Errorf("there is a form after all: %s", got.raw)
		}
		none(`"3"`, "form").refused(422, "stop_there")
		move := func(etag, state, word string) response {
			return s.send("PUT", at+"/state", object{"state": state, "word": word}, s.admin(), with("If-Match", etag))
		}
		move(`"1"`, "open", "").refused(409, "stop_state")
		if got := move(`"1"`, "done", "Trykt igen.").want(200); got.text("moved") != "2027-01-10" || got.text("word") != "Trykt igen." {
			t.Errorf("it is done: %s", got.raw)
		}
		if n := len(s.get("/v1/stop-tasks?open=true", s.admin()).want(200).column("id")); n != 0 {
			t.Errorf("%d tasks are open", n)
		}
		move(`"2"`, "open", "").want(200)
		move(`"3"`, "absent", "Det var et gammelt oplag.").want(200)
		none(`"3"`, "form").want(200)
		s.send("PUT", at, s.stopTask().and("kind", "manual"), s.admin(), with("If-Match", `"4"`)).want(200)
		_, token, err := s.api.Register.AddToken(t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}, "elsewhere", registry.Grant{Role: "owner", Scope: registry.Scope{Areas: []string{"Skole"}}})
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := with("Authorization", "Bearer "+token)
		s.get(at, elsewhere).refused(403, "forbidden")
		s.get(here, elsewhere).refused(403, "forbidden")
		if n := len(s.get("/v1/stop-tasks", elsewhere).want(200).column("id")); n != 0 {
			t.Errorf("somebody else sees %d tasks", n)
		}
	})
}
