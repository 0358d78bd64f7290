package registry

import "slices"

// Record appends events and stores the timelines that follow from them, in the
// caller's transaction: a fact and what it means are never apart. Events need
// Rule, Valid and Fact; the rest is filled in. It returns them as stored.
// Errors: CodePolicyFailed, and then nothing may be stored.
func Record(tx Tx, maker RulebookMaker, events []Event) ([]Event, error) {
	mark, err := tx.Revision()
	if err != nil {
		return nil, err
	}
	rules, err := rulesOfTheGame(tx, maker)
	if err != nil {
		return nil, err
	}
	events = slices.Clone(events)
	var touched []RuleID
	for i := range events {
		e := &events[i]
		if e.ID == "" {
			e.ID = NewID[EventID](tx.Now())
		}
		e.Revision, e.Recorded = mark.Revision, tx.Today()
		touched = append(touched, e.Rule)
	}
	if err := tx.AppendEvents(events); err != nil {
		return nil, err
	}
	slices.Sort(touched)
	return events, rewrite(tx, rules, slices.Compact(touched))
}

// Rejudge stores the timelines of all rules anew, after the rules of the game
// have changed.
func Rejudge(tx Tx, maker RulebookMaker) error {
	rules, err := rulesOfTheGame(tx, maker)
	if err != nil {
		return err
	}
	all, err := tx.Rules(RuleFilter{})
	if err != nil {
		return err
	}
	ids := make([]RuleID, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	return rewrite(tx, rules, ids)
}

// Probe is the timelines that rules would have with further events, stored
// nowhere. Rules are those of the events.
func Probe(r Reader, maker RulebookMaker, more []Event) (map[RuleID][]Segment, error) {
	rules, err := rulesOfTheGame(r, maker)
	if err != nil {
		return nil, err
	}
	var ids []RuleID
	for _, e := range more {
		ids = append(ids, e.Rule)
	}
	slices.Sort(ids)
	stored, err := r.Events(slices.Compact(ids), RevisionOpen)
	if err != nil {
		return nil, err
	}
	for i, e := range more {
		if e.ID == "" {
			e.ID = EventID("probe-" + itoa(i))
		}
		e.Recorded = r.Today()
		stored[e.Rule] = append(stored[e.Rule], e)
	}
	timelines := make(map[RuleID][]Segment, len(stored))
	for id, events := range stored {
		if timelines[id], err = Timeline(events, rules); err != nil {
			return nil, err
		}
	}
	return timelines, nil
}

func rewrite(tx Tx, rules Rulebook, ids []RuleID) error {
	const batch = 2000 // bounds memory, not correctness
	for part := range slices.Chunk(ids, batch) {
		events, err := tx.Events(part, RevisionOpen)
		if err != nil {
			return err
		}
		timelines := make(map[RuleID][]Segment, len(part))
		for _, id := range part {
			if timelines[id], err = Timeline(events[id], rules); err != nil {
				return err
			}
		}
		if err := tx.ReplaceTimelines(timelines); err != nil {
			return err
		}
	}
	return nil
}

func rulesOfTheGame(r Reader, maker RulebookMaker) (Rulebook, error) {
	versions, err := r.GameVersions()
	if err != nil {
		return nil, err
	}
	return maker.Rulebook(versions)
}

// SettingsOn are the settings that apply on a day.
func SettingsOn(r Reader, on Day) (Settings, error) {
	versions, err := r.GameVersions()
	if err != nil {
		return Settings{}, err
	}
	s := DefaultSettings()
	for _, v := range versions {
		if v.Kind == GameSettings && v.From <= on {
			if s, err = ParseSettings(v.Source); err != nil {
				return Settings{}, err
			}
		}
	}
	return s, nil
}
