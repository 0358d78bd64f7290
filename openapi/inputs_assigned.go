package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerAssignedInputs() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "assign-inputs", Method: http.MethodPost, Path: "/v1/assignments", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: notFound,
		Summary: "Assign inputs to a user or a post", Description: "Or to nobody again. It gives nobody more than they may already."}, a.assignInputs)
	register(a, operation{ID: "remind-assigned", Method: http.MethodPost, Path: "/v1/consultations/{slug}/reminders", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: notFound, Summary: "Remind those for whom inputs wait, by mail",
		Description: "Each gets one mail, and none who got the same one today. Who may weigh in a part of the municipality reminds of what is about its rules. Whoever answered is known to nobody, and never reminded."}, a.remindAssigned)
	register(a, operation{ID: "list-input-progress", Method: http.MethodGet, Path: "/v1/consultations/{slug}/progress", Tag: "inputs",
		Permission: "weigh", Errors: notFound, Summary: "List how far each has come with the inputs assigned to them"}, a.listProgress)
}

type assignmentBody struct {
	Inputs   []SeenInput `json:"inputs"`
	Assignee string      `json:"assignee,omitempty" format:"uuid" doc:"The id of a user or of a post; left out: nobody."`
}

type assignInputsIn struct{ Body assignmentBody }

func (a *api) assignInputs(ctx context.Context, c call, in *assignInputsIn) (answer[assignmentBody], error) {
	err := a.Workflow.Assign(ctx, c.Act, pickedOf(in.Body.Inputs), workflow.Assignee(in.Body.Assignee))
	return answer[assignmentBody]{Body: in.Body}, err
}

type remindersOut struct {
	Reminded int `json:"reminded" doc:"How many were written to."`
}

type remindAssignedIn struct{ ConsultationPath }

func (a *api) remindAssigned(ctx context.Context, c call, in *remindAssignedIn) (answer[remindersOut], error) {
	n, err := a.Workflow.RemindAssigned(ctx, c.Act, in.Slug)
	return answer[remindersOut]{Body: remindersOut{n}}, err
}

type progressOut struct {
	Assignee   string `json:"assignee" format:"uuid" doc:"The id of a user or of a post."`
	Name       string `json:"name,omitempty" doc:"Left out when it is neither any more."`
	Inputs     int    `json:"inputs"`
	Unanswered int    `json:"unanswered"`
}

type listProgressIn struct{ ConsultationPath }

func (a *api) listProgress(ctx context.Context, c call, in *listProgressIn) (answer[items[progressOut]], error) {
	all, err := a.Workflow.Progress(ctx, c.Act.Reach, in.Slug)
	return answer[items[progressOut]]{Body: items[progressOut]{Items: list(all, func(p workflow.Progress) progressOut {
		return progressOut{Assignee: string(p.To), Name: p.Name, Inputs: p.Inputs, Unanswered: p.Unanswered}
	})}}, err
}
