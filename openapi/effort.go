package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

type effort struct {
	MinutesFrom float64   `json:"minutes_from,omitempty" minimum:"0" doc:"Minutes each time, at least."`
	MinutesTo   float64   `json:"minutes_to,omitempty" minimum:"0" doc:"Minutes each time, at most."`
	People      int       `json:"people,omitempty" minimum:"0" doc:"How many do it; left out, sums reckon with one."`
	Evidence    evidence  `json:"evidence" doc:"How it is known; not_quantified is a valid answer and has no figures."`
	Role        string    `json:"role,omitempty" doc:"Who does it." example:"daglig leder"`
	Per         period    `json:"per,omitempty" doc:"What the times are counted in; with occasion (each child, citizen or event) they are how many a year."`
	TimesFrom   float64   `json:"times_from,omitempty" minimum:"0" doc:"How many times in one unit, at least."`
	TimesTo     float64   `json:"times_to,omitempty" minimum:"0" doc:"How many times in one unit, at most; left out for occasions: not known."`
	When        []yearDay `json:"when,omitempty" doc:"Months of the year, or dates in it, on which it falls; left out: it has no set time."`
	Data        []string  `json:"data,omitempty" doc:"Names of the data that it asks for; at most 20 of at most 80 characters."`
	Units       int       `json:"units,omitempty" minimum:"0" doc:"How many units it binds; left out: not known."`
	Since       day       `json:"since,omitzero" doc:"From when the work has really been so; left out: as long as the rule. Another day than before says that the work changed on it. The same day says that figures are another estimate, or a measurement, of the same work, which no sum counts as a saving."`
}

func effortOf(e registry.Effort) effort {
	return effort{MinutesFrom: e.MinutesFrom, MinutesTo: e.MinutesTo, People: e.People, Evidence: evidence(e.Evidence), Role: e.Role,
		Per: period(e.Per), TimesFrom: e.TimesFrom, TimesTo: e.TimesTo, Data: e.Data, Units: e.Units, Since: day(e.Since),
		When: list(e.When, func(d registry.YearDay) yearDay { return yearDay(d) })}
}

func (e effort) domain() registry.Effort {
	out := registry.Effort{MinutesFrom: e.MinutesFrom, MinutesTo: e.MinutesTo, People: e.People, Evidence: registry.EvidenceGrade(e.Evidence),
		Role: e.Role, Per: registry.Period(e.Per), TimesFrom: e.TimesFrom, TimesTo: e.TimesTo, Data: e.Data, Units: e.Units, Since: registry.Day(e.Since)}
	for _, d := range e.When {
		out.When = append(out.When, registry.YearDay(d))
	}
	return out
}

// period is what times are counted in.
type period string

func (period) Schema(huma.Registry) *huma.Schema { return oneOf(registry.Periods) }

// yearDay is a month of the year, or a date in it, on the wire.
type yearDay registry.YearDay

