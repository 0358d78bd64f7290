package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

const legalPerPage = 25

type legalQueuePage struct {
	Page
	Form       Form
	Complaints []Complaint
	Areas      []Option
	Whys       []Option
	Results    []Option
	One        bool // rule by rule
	Filtered   bool
	All        string // address without filters
	OneByOne   string // address of the same list rule by rule, or of the list
	Rows       []LegalRow
	Start      string
	Next       string
}

// LegalRow is a rule that waits for a lawyer.
type LegalRow struct {
	Number, Title, Area string
	Pick                string // its number with the edit that is seen
	Chosen              bool
	Demand              []string // rule by rule alone
	Why                 string
	Last                string // what the last check said
	Note                string
	Kinds               ClassLines
	Bases               []BasisLine
	Alone               string // address of the queue from this rule on, rule by rule
	Work                string
}

// legalFilter is what the queue is narrowed to, and where it is read from.
type legalFilter struct {
	registry.LegalQuery
	one bool
}

func (v *visit) legalFilter() legalFilter {
	f := legalFilter{registry.LegalQuery{Area: shown(v.typed("area")), Why: registry.DueReason(v.typed("why")), Reach: v.act.Reach, Limit: legalPerPage}, v.typed("one") == "yes"}
	if len([]rune(f.Area)) > registry.LimitName {
		f.Area = ""
	}
	known := false
	for _, w := range registry.DueReasons {
		known = known || w == f.Why
	}
	if !known {
		f.Why = ""
	}
	if f.one {
		f.Limit = 1
	}
	day, number, _ := strings.Cut(v.typed("from"), "_")
	if on, err := registry.ParseDay(day); err == nil {
		if n, err := registry.ParseNumber(number); err == nil { // a place that is none is the beginning
			f.From = registry.QueuePlace{On: on, Number: n}
		}
	}
	return f
}

// address of the queue as it is narrowed, from a place on.
func (p Page) legalAddress(f legalFilter, one bool, from registry.QueuePlace) string {
	q := url.Values{}
	q = with(with(q, "area", f.Area), "why", string(f.Why))
	if one {
		q.Set("one", "yes")
	}
	if from.Number > 0 {
		q.Set("from", from.On.String()+"_"+from.Number.String())
	}
	return withQuery(p.To("work_legal"), q.Encode())
}

// legalQueue lists the rules that wait for a lawyer, or shows them one by one.
func (v *visit) legalQueue() (answer, error) { return v.legalQueueForm(v.form("", "work.check.")) }

func (v *visit) legalQueueForm(f Form) (answer, error) {
	filter := v.legalFilter()
	found, err := v.Register.LegalQueue(v.r.Context(), filter.LegalQuery)
	if err != nil {
		return answer{}, err
	}
	areas, err := v.areas(v.text("register.any"), filter.Area)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	f.preset("by", v.act.Actor.Name)
	f.preset("day", today.String())
	p := legalQueuePage{Page: v.shell(v.text("legal.title")), Form: f, Complaints: f.Complaints, One: filter.one,
		Filtered: filter.Area != "" || filter.Why != ""}
	p.Wrong = f.Failed()
	p.All = p.To("work_legal")
	p.Results = p.ruleChoices().Results
	p.Areas = slices.DeleteFunc(areas, func(o Option) bool { return o.Value != "" && !reachesArea(v.act.Reach, o.Value) })
	p.Whys = []Option{{"", p.T("register.any"), filter.Why == ""}}
	for _, w := range registry.DueReasons {
		p.Whys = append(p.Whys, Option{string(w), p.T("legal.why." + string(w)), w == filter.Why})
	}
	for _, d := range found.Rules {
		p.Rows = append(p.Rows, p.legalRow(d, filter))
	}
	p.OneByOne = p.legalAddress(filter, !filter.one, registry.QueuePlace{})
	if filter.From.Number > 0 {
		p.Start = p.legalAddress(filter, filter.one, registry.QueuePlace{})
	}
	if found.More {
		p.Next = p.legalAddress(filter, filter.one, found.Next)
	}
	return answer{status: f.Status, template: "legal-queue", data: p}, nil
}

func (p legalQueuePage) legalRow(d registry.DueRule, filter legalFilter) LegalRow {
	number := d.Rule.Number.String()
	row := LegalRow{Number: number, Title: d.Text.Title, Area: d.Rule.Catalogue.Area, Pick: number + " " + strconv.Itoa(d.Rule.Edit),
		Why: p.T("legal.since."+string(d.Due.Why), "day", p.Day(d.Due.On)), Kinds: p.classLines(d.RuleView), Work: p.To("work_rule", number)}
	row.Chosen = filter.one || p.Form.Has("rules", row.Pick)
	if filter.one {
		row.Demand = paragraphs(d.Text.Demand)
	} else {
		row.Alone = p.legalAddress(filter, true, registry.QueuePlace{On: d.Due.On, Number: d.Rule.Number})
	}
	for _, b := range d.Bases {
		row.Bases = append(row.Bases, p.basisLine(b, d.On))
	}
	if n := len(d.Checks); n > 0 {
		row.Last, row.Note = p.T("work.check.last", "day", p.Day(d.Checks[n-1].Day), "by", d.Checks[n-1].By), d.Checks[n-1].Note
	}
	return row
}

// checkQueue records one check of the rules that were picked.
func (v *visit) checkQueue() (answer, error) {
	f := v.form("", "work.check.")
	var c registry.Checks
	l := registry.LegalCheck{By: v.said("by"), Day: v.saidDay(&c, "day"), Result: registry.CheckResult(v.said("result")), Note: v.said("note")}
	picks := v.picks(&c, "rules")
	err := c.Err()
	if err == nil {
		_, err = v.Register.CheckManyLegally(v.r.Context(), v.act, picks, l)
	}
	if f.refused(v, inPicks(err)) {
		return v.legalQueueForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	filter := v.legalFilter()
	p := v.shell("")
	to := p.legalAddress(filter, filter.one, registry.QueuePlace{}) // what is done is no longer in it
	if filter.one {
		to = p.legalAddress(filter, true, filter.From)
	}
	u, err := url.Parse(to)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusSeeOther, redirect: withQuery(u.Path, with(u.Query(), noticeField, "saved").Encode())}, nil
}

// picks are the rules that were ticked, each with the edit that was seen.
func (v *visit) picks(c *registry.Checks, field string) []registry.Pick {
	var out []registry.Pick
	for _, one := range v.sent[field] {
		number, edit, _ := strings.Cut(one, " ")
		n, err := registry.ParseNumber(number)
		c.Take(field, err)
		seen, _ := strconv.Atoi(edit)
		out = append(out, registry.Pick{Number: n, Edit: seen})
	}
	return out
}

// inPicks says of the choice as a whole what is wrong with one of the rules in it.
func inPicks(err error) error {
	e, ok := err.(*registry.Error)
	if !ok || e.Code != registry.CodeInvalid {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		if strings.HasPrefix(f.Name, "rules[") {
			f.Name = "rules"
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}
