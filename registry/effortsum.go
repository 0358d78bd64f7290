package registry

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// Work is a range of people's time in thousandths of a minute. Ranges add as
// ranges; what cannot be represented stays at the largest number there is.
type Work struct{ From, To int64 }

func (w Work) Add(other Work) Work { return Work{plus(w.From, other.From), plus(w.To, other.To)} }

// Times is the work n times.
func (w Work) Times(n int64) Work { return Work{times(w.From, n), times(w.To, n)} }

// Parts is the n-th part of the work: a range that surely holds it.
func (w Work) Parts(n int64) Work { return Work{w.From / n, plus(w.To, n-1) / n} }

// Hours are the ends of the range in hours.
func (w Work) Hours() (from, to float64) {
	const hour = 60 * 1000
	return float64(w.From) / hour, float64(w.To) / hour
}

func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func times(a, n int64) int64 {
	if n != 0 && a > math.MaxInt64/n {
		return math.MaxInt64
	}
	return a * n
}

// mostWork bounds the work of one rule in one period, so that a sum over a
// register of rules stays a number: 19,000 years.
const mostWork = 10_000_000_000_000

func workOf(from, to float64) Work {
	return Work{int64(math.Floor(min(from*1000, mostWork))), int64(math.Ceil(min(to*1000, mostWork)))}
}

// Quantified says that somebody has said how many minutes it takes.
func (e Effort) Quantified() bool { return e.Evidence != NotQuantified && e.Evidence != "" }

// Timed says that somebody has said how often.
func (e Effort) Timed() bool { return e.Per != PeriodUnstated && e.TimesTo > 0 }

// InPeriod is the work of one of its periods: in one unit, and in all the units
// that it binds, which is zero where they are not known. It is zero unless the
// effort is quantified and timed.
func (e Effort) InPeriod() (inOne, inAll Work) {
	if !e.Quantified() || !e.Timed() {
		return Work{}, Work{}
	}
	people, units := float64(max(e.People, 1)), float64(e.Units)
	from, to := e.MinutesFrom*e.TimesFrom*people, e.MinutesTo*e.TimesTo*people
	return workOf(from, to), workOf(from*units, to*units)
}

// ByYear is how many of a period a year has, as the settings say; 0 for none.
func (s Settings) ByYear(p Period) int64 {
	weeks, days := s.OpeningWeeks, s.OpeningDays
	if weeks == 0 || days == 0 { // settings from before there were these
		d := DefaultSettings()
		weeks, days = d.OpeningWeeks, d.OpeningDays
	}
	switch p {
	case PerOpenDay:
		return int64(weeks * days)
	case PerDay:
		return 365
	case PerWeek:
		return int64(weeks)
	case PerMonth:
		return 12
	case PerQuarter:
		return 4
	case PerHalfYear:
		return 2
	case PerYear, PerOccasion:
		return 1
	}
	return 0
}

// ByYear is the work of a year: in one unit, and in all where they are known.
func (e Effort) ByYear(s Settings) (inOne, inAll Work) {
	inOne, inAll = e.InPeriod()
	n := s.ByYear(e.Per)
	return inOne.Times(n), inAll.Times(n)
}

// EffortBy is what sums of efforts are parted by.
type EffortBy string

const (
	SumByNothing EffortBy = ""
	SumByArea    EffortBy = "area"
	SumByUnit    EffortBy = "unit"
	SumByClass   EffortBy = "class"
	SumByRole    EffortBy = "role"
)

// EffortBys there are.
var EffortBys = []EffortBy{SumByNothing, SumByArea, SumByUnit, SumByClass, SumByRole}

// EffortCell is what the efforts of some rules come to that are alike in all
// that a sum keeps apart.
type EffortCell struct {
	Key          string // the value of what they are parted by
	Per          Period
	Evidence     EvidenceGrade
	Timed        bool
	UnitsKnown   bool
	Rules        int
	InOne, InAll Work // of one period
}

// CellOf is the cell of one effort.
func CellOf(key string, e Effort) EffortCell {
	c := EffortCell{Key: key, Per: e.Per, Evidence: e.Evidence, Timed: e.Timed(), UnitsKnown: e.Units > 0, Rules: 1}
	c.InOne, c.InAll = e.InPeriod()
	return c
}

// EffortPart is a part of a sum.
type EffortPart struct {
	Rules        int
	InOne, InAll Work
}

