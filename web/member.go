package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// memberPage is where a seat in a body is changed.
type memberPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Since      string
	Substitute bool
	Users      []Option
}

func (v *visit) member() (answer, error) { return v.memberPage(v.form("", "body.")) }

func (v *visit) editMember() (answer, error) {
	f := v.form("", "body.")
	var c registry.Checks
	seat := workflow.Seat{Group: v.said("group"), Chair: v.ticked("chair"), User: registry.UserID(v.said("user")), Until: v.saidDay(&c, "until")}
	if seat.Until != registry.NoDay {
		seat.Until++ // typed as the last day
	}
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.EditMember(v.r.Context(), v.act, registry.BodyID(v.name), registry.MemberID(v.names[1]), v.saidEdit(), seat)
	}
	if f.refused(v, err) {
		return v.memberPage(f)
	}
	return v.done("saved", "work_body", v.name), err
}

func (v *visit) memberPage(f Form) (answer, error) {
	m, err := v.Workflow.Member(v.r.Context(), registry.BodyID(v.name), registry.MemberID(v.names[1]))
	if err != nil {
		return answer{}, err
	}
	users, err := v.Register.Users(v.r.Context())
	until, chair := "", ""
	if m.Until != registry.LastDay {
		until = (m.Until - 1).String()
	}
	if m.Chair {
		chair = "yes"
	}
	f.preset("user", string(m.User))
	f.preset("chair", chair)
	f.stands(strconv.Itoa(m.Edit), Phrase{}, typedFields("group", m.Group, "until", until))
	p := memberPage{Page: v.shell(m.Name), Form: f, Complaints: f.Complaints}
	p.TitleIsData, p.Wrong, p.Since = true, f.Failed(), p.T("body.since", "day", p.Day(m.From))
	p.Substitute = m.Substitute
	if m.Substitute {
		p.Since = p.T("body.substitute_since", "day", p.Day(m.From))
	}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("body.list"), p.To("work_bodies")}, Crumb{p.T("body.members"), p.To("work_body", v.name)})
	p.Users = []Option{{Text: p.T("body.no_user")}}
	for _, u := range users {
		if u.Active || u.ID == m.User {
			p.Users = append(p.Users, Option{Value: string(u.ID), Text: u.Name + " (" + u.Email + ")"})
		}
	}
	return answer{status: f.Status, template: "member", data: p}, err
}
