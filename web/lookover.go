package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// LookOver is all that will be sent, as it will be stored.
type LookOver struct {
	Lines  []LookLine
	Chosen []ChosenLine
	Masked bool
	Group  string // who answered together; empty for one person
	Named  string // what seems to name somebody; empty when nothing does
}

// LookLine is something that was said.
type LookLine struct {
	InputLine
	Plain Told   // the rule's plain sentence
	Go    string // leads to where it was said
}

// lookOver shows what is about to be sent; what is wrong with it is noted in the
// form. It is nil when nothing was said.
func (v *visit) lookOver(f *Form, p Page, c workflow.Consultation, audience string, all []step) (*LookOver, error) {
	said, pairs, err := v.contributed()
	var r workflow.Receipt
	if err == nil {
		r, err = v.Workflow.Preview(v.r.Context(), c, audience, said)
	}
	if registry.CodeOf(err) == registry.CodeNothingSaid {
		return nil, nil
	}
	if f.refused(v, err, pairs...) || err != nil {
		return nil, err
	}
	look := &LookOver{Group: p.sender(r.Contribution.Sender), Chosen: p.chosenLines(c, r.Chosen)}
	for i, line := range look.Chosen {
		look.Chosen[i].Go = goTo(all, "choices."+line.ID)
	}
	suggestions, names := 0, []string{}
	for _, a := range r.Inputs {
		line := LookLine{InputLine: p.inputLine(a, c)}
		look.Masked = look.Masked || a.Input.Masked
		for _, name := range workflow.Named(a.Input.Text) {
			names = append(names, p.T("answer.look.name", "name", name))
		}
		switch {
		case a.Rule != nil:
			line.Plain, line.Go = p.told(workflow.Wording{Da: a.Rule.Text.Plain}), goTo(all, "views."+line.Number)
		case a.Input.Kind == workflow.AnswerInput:
			line.Go = goTo(all, "answers."+a.Input.Question)
		case a.Input.Kind == workflow.MissingRule:
			line.Go = goTo(all, missingRule)
		default:
			line.Go = goTo(all, suggestion(suggestions))
			suggestions++
		}
		look.Lines = append(look.Lines, line)
	}
	if len(names) > 0 {
		look.Named = p.T("answer.look.named", "names", strings.Join(names, ", "))
	}
	return look, nil
}

// goTo is what the button says that leads to a field.
func goTo(all []step, field string) string { return "go." + strconv.Itoa(stepWith(all, field)+1) }
