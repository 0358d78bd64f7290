package openapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// One change in law for many rules.
func (a *api) registerBasisChanges() {
	register(a, operation{ID: "plan-basis-change", Method: http.MethodPost, Path: "/v1/basis-changes/plan", Tag: "rules",
		Permission: "catalogue", Asks: true, Errors: []int{http.StatusNotFound},
		Summary:     "See what a change in law would mean for each of its rules",
		Description: "Takes what create-basis-change takes, and stores nothing."}, a.planBasisChange)
	register(a, operation{ID: "create-basis-change", Method: http.MethodPost, Path: "/v1/basis-changes", Tag: "rules",
		Permission: "catalogue", Creates: true, Errors: []int{http.StatusNotFound},
		Summary: "Change or end a legal basis of many rules",
		Description: "All in one transaction, or none: a rule that somebody changed after the given edit is named in the answer, and nothing is stored. " +
			"A basis that begins before the day is ended on it, and what takes its place is recorded beside it. The rules wait for a legal check from then on."},
		a.createBasisChange)
}

type basisPick struct {
	Number string `json:"number" example:"R-0042"`
	Edit   int    `json:"edit" doc:"The rule's edit that was seen."`
	Basis  string `json:"basis" format:"uuid" doc:"Which of its bases."`
}

type basisChange struct {
	Of        string      `json:"of" doc:"The reference that changes. Bases on a part of it change with it: when § 9 becomes § 11, § 9, stk. 2 becomes § 11, stk. 2." example:"https://www.retsinformation.dk/eli/lta/2024/988 § 9"`
	From      day         `json:"from" doc:"The first day of the change."`
	Ends      bool        `json:"ends,omitempty" doc:"It no longer holds, and nothing takes its place: reference and effect are left out."`
	Reference string      `json:"reference,omitempty" doc:"What takes its place, in any form; left out: it stays."`
	Effect    effect      `json:"effect,omitempty" doc:"What it does from then on; left out: it stays."`
	Rules     []basisPick `json:"rules" doc:"At most 200."`
}

func (b basisChange) domain() (registry.BasisChange, error) {
	out := registry.BasisChange{Of: b.Of, From: registry.Day(b.From), Ends: b.Ends, Reference: b.Reference, Effect: registry.Effect(b.Effect)}
	var c registry.Checks
	for i, r := range b.Rules {
		n, err := registry.ParseNumber(r.Number)
		c.Take("rules["+strconv.Itoa(i)+"].number", err)
		out.Picks = append(out.Picks, registry.BasisPick{Pick: registry.Pick{Number: n, Edit: r.Edit}, Basis: registry.BasisID(r.Basis)})
	}
	return out, c.Err()
}

type basisChangeIn struct{ Body basisChange }

type basisOutcome string

func (basisOutcome) Schema(huma.Registry) *huma.Schema {
	return oneOf([]registry.BasisOutcome{registry.StaysInClass, registry.Unbound, registry.Bound, registry.OtherClass})
}

type basisMove struct {
	Before basisOut   `json:"before"`
	After  []basisOut `json:"after" doc:"The same basis as it is recorded anew, and what takes its place."`
}

type stateChange struct {
	Day    day   `json:"day" doc:"The first day of it."`
	Before state `json:"before"`
	After  state `json:"after"`
}

type basisEffect struct {
	Number  string       `json:"number" example:"R-0042"`
	Title   string       `json:"title"`
	Bases   []basisMove  `json:"bases"`
	Outcome basisOutcome `json:"outcome" doc:"same: its class stays. unbound: it is no longer held by law or agreement. bound: it is from then on. other: another class."`
	From    day          `json:"from,omitzero" doc:"The first day of another class; left out when it stays."`
	Text    []string     `json:"text" doc:"What it means, in the reader's language."`
	Before  []classSpell `json:"classes_before"`
	After   []classSpell `json:"classes_after"`
	State   *stateChange `json:"state,omitempty" doc:"The first day on which its state would be another; left out when there is none."`
}

func (a *api) planBasisChange(ctx context.Context, c call, in *basisChangeIn) (answer[items[basisEffect]], error) {
	change, err := in.Body.domain()
	if err != nil {
		return answer[items[basisEffect]]{}, err
	}
	effects, err := a.Register.PlanBasisChange(ctx, c.Act, change)
	return answer[items[basisEffect]]{Body: items[basisEffect]{list(effects, func(x registry.BasisEffect) basisEffect {
		out := basisEffect{Number: x.Rule.Number.String(), Title: x.Text.Title, Outcome: basisOutcome(x.Outcome), From: day(x.ClassOn),
			Text: wording.BasisEffect(c.Lang, x), Before: classesOf(c.Lang, x.RuleView), After: classesOf(c.Lang, x.After),
			Bases: list(x.Moves, func(m registry.BasisMove) basisMove { return basisMove{basisOf(m.Before), list(m.After, basisOf)} })}
		if x.StateOn != registry.NoDay {
			out.State = &stateChange{day(x.StateOn), state(x.WasState), state(x.IsState)}
		}
		return out
	})}}, err
}

type basisChanged struct {
	Changed []seenRule `json:"changed" doc:"With the edits they have now."`
}

func (a *api) createBasisChange(ctx context.Context, c call, in *basisChangeIn) (answer[basisChanged], error) {
	change, err := in.Body.domain()
	if err != nil {
		return answer[basisChanged]{}, err
	}
	changed, err := a.Register.ChangeBases(ctx, c.Act, change)
	return answer[basisChanged]{Body: basisChanged{list(changed, seenOf)}, Place: "/v1/legal-bases"}, err
}
