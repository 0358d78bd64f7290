package storage

import (
	"errors"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func reviewOf(id registry.ReviewID, slug string) workflow.Review {
	return workflow.Review{ID: id, Slug: slug, Name: "Regeleftersyn", Phase: workflow.Cataloguing, Edit: 1,
		Opened: registry.MustDay("2027-01-02"), Sunset: registry.MustDay("2027-07-01"),
		Decision: registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: registry.MustDay("2027-01-01"), Words: `"Reglen bortfalder, medmindre …"`}}
}

func TestReviews(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(3, 1, 2)
		old, late := reviewOf("w1", "a-2026"), reviewOf("w2", "b-2027")
		old.Opened = registry.MustDay("2026-01-01")
		in := func(review registry.ReviewID, rule int, why workflow.LeftOut) workflow.ReviewRule {
			return workflow.ReviewRule{Review: review, Rule: ruleID(rule), LeftOut: why}
		}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(
				tx.InsertReview(old, []workflow.ReviewRule{in("w1", 3, workflow.TakenIn), in("w1", 1, workflow.TakenIn)}),
				tx.InsertReview(late, []workflow.ReviewRule{in("w2", 2, workflow.Unchecked), in("w2", 3, workflow.TakenIn), in("w2", 1, workflow.TakenIn)}))
		})
		x.view(func(r workflow.Reader) error {
			all, err := r.Reviews()
			x.equal("newest first", all, []workflow.Review{late, old})
			bySlug, err2 := r.ReviewBySlug("a-2026")
			x.equal("by slug", bySlug, old)
			byID, err3 := r.ReviewByID("w2")
			x.equal("by id", byID, late)
			_, none := r.ReviewBySlug("A-2026")
			x.wantCode(none, registry.CodeNotFound)
			_, none = r.ReviewByID("w3")
			x.wantCode(none, registry.CodeNotFound)
			rules, err4 := r.ReviewRules("w2")
			x.equal("by number", rules, []workflow.ReviewRule{in("w2", 1, ""), in("w2", 2, workflow.Unchecked), in("w2", 3, "")})
			of, err5 := r.ReviewsOf([]registry.RuleID{ruleID(1), ruleID(2), ruleID(3)})
			x.equal("of rules", of, map[registry.RuleID][]workflow.Review{ruleID(1): {late, old}, ruleID(3): {late, old}})
			return errors.Join(err, err2, err3, err4, err5)
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { return tx.InsertReview(reviewOf("w3", "a-2026"), nil) }), registry.CodeSlugTaken)

		x.update(func(tx workflow.Tx) error {
			changed := late
			changed.Phase, changed.Slug = workflow.HearingPhase, "another"
			got, err := tx.UpdateReview(changed, 1)
			x.equal("changed", []any{got.Phase, got.Slug, got.Edit}, []any{workflow.HearingPhase, "b-2027", 2}) // addresses stay
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateReview(late, 1); return err }), registry.CodeStale)
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateReview(reviewOf("w9", "x"), 1); return err }), registry.CodeNotFound)

		x.update(func(tx workflow.Tx) error {
			return tx.SetLeftOut("w2", []registry.RuleID{ruleID(1), ruleID(1)}, workflow.WithdrawnOut)
		})
		x.view(func(r workflow.Reader) error {
			of, err := r.ReviewsOf([]registry.RuleID{ruleID(1)})
			x.equal("withdrawn", of, map[registry.RuleID][]workflow.Review{ruleID(1): {old}})
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.SetLeftOut("w1", []registry.RuleID{ruleID(2)}, workflow.WithdrawnOut)
		}), registry.CodeNotInReview)
	})
}
