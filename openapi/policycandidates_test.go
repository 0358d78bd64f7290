package openapi

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies/policiestest"
)

// packedPolicy is a bundle as the API takes it; with no files it is the program's own.
func packedPolicy(files map[string]string) string {
	return base64.StdEncoding.EncodeToString(policiestest.Packed(files))
}

// TestPolicyCandidates: what is brought is checked and kept with its report, good or
// bad, and judges nothing.
func TestPolicyCandidates(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		const path = "/v1/policy-candidates"
		good := s.create(path, object{"name": "egen.tar.gz", "bundle": packedPolicy(nil)})
		if good.at("passed") != true || good.text("digest") == "" {
			t.Errorf("the program's own: %v", good.json)
		}
		s.now = s.now.Add(time.Minute)
		bad := s.create(path, object{"name": "i-stykker.tar.gz", "bundle": packedPolicy(map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"})})
		if bad.at("passed") != false {
			t.Errorf("a broken one: %v", bad.json)
		}
		read := s.send(http.MethodGet, path+"/"+bad.text("id"), nil, s.admin()).want(200)
		checks := read.at("checks").([]any)
		last := checks[len(checks)-1].(map[string]any)
		if finding := last["findings"].([]any)[0].(map[string]any); last["name"] != "compile" || finding["file"] != "explain.rego" || finding["line"] != 3.0 {
			t.Errorf("last check %v", last)
		}
		all := s.send(http.MethodGet, path, nil, s.admin()).want(200).at("items").([]any)
		if len(all) != 2 || all[0].(map[string]any)["id"] != bad.text("id") {
			t.Errorf("listed %v", all)
		}
		s.send(http.MethodPost, path, object{"name": "x", "bundle": base64.StdEncoding.EncodeToString([]byte("no bundle"))}, s.admin()).want(422)
		s.send(http.MethodPost, path, object{"name": "x", "bundle": packedPolicy(map[string]string{"../x.rego": "x"})}, s.admin()).want(422)
		s.get(path).want(401)
		if versions := s.get("/v1/policies").want(200).at("items").([]any); len(versions) != 2 {
			t.Errorf("versions %v", versions)
		}
	})
}
