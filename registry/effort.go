package registry

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// EvidenceGrade says how an effort or an effect is known.
type EvidenceGrade string

const (
	NotQuantified  EvidenceGrade = "not_quantified"  // ikke opgjort: a valid answer
	LeaderEstimate EvidenceGrade = "leader_estimate" // skøn fra ledere
	AdminEstimate  EvidenceGrade = "admin_estimate"  // skøn fra forvaltningen
	Measured       EvidenceGrade = "measured"        // målt
)

// EvidenceGrades of an effort.
var EvidenceGrades = []EvidenceGrade{NotQuantified, LeaderEstimate, AdminEstimate, Measured}

// Period is what the times of an effort are counted in.
type Period string

const (
	PeriodUnstated Period = ""
	PerOpenDay     Period = "open_day"  // each day on which the unit is open
	PerDay         Period = "day"       // each day of the year
	PerWeek        Period = "week"      // each week in which the unit is open
	PerMonth       Period = "month"     //
	PerQuarter     Period = "quarter"   //
	PerHalfYear    Period = "half_year" //
	PerYear        Period = "year"      //
	PerOccasion    Period = "occasion"  // each child, citizen or event: the times are how many a year
)

// Periods that an effort can have.
var Periods = []Period{PeriodUnstated, PerOpenDay, PerDay, PerWeek, PerMonth, PerQuarter, PerHalfYear, PerYear, PerOccasion}

// Effort is the time a rule takes: who does it, how often, and a range of
// minutes each time. With NotQuantified the minutes are zero and mean nothing.
type Effort struct {
	MinutesFrom float64       `json:"minutes_from,omitzero"`
	MinutesTo   float64       `json:"minutes_to,omitzero"`
	People      int           `json:"people,omitzero"` // 0: nobody has said, reckoned as one
	Evidence    EvidenceGrade `json:"evidence"`
	Role        string        `json:"role,omitempty"` // who does it, such as "daglig leder"
	Per         Period        `json:"per,omitempty"`
	TimesFrom   float64       `json:"times_from,omitzero"` // in one unit; 0 with TimesTo: not known
	TimesTo     float64       `json:"times_to,omitzero"`
	When        []YearDay     `json:"when,omitempty"` // months or dates on which it falls; none: no set time
	Data        []string      `json:"data,omitempty"` // names of what it asks for, such as "antal børn"
	Units       int           `json:"units,omitzero"` // how many units it binds; 0: not known
	Since       Day           `json:"since,omitzero"` // from when it has really been so; NoDay: as long as the rule
}

// YearDay is a month of every year, or with a day a date in it.
type YearDay struct{ Month, Day int }

// MarshalText writes 03, or 03-31.
func (d YearDay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d YearDay) String() string {
	s := twoDigits(d.Month)
	if d.Day != 0 {
		s += "-" + twoDigits(d.Day)
	}
	return s
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + itoa(n)
	}
	return itoa(n)
}

// UnmarshalText reads what MarshalText writes; CodeMonthInvalid.
func (d *YearDay) UnmarshalText(b []byte) error {
	month, day, dated := strings.Cut(string(b), "-")
	m, err := strconv.Atoi(month)
	*d = YearDay{Month: m}
	if err == nil && dated {
		d.Day, err = strconv.Atoi(day)
	}
	if err != nil || d.String() != string(b) || dated && d.Day == 0 || !d.real() {
		return &Error{Code: CodeMonthInvalid, Args: Args{"value": clip(string(b), 40)}}
	}
	return nil
}

