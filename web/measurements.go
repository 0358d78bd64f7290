package web

import (
	"net/url"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// measurementAddresses and measurementPlaces are the measurements that decisions ask for.
var (
	measurementAddresses = map[string]address{
		"work_measurements": {texts.Danish: "/arbejde/skal-maales", texts.English: "/en/desk/to-measure"},
	}
	measurementPlaces = map[string]place{
		"work_measurements": {permission: "catalogue", show: (*visit).measurements},
	}
)

// MeasuringLine is a measurement that a decision asks for.
type MeasuringLine struct {
	Rule, Address string
	When          string // so many months after, and the day
	What, By      string
	Before, After string         // addresses of what people said; empty: there is none
	Days          string         // of the measurement after
	Changes       []AssessedBars // what was chosen before and after, once it has closed
	Begin         string         // address of the form of the measurement; empty for who may not begin one
}

func (p Page) measuringLine(m workflow.Measuring) MeasuringLine {
	number := m.Entry.Rule.Number.String()
	l := MeasuringLine{Rule: number + " " + m.Entry.Text.Title, Address: p.To("rule", number), What: m.Ruling.Measure, By: m.Ruling.Evaluator,
		When: p.T("measuring.when", "months", p.Number(m.Months), "day", p.Day(m.Due))}
	if m.Before != nil {
		l.Before = p.To("consultation", m.Before.Slug)
	}
	if m.Round != nil {
		l.After = p.To("consultation", m.Round.Slug)
		l.Days = p.T("consultations.days", "from", p.Day(m.Round.Opens), "to", p.LastDay(m.Round.Closes))
	}
	return l
}

// measuringsOf are those of a rule, for everybody.
func (v *visit) measuringsOf(p Page, number registry.Number) (lines []MeasuringLine, err error) {
	all, err := v.Workflow.Measurings(v.r.Context(), number)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	today, err := v.Register.Today(v.r.Context())
	for _, m := range all {
		l := p.measuringLine(m)
		if err == nil && m.Round != nil && m.Round.Closes <= today {
			l.Changes, err = v.changesOf(p, m.Round.Slug)
		}
		lines = append(lines, l)
	}
	return lines, err
}

// changesOf are the questions of a measurement that were asked before as well.
func (v *visit) changesOf(p Page, slug string) (bars []AssessedBars, err error) {
	a, err := v.Workflow.Assessment(v.r.Context(), slug)
	for _, q := range a.Questions {
		if b := p.assessedBars(q, a); b.Far {
			bars = append(bars, b)
		}
	}
	return bars, err
}

type measurementsPage struct {
	Page
	Lines []MeasuringLine
}

// measurements are those that are due. A measurement that is begun from here asks what
// was asked before, or has what the decision says is measured as its title.
func (v *visit) measurements() (answer, error) {
	p := measurementsPage{Page: v.shell(v.text("measuring.title"))}
	all, err := v.Workflow.MeasuringsDue(v.r.Context(), v.act)
	for _, m := range all {
		l := p.measuringLine(m)
		if v.may("consult") {
			q := url.Values{"kind": {string(workflow.Measurement)}, "measured": {m.Entry.Rule.Number.String()}, "what": {m.Ruling.Measure}}
			if m.Asked != nil {
				q.Set("earlier", m.Asked.Slug)
			}
			l.Begin = withQuery(p.To("work_alone_new"), q.Encode())
		}
		p.Lines = append(p.Lines, l)
	}
	return answer{template: "measurements", data: p}, err
}

// deskMeasurements tells how many are due.
func (v *visit) deskMeasurements(p Page) ([]DeskPart, error) {
	act := v.act
	act.Reach, _ = v.reach("catalogue")
	due, err := v.Workflow.MeasuringsDue(v.r.Context(), act)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.T("measuring.title"), Note: p.Count("desk.measurements", len(due)), Address: p.To("work_measurements")}}, nil
}
