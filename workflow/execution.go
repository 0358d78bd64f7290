package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// story is what happened to the rules of a consultation since it opened, and what is
// known to happen.
type story struct {
	timelines map[registry.RuleID][]registry.Segment
	decisions map[registry.RuleID][]RuleDecision // the latest first
	entries   []registry.RegisterEntry           // by number
}

func readStory(r Reader, c Consultation, about []registry.RegisterEntry) (story, error) {
	s := story{decisions: map[registry.RuleID][]RuleDecision{}, entries: about}
	ids := make([]registry.RuleID, len(about))
	for n, e := range about {
		ids[n] = e.Rule.ID
	}
	var err error
	if s.timelines, err = r.Timelines(ids); err != nil {
		return s, err
	}
	events, err := r.Events(ids, registry.RevisionOpen)
	if err != nil {
		return s, err
	}
	items, err := r.ItemsOf(ids)
	if err != nil {
		return s, err
	}
	meetings, err := r.Meetings()
	if err != nil {
		return s, err
	}
	for _, id := range ids {
		for _, e := range slices.Backward(registry.WithoutAnnulled(r.Today(), events[id])) {
			by, ok := decidedBy(e.Fact)
			if ok && by.Day >= c.Opens && by.Day <= r.Today() {
				s.decisions[id] = append(s.decisions[id], RuleDecision{e, meetingOf(by, items[id], meetings)})
			}
		}
		slices.SortStableFunc(s.decisions[id], func(a, b RuleDecision) int {
			x, _ := decidedBy(a.Event.Fact)
			y, _ := decidedBy(b.Event.Fact)
			return int(y.Day - x.Day)
		})
	}
	return s, nil
}

// decidedBy is the decision behind a fact that somebody decided about one rule; what
// holds for all of a review is told there.
func decidedBy(f registry.Fact) (registry.Decision, bool) {
	switch f := f.(type) {
	case registry.Ruled:
		return f.By, true
	case registry.NotCarried:
		return f.By, true
	case registry.Stopped:
		return f.By, true
	case registry.Superseded:
		return f.Reason, true
	}
	return registry.Decision{}, false
}

// meetingOf is the closed meeting on whose open agenda a decision was taken.
func meetingOf(by registry.Decision, items []Item, meetings []Meeting) registry.MeetingID {
	for _, i := range items {
		for _, m := range meetings {
			if m.ID == i.Meeting && !i.Confidential && m.State == MeetingClosed && m.Day == by.Day && m.Body.Name == by.Body {
				return m.ID
			}
		}
	}
	return ""
}

// execution tells how far the latest decision is carried out on a day, by what the
// timeline says applies: a decision that changed nothing is carried out by nothing.
func execution(decisions []RuleDecision, timeline []registry.Segment, on registry.Day) (Execution, registry.Day) {
	today, ok := registry.SegmentOn(timeline, on)
	if !ok {
		return AwaitsDecision, registry.NoDay
	}
	if today.State.Ended() { // also where nobody decided
		return CarriedOut, today.StateFrom
	}
	if len(decisions) == 0 {
		return AwaitsDecision, registry.NoDay
	}
	begins := func(has func(registry.Segment) bool) (Execution, registry.Day) {
		if has(today) {
			return CarriedOut, today.StateFrom
		}
		for _, s := range timeline {
			if s.From > on && has(s) {
				return AwaitsEffect, s.From
			}
		}
		return AwaitsDecision, registry.NoDay // something later stands in its way
	}
	switch f := decisions[0].Event.Fact.(type) {
	case registry.Ruled:
		switch f.Ruling {
		case registry.Keep:
			return CarriedOut, f.By.Day
		case registry.Amend:
			done, day := begins(func(s registry.Segment) bool { return s.Version == f.Version })
			if done == CarriedOut {
				day = max(f.By.Day, f.From)
			}
			return done, day
		case registry.Trial:
			return begins(func(s registry.Segment) bool { return s.State == registry.Suspended })
		case registry.Repeal, registry.Unlawful:
			return begins(func(s registry.Segment) bool { return s.State.Ended() || s.State == registry.FloorOnly })
		}
	case registry.Superseded:
		return begins(func(s registry.Segment) bool { return s.State == registry.SupersededState })
	}
	return AwaitsDecision, registry.NoDay
}
