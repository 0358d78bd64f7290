package policies

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/omvendt/omvendt/registry"
)

func mustMaker(t testing.TB) *Maker {
	t.Helper()
	m, err := NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func defaultJudge(t testing.TB, m *Maker) *judge {
	t.Helper()
	book, err := m.DefaultRulebook()
	if err != nil {
		t.Fatal(err)
	}
	j, err := book.At(registry.FirstDay)
	if err != nil {
		t.Fatal(err)
	}
	return j.(*judge)
}

// with is the builtin policy with some modules in place of its own.
func with(t testing.TB, modules map[string]string) []byte {
	t.Helper()
	source, err := builtinSource()
	if err != nil {
		t.Fatal(err)
	}
	all, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(all, modules)
	return archive(all)
}

// explaining is the builtin policy with another answer.
func explaining(t testing.TB, answer string) []byte {
	return with(t, map[string]string{"explain.rego": "package omvendt.explain\n\n" + answer})
}

var noSettings = []byte("{}")

// aRow is a council rule with nothing said against it.
func aRow() registry.Row {
	first, last := registry.FirstDay, registry.LastDay
	return registry.Row{EffectiveFrom: first, Class: registry.CouncilRule, ClassAtEnd: registry.CouncilRule,
		Ended: registry.NotEnded, MinimumUntil: first, LapseDate: last, LapseKind: registry.NoLapse, HearingUntil: first,
		Standing: registry.StandsNothing, StandingDay: last, StandingFrom: last, StandingUntil: last, Provisional: registry.ProvisionalNone,
		ProvisionalFrom: last, Refusal: registry.NoRefusal, RefusalDay: last, Fell: registry.FellNothing, FellDay: last,
		MinutesUntil: first, BasisEndedOn: last, SupersededFrom: last}
}

var today = registry.MustDay("2027-07-01")

// wantNoAnswer says that a judge fails as a whole and gives nothing.
func wantNoAnswer(t *testing.T, j *judge) {
	t.Helper()
	for range 2 { // nor the second time, from the cache
		a, err := j.Status(today, aRow())
		if registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("error %v", err)
		}
		if a.State != "" || a.Reasons != nil {
			t.Errorf("answered %v all the same", a)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	reason := `{"code": "NOT_IN_REVIEW", "facts": {}}`
	for name, answer := range map[string]string{
		"undefined":          `answer := 1 if input.on == "never"`,
		"two at once":        "answer := 1 if input.on\n\nanswer := 2 if input.fact",
		"fault":              `answer := to_number(input.on)`,
		"text":               `answer := "in_force"`,
		"null":               `answer := null`,
		"list":               `answer := ["in_force"]`,
		"no reasons":         `answer := {"state": "in_force", "reasons": []}`,
		"reasons missing":    `answer := {"state": "in_force"}`,
		"reasons as object":  `answer := {"state": "in_force", "reasons": {}}`,
		"state missing":      `answer := {"reasons": [` + reason + `]}`,
		"unknown state":      `answer := {"state": "perhaps", "reasons": [` + reason + `]}`,
		"another state":      `answer := {"state": "lapsed", "reasons": [` + reason + `]}`,
		"state as number":    `answer := {"state": 1, "reasons": [` + reason + `]}`,
		"more than asked":    `answer := {"state": "in_force", "reasons": [` + reason + `], "x": 1}`,
		"reason twice":       `answer := {"state": "in_force", "reasons": [` + reason + `, ` + reason + `]}`,
		"reason as text":     `answer := {"state": "in_force", "reasons": ["NOT_IN_REVIEW"]}`,
		"code in no order":   `answer := {"state": "in_force", "reasons": [{"code": "TIE", "facts": {}}]}`,
		"code in small":      `answer := {"state": "in_force", "reasons": [` + reason + `, {"code": "tie", "facts": {}}]}`,
		"code with markup":   `answer := {"state": "in_force", "reasons": [` + reason + `, {"code": "<B>", "facts": {}}]}`,
		"code as number":     `answer := {"state": "in_force", "reasons": [{"code": 1, "facts": {}}]}`,
		"facts missing":      `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW"}]}`,
		"fact as number":     `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {"x": 1}}]}`,
		"facts as a list":    `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": ["x"]}]}`,
		"no column by name":  `answer := {"state": input.fact.colour, "reasons": [` + reason + `]}`,
		"not the day at all": `answer := {"state": input.today, "reasons": [` + reason + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			j, err := newJudge(explaining(t, answer), noSettings, evaluationLimit)
			if err != nil {
				t.Fatal(err)
			}
			wantNoAnswer(t, j)
		})
	}
}

