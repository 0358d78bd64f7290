package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// A post comes into being when a rule names it; its rules follow its name and move
// in one act, each with its event; heads never go in a circle; a leaver's posts are
// emptied in one act.
func TestPosts(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("En").and("owner", "Lederen"))
		s.create("/v1/rules", aRule("To").and("owner", "Leder"))
		posts := func() (names []string) {
			list := s.get("/v1/posts", s.admin()).want(200)
			for i := range list.column("name") {
				names = append(names, list.text("items", i, "name")+" "+list.text("items", i, "answered_by"))
			}
			return names
		}
		equal := func(what string, got []string, want ...string) {
			t.Helper()
			if strings.Join(got, ", ") != strings.Join(want, ", ") {
				t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		equal("named by rules", posts(), "Leder nobody", "Lederen nobody")
		id := func(name string) string {
			list := s.get("/v1/posts", s.admin())
			for i, n := range list.column("name") {
				if n == name {
					return list.text("items", i, "id")
				}
			}
			t.Fatalf("no post %s", name)
			return ""
		}
		edit := func(id string, body object) response {
			etag := s.get("/v1/posts/"+id, s.admin()).want(200).header.Get("ETag")
			return s.send(http.MethodPut, "/v1/posts/"+id, body, s.admin(), with("If-Match", etag))
		}
		leader, other := id("Leder"), id("Lederen")
		gry := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
		chief := s.create("/v1/posts", object{"name": "Chefen", "holder": gry}).text("id")
		edit(leader, object{"name": "Leder", "vacant": true, "head": chief}).want(200)
		equal("vacant first, held last", posts(), "Leder head", "Lederen nobody", "Chefen holder")
		edit(chief, object{"name": "Chefen", "head": leader}).refused(422, "post_cycle")
		edit(chief, object{"name": "Chefen", "head": chief}).refused(422, "post_cycle")
		edit(chief, object{"name": "Chefen", "holder": leader}).refused(422, "choice_unknown")
		edit(chief, object{"name": "Chefen", "holder": gry, "vacant": true}).refused(422, "post_held")
		edit(leader, object{"name": "Lederen"}).refused(409, "post_taken")

		// Another name in all rules of the post, and then the rules of two in one.
		edit(leader, object{"name": "Dagtilbudslederen", "vacant": true, "head": chief}).want(200)
		if got := s.get("/v1/rules/R-0002", s.admin()).text("owner"); got != "Dagtilbudslederen" {
			t.Errorf("the rule of a renamed post names %q", got)
		}
		move := func(body object) response {
			etag := s.get("/v1/posts/"+other, s.admin()).want(200).header.Get("ETag")
			return s.send(http.MethodPost, "/v1/posts/"+other+"/moves", body, s.admin(), with("If-Match", etag))
		}
		edit(chief, object{"name": "Chefen", "holder": gry, "head": other}).want(200)
		move(object{"to": other}).refused(422, "post_same")
		move(object{"to": gry}).refused(422, "choice_unknown")
		if got := move(object{"to": leader, "merge": true}).want(200); got.text("id") != leader || got.json.(map[string]any)["rules"] != 2.0 {
			t.Errorf("merged into %s", got.raw)
		}
		// What went to the merged post would now go in a circle: it goes nowhere.
		equal("merged", posts(), "Dagtilbudslederen head", "Chefen holder")
		for _, n := range []string{"R-0001", "R-0002"} {
			if got := s.get("/v1/rules/"+n, s.admin()).text("owner"); got != "Dagtilbudslederen" {
				t.Errorf("%s names %q after the merge", n, got)
			}
		}
		history := s.get("/v1/rules/R-0001/history", s.admin()).want(200)
		if !strings.Contains(string(history.raw), "Lederen") || !strings.Contains(string(history.raw), "Dagtilbudslederen") {
			t.Errorf("the history of a rule does not tell of its post: %s", history.raw)
		}
		if left := s.send(http.MethodPost, "/v1/users/"+gry+"/departure", nil, s.admin()).want(201); len(left.column("id")) != 1 {
			t.Errorf("left %s", left.raw)
		}
		grant := object{"role": "owner", "own": true}
		made := s.create("/v1/users", object{"name": "Bo", "email": "bo@eksempel.example", "grants": []object{grant}})
		if own, _ := made.at("grants", 0, "own").(bool); !own {
			t.Errorf("granted %s", made.raw)
		}
		s.send(http.MethodPost, "/v1/tokens", grant.and("name", "Nøgle"), s.admin()).refused(422, "own_needs_user")
		equal("a leaver", posts(), "Chefen nobody", "Dagtilbudslederen nobody")
	})
}
