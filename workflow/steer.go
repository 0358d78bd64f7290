package workflow

import (
	"context"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// MovePhase takes a review one step on; CodePhase when there is no such step.
// edit is the edit that the writer saw; CodeStale when somebody else was first.
func (s *Service) MovePhase(ctx context.Context, act registry.Act, slug string, edit int, to Phase) (Review, error) {
	return s.steer(ctx, act, slug, edit, func(tx Tx, r *Review) error {
		if to == Cancelled {
			return refuse(registry.CodePhase, "from", string(r.Phase), "to", string(to)) // needs a decision: Cancel
		}
		return r.MoveTo(to)
	})
}

// Withdraw takes one rule out of a review by a recorded decision before the
// sunset: what stood before the review stands again. Withdrawing many in one act
// is refused with CodeBulkWithdrawal, as keeping many is: each needs its own words.
func (s *Service) Withdraw(ctx context.Context, act registry.Act, slug string, edit int, numbers []registry.Number, by registry.Decision) (Review, error) {
	return s.steer(ctx, act, slug, edit, func(tx Tx, r *Review) error {
		if len(numbers) != 1 {
			return refuse(registry.CodeBulkWithdrawal, "count", itoa(len(numbers)))
		}
		if err := checkSteering(tx, *r, by); err != nil {
			return err
		}
		rules, err := tx.RulesByNumber(numbers)
		if err != nil {
			return err
		}
		places, err := tx.ReviewRules(r.ID)
		if err != nil {
			return err
		}
		for _, p := range places {
			if p.Rule == rules[0].ID && p.LeftOut == TakenIn {
				return s.withdraw(tx, *r, []registry.RuleID{p.Rule}, by)
			}
		}
		return refuse(registry.CodeNotInReview, "number", numbers[0].String(), "review", slug)
	})
}

// Cancel ends a review by a recorded decision before the sunset: nothing in it
// lapses because of it.
func (s *Service) Cancel(ctx context.Context, act registry.Act, slug string, edit int, by registry.Decision) (Review, error) {
	return s.steer(ctx, act, slug, edit, func(tx Tx, r *Review) error {
		if err := checkSteering(tx, *r, by); err != nil {
			return err
		}
		ids, err := takenIn(tx, *r)
		if err != nil {
			return err
		}
		if err := r.MoveTo(Cancelled); err != nil {
			return err
		}
		return s.withdraw(tx, *r, ids, by)
	})
}

// MoveSunset gives a review another sunset by a recorded decision before the old one.
func (s *Service) MoveSunset(ctx context.Context, act registry.Act, slug string, edit int, sunset registry.Day, by registry.Decision) (Review, error) {
	return s.steer(ctx, act, slug, edit, func(tx Tx, r *Review) error {
		if err := checkSteering(tx, *r, by); err != nil {
			return err
		}
		if sunset <= tx.Today() {
			var c registry.Checks
			c.Fail("sunset", registry.CodeSunsetPast, "sunset", sunset.String(), "today", tx.Today().String())
			return c.Err()
		}
		settings, err := registry.SettingsOn(tx, tx.Today())
		if err != nil {
			return err
		}
		ids, err := takenIn(tx, *r)
		if err != nil {
			return err
		}
		r.Sunset = sunset
		events := make([]registry.Event, len(ids))
		for i, id := range ids {
			events[i] = registry.Event{Rule: id, Valid: steeredFrom(*r, by), Fact: registry.SunsetMoved{Review: r.ID, Sunset: registry.Lapse{
				On: sunset, HearingUntil: sunset + registry.Day(settings.HearingExtensionDays), By: by}}}
		}
		_, err = registry.Record(tx, s.maker(), events)
		return err
	})
}

// steer changes a review in one transaction with its audit event.
func (s *Service) steer(ctx context.Context, act registry.Act, slug string, edit int, f func(Tx, *Review) error) (Review, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Review, error) {
		before, err := tx.ReviewBySlug(slug)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, &after); err != nil {
			return before, err
		}
		out, err := tx.UpdateReview(after, edit)
		if err == nil && out.Phase.outcome() && !before.Phase.outcome() {
			err = tx.MakeWordsDue(out.ID)
		}
		if err != nil {
			return before, err
		}
		return out, audit(tx, "review "+slug, before, out)
	})
}

// checkSteering refuses to change a review whose sunset has passed, or on a
// decision that is not one, or that a lower body made.
func checkSteering(tx Tx, r Review, by registry.Decision) error {
	var c registry.Checks
	c.Take("decision", by.Check(tx.Today()))
	if err := c.Err(); err != nil {
		return err
	}
	switch {
	case !r.OpenOn(by.Day), r.Phase == Cancelled:
		return refuse(registry.CodeReviewOver, "review", r.Slug, "sunset", r.Sunset.String())
	case r.Decision.Rank.Above(by.Rank):
		return refuse(registry.CodeDecisionRank, "rank", string(by.Rank))
	}
	return nil
}

// steeredFrom is the day from which a decision about a review has effect: its
// own, and not before the review was recorded as opened.
func steeredFrom(r Review, by registry.Decision) registry.Day { return max(by.Day, r.Opened) }

func takenIn(tx Reader, r Review) ([]registry.RuleID, error) {
	places, err := tx.ReviewRules(r.ID)
	var ids []registry.RuleID
	for _, p := range places {
		if p.LeftOut == TakenIn {
			ids = append(ids, p.Rule)
		}
	}
	return ids, err
}

func (s *Service) withdraw(tx Tx, r Review, ids []registry.RuleID, by registry.Decision) error {
	events := make([]registry.Event, len(ids))
	for i, id := range ids {
		events[i] = registry.Event{Rule: id, Valid: steeredFrom(r, by), Fact: registry.Withdrawn{Review: r.ID, By: by}}
	}
	if _, err := registry.Record(tx, s.maker(), events); err != nil {
		return err
	}
	return tx.SetLeftOut(r.ID, ids, WithdrawnOut)
}

func itoa(n int) string { return strconv.Itoa(n) }
