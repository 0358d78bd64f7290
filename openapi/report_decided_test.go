package openapi

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// TestReportTellsWhatWasDecided: the report on a consultation says what a meeting
// decided on a rule, and how many got which answer.
func TestReportTellsWhatWasDecided(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		s.send("POST", link, object{"submission": submission(1), "views": []object{{"rule": "R-0001", "stance": "keep", "why": "Det virker."}}}).want(201)
		s.create("/v1/dispositions", object{"inputs": s.get(here+"/inputs", s.admin()).seen(), "kind": "followed", "reason": "Ja."})

		council := s.council()
		s.create("/v1/bodies/"+council+"/members", object{"name": "K. Bøgh", "from": "2026-01-01"})
		meeting := s.create("/v1/meetings", object{"body": council, "day": "2027-01-11"}).header.Get("Location")
		item := s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "Referater", "rules": []string{"R-0001"}, "proposals": []object{keptOnce}}).header.Get("Location")
		s.now = noon("2027-01-11")
		s.put("PUT", item, item+"/minutes", voted).want(200)
		s.now = noon("2027-02-01")
		report := func(words ...string) {
			t.Helper()
			raw := s.get(here + "/report.docx").want(200).raw
			z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
			if err != nil {
				t.Fatal(err)
			}
			f, err := z.Open("word/document.xml")
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(f)
			for _, w := range words {
				if err != nil || !strings.Contains(string(text), w) {
					t.Errorf("the report does not say %q: %v", w, err)
				}
			}
		}
		report("På dagsordenen: Referater.", "Kommunens svar på henvendelserne", "Kommunen gør det, der blev foreslået.")
		s.put("POST", meeting, meeting+"/closing", object{"late": "Sygdom."}).want(200)
		report("Besluttet: Referater: fastholdt.")
	})
}

// council is the id of the council.
func (s *server) council() string {
	for _, b := range s.get("/v1/bodies", s.admin()).want(200).at("items").([]any) {
		if b := b.(map[string]any); b["rank"] == "council" {
			return b["id"].(string)
		}
	}
	s.t.Fatal("there is no council")
	return ""
}
