package web

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// harmAddresses and harmPlaces are what is said of the harm that it did when a rule
// stopped.
var (
	harmAddresses = map[string]address{
		"work_harm": {texts.Danish: "/arbejde/regler/{number}/skade", texts.English: "/en/desk/rules/{number}/harm"},
	}
	harmPlaces = map[string]place{
		"work_harm": {permission: "reopen", show: (*visit).harms, forms: map[string]form{
			"": {operation: "create-harm", send: (*visit).sayHarm}}},
	}
)

// ReopenedLine tells everybody that the question of a rule is open again.
type ReopenedLine struct {
	Page   Page
	Text   string
	Theme  string // address of the hassle's theme
	State  string // how far it has come with the hassle
	Answer string // what was done
	Rules  []Crumb
}

// reopened is nil where the question is not open again.
func (p Page) reopened(r workflow.Reopened) *ReopenedLine {
	if len(r.Harms) == 0 {
		return nil
	}
	l := &ReopenedLine{Page: p, Text: p.Count("harm.reopened", len(r.Harms), "day", p.Day(r.Harms[len(r.Harms)-1].Day))}
	if r.Hassle.ID != "" {
		h := p.hassleLine(r.Hassle)
		l.Theme, l.State, l.Answer = p.To("hassle_theme", string(r.Hassle.Theme.ID)), h.State, h.Answer
	}
	for _, e := range r.Cited {
		number := e.Rule.Number.String()
		l.Rules = append(l.Rules, Crumb{number + " " + e.Text.Title, p.To("rule", number)})
	}
	return l
}

type harmsPage struct {
	Page
	Complaints []Complaint
	Number     string
	Line       *ReopenedLine
	Since      string // the day on which the rule stopped; empty: it never did
	Said       []Line
	Form       Form
	Again      string // address of the form of a new rule; empty for who may not write one
	Hassle     string // address of the hassle on the desk
}

func (v *visit) harms() (answer, error) { return v.harmsForm(v.form("", "harm.")) }

func (v *visit) sayHarm() (answer, error) {
	f := v.form("", "harm.")
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	_, err = v.Workflow.SayHarm(v.r.Context(), v.act, number, v.said("text"))
	if f.refused(v, err) {
		return v.harmsForm(f)
	}
	return v.done("harm_said", "work_harm", number.String()), err
}

func (v *visit) harmsForm(f Form) (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
	if err != nil {
		return answer{}, err
	}
	r, err := v.Workflow.Harms(v.r.Context(), v.act, number)
	if err != nil {
		return answer{}, err
	}
	p := harmsPage{Page: v.headed("harm.of", number.String()+" "+view.Text.Title), Number: number.String(), Form: f, Complaints: f.Complaints}
	p.Crumbs = append(p.Crumbs, Crumb{p.Number, p.To("rule", p.Number)})
	p.Wrong, p.Line = f.Failed(), p.reopened(r)
	if r.Since != registry.NoDay {
		p.Since = p.Page.Day(r.Since)
	}
	for _, h := range r.Harms {
		p.Said = append(p.Said, Line{p.Page.Day(h.Day), h.Text})
	}
	if v.may("catalogue") {
		p.Again = withQuery(p.To("work_rule_new"), "again="+p.Number)
	}
	if r.Hassle.ID != "" && v.may("weigh") {
		p.Hassle = p.To("work_hassle", string(r.Hassle.ID))
	}
	return answer{status: f.Status, template: "harms", data: p}, nil
}

// harmOf is what everybody reads of a rule, and where it is said that it did harm.
func (v *visit) harmOf(p Page, rule registry.Rule) (line *ReopenedLine, say string, err error) {
	r, err := v.Workflow.Reopened(v.r.Context(), rule.Number)
	if reach, may := v.reach("reopen"); v.signed && may && reach.Has(rule.Catalogue) && r.Since != registry.NoDay {
		say = p.To("work_harm", rule.Number.String())
	}
	return p.reopened(r), say, err
}
