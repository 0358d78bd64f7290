package storage_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// TestCampaignVersionsTakenOver has random versions come to judge random histories, while
// facts are recorded and days pass. What is stored then is what follows from the events;
// what is counted and listed follows from that; and the log has just what became another.
func TestCampaignVersionsTakenOver(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t) // a few versions tell nothing
	seed := testenv.Seed(t, 90)
	testenv.Each(t, func(t *testing.T, dsn string) {
		random := rand.New(rand.NewPCG(seed, 90))
		w := openRegister(t, dsn)
		v := versions{register: w, random: random, service: &registry.Service{Store: w.store, Maker: w.maker, Place: time.UTC}}
		for i := range 30 {
			v.rules = append(v.rules, v.rule(i))
		}
		w.now = registry.MustDay("2026-03-01").Time().Add(time.Hour)
		differed, stale := 0, 0
		for n := range testenv.Runs(t, 6) {
			was := v.timelines(registry.RevisionOpen)
			change := v.propose(n)
			v.advance()
			touched := v.meddle()
			v.decide(change)
			v.advance()
			now := v.timelines(registry.RevisionOpen)
			differed += v.compareLog(change, was, now, touched)
			stale += len(touched)
			if err := w.store.View(t.Context(), func(r registry.Reader) error { return registry.CheckTimelines(r, w.maker) }); err != nil {
				t.Fatal(n, err)
			}
			storage.CompareKept(t, w.db, random)
			if t.Failed() {
				t.Fatal(n)
			}
		}
		if differed < 20 || stale == 0 {
			t.Errorf("only %d timelines differed, and %d were judged anew", differed, stale)
		}
	})
}

// versions come to judge one after the other.
type versions struct {
	*register
	random  *rand.Rand
	service *registry.Service
	rules   []registry.RuleID
	from    registry.Day // of the last
}

// rule has a random history, effort and place.
func (v *versions) rule(i int) registry.RuleID {
	v.t.Helper()
	h := owned(registrytest.History(v.random), i)
	v.play(h)
	v.write(func(tx registry.Tx) error { return v.move(tx, registry.Number(i+1)) })
	return h[0].Rule
}

func (v *versions) write(f func(registry.Tx) error) {
	v.t.Helper()
	act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}
	if err := v.store.Update(v.t.Context(), act, func(tx registry.Tx) error {
		if err := tx.Audit(registry.AuditEvent{Object: "test"}); err != nil {
			return err
		}
		return f(tx)
	}); err != nil {
		v.t.Fatal(err)
	}
}

// move writes a random entry of the catalogue.
func (v *versions) move(tx registry.Tx, n registry.Number) error {
	rule, err := tx.RuleByNumber(n)
	if err != nil {
		return err
	}
	c := &rule.Catalogue
	c.Area, c.Unit = []string{"", "Dagtilbud", "Skole"}[v.random.IntN(3)], []string{"A", "B", "Ærø"}[v.random.IntN(3)]
	c.Protects = registry.ProtectsChoices[v.random.IntN(len(registry.ProtectsChoices))]
	c.Effort = registry.Effort{Evidence: registry.EvidenceGrades[v.random.IntN(4)], Role: []string{"leder", "pædagog"}[v.random.IntN(2)],
		Per: registry.Periods[v.random.IntN(len(registry.Periods))], Units: v.random.IntN(2) * 7}
	if c.Effort.Quantified() {
		c.Effort.MinutesFrom, c.Effort.MinutesTo = 2, 2+float64(v.random.IntN(30))
		if c.Effort.Per != "" {
			c.Effort.TimesTo = float64(v.random.IntN(3))
		}
	}
	_, err = tx.UpdateRule(rule, rule.Edit)
	return err
}

func (v *versions) timelines(known registry.Revision) map[registry.RuleID][]registry.Segment {
	v.t.Helper()
	all := map[registry.RuleID][]registry.Segment{}
	if err := v.store.View(v.t.Context(), func(r registry.Reader) error {
		for _, id := range v.rules {
			timeline, err := r.Timeline(id, known)
			if err != nil {
				return err
			}
			all[id] = timeline
		}
		return nil
	}); err != nil {
		v.t.Fatal(err)
	}
	return all
}

