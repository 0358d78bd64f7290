package registry

import (
	"context"
	"slices"
)

// CounterWithdrawal takes a counter-case back: it stands beside the case no more,
// nor does its answer. That it was there is told for ever; its words stay in the
// database as part of what a body may have decided on, and are shown to nobody.
type CounterWithdrawal struct {
	Thread  CounterCaseID `json:"thread"`
	Rule    RuleID        `json:"-"`
	On      Day           `json:"on"`
	ForThem bool          `json:"for_them,omitempty"` // an administrator took it back for whoever filed it
}

// WithdrawnCounter is what everybody may know of one that was withdrawn.
type WithdrawnCounter struct {
	CounterWithdrawal
	Party    CounterParty
	Filed    Day // its first version
	Versions int
	Answered Day // NoDay: nobody had answered it
}

// WithdrawCounterCase takes a counter-case back, for whoever filed it or, with
// forThem, for somebody who asked an administrator to. CodeForbidden for another's;
// CodeStale when the thread's edit is not the given one; CodeCounterWithdrawn.
func (s *Service) WithdrawCounterCase(ctx context.Context, act Act, number Number, thread CounterCaseID, edit int, forThem bool) (CounterWithdrawal, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (CounterWithdrawal, error) {
		var w CounterWithdrawal
		r, err := tx.RuleByNumber(number)
		if err != nil {
			return w, err
		}
		if !act.Reach.Has(r.Catalogue) {
			return w, refuse(CodeForbidden)
		}
		latest, err := threadOf(tx, r.ID, thread)
		if err != nil {
			return w, err
		}
		own := latest.By == act.Actor.Key()
		if !own && !forThem {
			return w, refuse(CodeForbidden)
		}
		if edit != latest.Edit() {
			return w, Stale(edit, latest.Edit())
		}
		w = CounterWithdrawal{Thread: thread, Rule: r.ID, On: tx.Today(), ForThem: !own}
		if err := tx.InsertCounterWithdrawal(w); err != nil {
			return w, err
		}
		return w, audit(tx, "rule "+number.String(), nil, struct {
			Withdrawn CounterWithdrawal `json:"counter_withdrawn"`
		}{w})
	})
}

// CounterCase reads a counter-case that stands; CodeNotFound.
func (s *Service) CounterCase(ctx context.Context, number Number, thread CounterCaseID) (Countered, error) {
	var out Countered
	err := s.Store.View(ctx, func(r Reader) error {
		rule, err := r.RuleByNumber(number)
		if err == nil {
			out, err = threadOf(r, rule.ID, thread)
		}
		if CodeOf(err) == CodeCounterWithdrawn {
			err = refuse(CodeNotFound)
		}
		return err
	})
	return out, err
}

// WithdrawnCounters are the counter-cases against a rule that were taken back,
// oldest first; CodeNotFound.
func (s *Service) WithdrawnCounters(ctx context.Context, number Number) ([]WithdrawnCounter, error) {
	var out []WithdrawnCounter
	err := s.Store.View(ctx, func(r Reader) error {
		rule, err := r.RuleByNumber(number)
		if err != nil {
			return err
		}
		all, gone, err := readThreads(r, []RuleID{rule.ID})
		out = nil
		for _, c := range all[rule.ID] {
			if w, is := gone[c.Thread]; is {
				one := WithdrawnCounter{CounterWithdrawal: w, Party: c.Party, Filed: c.Versions[0].On, Versions: len(c.Versions)}
				if c.Reply != nil {
					one.Answered = c.Reply.On
				}
				out = append(out, one)
			}
		}
		return err
	})
	return out, err
}

// ReadCountered reads the counter-cases that stand against a rule, oldest first.
// Of those filed in the same instant the one with the lower id comes first.
func ReadCountered(r Reader, rule RuleID) ([]Countered, error) {
	all, err := counteredOf(r, []RuleID{rule})
	return all[rule], err
}

func counteredOf(r Reader, rules []RuleID) (map[RuleID][]Countered, error) {
	all, gone, err := readThreads(r, rules)
	for rule, list := range all {
		all[rule] = slices.DeleteFunc(list, func(c Countered) bool { _, is := gone[c.Thread]; return is })
	}
	return all, err
}

// Sides are the case for a rule and the cases against it.
type Sides struct {
	Justification Justification // the latest; empty: nobody has written any
	Countered     []Countered
}

// BothSides reads the case for each rule and the cases against it.
func (s *Service) BothSides(ctx context.Context, rules []RuleID) (map[RuleID]Sides, error) {
	out := map[RuleID]Sides{}
	if len(rules) == 0 {
		return out, nil
	}
	err := s.Store.View(ctx, func(r Reader) error {
		cases, err := r.LatestJustifications(rules)
		if err != nil {
			return err
		}
		against, err := counteredOf(r, rules)
		for _, id := range rules {
			out[id] = Sides{cases[id], against[id]}
		}
		return err
	})
	return out, err
}

// threadOf is the latest version of a counter-case against a rule; CodeNotFound,
// CodeCounterWithdrawn.
func threadOf(r Reader, rule RuleID, thread CounterCaseID) (Countered, error) {
	all, gone, err := readThreads(r, []RuleID{rule})
	if _, is := gone[thread]; is {
		return Countered{}, refuse(CodeCounterWithdrawn)
	}
	return find(all[rule], err, func(c Countered) bool { return c.Thread == thread })
}
