package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Correction mends the minutes of a closed meeting. What stood is never overwritten
// without a word: what was wrong, what is right and why is told in public.
type Correction struct {
	On      registry.Day `json:"on"` // when it was recorded
	Wrong   string       `json:"wrong"`
	Right   string       `json:"right"`
	Reason  string       `json:"reason"`
	Outcome bool         `json:"outcome,omitempty"` // it changed what was decided
}

func (c Correction) check() error {
	var checks registry.Checks
	checks.Text("wrong", c.Wrong, registry.LimitReason, true)
	checks.Text("right", c.Right, registry.LimitReason, true)
	checks.Text("reason", c.Reason, registry.LimitReason, true)
	return checks.Err()
}

// Corrected is what a correction puts in the place of what stood. What is nil was right.
type Corrected struct {
	Minutes        *Minutes // all of them
	Recommendation []string // the at-points
	Reasons        []string // that the meeting stated, one for each proposal
}

func (c Corrected) some() bool {
	return c.Minutes != nil || c.Recommendation != nil || c.Reasons != nil
}

// put puts what is right into an item.
func (c Corrected) put(i *Item, m Meeting, members []Member) error {
	var checks registry.Checks
	if c.Recommendation != nil {
		i.Recommendation = c.Recommendation
	}
	for n, point := range c.Recommendation {
		checks.Text("recommendation["+itoa(n)+"]", point, registry.LimitReason, true)
	}
	if c.Reasons != nil && len(c.Reasons) != len(i.Proposals) {
		checks.Fail("reasons", registry.CodeRangeInvalid, "value", itoa(len(c.Reasons)), "from", itoa(len(i.Proposals)), "to", itoa(len(i.Proposals)))
		return checks.Err()
	}
	i.Proposals = slices.Clone(i.Proposals)
	for n, reason := range c.Reasons {
		checks.Text("reasons["+itoa(n)+"]", reason, registry.LimitReason, false)
		i.Proposals[n].Reason = reason
	}
	if c.Minutes != nil {
		i.Minutes = *c.Minutes
		checks.Take("", i.checkMinutes(m, members))
	}
	return checks.Err()
}

// CorrectMinutes corrects what was minuted of an item of a closed meeting; as is the zero
// value where only words elsewhere were wrong. Where something else was decided, or for
// another reason, the rulings that landed are annulled from the start, and what was
// decided lands. Errors: CodeNotFound, CodeMeetingOpen,
// CodeStale, CodeInvalid with fields, CodeNotVoted, CodeOutcomeBlocked.
func (s *Service) CorrectMinutes(ctx context.Context, act registry.Act, id registry.ItemID, edit int, c Correction, as Corrected) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) { return s.correct(tx, id, edit, c, as) })
}

// ForecastCorrection says what a correction would mean, and stores nothing.
func (s *Service) ForecastCorrection(ctx context.Context, act registry.Act, id registry.ItemID, edit int, c Correction, as Corrected) (Forecast, error) {
	var out Forecast
	err := s.forecast(ctx, act, func(tx Tx) error {
		item, err := s.correct(tx, id, edit, c, as)
		if err != nil {
			return err
		}
		m, err := tx.MeetingByID(item.Meeting)
		if err != nil {
			return err
		}
		if out.Judged, err = s.judgeItem(tx, m, item); err != nil {
			return err
		}
		out.Rules, err = ahead(tx, item.Rules)
		return err
	})
	return out, err
}

func (s *Service) correct(tx Tx, id registry.ItemID, edit int, c Correction, as Corrected) (Item, error) {
	before, m, err := closedItem(tx, id, edit)
	if err != nil {
		return before, err
	}
	if err := c.check(); err != nil {
		return before, err
	}
	after := before
	c.On, c.Outcome = tx.Today(), false
	if as.some() {
		members, err := membersOn(tx, m)
		if err != nil {
			return before, err
		}
		if err := as.put(&after, m, members); err != nil {
			return before, err
		}
		was, err := s.judgeItem(tx, m, before)
		if err != nil {
			return before, err
		}
		is, err := s.judgeItem(tx, m, after)
		if err != nil {
			return before, err
		}
		if err := final(is); err != nil {
			return before, err
		}
		for _, code := range is.Unexplained() {
			after.Explanations = append(slices.Clip(after.Explanations), Explanation{Code: code})
		}
		c.Outcome = !slices.Equal(was.Outcomes, is.Outcomes) || (was.Stop == nil) != (is.Stop == nil)
		if c.Outcome || otherReason(was, is) {
			if err := s.landAnew(tx, m, is, c); err != nil {
				return before, err
			}
		}
	}
	after.Corrections = append(slices.Clip(before.Corrections), c)
	out, err := tx.UpdateItem(after, edit)
	if err != nil {
		return before, err
	}
	corrected, err := s.judgeItem(tx, m, out)
	if err != nil {
		return before, err
	}
	if as.some() {
		rules, err := tx.RulesByID(out.Rules)
		if err != nil {
			return before, err
		}
		if err := logDecision(tx, corrected, rules); err != nil {
			return before, err
		}
	}
	if err := logItem(tx, m, corrected, ""); err != nil {
		return before, err
	}
	return out, audit(tx, "meeting "+string(m.ID), before, out)
}

// otherReason says that the same was decided, for another reason.
func otherReason(was, is Judged) bool {
	n := is.Decided()
	return n >= 0 && was.Proposals[n].Reason != is.Proposals[n].Reason
}

// final refuses what a meeting cannot be closed with.
func final(j Judged) error {
	for n, o := range j.Outcomes {
		for _, f := range j.Findings[n] {
			if f.Severity == Blocks {
				return refuse(registry.CodeOutcomeBlocked, "item", itoa(j.Ordinal), "finding", f.Code)
			}
		}
		if o == NotPut && j.Decided() < 0 {
			return refuse(registry.CodeNotVoted, "item", itoa(j.Ordinal))
		}
	}
	return nil
}

// landAnew annuls what an item left on its rules from the start, and lands what it
// decided in truth. The past is folded anew; what was shown until now can still be read.
func (s *Service) landAnew(tx Tx, m Meeting, j Judged, c Correction) error {
	rules, err := tx.RulesByID(j.Rules)
	if err != nil {
		return err
	}
	all, err := tx.Events(j.Rules, registry.RevisionOpen)
	if err != nil {
		return err
	}
	if m.Late == "" {
		m.Late = c.Reason
	}
	l := landing{tx: tx, service: s, meeting: m}
	for _, rule := range rules {
		before := all[rule.ID]
		gone := stillStanding(before, landedOn(before, m, j.Item))
		for _, e := range gone {
			fact := registry.Annulled{Event: e.ID, By: l.decision(j, c.Right), Corrects: true}
			l.events = append(l.events, registry.Event{Rule: rule.ID, Order: e.Order, Valid: e.Valid, Fact: fact})
			again, err := agreementsAfter(tx, rule, before, fact, e.Valid)
			if err != nil {
				return err
			}
			l.events, before = append(l.events, again...), append(slices.Clip(before), again...)
		}
		before = slices.DeleteFunc(slices.Clone(before), func(e registry.Event) bool {
			return slices.ContainsFunc(gone, func(x registry.Event) bool { return x.ID == e.ID })
		})
		if err := l.outcome(rule, before, j); err != nil {
			return err
		}
	}
	if len(l.events) == 0 {
		return nil
	}
	_, err = registry.Record(tx, s.maker(), l.events)
	return err
}