// propose has other settings judge, or another policy.
func (v *versions) propose(n int) registry.GameChange {
	v.t.Helper()
	v.from = max(v.today()+40, v.from+1) + registry.Day(v.random.IntN(60))
	next := registry.VersionAdoption{Kind: registry.GameSettings, From: v.from}
	settings := registry.DefaultSettings()
	settings.AfterBasisDays, settings.HearingExtensionDays, settings.WindingDownDays = v.random.IntN(300), v.random.IntN(300), 1+v.random.IntN(300)
	settings.StopExtends, settings.MinutesAwaitedDays = v.random.IntN(2) == 0, v.random.IntN(60)
	next.Source = settings.Canonical()
	if n%2 == 1 {
		source, _ := v.maker.Builtin()
		modules, err := registry.PolicyModules(source)
		if err != nil {
			v.t.Fatal(err)
		}
		// Nothing is kept; or it is, and says that it is amended.
		old, edited := `input.fact.standing == "keep"`, []string{`input.fact.standing == "amend"`, `input.fact.standing in {"keep", "amend"}`}[n/2%2]
		if strings.Count(modules["in_force.rego"], old) == 0 {
			v.t.Fatal("the policy does not hold " + old)
		}
		modules["in_force.rego"] = strings.ReplaceAll(modules["in_force.rego"], old, edited)
		next.Kind, next.Source = registry.GamePolicy, registry.PolicyArchive(modules)
	}
	c, err := v.service.ProposeVersion(v.t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "propose"}, next)
	if err != nil {
		v.t.Fatal(err)
	}
	return c
}

func (v *versions) today() registry.Day { return registry.DayOf(v.now, time.UTC) }

func (v *versions) advance() {
	v.t.Helper()
	for more := true; more; {
		var err error
		if more, err = v.service.AdvanceChange(v.t.Context()); err != nil {
			v.t.Fatal(err)
		}
	}
}

// meddle lets days pass, moves rules, and records something about others, which it returns.
func (v *versions) meddle() map[registry.RuleID]bool {
	v.t.Helper()
	v.now = v.now.Add(time.Duration(v.random.IntN(30)) * 24 * time.Hour)
	touched := map[registry.RuleID]bool{}
	v.write(func(tx registry.Tx) error {
		for range v.random.IntN(6) {
			if err := v.move(tx, registry.Number(1+v.random.IntN(len(v.rules)))); err != nil {
				return err
			}
		}
		var events []registry.Event
		for range v.random.IntN(4) {
			id := v.rules[v.random.IntN(len(v.rules))]
			touched[id] = true
			basis := registry.Basis{ID: registry.NewID[registry.BasisID](tx.Now()), Effect: registry.Effects[v.random.IntN(len(registry.Effects))],
				Reference: "Serviceloven § 1", From: v.today(), Until: v.today() + registry.Day(v.random.IntN(400))}
			events = append(events, registry.Event{Rule: id, Valid: v.today(), Fact: registry.BasisRecorded{Basis: basis}})
		}
		_, err := registry.Record(tx, v.maker, events)
		return err
	})
	return touched
}

func (v *versions) decide(c registry.GameChange) {
	v.t.Helper()
	bodies, err := v.service.Bodies(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	if c, _, err = v.service.GameChange(v.t.Context(), c.ID, 0, 1); err != nil { // its edit now
		v.t.Fatal(err)
	}
	i := slices.IndexFunc(bodies, func(b registry.Body) bool { return b.Rank == registry.RankCouncil })
	if _, err := v.service.DecideChange(v.t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "decide"}, c.ID, c.Edit,
		registry.VersionAdoption{Body: bodies[i].ID, Decided: v.today(), Words: "Det ændres."}); err != nil {
		v.t.Fatal(err)
	}
}

// compareLog compares what the change logged with what it made another, and says how much.
func (v *versions) compareLog(c registry.GameChange, was, now map[registry.RuleID][]registry.Segment, touched map[registry.RuleID]bool) int {
	v.t.Helper()
	c, _, err := v.service.GameChange(v.t.Context(), c.ID, 0, 1)
	if err != nil || c.State != registry.ChangeStands {
		v.t.Fatal(c.State, err)
	}
	logged := map[registry.Number]bool{}
	if err := v.store.View(v.t.Context(), func(r registry.Reader) error {
		versions, err := r.GameVersions()
		if err != nil {
			return err
		}
		at := slices.IndexFunc(versions, func(v registry.GameVersion) bool { return v.Digest == c.Digest && v.From == c.Begins })
		replayer, err := v.service.Replayer(r, false)
		if err != nil {
			return err
		}
		entries, err := r.Evaluations(registry.EvaluationQuery{Policy: registry.PolicyInForce})
		for _, e := range entries {
			if e.Revision != versions[at].Revision {
				continue
			}
			logged[e.Number] = true
			if again, err := replayer.Replay(e); err != nil || again.Differs() || e.Object != "rule "+e.Number.String() || e.Operation != "advance-change" {
				v.t.Errorf("%+v, again %+v, %v", e, again, err)
			}
		}
		return err
	}); err != nil {
		v.t.Fatal(err)
	}
	n := 0
	for i, id := range v.rules {
		number := registry.Number(i + 1)
		differs := !slices.EqualFunc(was[id], now[id], func(a, b registry.Segment) bool { return reflect.DeepEqual(a, b) })
		if differs {
			n++
		}
		if !touched[id] && logged[number] != differs {
			v.t.Errorf("%s differs %v, logged %v", number, differs, logged[number])
		}
	}
	return n
}
