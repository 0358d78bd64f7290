package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Told is a text with the language that it turned out to be in.
type Told struct {
	Lang  string
	Lines []string
}

// Asked leads to what came of a consultation.
type Asked struct{ Text, Lang, Address, Done string }

func (p Page) asked(c workflow.Consultation) Asked {
	return Asked{c.Title.In(string(p.Lang)), p.told(c.Title).Lang, p.To("consultation", c.Slug), p.To("said_done", c.Slug)}
}

func (p Page) told(w workflow.Wording) Told {
	t := Told{Lang: "da"}
	if string(p.Lang) == "en" && w.En != "" {
		t.Lang = "en"
	}
	text := w.In(t.Lang)
	if p.Lang.IsFurther() {
		if words := p.words[strings.TrimSpace(w.Da)]; words != "" {
			t.Lang, text = string(p.Lang), words
		} else if w.Da != "" && p.untold != nil {
			*p.untold = true
		}
	}
	t.Lines = strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	return t
}

// Saying is a field for free text with a label that is data.
type Saying struct {
	ID, Name, Label string
	LabelLang       string
	Value, Wrong    string
	Theme           *AskedQuestion // of a suggestion; nil: there are no themes
}

// RuleQuestion asks for a view on a rule.
type RuleQuestion struct {
	Page                 Page
	Number, Title        string
	Plain                Told
	Stance, Why, Minutes Field
}

// contributionPage is a step of the questionnaire, for somebody who came by a link
// or who changes what they sent.
type contributionPage struct {
	Page
	Form        Form
	Complaints  []Complaint
	Code        string       // the receipt's, when it is a change
	Preview     bool         // it sends nothing
	Speaks      []SpokenLang // that it can be read in, where there are further ones
	Spoken      string       // the one that was chosen; empty: that of the address
	Draft       string       // names the draft in the browser; empty where none is kept
	Audience    string
	Once        bool   // the link takes one answer
	Restart     string // address of an empty form, on a device that many use
	Assessment  bool   // nothing but thanks follows
	District    string // that is stored with the answer
	Danger      Told
	Intro       Told
	Privacy     Told
	Until       string // the last day
	Step, Steps int    // the first is 1
	Kind        string // of the step
	Progress    string // how far it is, as a width
	Carried     []Option
	GroupPeople Field // how many answered together
	GroupMethod Field
	GroupOpen   bool
	Guide       string // address of the guide for those whom a questionnaire does not suit
	Questions   []AskedQuestion
	Rules       []RuleQuestion
	Further     string // how many rules of how many were asked about
	Find        Field
	Finds       bool   // the step lets one look for a rule
	Found       string // how many rules words found; empty when nothing was looked for
	Suggestions []Saying
	Missing     *Saying // a rule that is missing; nil: nobody asks
	LookOver    *LookOver
	Guarded     Guarded
}

// linkClosedPage answers for every link that is not open, whatever the reason.
type linkClosedPage struct {
	Page
	Typed []string // what somebody had written when it closed
}

const (
	fewestSuggestions = 2
	mostSuggestions   = 20
)

// contribution shows what a link asks. It uses nothing up.
func (v *visit) contribution() (answer, error) {
	v.speak()
	f := v.form("", "answer.")
	v.fromGuide(&f)
	return v.contributionForm(f)
}

// contribute takes in what was sent. The code stands on the answer itself and in
// no address; sending the same form again shows the same code.
func (v *visit) contribute() (answer, error) {
	v.speak()
	f := v.form("", "answer.")
	if v.Guard != nil && f.refused(v, tooMany(v.Guard.Form(f.Submission))) {
		return v.lookAgain(f, "")
	}
	if !v.sending() {
		return v.contributionForm(f)
	}
	if why := v.held(f); why != "" {
		return v.lookAgain(f, why)
	}
	said, pairs, err := v.contributed()
	var code string
	if err == nil {
		var again string
		if again, err = v.admitted(f); again != "" {
			return v.lookAgain(f, again)
		}
	}
	if err == nil {
		code, err = v.Workflow.Contribute(v.r.Context(), token(v.name), f.Submission, said)
	}
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	switch refused := f.refused(v, err, pairs...); {
	case registry.CodeOf(err) == registry.CodeTooManyAnswers:
		return v.lookAgain(f, "")
	case refused:
		return v.contributionForm(f)
	case err != nil:
		return answer{}, err
	}
	return v.thanks(f, code)
}

