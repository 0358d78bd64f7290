package policies

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

var dayCare = registry.Scope{Areas: []string{"Dagtilbud"}}

func mustAccess(t *testing.T) *Access {
	t.Helper()
	a, err := NewAccess()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func grants(scope registry.Scope, roles ...string) []registry.Grant {
	var g []registry.Grant
	for _, r := range roles {
		g = append(g, registry.Grant{Role: r, Scope: scope})
	}
	return g
}

func TestAccess(t *testing.T) {
	a := mustAccess(t)
	all := registry.Scope{}
	for _, c := range []struct {
		grants     []registry.Grant
		permission string
		reason     string
		reach      int // scopes
	}{
		{nil, "public", Granted, 0},
		{nil, "read", NotSignedIn, 0},
		{grants(all, "nobody"), "read", NotSignedIn, 0},
		{grants(all, "integration"), "read", Granted, 0},
		{grants(all, "integration"), "catalogue", Granted, 0},
		{grants(dayCare, "integration"), "catalogue", Granted, 1},
		{grants(dayCare, "integration"), "public", Granted, 0},
		{grants(all, "integration"), "review", RoleMayNot, 0},
		{grants(all, "legal_checker"), "legal-check", Granted, 0},
		{grants(all, "owner"), "legal-check", RoleMayNot, 0},
		{grants(all, "legal_checker"), "law", Granted, 0},
		{grants(dayCare, "legal_checker"), "law", WholeMunicipalityOnly, 0},
		{grants(all, "secretary"), "record", Granted, 0},
		{grants(all, "secretary"), "meet", Granted, 0},
		{grants(dayCare, "secretary"), "meet", WholeMunicipalityOnly, 0},
		{grants(dayCare, "owner"), "weigh", Granted, 1},
		{grants(all, "council_member"), "meet", RoleMayNot, 0},
		{grants(all, "auditor"), "audit", Granted, 0},
		{grants(all, "auditor"), "record", AuditorChangesNothing, 0},
		{grants(all, "administrator"), "govern", Granted, 0},
		{grants(all, "administrator"), "rule the world", UnknownPermission, 0},
	} {
		reach, reason, err := a.Allow(registry.Actor{Name: "x", Grants: c.grants}, "test", c.permission)
		if err != nil || reason != c.reason || len(reach) != c.reach {
			t.Errorf("%v %s: %v %s %v", c.grants, c.permission, reach, reason, err)
		}
	}
}

// The roles that the register can give are those that the policy knows.
func TestAccessKnowsEveryRole(t *testing.T) {
	a := mustAccess(t)
	for _, role := range registry.Roles {
		if _, reason, err := a.Allow(registry.Actor{Grants: []registry.Grant{{Role: role}}}, "test", "read"); err != nil || reason != Granted {
			t.Errorf("%s may not read: %s %v", role, reason, err)
		}
	}
}

// Whoever has constrained grants alone reaches no rule outside all of them.
func TestAccessReachesNoFurtherThanGranted(t *testing.T) {
	a := mustAccess(t)
	r := rand.New(rand.NewPCG(3, 1))
	some := func(values ...string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(string) bool { return r.IntN(3) > 0 })
	}
	permissions := []string{"read", "catalogue", "challenge", "reopen", "legal-check", "law", "review", "record", "meet", "consult", "weigh", "govern", "export", "audit"}
	allowed := 0
	for range 400 {
		var actor registry.Actor
		for range 1 + r.IntN(3) {
			scope := registry.Scope{Areas: some("Dagtilbud", "Ældre"), Units: some("Solsikken", "Engen"), KLE: some("28", "27.36")}
			actor.Grants = append(actor.Grants, registry.Grant{Role: pick(r, registry.Roles...), Scope: scope})
		}
		permission := pick(r, permissions...)
		reach, reason, err := a.Allow(actor, "test", permission)
		if err != nil {
			t.Fatal(err)
		}
		if reason != Granted {
			continue
		}
		allowed++
		for _, area := range []string{"Dagtilbud", "Ældre", "Veje"} {
			for _, unit := range []string{"Solsikken", "Engen", ""} {
				for _, kle := range []string{"28.06", "27.36.04", ""} {
					rule := registry.Catalogue{Area: area, Unit: unit, KLE: kle}
					granted := slices.ContainsFunc(actor.Grants, func(g registry.Grant) bool { return g.Scope.Has(rule) })
					if reach.Has(rule) && !granted {
						t.Fatalf("%+v with %s reaches %+v", actor.Grants, permission, rule)
					}
				}
			}
		}
	}
	if allowed < 50 {
		t.Errorf("only %d were allowed anything", allowed)
	}
}

func TestAccessFailsClosed(t *testing.T) {
	everything := `{"areas": [], "units": [], "kle": [], "own": false}`
	for name, answer := range map[string]string{
		"undefined":            `answer := 1 if input.on`,
		"true":                 `answer := true`,
		"no reason":            `answer := {"reach": []}`,
		"no reach":             `answer := {"reason": "GRANTED"}`,
		"everything":           `answer := {"reason": "GRANTED", "reach": []}`,
		"everything, in words": `answer := {"reason": "GRANTED", "reach": [` + everything + `]}`,
		"another's":            `answer := {"reason": "GRANTED", "reach": [{"areas": ["Ældre"], "units": [], "kle": [], "own": false}]}`,
		"half a scope":         `answer := {"reason": "GRANTED", "reach": [{"areas": ["Dagtilbud"]}]}`,
		"an area as a number":  `answer := {"reason": "GRANTED", "reach": [{"areas": [1], "units": [], "kle": [], "own": false}]}`,
		"refused, with reach":  `answer := {"reason": "ROLE_MAY_NOT", "reach": input.actor.grants}`,
		"reason as a thing":    `answer := {"reason": {}, "reach": []}`,
		"fault":                `answer := to_number("x")`,
	} {
		a, err := newAccess("package omvendt.access\n\n"+answer, evaluationLimit)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		reach, reason, err := a.Allow(registry.Actor{Grants: grants(dayCare, "administrator")}, "test", "catalogue")
		if reach != nil || reason != "" || registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %v %s %v", name, reach, reason, err)
		}
	}
	if _, err := newAccess("package omvendt.access\n\nanswer := time.now_ns()", evaluationLimit); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("error %v", err)
	}
}

// A grant for own rules reaches the posts that were found for it, and nothing
// while there are none.
func TestOwnRules(t *testing.T) {
	access, err := NewAccess()
	if err != nil {
		t.Fatal(err)
	}
	post := func(name string) registry.Catalogue { return registry.Catalogue{Owner: name} }
	for _, c := range []struct {
		posts      []string
		own, other bool
	}{{[]string{"Lederen"}, true, false}, {nil, false, false}} {
		actor := registry.Actor{Name: "Gry", User: "1", Grants: []registry.Grant{{Role: "owner", Scope: registry.Scope{Own: true, Posts: c.posts}}}}
		reach, reason, err := access.Allow(actor, "edit-rule", "catalogue")
		if err != nil || reason != Granted || reach.Has(post("Lederen")) != c.own || reach.Has(post("Chefen")) != c.other || reach.Has(post("")) {
			t.Errorf("with posts %v: reach %+v, %s, %v", c.posts, reach, reason, err)
		}
	}
}
