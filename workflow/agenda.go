package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// MeetingPage is a meeting with its agenda, and what has been minuted of it.
type MeetingPage struct {
	Today   registry.Day
	Meeting Meeting
	Members []Member   // and substitutes, on its day
	Items   []ItemPage // by ordinal
}

// ItemPage is an item with what its votes mean and the rules that it is about.
type ItemPage struct {
	Judged
	Entries []RuleAhead // by number
}

// RuleAhead is a rule with what becomes of it if nothing more is decided.
type RuleAhead struct {
	Entry   registry.RegisterEntry
	Ahead   []registry.Segment // from today on
	Covered Covered            // what people sent in about it
}

// Meetings lists all meetings, latest day first.
func (s *Service) Meetings(ctx context.Context) ([]Meeting, error) {
	var out []Meeting
	err := s.Store.View(ctx, func(r Reader) (err error) { out, err = r.Meetings(); return err })
	return out, err
}

// MeetingPage reads a meeting with everything on its agenda; CodeNotFound. What
// everybody may read of it is Public.
func (s *Service) MeetingPage(ctx context.Context, id registry.MeetingID) (MeetingPage, error) {
	var out MeetingPage
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		out, err = s.meetingPage(r, id)
		return err
	})
	return out, err
}

func (s *Service) meetingPage(r Reader, id registry.MeetingID) (MeetingPage, error) {
	return s.meetingPageOf(r, id, func(Item) bool { return true })
}

// meetingPageOf is a meeting with those of its items alone that are asked for: what the
// policies say of the others takes its time, and nobody looks at it.
func (s *Service) meetingPageOf(r Reader, id registry.MeetingID, asked func(Item) bool) (MeetingPage, error) {
	out := MeetingPage{Today: r.Today()}
	var err error
	if out.Meeting, err = r.MeetingByID(id); err != nil {
		return out, err
	}
	if out.Members, err = membersOn(r, out.Meeting); err != nil {
		return out, err
	}
	items, err := r.Items(id)
	if err != nil {
		return out, err
	}
	for _, item := range items {
		if !asked(item) {
			continue
		}
		page := ItemPage{}
		if page.Judged, err = s.judgeItem(r, out.Meeting, item); err != nil {
			return out, err
		}
		if page.Entries, err = ahead(r, item.Rules); err != nil {
			return out, err
		}
		out.Items = append(out.Items, page)
	}
	return out, nil
}

// ahead reads rules with what becomes of them if nothing more is decided.
func ahead(r Reader, ids []registry.RuleID) ([]RuleAhead, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := entries(r, ids)
	if err != nil {
		return nil, err
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return nil, err
	}
	covered, err := r.Coverage(ids)
	if err != nil {
		return nil, err
	}
	var out []RuleAhead
	for _, e := range list {
		out = append(out, RuleAhead{Entry: e, Ahead: from(timelines[e.Rule.ID], r.Today()), Covered: covered[e.Rule.ID]})
	}
	return out, nil
}

// from is the part of a timeline that does not end before a day.
func from(timeline []registry.Segment, day registry.Day) []registry.Segment {
	i := slices.IndexFunc(timeline, func(s registry.Segment) bool { return s.Until > day })
	if i < 0 {
		return nil
	}
	return timeline[i:]
}

// Public is what everybody may read: the agenda, and once the meeting is closed
// what it decided. Of a confidential item (lukket punkt) the place on the agenda
// alone.
func (p MeetingPage) Public() MeetingPage {
	items := slices.Clone(p.Items)
	for n, item := range items {
		items[n] = item.public(p.Meeting)
	}
	p.Items = items
	return p
}

func (p ItemPage) public(m Meeting) ItemPage {
	if p.Confidential {
		return ItemPage{Judged: Judged{Item: Item{ID: p.ID, Meeting: p.Meeting, Ordinal: p.Ordinal, Agenda: Agenda{Confidential: true}}}}
	}
	if m.State != MeetingClosed {
		p.Minutes, p.Outcomes, p.Findings, p.Tallies = Minutes{}, nil, nil, nil
	}
	return p
}

// RuleItem is an item that a rule was on, with its meeting.
type RuleItem struct {
	Meeting Meeting
	Members []Member // and substitutes, on its day
	Item    ItemPage
}

// RuleItems are the items of closed meetings that everybody may read and that a
// rule was on, latest meeting first.
func (s *Service) RuleItems(ctx context.Context, rule registry.RuleID) ([]RuleItem, error) {
	var out []RuleItem
	err := s.Store.View(ctx, func(r Reader) error {
		all, err := r.ItemsOf([]registry.RuleID{rule})
		if err != nil {
			return err
		}
		for _, item := range all[rule] {
			m, err := r.MeetingByID(item.Meeting)
			if err != nil {
				return err
			}
			if item.Confidential || m.State != MeetingClosed {
				continue
			}
			members, err := membersOn(r, m)
			if err != nil {
				return err
			}
			judged, err := s.judgeItem(r, m, item)
			if err != nil {
				return err
			}
			out = append(out, RuleItem{Meeting: m, Members: members, Item: ItemPage{Judged: judged}})
		}
		return nil
	})
	return out, err
}

