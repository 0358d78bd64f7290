package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Phase is how far a review has come. A phase never affects a rule's status:
// that follows from dates and rulings alone.
type Phase string

const (
	Draft        Phase = "draft"
	Cataloguing  Phase = "cataloguing"
	HearingPhase Phase = "hearing"
	Deliberation Phase = "deliberation"
	Decided      Phase = "decided"
	FollowUp     Phase = "follow_up"
	Closed       Phase = "closed"
	Cancelled    Phase = "cancelled"
)

// Phases in the order in which a review passes them.
var Phases = []Phase{Draft, Cataloguing, HearingPhase, Deliberation, Decided, FollowUp, Closed, Cancelled}

// next is the one transition table of a review.
var next = map[Phase][]Phase{
	Draft:        {Cataloguing, Cancelled},
	Cataloguing:  {HearingPhase, Cancelled},
	HearingPhase: {Cataloguing, Deliberation, Cancelled},
	Deliberation: {HearingPhase, Decided, Cancelled},
	Decided:      {FollowUp},
	FollowUp:     {Closed},
	Closed:       {},
	Cancelled:    {},
}

// Next are the phases that can follow.
func (p Phase) Next() []Phase { return next[p] }

// Review is a campaign over a fixed set of rules with one sunset.
type Review struct {
	ID     registry.ReviewID `json:"id"`
	Slug   string            `json:"slug"` // in addresses: "dagtilbud-2027"
	Name   string            `json:"name"`
	Phase  Phase             `json:"phase"`
	Edit   int               `json:"edit"` // counts changes; the ETag
	Opened registry.Day      `json:"opened"`
	Sunset registry.Day      `json:"sunset"`
	// Decision is the one that turned the burden of proof: its words are the
	// rules' conditional repeal.
	Decision registry.Decision `json:"decision"`
}

// OpenOn says whether the review still holds its rules on a day: a rule is in
// at most one open review.
func (r Review) OpenOn(on registry.Day) bool {
	switch r.Phase {
	case Draft, Decided, FollowUp, Closed, Cancelled:
		return false
	}
	return on < r.Sunset
}

// MoveTo changes the phase; CodePhase when the table has no such step.
func (r *Review) MoveTo(p Phase) error {
	if !slices.Contains(r.Phase.Next(), p) {
		return &registry.Error{Code: registry.CodePhase, Args: registry.Args{"from": string(r.Phase), "to": string(p)}}
	}
	r.Phase = p
	return nil
}

// LeftOut says why a rule in the drawn scope is not part of the review.
type LeftOut string

const (
	TakenIn      LeftOut = ""
	Unchecked    LeftOut = "unchecked" // no confirming legal check
	AlreadyEnded LeftOut = "ended"     // lapsed, repealed or superseded
	InOther      LeftOut = "in_other"  // in another open review
	WithdrawnOut LeftOut = "withdrawn" // taken out again by a decision
)

// ReviewRule is a rule's place in a review. The list is fixed at opening.
type ReviewRule struct {
	Review  registry.ReviewID `json:"-"`
	Rule    registry.RuleID   `json:"-"`
	LeftOut LeftOut           `json:"left_out,omitempty"`
}
