package web

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type inputPage struct {
	Page
	Weighing
	Complaints []Complaint
	About      Crumb // the consultation's results
	Input      InputLine
	Kind       string
	Pick       string
	From       string // the filter of the inbox that it was opened from
	Earlier    []EarlierLine
	Part       bool
	Whole      InputLine // of a part
	WholeAt    string
	Parts      []GroupLine
	Group      []GroupLine
	Alike      []GroupLine
	All        string // address of the page with all of those ticked
	Sampled    bool
	Action     *ActionLine // the latest
	MayRaise   bool
	Raise      Form
	Actions    []Option
	Leave      Form
	Split      Form
	Passages   []PassageField
	Translate  Form
}

// GroupLine is another input with the address of its page.
type GroupLine struct {
	InputLine
	Pick, At string
	Here     bool // the page's own
	Chosen   bool
}

// PassageField takes one passage of what is split, and the rule that it is about.
type PassageField struct{ Text, Rule Field }

// EarlierLine is an answer that another has taken the place of.
type EarlierLine struct{ Kind, Reason, By, Day string }

// input shows one input with all that can be done with it.
func (v *visit) input() (answer, error) { return v.inputForms(v.inputPageForms()) }

// inputForms are the forms of the page of one input.
type inputForms struct{ weigh, leave, split, urgent, translate Form }

func (v *visit) inputPageForms() inputForms {
	return inputForms{v.form("", "inbox."), v.form("leave", "input."), v.form("split", "input."), v.form("urgent", "input."), v.form("translate", "input.")}
}

