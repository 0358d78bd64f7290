package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// AskedQuestion is a question of the questionnaire, with what stands in its fields.
type AskedQuestion struct {
	Saying
	Kind    string
	Options []AskedOption // of a question in free text none
}

// AskedOption is something that can be chosen. Its words are somebody's, or the page's.
type AskedOption struct {
	Value, Text, Lang string
	Chosen            bool
}

// One says that at most one of the options can be chosen.
func (q AskedQuestion) One() bool { return q.Kind != string(workflow.AnyOptions) }

// asks are the questions that an audience is asked.
func (p contributionPage) asks(put []workflow.Question) (asked []AskedQuestion) {
	for _, q := range put {
		told := p.told(q.Text)
		field := "answers." + q.ID
		if q.Kind != workflow.FreeText {
			field = "choices." + q.ID
		}
		a := AskedQuestion{Saying: p.saying(field, strings.Join(told.Lines, " ")), Kind: string(q.Kind)}
		a.LabelLang = told.Lang
		for _, o := range q.Options {
			text := p.told(o.Text)
			a.Options = append(a.Options, AskedOption{o.ID, strings.Join(text.Lines, " "), text.Lang, p.Form.Has(field, o.ID)})
		}
		if q.Kind == workflow.OneOption || q.Kind == workflow.Scale { // who chose by mistake can take it back
			a.Options = append(a.Options, AskedOption{Text: p.T("answer.no_choice"), Chosen: p.Form.Value(field) == ""})
		}
		asked = append(asked, a)
	}
	return asked
}

// chosen are the options that were ticked, by question.
func (v *visit) chosen() map[string][]string {
	chosen := map[string][]string{}
	for field, values := range v.sent {
		if id, ok := strings.CutPrefix(field, "choices."); ok {
			if values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" }); len(values) > 0 {
				chosen[id] = values
			}
		}
	}
	return chosen
}

// ChosenLine is what somebody chose of a question's options.
type ChosenLine struct {
	ID       string // the question's
	Go       string // leads to the question, before it is sent
	Question Told
	Options  []Told
}

