package policies

import (
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// body is what a policy is compiled of, as the program or a version has it.
type body struct {
	policy   registry.PolicyName
	compiler *ast.Compiler
	source   []byte // whose digest names the policy
	texts    map[string]string
	words    words
}

// bodyOf compiles the modules of one policy strictly; the digest of source names it.
func bodyOf(policy registry.PolicyName, modules map[string]*ast.Module, texts map[string]string, source []byte) (body, error) {
	compiler, err := compileStrictly(modules)
	if err != nil {
		return body{}, failed("%s: %w", policy, err)
	}
	return body{policy, compiler, source, textsOf(modules, texts), wordsOf(policy, modules, texts)}, nil
}

// programBody is a policy of one module.
func programBody(policy registry.PolicyName, source string) (body, error) {
	texts := map[string]string{string(policy) + ".rego": source}
	modules, err := parse(texts)
	if err != nil {
		return body{}, failed("%s: %w", policy, err)
	}
	return bodyOf(policy, modules, texts, []byte(source))
}

// replaced remembers what versions have in the place of a policy of the program.
type replaced[P any] struct{ made *cache[string, P] }

func newReplaced[P any]() *replaced[P] { return &replaced[P]{newCache[string, P](maxJudges)} }

// in is the policy as a version has it: program where it holds none of its own. nil
// is a policy that no version replaces. Errors are CodePolicyFailed.
func (r *replaced[P]) in(v registry.GameVersion, policy registry.PolicyName, program P, compiled func(body) (P, error)) (P, error) {
	if r == nil {
		return program, nil
	}
	if p, ok := r.made.get(v.Digest); ok {
		return p, nil
	}
	b, held, err := heldBy(v, policy)
	p := program
	if err == nil && held {
		p, err = compiled(b)
	}
	if err == nil {
		r.made.put(v.Digest, p)
	}
	return p, err
}

// heldBy is a version's own policy; false where it holds none.
func heldBy(v registry.GameVersion, policy registry.PolicyName) (b body, held bool, err error) {
	if registry.Digest(v.Source) != v.Digest {
		return b, false, failed("%s from %v is not what its digest names", v.Kind, v.From)
	}
	texts, err := unarchive(v.Source)
	if err != nil {
		return b, false, failed("%s from %v: %w", policy, v.From, err)
	}
	modules, err := parse(texts)
	if err != nil {
		return b, false, failed("%s from %v: %w", policy, v.From, err)
	}
	own := part(modules, policy)
	if own == nil {
		return b, false, nil
	}
	b, err = bodyOf(policy, own, texts, v.Source)
	return b, true, err
}

// bodyIn is a policy as a version's source holds it, or as it comes with the program; nil is a
// source that holds nothing.
func bodyIn(source []byte, policy registry.PolicyName) (body, error) {
	if source != nil {
		b, held, err := heldBy(registry.GameVersion{Kind: registry.GamePolicy, Source: source, Digest: registry.Digest(source)}, policy)
		if held || err != nil {
			return b, err
		}
	}
	return programBody(policy, beside[policy])
}
