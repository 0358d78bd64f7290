package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Onward is why a case that a meeting has closed comes on an agenda again.
type Onward string

const (
	Ended               Onward = ""
	AfterStop           Onward = "stopped"       // a committee's decision was brought before the council
	AfterPostponement   Onward = "postponed"     // to a later meeting of the body
	AfterSendBack       Onward = "sent_back"     // to a body below
	AfterFirstReading   Onward = "first_reading" // its second is at a later meeting of the body
	AfterRecommendation Onward = "recommended"   // the body passes it on to a higher one, or has no power to decide
)

// Onwards in the order in which they are named.
var Onwards = []Onward{AfterStop, AfterPostponement, AfterSendBack, AfterFirstReading, AfterRecommendation}

// onward is why the case of an item goes on; Ended before the meeting is closed, too.
func (j Judged) onward(m Meeting, mandate bool) Onward {
	n := j.Decided()
	carried := Proposal{}
	if n >= 0 {
		carried = j.Proposals[n]
	}
	switch {
	case m.State != MeetingClosed:
		return Ended
	case j.Stop != nil:
		return AfterStop
	case carried.Procedure == registry.Postpone:
		return AfterPostponement
	case carried.Procedure == registry.SendBack:
		return AfterSendBack
	case j.Reading == FirstReading && (carried.Ruling != "" || len(j.Proposals) == 0):
		return AfterFirstReading
	case m.Body.Rank != registry.RankCouncil && (j.Line != "" || carried.Ruling != "" && !mandate):
		return AfterRecommendation
	}
	return Ended
}

// takes says that a body is one to which a case goes after another had it.
func (o Onward) takes(from, to registry.Body) bool {
	switch o {
	case AfterStop:
		return to.Rank == registry.RankCouncil
	case AfterPostponement, AfterFirstReading:
		return to.ID == from.ID
	case AfterSendBack:
		return from.Rank.Above(to.Rank)
	case AfterRecommendation:
		return to.Rank.Above(from.Rank) || to.Finance && !from.Finance && to.Rank == from.Rank
	}
	return false
}

// Takes says that a meeting can take up the case of an item after another meeting.
func (o Onward) Takes(from, to Meeting) bool {
	later := to.Day > from.Day || to.Day == from.Day && to.Body.ID != from.Body.ID
	return later && o.takes(from.Body, to.Body)
}

// checkFrom notes what is wrong with the item whose case another takes up. Before the
// earlier meeting is closed nobody knows where the case goes, but for its two readings.
func (s *Service) checkFrom(r Reader, c *registry.Checks, m Meeting, item Item) error {
	var from Item
	var earlier Meeting
	if item.From != "" {
		var err error
		if from, err = r.ItemByID(item.From); registry.CodeOf(err) == registry.CodeNotFound {
			c.Take("from", err)
			return nil
		} else if err != nil {
			return err
		}
		if earlier, err = r.MeetingByID(from.Meeting); err != nil {
			return err
		}
		if earlier.State == MeetingClosed {
			j, err := s.judgeItem(r, earlier, from)
			switch {
			case err != nil:
				return err
			case j.tried(): // its evaluation does
				if !comesBack(registry.Decision{Body: earlier.Body.Name, Rank: earlier.Body.Rank, Day: earlier.Day}, m) {
					c.Fail("from", registry.CodeCaseElsewhere)
				}
			case j.Onward == Ended:
				c.Fail("from", registry.CodeCaseEnded)
			case !j.Onward.Takes(earlier, m):
				c.Fail("from", registry.CodeCaseElsewhere)
			}
		} else if item.Reading == SecondReading && (earlier.State == MeetingCancelled || earlier.Day >= m.Day) {
			c.Fail("from", registry.CodeCaseElsewhere)
		}
	}
	item.checkReading(c, m, from, earlier)
	return nil
}

// readInTurn refuses to close a second reading before the first one is.
func (s *Service) readInTurn(r Reader, m Meeting, item Item) error {
	if item.Reading != SecondReading {
		return nil
	}
	from, err := r.ItemByID(item.From)
	if err != nil {
		return err
	}
	earlier, err := r.MeetingByID(from.Meeting)
	if err != nil {
		return err
	}
	var c registry.Checks
	if err := s.checkFrom(r, &c, m, item); err != nil {
		return err
	}
	if earlier.State != MeetingClosed || c.Err() != nil {
		return refuse(registry.CodeFirstReadingOpen, "item", itoa(item.Ordinal))
	}
	return nil
}

// takenUp are the items of meetings that are not cancelled which take up another's case.
func takenUp(r Reader, item Item) ([]RuleItem, error) {
	of, err := r.ItemsOf(item.Rules)
	if err != nil {
		return nil, err
	}
	var out []RuleItem
	for _, rule := range item.Rules {
		for _, next := range of[rule] {
			if next.From != item.ID || slices.ContainsFunc(out, func(x RuleItem) bool { return x.Item.ID == next.ID }) {
				continue
			}
			m, err := r.MeetingByID(next.Meeting)
			if err != nil {
				return nil, err
			}
			if m.State != MeetingCancelled {
				out = append(out, RuleItem{Meeting: m, Item: ItemPage{Judged: Judged{Item: next}}})
			}
		}
	}
	return out, nil
}

