package storage_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// TestFactsKeepUp records histories, now through one server and now through another, and
// compares what each keeps in memory with what follows from the events, today and ahead.
func TestFactsKeepUp(t *testing.T) {
	seed := testenv.Seed(t, 20270701)
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := openRegister(t, dsn)
		other := w.beside(dsn)
		r := rand.New(rand.NewPCG(seed, 1))
		var all []registry.Event
		for i := range testenv.Runs(t, 8) {
			all = append(all, owned(registrytest.History(rand.New(rand.NewPCG(seed, uint64(i)))), i)...)
		}
		of := map[registry.RuleID][]registry.Event{}
		for _, e := range all {
			of[e.Rule] = append(of[e.Rule], e)
		}
		slices.SortStableFunc(all, func(a, b registry.Event) int { return int(a.Recorded - b.Recorded) })
		services := []*registry.Service{w.service(), other.service()}
		there := map[registry.RuleID]bool{}
		for _, e := range all {
			w.now = e.Recorded.Time().Add(12 * time.Hour)
			other.now = w.now
			through := []*register{w, other}[r.IntN(2)]
			through.record(e, of[e.Rule], !there[e.Rule])
			there[e.Rule] = true
			today := e.Recorded
			ahead := append(registrytest.BoundaryDays(of[e.Rule]), today+1, today+400)
			for _, on := range []registry.Day{today, ahead[r.IntN(len(ahead))]} {
				if on < registry.LastDay {
					w.wantFacts(services[r.IntN(2)], on)
				}
			}
		}
	})
}

func (w *register) service() *registry.Service {
	return &registry.Service{Store: w.store, Maker: w.maker, Place: time.UTC}
}

// beside is the same database as another server sees it.
func (w *register) beside(dsn string) *register {
	w.t.Helper()
	other := &register{t: w.t, now: w.now, maker: w.maker}
	db, err := storage.Open(w.t.Context(), dsn, storage.Options{Clock: func() time.Time { return other.now }, Place: time.UTC})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { db.Close() })
	other.store = db.Registry()
	return other
}

var playing = registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "play"}

func (w *register) record(e registry.Event, history []registry.Event, first bool) {
	w.t.Helper()
	err := w.store.Update(w.t.Context(), playing, func(tx registry.Tx) error {
		if first {
			if err := newRule(tx, e.Rule, history); err != nil {
				return err
			}
		}
		if _, err := registry.Record(tx, w.maker, []registry.Event{e}); err != nil {
			return err
		}
		return tx.Audit(registry.AuditEvent{Object: "rule " + string(e.Rule)})
	})
	if err != nil {
		w.t.Fatalf("%v\n%s", err, registrytest.Describe(history))
	}
}

