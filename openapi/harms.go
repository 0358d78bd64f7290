package openapi

import (
	"context"
	"net/http"
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerHarms() {
	register(a, operation{ID: "get-reopening", Method: http.MethodGet, Path: "/v1/rules/{number}/reopening", Tag: "rules", Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary: "Whether the question of a rule is open again", Description: "Without what happened."}, a.getReopening)
	register(a, operation{ID: "list-harms", Method: http.MethodGet, Path: "/v1/rules/{number}/harms", Tag: "rules", Permission: "reopen", Errors: []int{http.StatusNotFound},
		Summary: "List what harm was said to come of a rule that applies no more, or in another way"}, a.listHarms)
	register(a, operation{ID: "create-harm", Method: http.MethodPost, Path: "/v1/rules/{number}/harms", Tag: "rules", Permission: "reopen", Creates: true,
		Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Say that it did harm that a rule applies no more, or in another way",
		Description: "The question is open again, in public; who answered for the rule gets a hassle with a deadline. Numbers that look like a CPR number are taken out."}, a.createHarm)
}

type harmOut struct {
	ID     string `json:"id" format:"uuid"`
	Day    day    `json:"day" doc:"On which it was said."`
	Since  day    `json:"since" doc:"On which the rule had stopped."`
	Text   string `json:"text" doc:"What happened, as far as it is told."`
	Hassle string `json:"hassle,omitempty" format:"uuid" doc:"Of the post that answers for the rule; left out where it has none."`
}

func harmOf(h workflow.Harm) harmOut {
	return harmOut{string(h.ID), day(h.Day), day(h.Since), h.Text, string(h.Hassle)}
}

type reopeningOut struct {
	Days   []day    `json:"days" doc:"On which somebody said that it did harm; empty: the question is not open again."`
	Hassle string   `json:"hassle,omitempty" format:"uuid" doc:"The last that was opened."`
	Rules  []string `json:"rules" doc:"The new rules since that cite this one."`
}

type getReopeningIn struct{ RulePath }

func (a *api) getReopening(ctx context.Context, _ call, in *getReopeningIn) (answer[reopeningOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[reopeningOut]{}, err
	}
	r, err := a.Workflow.Reopened(ctx, number)
	return answer[reopeningOut]{Body: reopeningOut{Days: list(r.Harms, func(h workflow.Harm) day { return day(h.Day) }), Hassle: string(r.Hassle.ID),
		Rules: list(r.Cited, func(e registry.RegisterEntry) string { return e.Rule.Number.String() })}}, err
}

type listHarmsIn struct{ RulePath }

func (a *api) listHarms(ctx context.Context, c call, in *listHarmsIn) (answer[items[harmOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[harmOut]]{}, err
	}
	r, err := a.Workflow.Harms(ctx, c.Act, number)
	return answer[items[harmOut]]{Body: items[harmOut]{Items: list(r.Harms, harmOf)}}, err
}

type createHarmIn struct {
	RulePath
	Body struct {
		Text string `json:"text" doc:"What happened, without naming anybody; at most 4000 characters."`
	}
}

func (a *api) createHarm(ctx context.Context, c call, in *createHarmIn) (answer[harmOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[harmOut]{}, err
	}
	h, err := a.Workflow.SayHarm(ctx, c.Act, number, in.Body.Text)
	if err != nil {
		return answer[harmOut]{}, err
	}
	all, err := a.Workflow.Harms(ctx, c.Act, number) // a repeated request is answered without the text
	if n := slices.IndexFunc(all.Harms, func(said workflow.Harm) bool { return said.ID == h.ID }); n >= 0 {
		h = all.Harms[n]
	}
	return answer[harmOut]{Body: harmOf(h), Place: "/v1/rules/" + number.String() + "/harms"}, err
}
