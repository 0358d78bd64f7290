package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerHassles() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-hassle-themes", Method: http.MethodGet, Path: "/v1/hassle-themes", Tag: "hassles", Permission: permPublic,
		Summary: "List the themes of hassles, by name"}, a.listHassleThemes)
	register(a, operation{ID: "create-hassle-theme", Method: http.MethodPost, Path: "/v1/hassle-themes", Tag: "hassles", Permission: "consult", Creates: true,
		Errors: []int{http.StatusConflict}, Summary: "Add a theme of hassles"}, a.createHassleTheme)
	register(a, operation{ID: "list-hassles", Method: http.MethodGet, Path: "/v1/hassles", Tag: "hassles", Permission: permPublic, Pages: true, Errors: notFound,
		Summary: "List the hassles, as they were made", Description: "A hassle is a nuisance that is no rule."}, a.listHassles)
	register(a, operation{ID: "get-hassle", Method: http.MethodGet, Path: "/v1/hassles/{id}", Tag: "hassles", Permission: permPublic, Tagged: true, Errors: notFound,
		Summary: "Read a hassle"}, a.getHassle)
	register(a, operation{ID: "create-hassle", Method: http.MethodPost, Path: "/v1/hassles", Tag: "hassles", Permission: "weigh", Creates: true, Tagged: true, Errors: notFound,
		Summary: "Open a hassle, from inputs whose answer is that they are one or from nothing", Description: "Who answers for its post is told by mail."}, a.createHassle)
	register(a, operation{ID: "edit-hassle", Method: http.MethodPut, Path: "/v1/hassles/{id}", Tag: "hassles", Permission: "weigh", Edits: true, Errors: notFound,
		Summary: "Change what is written of a hassle", Description: "Another post is told by mail."}, a.editHassle)
	register(a, operation{ID: "move-hassle", Method: http.MethodPut, Path: "/v1/hassles/{id}/state", Tag: "hassles", Permission: "weigh", Edits: true, Errors: clash,
		Summary: "Take a hassle to another state", Description: "Who answers for its post may too. What is done is closed after 30 days, unless it is opened again by an objection."}, a.moveHassle)
}

type hassleState string

func (hassleState) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.HassleStates) }

type hassleThemeOut struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

func hassleThemeOf(t workflow.HassleTheme) hassleThemeOut {
	return hassleThemeOut{string(t.ID), t.Name}
}

type listHassleThemesIn struct{}

func (a *api) listHassleThemes(ctx context.Context, _ call, _ *listHassleThemesIn) (answer[items[hassleThemeOut]], error) {
	all, err := a.Workflow.HassleThemes(ctx)
	return answer[items[hassleThemeOut]]{Body: items[hassleThemeOut]{Items: list(all, hassleThemeOf)}}, err
}

type createHassleThemeIn struct {
	Body struct {
		Name string `json:"name" doc:"At most 200 characters." example:"Indkøb"`
	}
}

func (a *api) createHassleTheme(ctx context.Context, c call, in *createHassleThemeIn) (answer[hassleThemeOut], error) {
	t, err := a.Workflow.AddHassleTheme(ctx, c.Act, in.Body.Name)
	return answer[hassleThemeOut]{Body: hassleThemeOf(t), Place: "/v1/hassle-themes"}, err
}

// HassleFields is what is written of a hassle.
type HassleFields struct {
	Theme    string `json:"theme" format:"uuid" doc:"The id of the theme."`
	Text     string `json:"text" doc:"In plain words, and not those of whoever complained: it is public. At most 4000 characters."`
	Post     string `json:"post" format:"uuid" doc:"The id of the post that answers for it."`
	Deadline day    `json:"deadline" doc:"The last day."`
}

func (f HassleFields) entry() workflow.HassleEntry {
	return workflow.HassleEntry{Theme: registry.HassleThemeID(f.Theme), Text: f.Text, Post: registry.PostID(f.Post), Deadline: registry.Day(f.Deadline)}
}

// HassleOut is a hassle as everybody may read it.
type HassleOut struct {
	ID string `json:"id" format:"uuid"`
	HassleFields
	ThemeName    string      `json:"theme_name"`
	PostName     string      `json:"post_name,omitempty" doc:"Left out where the post is no more."`
	Consultation string      `json:"consultation,omitempty" doc:"The slug of the one that it came from; left out where it came from none."`
	Inputs       int         `json:"inputs" doc:"How many led to it."`
	State        hassleState `json:"state" doc:"Today. What is done is closed after 30 days without an objection."`
	Made         day         `json:"made"`
	Moved        day         `json:"moved" doc:"When it was done, or came into its state."`
	Overdue      bool        `json:"overdue" doc:"It should have been done."`
	Answer       string      `json:"answer,omitempty" doc:"What was done."`
	Objection    string      `json:"objection,omitempty" doc:"Why it was opened again, the last time."`
}

