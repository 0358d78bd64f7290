package policies_test

import (
	"math/rand/v2"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// TestRowOnIsTheRowOfTheTimeline: asking the policy about the row of a day gives what the
// timeline says of that day, and of every day until the row can be another one.
func TestRowOnIsTheRowOfTheTimeline(t *testing.T) {
	rules := defaultRulebook(t)
	seed := testenv.Seed(t, 20270701)
	later := 0
	for i := range testenv.Runs(t, 150) {
		events := registrytest.History(rand.New(rand.NewPCG(seed, uint64(i))))
		timeline, err := registry.Timeline(events, rules)
		if err != nil {
			t.Fatal(err)
		}
		days := registrytest.BoundaryDays(events)
		for k, on := range days {
			row, until, there, err := registry.RowOn(events, on, rules)
			if err != nil || !there || until <= on {
				t.Fatalf("on %v: %v, %v, %v", on, until, there, err)
			}
			for _, day := range days[k:] {
				if day >= until {
					break
				}
				if day > on {
					later++
				}
				judge, err := rules.At(day)
				if err != nil {
					t.Fatal(err)
				}
				answer, err := judge.Status(day, row)
				if err != nil {
					t.Fatal(err)
				}
				if s, _ := registry.SegmentOn(timeline, day); s.State != answer.State || s.Reasons[0].Code != answer.Reasons[0].Code {
					t.Fatalf("history %d, the row of %v until %v says %v %v on %v, the timeline %v %v\n%s", i, on, until,
						answer.State, answer.Reasons[0].Code, day, s.State, s.Reasons[0].Code, registrytest.Describe(events))
				}
			}
		}
	}
	if later == 0 {
		t.Error("no row lasted beyond its day")
	}
}

func TestRowOnOfNoRule(t *testing.T) {
	rules := defaultRulebook(t)
	events := registrytest.History(rand.New(rand.NewPCG(1, 1)))
	out := append(events, registry.Event{ID: "out", Valid: events[0].Valid, Fact: registry.TakenOut{}})
	if _, _, there, err := registry.RowOn(out, 800_000, rules); there || err != nil {
		t.Errorf("taken out: %v, %v", there, err)
	}
	if _, _, _, err := registry.RowOn(events, registry.LastDay, rules); registry.CodeOf(err) != registry.CodeDayInvalid {
		t.Errorf("no such day: %v", err)
	}
}
