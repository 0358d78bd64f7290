package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// handledTerms tells to whom a case was sent and which days go with it.
func (p Page) handledTerms(f registry.Handled) string {
	x := workflow.Proposal{Procedure: f.Procedure, To: f.To, From: f.From, Next: f.Until}
	return papers.Bare(strings.Join(papers.Terms(p.Lang, x), " "))
}

// KeepOffer asks, when an amendment fell, whether the rule is to be kept unchanged.
type KeepOffer struct {
	Page   Page
	Form   Form
	Action string // where it is put to the vote; empty: it is not offered
}

func (v *visit) keepOffer(d workflow.ItemDetail) (KeepOffer, error) {
	p := Page{Lang: v.lang}
	o := KeepOffer{Page: p, Form: v.form("keep", "keep.")}
	if d.Meeting.State != workflow.MeetingPlanned || d.Meeting.Day > d.Today || !v.may("meet") || !d.Item.OffersKeep() {
		return o, nil
	}
	reviews, err := v.Workflow.NextReviews(v.r.Context(), d.Meeting.ID)
	o.Action = p.To("work_minutes", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal))
	o.Form.preset("next", reviews.Offer.String())
	o.Form.preset("lapses", "yes")
	o.Form.replace("edit", strconv.Itoa(d.Item.Edit))
	return o, err
}

// proposeKeep puts the question whether the rule is to be kept unchanged to the
// vote, after those that were put already.
func (v *visit) proposeKeep() (answer, error) {
	f := v.form("keep", "keep.")
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	keep := workflow.Proposal{Ruling: registry.Keep, Question: v.usual("keep_unchanged"), Reason: v.said("reason"), Next: v.saidDay(&c, "next"), Lapses: v.ticked("lapses")}
	keep.Words = withClause(keep)
	err = c.Err()
	if err == nil {
		agenda := d.Item.Agenda
		agenda.Proposals = append(append([]workflow.Proposal{}, agenda.Proposals...), keep)
		_, err = v.Workflow.EditItem(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), agenda)
	}
	last := "proposals[" + strconv.Itoa(len(d.Item.Proposals)) + "]."
	if f.refused(v, err, last+"reason", "reason", last+"next", "next") {
		form := v.form("", "minutes.")
		form.Complaints, form.Status = f.Complaints, f.Status
		return v.minutesForm(form, d)
	}
	return v.done("kept_offered", "work_minutes", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)), err
}
