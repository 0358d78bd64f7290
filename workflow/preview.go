package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Preview is what would be stored of what was said, as its writer would read it on
// the receipt: CPR-like numbers are masked in it. Nothing is stored. Errors:
// CodeNothingSaid, CodeInvalid with fields.
func (s *Service) Preview(ctx context.Context, c Consultation, audience string, d Said) (Receipt, error) {
	out := Receipt{Consultation: c, Contribution: Contribution{Sender: Sender{Group: d.Group}}}
	err := s.Store.View(ctx, func(r Reader) error {
		content, err := contentOf(r, c, Contribution{Consultation: c.ID, Audience: audience}, d)
		if err != nil {
			return err
		}
		out.Chosen = c.inOrder(content.Chosen)
		var about []registry.RuleID
		for _, in := range content.Inputs {
			out.Inputs = append(out.Inputs, Answered{Input: in})
			if in.Rule != "" {
				about = append(about, in.Rule)
			}
		}
		rules, err := entries(r, about)
		if err != nil {
			return err
		}
		for i, a := range out.Inputs {
			for n := range rules {
				if rules[n].Rule.ID == a.Input.Rule {
					out.Inputs[i].Rule = &rules[n]
				}
			}
		}
		return nil
	})
	return out, err
}
