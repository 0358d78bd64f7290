package openapi

import (
	"net/http"
	"strings"
	"testing"
)

const dayCareAct = "https://www.retsinformation.dk/eli/lta/2024/988"

// TestClassWithItsReason: what an officer writes is stored in its normal form, and
// the register says which class follows from it, when, and why.
func TestClassWithItsReason(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		floor := object{"reference": "LBK nr. 988 af 27/08/2024 §9, stk. 2", "effect": "minimum", "from": "2010-01-01", "until": "2028-01-01",
			"floor": "En evaluering hvert andet år.", "increment": "En evaluering mere hvert år."}
		s.create("/v1/rules", aRule("Evaluering").and("bases", []object{floor}))
		rule := s.get("/v1/register/R-0001").want(200)
		if rule.text("bases", 0, "reference") != dayCareAct+" § 9, stk. 2" || rule.text("bases", 0, "floor") == "" || rule.text("bases", 0, "increment") == "" {
			t.Errorf("the basis is %s", asJSON(rule.at("bases")))
		}
		if got := rule.text("classes", 0, "class") + " " + rule.text("classes", 1, "class"); got != "add_on council_rule" || rule.text("classes", 1, "from") != "2028-01-01" {
			t.Errorf("the classes are %s", asJSON(rule.at("classes")))
		}
		if got := rule.text("classes", 0, "text"); got != "Overimplementering, fordi § 9, stk. 2 (Lovtidende A 2024 nr. 988) kræver mindre end reglen." {
			t.Errorf("because: %q", got)
		}
		if rule.at("classes", 0, "bases", 0) != rule.at("bases", 0, "id") || len(rule.at("classes", 1, "bases").([]any)) != 0 {
			t.Errorf("the bases behind them are %s", asJSON(rule.at("classes")))
		}
		for field, bad := range map[string][2]string{
			"law_reference_invalid": {"reference", "Dagtilbudsloven § 9"}, "law_address_without_eli": {"reference", "https://example.org/lov"},
			"provision_invalid": {"reference", dayCareAct + " stk. 3"}, "provisions_several": {"reference", dayCareAct + " §§ 3-5"},
			"floor_without_minimum": {"effect", "duty"},
		} {
			got := s.send(http.MethodPost, "/v1/rules/R-0001/bases", floor.and(bad[0], bad[1]), s.admin(), with("If-Match", `"1"`)).want(422)
			if code := got.text("errors", 0, "code"); code != field {
				t.Errorf("%s is refused with %s", bad[1], got.raw)
			}
		}

		s.create("/v1/rules", aRule("Plan").and("bases", []object{{"reference": dayCareAct + " § 3 a", "effect": "requires_local", "from": "2010-01-01"}}))
		if rule := s.get("/v1/register/R-0002", with("Accept-Language", "en")).want(200); rule.at("replacement") != nil ||
			!strings.Contains(rule.text("classes", 0, "text"), "It cannot be repealed without a new one.") {
			t.Errorf("a mandated rule: %s", rule.raw)
		}
		s.send(http.MethodPost, "/v1/rules/R-0002/events", object{"valid": "2028-03-01", "kind": "superseded",
			"superseded": object{"by": "R-0001", "reason": councilSaid("2026-11-01", "R-0001 afløser R-0002.")}}, s.admin(), with("If-Match", `"1"`)).want(201)
		if rule := s.get("/v1/register/R-0002").want(200); rule.text("replacement", "number") != "R-0001" || rule.text("replacement", "from") != "2028-03-01" {
			t.Errorf("with a replacement: %s", asJSON(rule.at("replacement")))
		}
	})
}

