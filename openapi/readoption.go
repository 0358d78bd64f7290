package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerReadoptions() {
	register(a, operation{ID: "readopt-rule", Method: http.MethodPost, Path: "/v1/items/{id}/readoptions", Tag: "meetings",
		Permission: "meet", Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Adopt a rule again that a meeting kept after it had lapsed",
		Description: "Under a new number, with the same text, justification and legal bases, through the gate for new rules. Only where a competent body carried the keep. " +
			"While the meeting is not closed, it is part of close-meeting. The days between are told on both rules."}, a.readoptRule)
}

// ReadoptionFields are what is said when a rule is adopted again.
type ReadoptionFields struct {
	Rule        string `json:"rule" example:"R-0042" doc:"The rule that has lapsed."`
	From        day    `json:"from,omitzero" doc:"The first day of the new rule: the meeting's day, when left out, or a later one."`
	Review      day    `json:"review,omitzero" doc:"When the new rule lapses unless it is kept again."`
	Words       string `json:"words,omitempty" doc:"The decision's words that set review; left out where those of the carried proposal do."`
	News        string `json:"news,omitempty" doc:"What is new since the rule lapsed."`
	Explanation string `json:"explanation,omitempty" doc:"Why it is adopted although something is found; public."`
}

func (a *api) readoption(ctx context.Context, item string, f ReadoptionFields) (workflow.Readoption, error) {
	number, err := registry.ParseNumber(f.Rule)
	if err != nil {
		return workflow.Readoption{}, inField("rule", err)
	}
	rules, err := a.Register.RulesNumbered(ctx, []registry.Number{number})
	if err != nil {
		return workflow.Readoption{}, inField("rule", err)
	}
	return workflow.Readoption{Item: registry.ItemID(item), Rule: rules[0].ID, From: registry.Day(f.From), Review: registry.Day(f.Review),
		Words: f.Words, News: f.News, Explanation: f.Explanation}, nil
}

type readoptRuleIn struct {
	ItemPath
	Body ReadoptionFields
}

func (a *api) readoptRule(ctx context.Context, c call, in *readoptRuleIn) (answer[ruleOut], error) {
	x, err := a.readoption(ctx, in.ID, in.Body)
	if err != nil {
		return answer[ruleOut]{}, err
	}
	made, err := a.Workflow.Readopt(ctx, c.Act, x)
	if err != nil {
		return answer[ruleOut]{}, err
	}
	out, err := a.showRule(ctx, made.Number)
	out.Place = "/v1/rules/" + made.Number.String()
	return out, err
}
