package registry

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Record appends events and stores the timelines that follow from them, in the
// caller's transaction: a fact and what it means are never apart. Events need
// Rule, Valid and Fact; the rest is filled in. It returns them as stored.
// Errors: CodePolicyFailed, and then nothing may be stored.
func Record(tx Tx, maker RulebookMaker, events []Event) ([]Event, error) {
	events, err := stamped(tx, events)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOfTheGame(tx, maker)
	if err != nil {
		return nil, err
	}
	touched := make([]RuleID, len(events))
	for i, e := range events {
		touched[i] = e.Rule
	}
	if err := tx.AppendEvents(events); err != nil {
		return nil, err
	}
	slices.Sort(touched)
	return events, rewrite(tx, rules, judged(rules), slices.Compact(touched))
}

// stamped are events as this transaction records them.
func stamped(tx Tx, events []Event) ([]Event, error) {
	mark, err := tx.Revision()
	events = slices.Clone(events)
	for i := range events {
		e := &events[i]
		if e.ID == "" {
			e.ID = NewID[EventID](tx.Now())
		}
		e.Revision, e.Recorded = mark.Revision, tx.Today()
	}
	return events, err
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
	return rewrite(tx, rules, changing(tx, judged(rules)), ids)
}

// changing leaves out the timelines that are stored already.
func changing(r Reader, judge judging) judging {
	return func(ids []RuleID, events map[RuleID][]Event) (map[RuleID][]Segment, error) {
		timelines, err := judge(ids, events)
		if err != nil {
			return nil, err
		}
		stored, err := r.Timelines(ids)
		maps.DeleteFunc(timelines, func(id RuleID, timeline []Segment) bool {
			return slices.EqualFunc(timeline, stored[id], Segment.equal)
		})
		return timelines, err
	}
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

// CheckTimelines is CodeRegisterStatus with the first rule of which the register
// says, now or as it was known after any of its events, what does not follow from
// its events and the versions that judge them.
func CheckTimelines(r Reader, maker RulebookMaker) error {
	const batch = 500
	versions, err := r.GameVersions()
	if err != nil {
		return err
	}
	c := checker{Reader: r, maker: maker, versions: versions, books: map[string]Rulebook{}}
	for after := Number(0); ; {
		part, err := r.Rules(RuleFilter{After: after, Limit: batch})
		if err != nil || len(part) == 0 {
			return err
		}
		ids := make([]RuleID, len(part))
		for i, rule := range part {
			ids[i], after = rule.ID, rule.Number
		}
		events, err := r.Events(ids, RevisionOpen)
		if err != nil {
			return err
		}
		for _, rule := range part {
			if fine, err := c.check(rule.ID, events[rule.ID]); err != nil {
				return err
			} else if !fine {
				return refuse(CodeRegisterStatus, "number", rule.Number.String())
			}
		}
	}
}

type checker struct {
	Reader
	maker    RulebookMaker
	versions []GameVersion
	books    map[string]Rulebook // by the digests of their versions
}

func (c *checker) check(rule RuleID, events []Event) (bool, error) {
	if fine, err := c.follows(rule, events, RevisionOpen, func(GameVersion) bool { return true }); !fine || err != nil {
		return fine, err
	}
	for i, e := range events {
		if i+1 < len(events) && events[i+1].Revision == e.Revision {
			continue
		}
		// One of which no revision is known can have come before or after on the same day.
		fine, err := c.follows(rule, events[:i+1], e.Revision, func(v GameVersion) bool { return v.judged(e, v.Adopted <= e.Recorded) })
		if err == nil && !fine {
			fine, err = c.follows(rule, events[:i+1], e.Revision, func(v GameVersion) bool { return v.judged(e, v.Adopted < e.Recorded) })
		}
		if !fine || err != nil {
			return fine, err
		}
	}
	return len(events) > 0, nil
}

// follows says whether a timeline as known at a revision is that of some events,
// judged by some versions.
func (c *checker) follows(rule RuleID, events []Event, known Revision, judging func(GameVersion) bool) (bool, error) {
	var versions []GameVersion
	var digests strings.Builder
	for _, v := range c.versions {
		if judging(v) {
			versions = append(versions, v)
			digests.WriteString(string(v.Kind) + v.From.String() + v.Digest)
		}
	}
	book, there := c.books[digests.String()]
	if !there {
		var err error
		if book, err = c.maker.Rulebook(versions); err != nil {
			return false, nil // they judge nothing
		}
		c.books[digests.String()] = book
	}
	stored, err := c.Timeline(rule, known)
	if err != nil {
		return false, err
	}
	follows, err := Timeline(events, book)
	return reflect.DeepEqual(follows, stored), err
}

// judging tells the timelines that follow from the events of rules, or those of them that
// are to be stored.
type judging func(rules []RuleID, events map[RuleID][]Event) (map[RuleID][]Segment, error)

func judged(rules Rulebook) judging {
	return func(ids []RuleID, events map[RuleID][]Event) (map[RuleID][]Segment, error) {
		timelines := make(map[RuleID][]Segment, len(ids))
		for _, id := range ids {
			var err error
			if timelines[id], err = Timeline(events[id], rules); err != nil {
				return nil, err
			}
		}
		return timelines, nil
	}
}

func rewrite(tx Tx, rules Rulebook, judge judging, ids []RuleID) error {
	const batch = 2000 // bounds memory, not correctness
	for part := range slices.Chunk(ids, batch) {
		events, err := tx.Events(part, RevisionOpen)
		if err != nil {
			return err
		}
		timelines, err := judge(part, events)
		if err != nil {
			return err
		}
		if err := tx.ReplaceTimelines(timelines); err != nil {
			return err
		}
		if err := queue(tx, events, timelines); err != nil {
			return err
		}
		if err := logTimelines(tx, rules, part, timelines); err != nil {
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
	book, _, err := inCharge(maker, versions)
	return book, err
}

// SettingsOn are the settings that apply on a day.
func SettingsOn(r Reader, on Day) (Settings, error) { return settingsKnown(r, on, RevisionOpen) }

// GameSettings are the settings that versions of them give for a day, without what is said
// apart of how much units are open.
func (s *Service) GameSettings(ctx context.Context, on Day) (settings Settings, err error) {
	err = s.Store.View(ctx, func(r Reader) error { settings, err = gameSettingsOn(r, on); return err })
	return settings, err
}

// gameSettingsOn are those of the rules of the game alone.
func gameSettingsOn(r Reader, on Day) (Settings, error) {
	versions, err := r.GameVersionsOf(GameSettings)
	if err != nil {
		return Settings{}, err
	}
	s := DefaultSettings()
	for _, v := range versions {
		if v.From <= on {
			if s, err = ParseSettings(v.Source); err != nil {
				return Settings{}, err
			}
		}
	}
	return s, nil
}