// EffortSum is what rules take in a year, as a range, with how much is not known.
// There is no single figure: every rule is counted in one of Counted,
// NotQuantified and NotTimed.
type EffortSum struct {
	Rules         int
	Counted       int  // those whose work is in the sum
	NotQuantified int  // nobody has said how many minutes
	NotTimed      int  // minutes, but not how often
	UnitsUnknown  int  // counted, but not in InAll
	InOne         Work // in one unit that all of the counted rules bind
	InAll         Work // in all units that they bind, where these are known
	Grades        map[EvidenceGrade]EffortPart
}

// Add counts a cell.
func (s *EffortSum) Add(c EffortCell, settings Settings) {
	s.Rules += c.Rules
	switch {
	case c.Evidence == NotQuantified || c.Evidence == "":
		s.NotQuantified += c.Rules
		return
	case !c.Timed:
		s.NotTimed += c.Rules
		return
	}
	n := settings.ByYear(c.Per)
	part := EffortPart{c.Rules, c.InOne.Times(n), c.InAll.Times(n)}
	s.Counted += part.Rules
	s.InOne, s.InAll = s.InOne.Add(part.InOne), s.InAll.Add(part.InAll)
	if !c.UnitsKnown {
		s.UnitsUnknown += c.Rules
	}
	if s.Grades == nil {
		s.Grades = map[EvidenceGrade]EffortPart{}
	}
	of := s.Grades[c.Evidence]
	s.Grades[c.Evidence] = EffortPart{of.Rules + part.Rules, of.InOne.Add(part.InOne), of.InAll.Add(part.InAll)}
}

// KeyedSum is the sum of what has one value.
type KeyedSum struct {
	Key string
	EffortSum
}

// SumCells adds up cells: all of them, and each key's, by key.
func SumCells(cells []EffortCell, settings Settings) (all EffortSum, keys []KeyedSum) {
	of := map[string]*EffortSum{}
	for _, c := range cells {
		all.Add(c, settings)
		if of[c.Key] == nil {
			of[c.Key] = &EffortSum{}
		}
		of[c.Key].Add(c, settings)
	}
	for key, sum := range of {
		keys = append(keys, KeyedSum{key, *sum})
	}
	slices.SortFunc(keys, func(a, b KeyedSum) int { return strings.Compare(a.Key, b.Key) })
	return all, keys
}

// EffortQuery asks what rules take in a year. Only rules that apply on the day
// are in the sum; After, Limit and States of the RegisterQuery do not bear on it.
// An earlier register is asked by area, class, unit and role alone, and these are
// those of then, as its efforts are.
type EffortQuery struct {
	RegisterQuery
	By   EffortBy
	Unit string // exact; empty: all
	Role string // exact; empty: all
}

// EffortSums is what rules take, all together and parted.
type EffortSums struct {
	On       Day
	Mark     RevisionMark // the revision as known at which
	Settings Settings     // by which a year is reckoned
	All      EffortSum
	Keys     []KeyedSum
}

// EffortSums adds up the efforts of the rules of a query, as the register knew
// them; see Service.Known. CodeKnownInFuture, CodeKnownLongAgo.
func (s *Service) EffortSums(ctx context.Context, known string, q EffortQuery) (EffortSums, error) {
	var out EffortSums
	if known != "" {
		select {
		case earlier <- struct{}{}:
			defer func() { <-earlier }()
		case <-ctx.Done():
			return out, &Error{Code: CodeBusy, Err: ctx.Err()}
		}
	}
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if out.Mark, err = s.resolve(r, known, &q.RegisterQuery); err != nil {
			return err
		}
		var c Checks
		c.Text("role", q.Role, LimitName, false)
		c.Text("unit", q.Unit, LimitName, false)
		checkChoice(&c, "by", EffortBys, q.By)
		if err := c.Err(); err != nil {
			return err
		}
		q.States = slices.DeleteFunc(slices.Clone(States), func(s State) bool { return !s.Applies() })
		ask := r.EffortCells
		if q.Known != RevisionOpen {
			ask = func(q EffortQuery) ([]EffortCell, error) { return cellsKnown(r, q) }
		}
		cells, err := ask(q)
		if err != nil {
			return err
		}
		if out.Settings, err = settingsKnown(r, q.On, q.Known); err != nil {
			return err
		}
		out.On = q.On
		out.All, out.Keys = SumCells(cells, out.Settings)
		return nil
	})
	return out, err
}

// LargestFirst are sums by the upper end of their range, the largest first.
func LargestFirst(sums []KeyedSum) []KeyedSum {
	out := slices.Clone(sums)
	slices.SortStableFunc(out, func(a, b KeyedSum) int { return cmp.Compare(b.InOne.To, a.InOne.To) })
	return out
}
