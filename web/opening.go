package web

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// openingAddresses and openingPlaces are the page of how much units are open.
var (
	openingAddresses = map[string]address{"work_opening": {texts.Danish: "/arbejde/aabningsuger", texts.English: "/en/desk/opening-weeks"}}
	openingPlaces    = map[string]place{"work_opening": {permission: "govern", show: (*visit).openings, forms: map[string]form{
		"": {operation: "set-opening", send: (*visit).setOpening}}}}
)

type openingPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Said       []OpeningLine
}

// OpeningLine is how much units are open from a day on.
type OpeningLine struct {
	From, Weeks, By string
	Now             bool
}

func (v *visit) openings() (answer, error) { return v.openingForm(v.form("", "opening.")) }

func (v *visit) setOpening() (answer, error) {
	f := v.form("", "opening.")
	var c registry.Checks
	o := registry.Opening{From: v.saidDay(&c, "from"), Weeks: v.saidWhole(&c, "weeks"), Days: v.saidWhole(&c, "days")}
	err := c.Err()
	if err == nil {
		_, err = v.Register.SetOpening(v.r.Context(), v.act, o)
	}
	if f.refused(v, err) {
		return v.openingForm(f)
	}
	return v.done("saved", "work_opening"), err
}

func (v *visit) openingForm(f Form) (answer, error) {
	all, err := v.Register.Openings(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	p := openingPage{Page: v.shell(v.text("opening.title")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Form.preset("from", (today + 1).String())
	for i, o := range all {
		line := OpeningLine{From: p.T("opening.always"), Weeks: p.T("opening.line", "weeks", p.Count("opening.weeks", o.Weeks), "days", p.Count("opening.days", o.Days)),
			Now: o.From <= today && (i+1 == len(all) || all[i+1].From > today)}
		if i > 0 {
			line.From, line.By = p.T("opening.since", "day", p.Day(o.From)), p.T("opening.by", "by", o.By, "day", p.Day(o.On))
		}
		p.Said = append([]OpeningLine{line}, p.Said...)
		if line.Now {
			p.Form.preset("weeks", p.Number(o.Weeks))
			p.Form.preset("days", p.Number(o.Days))
		}
	}
	return answer{status: f.Status, template: "opening", data: p}, err
}
