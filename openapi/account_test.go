package openapi

import (
	"fmt"
	"slices"
	"testing"
)

// What came and what went is counted for each area and listed, the newest first.
func TestMoves(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		var want []string
		for i := range 5 {
			r := aRule(fmt.Sprint("Regel ", i)).and("effective_from", fmt.Sprintf("2026-0%d-01", 2+i)).and("check", nil)
			want = append(want, s.create("/v1/rules", r).text("number"))
		}
		slices.Reverse(want)
		s.create("/v1/rules", aRule("Skole").and("area", "Skole").and("effective_from", "2025-01-01"))
		var walked []string
		var cursor string
		for next := "/v1/moves?limit=2&area=Dagtilbud"; next != ""; next = "/v1/moves?limit=2&area=Dagtilbud&cursor=" + cursor {
			page := s.get(next).want(200)
			walked = append(walked, page.column("number")...)
			if page.text("next") == "" {
				break
			}
			cursor = page.text("next")
		}
		if !slices.Equal(walked, want) {
			t.Errorf("walked %v, want %v", walked, want)
		}
		s.get("/v1/moves?area=Skole&cursor="+cursor).refused(422, "cursor_invalid")
		s.get("/v1/moves?until=2026-03-01&cursor="+cursor).refused(422, "cursor_invalid")
		if all := s.get("/v1/moves?from=2025-01-01&until=2026-03-01").want(200).column("did"); len(all) != 3 {
			t.Errorf("moves of both areas: %v", all)
		}
		got := s.get("/v1/accounts").want(200)
		if got.text("items", 0, "area") != "Dagtilbud" || got.at("items", 0, "came") != 5.0 || got.at("items", 1, "came") != 0.0 {
			t.Errorf("accounts: %s", got.raw)
		}
	})
}
