package storage_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
	"github.com/omvendt/omvendt/workflow"
)

// TestSimulationsAgree plays histories, now through one server and now through another, and
// simulates on the way: through the copy in memory, with a policy that is run over bit sets
// and with ones that are not, and by reading every rule. The answers are the same.
func TestSimulationsAgree(t *testing.T) {
	testenv.Long(t)
	seed := testenv.Seed(t, 20271101)
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := openRegister(t, dsn)
		db, err := storage.Open(t.Context(), dsn, storage.Options{Clock: func() time.Time { return w.now }, Place: time.UTC})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		quick := &workflow.Service{Store: db.Workflow(), Register: w.service()}
		few := &workflow.Service{Store: db.Workflow(), Register: w.service(), MostTold: 3}
		slow := &workflow.Service{Store: db.Workflow(), Register: w.service(), RuleByRule: true}
		r := rand.New(rand.NewPCG(seed, 1))
		var all []registry.Event
		of := map[registry.RuleID][]registry.Event{}
		for i := range testenv.Runs(t, 30) {
			history := owned(registrytest.History(rand.New(rand.NewPCG(seed, uint64(i)))), i)
			of[history[0].Rule] = history
			all = append(all, history...)
		}
		slices.SortStableFunc(all, func(a, b registry.Event) int { return int(a.Recorded - b.Recorded) })
		ways, changed, elsewhere, untold := map[registry.ScanWay]int{}, 0, 0, 0
		there := map[registry.RuleID]bool{}
		for i, e := range all {
			w.now = e.Recorded.Time().Add(12 * time.Hour)
			w.record(e, of[e.Rule], !there[e.Rule])
			there[e.Rule] = true
			if i%10 != 9 && i != len(all)-1 {
				continue
			}
			a := supposing(t, r, e.Recorded, registrytest.BoundaryDays(of[e.Rule]), w)
			got, err := quick.Simulate(t.Context(), a)
			want, err2 := slow.Simulate(t.Context(), a)
			if registry.CodeOf(err) != registry.CodeOf(err2) {
				t.Fatalf("%+v: %v, rule by rule %v", a, err, err2)
			}
			ways[got.Way]++
			changed, elsewhere = changed+len(got.Changes), elsewhere+got.Elsewhere
			if err == nil && want.Way != registry.WayRules {
				t.Fatalf("rule by rule went %s", want.Way)
			}
			if err == nil {
				untold += wantCounted(t, few, a, want)
			}
			got.Way, got.Why, want.Way, want.Why = "", "", "", ""
			if g, w := string(got.Canonical()), string(want.Canonical()); g != w {
				b, _ := json.Marshal(a)
				t.Fatalf("supposing %s on %v:\n%s\nrule by rule\n%s", b, e.Recorded, g, w)
			}
		}
		t.Logf("%v, %d rules otherwise and %d on another day", ways, changed, elsewhere)
		if ways[registry.WayBits] == 0 || ways[registry.WayShapes] == 0 || changed == 0 || elsewhere == 0 || untold == 0 {
			t.Error("these histories test little")
		}
	})
}

// wantCounted simulates where there is no room to tell of each rule: all that are alike to
// others are looked at and counted nevertheless. It returns how many were not told of.
func wantCounted(t *testing.T, few *workflow.Service, a workflow.Assumptions, want workflow.Simulated) int {
	t.Helper()
	got, err := few.Simulate(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if got.Partial { // there were more than that to be read one by one
		return 0
	}
	if len(got.Changes) > 3 || got.Changed() != want.Changed() || got.Looked != want.Looked || got.Elsewhere != want.Elsewhere ||
		!slices.Equal(got.Unreplaced, want.Unreplaced) || !slices.Equal(got.Stopped, want.Stopped) {
		t.Fatalf("%+v: %d of %d told, %d looked at, want %d of %d", a, len(got.Changes), got.Changed(), got.Looked, want.Changed(), want.Looked)
	}
	return got.Untold
}

// supposing is what somebody may want to know.
func supposing(t *testing.T, r *rand.Rand, today registry.Day, boundaries []registry.Day, w *register) (a workflow.Assumptions) {
	t.Helper()
	days := []registry.Day{today, today + 1, today + 400}
	for _, d := range boundaries {
		if d >= today && d < registry.LastDay {
			days = append(days, d)
		}
	}
	a.On = days[r.IntN(len(days))]
	a.Area = []string{"", "", "Dagtilbud", "Skole"}[r.IntN(4)]
	a.Beside = workflow.Besides[r.IntN(len(workflow.Besides))]
	if r.IntN(5) == 0 {
		a.Beside = workflow.BesideToday
		return a
	}
	a.From = today + 1 + registry.Day(r.IntN(3)*100)
	if r.IntN(3) == 0 {
		a.Settings = map[string]any{"after_basis_days": 10 + r.IntN(100)}
	}
	source, _ := w.maker.Builtin()
	modules, err := registry.PolicyModules(source)
	if err != nil {
		t.Fatal(err)
	}
	for range 1 + r.IntN(2) {
		change := [][3]string{
			{"in_force.rego", `input.fact.lapse_date <= input.on`, `input.fact.lapse_date <= "0001-01-01"`},
			{"in_force.rego", `input.fact.lapse_date <= input.on`, `input.fact.lapse_date < input.on`},
			{"in_force.rego", `state_duty if input.fact.class == "state_duty"`, `state_duty if input.fact.bound`},
			{"in_force.rego", `state_duty if input.fact.class == "state_duty"`, `state_duty if startswith(input.fact.class, "a")`},
			{"in_force.rego", `input.fact.standing == "keep"`, `input.fact.standing == "amend"`},
			{"explain.rego", "in true_reasons][0]", "in true_reasons][count(true_reasons)-1]"},
			{"ruling.rego", `default first_refusal := "none"`, `default first_refusal := "OUTSIDE_COMPETENCE"`},
		}[r.IntN(7)]
		if other := strings.ReplaceAll(modules[change[0]], change[1], change[2]); other != modules[change[0]] {
			modules[change[0]] = other
			a.Policy = map[string]string{change[0]: other}
		}
	}
	return a
}
