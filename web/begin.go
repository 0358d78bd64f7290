package web

import (
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// beginFrom fills a new form from the template or the earlier consultation that the
// address names, and returns its questions; none is named: nothing. CodeNotFound.
func (v *visit) beginFrom(f *Form, kind workflow.ConsultationKind) ([]workflow.Question, error) {
	q := v.r.URL.Query()
	if slug := q.Get("copy"); slug != "" {
		if !slugLike(slug) {
			return nil, &registry.Error{Code: registry.CodeNotFound}
		}
		c, err := v.Workflow.Consultation(v.r.Context(), slug)
		if err != nil {
			return nil, err
		}
		v.presetFrom(f, c.Consultation, "title", "intro", "privacy", "danger", "themes")
		return c.Questions, nil
	}
	id := q.Get("template")
	if id == "" {
		return nil, nil
	}
	for _, t := range workflow.Templates() {
		if t.ID == id && t.Kind == kind {
			v.presetFrom(f, workflow.Consultation{Title: t.Title, Intro: t.Intro, Questions: t.Questions, Themes: t.Themes, AsksMissing: t.AsksMissing}, "title", "intro", "themes")
			return t.Questions, nil
		}
	}
	return nil, &registry.Error{Code: registry.CodeNotFound}
}

// presetFrom puts texts of a consultation and all its questions into the form.
func (v *visit) presetFrom(f *Form, c workflow.Consultation, texts ...string) {
	wanted := map[string]bool{"asks_missing": true}
	for _, t := range texts {
		wanted[t+".da"], wanted[t+".en"] = true, true
	}
	for _, s := range v.consultationStands(c) {
		if wanted[s.field] || len(s.field) > len("questions") && s.field[:len("questions")] == "questions" {
			f.preset(s.field, s.text)
		}
	}
}

// templates are the addresses of this form, begun from each template.
func (v *visit) templates(kind workflow.ConsultationKind) (all []Crumb) {
	for _, t := range workflow.Templates() {
		if t.Kind == kind {
			q := url.Values{"template": {t.ID}}
			if kind != workflow.AskingAll {
				q.Set("kind", string(kind))
			}
			all = append(all, Crumb{t.Name.In(string(v.lang)), withQuery(v.r.URL.Path, q.Encode())})
		}
	}
	return all
}

// copies are the addresses of this form, begun from each consultation of a review.
func (v *visit) copies() (all []Crumb, err error) {
	reviews, err := v.Workflow.Reviews(v.r.Context())
	if err != nil {
		return nil, err
	}
	for _, r := range reviews {
		list, err := v.Workflow.Consultations(v.r.Context(), r.Slug)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			all = append(all, Crumb{c.Title.Da, withQuery(v.r.URL.Path, "copy="+c.Slug)})
		}
	}
	return all, nil
}

// lacking says what people will miss in a consultation as it is set up: a way in,
// whom to ring, and what whoever reads English is told in Danish.
func (v *visit) lacking(c workflow.Consultation, links []workflow.MadeLink) (lacks []string) {
	say := func(missing bool, what string) {
		if missing {
			lacks = append(lacks, v.text("lacking."+what))
		}
	}
	say(!slices.ContainsFunc(links, func(l workflow.MadeLink) bool { return !l.Revoked }), "link")
	say(c.Danger.Da == "", "danger")
	say(len(c.Questions) == 0 && len(c.Rules) == 0, "questions")
	untold := func(w workflow.Wording) bool { return w.Da != "" && w.En == "" }
	say(slices.ContainsFunc([]workflow.Wording{c.Title, c.Intro, c.Privacy, c.Danger}, untold), "english_texts")
	say(slices.ContainsFunc(c.Questions, func(q workflow.Question) bool {
		return untold(q.Text) || slices.ContainsFunc(q.Options, func(o workflow.Option) bool { return untold(o.Text) })
	}), "english_questions")
	return lacks
}
