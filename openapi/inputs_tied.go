package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerTiedInputs() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "split-input", Method: http.MethodPut, Path: "/v1/inputs/{id}/parts", Tag: "inputs",
		Permission: "weigh", Edits: true, Errors: notFound,
		Summary: "Split an input that holds several things into parts, each with an answer of its own",
		Description: "The input keeps its text and is counted as one. All parts are replaced, which is possible until one has an answer; " +
			"no passages join it again."}, a.splitInput)
	register(a, operation{ID: "merge-inputs", Method: http.MethodPost, Path: "/v1/inputs/{id}/group", Tag: "inputs",
		Permission: "weigh", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Merge inputs that say the same under this one",
		Description: "Each is still counted as its own; one answer is given to all of them."}, a.mergeInputs)
	register(a, operation{ID: "unmerge-input", Method: http.MethodDelete, Path: "/v1/inputs/{id}/group", Tag: "inputs",
		Permission: "weigh", Edits: true, Errors: notFound,
		Summary: "Take an input out of its group", Description: "Taking out the one that leads it ends the group."}, a.unmergeInput)
}

type passageFields struct {
	Text string `json:"text" doc:"A passage of the input's text, word for word."`
	Rule string `json:"rule,omitempty" doc:"The rule that the part is about: that of the input, or one on which the consultation asks." example:"R-0042"`
}

type splitInputIn struct {
	InputPath
	Body struct {
		Passages []passageFields `json:"passages" doc:"Two to ten, or none."`
	}
}

func (a *api) splitInput(ctx context.Context, c call, in *splitInputIn) (answer[inputDetailOut], error) {
	var passages []workflow.Passage
	for _, p := range in.Body.Passages {
		one := workflow.Passage{Text: p.Text}
		if p.Rule != "" {
			rules, err := a.rules(ctx, []string{p.Rule})
			if err != nil {
				return answer[inputDetailOut]{}, err
			}
			one.Rule = rules[0]
		}
		passages = append(passages, one)
	}
	err := a.Workflow.Split(ctx, c.Act, workflow.Picked{ID: registry.InputID(in.ID), Edit: c.Edit}, passages)
	return a.inputAfter(ctx, c, in.ID, err)
}

type mergeInputsIn struct {
	InputPath
	Body struct {
		Inputs []SeenInput `json:"inputs" doc:"The others."`
	}
}

func (a *api) mergeInputs(ctx context.Context, c call, in *mergeInputsIn) (answer[inputDetailOut], error) {
	lead := workflow.Picked{ID: registry.InputID(in.ID), Edit: c.Edit}
	return a.inputAfter(ctx, c, in.ID, a.Workflow.Group(ctx, c.Act, append(pickedOf(in.Body.Inputs), lead), lead.ID))
}

type unmergeInputIn struct{ InputPath }

func (a *api) unmergeInput(ctx context.Context, c call, in *unmergeInputIn) (answer[nothing], error) {
	return answer[nothing]{}, a.Workflow.Ungroup(ctx, c.Act, []workflow.Picked{{ID: registry.InputID(in.ID), Edit: c.Edit}})
}

// inputAfter is an input after a change.
func (a *api) inputAfter(ctx context.Context, c call, id string, err error) (answer[inputDetailOut], error) {
	if err != nil {
		return answer[inputDetailOut]{}, err
	}
	return a.inputDetail(ctx, c, id)
}
