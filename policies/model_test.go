package policies_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// TestCampaignModel compares the timelines of random histories with an
// independent model of the design, on every day on which something can change,
// the days beside, and random days between.
func TestCampaignModel(t *testing.T) {
	rules := defaultRulebook(t)
	histories := 500
	if !testing.Short() && !testenv.Race {
		histories = testenv.Runs(t, 10_000)
	}
	seed := testenv.Seed(t, 20270701)

	const enough = 3 // disagreements to show
	var (
		mu     sync.Mutex
		seen   = map[string]int{}
		days   int
		failed int
		wg     sync.WaitGroup
	)
	const workers = 2
	for worker := range workers {
		wg.Go(func() {
			for i := worker; i < histories; i += workers {
				r := rand.New(rand.NewPCG(seed, uint64(i)))
				events := registrytest.History(r)
				asked := append(registrytest.BoundaryDays(events), registrytest.RandomDays(r, events, 10)...)
				answers, disagreement := compare(events, asked, rules)
				mu.Lock()
				days += len(asked)
				for a := range answers {
					seen[a]++
				}
				stop := failed >= enough
				if disagreement != "" && !stop {
					failed++
					t.Errorf("history %d of OMVENDT_SEED=%d: %s\n%s", i, seed, disagreement, shrunk(events, rules))
				}
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d histories, %d days asked", histories, days)
	if failed > 0 || histories < 10_000 {
		return
	}
	for _, state := range registry.States {
		if seen[string(state)] == 0 {
			t.Errorf("no history reaches the state %s", state)
		}
	}
	for _, code := range registrytest.Codes {
		if seen[string(code)] == 0 {
			t.Errorf("no history gives the reason %s", code)
		}
	}
}

// TestWorkedDays checks the design's own examples.
func TestWorkedDays(t *testing.T) {
	rules := defaultRulebook(t)
	for _, row := range registrytest.WorkedDays() {
		t.Run(row.Name, func(t *testing.T) {
			for _, ask := range row.Asks {
				events := ask.Events(row)
				timeline, err := registry.Timeline(events, rules)
				if err != nil {
					t.Fatal(err)
				}
				got := answerOn(timeline, ask.On)
				want := registrytest.Expectation{State: ask.State, Class: got.Class, Reasons: ask.Reasons, Version: got.Version}
				if ask.Version != "" {
					want.Version = ask.Version
				}
				if !got.Equal(want) {
					t.Errorf("%s known %s: %v, want %v", ask.On, ask.Known, got, want)
				}
			}
		})
	}
}

func defaultRulebook(t *testing.T) registry.Rulebook {
	t.Helper()
	maker, err := policies.NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := maker.DefaultRulebook()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// compare returns the states and codes that occurred, and the first disagreement.
func compare(events []registry.Event, days []registry.Day, rules registry.Rulebook) (seen map[string]bool, disagreement string) {
	timeline, err := registry.Timeline(events, rules)
	if err != nil {
		return nil, err.Error()
	}
	seen = map[string]bool{}
	for _, day := range days {
		want, got := registrytest.Status(events, day), answerOn(timeline, day)
		if !got.Equal(want) {
			return seen, fmt.Sprintf("on %s\n  register %v\n  model    %v", day, got, want)
		}
		seen[string(want.State)] = true
		for _, code := range want.Reasons {
			seen[string(code)] = true
		}
	}
	return seen, ""
}

func answerOn(timeline []registry.Segment, on registry.Day) registrytest.Expectation {
	s, ok := registry.SegmentOn(timeline, on)
	if !ok {
		return registrytest.Expectation{State: "no segment"}
	}
	e := registrytest.Expectation{State: s.State, Class: s.Class, Version: s.Version}
	for _, r := range s.Reasons {
		e.Reasons = append(e.Reasons, r.Code)
	}
	return e
}

// shrunk drops events while a disagreement remains and prints what is left.
func shrunk(events []registry.Event, rules registry.Rulebook) string {
	days := registrytest.BoundaryDays
	disagree := func(events []registry.Event) string {
		_, d := compare(events, days(events), rules)
		return d
	}
	if disagree(events) == "" { // on a day on which nothing should begin
		days = everyDay
	}
	for again := true; again; {
		again = false
		for i := len(events) - 1; i > 0; i-- { // never the adoption
			if fewer := slices.Delete(slices.Clone(events), i, i+1); disagree(fewer) != "" {
				events, again = fewer, true
			}
		}
	}
	return registrytest.Describe(events) + strings.TrimSpace(disagree(events))
}

// everyDay is each day from the first to the last on which something can begin.
func everyDay(events []registry.Event) []registry.Day {
	known := registrytest.BoundaryDays(events)
	var days []registry.Day
	for d := max(slices.Min(known), registry.MustDay("2020-01-01")); d <= min(slices.Max(known), registry.MustDay("2045-01-01")); d++ {
		days = append(days, d)
	}
	return days
}
