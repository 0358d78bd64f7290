package web

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The minutes of a closed meeting are corrected in the form in which they were
// recorded, with what was wrong, what is right and why.

var explanationAnchor = regexp.MustCompile(`^explanations-(\d+)`)

// correcting says that the page corrects the minutes of a closed meeting.
func (v *visit) correcting() bool { return v.page == "work_correct" }

// correctMinutes shows the form; CodeNotFound while the meeting is not closed.
func (v *visit) correctMinutes() (answer, error) {
	d, err := v.itemDetail()
	if err == nil && d.Meeting.State != workflow.MeetingClosed {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	if err != nil {
		return answer{}, err
	}
	return v.minutesForm(v.form("", "minutes."), d)
}

func (v *visit) saidCorrection() workflow.Correction {
	return workflow.Correction{Wrong: v.said("correction.wrong"), Right: v.said("correction.right"), Reason: v.said("correction.reason")}
}

// saidCorrected is what was typed in the place of what stood.
func (v *visit) saidCorrected(d workflow.ItemDetail, minutes workflow.Minutes) workflow.Corrected {
	as := workflow.Corrected{Minutes: &minutes}
	if v.sent.Has("recommendation") {
		as.Recommendation = append([]string{}, paragraphs(v.said("recommendation"))...)
	}
	for n, p := range d.Item.Proposals {
		reason := p.Reason
		if v.sent.Has(reasonAt(n)) {
			reason = v.said(reasonAt(n))
		}
		as.Reasons = append(as.Reasons, reason)
	}
	return as
}

func reasonAt(n int) string { return fmt.Sprintf("reasons[%d]", n) }

// correctedStands are the at-points and the reasons as they stand; none while the meeting
// is open, since they are then changed in the papers.
func (v *visit) correctedStands(d workflow.ItemDetail) []standing {
	if !v.correcting() {
		return nil
	}
	p := Page{Lang: v.lang}
	all := []standing{{field: "recommendation", text: strings.Join(d.Item.Recommendation, "\n"), label: p.T("minutes.recommendation")}}
	for n, x := range d.Item.Proposals {
		all = append(all, standing{field: reasonAt(n), text: x.Reason, label: p.T("minutes.reasons", "n", p.Number(n+1))})
	}
	return all
}

// reasonFields are those of the proposals of which a meeting can state one.
func (p minutesPage) reasonFields(f Form, d workflow.ItemDetail) (fields []Field) {
	for n := range d.Item.Proposals {
		fields = append(fields, f.Prose(reasonAt(n), 3).Labelled(p.T("minutes.reasons", "n", p.Number(n+1))).Optional())
	}
	return fields
}

// forecastMinutes says what minutes that were typed would mean.
func (v *visit) forecastMinutes(d workflow.ItemDetail, minutes workflow.Minutes) (workflow.Forecast, error) {
	if v.correcting() {
		return v.Workflow.ForecastCorrection(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), v.saidCorrection(), v.saidCorrected(d, minutes))
	}
	return v.Workflow.ForecastMinutes(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), minutes)
}

func (v *visit) storeMinutes(d workflow.ItemDetail, minutes workflow.Minutes) (err error) {
	if v.correcting() {
		_, err = v.Workflow.CorrectMinutes(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), v.saidCorrection(), v.saidCorrected(d, minutes))
		return err
	}
	_, err = v.Workflow.RecordMinutes(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), minutes)
	return err
}

// CorrectionLine is a correction in the public log of a meeting.
type CorrectionLine struct {
	Day                  string
	Wrong, Right, Reason string
	Outcome              bool // it changed what was decided
}

func (p Page) corrections(all []workflow.Correction) (lines []CorrectionLine) {
	for _, c := range all {
		lines = append(lines, CorrectionLine{Day: p.Day(c.On), Wrong: c.Wrong, Right: c.Right, Reason: c.Reason, Outcome: c.Outcome})
	}
	return lines
}