func (v *visit) contributionForm(f Form) (answer, error) {
	asked, err := v.Workflow.Form(v.r.Context(), token(v.name))
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if err != nil {
		return answer{}, err
	}
	if err := v.hasWords(asked.Consultation); err != nil {
		return answer{}, err
	}
	p, err := v.questionnaire(f, asked.Consultation, asked.Link.Audience, asked.Rules)
	if err != nil {
		return answer{}, err
	}
	p.Speaks, p.Spoken = v.speaks(asked.Langs), v.spoken()
	p.Audience, p.Draft, p.Once, p.Until = asked.Link.Audience, draftOf(asked.Link), asked.Link.Single(), p.LastDay(asked.Link.Closes)
	p.District, p.Guarded = asked.Link.District, v.guarded(p.Form, asked.Link, p.LookOver != nil)
	if p.Guide = p.To("guide", v.name); asked.Link.Single() || p.Assessment {
		p.Guide = "" // for one person
	}
	if asked.Link.Shared {
		p.Restart = v.r.URL.Path
	}
	return answer{status: p.Form.Status, template: "contribution", data: p}, nil
}

// draftOf names the draft of an answer in the browser of who writes it: not by the
// link's token, which lets in. On a device that many use none is kept.
func draftOf(l workflow.Link) string {
	if l.Shared {
		return ""
	}
	return string(l.ID)
}

func (v *visit) linkClosed() answer {
	p := linkClosedPage{Page: v.shell(v.text("link_closed.title"))}
	p.Canonical, p.Wrong = "", true
	for _, field := range slices.Sorted(keys(v.sent)) {
		if strings.HasPrefix(field, "answers.") || strings.HasSuffix(field, ".why") || strings.HasPrefix(field, "suggestions[") && !strings.HasSuffix(field, ".theme") || field == missingRule || field == "text" {
			if text := v.said(field); text != "" {
				p.Typed = append(p.Typed, shown(text))
			}
		}
	}
	return answer{status: http.StatusNotFound, template: "link-closed", data: p}
}

// keys are those of a form that was sent; none when none was.
func keys(sent map[string][]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range sent {
			if !yield(k) {
				return
			}
		}
	}
}

// token is a link's token as it was typed from a poster. What cannot be one is
// nobody's, and no database must see it.
func token(typed string) string {
	t := strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(strings.ToLower(typed)) // as in receipts, these are misread digits
	if strings.ContainsFunc(t, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') }) {
		return ""
	}
	return t
}

