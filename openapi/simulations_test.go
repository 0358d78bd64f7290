package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
)

// drafted is a register with rules of the administration that a review takes in, and a
// meeting at which it keeps them, some with a special reason and some without.
type drafted struct {
	*server
	review, body, meeting string
	rules, items          []string
}

func newDrafted(s *server, rules, withReason int) drafted {
	d := drafted{server: s}
	for n := range rules {
		r := aRule(fmt.Sprintf("Regel %d", n+1)).and("adopter", "administration")
		if n == rules-1 {
			r = r.and("protects", "life")
		}
		d.rules = append(d.rules, s.create("/v1/rules", r).text("number"))
	}
	d.review = s.create("/v1/reviews", aReview("Eftersyn", d.rules...)).text("id")
	for _, b := range s.get("/v1/bodies", s.admin()).want(200).at("items").([]any) {
		if body := b.(map[string]any); body["rank"] == "administration" {
			d.body = body["id"].(string)
		}
	}
	s.create("/v1/bodies/"+d.body+"/mandates", object{"from": "2027-01-01", "words": "Forvaltningen kan fastholde sine egne regler."})
	d.meeting = s.create("/v1/meetings", object{"body": d.body, "day": "2027-03-10"}).text("id")
	for n, number := range d.rules {
		p := object{"ruling": "keep", "question": "Skal reglen fastholdes?", "lapses": true, "next": "2029-05-31"}
		if n < withReason {
			p = p.and("reason", "Uden den ved ingen, hvem der henter barnet.")
		}
		d.items = append(d.items, s.create("/v1/meetings/"+d.meeting+"/items", object{"title": "Regel " + number, "rules": []string{number}, "proposals": []object{p}, "recommendation": []string{"at reglen fastholdes"}}).text("id"))
	}
	return d
}

// simulate asks as the secretary does.
func (d drafted) simulate(a object) response {
	d.t.Helper()
	return d.send(http.MethodPost, "/v1/simulation-runs", a, d.as("secretary"))
}

