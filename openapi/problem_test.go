package openapi

import (
	"strings"
	"testing"
)

// TestBadInput: what was wrong, where, and what would be right, in Danish.
func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Ugeplan").and("check", nil))
		s.create("/v1/rules", aRule("Skema"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0003"))
		decision := councilSaid("2027-01-08", "De bortfalder.")
		basis := object{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11", "effect": "permits", "from": "2024-01-01"}

		for name, c := range map[string]struct {
			method, path string
			body         any
			status       int
			code, field  string // the field is empty where the problem is about no one field
			detail       string
		}{
			"a sunset in the past": {"POST", "/v1/reviews", aReview("A", "R-0001").and("sunset", "2027-01-10"), 422, "sunset_in_past", "sunset",
				"Bortfaldsdatoen 10. januar 2027 er ikke efter i dag, 10. januar 2027. Vælg en senere dag."},
			"no checked rules": {"POST", "/v1/reviews", aReview("A", "R-0002"), 409, "no_checked_rules", "",
				"Ingen af de valgte regler kan tages med. Antal, der mangler juridisk kontrol: 1. Få retsgrundlaget kontrolleret først."},
			"a review without a decision": {"POST", "/v1/reviews", aReview("A", "R-0001").and("decision", nil), 422, "lapse_without_decision", "decision",
				"En bortfaldsdato skal hvile på en beslutning. Angiv organ, dag og ordlyd."},
			"a decision without words": {"POST", "/v1/reviews", aReview("A", "R-0001").and("decision", decision.and("words", nil)), 422, "lapse_without_decision", "decision",
				"En bortfaldsdato skal hvile på en beslutning. Angiv organ, dag og ordlyd."},
			"a first review without a decision": {"POST", "/v1/rules", aRule("A").and("first_review", object{"on": "2028-01-01", "by": decision.and("words", "")}), 422,
				"lapse_without_decision", "first_review.by", "En bortfaldsdato skal hvile på en beslutning. Angiv organ, dag og ordlyd."},
			"a rule already in an open review": {"POST", "/v1/reviews", aReview("A", "R-0001", "R-0003"), 409, "rule_in_review", "",
				"Reglen R-0003 er allerede med i regeleftersynet eftersyn. En regel kan kun være med i ét åbent eftersyn."},
			"a basis that ends before it begins": {"POST", "/v1/rules/R-0001/bases", basis.and("until", "2023-01-01"), 422, "ends_before_it_begins", "until",
				"Slutningen (31. december 2022) ligger før begyndelsen (1. januar 2024). Den skal ligge efter."},
			"a day that does not exist": {"POST", "/v1/rules/R-0001/bases", basis.and("from", "2027-02-30"), 422, "day_invalid", "from",
				"„2027-02-30“ er ikke en dag. Skriv år, måned og dag sådan: 2027-07-01."},
			"a day that does not exist, asked for": {"GET", "/v1/register?on=2027-02-30", nil, 422, "day_invalid", "on",
				"„2027-02-30“ er ikke en dag. Skriv år, måned og dag sådan: 2027-07-01."},
			"a future known": {"GET", "/v1/register?known=2027-01-11", nil, 422, "known_in_future", "known",
				"Registeret kan ikke vide noget i fremtiden: 11. januar 2027. Angiv et tidspunkt, der er passeret."},
			"a text over its limit": {"POST", "/v1/rules", aRule(strings.Repeat("å", 301)), 422, "too_long", "title",
				"Teksten er for lang: 301 tegn. Den må højst være 300 tegn."},
			"invalid UTF-8": {"POST", "/v1/rules", strings.Replace(asJSON(aRule("Referat")), "Referat", "R\xe5d", 1), 422, "text_invalid", "",
				"Teksten indeholder tegn, som ikke kan læses. Gem den som UTF-8 uden nultegn."},
			"U+0000": {"POST", "/v1/rules", aRule("Refe\x00rat"), 422, "text_invalid", "title",
				"Teksten indeholder tegn, som ikke kan læses. Gem den som UTF-8 uden nultegn."},
			"U+0000 in a search":           {"GET", "/v1/register?q=a%00", nil, 422, "text_invalid", "q", ""},
			"invalid UTF-8 in a search":    {"GET", "/v1/register?q=%E5", nil, 422, "text_invalid", "q", ""},
			"U+0000 in a scope":            {"POST", "/v1/reviews", aReview("A").and("scope", object{"area": "\x00"}), 422, "text_invalid", "scope.area", ""},
			"U+0000 in an address":         {"GET", "/v1/reviews/a%00", nil, 404, "not_found", "", ""},
			"U+0000 in an object":          {"GET", "/v1/audit-events?object=%00", nil, 422, "text_invalid", "object", ""},
			"a number that is none":        {"GET", "/v1/register/R-x", nil, 422, "number_invalid", "number", "„R-x“ er ikke et regelnummer. Skriv det sådan: R-0042."},
			"a rule that is not there":     {"GET", "/v1/register/R-4711", nil, 404, "not_found", "", "Det, du søger, findes ikke i registeret."},
			"a review that is not there":   {"GET", "/v1/reviews/ingen", nil, 404, "not_found", "", ""},
			"a basis that is not there":    {"PUT", "/v1/rules/R-0001/bases/0190", basis, 404, "not_found", "", ""},
			"a body that is not there":     {"GET", "/v1/bodies/0190/mandates", nil, 404, "not_found", "", ""},
			"an unknown parameter":         {"GET", "/v1/register?onn=2027-07-01", nil, 422, "query_unknown", "onn", "Parameteren „onn“ findes ikke her."},
			"a parameter twice":            {"GET", "/v1/register?area=Skole&area=Dagpleje", nil, 422, "query_twice", "area", "Parameteren „area“ står i adressen mere end én gang. Angiv den én gang."},
			"a query cut short":            {"GET", "/v1/register?area=Skole&class=%a", nil, 422, "text_invalid", "", ""},
			"a semicolon in a query":       {"GET", "/v1/register?area=Skole;class=x", nil, 422, "text_invalid", "", ""},
			"a number beyond 64 bits":      {"POST", "/v1/rules", aRule("A").and("effort", object{"evidence": "measured", "people": 1e19}), 422, "type_invalid", "effort.people", ""},
			"a day of the year 0":          {"POST", "/v1/rules", aRule("A").and("effective_from", "0000-12-31"), 422, "day_invalid", "", ""},
			"an unknown state":             {"GET", "/v1/register?state=in_force,gone", nil, 422, "choice_invalid", "state", "„gone“ kan ikke bruges her. Vælg en af disse: in_force, extended, suspended, floor_only, not_yet, lapsed, repealed, superseded."},
			"an unknown class":             {"GET", "/v1/register?class=x", nil, 422, "choice_invalid", "class", ""},
			"a page too long":              {"GET", "/v1/register?limit=201", nil, 422, "range_invalid", "limit", "„201“ ligger uden for det mulige, som er fra 1 til 200."},
			"a page of letters":            {"GET", "/v1/register?limit=x", nil, 422, "type_invalid", "limit", ""},
			"a body that is not JSON":      {"POST", "/v1/rules", "{", 400, "body_invalid", "", "Det indsendte er ikke gyldig JSON."},
			"no body":                      {"POST", "/v1/rules", nil, 400, "body_invalid", "", ""},
			"a body too large":             {"POST", "/v1/rules", strings.Repeat(" ", maxBody+1), 413, "too_large", "", ""},
			"an unknown field":             {"POST", "/v1/rules", aRule("A").and("titel", "x"), 422, "field_unknown", "titel", "Feltet „titel“ findes ikke her. Ret navnet, eller udelad det."},
			"a missing field":              {"POST", "/v1/rules", aRule("A").and("title", nil), 422, "required", "title", "Feltet skal udfyldes."},
			"a value of the wrong type":    {"POST", "/v1/rules", aRule("A").and("title", 7), 422, "type_invalid", "title", ""},
			"a choice that is none":        {"POST", "/v1/rules", aRule("A").and("adopter", "king"), 422, "choice_invalid", "adopter", ""},
			"a number out of bounds":       {"POST", "/v1/rules", aRule("A").and("effort", object{"evidence": "measured", "minutes_from": -1}), 422, "range_invalid", "effort.minutes_from", ""},
			"an owner who checks":          {"POST", "/v1/rules/R-0001/legal-checks", object{"by": "Dagtilbudschef", "day": "2027-01-05", "result": "confirmed"}, 422, "owner_checks_own_rule", "by", ""},
			"several faults":               {"POST", "/v1/reviews", aReview("", "R-0001").and("sunset", "2026-01-01"), 422, "invalid", "name", "Noget i det indsendte skal rettes; se hvert felt."},
			"a slug that is taken":         {"POST", "/v1/reviews", aReview("Eftersyn", "R-0001"), 409, "slug_taken", "", ""},
			"a rule number that is taken":  {"POST", "/v1/rules", aRule("A").and("number", "R-0001"), 409, "number_taken", "", ""},
			"an event of no kind":          {"POST", "/v1/rules/R-0001/events", object{"kind": "ruling", "valid": "2027-01-09"}, 422, "required", "ruling", ""},
			"an event of two kinds":        {"POST", "/v1/rules/R-0001/events", object{"kind": "hearing_held", "valid": "2027-01-09", "hearing_held": object{"party": "MED"}, "hearing_required": object{"party": "MED"}}, 422, "field_unknown", "hearing_required", ""},
			"a ruling without a decision":  {"POST", "/v1/rules/R-0001/events", object{"kind": "ruling", "valid": "2027-01-10", "ruling": object{"ruling": "keep", "next": "2029-01-10", "by": decision.and("words", nil)}}, 422, "lapse_without_decision", "ruling.by", ""},
			"a decision in the future":     {"POST", "/v1/reviews", aReview("A", "R-0001").and("decision", decision.and("day", "2027-01-11")), 422, "decision_in_future", "decision.day", ""},
			"a decision of too low a rank": {"POST", "/v1/reviews", aReview("A", "R-0001").and("decision", decision.and("rank", "administration")), 422, "decision_rank_too_low", "", ""},
		} {
			r := s.send(c.method, c.path, c.body, s.admin(), with("If-Match", `"1"`))
			if r.status != c.status || r.text("code") != c.code {
				t.Errorf("%s: got %d %s, want %d %s", name, r.status, r.raw, c.status, c.code)
				continue
			}
			if field := r.text("errors", 0, "field"); field != c.field {
				t.Errorf("%s: the field is %q, want %q", name, field, c.field)
			}
			if detail := r.text("detail"); detail == "" || strings.ContainsAny(detail, "⟦⟧") || c.detail != "" && detail != c.detail {
				t.Errorf("%s: it says %q", name, detail)
			}
		}
		// Bad input is nobody's fault here. A starved machine may say that it was slow.
		if log := s.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
			t.Errorf("the log holds %s", log)
		}
	})
}

