package workflow

import (
	"context"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// NextReviews tells when rules come up again, so that they do not all do so at once.
type NextReviews struct {
	Offer registry.Day         // for the next rule that the meeting keeps
	On    map[registry.Day]int // how many rules lapse, or are proposed to, on days around it; days of none are absent
}

// Crowded is how many rules come up on a day, where they are more than can each be
// weighed; 0 otherwise.
func (n NextReviews) Crowded(on registry.Day) int {
	if n.On[on] > registry.Crowded {
		return n.On[on]
	}
	return 0
}

const (
	fullMonth    = 10   // rules, from which on another month is offered
	monthsAround = 6    // of the usual one, that are offered
	daysAhead    = 4000 // with a change on them, that are looked at
)

// NextReviews offers a next review for a rule that a meeting keeps: in the usual month
// or, where it has its share, in the nearest that has not; in none, in the emptiest.
// July is not offered. CodeNotFound.
func (s *Service) NextReviews(ctx context.Context, id registry.MeetingID) (NextReviews, error) {
	var out NextReviews
	err := s.Store.View(ctx, func(r Reader) error {
		m, err := r.MeetingByID(id)
		if err != nil {
			return err
		}
		out, err = nextReviews(r, m)
		return err
	})
	return out, err
}

func nextReviews(r Reader, m Meeting) (NextReviews, error) {
	out := NextReviews{On: map[registry.Day]int{}}
	settings, err := registry.SettingsOn(r, m.Day)
	if err != nil {
		return out, err
	}
	days, err := r.TurnDays(m.Day+1, daysAhead)
	if err != nil {
		return out, err
	}
	for _, d := range days {
		if lapsing := d.Of[registry.TurnLapse] + d.Of[registry.TurnFloor]; lapsing > 0 {
			out.On[d.Day] = lapsing
		}
	}
	if err := out.addProposed(r); err != nil {
		return out, err
	}
	out.offer(m.Day, settings.NextReviewMonths, 12*settings.LongestReviewYears)
	return out, nil
}

// addProposed counts what stands on agendas and is not decided.
func (n *NextReviews) addProposed(r Reader) error {
	meetings, err := r.Meetings()
	if err != nil {
		return err
	}
	for _, m := range meetings {
		if m.State != MeetingPlanned {
			continue
		}
		items, err := r.Items(m.ID)
		if err != nil {
			return err
		}
		for _, i := range items {
			days := map[registry.Day]bool{}
			for _, p := range i.Proposals {
				if p.Ruling != "" && p.Next != registry.NoDay && !days[p.Next] {
					days[p.Next] = true
					n.On[p.Next] += len(i.Rules)
				}
			}
		}
	}
	return nil
}

func (n *NextReviews) offer(meeting registry.Day, usual, longest int) {
	months := map[registry.Day]int{} // by their first day
	for day, count := range n.On {
		months[monthOf(day)] += count
	}
	n.Offer = monthsAfter(meeting, usual)
	least := -1
	for away := range 2*monthsAround + 1 {
		ahead := usual + (away+1)/2 // 0, 1 before, 1 after, 2 before ...
		if away%2 == 1 {
			ahead = usual - (away+1)/2
		}
		if ahead < 1 || ahead > longest && away > 0 {
			continue
		}
		day := monthsAfter(meeting, ahead)
		if day.Time().Month() == time.July {
			continue
		}
		has := months[monthOf(day)]
		if least < 0 || has < least {
			n.Offer, least = day, has
		}
		if has < fullMonth {
			n.Offer = day
			return
		}
	}
}

func monthOf(d registry.Day) registry.Day {
	year, month, _ := d.Time().Date()
	return registry.NewDay(year, month, 1)
}

// monthsAfter is the day some months after another; the last of a month that is too
// short for it.
func monthsAfter(d registry.Day, months int) registry.Day {
	year, month, day := d.Time().Date()
	first := time.Date(year, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return registry.NewDay(first.Year(), first.Month(), min(day, first.AddDate(0, 1, -1).Day()))
}
