package web

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/omvendt/omvendt/registry"
)

type roleYearPage struct {
	Page
	Form       Form
	Complaints []Complaint
	Roles      []Option
	Units      []Option
	Role       string
	Many       string
	Years      []RoleYearPart // of the day, and of the day after which less applies
	Collisions []CollisionLine
	Placed     []CollisionLine // what falls at set times, by month
	Steady     []DutyLine
	Unplaced   []DutyLine
	Unknown    []DutyLine
	Asked      []AskedLine
}

// RoleYearPart is the year by the rules that apply on one day.
type RoleYearPart struct {
	ID, Head, Note string
	Sum            SumText
	Months         []MonthBar
	Unplaced       string
}

// MonthBar is a month with its work as a bar.
type MonthBar struct {
	Month, Hours, Duties string
	Peak                 bool
	From, To             string // widths
}

// CollisionLine is a time with what falls in it.
type CollisionLine struct {
	When   string
	Duties []DutyLine
}

// DutyLine is a rule with what it takes.
type DutyLine struct{ Number, Title, Effort string }

// AskedLine is data with the rules that ask for it.
type AskedLine struct {
	Name   string
	Duties []DutyLine
}

// roleYear shows a year of a role: what it must do, when, and what it is asked for twice.
func (v *visit) roleYear() (answer, error) {
	f := v.form("", "role_year.")
	p := roleYearPage{Page: v.shell(v.text("role_year.title")), Role: v.typed("role")}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}, {p.T("effort.title"), p.To("effort")}}
	q := registry.RoleQuery{Role: p.Role, Unit: v.typed("unit")}
	for _, name := range []string{"role", "unit", "on", "then"} {
		f.preset(name, v.typed(name))
	}
	var c registry.Checks
	var err error
	if q.On, err = readDay(v.typed("on")); err != nil {
		c.Take("on", err)
	}
	if q.Then, err = readDay(v.typed("then")); err != nil {
		c.Take("then", err)
	}
	var years registry.RoleYears
	if err = c.Err(); err == nil {
		years, err = v.Register.RoleYear(v.r.Context(), q)
	}
	if f.refused(v, err) {
		p.Form, p.Complaints, p.Wrong = f, f.Complaints, true
		return answer{status: http.StatusUnprocessableEntity, template: "role-year", data: p}, nil
	}
	if err != nil {
		return answer{}, err
	}
	settings, err := v.Register.Settings(v.r.Context(), years.On)
	if err != nil {
		return answer{}, err
	}
	f.preset("on", years.On.String())
	f.preset("then", years.Then.String())
	p.Form = f
	for _, role := range years.Roles {
		p.Roles = append(p.Roles, Option{Value: role, Text: capital(role)})
	}
	for _, unit := range years.Units {
		p.Units = append(p.Units, Option{Value: unit, Text: unit})
	}
	if years.Many {
		p.Many = p.T("role_year.many", "n", p.Number(registry.RoleLimit))
	}
	if p.Role != "" {
		p.fill(years, settings)
	}
	return answer{template: "role-year", data: p}, nil
}

func (p *roleYearPage) fill(y registry.RoleYears, settings registry.Settings) {
	most := int64(1)
	for _, m := range y.Now.Months {
		most = max(most, m.Work.To)
	}
	if y.After != nil {
		for _, m := range y.After.Months {
			most = max(most, m.Work.To)
		}
	}
	p.Years = append(p.Years, p.part("year-now", p.T("role_year.now", "day", p.Day(y.On)), "", y.Now, most))
	if y.After != nil {
		note := ""
		if y.Then > y.On {
			note = p.T("role_year.after_note")
		}
		p.Years = append(p.Years, p.part("year-then", p.T("role_year.after", "day", p.Day(y.Then)), note, *y.After, most))
	}
	line := func(d registry.RoleDuty) DutyLine {
		effort, _ := p.effort(d.Effort, settings)
		return DutyLine{d.Number.String(), d.Title, effort}
	}
	lines := func(duties []registry.RoleDuty) (out []DutyLine) {
		for _, d := range duties {
			out = append(out, line(d))
		}
		return out
	}
	for i, m := range y.Now.Months {
		if len(m.Placed) > 0 {
			p.Placed = append(p.Placed, CollisionLine{capital(p.month(i + 1)), lines(m.Placed)})
		}
	}
	for _, c := range y.Now.Collisions {
		when := capital(p.month(int(c.Month)))
		if c.Week != 0 {
			when = p.T("role_year.week", "n", p.Number(c.Week), "month", p.month(int(c.Month)))
		}
		p.Collisions = append(p.Collisions, CollisionLine{when, lines(c.Duties)})
	}
	p.Steady, p.Unplaced, p.Unknown = lines(y.Now.Steady), lines(y.Now.Unplaced), lines(y.Now.NotQuantified)
	for _, a := range y.Now.Asked {
		p.Asked = append(p.Asked, AskedLine{a.Name, lines(a.Duties)})
	}
}

func (p *roleYearPage) part(id, head, note string, y registry.RoleYear, most int64) RoleYearPart {
	out := RoleYearPart{ID: id, Head: head, Note: note, Sum: p.sum(y.Sum)}
	for i, m := range y.Months {
		bar := MonthBar{Month: capital(p.month(i + 1)), Hours: p.hours(m.Work), Duties: p.Number(len(m.Placed)), Peak: m.Peak,
			From: widthOf(m.Work.From, most), To: widthOf(m.Work.To, most)}
		out.Months = append(out.Months, bar)
	}
	if len(y.Unplaced) > 0 {
		out.Unplaced = p.Count("role_year.unplaced_work", len(y.Unplaced), "hours", p.hours(y.UnplacedWork))
	}
	return out
}

// widthOf is a part of a whole as a width.
func widthOf(n, of int64) string { return fmt.Sprintf("%.1f%%", float64(n)/float64(of)*100) }

// DutyList are duties with the page that shows them.
type DutyList struct {
	Page  Page
	Lines []DutyLine
}

// Duties are shown by the template "duties".
func (p Page) Duties(lines []DutyLine) DutyList { return DutyList{p, lines} }

// YearOf is the address of the year of a role.
func (p Page) YearOf(role string) string {
	return withQuery(p.To("role_year"), url.Values{"role": {role}}.Encode())
}
