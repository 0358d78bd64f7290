package policies

import (
	"maps"
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// A municipality's own policy is one bundle, whichever of the program's policies it
// holds (docs/decisions/0066): what it does not hold comes from the program.

// packages are those under data.omvendt of which each policy that can be replaced
// consists. Those that a policy is asked in come with it, and so does what they read.
var packages = map[registry.PolicyName][]string{
	registry.PolicyInForce:       {"in_force", "explain", "ruling"},
	registry.PolicyJustification: {"justification"},
	registry.PolicyDecision:      {"decision"},
	registry.PolicyAdoption:      {"adoption"},
}

// sharedPackage is for what modules of a bundle have in common, as is all under it.
const sharedPackage = "own"

func packagePath(name string) ast.Ref { return ast.MustParseRef("data.omvendt." + name) }

// part are the modules of a policy and those that they read; nil where there are none.
func part(modules map[string]*ast.Module, policy registry.PolicyName) map[string]*ast.Module {
	found := map[string]*ast.Module{}
	for name, m := range modules {
		if slices.ContainsFunc(packages[policy], func(p string) bool { return m.Package.Path.Equal(packagePath(p)) }) {
			found[name] = m
		}
	}
	if len(found) == 0 {
		return nil
	}
	return withRead(modules, found)
}

// withRead are some modules and those that they read, and so on.
func withRead(modules, some map[string]*ast.Module) map[string]*ast.Module {
	all := maps.Clone(some)
	open := slices.Collect(maps.Values(some))
	for len(open) > 0 {
		m := open[0]
		open = open[1:]
		for name, other := range modules {
			if all[name] == nil && readsModule(m, other) {
				all[name] = other
				open = append(open, other)
			}
		}
	}
	return all
}

// readsModule says whether a module names anything in another's package, or something
// that the package is a part of.
func readsModule(m, other *ast.Module) (reads bool) {
	path := other.Package.Path
	ast.WalkRefs(m, func(r ast.Ref) bool {
		reads = reads || r.HasPrefix(path) || path.HasPrefix(r.GroundPrefix())
		return reads
	})
	return reads
}

// textsOf are the texts of modules.
func textsOf(modules map[string]*ast.Module, texts map[string]string) map[string]string {
	some := make(map[string]string, len(modules))
	for name := range modules {
		some[name] = texts[name]
	}
	return some
}

// strangePackages finds modules that no policy would ever ask: a name that is misspelled
// would leave the program's own in charge without a word.
func strangePackages(modules map[string]*ast.Module) (found []registry.PolicyFinding) {
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		p := modules[name].Package
		code := registry.FoundUnknownPackage
		switch {
		case p.Path.Equal(packagePath(string(registry.PolicyAccess))):
			code = registry.FoundProgramsOwn
		case p.Path.HasPrefix(packagePath(sharedPackage)), replaceable(p.Path):
			continue
		}
		found = append(found, registry.PolicyFinding{Code: code, File: name, Line: p.Location.Row, Detail: clipped(p.Path.String()[len("data."):])})
	}
	return found
}

func replaceable(path ast.Ref) bool {
	for _, names := range packages {
		if slices.ContainsFunc(names, func(name string) bool { return path.Equal(packagePath(name)) }) {
			return true
		}
	}
	return false
}

// complete adds what a bundle does not hold of the policy that judges whether rules are
// in force, as the program has it now: days that have passed keep their answer although
// a later program has another.
func complete(texts map[string]string, modules map[string]*ast.Module) error {
	source, err := builtinSource()
	if err != nil {
		return err
	}
	own, err := unarchive(source)
	if err != nil {
		return err
	}
	ours, err := parse(own)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		m := ours[name]
		if held := func(o *ast.Module) bool { return o.Package.Path.Equal(m.Package.Path) }; slices.ContainsFunc(slices.Collect(maps.Values(modules)), held) {
			continue
		}
		for texts[name] != "" || modules[name] != nil {
			name = "program/" + name
		}
		texts[name] = own[m.Package.Location.File]
		modules[name] = m
	}
	return nil
}

// settingsRead are the settings that each policy sees as data.params; none where it is missing.
var settingsRead = map[registry.PolicyName]reflect.Type{
	registry.PolicyInForce:       reflect.TypeFor[registry.Settings](),
	registry.PolicyJustification: reflect.TypeFor[registry.CaseLimits](),
}
