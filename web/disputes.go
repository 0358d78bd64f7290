package web

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// AgendaGroup is items of an agenda that stand together, in the agenda's order.
type AgendaGroup struct {
	ID, Head, Note string
	Items          []ItemLine
}

// agendaGroups sets disputed and agreed items apart where there are both.
func (p Page) agendaGroups(items []workflow.ItemPage, lines []ItemLine, why map[registry.ItemID][]workflow.Dispute) []AgendaGroup {
	whole := AgendaGroup{ID: "agenda", Head: p.T("meeting.agenda"), Items: lines}
	disputed := AgendaGroup{ID: "disputed", Head: p.T("disputes.disputed"), Note: p.T("disputes.disputed_note")}
	agreed := AgendaGroup{ID: "agreed", Head: p.T("disputes.agreed"), Note: p.T("disputes.agreed_note")}
	for n, line := range lines {
		reasons := why[items[n].ID]
		if line.Title == "" || len(reasons) == 0 { // what is not for this reader tells nothing
			agreed.Items = append(agreed.Items, line)
			continue
		}
		for _, d := range reasons {
			line.Disputes = append(line.Disputes, p.Lang.Text("dispute."+string(d), nil))
		}
		disputed.Items = append(disputed.Items, line)
	}
	switch {
	case len(lines) == 0:
		return nil
	case len(disputed.Items) == 0 || len(agreed.Items) == 0:
		whole.Items = append(disputed.Items, agreed.Items...)
		return []AgendaGroup{whole}
	}
	return []AgendaGroup{disputed, agreed}
}
