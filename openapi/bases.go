package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

// What rules rest on: the rules of a reference, and the references there are.
func (a *api) registerBases() {
	register(a, operation{ID: "list-grounded-rules", Method: http.MethodGet, Path: "/v1/legal-bases", Tag: "register",
		Permission: permPublic, Pages: true,
		Summary: "List the rules that rest on a law or an agreement, by reference",
		Description: "On the reference itself or on a part of it: § 9, stk. 2 lies within § 9, and both within the law. A rule that rests on it " +
			"by two bases comes twice. Those whose basis has ended, or that have ended themselves, are listed apart (over)."}, a.listGroundedRules)
	register(a, operation{ID: "list-references", Method: http.MethodGet, Path: "/v1/references", Tag: "register",
		Permission: permPublic, Pages: true,
		Summary:     "List the references that rules rest on, with how many rules",
		Description: "Law by law and paragraph by paragraph, then agreements by name."}, a.listReferences)
}

type groundedRule struct {
	Number  string       `json:"number" example:"R-0042"`
	Edit    int          `json:"edit" doc:"To be named in a change."`
	Title   string       `json:"title"`
	Area    string       `json:"area"`
	Basis   basisOut     `json:"basis"`
	Over    day          `json:"over,omitzero" doc:"The first day on which the rule no longer rests on it: the basis or the rule has ended. Left out when none is known."`
	Status  statusOut    `json:"status" doc:"Of today."`
	Classes []classSpell `json:"classes" doc:"What kind of rule it is in law over time and why, by day."`
	Check   checkSummary `json:"legal_check" doc:"The last check."`
}

type groundedPage struct {
	Reference string         `json:"reference" doc:"In its normal form."`
	Items     []groundedRule `json:"items"`
	Onward
}

type listGroundedRulesIn struct {
	Reference string `query:"reference" doc:"In any of its forms, or the beginning of an agreement's name; any when left out." example:"LBK nr. 988 af 27/08/2024 § 9"`
	Over      bool   `query:"over" doc:"The rules that no longer rest on it."`
	Cursor    string `query:"cursor" doc:"The value next of the page before."`
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

// groundedPlace is where the list goes on.
type groundedPlace struct {
	Reference string              `json:"reference"`
	Over      bool                `json:"over,omitempty"`
	After     registry.BasisPlace `json:"after"`
}

var (
	groundedList = listing[groundedPlace]{"grounded-rules", func(asked, seen groundedPlace) bool {
		return (asked.Reference == "" || asked.Reference == seen.Reference) && (!asked.Over || seen.Over)
	}}
	referenceList = listing[referencePlace]{"references", func(asked, seen referencePlace) bool { return asked.Within == "" || asked.Within == seen.Within }}
)

func (a *api) listGroundedRules(ctx context.Context, k call, in *listGroundedRulesIn) (answer[groundedPage], error) {
	asked := groundedPlace{Reference: registry.NormalReference(in.Reference), Over: in.Over}
	return paged(registry.Checks{}, groundedList, in.Cursor, in.Limit, asked, func(from groundedPlace) (groundedPage, groundedPlace, bool, error) {
		page, err := a.Register.BasesOf(ctx, registry.BasisQuery{Reference: from.Reference, Over: from.Over, After: from.After, Limit: in.Limit})
		from.After = page.Last
		return groundedPage{Reference: page.Reference, Items: list(page.Rules, func(g registry.Grounded) groundedRule {
			return groundedRule{Number: g.Rule.Number.String(), Edit: g.Rule.Edit, Title: g.Text.Title, Area: g.Rule.Catalogue.Area,
				Basis: basisOf(g.Grounding.Basis), Over: day(g.Grounding.Over), Status: statusOf(k.Lang, g.Segment), Classes: classesOf(k.Lang, g.RuleView),
				Check: checkOf(g.RuleView)}
		})}, from, page.More, err
	})
}

type referenceUse struct {
	Reference string `json:"reference"`
	ELI       string `json:"eli,omitempty" doc:"The address of the law; left out for agreements."`
	Provision string `json:"provision,omitempty" doc:"Paragraph or clause; left out of a law as a whole."`
	Rules     int    `json:"rules" doc:"How many rules rest on it, and not on a part of it; 1001 is more than are counted."`
	Over      int    `json:"over" doc:"How many no longer do."`
}

type referencesPage struct {
	Items []referenceUse `json:"items"`
	Onward
}

type listReferencesIn struct {
	Within string `query:"within" doc:"Only this reference and its parts, in any of its forms; a law, or a paragraph of it, by a name that it has here, under all of its numbers; or the beginning of an agreement's name." example:"https://www.retsinformation.dk/eli/lta/2024/988"`
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"References on a page."`
}

// referencePlace is where that list goes on.
type referencePlace struct {
	Within string `json:"within,omitempty"`
	After  string `json:"after"`
}

func (a *api) listReferences(ctx context.Context, _ call, in *listReferencesIn) (answer[referencesPage], error) {
	asked := referencePlace{Within: registry.NormalReference(in.Within)}
	return paged(registry.Checks{}, referenceList, in.Cursor, in.Limit, asked, func(from referencePlace) (referencesPage, referencePlace, bool, error) {
		uses, more, err := a.Register.References(ctx, registry.ReferenceQuery{Within: from.Within, After: from.After, Limit: in.Limit})
		if more {
			from.After = uses[len(uses)-1].Key
		}
		return referencesPage{Items: list(uses, func(u registry.ReferenceUse) referenceUse {
			b := registry.Basis{Reference: u.Reference}
			return referenceUse{Reference: u.Reference, ELI: b.ELI(), Provision: b.Provision(), Rules: u.Rules, Over: u.Over}
		})}, from, more, err
	})
}
