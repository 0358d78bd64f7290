package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

type accountPage struct {
	Page
	Form       Form
	Complaints []Complaint
	Areas      []Option
	Periods    []Option
	Days       string
	Rows       []AccountRow
	Moves      []MoveRow
	Next       string
	Start      string
}

// AccountRow is an area with what came and what went.
type AccountRow struct {
	Area, Address              string
	Came, Lapsed, Repealed, In string
	Gone                       string
}

// MoveRow is a rule that came or went.
type MoveRow struct{ Number, Title, Day, Did, Address string }

// periods for which the page tells; the first is shown when none is chosen.
var periods = []string{"months", "year"}

const movesPerPage = 50

// account shows what came and what went in each area, and in one the rules.
func (v *visit) account() (answer, error) {
	f := v.form("", "account.")
	p := accountPage{Page: v.shell(v.text("account.title"))}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	area, period := v.typed("area"), v.typed("period")
	if period != "year" {
		period = periods[0] // as of any other that an address may have
	}
	f.preset("area", area)
	f.preset("period", period)
	for _, name := range periods {
		p.Periods = append(p.Periods, Option{Value: name, Text: p.T("account.period." + name)})
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	q := registry.AccountQuery{Area: area, Limit: movesPerPage}
	if period == "year" {
		q.From = registry.NewDay(today.Time().Year(), 1, 1)
	}
	var went int
	if _, err := fmt.Sscanf(v.r.URL.Query().Get("after"), "%d-%d-%d", &q.After.Day, &q.After.Number, &went); err != nil {
		q.After = registry.MovePlace{} // a place that is none is the beginning
	} else {
		q.After.Went = went == 1
		p.Start = p.accountAddress(area, period)
	}
	accounts, from, until, err := v.Register.AreaAccounts(v.r.Context(), q)
	if f.refused(v, err) {
		p.Form, p.Complaints, p.Wrong = f, f.Complaints, true
		return answer{status: http.StatusUnprocessableEntity, template: "account", data: p}, nil
	}
	if err != nil {
		return answer{}, err
	}
	if p.Areas, err = v.areas(v.text("register.any"), ""); err != nil {
		return answer{}, err
	}
	p.Form, p.Days = f, p.T("account.days", "from", p.Day(from), "until", p.Day(until-1))
	for _, a := range accounts {
		p.Rows = append(p.Rows, p.accountRow(a, period))
	}
	moves, err := v.Register.Moves(v.r.Context(), q)
	for _, m := range moves.Moves {
		did := "came"
		if m.State != "" {
			did = string(m.State)
		}
		number := m.Number.String()
		p.Moves = append(p.Moves, MoveRow{Number: number, Title: m.Entry.Text.Title, Day: p.Page.Day(m.Day), Did: p.T("account.did." + did), Address: p.To("rule", number)})
	}
	if moves.More {
		last := moves.Moves[len(moves.Moves)-1].Place()
		if went = 0; last.Went {
			went = 1
		}
		q := url.Values{"after": {fmt.Sprintf("%d-%d-%d", last.Day, last.Number, went)}}
		p.Next = withQuery(p.To("account"), with(with(q, "area", area), "period", period).Encode())
	}
	return answer{template: "account", data: p}, err
}

func (p Page) accountAddress(area, period string) string {
	return withQuery(p.To("account"), with(with(url.Values{}, "area", area), "period", period).Encode())
}

func (p Page) accountRow(a registry.AreaAccount, period string) AccountRow {
	row := AccountRow{Area: a.Area, Came: p.Number(a.Came), Lapsed: p.Number(a.Went[registry.Lapsed]), Repealed: p.Number(a.Went[registry.Repealed]),
		In: p.Number(a.Went[registry.SupersededState]), Gone: p.Number(a.Gone())}
	if a.Area != "" {
		row.Address = p.accountAddress(a.Area, period)
	}
	return row
}

// accountText tells of an area beside a new rule in it.
func (p Page) accountText(a registry.AreaAccount) string {
	text := p.Count("account.came", a.Came) + " " + p.Count("account.gone", a.Gone())
	if a.Many {
		text += " " + p.T("account.many")
	}
	return text
}

// areas are those that can be chosen, after the choice of none. One that was chosen
// and is there no longer stays to be seen.
func (v *visit) areas(none, chosen string) ([]Option, error) {
	all, err := v.Register.Areas(v.r.Context())
	if chosen != "" && !slices.Contains(all, chosen) {
		all = append(all, chosen)
	}
	options := []Option{{Text: none}}
	for _, a := range all {
		options = append(options, Option{Value: a, Text: a, Chosen: a == chosen})
	}
	return options, err
}
