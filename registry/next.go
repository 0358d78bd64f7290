package registry

import "context"

// NextStates are the states that the entries of a page go over to when their
// present one ends. Entries that nothing is known to change are absent.
func (s *Service) NextStates(ctx context.Context, page RegisterPage) (map[RuleID]State, error) {
	next := map[RuleID]State{}
	var ids []RuleID
	for _, e := range page.Entries {
		if e.Segment.StateUntil < LastDay {
			ids = append(ids, e.Rule.ID)
		}
	}
	if len(ids) == 0 {
		return next, nil
	}
	err := s.Store.View(ctx, func(r Reader) error {
		timelines, err := timelinesAt(r, ids, page.Known)
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			if then, ok := SegmentOn(timelines[e.Rule.ID], e.Segment.StateUntil); ok {
				next[e.Rule.ID] = then.State
			}
		}
		return nil
	})
	return next, err
}

// timelinesAt reads the timelines as known; those of the newest revision at once.
func timelinesAt(r Reader, ids []RuleID, known Revision) (map[RuleID][]Segment, error) {
	last, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	if known >= last.Revision {
		return r.Timelines(ids)
	}
	all := make(map[RuleID][]Segment, len(ids))
	for _, id := range ids {
		timeline, err := r.Timeline(id, known)
		if err != nil {
			return nil, err
		}
		all[id] = timeline
	}
	return all, nil
}
