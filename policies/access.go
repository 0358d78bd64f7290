package policies

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/access.rego
var accessSource string

// Reasons that Allow gives. All but Granted are refusals; texts are found under
// "access.<reason>".
const (
	Granted               = "GRANTED"
	NotSignedIn           = "NOT_SIGNED_IN" // no known role: sign in
	RoleMayNot            = "ROLE_MAY_NOT"
	AuditorChangesNothing = "AUDITOR_CHANGES_NOTHING"
	UnknownPermission     = "UNKNOWN_PERMISSION" // a fault in the program
)

// Access says who may do what. Several goroutines may use it.
type Access struct{ answer *question }

// NewAccess compiles the policy; an error means that the program's own is broken.
func NewAccess() (*Access, error) { return newAccess(accessSource, evaluationLimit) }

func newAccess(source string, limit time.Duration) (*Access, error) {
	modules, err := parse(map[string]string{"access.rego": source})
	if err != nil {
		return nil, failed("access: %w", err)
	}
	compiler, err := compileStrictly(modules)
	if err != nil {
		return nil, failed("access: %w", err)
	}
	q, err := newQuestion("data.omvendt.access.answer", compiler, settingsStore(nil), limit)
	if err != nil {
		return nil, failed("access: %w", err)
	}
	return &Access{answer: q}, nil
}

// Allow says whether an actor may do an operation that declares a permission
// ("public", "read", "catalogue", "legal-check", "review", "record", "govern",
// "export", "audit"), and why or why not. An error (CodePolicyFailed) means no.
func (a *Access) Allow(actor registry.Actor, operation, permission string) (allowed bool, reason string, err error) {
	roles := make([]*ast.Term, len(actor.Roles))
	for i, r := range actor.Roles {
		roles[i] = ast.StringTerm(r)
	}
	value, err := a.answer.ask(ast.NewObject(
		text("operation", operation),
		text("permission", permission),
		[2]*ast.Term{ast.StringTerm("actor"), ast.ObjectTerm([2]*ast.Term{ast.StringTerm("roles"), ast.ArrayTerm(roles...)})},
	))
	if err == nil {
		allowed, reason, err = readAccess(value)
	}
	if err != nil {
		return false, "", failed("access to %s: %w", operation, err)
	}
	return allowed, reason, nil
}

// readAccess accepts a boolean and a reason that agree.
func readAccess(value any) (bool, string, error) {
	m, err := object(value, "allowed", "reason")
	if err != nil {
		return false, "", err
	}
	allowed, ok := m["allowed"].(bool)
	if !ok {
		return false, "", fmt.Errorf("allowed is %T", m["allowed"])
	}
	reason, err := readCode(m["reason"])
	if err != nil {
		return false, "", err
	}
	if allowed != (reason == Granted) {
		return false, "", fmt.Errorf("allowed is %v with reason %s", allowed, reason)
	}
	return allowed, string(reason), nil
}
