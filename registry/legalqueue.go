package registry

import (
	"context"
	"strconv"
)

// DueReason is why a rule waits for a lawyer.
type DueReason string

const (
	DueUnchecked DueReason = "unchecked"     // nobody has checked its bases
	DueDoubted   DueReason = "doubted"       // the last check left doubt
	DueChanged   DueReason = "basis_changed" // a basis was recorded, or recorded anew, since the check
	DueBegan     DueReason = "basis_began"   // a basis that was known has begun since the check
	DueEnded     DueReason = "basis_ended"   // a basis has ended since the check
)

// DueReasons in the order of the queue's filter.
var DueReasons = []DueReason{DueUnchecked, DueDoubted, DueChanged, DueBegan, DueEnded}

// LegalDue is from which day a rule waits for a lawyer, until which, and why. It
// follows from events, checks and timeline, and is stored with them, so that a
// basis that begins or ends one day brings its rules into the queue on that day by itself.
type LegalDue struct {
	On    Day
	Until Day       // the rule has ended then
	Why   DueReason // empty: nothing to wait for, and On is LastDay
}

// legalDue derives it from a rule's events, its timeline and its last check, if any.
func legalDue(events []Event, timeline []Segment, last *LegalCheck) LegalDue {
	due := LegalDue{On: LastDay, Until: endOf(timeline)}
	sooner := func(on Day, why DueReason) {
		if on < due.On {
			due.On, due.Why = on, why
		}
	}
	switch {
	case len(timeline) == 0: // it was taken out
	case last == nil:
		sooner(events[0].Recorded, DueUnchecked)
	case last.Result != BasesConfirmed:
		sooner(last.Day, DueDoubted)
	default:
		bases := map[EventID]bool{}
		for _, e := range events {
			switch f := e.Fact.(type) {
			case BasisRecorded:
				bases[e.ID] = true
				if e.Revision > last.Revision {
					sooner(e.Recorded, DueChanged)
				}
			case Annulled:
				if bases[f.Event] && e.Revision > last.Revision {
					sooner(max(e.Recorded, e.Valid), DueChanged)
				}
			}
		}
		for _, b := range StandingBases(events) {
			if b.From > last.Day {
				sooner(b.From, DueBegan)
			}
			if b.Until > last.Day {
				sooner(b.Until, DueEnded)
			}
		}
	}
	return due
}

// queue stores from when rules wait for a lawyer, and what they rest on.
func queue(tx Tx, events map[RuleID][]Event, timelines map[RuleID][]Segment) error {
	ids := make([]RuleID, 0, len(timelines))
	for id := range timelines {
		ids = append(ids, id)
	}
	checks, err := tx.LatestLegalChecks(ids)
	if err != nil {
		return err
	}
	due, bases := queued(events, timelines, checks)
	if err := tx.SetBases(bases); err != nil {
		return err
	}
	return tx.SetLegalDue(due)
}

// queued is from when the rules of timelines wait for a lawyer, and what they rest on.
func queued(events map[RuleID][]Event, timelines map[RuleID][]Segment, checks map[RuleID]LegalCheck) (map[RuleID]LegalDue, map[RuleID][]Grounding) {
	due, bases := make(map[RuleID]LegalDue, len(timelines)), make(map[RuleID][]Grounding, len(timelines))
	for id, timeline := range timelines {
		var last *LegalCheck
		if c, ok := checks[id]; ok {
			last = &c
		}
		due[id], bases[id] = legalDue(events[id], timeline, last), groundings(events[id], timeline)
	}
	return due, bases
}

// requeue does it for rules that were checked.
func requeue(tx Tx, ids []RuleID) error {
	events, err := tx.Events(ids, RevisionOpen)
	if err != nil {
		return err
	}
	timelines, err := tx.Timelines(ids)
	if err != nil {
		return err
	}
	return queue(tx, events, timelines)
}

// queueAll does it for all rules.
func queueAll(tx Tx) error {
	const batch = 500
	for after := Number(0); ; {
		part, err := tx.Rules(RuleFilter{After: after, Limit: batch})
		if err != nil || len(part) == 0 {
			return err
		}
		ids := make([]RuleID, len(part))
		for i, rule := range part {
			ids[i], after = rule.ID, rule.Number
		}
		if err := requeue(tx, ids); err != nil {
			return err
		}
	}
}

// QueuePlace is a place in the queue: those that wait longest stand first.
type QueuePlace struct {
	On     Day    `json:"on"`
	Number Number `json:"number"`
}

// LegalQuery asks for the rules that wait for a lawyer.
type LegalQuery struct {
	Area  string     // exact; empty: all
	Why   DueReason  // empty: all
	Reach Reach      // zero: everything
	From  QueuePlace // list from this place on
	Limit int
}

// DueRule is a rule that waits, with what a lawyer needs to judge it. Of its
// justifications and versions nothing is read.
type DueRule struct {
	RuleView
	Due LegalDue
}

// LegalQueuePage is one page of the queue.
type LegalQueuePage struct {
	Rules []DueRule
	Next  QueuePlace // of the first rule after them
	More  bool
}

