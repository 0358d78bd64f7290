package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerTurns() {
	register(a, operation{ID: "list-turn-days", Method: http.MethodGet, Path: "/v1/turn-days", Tag: "register",
		Permission: permPublic, Pages: true, Summary: "Count what lapses and changes, by day",
		Description: "The lapse list: the days on which another state or another text begins to apply to rules, by their timelines as known now. " +
			"What is ahead comes unless something else is decided before the day."}, a.listTurnDays)
	register(a, operation{ID: "list-turns", Method: http.MethodGet, Path: "/v1/turns", Tag: "register",
		Permission: permPublic, Pages: true, Summary: "List what lapses and changes between two days",
		Description: "By day, and of each day first the rules that protect somebody."}, a.listTurns)
}

type turnKind string

func (turnKind) Schema(huma.Registry) *huma.Schema { return oneOf(registry.TurnKinds) }

type turnDayOut struct {
	Day        day              `json:"day" doc:"The first day on which the new applies."`
	Kinds      map[turnKind]int `json:"kinds" doc:"How many rules, by what happens to them."`
	All        int              `json:"all"`
	Protecting int              `json:"protecting" doc:"Of those, how many protect somebody."`
	Crowded    bool             `json:"crowded,omitempty" doc:"They are more than 40."`
}

func turnDayOf(d registry.TurnDay) turnDayOut {
	out := turnDayOut{Day: day(d.Day), Kinds: map[turnKind]int{}, All: d.All(), Protecting: d.Protecting, Crowded: d.Crowded()}
	for kind, n := range d.Of {
		out.Kinds[turnKind(kind)] = n
	}
	return out
}

type turnDaysPage struct {
	Items []turnDayOut `json:"items"`
	Onward
}

type turnDaysPlace struct {
	From registry.Day `json:"from"`
}

var turnDayList = listing[turnDaysPlace]{"turn-days", nil}

type listTurnDaysIn struct {
	From   string `query:"from" doc:"The first day; today when left out. Beside a cursor it is left out." example:"2027-07-01"`
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Days on a page."`
}

func (a *api) listTurnDays(ctx context.Context, _ call, in *listTurnDaysIn) (answer[turnDaysPage], error) {
	var c registry.Checks
	asked := turnDaysPlace{queryDay(&c, "from", in.From)}
	return paged(c, turnDayList, in.Cursor, in.Limit, asked, func(from turnDaysPlace) (turnDaysPage, turnDaysPlace, bool, error) {
		days, more, err := a.Register.TurnDays(ctx, from.From, in.Limit)
		if more {
			from.From = days[len(days)-1].Day + 1
		}
		return turnDaysPage{Items: list(days, turnDayOf)}, from, more, err
	})
}

// TurnOut is what begins to apply to a rule on a day.
type TurnOut struct {
	Day      day      `json:"day" doc:"The first day on which the new applies."`
	Number   string   `json:"number" example:"R-0042"`
	Kind     turnKind `json:"kind"`
	Title    string   `json:"title" doc:"Of the text that begins, or that applied last."`
	Plain    string   `json:"plain,omitempty" doc:"The rule in everyday Danish."`
	Area     string   `json:"area,omitempty"`
	Unit     string   `json:"unit,omitempty"`
	Protects protects `json:"protects,omitempty"`
	State    state    `json:"state" doc:"From the day on."`
	Reason   string   `json:"reason" doc:"The code of the main reason." example:"LAPSED_UNDECIDED"`
}

func turnOf(t registry.TurnView) TurnOut {
	e := t.Entry
	out := TurnOut{Day: day(t.Day), Number: t.Number.String(), Kind: turnKind(t.Kind), Title: e.Text.Title, Plain: e.Text.Plain,
		Area: e.Rule.Catalogue.Area, Unit: e.Rule.Catalogue.Unit, Protects: protects(e.Rule.Catalogue.Protects), State: state(e.Segment.State)}
	if len(e.Segment.Reasons) > 0 {
		out.Reason = string(e.Segment.Reasons[0].Code)
	}
	return out
}

type turnsPage struct {
	From  day       `json:"from"`
	Until day       `json:"until,omitzero" doc:"The last day; left out: without end."`
	Items []TurnOut `json:"items"`
	Onward
}

// turnsPlace is where the list goes on, of which days.
type turnsPlace struct {
	Unit        string `json:"unit"`
	From, Until registry.Day
	After       registry.TurnPlace `json:"after"`
}

var turnList = listing[turnsPlace]{"turns", func(asked, seen turnsPlace) bool {
	return asked.Unit == seen.Unit && (asked.From == registry.NoDay || asked.From == seen.From) && (asked.Until == registry.NoDay || asked.Until == seen.Until)
}}

type listTurnsIn struct {
	From   string `query:"from" doc:"The first day; today when left out." example:"2027-07-01"`
	Until  string `query:"until" doc:"The last day; without end when left out." example:"2027-07-01"`
	Unit   string `query:"unit" doc:"Only rules of this unit, exactly as written."`
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) listTurns(ctx context.Context, _ call, in *listTurnsIn) (answer[turnsPage], error) {
	var c registry.Checks
	asked := turnsPlace{Unit: in.Unit, From: queryDay(&c, "from", in.From), Until: queryDay(&c, "until", in.Until)}
	if asked.Until != registry.NoDay {
		asked.Until++
	}
	return paged(c, turnList, in.Cursor, in.Limit, asked, func(from turnsPlace) (turnsPage, turnsPlace, bool, error) {
		page, err := a.Register.Turns(ctx, registry.TurnQuery{Unit: from.Unit, From: from.From, Until: from.Until, After: from.After, Limit: in.Limit})
		from.From, from.Until = page.From, page.Until
		if page.More {
			from.After = page.Turns[len(page.Turns)-1].Place()
		}
		out := turnsPage{From: day(page.From), Items: list(page.Turns, turnOf)}
		if page.Until < registry.LastDay {
			out.Until = day(page.Until - 1)
		}
		return out, from, page.More, err
	})
}