func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		// Who asks comes before what is wrong with it.
		refused := s.send("POST", "/v1/rules", object{"nonsense": true}).refused(401, "unauthorized")
		if refused.header.Get("WWW-Authenticate") != "Bearer" {
			t.Error("it does not say how to sign in")
		}
		s.send("POST", "/v1/rules", object{"nonsense": true}, s.as("auditor")).refused(403, "forbidden")
		s.send("PUT", "/v1/rules/R-0001", object{}, s.as("auditor")).refused(403, "forbidden")
		s.get("/v1/rules").refused(401, "unauthorized")
		s.get("/v1/rules", with("Authorization", "Bearer omv_guess")).refused(401, "unauthorized")
		s.get("/v1/register", with("Authorization", "Bearer omv_guess")).refused(401, "unauthorized")
		s.get("/v1/rules", with("Authorization", "Basic x")).refused(401, "unauthorized")
		s.get("/v1/rules", s.as("auditor")).want(200)
		s.get("/v1/audit-events", s.as("auditor")).want(200)
		s.get("/v1/audit-events", s.as("owner")).refused(403, "forbidden")
		s.get("/v1/register").want(200)
	})
}

func TestNoSuchOperation(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.get("/v1/nothing").refused(404, "not_found")
		r := s.send("DELETE", "/v1/rules/R-0001", nil).refused(405, "method_not_allowed")
		if got := r.header.Get("Allow"); got != "GET, HEAD, PUT" {
			t.Errorf("it allows %q", got)
		}
		s.send("POST", "/v1/rules", "x", s.admin(), with("Content-Type", "text/plain")).refused(415, "media_type")
		english := s.get("/v1/nothing", with("Accept-Language", "en-GB, da;q=0.5"))
		if english.text("title") != "Not found" || english.header.Get("Content-Language") != "en" {
			t.Errorf("in English it says %s", english.raw)
		}
		for path, kind := range map[string]string{"/openapi.yaml": "application/openapi+yaml", "/openapi.json": "application/openapi+json"} {
			if got := s.get(path).want(200).header.Get("Content-Type"); got != kind {
				t.Errorf("%s is %s", path, got)
			}
		}
		s.get("/healthz").want(200)
		s.get("/readyz").want(200)
	})
}

