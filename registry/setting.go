package registry

import (
	"cmp"
	"slices"
	"strings"
)

// SettingUnit is what the value of a setting counts.
type SettingUnit string

const (
	UnitDays    SettingUnit = "days"
	UnitMonths  SettingUnit = "months"
	UnitYears   SettingUnit = "years"
	UnitPercent SettingUnit = "percent"
	UnitWords   SettingUnit = "words"
	UnitAnswers SettingUnit = "answers"
	UnitYesNo   SettingUnit = "yes_no"
	// UnitYearDays are days of any year, as "06-30 12-31"; empty is the usual ones.
	UnitYearDays SettingUnit = "year_days"
	// UnitChoice is one of some ways (Setting.Choices).
	UnitChoice SettingUnit = "choice"
)

// SettingUnits are all there are.
var SettingUnits = []SettingUnit{UnitDays, UnitMonths, UnitYears, UnitPercent, UnitWords, UnitAnswers, UnitYesNo, UnitYearDays, UnitChoice}

// Setting is one field of Settings that a municipality decides, with the limits between
// which its number may be. Which of number, truth and text there is goes by its unit.
type Setting struct {
	Name        string // as in the JSON of Settings; "case.circular_percent" of a field within
	Unit        SettingUnit
	Least, Most int      // 0, 0 of what is no number
	Choices     []string // of what is one of some; the first is what the law or the design says

	number func(*Settings) *int
	truth  func(*Settings) *bool
	text   func(*Settings) *string
}

// SettingsTable are the settings that are adopted in a version, in the order in which they
// are shown. Opening weeks and days are said apart (Service.SetOpening).
var SettingsTable = []Setting{
	{Name: "longest_review_years", Unit: UnitYears, Least: 1, Most: 10, number: func(s *Settings) *int { return &s.LongestReviewYears }},
	{Name: "next_review_months", Unit: UnitMonths, Least: 1, Most: 120, number: func(s *Settings) *int { return &s.NextReviewMonths }},
	{Name: "hearing_extension_days", Unit: UnitDays, Least: 0, Most: 365, number: func(s *Settings) *int { return &s.HearingExtensionDays }},
	{Name: "after_basis_days", Unit: UnitDays, Least: 0, Most: 730, number: func(s *Settings) *int { return &s.AfterBasisDays }},
	{Name: "stop_extends", Unit: UnitYesNo, truth: func(s *Settings) *bool { return &s.StopExtends }},
	{Name: "after_council_days", Unit: UnitDays, Least: 0, Most: 90, number: func(s *Settings) *int { return &s.AfterCouncilDays }},
	{Name: "hearing_days", Unit: UnitDays, Least: 0, Most: 180, number: func(s *Settings) *int { return &s.HearingDays }},
	{Name: "majority", Unit: UnitChoice, Choices: Majorities, text: func(s *Settings) *string { return &s.Majority }},
	{Name: "tie", Unit: UnitChoice, Choices: Ties, text: func(s *Settings) *string { return &s.Tie }},
	{Name: "winding_down_days", Unit: UnitDays, Least: 0, Most: 1825, number: func(s *Settings) *int { return &s.WindingDownDays }},
	{Name: "minutes_awaited_days", Unit: UnitDays, Least: 0, Most: 60, number: func(s *Settings) *int { return &s.MinutesAwaitedDays }},
	{Name: "saturdays_count", Unit: UnitYesNo, truth: func(s *Settings) *bool { return &s.SaturdaysCount }},
	{Name: "account_days", Unit: UnitYearDays, text: func(s *Settings) *string { return &s.AccountDays }},
	{Name: "smallest_group_shown", Unit: UnitAnswers, Least: 3, Most: 100, number: func(s *Settings) *int { return &s.SmallestGroupShown }},
	{Name: "case.circular_percent", Unit: UnitPercent, Least: 1, Most: 100, number: func(s *Settings) *int { return &s.Case.CircularPercent }},
	{Name: "case.copied_percent", Unit: UnitPercent, Least: 1, Most: 100, number: func(s *Settings) *int { return &s.Case.CopiedPercent }},
	{Name: "case.fewest_words", Unit: UnitWords, Least: 1, Most: 100, number: func(s *Settings) *int { return &s.Case.FewestWords }},
}

// Number, Truth and Text are the setting's value in some settings; zero where it is of
// another unit.
func (f Setting) Number(s Settings) int {
	if f.number == nil {
		return 0
	}
	return *f.number(&s)
}

func (f Setting) Truth(s Settings) bool { return f.truth != nil && *f.truth(&s) }

func (f Setting) Text(s Settings) string {
	if f.text == nil {
		return ""
	}
	return *f.text(&s)
}

// Value is the setting's value in some settings: int, bool or string.
func (f Setting) Value(s Settings) any {
	switch {
	case f.number != nil:
		return f.Number(s)
	case f.truth != nil:
		return f.Truth(s)
	}
	return f.Text(s)
}

// SetNumber, SetTruth and SetText put a value in; nothing where it is of another unit.
func (f Setting) SetNumber(s *Settings, n int) {
	if f.number != nil {
		*f.number(s) = n
	}
}

func (f Setting) SetTruth(s *Settings, yes bool) {
	if f.truth != nil {
		*f.truth(s) = yes
	}
}

func (f Setting) SetText(s *Settings, text string) {
	if f.text != nil {
		*f.text(s) = text
	}
}

// Same says whether two settings have one value of it.
func (f Setting) Same(a, b Settings) bool { return f.Value(a) == f.Value(b) }

// Check is CodeInvalid with a field for every setting outside its limits, under its name.
func (s Settings) Check() error {
	var c Checks
	for _, f := range SettingsTable {
		switch {
		case f.number != nil:
			if n := f.Number(s); n < f.Least || n > f.Most {
				c.Fail(f.Name, CodeRangeInvalid, "value", itoa(n), "from", itoa(f.Least), "to", itoa(f.Most))
			}
		case f.Unit == UnitChoice:
			if v := f.Text(s); !slices.Contains(f.Choices, v) {
				c.Fail(f.Name, CodeChoiceInvalid, "value", clip(v, 80), "choices", strings.Join(f.Choices, ", "))
			}
		case f.text != nil:
			checkYearDays(&c, f.Name, f.Text(s))
		}
	}
	return c.Err()
}

// checkYearDays notes days that not every year has, and more of them than months.
func checkYearDays(c *Checks, name, text string) {
	days := strings.Fields(text)
	for _, d := range days {
		if _, err := ParseDay("2001-" + d); err != nil { // no 29 February
			c.Fail(name, CodeYearDayInvalid, "value", clip(d, 20))
			return
		}
	}
	if len(days) > 12 {
		c.Fail(name, CodeRangeInvalid, "value", itoa(len(days)), "from", "0", "to", "12")
	}
}

// tidy is the settings as they are stored: days of the year in order, once each.
func (s Settings) tidy() Settings {
	days := strings.Fields(s.AccountDays)
	slices.Sort(days)
	s.AccountDays = cmp.Or(strings.Join(slices.Compact(days), " "), UsualAccountDays)
	return s
}
