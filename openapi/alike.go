package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerAlike() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-likenesses", Method: http.MethodGet, Path: "/v1/likenesses", Tag: "likeness",
		Permission: "catalogue", Pages: true,
		Summary: "List pairs of rules that say much the same, the most alike first",
		Description: "Of rules that have not ended, and without pairs that were found different. Of each rule the few are kept that it is " +
			"most alike."}, a.listLikenesses)
	register(a, operation{ID: "list-alike", Method: http.MethodGet, Path: "/v1/rules/{number}/alike", Tag: "likeness",
		Permission: "catalogue", Errors: notFound, Summary: "List the pairs that a rule is one of, the most alike first",
		Description: "At most 100 of them."}, a.listAlike)
	register(a, operation{ID: "list-different", Method: http.MethodGet, Path: "/v1/likenesses/different", Tag: "likeness",
		Permission: "catalogue", Pages: true, Summary: "List pairs that were found different, by number"}, a.listDifferent)
	register(a, operation{ID: "find-different", Method: http.MethodPost, Path: "/v1/rules/{number}/alike/{other}/different", Tag: "likeness",
		Permission: "catalogue", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Note for good that two rules are different",
		Description: "The pair is not listed again, whatever the texts become, until this is taken back."}, a.findDifferent)
	register(a, operation{ID: "take-back-different", Method: http.MethodDelete, Path: "/v1/rules/{number}/alike/{other}/different", Tag: "likeness",
		Permission: "catalogue", Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Let a pair be listed again"}, a.takeBackDifferent)
	register(a, operation{ID: "merge-rule", Method: http.MethodPost, Path: "/v1/rules/{number}/merge", Tag: "likeness",
		Permission: "record", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Let a rule go on in another that demands the same",
		Description: "The rule is superseded from the day. Its number keeps answering, with the other as its successor in the register, " +
			"and its texts, justifications, bases and what people said of it stay readable."}, a.mergeRule)
}

type alikeOut struct {
	Low    string `json:"low" doc:"The rule with the lower number." example:"R-0025"`
	High   string `json:"high" doc:"The other." example:"R-0026"`
	Degree int    `json:"degree" minimum:"0" maximum:"100" doc:"How alike they are, in per cent."`
	Same   bool   `json:"same" doc:"They are likely to be one demand; otherwise of one matter."`
}

func alikeOf(p registry.AlikeView) alikeOut {
	return alikeOut{Low: p.Low.String(), High: p.High.String(), Degree: p.Degree, Same: p.Degree >= likeness.Same}
}

type likenessesPage struct {
	Items []alikeOut `json:"items"`
	Onward
}

type listLikenessesIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Pairs on a page."`
}

// likenessPlace is where a list of pairs goes on.
type likenessPlace struct {
	After *registry.AlikePair `json:"after"`
}

var (
	likenessList  = listing[likenessPlace]{name: "likenesses"}
	differentList = listing[registry.AlikePlace]{name: "different"}
)

func (a *api) listLikenesses(ctx context.Context, k call, in *listLikenessesIn) (answer[likenessesPage], error) {
	return paged(registry.Checks{}, likenessList, in.Cursor, in.Limit, likenessPlace{}, func(from likenessPlace) (likenessesPage, likenessPlace, bool, error) {
		page, err := a.Register.AlikePairs(ctx, registry.AlikeQuery{Limit: in.Limit, Reach: k.Act.Reach, After: from.After})
		if page.More {
			from.After = &page.Pairs[len(page.Pairs)-1].AlikePair
		}
		return likenessesPage{Items: list(page.Pairs, alikeOf)}, from, page.More, err
	})
}

type listAlikeIn struct{ RulePath }

func (a *api) listAlike(ctx context.Context, k call, in *listAlikeIn) (answer[items[alikeOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[alikeOut]]{}, err
	}
	page, err := a.Register.AlikePairs(ctx, registry.AlikeQuery{Rule: number, Limit: 100, Reach: k.Act.Reach})
	return answer[items[alikeOut]]{Body: items[alikeOut]{Items: list(page.Pairs, alikeOf)}}, err
}

type differentOut struct {
	Low  string `json:"low" example:"R-0025"`
	High string `json:"high" example:"R-0026"`
	By   string `json:"by" doc:"Who found them different."`
	Day  day    `json:"day"`
}

func differentOf(d registry.Different) differentOut {
	return differentOut{Low: d.Low.String(), High: d.High.String(), By: d.By, Day: day(d.Day)}
}

type differentPage struct {
	Items []differentOut `json:"items"`
	Onward
}

func (a *api) listDifferent(ctx context.Context, _ call, in *listLikenessesIn) (answer[differentPage], error) {
	return paged(registry.Checks{}, differentList, in.Cursor, in.Limit, registry.AlikePlace{}, func(from registry.AlikePlace) (differentPage, registry.AlikePlace, bool, error) {
		all, more, err := a.Register.Differents(ctx, from, in.Limit)
		if more {
			last := all[len(all)-1]
			from = registry.AlikePlace{Low: last.Low, High: last.High}
		}
		return differentPage{Items: list(all, differentOf)}, from, more, err
	})
}

// PairPath is the part of an address that names two rules.
type PairPath struct {
	RulePath
	Other string `path:"other" doc:"The other rule's number." example:"R-0026"`
}

func (p PairPath) numbers() (one, other registry.Number, err error) {
	if one, err = p.number(); err == nil {
		other, err = RulePath{Number: p.Other}.number()
	}
	return one, other, err
}

type findDifferentIn struct{ PairPath }

func (a *api) findDifferent(ctx context.Context, c call, in *findDifferentIn) (answer[differentOut], error) {
	one, other, err := in.numbers()
	if err != nil {
		return answer[differentOut]{}, err
	}
	d, err := a.Register.FindDifferent(ctx, c.Act, one, other)
	return answer[differentOut]{Body: differentOf(d), Place: "/v1/likenesses/different"}, err
}

func (a *api) takeBackDifferent(ctx context.Context, c call, in *findDifferentIn) (answer[struct{}], error) {
	one, other, err := in.numbers()
	if err != nil {
		return answer[struct{}]{}, err
	}
	return answer[struct{}]{}, a.Register.TakeBackDifferent(ctx, c.Act, one, other)
}

type mergeRuleIn struct {
	RulePath
	Body struct {
		Into     string   `json:"into" doc:"The rule that stays." example:"R-0026"`
		Valid    day      `json:"valid" doc:"From which day."`
		Decision decision `json:"decision" doc:"Who decided that the rules are one, and with which words."`
	}
}

type mergedOut struct {
	Number string `json:"number" example:"R-0025"`
	Into   string `json:"into" example:"R-0026"`
	Event  string `json:"event" format:"uuid" doc:"The event by which the rule is superseded."`
}

func (a *api) mergeRule(ctx context.Context, c call, in *mergeRuleIn) (answer[mergedOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[mergedOut]{}, err
	}
	var checks registry.Checks
	into, err := registry.ParseNumber(in.Body.Into)
	checks.Take("into", err)
	if err := checks.Err(); err != nil {
		return answer[mergedOut]{}, err
	}
	event, err := a.Workflow.Merge(ctx, c.Act, workflow.Merge{From: number, Edit: c.Edit, Into: into, Valid: registry.Day(in.Body.Valid),
		Decision: in.Body.Decision.domain()})
	return answer[mergedOut]{Body: mergedOut{number.String(), into.String(), string(event)}, Edit: c.Edit + 1}, err
}
