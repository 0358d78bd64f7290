package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// The law of rules: which class they have and why, and the queue for the lawyer.
func (a *api) registerLaw() {
	register(a, operation{ID: "list-legal-queue", Method: http.MethodGet, Path: "/v1/legal-checks/queue", Tag: "rules",
		Permission: "legal-check", Pages: true,
		Summary: "List the rules that wait for a legal check, longest first",
		Description: "Rules that nobody has checked, that the last check left in doubt, and those with a basis that changed, began or ended since. " +
			"A basis that begins or ends on a day brings its rules here on that day."}, a.listLegalQueue)
	register(a, operation{ID: "create-legal-checks", Method: http.MethodPost, Path: "/v1/legal-checks", Tag: "rules",
		Permission: "legal-check", Creates: true, Errors: []int{http.StatusNotFound},
		Summary:     "Record one legal check of several rules, all or none",
		Description: "Each rule is named with the edit that was seen; one that has changed since is named in the answer, and nothing is stored."}, a.createLegalChecks)
}

type dueReason string

func (dueReason) Schema(huma.Registry) *huma.Schema { return oneOf(registry.DueReasons) }

type dueRule struct {
	Number  string       `json:"number" example:"R-0042"`
	Edit    int          `json:"edit" doc:"To be named in a check."`
	Title   string       `json:"title"`
	Area    string       `json:"area"`
	Why     dueReason    `json:"why" doc:"Why it waits."`
	Since   day          `json:"since" doc:"From which day."`
	Bases   []basisOut   `json:"bases"`
	Classes []classSpell `json:"classes" doc:"What kind of rule it is in law over time and why, by day."`
	Check   checkSummary `json:"legal_check" doc:"The last check."`
}

type legalQueuePage struct {
	Items []dueRule `json:"items"`
	Onward
}

type listLegalQueueIn struct {
	Area   string `query:"area" doc:"Only this area, exactly as written." example:"Dagtilbud"`
	Why    string `query:"why" doc:"Only rules that wait for this reason: unchecked, doubted, basis_changed, basis_began or basis_ended." example:"basis_ended"`
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

// duePlace is where the queue goes on.
type duePlace struct {
	Area string              `json:"area,omitempty"`
	Why  registry.DueReason  `json:"why,omitempty"`
	From registry.QueuePlace `json:"from"`
}

var legalQueueList = listing[duePlace]{"legal-queue", func(asked, seen duePlace) bool {
	return asked.Area == "" && asked.Why == "" || asked.Area == seen.Area && asked.Why == seen.Why
}}

func (a *api) listLegalQueue(ctx context.Context, k call, in *listLegalQueueIn) (answer[legalQueuePage], error) {
	var c registry.Checks
	asked := duePlace{Area: in.Area, Why: queryChoice(&c, "why", registry.DueReasons, in.Why)}
	return paged(c, legalQueueList, in.Cursor, in.Limit, asked, func(from duePlace) (legalQueuePage, duePlace, bool, error) {
		page, err := a.Register.LegalQueue(ctx, registry.LegalQuery{Area: from.Area, Why: from.Why, From: from.From, Reach: k.Act.Reach, Limit: in.Limit})
		from.From = page.Next
		return legalQueuePage{Items: list(page.Rules, func(d registry.DueRule) dueRule {
			return dueRule{Number: d.Rule.Number.String(), Edit: d.Rule.Edit, Title: d.Text.Title, Area: d.Rule.Catalogue.Area, Why: dueReason(d.Due.Why),
				Since: day(d.Due.On), Bases: list(d.Bases, basisOf), Classes: classesOf(k.Lang, d.RuleView), Check: checkOf(d.RuleView)}
		})}, from, page.More, err
	})
}

// checkOf is the last legal check of a rule.
func checkOf(v registry.RuleView) checkSummary {
	out := checkSummary{Checked: !v.Unchecked()}
	if n := len(v.Checks); n > 0 {
		out.Day, out.Result = day(v.Checks[n-1].Day), result(v.Checks[n-1].Result)
	}
	return out
}

type pickIn struct {
	Number string `json:"number" example:"R-0042"`
	Edit   int    `json:"edit" doc:"The edit of the rule that was seen."`
}

// picksOf are the rules that were chosen.
func picksOf(in []pickIn) ([]registry.Pick, error) {
	var c registry.Checks
	out := list(in, func(p pickIn) registry.Pick {
		n, err := registry.ParseNumber(p.Number)
		c.Take("rules", err)
		return registry.Pick{Number: n, Edit: p.Edit}
	})
	return out, c.Err()
}

type newLegalChecks struct {
	Rules  []pickIn `json:"rules" doc:"At most 200."`
	By     string   `json:"by" doc:"Who checked; not the owner of any of them."`
	Day    day      `json:"day" doc:"When; not in the future."`
	Result result   `json:"result" doc:"With what result; doubted leaves the rules unchecked."`
	Note   string   `json:"note,omitempty"`
}

type createLegalChecksIn struct{ Body newLegalChecks }

func (a *api) createLegalChecks(ctx context.Context, c call, in *createLegalChecksIn) (answer[items[legalCheckOut]], error) {
	picks, err := picksOf(in.Body.Rules)
	if err != nil {
		return answer[items[legalCheckOut]]{}, err
	}
	b := in.Body
	made, err := a.Register.CheckManyLegally(ctx, c.Act, picks,
		registry.LegalCheck{By: b.By, Day: registry.Day(b.Day), Result: registry.CheckResult(b.Result), Note: b.Note})
	return answer[items[legalCheckOut]]{Body: items[legalCheckOut]{Items: list(made, legalCheckOf)}}, err
}

type classSpell struct {
	From  day      `json:"from,omitzero" doc:"The first day; left out when it has always been so."`
	Until day      `json:"until,omitzero" doc:"The first day after; left out when no end is known."`
	Class class    `json:"class"`
	Text  string   `json:"text" doc:"Why, in the reader's language."`
	Bases []string `json:"bases" format:"uuid" doc:"The legal bases that give the class; none when it follows from who adopted the rule."`
}

func classesOf(l texts.Lang, v registry.RuleView) []classSpell {
	return list(v.ClassSpells(), func(s registry.ClassSpell) classSpell {
		text, _ := wording.Because(l, nil, s, v.Rule.Adopter)
		return classSpell{From: day(s.From), Until: day(s.Until), Class: class(s.Class), Text: text,
			Bases: list(s.Because, func(b registry.Basis) string { return string(b.ID) })}
	})
}

type replacement struct {
	Number string `json:"number" example:"R-0043"`
	From   day    `json:"from,omitzero" doc:"The day from which it takes over."`
}
