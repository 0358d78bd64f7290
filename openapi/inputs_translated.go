package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerTranslatedInputs() {
	register(a, operation{ID: "translate-input", Method: http.MethodPut, Path: "/v1/inputs/{id}/translation", Tag: "inputs",
		Permission: "weigh", Edits: true, Errors: []int{http.StatusNotFound},
		Summary: "Keep a Danish translation beside an input in another language",
		Description: "It is public where the text is, and told to be the administration's. Where passages are left out of the text, " +
			"nothing of it is public until they are left out of it too (shown_translation in screen-inputs); a new translation has that taken back."}, a.translateInput)
}

type translateInputIn struct {
	InputPath
	Body struct {
		Translation string `json:"translation" doc:"At most 4000 characters; empty takes it back."`
	}
}

func (a *api) translateInput(ctx context.Context, c call, in *translateInputIn) (answer[inputDetailOut], error) {
	err := a.Workflow.TranslateInput(ctx, c.Act, workflow.Picked{ID: registry.InputID(in.ID), Edit: c.Edit}, in.Body.Translation)
	return a.inputAfter(ctx, c, in.ID, err)
}