func hassleOf(v workflow.HassleView) HassleOut {
	return HassleOut{ID: string(v.ID), HassleFields: HassleFields{string(v.HassleEntry.Theme), v.Text, string(v.HassleEntry.Post), day(v.Deadline)}, ThemeName: v.Theme.Name, PostName: v.Post,
		Consultation: v.Consultation.Slug, Inputs: v.Inputs, State: hassleState(v.StateOn(v.On)), Made: day(v.Made), Moved: day(v.Moved), Overdue: v.OverdueOn(v.On),
		Answer: v.Answer, Objection: v.Objection}
}

type hasslesPage struct {
	Items []HassleOut `json:"items"`
	Onward
}

// hasslesPlace is where a list of hassles goes on.
type hasslesPlace struct {
	Theme        string            `json:"theme,omitempty"`
	Consultation string            `json:"consultation,omitempty"`
	Undone       bool              `json:"undone,omitempty"`
	After        registry.HassleID `json:"after"`
}

var hassleList = listing[hasslesPlace]{"hassles", func(asked, seen hasslesPlace) bool {
	seen.After = ""
	return asked == (hasslesPlace{}) || asked == seen
}}

type listHasslesIn struct {
	Theme        string `query:"theme" doc:"Only hassles of this theme, by id."`
	Consultation string `query:"consultation" doc:"Only hassles from this consultation, by slug."`
	Undone       string `query:"undone" enum:"true" doc:"Only hassles that are not done."`
	Cursor       string `query:"cursor" doc:"The value next of the page before; the other parameters are left out or repeated unchanged."`
	Limit        int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Hassles on a page."`
}

func (a *api) listHassles(ctx context.Context, _ call, in *listHasslesIn) (answer[hasslesPage], error) {
	var c registry.Checks
	undone := queryBool(&c, "undone", in.Undone)
	asked := hasslesPlace{Theme: in.Theme, Consultation: in.Consultation, Undone: undone != nil && *undone}
	return paged(c, hassleList, in.Cursor, in.Limit, asked, func(from hasslesPlace) (hasslesPage, hasslesPlace, bool, error) {
		all, err := a.Workflow.Hassles(ctx, workflow.HassleFilter{Theme: registry.HassleThemeID(from.Theme), Undone: from.Undone, After: from.After, Limit: in.Limit + 1}, from.Consultation)
		more := len(all) > in.Limit
		if more {
			all = all[:in.Limit]
			from.After = all[len(all)-1].ID
		}
		return hasslesPage{Items: list(all, hassleOf)}, from, more, err
	})
}

// HasslePath is the part of an address that names a hassle.
type HasslePath struct {
	ID string `path:"id" format:"uuid" doc:"The hassle's id."`
}

type getHassleIn struct{ HasslePath }

func (a *api) getHassle(ctx context.Context, _ call, in *getHassleIn) (answer[HassleOut], error) {
	return a.hassleAfter(ctx, registry.HassleID(in.ID), nil)
}

// hassleAfter reads a hassle, unless what was done with it failed.
func (a *api) hassleAfter(ctx context.Context, id registry.HassleID, err error) (answer[HassleOut], error) {
	if err != nil {
		return answer[HassleOut]{}, err
	}
	v, err := a.Workflow.Hassle(ctx, id)
	return answer[HassleOut]{Body: hassleOf(v), Edit: v.Edit, Place: "/v1/hassles/" + string(id)}, err
}

type createHassleIn struct {
	Body struct {
		HassleFields
		Inputs []SeenInput `json:"inputs,omitempty" doc:"That led to it: of one consultation, and answered as hassle."`
	}
}

func (a *api) createHassle(ctx context.Context, c call, in *createHassleIn) (answer[HassleOut], error) {
	h, err := a.Workflow.OpenHassle(ctx, c.Act, in.Body.entry(), pickedOf(in.Body.Inputs))
	return a.hassleAfter(ctx, h.ID, err)
}

type editHassleIn struct {
	HasslePath
	Body HassleFields
}

func (a *api) editHassle(ctx context.Context, c call, in *editHassleIn) (answer[HassleOut], error) {
	_, err := a.Workflow.EditHassle(ctx, c.Act, registry.HassleID(in.ID), c.Edit, in.Body.entry())
	return a.hassleAfter(ctx, registry.HassleID(in.ID), err)
}

type moveHassleIn struct {
	HasslePath
	Body struct {
		State     hassleState `json:"state" doc:"Not closed: that comes by itself."`
		Answer    string      `json:"answer,omitempty" doc:"What was done; needed when it is done, and public."`
		Objection string      `json:"objection,omitempty" doc:"Why it was not done after all; needed when what is done is opened again, and public."`
	}
}

func (a *api) moveHassle(ctx context.Context, c call, in *moveHassleIn) (answer[HassleOut], error) {
	_, err := a.Workflow.MoveHassle(ctx, c.Act, registry.HassleID(in.ID), c.Edit, workflow.HassleMove{State: workflow.HassleState(in.Body.State), Answer: in.Body.Answer, Objection: in.Body.Objection})
	return a.hassleAfter(ctx, registry.HassleID(in.ID), err)
}
