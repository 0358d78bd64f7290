package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Reading tells whether an item is on for the first or the second of two times (1. og
// 2. behandling). The secretary chooses, item by item.
type Reading string

const (
	OneReading    Reading = ""
	FirstReading  Reading = "first" // what is carried decides only that the case goes on to its second
	SecondReading Reading = "second"
)

// Readings in the order in which they are named.
var Readings = []Reading{OneReading, FirstReading, SecondReading}

// readings is the one table of what a case can be on for next at the same body.
var readings = map[Reading][]Reading{
	OneReading:    {OneReading, FirstReading},
	FirstReading:  {SecondReading, FirstReading}, // FirstReading again: it was postponed
	SecondReading: {SecondReading},
}

// Rules says that a proposal that is carried at it becomes a ruling. What else a body
// can do with a case (Procedure) it can do at any reading.
func (r Reading) Rules() bool { return r != FirstReading }

// checkReading notes what is wrong with an item's reading, after the one whose case it
// takes up; empty ids: it takes up none.
func (i Item) checkReading(c *registry.Checks, m Meeting, from Item, earlier Meeting) {
	switch {
	case !slices.Contains(Readings, i.Reading):
		c.Fail("reading", registry.CodeChoiceInvalid, "value", string(i.Reading), "choices", "first, second")
	case from.ID == "" || earlier.Body.ID != m.Body.ID:
		if i.Reading == SecondReading {
			c.Fail("reading", registry.CodeNoFirstReading)
		}
	case !slices.Contains(readings[from.Reading], i.Reading):
		c.Fail("reading", registry.CodeNoFirstReading)
	}
}

// ruledAtFirstReading says that a ruling is of a meeting at which a rule was on for its
// first reading alone.
func ruledAtFirstReading(r Reader, rule registry.RuleID, n NewEvent) (bool, error) {
	ruled, ok := n.Fact.(registry.Ruled)
	if !ok {
		return false, nil
	}
	all, err := r.ItemsOf([]registry.RuleID{rule})
	if err != nil {
		return false, err
	}
	first := false
	for _, item := range all[rule] {
		m, err := r.MeetingByID(item.Meeting)
		if err != nil {
			return false, err
		}
		if m.Body.Name != ruled.By.Body || m.Day != n.Valid || m.State == MeetingCancelled {
			continue
		}
		if item.Reading.Rules() {
			return false, nil
		}
		first = true
	}
	return first, nil
}