// wantFacts compares what a service has in memory with what the events say.
func (w *register) wantFacts(s *registry.Service, on registry.Day) {
	w.t.Helper()
	facts, err := s.Facts(w.t.Context(), on, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if facts.On != on || len(facts.Place) != len(facts.Numbers) || !slices.IsSorted(facts.Numbers) {
		w.t.Fatalf("on %v: %v, %d places", facts.On, facts.Numbers, len(facts.Place))
	}
	err = w.store.View(w.t.Context(), func(r registry.Reader) error {
		versions, err := r.GameVersions()
		if err != nil {
			return err
		}
		book, err := w.maker.Rulebook(versions)
		if err != nil {
			return err
		}
		rules, err := r.Rules(registry.RuleFilter{})
		if err != nil {
			return err
		}
		mark, err := r.LastRevision()
		if facts.Revision != mark.Revision {
			w.t.Errorf("revision %d of %d", facts.Revision, mark.Revision)
		}
		expected := 0
		for _, rule := range rules {
			events, err := r.Events([]registry.RuleID{rule.ID}, registry.RevisionOpen)
			if err != nil {
				return err
			}
			// A row may be one that was asked about on an earlier day: then the policy
			// says the same of it.
			want, _, there, err := registry.RowOn(events[rule.ID], on, book)
			got, has := facts.Row(rule.Number)
			if there {
				expected++
			}
			if err != nil || there != has {
				w.t.Fatalf("%v on %v: %v in memory, %v by its events, %v", rule.Number, on, has, there, err)
			}
			judge, err := book.At(on)
			if err != nil {
				return err
			}
			if a, b := mainOn(w.t, judge, on, got), mainOn(w.t, judge, on, want); a != b {
				w.t.Fatalf("%v on %v: in memory %v %s, by its events %v %s", rule.Number, on, a, got.Canonical(), b, want.Canonical())
			}
		}
		if expected != len(facts.Numbers) {
			w.t.Fatalf("%d rules in memory, %d there", len(facts.Numbers), expected)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func mainOn(t *testing.T, judge registry.Judge, on registry.Day, row registry.Row) registry.Main {
	t.Helper()
	a, err := judge.Status(on, row)
	if err != nil {
		t.Fatal(err)
	}
	return registry.Main{Code: a.Reasons[0].Code, State: a.State}
}

// asked counts the rules whose events are read.
type asked struct {
	registry.Store
	rules int
}

func (s *asked) View(ctx context.Context, f func(registry.Reader) error) error {
	return s.Store.View(ctx, func(r registry.Reader) error { return f(countingReader{r, s}) })
}

type countingReader struct {
	registry.Reader
	count *asked
}

func (r countingReader) Events(rules []registry.RuleID, upTo registry.Revision) (map[registry.RuleID][]registry.Event, error) {
	r.count.rules += len(rules)
	return r.Reader.Events(rules, upTo)
}

// TestFactsFoldWhatChanged: the events of those rules alone are read about which something was
// recorded since, or for which something happened as days passed; none for a day ahead.
func TestFactsFoldWhatChanged(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := openRegister(t, dsn)
		w.now = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
		store := &asked{Store: w.store}
		s := &registry.Service{Store: store, Maker: w.maker, Place: time.UTC}
		today := registry.MustDay("2027-03-01")
		var rules []registry.NewRule
		for i := range 20 {
			from := today - 100
			if i < 3 {
				from = today + 10 + registry.Day(i)
			}
			rules = append(rules, registry.NewRule{Adopter: registry.AdoptedByCouncil, EffectiveFrom: from,
				Catalogue: registry.Catalogue{Kind: registry.KindRule, Area: "Dagtilbud", Unit: "Alle", Effort: registry.Effort{Evidence: registry.NotQuantified}},
				Text:      registry.Text{Title: "Plan", Demand: "Lav den."}})
		}
		made, err := s.CreateRules(t.Context(), playing, rules)
		if err != nil {
			t.Fatal(err)
		}
		want := func(what string, on registry.Day, folded int, states map[registry.State]int) *registry.Facts {
			t.Helper()
			store.rules = 0
			facts, err := s.Facts(t.Context(), on, nil)
			if err != nil {
				t.Fatal(err)
			}
			if store.rules != folded {
				t.Errorf("%s: %d rules are folded, want %d", what, store.rules, folded)
			}
			book, err := w.maker.DefaultRulebook()
			if err != nil {
				t.Fatal(err)
			}
			judge, err := book.At(on)
			if err != nil {
				t.Fatal(err)
			}
			scan, err := judge.(registry.Scanner).Scan(t.Context(), on, facts)
			if err != nil {
				t.Fatal(err)
			}
			for state, n := range states {
				if scan.States()[state] != n {
					t.Errorf("%s: %v, want %v", what, scan.States(), states)
				}
			}
			return facts
		}
		type states = map[registry.State]int
		want("all, the first time", today, 20, states{registry.InForce: 17, registry.NotYet: 3})
		want("nothing since", today, 0, states{registry.InForce: 17, registry.NotYet: 3})
		later := want("two begin until then, which walk on", today+11, 0, states{registry.InForce: 19, registry.NotYet: 1})
		if again := want("the same day again", today+11, 0, nil); again != later {
			t.Error("folded again")
		}
		want("a day before", today-1, 20, nil)
		want("before all", today-200, 20, states{registry.NotYet: 20})
		err = w.store.Update(t.Context(), playing, func(tx registry.Tx) error {
			if _, err := registry.Record(tx, w.maker, []registry.Event{{Rule: made[7].ID, Valid: today + 5,
				Fact: registry.Superseded{By: made[8].Number}}}); err != nil {
				return err
			}
			return tx.Audit(registry.AuditEvent{Object: "rule"})
		})
		if err != nil {
			t.Fatal(err)
		}
		want("one recorded", today, 1, states{registry.InForce: 17, registry.NotYet: 3})
		want("it is replaced", today+5, 0, states{registry.SupersededState: 1, registry.InForce: 16})
		w.now = w.now.AddDate(0, 0, 10)
		want("ten days pass", today+10, 2, states{registry.SupersededState: 1, registry.InForce: 17, registry.NotYet: 2})

		// Other rules of the game: everything anew.
		settings := registry.DefaultSettings()
		settings.AfterBasisDays = 30
		err = w.store.Update(t.Context(), playing, func(tx registry.Tx) error {
			v := registry.GameVersion{Kind: registry.GameSettings, From: tx.Today() + 1, Digest: registry.Digest(settings.Canonical()),
				Adopted: tx.Today(), By: "test", Source: settings.Canonical()}
			if err := tx.InsertGameVersion(v); err != nil {
				return err
			}
			return tx.Audit(registry.AuditEvent{Object: "settings"})
		})
		if err != nil {
			t.Fatal(err)
		}
		want("adopted", today+10, 20, states{registry.SupersededState: 1})
	})
}

// TestFactsAreAlikeByWhatCounts: ids, words and references of what is ahead tell no rules apart;
// what the days ahead follow from does.
func TestFactsAreAlikeByWhatCounts(t *testing.T) {
	w := openRegister(t, testenv.SQLite(t))
	w.now = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	today := registry.MustDay("2027-03-01")
	s := w.service()
	for i, c := range []struct {
		basisEnds, sunset registry.Day
		words             string
		groups            int
	}{
		{today + 300, today + 200, "Bortfalder.", 1},
		{today + 300, today + 200, "Reglen bortfalder.", 1},
		{today + 300, today + 201, "Bortfalder.", 2},
		{today + 301, today + 200, "Bortfalder.", 3},
		{today + 300, today + 200, "", 4}, // a reminder lapses nothing
	} {
		called := strconv.Itoa(i)
		by := registry.Decision{Body: "Udvalg " + called, Rank: registry.RankCouncil, Day: today - 50, Words: c.words}
		events := owned([]registry.Event{
			{ID: "a", Valid: today - 100 - registry.Day(i), Recorded: today - 100 - registry.Day(i), Fact: registry.Adopted{Adopter: registry.AdoptedByCouncil, Version: registry.VersionID("v" + called)}},
			{ID: "b", Valid: today - 90, Recorded: today - 50, Fact: registry.BasisRecorded{Basis: registry.Basis{ID: registry.BasisID("b" + called), Effect: registry.Agrees,
				Reference: "Aftale " + called, From: today - 90 - registry.Day(i), Until: c.basisEnds}}},
			{ID: "c", Valid: today + 20, Recorded: today - 50, Fact: registry.TakenIntoReview{Review: registry.ReviewID("r" + called), Sunset: registry.Lapse{On: c.sunset, By: by}, AfterBasisDays: 90}},
			{ID: "d", Valid: today + 30, Recorded: today - 50, Fact: registry.NotCarried{Proposal: registry.Keep, Question: "Spørgsmål " + called, By: by}},
		}, i)
		for n, e := range events {
			w.record(e, events, n == 0)
		}
		facts, err := s.Facts(t.Context(), today, nil)
		if err != nil {
			t.Fatal(err)
		}
		if facts.Groups() != c.groups {
			t.Errorf("%d kinds of rules after %d, want %d", facts.Groups(), i+1, c.groups)
		}
	}
}

// TestFactsAreWantedFromTheStart: without anybody who asks, all rules are folded, some at a time.
func TestFactsAreWantedFromTheStart(t *testing.T) {
	w := openRegister(t, testenv.SQLite(t))
	w.now = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	events := owned([]registry.Event{{ID: "a", Valid: registry.MustDay("2027-01-01"), Recorded: registry.MustDay("2027-01-01"), Fact: registry.Adopted{Adopter: registry.AdoptedByCouncil, Version: "v"}}}, 0)
	w.record(events[0], events, true)
	store := &asked{Store: w.store}
	s := &registry.Service{Store: store, Maker: w.maker, Place: time.UTC}
	keep := func(want int) {
		t.Helper()
		store.rules = 0
		for more := true; more; {
			var err error
			if more, err = s.KeepFacts(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if store.rules != want {
			t.Errorf("%d rules are folded, want %d", store.rules, want)
		}
	}
	keep(0)
	s.WantFacts()
	keep(1)
	keep(0)
}

// TestFactsAheadByOtherRules: days after today can be judged by rules of the game that are
// not adopted, under which a rule may have ended on the way.
func TestFactsAheadByOtherRules(t *testing.T) {
	w := openRegister(t, testenv.SQLite(t))
	w.now = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	today := registry.MustDay("2027-03-01")
	s := w.service()
	events := owned([]registry.Event{
		{ID: "a", Valid: today - 100, Recorded: today - 100, Fact: registry.Adopted{Adopter: registry.AdoptedByCouncil, Version: "v"}},
		{ID: "b", Valid: today - 50, Recorded: today - 50, Fact: registry.TakenIntoReview{Review: "r", Sunset: registry.Lapse{On: today + 10,
			HearingUntil: today + 100, By: registry.Decision{Rank: registry.RankCouncil, Day: today - 50, Words: "Bortfalder."}}}},
		{ID: "c", Valid: today + 20, Recorded: today - 50, Fact: registry.HearingRequired{Party: "MED"}},
	}, 0)
	for i, e := range events {
		w.record(e, events, i == 0)
	}
	source, _ := w.maker.Builtin()
	settings := registry.DefaultSettings().Canonical()
	lenient := registry.GameVersion{Kind: registry.GamePolicy, From: today + 1, Source: neverLapses(t, source)}
	lenient.Digest = registry.Digest(lenient.Source)
	book, err := w.maker.Rulebook([]registry.GameVersion{
		{Kind: registry.GamePolicy, From: registry.FirstDay, Source: source, Digest: registry.Digest(source)},
		{Kind: registry.GameSettings, From: registry.FirstDay, Source: settings, Digest: registry.Digest(settings)}, lenient})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		book registry.Rulebook
		want registry.State
	}{{nil, registry.Lapsed}, {book, registry.NotEnded}, {nil, registry.Lapsed}} {
		facts, err := s.Facts(t.Context(), today+30, c.book)
		if err != nil {
			t.Fatal(err)
		}
		if row, _ := facts.Row(facts.Numbers[0]); row.Ended != c.want {
			t.Errorf("ended: %s, want %s", row.Ended, c.want)
		}
	}
}

// neverLapses is the policy without its lapse date.
func neverLapses(t *testing.T, archive []byte) []byte {
	t.Helper()
	const passed = `input.fact.lapse_date <= input.on`
	if !bytes.Contains(archive, []byte(passed)) {
		t.Fatalf("%s is not in the policy", passed)
	}
	return bytes.Replace(archive, []byte(passed), []byte(`input.fact.lapse_date <= \"0001-01-01\"`), 1)
}