// real says whether some year has it.
func (d YearDay) real() bool {
	if d.Month < 1 || d.Month > 12 || d.Day < 0 {
		return false
	}
	return d.Day <= time.Date(2024, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// ParseNames reads names parted by commas, semicolons or lines, each once.
func ParseNames(text string) []string {
	var out []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		name = strings.Join(strings.Fields(name), " ")
		if name != "" && !slices.ContainsFunc(out, func(other string) bool { return strings.EqualFold(other, name) }) {
			out = append(out, name)
		}
	}
	return out
}

// Limits of an effort.
const (
	LimitTimes    = 10_000
	LimitUnits    = 10_000
	LimitData     = 20 // names
	LimitDataName = 80
	LimitWhen     = 24
)

// Check reports a range that runs backwards, a figure out of bounds, or a
// figure without a grade.
func (e Effort) Check() error {
	var c Checks
	checkChoice(&c, "evidence", EvidenceGrades, e.Evidence)
	checkChoice(&c, "per", Periods, e.Per)
	const year = 366 * 24 * 60
	for _, f := range []struct {
		name string
		v    float64
		most float64
	}{{"minutes_from", e.MinutesFrom, year}, {"minutes_to", e.MinutesTo, year}, {"people", float64(e.People), 100_000},
		{"times_from", e.TimesFrom, LimitTimes}, {"times_to", e.TimesTo, LimitTimes}, {"units", float64(e.Units), LimitUnits}} {
		if f.v < 0 || f.v > f.most {
			c.Fail(f.name, CodeRangeInvalid, "value", ftoa(f.v), "from", "0", "to", ftoa(f.most))
		}
	}
	if e.MinutesTo < e.MinutesFrom {
		c.Fail("minutes_to", CodeEndsBefore, "from", ftoa(e.MinutesFrom), "until", ftoa(e.MinutesTo))
	}
	if e.TimesTo < e.TimesFrom {
		c.Fail("times_to", CodeEndsBefore, "from", ftoa(e.TimesFrom), "until", ftoa(e.TimesTo))
	}
	if e.Evidence == NotQuantified && (e.MinutesFrom != 0 || e.MinutesTo != 0) {
		c.Fail("evidence", CodeRequired)
	}
	switch {
	case e.Per == PeriodUnstated && (e.TimesFrom != 0 || e.TimesTo != 0):
		c.Fail("per", CodeRequired)
	case e.Per != PeriodUnstated && e.Per != PerOccasion && e.TimesTo == 0:
		c.Fail("times_to", CodeRequired)
	}
	c.Text("role", e.Role, LimitName, false)
	if len(e.When) > LimitWhen {
		c.Fail("when", CodeRangeInvalid, "value", itoa(len(e.When)), "from", "0", "to", itoa(LimitWhen))
	}
	for _, d := range e.When {
		if !d.real() {
			c.Fail("when", CodeMonthInvalid, "value", d.String())
		}
	}
	if len(e.Data) > LimitData {
		c.Fail("data", CodeRangeInvalid, "value", itoa(len(e.Data)), "from", "0", "to", itoa(LimitData))
	}
	for _, name := range e.Data {
		c.Text("data", name, LimitDataName, true)
	}
	if e.Since >= LastDay || e.Since < 0 {
		c.Fail("since", CodeDayInvalid, "value", e.Since.String())
	}
	return c.Err()
}

// begun refuses an effort that is to be real only later: CodeDecisionFuture.
func (e Effort) begun(today Day) error {
	var c Checks
	if e.Since > today {
		c.Fail("since", CodeEffortFuture, "day", e.Since.String(), "today", today.String())
	}
	return c.Err()
}

// Same says that two efforts are the same work, whenever it began.
func (e Effort) Same(other Effort) bool {
	e.Since, other.Since = NoDay, NoDay
	return reflect.DeepEqual(e, other)
}

// EffortChange says what a change of an effort was. Only a real one can be a
// saving: the others say something else about the same work.
type EffortChange string

const (
	EffortUnchanged EffortChange = ""
	EffortEstimated EffortChange = "estimated" // a new estimate of the same work
	EffortMeasured  EffortChange = "measured"  // the same work was measured
	EffortChanged   EffortChange = "changed"   // the work is another, from a day
)

// ChangeOf says what happened between two efforts of a rule.
func ChangeOf(before, after Effort) EffortChange {
	switch {
	case before.Since != after.Since:
		return EffortChanged
	case before.Same(after):
		return EffortUnchanged
	case after.Evidence == Measured:
		return EffortMeasured
	}
	return EffortEstimated
}

// EffortStretch is the effort of a rule from a day until the next stretch, as it
// is best known now.
type EffortStretch struct {
	From   Day
	Effort Effort
}

// AddEffort is what the stretches of a rule become when its effort is written.
//
// An effort holds from its Since, and until then what was known before: so one
// with the Since of the latest stretch says something else about that stretch
// (a re-estimate, also of the days that have passed), and one with another Since
// is a change. The same work with another Since moves the day of the change.
// What nobody has said anything about is not quantified.
func AddEffort(stretches []EffortStretch, e Effort) []EffortStretch {
	from := max(e.Since, FirstDay)
	out := slices.Clone(stretches)
	if n := len(out); n > 0 && out[n-1].Effort.Same(e) {
		out = out[:n-1]
	}
	out = slices.DeleteFunc(out, func(s EffortStretch) bool { return s.From >= from })
	if len(out) == 0 && from > FirstDay {
		out = append(out, EffortStretch{FirstDay, Effort{Evidence: NotQuantified}})
	}
	return append(out, EffortStretch{from, e})
}
