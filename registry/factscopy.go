package registry

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// factsCopy keeps the rows of all rules today in memory, and what their days ahead follow
// from. The store is asked before each use for what was recorded since, so it is right
// beside other servers and the command line.
type factsCopy struct {
	mu    sync.Mutex
	set   *rowSet
	like  map[[sha256.Size]byte]uint32 // prospects, by what they have in common
	areas map[string]uint32
	pools *Facts // that the parts of all facts are taken from

	today *Facts
	game  string         // the versions that judged it
	later map[Day]*Facts // days that were asked for, as of today's

	first  *firstFold
	wanted atomic.Bool
}

// firstFold is the copy while every rule is folded for the first time.
type firstFold struct {
	facts *Facts
	after Number
	game  string
}

// laterKept is how many days a slider may go to and fro over without folding anew.
const laterKept = 16

// Facts are the rows of all rules on a day, as the register knows them now. A day
// ahead walks on from today for those rules for which something happens until then; a day
// before today folds all. book judges the days after today, by which a rule can have ended
// on a later day; nil is the register's own.
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

// FactsSeen are the facts of today as a view sees the register; nil when not every rule
// was folded yet and within does not suffice for the rest (KeepFacts then goes on).
// Errors: CodeStale when somebody has seen more meanwhile, as a new view would; those of Facts.
func (s *Service) FactsSeen(ctx context.Context, r Reader, within time.Duration) (*Facts, error) {
	s.facts.mu.Lock()
	defer s.facts.mu.Unlock()
	mark, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	if s.facts.today != nil && mark.Revision < s.facts.today.Revision {
		return nil, &Error{Code: CodeStale}
	}
	limited, stop := context.WithTimeout(ctx, within)
	defer stop()
	_, err = s.facts.catchUp(limited, r, s.Maker)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		s.facts.wanted.Store(true)
		return nil, nil
	}
	return s.facts.today, err
}

// WantFacts has KeepFacts fold every rule before anybody asks.
func (s *Service) WantFacts() { s.facts.wanted.Store(true) }

