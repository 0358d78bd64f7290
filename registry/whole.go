package registry

import "context"

// WholeBatch is how many rules of a whole list are read at a time.
const WholeBatch = 200

// WholeRegister reads a list to its end, a batch at a time, with the states that
// its rules go over to. All of it is as the register knew it when the first batch
// was read; no transaction is open while f runs. After and Limit of the query do
// not bear on it. f is called at least once.
func (s *Service) WholeRegister(ctx context.Context, known string, q RegisterQuery, f func(page RegisterPage, next map[RuleID]State) error) error {
	q.After, q.Limit = 0, WholeBatch
	for {
		page, err := s.Register(ctx, known, q)
		if err != nil {
			return err
		}
		page.Known = page.Mark.Revision // what is written from now on is not in it
		next, err := s.NextStates(ctx, page)
		if err != nil {
			return err
		}
		known, q.On, q.Known = "", page.On, page.Known
		if page.More {
			q.After = page.Entries[len(page.Entries)-1].Rule.Number
		}
		if err := f(page, next); err != nil || !page.More {
			return err
		}
	}
}

// LegallyUnchecked says of rules whose legal bases nobody has confirmed.
func (s *Service) LegallyUnchecked(ctx context.Context, ids []RuleID) (map[RuleID]bool, error) {
	unchecked := map[RuleID]bool{}
	err := s.Store.View(ctx, func(r Reader) error {
		checks, err := r.LatestLegalChecks(ids)
		for _, id := range ids {
			unchecked[id] = checks[id].Result != BasesConfirmed
		}
		return err
	})
	return unchecked, err
}
