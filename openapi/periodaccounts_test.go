package openapi

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/workflow"
)

// figures are those of an account by what they count; those with a key are added up.
func (r response) figures() map[string]float64 {
	all := map[string]float64{}
	for _, f := range r.json.(map[string]any)["figures"].([]any) {
		figure := f.(map[string]any)
		all[figure["of"].(string)] += figure["n"].(float64)
		if figure["definition"] == "" || figure["stage"] == "" || figure["when"] == "" {
			r.t.Errorf("a figure says nothing of itself: %v", figure)
		}
	}
	return all
}

// TestPeriodAccounts: rules come and go over a half year, and the figures add up; once the
// half year is over the account stays as it was, whatever is recorded of it later.
func TestPeriodAccounts(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		council := func(words string) object { return councilSaid("2027-01-09", words) }
		rule := func(title string, more ...object) string {
			r := aRule(title)
			for _, m := range more {
				for name, value := range m {
					r = r.and(name, value)
				}
			}
			return s.create("/v1/rules", r).text("number")
		}
		lapsing := object{"first_review": object{"on": "2027-03-01", "by": council("Reglen bortfalder den 1. marts 2027, medmindre den fastholdes.")}}
		stays := rule("Bliver")
		rule("Bortfalder", lapsing)
		protects := rule("Beskytter", lapsing, object{"protects": "life"})
		replaced, elsewhere := rule("Afløst"), rule("Skole", object{"area": "Skole"}, lapsing)
		ends := func(number, valid string) {
			s.create("/v1/rules/"+number+"/events", object{"kind": "superseded", "valid": valid, "superseded": object{"by": stays, "reason": councilSaid("2027-01-10", "Det er nu ét skema.")}})
		}
		ends(replaced, "2027-01-10")

		path := "/v1/period-accounts/2027-06-30"
		if got := s.get(path).want(200); got.at("kept") != false || got.at("over") != false || got.text("on") != "2027-01-10" || got.figures()["lapsed"] != 0 || got.figures()["superseded"] != 1 {
			t.Errorf("while it runs: %s", got.raw)
		}
		s.get("/v1/period-accounts/2029-06-30").refused(404, "not_found")
		s.get(path+"?area=Ingen").refused(404, "not_found")

		s.now = noon("2027-07-02")
		keep := func() (kept int) {
			for more := true; more; kept++ {
				var err error
				if more, err = s.api.Workflow.KeepAccount(t.Context(), func(workflow.AccountLetter) (string, string) { return "", "" }); err != nil {
					t.Fatal(err)
				}
			}
			return kept - 1
		}
		if n := keep(); n != 3 { // all, and two areas
			t.Errorf("kept %d", n)
		}
		if n := keep(); n != 0 {
			t.Errorf("kept %d again", n)
		}
		first := s.get(path).want(200)
		f := first.figures()
		if f["lapsed"] != 3 || f["lapsed_protecting"] != 1 || f["start"]+f["came"]+f["revived"]-f["lapsed"]-f["repealed"]-f["unlawful"]-f["superseded"] != f["end"] || f["end"] != 1 {
			t.Errorf("it does not add up: %v", f)
		}
		if first.at("kept") != true || first.text("made") != "2027-07-02" || first.text("on") != "2027-06-30" || first.text("rules", 0, "number") != protects || len(first.at("rules").([]any)) != 3 ||
			len(first.at("short").([]any)) != 5 || len(first.at("since").([]any)) != 0 {
			t.Errorf("kept: %s", first.raw)
		}
		school := s.get(path + "?area=" + url.QueryEscape("Skole")).want(200)
		if school.figures()["lapsed"] != 1 || school.text("rules", 0, "number") != elsewhere || strings.Contains(string(school.raw), "hassles_opened") {
			t.Errorf("of an area: %s", school.raw)
		}

		s.now = noon("2027-09-01")
		late := s.create("/v1/rules", aRule("Sent").and("effective_from", "2027-06-01")).text("number")
		then := s.get(path).want(200)
		if then.text("since", 0, "of") != "came" || then.at("since", 0, "now") != f["came"]+1 || then.text("rules", 0, "number") != protects {
			t.Errorf("%s since: %s", late, then.raw)
		}
		for name, n := range then.figures() {
			if f[name] != n {
				t.Errorf("%s was %v and is %v", name, f[name], n)
			}
		}
		list := s.get("/v1/period-accounts").want(200)
		if got := strings.Join(list.column("period"), " "); got != "2027-12-31 2027 2027-06-30" || list.at("items", 0, "over") != false || list.text("items", 2, "made") != "2027-07-02" {
			t.Errorf("the list: %s", list.raw)
		}
		for name, begins := range map[string]string{"account.docx": "PK", "figures.xlsx": "PK", "figures.csv": "\ufeff"} {
			if got := s.get(path + "/" + name).want(200); !strings.HasPrefix(string(got.raw), begins) {
				t.Errorf("%s: %.20q", name, got.raw)
			}
		}
		s.get(path+"/account.docx?area=Ingen").refused(404, "not_found")
	})
}