// TestSimulatedMandate: the criteria that the administration's mandate asks of a keep
// are changed in thought; of 64 rules with draft decisions those without a special reason
// would fall. Nothing of any rule changes, and the answer is kept, shared, taken home and
// attached to a paper as it was.
func TestSimulatedMandate(t *testing.T) {
	testenv.Long(t)
	each(t, func(t *testing.T, s *server) {
		d := newDrafted(s, 64, 40)
		before := s.snapshot(d.rules)
		drafts := object{"on": "2027-07-01", "meetings": []string{d.meeting}}

		carried := d.simulate(drafts).want(200)
		if carried.at("changed") != 64.0 || carried.at("drafted") != 64.0 || carried.text("items", 0, "was", "state") != "lapsed" || carried.text("items", 0, "is", "reason") != "KEPT_BY_DECISION" {
			t.Errorf("as they are recommended: %s", carried.raw)
		}
		asks := drafts.and("beside", "drafts").and("mandates", []object{{"body": d.body, "asks": []string{"special_reason"}}})
		fall := d.simulate(asks).want(200)
		if fall.at("changed") != 24.0 || fall.at("counts", "move", 0, "key") != "in_force lapsed" || fall.at("goes", "rules") != 24.0 || fall.at("goes", "unknown") != 24.0 {
			t.Errorf("with a mandate that asks: %s", fall.raw)
		}
		if first := fall.at("items", 0).(map[string]any); first["number"] != d.rules[63] || first["since"] != "2027-07-01" || first["protects"] != "life" {
			t.Errorf("a rule that protects life does not come first: %v", first)
		}
		// Taken back, nothing that the body decides has effect.
		back := drafts.and("beside", "drafts").and("mandates", []object{{"body": d.body, "taken_back": true}})
		none := d.simulate(back).want(200)
		if none.at("changed") != 64.0 || none.at("assumptions", "mandates", 0, "taken_back") != true || fall.at("assumptions", "mandates", 0, "taken_back") != nil {
			t.Errorf("without a mandate: %s", none.raw)
		}
		// One by one the items can come out otherwise.
		some := d.simulate(asks.and("drafts", []object{{"item": d.items[0], "outcome": "fell"}, {"item": d.items[63], "outcome": "not_put"}}).and("beside", "register")).want(200)
		if some.at("changed") != 39.0 {
			t.Errorf("with one that falls, and one left out: %s", some.raw)
		}

		kept := s.create("/v1/simulations", object{"name": "Hvis der skal en særlig begrundelse", "assumptions": asks})
		path := "/v1/simulations/" + kept.text("id")
		if kept.at("changed") != 24.0 || len(kept.text("digest")) != 64 || kept.at("revision") != fall.at("revision") || kept.text("policy_digest") != fall.text("policy_digest") {
			t.Errorf("kept: %s", kept.raw)
		}
		s.get(path, s.as("council_member")).refused(404, "not_found")
		s.get(path).refused(401, "unauthorized")
		edit := object{"name": "Med særlig begrundelse", "shared": true, "items": []string{d.items[0]}}
		if got := s.put(http.MethodPut, path, path, edit).want(200); got.at("items", 0) != d.items[0] || got.text("digest") != kept.text("digest") {
			t.Errorf("shared and attached: %s", got.raw)
		}
		if got := s.get(path+"/changes?limit=20", s.as("council_member")).want(200); len(got.at("items").([]any)) != 20 || got.text("next") == "" {
			t.Errorf("the first page of what changes: %s", got.raw)
		} else if got = s.get(path+"/changes?limit=20&cursor="+got.text("next"), s.as("council_member")).want(200); len(got.at("items").([]any)) != 4 {
			t.Errorf("the second: %s", got.raw)
		}
		if got := s.get(path+"/changes.csv", s.as("auditor")).want(200); strings.Count(string(got.raw), "\n") != 25 || !strings.Contains(string(got.raw), d.rules[63]) {
			t.Errorf("taken home: %s", got.raw)
		}
		if paper := s.get("/v1/items/" + d.items[0] + "/paper").want(200); !strings.Contains(string(paper.raw), kept.text("digest")) || !strings.Contains(string(paper.raw), "24 regler gælder ikke længere") {
			t.Errorf("the paper does not say what was supposed, and what came out of it: %s", paper.raw)
		}
		without := "/v1/simulations/" + s.create("/v1/simulations", object{"name": "Uden mandat", "assumptions": back}).text("id")
		s.put(http.MethodPut, without, without, object{"name": "Uden mandat", "shared": true, "items": []string{d.items[1]}}).want(200)
		if paper := s.get("/v1/items/" + d.items[1] + "/paper").want(200); !strings.Contains(string(paper.raw), "intet mandat") {
			t.Errorf("the paper does not say that the mandate is taken back: %s", paper.raw)
		}
		if got := s.get(path+"/comparison?with="+strings.TrimPrefix(without, "/v1/simulations/"), s.as("auditor")).want(200); len(got.at("items").([]any)) != 40 {
			t.Errorf("compared with one that asks: %s", got.raw)
		}
		other := s.create("/v1/simulations", object{"name": "Alene forslagene", "assumptions": drafts}).text("id")
		if got := s.get(path+"/comparison?with="+other, s.as("auditor")).want(200); len(got.at("items").([]any)) != 50 || got.text("items", 0, "other", "state") != "in_force" {
			t.Errorf("compared: %s", got.raw)
		}
		if after := s.snapshot(d.rules); after != before {
			t.Errorf("simulations changed the register from\n%s\nto\n%s", before, after)
		}
	})
}

// snapshot is all that the register says of rules: status, timeline, events, log.
func (s *server) snapshot(rules []string) string {
	var all strings.Builder
	for _, number := range []string{rules[0], rules[len(rules)-1]} {
		for _, of := range []string{"", "/events"} {
			all.Write(s.get("/v1/rules/"+number+of, s.admin()).want(200).raw)
		}
		all.Write(s.get("/v1/audit-events?object=rule+"+number, s.as("auditor")).want(200).raw)
	}
	return all.String()
}

