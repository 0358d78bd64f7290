package registry

import (
	"slices"
)

// Facts are the fact rows of many rules on a day: the columns that policies are run
// over. They never change.
type Facts struct {
	On       Day
	Revision Revision // what was recorded until then is in them
	Numbers  []Number // of the rules, ascending
	Place    []uint32 // where the row of each stands in Rows
	Rows     Rows

	until []Day // the day from which each can have another row

	// Of a copy of the register alone:
	prospects []*prospect // of which each rule has one
	ahead     []uint32    // where that of each stands, counted from 1; 0: it has none
	areas     []string
	area      []uint32 // where the area of each stands
}

// NewFacts are the facts of rules whose numbers ascend, with a row each.
func NewFacts(on Day, numbers []Number, rows []Row) *Facts {
	set := newRowSet()
	f := &Facts{On: on, Numbers: numbers, Place: make([]uint32, len(rows)), until: make([]Day, len(rows))}
	for i, row := range rows {
		f.Place[i], f.until[i] = set.add(row), LastDay
	}
	f.Rows = set.rows()
	return f
}

// Used marks the rows that a rule has: others may stand in Rows that none has any more.
func (f *Facts) Used() []bool {
	used := make([]bool, f.Rows.Len())
	for _, place := range f.Place {
		used[place] = true
	}
	return used
}

// Row is that of a rule; false when there is no such rule.
func (f *Facts) Row(n Number) (Row, bool) {
	i, found := slices.BinarySearch(f.Numbers, n)
	if !found {
		return Row{}, false
	}
	return f.Rows.At(f.Place[i]), true
}

// RowOn is the row of a rule as the policy is asked about it on a day, and the day
// from which it can be another one; until then the policy may as well be asked about
// this one. There is none for a rule that was taken out.
// Errors are the judge's: CodePolicyFailed.
func RowOn(events []Event, on Day, rules Rulebook) (row Row, until Day, there bool, err error) {
	w, until, there, err := walkedTo(events, on, rules)
	if err != nil || !there {
		return Row{}, until, false, err
	}
	return w.asked, until, true, nil
}

// walkedTo is a walk that has come to a day, with the next day; false for a rule that
// was taken out.
func walkedTo(events []Event, on Day, rules Rulebook) (walk walker, next Day, there bool, err error) {
	for _, e := range events {
		if _, out := e.Fact.(TakenOut); out {
			return walk, LastDay, false, nil
		}
	}
	for _, w := range worlds(events) {
		if on < w.from || w.until <= on {
			continue
		}
		walk = walker{fold: newFold(w.events), rest: w.events, days: w.days(rules), until: w.until}
		walk.stop(on)
		err = walk.eachDay(rules, func(day, until Day, _ Answer, _ Judge) bool {
			next = until
			return day < on
		})
		return walk, next, true, err
	}
	return walk, LastDay, false, refuse(CodeDayInvalid, "value", on.String())
}
