package registry

import (
	"cmp"
	"context"
	"slices"
)

// What came and what went: the rules of an area that began or ceased to apply
// within some days, by their timelines as known now. It is shown beside a new rule
// and bars none: counting rules would stop one that protects.

// AccountQuery asks for the days from From and before Until.
type AccountQuery struct {
	Area        string // exact; empty in a list: all
	From, Until Day
	After       MovePlace // the last one of the page before; zero: from the newest
	Limit       int
}

// Move is a rule that came or went on a day.
type Move struct {
	Day    Day
	Number Number
	State  State // how it went: Lapsed, Repealed or SupersededState; empty: it came
}

// MovePlace is the place of a move in a list: newest first, then by the higher
// number, and what went before what came.
type MovePlace struct {
	Day    Day
	Number Number
	Went   bool
}

// Place of a move.
func (m Move) Place() MovePlace { return MovePlace{m.Day, m.Number, m.State != ""} }

// CompareMoves is the order of a list.
func CompareMoves(a, b Move) int {
	c := cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.Number, a.Number))
	switch {
	case c != 0 || (a.State == "") == (b.State == ""):
		return c
	case a.State != "":
		return -1
	}
	return 1
}

// Gone are the ways in which a rule goes.
var Gone = []State{Lapsed, Repealed, SupersededState}

// AreaAccount is how many rules of an area came and went. Each figure stops at
// CountLimit, and Many says that one did.
type AreaAccount struct {
	Area string
	Came int
	Went map[State]int
	Many bool
}

// Gone is how many went, however.
func (a AreaAccount) Gone() (n int) {
	for _, state := range Gone {
		n += a.Went[state]
	}
	return n
}

// MoveView is a move with the rule as it stands today.
type MoveView struct {
	Move
	Entry RegisterEntry
}

// MovesPage is a page of what came and went.
type MovesPage struct {
	From, Until Day
	Moves       []MoveView
	More        bool
}

// yearUntil fills in the twelve months up to today, today with them, where no days are asked for.
func (q *AccountQuery) yearUntil(r Reader) error {
	if q.Until == NoDay {
		q.Until = r.Today() + 1
	}
	if q.From == NoDay {
		q.From = q.Until.AddYears(-1)
	}
	var c Checks
	c.Text("area", q.Area, LimitName, false)
	if q.Until <= q.From {
		c.Fail("until", CodeEndsBefore, "from", q.From.String(), "until", (q.Until - 1).String())
	}
	return c.Err()
}

// AreaAccounts are those of all areas, in Danish order, or of the one asked for.
// Days left out are the last twelve months.
func (s *Service) AreaAccounts(ctx context.Context, q AccountQuery) (accounts []AreaAccount, from, until Day, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		var err error
		accounts, err = accountsOf(r, &q)
		return err
	})
	return accounts, q.From, q.Until, err
}

func accountsOf(r Reader, q *AccountQuery) (accounts []AreaAccount, err error) {
	if err := q.yearUntil(r); err != nil {
		return nil, err
	}
	areas := []string{q.Area}
	if q.Area == "" {
		if areas, err = r.Areas(); err != nil {
			return nil, err
		}
	}
	for _, area := range areas {
		one := *q
		one.Area = area
		account, err := r.CountMoves(one)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, account)
	}
	return accounts, nil
}

// Moves lists what came and went in an area, or in all.
func (s *Service) Moves(ctx context.Context, q AccountQuery) (MovesPage, error) {
	var page MovesPage
	err := s.Store.View(ctx, func(r Reader) error {
		if err := q.yearUntil(r); err != nil {
			return err
		}
		areas, err := []string{q.Area}, error(nil)
		if q.Area == "" {
			if areas, err = r.Areas(); err != nil {
				return err
			}
		}
		var moves []Move
		for _, area := range areas {
			one := q
			one.Area, one.Limit = area, q.Limit+1
			some, err := r.Moves(one)
			if err != nil {
				return err
			}
			moves = append(moves, some...)
		}
		slices.SortFunc(moves, CompareMoves)
		page = MovesPage{From: q.From, Until: q.Until, More: len(moves) > q.Limit}
		moves = moves[:min(q.Limit, len(moves))]
		var numbers []Number
		for _, m := range moves {
			numbers = append(numbers, m.Number)
		}
		entries, err := entriesByNumber(r, r.Today(), numbers)
		for _, m := range moves {
			page.Moves = append(page.Moves, MoveView{m, entries[m.Number]})
		}
		return err
	})
	return page, err
}
