package registry

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
)

// factsCopy keeps the rows of all rules today in memory. The store is asked before
// each use for what was recorded since, so it is right beside other servers and the
// command line.
type factsCopy struct {
	mu    sync.Mutex
	set   *rowSet
	today *Facts
	game  string         // the versions that judged it
	later map[Day]*Facts // days that were asked for, as of today's
}

// laterKept is how many days a slider may go to and fro over without folding anew.
const laterKept = 16

// Facts are the rows of all rules on a day, as the register knows them now. A day
// ahead folds those rules anew for which something happens until then; a day before
// today folds all. book judges the days after today, by which a rule can have ended on
// a later day; nil is the register's own.
//
// The first call folds every rule. Errors: CodePolicyFailed, CodeDayInvalid, the store's.
func (s *Service) Facts(ctx context.Context, on Day, book Rulebook) (facts *Facts, err error) {
	s.facts.mu.Lock()
	defer s.facts.mu.Unlock()
	err = s.Store.View(ctx, func(r Reader) error {
		facts, err = s.facts.on(ctx, r, s.Maker, on, book)
		return err
	})
	return facts, err
}

func (c *factsCopy) on(ctx context.Context, r Reader, maker RulebookMaker, on Day, book Rulebook) (*Facts, error) {
	own, err := c.catchUp(ctx, r, maker)
	if err != nil || on == c.today.On {
		return c.today, err
	}
	kept := book == nil
	if later, there := c.later[on]; there && kept {
		return later, nil
	}
	if kept {
		book = own
	}
	stale := c.today.Numbers
	if on > c.today.On {
		stale = nil
		for i, until := range c.today.until {
			if until <= on {
				stale = append(stale, c.today.Numbers[i])
			}
		}
	}
	later, err := c.folded(ctx, r, c.today, stale, on, book)
	if err == nil && kept {
		if len(c.later) >= laterKept {
			clear(c.later)
		}
		c.later[on] = later
	}
	return later, err
}

// catchUp brings the copy up to the newest revision and today, and returns the rules of
// the game. When these have changed it begins anew.
func (c *factsCopy) catchUp(ctx context.Context, r Reader, maker RulebookMaker) (Rulebook, error) {
	mark, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	versions, err := r.GameVersions()
	if err != nil {
		return nil, err
	}
	book, _, err := inCharge(maker, versions)
	if err != nil {
		return nil, err
	}
	game := gameOf(versions)
	today := r.Today()
	if c.today == nil || c.game != game || today < c.today.On || mark.Revision < c.today.Revision {
		c.set = newRowSet()
		empty := &Facts{On: today}
		c.today, c.game = nil, game
		all, err := c.foldAll(ctx, r, empty, book)
		if err != nil {
			return nil, err
		}
		c.become(all, mark.Revision)
		return book, nil
	}
	if mark.Revision == c.today.Revision && today == c.today.On {
		return book, nil
	}
	changed, err := r.Changed(CopyQuery{Seen: Seen{Revision: c.today.Revision, On: c.today.On}, Until: today})
	if err != nil {
		return nil, err
	}
	next, err := c.folded(ctx, r, c.today, changed, today, book)
	if err != nil {
		return nil, err
	}
	c.become(next, mark.Revision)
	return book, nil
}

func (c *factsCopy) become(today *Facts, revision Revision) {
	today.Revision = revision
	c.today, c.later = today, map[Day]*Facts{}
	used := 0
	for _, is := range today.Used() {
		if is {
			used++
		}
	}
	if c.set.n > 4*used+1<<16 { // mostly rows of days that nobody asks for any more
		c.set = newRowSet()
		moved := make(map[uint32]uint32, used)
		for i, place := range today.Place {
			to, there := moved[place]
			if !there {
				to = c.set.add(today.Rows.At(place))
				moved[place] = to
			}
			today.Place[i] = to
		}
		today.Rows = c.set.rows()
	}
}

// gameOf names the versions that judge.
func gameOf(versions []GameVersion) string {
	var b strings.Builder
	for _, v := range versions {
		b.WriteString(string(v.Kind) + v.From.String() + v.Adopted.String() + v.Digest)
	}
	return b.String()
}

// foldBatch is how many rules are read at a time.
const foldBatch = 500

func (c *factsCopy) foldAll(ctx context.Context, r Reader, empty *Facts, book Rulebook) (*Facts, error) {
	f := *empty
	for after := Number(0); ; {
		rules, err := r.Rules(RuleFilter{After: after, Limit: foldBatch})
		if err != nil {
			return nil, err
		}
		if len(rules) == 0 {
			f.Rows = c.set.rows()
			return &f, nil
		}
		after = rules[len(rules)-1].Number
		rows, err := c.fold(ctx, r, rules, f.On, book)
		if err != nil {
			return nil, err
		}
		for _, rule := range rules {
			if row, there := rows[rule.Number]; there {
				f.Numbers, f.Place, f.until = append(f.Numbers, rule.Number), append(f.Place, row.place), append(f.until, row.until)
			}
		}
	}
}

// folded are facts on another day, of which some rules are folded anew. Those without a
// row any more are left out.
func (c *factsCopy) folded(ctx context.Context, r Reader, from *Facts, changed []Number, on Day, book Rulebook) (*Facts, error) {
	anew := map[Number]folding{}
	for part := range slices.Chunk(changed, foldBatch) {
		rules, err := r.Rules(RuleFilter{Numbers: part})
		if err != nil {
			return nil, err
		}
		rows, err := c.fold(ctx, r, rules, on, book)
		if err != nil {
			return nil, err
		}
		maps.Copy(anew, rows)
	}
	f := &Facts{On: on, Revision: from.Revision, Numbers: make([]Number, 0, len(from.Numbers)),
		Place: make([]uint32, 0, len(from.Numbers)), until: make([]Day, 0, len(from.Numbers))}
	put := func(n Number, place uint32, until Day) {
		f.Numbers, f.Place, f.until = append(f.Numbers, n), append(f.Place, place), append(f.until, until)
	}
	rest := changed
	putAnew := func() {
		if row, there := anew[rest[0]]; there {
			put(rest[0], row.place, row.until)
		}
		rest = rest[1:]
	}
	for i, n := range from.Numbers {
		for len(rest) > 0 && rest[0] < n {
			putAnew()
		}
		if len(rest) > 0 && rest[0] == n {
			putAnew()
		} else {
			put(n, from.Place[i], from.until[i])
		}
	}
	for len(rest) > 0 {
		putAnew()
	}
	f.Rows = c.set.rows()
	return f, nil
}

// folding is where a rule's row stands, and until when it is its row.
type folding struct {
	place uint32
	until Day
}

func (c *factsCopy) fold(ctx context.Context, r Reader, rules []Rule, on Day, book Rulebook) (map[Number]folding, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ids := make([]RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	events, err := r.Events(ids, RevisionOpen)
	if err != nil {
		return nil, err
	}
	rows := make(map[Number]folding, len(rules))
	for _, rule := range rules {
		row, until, there, err := RowOn(events[rule.ID], on, book)
		if err != nil {
			return nil, err
		}
		if there {
			rows[rule.Number] = folding{c.set.add(row), until}
		}
	}
	return rows, nil
}
