package papers

import (
	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// ItemTold tells of an item that a rule is or was on, and what was decided there; name
// stands for the item.
func ItemTold(l texts.Lang, r workflow.ConsultationReport, rule registry.RuleID, item workflow.Item, name string) string {
	m := r.Meetings[item.Meeting]
	key, args := "paper.item_ahead", map[string]string{"item": name, "body": m.Body.Name, "day": wording.Day(l, m.Day)}
	if m.State == workflow.MeetingClosed {
		key = "paper.item_decided"
		if outcome := wording.Decided(l, r.Facts[rule][m.ID]); outcome != "" {
			key, args["outcome"] = "paper.item_outcome", outcome
		}
	}
	return l.Text(key, args)
}

// answers are how the inputs were answered.
func (p consultationPaper) answers() {
	if len(p.report.Answers) == 0 {
		return
	}
	p.Heading(2, p.text("by_answer"))
	p.Table(docx.Column{Name: p.text("by_answer"), Width: 2}, docx.Column{Name: p.text("n"), Width: 1, Number: true}, docx.Column{Name: p.text("means"), Width: 5})
	for _, k := range p.report.Answers {
		p.Row(docx.Plain(capital(p.lang.Name("disposition", string(k.Kind)))), docx.Plain(p.number(k.N)), docx.Plain(p.lang.Text("web.done.means."+string(k.Kind), nil)))
	}
}
