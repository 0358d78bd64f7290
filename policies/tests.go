package policies

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/omvendt/omvendt/registry"
)

// testsLimit is how long one test of a policy may take.
const testsLimit = 10 * time.Second

// tested keeps what became of the built-in tests.
type tested struct {
	once   sync.Once
	result registry.PolicyTests
}

// TestPolicies runs the tests that come with the program, once in its life: they
// cannot come out in two ways, and nobody can make the program run them again and again.
func (m *Maker) TestPolicies(now time.Time) registry.PolicyTests {
	m.tests.once.Do(func() {
		r := &m.tests.result
		r.At = now
		report, err := RunTests(context.Background(), Sources())
		if err != nil {
			r.Err = err
			return
		}
		r.Count, r.Failed = report.Ran, report.Failed
	})
	return m.tests.result
}

// Sources are the policies that come with the program and their tests, by file name.
func Sources() map[string]string {
	names, err := everything.ReadDir("rego")
	if err != nil {
		panic(err) // they are part of the program
	}
	sources := map[string]string{}
	for _, e := range names {
		text, err := everything.ReadFile("rego/" + e.Name())
		if err != nil {
			panic(err)
		}
		sources[e.Name()] = string(text)
	}
	return sources
}

// IsTest says whether a module holds tests and is no part of a policy.
func IsTest(name string) bool { return strings.HasSuffix(name, "_test.rego") }

// TestReport is what became of the tests of some modules.
type TestReport struct {
	Ran       int
	Failed    []string         // names of tests, with what went wrong
	Coverage  float64          // percent of the lines of the policies that a test reached
	Uncovered map[string][]int // lines by module that none reached
	Codes     map[string]bool  // each code that a sentence has, and whether a test names it
}

// Unreached are the codes that no test names, sorted.
func (r TestReport) Unreached() (codes []string) {
	for code, reached := range r.Codes {
		if !reached {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// ErrNoTests says that none of the modules has a test.
var ErrNoTests = errors.New("there are no tests")

// RunTests compiles modules strictly and runs the tests among them. An error says that
// they do not compile, or hold no test.
func RunTests(ctx context.Context, sources map[string]string) (TestReport, error) {
	return runTests(ctx, sources, map[string]any{})
}

// RunTests runs a bundle's own tests in this process, with settings.
func (b Bundle) RunTests(ctx context.Context, settings registry.Settings) (TestReport, error) {
	modules, tests, _ := b.divide()
	maps.Copy(modules, tests)
	var params map[string]any
	if err := json.Unmarshal(settings.Canonical(), &params); err != nil {
		return TestReport{}, err
	}
	return runTests(ctx, modules, params)
}

func runTests(ctx context.Context, sources map[string]string, params map[string]any) (TestReport, error) {
	var report TestReport
	modules, err := parse(sources)
	if err != nil {
		return report, err
	}
	report.Codes = codesNamed(modules, sources)
	caps := capabilities()
	for _, b := range ast.CapabilitiesForThisVersion().Builtins {
		if b.Name == ast.InternalTestCase.Name {
			caps.Builtins = append(caps.Builtins, b) // the runner's own
		}
	}
	reached := cover.New()
	results, err := tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithCapabilities(caps).WithStrict(true)).
		SetStore(settingsStore(params)).
		SetCoverageQueryTracer(reached).
		RaiseBuiltinErrors(true).
		SetTimeout(testsLimit).
		SetModules(modules).
		RunTests(ctx, nil)
	if err != nil {
		return report, err
	}
	for r := range results {
		report.Ran++
		if !r.Pass() {
			report.Failed = append(report.Failed, fmt.Sprintf("%s %s: %v", r.Location, r.Name, failure(r)))
		}
	}
	slices.Sort(report.Failed)
	if report.Ran == 0 {
		return report, ErrNoTests
	}
	report.cover(reached.Report(modules))
	return report, nil
}

func failure(r *tester.Result) string {
	switch {
	case r.Error != nil:
		return r.Error.Error()
	case r.FailedAt != nil:
		return "does not hold: " + r.FailedAt.String()
	}
	return "does not hold"
}

// cover counts the lines of the policies alone.
func (r *TestReport) cover(c cover.Report) {
	r.Uncovered = map[string][]int{}
	covered, missed := 0, 0
	for name, file := range c.Files {
		if IsTest(name) {
			continue
		}
		covered += file.CoveredLines
		missed += file.NotCoveredLines
		for _, part := range file.NotCovered {
			for row := part.Start.Row; row <= part.End.Row; row++ {
				r.Uncovered[name] = append(r.Uncovered[name], row)
			}
		}
	}
	if covered+missed > 0 {
		r.Coverage = 100 * float64(covered) / float64(covered+missed)
	}
}

// codesNamed are the codes of all sentences, with whether a test names them.
func codesNamed(modules map[string]*ast.Module, sources map[string]string) map[string]bool {
	codes := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		if IsTest(name) {
			continue
		}
		for _, s := range sentences(name, modules[name], sources[name]) {
			if s.Code != "" {
				codes[s.Code] = codes[s.Code] || namedByTest(s.Code, sources)
			}
		}
	}
	return codes
}

func namedByTest(code string, sources map[string]string) bool {
	for name, text := range sources {
		if IsTest(name) && strings.Contains(text, `"`+code+`"`) {
			return true
		}
	}
	return false
}
