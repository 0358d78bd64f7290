package web

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type reviewsPage struct {
	Page
	Open, Over []ReviewLine
}

// ReviewLine is a review in a list.
type ReviewLine struct {
	workflow.Review
	Left string // how far it is to the sunset
}

// reviews lists the reviews, those that still run first.
func (v *visit) reviews() (answer, error) {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.Reviews(ctx)
	if err != nil {
		return answer{}, err
	}
	p := reviewsPage{Page: v.shell(v.lang.Text("web.reviews.title", map[string]string{"place": v.Municipality}))}
	for _, r := range all {
		line := ReviewLine{Review: r, Left: p.left(r, today)}
		if r.OpenOn(today) {
			p.Open = append(p.Open, line)
		} else {
			p.Over = append(p.Over, line)
		}
	}
	return answer{template: "reviews", data: p}, nil
}

// left says how far it is to a review's sunset.
func (p Page) left(r workflow.Review, today registry.Day) string {
	switch days := int(r.Sunset - today); {
	case r.Phase == workflow.Cancelled:
		return p.T("review.cancelled")
	case days > 1:
		return p.T("review.days_left", "n", p.Number(days))
	case days == 1:
		return p.T("review.tomorrow")
	case days == 0:
		return p.T("review.today")
	default:
		return p.T("review.passed")
	}
}

// Phase is the name of a review's phase.
func (p Page) Phase(ph workflow.Phase) string { return capital(p.Lang.Name("phase", string(ph))) }
