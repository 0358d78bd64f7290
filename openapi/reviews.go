package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerReviews() {
	steered := []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-reviews", Method: http.MethodGet, Path: "/v1/reviews", Tag: "reviews",
		Permission: permPublic, Summary: "List the reviews, newest first"}, a.listReviews)
	register(a, operation{ID: "get-review", Method: http.MethodGet, Path: "/v1/reviews/{slug}", Tag: "reviews",
		Permission: permPublic, Tagged: true, Errors: []int{http.StatusNotFound},
		Summary:     "Read a review and what becomes of its rules if nothing is decided",
		Description: "In every list rules that protect somebody come first."}, a.getReview)
	register(a, operation{ID: "get-review-plan", Method: http.MethodGet, Path: "/v1/reviews/{slug}/plan", Tag: "reviews",
		Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary:     "Count a review backwards from its sunset",
		Description: "The latest days on which each step can be taken, with the meetings that the calendar holds. Refuses nothing."}, a.getReviewPlan)
	register(a, operation{ID: "open-review", Method: http.MethodPost, Path: "/v1/reviews", Tag: "reviews",
		Permission: "review", Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Open a review: turn the burden of proof for the rules in scope",
		Description: "From the next moment their timelines say what lapses on the sunset if nobody decides. Rules without a " +
			"confirming legal check are left out and listed."}, a.openReview)
	register(a, operation{ID: "move-review-phase", Method: http.MethodPut, Path: "/v1/reviews/{slug}/phase", Tag: "reviews",
		Permission: "review", Edits: true, Errors: steered,
		Summary: "Take a review one step on", Description: "A phase never affects the status of a rule."}, a.movePhase)
	register(a, operation{ID: "withdraw-rule", Method: http.MethodPost, Path: "/v1/reviews/{slug}/withdrawals", Tag: "reviews",
		Permission: "review", Edits: true, Errors: steered,
		Summary:     "Take one rule out of a review by a decision before the sunset",
		Description: "One rule at a time: each needs its own words."}, a.withdraw)
	register(a, operation{ID: "move-sunset", Method: http.MethodPut, Path: "/v1/reviews/{slug}/sunset", Tag: "reviews",
		Permission: "review", Edits: true, Errors: steered,
		Summary: "Give a review another sunset by a decision before the old one"}, a.moveSunset)
	register(a, operation{ID: "cancel-review", Method: http.MethodPost, Path: "/v1/reviews/{slug}/cancellation", Tag: "reviews",
		Permission: "review", Edits: true, Errors: steered,
		Summary: "End a review by a decision before the sunset: nothing lapses because of it"}, a.cancelReview)
}

// ReviewOut is a review without its rules.
type ReviewOut struct {
	Slug     string   `json:"slug" doc:"Its name in addresses." example:"dagtilbud-2027"`
	ID       string   `json:"id" format:"uuid" doc:"As events name it."`
	Name     string   `json:"name"`
	Phase    phase    `json:"phase" doc:"How far it has come; never affects a status."`
	Opened   day      `json:"opened,omitzero"`
	Sunset   day      `json:"sunset,omitzero" doc:"The lapse date that it sets for its rules."`
	Decision decision `json:"decision" doc:"The decision that turned the burden of proof."`
}

func reviewOf(r workflow.Review) ReviewOut {
	return ReviewOut{Slug: r.Slug, ID: string(r.ID), Name: r.Name, Phase: phase(r.Phase), Opened: day(r.Opened),
		Sunset: day(r.Sunset), Decision: decisionOf(r.Decision)}
}

type listReviewsIn struct{}

func (a *api) listReviews(ctx context.Context, _ call, _ *listReviewsIn) (answer[items[ReviewOut]], error) {
	all, err := a.Workflow.Reviews(ctx)
	return answer[items[ReviewOut]]{Body: items[ReviewOut]{Items: list(all, reviewOf)}}, err
}

