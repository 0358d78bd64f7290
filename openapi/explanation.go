package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerExplanation() {
	register(a, operation{ID: "explain-rule", Method: http.MethodGet, Path: "/v1/register/{number}/explanation", Tag: "register",
		Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary: "Read why a rule has its status on a day, and what would change it",
		Description: "Each sentence of the policy that judged the day, with whether it holds and the facts that made it so. Beside it stands what the " +
			"answer would be if one thing were decided, or had been: each is found by judging the rule with that decision in its history. " +
			"There are no alternatives where no lapse date is set, and with known none at all."}, a.explainRule)
}

type conditionOut struct {
	Column   string `json:"column,omitempty" example:"lapse_date" doc:"The fact that is compared; left out where it compares none."`
	Compared string `json:"compared,omitempty" enum:"reached,ahead,is,is_not" doc:"reached: its day has come; ahead: its day is later than the one judged."`
	Value    string `json:"value,omitempty" doc:"What it is compared with; left out for the day."`
	Fact     string `json:"fact,omitempty" doc:"What the fact is. 9999-12-31 is a day that is not known."`
	Sentence string `json:"sentence,omitempty" doc:"The name of another sentence that it rests on."`
	Rego     string `json:"rego"`
	Holds    bool   `json:"holds"`
}

type heldOut struct {
	Name   string           `json:"name" example:"kept_by_decision"`
	Code   string           `json:"code,omitempty" example:"KEPT_BY_DECISION"`
	Anchor string           `json:"anchor" doc:"Of the sentence in get-policy."`
	Title  bilingual        `json:"title"`
	Holds  bool             `json:"holds" doc:"All conditions of one of its ways do."`
	Ways   [][]conditionOut `json:"ways"`
}

type wayName string

func (wayName) Schema(huma.Registry) *huma.Schema { return oneOf(registry.Ways) }

type alternativeOut struct {
	Way     wayName     `json:"way" doc:"nothing: nobody decides anything more; keep, bare, late: the council keeps it with all that is expected, without a special reason, or too late; criteria: the keep that did not count shows what it lacked; hearing: who must be heard is heard."`
	Text    string      `json:"text" doc:"The same in the reader's language."`
	Decided day         `json:"decided,omitzero" doc:"The day on which it would be, or would have been, decided; left out where nothing is."`
	On      day         `json:"on" doc:"The day that is judged: the lapse date, or the day asked about where that is later."`
	State   state       `json:"state"`
	Reasons []reasonOut `json:"reasons"`
}

type explanationOut struct {
	Number       string           `json:"number" example:"R-0042"`
	On           day              `json:"on" doc:"The day of the status."`
	State        state            `json:"state"`
	Reasons      []reasonOut      `json:"reasons"`
	Policy       string           `json:"policy" doc:"The digest of the policy that judged the day."`
	Settings     string           `json:"settings" doc:"The digest of the settings that applied."`
	Facts        map[string]any   `json:"facts" doc:"The row of facts that the policy was asked about."`
	Sentences    []heldOut        `json:"sentences"`
	Alternatives []alternativeOut `json:"alternatives"`
}

type explainRuleIn struct {
	RulePath
	On    string `query:"on" doc:"The day; today when left out." example:"2027-07-01"`
	Known string `query:"known" doc:"As the register knew it: an instant, or a day, which means its end."`
}

func (a *api) explainRule(ctx context.Context, c call, in *explainRuleIn) (answer[explanationOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[explanationOut]{}, err
	}
	var checks registry.Checks
	q := registry.StatusQuery{On: queryDay(&checks, "on", in.On), Known: in.Known}
	if err := checks.Err(); err != nil {
		return answer[explanationOut]{}, err
	}
	x, err := a.Register.Explain(ctx, number, q)
	return answer[explanationOut]{Body: explanationOf(c.Lang, x)}, inKnown(err)
}

func explanationOf(l texts.Lang, x registry.Explanation) explanationOut {
	return explanationOut{Number: x.Rule.Number.String(), On: day(x.On), State: state(x.Segment.State), Reasons: reasonsOf(l, x.Segment.Reasons),
		Policy: x.Segment.PolicyDigest, Settings: x.Segment.SettingsDigest, Facts: x.Row.Columns(),
		Sentences: list(x.Held, func(h registry.Held) heldOut {
			return heldOut{Name: h.Sentence.Name, Code: h.Sentence.Code, Anchor: h.Sentence.Anchor, Title: bilingualOf(h.Sentence.Title), Holds: h.Holds,
				Ways: list(h.Ways, func(way []registry.Condition) []conditionOut {
					return list(way, func(c registry.Condition) conditionOut {
						return conditionOut{Column: c.Column, Compared: string(c.Compared), Value: c.Value, Fact: c.Fact, Sentence: c.Sentence, Rego: c.Rego, Holds: c.Holds}
					})
				})}
		}),
		Alternatives: list(x.Alternatives, func(a registry.Alternative) alternativeOut {
			return alternativeOut{Way: wayName(a.Way), Text: l.Text("way."+string(a.Way), nil), Decided: day(a.Decided), On: day(a.On),
				State: state(a.Answer.State), Reasons: reasonsOf(l, a.Answer.Reasons)}
		})}
}
