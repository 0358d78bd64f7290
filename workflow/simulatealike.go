package workflow

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/omvendt/omvendt/registry"
)

// compareAlike walks the days ahead once for all rules that are alike, and reads the events
// of those alone that are like no others, or of which something is supposed.
func (x *simulation) compareAlike(facts *registry.Facts) error {
	supposed, err := x.supposedOf()
	if err != nil {
		return err
	}
	groups, err := x.judgeGroups(facts, supposed)
	if err == nil {
		err = x.checks.Err()
	}
	if err != nil {
		return err
	}
	var read, told []registry.Number
	of := map[registry.Number]*outcome{} // those that are told
	for i, number := range facts.Numbers {
		if !x.within(facts, i) {
			continue
		}
		group, has := facts.Group(i)
		if !has || supposed[number] {
			read = append(read, number)
			continue
		}
		switch found := groups[group]; {
		case found == nil: // the time was up
			x.out.Partial = true
		case found.otherwise():
			told, of[number] = append(told, number), found
		default:
			x.count(number, *found)
		}
	}
	for part := range slices.Chunk(read, simulatedBatch) {
		if x.out.Partial {
			break
		}
		rules, err := x.RulesByNumber(part)
		if err == nil {
			err = x.compareRules(rules)
		}
		if err != nil {
			return err
		}
	}
	if err := x.tell(told, of); err != nil {
		return err
	}
	slices.Sort(x.out.Unreplaced)
	slices.Sort(x.out.Stopped)
	way, why, err := registry.WayAhead(x.out.Today, x.book)
	x.out.Way, x.out.Why = way, why.Code
	return err
}

// tell notes rules of which everything but what they are called is known: as many as there is
// room and time for. The others are counted.
func (x *simulation) tell(numbers []registry.Number, of map[registry.Number]*outcome) error {
	for len(numbers) > 0 && len(x.out.Changes) < x.most() && x.ctx.Err() == nil {
		part := numbers[:min(simulatedBatch, x.most()-len(x.out.Changes), len(numbers))]
		heads, err := x.Heads(part)
		if err != nil {
			return err
		}
		for _, head := range heads {
			x.note(head, *of[head.Number])
		}
		numbers = numbers[len(part):]
	}
	x.out.Untold = len(numbers)
	for _, number := range numbers {
		x.count(number, *of[number])
	}
	return nil
}

func (x *simulation) within(facts *registry.Facts, i int) bool {
	return x.out.Area == "" || facts.Area(i) == x.out.Area
}

// supposedOf are the rules of which an event is supposed.
func (x *simulation) supposedOf() (map[registry.Number]bool, error) {
	var ids []registry.RuleID
	for _, of := range []map[registry.RuleID][]registry.Event{x.more, x.drafted} {
		for id := range of {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	rules, err := x.RulesByID(slices.Compact(ids))
	numbers := make(map[registry.Number]bool, len(rules))
	for _, rule := range rules {
		numbers[rule.Number] = true
	}
	return numbers, err
}

// judgeGroups finds what becomes of each group that has a rule to be looked at; nil of the
// others, and where the time is up.
func (x *simulation) judgeGroups(facts *registry.Facts, supposed map[registry.Number]bool) ([]*outcome, error) {
	versions, err := x.GameVersions()
	if err != nil {
		return nil, err
	}
	own, err := x.service.maker().Rulebook(versions)
	if err != nil {
		return nil, err
	}
	wanted := make([]bool, facts.Groups())
	for i, number := range facts.Numbers {
		if group, has := facts.Group(i); has && !supposed[number] && x.within(facts, i) {
			wanted[group] = true
		}
	}
	found := make([]*outcome, len(wanted))
	var workers sync.WaitGroup
	var next atomic.Int64
	var failed sync.Once
	var fault error
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for group := int(next.Add(1) - 1); group < len(wanted) && x.ctx.Err() == nil; group = int(next.Add(1) - 1) {
				if !wanted[group] {
					continue
				}
				if a, err := x.judgeGroup(facts, group, own); err != nil {
					failed.Do(func() { fault = err })
				} else {
					found[group] = &a
				}
			}
		})
	}
	workers.Wait()
	return found, x.broken(fault)
}

func (x *simulation) judgeGroup(facts *registry.Facts, group int, own registry.Rulebook) (o outcome, err error) {
	is, err := facts.Course(group, own)
	if err != nil {
		return o, err
	}
	was := is
	if x.out.game() {
		if is, err = facts.Course(group, x.book); err != nil {
			return o, err
		}
	}
	var days []registry.Day
	for _, s := range slices.Concat(was, is) {
		days = append(days, s.From)
	}
	o = x.outcome(days, briefly(was), briefly(is))
	stood := was.On(x.out.On)
	if x.out.Beside == BesideToday {
		stood = was.On(x.out.Today)
	}
	now := is.On(x.out.On)
	if o.otherwise() { // then all reasons are told
		if o.was.Reasons, err = stood.Reasons(); err == nil {
			o.is.Reasons, err = now.Reasons()
		}
	}
	if err == nil {
		o.unreplaced, err = leavesNothing(now)
	}
	if err == nil && o.unreplaced {
		var already bool
		already, err = leavesNothing(stood)
		o.unreplaced = !already
	}
	return o, err
}

// briefly is how rules stand with the main reason alone.
func briefly(c registry.Course) func(registry.Day) Standpoint {
	return func(on registry.Day) Standpoint {
		s := c.On(on)
		return Standpoint{s.State, s.Class, []registry.Reason{{Code: s.Code}}}
	}
}

// leavesNothing is unreplaced, and asks for all reasons only where they count.
func leavesNothing(s registry.Stand) (bool, error) {
	if s.Class != registry.MandatedLocal {
		return false, nil
	}
	reasons, err := s.Reasons()
	return unreplaced(Standpoint{s.State, s.Class, reasons}), err
}
