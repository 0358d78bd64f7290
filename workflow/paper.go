package workflow

import (
	"cmp"
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

// MetItem is another item about the same rules, that everybody may read.
type MetItem struct {
	Meeting Meeting
	Judged         // of a closed meeting with what was decided
	Word    string // for what was decided; empty until it is final
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
			if x.Met, err = s.met(r, out.Profile, item.Item); err != nil {
				return err
			}
			out.Items = append(out.Items, x)
		}
		if ordinal != 0 && len(out.Items) == 0 {
			return refuse(registry.CodeNotFound)
		}
		return nil
	})
	return out, err
}

// met are the other items about an item's rules.
func (s *Service) met(r Reader, profile Profile, of Item) ([]MetItem, error) {
	all, err := r.ItemsOf(of.Rules)
	if err != nil {
		return nil, err
	}
	var out []MetItem
	seen := map[registry.ItemID]bool{of.ID: true}
	for _, rule := range of.Rules {
		for _, item := range all[rule] {
			if seen[item.ID] || item.Confidential {
				continue
			}
			seen[item.ID] = true
			m, err := r.MeetingByID(item.Meeting)
			if err != nil {
				return nil, err
			}
			x := MetItem{Meeting: m, Judged: Judged{Item: item}}
			if m.State == MeetingCancelled {
				continue
			}
			if m.State == MeetingClosed {
				if x.Judged, err = s.judgeItem(r, m, item); err != nil {
					return nil, err
				}
			} else {
				x.Minutes = Minutes{}
			}
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b MetItem) int {
		return cmp.Or(cmp.Compare(a.Meeting.Day, b.Meeting.Day), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	for n := range out {
		above := func(o MetItem) bool {
			return o.Meeting.Day >= out[n].Meeting.Day && o.Meeting.Body.Rank.Above(out[n].Meeting.Body.Rank)
		}
		own, err := r.MeetingByID(of.Meeting)
		if err != nil {
			return nil, err
		}
		onward := slices.ContainsFunc(out, above) || above(MetItem{Meeting: own})
		out[n].Word = profile.Word(out[n].Meeting, out[n].Judged, onward)
	}
	return out, nil
}

// Word is how the municipality writes what a closed meeting did with an item; empty
// before that. onward says that a higher body has it after this one, which then
// recommends.
func (p Profile) Word(m Meeting, j Judged, onward bool) string {
	if m.State != MeetingClosed {
		return ""
	}
	carried := j.Decided()
	switch {
	case len(j.Proposals) == 0:
		return p.Words.Noted
	case carried < 0:
		return p.Words.Rejected
	case j.Proposals[carried].Ruling == registry.Defer:
		return p.Words.Postponed
	case onward && m.Body.Rank == registry.RankCommittee:
		return p.Words.Recommended
	}
	return p.Words.Approved
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
