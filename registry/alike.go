package registry

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry/likeness"
)

// Alike is a rule that says much the same as another, or as a text. How that is
// told, and what a degree means, is in package likeness.
type Alike struct {
	Number Number
	Degree int // in per cent; likeness.Related or more
}

// AlikePair is two rules that say much the same; Low is the lower number.
type AlikePair struct {
	Low, High Number
	Degree    int
}

// Different is two rules that somebody has looked at and found to be different:
// they are not told of again until that is taken back.
type Different struct {
	Low, High Number
	By        string
	Day       Day
}

// AlikeQuery asks for pairs by degree, the highest first. Both rules stand on the
// day: neither has ended.
type AlikeQuery struct {
	On    Day
	Rule  Number     // only pairs of this rule; 0: all
	After *AlikePair // the last pair of the page before; nil: the first page
	Limit int        // 0: no limit
	Reach Reach      // at least one of the two is within it; zero: everything
}

// AlikePlace is where a list of rules that were found different goes on.
type AlikePlace struct{ Low, High Number }

// AlikeView is a pair with what is told of each rule.
type AlikeView struct {
	AlikePair
	LowEntry, HighEntry RegisterEntry
}

// AlikePage is one page of pairs.
type AlikePage struct {
	Pairs []AlikeView
	More  bool
}

// AlikePairs lists pairs of rules that say much the same, as they stand today.
// CodeNotFound when pairs of a rule are asked for that there is not.
func (s *Service) AlikePairs(ctx context.Context, q AlikeQuery) (AlikePage, error) {
	var page AlikePage
	err := s.Store.View(ctx, func(r Reader) error {
		if q.On == NoDay {
			q.On = r.Today()
		}
		if q.Rule != 0 {
			if _, err := r.RuleByNumber(q.Rule); err != nil {
				return err
			}
		}
		limit := q.Limit
		if limit > 0 {
			q.Limit++ // one more tells whether there are further ones
		}
		pairs, err := r.AlikePairs(q)
		if err != nil {
			return err
		}
		if page.More = limit > 0 && len(pairs) > limit; page.More {
			pairs = pairs[:limit]
		}
		page.Pairs, err = alikeViews(r, q.On, pairs)
		return err
	})
	return page, err
}

func alikeViews(r Reader, on Day, pairs []AlikePair) ([]AlikeView, error) {
	var numbers []Number
	for _, p := range pairs {
		numbers = append(numbers, p.Low, p.High)
	}
	entries, err := entriesByNumber(r, on, numbers)
	views := make([]AlikeView, len(pairs))
	for i, p := range pairs {
		views[i] = AlikeView{p, entries[p.Low], entries[p.High]}
	}
	return views, err
}

func entriesByNumber(r Reader, on Day, numbers []Number) (map[Number]RegisterEntry, error) {
	entries := map[Number]RegisterEntry{}
	if len(numbers) == 0 {
		return entries, nil
	}
	slices.Sort(numbers)
	found, err := r.Register(RegisterQuery{On: on, Known: RevisionOpen, Numbers: slices.Compact(numbers)})
	for _, e := range found {
		entries[e.Rule.Number] = e
	}
	return entries, err
}

// Differents lists the pairs that were found different, by number.
func (s *Service) Differents(ctx context.Context, after AlikePlace, limit int) (list []Different, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		ask := limit
		if limit > 0 {
			ask++
		}
		list, err = r.Differents(after, ask)
		if more = limit > 0 && len(list) > limit; more {
			list = list[:limit]
		}
		return err
	})
	return list, more, err
}

// FindDifferent notes for good that two rules are not the same demand: the pair is
// not told of again. Errors: CodeNotFound, CodeSameRule, CodeFoundDifferent when
// it was noted already.
func (s *Service) FindDifferent(ctx context.Context, act Act, a, b Number) (Different, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Different, error) {
		low, high, err := twoRules(tx, act.Reach, a, b)
		if err != nil {
			return Different{}, err
		}
		d := Different{Low: low, High: high, By: act.Actor.Name, Day: tx.Today()}
		if err := tx.InsertDifferent(d); err != nil {
			return d, err
		}
		return d, auditPair(tx, low, high, nil, d)
	})
}

// TakeBackDifferent lets a pair be told of again. CodeNotFound when it was not
// found different.
func (s *Service) TakeBackDifferent(ctx context.Context, act Act, a, b Number) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Different, error) {
		low, high, err := twoRules(tx, act.Reach, a, b)
		if err != nil {
			return Different{}, err
		}
		d, err := tx.DeleteDifferent(low, high)
		if err != nil {
			return d, err
		}
		return d, auditPair(tx, low, high, d, nil)
	})
	return err
}

// twoRules are two rules that both are there, the lower number first, of which
// one at least is within reach.
func twoRules(r Reader, reach Reach, a, b Number) (low, high Number, err error) {
	low, high = min(a, b), max(a, b)
	if low == high {
		return low, high, refuse(CodeSameRule, "number", low.String())
	}
	rules, err := r.RulesByNumber([]Number{low, high})
	if err != nil {
		return low, high, err
	}
	if !reach.Has(rules[0].Catalogue) && !reach.Has(rules[1].Catalogue) {
		return low, high, refuse(CodeForbidden)
	}
	return low, high, nil
}

// auditPair notes a change of a pair at both rules.
func auditPair(tx Tx, low, high Number, before, after any) error {
	if err := audit(tx, "rule "+low.String(), before, after); err != nil {
		return err
	}
	return audit(tx, "rule "+high.String(), before, after)
}

// PairSeen is two rules beside each other, alike or not.
type PairSeen struct {
	AlikeView
	Different *Different // nil: nobody found them different
}

// Pair sets two rules beside each other as they stand today. CodeNotFound.
func (s *Service) Pair(ctx context.Context, low, high Number) (PairSeen, error) {
	out := PairSeen{AlikeView: AlikeView{AlikePair: AlikePair{Low: low, High: high}}}
	err := s.Store.View(ctx, func(r Reader) error {
		if _, err := r.RulesByNumber([]Number{low, high}); err != nil {
			return err
		}
		entries, err := entriesByNumber(r, r.Today(), []Number{low, high})
		if err != nil {
			return err
		}
		out.LowEntry, out.HighEntry = entries[low], entries[high]
		out.Degree = likeness.Degree(likeness.Of(out.LowEntry.Text.Title, out.LowEntry.Text.Demand),
			likeness.Of(out.HighEntry.Text.Title, out.HighEntry.Text.Demand))
		there, err := r.Differents(AlikePlace{low, high - 1}, 1)
		if err == nil && len(there) == 1 && there[0].Low == low && there[0].High == high {
			out.Different = &there[0]
		}
		return err
	})
	return out, err
}
