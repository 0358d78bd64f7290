package openapi

import (
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// TestThoseWhoWeighAreReminded: each for whom inputs wait gets one mail a day, a post's
// holder too, and nobody else; who has answered all is left in peace.
func TestThoseWhoWeighAreReminded(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		for _, text := range []string{"Flere bænke.", "Mindre papir.", "Kortere møder."} {
			s.n++
			s.send("POST", link, object{"submission": submission(s.n), "suggestions": []string{text}}).want(201)
		}
		ids := s.get(here+"/inputs", s.admin()).want(200).column("id")
		first, second := s.user(), s.user()
		chief := s.create("/v1/posts", object{"name": "Kontorchefen", "holder": second}).text("id")
		for n, to := range []string{first, chief, chief} {
			s.send("POST", "/v1/assignments", object{"inputs": seenOnce(ids[n]), "assignee": to}, s.admin()).want(201)
		}
		remind := func(key string, want float64) {
			t.Helper()
			if got := s.send("POST", here+"/reminders", nil, s.admin(), with("Idempotency-Key", key)).want(201); got.at("reminded") != want {
				t.Errorf("%s: %s", key, got.raw)
			}
		}
		texts := func() (all []string) {
			for _, id := range s.get("/v1/mails", s.admin()).want(200).column("id") {
				all = append(all, s.get("/v1/mails/"+id, s.admin()).want(200).text("text"))
			}
			return all
		}
		remind("the-first-time", 2)
		if got := texts(); len(got) != 2 {
			t.Errorf("mails %q", got)
		}
		remind("the-same-day", 0)
		s.now = s.now.Add(24 * time.Hour)
		s.send("POST", "/v1/dispositions", object{"inputs": []object{{"id": ids[0], "edit": 2}}, "kind": "followed", "reason": "Der kommer bænke."}, s.admin()).want(201)
		remind("when-one-has-answered", 1)
		if got := texts(); len(got) != 3 || got[0] != "Gry "+here[len("/v1/consultations/"):]+" 2" {
			t.Errorf("mails %q", got)
		}
		s.send("POST", "/v1/consultations/ingen/reminders", nil, s.admin()).refused(404, "not_found")
		s.send("POST", here+"/reminders", nil, s.as("auditor")).refused(403, "forbidden")
	})
}

// TestRemindingWithinAReach: who may weigh in one area reminds of what is about its rules, and
// sees how far those have come; elsewhere they are refused.
func TestRemindingWithinAReach(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		care, school := aRule("Læreplan"), aRule("Elevplan").and("area", "Skole")
		var numbers []string
		for _, r := range []object{care, school} {
			numbers = append(numbers, strings.TrimPrefix(s.create("/v1/rules", r).header.Get("Location"), "/v1/rules/"))
		}
		here := s.create(s.create("/v1/reviews", aReview("Eftersyn", numbers...)).header.Get("Location")+"/consultations", aConsultation().and("rules", numbers)).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		s.send("POST", link, object{"submission": submission(1), "suggestions": []string{"Flere bænke."},
			"views": []object{{"rule": numbers[0], "stance": "keep"}, {"rule": numbers[1], "stance": "repeal"}}}).want(201)
		first, second := s.user(), s.user()
		for _, i := range s.get(here+"/inputs", s.admin()).want(200).at("items").([]any) {
			i := i.(map[string]any)
			to := first // of what is about care, and about no rule
			if i["rule"] == numbers[1] {
				to = second
			}
			s.send("POST", "/v1/assignments", object{"inputs": seenOnce(i["id"].(string)), "assignee": to}, s.admin()).want(201)
		}
		in := func(area string) option { return s.limited("owner", registry.Scope{Areas: []string{area}}) }
		for area, want := range map[string]string{"Dagtilbud": first, "Skole": second} {
			got := s.get(here+"/progress", in(area)).want(200)
			if len(got.at("items").([]any)) != 1 || got.text("items", 0, "assignee") != want || got.at("items", 0, "unanswered") != 1.0 {
				t.Errorf("%s sees %s", area, got.raw)
			}
			if got := s.send("POST", here+"/reminders", nil, in(area)).want(201); got.at("reminded") != 1.0 {
				t.Errorf("%s reminded %s", area, got.raw)
			}
		}
		s.send("POST", here+"/reminders", nil, in("Veje")).refused(403, "forbidden")
		if got := s.get(here+"/progress", in("Veje")).want(200); len(got.at("items").([]any)) > 0 {
			t.Errorf("elsewhere one sees %s", got.raw)
		}
		if n := len(s.get("/v1/mails", s.admin()).want(200).column("id")); n != 2 {
			t.Errorf("%d mails", n)
		}
	})
}
