package openapi

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// AdoptionFields are what is said of a new rule beside the rule itself.
type AdoptionFields struct {
	Cites       []string `json:"cites,omitempty" example:"R-0007" doc:"Rules that have ended and that it resembles, or that it builds on."`
	News        string   `json:"news,omitempty" doc:"What is new beside them; at most 4000 characters."`
	Duty        bool     `json:"duty,omitempty" doc:"It puts a duty on citizens."`
	Explanation string   `json:"explanation,omitempty" doc:"Why the rule is adopted although something is found in it; public, and at most 4000 characters."`
}

func (f AdoptionFields) domain() (registry.Adoption, error) {
	out := registry.Adoption{News: f.News, Duty: f.Duty, Explanation: f.Explanation}
	for _, text := range f.Cites {
		number, err := registry.ParseNumber(text)
		if err != nil {
			return out, inField("adoption.cites", err)
		}
		out.Cites = append(out.Cites, number)
	}
	return out, nil
}

type adoptionOut struct {
	AdoptionFields
	Readopts string            `json:"readopts,omitempty" example:"R-0007" doc:"The rule that this one is, under a new number: a decision to keep it came after it had lapsed."`
	Findings []adoptionFinding `json:"findings,omitempty" doc:"What was found and not mended."`
	Policy   string            `json:"policy,omitempty" doc:"The digest of the policy that judged; left out where the rule was no new one."`
}

type adoptionFinding struct {
	Code     string      `json:"code" example:"NO_FIRST_REVIEW" doc:"A stable name."`
	Severity string      `json:"severity" enum:"explain,note" doc:"Whether it had to be explained."`
	Rules    []resembled `json:"rules,omitempty" doc:"Rules that it resembles."`
	// Sentences of an amended text.
	Sentences []amendedSentence `json:"sentences,omitempty" doc:"Of an amended text: those that it is about."`
	Says      bilingual         `json:"says,omitzero" doc:"What the municipality's own policy says of it; left out of what the program's policy finds."`
	FoundBy
}

// FoundBy says where the sentence of a finding can be read.
type FoundBy struct {
	PolicyVersion string `json:"policy_version,omitempty" doc:"The version of the policies that was in charge when it was found, as get-policy takes it: the finding's sentence has its code there."`
}

func foundBy(t registry.Told) FoundBy { return FoundBy{t.Version} }

type resembled struct {
	Number string `json:"number" example:"R-0007"`
	Degree int    `json:"degree" doc:"How much, in per cent."`
	State  state  `json:"state" doc:"Of that rule on the day the new one takes effect."`
}

func adoptionOf(a registry.Adoption) adoptionOut {
	out := adoptionOut{AdoptionFields: AdoptionFields{list(a.Cites, registry.Number.String), a.News, a.Duty, a.Explanation}, Policy: a.Policy,
		Findings: adoptionFindings(a.Findings)}
	if a.Readopts != 0 {
		out.Readopts = a.Readopts.String()
	}
	return out
}

func adoptionFindings(found []registry.AdoptionFinding) []adoptionFinding {
	return list(found, func(f registry.AdoptionFinding) adoptionFinding {
		return adoptionFinding{f.Code, string(f.Severity), list(f.Rules, func(r registry.Resembled) resembled {
			return resembled{r.Number.String(), r.Degree, state(r.State)}
		}), list(f.Sentences, amendedOf), bilingualOf(f.Says), foundBy(f.Told)}
	})
}

type adoptionPreview struct {
	Gated    bool              `json:"gated" doc:"It takes effect today or later, and so goes through the gate."`
	Class    class             `json:"class" doc:"On the day it takes effect."`
	Findings []adoptionFinding `json:"findings" doc:"What is to be mended or explained, and what is only noted."`
	From     day               `json:"from" doc:"The first day of the account."`
	Until    day               `json:"until" doc:"Its last day."`
	Account  accountOut        `json:"account" doc:"What came and what went in the rule's area."`
}

type previewRuleIn struct{ Body newRule }

func (a *api) previewRule(ctx context.Context, c call, in *previewRuleIn) (answer[adoptionPreview], error) {
	n, err := in.Body.domain()
	if err != nil {
		return answer[adoptionPreview]{}, err
	}
	view, err := a.Register.PreviewRule(ctx, c.Act, n)
	return answer[adoptionPreview]{Body: adoptionPreview{Gated: view.Gated, Class: class(view.Class), Findings: adoptionFindings(view.Findings),
		From: day(view.From), Until: day(view.Until - 1), Account: accountOf(view.Account)}}, err
}
