package workflow

import (
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Holiday names a public holiday (helligdag) of Denmark.
type Holiday string

const (
	NewYear       Holiday = "new_year"
	MaundyThu     Holiday = "maundy_thursday"
	GoodFriday    Holiday = "good_friday"
	EasterSunday  Holiday = "easter_sunday"
	EasterMonday  Holiday = "easter_monday"
	PrayerDay     Holiday = "great_prayer_day" // store bededag: no holiday from 2024
	Ascension     Holiday = "ascension"
	WhitSunday    Holiday = "whit_sunday"
	WhitMonday    Holiday = "whit_monday"
	ChristmasDay  Holiday = "christmas_day"
	SecondDay     Holiday = "second_christmas_day"
	lastPrayerDay         = 2023
)

// afterEaster are the holidays that move with Easter, by days from Easter Sunday.
var afterEaster = map[registry.Day]Holiday{-3: MaundyThu, -2: GoodFriday, 0: EasterSunday, 1: EasterMonday,
	26: PrayerDay, 39: Ascension, 49: WhitSunday, 50: WhitMonday}

// HolidayOn is the public holiday that a day is, and empty for any other day. The day
// of the constitution and Christmas Eve are none, though little is open on them.
func HolidayOn(d registry.Day) Holiday {
	year, month, day := d.Time().Date()
	switch {
	case month == time.January && day == 1:
		return NewYear
	case month == time.December && day == 25:
		return ChristmasDay
	case month == time.December && day == 26:
		return SecondDay
	}
	h := afterEaster[d-easter(year)]
	if h == PrayerDay && year > lastPrayerDay {
		return ""
	}
	return h
}

// easter is Easter Sunday of a year in the Gregorian calendar, by the reckoning that
// Nature printed anonymously on 20 April 1876.
func easter(year int) registry.Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return registry.NewDay(year, time.Month(n/31), n%31+1)
}

// workday says whether a day is one (hverdag): no Sunday and no public holiday, and a
// Saturday where the municipality counts it.
func workday(d registry.Day, saturdays bool) bool {
	switch d.Time().Weekday() {
	case time.Sunday:
		return false
	case time.Saturday:
		if !saturdays {
			return false
		}
	}
	return HolidayOn(d) == ""
}

// workdaysBefore is the latest day that lies n working days before another.
func workdaysBefore(d registry.Day, n int, saturdays bool) registry.Day {
	for n > 0 {
		if d--; workday(d, saturdays) {
			n--
		}
	}
	return d
}
