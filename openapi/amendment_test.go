package openapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Another text passes the gate: what it newly demands is justified or explained,
// and another wording is let through. What a body amends is only told of.
func TestAmendedTextPassesTheGate(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		ended := s.create("/v1/rules", aRule("Rapport om legepladsen").and("demand", "Lederen sender hver uge en rapport om legepladsen til forvaltningen.")).text("number")
		s.create("/v1/rules/"+ended+"/events", object{"kind": "ruling", "valid": "2027-01-10",
			"ruling": object{"ruling": "repeal", "by": councilSaid("2027-01-10", "Reglen ophæves."), "from": "2027-01-10"}})
		number := s.create("/v1/rules", aRule("Eftersyn").and("demand", "Lederen gennemgår legepladsen hver måned.").and("frequency", "hver måned")).text("number")
		rule := "/v1/rules/" + number
		text := func(demand, often string, more object) object {
			out := object{"from": "2027-02-01", "title": "Eftersyn", "demand": demand, "frequency": often}
			if more != nil {
				out["adoption"] = more
			}
			return out
		}
		try := func(body object) response {
			return s.send(http.MethodPost, rule+"/versions", body, s.admin(), with("If-Match", s.get(rule, s.admin()).header.Get("ETag")))
		}
		found := func(r response, codes ...string) {
			t.Helper()
			r.want(422)
			var got []string
			for i := range r.at("errors").([]any) {
				got = append(got, r.text("errors", i, "field")+" "+r.text("errors", i, "code"))
			}
			if !slices.Equal(got, codes) {
				t.Errorf("found %q, want %q", got, codes)
			}
		}
		const unjustified = "adoption.explanation new_rule_unjustified"
		report := "Legepladsen gennemgås af lederen en gang om måneden. Lederen sender en rapport om legepladsen til forvaltningen."
		found(try(text(report, "hver måned", object{"duty": true})), "adoption.duty new_rule_duty_without_basis", unjustified,
			"adoption.cites new_rule_resembles_ended", "adoption.news new_rule_nothing_new")
		found(try(text("Lederen gennemgår legepladsen hver uge.", "hver måned", nil)), unjustified)
		found(try(text("Lederen gennemgår legepladsen hver måned.", "hver uge", nil)), unjustified)
		found(try(text(report, "hver måned", object{"cites": []string{"R-0099"}})), "adoption.cites not_found")

		preview := s.send(http.MethodPost, rule+"/version-previews", text(report, "hver måned", nil), s.admin()).want(200)
		last := preview.at("findings").([]any)
		if preview.at("gated") != true || preview.text("sentences", 0, "change") != "added" || len(preview.at("sentences").([]any)) != 1 ||
			preview.text("findings", len(last)-1, "code") != "REQUIREMENT_ADDED" ||
			preview.text("findings", len(last)-1, "sentences", 0, "text") != "Lederen sender en rapport om legepladsen til forvaltningen." {
			t.Errorf("preview: %s", preview.raw)
		}
		// Another wording, a shorter text, and one that applies already say nothing.
		try(text("Legepladsen gennemgås månedligt af lederen.", "en gang om måneden", nil)).want(201)
		try(text(report, "hver måned", nil).and("from", "2027-01-09")).want(201)
		events := func() response { return s.get(rule+"/events", s.admin()).want(200) }
		if e := events(); strings.Contains(string(e.raw), `"adoption"`) {
			t.Errorf("another wording: %s", e.raw)
		}
		// Explained, it is stored with what stood; another number is only noted.
		try(text(report, "hver måned", object{"explanation": "Tilsynet beder om det.", "cites": []string{ended}})).want(201)
		e := events()
		for _, part := range []string{"Tilsynet beder om det.", "REQUIREMENT_ADDED", "NO_JUSTIFICATION_THAT_HOLDS", "NOTHING_NEW_SAID", `"policy"`, ended, `"change":"added"`} {
			if !strings.Contains(string(e.raw), part) {
				t.Errorf("explained: no %s in %s", part, e.raw)
			}
		}
		if strings.Contains(string(e.raw), "RESEMBLES_ENDED") {
			t.Errorf("cited: %s", e.raw)
		}
		// Justified, the demand is only noted.
		s.send(http.MethodPost, rule+"/justifications", object{"value": "Færre børn kommer til skade.", "beneficiary": "Børnene", "lighter": "At spørge hjalp ikke."},
			s.admin(), with("If-Match", s.get(rule, s.admin()).header.Get("ETag"))).want(201)
		try(text("Børnene skal bære hjelm. "+report, "hver måned", nil)).want(201)

		// A ruling is recorded whatever it demands, with what is found.
		ruled := s.create(rule+"/events", object{"kind": "ruling", "valid": "2027-01-10", "ruling": object{"ruling": "amend", "by": councilSaid("2027-01-10", "Reglen justeres."),
			"reason": "Som i " + ended + ".", "from": "2027-03-01", "next": "2029-01-10",
			"text": object{"title": "Eftersyn", "demand": "Lederen gennemgår legepladsen. Forældrene underskriver en kontrakt om oprydning."}}})
		if ruled.text("ruling", "adoption", "findings", 0, "sentences", 0, "text") != "Forældrene underskriver en kontrakt om oprydning." || ruled.text("ruling", "adoption", "cites", 0) != ended {
			t.Errorf("ruled: %s", ruled.raw)
		}
	})
}

// Until another text begins, a rule is called what it is called.
func TestTextBeforeItsDay(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		number := s.create("/v1/rules", aRule("Referat")).text("number")
		s.create("/v1/reviews", aReview("Eftersyn", number))
		rule := "/v1/rules/" + number
		s.send(http.MethodPost, rule+"/versions", object{"from": "2027-03-01", "title": "Kort referat", "demand": "Skriv et referat af hvert møde."}, s.admin(),
			with("If-Match", s.get(rule, s.admin()).header.Get("ETag"))).want(201)
		for _, day := range []struct{ on, title string }{{"2027-02-28", "Referat"}, {"2027-03-01", "Kort referat"}} {
			s.now = noon(day.on)
			if got := s.get("/v1/reviews/eftersyn").want(200); got.text("lapses", 0, "title") != day.title {
				t.Errorf("on %s it is called %s", day.on, got.raw)
			}
		}
	})
}
