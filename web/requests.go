package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// requestAddresses and requestPlaces are the pages of requests to posts: those of
// the administrator who asks, and those of whoever is asked.
var (
	requestAddresses = map[string]address{
		"work_requests":    {texts.Danish: "/arbejde/anmodninger", texts.English: "/en/desk/requests"},
		"work_request_new": {texts.Danish: "/arbejde/anmodninger/ny", texts.English: "/en/desk/requests/new"},
		"work_request":     {texts.Danish: "/arbejde/anmodninger/{request}", texts.English: "/en/desk/requests/{request}"},
		"work_asked":       {texts.Danish: "/arbejde/mine-regler", texts.English: "/en/desk/my-rules"},
		"work_asked_one":   {texts.Danish: "/arbejde/mine-regler/{request}", texts.English: "/en/desk/my-rules/{request}"},
	}
	requestPlaces = map[string]place{
		"work_requests":    {permission: "govern", show: (*visit).requests},
		"work_request_new": {permission: "govern", show: (*visit).newRequest, forms: map[string]form{"": {operation: "create-request", send: (*visit).addRequest}}},
		"work_request": {permission: "govern", show: (*visit).request, forms: map[string]form{
			"":         {operation: "edit-request", send: (*visit).editRequest},
			"deadline": {operation: "edit-request", send: (*visit).moveDeadline},
			"send":     {operation: "send-request", send: (*visit).sendRequest},
			"remind":   {operation: "remind-request", send: (*visit).remindRequest},
			"end":      {operation: "end-request", send: (*visit).endRequest},
		}},
		"work_asked":     {permission: "catalogue", show: (*visit).ownAsked},
		"work_asked_one": {permission: "catalogue", show: (*visit).askedOne, forms: map[string]form{"": {operation: "answer-request", send: (*visit).answerAsked}}},
	}
)

const requestsPerPage = 20

type requestsPage struct {
	Page
	Requests []RequestLine
	Next     string
	Start    string
}

// RequestLine is a request in a list.
type RequestLine struct {
	Address, Title, Lang string
	State, Deadline      string
	Late                 bool
	Progress             string // empty: not sent
}

// requests lists the requests, newest first.
func (v *visit) requests() (answer, error) {
	before := v.typed("before")
	page, err := v.Register.Requests(v.r.Context(), registry.RequestQuery{Before: registry.RequestID(before), Limit: requestsPerPage})
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := requestsPage{Page: v.shell(v.text("asking.list"))}
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
	for _, q := range page.Requests {
		line := RequestLine{Address: p.To("work_request", string(q.ID)), Title: q.Title, Lang: q.Language, State: p.requestState(q)}
		line.Deadline, line.Late = p.due(q, today)
		if said, sent := page.Progress[q.ID]; sent {
			all := 0
			for _, n := range said {
				all += n
			}
			line.Progress = p.Count("asking.progress", all, "answered", p.Number(all-said[registry.Unanswered]))
		}
		p.Requests = append(p.Requests, line)
	}
	if before != "" {
		p.Start = p.To("work_requests")
	}
	if page.More {
		p.Next = p.To("work_requests") + "?before=" + string(page.Requests[len(page.Requests)-1].ID)
	}
	return answer{template: "requests", data: p}, nil
}

// requestState is how far a request has come, in words.
func (p Page) requestState(q registry.Request) string {
	switch q.State() {
	case registry.RequestEnded:
		if q.Sent == registry.NoDay {
			return p.T("asking.state_dropped", "day", p.Day(q.Ended))
		}
		return p.T("asking.state_ended", "day", p.Day(q.Ended))
	case registry.RequestOpen:
		return p.T("asking.state_open", "day", p.Day(q.Sent))
	}
	return p.T("asking.state_draft")
}

// due tells the deadline of a request, and whether an open one has passed it.
func (p Page) due(q registry.Request, today registry.Day) (text string, late bool) {
	day := p.Day(q.Deadline)
	switch left := int(q.Deadline - today); {
	case q.State() == registry.RequestEnded:
		return p.T("asking.due", "day", day), false
	case left < 0:
		return p.T("asking.due_passed", "day", day), q.State() == registry.RequestOpen
	case left == 0:
		return p.T("asking.due_today"), false
	default:
		return p.Count("asking.due_in", left, "day", day), false
	}
}

// requestChoices are the choices of a request's form.
type requestChoices struct {
	Asks, Lacking, Areas, Units, Languages []Option
	Reviews, Kinds, Protects, Forms        []Option
	Owners                                 []string
}

func (v *visit) requestChoices(p Page) (requestChoices, error) {
	c := requestChoices{Areas: []Option{{Value: "", Text: p.T("register.any")}}}
	for _, a := range registry.AskedThings {
		c.Asks = append(c.Asks, Option{Value: string(a), Text: p.T("asking.ask_" + string(a))})
	}
	for _, m := range registry.Fillable {
		c.Lacking = append(c.Lacking, Option{Value: string(m), Text: capital(p.Lang.Name("lacks", string(m)))})
	}
	for _, l := range texts.Langs {
		c.Languages = append(c.Languages, Option{Value: string(l), Text: l.Own()})
	}
	any := Option{Text: p.T("register.any")}
	c.Kinds = append([]Option{any}, named(p, "kind", registry.RuleKinds)...)
	c.Protects = append([]Option{any}, named(p, "protects", registry.ProtectsChoices)[1:]...)
	c.Forms = append([]Option{any}, named(p, "legal_form", registry.LegalForms)[1:]...)
	reviews, err := v.Workflow.Reviews(v.r.Context())
	if err != nil {
		return c, err
	}
	c.Reviews = []Option{any}
	for _, r := range reviews {
		c.Reviews = append(c.Reviews, Option{Value: r.Slug, Text: r.Name})
	}
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		areas, err := r.Areas()
		if err != nil {
			return err
		}
		units, err := r.Units(workSuggested)
		if err != nil {
			return err
		}
		c.Owners, err = r.Owners(workSuggested)
		for _, a := range areas {
			c.Areas = append(c.Areas, Option{Value: a, Text: a})
		}
		for _, u := range units {
			c.Units = append(c.Units, Option{Value: u, Text: u})
		}
		return err
	})
	return c, err
}