func (v *visit) inputForms(fs inputForms) (answer, error) {
	f := fs.weigh
	d, err := v.Workflow.Input(v.r.Context(), v.act.Reach, registry.InputID(v.names[1]))
	if err != nil {
		return answer{}, err
	}
	a, c := d.Answered, d.Consultation
	if c.Slug != v.name {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	f.preset("shown", a.Input.Text)
	if a.Input.Screening == workflow.MaskedText {
		f.preset("shown", a.Input.Shown)
	}
	f.preset("shown_translation", cmp.Or(a.Input.ShownTranslation, a.Input.Translation))
	fs.translate.preset("translation", a.Input.Translation)
	f.preset("withheld_for", string(a.Input.Why))
	f.preset("withheld_note", a.Input.Note)
	if d := a.Disposition; d != nil {
		f.preset("kind", string(d.Kind))
		f.preset("reason", d.Reason)
		f.preset("item", string(d.Item))
		f.preset("original", string(d.Original))
		var numbers []string
		for _, e := range a.Led {
			numbers = append(numbers, e.Rule.Number.String())
		}
		f.preset("rules", strings.Join(numbers, ", "))
	}
	p := inputPage{Page: v.shell(v.text("input.title")), Weighing: v.weighing(f, d.Items), Complaints: f.Complaints, Pick: pickOf(a.Input), From: v.typed("from")}
	for _, other := range []Form{fs.leave, fs.split, fs.urgent, fs.translate} {
		if other.Failed() {
			p.Complaints = other.Complaints
			f.Status = other.Status
		}
	}
	p.Wrong = f.Failed()
	p.Raise, p.Actions, p.MayRaise = fs.urgent, append([]Option{{Text: p.T("input.action_choose")}}, choicesNamed(p.Page, "action", workflow.ActionKinds)...), true
	if d.Action != nil {
		line := p.actionLine(*d.Action)
		p.Action, p.MayRaise = &line, d.Action.HandledNote != ""
	}
	p.Translate = fs.translate
	p.Leave, p.Split, p.Part = fs.leave, fs.split, a.Input.PartOf != ""
	p.About = Crumb{c.Title.Da, p.To("consultation", c.Slug)}
	q, _ := url.ParseQuery(p.From)
	p.Crumbs = []Crumb{{p.T("consultations.title"), p.To("work_consultations")}, {p.T("inbox.title"), withQuery(p.To("work_inputs", c.Slug), q.Encode()) + "#about-" + string(a.Input.ID)}}
	p.Input = p.inputLine(a, c)
	for _, d := range d.Earlier {
		p.Earlier = append(p.Earlier, EarlierLine{capital(p.Lang.Name("disposition", string(d.Kind))), d.Reason, d.By, p.Page.Day(d.Day)})
	}
	p.Kind = capital(p.Lang.Name("input_kind", string(a.Input.Kind)))
	p.around(d)
	for n := range p.Alike {
		p.Alike[n].Chosen = v.typed("alike") == "all" || v.ticks(p.Alike[n].ID)
	}
	return answer{status: f.Status, template: "input", data: p}, nil
}

// around is what is shown of the inputs that this one is tied to.
func (p *inputPage) around(d workflow.InputDetail) {
	line := func(a workflow.Answered) GroupLine {
		l := GroupLine{InputLine: p.inputLine(a, d.Consultation), Pick: pickOf(a.Input), Here: a.Input.ID == d.Input.ID}
		l.At = withQuery(p.To("work_input", d.Consultation.Slug, l.ID), url.Values{"from": {p.From}}.Encode())
		return l
	}
	for _, a := range d.Parts {
		p.Parts = append(p.Parts, line(a))
	}
	for _, a := range d.Group {
		p.Group = append(p.Group, line(a))
	}
	for _, a := range d.Alike {
		p.Alike = append(p.Alike, line(a))
	}
	p.Sampled = d.Sampled
	p.All = withQuery(p.To("work_input", d.Consultation.Slug, string(d.Input.ID)), url.Values{"from": {p.From}, "alike": {"all"}}.Encode()) + "#alike-head"
	if d.Whole != nil {
		l := line(*d.Whole)
		p.Whole, p.WholeAt = l.InputLine, l.At
	}
	p.Input.Parts = nil // they stand by themselves
	rules := []Option{{Text: p.T("inbox.no_rule")}}
	if d.Rule != nil {
		n := d.Rule.Rule.Number.String()
		rules = append(rules, Option{Value: n, Text: n + " " + d.Rule.Text.Title})
	}
	for _, e := range d.Entries {
		if n := e.Rule.Number.String(); d.Rule == nil || n != rules[1].Value {
			rules = append(rules, Option{Value: n, Text: n + " " + e.Text.Title})
		}
	}
	number := ""
	if d.Rule != nil {
		number = rules[1].Value
	}
	for n := range maxPassages {
		text, rule := passageField(n, "text"), passageField(n, "rule")
		if n < len(d.Parts) {
			p.Split.preset(text, d.Parts[n].Input.Text)
			number := ""
			if r := d.Parts[n].Rule; r != nil {
				number = r.Rule.Number.String()
			}
			p.Split.preset(rule, number)
		} else {
			p.Split.preset(rule, number)
		}
		if n > 2 && n > len(d.Parts) && p.Split.Value(text) == "" {
			break
		}
		one := PassageField{Field{ID: p.Split.id(text), Name: text, Label: p.T("input.passage", "n", p.Number(n+1)), Value: p.Split.Value(text), Wrong: p.Split.Wrong(text), Rows: 3, Spare: true},
			Field{ID: p.Split.id(rule), Name: rule, Label: p.T("input.passage_rule", "n", p.Number(n+1)), Wrong: p.Split.Wrong(rule), Spare: true}}
		for _, o := range rules {
			o.Chosen = p.Split.Has(rule, o.Value)
			one.Rule.Options = append(one.Rule.Options, o)
		}
		p.Passages = append(p.Passages, one)
	}
}

const maxPassages = 10

func passageField(n int, what string) string { return "passages[" + strconv.Itoa(n) + "]." + what }

// splitInput takes the page's input apart, or joins it again when nothing is typed.
func (v *visit) splitInput() (answer, error) {
	fs := v.inputPageForms()
	var c registry.Checks
	var passages []workflow.Passage
	for n := range maxPassages {
		text, rule := passageField(n, "text"), passageField(n, "rule")
		if v.said(text) == "" {
			continue
		}
		one := workflow.Passage{Text: v.said(text)}
		if number := v.said(rule); number != "" {
			parsed, err := registry.ParseNumber(number)
			rules, err2 := v.Register.RulesNumbered(v.r.Context(), []registry.Number{parsed})
			if err != nil || registry.CodeOf(err2) == registry.CodeNotFound {
				c.Fail(rule, registry.CodeNotFound)
			} else if err2 != nil {
				return answer{}, err2
			} else {
				one.Rule = rules[0].ID
			}
		}
		passages = append(passages, one)
	}
	err := c.Err()
	if err == nil && len(v.pickedInputs()) == 1 {
		err = v.Workflow.Split(v.r.Context(), v.act, v.pickedInputs()[0], passages)
	}
	if fs.split.refused(v, err) {
		labels := map[string]string{}
		for n := range maxPassages {
			labels[fs.split.id(passageField(n, "text"))] = v.text("input.passage", "n", strconv.Itoa(n+1))
			labels[fs.split.id(passageField(n, "rule"))] = v.text("input.passage_rule", "n", strconv.Itoa(n+1))
		}
		fs.split.name(labels)
		return v.inputForms(fs)
	}
	return v.toInput("inputs_split", err)
}

// translateInput keeps a translation beside the page's input.
func (v *visit) translateInput() (answer, error) {
	fs := v.inputPageForms()
	var err error
	for _, one := range v.pickedInputs() {
		err = v.Workflow.TranslateInput(v.r.Context(), v.act, one, v.said("translation"))
	}
	if fs.translate.refused(v, err) {
		return v.inputForms(fs)
	}
	return v.toInput("inputs_translated", err)
}

// leaveGroup takes inputs out of the group of the page's input.
func (v *visit) leaveGroup() (answer, error) {
	fs := v.inputPageForms()
	err := v.Workflow.Ungroup(v.r.Context(), v.act, v.pickedInputs())
	if fs.leave.refused(v, err) {
		return v.inputForms(fs)
	}
	return v.toInput("inputs_leave", err)
}

// toInput goes on to the page of the input after something was stored.
func (v *visit) toInput(done string, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return v.doneWith(done, url.Values{"from": {v.typed("from")}}.Encode(), "work_input", v.name, v.names[1]), nil
}

// weighOne does with the page's input what was pressed.
func (v *visit) weighOne() (answer, error) {
	fs := v.inputPageForms()
	done, err := v.weigh()
	if fs.weigh.refused(v, err) {
		return v.inputForms(fs)
	}
	return v.toInput(done, err)
}
