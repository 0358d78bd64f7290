package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Lone says that nobody but the owner of a rule recommends, and lets another join.
type Lone struct {
	Page    Page
	Alone   bool
	Elected bool   // the body decides with or without a recommendation
	By      string // who stands behind it, for those who may join
	Action  string // where another joins; empty for those who may not, or stand there already
	Form    Form
}

func (v *visit) lone(d workflow.ItemDetail, f Form) Lone {
	p := Page{Lang: v.lang}
	l := Lone{Page: p, Alone: d.Item.RecommendedAlone, Elected: d.Meeting.Body.Rank != registry.RankAdministration, Form: f}
	if !l.Alone || d.Meeting.State != workflow.MeetingPlanned || !v.signed || !v.may("meet") {
		return l
	}
	var names []string
	for _, b := range d.Item.Backing.By {
		names = append(names, b.Name)
	}
	l.By = p.T("item.backed_by", "names", strings.Join(names, ", "))
	if !slices.ContainsFunc(d.Item.Backing.By, func(b workflow.Backer) bool { return b.User == v.act.Actor.User }) {
		l.Action = p.To("work_item", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal))
		l.Form.replace("edit", strconv.Itoa(d.Item.Edit))
	}
	return l
}

// backRecommendation puts the reader behind the recommendation too.
func (v *visit) backRecommendation() (answer, error) {
	f := v.form("back", "item.back.")
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	_, err = v.Workflow.BackRecommendation(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), "")
	if f.refused(v, err) {
		form := v.form("", "item.")
		form.Complaints, form.Status = f.Complaints, f.Status
		return v.itemForm(form, workflow.MeetingPage{Today: d.Today, Meeting: d.Meeting, Members: d.Members}, &d)
	}
	return v.done("saved", "item", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)), err
}
