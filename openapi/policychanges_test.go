package openapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// advance computes until nothing is left to do.
func (s *server) advance() {
	s.t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.api.Register.AdvanceChange(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
}

// change sends what is said of a version on its way, and reads it again.
func (s *server) change(at, what string, body object) response {
	s.t.Helper()
	return s.send(http.MethodPost, at+what, body, s.admin(), with("If-Match", s.get(at, s.admin()).want(200).header.Get("ETag")))
}

func (s *server) decided(day string) object {
	return object{"body": s.council(), "decided": day, "words": "Indstillingerne ændres.", "case": "2027-0042"}
}

// codes are those of the fields that a refusal names, in any order.
func (r response) codes(status int, want ...string) {
	r.t.Helper()
	r.want(status)
	var got []string
	for _, e := range r.at("errors").([]any) {
		got = append(got, e.(map[string]any)["code"].(string))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.t.Errorf("got %v, want %v: %s", got, want, r.raw)
	}
}

// setting is the value of a setting on a day.
func (s *server) setting(name, on string) any {
	s.t.Helper()
	for _, x := range s.get("/v1/settings?on=" + on).want(200).at("items").([]any) {
		if x := x.(map[string]any); x["name"] == name {
			return x["value"]
		}
	}
	s.t.Fatalf("no setting %s", name)
	return nil
}

// digests are the digests of settings in a rule's timeline, as it is known at an instant.
func (s *server) digests(rule, known string) string {
	s.t.Helper()
	var all []string
	for _, x := range s.get("/v1/register/" + rule + "/timeline?known=" + known).want(200).at("items").([]any) {
		x := x.(map[string]any)
		all = append(all, fmt.Sprint(x["from"], " ", x["state"], " ", x["settings_digest"])[:30])
	}
	return strings.Join(all, ", ")
}

// Other settings are proposed, computed beside and decided; they judge from their day, and
// what was said before stays said.
func TestPolicyChange(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, title := range []string{"En", "To", "Tre"} {
			s.create("/v1/rules", aRule(title))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001"))
		s.now = s.now.Add(time.Minute)
		before := s.digests("R-0001", "")

		send := func(from string, settings object) response {
			return s.send(http.MethodPost, "/v1/policy-changes", object{"from": from, "settings": settings}, s.admin())
		}
		send("2027-01-10", object{"after_basis_days": 200}).codes(422, "version_begins_too_soon")
		send("2027-03-01", object{"after_basis_days": 9000, "case": object{"fewest_words": 0}, "account_days": "02-30"}).
			codes(422, "range_invalid", "range_invalid", "year_day_invalid")
		s.send(http.MethodPost, "/v1/policy-changes", object{"from": "2027-03-01", "settings": object{}}, s.as("owner")).want(403)

		first := send("2027-03-01", object{"after_basis_days": 200}).want(201)
		if got := first.text("state"); got != "proposed" {
			t.Error(got)
		}
		made := send("2027-03-01", object{"after_basis_days": 210, "account_days": "12-31 06-30 06-30"}).want(201)
		if got := s.get(first.header.Get("Location"), s.admin()).text("state"); got != "withdrawn" {
			t.Error("the first proposal is", got)
		}
		at := made.header.Get("Location")
		s.advance()
		if got := s.get(at, s.admin()); got.at("done") != json.Number("3") && got.at("done") != float64(3) || len(got.at("changed").([]any)) != 0 {
			t.Error("computed", got.at("done"), got.at("changed"))
		}
		if got := s.digests("R-0001", ""); got != before {
			t.Error("a proposal is no answer:", got)
		}
		// Something is recorded while it is on its way.
		s.create("/v1/rules", aRule("Fire"))
		s.create("/v1/reviews", aReview("Andet eftersyn", "R-0002"))

		s.change(at, "/decision", object{"body": s.get("/v1/bodies", s.admin()).text("items", 1, "id"), "decided": "2027-01-11", "words": " "}).
			codes(422, "version_rank_too_low", "decision_in_future", "required")
		s.change(at, "/decision", s.decided("2027-01-10")).want(200)
		s.change(at, "/decision", s.decided("2027-01-10")).refused(409, "change_state")
		send("2027-04-01", object{"after_basis_days": 100}).refused(409, "version_under_way")
		s.now = s.now.Add(time.Minute)
		known := s.now.Format(time.RFC3339)
		s.now = s.now.Add(time.Minute)
		s.advance()
		now := s.get(at, s.admin())
		if now.text("state") != "stands" || now.text("begins") != "2027-03-01" || now.text("decision", "words") != "Indstillingerne ændres." {
			t.Error(now.text("state"), now.text("begins"))
		}
		for _, rule := range []string{"R-0001", "R-0002", "R-0003", "R-0004"} {
			if old, got := s.digests(rule, known), s.digests(rule, ""); !strings.Contains(got, "2027-03-01") || strings.Contains(old, "2027-03-01") {
				t.Errorf("%s was %s and is %s", rule, old, got)
			}
		}
		if a, b := s.setting("after_basis_days", "2027-02-28"), s.setting("after_basis_days", "2027-03-01"); asJSON(a) != "180" || asJSON(b) != "210" {
			t.Error("the days before keep theirs:", a, b)
		}
		if got := s.setting("account_days", "2027-03-01"); got != "06-30 12-31" {
			t.Error(got)
		}
		s.consistent()

		// It has not begun: one step takes it back.
		send("2027-02-01", object{"after_basis_days": 100}).refused(409, "version_later")
		s.change(at, "/withdrawal", object{}).codes(422, "required", "required", "required")
		back := s.change(at, "/withdrawal", s.decided("2027-01-10")).want(200)
		s.now = s.now.Add(time.Minute)
		s.advance()
		if got := s.get("/v1/policy-changes/"+back.text("id"), s.admin()); got.text("state") != "stands" || "/v1/policy-changes/"+got.text("takes_back") != at {
			t.Error(got.text("state"), got.text("takes_back"))
		}
		if got := s.get(at, s.admin()).text("state"); got != "withdrawn" {
			t.Error("taken back, it is", got)
		}
		if got := s.setting("after_basis_days", "2027-03-01"); asJSON(got) != "180" {
			t.Error(got)
		}
		if got := s.digests("R-0001", ""); got != before {
			t.Errorf("it is %s and was %s", got, before)
		}
		s.consistent()
	})
}

