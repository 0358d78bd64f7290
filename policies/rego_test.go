package policies

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	regoast "github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/rego/compile"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

func TestRegoIsFormatted(t *testing.T) {
	for name, text := range Sources() {
		formatted, err := format.Source(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if string(formatted) != text {
			t.Errorf("%s is not formatted as opa fmt does", name)
		}
	}
}

func TestEveryRuleHasATitle(t *testing.T) {
	modules, err := parse(Sources())
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range modules {
		if IsTest(name) {
			continue
		}
		titled := map[string]bool{} // paths with a title for all their rules
		for _, a := range m.Annotations {
			if a.Title != "" && a.Scope == "document" {
				titled[a.GetTargetPath().String()] = true
			}
		}
		for _, r := range m.Rules {
			own := slices.ContainsFunc(r.Annotations, func(a *regoast.Annotations) bool { return a.Title != "" })
			if !own && !titled[m.Package.Path.Extend(r.Head.Ref().GroundPrefix()).String()] {
				t.Errorf("%s: %s has no title", r.Loc(), r.Head.Ref())
			}
		}
	}
}

// in_force must stay compilable to SQL and bit sets: flat and positive.
func TestInForceIsInTheFragment(t *testing.T) {
	testenv.OneAtATime(t)
	source, _ := mustMaker(t).Builtin()
	sources, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	modules, err := parse(sources)
	if err != nil {
		t.Fatal(err)
	}
	m := modules["in_force.rego"]
	regoast.WalkNodes(m, func(n regoast.Node) bool {
		switch n := n.(type) {
		case *regoast.Expr:
			if n.Negated || n.IsEvery() || len(n.With) > 0 {
				t.Errorf("%s: %s", n.Loc(), n)
			}
		case *regoast.Rule:
			if n.Default || n.Else != nil || len(n.Head.Args) > 0 {
				t.Errorf("%s: %s has default, else or arguments", n.Loc(), n.Head)
			}
		}
		return false
	})
	mapping := map[string]any{"fact": map[string]any{"$self": "fact"}}
	seen := map[string]bool{}
	for _, r := range m.Rules {
		name := r.Head.Name.String()
		if name == "order" || seen[name] {
			continue
		}
		seen[name] = true
		options := []func(*rego.Rego){rego.Capabilities(capabilities())}
		for file, text := range sources {
			options = append(options, rego.Module(file, text))
		}
		for _, target := range [][2]string{{"sql", "postgresql"}, {"sql", "sqlite"}, {"ucast", "minimal"}} {
			prepared, err := compile.New(
				compile.Target(target[0], target[1]),
				compile.ParsedUnknowns(regoast.MustParseTerm("input.fact")),
				compile.ParsedQuery(regoast.MustParseBody("data.omvendt.in_force."+name)),
				compile.Mappings(mapping),
				compile.Rego(options...),
			).Prepare(context.Background())
			if err != nil {
				t.Errorf("%s to %v: %v", name, target, err)
				continue
			}
			if _, err := prepared.Compile(context.Background(), rego.EvalInput(map[string]any{"on": "2027-07-01"})); err != nil {
				t.Errorf("%s to %v: %v", name, target, err)
			}
		}
	}
}

func TestCodesAgree(t *testing.T) {
	m := mustMaker(t)
	source, _ := m.Builtin()
	sources, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	j := defaultJudge(t, m)
	var told []string
	for code := range j.order {
		told = append(told, string(code))
	}
	told = append(told, listOf(t, sources, "data.omvendt.explain.circumstances")...)
	slices.Sort(told)
	told = slices.Compact(told)
	if known := constsOf(t, "../registry/judge.go", "ReasonCode"); !slices.Equal(told, known) {
		t.Errorf("policies tell\n%v\nregistry knows\n%v", told, known)
	}
	for _, code := range told {
		if !strings.Contains(Sources()["in_force_test.rego"], strconv.Quote(code)) {
			t.Errorf("no Rego test produces %s", code)
		}
	}
	refusals := listOf(t, sources, "data.omvendt.ruling.order")
	for _, code := range refusals {
		if !slices.Contains(told, code) {
			t.Errorf("refusal %s is never told", code)
		}
	}
}

// listOf evaluates a path that is a list of texts.
func listOf(t *testing.T, sources map[string]string, path string) []string {
	t.Helper()
	modules, err := parse(sources)
	if err != nil {
		t.Fatal(err)
	}
	c, err := compileStrictly(modules)
	if err != nil {
		t.Fatal(err)
	}
	q, err := newQuestion(path, c, settingsStore(nil), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	value, err := q.ask(regoast.NewObject())
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, v := range value.([]any) {
		list = append(list, v.(string))
	}
	return list
}

// constsOf are the values of a type's constants in a file, sorted, without "none".
func constsOf(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ {
				continue
			}
			for _, e := range v.Values {
				value, err := strconv.Unquote(e.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if value != "none" {
					values = append(values, value)
				}
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("no constants of type %s in %s", typ, file)
	}
	slices.Sort(values)
	return values
}

// Every value that people can meet has its texts.
func TestEverythingHasAText(t *testing.T) {
	want := func(file, typ string, keys ...string) {
		for _, v := range constsOf(t, "../registry/"+file, typ) {
			if v == "" {
				v = "unstated"
			}
			for _, key := range keys {
				if key = strings.ReplaceAll(key, "*", v); !texts.Danish.Has(key) {
					t.Errorf("no text %s", key)
				}
			}
		}
	}
	want("judge.go", "State", "state.*", "state.*.note")
	want("judge.go", "ReasonCode", "reason.*", "reason.*.short")
	want("class.go", "Class", "class.*", "class.*.note")
	want("errors.go", "Code", "error.*")
	want("rule.go", "RuleKind", "kind.*")
	want("rule.go", "Adopter", "adopter.*")
	want("rule.go", "Protects", "protects.*")
	want("rule.go", "LegalForm", "legal_form.*")
	want("effort.go", "EvidenceGrade", "evidence.*")
	want("effort.go", "Period", "per.*")
	want("rule.go", "CheckResult", "check.*")
	want("basis.go", "Effect", "effect.*")
	want("body.go", "Rank", "rank.*")
	want("body.go", "Criterion", "criterion.*")
	want("event.go", "RulingKind", "ruling.*", "ruling.*.done")
	want("event.go", "LapseKind", "lapse_kind.*")
	want("event.go", "Procedure", "procedure.*")
	want("../workflow/review.go", "Phase", "phase.*")
	want("../workflow/meeting.go", "MeetingState", "meeting_state.*")
	want("../workflow/meeting.go", "Choice", "choice.*")
	want("../workflow/meeting.go", "Outcome", "outcome.*")
	want("../workflow/meeting.go", "Severity", "severity.*")
	want("../workflow/consultation.go", "ContributionState", "contribution_state.*")
	want("../workflow/consultation.go", "InputKind", "input_kind.*")
	want("../workflow/consultation.go", "Stance", "stance.*")
	want("../workflow/consultation.go", "DispositionKind", "disposition.*")
	for _, v := range constsOf(t, "../workflow/review.go", "LeftOut") {
		if v != "" && !texts.Danish.Has("left_out."+v) {
			t.Errorf("no text left_out.%s", v)
		}
	}
	for _, f := range []registry.Fact{registry.Adopted{}, registry.TextChanged{}, registry.BasisRecorded{},
		registry.TakenIntoReview{}, registry.Withdrawn{}, registry.SunsetMoved{}, registry.Ruled{}, registry.NotCarried{}, registry.Handled{},
		registry.Stopped{}, registry.Annulled{}, registry.Superseded{}, registry.HearingRequired{}, registry.HearingHeld{},
		registry.MinutesAwaited{}, registry.TakenOut{}} {
		if !texts.Danish.Has("event." + f.Kind()) {
			t.Errorf("no text event.%s", f.Kind())
		}
	}
	for _, role := range registry.Roles {
		if !texts.Danish.Has("role." + role) {
			t.Errorf("no text role.%s", role)
		}
	}
	for _, reason := range []string{Granted, NotSignedIn, RoleMayNot, AuditorChangesNothing, WholeMunicipalityOnly, UnknownPermission} {
		if !texts.Danish.Has("access." + reason) {
			t.Errorf("no text access.%s", reason)
		}
	}
}

// The sentence for each reason can be told with the facts that the policy gives
// it, also while a day among them is not known.
func TestReasonsAreToldWithTheirFacts(t *testing.T) {
	source, _ := mustMaker(t).Builtin()
	sources, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	sources["every.rego"] = "package omvendt.every\n\nfacts := {code: data.omvendt.explain.facts(code) | some code in input.codes}"
	modules, err := parse(sources)
	if err != nil {
		t.Fatal(err)
	}
	c, err := compileStrictly(modules)
	if err != nil {
		t.Fatal(err)
	}
	q, err := newQuestion("data.omvendt.every.facts", c, settingsStore(nil), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	codes := constsOf(t, "../registry/judge.go", "ReasonCode")
	row := aRow()
	row.StandingMissing, row.RefusalMissing = "special_reason", "special_reason counter_case"
	row.StandingDay, row.StandingFrom, row.RefusalDay, row.FellDay = today, today, today, today
	row.StandingUntil, row.SupersededFrom, row.ProvisionalFrom, row.BasisEndedOn = today, today, today, today
	row.HearingUntil, row.MinutesUntil = today, today // known wherever they are told
	known := row
	known.EffectiveFrom, known.LapseDate, known.MinimumUntil = today, today, today
	unknown := row
	unknown.EffectiveFrom, unknown.LapseDate, unknown.MinimumUntil = registry.LastDay, registry.LastDay, registry.LastDay
	for _, row := range []registry.Row{known, unknown} {
		input := statusInput(today, row).(regoast.Object)
		list := make([]*regoast.Term, len(codes))
		for i, code := range codes {
			list[i] = regoast.StringTerm(code)
		}
		input.Insert(regoast.StringTerm("codes"), regoast.ArrayTerm(list...))
		value, err := q.ask(input)
		if err != nil {
			t.Fatal(err)
		}
		all := value.(map[string]any)
		for _, code := range codes {
			told, ok := all[code].(map[string]any)
			if !ok {
				t.Errorf("%s has no facts", code)
				continue
			}
			facts := map[string]string{}
			for name, fact := range told {
				facts[name] = fact.(string)
			}
			for _, l := range texts.Langs {
				text := l.Reason(code, facts)
				if strings.ContainsAny(text, "⟦⟧{}") || strings.Contains(text, "9999") {
					t.Errorf("%s %s: %s", l, code, text)
				}
			}
		}
	}
}