func TestVerdictsThatAreNone(t *testing.T) {
	for name, verdict := range map[string]string{
		"undefined":         `verdict := 1 if input.on`,
		"boolean":           `verdict := true`,
		"counts as text":    `verdict := {"counts": "true", "refusal": "none", "missing": []}`,
		"counts, refused":   `verdict := {"counts": true, "refusal": "TIE", "missing": []}`,
		"refused by none":   `verdict := {"counts": false, "refusal": "none", "missing": []}`,
		"refusal in small":  `verdict := {"counts": false, "refusal": "late", "missing": []}`,
		"refusal as number": `verdict := {"counts": false, "refusal": 1, "missing": []}`,
		"missing is set":    `verdict := {"counts": true, "refusal": "none"}`,
		"missing as text":   `verdict := {"counts": true, "refusal": "none", "missing": "x"}`,
		"unknown criterion": `verdict := {"counts": true, "refusal": "none", "missing": ["x"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			j, err := newJudge(with(t, map[string]string{"ruling.rego": "package omvendt.ruling\n\n" + verdict}), noSettings, evaluationLimit)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				v, err := j.Ruling(aRow(), registry.Offer{Kind: registry.Keep, Day: today, Rank: registry.RankCouncil})
				if registry.CodeOf(err) != registry.CodePolicyFailed || v.Counts {
					t.Errorf("got %v, %v", v, err)
				}
			}
		})
	}
}

func TestPoliciesThatAreNotLoaded(t *testing.T) {
	inForce := func(order string) map[string]string {
		return map[string]string{"in_force.rego": "package omvendt.in_force\n\norder := " + order,
			"explain.rego": "package omvendt.explain\n\nanswer := 1"}
	}
	sources := map[string][]byte{
		"no JSON":           []byte("package omvendt.explain"),
		"no modules":        []byte("{}"),
		"a list":            []byte("[]"),
		"too long":          archive(map[string]string{"x.rego": "package omvendt.x\n# " + strings.Repeat("x", maxSource)}),
		"no Rego":           with(t, map[string]string{"x.rego": "package omvendt.x\n\nx := {"}),
		"empty module":      with(t, map[string]string{"x.rego": "# nothing\n"}),
		"other package":     with(t, map[string]string{"x.rego": "package system.log\n\nx := 1"}),
		"over the settings": with(t, map[string]string{"x.rego": "package params\n\nx := 1"}),
		"not strict":        with(t, map[string]string{"x.rego": "package omvendt.x\n\nx if { y := 1 }"}),
		"unsafe variable":   with(t, map[string]string{"x.rego": "package omvendt.x\n\nx := y"}),
		"recursion":         with(t, map[string]string{"x.rego": "package omvendt.x\n\nx if y\n\ny if x"}),
		"order undefined":   with(t, inForce(`1 if input.on`)),
		"order empty":       with(t, inForce(`[]`)),
		"order as text":     with(t, inForce(`"x"`)),
		"order of texts":    with(t, inForce(`["X"]`)),
		"order twice":       with(t, inForce(`[{"code": "X", "state": "lapsed"}, {"code": "X", "state": "in_force"}]`)),
		"order, state":      with(t, inForce(`[{"code": "X", "state": "none"}]`)),
		"order, code":       with(t, inForce(`[{"code": "", "state": "lapsed"}]`)),
	}
	for _, call := range []string{
		`http.send({"method": "get", "url": "http://localhost"})`, `net.lookup_ip_addr("localhost")`, `opa.runtime()`,
		`time.now_ns()`, `rand.intn("x", 3)`, `uuid.rfc4122("x")`, `rego.parse_module("x", "package x")`, `sprintf("%999999999d", [1])`,
		`numbers.range(1, 2)`, `json.unmarshal("{}")`, `regex.match("x", "x")`, `crypto.sha256("x")`, `io.jwt.decode("x")`,
		`graphql.parse("x", "x")`, `trace("x")`, `yaml.unmarshal("x")`, `strings.render_template("x", {})`, `$"{input.on}"`,
	} {
		sources["builtin "+call] = with(t, map[string]string{"x.rego": "package omvendt.x\n\nx := " + call})
	}
	m := mustMaker(t)
	for name, source := range sources {
		t.Run(name, func(t *testing.T) {
			v := []registry.GameVersion{
				{Kind: registry.GamePolicy, From: registry.FirstDay, Digest: registry.Digest(source), Source: source},
				{Kind: registry.GameSettings, From: registry.FirstDay, Digest: registry.Digest(noSettings), Source: noSettings},
			}
			if _, err := m.Rulebook(v); registry.CodeOf(err) != registry.CodePolicyFailed {
				t.Errorf("error %v", err)
			}
		})
	}
	source, _ := m.Builtin()
	for _, settings := range []string{"", "[]", "1", `"x"`, "{"} {
		if _, err := newJudge(source, []byte(settings), evaluationLimit); err == nil {
			t.Errorf("settings %q accepted", settings)
		}
	}
}

// What runs on and on is stopped, and stopping leaves the judge usable.
func TestTimeLimit(t *testing.T) {
	list := "[" + strings.TrimSuffix(strings.Repeat("1,", 200), ",") + "]"
	endless := fmt.Sprintf(`list := %s

answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {}}]} if input.on < "2028-01-01"

