package policies

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/omvendt/omvendt/registry"
)

// checkedLimit is how long one evaluation may take while a policy is checked: much
// less than in charge, where a starved machine must not become a refusal.
const checkedLimit = 2 * time.Second

// maxFindings is how many findings of one check are told.
const maxFindings = 5

// CheckHere makes the checks in this very process: for a policy that one trusts not
// to break it, as those of tests.
func (b Bundle) CheckHere(settings []byte) (source []byte, report registry.PolicyReport) {
	b.run(Key{}, settings, func(registry.PolicyCheckName) {},
		func(done registry.PolicyCheck) { report.Checks = append(report.Checks, done) },
		func(stored []byte) { source = stored })
	return source, report
}

// run makes the checks in their order. It runs what it checks in this very process:
// Checker does that in another. begins and ends are told of each check, stored of the
// modules that judge, as a version in the store keeps them.
func (b Bundle) run(key Key, settings []byte, begins func(registry.PolicyCheckName), ends func(registry.PolicyCheck), stored func([]byte)) {
	c := &checking{bundle: b, settings: settings, stored: stored}
	steps := []struct {
		name registry.PolicyCheckName
		run  func() (ran int, found []registry.PolicyFinding)
	}{
		{registry.CheckSignature, func() (int, []registry.PolicyFinding) { return key.files(b), key.verify(b) }},
		{registry.CheckModules, c.divide},
		{registry.CheckCompile, c.compile},
		{registry.CheckSchema, c.types},
		{registry.CheckTests, c.runTests},
	}
	for _, s := range steps {
		begins(s.name)
		ran, found := s.run()
		ends(checkOf(s.name, ran, found))
		if len(found) > 0 && s.name != registry.CheckTests && s.name != registry.CheckSchema {
			return
		}
	}
	begins(registry.CheckAnswers)
	for _, done := range c.properties() {
		ends(done)
	}
	begins(registry.CheckFindings)
	for _, done := range c.besideProperties() {
		ends(done)
	}
}

func checkOf(name registry.PolicyCheckName, ran int, found []registry.PolicyFinding) registry.PolicyCheck {
	return registry.PolicyCheck{Name: name, Passed: len(found) == 0, Ran: ran, Findings: found[:min(len(found), maxFindings)]}
}

// checking is what one check finds out for the next.
type checking struct {
	bundle         Bundle
	settings       []byte
	source         []byte
	stored         func([]byte)
	modules, tests map[string]*ast.Module
	texts, tested  map[string]string
	judge          *judge
	holds          bool   // something of in_force; otherwise it is the program's
	cases          *Cases // nil, as the next two: the bundle holds none
	adoption       *Adoption
	decision       *Decision
}

func (c *checking) divide() (int, []registry.PolicyFinding) {
	var found []registry.PolicyFinding
	c.texts, c.tested, found = c.bundle.divide()
	slices.SortFunc(found, func(a, b registry.PolicyFinding) int { return cmp.Compare(a.File, b.File) })
	if len(c.texts) == 0 {
		return len(c.bundle), append(found, registry.PolicyFinding{Code: registry.FoundNoModules})
	}
	if source := archive(c.texts); len(source) > maxSource {
		found = append(found, registry.PolicyFinding{Code: registry.FoundTooLong})
	} else {
		c.source = source
		c.stored(source)
	}
	return len(c.bundle), found
}

// compile reads each module by itself, so that a fault in one hides none in another.
func (c *checking) compile() (int, []registry.PolicyFinding) {
	read := func(texts map[string]string) (modules map[string]*ast.Module, found []registry.PolicyFinding) {
		modules = map[string]*ast.Module{}
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			one, err := parse(map[string]string{name: texts[name]})
			if err != nil {
				found = append(found, faults(registry.FoundFault, name, err)...)
			}
			maps.Copy(modules, one)
		}
		return modules, found
	}
	var found, more []registry.PolicyFinding
	c.modules, found = read(c.texts)
	c.tests, more = read(c.tested)
	if found = append(found, more...); len(found) > 0 {
		return len(c.texts) + len(c.tested), found
	}
	if found = strangePackages(c.modules); len(found) > 0 {
		return len(c.texts) + len(c.tested), found
	}
	c.holds = part(c.modules, registry.PolicyInForce) != nil
	err := complete(c.texts, c.modules)
	if err == nil {
		_, err = compileStrictly(c.modules)
	}
	if err != nil {
		return len(c.texts) + len(c.tested), faults(registry.FoundFault, "", err)
	}
	if c.source = archive(c.texts); len(c.source) > maxSource {
		return len(c.texts), []registry.PolicyFinding{{Code: registry.FoundTooLong}}
	}
	c.stored(c.source)
	if c.judge, err = newJudge(c.source, c.settings, checkedLimit); err == nil {
		err = c.beside()
	}
	return len(c.texts) + len(c.tested), faults(registry.FoundFault, "", err)
}

