package policies

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
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
	WholeMunicipalityOnly = "WHOLE_MUNICIPALITY_ONLY" // the grant has a constraint, and what is asked has no parts
	UnknownPermission     = "UNKNOWN_PERMISSION"      // a fault in the program
)

// permPublic is the permission that everybody has, and everybody's for everything.
const permPublic = "public"

// Access says who may do what, and with which rules. Several goroutines may use it.
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
// ("public", "read", "catalogue", "challenge", "reopen", "legal-check", "law", "review", "record", "meet",
// "consult", "weigh", "govern", "export", "audit"): who may is told Granted, with
// what the permission reaches, and everybody else why not. An error
// (CodePolicyFailed) means no.
func (a *Access) Allow(actor registry.Actor, operation, permission string) (reach registry.Reach, reason string, err error) {
	grants := make([]*ast.Term, len(actor.Grants))
	for i, g := range actor.Grants {
		grants[i] = ast.ObjectTerm(text("role", g.Role), [2]*ast.Term{ast.StringTerm("scope"), scopeTerm(g.Scope)})
	}
	value, err := a.answer.ask(ast.NewObject(
		text("operation", operation),
		text("permission", permission),
		[2]*ast.Term{ast.StringTerm("actor"), ast.ObjectTerm([2]*ast.Term{ast.StringTerm("grants"), ast.ArrayTerm(grants...)})},
	))
	if err == nil {
		reach, reason, err = readAccess(value)
	}
	if err == nil && reason == Granted && permission != permPublic {
		err = checkReach(actor, reach)
	}
	if err != nil {
		return nil, "", failed("access to %s: %w", operation, err)
	}
	return reach, reason, nil
}

func scopeTerm(s registry.Scope) *ast.Term {
	list := func(name string, values []string) [2]*ast.Term {
		terms := make([]*ast.Term, len(values))
		for i, v := range values {
			terms[i] = ast.StringTerm(v)
		}
		return [2]*ast.Term{ast.StringTerm(name), ast.ArrayTerm(terms...)}
	}
	return ast.ObjectTerm(list("areas", s.Areas), list("units", s.Units), list("kle", s.KLE), [2]*ast.Term{ast.StringTerm("own"), ast.BooleanTerm(s.Own)})
}

// readAccess accepts a reason and a reach, which only somebody who may has.
func readAccess(value any) (registry.Reach, string, error) {
	m, err := object(value, "reason", "reach")
	if err != nil {
		return nil, "", err
	}
	reason, err := readCode(m["reason"])
	if err != nil {
		return nil, "", err
	}
	list, ok := m["reach"].([]any)
	if !ok {
		return nil, "", fmt.Errorf("reach is %T", m["reach"])
	}
	if reason != Granted && len(list) > 0 {
		return nil, "", fmt.Errorf("a reach with reason %s", reason)
	}
	var reach registry.Reach
	for i, entry := range list {
		s, err := readScope(entry)
		if err != nil {
			return nil, "", fmt.Errorf("reach[%d]: %w", i, err)
		}
		reach = append(reach, s)
	}
	return reach, string(reason), nil
}

func readScope(value any) (registry.Scope, error) {
	var s registry.Scope
	m, err := object(value, "areas", "units", "kle", "own")
	if err != nil {
		return s, err
	}
	own, ok := m["own"].(bool)
	if !ok {
		return s, fmt.Errorf("own is %T", m["own"])
	}
	s.Own = own
	for name, to := range map[string]*[]string{"areas": &s.Areas, "units": &s.Units, "kle": &s.KLE} {
		list, ok := m[name].([]any)
		if !ok {
			return s, fmt.Errorf("%s is %T", name, m[name])
		}
		for _, entry := range list {
			v, ok := entry.(string)
			if !ok {
				return s, fmt.Errorf("%s has %T", name, entry)
			}
			*to = append(*to, v)
		}
	}
	return s, nil
}

// checkReach accepts scopes that the actor was granted, with the posts that they
// follow, and everything only for one who was granted everything.
func checkReach(actor registry.Actor, reach registry.Reach) error {
	given := func(s registry.Scope) int {
		return slices.IndexFunc(actor.Grants, func(g registry.Grant) bool { return sameScope(g.Scope, s) })
	}
	if len(reach) == 0 && given(registry.Scope{}) < 0 {
		return errors.New("everything is reached by a constrained grant")
	}
	for i, s := range reach {
		g := given(s)
		if g < 0 {
			return fmt.Errorf("%v is reached and was not granted", s)
		}
		reach[i].Posts = actor.Grants[g].Scope.Posts // which the policy need not know
	}
	return nil
}

func sameScope(a, b registry.Scope) bool {
	return a.Own == b.Own && slices.Equal(a.Areas, b.Areas) && slices.Equal(a.Units, b.Units) && slices.Equal(a.KLE, b.KLE)
}
