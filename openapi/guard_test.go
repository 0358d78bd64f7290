package openapi

import "testing"

// A guarded link takes nothing through the API, which has no page on which to work.
func TestGuardedLinks(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		made := s.create(here+"/links", object{"audience": "Forældre"})
		guard, link := here+"/links/"+made.text("id")+"/guard", "/v1/open-links/"+made.text("token")+"/contributions"
		said := object{"submission": aSubmission, "suggestions": []string{"Flere bænke."}}
		s.send("PUT", guard, object{"guarded": true}, s.as("owner")).refused(403, "forbidden")
		if r := s.send("PUT", guard, object{"guarded": true}, s.admin()).want(200); r.at("guarded_until") == nil {
			t.Errorf("guarded: %s", r.raw)
		}
		s.send("POST", link, said).refused(429, "link_guarded")
		if r := s.get(here+"/links", s.admin()).want(200); r.at("items", 0, "guarded_until") == nil {
			t.Errorf("the list: %s", r.raw)
		}
		if r := s.send("PUT", guard, object{"guarded": false}, s.admin()).want(200); r.at("guarded_until") != nil {
			t.Errorf("guarded no longer: %s", r.raw)
		}
		s.send("POST", link, said).want(201)
	})
}
