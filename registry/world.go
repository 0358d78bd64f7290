package registry

import (
	"cmp"
	"slices"
)

// A world is the list of events that have effect, seen from a day: annulled
// events and withdrawn or moved sunsets are already worked in. Worlds change
// only on the days of those events; within one, later days only add events.
type world struct {
	from, until Day // the days that are judged in it
	events      []Event
}

// worlds splits all time into the worlds that a rule's events make. The events
// come as recorded; each world has them sorted by day and order.
func worlds(recorded []Event) []world {
	edges := []Day{FirstDay}
	for _, e := range recorded {
		switch e.Fact.(type) {
		case Annulled, Withdrawn, SunsetMoved:
			edges = append(edges, e.Valid)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	ws := make([]world, len(edges))
	for i, from := range edges {
		until := LastDay
		if i+1 < len(edges) {
			until = edges[i+1]
		}
		ws[i] = world{from: from, until: until, events: seenFrom(from, recorded)}
	}
	return ws
}

// seenFrom is what has effect seen from a day, in the order of days.
func seenFrom(day Day, recorded []Event) []Event {
	events := latestBases(WithoutAnnulled(day, recorded))
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Valid, b.Valid), cmp.Compare(a.Order, b.Order))
	})
	return withoutWithdrawn(day, events)
}

// WithoutAnnulled leaves out events that have been annulled by a day. An annulment can
// itself be annulled, so the latest recorded speaks first.
func WithoutAnnulled(day Day, recorded []Event) []Event {
	void := map[EventID]bool{}
	for _, e := range slices.Backward(recorded) {
		if f, ok := e.Fact.(Annulled); ok && e.Valid <= day && !void[e.ID] {
			void[f.Event] = true
		}
	}
	return keepIf(recorded, func(e Event) bool { return !void[e.ID] })
}

// latestBases leaves only the latest record of each legal basis.
func latestBases(recorded []Event) []Event {
	latest := map[BasisID]EventID{}
	for _, e := range recorded {
		if f, ok := e.Fact.(BasisRecorded); ok {
			latest[f.ID] = e.ID
		}
	}
	return keepIf(recorded, func(e Event) bool {
		f, ok := e.Fact.(BasisRecorded)
		return !ok || latest[f.ID] == e.ID
	})
}

// withoutWithdrawn works in what has become of reviews by a day. A sunset that
// has passed can no longer be moved or left.
func withoutWithdrawn(day Day, events []Event) []Event {
	type setBy struct {
		Lapse
		event EventID
	}
	sunset := map[ReviewID]setBy{}
	withdrawn := map[ReviewID]bool{}
	open := func(e Event, r ReviewID) bool {
		s, known := sunset[r]
		return known && !withdrawn[r] && e.Valid < s.On
	}
	for _, e := range events {
		if e.Valid > day {
			break
		}
		switch f := e.Fact.(type) {
		case TakenIntoReview:
			sunset[f.Review] = setBy{f.Sunset, e.ID}
		case SunsetMoved:
			if open(e, f.Review) {
				sunset[f.Review] = setBy{f.Sunset, e.ID}
			}
		case Withdrawn:
			withdrawn[f.Review] = withdrawn[f.Review] || open(e, f.Review)
		}
	}
	var out []Event
	for _, e := range events {
		switch f := e.Fact.(type) {
		case Annulled, Withdrawn, SunsetMoved:
			continue
		case TakenIntoReview:
			if withdrawn[f.Review] {
				continue
			}
			if s, known := sunset[f.Review]; known {
				f.Sunset = s.Lapse
				e.Fact, e.moved = f, s.event
			}
		}
		out = append(out, e)
	}
	return out
}

func keepIf(events []Event, keep func(Event) bool) []Event {
	out := make([]Event, 0, len(events))
	for _, e := range events {
		if keep(e) {
			out = append(out, e)
		}
	}
	return out
}
