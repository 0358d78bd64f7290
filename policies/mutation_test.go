package policies_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// mutateVariable makes TestMutants try every mutant and tell of each that survives
// ("make mutate"); otherwise it tries some, always the same.
const mutateVariable = "OMVENDT_MUTATE"

// families are policies that are tested together: what one module of a family says
// can show in the tests of another.
var families = [][]string{
	{"in_force.rego", "explain.rego", "ruling.rego"}, {"decision.rego"}, {"justification.rego"}, {"adoption.rego"}, {"access.rego"},
}

// TestMutants makes small faults in the built-in policies, one at a time: a condition
// dropped, a comparison flipped, a constant swapped. At least nine in ten must be
// noticed by the tests in Rego or, for what is in force, by the model of the design.
func TestMutants(t *testing.T) {
	testenv.OneAtATime(t)
	every := os.Getenv(mutateVariable) != ""
	var all []mutant
	for _, family := range families {
		f := readFamily(t, family)
		if how, err := f.notices(f.sources); how != "" || err != nil {
			t.Fatalf("%v fails as it is: %s %v", family, how, err)
		}
		for _, name := range family {
			all = append(all, mutantsOf(t, f, name)...)
		}
	}
	if !every {
		r := rand.New(rand.NewPCG(testenv.Seed(t, 20270701), 1))
		r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
		all = all[:testenv.Runs(t, 40)]
	}

	var (
		mu      sync.Mutex
		wg      sync.WaitGroup
		noticed = map[string]map[string]int{} // by module and by what noticed it
		work    = make(chan mutant)
	)
	for range 2 {
		wg.Go(func() {
			for m := range work {
				how, err := m.family.notices(m.sources())
				mu.Lock()
				if err != nil {
					how = "does not compile"
				}
				if noticed[m.module] == nil {
					noticed[m.module] = map[string]int{}
				}
				noticed[m.module][how]++
				if how == "" && every {
					t.Logf("survives: %s: %s", m.module, m.change())
				}
				mu.Unlock()
			}
		})
	}
	for _, m := range all {
		work <- m
	}
	close(work)
	wg.Wait()

	caught, survived := 0, 0
	for _, module := range slices.Sorted(maps.Keys(noticed)) {
		n := noticed[module]
		t.Logf("%s: %d noticed in Rego, %d by the model alone, %d survive (%d do not compile)",
			module, n["rego"], n["model"], n[""], n["does not compile"])
		caught, survived = caught+n["rego"]+n["model"], survived+n[""]
	}
	t.Logf("%d of %d mutants noticed", caught, caught+survived)
	if caught < 9*survived || caught == 0 {
		t.Errorf("fewer than nine in ten: %d of %d (%s=1 names those that survive)", caught, caught+survived, mutateVariable)
	}
}

// family is modules and their tests, parsed and as they are formatted without comments.
type family struct {
	sources map[string]string // of the modules, without their tests
	tests   map[string]*ast.Module
	maker   *policies.Maker // nil: the model does not say anything about these
}

func readFamily(t *testing.T, names []string) *family {
	t.Helper()
	f := &family{sources: map[string]string{}, tests: map[string]*ast.Module{}}
	for _, name := range names {
		f.sources[name] = plain(t, parseRego(t, name))
		test := strings.TrimSuffix(name, ".rego") + "_test.rego"
		if _, err := os.Stat(filepath.Join("rego", test)); err == nil { // explain's are those of in_force
			f.tests[test] = parseRego(t, test)
		}
	}
	if slices.Contains(names, "in_force.rego") {
		maker, err := policies.NewMaker()
		if err != nil {
			t.Fatal(err)
		}
		f.maker = maker
	}
	return f
}