// consistent checks that the register says what follows from what happened, now and as it
// was known.
func (s *server) consistent() {
	s.t.Helper()
	register := s.api.Register
	if err := register.Store.View(s.t.Context(), func(r registry.Reader) error { return registry.CheckTimelines(r, register.Maker) }); err != nil {
		s.t.Error(err)
	}
}

// A server that is killed between two steps goes on; one that was off on the day before
// begins later, and moves no day that has passed.
func TestPolicyChangeKilled(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for range 3 {
			s.create("/v1/rules", aRule("Regel"))
		}
		at := s.send(http.MethodPost, "/v1/policy-changes", object{"from": "2027-01-11", "settings": object{"winding_down_days": 30}}, s.admin()).
			want(201).header.Get("Location")
		s.change(at, "/decision", s.decided("2027-01-10")).want(200)
		step := func() bool {
			more, err := s.api.Register.AdvanceChange(s.t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return more
		}
		step() // begins
		step() // has computed
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := s.api.Register.AdvanceChange(stopped); err == nil {
			t.Error("it was not stopped")
		}
		if got := s.get(at, s.admin()).text("state"); got != "decided" {
			t.Fatal(got)
		}
		s.now = s.now.AddDate(0, 0, 5) // the 15th
		if got := s.setting("winding_down_days", "2027-01-15"); asJSON(got) != "365" {
			t.Error("nothing stands, and it is", got)
		}
		s.advance()
		if got := s.get(at, s.admin()); got.text("state") != "stands" || got.text("begins") != "2027-01-16" || got.text("from") != "2027-01-11" {
			t.Error(got.text("state"), got.text("begins"))
		}
		if a, b := s.setting("winding_down_days", "2027-01-15"), s.setting("winding_down_days", "2027-01-16"); asJSON(a) != "365" || asJSON(b) != "30" {
			t.Error(a, b)
		}
		s.consistent()
	})
}

// What a proposal would change is counted by day and by area, before anybody decides.
func TestPolicyChangeIsCounted(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for n, area := range []string{"Dagtilbud", "Dagtilbud", "Skole", "Skole"} {
			s.create("/v1/rules", aRule(fmt.Sprint("Regel ", n+1)).and("area", area))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002", "R-0003"))
		source, _ := policiestest.Compiled().Maker.Builtin()
		modules, err := registry.PolicyModules(source)
		if err != nil {
			t.Fatal(err)
		}
		modules["in_force.rego"] = strings.Replace(modules["in_force.rego"], "lapse_date_passed if {", "lapse_date_passed if {\n\tinput.on > \"2090-01-01\"", 1)
		made, err := s.api.Register.ProposeVersion(t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "propose"},
			registry.VersionAdoption{Kind: registry.GamePolicy, From: registry.MustDay("2027-03-01"), Source: registry.PolicyArchive(modules)})
		if err != nil {
			t.Fatal(err)
		}
		s.advance()
		got := s.get("/v1/policy-changes/"+string(made.ID), s.admin()).want(200)
		if asJSON(got.at("areas")) != `[{"area":"Dagtilbud","rules":2},{"area":"Skole","rules":1}]` ||
			asJSON(got.at("effects")) != `[{"on":"2027-07-01","rules":3,"was":"lapsed","why":"REVIEW_PENDING","will":"in_force"}]` ||
			asJSON(got.at("reasons")) != `[{"reason":"REVIEW_PENDING","rules":3}]` || len(got.at("changed").([]any)) != 3 {
			t.Errorf("got %s", got.raw)
		}

		// Deciding writes those that differ; what was recorded meanwhile is asked about too.
		s.create("/v1/rules", aRule("Regel 5").and("area", "Skole"))
		at := "/v1/policy-changes/" + string(made.ID)
		s.change(at, "/decision", s.decided("2027-01-10")).want(200)
		logged := func(rule string) int {
			return len(s.get("/v1/evaluations?policy=in_force&rule="+rule, s.admin()).want(200).at("items").([]any))
		}
		effects := asJSON(got.at("effects"))
		before := map[string]int{}
		for n := range 5 {
			before[fmt.Sprintf("R-%04d", n+1)] = logged(fmt.Sprintf("R-%04d", n+1))
		}
		s.now = s.now.Add(time.Minute)
		s.advance()
		if got := s.get(at, s.admin()).text("state"); got != "stands" {
			t.Error(got)
		}
		for rule, more := range map[string]int{"R-0001": 1, "R-0002": 1, "R-0003": 1, "R-0004": 0, "R-0005": 0} {
			if got := logged(rule) - before[rule]; got != more {
				t.Errorf("%s was written %d times", rule, got)
			}
			if got := s.digests(rule, ""); !strings.Contains(got, "2027-03-01") {
				t.Errorf("%s does not say what judges it: %s", rule, got)
			}
		}
		if got := s.get(at, s.admin()); len(got.at("changed").([]any)) != 0 || asJSON(got.at("effects")) != effects {
			t.Errorf("got %s", got.raw)
		}
		if past, err := s.api.Register.AdvanceChange(t.Context()); past || err != nil {
			t.Error("something is left beside", err)
		}
		s.consistent()
	})
}
