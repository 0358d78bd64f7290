package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Store keeps reviews beside the register. View and Update work as in registry.Store.
type Store interface {
	View(ctx context.Context, f func(Reader) error) error
	Update(ctx context.Context, act registry.Act, f func(Tx) error) error
}

// Reader is what one transaction can read.
type Reader interface {
	registry.Reader
	Reviewed
}

// Reviewed is what can be read about reviews, beside the register.
type Reviewed interface {
	Reviews() ([]Review, error)                          // newest first
	ReviewBySlug(slug string) (Review, error)            // CodeNotFound
	ReviewByID(registry.ReviewID) (Review, error)        // CodeNotFound
	ReviewRules(registry.ReviewID) ([]ReviewRule, error) // by the rules' numbers
	// ReviewsOf are the reviews that each rule was taken into (not left out, not
	// withdrawn), newest first.
	ReviewsOf(rules []registry.RuleID) (map[registry.RuleID][]Review, error)
	// RulesByID in the order of their numbers; CodeNotFound when one is missing.
	RulesByID([]registry.RuleID) ([]registry.Rule, error)
}

// Tx is a transaction that can write.
type Tx interface {
	registry.Tx
	Reviewed

	// InsertReview stores a review with its rules; CodeSlugTaken.
	InsertReview(Review, []ReviewRule) error
	// UpdateReview changes a review if the stored edit is still the given one and
	// returns it with the next; CodeStale when somebody else was first.
	UpdateReview(review Review, edit int) (Review, error)
	// SetLeftOut changes why rules are not part of a review; CodeNotInReview when
	// one is not on its list.
	SetLeftOut(review registry.ReviewID, rules []registry.RuleID, why LeftOut) error
}