type outlookOut struct {
	Number   string    `json:"number" example:"R-0042"`
	Title    string    `json:"title"`
	Plain    string    `json:"plain,omitempty"`
	Area     string    `json:"area"`
	Protects protects  `json:"protects,omitempty"`
	Status   statusOut `json:"status" doc:"As it stands today."`
	After    statusOut `json:"after" doc:"On the sunset, if nothing more is decided."`
	LeftOut  leftOut   `json:"left_out,omitempty" doc:"Why it is not part of the review."`
}

type reportOut struct {
	ReviewOut
	On       day          `json:"on,omitzero" doc:"The day of the answer."`
	Lapses   []outlookOut `json:"lapses" doc:"Lapse on the sunset if nobody decides."`
	Floors   []outlookOut `json:"floors" doc:"Of which only the statutory minimum stays."`
	Stays    []outlookOut `json:"stays" doc:"Cannot lapse: law, agreement or a parent board holds them."`
	Replaces []outlookOut `json:"replaces" doc:"The law demands a rule: they need a replacement before they can go."`
	Ruled    []outlookOut `json:"ruled" doc:"Answered by a final ruling."`
	Extended []outlookOut `json:"extended" doc:"Provisionally extended beyond the sunset."`
	LeftOut  []outlookOut `json:"left_out" doc:"In the scope and not taken in, with the reason."`
}

func outlooks(l texts.Lang, all []workflow.Outlook) []outlookOut {
	return list(all, func(o workflow.Outlook) outlookOut {
		item := registerItemOf(l, o.Entry)
		return outlookOut{Number: item.Number, Title: item.Title, Plain: item.Plain, Area: item.Area, Protects: item.Protects,
			Status: statusOf(l, o.Today), After: statusOf(l, o.After), LeftOut: leftOut(o.LeftOut)}
	})
}

func (a *api) getReview(ctx context.Context, c call, in *getReviewIn) (answer[reportOut], error) {
	r, err := a.Workflow.Report(ctx, in.Slug)
	if err != nil {
		return answer[reportOut]{}, err
	}
	return answer[reportOut]{Edit: r.Review.Edit, Body: reportOut{ReviewOut: reviewOf(r.Review), On: day(r.On),
		Lapses: outlooks(c.Lang, r.Lapses), Floors: outlooks(c.Lang, r.Floors), Stays: outlooks(c.Lang, r.Stays),
		Replaces: outlooks(c.Lang, r.Replaces), Ruled: outlooks(c.Lang, r.Ruled), Extended: outlooks(c.Lang, r.Extended),
		LeftOut: outlooks(c.Lang, r.LeftOut)}}, nil
}

type getReviewIn struct{ ReviewPath }

type scopeIn struct {
	All   bool     `json:"all,omitempty" doc:"All rules."`
	Area  string   `json:"area,omitempty" doc:"The rules of this area." example:"Dagtilbud"`
	Rules []string `json:"rules,omitempty" doc:"These rules." example:"[\"R-0001\"]"`
}

type newReview struct {
	Name           string    `json:"name" example:"Dagtilbud 2027"`
	Slug           string    `json:"slug,omitempty" doc:"Its name in addresses; made from the name when left out."`
	Sunset         day       `json:"sunset" doc:"The lapse date of its rules: the first day on which they no longer apply. After today."`
	Scope          scopeIn   `json:"scope" doc:"Exactly one of all, area and rules."`
	Decision       *decision `json:"decision,omitempty" doc:"The decision, by a body that outranks the rules' adopters, whose words say that they lapse: without it the review is refused."`
	AfterBasis     bool      `json:"after_basis,omitempty" doc:"Its words also give a rule a lapse date when the basis that shielded it ends."`
	HearingParties []string  `json:"hearing_parties,omitempty" doc:"Who must be heard before the rules may lapse." example:"[\"Ældrerådet\"]"`
}