// LegalQueue lists the rules that wait for a lawyer today, longest first.
func (s *Service) LegalQueue(ctx context.Context, q LegalQuery) (LegalQueuePage, error) {
	var page LegalQueuePage
	err := s.Store.View(ctx, func(r Reader) error {
		var c Checks
		c.Text("area", q.Area, LimitName, false)
		if q.Why != "" {
			checkChoice(&c, "why", DueReasons, q.Why)
		}
		if err := c.Err(); err != nil {
			return err
		}
		limit := q.Limit
		q.Limit++ // one more tells whether there are further ones
		due, err := r.LegalQueue(q)
		if err != nil {
			return err
		}
		if page.More = len(due) > limit; page.More {
			page.Next = QueuePlace{due[limit].Due.On, due[limit].Rule.Number}
			due = due[:limit]
		}
		page.Rules = due
		views := make([]*RuleView, len(due))
		for i := range due {
			views[i] = &due[i].RuleView
		}
		return lawOf(r, views)
	})
	return page, err
}

// CountLegalQueue counts the rules that wait for a lawyer today, at most so many.
func (s *Service) CountLegalQueue(ctx context.Context, reach Reach, most int) (n int, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		due, err := r.LegalQueue(LegalQuery{Reach: reach, Limit: most})
		n = len(due)
		return err
	})
	return n, err
}

// lawOf reads what bears on the law of rules today.
func lawOf(r Reader, views []*RuleView) error {
	ids := make([]RuleID, len(views))
	for i, v := range views {
		ids[i] = v.Rule.ID
	}
	events, err := r.Events(ids, RevisionOpen)
	if err != nil {
		return err
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return err
	}
	checks, err := r.LatestLegalChecks(ids)
	if err != nil {
		return err
	}
	texts, err := r.LatestTexts(ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		v := views[i]
		v.On, v.Known, v.Text, v.Events, v.Bases, v.Timeline = r.Today(), RevisionOpen, texts[id], events[id], Bases(events[id]), timelines[id]
		v.Segment, _ = SegmentOn(v.Timeline, v.On)
		if c, ok := checks[id]; ok {
			v.Checks = []LegalCheck{c}
		}
	}
	return nil
}

// Pick is a rule that was chosen as it was seen.
type Pick struct {
	Number Number
	Edit   int
}

// MostPicked is how many rules one act takes.
const MostPicked = 200

// CheckManyLegally records one check of several rules, all or none. A rule that was
// changed since it was seen is named (CodeStale), as is one whose owner checks.
func (s *Service) CheckManyLegally(ctx context.Context, act Act, picks []Pick, l LegalCheck) ([]LegalCheck, error) {
	return changeMany(s, ctx, act, picks, func(tx Tx, rules []Rule) ([]LegalCheck, error) {
		checks := make([]LegalCheck, len(rules))
		ids := make([]RuleID, len(rules))
		for i, r := range rules {
			if err := l.Validate(tx.Today(), r.Catalogue.Owner); err != nil {
				return nil, err
			}
			if err := checksOwn(tx, act.Actor, l.By, r.Catalogue.Owner); err != nil {
				return nil, err
			}
			checks[i], ids[i] = l, r.ID
			checks[i].ID, checks[i].Rule = NewID[LegalCheckID](tx.Now()), r.ID
		}
		if err := tx.InsertLegalChecks(checks); err != nil {
			return nil, err
		}
		return checks, requeue(tx, ids)
	})
}

// changeMany hangs one thing on each of several rules, as change does on one.
func changeMany[T any](s *Service, ctx context.Context, act Act, picks []Pick, make func(Tx, []Rule) ([]T, error)) ([]T, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) ([]T, error) {
		rules, err := picked(tx, act, picks)
		if err != nil {
			return nil, err
		}
		out, err := make(tx, rules)
		if err != nil {
			return nil, err
		}
		for i, r := range rules {
			if _, err := tx.UpdateRule(r, r.Edit); err != nil {
				return nil, err
			}
			if err := audit(tx, "rule "+r.Number.String(), nil, out[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// picked are the rules that were chosen, each once, or what is wrong with the choice.
func picked(r Reader, act Act, picks []Pick) ([]Rule, error) {
	if len(picks) == 0 {
		return nil, invalid("rules", CodeRequired)
	}
	if len(picks) > MostPicked {
		return nil, invalid("rules", CodeRangeInvalid, "value", itoa(len(picks)), "from", "1", "to", itoa(MostPicked))
	}
	seen, numbers := map[Number]int{}, []Number{}
	for _, p := range picks {
		if _, twice := seen[p.Number]; !twice {
			numbers = append(numbers, p.Number)
		}
		seen[p.Number] = p.Edit
	}
	rules, err := r.RulesByNumber(numbers)
	if err != nil {
		return nil, err
	}
	var c Checks
	for i, rule := range rules {
		if !act.Reach.Has(rule.Catalogue) {
			return nil, refuse(CodeForbidden)
		}
		if rule.Edit != seen[rule.Number] {
			c.Fail("rules["+strconv.Itoa(i)+"]", CodeRuleChanged, "number", rule.Number.String())
		}
	}
	return rules, c.Err()
}
