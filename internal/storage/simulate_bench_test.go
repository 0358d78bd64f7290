package storage

import (
	"context"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// BenchmarkSimulate simulates over all rules of a register, by the copy in memory and, once, by
// reading every rule, which is given up after ten seconds: "rules/alike" is how many
// times as long reading all would take. "s-first" is the first fold of all rules, which a server
// does in the background, "s-event" what one event on one rule costs the simulation after it, and
// "B/rule" the memory of the copy.
func BenchmarkSimulate(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		t.grow(b, benchRules())
		before := heapUsed()
		debug.FreeOSMemory() // what growing needed
		resident := testenv.Resident(os.Getpid())
		testenv.ForgetMost()
		first := t.folding(b)
		folded, most := testenv.Resident(os.Getpid()), testenv.MostResident()
		memory := float64(heapUsed()-before) / float64(benchRules())
		t.update(b, func(tx workflow.Tx) error {
			_, err := registry.Record(tx, t.register.Maker, []registry.Event{{Rule: registry.RuleID(townRule(7)), Valid: tx.Today() + 5, Fact: registry.Superseded{By: 8}}})
			return err
		})
		event := t.folding(b)
		slow := *t.workflow
		slow.RuleByRule = true
		changed := map[string]string{"in_force.rego": edited(b, t, `input.fact.standing == "keep"`, `input.fact.standing == "amend"`)}
		for name, a := range map[string]workflow.Assumptions{
			"settings":  {Settings: map[string]any{"winding_down_days": 30}},
			"condition": {Area: townAreas[0], Policy: changed},
			"many":      {Policy: changed},
			"date":      {Beside: workflow.BesideToday, On: registry.MustDay(townDay) + 1},
			"shapes":    {Policy: map[string]string{"in_force.rego": edited(b, t, `state_duty if input.fact.class == "state_duty"`, `state_duty if count(input.fact.class) == 10`)}},
		} {
			b.Run(name, func(b *testing.B) {
				simulate := func(s *workflow.Service) (workflow.Simulated, time.Duration) {
					begun := time.Now()
					answer, err := s.Simulate(b.Context(), a)
					if err != nil {
						b.Fatal(err)
					}
					return answer, time.Since(begun)
				}
				slowly, read := simulate(&slow)
				var quick time.Duration
				var answer workflow.Simulated
				for b.Loop() {
					var took time.Duration
					answer, took = simulate(t.workflow)
					quick += took
				}
				if answer.Partial || a.Area == "" && answer.Looked < benchRules() {
					b.Fatalf("looked at %d rules", answer.Looked)
				}
				if want := map[bool]registry.ScanWay{true: registry.WayShapes, false: registry.WayBits}[name == "shapes"]; answer.Way != want {
					b.Fatalf("it went %s", answer.Way)
				}
				one := quick.Seconds() / float64(b.N)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(first.Seconds(), "s-first")
				b.ReportMetric(event.Seconds(), "s-event")
				b.ReportMetric(memory, "B/rule")
				b.ReportMetric(resident, "MB-before")
				b.ReportMetric(folded, "MB-folded")
				b.ReportMetric(most, "MB-most")
				b.ReportMetric(testenv.Resident(os.Getpid()), "MB-simulated")
				b.ReportMetric(float64(answer.Looked), "looked")
				b.ReportMetric(float64(answer.Changed()), "changed")
				b.ReportMetric(one, "s-alike")
				b.ReportMetric(read.Seconds()*float64(answer.Looked)/float64(max(slowly.Looked, 1))/one, "rules/alike")
			})
		}
	})
}

