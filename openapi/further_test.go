package openapi

import "testing"

// TestOpenLinkInFurtherLanguages: whoever shows the form by way of the API has its
// words in further languages too.
func TestOpenLinkInFurtherLanguages(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token")
		if got := s.get(link).want(200); asJSON(got.at("further")) != "[]" {
			t.Errorf("in no further language it reads %s", got.raw)
		}
		at := here + "/translations/ar"
		danish := s.get(at, s.admin()).text("texts", 0, "danish")
		s.send("PUT", at, object{"texts": []object{{"danish": danish, "text": "رأيك"}}}, s.admin(), s.tag(at)).want(200)
		got := s.get(link).want(200)
		if got.text("further", 0, "language") != "ar" || got.text("further", 0, "texts", 0, "danish") != danish || got.text("further", 0, "texts", 0, "text") != "رأيك" {
			t.Errorf("it reads %s", got.raw)
		}
	})
}
