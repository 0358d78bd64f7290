package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerSaidDone() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-said-and-done", Method: http.MethodGet, Path: "/v1/consultations/{slug}/said-and-done", Tag: "consultations",
		Permission: permPublic, Errors: notFound, Summary: "Read what became of what a consultation brought, as it stands today",
		Description: "It changes when something takes effect, and not only when somebody answers."}, a.getSaidDone)
	register(a, operation{ID: "list-said-and-done-rules", Method: http.MethodGet, Path: "/v1/consultations/{slug}/said-and-done/rules", Tag: "consultations",
		Permission: permPublic, Pages: true, Errors: notFound, Summary: "List what was said of each rule, what was decided, and how far that is carried out",
		Description: "By number."}, a.listSaidDoneRules)
}

type (
	execution  string
	changeKind string
)

func (execution) Schema(huma.Registry) *huma.Schema  { return oneOf(workflow.Executions) }
func (changeKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.ChangeKinds) }

type kindCount struct {
	Kind dispositionKind `json:"kind"`
	N    int             `json:"n"`
}

type givenReason struct {
	Kind   dispositionKind `json:"kind"`
	Reason string          `json:"reason"`
	N      int             `json:"n" doc:"To how many inputs whose text is public it was given."`
}

// SaidOfFields are what was said about one thing, and what was answered.
type SaidOfFields struct {
	Inputs       int           `json:"inputs"`
	Unanswered   int           `json:"unanswered" doc:"Of which nobody has answered yet."`
	Answers      []kindCount   `json:"answers" doc:"By disposition, whatever they show. What was split counts in each of its parts."`
	Reasons      []givenReason `json:"reasons" doc:"Why something was not followed, or not all of it; those given most often first, and only of inputs whose text is public."`
	OtherReasons int           `json:"other_reasons" doc:"How many further reasons there are."`
}

func kindCountsOf(all []workflow.KindCount) []kindCount {
	return list(all, func(k workflow.KindCount) kindCount { return kindCount{dispositionKind(k.Kind), k.N} })
}

func saidOf(s workflow.SaidOf) SaidOfFields {
	return SaidOfFields{Inputs: s.Inputs, Unanswered: s.Unanswered, Answers: kindCountsOf(s.Answers), OtherReasons: s.Others,
		Reasons: list(s.Reasons, func(g workflow.GivenReason) givenReason { return givenReason{dispositionKind(g.Kind), g.Reason, g.N} })}
}

type saidAboutNone struct {
	Question string `json:"question,omitempty" doc:"The id of the question; left out for suggestions."`
	SaidOfFields
}

type saidDoneChange struct {
	Kind    changeKind    `json:"kind"`
	Day     day           `json:"day,omitzero" doc:"When it could first be read."`
	N       int           `json:"n,omitempty" doc:"Of answers: how many were given that day."`
	Rule    string        `json:"rule,omitempty" example:"R-0042"`
	State   state         `json:"state,omitempty" doc:"The one that began."`
	NewText bool          `json:"new_text,omitempty" doc:"Another text began to apply, and the state is what it was."`
	Decided *ruleDecision `json:"decided,omitempty"`
}

type ruleDecision struct {
	Event   string   `json:"event" doc:"The kind of event: ruling, not_carried, stopped or superseded."`
	Ruling  ruling   `json:"ruling,omitempty" doc:"Of a ruling; of a proposal that was not carried the one that was put."`
	Meeting string   `json:"meeting,omitempty" format:"uuid" doc:"The meeting whose item it was, where the register knows."`
	By      decision `json:"by"`
}

func decidedOf(d workflow.RuleDecision) ruleDecision {
	out := ruleDecision{Event: d.Event.Fact.Kind(), Meeting: string(d.Meeting)}
	switch f := d.Event.Fact.(type) {
	case registry.Ruled:
		out.Ruling, out.By = ruling(f.Ruling), decisionOf(f.By)
	case registry.NotCarried:
		out.Ruling, out.By = ruling(f.Proposal), decisionOf(f.By)
	case registry.Stopped:
		out.By = decisionOf(f.By)
	case registry.Superseded:
		out.By = decisionOf(f.Reason)
	}
	return out
}

func saidDoneChangeOf(c workflow.Change) saidDoneChange {
	out := saidDoneChange{Kind: changeKind(c.Kind), Day: day(c.On), N: c.N, NewText: c.NewText}
	if c.Kind != workflow.Answering {
		out.Rule = c.Rule.Rule.Number.String()
	}
	if c.Kind == workflow.TakingEffect {
		out.State = state(c.Rule.Segment.State)
	}
	if c.Decision != nil {
		out.Decided = ptr(decidedOf(*c.Decision))
	}
	return out
}

