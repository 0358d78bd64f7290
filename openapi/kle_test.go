package openapi

import (
	"fmt"
	"net/http"
	"testing"
)

// A plan of subjects is put in place as a whole, and the rules are listed whose
// codes it does not have today.
func TestKLE(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, kle := range []string{"98.01.02 P35", "98.01.01", "98.01.03", "97", "", "98.01.02"} {
			s.create("/v1/rules", aRule("Regel "+kle).and("kle", kle))
		}
		outdated := func() (rules []string) {
			for next := "/v1/kle/outdated?limit=2"; next != ""; {
				page := s.get(next, s.admin()).want(200)
				rules = append(rules, page.column("rule")...)
				if next = page.text("next"); next != "" {
					next = "/v1/kle/outdated?limit=2&cursor=" + next
				}
			}
			return rules
		}
		if n := s.get("/v1/kle", s.admin()).want(200); fmt.Sprint(n.at("entries")) != "0" || len(outdated()) > 0 {
			t.Errorf("without a plan: %s", n.raw)
		}
		plan := func(entries ...object) response {
			return s.send(http.MethodPut, "/v1/kle", object{"entries": entries}, s.admin())
		}
		plan(object{"code": "99", "title": "Opdigtet"}).want(200)
		got := plan(object{"code": "98.01.01", "title": "Opdigtet emne"},
			object{"code": "98.01.02", "title": "Udgået emne", "until": "2020-05-01"},
			object{"code": "98.01.03", "title": "Flyttet emne", "until": "2021-05-01", "replaced_by": "98.01.01"}).want(200)
		if fmt.Sprint(got.at("entries")) != "3" || fmt.Sprint(got.at("expired")) != "2" || got.text("by") != "administrator" {
			t.Errorf("the plan is %s", got.raw)
		}
		if rules := fmt.Sprint(outdated()); rules != "[R-0004 R-0001 R-0006 R-0003]" {
			t.Errorf("outdated are %v", rules)
		}
		first := s.get("/v1/kle/outdated", s.admin()).want(200)
		if first.text("items", 3, "entry", "replaced_by") != "98.01.01" || first.text("items", 1, "kle") != "98.01.02 P35" || first.text("items", 3, "title") != "Regel 98.01.03" {
			t.Errorf("listed as %s", first.raw)
		}
		entry := s.get("/v1/kle/entries/98.01.03", s.as("owner")).want(200)
		if entry.text("title") != "Flyttet emne" || entry.text("until") != "2021-05-01" {
			t.Errorf("the entry is %s", entry.raw)
		}
		s.get("/v1/kle/entries/99", s.admin()).refused(404, "not_found")
		s.get("/v1/kle/outdated?cursor=x", s.admin()).refused(422, "cursor_invalid")
		s.get("/v1/kle/outdated", s.as("owner")).want(403)

		// A plan with a fault changes nothing.
		plan(object{"code": "98.1", "title": "x"}).want(422)
		plan(object{"code": "98", "title": "x"}, object{"code": "98", "title": "y"}).refused(422, "kle_twice")
		if n := fmt.Sprint(s.get("/v1/kle", s.admin()).want(200).at("entries")); n != "3" {
			t.Errorf("%s entries after a faulty plan", n)
		}
	})
}
