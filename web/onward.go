package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// OnwardLine is where the case of an item goes when its meeting is closed.
type OnwardLine struct {
	Why      string  // empty: nowhere
	Next     []Crumb // the items that take it up
	Form     Form
	Meetings []Option // that can take it up, for those who may put it there
	None     bool     // no such meeting is in the calendar
	Plan     string   // address where one is planned
}

// carryOn puts the case on the agenda of the meeting that was chosen.
func (v *visit) carryOn() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	f := v.form("onward", "onward.")
	var c registry.Checks
	if !uuid(v.said("meeting")) {
		c.Fail("meeting", registry.CodeRequired)
	}
	var item workflow.Item
	if err = c.Err(); err == nil {
		item, err = v.Workflow.CarryOn(v.r.Context(), v.act, d.Item.ID, registry.MeetingID(v.said("meeting")), v.said("papers_late"))
	}
	if f.refused(v, err) {
		return v.itemPage(d, f, v.form("note", "note."))
	}
	return v.done("carried_on", "item", string(item.Meeting), strconv.Itoa(item.Ordinal)), err
}

func (v *visit) onward(p Page, d workflow.ItemDetail, f Form) OnwardLine {
	line := OnwardLine{Form: f}
	if d.Item.Onward == workflow.Ended {
		return line
	}
	line.Why = p.T("onward.why." + string(d.Item.Onward))
	for _, x := range d.Next {
		line.Next = append(line.Next, Crumb{p.itemNamed(x), p.To("item", string(x.Meeting.ID), strconv.Itoa(x.Item.Ordinal))})
	}
	if len(d.Next) > 0 || !v.may("meet") {
		return line
	}
	for _, m := range slices.Backward(d.Onto) { // the next one first
		line.Meetings = append(line.Meetings, Option{Value: string(m.ID), Text: p.meetingName(m)})
	}
	line.None, line.Plan = len(line.Meetings) == 0, p.To("work_meeting_new")
	return line
}

// cameFrom tells whose case an item takes up, and why; empty: it takes up none.
func (p Page) cameFrom(d workflow.ItemDetail) Phrase {
	if d.From == nil {
		return Phrase{}
	}
	return p.Phrase(fromKey(d.From.Item.Judged), "item", p.itemNamed(*d.From))
}

func fromKey(j workflow.Judged) string {
	if j.Onward == workflow.Ended {
		return "onward.from.case"
	}
	return "onward.from." + string(j.Onward)
}

func (p Page) itemNamed(x workflow.RuleItem) string {
	return p.meetingName(x.Meeting) + ", " + p.Lang.Text("web.item.number", map[string]string{"n": p.Number(x.Item.Ordinal)})
}

// readingName is "1. behandling"; empty for an item that is on once.
func readingName(l texts.Lang, r workflow.Reading) string {
	if r == workflow.OneReading {
		return ""
	}
	return l.Name("reading", string(r))
}

// caseOptions are the cases that an item of a meeting can take up; none where there is nothing to choose.
func (v *visit) caseOptions(p Page, m workflow.Meeting, d *workflow.ItemDetail) ([]Option, error) {
	open, err := v.Workflow.OpenCases(v.r.Context())
	if err != nil {
		return nil, err
	}
	all := []Option{{Value: "", Text: p.T("item.from_none")}}
	add := func(x workflow.RuleItem) {
		all = append(all, Option{Value: string(x.Item.ID), Text: p.T("item.from_option", "meeting", p.meetingName(x.Meeting), "n", p.Number(x.Item.Ordinal), "title", x.Item.Title)})
	}
	if d != nil && d.From != nil {
		add(*d.From)
	}
	for _, x := range open {
		if x.Next == nil && x.Item.Onward.Takes(x.Meeting, m) && (d == nil || x.Item.ID != d.Item.From) {
			add(x.RuleItem)
		}
	}
	if len(all) == 1 {
		return nil, nil
	}
	return all, nil
}

func (p Page) readings() []Option {
	all := []Option{{Value: "", Text: p.T("item.reading_once")}}
	for _, r := range workflow.Readings[1:] {
		all = append(all, Option{Value: string(r), Text: readingName(p.Lang, r)})
	}
	return all
}