// TestOddJSON: whatever stands in a body, the answer is a problem, at once.
func TestOddJSON(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := asJSON(aRule("Referat"))
		deep := strings.Repeat("[", 100_000)
		for name, c := range map[string]struct {
			body   string
			status int
			code   string
		}{
			"deep":                    {deep, 400, "body_invalid"},
			"deep and closed":         {deep + strings.Repeat("]", 100_000), 400, "body_invalid"},
			"deep, in a field":        {`{"title":` + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000) + "}", 422, "invalid"},
			"deep objects":            {strings.Repeat(`{"a":`, 100_000), 400, "body_invalid"},
			"a key twice":             {strings.Replace(rule, `"title":`, `"title":"En anden","title":`, 1), 422, "field_twice"},
			"a key twice, further in": {strings.Replace(rule, `"evidence":`, `"evidence":"x","\u0065vidence":`, 1), 422, "field_twice"},
			"a byte order mark":       {"\ufeff" + rule, 400, "body_invalid"},
			"something after it":      {rule + "x", 400, "body_invalid"},
			"two of them":             {rule + rule, 400, "body_invalid"},
			"a number without end":    {strings.Replace(rule, `"evidence":`, `"minutes_from":1e400,"evidence":`, 1), 400, "body_invalid"},
			"no text":                 {strings.Replace(rule, "Referat", "R\xc3(", 1), 422, "text_invalid"},
			"null":                    {"null", 422, "type_invalid"},
			"NaN":                     {strings.Replace(rule, `"evidence":`, `"minutes_from":NaN,"evidence":`, 1), 400, "body_invalid"},
		} {
			for _, more := range [][]option{{s.admin()}, {s.admin(), with("Idempotency-Key", "key-"+strings.ReplaceAll(name, " ", "-"))}} {
				if r := s.send("POST", "/v1/rules", c.body, more...); r.status != c.status || r.text("code") != c.code {
					t.Errorf("%s: got %d %.200s", name, r.status, r.raw)
				}
			}
		}
		// The same key in two objects is no repetition.
		s.send("POST", "/v1/reviews", object{"name": "A", "scope": object{"name": "B"}}, s.admin()).want(422)
		s.create("/v1/rules", aRule("Referat"))
	})
}

