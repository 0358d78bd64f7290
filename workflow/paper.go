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
	Members  []Member // with a seat on its day
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
	Met      []MetItem    // other items about its rules, earliest meeting first
}

// Papers reads what a meeting's papers are made of: those of all its items, or with an
// ordinal of that item alone; CodeNotFound.
func (s *Service) Papers(ctx context.Context, meeting registry.MeetingID, ordinal int) (Papers, error) {
	var out Papers
	err := s.Store.View(ctx, func(r Reader) error {
		page, err := s.meetingPage(r, meeting)
		if err != nil {
			return err
		}
		if page.Meeting.State != MeetingClosed {
			for n := range page.Items {
				page.Items[n].Minutes, page.Items[n].Outcomes, page.Items[n].Tallies = Minutes{}, nil, nil
			}
		}
		out = Papers{Today: page.Today, Meeting: page.Meeting, Members: page.Members}
		if out.Profile, err = profileOf(r); err != nil {
			return err
		}
		if out.Settings, err = registry.SettingsOn(r, r.Today()); err != nil {
			return err
		}
		mandates, err := r.Mandates(page.Meeting.Body.ID)
		if err != nil {
			return err
		}
		for _, m := range mandates {
			if m.From <= page.Meeting.Day {
				out.Mandate = m.Words
			}
		}
		read := map[registry.ConsultationID]Results{}
		for _, item := range page.Items {
			if ordinal != 0 && item.Ordinal != ordinal {
				continue
			}
			x := ItemPaper{ItemPage: item}
			if x.Rules, err = ruleDetails(r, s.Register.Cases, item, read); err != nil {
				return err
			}
			if x.Hearings, err = hearingsOf(r, item.Item.Rules); err != nil {
				return err
			}
			if x.Met, err = s.courseOf(r, page.Meeting, item.Item); err != nil {
				return err
			}
			x.Met = slices.DeleteFunc(x.Met, func(m MetItem) bool { return m.Confidential })
			out.Items = append(out.Items, x)
		}
		if ordinal != 0 && len(out.Items) == 0 {
			return refuse(registry.CodeNotFound)
		}
		return nil
	})
	return out, err
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
