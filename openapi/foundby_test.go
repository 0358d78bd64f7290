package openapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
)

// A finding is told in the words of the version that found it and names that version, also
// when the council has adopted another since: of votes, of new rules, and of justifications.
func TestFindingsNameTheVersionThatFoundThem(t *testing.T) {
	testenv.Long(t)
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 3 {
			s.create("/v1/rules", aRule("Regel om madpakker"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003"))
		finding := func(r response, code string, path ...any) (text, version string) {
			t.Helper()
			found, _ := r.at(path...).([]any)
			for _, f := range found {
				if f := f.(map[string]any); f["code"] == code {
					text, _ = f["text"].(string)
					version, _ = f["policy_version"].(string)
				}
			}
			return text, version
		}
		decided := func(day, number, explained string) (meeting, item string) {
			t.Helper()
			meeting = h.meet(h.council, day)
			item = h.item(meeting, number, kept.and("reason", nil))
			said := counted("4-1")
			for code := range strings.FieldsSeq(explained) {
				list, _ := said["explanations"].([]object)
				said["explanations"] = append(list, object{"code": code, "text": "Det blev sagt på mødet."})
			}
			h.put(http.MethodPut, item, item+"/minutes", said).want(200)
			h.end(meeting)
			return meeting, item
		}

		_, before := decided("2027-01-08", "R-0001", "")
		first := s.get(s.adoptOwn(map[string]string{
			"adoption.rego": policiestest.Saying("adoption", "COSTS_UNKNOWN", "explain", "Prisen er ikke nævnt", "not input.news"),
			"decision.rego": policiestest.AndSaying(policiestest.Saying("decision", "NOT_UNANIMOUS", "explain", "Rådet var ikke enigt", "input.against > 0"),
				"ENDS_BY_ITSELF", "explain", "Reglen ville være faldet af sig selv", "input.lapses_undecided"),
		}, "2027-01-10"), s.admin()).text("digest")
		s.now = noon("2027-01-10")
		_, then := decided("2027-01-10", "R-0002", "NOT_UNANIMOUS ENDS_BY_ITSELF")
		made := s.create("/v1/rules", aRule("Ude i naturen").and("effective_from", "2027-03-01").
			and("justification", object{"value": "Frisk luft giver færre sygedage.", "beneficiary": "Børnene", "lighter": "At opfordre til det hjalp ikke."}).
			and("adoption", object{"explanation": "Prisen kendes først til sommer."}))
		second := s.get(s.adoptOwn(map[string]string{
			"decision.rego":      policiestest.Saying("decision", "SPLIT_VOTE", "explain", "Stemmerne delte sig", "input.against > 0"),
			"justification.rego": policiestest.Saying("justification", "ALWAYS_MORE", "lowers", "Der kan altid siges mere", "not input.empty"),
		}, "2027-01-12"), s.admin()).text("digest")
		s.now = noon("2027-01-12")
		_, now := decided("2027-01-12", "R-0003", "SPLIT_VOTE")

		said := func(policy, version, code string) bool {
			for _, x := range s.get("/v1/policies/" + policy + "?version=" + version).want(200).at("sentences").([]any) {
				if x.(map[string]any)["code"] == code {
					return true
				}
			}
			return false
		}
		leads := func(what string, r response, policy, code, words, version string, path ...any) {
			t.Helper()
			text, by := finding(r, code, path...)
			if !strings.HasPrefix(text, words) || by != version || by == "" || !said(policy, by, code) {
				t.Errorf("%s: %s is %q, found by %q and not %q: %.1500s", what, code, text, by, version, r.raw)
			}
		}
		votes := []any{"proposals", 0, "findings"}
		leads("the old meeting", s.get(then).want(200), "decision", "NOT_UNANIMOUS", "Rådet var ikke enigt", first, votes...)
		leads("the new meeting", s.get(now).want(200), "decision", "SPLIT_VOTE", "Stemmerne delte sig", second, votes...)
		if said("decision", "", "NOT_UNANIMOUS") {
			t.Error("what is in charge today still says it")
		}
		program := s.get("/v1/policies").want(200)
		leads("the meeting before", s.get(before).want(200), "decision", "NO_SPECIAL_REASON", "Der er ikke anført en særlig begrundelse", program.text("items", 0, "digest"), votes...)
		events := s.get(made.header.Get("Location")+"/events", s.admin()).want(200)
		leads("the new rule", events, "adoption", "COSTS_UNKNOWN", "", first, "items", 0, "adopted", "adoption", "findings")
		leads("a justification", s.get(made.header.Get("Location")+"/justification").want(200), "justification", "ALWAYS_MORE", "Der kan altid siges mere", second, "findings")

		// In the minutes the old words stand too, of what is not found any more as well: the rule was kept.
		if _, by := finding(s.get(then).want(200), "ENDS_BY_ITSELF", votes...); by != "" {
			t.Error("a rule that was kept still ends by itself")
		}
		paper := string(s.get(then + "/paper").want(200).raw)
		if !strings.Contains(paper, "Rådet var ikke enigt") || !strings.Contains(paper, "Reglen ville være faldet af sig selv") || strings.Contains(paper, "⟦") {
			t.Errorf("the minutes: %s", paper)
		}
	})
}
