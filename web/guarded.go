package web

import (
	"github.com/omvendt/omvendt/registry"
)

// Guarded is what a form carries so that programs that send answers in heaps are
// told from people. It is the same for everybody, and nothing of it is stored.
type Guarded struct {
	Stamp string // when the form was first shown, signed; empty: nobody asks
	Again string // why it must be sent once more
}

// bait is a field that people never see and programs like to fill in.
const bait = "website"

// guarded is what a form carries: the stamp that it came with, or a new one.
func (v *visit) guarded(f Form) Guarded {
	if v.Guard == nil {
		return Guarded{}
	}
	stamp := v.said("stamp")
	if v.said(bait) != "" || !v.Guard.Stamped(stamp, f.Submission) {
		stamp = v.Guard.Stamp(f.Submission)
	}
	return Guarded{Stamp: stamp}
}

// held says why an answer that was sent is shown to be looked over first; empty when
// it is not. Nobody loses anything by it: who is no program presses once more.
func (v *visit) held(f Form) string {
	switch {
	case v.Guard == nil:
		return ""
	case v.said(bait) != "":
		return v.text("answer.again.bait")
	case v.Guard.TooQuick(v.said("stamp"), f.Submission):
		return v.text("answer.again.quick")
	}
	return ""
}

// lookAgain shows a form that was sent to be stored as it is looked over.
func (v *visit) lookAgain(f Form, why string) (answer, error) {
	v.sent.Set("do", "look")
	a, err := v.contributionForm(f)
	if p, ok := a.data.(contributionPage); ok && err == nil {
		p.Guarded.Again = why
		a.data = p
	}
	return a, err
}

// tooMany is why a form is not taken now; nil when it is.
func tooMany(may bool) error {
	if may {
		return nil
	}
	return &registry.Error{Code: registry.CodeTooManyAnswers}
}

// admitted counts an answer that is about to be stored, and says whether there is
// room for it. Errors: CodeLinkNotOpen, CodeTooManyAnswers.
func (v *visit) admitted() error {
	if v.Guard == nil {
		return nil
	}
	link, err := v.Workflow.OpenLink(v.r.Context(), token(v.name))
	if err != nil {
		return err
	}
	return tooMany(v.Guard.Address(v.r) && v.Guard.Link(string(link.ID)))
}