// askAbout is the form that asks about the rules of a list; empty where a request
// cannot be narrowed in the same way.
func (p Page) askAbout(r registry.RegisterQuery) string {
	f := r.Filter
	rest := f
	rest.Unit, rest.Owner, rest.Kind, rest.Protects, rest.LegalForm, rest.Review = "", "", "", "", "", ""
	to := url.Values{}
	if len(f.Missing) == 1 && slices.Contains(registry.Fillable, f.Missing[0]) {
		rest.Missing = nil
		to.Set("missing", string(f.Missing[0]))
	}
	if r.Text != "" || r.Class != "" || len(r.States) > 0 || r.On != registry.NoDay || !rest.Empty() {
		return ""
	}
	for field, value := range map[string]string{"area": r.Area, "unit": f.Unit, "owner": f.Owner, "kind": string(f.Kind), "protects": string(f.Protects),
		"legal_form": string(f.LegalForm), "review": f.Review} {
		to = with(to, field, value)
	}
	return withQuery(p.To("work_request_new"), to.Encode())
}

// requestFields are the fields of a request's form.
type requestFields struct {
	Page Page
	Form Form
	requestChoices
}

// Choices are boxes of which several may be ticked.
func (f requestFields) Choices(name string, options []Option) Field {
	return f.Form.Select(name, options)
}

// Suggested is a field with the posts that there are.
func (f requestFields) Suggested(name string) Field {
	d := f.Form.Line(name).Optional()
	d.List = "asking-owners"
	return d
}

func (v *visit) requestFields(p Page, f Form) (requestFields, error) {
	c, err := v.requestChoices(p)
	for _, chosen := range f.values["units"] { // one that no rule has, or no longer
		if chosen != "" && !slices.ContainsFunc(c.Units, func(o Option) bool { return o.Value == chosen }) {
			c.Units = append(c.Units, Option{Value: shown(chosen), Text: shown(chosen)})
		}
	}
	return requestFields{p, f, c}, err
}

// saidRequest is what was written about a request.
func (v *visit) saidRequest(c *registry.Checks) registry.RequestEntry {
	e := registry.RequestEntry{Title: v.said("title"), Words: v.said("words"), Language: v.said("language"), Ask: registry.Asked(v.said("ask")),
		Deadline: v.saidDay(c, "deadline"), Scope: registry.RequestScope{Area: v.said("area"), Units: slices.DeleteFunc(slices.Clone(v.sent["units"]), func(u string) bool { return u == "" }), Filter: registry.Filter{Owner: v.said("owner"),
			Review: v.said("review"), Kind: registry.RuleKind(v.said("kind")), Protects: registry.Protects(v.said("protects")), LegalForm: registry.LegalForm(v.said("legal_form"))}}}
	for _, m := range v.sent["lacking"] {
		e.Lacking = append(e.Lacking, registry.Missing(m))
	}
	return e
}

type newRequestPage struct {
	Page
	Complaints []Complaint
	Fields     requestFields
}

func (v *visit) newRequest() (answer, error) { return v.newRequestForm(v.form("", "asking.")) }

func (v *visit) newRequestForm(f Form) (answer, error) {
	q := v.r.URL.Query() // where the list of rules was narrowed to something
	if lacking := registry.Missing(q.Get("missing")); slices.Contains(registry.Fillable, lacking) {
		f.preset("ask", string(registry.AskComplete))
		f.preset("lacking", string(lacking))
	} else {
		f.preset("ask", string(registry.AskConfirm))
		f.preset("lacking", string(registry.MissingPlain), string(registry.MissingJustification))
	}
	f.preset("language", string(texts.Danish))
	for _, field := range []string{"area", "owner", "review", "kind", "protects", "legal_form"} {
		f.preset(field, shown(q.Get(field)))
	}
	if unit := q.Get("unit"); unit != "" {
		f.preset("units", shown(unit))
	}
	p := newRequestPage{Page: v.shell(v.text("asking.new")), Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}, {p.T("asking.list"), p.To("work_requests")}}
	var err error
	p.Fields, err = v.requestFields(p.Page, f)
	return answer{status: f.Status, template: "request-new", data: p}, err
}

func (v *visit) addRequest() (answer, error) {
	f := v.form("", "asking.")
	var c registry.Checks
	e := v.saidRequest(&c)
	err := c.Err()
	var q registry.Request
	if err == nil {
		q, err = v.Register.AddRequest(v.r.Context(), v.act, e)
	}
	if f.refused(v, err) {
		return v.newRequestForm(f)
	}
	return v.done("asking_made", "work_request", string(q.ID)), err
}

// numberIn is the rule that a parameter of the address names; 0 when it names none.
func (v *visit) numberIn(field string) registry.Number {
	n, err := registry.ParseNumber(v.typed(field))
	if err != nil { // a place in the list that is none is its beginning
		return 0
	}
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }

// askedPosts are the posts of which rules are asked about still.
func askedPosts(posts []registry.RequestPost) []registry.RequestPost {
	return slices.DeleteFunc(slices.Clone(posts), func(p registry.RequestPost) bool { return p.Rules == 0 })
}
