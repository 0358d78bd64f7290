package openapi

import (
	"strings"
	"testing"
)

// translated: a translation is where its original is, and nowhere else.
func (s *server) translated(here string, codes []string) {
	s.t.Helper()
	input := func(text string) string {
		for _, one := range s.get(here+"/inputs", s.admin()).want(200).at("items").([]any) {
			if one := one.(map[string]any); one["screening"] == text {
				return "/v1/inputs/" + one["id"].(string)
			}
		}
		s.t.Fatalf("no input is %s", text)
		return ""
	}
	translate := func(at, text string) response {
		return s.send("PUT", at+"/translation", object{"translation": text}, s.admin(), s.tag(at))
	}
	public := func() string {
		return string(s.get(here + "/published").want(200).raw)
	}
	unscreened, published, masked, withheld := input("unscreened"), input("published"), input("masked"), input("withheld")
	s.send("PUT", masked+"/translation", object{"translation": "x"}, s.admin()).want(428)
	s.send("PUT", masked+"/translation", object{"translation": "x"}, s.admin(), with("If-Match", `"1"`)).refused(412, "stale")
	for n, at := range []string{unscreened, published, masked, withheld} {
		if got := translate(at, "Oversat "+string(rune('A'+n))+" 010190-1234 ").want(200); got.text("translation") != "Oversat "+string(rune('A'+n))+" [CPR-nummer fjernet]" {
			s.t.Errorf("kept is %s", got.raw)
		}
	}
	if got := public(); !strings.Contains(got, "Oversat B") || strings.Count(got, "Oversat") != 1 {
		s.t.Errorf("everybody reads %s", got)
	}
	if got := s.get(here+"/inputs?words=oversat", s.admin()).want(200).column("id"); len(got) != 4 {
		s.t.Errorf("by the words of translations %v are found", got)
	}
	for _, code := range codes { // whoever wrote it reads what it was made of
		if got := s.get(code).want(200); got.text("inputs", 0, "translation") == "" && got.text("inputs", 0, "screening") != "unscreened" {
			s.t.Errorf("a receipt reads %s", got.raw)
		}
	}
	mask := func(shown string) response {
		seen := []object{{"id": strings.TrimPrefix(masked, "/v1/inputs/"), "edit": s.get(masked, s.admin()).at("edit")}}
		return s.send("POST", here+"/screenings", object{"inputs": seen, "screening": "masked", "shown": "Det [udeladt].", "shown_translation": shown}, s.admin())
	}
	if got := mask("Oversat C [CPR-nummer fjernet]").want(422); got.text("errors", 0, "field") != "shown_translation" {
		s.t.Errorf("nothing left out of it: %s", got.raw)
	}
	mask("Oversat C [udeladt]").want(201)
	if got := public(); !strings.Contains(got, "Oversat C [udeladt]") {
		s.t.Errorf("with both left out everybody reads %s", got)
	}
	translate(masked, "Omskrevet C").want(200)
	if got := public(); strings.Contains(got, "krevet C") || strings.Contains(got, "Oversat C") {
		s.t.Errorf("translated anew everybody reads %s", got)
	}
	translate(published, "").want(200)
	if got := public(); strings.Contains(got, "Oversat") {
		s.t.Errorf("with it taken back everybody reads %s", got)
	}
	if got := translate(published, strings.Repeat("x", 4001)).want(422); got.text("errors", 0, "field") != "translation" {
		s.t.Errorf("too long: %s", got.raw)
	}
	if trail := string(s.get("/v1/audit-events?limit=200", s.admin()).want(200).raw); strings.Contains(trail, "Oversat") || !strings.Contains(trail, `"translated":true`) {
		s.t.Errorf("the log reads %s", trail)
	}
}

// TestTranslationIsErased: with a text its translation goes, and what is split has none.
func TestTranslationIsErased(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		said := object{"suggestions": []string{"More benches. More bikes."}}
		cut := s.send("POST", link, said.and("submission", submission(1))).want(201).text("path")
		var at string
		translate := func() response {
			at = "/v1/inputs/" + s.get(here+"/inputs", s.admin()).want(200).column("id")[0]
			return s.send("PUT", at+"/translation", object{"translation": "Flere cykler."}, s.admin(), s.tag(at)).want(200)
		}
		translate()
		everywhere := func() string {
			return string(s.get(here+"/inputs", s.admin()).raw) + string(s.get(cut).raw) + string(s.get(here+"/inputs.csv", s.admin()).raw)
		}
		if got := everywhere(); strings.Count(got, "Flere cykler.") != 3 {
			t.Errorf("translated it reads %s", got)
		}
		if got := s.send("PUT", at+"/parts", object{"passages": []object{{"text": "More benches."}, {"text": "More bikes."}}}, s.admin(), s.tag(at)).want(200); strings.Count(string(got.raw), "Flere cykler.") != 1 {
			t.Errorf("split it reads %s", got.raw)
		}
		s.send("PUT", at+"/parts", object{"passages": []object{}}, s.admin(), s.tag(at)).want(200)
		s.send("PUT", cut, said).want(200)
		if got := everywhere(); strings.Contains(got, "Flere cykler.") {
			t.Errorf("written anew it reads %s", got)
		}
		translate()
		s.now = noon("2027-02-01")
		s.send("POST", cut+"/cut", nil).want(200)
		if got := everywhere(); strings.Contains(got, "Flere cykler.") {
			t.Errorf("cut it reads %s", got)
		}
		if got := s.send("PUT", at+"/translation", object{"translation": "Flere cykler."}, s.admin(), s.tag(at)).want(422); got.text("errors", 0, "code") != "translate_whole" {
			t.Errorf("of nothing: %s", got.raw)
		}
	})
}

// tag holds a change to what is there now.
func (s *server) tag(at string) option {
	return with("If-Match", s.get(at, s.admin()).header.Get("ETag"))
}
