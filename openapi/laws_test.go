package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// A law is found by its names under every number that it has had.
func TestLaws(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		const old, new = "https://www.retsinformation.dk/eli/lta/2015/1234", "https://www.retsinformation.dk/eli/lta/2024/988"
		basis := func(reference string) object {
			return object{"reference": reference, "effect": "permits", "from": "2020-01-01"}
		}
		agreement := object{"reference": "Dagtilbudsaftalen", "effect": "agreement", "from": "2020-01-01"}
		for i, bases := range [][]object{{agreement}, {basis(old + " § 9")}, {basis(new + " § 9, stk. 2")}, {basis(new + " § 20"), basis("https://www.retsinformation.dk/eli/lta/2024/98 § 9")}} {
			s.create("/v1/rules", aRule(fmt.Sprint("Regel ", i)).and("bases", bases))
		}
		law := object{"name": "Lov om dagtilbud", "short": "Dagtilbudsloven", "abbreviation": "DTL",
			"numbers": []object{{"eli": "LBK nr. 988 af 27/08/2024", "from": "2024-09-01"}, {"eli": old}}}
		made := s.create("/v1/laws", law)
		if made.text("numbers", 0, "eli") != old || made.text("numbers", 1, "eli") != new {
			t.Errorf("not in their normal form, by day: %s", made.raw)
		}
		found := func(text string) string {
			var all []string
			page := s.get("/v1/references?limit=2&within=" + url.QueryEscape(text)).want(200)
			for {
				for i := 0; page.at("items", i) != nil; i++ {
					all = append(all, strings.TrimPrefix(page.text("items", i, "reference"), "https://www.retsinformation.dk/eli/lta/"))
				}
				next, _ := page.at("next").(string)
				if next == "" {
					return strings.Join(all, "; ")
				}
				page = s.get("/v1/references?limit=2&cursor=" + url.QueryEscape(next)).want(200)
			}
		}
		for text, want := range map[string]string{
			"dagtilbudsloven § 9":            "2015/1234 § 9; 2024/988 § 9, stk. 2",
			"§ 9, stk. 2, i Dagtilbudsloven": "2024/988 § 9, stk. 2",
			"jf. dagtilbudslovens § 20":      "2024/988 § 20",
			"DTL":                            "2015/1234 § 9; 2024/988 § 9, stk. 2; 2024/988 § 20",
			"dagtil":                         "2015/1234 § 9; 2024/988 § 9, stk. 2; 2024/988 § 20; Dagtilbudsaftalen",
			"Lov om dagtilbud § 21":          "",
			"dagtilbudsordningen":            "",
			"LBK 2024/98":                    "2024/98 § 9",
		} {
			if got := found(text); got != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		at := made.header.Get("Location")
		edit := with("If-Match", made.header.Get("ETag"))
		for _, c := range []struct {
			body object
			code string
		}{{law.and("name", ""), "invalid"}, {law.and("numbers", []object{}), "invalid"}, {law.and("numbers", []object{{"eli": "loven"}}), "invalid"},
			{law.and("numbers", []object{{"eli": new + " § 2"}}), "invalid"}, {law.and("numbers", []object{{"eli": new}, {"eli": "LBK 2024/988"}}), "invalid"}} {
			if got := s.send(http.MethodPut, at, c.body, s.admin(), edit); got.status != 422 {
				t.Errorf("%v: %d", c.body, got.status)
			}
		}
		s.send(http.MethodPost, "/v1/laws", object{"name": "dtl", "numbers": []object{{"eli": "LBK 2001/1"}}}, s.admin()).want(422)
		s.send(http.MethodPost, "/v1/laws", object{"name": "En anden lov", "numbers": []object{{"eli": old}}}, s.admin()).want(422)
		s.send(http.MethodPut, at, law, s.as("owner"), edit).want(403)
		limited := s.limited("legal_checker", registry.Scope{Areas: []string{"Dagtilbud"}}) // a law is everybody's
		s.send(http.MethodPut, at, law, limited, edit).refused(403, "forbidden")
		s.send(http.MethodDelete, at, nil, limited, edit).refused(403, "forbidden")
		s.send(http.MethodPost, "/v1/laws", law, limited).refused(403, "forbidden")
		changed := s.send(http.MethodPut, at, law.and("short", "Børneloven"), s.as("legal_checker"), edit).want(200)
		s.send(http.MethodPut, at, law, s.admin(), edit).want(412)
		if got := found("børneloven § 20"); got != "2024/988 § 20" {
			t.Errorf("by its new name %q", got)
		}
		s.send(http.MethodDelete, at, nil, s.admin(), edit).want(412)
		s.send(http.MethodDelete, at, nil, s.admin(), with("If-Match", changed.header.Get("ETag"))).want(204)
		s.get(at).want(404)
		if got := found("børneloven § 20"); got != "" {
			t.Errorf("without a name it finds %q", got)
		}
	})
}