type openedOut struct {
	ReviewOut
	TakenIn []string            `json:"taken_in" doc:"The numbers of its rules: the list is fixed."`
	LeftOut map[string][]string `json:"left_out" doc:"The numbers of rules in the scope that were not taken in, by reason: unchecked, ended, in_other."`
}

type openReviewIn struct{ Body newReview }

func (a *api) openReview(ctx context.Context, c call, in *openReviewIn) (answer[openedOut], error) {
	b := in.Body
	n := workflow.NewReview{Name: b.Name, Slug: b.Slug, Sunset: registry.Day(b.Sunset), AfterBasis: b.AfterBasis,
		HearingParties: b.HearingParties, Scope: workflow.Scope{All: b.Scope.All, Area: b.Scope.Area}}
	if b.Decision != nil {
		n.Decision = b.Decision.domain()
	}
	for _, s := range b.Scope.Rules {
		number, err := registry.ParseNumber(s)
		if err != nil {
			return answer[openedOut]{}, inField("scope.rules", err)
		}
		n.Scope.Rules = append(n.Scope.Rules, number)
	}
	o, err := a.Workflow.OpenReview(ctx, c.Act, n)
	if err != nil {
		return answer[openedOut]{}, err
	}
	out := openedOut{ReviewOut: reviewOf(o.Review), TakenIn: list(o.TakenIn, numberOf), LeftOut: map[string][]string{}}
	for why, rules := range o.LeftOut {
		out.LeftOut[string(why)] = list(rules, numberOf)
	}
	return answer[openedOut]{Body: out, Edit: o.Review.Edit, Place: "/v1/reviews/" + o.Review.Slug}, nil
}

func numberOf(r registry.Rule) string { return r.Number.String() }

// steered shows a review after a change.
func steered(r workflow.Review, err error) (answer[ReviewOut], error) {
	return answer[ReviewOut]{Body: reviewOf(r), Edit: r.Edit}, err
}

type movePhaseIn struct {
	ReviewPath
	Body struct {
		Phase phase `json:"phase" doc:"The next phase; cancelling is an operation of its own."`
	}
}

func (a *api) movePhase(ctx context.Context, c call, in *movePhaseIn) (answer[ReviewOut], error) {
	return steered(a.Workflow.MovePhase(ctx, c.Act, in.Slug, c.Edit, workflow.Phase(in.Body.Phase)))
}

type withdrawIn struct {
	ReviewPath
	Body struct {
		Rule     string   `json:"rule" doc:"The rule that is taken out." example:"R-0042"`
		Decision decision `json:"decision" doc:"By a body of at least the rank that opened the review."`
	}
}

func (a *api) withdraw(ctx context.Context, c call, in *withdrawIn) (answer[ReviewOut], error) {
	number, err := registry.ParseNumber(in.Body.Rule)
	if err != nil {
		return answer[ReviewOut]{}, inField("rule", err)
	}
	return steered(a.Workflow.Withdraw(ctx, c.Act, in.Slug, c.Edit, []registry.Number{number}, in.Body.Decision.domain()))
}

type moveSunsetIn struct {
	ReviewPath
	Body struct {
		Sunset   day      `json:"sunset" doc:"The new lapse date. After today."`
		Decision decision `json:"decision" doc:"By a body of at least the rank that opened the review."`
	}
}

func (a *api) moveSunset(ctx context.Context, c call, in *moveSunsetIn) (answer[ReviewOut], error) {
	return steered(a.Workflow.MoveSunset(ctx, c.Act, in.Slug, c.Edit, registry.Day(in.Body.Sunset), in.Body.Decision.domain()))
}

type cancelReviewIn struct {
	ReviewPath
	Body struct {
		Decision decision `json:"decision" doc:"By a body of at least the rank that opened the review."`
	}
}

func (a *api) cancelReview(ctx context.Context, c call, in *cancelReviewIn) (answer[ReviewOut], error) {
	return steered(a.Workflow.Cancel(ctx, c.Act, in.Slug, c.Edit, in.Body.Decision.domain()))
}
