package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type inboxPage struct {
	Page
	Form       Form
	Complaints []Complaint
	About      Crumb  // the consultation's results
	Covered    string // "3 af 10 besvaret"
	Filtered   bool
	All        string // address without filters
	Rules      []Option
	Audiences  []Option
	Kinds      []Option
	Unanswered bool
	Shown      []InboxLine
	Found      int
	Next       string
	Answers    []Option // kinds of disposition
}

// InboxLine is an input that can be picked.
type InboxLine struct {
	InputLine
	Chosen bool
	Alone  string // address of the list with this input only
}

const inboxLimit = 100

// inboxFilter is what a list of inputs is narrowed to.
type inboxFilter struct {
	rule, audience, kind, input string
	unanswered                  bool
	from                        int
}

func (v *visit) inboxFilter() inboxFilter {
	f := inboxFilter{rule: v.typed("rule"), audience: v.typed("audience"), kind: v.typed("kind"), input: v.typed("input"), unanswered: v.typed("unanswered") == "yes"}
	f.from, _ = strconv.Atoi(v.typed("from")) // what is no number is the beginning
	return f
}

func (f inboxFilter) fits(a workflow.Answered) bool {
	return (f.rule == "" || a.Rule != nil && a.Rule.Rule.Number.String() == f.rule || f.rule == "none" && a.Rule == nil) &&
		(f.audience == "" || a.Input.Audience == f.audience) && (f.kind == "" || string(a.Input.Kind) == f.kind) &&
		(f.input == "" || string(a.Input.ID) == f.input) && (!f.unanswered || a.Disposition == nil)
}

func (f inboxFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"rule": f.rule, "audience": f.audience, "kind": f.kind, "input": f.input} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.unanswered {
		q.Set("unanswered", "yes")
	}
	return q
}

// reachedInputs are the inputs that the reader may weigh: about a rule within reach.
// What is about no rule belongs to those who reach everything.
func (v *visit) reachedInputs() (workflow.Consultation, []workflow.Answered, error) {
	if !slugLike(v.name) {
		return workflow.Consultation{}, nil, &registry.Error{Code: registry.CodeNotFound}
	}
	c, err := v.Workflow.Consultation(v.r.Context(), v.name)
	if err != nil {
		return c.Consultation, nil, err
	}
	all, err := v.Workflow.Inbox(v.r.Context(), v.name, workflow.InputFilter{})
	return c.Consultation, slices.DeleteFunc(all, func(a workflow.Answered) bool {
		return len(v.act.Reach) > 0 && (a.Rule == nil || !v.act.Reach.Has(a.Rule.Rule.Catalogue))
	}), err
}

// inbox lists what people sent in, to be answered.
func (v *visit) inbox() (answer, error) { return v.inboxForm(v.form("", "inbox.")) }

func (v *visit) inboxForm(f Form) (answer, error) {
	c, all, err := v.reachedInputs()
	if err != nil {
		return answer{}, err
	}
	filter := v.inboxFilter()
	p := inboxPage{Page: v.shell(v.text("inbox.title")), Form: f, Complaints: f.Complaints,
		Unanswered: filter.unanswered, Filtered: len(filter.query()) > 0}
	p.Wrong = f.Failed()
	p.Crumbs = []Crumb{{p.T("consultations.title"), p.To("work_consultations")}}
	p.About, p.All = Crumb{c.Title.Da, p.To("consultation", c.Slug)}, p.To("work_inputs", c.Slug)
	answeredAlready := 0
	rules, audiences := []Option{{"", p.T("register.any"), false}, {"none", p.T("inbox.no_rule"), filter.rule == "none"}}, []Option{{"", p.T("register.any"), false}}
	for _, a := range all {
		if a.Disposition != nil {
			answeredAlready++
		}
		if a.Rule != nil {
			n := a.Rule.Rule.Number.String()
			rules = once(rules, Option{n, n + " " + a.Rule.Text.Title, n == filter.rule})
		}
		audiences = once(audiences, Option{a.Input.Audience, a.Input.Audience, a.Input.Audience == filter.audience})
	}
	slices.SortFunc(rules[2:], func(a, b Option) int { return registryOrder(a.Value, b.Value) })
	p.Rules, p.Audiences = rules, audiences
	p.Kinds = []Option{{"", p.T("register.any"), false}}
	for _, k := range []workflow.InputKind{workflow.AnswerInput, workflow.ViewInput, workflow.SuggestionInput} {
		p.Kinds = append(p.Kinds, Option{string(k), capital(p.Lang.Name("input_kind", string(k))), string(k) == filter.kind})
	}
	p.Covered = p.T("inbox.covered", "answered", p.Number(answeredAlready), "all", p.Number(len(all)))
	fit := slices.DeleteFunc(slices.Clone(all), func(a workflow.Answered) bool { return !filter.fits(a) })
	p.Found = len(fit)
	from := min(max(filter.from, 0), len(fit))
	page := fit[from:min(from+inboxLimit, len(fit))]
	for _, a := range page {
		line := InboxLine{InputLine: p.inputLine(a, c), Chosen: f.Has("inputs", string(a.Input.ID)) || len(fit) == 1}
		line.Alone = withQuery(p.All, url.Values{"input": {line.ID}}.Encode())
		p.Shown = append(p.Shown, line)
	}
	if next := from + len(page); next < len(fit) {
		p.Next = withQuery(p.All, with(filter.query(), "from", strconv.Itoa(next)).Encode())
	}
	p.Answers = append(p.Answers, Option{"", p.T("inbox.choose"), false})
	for _, k := range workflow.DispositionKinds {
		p.Answers = append(p.Answers, Option{Value: string(k), Text: capital(p.Lang.Name("disposition", string(k)))})
	}
	return answer{status: f.Status, template: "inbox", data: p}, nil
}

func once(list []Option, o Option) []Option {
	if slices.ContainsFunc(list, func(x Option) bool { return x.Value == o.Value }) {
		return list
	}
	return append(list, o)
}

// registryOrder puts numbers that may have more than four digits in order.
func registryOrder(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	return 1
}

// dispose answers the inputs that were picked, or says whether their texts may be
// shown to everybody.
func (v *visit) dispose() (answer, error) {
	f := v.form("", "inbox.")
	_, all, err := v.reachedInputs()
	if err != nil {
		return answer{}, err
	}
	var picked []registry.InputID
	for _, id := range v.sent["inputs"] {
		if slices.ContainsFunc(all, func(a workflow.Answered) bool { return string(a.Input.ID) == id }) {
			picked = append(picked, registry.InputID(id))
		}
	}
	ctx, done := v.r.Context(), "answered"
	switch do := v.said("do"); {
	case len(picked) == 0:
		var c registry.Checks
		c.Fail("inputs", registry.CodeRequired)
		err = c.Err()
	case do == "publish" || do == "withhold":
		done = do
		err = v.Workflow.Publish(ctx, v.act, v.name, picked, do == "publish")
	default:
		err = v.Workflow.Dispose(ctx, v.act, picked, workflow.DispositionKind(v.said("kind")), v.said("reason"))
	}
	if f.refused(v, err) {
		return v.inboxForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	q := with(v.inboxFilter().query(), noticeField, "inputs_"+done)
	q.Del("input")
	return answer{status: http.StatusSeeOther, redirect: withQuery(path("work_inputs", v.lang, v.name), q.Encode())}, nil
}
