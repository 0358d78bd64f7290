package openapi

import (
	"cmp"
	"net/http"
	"strings"
	"testing"
)

// TestOddInput: whatever is sent, the fault is the sender's.
func TestOddInput(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		council := s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		member := s.create("/v1/bodies/"+council+"/members", object{"name": "Karla", "from": "2026-01-01"}).text("id")
		meeting := s.create("/v1/meetings", object{"body": council, "day": "2027-01-10"}).text("id")
		keep := object{"ruling": "keep", "question": "Skal reglen fastholdes?", "next": "2029-01-09"}
		agenda := object{"papers_late": "Det haster.", "title": "Referat", "rules": []string{"R-0001"}, "proposals": []object{keep}}
		item := s.create("/v1/meetings/"+meeting+"/items", agenda).text("id")
		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation()).header.Get("Location")
		other := s.create("/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "en-anden")).header.Get("Location")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token")
		receipt := s.send("POST", link+"/contributions", object{"submission": aSubmission, "suggestions": []string{"Bænke."}}).want(201).text("path")
		input := s.get(here+"/inputs", s.admin()).text("items", 0, "id")

		votes := func(v object) object { return object{"votes": [][]object{{v}}} }
		long := strings.Repeat("å", 9000)
		for _, r := range []struct {
			method, path string
			body         any
		}{
			{"POST", "/v1/bodies/" + council + "/members", object{"name": "K\x00", "from": "2026-01-01"}},
			{"POST", "/v1/bodies/" + council + "/members", object{"name": "K", "from": "2026-01-01", "until": "2025-01-01"}},
			{"POST", "/v1/bodies/" + council + "/members", object{"name": "K"}},
			{"POST", "/v1/bodies/" + nobody + "/members", object{"name": "K", "from": "2026-01-01"}},
			{"POST", "/v1/bodies/x/members", object{"name": "K", "from": "2026-01-01"}},
			{"POST", "/v1/meetings", object{"body": "x", "day": "2027-01-10"}},
			{"POST", "/v1/meetings", object{"body": council}},
			{"POST", "/v1/meetings", object{"body": council, "day": "2027-01-10", "time": long}},
			{"POST", "/v1/meetings", object{"body": council, "day": "2027-01-10", "place": "a\x00"}},
			{"POST", "/v1/meetings/" + nobody + "/items", agenda},
			{"POST", "/v1/meetings/x/items", agenda},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("ordinal", 1)},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("ordinal", 9999999999)},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("from", nobody)},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("from", "\x00")},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("title", "\x00")},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("summary", long)},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("proposals", []object{keep.and("next", "9999-12-31")})},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("proposals", []object{keep.and("from", "0001-01-01")})},
			{"POST", "/v1/meetings/" + meeting + "/items", agenda.and("proposals", []object{keep.and("words", "\x00")})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "count": 1 << 40})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "count": -1})},
			{"PUT", "/v1/items/" + item + "/minutes", object{"votes": [][]object{{{"choice": "for", "count": 1 << 62}, {"choice": "against", "count": 1 << 62}}}}},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "member": nobody})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "member": "\x00"})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "group": "\x00"})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "group": long})},
			{"PUT", "/v1/items/" + item + "/minutes", votes(object{"choice": "for", "member": member, "count": 2})},
			{"PUT", "/v1/items/" + item + "/minutes", object{"votes": [][]object{{{"choice": "for"}}, {{"choice": "for"}}}}},
			{"PUT", "/v1/items/" + item + "/minutes", object{"dissents": []object{{"name": "K", "text": "\x00"}}}},
			{"PUT", "/v1/items/" + item + "/minutes", object{"dissents": []object{{"name": "K", "group": "\x00", "text": "Nej."}}}},
			{"PUT", "/v1/items/" + item + "/minutes", object{"disqualified": []object{{"member": nobody, "reason": "x"}}}},
			{"PUT", "/v1/items/" + nobody, agenda},
			{"POST", "/v1/meetings/" + meeting + "/closing", object{"minutes": "\x00"}},
			{"POST", "/v1/meetings/" + nobody + "/closing", object{}},
			{"POST", "/v1/users", object{"name": "x", "email": "a\x00@b.dk", "grants": []object{{"role": "owner"}}}},
			{"POST", "/v1/users", object{"name": "x", "email": "a@b.dk", "grants": []object{{"role": "owner", "areas": []string{"\x00"}}}}},
			{"POST", "/v1/users", object{"name": "x", "email": "a@b.dk", "grants": []object{{"role": "owner", "kle": []string{""}}}}},
			{"POST", "/v1/tokens", object{"name": long, "role": "owner"}},
			{"POST", "/v1/users/x/invitations", nil},
			{"DELETE", "/v1/tokens/" + nobody, nil},
			{"POST", "/v1/reviews/ukendt/consultations", aConsultation()},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation()},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "Æ Ø")},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "ny").and("closes", "2027-01-10")},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "ny").and("closes", nil)},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "ny").and("opens", nil)},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "ny").and("intro", object{"da": "\x00"})},
			{"POST", "/v1/reviews/eftersyn/consultations", aConsultation().and("slug", "ny").and("questions", []object{{"id": "q 1", "text": object{"da": "?"}}})},
			{"POST", here + "/links", object{"audience": ""}},
			{"POST", here + "/links", object{"audience": "\x00"}},
			{"DELETE", here + "/links/" + nobody, nil},
			{"GET", "/v1/open-links/%C3%A6%20x", nil},
			{"GET", "/v1/open-links/" + long[:4000], nil},
			{"POST", link + "/contributions", object{"submission": strings.Repeat("\x00", 40), "suggestions": []string{"\x00"}}},
			{"POST", link + "/contributions", object{"submission": aSubmission + "x", "suggestions": []string{long}}},
			{"POST", link + "/contributions", object{"submission": aSubmission + "x", "views": []object{{"rule": "R-0001", "minutes": 1 << 40}}}},
			{"POST", link + "/contributions", object{"submission": aSubmission + "x", "views": []object{{"rule": "x"}, {"rule": "y"}}}},
			{"PUT", receipt, object{}},
			{"GET", "/v1/receipts/%C3%A6", nil},
			{"POST", "/v1/dispositions", object{"inputs": []string{}, "kind": "followed", "reason": "x"}},
			{"POST", "/v1/dispositions", object{"inputs": seenOnce("\x00"), "kind": "followed", "reason": "x"}},
			{"POST", "/v1/dispositions", object{"inputs": seenOnce(nobody), "kind": "followed", "reason": "x"}},
			{"POST", "/v1/dispositions", object{"inputs": seenOnce(input), "kind": "followed", "reason": "\x00"}},
			{"POST", here + "/screenings", object{"inputs": seenOnce(nobody), "screening": "published"}},
			{"POST", here + "/screenings", object{"inputs": []object{}, "screening": "published"}},
			{"POST", other + "/screenings", object{"inputs": seenOnce(input), "screening": "published"}},
			{"POST", here + "/screenings", object{"inputs": seenOnce(input), "screening": "masked", "shown": "\x00"}},
			{"POST", here + "/screenings", object{"inputs": seenOnce(input), "screening": "withheld", "withheld_for": "other", "withheld_note": "\x00"}},
			{"GET", here + "/inputs?audience=%C3%A6&cursor=x", nil},
			{"GET", here + "/inputs?rule=R-0099", nil},
			{"GET", here + "/inputs?limit=0", nil},
			{"GET", "/v1/items/x", nil},
			{"GET", "/v1/meetings/" + nobody, nil},
		} {
			options := []option{s.admin()}
			if read := strings.TrimSuffix(strings.TrimSuffix(r.path, "/minutes"), "/closing"); strings.HasPrefix(read, "/v1/items/") || read != r.path {
				tag := s.get(read, s.admin()).header.Get("ETag")
				options = append(options, with("If-Match", cmp.Or(tag, `"1-x"`)))
			}
			got := s.send(r.method, r.path, r.body, options...)
			if got.status < 400 || got.status == http.StatusPreconditionFailed || got.status >= 500 {
				t.Errorf("%s %s %.200s answers %d %.300s", r.method, r.path, asJSON(r.body), got.status, got.raw)
			}
		}
		// The same input twice is the same disposition.
		s.create("/v1/dispositions", object{"inputs": append(seenOnce(input), seenOnce(input)...), "kind": "followed", "reason": "Ja."})
	})
}
