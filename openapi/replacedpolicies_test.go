package openapi

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/policies/policiestest"
)

// adoptOwn has a bundle judge from a day, by a decision of the day that it is.
func (s *server) adoptOwn(files map[string]string, from string) (change string) {
	s.t.Helper()
	made := s.create("/v1/policy-candidates", object{"name": "egen.tar.gz", "bundle": base64.StdEncoding.EncodeToString(policiestest.PackedAlone(files))})
	if made.at("passed") != true {
		s.t.Fatal(string(made.raw))
	}
	today := s.now.Format("2006-01-02")
	change = s.send(http.MethodPost, "/v1/policy-candidates/"+made.text("id")+"/adoption", s.decided(today).and("from", from), s.admin()).want(201).header.Get("Location")
	s.advance()
	return change
}

// A municipality asks one more thing of a justification: from the day of the council's
// decision it is judged otherwise, and not before, and everything else as it was.
func TestOwnJustificationPolicy(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		one := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		s.send("POST", one+"/justifications", object{"value": "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme.",
			"beneficiary": "Børn og forældre", "lighter": "En tavle i garderoben; den ser kun den, der henter.", "evidence": "Svag: to huse har spurgt.",
			"indicator": "Andel forældre, der læser planen", "check_on": "2027-12-01"}, s.admin(), with("If-Match", s.get(one, s.admin()).header.Get("ETag"))).want(201)
		grade := func(want string) response {
			t.Helper()
			r := s.get(one + "/justification").want(200)
			if r.text("grade") != want {
				t.Errorf("it is %s, want %s", r.raw, want)
			}
			return r
		}
		whose := func(policy string) response { return s.get("/v1/policies/" + policy).want(200) }
		own := s.stateOn("R-0001", "2027-01-20")
		// Before anything is decided it is told how many would be graded otherwise.
		candidate := s.create("/v1/policy-candidates", object{"name": "egen.tar.gz", "bundle": base64.StdEncoding.EncodeToString(policiestest.PackedAlone(policiestest.Longer()))}).text("id")
		preview := func(body object) response {
			made := s.send(http.MethodPost, "/v1/policy-changes", body.and("from", "2027-01-12"), s.admin()).want(201)
			return s.get(made.header.Get("Location"), s.admin()).want(200)
		}
		if p := preview(object{"candidate": candidate}); len(p.at("grades").([]any)) != 1 || p.text("grades", 0, "was") != "good" || p.text("grades", 0, "will") != "weak" || fmt.Sprint(p.at("grades", 0, "rules")) != "1" {
			t.Errorf("a preview: %s", p.raw)
		}
		if p := preview(object{"settings": object{"after_basis_days": 200}}); len(p.at("grades").([]any)) != 0 {
			t.Errorf("a preview of what grades nothing: %s", p.raw)
		}
		change := s.adoptOwn(policiestest.Longer(), "2027-01-12")
		grade("good")
		if p := whose("justification"); p.at("own") != false || p.at("tests", "passed") != true {
			t.Errorf("before its day: %.300s", p.raw)
		}

		s.now = noon("2027-01-12")
		if err := s.api.Register.JudgeCases(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := grade("weak")
		if r.text("findings", 0, "code") != "TOO_SHORT" || r.text("findings", 0, "text") != "Værdien er sagt på under tyve ord" ||
			r.text("findings", 0, "mend") != "Det rettes med to sætninger om, hvad reglen ændrer." {
			t.Errorf("found %s", r.raw)
		}
		if english := s.get(one+"/justification", with("Accept-Language", "en")).want(200); english.text("findings", 0, "text") != "The value is said in fewer than twenty words" {
			t.Errorf("in English: %s", english.raw)
		}
		if listed := s.get("/v1/rules?finding=TOO_SHORT", s.admin()).want(200); len(listed.column("number")) != 1 {
			t.Errorf("listed: %s", listed.raw)
		}
		digest := s.get(change, s.admin()).text("digest")
		if p := whose("justification"); p.at("own") != true || p.text("from") != "2027-01-12" || p.text("digest") != digest || p.at("tests") != nil ||
			!strings.Contains(string(p.raw), "Værdien er sagt på under tyve ord") {
			t.Errorf("on its day: %.600s", p.raw)
		}
		for _, policy := range []string{"in_force", "decision", "adoption", "access"} {
			if p := whose(policy); p.at("own") != false || p.at("tests", "passed") != true {
				t.Errorf("%s: %.400s", policy, p.raw)
			}
		}
		if got := s.stateOn("R-0001", "2027-01-20"); got != own {
			t.Errorf("the rule is %s, and was %s", got, own)
		}
		// The gate for new rules asks whether the justification holds by the same policy.
		short := aRule("Madplan").and("effective_from", "2027-02-01").and("justification", object{"value": "Færre børn er sultne.", "beneficiary": "Børn", "lighter": "Ingen"})
		if r := s.send(http.MethodPost, "/v1/rules", short, s.admin()).want(422); !strings.Contains(string(r.raw), "new_rule_unjustified") {
			t.Errorf("the gate: %s", r.raw)
		}
		s.consistent()
		entries := len(s.get("/v1/evaluations?limit=200", s.as("auditor")).want(200).column("policy"))
		s.replayed(entries)

		back := s.change(change, "/withdrawal", s.decided("2027-01-12")).want(200)
		s.advance()
		grade("weak")
		s.now = noon("2027-01-13")
		if err := s.api.Register.JudgeCases(t.Context()); err != nil {
			t.Fatal(err)
		}
		grade("good")
		if p := whose("justification"); p.at("own") != false || back.text("state") == "" {
			t.Errorf("taken back: %.300s", p.raw)
		}
		s.replayed(len(s.get("/v1/evaluations?limit=200", s.as("auditor")).want(200).column("policy")))
	})
}

