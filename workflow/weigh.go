package workflow

import (
	"cmp"
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Inbox lists inputs with their dispositions, for those who weigh them.
func (s *Service) Inbox(ctx context.Context, slug string, f InputFilter) ([]Answered, error) {
	var out []Answered
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		f.Consultation = c.ID
		inputs, err := r.Inputs(f)
		if err != nil {
			return err
		}
		out, err = answered(r, inputs)
		return err
	})
	return out, err
}

// InboxPage is a page of a consultation's inputs, with what they can be narrowed to.
// What was split is there as its parts; Covered counts what people sent in.
type InboxPage struct {
	Consultation Consultation
	Rules        []registry.RegisterEntry // within reach, by number
	Audiences    []string                 // in Danish order
	Items        []Item                   // that answers can name: the rules are or were on them
	Covered      Covered                  // of all within reach
	Found        int                      // of those that the filter lets through; no more than registry.CountLimit + 1 are counted
	Inputs       []Answered
	Merged       map[registry.InputID]int // how many others each of them leads
	Urgent       []Urgent                 // what waits, whatever the filter says
	Duty         registry.PostID          // the post that is told of such
	Progress     []Progress               // of those to whom inputs are assigned
	Alike        map[registry.InputID]int // how many are like each of them
	Sampled      bool                     // and there may be more of those: not all were looked at
	More         bool                     // there are further ones
}

// InboxPage reads a page of Inbox with what stands around it; CodeNotFound.
func (s *Service) InboxPage(ctx context.Context, slug string, f InputFilter) (InboxPage, error) {
	var out InboxPage
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if out.Consultation, err = r.ConsultationBySlug(slug); err != nil {
			return err
		}
		return out.read(r, f)
	})
	return out, err
}

func (p *InboxPage) read(r Reader, f InputFilter) error {
	f.Consultation = p.Consultation.ID
	if f.Mine != "" {
		var err error
		if f.Assigned, err = own(r, f.Mine); err != nil {
			return err
		}
	}
	about, err := entries(r, p.Consultation.Rules)
	if err != nil {
		return err
	}
	p.Rules = slices.DeleteFunc(about, func(e registry.RegisterEntry) bool { return !f.Reach.Has(e.Rule.Catalogue) })
	slices.SortFunc(p.Rules, func(a, b registry.RegisterEntry) int { return cmp.Compare(a.Rule.Number, b.Rule.Number) })
	links, err := r.Links(f.Consultation)
	if err != nil {
		return err
	}
	for _, l := range links {
		p.Audiences = append(p.Audiences, l.Audience)
	}
	p.Audiences = slices.Compact(p.Audiences)
	if p.Items, err = itemsAbout(r, p.Consultation.Rules); err != nil {
		return err
	}
	if p.Covered, err = r.CoverageWithin(f.Consultation, f.Reach); err != nil {
		return err
	}
	if p.Found, err = r.CountInputs(f, registry.CountLimit+1); err != nil {
		return err
	}
	if p.Urgent, err = urgent(r, f.Consultation, f.Reach); err != nil {
		return err
	}
	if p.Duty, err = r.Duty(f.Consultation); err != nil {
		return err
	}
	if p.Progress, err = progress(r, f.Consultation, f.Reach); err != nil {
		return err
	}
	limit := f.Limit
	f.Limit++
	inputs, err := r.Inputs(f)
	if err != nil {
		return err
	}
	p.More = len(inputs) > limit
	inputs = inputs[:min(limit, len(inputs))]
	if p.Inputs, err = answered(r, inputs); err != nil {
		return err
	}
	if p.Alike, p.Sampled, err = survey(r, p.Consultation.ID, f.Reach, inputs); err != nil {
		return err
	}
	members, err := r.Grouped(idsOf(inputs))
	p.Merged = map[registry.InputID]int{}
	for _, i := range members {
		p.Merged[i.Lead]++
	}
	return err
}

// Unanswered is how many inputs of a consultation have no disposition yet.
type Unanswered struct {
	Consultation Consultation
	Inputs       int // within reach; no more than registry.CountLimit + 1 are counted
}

// Waiting are the consultations of reviews under way in which inputs assigned to a
// user, or to a post that they answer for, have no answer.
func (s *Service) Waiting(ctx context.Context, user registry.UserID) ([]Unanswered, error) {
	return s.unanswered(ctx, func(r Reader) (f InputFilter, err error) {
		f.Heads = true
		f.Assigned, err = own(r, user)
		return f, err
	})
}

// Unanswered are the consultations of reviews under way, the newest review's first, and
// then measurements, in which any input within reach has no disposition.
func (s *Service) Unanswered(ctx context.Context, reach registry.Reach) ([]Unanswered, error) {
	return s.unanswered(ctx, func(Reader) (InputFilter, error) { return InputFilter{SentIn: true, Reach: reach}, nil })
}

func (s *Service) unanswered(ctx context.Context, filter func(Reader) (InputFilter, error)) (all []Unanswered, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all = nil
		f, err := filter(r)
		if err != nil {
			return err
		}
		open, err := underWay(r)
		if err != nil {
			return err
		}
		for _, c := range open {
			if c.Kind == SelfAssessment { // nobody who took part reads an answer
				continue
			}
			f.Consultation, f.Answered = c.ID, new(bool)
			n, err := r.CountInputs(f, registry.CountLimit+1)
			if err != nil {
				return err
			}
			if n > 0 {
				all = append(all, Unanswered{c, n})
			}
		}
		return nil
	})
	return all, err
}

// underWay are the consultations of reviews under way, the newest review's first, and
// then those that stand alone.
func underWay(r Reader) (open []Consultation, err error) {
	reviews, err := r.Reviews()
	if err != nil {
		return nil, err
	}
	for _, review := range reviews {
		if review.Phase == Closed || review.Phase == Cancelled {
			continue
		}
		of, err := r.Consultations(review.ID)
		if err != nil {
			return nil, err
		}
		open = append(open, of...)
	}
	alone, err := r.ConsultationsAlone()
	return append(open, alone...), err
}
