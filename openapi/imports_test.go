package openapi

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// aSheet is a file with some rules, each with words of its own.
func aSheet(name string, rows int) string {
	var b strings.Builder
	b.WriteString("titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n")
	for i := range rows {
		fmt.Fprintf(&b, "%s %d;Ret nr. %d i %s skal %s hver %d. dag.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n", name, i, i, name,
			[]string{"vaskes", "males", "tælles", "vejes", "vandes", "fejes"}[i%6], 2+i)
	}
	return b.String()
}

func uploaded(file string) object {
	return object{"file_name": "regler.csv", "content": base64.StdEncoding.EncodeToString([]byte(file))}
}

func (s *sendings) ofImport(op string) sending {
	file := aSheet(s.next("Zebra"), 1)
	if op == "create-import-draft" {
		return sending{path: "/v1/import-drafts", body: uploaded(file), name: "file_name"}
	}
	draft := s.create("/v1/import-drafts", uploaded(file))
	here := draft.header.Get("Location")
	confirm := sending{path: here + "/import", body: object{"plan": draft.text("plan"), "warnings": true}, name: "plan"}
	switch op {
	case "edit-import-draft":
		return sending{path: here, body: object{"area": "Skole"}, seen: here, name: "area"}
	case "delete-import-draft":
		return sending{path: here}
	case "undo-import":
		made := s.send("POST", confirm.path, confirm.body, s.admin()).want(201)
		return sending{path: made.header.Get("Location") + "/undo"}
	}
	return confirm
}

