package policies

import (
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

func TestAccess(t *testing.T) {
	a, err := NewAccess()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		roles      []string
		permission string
		reason     string
	}{
		{nil, "public", Granted},
		{nil, "read", NotSignedIn},
		{[]string{"nobody"}, "read", NotSignedIn},
		{[]string{"integration"}, "read", Granted},
		{[]string{"integration"}, "catalogue", Granted},
		{[]string{"integration"}, "review", RoleMayNot},
		{[]string{"legal_checker"}, "legal-check", Granted},
		{[]string{"owner"}, "legal-check", RoleMayNot},
		{[]string{"secretary"}, "record", Granted},
		{[]string{"auditor"}, "audit", Granted},
		{[]string{"auditor"}, "record", AuditorChangesNothing},
		{[]string{"administrator"}, "govern", Granted},
		{[]string{"administrator"}, "rule the world", UnknownPermission},
	} {
		allowed, reason, err := a.Allow(registry.Actor{Name: "x", Roles: c.roles}, "test", c.permission)
		if err != nil || allowed != (c.reason == Granted) || reason != c.reason {
			t.Errorf("%v %s: %v %s %v", c.roles, c.permission, allowed, reason, err)
		}
	}
}

// The roles that the register can give are those that the policy knows.
func TestAccessKnowsEveryRole(t *testing.T) {
	a, err := NewAccess()
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range registry.Roles {
		if allowed, _, err := a.Allow(registry.Actor{Roles: []string{role}}, "test", "read"); err != nil || !allowed {
			t.Errorf("%s may not read: %v", role, err)
		}
	}
}

func TestAccessFailsClosed(t *testing.T) {
	for name, answer := range map[string]string{
		"undefined":         `answer := 1 if input.on`,
		"true":              `answer := true`,
		"no reason":         `answer := {"allowed": true}`,
		"allowed as text":   `answer := {"allowed": "true", "reason": "GRANTED"}`,
		"another reason":    `answer := {"allowed": true, "reason": "ROLE_MAY_NOT"}`,
		"refused, granted":  `answer := {"allowed": false, "reason": "GRANTED"}`,
		"reason as a thing": `answer := {"allowed": true, "reason": {}}`,
		"fault":             `answer := to_number("x")`,
	} {
		a, err := newAccess("package omvendt.access\n\n"+answer, time.Second)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		allowed, reason, err := a.Allow(registry.Actor{Roles: []string{"administrator"}}, "test", "read")
		if allowed || reason != "" || registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %v %s %v", name, allowed, reason, err)
		}
	}
	if _, err := newAccess("package omvendt.access\n\nanswer := time.now_ns()", time.Second); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("error %v", err)
	}
}
