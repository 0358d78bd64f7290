package registry

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// RoleDuty is what a rule asks of a role.
type RoleDuty struct {
	Number Number
	Title  string
	Effort Effort
}

// RoleMonth is what falls in one month, in one unit.
type RoleMonth struct {
	Work   Work       // with the month's part of what falls all year round
	Placed []RoleDuty // what falls in this month and not in every one
	Peak   bool       // at least a quarter more than a month has on the average
}

// Collision is several duties at the same time.
type Collision struct {
	Month  time.Month
	Week   int // ISO week; 0: the whole month
	Duties []RoleDuty
}

// AskedTwice is data that several rules ask for.
type AskedTwice struct {
	Name   string
	Duties []RoleDuty
}

// RoleYear is a calendar year of a role in one unit.
type RoleYear struct {
	Sum           EffortSum
	Months        [12]RoleMonth
	Steady        []RoleDuty // in every month
	Unplaced      []RoleDuty // quantified, at no set time: in no month
	UnplacedWork  Work
	NotQuantified []RoleDuty // no minutes, or nobody has said how often
	Collisions    []Collision
	Asked         []AskedTwice
}

// YearOf lays duties out over the months of a year.
func YearOf(duties []RoleDuty, year int, s Settings) RoleYear {
	var y RoleYear
	weeks := map[int][]RoleDuty{}
	for _, d := range duties {
		e := d.Effort
		y.Sum.Add(CellOf("", e), s)
		work, _ := e.ByYear(s)
		for _, at := range e.places() {
			if m := &y.Months[at-1]; !holds(m.Placed, d) {
				m.Placed = append(m.Placed, d)
			}
		}
		for _, when := range e.When {
			if when.Day == 0 {
				continue
			}
			_, week := NewDay(year, time.Month(when.Month), when.Day).Time().ISOWeek()
			if !holds(weeks[week], d) {
				weeks[week] = append(weeks[week], d)
			}
		}
		switch places := e.places(); {
		case !e.Quantified() || !e.Timed():
			y.NotQuantified = append(y.NotQuantified, d)
		case len(places) > 0:
			for _, at := range places {
				y.Months[at-1].Work = y.Months[at-1].Work.Add(work.Parts(int64(len(places))))
			}
		case e.steady():
			y.Steady = append(y.Steady, d)
			for i := range y.Months {
				y.Months[i].Work = y.Months[i].Work.Add(work.Parts(12))
			}
		default:
			y.Unplaced, y.UnplacedWork = append(y.Unplaced, d), y.UnplacedWork.Add(work)
		}
	}
	y.peaks()
	y.collide(weeks, year)
	y.Asked = askedTwice(duties)
	return y
}

// places are the months in which an effort falls, once for each time; none when
// it has no set time.
func (e Effort) places() (months []int) {
	for _, d := range e.When {
		months = append(months, d.Month)
	}
	return months
}

// steady says that an effort falls in every month alike.
func (e Effort) steady() bool {
	return e.Per == PerOpenDay || e.Per == PerDay || e.Per == PerWeek || e.Per == PerMonth
}

func holds(duties []RoleDuty, d RoleDuty) bool {
	return slices.ContainsFunc(duties, func(other RoleDuty) bool { return other.Number == d.Number })
}

func (y *RoleYear) peaks() {
	var all Work
	for _, m := range y.Months {
		all = all.Add(m.Work)
	}
	for i := range y.Months {
		m := &y.Months[i]
		m.Peak = m.Work.To > 0 && m.Work.To/5 >= all.To/12/4
	}
}

// collide names what falls in the same week, and in the same month.
func (y *RoleYear) collide(weeks map[int][]RoleDuty, year int) {
	for week, duties := range weeks {
		if len(duties) > 1 {
			y.Collisions = append(y.Collisions, Collision{mondayOf(year, week).Time().Month(), week, duties})
		}
	}
	for i, m := range y.Months {
		if len(m.Placed) > 1 {
			y.Collisions = append(y.Collisions, Collision{time.Month(i + 1), 0, m.Placed})
		}
	}
	slices.SortFunc(y.Collisions, func(a, b Collision) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Week, b.Week)) })
}

// mondayOf is the first day of an ISO week.
func mondayOf(year, week int) Day {
	first := NewDay(year, time.January, 4) // is always in week 1
	return first - Day((first.Time().Weekday()+6)%7) + Day(7*(week-1))
}

