package policies

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// allowed are the builtins a policy may use: pure functions whose work is
// bounded by their input. sprintf is missing because a width in the format
// makes any amount of text; regex, json, yaml, time and crypto because no policy
// needs them; http.send, net, opa.runtime, rand, uuid and time.now_ns because
// an answer would no longer follow from its facts.
var allowed = strings.Fields(`
	assign eq equal neq lt lte gt gte
	plus minus mul div rem abs round ceil floor
	and or union intersection
	internal.member_2 internal.member_3
	count sum max min sort
	array.concat array.slice array.reverse
	object.get object.keys object.remove object.subset object.union object.filter
	concat contains startswith endswith indexof lower upper split substring replace
	trim trim_left trim_right trim_prefix trim_suffix trim_space
	strings.any_prefix_match strings.any_suffix_match strings.count strings.reverse
	is_array is_boolean is_null is_number is_object is_set is_string type_name
	to_number format_int
`)

// capabilities are what this version of OPA can do, less everything that is not
// allowed.
func capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool { return !slices.Contains(allowed, b.Name) })
	c.AllowNet = []string{} // not nil, which would allow every host
	return c
}

// maxSource bounds a policy's archive; the built-in one is some 12 kB.
const maxSource = 1 << 20

// archive is the canonical form in which modules are stored and named by their
// digest: one JSON object from name to text, sorted by name.
func archive(modules map[string]string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(modules); err != nil {
		panic(err) // text always encodes
	}
	return bytes.TrimSpace(b.Bytes())
}

func unarchive(source []byte) (map[string]string, error) {
	if len(source) > maxSource {
		return nil, fmt.Errorf("policy of %d bytes is longer than %d", len(source), maxSource)
	}
	modules := map[string]string{}
	if err := json.Unmarshal(source, &modules); err != nil {
		return nil, fmt.Errorf("policy archive: %w", err)
	}
	if len(modules) == 0 {
		return nil, errors.New("policy archive is empty")
	}
	return modules, nil
}

// parse reads modules and keeps them to the product's own part of the
// namespace, away from data.params.
func parse(sources map[string]string) (map[string]*ast.Module, error) {
	home := ast.MustParseRef("data.omvendt")
	modules := make(map[string]*ast.Module, len(sources))
	for name, text := range sources {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{
			RegoVersion: ast.RegoV1, ProcessAnnotation: true, Capabilities: capabilities()})
		if err != nil {
			return nil, err
		}
		if m == nil {
			return nil, fmt.Errorf("module %s is empty", name)
		}
		if !m.Package.Path.HasPrefix(home) {
			return nil, fmt.Errorf("module %s has package %s, not one under %s", name, m.Package.Path, home)
		}
		modules[name] = m
	}
	return modules, nil
}

// compileStrictly checks modules strictly against the allowed builtins.
func compileStrictly(modules map[string]*ast.Module) (*ast.Compiler, error) {
	own := make(map[string]*ast.Module, len(modules))
	for name, m := range modules {
		own[name] = m.Copy() // the compiler rewrites what it is given
	}
	c := ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true)
	if c.Compile(own); c.Failed() {
		return nil, c.Errors
	}
	return c, nil
}

func failed(format string, args ...any) error {
	return &registry.Error{Code: registry.CodePolicyFailed, Err: fmt.Errorf("policies: "+format, args...)}
}
