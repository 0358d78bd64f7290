package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerAccountItem() {
	register(a, operation{ID: "put-account", Method: http.MethodPost, Path: "/v1/period-accounts/{period}/items", Tag: "meetings", Permission: "meet", Creates: true, Tagged: true,
		Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Put a kept account on an agenda",
		Description: "To be taken note of: an item without rules and proposals, with the account as its paper and what it says in short as its summary, in Danish."}, a.putAccount)
}

type putAccountIn struct {
	Period string `path:"period" maxLength:"20" doc:"Its last day, or of a year the year." example:"2026-06-30"`
	Body   struct {
		Area       string `json:"area,omitempty" doc:"Of this area, exactly as written; left out: of all."`
		Meeting    string `json:"meeting" format:"uuid" doc:"The meeting that gets it."`
		PapersLate string `json:"papers_late,omitempty" doc:"Why it comes on after the papers were due; required then."`
	}
}

func (a *api) putAccount(ctx context.Context, c call, in *putAccountIn) (answer[itemOut], error) {
	item, err := a.Workflow.PutAccount(ctx, c.Act, in.Period, in.Body.Area, registry.MeetingID(in.Body.Meeting), in.Body.PapersLate, papers.AccountItem)
	out, err := a.changed(ctx, c, item, err)
	out.Place = "/v1/items/" + out.Body.ID
	return out, err
}

// itemAccountOut names the account that an item is about.
type itemAccountOut struct {
	Period string `json:"period" example:"2026-06-30"`
	Area   string `json:"area" doc:"Empty: of all areas."`
	Digest string `json:"digest" doc:"SHA-256 of the account as it was kept when it was put on, in hexadecimal; the decision in the log has it too."`
}

func itemAccountOf(of *workflow.NotedAccount) *itemAccountOut {
	if of == nil {
		return nil
	}
	return &itemAccountOut{of.Name(), of.Area, of.Digest}
}
