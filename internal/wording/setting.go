package wording

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// SettingName is what a setting is called, by its name in registry.SettingsTable or in the
// JSON of registry.Settings; that name where there is no other.
func SettingName(l texts.Lang, name string) string {
	if key := "web.setting." + strings.ReplaceAll(name, ".", "_"); l.Has(key) {
		return l.Text(key, nil)
	}
	return name
}

// SettingValue is a setting's value as it is read, with what it counts.
func SettingValue(l texts.Lang, f registry.Setting, s registry.Settings) string {
	switch f.Unit {
	case registry.UnitYesNo:
		if f.Truth(s) {
			return say(l, "setting.yes")
		}
		return say(l, "setting.no")
	case registry.UnitChoice:
		return SettingChoice(l, f.Name, f.Text(s))
	case registry.UnitYearDays:
		if days := YearDays(l, f.Text(s)); days != "" {
			return days
		}
		return say(l, "setting.year_days_usual")
	}
	return count(l, "setting."+string(f.Unit), f.Number(s))
}

// SettingChoice is what one of the ways of a setting is called.
func SettingChoice(l texts.Lang, setting, way string) string {
	return say(l, "setting.choice."+setting+"."+way)
}

// YearDays are days of any year, kept as "06-30 12-31", as they are written in a language.
func YearDays(l texts.Lang, kept string) string {
	var days []string
	for _, d := range strings.Fields(kept) {
		month, day, _ := strings.Cut(d, "-")
		days = append(days, say(l, "setting.year_day", "day", strings.TrimLeft(day, "0"), "month", strings.TrimLeft(month, "0")))
	}
	return strings.Join(days, ", ")
}