func (yearDay) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^\d\d(-\d\d)?$`, Examples: []any{"03", "03-31"}}
}

func (d yearDay) MarshalText() ([]byte, error) { return registry.YearDay(d).MarshalText() }

func (d *yearDay) UnmarshalText(b []byte) error { return (*registry.YearDay)(d).UnmarshalText(b) }

func (a *api) registerEffort() {
	register(a, operation{ID: "sum-effort", Method: http.MethodGet, Path: "/v1/effort", Tag: "effort",
		Permission: permPublic,
		Summary:    "Sum what the rules in force on a day take in a year",
		Description: "As ranges, with how many rules are not quantified and how much is known by which evidence. hours_in_one are those of one " +
			"unit that all counted rules bind; hours_in_all are those of all units, over the rules of which it is known how many they bind. " +
			"Every day is summed by what is known of it today: two days differ by rules and work that came and went, never by a better estimate. " +
			"With known it is summed by what was known then, of rules, areas, units, roles, work and settings alike; this reads what has changed since, " +
			"at most 5000 rules, and answers known_long_ago beyond."},
		a.sumEffort)
	register(a, operation{ID: "list-openings", Method: http.MethodGet, Path: "/v1/effort/openings", Tag: "effort",
		Permission: permPublic,
		Summary:    "List how much of a year units are open, by day, as sums reckon with it"}, a.listOpenings)
	register(a, operation{ID: "set-opening", Method: http.MethodPost, Path: "/v1/effort/openings", Tag: "effort",
		Permission: "govern", Creates: true,
		Summary:     "Say how much of a year units are open, from a day on",
		Description: "From tomorrow at the earliest: days that have begun keep their sums. Another for the same day takes its place."}, a.setOpening)
	register(a, operation{ID: "get-role-year", Method: http.MethodGet, Path: "/v1/effort/year", Tag: "effort",
		Permission: permPublic,
		Summary:    "Read a calendar year of a role in one unit",
		Description: "Its duties by month, what falls together, the data that several rules ask for, and what has no set time or is not " +
			"quantified; by the rules in force on a day, and on a second one."}, a.roleYear)
}

type hoursOut struct {
	From float64 `json:"from" doc:"At least, in hours."`
	To   float64 `json:"to" doc:"At most, in hours."`
}

func hoursOf(w registry.Work) hoursOut {
	from, to := w.Hours()
	return hoursOut{from, to}
}

type gradeSum struct {
	Evidence   evidence `json:"evidence"`
	Rules      int      `json:"rules"`
	HoursInOne hoursOut `json:"hours_in_one"`
	HoursInAll hoursOut `json:"hours_in_all"`
}

type effortSum struct {
	Rules         int        `json:"rules" doc:"All of them: counted, not quantified, or not timed."`
	Counted       int        `json:"counted" doc:"Those whose hours are in the sum."`
	NotQuantified int        `json:"not_quantified" doc:"Nobody has said how many minutes."`
	NotTimed      int        `json:"not_timed" doc:"Minutes, but not how often."`
	UnitsUnknown  int        `json:"units_unknown" doc:"Counted, but not in hours_in_all."`
	HoursInOne    hoursOut   `json:"hours_in_one"`
	HoursInAll    hoursOut   `json:"hours_in_all"`
	Evidence      []gradeSum `json:"evidence" doc:"The same by how it is known."`
}

func effortSumOf(s registry.EffortSum) effortSum {
	out := effortSum{Rules: s.Rules, Counted: s.Counted, NotQuantified: s.NotQuantified, NotTimed: s.NotTimed, UnitsUnknown: s.UnitsUnknown,
		HoursInOne: hoursOf(s.InOne), HoursInAll: hoursOf(s.InAll), Evidence: []gradeSum{}}
	for _, grade := range registry.EvidenceGrades {
		if part, ok := s.Grades[grade]; ok {
			out.Evidence = append(out.Evidence, gradeSum{evidence(grade), part.Rules, hoursOf(part.InOne), hoursOf(part.InAll)})
		}
	}
	return out
}

type keyedSum struct {
	Key string    `json:"key" doc:"The area, unit, class or role; empty where it is not stated."`
	Sum effortSum `json:"sum"`
}

type effortSumsOut struct {
	On    day        `json:"on"`
	Known known      `json:"known" doc:"What the register knew."`
	All   effortSum  `json:"all"`
	Parts []keyedSum `json:"parts" doc:"With by: the largest first, at most 1000."`
}

type sumEffortIn struct {
	On    string `query:"on" doc:"The day; today when left out." example:"2027-07-01"`
	Known string `query:"known" doc:"As the register knew it then: an instant (RFC 3339) or a day, which means its end. Not in the future." example:"2027-06-30"`
	By    string `query:"by" doc:"What it is parted by: area, unit, class or role."`
	Area  string `query:"area" doc:"Only this area, exactly as written."`
	Unit  string `query:"unit" doc:"Only this unit, exactly as written."`
	Role  string `query:"role" doc:"Only this role, exactly as written."`
	Class string `query:"class" doc:"Only this class."`
}

const mostParts = 1000

func (a *api) sumEffort(ctx context.Context, _ call, in *sumEffortIn) (answer[effortSumsOut], error) {
	var c registry.Checks
	q := registry.EffortQuery{RegisterQuery: registry.RegisterQuery{On: queryDay(&c, "on", in.On), Area: in.Area,
		Class: queryChoice(&c, "class", registry.Classes, in.Class)}, By: queryChoice(&c, "by", registry.EffortBys, in.By), Unit: in.Unit, Role: in.Role}
	if err := c.Err(); err != nil {
		return answer[effortSumsOut]{}, err
	}
	sums, err := a.Register.EffortSums(ctx, in.Known, q)
	out := effortSumsOut{On: day(sums.On), Known: knownOf(sums.Mark), All: effortSumOf(sums.All), Parts: []keyedSum{}}
	if q.By != registry.SumByNothing {
		keys := registry.LargestFirst(sums.Keys)
		out.Parts = list(keys[:min(len(keys), mostParts)], func(k registry.KeyedSum) keyedSum { return keyedSum{k.Key, effortSumOf(k.EffortSum)} })
	}
	return answer[effortSumsOut]{Body: out}, inKnown(err)
}

type roleMonth struct {
	Month  int      `json:"month" minimum:"1" maximum:"12"`
	Hours  hoursOut `json:"hours" doc:"With the month's part of what falls all year round."`
	Placed []string `json:"placed" doc:"Rules that fall in this month and not in every one."`
	Peak   bool     `json:"peak" doc:"At least a quarter more than a month has on the average."`
}

type collisionOut struct {
	Month int      `json:"month"`
	Week  int      `json:"week,omitempty" doc:"ISO week; left out: the whole month."`
	Rules []string `json:"rules"`
}

type askedOut struct {
	Name  string   `json:"name" doc:"The data."`
	Rules []string `json:"rules"`
}

type roleYearOut struct {
	Sum           effortSum      `json:"sum"`
	Months        []roleMonth    `json:"months"`
	Steady        []string       `json:"steady" doc:"Rules that fall in every month."`
	Unplaced      []string       `json:"unplaced" doc:"Quantified rules without a set time; in no month."`
	UnplacedHours hoursOut       `json:"unplaced_hours"`
	NotQuantified []string       `json:"not_quantified" doc:"No minutes, or nobody has said how often."`
	Collisions    []collisionOut `json:"collisions"`
	AskedTwice    []askedOut     `json:"asked_twice" doc:"Data that several of the rules ask for."`
}

func roleYearOf(y registry.RoleYear) roleYearOut {
	numbers := func(duties []registry.RoleDuty) []string {
		return list(duties, func(d registry.RoleDuty) string { return d.Number.String() })
	}
	out := roleYearOut{Sum: effortSumOf(y.Sum), Steady: numbers(y.Steady), Unplaced: numbers(y.Unplaced), UnplacedHours: hoursOf(y.UnplacedWork),
		NotQuantified: numbers(y.NotQuantified)}
	for i, m := range y.Months {
		out.Months = append(out.Months, roleMonth{i + 1, hoursOf(m.Work), numbers(m.Placed), m.Peak})
	}
	out.Collisions = list(y.Collisions, func(c registry.Collision) collisionOut { return collisionOut{int(c.Month), c.Week, numbers(c.Duties)} })
	out.AskedTwice = list(y.Asked, func(d registry.AskedTwice) askedOut { return askedOut{d.Name, numbers(d.Duties)} })
	return out
}

type roleYearsOut struct {
	On    day          `json:"on"`
	Then  day          `json:"then,omitzero" doc:"The second day; left out when no rule of the role is known to end."`
	Roles []string     `json:"roles" doc:"Those that any rule names."`
	Many  bool         `json:"many,omitempty" doc:"More than 1000 rules: the others are left out."`
	Year  roleYearOut  `json:"year" doc:"By the rules in force on the day."`
	After *roleYearOut `json:"after,omitempty" doc:"By those in force on the second day, if nothing is decided before."`
}

type roleYearIn struct {
	Role string `query:"role" doc:"Exactly as written; left out: only the roles there are." example:"daglig leder"`
	Unit string `query:"unit" doc:"Only rules of this unit, exactly as written."`
	On   string `query:"on" doc:"The day; today when left out."`
	Then string `query:"then" doc:"A second day; left out: the next on which a rule of the role stops applying."`
}

func (a *api) roleYear(ctx context.Context, _ call, in *roleYearIn) (answer[roleYearsOut], error) {
	var c registry.Checks
	q := registry.RoleQuery{Role: in.Role, Unit: in.Unit, On: queryDay(&c, "on", in.On), Then: queryDay(&c, "then", in.Then)}
	if err := c.Err(); err != nil {
		return answer[roleYearsOut]{}, err
	}
	y, err := a.Register.RoleYear(ctx, q)
	out := roleYearsOut{On: day(y.On), Then: day(y.Then), Roles: list(y.Roles, func(s string) string { return s }), Many: y.Many, Year: roleYearOf(y.Now)}
	if y.After != nil {
		after := roleYearOf(*y.After)
		out.After = &after
	}
	return answer[roleYearsOut]{Body: out}, err
}