func parseRego(t *testing.T, name string) *ast.Module {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("rego", name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ast.ParseModuleWithOpts(name, string(source), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	m.Comments, m.Annotations = nil, nil
	return m
}

func plain(t *testing.T, m *ast.Module) string {
	t.Helper()
	text, err := format.AstWithOpts(m, format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// notices says what tells these modules from those that are right: "rego", "model", or
// "" for nothing. An error means that they do not compile.
func (f *family) notices(sources map[string]string) (string, error) {
	modules := map[string]*ast.Module{}
	for name, text := range sources {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return "", err
		}
		modules[name] = m
	}
	for name, m := range f.tests {
		modules[name] = m.Copy()
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	results, err := tester.NewRunner().
		SetCompiler(ast.NewCompiler().WithStrict(true)).
		SetStore(inmem.NewFromObject(map[string]any{"params": map[string]any{}})).
		RaiseBuiltinErrors(true).SetTimeout(10*time.Second).SetModules(modules).RunTests(ctx, nil)
	if err != nil {
		return "", err
	}
	failed := false
	for r := range results {
		if !failed && !r.Pass() {
			failed = true
			stop()
		}
	}
	switch {
	case failed:
		return "rego", nil
	case f.maker != nil && f.modelDisagrees(sources):
		return "model", nil
	}
	return "", nil
}

// modelDisagrees asks the design's own examples and some random histories.
func (f *family) modelDisagrees(sources map[string]string) bool {
	source, err := json.Marshal(sources)
	if err != nil {
		return true
	}
	settings := registry.DefaultSettings().Canonical()
	rules, err := f.maker.Rulebook([]registry.GameVersion{
		{Kind: registry.GamePolicy, From: registry.FirstDay, Digest: registry.Digest(source), Source: source},
		{Kind: registry.GameSettings, From: registry.FirstDay, Digest: registry.Digest(settings), Source: settings},
	})
	if err != nil {
		return true
	}
	for _, row := range registrytest.WorkedDays() {
		for _, ask := range row.Asks {
			timeline, err := registry.Timeline(ask.Events(row), rules)
			if err != nil || answerOn(timeline, ask.On).State != ask.State {
				return true
			}
		}
	}
	for i := range uint64(300) {
		events := registrytest.History(rand.New(rand.NewPCG(20270701, i)))
		if _, disagreement := compare(events, registrytest.BoundaryDays(events), rules); disagreement != "" {
			return true
		}
	}
	return false
}

// mutant is one module of a family with one small fault.
type mutant struct {
	family *family
	module string
	kind   string
	text   string // of the module, formatted without comments
}

func (m mutant) sources() map[string]string {
	sources := maps.Clone(m.family.sources)
	sources[m.module] = m.text
	return sources
}

// change is the lines that differ, with the last name that stands before them.
func (m mutant) change() string {
	was, is := strings.Split(m.family.sources[m.module], "\n"), strings.Split(m.text, "\n")
	first := 0
	for first < min(len(was), len(is)) && was[first] == is[first] {
		first++
	}
	last := 0
	for last < min(len(was), len(is))-first && was[len(was)-1-last] == is[len(is)-1-last] {
		last++
	}
	name := ""
	for i := min(first, len(was)-1); i >= 0 && name == ""; i-- {
		if was[i] != "" && !strings.ContainsAny(was[i][:1], "\t }]") {
			name = was[i]
		}
	}
	lines := func(all []string) string { return strings.Join(strings.Fields(strings.Join(all, " ")), " ") }
	return fmt.Sprintf("%s, at %q: %s -> %s", m.kind, name, lines(was[first:len(was)-last]), lines(is[first:len(is)-last]))
}

// mutantsOf are all mutants of a module, in the order in which it is written.
func mutantsOf(t *testing.T, f *family, name string) []mutant {
	t.Helper()
	module := parseRego(t, name)
	var all []mutant
	seen := map[string]bool{f.sources[name]: true}
	try := func(kind string, change, undo func()) {
		change()
		text := plain(t, module)
		undo()
		if !seen[text] {
			seen[text] = true
			all = append(all, mutant{f, name, kind, text})
		}
	}
	words := wordsOf(module)
	for i, r := range module.Rules {
		rules := module.Rules
		try("definition dropped", func() { module.Rules = slices.Delete(slices.Clone(rules), i, i+1) }, func() { module.Rules = rules })
		for branch := r; branch.Else != nil; branch = branch.Else {
			other := branch.Else
			try("branch dropped", func() { branch.Else = other.Else }, func() { branch.Else = other })
		}
	}
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case ast.Body:
			mutateBody(x, try)
		case *ast.Expr:
			mutateExpr(x, try)
		case ast.Ref: // names, not constants
			return true
		case *ast.Term:
			mutateTerm(x, words, try)
		}
		return false
	}).Walk(module)
	return all
}

type trying func(kind string, change, undo func())

// mutateBody lets each condition of a body hold whatever the input.
func mutateBody(body ast.Body, try trying) {
	for i, e := range body {
		if t, ok := e.Terms.(*ast.Term); ok && t.Equal(ast.BooleanTerm(true)) {
			continue // there is no condition
		}
		always := ast.NewExpr(ast.BooleanTerm(true))
		always.Location, always.Index = e.Location, e.Index
		try("condition dropped", func() { body[i] = always }, func() { body[i] = e })
	}
}

// flips are what a comparison is mistaken for: the same with or without its boundary,
// and the contrary.
var flips = map[string][]*ast.Builtin{
	"lt":    {ast.LessThanEq, ast.GreaterThanEq},
	"lte":   {ast.LessThan, ast.GreaterThan},
	"gt":    {ast.GreaterThanEq, ast.LessThanEq},
	"gte":   {ast.GreaterThan, ast.LessThan},
	"equal": {ast.NotEqual},
	"neq":   {ast.Equal},
}

// mutateExpr flips a comparison, and turns a condition around.
func mutateExpr(e *ast.Expr, try trying) {
	negate := func() {
		try("condition turned around", func() { e.Negated = !e.Negated }, func() { e.Negated = !e.Negated })
	}
	switch terms := e.Terms.(type) {
	case *ast.Term:
		if _, reads := terms.Value.(ast.Ref); reads || e.Negated {
			negate()
		} else if _, reads := terms.Value.(ast.Var); reads {
			negate()
		}
	case []*ast.Term:
		operator := terms[0]
		others := flips[operator.String()]
		for _, other := range others {
			flipped := ast.NewTerm(other.Ref())
			flipped.Location = operator.Location
			try("comparison flipped", func() { terms[0] = flipped }, func() { terms[0] = operator })
		}
		if len(others) == 0 && (e.Negated || operator.Equal(ast.NewTerm(ast.Member.Ref()))) {
			negate()
		}
	}
}

// mutateTerm swaps a constant for another, and takes from a list or changes its order.
func mutateTerm(term *ast.Term, words []ast.String, try trying) {
	was := term.Value
	swap := func(kind string, v ast.Value) {
		try(kind, func() { term.Value = v }, func() { term.Value = was })
	}
	switch v := was.(type) {
	case ast.String:
		next := words[(slices.Index(words, v)+1)%len(words)]
		swap("constant swapped", next)
	case ast.Boolean:
		if term.Location != nil && string(term.Location.Text) == v.String() { // written, and not implied
			swap("constant swapped", !v)
		}
	case ast.Number:
		if n, ok := v.Int(); ok {
			swap("constant swapped", ast.Number(json.Number(fmt.Sprint(n+1))))
		}
	case *ast.Array:
		elements := make([]*ast.Term, v.Len())
		for i := range elements {
			elements[i] = v.Elem(i)
		}
		for i := range elements {
			swap("element dropped", ast.NewArray(slices.Delete(slices.Clone(elements), i, i+1)...))
			if i > 0 {
				turned := slices.Clone(elements)
				turned[i-1], turned[i] = turned[i], turned[i-1]
				swap("neighbours swapped", ast.NewArray(turned...))
			}
		}
	case ast.Set:
		elements := v.Slice()
		for i := range elements {
			swap("element dropped", ast.NewSet(slices.Delete(slices.Clone(elements), i, i+1)...))
		}
	}
}

// wordsOf are the different texts that stand in a module as constants.
func wordsOf(module *ast.Module) []ast.String {
	var words []ast.String
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case ast.Ref:
			return true
		case *ast.Term:
			if s, ok := x.Value.(ast.String); ok && !slices.Contains(words, s) {
				words = append(words, s)
			}
		}
		return false
	}).Walk(module)
	return words
}