// What a municipality's own policies find in new rules and in votes is told in their words,
// asks for an explanation as the program's do, and is kept as it was found.
func TestOwnAdoptionAndDecisionPolicies(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Regel om madpakker"))
		}
		before := h.meet(h.council, "2027-01-08")
		earlier := h.item(before, "R-0001", kept)
		h.vote(earlier, "4-1")
		s.adoptOwn(map[string]string{
			"adoption.rego": policiestest.Saying("adoption", "COSTS_UNKNOWN", "explain", "Prisen er ikke nævnt", "not input.news"),
			"decision.rego": policiestest.Saying("decision", "NOT_UNANIMOUS", "explain", "Rådet var ikke enigt", "input.against > 0"),
		}, "2027-01-10")
		told := func(item string) string {
			t.Helper()
			r := s.get(item, s.admin()).want(200)
			return string(r.raw)
		}
		if strings.Contains(told(earlier), "NOT_UNANIMOUS") {
			t.Errorf("a meeting before its day: %s", told(earlier))
		}

		s.now = noon("2027-01-10")
		meeting := h.meet(h.council, "2027-01-10")
		item := h.item(meeting, "R-0002", kept)
		h.vote(item, "4-1")
		if got := told(item); !strings.Contains(got, `"code":"NOT_UNANIMOUS"`) || !strings.Contains(got, "Rådet var ikke enigt") {
			t.Errorf("on its day: %s", got)
		}
		if got := told(earlier); strings.Contains(got, "NOT_UNANIMOUS") {
			t.Errorf("a meeting before its day, read afterwards: %s", got)
		}
		s.replayed(len(s.get("/v1/evaluations?limit=200", s.as("auditor")).want(200).column("policy")))

		bare := aRule("Ude i naturen").and("effective_from", "2027-03-01").
			and("justification", object{"value": "Frisk luft giver færre sygedage.", "beneficiary": "Børnene", "lighter": "At opfordre til det hjalp ikke."}).
			and("first_review", object{"on": "2029-03-01", "by": councilSaid("2027-01-09", "Reglen bortfalder den 1. marts 2029, medmindre den fastholdes.")})
		r := s.send(http.MethodPost, "/v1/rules", bare, s.admin())
		r.codes(422, "new_rule_own_finding")
		if r.text("errors", 0, "field") != "adoption.explanation" || !strings.Contains(string(r.raw), "Kommunens egen politik siger: Prisen er ikke nævnt.") {
			t.Errorf("the gate: %s", r.raw)
		}
		if r := s.send(http.MethodPost, "/v1/rules", bare, s.admin(), with("Accept-Language", "en")).want(422); !strings.Contains(string(r.raw), "In English Prisen er ikke nævnt") {
			t.Errorf("in English: %s", r.raw)
		}
		made := s.create("/v1/rules", bare.and("adoption", object{"explanation": "Prisen kendes først til sommer."}))
		if events := s.get(made.header.Get("Location")+"/events", s.admin()).want(200); events.text("items", 0, "adopted", "adoption", "findings", 0, "says", "da") != "Prisen er ikke nævnt" {
			t.Errorf("kept: %s", events.raw)
		}
		s.consistent()
	})
}
