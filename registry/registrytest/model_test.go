package registrytest

import (
	"math/rand/v2"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// TestHistories checks that random histories reach every answer there is.
func TestHistories(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 2000
	}
	seen := map[string]int{}
	for i := range n {
		events := History(rand.New(rand.NewPCG(1, uint64(i))))
		for _, e := range events {
			seen[e.Fact.Kind()]++
		}
		once := map[string]bool{}
		for _, day := range BoundaryDays(events) {
			want := Status(events, day)
			once["state "+string(want.State)], once["main "+string(want.Reasons[0])] = true, true
			for _, c := range want.Reasons {
				once[string(c)] = true
			}
		}
		for s := range once {
			seen[s]++
		}
	}
	for _, state := range registry.States {
		if seen["state "+string(state)] == 0 {
			t.Errorf("no history reaches the state %s", state)
		}
	}
	for _, code := range Codes {
		if seen[string(code)] == 0 {
			t.Errorf("no history gives the reason %s", code)
		}
	}
	t.Log(seen)
}

// TestWorkedDays checks the model against the design's own examples.
func TestWorkedDays(t *testing.T) {
	shown := map[registry.ReasonCode]bool{}
	for _, row := range WorkedDays() {
		t.Run(row.Name, func(t *testing.T) {
			for _, ask := range row.Asks {
				got := Status(ask.Events(row), ask.On)
				want := Expectation{State: ask.State, Class: got.Class, Reasons: ask.Reasons, Version: got.Version}
				if ask.Version != "" {
					want.Version = ask.Version
				}
				if !got.Equal(want) {
					t.Errorf("%s known %s: %v, want %v", ask.On, ask.Known, got, want)
				}
				for _, c := range ask.Reasons {
					shown[c] = true
				}
			}
		})
	}
	for _, code := range Codes {
		if !shown[code] {
			t.Errorf("no worked day gives the reason %s", code)
		}
	}
}
