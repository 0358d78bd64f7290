package web

import (
	"slices"

	"github.com/omvendt/omvendt/internal/worddiff"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
	"github.com/omvendt/omvendt/workflow"
)

// textGate is what the gate says of a text that was sent, and is not stored.
type textGate struct {
	Looked bool
	Says   string // what is to be done about it
	Found  []AdoptionFound
	Seen   string // what is noted, so that it is shown once before the text is stored
	Open   bool   // the fields of the gate are of use
}

func (p Page) textGate(f Form, view *registry.AmendmentView) textGate {
	var g textGate
	if view == nil {
		return g
	}
	g.Looked, g.Seen, g.Found = true, registry.NotesIn(view.Findings), p.adoptionFound(view.Findings)
	g.Open = len(view.Findings) > 0 || f.Failed()
	switch {
	case f.Failed() && len(view.Findings) == 0: // something else is wrong
		return textGate{Open: true}
	case slices.ContainsFunc(view.Findings, func(x registry.AdoptionFinding) bool { return x.Severity == registry.AdoptionExplain }) && f.Value("adoption.explanation") == "":
		g.Says = p.T("amended.blocked")
	case !view.Gated:
		g.Says = p.T("amended.catalogued")
	case len(view.Findings) == 0:
		g.Says = p.T("amended.none")
	default:
		g.Says = p.T("amended.seen")
	}
	return g
}

// changeText gives the rule another text. What the gate notes in it is shown once
// before it is stored; asked to look, nothing is stored.
func (v *visit) changeText() (answer, error) {
	f := v.ruleForms()
	var said registry.Checks
	n := registry.NewText{From: v.saidDay(&said, "from"), Text: v.saidText(), Adoption: v.saidGate(&said)}
	wrong := said.Err()
	if number, err := registry.ParseNumber(v.name); err == nil && wrong == nil {
		view, err := v.Register.PreviewText(v.r.Context(), v.act, number, n)
		if wrong = err; err == nil {
			f.amended = &view
			if v.said("step") == "look" || v.unseen(view, n.Adoption) {
				return v.workRuleForm(f)
			}
		}
	}
	return v.sendRule(&f.text, &f, func(number registry.Number, _ *registry.Checks) error {
		if wrong != nil {
			return wrong
		}
		_, err := v.Register.ChangeShownText(v.r.Context(), v.act, number, v.saidEdit(), n, v.said("found"))
		return err
	})
}

// unseen says that only what is noted is in the way of a text, and was not shown.
func (v *visit) unseen(view registry.AmendmentView, said registry.Adoption) bool {
	for _, f := range view.Findings {
		if f.Severity == registry.AdoptionExplain && said.Explanation == "" {
			return false
		}
	}
	notes := registry.NotesIn(view.Findings)
	return notes != "" && notes != v.said("found")
}

// amendedSentences show what in each sentence is new, in words.
func (p Page) amendedSentences(all []likeness.Sentence) (out []FieldChange) {
	for _, s := range all {
		f := FieldChange{Label: p.T("amended." + string(s.Change)), Danish: true}
		switch {
		case s.Frequency:
			f.Label = p.T("amended.field", "change", f.Label)
		case s.Text == "":
			f.Label = p.T("amended.exception")
		}
		for _, piece := range worddiff.Between(s.Was, s.Text) {
			f.Pieces = append(f.Pieces, DiffPiece{piece.Text, piece.Kind == worddiff.Removed, piece.Kind == worddiff.Added})
		}
		out = append(out, f)
	}
	return out
}

// textFound is what the gate finds in a text that a meeting is to decide, or found
// in one that is decided. What would be explained elsewhere is explained in the minutes.
func (p Page) textFound(a registry.Adoption, decided bool) []AdoptionFound {
	found := p.adoptionFound(a.Findings)
	for i, f := range a.Findings {
		found[i].Severity = workflow.Note
		if f.Severity == registry.AdoptionExplain {
			found[i].Severity = workflow.Explain
		}
		if !decided {
			found[i].Asks = p.T("remark." + string(found[i].Severity))
		}
	}
	return found
}

// Found is what the gate finds in the text of a proposal, with the page that shows it.
func (p Page) Found(found []AdoptionFound) TextFound { return TextFound{p, found} }

// TextFound is shown by the template "text-remarks".
type TextFound struct {
	Page  Page
	Found []AdoptionFound
}
