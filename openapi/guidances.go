package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerGuidances() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-guidances", Method: http.MethodGet, Path: "/v1/guidances", Tag: "register",
		Permission: permPublic, Pages: true, Summary: "List what applies now, by rule and day",
		Description: "What lapses and changes between two days, with what people stop, go on with and what happens to what was collected, where that is published."}, a.listGuidances)
	register(a, operation{ID: "get-guidance", Method: http.MethodGet, Path: "/v1/rules/{number}/guidances/{day}", Tag: "register",
		Permission: "catalogue", Tagged: true, Errors: notFound, Summary: "Read what is said of a rule from a day, also as a draft"}, a.getGuidance)
	register(a, operation{ID: "edit-guidance", Method: http.MethodPut, Path: "/v1/rules/{number}/guidances/{day}", Tag: "register",
		Permission: "catalogue", Edits: true, Errors: notFound, Summary: "Say what applies to a rule from a day",
		Description: "Something must begin to apply to the rule on the day: see list-turns. All of it is replaced."}, a.editGuidance)
}

// GuidanceFields is what is said of a rule from a day.
type GuidanceFields struct {
	Stop  string `json:"stop,omitempty" doc:"What people stop doing; each at most 4000 characters."`
	GoOn  string `json:"go_on,omitempty" doc:"What they go on doing."`
	Law   string `json:"law,omitempty" doc:"What the law still demands."`
	Data  string `json:"data,omitempty" doc:"What happens to what was collected."`
	Tells string `json:"tells,omitempty" doc:"Who tells whom."`
}

func guidanceFields(t registry.GuidanceText) GuidanceFields {
	return GuidanceFields{Stop: t.Stop, GoOn: t.GoOn, Law: t.Law, Data: t.Data, Tells: t.Tells}
}

type guidedOut struct {
	TurnOut
	GuidanceFields
	Published day    `json:"published,omitzero" doc:"Left out: nothing is, and the texts are those of a draft."`
	Late      bool   `json:"late,omitempty" doc:"It should have been published 14 days before the day."`
	Before    string `json:"before,omitempty" doc:"What was demanded until the day."`
}

func guidedOf(t registry.GuidedTurn) guidedOut {
	return guidedOut{TurnOut: turnOf(t.TurnView), GuidanceFields: guidanceFields(t.Guidance.GuidanceText), Published: day(t.Guidance.Published), Late: t.Late(), Before: t.Before.Demand}
}

type guidedPage struct {
	Items []guidedOut `json:"items"`
	Onward
}

// guidedPlace is where the list goes on, of what.
type guidedPlace struct {
	Unit, Role  string
	From, Until registry.Day
	After       registry.TurnPlace
}

var guidanceList = listing[guidedPlace]{"guidances", func(asked, seen guidedPlace) bool {
	seen.After = registry.TurnPlace{}
	return asked == (guidedPlace{}) || asked == seen
}}

type listGuidancesIn struct {
	From   string `query:"from" doc:"The first day; today when left out." example:"2027-07-01"`
	Until  string `query:"until" doc:"The last day; without end when left out." example:"2027-07-01"`
	Unit   string `query:"unit" doc:"Only rules of this unit, exactly as written."`
	Role   string `query:"role" doc:"Only rules that this role carries out, exactly as written."`
	Cursor string `query:"cursor" doc:"The value next of the page before; the other parameters are left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) listGuidances(ctx context.Context, _ call, in *listGuidancesIn) (answer[guidedPage], error) {
	var c registry.Checks
	asked := guidedPlace{Unit: in.Unit, Role: in.Role, From: queryDay(&c, "from", in.From), Until: queryDay(&c, "until", in.Until)}
	if asked.Until != registry.NoDay {
		asked.Until++
	}
	return paged(c, guidanceList, in.Cursor, in.Limit, asked, func(from guidedPlace) (guidedPage, guidedPlace, bool, error) {
		page, err := a.Register.Guided(ctx, registry.TurnQuery{Unit: from.Unit, Role: from.Role, From: from.From, Until: from.Until, After: from.After, Limit: in.Limit})
		if page.More {
			from.After = page.Turns[len(page.Turns)-1].Place()
		}
		return guidedPage{Items: list(page.Turns, guidedOf)}, from, page.More, err
	})
}

// GuidancePath is the part of an address that names a rule and a day.
type GuidancePath struct {
	RulePath
	Day string `path:"day" doc:"On which something begins to apply to the rule." example:"2027-07-01"`
}

func (p GuidancePath) place() (registry.Number, registry.Day, error) {
	n, err := p.number()
	if err != nil {
		return n, registry.NoDay, err
	}
	on, err := registry.ParseDay(p.Day)
	return n, on, inField("day", err)
}

type getGuidanceIn struct{ GuidancePath }

func (a *api) getGuidance(ctx context.Context, c call, in *getGuidanceIn) (answer[guidedOut], error) {
	number, on, err := in.place()
	if err != nil {
		return answer[guidedOut]{}, err
	}
	t, _, err := a.Register.Guidance(ctx, c.Act.Reach, number, on)
	return answer[guidedOut]{Body: guidedOf(t), Edit: t.Guidance.Edit}, err
}

type editGuidanceIn struct {
	GuidancePath
	Body struct {
		GuidanceFields
		Publish bool `json:"publish,omitempty" doc:"Everybody can read it. Left out: it is a draft."`
	}
}

func (a *api) editGuidance(ctx context.Context, c call, in *editGuidanceIn) (answer[guidedOut], error) {
	number, on, err := in.place()
	if err != nil {
		return answer[guidedOut]{}, err
	}
	b := in.Body
	text := registry.GuidanceText{Stop: b.Stop, GoOn: b.GoOn, Law: b.Law, Data: b.Data, Tells: b.Tells}
	if _, err := a.Register.SayGuidance(ctx, c.Act, number, on, c.Edit, text, b.Publish); err != nil {
		return answer[guidedOut]{}, err
	}
	return a.getGuidance(ctx, c, &getGuidanceIn{in.GuidancePath})
}