// questionnaire is a step of the form with what stands in it.
func (v *visit) questionnaire(f Form, c workflow.Consultation, audience string, rules []registry.RegisterEntry) (contributionPage, error) {
	p := contributionPage{Page: v.shell("")}
	title := p.told(c.Title)
	p.Title, p.TitleIsData = strings.Join(title.Lines, " "), title.Lang == "da"
	p.Danger, p.Intro, p.Privacy = p.told(c.Danger), p.told(c.Intro), p.told(c.Privacy)
	p.Until = p.LastDay(c.Closes)

	put, drawn, found := c.PutTo(audience), workflow.Offer(rules, f.Submission), workflow.Find(rules, f.Value("find"))
	p.Assessment = c.Kind == workflow.SelfAssessment
	all := stepsOf(put, drawn, len(drawn) < len(rules), !p.Assessment)
	for i := range all {
		if all[i].kind == "others" {
			all[i].rules = others(rules, drawn, found, v.saidOf(f))
		}
	}
	at := v.walk(f, all, found)
	if all[at].kind == "look" {
		var err error
		if p.LookOver, err = v.lookOver(&f, p.Page, c, audience, all); err != nil && !f.Failed() {
			return p, err
		}
		at = v.walk(f, all, found)
	}
	now := all[at]
	p.Form, p.Step, p.Steps, p.Kind = f, at+1, len(all), now.kind
	p.Canonical, p.Wrong = "", f.Failed() // the address is for those who were given it
	p.Lead, p.Progress = p.T("answer.step", "n", p.Number(p.Step), "all", p.Number(p.Steps)), strconv.Itoa(100*p.Step/p.Steps)+"%"

	p.GroupPeople, p.GroupMethod, p.GroupOpen = p.asksGroup()
	p.Questions = p.asks(now.questions)
	for _, e := range now.rules {
		p.Rules = append(p.Rules, p.asksOf(e))
	}
	p.Find, p.Finds = f.Line("find").Optional(), now.kind == "others" || at == 0 && len(rules) > mostRulesAStep
	p.Carried = f.carried(now, p.Finds)
	p.Further = p.T("answer.further", "shown", p.Number(len(drawn)), "all", p.Number(len(rules)))
	if v.said("do") == "find" && f.Value("find") != "" {
		if p.Found = p.Count("answer.found", len(found)); len(found) == 0 {
			p.Found = p.T("answer.found_none")
		}
	}
	n := fewestSuggestions
	for i := range mostSuggestions {
		if f.Value(suggestion(i)) != "" {
			n = max(n, i+2)
		}
	}
	for i := range min(n, mostSuggestions) {
		if now.kind == "suggestions" {
			p.Suggestions = append(p.Suggestions, p.themed(i, c.Themes))
		}
	}
	if now.kind == "suggestions" {
		p.Missing = p.asksMissing(c)
	}
	p.Form.name(p.labels(all))
	for i, c := range p.Form.Complaints {
		if !now.shows(f, c.Field) {
			p.Form.Complaints[i].Field = "" // it stands at another step
		}
	}
	p.Complaints = p.Form.Complaints
	return p, nil
}

// others are the rules beside those that are asked about: the ones that words
// found, and the ones that something was said of.
func others(rules, drawn, found []registry.RegisterEntry, said []registry.Number) []registry.RegisterEntry {
	list := slices.Clone(found)
	for _, e := range rules {
		same := func(o registry.RegisterEntry) bool { return o.Rule.Number == e.Rule.Number }
		if slices.Contains(said, e.Rule.Number) && !slices.ContainsFunc(drawn, same) && !slices.ContainsFunc(list, same) {
			list = append(list, e)
		}
	}
	return list
}

// asksOf asks for a view on a rule.
func (p contributionPage) asksOf(e registry.RegisterEntry) RuleQuestion {
	f, number := p.Form, e.Rule.Number.String()
	q, at := RuleQuestion{Page: p.Page, Number: number, Title: e.Text.Title, Plain: p.told(workflow.Wording{Da: e.Text.Plain})}, "views."+number
	q.Stance = field(f, at+".stance")
	for _, s := range append(slices.Clone(workflow.Stances), workflow.NoStance) {
		q.Stance.Options = append(q.Stance.Options, Option{Value: string(s), Text: p.stance(s), Chosen: f.Has(at+".stance", string(s))})
	}
	q.Why, q.Minutes = field(f, at+".why"), field(f, at+".minutes")
	return q
}

