package openapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestLogIsWalked: the leaves and the checkpoints are all there page by page, each once, and
// every leaf within the newest checkpoint is proven.
func TestLogIsWalked(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for n := range 5 {
			s.create("/v1/rules", aRule(fmt.Sprint("Regel ", n)))
			if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		walk := func(path, id string) (all []string) {
			for at := path + "?limit=2"; at != ""; {
				page := s.get(at).want(200)
				items, _ := page.at("items").([]any)
				for n := range items {
					all = append(all, fmt.Sprint(page.at("items", n, id)))
				}
				next, _ := page.at("next").(string)
				if at = ""; next != "" {
					at = path + "?limit=2&cursor=" + next
				}
			}
			return all
		}
		for path, id := range map[string]string{"/v1/log/leaves": "place", "/v1/log/checkpoints": "size"} {
			all := walk(path, id)
			whole := s.get(path + "?limit=200").want(200)
			items, _ := whole.at("items").([]any)
			if distinct := slices.Compact(slices.Sorted(slices.Values(all))); len(all) < 5 || len(all) != len(items) || len(distinct) != len(all) {
				t.Errorf("%s: %s, of %d", path, strings.Join(all, " "), len(items))
			}
		}
		for _, place := range walk("/v1/log/leaves", "place") {
			if got := s.get("/v1/log/leaves/" + place).want(200); fmt.Sprint(got.at("place")) != place {
				t.Errorf("leaf %s is %s", place, got.raw)
			}
		}
		s.get("/v1/log/leaves/100000").refused(404, "not_found")
	})
}
