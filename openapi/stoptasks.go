package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerStopTasks() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "get-stop-search", Method: http.MethodGet, Path: "/v1/rules/{number}/stops/{day}", Tag: "stop-tasks",
		Permission: "catalogue", Tagged: true, Errors: notFound, Summary: "Where a rule's demand stands after a day on which it stops applying",
		Description: "Which rules stop on which day: see list-turns."}, a.getStopSearch)
	register(a, operation{ID: "edit-stop-search", Method: http.MethodPut, Path: "/v1/rules/{number}/stops/{day}", Tag: "stop-tasks",
		Permission: "catalogue", Edits: true, Errors: notFound, Summary: "Say of which kinds of places there are none"}, a.editStopSearch)
	register(a, operation{ID: "create-stop-task", Method: http.MethodPost, Path: "/v1/rules/{number}/stops/{day}/tasks", Tag: "stop-tasks",
		Permission: "catalogue", Creates: true, Tagged: true, Errors: notFound, Summary: "Name a place where a rule's demand still stands"}, a.createStopTask)
	register(a, operation{ID: "list-stop-tasks", Method: http.MethodGet, Path: "/v1/stop-tasks", Tag: "stop-tasks", Permission: "catalogue", Pages: true,
		Summary: "List the places where a demand still stands, by deadline", Description: "Of the rules within reach, and done by posts that the actor answers for."}, a.listStopTasks)
	register(a, operation{ID: "get-stop-task", Method: http.MethodGet, Path: "/v1/stop-tasks/{id}", Tag: "stop-tasks", Permission: "catalogue", Tagged: true, Errors: notFound,
		Summary: "Read a place where a demand stands"}, a.getStopTask)
	register(a, operation{ID: "edit-stop-task", Method: http.MethodPut, Path: "/v1/stop-tasks/{id}", Tag: "stop-tasks", Permission: "catalogue", Edits: true, Errors: notFound,
		Summary: "Change what is written of a place"}, a.editStopTask)
	register(a, operation{ID: "move-stop-task", Method: http.MethodPut, Path: "/v1/stop-tasks/{id}/state", Tag: "stop-tasks", Permission: "catalogue", Edits: true, Errors: clash,
		Summary: "Say that a demand is taken away from a place", Description: "Who answers for the post that does it may too."}, a.moveStopTask)
}

type stopKind string

func (stopKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.StopKinds) }

type stopState string

func (stopState) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.StopStates) }

// StopPath is the part of an address that names a rule and a day on which it stops.
type StopPath struct {
	RulePath
	TurnDayPath
}

func (p StopPath) turn() (registry.Number, registry.Day, error) {
	number, err := registry.ParseNumber(p.Number)
	if err != nil {
		return 0, 0, err
	}
	on, err := p.on()
	return number, on, err
}

// StopTaskFields is what is written of a place where a demand stands.
type StopTaskFields struct {
	Kind     stopKind `json:"kind"`
	Place    string   `json:"place" doc:"What it is called there; at most 200 characters." example:"Indmeldelsesblanketten"`
	Post     string   `json:"post" format:"uuid" doc:"The id of the post that takes the demand away."`
	Deadline day      `json:"deadline" doc:"The last day."`
}

func (f StopTaskFields) entry() workflow.StopEntry {
	return workflow.StopEntry{Kind: workflow.StopKind(f.Kind), Place: f.Place, Post: registry.PostID(f.Post), Deadline: registry.Day(f.Deadline)}
}

// StopTaskOut is a place where a demand stands.
type StopTaskOut struct {
	ID     string `json:"id" format:"uuid"`
	Number string `json:"number" doc:"Of the rule." example:"R-0042"`
	Day    day    `json:"day" doc:"On which the rule stops."`
	StopTaskFields
	PostName string    `json:"post_name,omitempty" doc:"Left out where the post is no more."`
	State    stopState `json:"state" doc:"absent: it does not stand there."`
	Moved    day       `json:"moved" doc:"When it was done, or came into its state."`
	Word     string    `json:"word,omitempty"`
	Overdue  bool      `json:"overdue" doc:"It should have been done."`
}

func stopTaskOf(v workflow.StopView) StopTaskOut {
	return StopTaskOut{ID: string(v.ID), Number: v.Number.String(), Day: day(v.Day), PostName: v.Post, State: stopState(v.State), Moved: day(v.Moved), Word: v.Word, Overdue: v.OverdueOn(v.Today),
		StopTaskFields: StopTaskFields{stopKind(v.Kind), v.Place, string(v.StopEntry.Post), day(v.Deadline)}}
}

type stopSearchOut struct {
	Number string        `json:"number" example:"R-0042"`
	Day    day           `json:"day"`
	Kind   string        `json:"turn" doc:"What begins on the day: a kind of turn."`
	None   []stopKind    `json:"none" doc:"The kinds of places of which somebody has said that there are none."`
	Unsaid []stopKind    `json:"unsaid" doc:"The kinds of which nobody has said anything."`
	Tasks  []StopTaskOut `json:"tasks" doc:"As they were made."`
}

type getStopSearchIn struct{ StopPath }

func (a *api) getStopSearch(ctx context.Context, c call, in *getStopSearchIn) (answer[stopSearchOut], error) {
	number, on, err := in.turn()
	if err != nil {
		return answer[stopSearchOut]{}, err
	}
	s, err := a.Workflow.StopSheet(ctx, c.Act, number, on)
	kind := func(k workflow.StopKind) stopKind { return stopKind(k) }
	return answer[stopSearchOut]{Edit: s.Search.Edit, Body: stopSearchOut{Number: number.String(), Day: day(on), Kind: string(s.Turn.Kind),
		None: list(s.Search.None, kind), Unsaid: list(s.Unsaid(), kind), Tasks: list(s.Tasks, stopTaskOf)}}, err
}

