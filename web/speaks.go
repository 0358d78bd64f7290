package web

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/workflow"
)

// The pages on which people answer can be read in further languages, which have no
// addresses of their own: the form, or the address, says in which. Choosing one sends
// the form, so that nothing typed is lost.

// SpokenLang is a language that the questionnaire can be read in.
type SpokenLang struct {
	Lang, Name, Dir string
	Current         bool
}

// speak takes the language that was chosen, if there is such a one.
func (v *visit) speak() {
	asked := v.typed("lang")
	if v.sent != nil {
		asked = v.said("lang")
		if chosen, ok := strings.CutPrefix(v.said("do"), "lang."); ok {
			asked = chosen
		}
	}
	if l := texts.Lang(asked); l.IsFurther() || slices.Contains(texts.Langs, l) {
		v.lang = l
	}
}

// spoken is the language where it is not that of the address.
func (v *visit) spoken() string {
	if v.lang == languageOf(v.r.URL.Path) {
		return ""
	}
	return string(v.lang)
}

// hasWords reads what a consultation says in a further language.
func (v *visit) hasWords(c workflow.Consultation) error {
	if !v.lang.IsFurther() {
		return nil
	}
	t, err := v.Workflow.Translation(v.r.Context(), c.Slug, string(v.lang))
	v.words = t.Texts
	return err
}

// speaks are all languages of a questionnaire, where it is told in further ones.
func (v *visit) speaks(further []string) (all []SpokenLang) {
	langs := slices.Clone(texts.Langs)
	for _, l := range further {
		if texts.Lang(l).IsFurther() {
			langs = append(langs, texts.Lang(l))
		}
	}
	if len(langs) == len(texts.Langs) {
		return nil
	}
	for _, l := range langs {
		all = append(all, SpokenLang{string(l), l.Own(), l.Direction(), l == v.lang})
	}
	return all
}

// Dir is how the page is written, where it is not from left to right.
func (p Page) Dir() string {
	if d := p.Lang.Direction(); d != "ltr" {
		return d
	}
	return ""
}

// Untold says that something of a consultation was told in Danish for want of words.
func (p Page) Untold() bool { return p.untold != nil && *p.untold }
