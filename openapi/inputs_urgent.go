package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerUrgentInputs() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "set-duty", Method: http.MethodPost, Path: "/v1/consultations/{slug}/duty", Tag: "inputs",
		Permission: "consult", Creates: true, Errors: notFound,
		Summary: "Say which post is told when an input needs action now"}, a.setDuty)
	register(a, operation{ID: "list-urgent-inputs", Method: http.MethodGet, Path: "/v1/consultations/{slug}/urgent", Tag: "inputs",
		Permission: "weigh", Errors: notFound, Summary: "List the inputs that need action and wait"}, a.listUrgent)
	register(a, operation{ID: "raise-action", Method: http.MethodPost, Path: "/v1/inputs/{id}/action", Tag: "inputs",
		Permission: "weigh", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Tell the post on duty that an input needs action now",
		Description: "By mail, with a link and nothing of the text. It stays open when the input is changed or taken back, and is never public."}, a.raiseAction)
	register(a, operation{ID: "handle-action", Method: http.MethodPost, Path: "/v1/inputs/{id}/action/handling", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: notFound,
		Summary: "Say what was done about an input that needed action"}, a.handleAction)
}

type dutyBody struct {
	Post string `json:"post" format:"uuid" doc:"The id of the post."`
}

type setDutyIn struct {
	ConsultationPath
	Body dutyBody
}

func (a *api) setDuty(ctx context.Context, c call, in *setDutyIn) (answer[dutyBody], error) {
	return answer[dutyBody]{Body: in.Body}, a.Workflow.SetDuty(ctx, c.Act, in.Slug, registry.PostID(in.Body.Post))
}

// ActionOut is what needs action.
type ActionOut struct {
	Input       string     `json:"input" format:"uuid"`
	Action      actionKind `json:"action"`
	Note        string     `json:"note,omitempty"`
	Post        string     `json:"post" doc:"That was told."`
	By          string     `json:"by,omitempty"`
	Day         day        `json:"day,omitzero"`
	HandledNote string     `json:"handled_note,omitempty" doc:"What was done; left out while it waits."`
	HandledBy   string     `json:"handled_by,omitempty"`
	Handled     day        `json:"handled,omitzero"`
}

func actionOf(x workflow.NeedsAction) ActionOut {
	out := ActionOut{Input: string(x.Input), Action: actionKind(x.Kind), Note: x.Note, Post: x.Post, By: x.By, Day: day(x.Day), HandledNote: x.HandledNote, HandledBy: x.HandledBy}
	if x.HandledNote != "" {
		out.Handled = day(x.Handled)
	}
	return out
}

// UrgentOut is the same with what the input says.
type UrgentOut struct {
	ActionOut
	Text string `json:"text,omitempty" doc:"Left out when the input was changed or taken back since."`
}

type listUrgentIn struct{ ConsultationPath }

func (a *api) listUrgent(ctx context.Context, c call, in *listUrgentIn) (answer[items[UrgentOut]], error) {
	all, err := a.Workflow.Urgent(ctx, in.Slug, c.Act.Reach)
	return answer[items[UrgentOut]]{Body: items[UrgentOut]{Items: list(all, func(u workflow.Urgent) UrgentOut {
		out := UrgentOut{ActionOut: actionOf(u.NeedsAction)}
		if u.Input != nil {
			out.Text = u.Input.Input.Text
		}
		return out
	})}}, err
}

type raiseActionIn struct {
	InputPath
	Body struct {
		Action actionKind `json:"action"`
		Note   string     `json:"note,omitempty" doc:"At most 4000 characters."`
	}
}

func (a *api) raiseAction(ctx context.Context, c call, in *raiseActionIn) (answer[inputDetailOut], error) {
	err := a.Workflow.RaiseAction(ctx, c.Act, workflow.Picked{ID: registry.InputID(in.ID), Edit: c.Edit}, workflow.ActionKind(in.Body.Action), in.Body.Note)
	return a.inputAfter(ctx, c, in.ID, err)
}

type handleActionIn struct {
	InputPath
	Body handlingBody
}

type handlingBody struct {
	Note string `json:"note" doc:"What was done; at most 4000 characters."`
}

func (a *api) handleAction(ctx context.Context, c call, in *handleActionIn) (answer[handlingBody], error) {
	return answer[handlingBody]{Body: in.Body}, a.Workflow.HandleAction(ctx, c.Act, registry.InputID(in.ID), in.Body.Note)
}
