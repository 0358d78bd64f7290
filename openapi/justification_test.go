package openapi

import (
	"testing"
)

// What is found in a justification is read by everybody, and each thing that
// is written about the rule moves it.
func TestJustificationIsJudged(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		one := s.create("/v1/rules", aRule("Ugeplan")).header.Get("Location")
		other := s.create("/v1/rules", aRule("Månedsplan")).header.Get("Location")
		stands := func(path string) string {
			t.Helper()
			r := s.get(path + "/justification").want(200)
			line := r.text("grade")
			for _, f := range r.at("findings").([]any) {
				f := f.(map[string]any)
				line += " " + f["code"].(string)
				if f["text"] == "" || f["mend"] == "" {
					t.Errorf("%s: %v", path, f)
				}
			}
			return line
		}
		say := func(path string, body object) {
			t.Helper()
			s.send("POST", path+"/justifications", body, s.admin(), with("If-Match", s.get(path, s.admin()).header.Get("ETag"))).want(201)
		}
		is := func(path, want string) {
			t.Helper()
			if got := stands(path); got != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		is(one, "missing EMPTY")
		const value = "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme."
		say(one, object{"value": value, "beneficiary": "Børn og forældre", "lighter": "En tavle i garderoben; den ser kun den, der henter.",
			"evidence": "Svag: to huse har spurgt.", "indicator": "Andel forældre, der læser planen", "check_on": "2027-02-01"})
		is(one, "good")
		say(other, object{"value": value})
		is(other, "weak COPIED NO_BENEFICIARY NO_LIGHTER_ALTERNATIVE NO_EVIDENCE NO_INDICATOR")
		r := s.get(other + "/justification")
		if from := r.text("findings", 0, "from"); "/v1/rules/"+from != one {
			t.Errorf("copied from %s", from)
		}

		// The day of the indicator comes by itself.
		s.now = noon("2027-02-01")
		is(one, "partial INDICATOR_DUE")

		// Nobody wants to defend it: once, and until somebody does.
		undefend := func(path string) response {
			return s.send("POST", path+"/undefended", nil, s.admin(), with("If-Match", s.get(path, s.admin()).header.Get("ETag")))
		}
		undefend(other).want(201)
		is(other, "undefended")
		if got := s.get(other+"/justification").text("justification", "undefended", "on"); got != "2027-02-01" {
			t.Errorf("said on %s", got)
		}
		undefend(other).refused(409, "already_undefended")
		say(other, object{"value": "Loven kræver det."})
		is(other, "weak LAW_WITHOUT_REFERENCE NO_BENEFICIARY NO_LIGHTER_ALTERNATIVE NO_EVIDENCE NO_INDICATOR")
	})
}
