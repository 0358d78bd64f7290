package openapi

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// nowhere is a scope in which nothing lies.
var nowhere = registry.Scope{Areas: []string{"Et andet område"}}

// wherever are changes that somebody with a role elsewhere can make although the role is
// limited: what they are about belongs to no area, or to who makes them.
var wherever = []string{"edit-note", "delete-note", // their own
	"create-import-draft", "edit-import-draft", "delete-import-draft"} // a file; what becomes of it lies somewhere

// bound says whether an operation changes what lies in an area, and only for who has a role there.
func (op operation) bound() bool {
	return op.Method != http.MethodGet && !op.Asks && op.Permission != permPublic && !slices.Contains(wherever, op.ID)
}

// limitable are the roles that are enough for an operation when they are limited.
func limitable(t *testing.T, op operation) (roles []string) {
	t.Helper()
	for _, role := range registry.Roles {
		if may(t, policiestest.Compiled().Access, op, role, nowhere) == granted {
			roles = append(roles, role)
		}
	}
	return roles
}

// elsewhere says what becomes of a change by somebody whose role is limited to another area;
// empty where no such role is enough, and of what changes nothing or everybody may.
func elsewhere(t *testing.T, op operation) string {
	switch {
	case len(limitable(t, op)) == 0:
		return ""
	case op.bound():
		return "refused"
	case slices.Contains(wherever, op.ID):
		return "yes"
	}
	return ""
}

// strangers are people with a role where nothing lies, by their role.
func (c *campaign) strangers() map[string]holder {
	all := map[string]holder{}
	for _, role := range registry.Roles {
		grant := registry.Grant{Role: role, Scope: nowhere}
		token, secret, err := c.server.api.Register.AddToken(c.t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}, "elsewhere "+role, grant)
		if err != nil {
			c.t.Fatal(err)
		}
		c.spared = append(c.spared, string(token.ID))
		all["elsewhere "+role] = holder{"Bearer " + secret, registry.Actor{Name: role, Grants: []registry.Grant{grant}}, true}
	}
	return all
}

// fromElsewhere sends a right request as those whose role is elsewhere, until one was told that
// they may not: they cannot change what lies here.
func (c *campaign) fromElsewhere(r request) {
	if !r.op.bound() || c.forbidden[r.op.ID] {
		return
	}
	for _, role := range limitable(c.t, r.op) {
		who := "elsewhere " + role
		got := c.fire(r, who)
		if got.status >= 200 && got.status < 300 {
			c.report(r, got, fmt.Sprintf("%s changes what lies here", who))
		}
		if got.status == http.StatusForbidden {
			c.forbidden[r.op.ID] = true
		}
	}
}

// refusedElsewhere holds the table of who may do what to the answers: what it says is refused
// to those whose role is elsewhere was refused to one of them.
func (c *campaign) refusedElsewhere() {
	all, unseen := 0, []string{}
	for _, op := range c.server.api.operations {
		if !op.bound() || len(limitable(c.t, op)) == 0 {
			continue
		}
		if all++; !c.forbidden[op.ID] {
			unseen = append(unseen, op.ID)
		}
	}
	c.t.Logf("%d of %d operations have refused somebody whose role is elsewhere; not %v", all-len(unseen), all, unseen)
	if len(unseen)*10 > all {
		c.t.Errorf("fewer than nine in ten: not %v", unseen)
	}
}
