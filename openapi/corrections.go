package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What happens to a decision after its meeting is closed: its minutes are corrected,
// or it is annulled.

func (a *api) registerCorrections() {
	changed := []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "correct-minutes", Method: http.MethodPost, Path: "/v1/items/{id}/corrections", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary: "Correct what was minuted of an item of a closed meeting",
		Description: "What was wrong, what is right and why is told in public. Where something else was decided, or for another reason, the rulings that landed are annulled from the start " +
			"and what was decided lands; the register still tells what it knew before."}, a.correctMinutes)
	register(a, operation{ID: "annul-item", Method: http.MethodPost, Path: "/v1/items/{id}/annulment", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary: "Record that what an item decided has no effect, or has it again",
		Description: "By the supervisory authority, a court or the body itself, from the start or from a day, on all of its rules. " +
			"What was recorded of one rule without a meeting is annulled by create-event."}, a.annulItem)
}

// CorrectionFields are what was wrong, and why.
type CorrectionFields struct {
	Wrong  string `json:"wrong" doc:"What the minutes say."`
	Right  string `json:"right" doc:"What they should have said."`
	Reason string `json:"reason" doc:"How it came about."`
}

type correctionOut struct {
	On day `json:"on" doc:"When it was recorded."`
	CorrectionFields
	Outcome bool `json:"outcome,omitempty" doc:"It changed what was decided."`
}

func correctionOf(c workflow.Correction) correctionOut {
	return correctionOut{On: day(c.On), CorrectionFields: CorrectionFields{Wrong: c.Wrong, Right: c.Right, Reason: c.Reason}, Outcome: c.Outcome}
}

// AnnulmentFields are who took the effect away, and from when.
type AnnulmentFields struct {
	By       decision `json:"by" doc:"An authority or a court has no rank."`
	From     day      `json:"from,omitzero" doc:"The first day without effect; from the start when left out."`
	Suspends bool     `json:"suspends,omitempty" doc:"For the time being."`
	Lifts    bool     `json:"lifts,omitempty" doc:"What was annulled or suspended has effect again."`
}

type annulmentOut struct {
	AnnulmentFields
	Lifted bool `json:"lifted,omitempty" doc:"It has no effect any more."`
}

func annulmentOf(x workflow.Annulled) annulmentOut {
	return annulmentOut{AnnulmentFields: AnnulmentFields{By: decisionOf(x.By), From: day(x.From), Suspends: x.Suspends, Lifts: x.Lifts}, Lifted: x.Lifted}
}

type correctMinutesIn struct {
	ItemPath
	Body struct {
		CorrectionFields
		Minutes        *MinutesFields `json:"minutes,omitempty" doc:"All of it, as it should have been; left out where it was right."`
		Recommendation []string       `json:"recommendation,omitempty" doc:"All at-points, as they should have been; left out where they were right."`
		Reasons        []string       `json:"reasons,omitempty" doc:"The reason that the meeting stated for each proposal, in their order; left out where they were right."`
	}
}

func (a *api) correctMinutes(ctx context.Context, c call, in *correctMinutesIn) (answer[itemOut], error) {
	b := in.Body
	as := workflow.Corrected{Recommendation: b.Recommendation, Reasons: b.Reasons}
	if b.Minutes != nil {
		as.Minutes = ptr(b.Minutes.domain())
	}
	item, err := a.Workflow.CorrectMinutes(ctx, c.Act, registry.ItemID(in.ID), c.Edit, workflow.Correction{Wrong: b.Wrong, Right: b.Right, Reason: b.Reason}, as)
	return a.changed(ctx, c, item, err)
}

type annulItemIn struct {
	ItemPath
	Body AnnulmentFields
}

func (a *api) annulItem(ctx context.Context, c call, in *annulItemIn) (answer[itemOut], error) {
	b := in.Body
	item, err := a.Workflow.AnnulItem(ctx, c.Act, registry.ItemID(in.ID), c.Edit, workflow.Annulment{By: b.By.domain(), From: registry.Day(b.From), Suspends: b.Suspends, Lifts: b.Lifts})
	return a.changed(ctx, c, item, err)
}
