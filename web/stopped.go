package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// stopAddresses and stopPlaces are what units say of a day on which rules stopped.
var (
	stopAddresses = map[string]address{
		"work_stopped": {texts.Danish: "/arbejde/ophoert/{day}", texts.English: "/en/desk/stopped/{day}"},
		"work_stop":    {texts.Danish: "/arbejde/ophoert/{day}/svar", texts.English: "/en/desk/stopped/{day}/answer"},
	}
	stopPlaces = map[string]place{
		"work_stopped": {permission: "catalogue", show: (*visit).stopped},
		"work_stop": {permission: "catalogue", show: (*visit).stop, forms: map[string]form{
			"": {operation: "edit-unit-answer", send: (*visit).answerForUnit}}},
	}
)

type stoppedPage struct {
	Page
	Sum   string
	Units []UnitDay
	Lives []LivingLine
	Ahead string // the day is not there yet
	Sheet string
}

// UnitDay is a unit that is asked, or has answered.
type UnitDay struct{ Unit, Address, Answered string }

// LivingLine is a rule whose demand lives on.
type LivingLine struct {
	TurnLine
	Units  string
	Words  []string
	Hassle string // address
}

// stoppedDay is the day in the address; CodeNotFound.
func (v *visit) stoppedDay() (registry.Day, error) {
	day, err := registry.ParseDay(v.name)
	if err != nil {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return day, err
}

func (p Page) stopAnswer(day registry.Day, unit string) string {
	return withQuery(p.To("work_stop", day.String()), url.Values{"unit": {unit}}.Encode())
}

// stopped shows how far units are with a day, and which demands live on.
func (v *visit) stopped() (answer, error) {
	day, err := v.stoppedDay()
	if err != nil {
		return answer{}, err
	}
	s, err := v.Workflow.Stopped(v.r.Context(), v.act, day)
	if err != nil {
		return answer{}, err
	}
	p := stoppedPage{Page: v.shell(v.text("stopped.title", "day", Page{Lang: v.lang}.Day(day))), Sheet: path("guidances", v.lang, v.name)}
	p.Sum = p.Count("stopped.sum", s.Asked, "answered", p.Number(s.Answered))
	if day > s.Today {
		p.Ahead = p.T("stopped.ahead")
	}
	for _, u := range s.Units {
		l := UnitDay{Unit: u.Unit, Address: p.stopAnswer(day, u.Unit)}
		if u.Answered != registry.NoDay {
			l.Answered = p.T("stopped.answered", "day", p.Day(u.Answered))
		}
		p.Units = append(p.Units, l)
	}
	for _, x := range s.Lives {
		l := LivingLine{TurnLine: p.turnLine(x.Turn), Units: p.T("stopped.few"), Words: x.Words}
		if !x.Few {
			l.Units = p.Count("stopped.units", x.Units)
		}
		if x.Hassle != "" && v.may("weigh") {
			l.Hassle = p.To("work_hassle", string(x.Hassle))
		}
		p.Lives = append(p.Lives, l)
	}
	return answer{template: "stopped", data: p}, nil
}

type stopPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Unit       string
	Lines      []StopLine
	Ahead      string
	Answered   string
}

// StopLine is a rule with the field for where it lives on.
type StopLine struct {
	TurnLine
	Field Field
}

func (v *visit) stop() (answer, error) { return v.stopForm(v.form("", "stopped.")) }

func exceptAt(n registry.Number) string { return "except." + n.String() }

func (v *visit) answerForUnit() (answer, error) {
	f := v.form("", "stopped.")
	day, err := v.stoppedDay()
	if err != nil {
		return answer{}, err
	}
	unit := shown(v.typed("unit"))
	q, err := v.Workflow.UnitQuestion(v.r.Context(), v.act, unit, day)
	if err != nil {
		return answer{}, err
	}
	var except []workflow.LivesOn
	for _, t := range q.Turns {
		if word := v.said(exceptAt(t.Number)); word != "" {
			except = append(except, workflow.LivesOn{Number: t.Number, Word: word})
		}
	}
	_, err = v.Workflow.AnswerForUnit(v.r.Context(), v.act, unit, day, v.saidEdit(), except)
	if f.refused(v, err) {
		return v.stopForm(f)
	}
	return v.done("stopped", "work_stopped", v.name), err
}

func (v *visit) stopForm(f Form) (answer, error) {
	day, err := v.stoppedDay()
	if err != nil {
		return answer{}, err
	}
	q, err := v.Workflow.UnitQuestion(v.r.Context(), v.act, shown(v.typed("unit")), day)
	if err != nil {
		return answer{}, err
	}
	p := stopPage{Page: v.shell(v.text("stopped.title", "day", Page{Lang: v.lang}.Day(day))), Unit: q.Unit}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("stopped.overview"), p.To("work_stopped", v.name)})
	if day > q.Today {
		p.Ahead = p.T("stopped.ahead")
	}
	if q.Answered != registry.NoDay {
		p.Answered = p.T("stopped.answered", "day", p.Day(q.Answered))
	}
	word := map[registry.Number]string{}
	for _, x := range q.Except {
		word[x.Number] = x.Word
	}
	var stands []standing
	labels := map[string]string{}
	for _, t := range q.Turns {
		label := p.T("stopped.lives", "number", t.Number.String())
		stands = append(stands, standing{field: exceptAt(t.Number), text: word[t.Number], label: label})
		labels[f.id(exceptAt(t.Number))] = label
	}
	f.stands(strconv.Itoa(q.Edit), Phrase{}, stands)
	f.name(labels)
	for n, t := range q.Turns {
		p.Lines = append(p.Lines, StopLine{p.turnLine(t), f.Line(exceptAt(t.Number)).Labelled(stands[n].label).Free()})
	}
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	return answer{status: f.Status, template: "stop", data: p}, nil
}

// deskStops asks the reader's units for their answers.
func (v *visit) deskStops(p Page) ([]DeskPart, error) {
	act := v.act
	act.Reach, _ = v.reach("catalogue")
	waiting, err := v.Workflow.UnitsWaiting(v.r.Context(), act)
	var parts []DeskPart
	for _, a := range waiting {
		parts = append(parts, DeskPart{Head: p.T("stopped.desk", "day", p.Day(a.Day)), Note: strings.TrimSpace(p.T("stopped.desk_note", "unit", a.Unit)), Address: p.stopAnswer(a.Day, a.Unit)})
	}
	return parts, err
}