// TestLegalQueue: a rule waits for the lawyer when nobody has checked it, when the
// check left doubt, when a basis was recorded since, and on the day one ends.
func TestLegalQueue(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		basis := object{"reference": dayCareAct + " § 5", "effect": "duty", "from": "2010-01-01", "until": "2027-03-01"}
		for _, title := range []string{"Plan", "Referat", "Tilsyn"} {
			s.create("/v1/rules", aRule(title).and("check", nil).and("bases", []object{basis}))
		}
		s.create("/v1/rules", aRule("Skolevej").and("area", "Skole").and("check", nil))
		queue := func(query string) string {
			page := s.get("/v1/legal-checks/queue?"+query, s.as("legal_checker")).want(200)
			var out []string
			for i, n := range page.column("number") {
				out = append(out, n+" "+page.text("items", i, "why"))
			}
			return strings.Join(out, ", ")
		}
		is := func(query, want string) {
			t.Helper()
			if got := queue(query); got != want {
				t.Errorf("%q: %q, want %q", query, got, want)
			}
		}
		is("", "R-0001 unchecked, R-0002 unchecked, R-0003 unchecked, R-0004 unchecked")
		is("area=Skole", "R-0004 unchecked")
		check := func(result string, numbers ...string) response {
			var rules []object
			for _, n := range numbers {
				rules = append(rules, object{"number": n, "edit": s.get("/v1/rules/"+n, s.admin()).at("edit")})
			}
			return s.send(http.MethodPost, "/v1/legal-checks", object{"rules": rules, "by": "Jurist", "day": s.now.Format("2006-01-02"), "result": result}, s.as("legal_checker"))
		}
		s.now = noon("2027-01-12")
		check("confirmed", "R-0001", "R-0002").want(201)
		check("doubted", "R-0003").want(201)
		is("", "R-0004 unchecked, R-0003 doubted")
		is("why=doubted", "R-0003 doubted")
		is("area=Skole&why=doubted", "")
		s.send(http.MethodPost, "/v1/rules/R-0002/bases", basis.and("effect", "minimum"), s.admin(), with("If-Match", `"2"`)).want(201)
		is("why=basis_changed", "R-0002 basis_changed")
		s.now = noon("2027-02-28")
		is("why=basis_ended", "")
		s.now = noon("2027-03-01") // nothing is recorded
		is("why=basis_ended", "R-0001 basis_ended")
		if got := s.get("/v1/legal-checks/queue?why=basis_ended", s.admin()); got.text("items", 0, "since") != "2027-03-01" || got.text("items", 0, "classes", 1, "class") != "council_rule" {
			t.Errorf("what the end means is %s", got.raw)
		}
		check("confirmed", "R-0001", "R-0002", "R-0003", "R-0004").want(201)
		is("", "")

		// All or none, and only as it was seen.
		stale := s.send(http.MethodPost, "/v1/legal-checks", object{"rules": []object{{"number": "R-0001", "edit": 1}, {"number": "R-0002", "edit": 4}},
			"by": "Jurist", "day": "2027-03-01", "result": "doubted"}, s.admin()).want(422)
		if stale.text("errors", 0, "code") != "rule_changed_since_seen" || !strings.Contains(stale.text("errors", 0, "detail"), "R-0001") {
			t.Errorf("a stale choice: %s", stale.raw)
		}
		is("", "")
		s.send(http.MethodPost, "/v1/legal-checks", object{"rules": []object{}, "by": "Jurist", "day": "2027-03-01", "result": "doubted"}, s.admin()).want(422)
		s.get("/v1/legal-checks/queue?why=nonsense", s.admin()).want(422)
		s.get("/v1/legal-checks/queue", s.as("owner")).refused(403, "forbidden")

		// A rule that has ended waits for nothing.
		s.create("/v1/rules", aRule("Afvikles").and("check", nil))
		is("", "R-0005 unchecked")
		s.send(http.MethodPost, "/v1/rules/R-0005/events", object{"kind": "ruling", "valid": "2027-03-01",
			"ruling": object{"ruling": "unlawful", "by": councilSaid("2027-03-01", "Reglen er ulovlig.")}}, s.admin(), with("If-Match", `"1"`)).want(201)
		is("", "")
	})
}

// TestRulesOfAReference: rules are found by the law they rest on, however it is
// written, and a reference to a law shows its paragraphs.
func TestRulesOfAReference(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		on := func(reference, effect, until string) []object {
			b := object{"reference": reference, "effect": effect, "from": "2010-01-01"}
			if until != "" {
				b["until"] = until
			}
			return []object{b}
		}
		s.create("/v1/rules", aRule("Evaluering").and("bases", on("LBK nr. 988 af 27/08/2024 §9, stk. 2", "duty", "2028-01-01")))
		s.create("/v1/rules", aRule("Plan").and("bases", on(dayCareAct+" § 9", "permits", "")))
		s.create("/v1/rules", aRule("Gammel").and("bases", on(dayCareAct+" § 9", "duty", "2020-01-01")))
		s.create("/v1/rules", aRule("Ti").and("bases", on(dayCareAct+" § 10", "duty", "")))
		page := s.get("/v1/legal-bases?reference=lbk+2024/988+%C2%A7+9").want(200)
		if got := strings.Join(page.column("number"), " "); got != "R-0002 R-0001" || page.text("reference") != dayCareAct+" § 9" {
			t.Errorf("on § 9 rest %s (%s)", got, page.raw)
		}
		if page.text("items", 1, "basis", "provision") != "§ 9, stk. 2" || page.text("items", 1, "over") != "2028-01-01" || page.text("items", 1, "classes", 1, "class") != "council_rule" ||
			page.text("items", 0, "status", "state") != "in_force" || page.at("items", 0, "legal_check", "checked") != true {
			t.Errorf("answered %s", page.raw)
		}
		if got := s.get("/v1/legal-bases?over=true&reference=" + dayCareAct).want(200).column("number"); strings.Join(got, " ") != "R-0003" {
			t.Errorf("no longer: %v", got)
		}
		uses := s.get("/v1/references?within=" + dayCareAct).want(200)
		if got := strings.Join(uses.column("provision"), "; "); got != "§ 9; § 9, stk. 2; § 10" || uses.at("items", 0, "rules") != 1.0 || uses.at("items", 0, "over") != 1.0 {
			t.Errorf("references %s", uses.raw)
		}
		s.get("/v1/legal-bases?reference=" + strings.Repeat("x", 501)).want(422)
		s.get("/v1/references?within=" + strings.Repeat("x", 501)).want(422)

		// A basis that was known when the lawyer checked comes back on the day it begins.
		s.create("/v1/rules", aRule("Kommende").and("check", nil).and("bases", []object{{"reference": dayCareAct + " § 12", "effect": "duty", "from": "2027-03-01"}}))
		s.send(http.MethodPost, "/v1/legal-checks", object{"rules": []object{{"number": "R-0005", "edit": 1}}, "by": "Jurist", "day": s.now.Format("2006-01-02"), "result": "confirmed"}, s.as("legal_checker")).want(201)
		queue := "/v1/legal-checks/queue?why=basis_began"
		s.now = noon("2027-02-28")
		if got := s.get(queue, s.as("legal_checker")).want(200).column("number"); len(got) != 0 {
			t.Errorf("before it begins: %v", got)
		}
		s.now = noon("2027-03-01")
		if got := s.get(queue, s.as("legal_checker")).want(200); got.text("items", 0, "number") != "R-0005" || got.text("items", 0, "since") != "2027-03-01" {
			t.Errorf("when it begins: %s", got.raw)
		}
	})
}
