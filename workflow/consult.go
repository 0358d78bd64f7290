package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// OpenConsultation opens a questionnaire in a review. Views are asked on rules
// of the review alone. Errors: CodeInvalid with fields, CodeSlugTaken, CodeNotFound.
func (s *Service) OpenConsultation(ctx context.Context, act registry.Act, review string, c Consultation) (Consultation, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Consultation, error) {
		r, err := tx.ReviewBySlug(review)
		if err != nil {
			return c, err
		}
		c.Kind, c.Review, c.Earlier = AskingAll, r.ID, ""
		return c.open(tx)
	})
}

// OpenAlone opens a questionnaire that is part of no review: a self-assessment or a
// measurement. One that asks again what an earlier one asked has its questions.
// Errors: CodeInvalid with fields, CodeSlugTaken.
func (s *Service) OpenAlone(ctx context.Context, act registry.Act, c Consultation) (Consultation, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Consultation, error) {
		if !slices.Contains(AloneKinds, c.Kind) {
			var k registry.Checks
			k.Fail("kind", registry.CodeChoiceInvalid, "value", string(c.Kind), "choices", ids(AloneKinds))
			return c, k.Err()
		}
		c := c
		c.Review = ""
		if len(c.Questions) == 0 && c.Earlier != "" {
			earlier, err := tx.ConsultationByID(c.Earlier)
			if err != nil {
				return c, err
			}
			c.Questions = earlier.Questions
		}
		return c.open(tx)
	})
}

func (c Consultation) open(tx Tx) (Consultation, error) {
	if c.Slug == "" {
		c.Slug = slugOf(c.Title.Da)
	}
	c.ID, c.Edit = registry.NewID[registry.ConsultationID](tx.Now()), 1
	if err := c.check(tx); err != nil {
		return c, err
	}
	if err := tx.InsertConsultation(c); err != nil {
		return c, err
	}
	return c, audit(tx, "consultation "+c.Slug, nil, c)
}

// EditConsultation changes texts, questions, rules and days; CodeStale. Once somebody
// has answered, of questions and rules only words are put right.
func (s *Service) EditConsultation(ctx context.Context, act registry.Act, slug string, edit int, c Consultation) (Consultation, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Consultation, error) {
		before, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return c, err
		}
		c.ID, c.Review, c.Slug, c.Edit = before.ID, before.Review, before.Slug, before.Edit
		c.Kind, c.Earlier = before.Kind, before.Earlier
		if err := c.check(tx); err != nil {
			return c, err
		}
		answered, err := asked(tx, c)
		if err == nil && answered {
			err = c.putRight(before, tx.Today())
		}
		if err != nil {
			return c, err
		}
		out, err := tx.UpdateConsultation(c, edit)
		if err != nil {
			return c, err
		}
		return out, audit(tx, "consultation "+slug, before, out)
	})
}

func (c *Consultation) check(tx Tx) error {
	var k registry.Checks
	checkWording(&k, "title", c.Title, registry.LimitName, true)
	checkWording(&k, "intro", c.Intro, registry.LimitText, false)
	checkWording(&k, "privacy", c.Privacy, registry.LimitText, true)
	checkWording(&k, "danger", c.Danger, registry.LimitText, false)
	if c.Title.Da != "" && !slugForm(c.Slug) {
		k.Fail("slug", registry.CodeReferenceForm, "value", c.Slug)
	}
	if c.Opens == registry.NoDay {
		k.Fail("opens", registry.CodeRequired)
	}
	if c.Closes <= c.Opens {
		k.Fail("closes", registry.CodeEndsBefore, "from", c.Opens.String(), "until", (c.Closes - 1).String())
	}
	seen := map[string]bool{}
	for n := range c.Questions {
		at, q := "questions["+itoa(n)+"]", &c.Questions[n]
		q.check(&k, at)
		if !slugForm(q.ID) || seen[q.ID] {
			k.Fail(at+".id", registry.CodeReferenceForm, "value", q.ID)
		}
		seen[q.ID] = true
	}
	c.checkThemes(&k)
	if err := k.Err(); err != nil {
		return err
	}
	if c.Kind == SelfAssessment && len(c.Rules) > 0 { // it asks about none
		k.Fail("rules[0]", registry.CodeNotInReview)
		return k.Err()
	}
	if err := c.asksTheSame(tx, &k); err != nil || c.Kind != AskingAll {
		return err
	}
	places, err := tx.ReviewRules(c.Review)
	if err != nil {
		return err
	}
	for n, rule := range c.Rules {
		if !slices.ContainsFunc(places, func(p ReviewRule) bool { return p.Rule == rule && p.LeftOut == TakenIn }) {
			k.Fail("rules["+itoa(n)+"]", registry.CodeNotInReview)
		}
	}
	return k.Err()
}

// Form is what somebody who opened a link is asked.
type Form struct {
	Consultation Consultation
	Link         Link // with the days on which it is open
	Rules        []registry.RegisterEntry
	Langs        []string // further languages that it is told in
}

// Form reads what a link asks. A link that is unknown, revoked, used up, not begun
// or closed gives CodeLinkNotOpen, one answer for all. Reading uses nothing up.
func (s *Service) Form(ctx context.Context, token string) (Form, error) {
	var f Form
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		f.Consultation, f.Link, err = openLink(r, token)
		if err != nil {
			return err
		}
		if f.Rules, err = entries(r, f.Consultation.viewsOn()); err != nil {
			return err
		}
		f.Langs, err = r.Translations(f.Consultation.ID)
		return err
	})
	return f, err
}

// Listed is a consultation with the rules on which views are asked, by number.
type Listed struct {
	Consultation
	Review  Review // the zero one of a consultation that stands alone
	Entries []registry.RegisterEntry
	Open    bool // it takes contributions today
	Asked   bool // somebody has answered: questions and rules stand
}

// Consultations of a review, by opening; CodeNotFound.
func (s *Service) Consultations(ctx context.Context, review string) ([]Listed, error) {
	var out []Listed
	err := s.Store.View(ctx, func(r Reader) error {
		rev, err := r.ReviewBySlug(review)
		if err != nil {
			return err
		}
		all, err := r.Consultations(rev.ID)
		if err != nil {
			return err
		}
		out, err = listedEach(r, all)
		return err
	})
	return out, err
}

// ConsultationsAlone are the self-assessments and measurements, by opening.
func (s *Service) ConsultationsAlone(ctx context.Context) ([]Listed, error) {
	var out []Listed
	err := s.Store.View(ctx, func(r Reader) error {
		all, err := r.ConsultationsAlone()
		if err != nil {
			return err
		}
		out, err = listedEach(r, all)
		return err
	})
	return out, err
}

// Consultation reads one by its slug; CodeNotFound.
func (s *Service) Consultation(ctx context.Context, slug string) (Listed, error) {
	var out Listed
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		out, err = listed(r, c)
		return err
	})
	return out, err
}

func listedEach(r Reader, all []Consultation) (out []Listed, err error) {
	out = make([]Listed, len(all))
	for i, c := range all {
		if out[i], err = listed(r, c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func listed(r Reader, c Consultation) (Listed, error) {
	out := Listed{Consultation: c, Open: c.OpenOn(r.Today())}
	var err error
	if out.Asked, err = asked(r, c); err != nil {
		return out, err
	}
	if c.Review != "" {
		if out.Review, err = r.ReviewByID(c.Review); err != nil {
			return out, err
		}
	}
	out.Entries, err = entries(r, c.Rules)
	return out, err
}
