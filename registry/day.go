package registry

import (
	"strconv"
	"time"
)

// Day is a calendar day in the municipality's own time zone, counted from
// 0001-01-01 (day 1, "Rata Die"). Days compare with < and differ by -.
// The zero value NoDay means that no day is given.
//
// All stretches of days are [from, until): the until day is the first day
// after. A last day typed or imported as inclusive is stored as the next day.
type Day int32

const (
	NoDay    Day = 0
	FirstDay Day = 1       // 0001-01-01, before every fact
	LastDay  Day = 3652059 // 9999-12-31, "no such day is known"
)

var dayOne = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400

// DayOf is the day that the clock on the wall shows at an instant in a place.
// It is the only way from an instant to a day.
func DayOf(t time.Time, place *time.Location) Day {
	y, m, d := t.In(place).Date()
	return NewDay(y, m, d)
}

// NewDay returns the day of a date; out-of-range days and months carry over as
// in time.Date.
func NewDay(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400-dayOne) + 1
}

// ParseDay reads 2027-07-01. Anything else, and a day that does not exist, is
// an error with CodeDayInvalid.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return NoDay, &Error{Code: CodeDayInvalid, Args: Args{"value": clip(s, 40)}}
	}
	return NewDay(t.Date()), nil
}

// MustDay is ParseDay for literals in code; it panics on a bad one.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic("registry: no such day: " + strconv.Quote(s))
	}
	return d
}

// Time is midnight UTC of the day, for formatting.
func (d Day) Time() time.Time { return time.Unix((int64(d)-1+dayOne)*86400, 0).UTC() }

// AddYears keeps month and day; 29 February becomes 1 March.
func (d Day) AddYears(n int) Day {
	y, m, dd := d.Time().Date()
	return NewDay(y+n, m, dd)
}

// String is 2027-07-01, or empty for NoDay.
func (d Day) String() string {
	if d == NoDay {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = NoDay
		return nil
	}
	v, err := ParseDay(string(b))
	if err == nil {
		*d = v
	}
	return err
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