func (p Page) chosenLines(c workflow.Consultation, chosen []workflow.Chosen) (lines []ChosenLine) {
	for _, q := range c.Questions {
		line := ChosenLine{ID: q.ID, Question: p.told(q.Text)}
		for _, o := range q.Options {
			if slices.Contains(chosen, workflow.Chosen{Question: q.ID, Option: o.ID}) {
				line.Options = append(line.Options, p.told(o.Text))
			}
		}
		if len(line.Options) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// QuestionBars are what people chose of a question's options.
type QuestionBars struct {
	ID        string
	Text      Told
	Any       bool // several can be chosen, so that shares add up to more than 100
	People    int
	Bars      []ResultBar
	Audiences []AudienceBars
	Hidden    string
}

func (p Page) questionBars(r workflow.QuestionResult, smallest int) QuestionBars {
	q := QuestionBars{ID: "question-" + r.Question.ID, Text: p.told(r.Question.Text), Any: r.Question.Kind == workflow.AnyOptions, People: r.People}
	if len(r.All) > 0 {
		q.Bars = p.optionBars(r.Question, r.All, r.People)
	}
	for _, a := range r.Audiences {
		q.Audiences = append(q.Audiences, AudienceBars{a.Audience, p.optionBars(r.Question, a.Counts, a.People)})
	}
	if r.Hidden > 0 {
		q.Hidden = p.Count("results.hidden", r.Hidden, "smallest", p.Number(smallest))
	}
	return q
}

// optionBars are shares of those who chose anything.
func (p Page) optionBars(q workflow.Question, counts map[string]int, people int) (bars []ResultBar) {
	n := make([]int, len(q.Options))
	for i, o := range q.Options {
		n[i] = counts[o.ID]
	}
	share := shares(n)
	for i, o := range q.Options {
		if q.Kind == workflow.AnyOptions {
			share[i] = (200*n[i] + people) / (2 * people)
		}
		bars = append(bars, p.bar(o.Text.In(string(p.Lang)), n[i], share[i]))
		bars[i].Lang = p.told(o.Text).Lang
	}
	return bars
}

// QuestionFields are the fields of a question where a consultation is set up.
type QuestionFields struct {
	Number           string
	ID, Name, Value  string // the question's id, and the field that carries it
	Danish, English  Field
	Kind             Field
	Options, Foreign Field // one option a line
	Audiences        Field
	Open             bool // it has more than a text
}

func (v *visit) questionFields(f Form, place int) QuestionFields {
	at, n := questionAt(place), Page{Lang: v.lang}.Number(place+1)
	var kinds []Option
	for _, k := range workflow.QuestionKinds {
		kinds = append(kinds, Option{Value: string(k), Text: v.text("consult.kind." + string(k)), Chosen: f.Value(at+".kind") == string(k)})
	}
	label := func(d Field, key string) Field { return d.Labelled(v.text("consult."+key, "n", n)) }
	return QuestionFields{Number: n, ID: f.id(at), Name: at + ".id", Value: f.Value(at + ".id"),
		Danish:    label(f.Line(at+".text.da"), "question_da").Free(),
		English:   label(f.Line(at+".text.en"), "question_en").Free(),
		Kind:      label(f.Select(at+".kind", kinds), "question_kind").Free(),
		Options:   label(f.Prose(at+".options.da", 4), "question_options_da").Hinted(v.text("consult.question_options_hint")).Free(),
		Foreign:   label(f.Prose(at+".options.en", 4), "question_options_en").Free(),
		Audiences: label(f.Line(at+".audiences"), "question_audiences").Hinted(v.text("consult.question_audiences_hint")).Free(),
		Open:      f.Value(at+".options.da") != "" || f.Value(at+".audiences") != "" || f.Wrong(at+".kind") != "" || f.Wrong(at+".options.da") != "" || f.Wrong(at+".audiences") != ""}
}

func questionAt(place int) string { return "questions[" + strconv.Itoa(place) + "]" }

// questionStands are the fields of a question as it is.
func (v *visit) questionStands(place int, q workflow.Question) []standing {
	at, n := questionAt(place), Page{Lang: v.lang}.Number(place+1)
	da, en := optionLines(q.Options)
	stands := func(field, key, text string) standing {
		return standing{field: at + field, text: text, label: v.text("consult."+key, "n", n)}
	}
	kind := stands(".kind", "question_kind", string(cmp.Or(q.Kind, workflow.FreeText)))
	kind.name = func(value string) string {
		return v.text("consult.kind." + cmp.Or(value, string(workflow.FreeText)))
	}
	id := stands(".id", "question_place", q.ID)
	id.name = func(string) string { return v.text("consult.question_moved") }
	return []standing{id, stands(".text.da", "question_da", q.Text.Da), stands(".text.en", "question_en", q.Text.En),
		kind,
		stands(".options.da", "question_options_da", da),
		stands(".options.en", "question_options_en", en),
		stands(".audiences", "question_audiences", strings.Join(q.Audiences, ", "))}
}

// optionLines are options as they are typed, one a line.
func optionLines(options []workflow.Option) (da, en string) {
	for _, o := range options {
		da, en = da+"\n"+o.Text.Da, en+"\n"+o.Text.En
	}
	return strings.TrimSpace(da), strings.TrimSpace(en)
}

// saidQuestion reads the fields of a question; before is the one that stood there.
func (v *visit) saidQuestion(at string, before workflow.Question) workflow.Question {
	q := workflow.Question{ID: before.ID, Kind: workflow.QuestionKind(v.said(at + ".kind")),
		Text: workflow.Wording{Da: v.said(at + ".text.da"), En: v.said(at + ".text.en")}}
	if da := lines(v.said(at + ".options.da")); q.Kind != workflow.FreeText || len(da) > 0 {
		q.Options = optionsSaid(da, lines(v.said(at+".options.en")), before.Options)
	}
	for _, a := range strings.Split(v.said(at+".audiences"), ",") {
		if a = strings.TrimSpace(a); a != "" {
			q.Audiences = append(q.Audiences, a)
		}
	}
	return q
}

// optionsSaid gives options their ids. One whose text stood there before keeps its
// own, wherever it is now; where as many others are left on both sides, they are
// the old ones with their texts put right.
func optionsSaid(da, en []string, before []workflow.Option) []workflow.Option {
	options := make([]workflow.Option, len(da))
	left := slices.Clone(before)
	var others []int
	for i, text := range da {
		options[i].Text.Da = text
		if i < len(en) {
			options[i].Text.En = en[i]
		}
		if n := slices.IndexFunc(left, func(o workflow.Option) bool { return o.Text.Da == text }); n >= 0 {
			options[i].ID = left[n].ID
			left = slices.Delete(left, n, n+1)
		} else {
			others = append(others, i)
		}
	}
	for n, i := range others {
		if len(others) == len(left) {
			options[i].ID = left[n].ID
		} else {
			options[i].ID = "o-" + registry.NewRandomID[string]()[:8]
		}
	}
	return options
}

// lines are those of a text that say anything.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
