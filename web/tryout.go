package web

import (
	"net/url"
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Beside is what an audience meets, beside the form in which it is built.
type Beside struct {
	Audience string
	Steps    []BesideStep
	Full     []PreviewLine // to the whole of it, for each audience
	Further  []PreviewLink // to where it is translated
}

// BesideStep is a page of the questionnaire as it stands in the form.
type BesideStep struct {
	ID, Lead, Head string
	Questions      []AskedQuestion
	Rules          []string // their plain sentences
	Suggestions    []Saying
}

// PreviewLine leads to what an audience meets, in each language.
type PreviewLine struct {
	Audience string
	In       []PreviewLink
}

// PreviewLink is one of those.
type PreviewLink struct{ Address, Lang, Name, For string }

// audiencesOf are those of the links, or everybody where there is no link yet.
func (v *visit) audiencesOf(links []workflow.MadeLink) (audiences []string) {
	for _, l := range links {
		if n := len(audiences); !l.Revoked && (n == 0 || audiences[n-1] != l.Audience) {
			audiences = append(audiences, l.Audience)
		}
	}
	if len(audiences) == 0 {
		return []string{v.text("build.everybody")}
	}
	return audiences
}

// beside shows the first audience's steps as they are stored, or as the form has them
// after a press in the builder.
func (v *visit) beside(p *consultationForm, c workflow.Listed, report workflow.Report, links []workflow.MadeLink) error {
	now := c.Consultation
	if v.pressed.on {
		now, _, _ = v.saidConsultation(report, c.Questions)
		now.Kind = c.Kind
		v.saidThemes(&now, c.Themes)
	}
	audiences := v.audiencesOf(links)
	b := &Beside{Audience: audiences[0], Further: v.translations(c.Slug)}
	for _, audience := range audiences {
		line := PreviewLine{Audience: audience}
		for _, l := range texts.Langs {
			line.In = append(line.In, PreviewLink{withQuery(path("work_try", l, c.Slug), "audience="+url.QueryEscape(audience)), string(l), l.Own(), audience})
		}
		b.Full = append(b.Full, line)
	}
	shown := contributionPage{Page: p.Page, Form: Form{Name: "beside", lang: v.lang, key: "web.answer.", values: map[string][]string{}}}
	var rules []registry.RegisterEntry
	for _, e := range c.Entries {
		if c.Kind == workflow.AskingAll && p.Form.Has("rules", e.Rule.Number.String()) {
			rules = append(rules, e)
		}
	}
	steps := stepsOf(now.PutTo(audiences[0]), workflow.Offer(rules, c.Slug), len(rules) > workflow.MostOffered, c.Kind != workflow.SelfAssessment)
	for n, s := range steps[:len(steps)-1] { // the look-over is empty
		step := BesideStep{ID: "beside-" + strconv.Itoa(n+1), Head: p.T("answer.head." + s.kind), Questions: shown.asks(s.questions),
			Lead: p.T("answer.step", "n", p.Number(n+1), "all", p.Number(len(steps)))}
		for _, e := range s.rules {
			step.Rules = append(step.Rules, e.Rule.Number.String()+" "+e.Text.Plain)
		}
		if s.kind == "suggestions" {
			step.Suggestions = []Saying{shown.themed(0, now.Themes)}
			if missing := shown.asksMissing(now); missing != nil {
				step.Suggestions = append(step.Suggestions, *missing)
			}
		}
		b.Steps = append(b.Steps, step)
	}
	p.Beside = b
	return nil
}

// tryOut is the questionnaire as an audience meets it, steps and all. It sends nothing.
func (v *visit) tryOut() (answer, error) {
	c, err := v.Workflow.Consultation(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	if v.sent != nil && v.sending() {
		v.sent.Set("do", "look")
	}
	v.speak()
	if err := v.hasWords(c.Consultation); err != nil {
		return answer{}, err
	}
	audience := v.typed("audience")
	rules := c.Entries
	if c.Kind != workflow.AskingAll {
		rules = nil
	}
	p, err := v.questionnaire(v.form("", "answer."), c.Consultation, audience, rules)
	if err != nil {
		return answer{}, err
	}
	p.Preview, p.Audience, p.Spoken = true, audience, v.spoken()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")}, Crumb{p.T("build.back"), p.To("work_consultation", c.Slug)})
	return answer{status: p.Form.Status, template: "contribution", data: p}, nil
}