// CarryOn puts the case of an item of a closed meeting on the agenda of a later one,
// with everything that stood in the papers: to its second reading after the first.
// Proposals to postpone it or send it elsewhere have been decided and stay behind, and
// so do days of effect that have passed. late is the reason that is needed when the
// papers are due already. Errors: CodeNotFound, CodeCaseEnded, CodeCaseElsewhere,
// CodeTakenUp (day, item), CodeMeetingClosed, and what AddItem refuses.
func (s *Service) CarryOn(ctx context.Context, act registry.Act, id registry.ItemID, meeting registry.MeetingID, late string) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) {
		from, err := tx.ItemByID(id)
		if err != nil {
			return from, err
		}
		earlier, err := tx.HoldMeeting(from.Meeting)
		if err != nil {
			return from, err
		}
		j, err := s.judgeItem(tx, earlier, from)
		if err != nil {
			return from, err
		}
		m, items, err := openMeeting(tx, meeting)
		switch {
		case err != nil:
			return from, err
		case j.Onward == Ended:
			return from, refuse(registry.CodeCaseEnded)
		case !j.Onward.Takes(earlier, m):
			return from, refuse(registry.CodeCaseElsewhere)
		}
		if next, err := takenUp(tx, from); err != nil {
			return from, err
		} else if len(next) > 0 {
			return from, refuse(registry.CodeTakenUp, "day", next[0].Meeting.Day.String(), "item", itoa(next[0].Item.Ordinal))
		}
		agenda := j.next(m.Day)
		agenda.PapersLate = late
		return s.addItem(tx, m, items, 0, agenda, Backing{By: from.Backing.By})
	})
}

// next is what stands in the papers when a case comes on again.
func (j Judged) next(day registry.Day) Agenda {
	a := j.Agenda
	a.From, a.LateOn = j.ID, registry.NoDay
	switch j.Onward {
	case AfterFirstReading:
		a.Reading = SecondReading
	case AfterPostponement:
	default:
		a.Reading = OneReading
	}
	a.Proposals = nil
	for _, p := range j.Proposals {
		switch p.Procedure {
		case registry.Postpone, registry.SendBack, registry.PassOn:
			continue
		}
		if p.From < day {
			p.From = registry.NoDay
		}
		if p.Told < day {
			p.Told = registry.NoDay
		}
		a.Proposals = append(a.Proposals, p)
	}
	return a
}

// OpenCase is a case that goes on.
type OpenCase struct {
	RuleItem           // where it was last
	Next     *RuleItem // that takes it up at a meeting to come; nil: nobody has put it on an agenda
}

// OpenCases are the items of closed meetings whose case goes on, and is not yet taken up
// at another meeting that is closed; latest meeting first.
func (s *Service) OpenCases(ctx context.Context) ([]OpenCase, error) {
	var out []OpenCase
	err := s.Store.View(ctx, func(r Reader) error {
		meetings, err := r.Meetings()
		if err != nil {
			return err
		}
		next := map[registry.ItemID]RuleItem{}
		for _, m := range meetings {
			items, err := r.Items(m.ID)
			if err != nil {
				return err
			}
			for _, item := range items {
				x := RuleItem{Meeting: m, Item: ItemPage{Judged: Judged{Item: item}}}
				if n, there := next[item.From]; item.From != "" && m.State != MeetingCancelled && (!there || n.Meeting.State != MeetingClosed) {
					next[item.From] = x
				}
				if m.State != MeetingClosed || !item.mayGoOn(m) {
					continue
				}
				if x.Item.Judged, err = s.judgeItem(r, m, item); err != nil {
					return err
				}
				n, there := next[item.ID]
				switch {
				case x.Item.Onward == Ended, there && n.Meeting.State == MeetingClosed:
				case there:
					out = append(out, OpenCase{x, &n})
				default:
					out = append(out, OpenCase{x, nil})
				}
			}
		}
		return nil
	})
	return out, err
}

// mayGoOn says whether it is worth judging where the case of an item goes.
func (i Item) mayGoOn(m Meeting) bool {
	return i.Stop != nil || i.Reading == FirstReading || m.Body.Rank != registry.RankCouncil ||
		slices.ContainsFunc(i.Proposals, func(p Proposal) bool { return p.Procedure == registry.Postpone || p.Procedure == registry.SendBack })
}

// readOnward reads where the case of an item comes from, and where it goes.
func (s *Service) readOnward(r Reader, d *ItemDetail) error {
	var err error
	if d.From, err = s.cameFrom(r, d.Item.Item); err != nil {
		return err
	}
	if d.Next, err = takenUp(r, d.Item.Item); err != nil || d.Item.Onward == Ended {
		return err
	}
	meetings, err := r.Meetings()
	for _, m := range meetings {
		if m.State == MeetingPlanned && m.Day >= r.Today() && d.Item.Onward.Takes(d.Meeting, m) {
			d.Onto = append(d.Onto, m)
		}
	}
	return err
}

// cameFrom is the item whose case another takes up; nil: it takes up none.
func (s *Service) cameFrom(r Reader, item Item) (*RuleItem, error) {
	if item.From == "" {
		return nil, nil
	}
	from, err := r.ItemByID(item.From)
	if err != nil {
		return nil, err
	}
	m, err := r.MeetingByID(from.Meeting)
	if err != nil {
		return nil, err
	}
	j, err := s.judgeItem(r, m, from)
	return &RuleItem{Meeting: m, Item: ItemPage{Judged: j}}, err
}