// labels are those of all fields, whatever the step, by their ids.
func (p contributionPage) labels(all []step) map[string]string {
	labels := map[string]string{}
	for _, s := range all {
		for _, q := range s.questions {
			labels[p.Form.id("answers."+q.ID)], labels[p.Form.id("choices."+q.ID)] = q.Text.In(string(p.Lang)), q.Text.In(string(p.Lang))
		}
		for _, e := range s.rules {
			number := e.Rule.Number.String()
			for _, name := range []string{"stance", "why", "minutes"} {
				labels[p.Form.id("views."+number+"."+name)] = number + " " + p.T("answer."+name)
			}
		}
	}
	for i := range mostSuggestions {
		labels[p.Form.id(suggestion(i))] = p.T("answer.suggestion", "n", p.Number(i+1))
		labels[p.Form.id(themeAt(i))] = p.T("suggest.theme", "n", p.Number(i+1))
	}
	labels[p.Form.id(missingRule)] = p.T("suggest.missing")
	return labels
}

// saidOf are the rules that the form says something of.
func (v *visit) saidOf(f Form) (numbers []registry.Number) {
	for field, values := range f.values {
		at, ok := viewOf(field)
		if !ok || len(values) == 0 || strings.TrimSpace(values[0]) == "" {
			continue
		}
		if n, err := registry.ParseNumber(strings.TrimPrefix(at, "views.")); err == nil && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func suggestion(n int) string { return "suggestions[" + strconv.Itoa(n) + "]" }

func field(f Form, name string) Field {
	return Field{ID: f.id(name), Name: name, Value: f.Value(name), Wrong: f.Wrong(name)}
}

func (p contributionPage) saying(name, label string) Saying {
	return Saying{ID: p.Form.id(name), Name: name, Label: label, Value: p.Form.Value(name), Wrong: p.Form.Wrong(name)}
}

// stance is what one can think of a rule.
func (p Page) stance(s workflow.Stance) string {
	if s == workflow.NoStance {
		return p.T("answer.stance.none")
	}
	return capital(p.Lang.Name("stance", string(s)))
}

// viewOf is the beginning that the fields about one rule share: "views.R-0042".
func viewOf(field string) (at string, ok bool) {
	if !strings.HasPrefix(field, "views.") {
		return "", false
	}
	i := strings.LastIndexByte(field, '.')
	return field[:i], i > len("views.")
}

// contributed reads what was sent. pairs rename the fields that the domain names
// by their place to the form's own, which name the rule.
func (v *visit) contributed() (said workflow.Said, pairs []string, err error) {
	var c registry.Checks
	said.Answers, said.Chosen = map[string]string{}, v.chosen()
	var views []string
	for _, field := range slices.Sorted(keys(v.sent)) {
		if id, ok := strings.CutPrefix(field, "answers."); ok {
			if text := v.said(field); text != "" {
				said.Answers[id] = text
			}
		}
		if at, ok := viewOf(field); ok && !slices.Contains(views, at) {
			views = append(views, at)
		}
	}
	for _, at := range views {
		number, err := registry.ParseNumber(strings.TrimPrefix(at, "views."))
		if err != nil {
			continue // no field of this form
		}
		view := workflow.View{Rule: number, Stance: workflow.Stance(v.said(at + ".stance")), Why: v.said(at + ".why"), Minutes: workflow.NoMinutes}
		if v.said(at+".minutes") != "" {
			view.Minutes = v.saidWhole(&c, at+".minutes")
		}
		if view.Stance == workflow.NoStance && view.Why == "" && view.Minutes == workflow.NoMinutes {
			continue
		}
		place := "views[" + strconv.Itoa(len(said.Views)) + "]"
		pairs = append(pairs, place+".stance", at+".stance", place+".why", at+".why", place+".minutes", at+".minutes", place+".rule", "")
		said.Views = append(said.Views, view)
	}
	if v.said("group.people") != "" || v.said("group.method") != "" {
		said.Group = workflow.Group{People: v.saidWhole(&c, "group.people"), Method: workflow.Method(v.said("group.method"))}
	}
	return said, append(pairs, v.suggested(&said)...), c.Err()
}
