package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// inboxFilter is what a list of inputs is narrowed to, and the input after which it
// begins: the fields of the address, empty where they narrow nothing.
type inboxFilter map[string]string

var inboxFields = []string{"q", "rule", "audience", "kind", "question", "theme", "stance", "screening", "disposition", "assigned", "action", "unanswered", "after"}

func (v *visit) inboxFilter() inboxFilter {
	f := inboxFilter{}
	for _, name := range inboxFields {
		if typed := v.typed(name); typed != "" {
			f[name] = typed
		}
	}
	return f
}

func (f inboxFilter) query() url.Values {
	q := url.Values{}
	for name, value := range f {
		q.Set(name, value)
	}
	return q
}

const (
	mostWords     = 5
	assignedMine  = "mine"
	assignedNone  = "none"
	ruleNone      = "none"
	unansweredYes = "yes"
	actionOpen    = "open"
)

// asked is the filter for the store; false when it lets nothing through.
func (v *visit) asked(f inboxFilter) (q workflow.InputFilter, some bool, err error) {
	q = workflow.InputFilter{Audience: f["audience"], Kind: workflow.InputKind(f["kind"]), Question: f["question"], Theme: f["theme"], Stance: workflow.Stance(f["stance"]),
		Screening: workflow.Screening(f["screening"]), Disposed: workflow.DispositionKind(f["disposition"]), NoRule: f["rule"] == ruleNone,
		Reach: v.act.Reach, After: registry.InputID(f["after"]), Heads: true, Limit: inboxLimit}
	if words := strings.Fields(f["q"]); len(words) > 0 {
		q.Words = words[:min(len(words), mostWords)]
	}
	switch f["assigned"] {
	case "":
	case assignedMine:
		q.Mine = v.act.Actor.User
	case assignedNone:
		q.Unassigned = true
	default:
		q.Assigned = []workflow.Assignee{workflow.Assignee(f["assigned"])}
	}
	q.Urgent = f["action"] == actionOpen
	if f["unanswered"] == unansweredYes {
		q.Answered = new(bool)
	}
	if f["rule"] == "" || q.NoRule {
		return q, true, nil
	}
	number, err := registry.ParseNumber(f["rule"])
	if err != nil {
		return q, false, nil
	}
	rules, err := v.Register.RulesNumbered(v.r.Context(), []registry.Number{number})
	if registry.CodeOf(err) == registry.CodeNotFound {
		return q, false, nil
	}
	if err == nil {
		q.Rule = rules[0].ID
	}
	return q, true, err
}

// InboxSelect is one choice that narrows the inbox.
type InboxSelect struct {
	Name, Label string
	Options     []Option
}

// inboxSelects are the choices, in the order of the page.
func (p Page) inboxSelects(found workflow.InboxPage, f inboxFilter) (all []InboxSelect) {
	add := func(name, label string, options ...Option) {
		options = append([]Option{{Text: p.T("register.any")}}, options...)
		for n := range options {
			options[n].Chosen = options[n].Value == f[name]
		}
		all = append(all, InboxSelect{name, p.T(label), options})
	}
	rules := []Option{{Value: ruleNone, Text: p.T("inbox.no_rule")}}
	for _, e := range found.Rules {
		n := e.Rule.Number.String()
		rules = append(rules, Option{Value: n, Text: n + " " + e.Text.Title})
	}
	var audiences, questions []Option
	for _, a := range found.Audiences {
		audiences = append(audiences, Option{Value: a, Text: a})
	}
	for _, q := range found.Consultation.Questions {
		if q.Kind == workflow.FreeText {
			questions = append(questions, Option{Value: q.ID, Text: q.Text.In(string(p.Lang))})
		}
	}
	assigned := []Option{{Value: assignedMine, Text: p.T("inbox.mine")}, {Value: assignedNone, Text: p.T("inbox.unassigned")}}
	for _, x := range found.Progress {
		if x.Name != "" {
			assigned = append(assigned, Option{Value: string(x.To), Text: x.Name})
		}
	}
	add("rule", "register.rule", rules...)
	add("audience", "inbox.audience", audiences...)
	add("kind", "inbox.input_kind", choicesNamed(p, "input_kind", workflow.InputKinds)...)
	if len(questions) > 0 {
		add("question", "inbox.question", questions...)
	}
	if themes := found.Consultation.Themes; len(themes) > 0 {
		var options []Option
		for _, o := range themes {
			options = append(options, Option{Value: o.ID, Text: o.Text.In(string(p.Lang))})
		}
		add("theme", "suggest.theme_head", options...)
	}
	add("stance", "inbox.stance", choicesNamed(p, "stance", workflow.Stances)...)
	add("screening", "inbox.screening", choicesNamed(p, "screening", workflow.Screenings)...)
	add("disposition", "inbox.disposition", choicesNamed(p, "disposition", workflow.DispositionKinds)...)
	add("assigned", "inbox.assigned", assigned...)
	add("action", "inbox.action", Option{Value: actionOpen, Text: p.T("inbox.action_open")})
	return all
}

// choicesNamed are the values of a list with their names.
func choicesNamed[T ~string](p Page, group string, values []T) (options []Option) {
	for _, value := range values {
		options = append(options, Option{Value: string(value), Text: capital(p.Lang.Name(group, string(value)))})
	}
	return options
}

// assignees are the users and posts that inputs can be assigned to.
func (v *visit) assignees() ([]Option, error) {
	all := []Option{{Text: v.text("inbox.nobody")}}
	users, err := v.Register.Users(v.r.Context())
	if err != nil {
		return nil, err
	}
	posts, err := v.Register.Posts(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if u.Active {
			all = append(all, Option{Value: string(u.ID), Text: u.Name})
		}
	}
	var named []Option
	for _, a := range posts {
		named = append(named, Option{Value: string(a.Post.ID), Text: v.text("inbox.as_post", "post", a.Post.Name)})
	}
	slices.SortStableFunc(named, func(a, b Option) int { return strings.Compare(a.Text, b.Text) })
	return append(all, named...), nil
}
