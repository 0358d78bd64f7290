package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// MandateAhead is what another mandate would mean for the draft decisions of its body: the
// items of its meetings that are planned for a day on which it would apply, carried as their papers
// recommend, beside the same items under the mandate that the body has. They are compared
// on the last sunset of the reviews that are open, or in a year where that is later. Nothing is recorded.
func (s *Service) MandateAhead(ctx context.Context, m registry.Mandate) (Simulated, error) {
	a := Assumptions{Beside: BesideDrafts, Mandates: []registry.Mandate{m}}
	err := s.Store.View(ctx, func(r Reader) error {
		meetings, err := r.Meetings()
		if err != nil {
			return err
		}
		for _, x := range meetings {
			if x.State == MeetingPlanned && x.Body.ID == m.Body && x.Day >= m.From && len(a.Meetings) < mostSupposed {
				a.Meetings = append(a.Meetings, x.ID)
			}
		}
		reviews, err := r.Reviews()
		a.On = r.Today() + simulatedYear
		for _, review := range reviews {
			if review.OpenOn(r.Today()) {
				a.On = max(a.On, review.Sunset)
			}
		}
		return err
	})
	if err != nil {
		return Simulated{}, err
	}
	return s.Simulate(ctx, a)
}
