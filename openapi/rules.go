package openapi

import (
	"context"
	"net/http"
	"reflect"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerRules() {
	register(a, operation{ID: "list-rules", Method: http.MethodGet, Path: "/v1/rules", Tag: "rules",
		Permission: "read", Pages: true,
		Summary: "List the catalogue",
		Description: "By number, as it stands. With updated_since only rules touched by a later revision: those in the list are items, " +
			"and those that no longer fit, or are not yours to read, are removed. The answer's revision is the value for the next " +
			"time, with the same filters and token. A rule is never deleted. A status that changes because a day begins touches no rule: " +
			"follow it in the register."}, a.listRules)
	register(a, operation{ID: "create-rule", Method: http.MethodPost, Path: "/v1/rules", Tag: "rules",
		Permission: "catalogue", Creates: true, Tagged: true, Errors: []int{http.StatusConflict},
		Summary: "Take a rule into the register",
		Description: "It gets the next free number unless one is given that was never used. A rule that takes effect today or later is new and goes " +
			"through the gate for new rules: what is found is mended, or adoption.explanation says why not. A rule in force from an earlier day is catalogued, " +
			"not adopted. What was said and found stands in its event adopted."}, a.createRule)
	register(a, operation{ID: "preview-rule", Method: http.MethodPost, Path: "/v1/rule-previews", Tag: "rules",
		Permission: "catalogue", Asks: true, Summary: "Ask what the gate finds in a rule that is not there yet",
		Description: "The same body as of a rule that is created. Nothing is stored. The area's account of what came and went in the twelve months up to " +
			"today stands beside it, and bars nothing."}, a.previewRule)
	register(a, operation{ID: "get-rule", Method: http.MethodGet, Path: "/v1/rules/{number}", Tag: "rules",
		Permission: "read", Tagged: true, Errors: []int{http.StatusNotFound},
		Summary: "Read a rule's entry in the catalogue with its newest text"}, a.getRule)
	register(a, operation{ID: "edit-rule", Method: http.MethodPut, Path: "/v1/rules/{number}", Tag: "rules",
		Permission: "catalogue", Edits: true, Errors: []int{http.StatusNotFound},
		Summary:     "Change a rule's entry in the catalogue",
		Description: "All of it is replaced. What changes a rule's status is not here but in its events, bases and versions."}, a.editRule)
}

// TextFields are the wording of a version.
type TextFields struct {
	Title     string `json:"title" doc:"At most 300 characters."`
	Plain     string `json:"plain,omitempty" doc:"What the rule asks of me and what changes if it goes, in everyday language; at most 600 characters."`
	Demand    string `json:"demand" doc:"What is demanded; at most 8000 characters."`
	Frequency string `json:"frequency,omitempty" doc:"How often."`
}

func textOf(t registry.Text) TextFields {
	return TextFields{Title: t.Title, Plain: t.Plain, Demand: t.Demand, Frequency: t.Frequency}
}

func (t TextFields) domain() registry.Text {
	return registry.Text{Title: t.Title, Plain: t.Plain, Demand: t.Demand, Frequency: t.Frequency}
}

// CatalogueFields are what the administration writes about a rule.
type CatalogueFields struct {
	Kind       ruleKind  `json:"kind" doc:"The form of the rule."`
	Area       string    `json:"area" example:"Dagtilbud" doc:"The field it belongs to."`
	Unit       string    `json:"unit" doc:"The part of the organisation that owns or obeys it."`
	Audience   string    `json:"audience,omitempty" doc:"Of whom it demands something."`
	Owner      string    `json:"owner,omitempty" doc:"The name of the post that answers for it; left out where no post does."`
	Protects   protects  `json:"protects,omitempty" doc:"Whom it protects; left out while nobody has said."`
	LegalForm  legalForm `json:"legal_form,omitempty" doc:"The legal form of the units it binds."`
	KLE        string    `json:"kle,omitempty" example:"28.00.00" doc:"The subject in KLE."`
	KLEValidAt day       `json:"kle_valid_at,omitzero" doc:"The day of the edition of KLE."`
	Source     string    `json:"source,omitempty" doc:"Where the rule is found."`
	Tags       []string  `json:"tags,omitempty" maxItems:"20" doc:"Free tags of at most 40 characters. They are kept in small letters, each once and by alphabet."`
	Effort     effort    `json:"effort" doc:"The time it takes."`
}

func catalogueOf(k registry.Catalogue) CatalogueFields {
	return CatalogueFields{Kind: ruleKind(k.Kind), Area: k.Area, Unit: k.Unit, Audience: k.Audience, Owner: k.Owner,
		Protects: protects(k.Protects), LegalForm: legalForm(k.LegalForm), KLE: k.KLE, KLEValidAt: day(k.KLEValidAt),
		Source: k.Source, Tags: k.Tags, Effort: effortOf(k.Effort)}
}

func (k CatalogueFields) domain() registry.Catalogue {
	return registry.Catalogue{Kind: registry.RuleKind(k.Kind), Area: k.Area, Unit: k.Unit, Audience: k.Audience, Owner: k.Owner,
		Protects: registry.Protects(k.Protects), LegalForm: registry.LegalForm(k.LegalForm), KLE: k.KLE,
		KLEValidAt: registry.Day(k.KLEValidAt), Source: k.Source, Tags: registry.NormalTags(k.Tags),
		Effort: k.Effort.domain()}
}

type ruleOut struct {
	Number    string  `json:"number" example:"R-0042"`
	Edit      int     `json:"edit" doc:"Counts changes to the entry and to texts, bases, justifications and legal checks; in the ETag."`
	Adopter   adopter `json:"adopter" doc:"Who adopted it."`
	AdoptedOn day     `json:"adopted_on,omitzero" doc:"The day from which it applies, as the catalogue knows it."`
	Version   int     `json:"version" doc:"The newest version of the text, which is the one shown."`
	TextFields
	CatalogueFields
	Missing []missing `json:"missing,omitempty" doc:"What the entry lacks, as the filter missing has it; left out: nothing."`
}

func ruleOf(r registry.Rule, v registry.Version, lacks []registry.Missing) ruleOut {
	return ruleOut{Number: r.Number.String(), Edit: r.Edit, Adopter: adopter(r.Adopter), AdoptedOn: day(r.AdoptedOn),
		Version: v.Ordinal, TextFields: textOf(v.Text), CatalogueFields: catalogueOf(r.Catalogue),
		Missing: list(lacks, func(m registry.Missing) missing { return missing(m) })}
}

type rulesPage struct {
	Revision int64     `json:"revision" doc:"The register's revision when the first page was read: updated_since for the next time."`
	Items    []ruleOut `json:"items"`
	Removed  []string  `json:"removed,omitempty" doc:"With updated_since: rules that changed and are not in this list, or no longer." example:"R-0042"`
	Onward
}

type listRulesIn struct {
	Area string `query:"area" doc:"Only this area, exactly as written." example:"Dagtilbud"`
	CatalogueFilter
	UpdatedSince int64  `query:"updated_since" minimum:"0" doc:"Only rules touched by a later revision: the revision of an earlier answer."`
	Cursor       string `query:"cursor" doc:"The value next of the page before."`
	Limit        int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

// rulesPlace is where a list of the catalogue goes on.
type rulesPlace struct {
	Area     string          `json:"area,omitempty"`
	Filter   registry.Filter `json:"filter,omitzero"`
	Since    int64           `json:"since,omitempty"`
	Revision int64           `json:"revision"`
	After    registry.Number `json:"after"`
}

var ruleList = listing[rulesPlace]{"rules", func(asked, seen rulesPlace) bool {
	given := asked.Area != "" || asked.Since != 0 || !asked.Filter.Empty()
	return !given || asked.Area == seen.Area && asked.Since == seen.Since && reflect.DeepEqual(asked.Filter, seen.Filter)
}}

func (a *api) listRules(ctx context.Context, k call, in *listRulesIn) (answer[rulesPage], error) {
	var c registry.Checks
	if in.UpdatedSince < 0 {
		c.Fail("updated_since", registry.CodeTypeInvalid)
	}
	asked := rulesPlace{Area: in.Area, Filter: checked(&c, in.CatalogueFilter.domain()), Since: in.UpdatedSince}
	return paged(c, ruleList, in.Cursor, in.Limit, asked, func(from rulesPlace) (rulesPage, rulesPlace, bool, error) {
		f := registry.RuleFilter{Area: from.Area, Filter: from.Filter, After: from.After, Limit: in.Limit, Reach: k.Act.Reach}
		page, err := a.rulesPage(ctx, registry.Revision(from.Since), f)
		if in.Cursor == "" { // what comes after the first page was read is for the next time
			from.Revision = int64(page.Mark.Revision)
		}
		from.After = page.Last
		return rulesPage{Revision: from.Revision, Removed: list(page.Removed, registry.Number.String),
			Items: list(page.Rules, func(r registry.Rule) ruleOut { return ruleOf(r, page.Texts[r.ID], page.Missing[r.Number]) })}, from, page.More, err
	})
}

func (a *api) rulesPage(ctx context.Context, since registry.Revision, f registry.RuleFilter) (registry.CataloguePage, error) {
	if since == 0 {
		return a.Register.Rules(ctx, f)
	}
	page, err := a.Register.RulesSince(ctx, since, f)
	return page, inSince(err)
}

type firstReview struct {
	On day       `json:"on" doc:"The lapse date that the adopting decision set."`
	By *decision `json:"by,omitempty" doc:"That decision: without it the date is refused."`
}

type newRule struct {
	Number        string       `json:"number,omitempty" doc:"A number that was never used; the next free one when left out." example:"R-0042"`
	Adopter       adopter      `json:"adopter" doc:"Who adopted it."`
	EffectiveFrom day          `json:"effective_from" doc:"The day it takes effect."`
	FirstReview   *firstReview `json:"first_review,omitempty" doc:"Left out: no lapse date from the start."`
	TextFields
	CatalogueFields
	Bases         []basisFields        `json:"bases,omitempty"`
	Justification *JustificationFields `json:"justification,omitempty"`
	Check         *legalCheckFields    `json:"check,omitempty" doc:"Left out: the rule is unchecked."`
	Adoption      *AdoptionFields      `json:"adoption,omitempty" doc:"What is said of a new rule so that it passes the gate."`
}

func (n newRule) domain() (registry.NewRule, error) {
	out := registry.NewRule{Adopter: registry.Adopter(n.Adopter), EffectiveFrom: registry.Day(n.EffectiveFrom),
		Catalogue: n.CatalogueFields.domain(), Text: n.TextFields.domain(), Bases: list(n.Bases, basisFields.domain)}
	if n.Number != "" {
		var err error
		if out.Number, err = registry.ParseNumber(n.Number); err != nil {
			return out, inField("number", err)
		}
	}
	if n.FirstReview != nil {
		out.FirstReview = &registry.Lapse{On: registry.Day(n.FirstReview.On)}
		if n.FirstReview.By != nil {
			out.FirstReview.By = n.FirstReview.By.domain()
		}
	}
	if n.Justification != nil {
		out.Justification = n.Justification.domain()
	}
	if n.Check != nil {
		out.Check = ptr(n.Check.domain())
	}
	if n.Adoption != nil {
		var err error
		if out.Adoption, err = n.Adoption.domain(); err != nil {
			return out, err
		}
	}
	return out, nil
}

type createRuleIn struct{ Body newRule }

func (a *api) createRule(ctx context.Context, c call, in *createRuleIn) (answer[ruleOut], error) {
	n, err := in.Body.domain()
	if err != nil {
		return answer[ruleOut]{}, err
	}
	created, err := a.Register.AdoptRule(ctx, c.Act, n)
	if err != nil {
		return answer[ruleOut]{}, err
	}
	out, err := a.showRule(ctx, created.Number)
	out.Place = "/v1/rules/" + created.Number.String()
	return out, err
}

type getRuleIn struct{ RulePath }

func (a *api) getRule(ctx context.Context, _ call, in *getRuleIn) (answer[ruleOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[ruleOut]{}, err
	}
	return a.showRule(ctx, number)
}

func (a *api) showRule(ctx context.Context, number registry.Number) (answer[ruleOut], error) {
	v, err := a.Register.Rule(ctx, number, registry.StatusQuery{})
	if err != nil {
		return answer[ruleOut]{}, err
	}
	lacks, err := a.Register.Missing(ctx, []registry.Number{number})
	return answer[ruleOut]{Body: ruleOf(v.Rule, v.Versions[len(v.Versions)-1], lacks[number]), Edit: v.Rule.Edit}, err
}

type editRuleIn struct {
	RulePath
	Body CatalogueFields
}

func (a *api) editRule(ctx context.Context, c call, in *editRuleIn) (answer[ruleOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[ruleOut]{}, err
	}
	if _, err := a.Register.EditRule(ctx, c.Act, number, c.Edit, in.Body.domain()); err != nil {
		return answer[ruleOut]{}, err
	}
	return a.showRule(ctx, number)
}
