package web

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// typeInPage is the whole questionnaire on one page: printed, to be filled in by hand,
// or as a form into which an answer on paper or by telephone is typed.
type typeInPage struct {
	contributionPage
	Ways    Field
	Paper   string // address of the sheet
	Setup   string
	Address string // where the receipt code is used
}

// openLink is a consultation with the link that the address names; CodeNotFound when
// there is no such link that is not revoked.
func (v *visit) openLink() (workflow.Listed, workflow.Link, error) {
	c, err := v.Workflow.Consultation(v.r.Context(), v.name)
	if err != nil {
		return c, workflow.Link{}, err
	}
	links, err := v.Workflow.Links(v.r.Context(), v.name)
	if err != nil {
		return c, workflow.Link{}, err
	}
	for _, l := range links {
		if string(l.ID) == v.names[1] && !l.Revoked && !l.Single() {
			return c, l.Link, nil
		}
	}
	return c, workflow.Link{}, &registry.Error{Code: registry.CodeNotFound}
}

func (v *visit) wholeForm(f Form) (p typeInPage, c workflow.Listed, l workflow.Link, err error) {
	if c, l, err = v.openLink(); err != nil {
		return p, c, l, err
	}
	p.contributionPage = contributionPage{Page: v.shell(v.text("type_in.title")), Form: f, Audience: l.Audience, Until: v.lastDay(c.Closes)}
	p.Danger, p.Intro, p.Privacy = v.told(c.Danger), v.told(c.Intro), v.told(c.Privacy)
	p.Wrong = f.Failed()
	p.GroupPeople, p.GroupMethod, p.GroupOpen = p.asksGroup()
	put := c.PutTo(l.Audience)
	p.Questions = p.asks(put)
	for _, e := range c.Entries {
		p.Rules = append(p.Rules, p.asksOf(e))
	}
	for i := range 3 {
		p.Suggestions = append(p.Suggestions, p.themed(i, c.Themes))
	}
	p.Missing = p.asksMissing(c.Consultation)
	p.Form.name(p.labels([]step{{kind: "questions", questions: put}, {kind: "rules", rules: c.Entries}}))
	p.Complaints = p.Form.Complaints
	p.Setup, p.Paper = p.To("work_consultation", c.Slug), p.To("work_paper", c.Slug, string(l.ID))
	p.Address = v.BaseURL + path("receipt", v.lang)
	return p, c, l, nil
}

// paper is the questionnaire as a sheet to print.
func (v *visit) paper() (answer, error) {
	p, c, _, err := v.wholeForm(v.form("", "answer."))
	if err != nil {
		return answer{}, err
	}
	p.Title, p.TitleIsData, p.Crumbs, p.Canonical = c.Title.In(string(v.lang)), v.told(c.Title).Lang == "da", nil, ""
	return answer{template: "paper", data: p}, nil
}

func (v *visit) typeInForm(f Form) (answer, error) {
	p, c, _, err := v.wholeForm(f)
	if err != nil {
		return answer{}, err
	}
	var ways []Option
	for _, w := range workflow.Ways {
		ways = append(ways, Option{Value: string(w), Text: capital(p.Lang.Name("way", string(w)))})
	}
	p.Ways = p.Form.Select("way", ways)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")}, Crumb{c.Title.In(string(v.lang)), p.Setup})
	return answer{status: f.Status, template: "type-in", data: p}, nil
}

func (v *visit) typeIn() (answer, error) { return v.typeInForm(v.form("", "answer.")) }

// typedIn stores what was typed in for somebody. The code stands on the answer itself,
// a slip to print and give away, and nowhere else.
func (v *visit) typedIn() (answer, error) {
	f := v.form("", "answer.")
	_, l, err := v.openLink()
	if err != nil {
		return answer{}, err
	}
	said, pairs, err := v.contributed()
	code := ""
	if err == nil {
		code, err = v.Workflow.TypeIn(v.r.Context(), v.act, v.name, l.ID, f.Submission, workflow.Way(v.said("way")), said)
	}
	if f.refused(v, err, pairs...) {
		return v.typeInForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	p, c, _, err := v.wholeForm(f)
	if err != nil {
		return answer{}, err
	}
	p.Title, p.Code, p.Crumbs = v.text("type_in.done"), code, nil
	p.Setup = p.To("work_type_in", c.Slug, string(l.ID))
	return answer{template: "typed-in", data: p}, nil
}
