package registrytest

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// What has effect, seen from a day.

// world is what has effect seen from a day: events valid by then, in the order
// of their days, without what was annulled or withdrawn, and with each review's
// sunset as it was moved.
type world struct {
	adoption registry.Adopted
	events   []registry.Event                     // by day, then as recorded
	bases    []basis                              // the latest record of each, also of a day to come
	sunsets  map[registry.ReviewID]registry.Lapse // of the reviews the rule is in
	out      map[registry.ReviewID]bool           // reviews the rule was withdrawn from
}

type basis struct {
	registry.Basis
	valid, recorded registry.Day
}

func worldOn(recorded []registry.Event, on registry.Day) world {
	w := world{sunsets: map[registry.ReviewID]registry.Lapse{}, out: map[registry.ReviewID]bool{}}

	// An annulment can itself be annulled, by one recorded later.
	void := map[registry.EventID]bool{}
	for _, e := range slices.Backward(recorded) {
		if f, ok := e.Fact.(registry.Annulled); ok && e.Valid <= on && !void[e.ID] {
			void[f.Event] = true
		}
	}
	for _, e := range recorded {
		if void[e.ID] {
			continue
		}
		switch f := e.Fact.(type) {
		case registry.Adopted:
			w.adoption = f
		case registry.BasisRecorded:
			// The latest record replaces earlier ones altogether.
			w.bases = slices.DeleteFunc(w.bases, func(b basis) bool { return b.ID == f.ID })
			w.bases = append(w.bases, basis{f.Basis, e.Valid, e.Recorded})
		}
		if e.Valid <= on {
			w.events = append(w.events, e)
		}
	}
	slices.SortStableFunc(w.events, func(a, b registry.Event) int {
		if a.Valid != b.Valid {
			return int(a.Valid) - int(b.Valid)
		}
		return a.Order - b.Order
	})

	// Withdrawal and a moved sunset need a decision before the sunset then in force.
	for _, e := range w.events {
		switch f := e.Fact.(type) {
		case registry.TakenIntoReview:
			w.sunsets[f.Review] = f.Sunset
		case registry.Withdrawn:
			if s, in := w.sunsets[f.Review]; in && !w.out[f.Review] && e.Valid < s.On {
				w.out[f.Review] = true
			}
		case registry.SunsetMoved:
			if s, in := w.sunsets[f.Review]; in && !w.out[f.Review] && e.Valid < s.On {
				w.sunsets[f.Review] = f.Sunset
			}
		}
	}
	return w
}

// class of the rule on a day, as far as the bases valid by another day tell.
func (w world) class(on, known registry.Day) registry.Class {
	has := func(effect registry.Effect) bool {
		return slices.ContainsFunc(w.bases, func(b basis) bool {
			return b.Effect == effect && b.valid <= known && b.From <= on && on < b.Until
		})
	}
	switch {
	case has(registry.Duty):
		return registry.StateDuty
	case has(registry.Agrees):
		return registry.Agreement
	case w.adoption.Adopter == registry.AdoptedByBoard:
		return registry.BoardPrinciple
	case has(registry.RequiresLocal):
		return registry.MandatedLocal
	case has(registry.Minimum):
		return registry.AddOn
	case w.adoption.Adopter == registry.AdoptedByCouncil, w.adoption.Adopter == registry.AdoptedByCommittee:
		return registry.CouncilRule
	}
	return registry.AdministrativeRule
}

// shielded: something outside the council's power held the rule on a day past.
func (w world) shielded(on registry.Day) bool { return isShield(w.class(on, on)) }

func isShield(c registry.Class) bool {
	return c == registry.StateDuty || c == registry.Agreement || c == registry.BoardPrinciple || c == registry.MandatedLocal
}

// shieldEnds is the first day after one on which the rule was shielded on which
// it no longer is; ok is false while that is not known.
func (w world) shieldEnds(after registry.Day) (end registry.Day, ok bool) {
	for _, b := range w.bases {
		if b.Until > after && b.Until < registry.LastDay && !w.shielded(b.Until) && (!ok || b.Until < end) {
			end, ok = b.Until, true
		}
	}
	return end, ok
}

// floorHolds: the statutory minimum held on every day from one to another.
func (w world) floorHolds(from, on registry.Day) bool {
	for day := from; day <= on; {
		until := day
		for _, b := range w.bases {
			if b.Effect == registry.Minimum && b.From <= day && day < b.Until {
				until = max(until, b.Until)
			}
		}
		if until == day {
			return false
		}
		day = until
	}
	return true
}

// hearingMissing: a party that had to be heard had not been when a lapse date came.
func (w world) hearingMissing(lapse registry.Day) bool {
	missing := map[string]bool{}
	for _, e := range w.events {
		if e.Valid >= lapse {
			break
		}
		switch f := e.Fact.(type) {
		case registry.HearingRequired:
			missing[f.Party] = true
		case registry.HearingHeld:
			delete(missing, f.Party)
		}
	}
	return len(missing) > 0
}
