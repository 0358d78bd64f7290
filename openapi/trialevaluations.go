package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerTrialEvaluations() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-trials", Method: http.MethodGet, Path: "/v1/rules/{number}/trials", Tag: "rules", Permission: permPublic, Errors: notFound,
		Summary:     "List the trials without a rule, with what came of each, by day",
		Description: "Where nobody decides anew before until, the rule lapses then."}, a.listTrials)
	register(a, operation{ID: "list-due-trials", Method: http.MethodGet, Path: "/v1/due-trials", Tag: "rules", Permission: "catalogue",
		Summary: "List the trials that end within 90 days and that nothing else was decided about since, by the day they end"}, a.listDueTrials)
	register(a, operation{ID: "get-trial-evaluation", Method: http.MethodGet, Path: "/v1/rules/{number}/trials/{trial}/evaluation", Tag: "rules", Permission: permPublic, Tagged: true, Errors: notFound,
		Summary: "Read a trial, with what came of it"}, a.getTrialEvaluation)
	register(a, operation{ID: "edit-trial-evaluation", Method: http.MethodPut, Path: "/v1/rules/{number}/trials/{trial}/evaluation", Tag: "rules", Permission: "catalogue", Edits: true,
		Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Write what came of a trial",
		Description: "Everybody can read it. Whoever reaches the rule may, and who answers for the post that evaluates. Numbers that look like a CPR number are taken out."}, a.editTrialEvaluation)
	register(a, operation{ID: "put-trial-evaluation", Method: http.MethodPost, Path: "/v1/rules/{number}/trials/{trial}/items", Tag: "meetings", Permission: "meet", Creates: true, Tagged: true,
		Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Put the evaluation of a trial on an agenda",
		Description: "Of a meeting before the trial ends, of the body that decided it, of one that ranks with it and took over, or of a higher one. The evaluation is the item's summary, " +
			"in Danish, and what can be decided is proposed: another text, the rule as it was, no rule."}, a.putTrialEvaluation)
}

type trialOut struct {
	Number    string              `json:"number" example:"R-0042"`
	Trial     string              `json:"trial" format:"uuid" doc:"The ruling that it rests on."`
	Body      string              `json:"body" doc:"That decided it."`
	Decided   day                 `json:"decided"`
	From      day                 `json:"from" doc:"The first day without the rule."`
	Until     day                 `json:"until" doc:"The first day after: the rule lapses then unless it is decided on again before."`
	Measure   string              `json:"measure,omitempty" doc:"What is measured, by the decision."`
	Evaluator string              `json:"evaluator,omitempty" doc:"Who evaluates, by the decision."`
	Since     string              `json:"since,omitempty" enum:"keep,amend,repeal,trial,defer,unlawful" doc:"The ruling that took its place; left out: none has."`
	Said      *trialEvaluationOut `json:"evaluation,omitempty" doc:"Left out: nobody has written any."`
	Item      string              `json:"item,omitempty" format:"uuid" doc:"The item that decided it; left out where no meeting here did."`
	Next      []trialReturnedOut  `json:"next,omitempty" doc:"Later items that can decide on the rule anew, before the trial ends; without those that are closed to the public."`
}

type trialEvaluationOut struct {
	TrialEvaluationFields
	Day day `json:"day" doc:"On which it was last written."`
}

type trialReturnedOut struct {
	Item    string `json:"item" format:"uuid"`
	Meeting string `json:"meeting" format:"uuid"`
	Body    string `json:"body"`
	Day     day    `json:"day"`
}

// TrialEvaluationFields are what somebody writes of a trial.
type TrialEvaluationFields struct {
	Measured string `json:"measured" doc:"What was measured, and how; at most 2000 characters."`
	Found    string `json:"found" doc:"What came of it; at most 4000 characters."`
	By       string `json:"by" doc:"The post or the unit that evaluated."`
}

func trialOf(t workflow.Trying) trialOut {
	out := trialOut{Number: t.Entry.Rule.Number.String(), Trial: string(t.Event), Body: t.Ruling.By.Body, Decided: day(t.Ruling.By.Day), From: day(t.From), Until: day(t.Until),
		Measure: t.Ruling.Measure, Evaluator: t.Ruling.Evaluator, Since: string(t.Answered),
		Next: list(t.Next, func(x workflow.RuleItem) trialReturnedOut {
			return trialReturnedOut{string(x.Item.ID), string(x.Meeting.ID), x.Meeting.Body.Name, day(x.Meeting.Day)}
		})}
	if t.Decided != nil {
		out.Item = string(t.Decided.Item.ID)
	}
	if t.Evaluated() {
		out.Said = &trialEvaluationOut{TrialEvaluationFields(t.TrialEvaluation.TrialEvaluationText), day(t.TrialEvaluation.Day)}
	}
	return out
}

type listTrialsIn struct{ RulePath }

func (a *api) listTrials(ctx context.Context, _ call, in *listTrialsIn) (answer[items[trialOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[trialOut]]{}, err
	}
	all, err := a.Workflow.Trials(ctx, number)
	return answer[items[trialOut]]{Body: items[trialOut]{Items: list(all, trialOf)}}, err
}

type listDueTrialsIn struct{}

func (a *api) listDueTrials(ctx context.Context, c call, _ *listDueTrialsIn) (answer[items[trialOut]], error) {
	all, err := a.Workflow.TrialsDue(ctx, c.Act)
	return answer[items[trialOut]]{Body: items[trialOut]{Items: list(all, trialOf)}}, err
}

// TrialPath is the part of an address that names a trial.
type TrialPath struct {
	RulePath
	Trial string `path:"trial" format:"uuid" doc:"The ruling that the trial rests on."`
}

type getTrialEvaluationIn struct{ TrialPath }

func (a *api) getTrialEvaluation(ctx context.Context, _ call, in *getTrialEvaluationIn) (answer[trialOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[trialOut]{}, err
	}
	t, err := a.Workflow.Trial(ctx, number, registry.EventID(in.Trial))
	return answer[trialOut]{Body: trialOf(t), Edit: t.TrialEvaluation.Edit}, err
}

type editTrialEvaluationIn struct {
	TrialPath
	Body TrialEvaluationFields
}

func (a *api) editTrialEvaluation(ctx context.Context, c call, in *editTrialEvaluationIn) (answer[trialOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[trialOut]{}, err
	}
	if _, err := a.Workflow.Evaluate(ctx, c.Act, number, registry.EventID(in.Trial), c.Edit, workflow.TrialEvaluationText(in.Body)); err != nil {
		return answer[trialOut]{}, err
	}
	return a.getTrialEvaluation(ctx, c, &getTrialEvaluationIn{in.TrialPath})
}

type putTrialEvaluationIn struct {
	TrialPath
	Body struct {
		Meeting    string `json:"meeting" format:"uuid" doc:"The meeting that takes it up."`
		PapersLate string `json:"papers_late,omitempty" doc:"Why it comes on after the papers were due; required then."`
	}
}

func (a *api) putTrialEvaluation(ctx context.Context, c call, in *putTrialEvaluationIn) (answer[itemOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[itemOut]{}, err
	}
	item, err := a.Workflow.PutTrialEvaluation(ctx, c.Act, number, registry.EventID(in.Trial), registry.MeetingID(in.Body.Meeting), in.Body.PapersLate, papers.TrialEvaluationItem)
	out, err := a.changed(ctx, c, item, err)
	out.Place = "/v1/items/" + out.Body.ID
	return out, err
}
