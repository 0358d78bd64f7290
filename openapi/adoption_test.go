package openapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A new rule goes through the gate: what is found is mended or explained, and what
// was said stays in its first event. A rule in force from an earlier day does not.
func TestNewRulePassesTheGate(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		const demand = "Alle børnehavebørn er ude i naturen mindst én dag om ugen."
		old := s.create("/v1/rules", aRule("Naturdag hver uge").and("demand", demand)).text("number")
		s.create("/v1/rules/"+old+"/events", object{"kind": "ruling", "valid": "2027-01-10",
			"ruling": object{"ruling": "repeal", "by": councilSaid("2027-01-10", "Reglen ophæves."), "from": "2027-01-10"}})
		bare := aRule("Ude i naturen").and("demand", "Børnehavebørnene skal ud i naturen mindst en gang om ugen.").and("effective_from", "2027-03-01")
		try := func(adoption object, rule object) response {
			return s.send(http.MethodPost, "/v1/rules", rule.and("adoption", adoption), s.admin())
		}
		found := func(r response, codes ...string) {
			t.Helper()
			r.want(422)
			var got []string
			for i := range r.at("errors").([]any) {
				got = append(got, r.text("errors", i, "code"))
			}
			if !slices.Equal(got, codes) {
				t.Errorf("found %s, want %v: %s", got, codes, r.raw)
			}
		}
		all := try(object{"duty": true}, bare)
		found(all, "new_rule_duty_without_basis", "new_rule_unjustified", "new_rule_resembles_ended", "new_rule_nothing_new", "new_rule_without_review")
		if !strings.Contains(string(all.raw), old) {
			t.Errorf("the rule that it resembles is not named: %s", all.raw)
		}
		found(try(object{"cites": []string{"R-0099"}}, bare), "not_found")

		preview := s.send(http.MethodPost, "/v1/rule-previews", bare.and("adoption", object{"duty": true}), s.admin()).want(200)
		if preview.text("findings", 0, "code") != "DUTY_ON_CITIZENS_WITHOUT_BASIS" || preview.at("gated") != true || preview.at("account", "repealed") != 1.0 {
			t.Errorf("preview: %s", preview.raw)
		}
		s.get("/v1/rules/R-0002", s.admin()).want(404)
		came := s.get("/v1/moves?area=" + url.QueryEscape("Dagtilbud")).want(200)
		if came.text("items", 0, "did") != "repealed" || came.text("items", 0, "number") != old {
			t.Errorf("moves: %s", came.raw)
		}
		if got := s.get("/v1/accounts").want(200); got.at("items", 0, "repealed") != 1.0 || got.text("until") != "2027-01-10" {
			t.Errorf("accounts: %s", got.raw)
		}
		s.get("/v1/accounts?from=2027-02-01&until=2027-01-01").want(422)
		good := bare.and("justification", object{"value": "Frisk luft giver færre sygedage.", "beneficiary": "Børnene", "lighter": "At opfordre til det hjalp ikke."}).
			and("first_review", object{"on": "2029-03-01", "by": councilSaid("2027-01-09", "Reglen bortfalder den 1. marts 2029, medmindre den fastholdes.")}).
			and("bases", []object{{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1", "effect": "permits", "from": "2024-08-01"}})
		found(try(object{"cites": []string{old}, "duty": true}, good), "new_rule_nothing_new")
		mended := try(object{"cites": []string{old}, "news": "Nu gælder det kun om sommeren.", "duty": true}, good).want(201)
		event := s.get("/v1/rules/"+mended.text("number")+"/events", s.admin()).want(200)
		if event.text("items", 0, "adopted", "adoption", "cites", 0) != old || strings.Contains(string(event.raw), `"findings"`) {
			t.Errorf("mended: %s", event.raw)
		}
		explained := try(object{"explanation": "Byrådet har besluttet det."}, bare.and("title", "Ud i naturen")).want(201)
		event = s.get("/v1/rules/"+explained.text("number")+"/events", s.admin()).want(200)
		for _, part := range []string{"Byrådet har besluttet det.", "NO_FIRST_REVIEW", "RESEMBLES_ENDED_RULE_NOT_CITED", "RESEMBLES_RULE_IN_FORCE", old, `"policy"`} {
			if !strings.Contains(string(event.raw), part) {
				t.Errorf("explained: no %s in %s", part, event.raw)
			}
		}
		// In force since yesterday: catalogued, whatever it lacks.
		catalogued := s.create("/v1/rules", bare.and("effective_from", "2027-01-09"))
		if event = s.get("/v1/rules/"+catalogued.text("number")+"/events", s.admin()).want(200); strings.Contains(string(event.raw), `"adoption"`) {
			t.Errorf("catalogued: %s", event.raw)
		}
		s.send(http.MethodPost, "/v1/rules", bare.and("effective_from", "2027-01-10"), s.admin()).want(422)
	})
}
