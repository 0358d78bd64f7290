package web

import (
	"strconv"

	"github.com/omvendt/omvendt/workflow"
)

// offForm takes an item off the agenda; to do so needs no reason.
func (v *visit) offForm(d workflow.ItemDetail) Form {
	f := v.form("off", "item.off.")
	f.replace("edit", strconv.Itoa(d.Item.Edit))
	return f
}

func (v *visit) takeOff() (answer, error) {
	f := v.form("off", "item.off.")
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	err = v.Workflow.TakeOff(v.r.Context(), v.act, d.Item.ID, v.saidEdit())
	if f.refused(v, err) {
		form := v.form("", "item.")
		form.Complaints, form.Status = f.Complaints, f.Status
		return v.itemForm(form, workflow.MeetingPage{Today: d.Today, Meeting: d.Meeting, Members: d.Members}, &d)
	}
	return v.done("taken_off", "meeting", string(d.Meeting.ID)), err
}
