package web

import (
	"net/http"
	"net/url"

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
	Found      string
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

// inboxFilter is what a list of inputs is narrowed to, and the input after which it begins.
type inboxFilter struct {
	rule, audience, kind, input, after string
	unanswered                         bool
}

func (v *visit) inboxFilter() inboxFilter {
	return inboxFilter{rule: v.typed("rule"), audience: v.typed("audience"), kind: v.typed("kind"), input: v.typed("input"),
		after: v.typed("after"), unanswered: v.typed("unanswered") == "yes"}
}

// asked is the filter for the store; false when it lets nothing through.
func (v *visit) asked(f inboxFilter) (q workflow.InputFilter, some bool, err error) {
	q = workflow.InputFilter{Audience: f.audience, Kind: workflow.InputKind(f.kind), NoRule: f.rule == "none", Reach: v.act.Reach,
		After: registry.InputID(f.after), Limit: inboxLimit}
	if f.input != "" {
		q.Inputs = []registry.InputID{registry.InputID(f.input)}
	}
	if f.unanswered {
		q.Answered = new(bool)
	}
	if f.rule == "" || q.NoRule {
		return q, true, nil
	}
	number, err := registry.ParseNumber(f.rule)
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

func (f inboxFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"rule": f.rule, "audience": f.audience, "kind": f.kind, "input": f.input, "after": f.after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.unanswered {
		q.Set("unanswered", "yes")
	}
	return q
}

// inbox lists what people sent in, to be answered.
func (v *visit) inbox() (answer, error) { return v.inboxForm(v.form("", "inbox.")) }

func (v *visit) inboxForm(f Form) (answer, error) {
	if !slugLike(v.name) {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	filter := v.inboxFilter()
	asked, some, err := v.asked(filter)
	if err != nil {
		return answer{}, err
	}
	if !some {
		asked.Inputs = []registry.InputID{}
	}
	found, err := v.Workflow.InboxPage(v.r.Context(), v.name, asked)
	if err != nil {
		return answer{}, err
	}
	c := found.Consultation
	p := inboxPage{Page: v.shell(v.text("inbox.title")), Form: f, Complaints: f.Complaints,
		Unanswered: filter.unanswered, Filtered: len(filter.query()) > 0}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	p.About, p.All = Crumb{c.Title.Da, p.To("consultation", c.Slug)}, p.To("work_inputs", c.Slug)
	p.Rules = []Option{{"", p.T("register.any"), false}, {"none", p.T("inbox.no_rule"), filter.rule == "none"}}
	for _, e := range found.Rules {
		n := e.Rule.Number.String()
		p.Rules = append(p.Rules, Option{n, n + " " + e.Text.Title, n == filter.rule})
	}
	p.Audiences = []Option{{"", p.T("register.any"), false}}
	for _, a := range found.Audiences {
		p.Audiences = append(p.Audiences, Option{a, a, a == filter.audience})
	}
	p.Kinds = []Option{{"", p.T("register.any"), false}}
	for _, k := range []workflow.InputKind{workflow.AnswerInput, workflow.ViewInput, workflow.SuggestionInput} {
		p.Kinds = append(p.Kinds, Option{string(k), capital(p.Lang.Name("input_kind", string(k))), string(k) == filter.kind})
	}
	if p.Covered = p.T("inbox.covered", "answered", p.Number(found.Covered.Inputs-found.Covered.Unanswered), "all", p.Number(found.Covered.Inputs)); found.Covered.Inputs > registry.CountLimit {
		p.Covered = p.T("inbox.many", "n", p.Number(registry.CountLimit))
	}
	if p.Found = p.Count("inbox.found", found.Found); found.Found > registry.CountLimit {
		p.Found = p.T("inbox.many", "n", p.Number(registry.CountLimit))
	}
	for _, a := range found.Inputs {
		line := InboxLine{InputLine: p.inputLine(a, c), Chosen: f.Has("inputs", string(a.Input.ID)) || found.Found == 1}
		line.Alone = withQuery(p.All, url.Values{"input": {line.ID}}.Encode())
		p.Shown = append(p.Shown, line)
	}
	if found.More {
		p.Next = withQuery(p.All, with(filter.query(), "after", p.Shown[len(p.Shown)-1].ID).Encode())
	}
	p.Answers = append(p.Answers, Option{"", p.T("inbox.choose"), false})
	for _, k := range workflow.DispositionKinds {
		p.Answers = append(p.Answers, Option{Value: string(k), Text: capital(p.Lang.Name("disposition", string(k)))})
	}
	return answer{status: f.Status, template: "inbox", data: p}, nil
}

// dispose answers the inputs that were picked, or says whether their texts may be
// shown to everybody.
func (v *visit) dispose() (answer, error) {
	f := v.form("", "inbox.")
	if !slugLike(v.name) {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	sent := []registry.InputID{}
	for _, id := range v.sent["inputs"] {
		sent = append(sent, registry.InputID(id))
	}
	found, err := v.Workflow.Inbox(v.r.Context(), v.name, workflow.InputFilter{Inputs: sent, Reach: v.act.Reach})
	if err != nil {
		return answer{}, err
	}
	var picked []registry.InputID
	for _, a := range found {
		picked = append(picked, a.Input.ID)
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