type saidDoneOut struct {
	ConsultationBasics
	Day           day              `json:"day" doc:"Of which it tells: today."`
	Contributions int              `json:"contributions" doc:"How many were received and not withdrawn."`
	Covered       coveredOut       `json:"covered"`
	Answers       []kindCount      `json:"answers" doc:"By disposition, whatever they show. What was split counts in each of its parts."`
	General       []saidAboutNone  `json:"general" doc:"What is about no rule: by question, then the suggestions."`
	Changes       []saidDoneChange `json:"changes" doc:"The latest first, at most 50."`
	Earlier       int              `json:"earlier" doc:"How many changes are older than those."`
}

type getSaidDoneIn struct{ ConsultationPath }

func (a *api) getSaidDone(ctx context.Context, _ call, in *getSaidDoneIn) (answer[saidDoneOut], error) {
	l, err := a.Workflow.Consultation(ctx, in.Slug)
	if err != nil {
		return answer[saidDoneOut]{}, err
	}
	x, err := a.Workflow.SaidDone(ctx, in.Slug, 0, 0)
	return answer[saidDoneOut]{Body: saidDoneOut{ConsultationBasics: basicsOf(l), Day: day(x.On), Contributions: x.Contributions, Covered: coveredOut(x.Covered),
		Answers: kindCountsOf(x.Answers), Changes: list(x.Changes, saidDoneChangeOf), Earlier: x.Hidden,
		General: list(x.Groups, func(s workflow.SaidOf) saidAboutNone { return saidAboutNone{s.Question, saidOf(s)} })}}, err
}

// FollowedFields are what was decided about a rule since people were asked, and how
// far that is carried out.
type FollowedFields struct {
	Rule      string         `json:"rule" example:"R-0042"`
	Title     string         `json:"title"`
	Decisions []ruleDecision `json:"decisions" doc:"Since the consultation opened, the latest first."`
	Execution execution      `json:"execution" doc:"How far the latest is carried out."`
	Takes     day            `json:"takes,omitzero" doc:"When it begins, or since when it is so."`
	Status    statusOut      `json:"status" doc:"Today."`
	Next      state          `json:"next_state,omitempty" doc:"The state after today's, if nothing more is done."`
}

func followedOf(l texts.Lang, r workflow.RuleSaidDone) FollowedFields {
	return FollowedFields{Rule: r.Entry.Rule.Number.String(), Title: r.Entry.Text.Title, Decisions: list(r.Decisions, decidedOf), Execution: execution(r.Execution),
		Takes: day(r.Takes), Status: statusOf(l, r.Entry.Segment), Next: state(r.Next)}
}

type ruleSaidDone struct {
	FollowedFields
	SaidOfFields
	People int        `json:"people" doc:"Who said what they think of the rule."`
	Views  stancesOut `json:"views" doc:"All zero when they are fewer than the smallest group that is shown."`
}

type saidDoneRulesPage struct {
	Items []ruleSaidDone `json:"items"`
	Onward
}

// saidDonePlace is where a list of what became of rules goes on.
type saidDonePlace struct {
	Consultation string          `json:"consultation"`
	After        registry.Number `json:"after"`
}

var saidDoneList = listing[saidDonePlace]{"said-and-done", func(asked, seen saidDonePlace) bool { return asked.Consultation == seen.Consultation }}

type listSaidDoneRulesIn struct {
	ConsultationPath
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) listSaidDoneRules(ctx context.Context, c call, in *listSaidDoneRulesIn) (answer[saidDoneRulesPage], error) {
	return paged(registry.Checks{}, saidDoneList, in.Cursor, in.Limit, saidDonePlace{Consultation: in.Slug}, func(from saidDonePlace) (saidDoneRulesPage, saidDonePlace, bool, error) {
		x, err := a.Workflow.SaidDone(ctx, in.Slug, from.After, in.Limit)
		if n := len(x.Rules); n > 0 {
			from.After = x.Rules[n-1].Entry.Rule.Number
		}
		return saidDoneRulesPage{Items: list(x.Rules, func(r workflow.RuleSaidDone) ruleSaidDone {
			return ruleSaidDone{followedOf(c.Lang, r), saidOf(r.SaidOf), r.People, stancesOf(r.Views)}
		})}, from, x.More, err
	})
}
