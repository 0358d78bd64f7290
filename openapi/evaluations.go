package openapi

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerEvaluations() {
	register(a, operation{ID: "list-evaluations", Method: http.MethodGet, Path: "/v1/evaluations", Tag: "audit", Permission: "audit", Pages: true,
		Summary: "List what policies answered where it changed something, newest first",
		Description: "The decision log: one entry for each change, policy and object. It has no text that people wrote and no names; who made the change " +
			"stands in list-audit-events, under the same revision. `omvendt policy replay` asks the policies once more. It is kept as long as the register."}, a.listEvaluations)
	registerFile(a, operation{ID: "export-evaluations", Method: http.MethodGet, Path: "/v1/evaluations.jsonl", Tag: "audit", Permission: "audit", File: sheet.JSONL,
		Summary: "Take home what policies answered, newest first, an entry each line"}, a.exportEvaluations)
}

type loggedPolicy string

func (loggedPolicy) Schema(huma.Registry) *huma.Schema { return oneOf(registry.LoggedPolicies) }

// EvaluationResult is what a policy answered.
type EvaluationResult struct {
	Main     string   `json:"main,omitempty" doc:"The state on the day, the grade, or the outcome." example:"in_force"`
	Codes    []string `json:"codes" doc:"Reasons on the day, or findings, in the policy's order." example:"[\"KEPT_BY_DECISION\"]"`
	Timeline string   `json:"timeline,omitempty" doc:"Digest of all stretches of a timeline."`
}

// Evaluation is an entry of the decision log.
type Evaluation struct {
	ID             string           `json:"id" doc:"Its place in the log, counted from 1. A number can be left out." example:"17"`
	At             time.Time        `json:"at"`
	Day            day              `json:"day" doc:"The municipality's day, by whose versions it was judged."`
	Policy         loggedPolicy     `json:"policy" doc:"in_force judges the timeline of a rule, with its rulings."`
	Operation      string           `json:"operation" example:"close-meeting"`
	Object         string           `json:"object" example:"rule R-0042"`
	Number         string           `json:"number,omitempty" doc:"The rule; left out when it is about none or several." example:"R-0042"`
	Revision       int64            `json:"revision,omitempty" doc:"Left out when no fact changed."`
	Input          string           `json:"input" doc:"Digest of what the policy saw."`
	Facts          json.RawMessage  `json:"facts,omitempty" doc:"What the policy saw: counts and truths. Of a timeline it is left out: it follows from the rule's events at the revision."`
	PolicyDigest   string           `json:"policy_digest"`
	SettingsDigest string           `json:"settings_digest,omitempty"`
	Result         EvaluationResult `json:"result"`
}

func evaluationOf(e registry.Evaluation) Evaluation {
	out := Evaluation{ID: strconv.FormatInt(e.Place, 10), At: e.At.UTC(), Day: day(e.Day), Policy: loggedPolicy(e.Policy), Operation: e.Operation, Object: e.Object,
		Revision: int64(e.Revision), Input: e.Input, Facts: e.Facts, PolicyDigest: e.PolicyDigest, SettingsDigest: e.SettingsDigest,
		Result: EvaluationResult(e.Result)}
	if e.Number != 0 {
		out.Number = e.Number.String()
	}
	return out
}

type evaluationsPage struct {
	Items []Evaluation `json:"items"`
	Onward
}

// EvaluationQuery narrows the decision log.
type EvaluationQuery struct {
	Rule   string       `query:"rule" doc:"Only about this rule." example:"R-0042"`
	Policy loggedPolicy `query:"policy" doc:"Only of this policy."`
	From   string       `query:"from" doc:"The first day; from the beginning when left out." example:"2027-07-01"`
	Until  string       `query:"until" doc:"The last day; without end when left out." example:"2027-07-01"`
}

type listEvaluationsIn struct {
	EvaluationQuery
	Cursor string `query:"cursor" doc:"The value next of the page before; filters are left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Entries on a page."`
}

type exportEvaluationsIn struct{ EvaluationQuery }

func (q EvaluationQuery) read(c *registry.Checks) registry.EvaluationQuery {
	out := registry.EvaluationQuery{Policy: queryChoice(c, "policy", registry.LoggedPolicies, string(q.Policy)), From: queryDay(c, "from", q.From), Until: queryDay(c, "until", q.Until)}
	if out.Until != registry.NoDay {
		out.Until++
	}
	if q.Rule != "" {
		number, err := registry.ParseNumber(q.Rule)
		c.Take("rule", err)
		out.Number = number
	}
	return out
}

// evaluationsPlace is where a list of the decision log goes on.
type evaluationsPlace struct {
	Number      registry.Number     `json:"number,omitzero"`
	Policy      registry.PolicyName `json:"policy,omitempty"`
	From, Until registry.Day        `json:",omitzero"`
	Before      int64               `json:"before,omitempty"`
}

var evaluationList = listing[evaluationsPlace]{"evaluations", func(asked, seen evaluationsPlace) bool {
	seen.Before = 0
	return asked == evaluationsPlace{} || asked == seen
}}

func (a *api) listEvaluations(ctx context.Context, _ call, in *listEvaluationsIn) (answer[evaluationsPage], error) {
	var c registry.Checks
	asked := in.read(&c)
	begin := evaluationsPlace{Number: asked.Number, Policy: asked.Policy, From: asked.From, Until: asked.Until}
	return paged(c, evaluationList, in.Cursor, in.Limit, begin, func(from evaluationsPlace) (evaluationsPage, evaluationsPlace, bool, error) {
		page, err := a.Register.Evaluations(ctx, registry.EvaluationQuery{Number: from.Number, Policy: from.Policy, From: from.From, Until: from.Until,
			Before: from.Before, Limit: in.Limit})
		from.Before = page.Next
		return evaluationsPage{Items: list(page.Evaluations, evaluationOf)}, from, page.More, err
	})
}

func (a *api) exportEvaluations(ctx context.Context, call call, in *exportEvaluationsIn) (file, error) {
	var c registry.Checks
	asked := in.read(&c)
	if err := c.Err(); err != nil {
		return file{}, err
	}
	today, err := a.Register.Today(ctx)
	return file{Name: call.Lang.Text("sheet.file.evaluations", nil) + "-" + today.String(), Write: func(w io.Writer) error {
		return a.Register.WriteEvaluations(ctx, w, asked)
	}}, err
}