// askedTwice are the names that several duties ask for, whatever their case.
func askedTwice(duties []RoleDuty) (asked []AskedTwice) {
	at := map[string]int{}
	for _, d := range duties {
		for _, name := range d.Effort.Data {
			key := strings.ToLower(name)
			if _, known := at[key]; !known {
				at[key] = len(asked)
				asked = append(asked, AskedTwice{Name: name})
			}
			if a := &asked[at[key]]; !holds(a.Duties, d) {
				a.Duties = append(a.Duties, d)
			}
		}
	}
	asked = slices.DeleteFunc(asked, func(a AskedTwice) bool { return len(a.Duties) < 2 })
	slices.SortStableFunc(asked, func(a, b AskedTwice) int { return cmp.Compare(len(b.Duties), len(a.Duties)) })
	return asked
}

// RoleLimit is how many rules of a role are laid out.
const RoleLimit = 1000

// RoleQuery asks for the year of a role.
type RoleQuery struct {
	Role string // exact
	Unit string // exact; empty: all
	On   Day    // NoDay: today
	Then Day    // a second day; NoDay: the next on which a rule of the role stops applying
}

// RoleEffort is a rule's effort on a day.
type RoleEffort struct {
	Number Number
	Effort Effort
}

// RoleYears are the years of a role by the rules that apply on two days.
type RoleYears struct {
	RoleQuery
	Roles []string // those that any rule names
	Units []string // of this role's rules
	Many  bool     // more rules than RoleLimit: the others are left out
	Now   RoleYear
	After *RoleYear // nil when nothing is known to end; if nobody decides otherwise, where Then is ahead
}

// RoleYear lays out what a role must do in a year. An empty role, or one that no
// rule names, has an empty year.
func (s *Service) RoleYear(ctx context.Context, q RoleQuery) (RoleYears, error) {
	out := RoleYears{RoleQuery: q}
	err := s.Store.View(ctx, func(r Reader) (err error) {
		var c Checks
		c.Text("role", q.Role, LimitName, false)
		c.Text("unit", q.Unit, LimitName, false)
		if err = c.Err(); err != nil {
			return err
		}
		if out.On == NoDay {
			out.On = r.Today()
		}
		if out.Roles, err = r.EffortRoles(); err != nil || q.Role == "" {
			return err
		}
		return out.fill(r)
	})
	return out, err
}

func (y *RoleYears) fill(r Reader) error {
	efforts, err := r.RoleEfforts(y.Role, y.On, RoleLimit+1)
	if err != nil || len(efforts) == 0 {
		return err
	}
	if y.Many = len(efforts) > RoleLimit; y.Many {
		efforts = efforts[:RoleLimit]
	}
	effort := map[Number]Effort{}
	var numbers []Number
	for _, e := range efforts {
		effort[e.Number], numbers = e.Effort, append(numbers, e.Number)
	}
	entries, err := r.Register(RegisterQuery{On: y.On, Known: RevisionOpen, Numbers: numbers})
	if err != nil {
		return err
	}
	for _, e := range entries {
		if unit := e.Rule.Catalogue.Unit; !slices.Contains(y.Units, unit) {
			y.Units = append(y.Units, unit)
		}
	}
	entries = slices.DeleteFunc(entries, func(e RegisterEntry) bool { return y.Unit != "" && e.Rule.Catalogue.Unit != y.Unit })
	ids := make([]RuleID, len(entries))
	for i, e := range entries {
		ids[i] = e.Rule.ID
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return err
	}
	settings, err := SettingsOn(r, y.On)
	if err != nil {
		return err
	}
	if y.Then == NoDay {
		y.Then = firstEnd(entries, timelines, y.On)
	}
	on := func(day Day) RoleYear {
		var duties []RoleDuty
		for _, e := range entries {
			if at, ok := SegmentOn(timelines[e.Rule.ID], day); ok && at.State.Applies() {
				duties = append(duties, RoleDuty{e.Rule.Number, e.Text.Title, effort[e.Rule.Number]})
			}
		}
		return YearOf(duties, day.Time().Year(), settings)
	}
	y.Now = on(y.On)
	if y.Then != NoDay {
		after := on(y.Then)
		y.After = &after
	}
	return nil
}

// firstEnd is the first day after another on which one of the rules that apply
// then stops applying; NoDay when none is known to.
func firstEnd(entries []RegisterEntry, timelines map[RuleID][]Segment, on Day) Day {
	end := NoDay
	for _, e := range entries {
		if !e.Segment.State.Applies() {
			continue
		}
		for _, s := range timelines[e.Rule.ID] {
			if s.From > on && !s.State.Applies() {
				if end == NoDay || s.From < end {
					end = s.From
				}
				break
			}
		}
	}
	return end
}
