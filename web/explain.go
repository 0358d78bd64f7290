package web

import (
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// ExplainedLine is a finding that asks for an explanation, with the one in the minutes.
type ExplainedLine struct {
	Finding  string
	Text     string // empty: there is none
	Sentence SentenceLink
}

// found is the sentence for a finding.
func (p Page) found(f workflow.Finding) string {
	return wording.Found(p.Lang, "finding", f.Code, f.Told)
}

// explained are the findings of an item that asked for an explanation: those that
// have one, and once votes are recorded those that have none. What the meeting was
// closed with stands in its minutes. Remarks that ask for nothing are told before the vote
// alone: what most of them foretell has come or not, and the outcome says which.
func (p Page) explained(j workflow.Judged, final bool) (lines []ExplainedLine) {
	for _, e := range j.Explanations {
		lines = append(lines, p.explainedLine(j.Finding(e.Code), e.Text))
	}
	if final || len(j.Votes) == 0 {
		return lines
	}
	for _, code := range j.Unexplained() {
		lines = append(lines, p.explainedLine(j.Finding(code), ""))
	}
	return lines
}

func (p Page) explainedLine(f workflow.Finding, text string) ExplainedLine {
	return ExplainedLine{p.found(f), text, p.sentenceLink(registry.PolicyDecision, f.Version, f.Code)}
}

const explanationField = "explanation."

// explanations are the fields for what must be explained.
func (p Page) explanations(f Form, d workflow.ItemDetail) (fields []Field) {
	for _, code := range d.Item.ToExplain() {
		field := f.Prose(explanationField+code, 3)
		field.Label = p.found(d.Item.Finding(code))
		fields = append(fields, field)
	}
	return fields
}

// saidExplanations reads them; those left empty are none.
func (v *visit) saidExplanations(d workflow.ItemDetail) (all []workflow.Explanation) {
	for _, code := range d.Item.ToExplain() {
		if text := v.said(explanationField + code); text != "" {
			all = append(all, workflow.Explanation{Code: code, Text: text})
		}
	}
	return all
}

// explanationStands are those that have been minuted, in the fields of the form.
func (p Page) explanationStands(d workflow.ItemDetail) (all []standing) {
	for _, code := range d.Item.ToExplain() {
		text := ""
		for _, e := range d.Item.Explanations {
			if e.Code == code {
				text = e.Text
			}
		}
		all = append(all, standing{field: explanationField + code, text: text, label: p.found(d.Item.Finding(code))})
	}
	return all
}

// explanationAt points a complaint about the n-th explanation at its field.
func explanationAt(minutes workflow.Minutes, n int) string {
	if n < len(minutes.Explanations) {
		return explanationField + minutes.Explanations[n].Code
	}
	return ""
}

// ability are what the body can decide of a member who may be disqualified.
func (p Page) ability() []Option {
	return []Option{{Value: "", Text: p.T("minutes.unable")}, {Value: "able", Text: p.T("minutes.able")}}
}

func ableValue(d workflow.Disqualified) string {
	if d.Able {
		return "able"
	}
	return ""
}
