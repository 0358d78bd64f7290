package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Guarded is what a form carries so that programs that send answers in heaps are
// told from people. It is the same for everybody, and nothing of it is stored.
type Guarded struct {
	Stamp string // when the form was first shown, signed; empty: nobody asks
	Again string // why it must be sent once more
	Work  Work
}

// Work is what answering through a guarded link takes.
type Work struct {
	Puzzles, Bits int // 0: none
	Question      string
}

// bait is a field that people never see and programs like to fill in.
const bait = "website"

// guarded is what the form of a link carries: the stamp that it came with, or a new one.
func (v *visit) guarded(f Form, link workflow.Link, looking bool) Guarded {
	if v.Guard == nil {
		return Guarded{}
	}
	stamp := v.said("stamp")
	if v.said(bait) != "" || v.said("digits") != "" || !v.Guard.Stamped(stamp, f.Submission) {
		stamp = v.Guard.Stamp(f.Submission)
	}
	g := Guarded{Stamp: stamp}
	if looking && link.GuardedAt(v.Guard.Now()) {
		words := make([]string, 0, 3)
		for _, d := range v.Guard.Digits(stamp) {
			words = append(words, v.lang.Name("digit", strconv.Itoa(d)))
		}
		g.Work = Work{guard.Puzzles, guard.Bits, v.text("answer.work.question", "words", strings.Join(words, ", "))}
	}
	return g
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

// admitted counts an answer that is about to be stored. again says what it takes that it
// lacks. Errors: CodeLinkNotOpen, CodeTooManyAnswers.
func (v *visit) admitted(f Form) (again string, err error) {
	if v.Guard == nil {
		return "", nil
	}
	link, err := v.Workflow.OpenLink(v.r.Context(), token(v.name))
	if registry.CodeOf(err) == registry.CodeLinkNotOpen { // a slip that this answer has used
		return "", nil
	}
	if err == nil {
		err = tooMany(v.Guard.Address(v.r))
	}
	if err != nil {
		return "", err
	}
	guarded, stamp, digits := link.GuardedAt(v.Guard.Now()), v.said("stamp"), v.said("digits")
	if !v.Guard.Link(string(link.ID)) && !guarded {
		v.Log.WarnContext(v.r.Context(), "a link is flooded, and guarded from now on", "link", link.ID)
		if err := v.Workflow.GuardFlooded(v.r.Context(), link); err != nil {
			return "", err
		}
		guarded = true
	}
	if !guarded || v.Guard.Worked(stamp, f.Submission, v.said("work")) {
		return "", nil
	}
	right, room := v.Guard.Typed(stamp, f.Submission, digits, string(link.ID))
	switch {
	case right:
		return "", tooMany(room)
	case digits != "":
		return v.text("answer.again.digits"), nil
	}
	return v.text("answer.again.work"), nil
}
