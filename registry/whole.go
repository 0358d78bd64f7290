package registry

import (
	"context"
	"io"
)

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

// WriteRegister writes all of the register as a file that ReadRegister takes:
// catalogue, texts, events and every answer ever given, reviews and meetings,
// but nobody's access and nothing that the public said.
func (s *Service) WriteRegister(ctx context.Context, w io.Writer) error {
	return s.Store.WriteRegister(ctx, w)
}

// ReadRegister takes the file of a whole register into an empty database, where
// every answer must follow from what happened: CodeRegisterStatus otherwise, and
// the errors of Store.ReadRegister. The database must not have been prepared.
func (s *Service) ReadRegister(ctx context.Context, act Act, file io.ReadSeeker) error {
	return s.Store.ReadRegister(ctx, act, file, func(tx Tx) error {
		if err := CheckTimelines(tx, s.Maker); err != nil {
			return err
		}
		return queueAll(tx)
	})
}
