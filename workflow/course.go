package workflow

import "slices"

// courseOf are the items of closed meetings that the rules of an item were on before
// it, the earliest first: a case goes from committee to finance committee to council,
// and each reads what the one before it said. It names nothing that it does not read.
func (s *Service) courseOf(r Reader, m Meeting, item Item) ([]RuleItem, error) {
	of, err := r.ItemsOf(item.Rules)
	if err != nil {
		return nil, err
	}
	var out []RuleItem
	for _, rule := range item.Rules {
		for _, earlier := range of[rule] {
			if earlier.ID == item.ID || slices.ContainsFunc(out, func(x RuleItem) bool { return x.Item.ID == earlier.ID }) {
				continue
			}
			x := RuleItem{}
			if x.Meeting, err = r.MeetingByID(earlier.Meeting); err != nil {
				return nil, err
			}
			if x.Meeting.State != MeetingClosed || x.Meeting.Day > m.Day {
				continue
			}
			if x.Members, err = seated(r, x.Meeting); err != nil {
				return nil, err
			}
			if x.Item.Judged, err = s.judgeItem(r, x.Meeting, earlier); err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b RuleItem) int { return int(a.Meeting.Day - b.Meeting.Day) })
	return out, nil
}
