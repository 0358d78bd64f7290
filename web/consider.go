package web

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/workflow"
)

// ConsiderField is a fixed question with the field for an item's answer.
type ConsiderField struct {
	Name, Question string // the hidden field that keeps the question
	Answer         Field
}

// mostConsiderations is how many answers a form can have: to what is asked now, and to
// what was asked before.
const mostConsiderations = 2 * workflow.MostHeadings

// saidConsiderations reads the answers, each with the question that it was given to.
func (v *visit) saidConsiderations() (all []workflow.Consideration) {
	for n := range mostConsiderations {
		at := fmt.Sprintf("considerations[%d].", n)
		if !v.sent.Has(at + "question") {
			break
		}
		all = append(all, workflow.Consideration{Question: v.said(at + "question"), Text: v.said(at + "text")})
	}
	return all
}

// considerFields are the fixed questions of the profile, and those that the item has
// answered before.
func (v *visit) considerFields(f *Form, item workflow.Agenda) ([]ConsiderField, error) {
	profile, err := v.Workflow.Profile(v.r.Context())
	if err != nil {
		return nil, err
	}
	var questions []string
	add := func(q string) {
		if q != "" && !slices.Contains(questions, q) && len(questions) < mostConsiderations {
			questions = append(questions, q)
		}
	}
	if f.typed {
		for _, c := range v.saidConsiderations() {
			add(c.Question)
		}
	}
	for _, q := range profile.Asked() {
		add(q)
	}
	for _, c := range item.Considerations {
		add(c.Question)
	}
	var fields []ConsiderField
	for n, q := range questions {
		at := "considerations[" + strconv.Itoa(n) + "]."
		f.preset(at+"text", item.Considers(q))
		fields = append(fields, ConsiderField{Name: at + "question", Question: q, Answer: f.Prose(at+"text", 3).Labelled(q).Optional()})
	}
	return fields, nil
}

// considerStands are the answers that an item has, for the page of two who edit.
func considerStands(fields []ConsiderField, item workflow.Agenda) (all []standing) {
	for _, x := range fields {
		all = append(all, standing{field: x.Answer.Name, text: item.Considers(x.Question), label: x.Question})
	}
	return all
}
