package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type splitPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Kicker     string
	Rules      Field
	Voted      bool
	Minute     string // address where votes are deleted
}

// splitting asks which rules of an item are to be voted on apart.
func (v *visit) splitting() (answer, error) { return v.splitForm(v.form("", "split.")) }

func (v *visit) splitItem() (answer, error) {
	f := v.form("", "split.")
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	var rules []registry.RuleID
	for _, e := range d.Item.Entries {
		if f.Has("rules", e.Entry.Rule.Number.String()) {
			rules = append(rules, e.Entry.Rule.ID)
		}
	}
	_, err = v.Workflow.SplitItem(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), rules)
	if f.refused(v, err) {
		return v.splitForm(f)
	}
	return v.done("split", "meeting", string(d.Meeting.ID)), err
}

func (v *visit) splitForm(f Form) (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	meeting, at := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)
	f.stands(strconv.Itoa(d.Item.Edit), Phrase{}, nil)
	p := splitPage{Page: v.headed("split.title", d.Item.Title), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.meetingCrumbs(&d.Meeting), Crumb{p.T("item.number", "n", at), p.To("item", meeting, at)})
	p.Kicker = p.T("item.kicker", "n", at, "meeting", p.meetingName(d.Meeting))
	p.Voted = slices.ContainsFunc(d.Item.Votes, func(votes []workflow.Vote) bool { return len(votes) > 0 })
	p.Minute = p.To("work_minutes", meeting, at)
	p.Rules = f.field("rules")
	for _, e := range d.Item.Entries {
		number := e.Entry.Rule.Number.String()
		p.Rules.Options = append(p.Rules.Options, Option{Value: number, Text: number + " " + e.Entry.Text.Title, Chosen: f.Has("rules", number)})
	}
	return answer{status: f.Status, template: "split", data: p}, nil
}