// folding is how long it takes until the copy in memory knows all there is.
func (t *town) folding(b *testing.B) time.Duration {
	b.Helper()
	begun := time.Now()
	if _, err := t.register.Facts(b.Context(), registry.MustDay(townDay), nil); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

// heapUsed are the bytes that are still used.
func heapUsed() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// edited is the policy with something else in one place; as it is where that is not there.
func edited(b *testing.B, t *town, old, new string) string {
	b.Helper()
	source, _ := t.register.Maker.Builtin()
	modules, err := registry.PolicyModules(source)
	if err != nil {
		b.Fatal(err)
	}
	return strings.Replace(modules["in_force.rego"], old, new, 1)
}

// BenchmarkPolicyChange has another version judge: all timelines are computed beside, some
// at a time, and those that differ are made the answer in one transaction ("s-swap": the
// longest step). Settings change hardly an answer, the policy the reason of one rule in five,
// "every" the state of all that apply. "judging" and "writing" are their shares of the time;
// the rest is reading and folding.
func BenchmarkPolicyChange(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		t.grow(b, min(benchRules(), 10_000))
		source, _ := t.register.Maker.Builtin()
		modules, err := registry.PolicyModules(source)
		if err != nil {
			b.Fatal(err)
		}
		other := func(old, new string) []byte {
			changed := maps.Clone(modules)
			changed["in_force.rego"] = strings.ReplaceAll(modules["in_force.rego"], old, new)
			return registry.PolicyArchive(changed)
		}
		n := 0 // a later day each time: of two versions from one day the latter would count
		for _, c := range []struct {
			name   string
			kind   registry.GameKind
			source func() []byte
		}{
			{"settings", registry.GameSettings, func() []byte {
				settings := registry.DefaultSettings()
				settings.AfterBasisDays += n
				return settings.Canonical()
			}},
			{"policy", registry.GamePolicy, func() []byte {
				return [][]byte{source, other(`input.fact.standing == "keep"`, `input.fact.standing == "amend"`)}[n%2]
			}},
			{"every", registry.GamePolicy, func() []byte {
				return [][]byte{source, other(`"state": "in_force"`, `"state": "extended"`)}[n%2]
			}},
		} {
			b.Run(c.name, func(b *testing.B) {
				t.changes(b, func() registry.VersionAdoption {
					n++
					return registry.VersionAdoption{Kind: c.kind, Source: c.source(), From: registry.MustDay(townDay) + registry.Day(n)}
				})
			})
		}
	})
}

// changes measures versions that come to judge one after the other.
func (t *town) changes(b *testing.B, next func() registry.VersionAdoption) {
	maker := &timedMaker{RulebookMaker: t.register.Maker}
	store := &timedStore{Store: t.register.Store}
	register := &registry.Service{Store: store, Maker: maker, Place: t.register.Place}
	bodies, err := register.Bodies(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var took, swap time.Duration
	for b.Loop() {
		change, err := register.ProposeVersion(b.Context(), act, next())
		if err == nil {
			change, err = register.DecideChange(b.Context(), act, change.ID, change.Edit,
				registry.VersionAdoption{Decided: registry.MustDay(townDay), Body: bodies[0].ID, Words: "Det ændres."})
		}
		if err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		for more := true; more; {
			step := time.Now()
			if more, err = register.AdvanceChange(b.Context()); err != nil {
				b.Fatal(err)
			}
			swap = max(swap, time.Since(step))
		}
		took += time.Since(begun)
		if change, _, err = register.GameChange(b.Context(), change.ID, 0, 1); err != nil || change.State != registry.ChangeStands {
			b.Fatal(change.State, err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(t.rules), "rules")
	b.ReportMetric(float64(took.Microseconds())/float64(b.N)/float64(t.rules), "µs/rule")
	b.ReportMetric(float64(maker.took)/float64(took), "judging")
	b.ReportMetric(float64(store.took)/float64(took), "writing")
	b.ReportMetric(swap.Seconds(), "s-swap")
}

// timedStore tells how long was written.
type timedStore struct {
	registry.Store
	took time.Duration
}

func (s *timedStore) Update(ctx context.Context, act registry.Act, f func(registry.Tx) error) error {
	begun := time.Now()
	defer func() { s.took += time.Since(begun) }()
	return s.Store.Update(ctx, act, f)
}

// timedMaker tells how long judges took.
type timedMaker struct {
	registry.RulebookMaker
	mu   sync.Mutex
	took time.Duration
}

func (m *timedMaker) Rulebook(v []registry.GameVersion) (registry.Rulebook, error) {
	book, err := m.RulebookMaker.Rulebook(v)
	return timedBook{book, m}, err
}

type timedBook struct {
	registry.Rulebook
	*timedMaker
}

func (t timedBook) At(on registry.Day) (registry.Judge, error) {
	judge, err := t.Rulebook.At(on)
	return timedJudge{judge, t.timedMaker}, err
}

type timedJudge struct {
	registry.Judge
	*timedMaker
}

func (t timedJudge) Status(on registry.Day, row registry.Row) (registry.Answer, error) {
	begun := time.Now()
	a, err := t.Judge.Status(on, row)
	t.add(time.Since(begun))
	return a, err
}

func (t timedJudge) Ruling(row registry.Row, o registry.Offer) (registry.Verdict, error) {
	begun := time.Now()
	v, err := t.Judge.Ruling(row, o)
	t.add(time.Since(begun))
	return v, err
}

func (m *timedMaker) add(took time.Duration) {
	m.mu.Lock()
	m.took += took
	m.mu.Unlock()
}
