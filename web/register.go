package web

import (
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

const rulesPerPage = 50

type registerPage struct {
	Page
	Moment     Moment
	Search     string
	Area       string
	Areas      []Option
	States     []Option
	Classes    []Option
	More       bool // a filter below the fold is in use
	Complaints []Complaint
	Form       MomentForm

	Day      string // the day it tells of
	IsToday  bool
	Past     string // what it says of an earlier register
	Now      string // address of the register as it is now
	Figures  []Figure
	Total    int    // rules that fit
	Many     string // instead of it when there are too many to count
	All      int    // rules that fit, whatever their state
	Rows     []RegisterRow
	First    string // number of the first row
	Last     string
	Next     string // address of the next page; empty on the last
	Start    string // address of the first page; empty on it
	Filtered bool
	Cleared  string  // address without filters
	Files    []Crumb // the whole list to take home
	Effort   SumText // of the list; empty when it is long or of an earlier register
	Law      Crumb   // what rests on the law that was searched for by its name
}

// Figure is a number with its label, and the address of what it counts.
type Figure struct {
	Mark    Mark
	N       int
	Address string
	Chosen  bool
}

// RegisterRow is a rule in the register.
type RegisterRow struct {
	Number, Title, Plain, Area string
	Address                    string
	Mark                       Mark
	Since, Next                string
}

// register lists the rules with their status on a day.
func (v *visit) register() (answer, error) {
	q := v.r.URL.Query()
	p := registerPage{Page: v.shell(v.lang.Text("web.register.title", map[string]string{"place": v.Municipality})),
		Moment: v.moment(), Search: v.typed("q"), Area: v.typed("area")}
	var err error
	if p.Areas, err = v.areas(v.text("register.any"), shown(p.Area)); err != nil {
		return answer{}, err
	}
	query, err := p.query(q)
	if err == nil {
		err = v.fill(&p, q, query)
	}
	p.choices(query)
	p.Search, p.Moment = shown(p.Search), Moment{shown(p.Moment.On), shown(p.Moment.Known)}
	if mendable(err) {
		p.Wrong, p.Complaints = true, v.complaints("known", err)
		for i, c := range p.Complaints {
			switch c.Field {
			case "state", "area", "class":
				p.Complaints[i].Label = p.T("register." + c.Field)
			}
		}
		p.Form = MomentForm{p.Page, p.Moment, p.Complaints}
		return answer{status: 422, template: "register", data: p}, nil
	}
	p.Form = MomentForm{p.Page, p.Moment, nil}
	return answer{template: "register", data: p}, err
}

// query reads the address. What it does not know, it ignores: shared links grow
// such tails. A known name with a value that cannot be is said to the reader.
func (p *registerPage) query(q url.Values) (registry.RegisterQuery, error) {
	var c registry.Checks
	out := registry.RegisterQuery{Area: p.Area, Text: p.Search, Limit: rulesPerPage}
	c.Text("q", p.Search, registry.LimitName, false)
	c.Text("area", p.Area, registry.LimitName, false)
	on, err := p.Moment.day()
	merge(&c, err)
	if out.On = on; on != registry.NoDay && err == nil {
		p.Moment.On = on.String()
	}
	chooseStatus(&out, q, &c)
	if after := q.Get("after"); after != "" {
		out.After, err = registry.ParseNumber(after)
		c.Take("q", err) // there is no field of its own to mend it in
	}
	return out, c.Err()
}

// fill asks the register and writes what it says.
func (v *visit) fill(p *registerPage, q url.Values, query registry.RegisterQuery) error {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return err
	}
	if query.On == registry.NoDay {
		query.On = today
	}
	found, err := v.Register.Register(ctx, p.Moment.Known, query)
	if err != nil {
		return fieldError("known", err)
	}
	every := query
	every.States = nil
	counts, err := v.Register.Counts(ctx, p.Moment.Known, every)
	if err != nil {
		return err
	}
	next, err := v.Register.NextStates(ctx, found)
	if err != nil {
		return err
	}

	if p.Effort, err = v.listEffort(query, counts, p.Moment.Known); err != nil {
		return err
	}
	p.Law = v.lawSearched(query.Text, today)
	p.Day, p.IsToday = p.Page.Day(query.On), query.On == today
	p.Past = v.knownText(p.Moment.Known)
	q = meant(q)
	q.Del("after")
	p.Cleared = withQuery(p.To("register"), meant(url.Values{"on": q["on"], "known": q["known"]}).Encode())
	p.Files = p.files("register", q)
	p.Now = withQuery(p.To("register"), with(q, "known", "").Encode())
	if query.After != 0 {
		p.Start = withQuery(p.To("register"), q.Encode())
	}
	p.count(counts, query.States, q)
	p.Filtered = query.Text != "" || query.Area != "" || query.Class != "" || len(query.States) > 0
	for _, e := range found.Entries {
		number := e.Rule.Number.String()
		on := registry.NoDay
		if !p.IsToday {
			on = query.On
		}
		p.Rows = append(p.Rows, RegisterRow{Number: number, Title: e.Text.Title, Plain: e.Text.Plain, Area: e.Rule.Catalogue.Area,
			Address: p.RuleOn(number, on, p.Moment.Known), Mark: p.mark(e.Segment),
			Since: p.since(e.Segment), Next: p.next(e.Segment, next[e.Rule.ID], today, "short")})
	}
	if n := len(p.Rows); n > 0 {
		p.First, p.Last = p.Rows[0].Number, p.Rows[n-1].Number
	}
	if found.More {
		p.Next = withQuery(p.To("register"), with(q, "after", p.Last).Encode())
	}
	return nil
}

