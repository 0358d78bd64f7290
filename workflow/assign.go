package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Assignee is a user or a post, by id: who is to weigh an input.
type Assignee string

// Progress is how far somebody has come with what is assigned to them.
type Progress struct {
	To         Assignee
	Name       string // empty: neither a user nor a post any more
	Inputs     int
	Unanswered int
}

// Assign gives inputs to a user or a post; empty takes them back. Errors: CodeInvalid
// with fields, CodeNotFound, CodeForbidden.
func (s *Service) Assign(ctx context.Context, act registry.Act, picked []Picked, to Assignee) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		inputs, err := pick(tx, act, &c, picked)
		if err != nil {
			return none, err
		}
		if to != "" {
			name, err := assigneeName(tx, to)
			if err != nil {
				return none, err
			}
			if name == "" {
				c.Fail("assignee", registry.CodeChoiceUnknown)
			}
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		if err := tx.SetAssigned(idsOf(inputs), to); err != nil {
			return none, err
		}
		type assigned struct {
			To Assignee `json:"assigned"`
		}
		for _, i := range inputs {
			if err := audit(tx, "input "+string(i.ID), assigned{i.Assigned}, assigned{to}); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// assigneeName is the name of a user or a post; empty for neither.
func assigneeName(r Reader, to Assignee) (string, error) {
	u, err := r.UserByID(registry.UserID(to))
	if err == nil && u.Active {
		return u.Name, nil
	}
	if err != nil && registry.CodeOf(err) != registry.CodeNotFound {
		return "", err
	}
	p, err := r.PostByID(registry.PostID(to))
	if registry.CodeOf(err) == registry.CodeNotFound {
		return "", nil
	}
	return p.Name, err
}

// own are the ones that somebody is: the user and the posts that they answer for.
func own(r Reader, user registry.UserID) ([]Assignee, error) {
	if user == "" {
		return []Assignee{}, nil
	}
	posts, err := r.Posts()
	if err != nil {
		return nil, err
	}
	names := make([]string, len(posts))
	for n, p := range posts {
		names[n] = p.Name
	}
	answerers, err := registry.Answerers(r, names)
	all := []Assignee{Assignee(user)}
	for _, a := range answerers {
		if a.Has(user) {
			all = append(all, Assignee(a.Post.ID))
		}
	}
	slices.Sort(all[1:])
	return all, err
}

// progress is that of all to whom something of a consultation within a reach is assigned, by name.
func progress(r Reader, c registry.ConsultationID, reach registry.Reach) ([]Progress, error) {
	all, err := r.Assigned(c, reach)
	if err != nil {
		return nil, err
	}
	for n := range all {
		if all[n].Name, err = assigneeName(r, all[n].To); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b Progress) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Progress tells how far those have come to whom something of a consultation that lies
// within a reach is assigned; CodeNotFound.
func (s *Service) Progress(ctx context.Context, reach registry.Reach, slug string) (all []Progress, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err == nil {
			all, err = progress(r, c.ID, reach)
		}
		return err
	})
	return all, err
}
