package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Questions are moved, removed and added by sending the set-up form with a button
// that says so: nothing is stored, and all that was typed comes back, elsewhere.

// Building is the part of the set-up form that has the questions.
type Building struct {
	Asked     bool // somebody has answered: words alone can be put right
	Questions []BuiltQuestion
	places    int
}

// BuiltQuestion is a question with what can be done to it.
type BuiltQuestion struct {
	QuestionFields
	Removing string // the question's words, where somebody is to say whether it goes
	Acts     []BuildAct
	Focus    bool // the press before was about this question and has no button any more
}

// BuildAct is a button of the builder.
type BuildAct struct {
	Send, Text string
	Focus      bool // it was pressed, and its question stands here now
}

// built is what a press in the builder led to.
type built struct {
	on       bool // a button of the builder was pressed, and nothing is to be stored
	place    int  // of the question that it was about; -1: none
	pressed  string
	removing bool // somebody is to say whether the question goes
}

// arrange moves, removes or adds questions in what was sent.
func (v *visit) arrange(before []workflow.Question) built {
	b := built{place: -1}
	if v.sent == nil || v.sent.Get("form") != "" {
		return b
	}
	do, at, _ := strings.Cut(v.said("do"), ".")
	n, err := strconv.Atoi(at)
	n--
	last := v.sentPlaces(before) - 1
	there := err == nil && n >= 0 && n <= last
	b.on, b.pressed = true, do
	switch {
	case do == "show" || do == "stay" || do == "add":
		if there {
			b.place, b.pressed = n, "remove"
		}
		if do == "add" && last+1 < mostPlaces {
			b.place, b.pressed = last+1, "new"
			v.sent.Set(questionAt(last+1)+".text.da", "")
		}
	case !there:
		b.on = do == "up" || do == "down" || do == "remove" || do == "gone"
	case do == "up" && n > 0:
		v.swapQuestions(n, n-1)
		b.place = n - 1
	case do == "down" && n < last:
		v.swapQuestions(n, n+1)
		b.place = n + 1
	case do == "remove" && v.saysQuestion(n):
		b.place, b.pressed, b.removing = n, "gone", true
	case do == "remove" || do == "gone":
		for i := n; i < last; i++ {
			v.swapQuestions(i, i+1)
		}
		v.dropQuestion(last)
		b.place, b.pressed = min(n, last-1), "remove"
	default:
		b.on = do == "up" || do == "down"
	}
	v.pressed = b
	return b
}

// saysQuestion says whether anything stands in a question's fields.
func (v *visit) saysQuestion(n int) bool {
	return slices.ContainsFunc([]string{".text.da", ".text.en", ".options.da", ".options.en"}, func(field string) bool { return v.said(questionAt(n)+field) != "" })
}

// swapQuestions puts what stands in the fields of one question into those of another.
func (v *visit) swapQuestions(a, b int) {
	at, to := v.questionValues(a), v.questionValues(b)
	v.dropQuestion(a)
	v.dropQuestion(b)
	for field, values := range at {
		v.sent[questionAt(b)+field] = values
	}
	for field, values := range to {
		v.sent[questionAt(a)+field] = values
	}
}

func (v *visit) questionValues(n int) map[string][]string {
	values := map[string][]string{}
	for field, said := range v.sent {
		if rest, ok := strings.CutPrefix(field, questionAt(n)); ok {
			values[rest] = said
		}
	}
	return values
}

func (v *visit) dropQuestion(n int) {
	for field := range v.questionValues(n) {
		v.sent.Del(questionAt(n) + field)
	}
}

// questionBefore is the stored question that stands at a place of the form. One that
// is new gets an id that none ever had: it must not take over answers to another.
func (v *visit) questionBefore(place int, before []workflow.Question) workflow.Question {
	id := v.said(questionAt(place) + ".id")
	if n := slices.IndexFunc(before, func(q workflow.Question) bool { return q.ID == id }); n >= 0 {
		return before[n]
	}
	if before == nil {
		return workflow.Question{ID: "q" + strconv.Itoa(place+1)}
	}
	return workflow.Question{ID: "q-" + registry.NewRandomID[string]()[:8]}
}

// builder fills in the questions with their buttons. Where one was pressed it keeps
// the focus, so that a question can be moved on by pressing again.
func (v *visit) builder(p *Building, f Form, before []workflow.Question) {
	if p.Asked { // whoever began before that loses nothing
		all := p.places
		p.places = len(before)
		for i := p.places; i < all; i++ {
			if v.saysQuestion(i) {
				p.places = i + 1
			}
		}
	}
	for i := range p.places {
		q := BuiltQuestion{QuestionFields: v.questionFields(f, i)}
		here := v.pressed.on && v.pressed.place == i
		acts := []string{"remove"}
		if i < p.places-1 {
			acts = append([]string{"down"}, acts...)
		}
		if i > 0 {
			acts = append([]string{"up"}, acts...)
		}
		if here && v.pressed.removing {
			q.Removing, acts = clip(cmp.Or(f.Value(questionAt(i)+".text.da"), f.Value(questionAt(i)+".text.en"), "…")), []string{"gone", "stay"}
		}
		pressed := v.pressed.pressed
		if (pressed == "up" || pressed == "down") && !slices.Contains(acts, pressed) { // at an end
			pressed = acts[0]
		}
		q.Focus = here
		for _, act := range acts {
			a := BuildAct{Send: act + "." + strconv.Itoa(i+1), Text: v.text("build."+act, "n", q.Number), Focus: here && pressed == act}
			q.Focus = q.Focus && !a.Focus
			q.Acts = append(q.Acts, a)
		}
		p.Questions = append(p.Questions, q)
	}
}
