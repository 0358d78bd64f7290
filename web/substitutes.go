package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// substitutesPage is where a substitute is called for a whole meeting.
type substitutesPage struct {
	Page
	Complaints  []Complaint
	Form        Form
	Meeting     string
	BodyPage    string // where substitutes are listed
	Substitutes []Option
	Members     []Option
	Sitting     []string // who sits for whom, and at which items
}

// CalledRow is room for a substitute in a member's seat.
type CalledRow struct{ Substitute, For Field }

func (v *visit) substitutes() (answer, error) {
	return v.substitutesForm(v.form("", "substitutes."))
}

func (v *visit) callSubstitute() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	f := v.form("", "substitutes.")
	var c registry.Checks
	call := workflow.Called{Substitute: registry.MemberID(v.said("substitute")), For: registry.MemberID(v.said("for"))}
	if call.Substitute == "" {
		c.Fail("substitute", registry.CodeRequired)
	}
	if err = c.Err(); err == nil {
		_, err = v.Workflow.CallSubstitute(v.r.Context(), v.act, id, v.saidEdit(), call)
	}
	if f.refused(v, err) {
		return v.substitutesForm(f)
	}
	return v.done("called", "work_substitutes", string(id)), err
}

func (v *visit) substitutesForm(f Form) (answer, error) {
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	edit := strconv.Itoa(m.Meeting.Edit)
	f.preset("edit", edit)
	if f.Status == http.StatusPreconditionFailed { // told once; who sends it again has seen it
		f.replace("edit", edit)
	}
	p := substitutesPage{Page: v.shell(v.text("substitutes.title")), Form: f, Complaints: f.Complaints}
	p.Wrong, p.Meeting, p.Crumbs = f.Failed(), p.meetingName(m.Meeting), p.meetingCrumbs(&m.Meeting)
	p.BodyPage = p.To("work_body", string(m.Meeting.Body.ID))
	p.Substitutes, p.Members = p.seatOptions(m.Members, "substitutes.choose", "substitutes.leaves")
	for _, item := range m.Items {
		for _, called := range item.Called {
			p.Sitting = append(p.Sitting, p.T("substitutes.sits", "n", p.Number(item.Ordinal), "who", memberName(m.Members, called.Substitute), "for", memberName(m.Members, called.For)))
		}
	}
	return answer{status: f.Status, template: "substitutes", data: p}, nil
}

// seatOptions are the substitutes and the members to choose from, each after a choice
// of none; no substitutes where the body lists none.
func (p Page) seatOptions(members []workflow.Member, noSubstitute, noMember string) (substitutes, seats []Option) {
	if len(workflow.Substitutes(members)) > 0 {
		substitutes = []Option{{Text: p.T(noSubstitute)}}
	}
	seats = []Option{{Text: p.T(noMember)}}
	for _, m := range members {
		option := Option{Value: string(m.ID), Text: withGroup(m.Name, m.Group)}
		if m.Substitute {
			substitutes = append(substitutes, option)
		} else {
			seats = append(seats, option)
		}
	}
	return substitutes, seats
}

// calledIn are the substitutes in a form of minutes.
func calledIn(f Form) (all []workflow.Called) {
	for n := range rows(f, "called") {
		at := fmt.Sprintf("called[%d].", n)
		if by, seat := f.Value(at+"substitute"), f.Value(at+"for"); by != "" || seat != "" {
			all = append(all, workflow.Called{Substitute: registry.MemberID(by), For: registry.MemberID(seat)})
		}
	}
	return all
}

// calledRows is room for substitutes in a form of minutes; none where the body lists none.
func (p Page) calledRows(f Form, members []workflow.Member) (all []CalledRow) {
	substitutes, seats := p.seatOptions(members, "minutes.nobody", "minutes.nobody")
	if substitutes == nil {
		return nil
	}
	for n := range rows(f, "called") {
		at := fmt.Sprintf("called[%d].", n)
		all = append(all, CalledRow{f.Select(at+"substitute", substitutes).Labelled(p.T("minutes.substitute")), f.Select(at+"for", seats).Labelled(p.T("minutes.called_for"))})
	}
	return all
}

// voterName is who votes, and in whose seat when it is not their own.
func (p Page) voterName(members []workflow.Member, m workflow.Member, called workflow.Minutes) string {
	name := withGroup(m.Name, m.Group)
	if seat := called.InPlaceOf(m.ID); seat != "" {
		return p.T("minutes.sits_for", "who", name, "for", memberName(members, seat))
	}
	return name
}

// calledLines tell who sat for whom, and why.
func (p Page) calledLines(m workflow.Minutes, members []workflow.Member) (lines []string) {
	for _, c := range m.Called {
		key := "result.called"
		if m.Disqualifies(c.For) {
			key = "result.called_disqualified"
		}
		lines = append(lines, p.T(key, "who", memberName(members, c.Substitute), "for", memberName(members, c.For)))
	}
	return lines
}

func calledRow(x workflow.Called) []string { return []string{string(x.Substitute), string(x.For)} }
