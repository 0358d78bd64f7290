package openapi

import (
	"net/http"
	"testing"
	"time"
)

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		edit := func() option { return with("If-Match", s.get("/v1/rules/R-0001", s.admin()).header.Get("ETag")) }
		s.now = s.now.Add(24 * time.Hour)
		entry := anEntry()
		entry["owner"] = "Dagtilbudschefen"
		s.send(http.MethodPut, "/v1/rules/R-0001", entry, s.admin(), edit()).want(200)
		s.now = s.now.Add(24 * time.Hour)
		s.send(http.MethodPost, "/v1/rules/R-0001/versions", object{"from": "2027-02-01", "title": "Kort referat", "demand": "Skriv kort."}, s.admin(), edit()).want(201)
		s.send(http.MethodPost, "/v1/rules/R-0001/justifications", object{"value": "Alle kan se det."}, s.admin(), edit()).want(201)
		s.send(http.MethodPost, "/v1/rules/R-0001/legal-checks", object{"by": "Juristen", "day": "2027-01-12", "result": "doubted"}, s.admin(), edit()).want(201)

		all := s.get("/v1/rules/R-0001/history", s.as("auditor")).want(200)
		if n := len(all.at("items").([]any)); n != 5 {
			t.Fatalf("%d changes: %s", n, all.raw)
		}
		for what, got := range map[string][2]string{
			"check":         {all.text("items", 0, "legal_checks", 0, "result"), "doubted"},
			"justification": {all.text("items", 1, "justifications", 0, "value"), "Alle kan se det."},
			"text":          {all.text("items", 2, "versions", 0, "title"), "Kort referat"},
			"event":         {all.text("items", 2, "events", 0, "valid"), "2027-02-01"},
			"entry":         {all.text("items", 3, "entry", "after", "owner"), "Dagtilbudschefen"},
			"at":            {all.text("items", 3, "at"), "2027-01-11T12:00:00Z"},
			"operation":     {all.text("items", 3, "operation"), "edit-rule"},
			"actor":         {all.text("items", 3, "actor"), "administrator"},
			"first":         {all.text("items", 4, "versions", 0, "title"), "Referat"},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %q, want %q", what, got[0], got[1])
			}
		}
		if all.text("items", 3, "entry", "before", "owner") != "Dagtilbudschef" {
			t.Errorf("before: %s", all.raw)
		}
		if got := s.get("/v1/rules/R-0001/history", s.as("owner")).want(200); got.at("items", 3, "actor") != nil {
			t.Errorf("who may not read the log reads %v", got.at("items", 3, "actor"))
		}
		s.get("/v1/rules/R-0001/history").want(401)
		s.get("/v1/rules/R-0099/history", s.admin()).want(404)

		// Page by page, each change once.
		seen := 0
		for path := "/v1/rules/R-0001/history?limit=2"; path != ""; {
			page := s.get(path, s.admin()).want(200)
			seen += len(page.at("items").([]any))
			path = ""
			if next := page.text("next"); next != "" {
				path = "/v1/rules/R-0001/history?limit=2&cursor=" + next
				s.create("/v1/rules", aRule("Andet"))
				s.send(http.MethodPost, "/v1/rules/R-0001/justifications", object{"value": "Skrevet imens."}, s.admin(), edit()).want(201)
				s.get("/v1/rules/R-0002/history?cursor="+next, s.admin()).refused(422, "cursor_invalid")
				s.get("/v1/audit-events?cursor="+next, s.admin()).refused(422, "cursor_invalid")
			}
		}
		if seen != 5 {
			t.Errorf("%d changes on the pages", seen)
		}

		// A text keeps its address.
		if got := s.get("/v1/rules/R-0001/versions/1", s.admin()).want(200).text("title"); got != "Referat" {
			t.Errorf("text 1 is %q", got)
		}
		for _, none := range []string{"3", "0", "01", "x"} {
			s.get("/v1/rules/R-0001/versions/"+none, s.admin()).want(404)
		}

		// The register tells what it knew then of all of it.
		then := s.get("/v1/register/R-0001?known=2027-01-10").want(200)
		if then.text("owner") != "Dagtilbudschef" || then.at("justification") != nil || then.text("legal_check", "result") != "confirmed" {
			t.Errorf("as known: %s", then.raw)
		}
		if got := s.get("/v1/register/R-0001?known=2027-01-11").want(200).text("owner"); got != "Dagtilbudschefen" {
			t.Errorf("the owner then was %q", got)
		}
	})
}
