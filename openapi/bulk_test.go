package openapi

import (
	"fmt"
	"strings"
	"testing"
)

// Many rules are changed at once or none, those that were changed meanwhile are
// told of, and what is answered under undo takes the change back.
func TestBulkEditOfRules(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		var numbers []string
		for _, title := range []string{"Et", "To", "Tre"} {
			at := s.create("/v1/rules", aRule(title)).header.Get("Location")
			numbers = append(numbers, strings.TrimPrefix(at, "/v1/rules/"))
		}
		send := func(change object, edits ...int) response {
			var rules []object
			for i, e := range edits {
				rules = append(rules, object{"number": numbers[i], "edit": e})
			}
			return s.send("POST", "/v1/bulk-edits", object{"rules": rules, "change": change}, s.admin())
		}
		owner := func(i int) string { return s.get("/v1/rules/"+numbers[i], s.admin()).text("owner") }
		had := owner(0)
		out := send(object{"owner": "Kontorchef"}, 1, 1, 9).want(201)
		if a, b, c := out.text("changed", 0, "number"), out.text("changed", 1, "number"), out.text("stale", 0); a != numbers[0] || b != numbers[1] || c != numbers[2] {
			t.Errorf("answered %s", out.raw)
		}
		if owner(0) != "Kontorchef" || owner(1) != "Kontorchef" || owner(2) != had {
			t.Errorf("now %s, %s, %s", owner(0), owner(1), owner(2))
		}
		if same := send(object{"owner": "Kontorchef"}, 2, 2).want(201); same.text("same", 1) != numbers[1] {
			t.Errorf("answered %s", same.raw)
		}
		undo := out.json.(map[string]any)["undo"].([]any)
		if len(undo) != 1 {
			t.Fatalf("undo %v", undo)
		}
		s.send("POST", "/v1/bulk-edits", object(undo[0].(map[string]any)), s.admin()).want(201)
		if owner(0) != had || owner(1) != had {
			t.Errorf("undone to %s, %s", owner(0), owner(1))
		}
		// Tags are put on and taken off; what a rule had besides stays.
		tags := func(i int) string { return fmt.Sprint(s.get("/v1/rules/"+numbers[i], s.admin()).at("tags")) }
		send(object{"tag": []string{"Eget"}}, 3).want(201)
		out = send(object{"tag": []string{"Nyt", "skema"}, "untag": []string{"EGET"}}, 4, 3).want(201)
		if tags(0) != "[nyt skema]" || tags(1) != "[nyt skema]" {
			t.Errorf("tagged %s, %s", tags(0), tags(1))
		}
		for _, part := range out.json.(map[string]any)["undo"].([]any) {
			s.send("POST", "/v1/bulk-edits", object(part.(map[string]any)), s.admin()).want(201)
		}
		if tags(0) != "[eget]" || tags(1) != "<nil>" {
			t.Errorf("undone to %s, %s", tags(0), tags(1))
		}
		send(object{"tag": strings.Split("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t", ",")}, 6).refused(422, "range_invalid") // and the one it has is one too many
		for _, bad := range []struct {
			body  object
			field string
		}{
			{object{"rules": []object{}, "change": object{"unit": "Øst"}}, "rules"},
			{object{"rules": []object{{"number": numbers[0], "edit": 3}}, "change": object{}}, "change"},
			{object{"rules": []object{{"number": numbers[0], "edit": 3}}, "change": object{"area": ""}}, "change.area"},
			{object{"rules": []object{{"number": "x", "edit": 3}}, "change": object{"area": "Ældre"}}, "rules[0].number"},
		} {
			if r := s.send("POST", "/v1/bulk-edits", bad.body, s.admin()).want(422); bad.field != "" && !strings.Contains(string(r.raw), `"`+bad.field+`"`) {
				t.Errorf("%s is not named in %s", bad.field, r.raw)
			}
		}
		var many []object
		for range 5001 {
			many = append(many, object{"number": numbers[0], "edit": 3})
		}
		if r := s.send("POST", "/v1/bulk-edits", object{"rules": many, "change": object{"unit": "Øst"}}, s.admin()).want(422); !strings.Contains(string(r.raw), "too_many_rules") {
			t.Errorf("too many are answered %s", r.raw)
		}
		s.send("POST", "/v1/bulk-edits", object{"rules": []object{{"number": numbers[0], "edit": 3}, {"number": "R-9999", "edit": 1}},
			"change": object{"unit": "Øst"}}, s.admin()).refused(404, "not_found")
		if unit := s.get("/v1/rules/"+numbers[0], s.admin()).text("unit"); unit == "Øst" {
			t.Error("a part of what was refused was stored")
		}
	})
}
