package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// TestRedaction takes words out of a rule. Nothing the API answers has them, and
// who edits what had them is told.
func TestRedaction(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		const words = "Syntetisk Navnesen på 2. sal"
		made := s.create("/v1/rules", aRule("Regel om nøgler").and("demand", "Hent nøglen hos "+words+", også om aftenen.").and("plain", "Spørg "+words+"."))
		number := made.text("number")
		here := "/v1/rules/" + number
		before := s.get(here, s.admin()).want(200)
		look := func(text string, who option) response {
			return s.send(http.MethodPost, "/v1/redactions/look", object{"text": text}, who)
		}
		for _, role := range []string{"owner", "secretary", "auditor", "legal_checker"} {
			look(words, s.as(role)).want(403)
		}
		look("x", s.admin()).want(422)
		look("findes ingen steder", s.admin()).refused(409, "redaction_nothing")
		found := look(words, s.admin()).want(200)
		if places, _ := found.at("places").([]any); len(places) < 2 || found.text("places", 0, "rule") != number || found.at("in_clear") != 0.0 {
			t.Errorf("%s", found.raw)
		}
		body := object{"text": words, "ground": "erasure", "reason": "Bedt om det.", "seen": found.text("seen")}
		redact := func(body object) response {
			return s.send(http.MethodPost, "/v1/redactions", body, s.admin())
		}
		redact(body.and("seen", "x")).refused(409, "redaction_changed")
		redact(body.and("reason", "Fjern "+words)).want(422)
		redact(body.and("ground", "lyst")).want(422)
		done := redact(body).want(201)
		mark := done.text("mark")
		if !strings.HasPrefix(mark, "[slettet ") || done.at("places") == 0.0 {
			t.Errorf("%s", done.raw)
		}
		for _, at := range []string{here, here + "/history", here + "/versions", "/v1/rules", "/v1/audit-events", "/v1/log/leaves"} {
			got := s.get(at, s.admin())
			if got.status == 200 && strings.Contains(string(got.raw), "Navnesen") {
				t.Errorf("%s still tells: %s", at, clipped(string(got.raw)))
			}
		}
		after := s.get(here, s.admin()).want(200)
		if !strings.Contains(string(after.raw), mark) || after.header.Get("ETag") == before.header.Get("ETag") {
			t.Errorf("%s %s", after.header.Get("ETag"), after.raw)
		}
		if leaves := string(s.get("/v1/log/leaves").want(200).raw); !strings.Contains(leaves, `\"ground\":\"erasure\"`) {
			t.Errorf("the log does not say it: %s", leaves)
		}
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.api.Proofs.Audit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// What was supposed and kept has titles of rules; a redaction reaches them too, and
// its digest stays as it was printed.
func TestRedactionOfSimulation(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		d := newDrafted(s, 2, 1)
		title := s.get("/v1/rules/"+d.rules[0], s.admin()).want(200).text("title")
		made := s.create("/v1/simulations", object{"name": "Som de er foreslået", "assumptions": object{"on": "2027-07-01", "meetings": []string{d.meeting}}})
		changes := "/v1/simulations/" + made.text("id") + "/changes"
		if got := s.get(changes, s.admin()).want(200); !strings.Contains(string(got.raw), title) {
			t.Fatalf("%q is not in %s", title, got.raw)
		}
		found := s.send(http.MethodPost, "/v1/redactions/look", object{"text": title}, s.admin()).want(200)
		s.send(http.MethodPost, "/v1/redactions", object{"text": title, "ground": "erasure", "reason": "Bedt om det.", "seen": found.text("seen")}, s.admin()).want(201)
		if got := s.get(changes, s.admin()).want(200); strings.Contains(string(got.raw), title) {
			t.Errorf("%q is still in %s", title, got.raw)
		}
		if got := s.get("/v1/simulations/"+made.text("id"), s.admin()).want(200).text("digest"); got != made.text("digest") {
			t.Errorf("its digest is %s", got)
		}
	})
}
