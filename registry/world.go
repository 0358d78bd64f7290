package registry

import "sort"

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
	events := latestBases(recorded)
	sort.SliceStable(events, func(i, j int) bool {
		if events[i].Valid != events[j].Valid {
			return events[i].Valid < events[j].Valid
		}
		return events[i].Order < events[j].Order
	})
	edges := []Day{FirstDay}
	for _, e := range events {
		switch e.Fact.(type) {
		case Annulled, Withdrawn, SunsetMoved:
			if e.Valid > edges[len(edges)-1] {
				edges = append(edges, e.Valid)
			}
		}
	}
	ws := make([]world, len(edges))
	for i, from := range edges {
		until := LastDay
		if i+1 < len(edges) {
			until = edges[i+1]
		}
		ws[i] = world{from: from, until: until, events: seenFrom(from, events)}
	}
	return ws
}

// latestBases leaves only the latest record of each legal basis, in its place.
func latestBases(events []Event) []Event {
	latest := map[BasisID]int{}
	for i, e := range events {
		if f, ok := e.Fact.(BasisRecorded); ok {
			latest[f.ID] = i
		}
	}
	out := make([]Event, 0, len(events))
	for i, e := range events {
		if f, ok := e.Fact.(BasisRecorded); ok && latest[f.ID] != i {
			continue
		}
		out = append(out, e)
	}
	return out
}

// seenFrom works in what has been annulled, withdrawn or moved by a day.
func seenFrom(day Day, events []Event) []Event {
	void := map[EventID]bool{}
	// An annulment can itself be annulled, so the latest speaks first.
	for i := len(events) - 1; i >= 0; i-- {
		if f, ok := events[i].Fact.(Annulled); ok && events[i].Valid <= day && !void[events[i].ID] {
			void[f.Event] = true
		}
	}
	sunset := map[ReviewID]*Lapse{}
	withdrawn := map[ReviewID]bool{}
	for _, e := range events {
		if e.Valid > day || void[e.ID] {
			continue
		}
		switch f := e.Fact.(type) {
		case TakenIntoReview:
			sunset[f.Review] = &f.Sunset
		case SunsetMoved:
			// A sunset that has passed can no longer be moved or left.
			if s := sunset[f.Review]; s != nil && e.Valid < s.On {
				*s = f.Sunset
			}
		case Withdrawn:
			if s := sunset[f.Review]; s != nil && e.Valid < s.On {
				withdrawn[f.Review] = true
			}
		}
	}
	out := make([]Event, 0, len(events))
	for _, e := range events {
		if void[e.ID] {
			continue
		}
		switch f := e.Fact.(type) {
		case Annulled, Withdrawn, SunsetMoved:
			continue
		case TakenIntoReview:
			if withdrawn[f.Review] {
				continue
			}
			if s := sunset[f.Review]; s != nil {
				f.Sunset = *s
				e.Fact = f
			}
		}
		out = append(out, e)
	}
	return out
}
