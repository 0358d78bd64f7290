package web

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// CaseLine is what an earlier meeting did with the same rules.
type CaseLine struct {
	Meeting Crumb
	Reading string // empty: it was on once
	Word    string // for what it did
	Onward  string // why the case went on; empty: it did not
	Said    []PutLine
	Stop    string
}

// PutLine is a question with what became of it.
type PutLine struct{ Question, Outcome string }

func (p Page) caseCourse(items []workflow.MetItem) (lines []CaseLine) {
	for _, x := range items {
		result := p.result(x.Meeting, nil, x.Judged)
		line := CaseLine{Meeting: Crumb{p.meetingName(x.Meeting), p.To("meeting", string(x.Meeting.ID))}, Word: x.Word, Stop: result.Stop, Reading: readingName(p.Lang, x.Reading)}
		if x.Onward != workflow.Ended {
			line.Onward = p.T("onward.why." + string(x.Onward))
		}
		for _, proposal := range result.Proposals {
			if proposal.Outcome != "" {
				line.Said = append(line.Said, PutLine{proposal.Question, proposal.Outcome})
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// deferred tells how often the decision on a rule was deferred before.
func (p Page) deferred(v registry.RuleView) string {
	n := 0
	for _, e := range registry.WithoutAnnulled(v.On, v.Events) {
		if f, ok := e.Fact.(registry.Ruled); ok && f.Ruling == registry.Defer && e.Valid <= v.On {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return p.Count("item.deferred", n)
}

// presetAgain fills the form of a new rule with one that has lapsed, which it cites:
// a number that has lapsed never returns.
func (v *visit) presetAgain(f *Form) error {
	number, err := registry.ParseNumber(v.typed("again"))
	if err != nil {
		return nil
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
	if registry.CodeOf(err) == registry.CodeNotFound {
		return nil
	}
	if err != nil || len(view.Versions) == 0 {
		return err
	}
	text, c := view.Text, view.Rule.Catalogue
	for field, value := range map[string]string{"title": text.Title, "plain": text.Plain, "demand": text.Demand, "frequency": text.Frequency, "kind": string(c.Kind), "area": c.Area,
		"unit": c.Unit, "legal_form": string(c.LegalForm), "owner": c.Owner, "protects": string(c.Protects), "audience": c.Audience, "kle": c.KLE, "adoption.cites": number.String()} {
		f.preset(field, value)
	}
	return nil
}
