package web

import (
	"net/http"
	"net/url"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// SumText is a sum of efforts in words.
type SumText = wording.SumText

func (p Page) sum(s registry.EffortSum) SumText { return wording.Sum(p.Lang, s) }

type effortPage struct {
	Page
	Form       Form
	Complaints []Complaint
	Bys        []Option
	Areas      []Option
	Day        string
	Past       string // what it says of an earlier register
	Now        string // address of what is known now
	Sum        SumText
	Rows       []SumRow
	More       string
	KeyHead    string
	Year       string
}

// SumRow is the sum of what has one value.
type SumRow struct {
	Name    string
	Danish  bool
	Address string
	Sum     registry.EffortSum
	Rules   string
	Hours   string
	All     string
	Missing string
	From    string
	To      string
}

const mostSums = 200

// effortSums shows what the rules take together, parted by area, unit, class or role.
func (v *visit) effortSums() (answer, error) {
	f := v.form("", "effort.")
	p := effortPage{Page: v.shell(v.text("effort.title"))}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	by := registry.EffortBy(v.typed("by"))
	if by == registry.SumByNothing {
		by = registry.SumByArea
	}
	for _, name := range []string{"area", "on", "known"} {
		f.preset(name, v.typed(name))
	}
	f.preset("by", string(by))
	for _, b := range registry.EffortBys[1:] {
		p.Bys = append(p.Bys, Option{Value: string(b), Text: p.T("effort.by." + string(b))})
	}
	var c registry.Checks
	day, err := readDay(v.typed("on"))
	c.Take("on", err)
	var sums registry.EffortSums
	if err = c.Err(); err == nil {
		sums, err = v.Register.EffortSums(v.r.Context(), v.typed("known"), registry.EffortQuery{RegisterQuery: registry.RegisterQuery{On: day, Area: v.typed("area")}, By: by})
		err = fieldError("known", err) // the others name theirs
	}
	if f.refused(v, err) {
		p.Form, p.Complaints, p.Wrong = f, f.Complaints, true
		return answer{status: http.StatusUnprocessableEntity, template: "effort", data: p}, nil
	}
	if err != nil {
		return answer{}, err
	}
	if p.Areas, err = v.areas(v.text("register.any"), ""); err != nil {
		return answer{}, err
	}
	f.preset("on", sums.On.String())
	p.Form, p.Day, p.KeyHead = f, p.Page.Day(sums.On), p.T("effort.by."+string(by))
	p.Year = p.T("effort.a_year", "weeks", p.Number(int(sums.Settings.ByYear(registry.PerWeek))), "days", p.Number(int(sums.Settings.ByYear(registry.PerOpenDay))))
	p.Sum = p.sum(sums.All)
	p.Past, p.Now = v.knownText(v.typed("known")), withQuery(p.To("effort"), url.Values{"by": {string(by)}, "area": {v.typed("area")}, "on": {v.typed("on")}}.Encode())
	p.fill(sums, by, meant(url.Values{"on": {v.typed("on")}, "known": {v.typed("known")}}))
	return answer{template: "effort", data: p}, nil
}

// fill writes the parts; moment is what their lists are asked by too.
func (p *effortPage) fill(sums registry.EffortSums, by registry.EffortBy, moment url.Values) {
	most := int64(1)
	for _, k := range sums.Keys {
		most = max(most, k.InOne.To)
	}
	for _, k := range registry.LargestFirst(sums.Keys) {
		if len(p.Rows) == mostSums {
			p.More = p.T("effort.more", "n", p.Number(len(sums.Keys)-mostSums))
			break
		}
		row := SumRow{Name: k.Key, Danish: true, Rules: p.Number(k.Rules), Hours: p.T("effort.nothing"), All: p.T("effort.nothing"),
			Missing: p.Number(k.NotQuantified + k.NotTimed), From: widthOf(k.InOne.From, most), To: widthOf(k.InOne.To, most)}
		if k.Counted > 0 {
			row.Hours = p.hours(k.InOne)
		}
		if k.Counted > k.UnitsUnknown {
			row.All = p.hours(k.InAll)
		}
		switch {
		case k.Key == "":
			row.Name, row.Danish = p.T("effort.unstated"), false
		case by == registry.SumByClass:
			row.Name, row.Danish = p.className(registry.Class(k.Key)), false
		case by == registry.SumByArea:
			row.Address = withQuery(p.To("register"), with(moment, "area", k.Key).Encode())
		case by == registry.SumByRole && p.Past != "":
			row.Name = capital(k.Key) // a year in the role tells what is known now
		case by == registry.SumByRole:
			row.Name, row.Address = capital(k.Key), withQuery(p.To("role_year"), url.Values{"role": {k.Key}}.Encode())
		}
		p.Rows = append(p.Rows, row)
	}
}

// mostSummed is how long a list may be to be summed beside it: adding up reads
// every rule, and a page of the list does not.
const mostSummed = 2000

// listEffort is what the rules of a list take; nothing when there are too many, or
// when it is an earlier register's: its list goes by areas of now, sums by those of then.
func (v *visit) listEffort(query registry.RegisterQuery, counts registry.StateCounts, known string) (SumText, error) {
	rules := 0
	for _, n := range counts.Of {
		rules += n
	}
	if counts.Many || rules == 0 || rules > mostSummed || known != "" {
		return SumText{}, nil
	}
	sums, err := v.Register.EffortSums(v.r.Context(), "", registry.EffortQuery{RegisterQuery: query})
	return v.shell("").sum(sums.All), err
}

// effortOf is what some rules take, as far as they apply on a day.
func (v *visit) effortOf(rules []registry.Number, on registry.Day) (SumText, error) {
	if len(rules) == 0 {
		return SumText{}, nil
	}
	sums, err := v.Register.EffortSums(v.r.Context(), "", registry.EffortQuery{RegisterQuery: registry.RegisterQuery{Numbers: rules, On: on}})
	if sums.All.Rules == 0 {
		return SumText{}, err
	}
	return v.shell("").sum(sums.All), err
}
