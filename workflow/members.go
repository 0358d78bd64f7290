package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// BodyPage is a body with who has had a seat in it, and its mandates.
type BodyPage struct {
	Today    registry.Day
	Body     registry.Body
	Members  []Member           // by name, former ones too
	Mandates []registry.Mandate // the latest that has begun applies
}

// BodyPages lists all bodies, highest rank first.
func (s *Service) BodyPages(ctx context.Context) ([]BodyPage, error) {
	var out []BodyPage
	err := s.Store.View(ctx, func(r Reader) error {
		bodies, err := r.Bodies()
		if err != nil {
			return err
		}
		for _, b := range bodies {
			page := BodyPage{Today: r.Today(), Body: b}
			if page.Members, err = r.Members(b.ID); err != nil {
				return err
			}
			if page.Mandates, err = r.Mandates(b.ID); err != nil {
				return err
			}
			out = append(out, page)
		}
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

// AddMember gives somebody a seat in a body; CodeChoiceUnknown in the field user
// when it is no active one.
func (s *Service) AddMember(ctx context.Context, act registry.Act, m Member) (Member, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Member, error) {
		if _, err := bodyByID(tx, m.Body); err != nil {
			return m, err
		}
		if m.Until == registry.NoDay {
			m.Until = registry.LastDay
		}
		var c registry.Checks
		c.Text("name", m.Name, registry.LimitName, true)
		c.Text("group", m.Group, registry.LimitName, false)
		if m.User != "" {
			if _, err := activeUser(tx, m.User); registry.CodeOf(err) == registry.CodeInvalid {
				c.Take("", err)
			} else if err != nil {
				return m, err
			}
		}
		if m.From == registry.NoDay {
			c.Fail("from", registry.CodeRequired)
		}
		if m.Until <= m.From {
			c.Fail("until", registry.CodeEndsBefore, "from", m.From.String(), "until", m.Until.String())
		}
		if err := c.Err(); err != nil {
			return m, err
		}
		m.ID = registry.NewID[registry.MemberID](tx.Now())
		if err := tx.InsertMember(m); err != nil {
			return m, err
		}
		return m, audit(tx, "body "+string(m.Body), nil, m)
	})
}

func seated(r Reader, m Meeting) ([]Member, error) {
	all, err := r.Members(m.Body.ID)
	return slices.DeleteFunc(all, func(x Member) bool { return !x.SeatedOn(m.Day) }), err
}

func bodyByID(r Reader, id registry.BodyID) (registry.Body, error) {
	bodies, err := r.Bodies()
	if err != nil {
		return registry.Body{}, err
	}
	i := slices.IndexFunc(bodies, func(b registry.Body) bool { return b.ID == id })
	if i < 0 {
		var c registry.Checks
		c.Fail("body", registry.CodeNotFound)
		return registry.Body{}, c.Err()
	}
	return bodies[i], nil
}
