package web

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Ground is a decision that the answer rests on.
type Ground struct {
	Intro, Words, Case string
	Notes              []Phrase
	Link               Crumb
}

// grounds are the decisions behind the answer, each once: the one that set the
// lapse date, the latest ruling, and what the reasons mention besides.
func (p Page) grounds(v registry.RuleView, reviews []workflow.Review) []Ground {
	var out []Ground
	seen := map[registry.EventID]bool{}
	add := func(id registry.EventID) {
		e, ok := v.Event(id)
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		if g, ok := p.ground(e, v, reviews); ok {
			out = append(out, g)
		}
	}
	add(v.Segment.Grounds.Ruling)
	add(v.Segment.Grounds.Lapse)
	for _, r := range v.Segment.Reasons {
		for _, e := range slices.Backward(v.Events) {
			if e.Valid <= v.On && mentions(r.Code, e.Fact) {
				add(e.ID)
				break
			}
		}
	}
	return out
}

// mentions says whether a reason is about the latest event of this kind.
func mentions(code registry.ReasonCode, f registry.Fact) bool {
	switch f.(type) {
	case registry.Superseded:
		return code == registry.SupersededByRule
	case registry.NotCarried:
		return code == registry.TieVote || code == registry.KeepNotCarried
	case registry.Stopped:
		return code == registry.StoppedAwaitingCouncil
	}
	return false
}

// sunsetGround quotes the decision that gave a review its sunset, or moved it.
func (p Page) sunsetGround(review registry.ReviewID, sunset registry.Lapse, v registry.RuleView, reviews []workflow.Review) Ground {
	key := "ground.sunset"
	if v.Segment.Class.Bound() {
		key = "ground.sunset_bound" // the day comes, and nothing lapses
	}
	g := p.decided(key, sunset.By, "lapse", p.Day(sunset.On))
	g.Link = p.reviewLink(review, reviews)
	return g
}

func (p Page) ground(e registry.Event, v registry.RuleView, reviews []workflow.Review) (Ground, bool) {
	switch f := e.Fact.(type) {
	case registry.Adopted:
		if f.FirstReview != nil {
			return p.decided("ground.first_review", f.FirstReview.By, "lapse", p.Day(f.FirstReview.On)), true
		}
	case registry.TakenIntoReview:
		return p.sunsetGround(f.Review, f.Sunset, v, reviews), true
	case registry.SunsetMoved:
		return p.sunsetGround(f.Review, f.Sunset, v, reviews), true
	case registry.Ruled:
		g := p.decided("ground."+string(f.Ruling), f.By)
		if f.Reason != "" {
			g.Notes = append(g.Notes, p.Phrase("ground.reason", "reason", f.Reason))
		}
		if f.LateReason != "" {
			g.Notes = append(g.Notes, p.Phrase("ground.late", "reason", f.LateReason, "day", p.Day(e.Recorded)))
		}
		return g, true
	case registry.NotCarried:
		key := "ground.fell"
		if f.Tie {
			key = "ground.tied"
		}
		g := p.decided(key, f.By)
		g.Notes = []Phrase{p.Phrase("ground.question", "question", f.Question)}
		return g, true
	case registry.Stopped:
		return p.decided("ground.stopped", f.By), true
	case registry.Superseded:
		g := p.decided("ground.superseded", f.Reason, "number", f.By.String())
		g.Link = Crumb{f.By.String(), p.To("rule", f.By.String())}
		return g, true
	case registry.BasisRecorded:
		return p.afterBasis(f, v)
	}
	return Ground{}, false
}

// afterBasis quotes the opening decision that gave a rule a lapse date for when
// the basis that shielded it ends.
func (p Page) afterBasis(f registry.BasisRecorded, v registry.RuleView) (Ground, bool) {
	for _, e := range slices.Backward(v.Events) {
		if t, ok := e.Fact.(registry.TakenIntoReview); ok && t.AfterBasisDays > 0 && e.Valid <= v.On {
			return p.decided("ground.after_basis", t.Sunset.By, "basis", f.Reference, "ended", p.Day(f.Until)), true
		}
	}
	return Ground{}, false
}

func (p Page) decided(key string, by registry.Decision, pairs ...string) Ground {
	return Ground{Intro: p.T(key, append(pairs, "body", by.Body, "day", p.Day(by.Day))...), Words: by.Words, Case: by.Case}
}

func (p Page) reviewLink(id registry.ReviewID, reviews []workflow.Review) Crumb {
	for _, r := range reviews {
		if r.ID == id {
			return Crumb{r.Name, p.To("review", r.Slug)}
		}
	}
	return Crumb{}
}
