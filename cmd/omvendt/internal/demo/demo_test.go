package demo

import (
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Whenever the demo is made, what it promises is there on that day.
func TestStoryOnAnyDay(t *testing.T) {
	testenv.Long(t)
	maker, err := policies.NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	cases, err := policies.NewCases()
	if err != nil {
		t.Fatal(err)
	}
	want := map[registry.Number]struct {
		state  registry.State
		reason registry.ReasonCode
	}{
		42: {registry.InForce, registry.AmendedByDecision},
		18: {registry.InForce, registry.KeptByDecision},
		26: {registry.InForce, registry.KeptByDecision},
		35: {registry.InForce, registry.KeptByDecision},
		34: {registry.InForce, registry.ReviewPending},
		13: {registry.InForce, registry.ReviewPending},
		49: {registry.InForce, registry.RepealPending},
		55: {registry.InForce, registry.NotInReview},
		10: {registry.FloorOnly, registry.FloorRemains},
		16: {registry.FloorOnly, registry.FloorRemains},
		28: {registry.Lapsed, registry.LapsedUndecided},
		32: {registry.Lapsed, registry.LapsedUndecided},
		63: {registry.Lapsed, registry.LapsedUndecided},
		62: {registry.Lapsed, registry.LapsedUndecided},
		39: {registry.Repealed, registry.RepealedByDecision},
		54: {registry.Repealed, registry.FoundUnlawful},
		30: {registry.SupersededState, registry.SupersededByRule},
		41: {registry.Extended, registry.Deferred},
		58: {registry.Suspended, registry.TrialRunning},
		1:  {registry.InForce, registry.IsStateDuty},
		22: {registry.InForce, registry.BoundByAgreement},
		19: {registry.InForce, registry.OwnedByBoard},
		5:  {registry.InForce, registry.MandatedByLaw},
	}
	for _, day := range []string{"2026-07-01", "2026-11-21", "2027-03-22", "2027-03-24", "2027-06-30", "2028-02-29", "2029-12-31"} {
		t.Run(day, func(t *testing.T) {
			now := registry.MustDay(day).Time().Add(10 * time.Hour)
			clock := NewClock(func() time.Time { return now })
			db, err := storage.Open(t.Context(), testenv.SQLite(t), storage.Options{Clock: clock.Now, Cases: cases})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			register := &registry.Service{Store: db.Registry(), Maker: maker, Cases: cases, Place: db.Place}
			flow := &workflow.Service{Store: db.Workflow(), Register: register}
			story, err := Play(t.Context(), flow, clock)
			if err != nil {
				t.Fatal(err)
			}
			page, err := register.Register(t.Context(), "", registry.RegisterQuery{})
			if err != nil {
				t.Fatal(err)
			}
			if page.On.String() != day || len(page.Entries) != 64 {
				t.Fatalf("%d rules on %s", len(page.Entries), page.On)
			}
			for _, e := range page.Entries {
				if w, ok := want[e.Rule.Number]; ok && (e.Segment.State != w.state || e.Segment.Reasons[0].Code != w.reason) {
					t.Errorf("%s: %s %v, want %s %s", e.Rule.Number, e.Segment.State, e.Segment.Reasons, w.state, w.reason)
				}
				if e.Text.Plain == "" || e.Rule.Catalogue.Protects == registry.ProtectsUnstated {
					t.Errorf("%s has no plain sentence, or does not say whom it protects", e.Rule.Number)
				}
			}
			if v, err := register.Rule(t.Context(), 42, registry.StatusQuery{}); err != nil || len(v.Versions) != 2 || v.Text.Ordinal != 2 {
				t.Errorf("R-0042 has %d versions, %v", len(v.Versions), err)
			}

			for _, turn := range []registry.Day{page.On - 45, page.On + 60} {
				guided, err := register.Guided(t.Context(), registry.TurnQuery{From: turn, Until: turn + 1, Limit: 50})
				if err != nil || len(guided.Turns) == 0 || guided.Turns[0].Guidance.Published == registry.NoDay {
					t.Errorf("nothing is said of %s: %+v %v", turn, guided.Turns, err)
				}
			}
			if stopped, err := flow.Stopped(t.Context(), actBy(coordinator, "get-unit-answers"), page.On-45); err != nil || stopped.Answered == 0 || len(stopped.Lives) != 1 || stopped.Lives[0].Hassle == "" {
				t.Errorf("no unit has answered: %+v %v", stopped, err)
			}

			over, err := flow.Report(t.Context(), story.Finished)
			if err != nil {
				t.Fatal(err)
			}
			if r := over.Review; r.Phase != workflow.Closed || r.Sunset >= page.On-400 {
				t.Errorf("the finished review is %s with sunset %s", r.Phase, r.Sunset)
			}
			now2, err := flow.Report(t.Context(), story.UnderWay)
			if err != nil {
				t.Fatal(err)
			}
			if r := now2.Review; r.Phase != workflow.HearingPhase || r.Sunset < page.On+100 || r.Sunset.Time().Month() != time.July {
				t.Errorf("the review under way is in %s with sunset %s", r.Phase, r.Sunset)
			}
			for what, n := range map[string]int{"lapses": len(now2.Lapses), "floors": len(now2.Floors), "stays": len(now2.Stays),
				"replaces": len(now2.Replaces), "extended": len(now2.Extended), "left out": len(now2.LeftOut)} {
				if n == 0 {
					t.Errorf("nothing in the review under way %s", what)
				}
			}
			if !now2.Lapses[0].Entry.Rule.Catalogue.Protects.Somebody() {
				t.Error("a protecting rule does not stand first")
			}
		})
	}
}

func TestDays(t *testing.T) {
	if d := july(registry.MustDay("2027-07-02")); d.String() != "2028-07-01" {
		t.Error(d)
	}
	if d := july(registry.MustDay("2027-07-01")); d.String() != "2027-07-01" {
		t.Error(d)
	}
	if d := before(registry.MustDay("2026-11-21"), time.Monday); d.String() != "2026-11-16" {
		t.Error(d)
	}
	if d := before(registry.MustDay("2026-11-16"), time.Monday); d.String() != "2026-11-16" {
		t.Error(d)
	}
}
