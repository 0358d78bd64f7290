package workflow

import (
	"cmp"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// MetItem is another item about the same rules.
type MetItem struct {
	Meeting Meeting
	Judged         // of a closed meeting with what was decided
	Word    string // for what was decided, and for what goes on to a higher body; empty until it is final
}

// courseOf are the other items about an item's rules, those ahead too, the earliest
// meeting first: a case goes from committee to finance committee to council, and each
// reads what the one before it said. What is not final has no minutes.
func (s *Service) courseOf(r Reader, own Meeting, item Item) ([]MetItem, error) {
	of, err := r.ItemsOf(item.Rules)
	if err != nil {
		return nil, err
	}
	profile, err := profileOf(r)
	if err != nil {
		return nil, err
	}
	var out []MetItem
	seen := map[registry.ItemID]bool{item.ID: true}
	for _, rule := range item.Rules {
		for _, other := range of[rule] {
			if seen[other.ID] {
				continue
			}
			seen[other.ID] = true
			x := MetItem{Judged: Judged{Item: other}}
			if x.Meeting, err = r.MeetingByID(other.Meeting); err != nil {
				return nil, err
			}
			switch x.Meeting.State {
			case MeetingCancelled:
				continue
			case MeetingClosed:
				if x.Judged, err = s.judgeItem(r, x.Meeting, other); err != nil {
					return nil, err
				}
			default:
				x.Minutes = Minutes{}
			}
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b MetItem) int {
		return cmp.Or(cmp.Compare(a.Meeting.Day, b.Meeting.Day), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	for n, x := range out {
		above := func(m Meeting) bool { return m.Day >= x.Meeting.Day && m.Body.Rank.Above(x.Meeting.Body.Rank) }
		onward := above(own) || slices.ContainsFunc(out, func(o MetItem) bool { return above(o.Meeting) })
		out[n].Word = profile.Word(x.Meeting, x.Judged, onward)
	}
	return out, nil
}

// goesOn is what is written of a case that goes on to its second reading.
const goesOn = "Går videre til 2. behandling"

// Word is how the municipality writes what a closed meeting did with an item; empty
// before that. What the minutes pass on prevails. onward says that a higher body has
// it after this one, which then recommends.
func (p Profile) Word(m Meeting, j Judged, onward bool) string {
	if m.State != MeetingClosed {
		return ""
	}
	if j.Line != "" {
		return j.Line
	}
	at := j.Decided()
	if len(j.Proposals) == 0 {
		return p.Words.Noted
	}
	if at < 0 {
		return p.Words.Rejected
	}
	carried := j.Proposals[at]
	switch {
	case !j.Reading.Rules() && carried.Ruling != "":
		return goesOn
	case carried.Ruling == registry.Defer, carried.Procedure == registry.Postpone, carried.Procedure == registry.SendBack:
		return p.Words.Postponed
	case onward && m.Body.Finance:
		return p.Words.Endorsed
	case onward && m.Body.Rank == registry.RankCommittee:
		return p.Words.Recommended
	}
	return p.Words.Approved
}
