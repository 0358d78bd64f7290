package web

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// CaseLine is what an earlier meeting did with the same rules.
type CaseLine struct {
	Meeting Crumb
	Word    string // for what it did
	Said    []PutLine
	Stop    string
}

// PutLine is a question with what became of it.
type PutLine struct{ Question, Outcome string }

func (p Page) caseCourse(items []workflow.MetItem) (lines []CaseLine) {
	for _, x := range items {
		result := p.result(x.Meeting, nil, x.Judged)
		line := CaseLine{Meeting: Crumb{p.meetingName(x.Meeting), p.To("meeting", string(x.Meeting.ID))}, Word: x.Word, Stop: result.Stop}
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

// tooLate says that a rule has lapsed, and a decision to keep it came after that.
func tooLate(s registry.Segment) bool {
	return s.State.Ended() && slices.ContainsFunc(s.Reasons, func(r registry.Reason) bool { return r.Code == registry.DecidedAfterSunset })
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
