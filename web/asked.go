package web

import (
	"net/http"
	"net/url"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

const askedPerPage = 50

type askedPage struct {
	Page
	Requests []RequestLine
}

// ownAsked lists the requests with rules that wait for the reader.
func (v *visit) ownAsked() (answer, error) {
	all, err := v.Register.Awaited(v.r.Context(), v.act.Actor.User)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := askedPage{Page: v.shell(v.text("asked.title"))}
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
	for _, a := range all {
		line := RequestLine{Address: p.To("work_asked_one", string(a.Request.ID)), Title: a.Request.Title, Lang: a.Request.Language, Progress: p.Count("asked.waiting", a.Rules)}
		line.Deadline, line.Late = p.due(a.Request, today)
		p.Requests = append(p.Requests, line)
	}
	return answer{template: "asked", data: p}, nil
}

type askedOnePage struct {
	Page
	Complaints  []Complaint
	ID, WordsIn string // the language of what the asker wrote
	Words       []string
	Asks        string
	Deadline    string
	Late        bool
	Progress    string
	Share       string
	Over        bool // nobody is asked any more
	Fresh       bool // nothing has been answered yet
	Rule        *AskedRule
	Rules       []RequestedRule
	Next        string
	Start       string
}

// AskedRule is the rule that is to be answered next.
type AskedRule struct {
	RequestedRule
	Plain, Frequency string
	Demand, Value    []string
	Lacks            []string // what it lacks of what is asked for
	Skip             string   // address of the one after it; empty: it is the last
	Form             Form
}

// askedOne shows a reader's own rules of a request, one after the other.
func (v *visit) askedOne() (answer, error) {
	return v.askedForm(v.form("", "asked."), v.numberIn("only"))
}

// answerAsked answers for a rule and goes on to the next.
func (v *visit) answerAsked() (answer, error) {
	f := v.form("", "asked.")
	number, err := registry.ParseNumber(v.said("number"))
	if err != nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	_, err = v.Register.AnswerRequest(v.r.Context(), v.act, registry.RequestID(v.name), number, v.saidEdit(), registry.RequestAnswer(v.said("answer")), v.act.Actor.User)
	if f.refused(v, err) {
		return v.askedForm(f, number)
	}
	next := url.Values{"next": {number.String()}, noticeField: {"asked_answered"}}
	return answer{status: http.StatusSeeOther, redirect: withQuery(path("work_asked_one", v.lang, v.name), next.Encode()) + "#rule"}, err
}

func (v *visit) askedForm(f Form, only registry.Number) (answer, error) {
	own, err := v.Register.OwnAsked(v.r.Context(), v.act.Actor.User, registry.RequestID(v.name), v.numberIn("next"), only, v.numberIn("after"), askedPerPage)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	q, all := own.Request, own.Waiting+own.Answered
	p := askedOnePage{Page: v.shell(q.Title), ID: v.name, WordsIn: q.Language, Over: q.State() != registry.RequestOpen, Fresh: own.Answered == 0, Asks: v.text("asked.do_" + string(q.Ask)),
		Complaints: f.Complaints}
	p.TitleIsData, p.Wrong = q.Language == string(texts.Danish), f.Failed()
	p.Lead = p.T("asking.request")
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}, {p.T("asked.title"), p.To("work_asked")}}
	p.Deadline, p.Late = p.due(q, today)
	p.Progress = p.Count("asking.progress", all, "answered", p.Number(own.Answered))
	if all > 0 {
		p.Share = itoa(100*own.Answered/all) + "%"
	}
	if q.Words != "" {
		p.Words = paragraphs(q.Words)
	}
	here := p.To("work_asked_one", p.ID)
	for _, a := range own.Rules {
		address := here + "?only=" + a.Number.String() + "#rule"
		if a.Gone || p.Over {
			address = p.To("rule", a.Number.String())
		}
		p.Rules = append(p.Rules, p.askedLine(a, own.Texts[a.Rule.ID].Title, address))
	}
	if v.numberIn("after") > 0 {
		p.Start = here
	}
	if own.More {
		p.Next = here + "?after=" + own.Last.String() + "#all"
	}
	if len(own.Next.Rules) > 0 && !p.Over {
		if p.Rule, err = v.askedRule(p.Page, own, f); err != nil {
			return answer{}, err
		}
		if own.Waiting > 1 {
			p.Rule.Skip = here + "?next=" + p.Rule.Number + "#rule"
		}
	}
	return answer{status: f.Status, template: "asked-one", data: p}, nil
}

func (v *visit) askedRule(p Page, own registry.OwnAsked, f Form) (*AskedRule, error) {
	a := own.Next.Rules[0]
	text := own.Next.Texts[a.Rule.ID]
	r := &AskedRule{RequestedRule: p.askedLine(a, text.Title, p.To("work_rule", a.Number.String())), Plain: text.Plain, Demand: paragraphs(text.Demand), Frequency: text.Frequency}
	for _, m := range own.Lacks {
		r.Lacks = append(r.Lacks, capital(p.Lang.Name("lacks", string(m))))
	}
	view, err := v.Register.Rule(v.r.Context(), a.Number, registry.StatusQuery{})
	if n := len(view.Justifications); n > 0 && view.Justifications[n-1].Value != "" {
		r.Value = paragraphs(view.Justifications[n-1].Value)
	}
	f.preset("edit", itoa(a.Rule.Edit))
	if f.Failed() { // who has seen what another wrote may answer again
		f.replace("edit", itoa(a.Rule.Edit))
	}
	r.Form = f
	return r, err
}

// deskAsked is what the desk says first to somebody of whom rules wait.
func (v *visit) deskAsked(p Page) ([]DeskPart, error) {
	all, err := v.Register.Awaited(v.r.Context(), v.act.Actor.User)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	today, err := v.Register.Today(v.r.Context())
	rules := 0
	for _, a := range all {
		rules += a.Rules
	}
	due, _ := p.due(all[0].Request, today) // the nearest
	return []DeskPart{{Head: p.T("desk.work_asked"), Note: p.Count("desk.work_asked_note", rules, "due", due), Address: p.To("work_asked")}}, err
}
