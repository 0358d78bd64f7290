package openapi

import (
	"net/http"
	"slices"
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

// TestBasisChange: a law that ends or gets another paragraph is changed for many
// rules at once, as planned, and they wait for the lawyer.
func TestBasisChange(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		basis := func(reference, effect string) object {
			return object{"reference": dayCareAct + " " + reference, "effect": effect, "from": "2010-01-01"}
		}
		s.create("/v1/rules", aRule("Evaluering").and("bases", []object{basis("§ 9, stk. 2", "duty")}))
		s.create("/v1/rules", aRule("Plan").and("bases", []object{basis("§ 9", "requires_local"), basis("§ 9, stk. 1", "permits")}))
		s.create("/v1/rules", aRule("Aftale").and("bases", []object{basis("§ 9", "agreement"), basis("§ 12", "duty")}))
		list := func() (picks []object) {
			page := s.get("/v1/legal-bases?reference=" + dayCareAct + "+%C2%A7+9").want(200)
			for i, n := range page.column("number") {
				picks = append(picks, object{"number": n, "edit": page.at("items", i, "edit"), "basis": page.text("items", i, "basis", "id")})
			}
			return picks
		}
		send := func(to string, change object) response { return s.send(http.MethodPost, to, change, s.admin()) }
		const plan, do = "/v1/basis-changes/plan", "/v1/basis-changes"
		ends := object{"of": dayCareAct + " § 9", "from": "2027-07-01", "ends": true, "rules": list()}
		if len(list()) != 4 {
			t.Fatalf("%d bases rest on it", len(list()))
		}
		before := s.get("/v1/register/R-0001").want(200)
		planned := send(plan, ends).want(200)
		for i, want := range []struct{ outcome, text string }{
			{"unbound", "Reglen er ikke længere lovbundet fra den 1. juli 2027 og skal forsvares som lokal regel."},
			{"unbound", "Loven kræver ikke længere en lokal regel fra den 1. juli 2027. Reglen skal forsvares som enhver anden lokal regel."},
			{"same", "Regeltypen ændrer sig ikke."},
		} {
			if planned.text("items", i, "outcome") != want.outcome || planned.text("items", i, "text", 0) != want.text {
				t.Errorf("for %s: %s", planned.text("items", i, "number"), asJSON(planned.at("items", i)))
			}
		}
		if planned.text("items", 0, "from") != "2027-07-01" || planned.text("items", 0, "classes_after", 1, "class") != "council_rule" ||
			planned.text("items", 0, "classes_after", 0, "class") != "state_duty" || len(planned.at("items", 1, "bases").([]any)) != 2 {
			t.Errorf("planned %s", planned.raw)
		}
		if now := s.get("/v1/register/R-0001").want(200); string(now.raw) != string(before.raw) {
			t.Error("a plan was stored")
		}

		// Another paragraph from a day, parts of it too.
		moves := object{"of": dayCareAct + " § 9", "from": "2027-03-01", "reference": "lbk 2024/988 §11", "rules": list()}
		if got := send(plan, moves).want(200); got.text("items", 0, "bases", 0, "after", 1, "reference") != dayCareAct+" § 11, stk. 2" ||
			got.text("items", 0, "bases", 0, "after", 0, "until") != "2027-03-01" || got.text("items", 0, "outcome") != "same" {
			t.Errorf("moved: %s", got.raw)
		}
		for name, bad := range map[string]object{
			"reference reference_has_part": moves.and("reference", dayCareAct+" § 11, stk. 3"),
			"reference required":           moves.and("reference", ""),
			"reference provision_invalid":  moves.and("reference", dayCareAct+" om tilsyn"),
			"ends basis_ends_or_changes":   moves.and("ends", true),
			"from required":                moves.and("from", nil),
			"rules required":               moves.and("rules", []object{}),
			"rules range_invalid":          moves.and("rules", slices.Repeat(list()[:1], 201)),
			"rules[0] basis_not_then":      ends.and("from", "2010-01-01"),
			"rules[0] basis_same":          moves.and("reference", "").and("effect", "duty").and("rules", list()[3:]),
			"rules[0] not_found":           moves.and("of", dayCareAct+" § 10"),
		} {
			for _, to := range []string{plan, do} {
				got := send(to, bad)
				field, code, _ := strings.Cut(name, " ")
				if got.status != 422 || !strings.Contains(string(got.raw), `"field":"`+field+`","code":"`+code+`"`) {
					t.Errorf("%s of %s: %s", name, to, got.raw)
				}
			}
		}
		stale := list()
		stale[0]["edit"] = 9
		if got := send(do, ends.and("rules", stale)).want(422); got.text("errors", 0, "code") != "rule_changed_since_seen" {
			t.Errorf("stale: %s", got.raw)
		}
		send(do, ends.and("rules", append(list(), object{"number": "R-0099", "edit": 1, "basis": list()[0]["basis"]}))).refused(404, "not_found")
		if now := s.get("/v1/register/R-0001").want(200); string(now.raw) != string(before.raw) {
			t.Error("a part of what was refused was stored")
		}

		done := send(do, ends).want(201)
		if done.text("changed", 0, "number") != "R-0001" || done.text("changed", 2, "number") != "R-0003" || done.at("changed", 1, "edit") != 2.0 {
			t.Errorf("changed %s", done.raw)
		}
		after := s.get("/v1/register/R-0001").want(200)
		if after.text("classes", 1, "class") != "council_rule" || after.text("bases", 0, "until") != "2027-07-01" {
			t.Errorf("the rule is %s", after.raw)
		}
		if got := asJSON(after.at("classes")); got != asJSON(planned.at("items", 0, "classes_after")) {
			t.Errorf("the plan said %s, it is %s", asJSON(planned.at("items", 0, "classes_after")), got)
		}
		queue := s.get("/v1/legal-checks/queue?why=basis_changed", s.as("legal_checker")).want(200)
		if got := strings.Join(queue.column("number"), " "); got != "R-0001 R-0002 R-0003" {
			t.Errorf("the lawyer's queue has %s", got)
		}
		log := s.get("/v1/audit-events?object=rule+R-0002", s.admin()).want(200)
		if log.text("items", 0, "operation") != "create-basis-change" {
			t.Errorf("the log says %s", log.raw)
		}
		s.send(http.MethodPost, do, ends, s.as("legal_checker")).refused(403, "forbidden")
	})
}
