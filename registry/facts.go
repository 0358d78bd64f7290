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
	for _, e := range events {
		if _, out := e.Fact.(TakenOut); out {
			return Row{}, LastDay, false, nil
		}
	}
	for _, w := range worlds(events) {
		if on < w.from || w.until <= on {
			continue
		}
		days := w.days(rules)
		if at, found := slices.BinarySearch(days, on); !found {
			days = slices.Insert(days, at, on)
		}
		err = w.eachDay(days, rules, func(day, next Day, f *fold, _ Answer, _ Judge) bool {
			row, until, there = f.asked, next, true
			return day < on
		})
		return row, until, there && err == nil, err
	}
	return Row{}, LastDay, false, refuse(CodeDayInvalid, "value", on.String())
}