// beside compiles what the bundle holds of the other policies.
func (c *checking) beside() error {
	version := registry.GameVersion{Kind: registry.GamePolicy, Source: c.source, Digest: registry.Digest(c.source)}
	for _, policy := range registry.LoggedPolicies {
		if policy == registry.PolicyInForce {
			continue
		}
		b, held, err := heldBy(version, policy)
		switch {
		case err != nil:
			return err
		case !held:
		case policy == registry.PolicyJustification:
			c.cases = casesOf(b, checkedLimit)
		case policy == registry.PolicyAdoption:
			c.adoption, err = adoptionOf(b, checkedLimit)
		case policy == registry.PolicyDecision:
			c.decision, err = decisionOf(b, checkedLimit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *checking) types() (int, []registry.PolicyFinding) {
	return len(c.texts), faults(registry.FoundUnknownInput, "", checkTypes(c.modules))
}

// runTests runs the bundle's own tests, with the settings.
func (c *checking) runTests() (ran int, found []registry.PolicyFinding) {
	if len(c.tests) == 0 {
		return 0, nil
	}
	results, err := testModules(c.modules, c.tests, c.judge.params)
	if err != nil {
		return 0, faults(registry.FoundFault, "", err)
	}
	for r := range results {
		ran++
		if r.Pass() {
			continue
		}
		f := registry.PolicyFinding{Code: registry.FoundTestFailed, Detail: clipped(r.Name)}
		if r.Location != nil {
			f.File, f.Line = r.Location.File, r.Location.Row
		}
		found = append(found, f)
	}
	return ran, found
}

// testModules runs the tests among modules.
func testModules(modules, tests map[string]*ast.Module, params map[string]any) (chan *tester.Result, error) {
	all := make(map[string]*ast.Module, len(modules)+len(tests))
	for _, some := range []map[string]*ast.Module{modules, tests} {
		for name, m := range some {
			all[name] = m.Copy()
		}
	}
	caps := capabilities()
	for _, b := range ast.CapabilitiesForThisVersion().Builtins {
		if b.Name == ast.InternalTestCase.Name {
			caps.Builtins = append(caps.Builtins, b) // the runner's own
		}
	}
	return tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithCapabilities(caps).WithStrict(true)).
		SetStore(settingsStore(params)).
		RaiseBuiltinErrors(true).
		SetTimeout(checkedLimit).
		SetModules(all).
		RunTests(context.Background(), nil)
}

// faults are the lines that an error names; none for nil.
func faults(code registry.PolicyFindingCode, file string, err error) (found []registry.PolicyFinding) {
	if err == nil {
		return nil
	}
	var list ast.Errors
	if !errors.As(err, &list) {
		return []registry.PolicyFinding{{Code: code, File: file, Detail: clipped(err.Error())}}
	}
	for _, e := range list {
		f := registry.PolicyFinding{Code: code, File: file, Detail: clipped(explained(e.Message))}
		if e.Location != nil {
			f.File, f.Line = cmp.Or(e.Location.File, file), e.Location.Row
		}
		found = append(found, f)
	}
	return found
}

// explained says of what the compiler knows no more that a policy may not use it.
func explained(message string) string {
	if name, ok := strings.CutPrefix(message, "undefined function "); ok && ast.BuiltinMap[name] != nil {
		return name + " is a function of Rego that a policy may not use"
	}
	return message
}

// clipped bounds what a bundle can put into a report.
func clipped(s string) string {
	const most = 300
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
