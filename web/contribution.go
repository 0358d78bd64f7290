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
type Asked struct{ Text, Lang, Address string }

func (p Page) asked(c workflow.Consultation) Asked {
	return Asked{c.Title.In(string(p.Lang)), p.told(c.Title).Lang, p.To("consultation", c.Slug)}
}

func (p Page) told(w workflow.Wording) Told {
	t := Told{Lang: "da"}
	if string(p.Lang) == "en" && w.En != "" {
		t.Lang = "en"
	}
	t.Lines = strings.FieldsFunc(w.In(t.Lang), func(r rune) bool { return r == '\n' || r == '\r' })
	return t
}

// Saying is a field for free text with a label that is data.
type Saying struct {
	ID, Name, Label string
	LabelLang       string
	Value, Wrong    string
}

// RuleQuestion asks for a view on a rule.
type RuleQuestion struct {
	Number, Title, Plain string
	Stance, Why, Minutes Field
}

// contributionPage is the questionnaire, for somebody who came by a link or who
// changes what they sent.
type contributionPage struct {
	Page
	Form        Form
	Complaints  []Complaint
	Code        string // the receipt's, when it is a change
	Audience    string
	Once        bool   // the link takes one answer
	Restart     string // address of an empty form, on a device that many use
	Assessment  bool   // nothing but thanks follows
	District    string // that is stored with the answer
	Danger      Told
	Intro       Told
	Privacy     Told
	Until       string // the last day
	Questions   []AskedQuestion
	Rules       []RuleQuestion
	Further     string // how many rules of how many are shown; empty when all are
	Find        Field
	FindAt      string // where the form is sent to look: the page, at its rules
	Found       string // how many rules words found; empty when nothing was looked for
	Suggestions []Saying
	Results     string // address of what comes of it
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
	return v.contributionForm(v.form("", "answer."))
}

// contribute takes in what was sent. The code stands on the answer itself and in
// no address; sending the same form again shows the same code.
func (v *visit) contribute() (answer, error) {
	f := v.form("", "answer.")
	if v.finding() {
		return v.contributionForm(f)
	}
	said, pairs, err := v.contributed()
	var code string
	if err == nil {
		code, err = v.Workflow.Contribute(v.r.Context(), token(v.name), f.Submission, said)
	}
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if f.refused(v, err, pairs...) {
		return v.contributionForm(f)
	}
	if err != nil {
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
	p := v.questionnaire(f, asked.Consultation, asked.Link.Audience, asked.Rules)
	p.Audience, p.Once, p.Until = asked.Link.Audience, asked.Link.Single(), p.LastDay(asked.Link.Closes)
	p.District = asked.Link.District
	if asked.Link.Shared {
		p.Restart = v.r.URL.Path
	}
	return answer{status: f.Status, template: "contribution", data: p}, nil
}

func (v *visit) linkClosed() answer {
	p := linkClosedPage{Page: v.shell(v.text("link_closed.title"))}
	p.Canonical, p.Wrong = "", true
	for _, field := range slices.Sorted(keys(v.sent)) {
		if strings.HasPrefix(field, "answers.") || strings.HasSuffix(field, ".why") || strings.HasPrefix(field, "suggestions[") {
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

// questionnaire is the form with what stands in it.
func (v *visit) questionnaire(f Form, c workflow.Consultation, audience string, rules []registry.RegisterEntry) contributionPage {
	p := contributionPage{Page: v.shell(c.Title.In(string(v.lang))), Form: f, Complaints: f.Complaints}
	p.Canonical, p.Wrong = "", f.Failed() // the address is for those who were given it
	p.TitleIsData = string(v.lang) != "en" || c.Title.En == ""
	p.Danger, p.Intro, p.Privacy = p.told(c.Danger), p.told(c.Intro), p.told(c.Privacy)
	p.Until, p.Results = p.LastDay(c.Closes), p.To("consultation", c.Slug)
	p.Questions = p.asks(c.PutTo(audience))
	offered, found := workflow.Offer(rules, f.Submission, v.saidOf(f), f.Value("find"))
	p.Find, p.FindAt = f.Line("find").Optional(), v.r.URL.Path+"#find-rule"
	if len(offered) < len(rules) || f.Value("find") != "" {
		p.Further = p.T("answer.further", "shown", p.Number(len(offered)), "all", p.Number(len(rules)))
	}
	if f.Value("find") != "" {
		if p.Found = p.Count("answer.found", found); found == 0 {
			p.Found = p.T("answer.found_none")
		}
	}
	for _, e := range offered {
		number := e.Rule.Number.String()
		q := RuleQuestion{Number: number, Title: e.Text.Title, Plain: e.Text.Plain}
		at := "views." + number
		q.Stance = field(f, at+".stance")
		for _, s := range append(slices.Clone(workflow.Stances), workflow.NoStance) {
			q.Stance.Options = append(q.Stance.Options, Option{Value: string(s), Text: p.stance(s), Chosen: f.Has(at+".stance", string(s))})
		}
		q.Why, q.Minutes = field(f, at+".why"), field(f, at+".minutes")
		p.Rules = append(p.Rules, q)
	}
	labels := map[string]string{}
	for _, q := range p.Questions {
		labels[q.ID] = q.Label
	}
	for _, q := range p.Rules {
		labels[q.Stance.ID], labels[q.Why.ID], labels[q.Minutes.ID] = q.Number+" "+p.T("answer.stance"), q.Number+" "+p.T("answer.why"), q.Number+" "+p.T("answer.minutes")
	}
	if c.Kind == workflow.SelfAssessment {
		p.Assessment, p.Results = true, ""
		p.Form.name(labels)
		p.Complaints = p.Form.Complaints
		return p
	}
	n := fewestSuggestions
	for i := range mostSuggestions {
		if f.Value(suggestion(i)) != "" {
			n = max(n, i+2)
		}
	}
	for i := range min(n, mostSuggestions) {
		s := p.saying(suggestion(i), p.T("answer.suggestion", "n", p.Number(i+1)))
		labels[s.ID] = s.Label
		p.Suggestions = append(p.Suggestions, s)
	}
	p.Form.name(labels)
	p.Complaints = p.Form.Complaints
	return p
}

// finding says that the form was sent to look for a rule, and not to be stored.
func (v *visit) finding() bool { return v.said("do") == "find" }

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
	for n := range mostSuggestions {
		said.Suggestions = append(said.Suggestions, v.said(suggestion(n)))
	}
	return said, pairs, c.Err()
}
