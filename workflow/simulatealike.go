package workflow

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/omvendt/omvendt/registry"
)

// inGroup is what a simulation finds of all rules whose days ahead follow from the same.
type inGroup struct {
	otherwise  bool // on the day compared
	elsewhere  bool // not on that day, but on another
	stopped    bool
	unreplaced bool
}

// compareAlike walks the days ahead once for all rules that are alike, and reads those alone
// that come out otherwise, and those of which something is supposed.
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
	var read []registry.Number
	for i, number := range facts.Numbers {
		if !x.within(facts, i) {
			continue
		}
		if len(read) == simulationMost {
			x.out.Partial = true
			break
		}
		group, has := facts.Group(i)
		if !has || supposed[number] {
			read = append(read, number)
			continue
		}
		switch found := groups[group]; {
		case found == nil: // the time was up
			x.out.Partial = true
			continue
		case found.otherwise:
			read = append(read, number)
			continue
		default:
			x.count(number, *found)
		}
	}
	for part := range slices.Chunk(read, simulatedBatch) {
		rules, err := x.RulesByNumber(part)
		if err == nil {
			err = x.compareRules(rules)
		}
		if err != nil {
			return err
		}
	}
	slices.Sort(x.out.Unreplaced)
	slices.Sort(x.out.Stopped)
	way, why, err := registry.WayAhead(x.out.Today, x.book)
	x.out.Way, x.out.Why = way, why.Code
	return err
}

func (x *simulation) within(facts *registry.Facts, i int) bool {
	return x.out.Area == "" || facts.Area(i) == x.out.Area
}

// count notes a rule that is the same on the day compared.
func (x *simulation) count(number registry.Number, a inGroup) {
	x.out.Looked++
	if a.elsewhere {
		x.out.Elsewhere++
	}
	if a.stopped {
		x.out.Stopped = append(x.out.Stopped, number)
	}
	if a.unreplaced {
		x.out.Unreplaced = append(x.out.Unreplaced, number)
	}
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
func (x *simulation) judgeGroups(facts *registry.Facts, supposed map[registry.Number]bool) ([]*inGroup, error) {
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
	found := make([]*inGroup, len(wanted))
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

func (x *simulation) judgeGroup(facts *registry.Facts, group int, own registry.Rulebook) (a inGroup, err error) {
	is, err := facts.Course(group, own)
	if err != nil {
		return a, err
	}
	stood := is
	if x.out.game() {
		if is, err = facts.Course(group, x.book); err != nil {
			return a, err
		}
	}
	was := func(on registry.Day) registry.Stand {
		if x.out.Beside == BesideToday {
			on = x.out.Today
		}
		return stood.On(on)
	}
	before, now := was(x.out.On), is.On(x.out.On)
	if a.otherwise = before.Main != now.Main; a.otherwise {
		return a, nil
	}
	a.stopped = now.Code == registry.StoppedAwaitingCouncil
	for _, course := range []registry.Course{stood, is} {
		for _, s := range course {
			day := max(s.From, x.out.Today)
			a.elsewhere = a.elsewhere || was(day).Main != is.On(day).Main
		}
	}
	if a.unreplaced, err = leavesNothing(now); err == nil && a.unreplaced {
		var already bool
		already, err = leavesNothing(before)
		a.unreplaced = !already
	}
	return a, err
}

// leavesNothing is unreplaced, and asks for all reasons only where they count.
func leavesNothing(s registry.Stand) (bool, error) {
	if s.Class != registry.MandatedLocal {
		return false, nil
	}
	reasons, err := s.Reasons()
	return unreplaced(Standpoint{s.State, s.Class, reasons}), err
}
