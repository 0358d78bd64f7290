package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// ItemPage reads a meeting with one of its items alone; CodeNotFound. What
// everybody may read of it is Public.
func (s *Service) ItemPage(ctx context.Context, id registry.ItemID) (MeetingPage, error) {
	var out MeetingPage
	err := s.Store.View(ctx, func(r Reader) error {
		item, err := r.ItemByID(id)
		if err != nil {
			return err
		}
		if out, err = meetingPage(r, s.Policy, item.Meeting); err != nil {
			return err
		}
		out.Items = slices.DeleteFunc(out.Items, func(i ItemPage) bool { return i.ID != id })
		return nil
	})
	return out, err
}

// Members of a body, those who have left it too, by name; CodeNotFound.
func (s *Service) Members(ctx context.Context, body registry.BodyID) ([]Member, error) {
	var out []Member
	err := s.Store.View(ctx, func(r Reader) error {
		bodies, err := r.Bodies()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(bodies, func(b registry.Body) bool { return b.ID == body }) {
			return refuse(registry.CodeNotFound)
		}
		out, err = r.Members(body)
		return err
	})
	return out, err
}

// Listed is a consultation with the rules on which views are asked, by number.
type Listed struct {
	Consultation
	Review  Review
	Entries []registry.RegisterEntry
	Open    bool // it takes contributions today
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
		out = make([]Listed, len(all))
		for i, c := range all {
			if out[i], err = listed(r, c); err != nil {
				return err
			}
		}
		return nil
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

func listed(r Reader, c Consultation) (Listed, error) {
	out := Listed{Consultation: c, Open: c.OpenOn(r.Today())}
	var err error
	if out.Review, err = r.ReviewByID(c.Review); err != nil {
		return out, err
	}
	out.Entries, err = entries(r, c.Rules)
	return out, err
}

// Links of a consultation, by audience, those that were revoked too; CodeNotFound.
func (s *Service) Links(ctx context.Context, slug string) ([]Link, error) {
	var out []Link
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		out, err = r.Links(c.ID)
		return err
	})
	return out, err
}