type editStopSearchIn struct {
	StopPath
	Body struct {
		None []stopKind `json:"none" doc:"The kinds of places of which there are none."`
	}
}

func (a *api) editStopSearch(ctx context.Context, c call, in *editStopSearchIn) (answer[stopSearchOut], error) {
	number, on, err := in.turn()
	if err != nil {
		return answer[stopSearchOut]{}, err
	}
	var none []workflow.StopKind
	for _, k := range in.Body.None {
		none = append(none, workflow.StopKind(k))
	}
	if _, err := a.Workflow.EditStopSearch(ctx, c.Act, number, on, c.Edit, none); err != nil {
		return answer[stopSearchOut]{}, err
	}
	return a.getStopSearch(ctx, c, &getStopSearchIn{in.StopPath})
}

type createStopTaskIn struct {
	StopPath
	Body StopTaskFields
}

func (a *api) createStopTask(ctx context.Context, c call, in *createStopTaskIn) (answer[StopTaskOut], error) {
	number, on, err := in.turn()
	if err != nil {
		return answer[StopTaskOut]{}, err
	}
	t, err := a.Workflow.AddStopTask(ctx, c.Act, number, on, in.Body.entry())
	return a.stopTaskAfter(ctx, c, t.ID, err)
}

// stopTaskAfter reads a task, unless what was done with it failed.
func (a *api) stopTaskAfter(ctx context.Context, c call, id registry.StopTaskID, err error) (answer[StopTaskOut], error) {
	if err != nil {
		return answer[StopTaskOut]{}, err
	}
	v, err := a.Workflow.StopTask(ctx, c.Act, id)
	return answer[StopTaskOut]{Body: stopTaskOf(v), Edit: v.Edit, Place: "/v1/stop-tasks/" + string(id)}, err
}

type stopTasksPage struct {
	Items []StopTaskOut `json:"items"`
	Onward
}

// stopTasksPlace is where a list of stop tasks goes on.
type stopTasksPlace struct {
	Number registry.Number    `json:"number,omitempty"`
	Post   string             `json:"post,omitempty"`
	Open   bool               `json:"open,omitempty"`
	After  workflow.StopPlace `json:"after"`
}

var stopTaskList = listing[stopTasksPlace]{"stop-tasks", func(asked, seen stopTasksPlace) bool {
	seen.After = workflow.StopPlace{}
	return asked == (stopTasksPlace{}) || asked == seen
}}

type listStopTasksIn struct {
	Number string `query:"number" doc:"Only of this rule." example:"R-0042"`
	Post   string `query:"post" doc:"Only what this post does, by id."`
	Open   string `query:"open" enum:"true" doc:"Only what is not done."`
	Cursor string `query:"cursor" doc:"The value next of the page before; the other parameters are left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Places on a page."`
}

func (a *api) listStopTasks(ctx context.Context, call call, in *listStopTasksIn) (answer[stopTasksPage], error) {
	var c registry.Checks
	open := queryBool(&c, "open", in.Open)
	asked := stopTasksPlace{Post: in.Post, Open: open != nil && *open}
	if in.Number != "" {
		number, err := registry.ParseNumber(in.Number)
		c.Take("number", err)
		asked.Number = number
	}
	return paged(c, stopTaskList, in.Cursor, in.Limit, asked, func(from stopTasksPlace) (stopTasksPage, stopTasksPlace, bool, error) {
		all, err := a.Workflow.StopTasks(ctx, call.Act, workflow.StopFilter{Number: from.Number, Post: registry.PostID(from.Post), Open: from.Open, After: from.After, Limit: in.Limit + 1})
		more := len(all) > in.Limit
		if more {
			all = all[:in.Limit]
			last := all[len(all)-1]
			from.After = workflow.StopPlace{Deadline: last.Deadline, ID: last.ID}
		}
		return stopTasksPage{Items: list(all, stopTaskOf)}, from, more, err
	})
}

// StopTaskPath is the part of an address that names a place where a demand stands.
type StopTaskPath struct {
	ID string `path:"id" format:"uuid" doc:"The task's id."`
}

type getStopTaskIn struct{ StopTaskPath }

func (a *api) getStopTask(ctx context.Context, c call, in *getStopTaskIn) (answer[StopTaskOut], error) {
	return a.stopTaskAfter(ctx, c, registry.StopTaskID(in.ID), nil)
}

type editStopTaskIn struct {
	StopTaskPath
	Body StopTaskFields
}

func (a *api) editStopTask(ctx context.Context, c call, in *editStopTaskIn) (answer[StopTaskOut], error) {
	_, err := a.Workflow.EditStopTask(ctx, c.Act, registry.StopTaskID(in.ID), c.Edit, in.Body.entry())
	return a.stopTaskAfter(ctx, c, registry.StopTaskID(in.ID), err)
}

type moveStopTaskIn struct {
	StopTaskPath
	Body struct {
		State stopState `json:"state"`
		Word  string    `json:"word,omitempty" doc:"A word of what was done; at most 200 characters."`
	}
}

func (a *api) moveStopTask(ctx context.Context, c call, in *moveStopTaskIn) (answer[StopTaskOut], error) {
	_, err := a.Workflow.MoveStopTask(ctx, c.Act, registry.StopTaskID(in.ID), c.Edit, workflow.StopState(in.Body.State), in.Body.Word)
	return a.stopTaskAfter(ctx, c, registry.StopTaskID(in.ID), err)
}
