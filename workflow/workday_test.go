package workflow

import (
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Easter Sundays as calendars print them, among them the earliest and the latest there are.
func TestEaster(t *testing.T) {
	for _, day := range []string{"1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20",
		"2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25"} {
		d := registry.MustDay(day)
		if got := easter(d.Time().Year()); got != d {
			t.Errorf("%s: %s", day, got)
		}
	}
}

func TestHolidays(t *testing.T) {
	for day, want := range map[string]Holiday{"2027-01-01": NewYear, "2027-03-25": MaundyThu, "2027-03-26": GoodFriday, "2027-03-28": EasterSunday,
		"2027-03-29": EasterMonday, "2023-05-05": PrayerDay, "2024-04-26": "", "2027-05-06": Ascension, "2027-05-16": WhitSunday, "2027-05-17": WhitMonday,
		"2027-06-05": "", "2027-12-24": "", "2027-12-25": ChristmasDay, "2027-12-26": SecondDay, "2027-12-27": ""} {
		if got := HolidayOn(registry.MustDay(day)); got != want {
			t.Errorf("%s is %q", day, got)
		}
	}
	for year, want := range map[int]int{2023: 11, 2024: 10, 2027: 10, 2028: 10} {
		n := 0
		for d := registry.NewDay(year, time.January, 1); d < registry.NewDay(year+1, time.January, 1); d++ {
			if HolidayOn(d) != "" {
				n++
			}
		}
		if n != want {
			t.Errorf("%d has %d holidays", year, n)
		}
	}
}

func TestPapersOnTime(t *testing.T) {
	for _, x := range []struct {
		meeting   string
		saturdays bool
		want      string
	}{
		{"2027-06-09", false, "2027-06-03"}, // a weekend between
		{"2027-06-09", true, "2027-06-04"},
		{"2027-05-12", false, "2027-05-05"}, // Ascension too
		{"2027-03-30", false, "2027-03-19"}, // Easter
		{"2027-03-30", true, "2027-03-22"},
		{"2028-01-03", false, "2027-12-28"},
	} {
		if got := workdaysBefore(registry.MustDay(x.meeting), papersDays, x.saturdays); got != registry.MustDay(x.want) {
			t.Errorf("papers for %s: %s", x.meeting, got)
		}
	}
}
