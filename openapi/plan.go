package openapi

import (
	"context"

	"github.com/omvendt/omvendt/workflow"
)

type planStepOut struct {
	Kind    planStep     `json:"kind"`
	By      day          `json:"by" doc:"The latest day for it."`
	Meeting string       `json:"meeting,omitempty" format:"uuid" doc:"The meeting that the day was counted from; left out where the calendar has none in time."`
	Done    bool         `json:"done" doc:"It was taken."`
	Remarks []planRemark `json:"remarks" doc:"What there is to say of it: too_late says that it no longer fits."`
}

type planOut struct {
	On    day           `json:"on" doc:"The day of the answer."`
	Steps []planStepOut `json:"steps" doc:"In the order in which they are taken."`
}

type getReviewPlanIn struct{ ReviewPath }

func (a *api) getReviewPlan(ctx context.Context, _ call, in *getReviewPlanIn) (answer[planOut], error) {
	plan, err := a.Workflow.Plan(ctx, in.Slug)
	if err != nil {
		return answer[planOut]{}, err
	}
	return answer[planOut]{Body: planOut{On: day(plan.Today), Steps: list(plan.Steps, func(s workflow.Step) planStepOut {
		out := planStepOut{Kind: planStep(s.Kind), By: day(s.By), Done: s.Done,
			Remarks: list(s.Remarks, func(r workflow.Remark) planRemark { return planRemark(r) })}
		if s.Meeting != nil {
			out.Meeting = string(s.Meeting.ID)
		}
		return out
	})}}, nil
}