answer := n if {
	input.on >= "2028-01-01"
	n := count([1 | some a in list; some b in list; some c in list; some d in list; a+b+c+d < 0])
}`, list)
	const limit = 300 * time.Millisecond
	j, err := newJudge(explaining(t, endless), noSettings, limit)
	if err != nil {
		t.Fatal(err)
	}
	// That it answers at all is the point: the query itself would run for years.
	if _, err = j.Status(registry.MustDay("2028-01-01"), aRow()); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Error(err)
	}
	if _, err := j.Status(today, aRow()); err != nil {
		t.Error(err)
	}
}

func TestSettingsReachThePolicy(t *testing.T) {
	answer := `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {"word": data.params.word}}]}`
	j, err := newJudge(explaining(t, answer), []byte(`{"word": "moin"}`), evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	a, err := j.Status(today, aRow())
	if err != nil || a.Reasons[0].Facts["word"] != "moin" {
		t.Errorf("got %v, %v", a, err)
	}
}

// The row reaches Rego exactly as it is stored and hashed.
func TestInputIsTheCanonicalRow(t *testing.T) {
	row := aRow()
	row.LapseDate, row.InReview, row.StandingMissing = today, true, "counter_case special_reason"
	q, err := rego.New(rego.Query("x := input.fact")).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	rs, err := q.Eval(context.Background(), rego.EvalParsedInput(statusInput(today, row)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(rs[0].Bindings["x"]), fmt.Sprint(row.Columns()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestBuiltin(t *testing.T) {
	m := mustMaker(t)
	source, digest := m.Builtin()
	if registry.Digest(source) != digest {
		t.Error("digest does not name the source")
	}
	modules, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(modules)), []string{"explain.rego", "in_force.rego", "ruling.rego"}; !slices.Equal(got, want) {
		t.Errorf("modules %v", got)
	}
	if string(archive(modules)) != string(source) {
		t.Error("archive is not canonical")
	}
	source[0] = 'x'
	if again, _ := m.Builtin(); again[0] == 'x' {
		t.Error("a caller can change the source")
	}
}