// TestSimulatedAssumptions: every other thing that can be supposed, with what follows.
func TestSimulatedAssumptions(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		d := newDrafted(s, 2, 2)
		bound := s.create("/v1/rules", aRule("Loven kræver den").and("bases", []object{{"reference": "LBK nr. 988 af 27/08/2024 § 8", "effect": "duty", "from": "2020-01-01"}})).text("number")
		on := func(a object) object { return a.and("on", "2027-07-01") }

		if got := d.simulate(on(object{})).want(200); got.text("assumptions", "beside") != "today" || got.at("changed") != 2.0 || got.at("looked") != 3.0 {
			t.Errorf("nothing more is decided: %s", got.raw)
		}
		if got := d.simulate(object{"on": "2027-06-30"}).want(200); got.at("changed") != 0.0 || got.at("elsewhere") != 2.0 {
			t.Errorf("on the day before: %s", got.raw)
		}
		if got := d.simulate(on(object{"sunsets": []object{{"review": d.review, "on": "2027-09-01"}}})).want(200); got.at("changed") != 2.0 || got.text("items", 0, "is", "state") != "in_force" ||
			got.text("items", 0, "stretches", 0, "until") != "2027-08-31" {
			t.Errorf("another sunset: %s", got.raw)
		}
		if got := d.simulate(on(object{"bases": []object{{"reference": "LBK nr. 988 af 27/08/2024", "on": "2027-05-01"}}})).want(200); got.at("changed") != 1.0 || got.text("items", 0, "number") != bound ||
			got.text("items", 0, "is", "class") != "council_rule" || got.text("items", 0, "since") == "" {
			t.Errorf("a law ends: %s", got.raw)
		}
		if got := d.simulate(on(object{"review": d.review})).want(200); got.at("changed") != 2.0 || got.at("drafted") != 2.0 {
			t.Errorf("the drafts of a review: %s", got.raw)
		}
		if got := d.simulate(on(object{"settings": object{"winding_down_days": 30}})).want(200); got.at("changed") != 0.0 || got.at("looked") != 3.0 || got.text("assumptions", "from") != "2027-01-11" ||
			got.text("settings_digest") == d.simulate(on(object{})).text("settings_digest") {
			t.Errorf("other settings: %s", got.raw)
		}

		policy := func(text string) object { return on(object{"policy": object{"in_force.rego": text}}) }
		rego := builtinModule(t)
		never := strings.Replace(rego, "lapse_date_passed if {", "lapse_date_passed if {\n\tinput.on > \"2090-01-01\"", 1)
		if got := d.simulate(policy(never)).want(200); got.at("changed") != 2.0 || got.text("items", 0, "is", "reason") != "REVIEW_PENDING" {
			t.Errorf("a policy by which nothing lapses: %s", got.raw)
		}
		for _, broken := range []string{"package omvendt.in_force\n\norder := [", "package elsewhere\n", strings.Replace(rego, "not_yet_effective if ", "not_yet_effective if http.send({}) == ", 1),
			"package omvendt.in_force\n\nimport rego.v1\n"} {
			if got := d.simulate(policy(broken)).want(422); got.text("errors", 0, "field") != "policy" && got.text("code") != "policy_source" {
				t.Errorf("a broken policy: %s", got.raw)
			}
		}
		for name, wrong := range map[string]object{
			"on":                 {"on": "2020-01-01"},
			"settings":           {"settings": object{"no_such": 1}},
			"settings ":          {"settings": object{"winding_down_days": -1}},
			"from":               {"from": "2027-01-10", "settings": object{"winding_down_days": 3}},
			"meetings[0]":        {"meetings": []string{"01a2b3c4-0000-7000-8000-000000000000"}},
			"review":             {"review": "01a2b3c4-0000-7000-8000-000000000000"},
			"drafts[0].item":     {"drafts": []object{{"item": "01a2b3c4-0000-7000-8000-000000000000"}}},
			"drafts[0].proposal": {"drafts": []object{{"item": d.items[0], "proposal": 2}}},
			"mandates[0].asks":   {"mandates": []object{{"body": d.body, "asks": []string{"special_reason"}, "taken_back": true}}},
			"mandates[0].body":   {"mandates": []object{{"body": d.items[0], "asks": []string{}}}},
			"bases[0].reference": {"bases": []object{{"reference": "LBK nr. 1 af 02/01/2020 § 1", "on": "2027-05-01"}}},
			"bases[0].on":        {"bases": []object{{"reference": "LBK nr. 1 af 02/01/2020 § 1", "on": "2020-05-01"}}},
			"sunsets[0].review":  {"sunsets": []object{{"review": d.items[0], "on": "2027-09-01"}}},
			"sunsets[0].on":      {"sunsets": []object{{"review": d.review, "on": "2027-01-10"}}},
		} {
			if got := d.simulate(wrong).want(422); !strings.Contains(string(got.raw), `"`+strings.TrimSpace(name)+`"`) {
				t.Errorf("what is wrong with %s is not told: %s", name, got.raw)
			}
		}
		s.send(http.MethodPost, "/v1/simulation-runs", object{}, s.as("owner")).refused(403, "forbidden")
		s.send(http.MethodPost, "/v1/simulations", object{"name": "Min", "assumptions": object{}}, s.as("auditor")).refused(403, "forbidden")
		s.send(http.MethodPost, "/v1/simulations", object{"name": "", "assumptions": object{}}, s.admin()).want(422)
	})
}

// builtinModule is the text of the policy that says whether a rule is in force.
func builtinModule(t *testing.T) string {
	t.Helper()
	source, _ := policiestest.Compiled().Maker.Builtin()
	modules := map[string]string{}
	if err := json.Unmarshal(source, &modules); err != nil {
		t.Fatal(err)
	}
	return modules["in_force.rego"]
}
