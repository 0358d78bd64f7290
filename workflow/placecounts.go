package workflow

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/registry"
)

// How many answers came from a place is counted apart from the answers, and some at a
// time: no row of the database was written together with a contribution and says where
// that came from (docs/decisions). What is not stored when a server stops is lost; it
// is less than the smallest group that is told.

// Arrived are contributions that have come and are not counted by place yet; empty, and
// for many at once.
type Arrived struct {
	mu sync.Mutex
	of map[registry.ConsultationID]arrivals
}

// arrivals are those of one consultation; through links without a place, too, so that
// what is stored at once is of more than those with one.
type arrivals struct {
	n       int
	through map[registry.LinkID]int
}

// add notes one more, and hands over all of its consultation once they are enough.
func (a *Arrived) add(l Link, enough int) (all arrivals, some bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now, begun := a.of[l.Consultation]
	if !begun && !l.counted() {
		return arrivals{}, false
	}
	return a.with(l.Consultation, arrivals{1, map[registry.LinkID]int{l.ID: 1}}, now, enough)
}

// back takes in again what could not be stored.
func (a *Arrived) back(c registry.ConsultationID, all arrivals) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.with(c, all, a.of[c], all.n+a.of[c].n+1)
}

func (a *Arrived) with(c registry.ConsultationID, more, now arrivals, enough int) (arrivals, bool) {
	if a.of == nil {
		a.of = map[registry.ConsultationID]arrivals{}
	}
	if now.through == nil {
		now.through = map[registry.LinkID]int{}
	}
	now.n += more.n
	for id, n := range more.through {
		now.through[id] += n
	}
	if now.n < enough {
		a.of[c] = now
		return arrivals{}, false
	}
	a.of[c] = arrivals{}
	return now, true
}

// leastCounted is how many contributions are counted by place at once, at least; the
// smallest group that is shown where that is more.
const leastCounted = 5

// came counts a contribution by the place of its link, after it was stored. That it
// cannot be counted now is no fault of who sent it: it is with the next.
func (s *Service) came(ctx context.Context, l Link) {
	if s.Arrived == nil {
		return
	}
	all, some := s.Arrived.add(l, leastCounted)
	if !some {
		return
	}
	err := s.Store.Update(context.WithoutCancel(ctx), anonymous("count-places"), func(tx Tx) error {
		settings, err := registry.SettingsOn(tx, tx.Today())
		if err != nil {
			return err
		}
		if all.n < settings.SmallestGroupShown {
			return errDone
		}
		c, err := tx.ConsultationByID(l.Consultation)
		if err != nil {
			return err
		}
		links, err := tx.Links(l.Consultation)
		if err != nil {
			return err
		}
		counts := map[registry.LinkID]int{} // of all: which ones changed is not to be told by their rows
		for _, l := range links {
			if l.counted() {
				counts[l.ID] = all.through[l.ID]
			}
		}
		if err := tx.CountPlaces(l.Consultation, counts); err != nil {
			return err
		}
		return tx.AuditUnnamed("count-places", "consultation "+c.Slug)
	})
	if err != nil {
		s.Arrived.back(l.Consultation, all)
	}
}

// counted says whether what comes through a link is counted by its place. A slip is
// counted by being gone.
func (l Link) counted() bool { return l.Place != "" && !l.Single() }

// PlaceCount is how many answers came through a link with a place.
type PlaceCount struct {
	Link Link
	Sent int // of slips none: see CountSlips
}

// Unit is the unit that a place names: "Børnehuset Mosen" of "Børnehuset Mosen, garderoben".
func (l Link) Unit() string {
	unit, _, _ := strings.Cut(l.Place, ",")
	return strings.TrimSpace(unit)
}

// CountRange is a number as it is told: at least From and fewer than Until, which is 0
// for as many as there may be.
type CountRange struct{ From, Until int }

// rangeOf is the range of a number; the lowest is all below the smallest group.
func rangeOf(n, smallest int) CountRange {
	if n < smallest {
		return CountRange{0, smallest}
	}
	from := smallest
	for _, edge := range []int{10, 20, 50, 100, 200, 500, 1000} {
		if edge <= smallest {
			continue
		}
		if n < edge {
			return CountRange{from, edge}
		}
		from = edge
	}
	return CountRange{from, 0}
}

// UnitAnswers are how many have answered from one unit.
type UnitAnswers struct {
	Unit string
	Sent CountRange // what was taken back later is among them
}

// UnitsAnswered are those of one consultation, by unit in Danish order.
type UnitsAnswered struct {
	Consultation Consultation
	Units        []UnitAnswers
}

// UnitsAnswered tells of the consultations that are open today, the newest review's
// first, how many answered through links whose place names a unit: all units, or those
// of the actor alone, which their grants name, and where they, or somebody below them,
// have a post.
func (s *Service) UnitsAnswered(ctx context.Context, act registry.Act, all bool) (out []UnitsAnswered, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		out = nil
		settings, err := registry.SettingsOn(r, r.Today())
		if err != nil {
			return err
		}
		mine, err := ledUnits(r, act)
		if err != nil {
			return err
		}
		open, err := underWay(r)
		if err != nil {
			return err
		}
		for _, c := range open {
			if !c.OpenOn(r.Today()) || c.Kind == SelfAssessment {
				continue
			}
			counts, err := r.PlaceCounts(c.ID)
			if err != nil {
				return err
			}
			left, err := r.CountSlips(c.ID)
			if err != nil {
				return err
			}
			sent := map[string]int{}
			var units []string
			for _, x := range counts {
				unit := x.Link.Unit()
				if unit == "" || !all && !mine[strings.ToLower(unit)] {
					continue
				}
				if _, named := sent[unit]; !named {
					units = append(units, unit)
				}
				sent[unit] += x.Sent
				if x.Link.Single() {
					sent[unit] += x.Link.Slips - left[x.Link.ID]
				}
			}
			told := UnitsAnswered{Consultation: c}
			for _, unit := range units {
				told.Units = append(told.Units, UnitAnswers{unit, rangeOf(sent[unit], settings.SmallestGroupShown)})
			}
			if len(units) > 0 {
				out = append(out, told)
			}
		}
		return nil
	})
	return out, err
}

// ledUnits are the units whose numbers an actor may read, in lower case.
func ledUnits(r Reader, act registry.Act) (map[string]bool, error) {
	units := map[string]bool{}
	for _, scope := range act.Reach {
		for _, unit := range scope.Units {
			units[strings.ToLower(unit)] = true
		}
	}
	posts, err := r.Posts()
	if err != nil || act.Actor.User == "" {
		return units, err
	}
	byID := map[registry.PostID]registry.Post{}
	for _, p := range posts {
		byID[p.ID] = p
	}
	for _, p := range posts {
		met := map[registry.PostID]bool{}
		for at, ok := p, true; ok && p.Unit != "" && !met[at.ID]; at, ok = byID[at.Head] {
			met[at.ID] = true
			if slices.Contains(at.People(), act.Actor.User) {
				units[strings.ToLower(p.Unit)] = true
			}
		}
	}
	return units, nil
}
