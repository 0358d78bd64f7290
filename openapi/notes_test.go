package openapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// A note is its writer's alone: no role reads another's, and nothing tells of it.
func TestNotesAreTheirWritersAlone(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		h := inHall(s)
		s.create("/v1/rules", aRule("Referat"))
		meeting := h.meet(h.council, "2027-02-01")
		item := h.item(meeting, "R-0001", kept)
		note := item + "/note"
		member := s.as("council_member")
		write := func(text string, who option, match string) response {
			return s.send(http.MethodPut, note, object{"text": text}, who, with("If-Match", match))
		}
		empty := s.get(note, member).want(200)
		if empty.text("text") != "" {
			t.Errorf("before anything is written: %s", empty.raw)
		}
		const secret = "Spørg formanden om skemaet"
		first := write(secret, member, empty.header.Get("ETag")).want(200)
		if got := s.get(note, member).want(200); got.text("text") != secret || got.header.Get("ETag") != first.header.Get("ETag") {
			t.Errorf("got %s", got.raw)
		}
		for _, role := range registry.Roles {
			if role == "council_member" {
				continue
			}
			if got := s.get(note, s.as(role)).want(200); got.text("text") != "" {
				t.Errorf("%s reads %s", role, got.raw)
			}
		}
		s.get(note).refused(401, "unauthorized")
		listed := func(who option) string {
			return strings.Join(s.get(meeting+"/notes", who).want(200).column("text"), "|")
		}
		if got := s.get(meeting+"/notes", member).want(200); listed(member) != secret || got.text("items", 0, "item") != strings.TrimPrefix(item, "/v1/items/") || got.at("items", 0, "ordinal") != 1.0 || got.text("items", 0, "title") == "" {
			t.Errorf("her own are %s", got.raw)
		}
		if got := listed(s.admin()) + listed(s.as("auditor")); got != "" {
			t.Errorf("others read %q", got)
		}
		s.get(meeting+"/notes").refused(401, "unauthorized")
		s.get("/v1/meetings/"+strings.TrimPrefix(item, "/v1/items/")+"/notes", member).refused(404, "not_found")
		for _, at := range []string{item, meeting, "/v1/audit-events?limit=200", "/v1/register/R-0001", meeting + "/votes"} {
			if got := s.get(at, s.admin()).want(200); strings.Contains(string(got.raw), "formanden") || strings.Contains(string(got.raw), "edit-note") {
				t.Errorf("%s tells of it: %s", at, got.raw)
			}
		}
		// Another's own note is another note.
		admin := s.get(note, s.admin()).header.Get("ETag")
		write("Administratorens egen", s.admin(), admin).want(200)
		if got := s.get(note, member); got.text("text") != secret {
			t.Errorf("got %s", got.raw)
		}
		// Somebody who writes in two places is told, also when it was deleted meanwhile.
		write("Igen", member, empty.header.Get("ETag")).refused(412, "stale")
		write("", member, first.header.Get("ETag")).want(200)
		write("Igen", member, first.header.Get("ETag")).refused(412, "stale")
		s.now = s.now.Add(time.Second)
		second := write("Forfra", member, s.get(note, member).header.Get("ETag")).want(200)
		write("Overskriver", member, first.header.Get("ETag")).refused(412, "stale")
		s.send(http.MethodDelete, note, nil, member, with("If-Match", second.header.Get("ETag"))).want(204)
		if got := s.get(note, member); got.text("text") != "" {
			t.Errorf("after it was deleted: %s", got.raw)
		}
		s.get("/v1/items/01a2b3c4-0000-7000-8000-000000000000/note", member).refused(404, "not_found")
		write(strings.Repeat("a", 8001), member, s.get(note, member).header.Get("ETag")).refused(422, "too_long")

		// It goes with the item.
		write("Til sidst", member, s.get(note, member).header.Get("ETag")).want(200)
		s.send(http.MethodDelete, item, nil, s.admin(), with("If-Match", s.get(item, s.admin()).header.Get("ETag"))).want(204)
		s.get(note, member).refused(404, "not_found")
	})
}
