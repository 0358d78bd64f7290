package web

import (
	"net/url"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type inboxPage struct {
	Page
	Weighing
	Complaints []Complaint
	About      Crumb  // the consultation's results
	Covered    string // "3 af 10 besvaret"
	Filtered   bool
	All        string // address without filters
	Rules      []Option
	Audiences  []Option
	Kinds      []Option
	Screenings []Option
	Unanswered bool
	Shown      []InboxLine
	Found      string
	Next       string
}

// InboxLine is an input that can be picked.
type InboxLine struct {
	InputLine
	Pick   string // its id and the edit that is shown
	Chosen bool
	Alone  string // address of its own page
	Part   bool   // of one that was split
	Merged string // how many others it leads
	Alike  string // how many are like it
}

const inboxLimit = 100

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
	p := inboxPage{Page: v.shell(v.text("inbox.title")), Weighing: v.weighing(f, found.Items), Complaints: f.Complaints,
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
	p.Screenings = []Option{{"", p.T("register.any"), false}}
	for _, k := range workflow.Screenings {
		p.Screenings = append(p.Screenings, Option{string(k), capital(p.Lang.Name("screening", string(k))), string(k) == filter.screening})
	}
	if p.Covered = p.T("inbox.covered", "answered", p.Number(found.Covered.Inputs-found.Covered.Unanswered), "all", p.Number(found.Covered.Inputs)); found.Covered.Inputs > registry.CountLimit {
		p.Covered = p.T("inbox.many", "n", p.Number(registry.CountLimit))
	}
	if p.Found = p.Count("inbox.found", found.Found); found.Found > registry.CountLimit {
		p.Found = p.T("inbox.many", "n", p.Number(registry.CountLimit))
	}
	for _, a := range found.Inputs {
		line := InboxLine{InputLine: p.inputLine(a, c), Pick: pickOf(a.Input), Chosen: v.ticks(string(a.Input.ID)) || found.Found == 1}
		line.Alone = withQuery(p.To("work_input", c.Slug, line.ID), url.Values{"from": {filter.query().Encode()}}.Encode())
		if line.Part = a.Input.PartOf != ""; found.Merged[a.Input.ID] > 0 {
			line.Merged = p.Count("inbox.merged", found.Merged[a.Input.ID])
		}
		if n := found.Alike[a.Input.ID]; n > 0 {
			line.Alike = p.Count("inbox.alike", n)
			if found.Sampled {
				line.Alike = p.Count("inbox.alike_least", n)
			}
		}
		p.Shown = append(p.Shown, line)
	}
	if found.More {
		p.Next = withQuery(p.All, with(filter.query(), "after", p.Shown[len(p.Shown)-1].ID).Encode())
	}
	return answer{status: f.Status, template: "inbox", data: p}, nil
}
