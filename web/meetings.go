package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type meetingsPage struct {
	Page
	Groups  []MeetingGroup // those that have any
	MayMeet bool
	Open    []OpenCaseLine // for those who may put them on an agenda
}

// OpenCaseLine is a case that goes on, and that no agenda has yet.
type OpenCaseLine struct {
	Item Crumb
	Why  string
}

// MeetingGroup is meetings that have come equally far.
type MeetingGroup struct {
	ID    string // anchor, and key of its heading
	Lines []MeetingLine
}

// MeetingLine is a meeting in a list.
type MeetingLine struct {
	ID, Body, Day, Where string
	Cancelled            bool
}

// meetings lists the meetings: those to come first, the nearest at the top.
func (v *visit) meetings() (answer, error) {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.Meetings(ctx)
	if err != nil {
		return answer{}, err
	}
	p := meetingsPage{Page: v.shell(v.lang.Text("web.meetings.title", map[string]string{"place": v.Municipality})), MayMeet: v.may("meet")}
	groups := []MeetingGroup{{ID: "ahead"}, {ID: "awaiting"}, {ID: "held"}}
	for _, m := range all {
		line := MeetingLine{ID: string(m.ID), Body: m.Body.Name, Day: p.Day(m.Day), Where: p.where(m), Cancelled: m.State == workflow.MeetingCancelled}
		switch {
		case m.State == workflow.MeetingClosed || line.Cancelled && m.Day < today:
			groups[2].Lines = append(groups[2].Lines, line)
		case m.Day < today:
			groups[1].Lines = append(groups[1].Lines, line)
		default:
			groups[0].Lines = slices.Insert(groups[0].Lines, 0, line)
		}
	}
	for _, g := range groups {
		if len(g.Lines) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	if p.MayMeet {
		if p.Open, err = v.openCases(p.Page); err != nil {
			return answer{}, err
		}
	}
	return answer{template: "meetings", data: p}, nil
}

func (v *visit) openCases(p Page) (lines []OpenCaseLine, err error) {
	open, err := v.Workflow.OpenCases(v.r.Context())
	for _, x := range open {
		if x.Next == nil {
			lines = append(lines, OpenCaseLine{Crumb{x.Item.Title, p.To("item", string(x.Meeting.ID), strconv.Itoa(x.Item.Ordinal))}, p.T("onward.why." + string(x.Item.Onward))})
		}
	}
	return lines, err
}

// GroupHead is the heading of a group.
func (p meetingsPage) GroupHead(id string) string { return p.T("meetings." + id) }

// where is when on the day and where a meeting is held, as far as it is known.
func (p Page) where(m workflow.Meeting) string {
	switch {
	case m.Time != "" && m.Place != "":
		return p.T("meeting.at_time_place", "time", m.Time, "place", m.Place)
	case m.Time != "":
		return p.T("meeting.at_time", "time", m.Time)
	}
	return m.Place
}

// meetingCrumbs lead to a meeting's own pages.
func (p Page) meetingCrumbs(m *workflow.Meeting) []Crumb {
	crumbs := []Crumb{{p.T("nav.meetings"), p.To("meetings")}}
	if m != nil {
		crumbs = append(crumbs, Crumb{p.meetingName(*m), p.To("meeting", string(m.ID))})
	}
	return crumbs
}

// meetingName is how a meeting is called: "Byrådet, 31. maj 2027".
func (p Page) meetingName(m workflow.Meeting) string {
	return p.T("meeting.name", "body", m.Body.Name, "day", p.Day(m.Day))
}

// uuid says whether a text can be an id: no database need see anything else.
func uuid(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, r := range s {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (r == '-') || !dash && (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

// meetingID is the meeting that the address names; CodeNotFound.
func (v *visit) meetingID() (registry.MeetingID, error) {
	if !uuid(v.name) {
		return "", &registry.Error{Code: registry.CodeNotFound}
	}
	return registry.MeetingID(v.name), nil
}
