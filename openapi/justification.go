package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerJustification() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-justification", Method: http.MethodGet, Path: "/v1/rules/{number}/justification", Tag: "rules",
		Permission: "public", Tagged: true, Errors: notFound,
		Summary: "Read how the case for a rule stands today",
		Description: "The justification that counts, its grade, and what the policy finds in it, gravest first, each with what would mend it. " +
			"A finding binds nobody."}, a.getJustification)
	register(a, operation{ID: "score-justification", Method: http.MethodPost, Path: "/v1/rules/{number}/justification/score", Tag: "rules",
		Permission: "catalogue", Creates: true, Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Record what the indicator of a justification showed",
		Description: "It is kept with the justification. One whose indicator is due is scored before it is written anew."}, a.scoreJustification)
	register(a, operation{ID: "undefend-rule", Method: http.MethodPost, Path: "/v1/rules/{number}/undefended", Tag: "rules",
		Permission: "catalogue", Creates: true, Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Record that nobody wants to defend a rule",
		Description: "It stands in the place of a justification until somebody writes one."}, a.undefendRule)
}

type undefendedOut struct {
	Post string `json:"post,omitempty" doc:"The post that answers for the rule; left out when it was vacant."`
	On   day    `json:"on" doc:"When it was said."`
}

type caseFindingOut struct {
	Code     string `json:"code" example:"CIRCULAR" doc:"Stable name of the finding."`
	Severity string `json:"severity" enum:"fails,lowers" doc:"fails: there is no justification yet; lowers: there is one, and it lacks something."`
	Text     string `json:"text" doc:"In the language asked for."`
	Mend     string `json:"mend" doc:"What would mend it."`
	From     string `json:"from,omitempty" doc:"The rule that said the same first."`
	FoundBy
}

type caseOut struct {
	Grade         string            `json:"grade" enum:"missing,undefended,weak,partial,good" doc:"How well the rule is justified."`
	Findings      []caseFindingOut  `json:"findings"`
	Justification *justificationOut `json:"justification,omitempty" doc:"The one that counts; left out when nobody has written any."`
}

func caseOf(c call, v registry.CaseView) caseOut {
	out := caseOut{Grade: string(v.Grade), Findings: list(v.Findings, func(f registry.CaseFinding) caseFindingOut {
		shown := caseFindingOut{Code: f.Code, Severity: string(f.Severity), Text: wording.CaseFinding(c.Lang, f), Mend: wording.CaseMends(c.Lang, f), FoundBy: foundBy(f.Told)}
		if f.From > 0 {
			shown.From = f.From.String()
		}
		return shown
	})}
	if v.Justification.ID != "" {
		out.Justification = ptr(justificationOf(v.Justification))
	}
	return out
}

type getJustificationIn struct{ RulePath }

func (a *api) getJustification(ctx context.Context, c call, in *getJustificationIn) (answer[caseOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[caseOut]{}, err
	}
	v, err := a.Register.Case(ctx, number)
	return answer[caseOut]{Body: caseOf(c, v), Edit: v.Rule.Edit}, err
}

type undefendRuleIn struct{ RulePath }

func (a *api) undefendRule(ctx context.Context, c call, in *undefendRuleIn) (answer[justificationOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[justificationOut]{}, err
	}
	j, err := a.Register.Undefend(ctx, c.Act, number, c.Edit)
	return added(c, number.String(), "justification", j, err, justificationOf)
}

// ScoreFields say what an indicator showed.
type ScoreFields struct {
	Result scoreResult `json:"result" doc:"What the indicator showed."`
	Note   string      `json:"note,omitempty" doc:"In words or figures."`
}

type scoreOut struct {
	ScoreFields
	On day `json:"on" doc:"When it was recorded."`
}

type scoreJustificationIn struct {
	RulePath
	Body ScoreFields
}

func (a *api) scoreJustification(ctx context.Context, c call, in *scoreJustificationIn) (answer[justificationOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[justificationOut]{}, err
	}
	j, err := a.Register.Score(ctx, c.Act, number, c.Edit, registry.Score{Result: registry.ScoreResult(in.Body.Result), Note: in.Body.Note})
	return added(c, number.String(), "justification", j, err, justificationOf)
}
