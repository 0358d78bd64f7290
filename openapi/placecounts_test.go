package openapi

import (
	"net/http"
	"slices"
	"testing"
)

// TestUnitAnswers: leaders read of their own units how many answered, as ranges and
// some at a time, while people can answer.
func TestUnitAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		link := func(place string) string {
			return s.create(here+"/links", object{"audience": "Forældre", "place": place}).text("token")
		}
		island, meadow, nowhere := link("Ørnen, garderoben"), link("Aaen"), link("")
		door := link("Ørnen")
		n := 0
		answer := func(token string, times int) (receipt string) {
			for range times {
				n++
				body := object{"submission": submission(n), "suggestions": []string{"Flere bænke."}}
				for range 2 { // sent again, it is one
					receipt = s.send("POST", "/v1/open-links/"+token+"/contributions", body).want(201).text("path")
				}
			}
			return receipt
		}
		told := func(as option) []object {
			var all []object
			for _, one := range s.get("/v1/unit-answers", as).want(200).at("items").([]any) {
				one := one.(map[string]any)
				all = append(all, object{"unit": one["unit"], "least": one["least"], "most": one["most"]})
			}
			return all
		}
		is := func(as option, want ...object) {
			t.Helper()
			if got := told(as); !slices.EqualFunc(got, want, func(a, b object) bool { return asJSON(a) == asJSON(b) }) {
				t.Errorf("after %d it tells %s, want %s", n, asJSON(got), asJSON(want))
			}
		}
		row := func(unit string, least, most any) object { return object{"unit": unit, "least": least, "most": most} }
		answer(nowhere, 6) // before any through a place: not counted
		answer(island, 4)
		is(s.admin(), row("Ørnen", 0, 4), row("Aaen", 0, 4))
		answer(door, 1)
		is(s.admin(), row("Ørnen", 5, 9), row("Aaen", 0, 4))
		answer(meadow, 3)
		receipt := answer(island, 1)
		s.send("DELETE", receipt, nil).want(http.StatusNoContent)
		is(s.admin(), row("Ørnen", 5, 9), row("Aaen", 0, 4))
		answer(island, 4) // the first of them completes five
		is(s.admin(), row("Ørnen", 5, 9), row("Aaen", 0, 4))
		answer(nowhere, 2)
		is(s.admin(), row("Ørnen", 10, 19), row("Aaen", 0, 4))
		answer(meadow, 42)
		is(s.admin(), row("Ørnen", 10, 19), row("Aaen", 20, 49))

		// Who leads reads their own: by a post in the unit or above one, or by a grant.
		s.get("/v1/unit-answers").refused(401, "unauthorized")
		s.get("/v1/unit-answers", s.as("secretary")).refused(403, "forbidden")
		is(s.as("owner"))
		unit := s.create("/v1/tokens", object{"name": "Aaen", "role": "owner", "units": []string{"aaen"}}).text("secret")
		is(with("Authorization", "Bearer "+unit), row("Aaen", 20, 49))

		s.now = noon("2027-02-01")
		is(s.admin())
	})
}
