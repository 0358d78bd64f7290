package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Called is a substitute (stedfortræder) who sat in the seat of a member while an
// item was dealt with, since the member was absent or had been declared disqualified
// (kommunestyrelsesloven §§ 14, 15 and 28). The substitute votes, and the member does not.
type Called struct {
	Substitute registry.MemberID `json:"substitute"`
	For        registry.MemberID `json:"for"`
}

// Seats are those who have one of their own: members, and no substitutes.
func Seats(members []Member) []Member {
	return slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return m.Substitute })
}

// Substitutes are those who have none.
func Substitutes(members []Member) []Member {
	return slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return !m.Substitute })
}

// Sitting are those who can vote on an item: one for each seat, which is the
// substitute where one was called. Nobody sits twice, whatever was typed.
func (m Minutes) Sitting(members []Member) []Member {
	sitting := Seats(members)
	for n, seat := range sitting {
		by, _ := m.replaced(seat.ID)
		i := slices.IndexFunc(members, func(x Member) bool { return x.Substitute && x.ID == by })
		if i >= 0 && !slices.ContainsFunc(sitting, func(x Member) bool { return x.ID == by }) {
			sitting[n] = members[i]
		}
	}
	return sitting
}

// replaced is the substitute who sat in a member's seat.
func (m Minutes) replaced(member registry.MemberID) (by registry.MemberID, ok bool) {
	i := slices.IndexFunc(m.Called, func(c Called) bool { return c.For == member })
	if i < 0 {
		return "", false
	}
	return m.Called[i].Substitute, true
}

// InPlaceOf is the member in whose seat somebody sat; empty: in their own.
func (m Minutes) InPlaceOf(who registry.MemberID) registry.MemberID {
	if i := slices.IndexFunc(m.Called, func(c Called) bool { return c.Substitute == who }); i >= 0 {
		return m.Called[i].For
	}
	return ""
}

// Disqualifies says that the body declared somebody disqualified.
func (m Minutes) Disqualifies(who registry.MemberID) bool {
	return slices.ContainsFunc(m.Disqualified, func(d Disqualified) bool { return d.Member == who && !d.Able })
}

// checkCall notes what is wrong with the n-th call, beside those before it.
func (m Minutes) checkCall(c *registry.Checks, at string, n int, members []Member) {
	is := func(id registry.MemberID, substitute bool) bool {
		return slices.ContainsFunc(members, func(x Member) bool { return x.ID == id && x.Substitute == substitute })
	}
	call, before := m.Called[n], m.Called[:n]
	switch {
	case !is(call.Substitute, true):
		c.Fail(at+"substitute", registry.CodeNotSubstitute)
	case slices.ContainsFunc(before, func(x Called) bool { return x.Substitute == call.Substitute }):
		c.Fail(at+"substitute", registry.CodeStandsInTwice)
	case m.Disqualifies(call.Substitute):
		c.Fail(at+"substitute", registry.CodeSubstituteUnable)
	}
	switch {
	case !is(call.For, false):
		c.Fail(at+"for", registry.CodeNotSeated)
	case slices.ContainsFunc(before, func(x Called) bool { return x.For == call.For }):
		c.Fail(at+"for", registry.CodeReplacedTwice)
	case slices.ContainsFunc(m.Disqualified, func(d Disqualified) bool { return d.Member == call.For && d.Able }):
		c.Fail(at+"for", registry.CodeMemberStays)
	}
}

// checkVoter notes that somebody voted who did not sit there.
func (m Minutes) checkVoter(c *registry.Checks, field string, who registry.MemberID, members []Member) {
	i := slices.IndexFunc(members, func(x Member) bool { return x.ID == who })
	_, replaced := m.replaced(who)
	switch {
	case i < 0:
		c.Fail(field, registry.CodeChoiceInvalid, "value", string(who), "choices", "")
	case replaced:
		c.Fail(field, registry.CodeMemberReplaced, "who", members[i].Name)
	case members[i].Substitute && m.InPlaceOf(who) == "":
		c.Fail(field, registry.CodeNotCalled, "who", members[i].Name)
	}
}

// CallSubstitute lets a substitute sit in a member's place at all items of a meeting
// on which nobody has voted yet; for nobody when the member is empty. What has been
// voted on stays as it was. Errors: CodeNotFound, CodeMeetingClosed, CodeStale,
// CodeNothingToMinute, CodeInvalid with the fields substitute and for.
func (s *Service) CallSubstitute(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, call Called) (Meeting, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Meeting, error) {
		m, items, err := openMeeting(tx, id)
		if err != nil {
			return m, err
		}
		if m.Edit != edit {
			return m, registry.Stale(edit, m.Edit)
		}
		members, err := membersOn(tx, m)
		if err != nil {
			return m, err
		}
		waiting := slices.DeleteFunc(items, func(i Item) bool { return len(i.Votes) > 0 })
		if len(waiting) == 0 {
			return m, refuse(registry.CodeNothingToMinute)
		}
		for _, before := range waiting {
			after := before
			after.Called = slices.DeleteFunc(slices.Clone(before.Called), func(c Called) bool { return c.Substitute == call.Substitute })
			var c registry.Checks
			if call.For != "" {
				after.Called = append(after.Called, call)
				after.checkCall(&c, "", len(after.Called)-1, members)
			}
			if err := c.Err(); err != nil {
				return m, err
			}
			if slices.Equal(before.Called, after.Called) {
				continue
			}
			if _, err := tx.UpdateItem(after, before.Edit); err != nil {
				return m, err
			}
			if err := audit(tx, "meeting "+string(id), before, after); err != nil {
				return m, err
			}
		}
		out, err := tx.UpdateMeeting(m, edit)
		if err == nil {
			err = audit(tx, "meeting "+string(id), m, out)
		}
		return out, err
	})
}