func TestRequestID(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		if got := s.get("/v1/nothing", with("X-Request-Id", "abc-12345")); got.text("request_id") != "abc-12345" {
			t.Errorf("got %s", got.raw)
		}
		if got := s.get("/v1/nothing").text("request_id"); len(got) != 36 {
			t.Errorf("it is called %q", got)
		}
		s.send("POST", "/v1/rules", aRule("A"), s.admin(), with("X-Request-Id", "abc-12345")).want(201)
		if got := s.get("/v1/audit-events?object=rule+R-0001", s.admin()); got.text("items", 0, "request_id") != "abc-12345" || got.text("items", 0, "operation") != "create-rule" {
			t.Errorf("the log holds %s", got.raw)
		}
	})
}

func TestIfMatch(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("A"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		decision := councilSaid("2027-01-10", "Ja.")
		for _, c := range []struct {
			method, path, read string
			body               object
		}{
			{"PUT", "/v1/rules/R-0001", "/v1/rules/R-0001", anEntry()},
			{"PUT", "/v1/reviews/eftersyn/phase", "/v1/reviews/eftersyn", object{"phase": "hearing"}},
			{"PUT", "/v1/reviews/eftersyn/sunset", "/v1/reviews/eftersyn", object{"sunset": "2027-08-01", "decision": decision}},
			{"POST", "/v1/reviews/eftersyn/withdrawals", "/v1/reviews/eftersyn", object{"rule": "R-0001", "decision": decision}},
			{"POST", "/v1/reviews/eftersyn/cancellation", "/v1/reviews/eftersyn", object{"decision": decision}},
		} {
			tag := s.get(c.read, s.admin()).want(200).header.Get("ETag")
			s.send(c.method, c.path, c.body, s.admin()).refused(428, "precondition_required")
			s.send(c.method, c.path, c.body, s.admin(), with("If-Match", "*")).refused(428, "precondition_required")
			for _, stale := range []string{`"77"`, `"0"`, "W/" + tag, "x", `"77-abc"`} {
				s.send(c.method, c.path, c.body, s.admin(), with("If-Match", stale)).refused(412, "stale")
			}
			changed := s.send(c.method, c.path, c.body, s.admin(), with("If-Match", tag)).want(200)
			s.send(c.method, c.path, c.body, s.admin(), with("If-Match", tag)).refused(412, "stale")
			if changed.header.Get("ETag") == tag || changed.header.Get("ETag") == "" {
				t.Errorf("%s: the ETag went from %s to %s", c.path, tag, changed.header.Get("ETag"))
			}
		}
	})
}

// TestSomethingFails: what the caller cannot mend is told to the log alone.
func TestSomethingFails(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.handler = brokenAccess(s)
		r := s.get("/v1/rules", s.admin()).refused(500, "policy_failed")
		if strings.Contains(string(r.raw), "secret") || strings.Count(s.log.String(), "the secret cause") != 1 || !strings.Contains(s.log.String(), r.text("request_id")) {
			t.Errorf("it answers %s and logs %s", r.raw, s.log)
		}
	})
}