// ItemDetail is one item with all that a member needs to decide it.
type ItemDetail struct {
	Today   registry.Day
	Meeting Meeting
	Members []Member // and substitutes, on the meeting's day
	Item    ItemPage
	Rules   []RuleDetail      // as Item.Entries
	Before  int               // ordinal of the item before it on the agenda; 0: none
	After   int               // ... and after it
	Late    []registry.RuleID // of a closed meeting: that it kept too late, and that can be adopted again
	Course  []MetItem         // what became of its rules at meetings before it, the earliest first
	From    *RuleItem         // whose case it takes up; nil: none
	Next    []RuleItem        // that take up its case, at meetings that are not cancelled
	Onto    []Meeting         // to come, which can take it up; latest day first
	// Settings that apply today: lengths that are proposed.
	Settings registry.Settings
}

// RuleDetail is a rule with its whole case, and what people said about it.
type RuleDetail struct {
	registry.RuleView
	Judged  registry.CaseView
	Counter []registry.Countered
	Heard   []Heard
}

// Heard is what one consultation brought about a rule.
type Heard struct {
	Title    Wording
	Slug     string
	Smallest int // audiences below are not broken down
	Result   RuleResult
}

// ItemDetail reads the item at a place on an agenda; CodeNotFound.
func (s *Service) ItemDetail(ctx context.Context, meeting registry.MeetingID, ordinal int) (ItemDetail, error) {
	out := ItemDetail{}
	err := s.Store.View(ctx, func(r Reader) error {
		var order []int // of the agenda
		page, err := s.meetingPageOf(r, meeting, func(i Item) bool {
			order = append(order, i.Ordinal)
			return i.Ordinal == ordinal
		})
		if err != nil {
			return err
		}
		at := slices.Index(order, ordinal)
		if at < 0 {
			return refuse(registry.CodeNotFound)
		}
		out.Today, out.Meeting, out.Members, out.Item = page.Today, page.Meeting, page.Members, page.Items[0]
		if at > 0 {
			out.Before = order[at-1]
		}
		if at+1 < len(order) {
			out.After = order[at+1]
		}
		if out.Course, err = s.courseOf(r, out.Meeting, out.Item.Item); err != nil {
			return err
		}
		out.Course = slices.DeleteFunc(out.Course, func(x MetItem) bool { return x.Meeting.State != MeetingClosed || x.Meeting.Day > out.Meeting.Day })
		if err := s.readOnward(r, &out); err != nil {
			return err
		}
		if out.Meeting.State == MeetingClosed {
			if out.Late, err = readoptable(r, out.Meeting, out.Item.Judged); err != nil {
				return err
			}
		}
		if out.Settings, err = registry.SettingsOn(r, r.Today()); err != nil {
			return err
		}
		out.Rules, err = ruleDetails(r, s.Register.Cases, out.Item, map[registry.ConsultationID]Results{})
		return err
	})
	return out, err
}

// ruleDetails are an item's rules. read keeps the consultations that were read for others.
func ruleDetails(r Reader, policy registry.CasePolicy, item ItemPage, read map[registry.ConsultationID]Results) ([]RuleDetail, error) {
	consultations, err := r.Consultations("")
	if err != nil {
		return nil, err
	}
	var out []RuleDetail
	for _, e := range item.Entries {
		d := RuleDetail{}
		if d.RuleView, err = registry.ReadRule(r, e.Entry.Rule.Number, r.Today(), registry.RevisionOpen); err != nil {
			return nil, err
		}
		if d.Judged, err = registry.ReadCase(r, policy, e.Entry.Rule.Number); err != nil {
			return nil, err
		}
		if d.Counter, err = registry.ReadCountered(r, e.Entry.Rule.ID); err != nil {
			return nil, err
		}
		for _, c := range consultations {
			if !slices.Contains(c.viewsOn(), e.Entry.Rule.ID) {
				continue
			}
			if _, done := read[c.ID]; !done {
				if read[c.ID], err = results(r, c); err != nil {
					return nil, err
				}
			}
			for _, x := range read[c.ID].Rules {
				if x.Entry.Rule.ID == e.Entry.Rule.ID {
					d.Heard = append(d.Heard, Heard{Title: c.Title, Slug: c.Slug, Smallest: read[c.ID].SmallestGroup, Result: x})
				}
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// ItemPage reads a meeting with one of its items alone; CodeNotFound. What
// everybody may read of it is Public.
func (s *Service) ItemPage(ctx context.Context, id registry.ItemID) (MeetingPage, error) {
	var out MeetingPage
	err := s.Store.View(ctx, func(r Reader) error {
		item, err := r.ItemByID(id)
		if err != nil {
			return err
		}
		out, err = s.meetingPageOf(r, item.Meeting, func(i Item) bool { return i.ID == id })
		return err
	})
	return out, err
}
