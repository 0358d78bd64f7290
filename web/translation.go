package web

import (
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

type translationPage struct {
	Page
	Form        Form
	Complaints  []Complaint
	Lang2, Dir2 string
	Name        string // what the language calls itself
	Lacks       string // how much is told in Danish still
	Fields      []TranslatedField
	Try         string // address of the questionnaire in the language
}

// TranslatedField is a Danish text with the field for its translation.
type TranslatedField struct {
	Danish []string
	Field  Field
}

// translatedAt names a field by the Danish words, so that what is moved meanwhile
// keeps its translation.
func translatedAt(danish string) string { return "texts." + fingerprint([]byte(danish)) }

// translation shows what a consultation says beside its translation.
func (v *visit) translation() (answer, error) { return v.translationForm(v.form("", "translate.")) }

func (v *visit) translationForm(f Form) (answer, error) {
	lang, err := v.translatedTo()
	if err != nil {
		return answer{}, err
	}
	t, err := v.Workflow.Translation(v.r.Context(), v.name, string(lang))
	if err != nil {
		return answer{}, err
	}
	var stands []standing
	lacks, labels := 0, map[string]string{}
	for n, danish := range t.Sentences {
		stands = append(stands, standing{field: translatedAt(danish), text: t.Texts[danish], label: v.text("translate.text", "n", strconv.Itoa(n+1))})
		labels[f.id(translatedAt(danish))] = stands[n].label
		if t.Texts[danish] == "" {
			lacks++
		}
	}
	f.stands(strconv.Itoa(t.Edit), Phrase{}, stands)
	f.name(labels)
	p := translationPage{Page: v.headed("translate.title", t.Title.Da), Form: f, Complaints: f.Complaints, Lang2: string(lang), Dir2: lang.Direction(), Name: lang.Own()}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")}, Crumb{p.T("build.back"), p.To("work_consultation", t.Slug)})
	if p.Lacks = p.Count("translate.lacks", lacks); lacks == 0 {
		p.Lacks = p.T("translate.whole")
	}
	for n, danish := range t.Sentences {
		d := f.Prose(translatedAt(danish), 3).Labelled(stands[n].label).Free()
		p.Fields = append(p.Fields, TranslatedField{lines(danish), d})
	}
	p.Try = withQuery(p.To("work_try", t.Slug), "lang="+string(lang))
	return answer{status: f.Status, template: "translation", data: p}, nil
}

// translatedTo is the further language that the address names; CodeNotFound.
func (v *visit) translatedTo() (texts.Lang, error) {
	lang := texts.Lang(v.names[1])
	if !lang.IsFurther() {
		return "", &registry.Error{Code: registry.CodeNotFound}
	}
	return lang, nil
}

func (v *visit) translate() (answer, error) {
	f := v.form("", "translate.")
	lang, err := v.translatedTo()
	if err != nil {
		return answer{}, err
	}
	t, err := v.Workflow.Translation(v.r.Context(), v.name, string(lang))
	if err != nil {
		return answer{}, err
	}
	said := map[string]string{}
	var pairs []string
	for n, danish := range t.Sentences {
		said[danish] = v.said(translatedAt(danish))
		pairs = append(pairs, "texts["+strconv.Itoa(n)+"]", translatedAt(danish))
	}
	_, err = v.Workflow.Translate(v.r.Context(), v.act, v.name, string(lang), v.saidEdit(), said)
	if f.refused(v, err, pairs...) {
		return v.translationForm(f)
	}
	return v.done("saved", "work_translation", v.name, string(lang)), err
}

// translations are the addresses where a consultation is told in further languages.
func (v *visit) translations(slug string) (all []PreviewLink) {
	for _, l := range texts.Further() {
		all = append(all, PreviewLink{path("work_translation", v.lang, slug, string(l)), string(l), l.Own(), ""})
	}
	return all
}
