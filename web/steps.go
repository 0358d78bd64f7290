package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The questionnaire is shown a few questions at a time. Nothing is stored before it
// is sent, so what was said at other steps goes along in hidden fields, and going
// from one to another is sending the form with a button that says where to.

// step is one page of the questionnaire.
type step struct {
	kind      string // "questions", "rules", "others", "suggestions", "look"
	first     bool
	questions []workflow.Question
	rules     []registry.RegisterEntry
}

// Few questions at a time: a phone shows about one without scrolling.
const (
	mostQuestionsAStep = 3
	mostRulesAStep     = 2
)

// stepsOf are the pages of a questionnaire. Who is not asked about all rules can
// look for others; a self-assessment takes no suggestions.
func stepsOf(put []workflow.Question, drawn []registry.RegisterEntry, others, suggestions bool) (all []step) {
	for _, part := range portions(put, mostQuestionsAStep) {
		all = append(all, step{kind: "questions", questions: part})
	}
	for _, part := range portions(drawn, mostRulesAStep) {
		all = append(all, step{kind: "rules", rules: part})
	}
	if others {
		all = append(all, step{kind: "others"})
	}
	if suggestions {
		all = append(all, step{kind: "suggestions"})
	}
	all = append(all, step{kind: "look"})
	all[0].first = true
	return all
}

// portions parts a list evenly, with at most so many in each.
func portions[T any](list []T, most int) [][]T {
	n := (len(list) + most - 1) / most
	parts := make([][]T, n)
	for i := range parts {
		parts[i] = list[i*len(list)/n : (i+1)*len(list)/n]
	}
	return parts
}

// has says whether a field, by its name, stands at the step.
func (s step) has(field string) bool {
	of := func(prefix, id string) bool { return field == prefix+id || strings.HasPrefix(field, prefix+id+".") }
	if strings.HasPrefix(field, "group.") {
		return s.first
	}
	switch s.kind {
	case "questions":
		return slices.ContainsFunc(s.questions, func(q workflow.Question) bool { return of("answers.", q.ID) || of("choices.", q.ID) })
	case "rules", "others":
		return slices.ContainsFunc(s.rules, func(e registry.RegisterEntry) bool { return of("views.", e.Rule.Number.String()) })
	case "suggestions":
		return strings.HasPrefix(field, "suggestions") || field == missingRule
	}
	return false
}

// shows says whether the step has the field of the form that has an id on the page.
func (s step) shows(f Form, id string) bool {
	for name := range f.values {
		if f.id(name) == id && s.has(name) {
			return true
		}
	}
	return false
}

// stepWith is the first step with a field, or -1.
func stepWith(all []step, field string) int {
	return slices.IndexFunc(all, func(s step) bool { return s.has(field) })
}

// sending says that a form was sent to be stored, and not to see another step.
func (v *visit) sending() bool { return v.said("do") == "" || v.said("do") == "send" }

// walk says at which step the form is now. What is wrong is shown where it can be
// put right.
func (v *visit) walk(f Form, all []step, found []registry.RegisterEntry) int {
	last := len(all) - 1
	for at := range all {
		if slices.ContainsFunc(f.Complaints, func(c Complaint) bool { return all[at].shows(f, c.Field) }) {
			return at
		}
	}
	at, _ := strconv.Atoi(v.said("step"))
	at = min(max(at-1, 0), last)
	do := v.said("do")
	if to, ok := strings.CutPrefix(do, "go."); ok {
		n, _ := strconv.Atoi(to)
		return min(max(n-1, 0), last)
	}
	switch do {
	case "next":
		return min(at+1, last)
	case "back":
		return max(at-1, 0)
	case "look":
		return last
	case "find":
		if f.Value("find") == "" {
			return at
		}
		if others := slices.IndexFunc(all, func(s step) bool { return s.kind == "others" }); others >= 0 {
			return others
		}
		if len(found) > 0 {
			return stepWith(all, "views."+found[0].Rule.Number.String())
		}
	}
	return at
}

// carried are the values that the form holds and the step does not show. finds says
// that it shows what is looked for.
func (f Form) carried(s step, finds bool) (out []Option) {
	for _, o := range f.Carried() {
		said := strings.HasPrefix(o.Text, "group.") || strings.HasPrefix(o.Text, "answers.") || strings.HasPrefix(o.Text, "choices.") || strings.HasPrefix(o.Text, "views.") || strings.HasPrefix(o.Text, "suggestions[") || o.Text == missingRule
		if o.Value != "" && (said && !s.has(o.Text) || o.Text == "find" && !finds) {
			out = append(out, o)
		}
	}
	return out
}
