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