// KeepFacts goes on with folding every rule for the first time where somebody wants
// that, and says whether there is more to do.
func (s *Service) KeepFacts(ctx context.Context) (more bool, err error) {
	if !s.facts.wanted.Load() {
		return false, nil
	}
	const step = time.Second // others may want to look meanwhile
	err = s.Store.View(ctx, func(r Reader) error {
		facts, err := s.FactsSeen(ctx, r, step)
		if more = facts == nil && CodeOf(err) != CodeStale; !more {
			s.facts.wanted.Store(false)
			return nil
		}
		return err
	})
	if err != nil && CodeOf(err) != CodeBusy {
		s.facts.wanted.Store(false) // whoever asks is told
	}
	return more && err == nil, err
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
// the game. When these have changed it begins anew. What was folded when ctx ends is kept.
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
	game, today := gameOf(versions), r.Today()
	other := func(f *Facts, of string) bool { return of != game || today < f.On || mark.Revision < f.Revision }
	if c.today != nil && other(c.today, c.game) {
		c.today = nil
	}
	if c.today == nil {
		if c.first == nil || other(c.first.facts, c.first.game) {
			c.empty()
			c.first = &firstFold{facts: &Facts{On: today, Revision: mark.Revision}, game: game}
		}
		if err := c.foldAll(ctx, r, book); err != nil {
			return nil, err
		}
		c.game = game
		c.become(c.first.facts, c.first.facts.Revision)
		c.first = nil
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

// empty forgets what rules have in common.
func (c *factsCopy) empty() {
	c.set, c.like, c.areas, c.pools = newRowSet(), map[[sha256.Size]byte]uint32{}, map[string]uint32{}, &Facts{}
}

func (c *factsCopy) become(today *Facts, revision Revision) {
	today.Revision = revision
	c.today, c.later = today, map[Day]*Facts{}
	used := map[uint32]bool{}
	for _, at := range today.ahead {
		used[at] = true
	}
	if len(c.pools.prospects) > 4*len(used)+1<<16 { // mostly prospects of days that have passed
		old := c.pools.prospects
		c.like, c.pools.prospects = map[[sha256.Size]byte]uint32{}, nil
		moved := map[uint32]uint32{0: 0}
		for i, at := range today.ahead {
			to, there := moved[at]
			if !there {
				to = c.alike(old[at-1])
				moved[at] = to
			}
			today.ahead[i] = to
		}
		today.prospects = c.pools.prospects
	}
	rows := 0
	for _, is := range today.Used() {
		if is {
			rows++
		}
	}
	if c.set.n > 4*rows+1<<16 { // mostly rows of days that nobody asks for any more
		c.set = newRowSet()
		moved := make(map[uint32]uint32, rows)
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

// alike finds the place of a prospect, counted from 1; 0 for none.
func (c *factsCopy) alike(p *prospect) uint32 {
	if p == nil {
		return 0
	}
	key := p.key()
	at, there := c.like[key]
	if !there {
		c.pools.prospects = append(c.pools.prospects, p)
		at = uint32(len(c.pools.prospects))
		c.like[key] = at
	}
	return at
}

func (c *factsCopy) areaOf(name string) uint32 {
	at, there := c.areas[name]
	if !there {
		at = uint32(len(c.pools.areas))
		c.pools.areas = append(c.pools.areas, name)
		c.areas[name] = at
	}
	return at
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

// foldAll folds the rules that the first fold has not come to. The next are read while
// some are folded.
func (c *factsCopy) foldAll(ctx context.Context, r Reader, book Rulebook) error {
	f := c.first.facts
	ahead := f.On <= r.Today()
	parts, stop := readAll(ctx, r, c.first.after)
	defer stop()
	for part := range parts {
		if part.err != nil {
			return part.err
		}
		foldings, err := c.foldRead(part, f.On, ahead, book)
		if err != nil {
			return err
		}
		for _, rule := range part.rules {
			if row, there := foldings[rule.Number]; there {
				f.put(rule.Number, row)
			}
		}
		c.first.after = part.rules[len(part.rules)-1].Number
	}
	c.fill(f)
	return nil
}

// readRules are some rules with their events.
type readRules struct {
	rules  []RulePlace
	events map[RuleID][]Event
	err    error
}

// readAll reads the rules from one on, some at a time. The reader is its own until stop
// returns; an error is the last that comes.
func readAll(ctx context.Context, r Reader, after Number) (parts <-chan readRules, stop func()) {
	out, done := make(chan readRules, 1), make(chan struct{})
	go func() {
		defer close(out)
		for {
			rules, err := r.RulePlaces(after, foldBatch)
			if err == nil && len(rules) == 0 {
				return
			}
			var part readRules
			if err == nil {
				part, err = readRulesOf(ctx, r, rules)
			}
			part.err = err
			select {
			case out <- part:
			case <-done:
				return
			}
			if err != nil {
				return
			}
			after = rules[len(rules)-1].Number
		}
	}()
	return out, func() {
		close(done)
		for range out { // until the reader is let go
		}
	}
}

func readRulesOf(ctx context.Context, r Reader, rules []RulePlace) (readRules, error) {
	if err := ctx.Err(); err != nil {
		return readRules{}, err
	}
	ids := make([]RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	events, err := r.Events(ids, RevisionOpen)
	return readRules{rules: rules, events: events}, err
}

// fill gives facts what their rules have in common.
func (c *factsCopy) fill(f *Facts) {
	f.Rows, f.prospects, f.areas = c.set.rows(), c.pools.prospects, c.pools.areas
}

// folded are facts on another day, of which some rules are folded anew. Those without a
// row any more are left out.
func (c *factsCopy) folded(ctx context.Context, r Reader, from *Facts, changed []Number, on Day, book Rulebook) (*Facts, error) {
	anew, err := c.foldAnew(ctx, r, from, changed, on, book)
	if err != nil {
		return nil, err
	}
	f := &Facts{On: on, Revision: from.Revision, Numbers: make([]Number, 0, len(from.Numbers)), Place: make([]uint32, 0, len(from.Numbers)),
		until: make([]Day, 0, len(from.Numbers)), ahead: make([]uint32, 0, len(from.Numbers)), area: make([]uint32, 0, len(from.Numbers))}
	rest := changed
	putAnew := func() {
		if row, there := anew[rest[0]]; there {
			f.put(rest[0], row)
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
			f.put(n, from.folding(i))
		}
	}
	for len(rest) > 0 {
		putAnew()
	}
	c.fill(f)
	return f, nil
}

// foldAnew folds some rules to a day: where it is ahead and nothing was recorded since, by
// walking on once for all that are alike.
func (c *factsCopy) foldAnew(ctx context.Context, r Reader, from *Facts, changed []Number, on Day, book Rulebook) (map[Number]folding, error) {
	anew := make(map[Number]folding, len(changed))
	read := changed
	if from == c.today && on > from.On && on > r.Today() {
		read = nil
		walked := map[uint32]folding{}
		for _, n := range changed {
			i, _ := slices.BinarySearch(from.Numbers, n)
			at := from.ahead[i]
			if at == 0 {
				read = append(read, n)
				continue
			}
			there, done := walked[at]
			if !done {
				row, until, err := from.prospects[at-1].rowOn(on, book)
				if err != nil {
					return nil, err
				}
				there = folding{place: c.set.add(row), until: until, ahead: at}
				walked[at] = there
			}
			there.area = from.area[i]
			anew[n] = there
		}
	}
	for part := range slices.Chunk(read, foldBatch) {
		rules, err := r.Rules(RuleFilter{Numbers: part})
		if err != nil {
			return nil, err
		}
		places := make([]RulePlace, len(rules))
		for i, rule := range rules {
			places[i] = RulePlace{rule.Number, rule.ID, rule.Catalogue.Area}
		}
		rows, err := c.fold(ctx, r, places, on, book)
		if err != nil {
			return nil, err
		}
		maps.Copy(anew, rows)
	}
	return anew, nil
}

// folding is what is known of a rule: where its row stands, until when it is its row, and
// where its prospect and its area stand.
type folding struct {
	place uint32
	until Day
	ahead uint32
	area  uint32
}

func (f *Facts) put(n Number, row folding) {
	f.Numbers, f.Place, f.until = append(f.Numbers, n), append(f.Place, row.place), append(f.until, row.until)
	f.ahead, f.area = append(f.ahead, row.ahead), append(f.area, row.area)
}

func (f *Facts) folding(i int) folding {
	return folding{f.Place[i], f.until[i], f.ahead[i], f.area[i]}
}

func (c *factsCopy) fold(ctx context.Context, r Reader, rules []RulePlace, on Day, book Rulebook) (map[Number]folding, error) {
	part, err := readRulesOf(ctx, r, rules)
	if err != nil {
		return nil, err
	}
	return c.foldRead(part, on, on <= r.Today(), book)
}

// foldRead folds rules with what is ahead of them; not where the day is one to come, which
// may be judged by other rules of the game.
func (c *factsCopy) foldRead(part readRules, on Day, ahead bool, book Rulebook) (map[Number]folding, error) {
	rows := make(map[Number]folding, len(part.rules))
	for _, rule := range part.rules {
		walk, until, there, err := walkedTo(part.events[rule.ID], on, book)
		if err != nil {
			return nil, err
		}
		if there {
			row := folding{place: c.set.add(walk.asked), until: until, area: c.areaOf(rule.Area)}
			if ahead {
				row.ahead = c.alike(newProspect(on, walk))
			}
			rows[rule.Number] = row
		}
	}
	return rows, nil
}
