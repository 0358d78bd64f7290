package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type closingPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Meeting    string
	Items      []ClosingItem
	Late       bool // its day has passed: the reason is asked for
	Refused    bool // some item is not ready
	Confirm    bool // the second press is asked for
	Back       Form
}

// ClosingItem is what an item means when its meeting is closed.
type ClosingItem struct {
	N       string
	Title   string
	Minute  string // address of its minutes form
	Refused string
	Result  Result
	Rules   []ConfirmRule
	Stopped bool
	Readopt []ReadoptFields // of rules that it keeps too late
}

// closing shows what follows when a meeting's minutes become final.
func (v *visit) closing() (answer, error) { return v.closingForm(v.form("", "closing."), false) }

// checkClosing asks for the second press.
func (v *visit) checkClosing() (answer, error) {
	f := v.form("", "closing.")
	if v.said("step") == "back" {
		return v.closingForm(f, false)
	}
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	closing := v.saidClosing(&c)
	c.Text("late", v.said("late"), registry.LimitReason, m.Meeting.Day < m.Today)
	err = c.Err()
	if err == nil && len(closing.Readoptions) > 0 { // what the gate finds is told before the second press
		err = v.Workflow.TryClosing(v.r.Context(), v.act, m.Meeting.ID, closing)
	}
	if f.refused(v, err) {
		v.renameReadoptions(&f)
		return v.closingForm(f, false)
	}
	return v.closingForm(f, true)
}

func (v *visit) closeMeeting() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	f := v.carriedForm("", "closing.") // what is wrong is mended in the form before
	var c registry.Checks
	closing := v.saidClosing(&c)
	if err = c.Err(); err == nil {
		_, err = v.Workflow.CloseMeeting(v.r.Context(), v.act, id, v.saidEdit(), closing)
	}
	if f.refused(v, err) {
		v.renameReadoptions(&f)
		return v.closingForm(f, false)
	}
	return v.done("closed", "meeting", string(id)), err
}

func (v *visit) saidClosing(c *registry.Checks) workflow.Closing {
	closing := workflow.Closing{Late: v.said("late"), Minutes: v.said("minutes"), SignedOn: v.saidDay(c, "signed_on")}
	all, err := v.saidReadoptions(c)
	closing.Readoptions = all
	c.Take("readoptions", err)
	return closing
}

func (v *visit) closingForm(f Form, confirm bool) (answer, error) {
	ctx := v.r.Context()
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	forecasts, err := v.Workflow.ForecastClosing(ctx, v.act, m.Meeting.ID)
	if err != nil {
		return answer{}, err
	}
	f.preset("edit", strconv.Itoa(m.Meeting.Edit))
	if f.Status == http.StatusPreconditionFailed { // told once; who sends it again has seen it
		f.replace("edit", strconv.Itoa(m.Meeting.Edit))
	}
	f.preset("minutes", m.Meeting.Minutes)
	p := closingPage{Page: v.shell(v.text("closing.title")), Form: f, Back: f, Complaints: f.Complaints, Confirm: confirm,
		Late: m.Meeting.Day < m.Today}
	p.Wrong, p.Meeting, p.Crumbs = f.Failed(), p.meetingName(m.Meeting), p.meetingCrumbs(&m.Meeting)
	if confirm {
		p.Form.Name = "close"
	}
	labels := map[string]string{}
	for n, x := range forecasts {
		item := ClosingItem{N: p.Number(x.Ordinal), Title: x.Title, Minute: p.To("work_minutes", string(m.Meeting.ID), strconv.Itoa(x.Ordinal)),
			Result: p.result(m.Meeting, m.Members, x.Judged), Stopped: x.Stop != nil}
		if x.Refused != nil {
			item.Refused, p.Refused = p.refusal(x.Refused), true
		}
		for k, e := range x.Rules {
			item.Rules = append(item.Rules, p.confirmRule(m.Items[n].Entries[k].Ahead, e, m.Today))
		}
		for k, e := range x.Rules {
			if slices.Contains(x.Late, e.Entry.Rule.ID) {
				fields := p.readoptFields(&f, readoptionAt(e.Entry.Rule.Number.String()), m.Meeting, x.Judged, m.Items[n].Entries[k].Entry)
				fields.label(labels)
				item.Readopt = append(item.Readopt, fields)
			}
		}
		p.Items = append(p.Items, item)
	}
	f.name(labels)
	p.Form.Complaints, p.Complaints = f.Complaints, f.Complaints
	p.Confirm = confirm && !p.Refused
	return answer{status: f.Status, template: "closing", data: p}, nil
}

type cancelPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Meeting    string
	Items      int
}

// cancelling asks whether a meeting is to be taken off the calendar.
func (v *visit) cancelling() (answer, error) { return v.cancelForm(v.form("", "cancel.")) }

func (v *visit) cancelMeeting() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	f := v.form("", "cancel.")
	_, err = v.Workflow.CancelMeeting(v.r.Context(), v.act, id, v.saidEdit())
	if f.refused(v, err) {
		return v.cancelForm(f)
	}
	return v.done("cancelled", "meeting", string(id)), err
}

func (v *visit) cancelForm(f Form) (answer, error) {
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	f.preset("edit", strconv.Itoa(m.Meeting.Edit))
	if f.Status == http.StatusPreconditionFailed { // told once; who sends it again has seen it
		f.replace("edit", strconv.Itoa(m.Meeting.Edit))
	}
	p := cancelPage{Page: v.shell(v.text("cancel.title")), Form: f, Complaints: f.Complaints, Items: len(m.Items)}
	p.Wrong, p.Meeting, p.Crumbs = f.Failed(), p.meetingName(m.Meeting), p.meetingCrumbs(&m.Meeting)
	return answer{status: f.Status, template: "cancel", data: p}, nil
}
