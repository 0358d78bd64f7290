package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Translation is what a consultation says in a further language, by its Danish words:
// what stands in several places is translated once, and where the Danish is changed
// nobody is told something old.
type Translation struct {
	Consultation registry.ConsultationID `json:"consultation"`
	Lang         string                  `json:"lang"` // "ar"
	Edit         int                     `json:"edit"` // 1: nothing is stored
	Texts        map[string]string       `json:"texts"`
}

// Translated is a translation beside what it is of.
type Translated struct {
	Listed
	Translation
	Sentences []string // in Danish, each once, in the order of the form
}

// Sentences are what people who answer are told in the words of a consultation and of
// the rules that it asks about.
func (c Consultation) Sentences(rules []registry.RegisterEntry) (all []string) {
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for _, w := range []Wording{c.Title, c.Danger, c.Intro, c.Privacy} {
		add(w.Da)
	}
	for _, q := range c.Questions {
		add(q.Text.Da)
		for _, o := range q.Options {
			add(o.Text.Da)
		}
	}
	for _, t := range c.Themes {
		add(t.Text.Da)
	}
	for _, e := range rules {
		add(e.Text.Plain)
	}
	return all
}

// Translation reads a consultation with what it says in a language; CodeNotFound.
func (s *Service) Translation(ctx context.Context, slug, lang string) (Translated, error) {
	var out Translated
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		if out.Listed, err = listed(r, c); err != nil {
			return err
		}
		out.Sentences = c.Sentences(out.Entries)
		out.Translation, err = r.Translation(c.ID, lang)
		return err
	})
	return out, err
}

// Translate stores what a consultation says in a further language, in the place of
// what was stored; an empty text is none. Errors: CodeInvalid with fields "texts[n]" by
// the order of the sentences, CodeStale, CodeNotFound.
func (s *Service) Translate(ctx context.Context, act registry.Act, slug, lang string, edit int, texts map[string]string) (Translation, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Translation, error) {
		var none Translation
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return none, err
		}
		before, err := tx.Translation(c.ID, lang)
		if err != nil {
			return none, err
		}
		rules, err := entries(tx, c.viewsOn())
		if err != nil {
			return none, err
		}
		var k registry.Checks
		after := before
		after.Texts = map[string]string{}
		for n, sentence := range c.Sentences(rules) {
			text := strings.TrimSpace(texts[sentence])
			k.Text("texts["+itoa(n)+"]", text, registry.LimitText, false)
			if text != "" {
				after.Texts[sentence] = text
			}
		}
		if err := k.Err(); err != nil {
			return none, err
		}
		out, err := tx.SetTranslation(after, edit)
		if err != nil {
			return none, err
		}
		return out, audit(tx, "consultation "+slug, before, out)
	})
}