// A program takes a file to rules, and back: it says what a column is, corrects a
// cell, updates the rule that a row is like, and leaves one out.
func TestImportThroughTheAPI(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		demand := "Skriv en plan for ugen, og hæng den op på stuen."
		s.create("/v1/rules", aRule("Ugeplan").and("demand", demand))
		file := "zebra;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n" +
			"Ugens plan;" + demand + ";regel;Dagtilbud;Stuen;byråd;2014-08-01;\n" +
			"Bil;Vask bilen hver fredag efter frokost, og ring til 010190-1234.;regel;Veje;Alle;byråd;2014-08-01;\n" +
			"Hegn;Mal hegnet hvert forår, og skriv farven ned i bogen.;regel;Veje;Alle;byråd;2014-08-01;\n"
		s.send("POST", "/v1/import-drafts", uploaded("titel;krav\n"), s.admin()).refused(422, "no_rows")
		s.send("POST", "/v1/import-drafts", uploaded(strings.Repeat("x", 10<<20+1)), s.admin()).refused(422, "too_large")
		draft := s.create("/v1/import-drafts", uploaded(file))
		here := draft.header.Get("Location")
		tag := func() option { return with("If-Match", s.get(here, s.admin()).header.Get("ETag")) }
		if strings.Contains(string(draft.raw), "010190-1234") || !strings.Contains(string(draft.raw), `"column_missing"`) {
			t.Errorf("the draft is %s", draft.raw)
		}
		first := tag()
		s.send("PATCH", here, object{"columns": []object{{"header": "Zebra", "field": "titel"}}}, s.admin(), first).want(200)
		s.send("PATCH", here, object{"area": "Skole"}, s.admin(), first).refused(412, "stale")
		errors := s.get(here+"/rows?state=error", s.admin()).want(200)
		if len(errors.column("state")) != 1 || errors.text("items", 0, "title") != "" || !strings.Contains(string(errors.raw), `"cpr_like"`) {
			t.Errorf("rows with errors: %s", errors.raw)
		}
		s.send("PATCH", here, object{"rows": []object{{"row": 3, "cells": []object{{"at": 1, "text": "Ring til 010190-1234."}}}}}, s.admin(), tag()).refused(422, "cpr_like")
		s.send("PATCH", here, object{"rows": []object{{"row": 30, "deed": "new"}}}, s.admin(), tag()).refused(422, "not_found")
		for field, wrong := range map[string]object{
			"columns[0].header":     {"columns": []object{{"header": "Giraf", "field": "titel"}}},
			"rows[0].rule":          {"rows": []object{{"row": 4, "deed": "update", "rule": "R-0999", "edit": 1}}},
			"rows[0].deed":          {"rows": []object{{"row": 4, "rule": "R-0001", "edit": 1}}},
			"rows[0].cells[0].text": {"rows": []object{{"row": 4, "cells": []object{{"at": 70, "text": "Nej"}}}}},
			"sheet":                 {"sheet": "Ark 7"},
			"check.day":             {"check": object{"by": "Juridisk team"}},
		} {
			if r := s.send("PATCH", here, wrong, s.admin(), tag()).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("%v is refused with %s", wrong, r.raw)
			}
		}
		if r := s.send("POST", "/v1/import-drafts", uploaded(file).and("sheet", "Ark 7"), s.admin()); r.status != 422 || r.text("errors", 0, "field") != "sheet" {
			t.Errorf("another sheet: %s", r.raw)
		}
		like := s.get(here+"/rows?state=choose", s.admin()).want(200)
		if like.text("items", 0, "rule") != "R-0001" || like.text("items", 0, "changes", 0, "after") == "" {
			t.Errorf("alike: %s", like.raw)
		}
		blocked := s.get(here, s.admin())
		s.send("POST", here+"/import", object{"plan": blocked.text("plan")}, s.admin()).refused(409, "import_faults")
		said := s.send("PATCH", here, object{"rows": []object{{"row": 2, "deed": "update", "rule": "R-0001", "edit": 1},
			{"row": 3, "cells": []object{{"at": 1, "text": "Vask bilen hver fredag efter frokost."}}}, {"row": 4, "deed": "leave_out"}}}, s.admin(), tag()).want(200)
		s.send("POST", here+"/import", object{"plan": blocked.text("plan")}, s.admin()).refused(409, "import_changed")
		// Somebody changes the rule in between: what was seen is not what would be stored.
		rule := s.get("/v1/rules/R-0001", s.admin())
		s.send("PUT", "/v1/rules/R-0001", anEntry().and("owner", "Kontorchef"), s.admin(), with("If-Match", rule.header.Get("ETag"))).want(200)
		s.send("POST", here+"/import", object{"plan": said.text("plan")}, s.admin()).refused(409, "import_changed")
		said = s.send("PATCH", here, object{"rows": []object{{"row": 2, "deed": "update", "rule": "R-0001", "edit": 2}}}, s.admin(), tag()).want(200)
		made := s.send("POST", here+"/import", object{"plan": said.text("plan"), "warnings": true}, s.admin()).want(201)
		at := made.header.Get("Location")
		if r := s.get(at, s.admin()).want(200); r.json.(map[string]any)["updated"] != 1.0 {
			t.Errorf("made %s", r.raw)
		}
		did := s.get(at+"/rules?limit=1", s.admin()).want(200)
		rest := s.get(at+"/rules?limit=1&cursor="+did.text("next"), s.admin()).want(200)
		if did.text("items", 0, "number") != "R-0001" || did.at("items", 0, "new") != false || rest.at("items", 0, "new") != true || rest.text("next") != "" {
			t.Errorf("it did %s and then %s", did.raw, rest.raw)
		}
		s.get("/v1/imports/01a2b3c4-0000-7000-8000-000000000000/rules", s.admin()).refused(404, "not_found")
		s.get(here, s.admin()).refused(404, "not_found")
		if unit := s.get("/v1/rules/R-0001", s.admin()).text("unit"); unit != "Stuen" {
			t.Errorf("its unit is %s", unit)
		}
		other := s.create("/v1/import-drafts", uploaded(aSheet("Giraf", 3)))
		there := other.header.Get("Location")
		s.send("POST", there+"/import", object{"plan": other.text("plan"), "warnings": true}, s.admin()).want(201)
		page := s.get("/v1/imports?limit=1", s.admin()).want(200)
		next := s.get("/v1/imports?limit=1&cursor="+page.text("next"), s.admin()).want(200)
		if both := page.text("items", 0, "id") + next.text("items", 0, "id"); next.text("next") != "" || page.text("items", 0, "id") == next.text("items", 0, "id") ||
			!strings.Contains(both, strings.TrimPrefix(at, "/v1/imports/")) {
			t.Errorf("after %s comes %s", page.raw, next.raw)
		}
		s.send("POST", at+"/undo", nil, s.admin()).want(200)
		s.send("POST", at+"/undo", nil, s.admin()).refused(409, "import_undone")
		if unit := s.get("/v1/rules/R-0001", s.admin()).text("unit"); unit == "Stuen" {
			t.Error("it was not taken back")
		}
	})
}

// A rule that was left out of a review, and is no rule any more since its import
// was undone, is not told of with the review.
func TestReviewAfterAnUndoneImport(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		draft := s.create("/v1/import-drafts", uploaded(aSheet("Zebra", 1)))
		made := s.create(draft.header.Get("Location")+"/import", object{"plan": draft.text("plan"), "warnings": true}).header.Get("Location")
		review := s.create("/v1/reviews", aReview("Eftersyn").and("scope", object{"area": "Dagtilbud"})).header.Get("Location")
		if left := s.get(review, s.admin()).want(200).at("left_out").([]any); len(left) != 1 {
			t.Fatalf("left out are %v", left)
		}
		s.send("POST", made+"/undo", nil, s.admin()).want(200)
		if left := s.get(review, s.admin()).want(200).at("left_out").([]any); len(left) != 0 {
			t.Errorf("left out are %v", left)
		}
	})
}
