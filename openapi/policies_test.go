package openapi

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// What each policy says is there in both languages, with its source and its tests.
func TestPoliciesAreRead(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, name := range registry.PolicyNames {
			p := s.get("/v1/policies/" + string(name)).want(200)
			if p.at("tests", "passed") != true || p.text("title", "da") == "" || p.text("title", "en") == "" {
				t.Errorf("%s: %.600s", name, p.raw)
			}
			for i := range p.at("sentences").([]any) {
				if p.text("sentences", i, "title", "da") == "" || p.text("sentences", i, "rego") == "" {
					t.Errorf("%s: sentence %d: %v", name, i, p.at("sentences", i))
				}
			}
		}
		sentences := string(s.get("/v1/policies/access").want(200).raw)
		if reason := s.get("/v1/evaluations", s.as("owner")).refused(403, "forbidden").text("reason"); reason == "" || !strings.Contains(sentences, `"code":"`+reason+`"`) {
			t.Errorf("a refusal rests on %q", reason)
		}
		versions := s.get("/v1/policies").want(200)
		for i := range versions.at("items").([]any) {
			digest := versions.text("items", i, "digest")
			if versions.text("items", i, "kind") == "policy" {
				if got := s.get("/v1/policies/in_force?version=" + digest).want(200).text("digest"); got != digest {
					t.Errorf("the version is %s", got)
				}
			} else {
				s.get("/v1/policies/in_force?version=" + digest).want(404)
			}
		}
		s.get("/v1/policies/in_force?version=" + strings.Repeat("0", 64)).want(404)
		s.get("/v1/policies/astrology").want(404)
	})
}

// A rule's status is explained by the sentences that hold, and by what would change it.
func TestAStatusIsExplained(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		x := s.get("/v1/register/R-0001/explanation").want(200)
		code := x.text("reasons", 0, "code")
		holds := false
		for i := range x.at("sentences").([]any) {
			holds = holds || x.text("sentences", i, "code") == code && x.at("sentences", i, "holds") == true
		}
		if !holds || x.at("facts", "lapse_date") == nil {
			t.Errorf("%s: %.900s", code, x.raw)
		}
		s.get("/v1/register/R-0099/explanation").want(404)
		s.get("/v1/register/R-0001/explanation?on=never").want(422)
	})
}
