package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Papers are what the papers of a meeting are made of. Nothing that was minuted is in
// them before the meeting is closed, so that all read the same.
type Papers struct {
	Today    registry.Day
	Meeting  Meeting
	Members  []Member // and substitutes, on its day
	Mandate  string   // the body's, in words; empty: it needs none, or has none
	Profile  Profile
	Settings registry.Settings // that apply today
	Items    []ItemPaper       // by ordinal
}

// ItemPaper is what the paper on an item is made of.
type ItemPaper struct {
	ItemPage
	Rules    []RuleDetail // as Entries
	Hearings []Hearing    // of its rules' newest reviews
	Came     *RuleItem    // whose case it takes up; nil: none
	Met      []MetItem    // other items about its rules, earliest meeting first
	Supposed []Simulation // that are attached to it
}

// Papers reads what a meeting's papers are made of: those of all its items, or with an
// ordinal of that item alone; CodeNotFound.
func (s *Service) Papers(ctx context.Context, meeting registry.MeetingID, ordinal int) (Papers, error) {
	var out Papers
	err := s.Store.View(ctx, func(r Reader) (err error) {
		out, err = s.papers(r, meeting, func(item Item) bool { return ordinal == 0 || item.Ordinal == ordinal })
		if err == nil && ordinal != 0 && len(out.Items) == 0 {
			err = refuse(registry.CodeNotFound)
		}
		return err
	})
	return out, err
}

// papers are those of the items that are let through.
func (s *Service) papers(r Reader, meeting registry.MeetingID, let func(Item) bool) (Papers, error) {
	page, err := s.meetingPageOf(r, meeting, let)
	if err != nil {
		return Papers{}, err
	}
	if page.Meeting.State != MeetingClosed {
		for n := range page.Items {
			page.Items[n].Minutes, page.Items[n].Outcomes, page.Items[n].Tallies = Minutes{}, nil, nil
		}
	}
	out := Papers{Today: page.Today, Meeting: page.Meeting, Members: page.Members}
	if out.Profile, err = profileOf(r); err != nil {
		return out, err
	}
	if out.Settings, err = registry.SettingsOn(r, r.Today()); err != nil {
		return out, err
	}
	mandates, err := r.Mandates(page.Meeting.Body.ID)
	if err != nil {
		return out, err
	}
	if m, ok := registry.MandateOn(mandates, page.Meeting.Day); ok {
		out.Mandate = m.Words
	}
	read := map[registry.ConsultationID]Results{}
	for _, item := range page.Items {
		x := ItemPaper{ItemPage: item}
		if x.Rules, err = ruleDetails(r, s.Register.Cases, item, read); err != nil {
			return out, err
		}
		if x.Hearings, err = hearingsOf(r, item.Item.Rules); err != nil {
			return out, err
		}
		if x.Came, err = s.cameFrom(r, item.Item); err != nil {
			return out, err
		}
		if x.Met, err = s.courseOf(r, page.Meeting, item.Item); err != nil {
			return out, err
		}
		if x.Supposed, err = r.SimulationsOf(item.Item.ID); err != nil {
			return out, err
		}
		x.Met = slices.DeleteFunc(x.Met, func(m MetItem) bool { return m.Confidential })
		out.Items = append(out.Items, x)
	}
	return out, nil
}

// Public is what everybody may read: of a confidential item its place alone.
func (p Papers) Public() Papers {
	items := slices.Clone(p.Items)
	for n, x := range items {
		if x.Confidential {
			items[n] = ItemPaper{ItemPage: x.public(p.Meeting)}
		}
	}
	p.Items = items
	return p
}
