package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerAccounts() {
	register(a, operation{ID: "get-accounts", Method: http.MethodGet, Path: "/v1/accounts", Tag: "register",
		Permission: permPublic,
		Summary:    "Count what came and what went in each area",
		Description: "Rules that began to apply, and that lapsed, were repealed or went on in another, by their timelines as known now. " +
			"Without days, the twelve months up to today."}, a.getAccounts)
	register(a, operation{ID: "list-moves", Method: http.MethodGet, Path: "/v1/moves", Tag: "register",
		Permission: permPublic, Pages: true,
		Summary: "List what came and what went, the newest first"}, a.listMoves)
}

type accountOut struct {
	Area       string `json:"area" doc:"Empty for rules without one."`
	Came       int    `json:"came" doc:"Rules that began to apply."`
	Lapsed     int    `json:"lapsed"`
	Repealed   int    `json:"repealed"`
	Superseded int    `json:"superseded" doc:"They went on in another rule."`
	Many       bool   `json:"many,omitempty" doc:"A figure stopped at 10000."`
}

func accountOf(a registry.AreaAccount) accountOut {
	return accountOut{Area: a.Area, Came: a.Came, Lapsed: a.Went[registry.Lapsed], Repealed: a.Went[registry.Repealed],
		Superseded: a.Went[registry.SupersededState], Many: a.Many}
}

type accountsOut struct {
	From  day          `json:"from"`
	Until day          `json:"until" doc:"The last day."`
	Items []accountOut `json:"items"`
}

// AccountFilter says of which area and days.
type AccountFilter struct {
	Area  string `query:"area" doc:"Only this area, exactly as written."`
	From  string `query:"from" doc:"The first day; a year before the last when left out." example:"2026-07-01"`
	Until string `query:"until" doc:"The last day; today when left out." example:"2027-06-30"`
}

func (in AccountFilter) query() (registry.AccountQuery, error) {
	var c registry.Checks
	q := registry.AccountQuery{Area: in.Area, From: queryDay(&c, "from", in.From), Until: queryDay(&c, "until", in.Until)}
	if q.Until != registry.NoDay {
		q.Until++
	}
	return q, c.Err()
}

type getAccountsIn struct{ AccountFilter }

func (a *api) getAccounts(ctx context.Context, _ call, in *getAccountsIn) (answer[accountsOut], error) {
	q, err := in.query()
	if err != nil {
		return answer[accountsOut]{}, err
	}
	accounts, from, until, err := a.Register.AreaAccounts(ctx, q)
	return answer[accountsOut]{Body: accountsOut{From: day(from), Until: day(until - 1), Items: list(accounts, accountOf)}}, err
}

type moveOut struct {
	Number string `json:"number" example:"R-0042"`
	Title  string `json:"title"`
	Area   string `json:"area"`
	Day    day    `json:"day"`
	Did    string `json:"did" enum:"came,lapsed,repealed,superseded"`
}

func moveOf(m registry.MoveView) moveOut {
	out := moveOut{Number: m.Number.String(), Title: m.Entry.Text.Title, Area: m.Entry.Rule.Catalogue.Area, Day: day(m.Day), Did: string(m.State)}
	if m.State == "" {
		out.Did = "came"
	}
	return out
}

type movesPage struct {
	From  day       `json:"from"`
	Until day       `json:"until" doc:"The last day."`
	Items []moveOut `json:"items"`
	Onward
}

type listMovesIn struct {
	AccountFilter
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

// movesPlace is where the list goes on, of which days.
type movesPlace struct {
	Area        string `json:"area"`
	From, Until registry.Day
	After       registry.MovePlace `json:"after"`
}

var moveList = listing[movesPlace]{"moves", func(asked, seen movesPlace) bool {
	return asked.Area == seen.Area && (asked.From == registry.NoDay || asked.From == seen.From) && (asked.Until == registry.NoDay || asked.Until == seen.Until)
}}

func (a *api) listMoves(ctx context.Context, _ call, in *listMovesIn) (answer[movesPage], error) {
	q, err := in.query()
	if err != nil {
		return answer[movesPage]{}, err
	}
	q.Limit = in.Limit
	asked := movesPlace{Area: q.Area, From: q.From, Until: q.Until}
	return paged(registry.Checks{}, moveList, in.Cursor, in.Limit, asked, func(from movesPlace) (movesPage, movesPlace, bool, error) {
		q.From, q.Until, q.After = from.From, from.Until, from.After
		page, err := a.Register.Moves(ctx, q)
		from.From, from.Until = page.From, page.Until
		if page.More {
			from.After = page.Moves[len(page.Moves)-1].Place()
		}
		return movesPage{From: day(page.From), Until: day(page.Until - 1), Items: list(page.Moves, moveOf)}, from, page.More, err
	})
}
