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

// AddMember gives somebody a seat in a body, or lists them as a substitute; CodeChoiceUnknown in the field user
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
		if m.From == registry.NoDay {
			c.Fail("from", registry.CodeRequired)
		}
		if m.Substitute && m.Chair {
			c.Fail("chair", registry.CodeSubstituteChair)
		}
		if err := m.check(tx, &c); err != nil {
			return m, err
		}
		if err := c.Err(); err != nil {
			return m, err
		}
		m.ID, m.Edit = registry.NewID[registry.MemberID](tx.Now()), 1
		if err := tx.InsertMember(m); err != nil {
			return m, err
		}
		return m, audit(tx, "body "+string(m.Body), nil, m)
	})
}

// check notes what is wrong with whose account a seat is of, and when it ends.
func (m Member) check(r Reader, c *registry.Checks) error {
	if m.User != "" {
		if _, err := activeUser(r, m.User); registry.CodeOf(err) == registry.CodeInvalid {
			c.Take("", err)
		} else if err != nil {
			return err
		}
	}
	if m.Until <= m.From {
		c.Fail("until", registry.CodeEndsBefore, "from", m.From.String(), "until", m.Until.String())
	}
	return nil
}

// Seat is what can change about a member: who they are and since when cannot.
type Seat struct {
	Group string
	Chair bool
	Until registry.Day    // NoDay: in office
	User  registry.UserID // empty: known by name alone
}

// Member of a body by id; CodeNotFound.
func (s *Service) Member(ctx context.Context, body registry.BodyID, id registry.MemberID) (m Member, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { m, err = memberOf(r, body, id); return err })
	return m, err
}

func memberOf(r Reader, body registry.BodyID, id registry.MemberID) (Member, error) {
	m, err := r.MemberByID(id)
	if err == nil && m.Body != body {
		err = refuse(registry.CodeNotFound)
	}
	return m, err
}

// EditMember changes a seat. It cannot end before a closed meeting at which the member
// sat: what was voted there stands. CodeInvalid with fields, CodeStale, CodeNotFound.
func (s *Service) EditMember(ctx context.Context, act registry.Act, body registry.BodyID, id registry.MemberID, edit int, seat Seat) (Member, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Member, error) {
		before, err := memberOf(tx, body, id)
		if err != nil {
			return before, err
		}
		after := before
		after.Group, after.Chair, after.Until, after.User = seat.Group, seat.Chair, seat.Until, seat.User
		if after.Until == registry.NoDay {
			after.Until = registry.LastDay
		}
		var c registry.Checks
		c.Text("group", after.Group, registry.LimitName, false)
		if after.User == before.User {
			after.User = "" // it need not be active any more to stay
		}
		if after.Substitute && after.Chair {
			c.Fail("chair", registry.CodeSubstituteChair)
		}
		err = after.check(tx, &c)
		if after.User = seat.User; err != nil {
			return before, err
		}
		meetings, err := tx.Meetings()
		if err != nil {
			return before, err
		}
		for _, m := range meetings { // the latest first
			if m.Body.ID != body || m.State != MeetingClosed || !before.ListedOn(m.Day) || after.ListedOn(m.Day) {
				continue
			}
			sat, err := before.satAt(tx, m)
			if err != nil {
				return before, err
			}
			if sat {
				c.Fail("until", registry.CodeMemberSat, "day", m.Day.String())
				break
			}
		}
		if err := c.Err(); err != nil {
			return before, err
		}
		if after, err = tx.UpdateMember(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "body "+string(body), before, after)
	})
}

// satAt says that somebody who was listed had a seat at a meeting: a substitute only
// where one was called.
func (m Member) satAt(r Reader, meeting Meeting) (bool, error) {
	if !m.Substitute {
		return true, nil
	}
	items, err := r.Items(meeting.ID)
	return slices.ContainsFunc(items, func(i Item) bool { return i.InPlaceOf(m.ID) != "" }), err
}

// membersOn are the members and substitutes of a body on the day of a meeting.
func membersOn(r Reader, m Meeting) ([]Member, error) {
	all, err := r.Members(m.Body.ID)
	return slices.DeleteFunc(all, func(x Member) bool { return !x.ListedOn(m.Day) }), err
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
