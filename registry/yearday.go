package registry

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	yearDayParts = regexp.MustCompile(`[,;\n]|\s+(?:og|and|samt)\s+`)
	dayInMonth   = regexp.MustCompile(`^(?:den )?(\d{1,2})\.?(?:\s*[/.-]\s*(\d{1,2})\.?|\s+(\pL+)\.?)$`)
	// What begins the name of a month, in Danish and English.
	monthNames = []string{"jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"}
)

// ParseYearDays reads months and dates as people write them: "marts og oktober",
// "1/3, 15. september", "May". CodeMonthInvalid with the part that was not understood.
func ParseYearDays(text string) ([]YearDay, error) {
	var out []YearDay
	for _, part := range yearDayParts.Split(strings.ToLower(text), -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		d := YearDay{Month: monthNamed(part)}
		if m := dayInMonth.FindStringSubmatch(part); m != nil {
			d.Day, _ = strconv.Atoi(m[1])
			if d.Month, _ = strconv.Atoi(m[2]); m[3] != "" {
				d.Month = monthNamed(m[3])
			}
			if d.Day == 0 {
				d.Month = 0
			}
		}
		if !d.real() {
			return nil, &Error{Code: CodeMonthInvalid, Args: Args{"value": clip(part, 40)}}
		}
		out = append(out, d)
	}
	return out, nil
}

// monthNamed is the month of a name or its beginning; 0 when there is none.
func monthNamed(name string) int {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "i "), ".")
	if len(name) < 3 {
		return 0
	}
	for i, known := range monthNames {
		for _, begins := range strings.Fields(known) {
			if strings.HasPrefix(name, begins) && len(name) <= len("september") {
				return i + 1
			}
		}
	}
	return 0
}
