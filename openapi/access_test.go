package openapi

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

var update = flag.Bool("update", false, "write docs/access.md anew")

const accessFile = "../docs/access.md"

// The committed table of who may do what is what the policy answers.
func TestAccessTable(t *testing.T) {
	testenv.OneAtATime(t)
	want := accessTable(t)
	if *update {
		if err := os.WriteFile(accessFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(accessFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s is not what the policy says: go test ./openapi -run TestAccessTable -update, and read what changed", accessFile)
	}
}

// Every operation declares a permission that the policy knows, and somebody has it.
func TestPermissionsAreKnown(t *testing.T) {
	access := policiestest.Compiled().Access
	for _, op := range build(Deps{}, http.NewServeMux()).operations {
		if may(t, access, op, "administrator", registry.Scope{}) != granted {
			t.Errorf("%s declares the permission %q, which administrators do not have", op.ID, op.Permission)
		}
	}
}

// accessTable asks the policy about every operation for every role, with a grant
// for everything and with one for an area.
func accessTable(t *testing.T) []byte {
	access := policiestest.Compiled().Access
	var b bytes.Buffer
	fmt.Fprint(&b, `# Who may do what

Every operation of the API and who may do it, as the policy [access.rego](../policies/rego/access.rego) answers; made by a
test, so that it cannot be out of date. Pages declare the same permissions. Somebody with several roles may what one of
them may, except that an auditor changes nothing.

- **yes**: with this role; limited to an area, a unit or a KLE subject, for the rules that lie within it.
- **whole**: with this role for the whole municipality, since what it is about belongs to no area.
- **elsewhere**: what becomes of a change by somebody whose role is limited to where what it is about does not lie, which
  the tests hold against the answers. "refused", or "yes" where it is about their own, or about no area.

`)
	roles := append([]string{""}, registry.Roles...)
	head := []string{"operation", "permission", "nobody"}
	for _, r := range registry.Roles {
		head = append(head, strings.ReplaceAll(r, "_", " "))
	}
	row := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	head = append(head, "elsewhere")
	row(head)
	row(strings.Split(strings.Repeat("---,", len(head)-1)+"---", ","))
	for _, op := range build(Deps{}, http.NewServeMux()).operations {
		cells := []string{op.ID, op.Permission}
		for _, role := range roles {
			cell := ""
			if may(t, access, op, role, registry.Scope{}) == granted {
				cell = "whole"
				if may(t, access, op, role, registry.Scope{Areas: []string{"Dagtilbud"}}) == granted {
					cell = "yes"
				}
			}
			cells = append(cells, cell)
		}
		row(append(cells, elsewhere(t, op)))
	}
	return b.Bytes()
}

func may(t *testing.T, access *policies.Access, op operation, role string, scope registry.Scope) (reason string) {
	t.Helper()
	var actor registry.Actor
	if role != "" {
		actor.Grants = []registry.Grant{{Role: role, Scope: scope}}
	}
	_, reason, err := access.Allow(actor, op.ID, op.Permission)
	if err != nil {
		t.Fatal(err)
	}
	return reason
}