// count writes how many rules are in each state; those that are chosen filter the list.
func (p *registerPage) count(counts registry.StateCounts, chosen []registry.State, q url.Values) {
	for _, s := range registry.States {
		n, picked := counts.Of[s], slices.Contains(chosen, s)
		p.All += n
		if picked || len(chosen) == 0 {
			p.Total += n
		}
		if n > 0 || picked {
			to := string(s)
			if picked {
				to = "" // a second press takes the filter away
			}
			p.Figures = append(p.Figures, Figure{Mark: p.Mark(s), N: n, Chosen: picked,
				Address: withQuery(p.To("register"), with(q, "state", to).Encode())})
		}
	}
	if counts.Many {
		p.Many, p.Figures = p.T("register.many", "n", p.Number(registry.CountLimit)), nil
	}
}

// since tells from when a status holds; empty when it always did.
func (p Page) since(s registry.Segment) string {
	if s.StateFrom <= registry.FirstDay {
		return ""
	}
	return p.T("since", "day", p.Day(s.StateFrom))
}

// next tells what happens to a rule when its present state ends, in a text of a
// form: "short" for lists, "full" for the rule's own page. What has already
// happened is told as past.
func (p Page) next(s registry.Segment, then registry.State, today registry.Day, form string) string {
	if then == "" || s.StateUntil >= registry.LastDay {
		return ""
	}
	key := "next." + form + "."
	if s.StateUntil <= today {
		key = "then." + form + "."
	}
	return p.T(key+string(then), "day", p.Day(s.StateUntil))
}

// choices fill the other selects.
func (p *registerPage) choices(query registry.RegisterQuery) {
	for _, s := range registry.States {
		p.States = append(p.States, Option{string(s), p.Mark(s).Word, slices.Contains(query.States, s)})
	}
	for _, c := range registry.Classes {
		p.Classes = append(p.Classes, Option{string(c), p.className(c), c == query.Class})
	}
	p.More = p.Area != "" || query.Class != "" || len(query.States) > 0
}

// merge takes over the fields of an error.
func merge(c *registry.Checks, err error) {
	if e, ok := err.(*registry.Error); ok {
		for _, f := range e.Fields {
			c.Take(f.Name, &registry.Error{Code: f.Code, Args: f.Args})
		}
	}
}

// clip shortens a value that is shown again.
func clip(s string) string {
	r := []rune(shown(s))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}
