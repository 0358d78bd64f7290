package openapi

import (
	"net/http"
	"slices"
	"testing"
)

// Rules leave a bundle for items right after it; what is minuted is about all of them.
func TestSplitItem(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		h := inHall(s)
		for range 4 {
			s.create("/v1/rules", aRule("Referat"))
		}
		meeting := h.meet(h.council, "2027-01-05")
		bundle := object{"title": "Fire regler", "rules": []string{"R-0001", "R-0002", "R-0003", "R-0004"}, "summary": "Sagen.", "recommendation": []string{"at reglerne ophæves"},
			"considerations": []object{{"question": "Økonomi?", "text": "Ingen."}},
			"proposals":      []object{{"ruling": "repeal", "question": "Skal R-0001 og de andre ophæves?"}, {"ruling": "trial", "question": "Skal der være forsøg?", "next": "2028-01-01"}}}
		one := "/v1/items/" + s.create(meeting+"/items", bundle).text("id")
		s.create(meeting+"/items", object{"title": "Det næste", "rules": []string{"R-0001"}})
		last := s.create(meeting+"/items", object{"title": "Det sidste", "ordinal": 9}).text("id")
		split := func(rules ...string) response {
			return h.put(http.MethodPost, one, one+"/split", object{"rules": append([]string{}, rules...)})
		}
		split().refused(422, "required")
		split("R-0001", "R-0002", "R-0003", "R-0004").refused(422, "bundle_rest")
		h.put(http.MethodPut, one, one+"/minutes", object{"votes": [][]object{{{"choice": "for", "count": 5}}}}).want(200)
		split("R-0003").refused(409, "bundle_voted")
		h.put(http.MethodPut, one, one+"/minutes", object{}).want(200)

		got := split("R-0004", "R-0002").want(200)
		page := s.get(meeting, s.admin()).want(200)
		var ordinals []float64
		for n := range page.at("items").([]any) {
			ordinals = append(ordinals, page.at("items", n, "ordinal").(float64))
		}
		if !slices.Equal(ordinals, []float64{1, 2, 3, 4, 9}) || page.text("items", 4, "id") != last {
			t.Errorf("the places are %v: %s", ordinals, page.raw)
		}
		if page.text("items", 1, "rules", 0) != "R-0002" || page.text("items", 2, "rules", 0) != "R-0004" || page.text("items", 3, "title") != "Det næste" {
			t.Errorf("got %s", page.raw)
		}
		for n := range 3 {
			item := got.at("items", n).(map[string]any)
			if item["summary"] != "Sagen." || got.text("items", n, "considerations", 0, "text") != "Ingen." || got.text("items", n, "recommendation", 0) != "at reglerne ophæves" ||
				got.at("items", n, "proposals", 0, "reread") != true || got.at("items", n, "proposals", 1, "reread") != nil || item["votes"] != nil {
				t.Errorf("the %d. of them is %v", n, item)
			}
		}
		split("R-0002").refused(422, "choice_unknown")
		// Whoever writes it anew has read it; each is then voted on apart.
		own := "/v1/items/" + got.text("items", 1, "id")
		h.put(http.MethodPut, own, own, object{"title": "Skal R-0002 bestå?", "rules": []string{"R-0002"}, "proposals": []object{kept}}).want(200)
		if now := s.get(own, s.admin()); now.at("proposals", 0, "reread") != nil {
			t.Errorf("got %s", now.raw)
		}
		// No keep for many.
		h.put(http.MethodPut, one, one, object{"title": "To regler", "rules": []string{"R-0001", "R-0003"}, "proposals": []object{kept}}).refused(422, "bulk_keep")
		s.now = noon("2027-02-01")
		h.put(http.MethodPost, meeting, meeting+"/cancellation", nil).want(200)
		split("R-0003").refused(409, "meeting_closed")
	})
}
