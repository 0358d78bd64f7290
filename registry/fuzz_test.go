package registry_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// A day is read back as it was written, and what is read is a day of the calendar.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2027-07-01", "0001-01-01", "9999-12-31", "0000-12-31", "2028-02-29", "2027-02-29", "2100-02-29", "2027-7-1",
		"2027-07-01T00:00:00Z", " 2027-07-01", "10000-01-01", "-001-01-01", "2027-13-01", "2027-00-10", "2027-04-31", "２０２７-07-01", "", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := registry.ParseDay(text)
		if (err == nil) != onCalendar(text) {
			t.Fatalf("%q: day %d, %v", text, d, err)
		}
		var read registry.Day = 7
		unmarshalled := read.UnmarshalText([]byte(text))
		if err != nil {
			if registry.CodeOf(err) != registry.CodeDayInvalid {
				t.Fatalf("%q: %v", text, err)
			}
			if text != "" && (unmarshalled == nil || read != 7) {
				t.Fatalf("%q was unmarshalled to %d: %v", text, read, unmarshalled)
			}
			return
		}
		if d.String() != text || d < registry.FirstDay || d > registry.LastDay || read != d {
			t.Fatalf("%q became day %d, %q; unmarshalled %d", text, d, d, read)
		}
		if again := registry.DayOf(d.Time(), time.UTC); again != d {
			t.Fatalf("midnight of day %d is on day %d", d, again)
		}
	})
}

// onCalendar says by itself whether a text is YYYY-MM-DD of the calendar.
func onCalendar(text string) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	number := func(s string) (n int) {
		for _, c := range []byte(s) {
			if c < '0' || c > '9' {
				return -10_000_000
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	y, m, d := number(text[:4]), number(text[5:7]), number(text[8:])
	if y < 1 || m < 1 || m > 12 || d < 1 {
		return false
	}
	most := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		most = 29
	}
	return d <= most
}

var strictInstant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// "As known" is never in the future, a day means its end in the municipality,
// and an instant means itself.
func FuzzKnown(f *testing.F) {
	for _, s := range []string{"", "2026-11-02", "2026-11-03", "2026-11-04", "2026-10-25", "2026-03-29", "0001-01-01", "9999-12-31",
		"2026-11-03T10:00:00Z", "2026-11-03T12:30:00.123456789+02:00", "2026-11-03T1:00:00Z", "2026-11-03T10:00:00,5Z", "2026-11-03T10:00:00+25:00",
		"2026-11-03T10:00:00", "2026-10-25T02:30:00+01:00", "0000-01-01T00:00:00Z", "nu"} {
		f.Add(s)
	}
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		f.Fatal(err)
	}
	service := &registry.Service{Place: place}
	now := time.Date(2026, 11, 3, 12, 30, 0, 0, time.UTC)
	today := registry.DayOf(now, place)
	f.Fuzz(func(t *testing.T, text string) {
		at, err := service.Known(text, now)
		if at.After(now) {
			t.Fatalf("%q is %s, after now", text, at)
		}
		day, noDay := registry.ParseDay(text)
		switch code := registry.CodeOf(err); {
		case err != nil && code != registry.CodeKnownInFuture && code != registry.CodeDayInvalid:
			t.Fatalf("%q: %v", text, err)
		case noDay == nil && day > today:
			if code != registry.CodeKnownInFuture {
				t.Fatalf("%q: %v", text, err)
			}
		case text == "" || noDay == nil && day == today:
			if err != nil || !at.Equal(now) {
				t.Fatalf("%q is %s: %v", text, at, err)
			}
		case noDay == nil:
			if err != nil || registry.DayOf(at, place) != day || registry.DayOf(at.Add(time.Microsecond), place) != day+1 {
				t.Fatalf("%q is %s: %v", text, at, err)
			}
		case err == nil:
			if !strictInstant.MatchString(text) {
				t.Fatalf("%q was taken for the instant %s", text, at)
			}
			if again, err := service.Known(at.Format(time.RFC3339Nano), now); err != nil || !again.Equal(at) {
				t.Fatalf("%q is %s, which is read as %s: %v", text, at, again, err)
			}
		}
	})
}

var numberForm = regexp.MustCompile(`^([Rr]-)?\d+$`)

// A number is read back as it was written; nothing but R-42, r-0042 and 42 is one.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"R-0042", "r-42", "42", " R-1 ", "R-", "R-0", "-1", "+1", "R-+1", "R-9999999", "10000000", "R-1_0", "R-0x1", "R-R-1", "４２", "R-00000000000000000000000000000000000000000042", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := registry.ParseNumber(text)
		if err != nil {
			if registry.CodeOf(err) != registry.CodeNumberInvalid || n != 0 {
				t.Fatalf("%q: %d, %v", text, n, err)
			}
			return
		}
		if !numberForm.MatchString(strings.TrimSpace(text)) || n < 1 || n > registry.MaxNumber {
			t.Fatalf("%q was taken for %s", text, n)
		}
		if again, err := registry.ParseNumber(n.String()); err != nil || again != n {
			t.Fatalf("%q is %s, which is read as %d: %v", text, n, again, err)
		}
		digits := strings.TrimLeft(strings.TrimLeft(strings.TrimSpace(text), "Rr-"), "0")
		if !strings.HasSuffix(n.String(), digits) {
			t.Fatalf("%q was taken for %s", text, n)
		}
	})
}

// A reference to law is an address of law, kept in full; an agreement has any words.
func FuzzBasis(f *testing.F) {
	for _, s := range []string{"https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1", "http://data.europa.eu/eli/reg/2016/679/oj",
		"https://www.retsinformation.dk/eli/", "https://www.retsinformation.dk/eli/lta/2024/988\u00a0§ 9", "https://www.retsinformation.dk/eli/lta\n§ 1",
		"https://www.retsinformation.dk.example/eli/x", "https://www.retsinformation.dk/eli/../admin", "https://a@www.retsinformation.dk/eli/x",
		" https://www.retsinformation.dk/eli/x", "javascript:alert(1)", "§ 5", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, reference string) {
		b := registry.Basis{Reference: reference, Effect: registry.Duty, From: 1, Until: 2}
		eli, provision := b.ELI(), b.Provision()
		if eli != "" {
			u, err := url.Parse(eli)
			if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" ||
				u.Host != "www.retsinformation.dk" && u.Host != "data.europa.eu" || !strings.HasPrefix(u.Path, "/eli/") {
				t.Fatalf("%q has the address %q", reference, eli)
			}
		}
		if !slices.Equal(strings.Fields(eli+" "+provision), strings.Fields(reference)) {
			t.Fatalf("%q became %q and %q", reference, eli, provision)
		}
		accepted := b.Check() == nil
		if accepted && b.Normal().ELI() == "" {
			t.Fatalf("%q is law without an address", reference)
		}
		b.Effect = registry.Agrees
		if accepted && b.Check() != nil {
			t.Fatalf("%q is refused as an agreement: %v", reference, b.Check())
		}
	})
}

var kleShape = regexp.MustCompile(`^[0-9]{2}(\.[0-9]{2}){0,2}( [A-Z][0-9]{2})?$`)

// A KLE number is NN, NN.NN or NN.NN.NN, with a facet or none.
func FuzzKLE(f *testing.F) {
	for _, s := range []string{"28", "28.06", "28.06.00", "28.06.00 P35", "28.06.00 p35", "28.06.00.00", "28.", "28 ", "28  P35", "2８", "28.06 P35 ", "28.06\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return // no number at all is allowed
		}
		err := registry.Catalogue{Kind: registry.KindRule, Area: "a", Unit: "u", KLE: text,
			Effort: registry.Effort{Evidence: registry.NotQuantified}}.Check()
		if (err == nil) != kleShape.MatchString(text) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// Settings are read back as they were written, and what is no settings is refused.
func FuzzParseSettings(f *testing.F) {
	f.Add(registry.DefaultSettings().Canonical())
	for _, s := range []string{"{}", "null", "[]", "1", `{"hearing_extension_days":1e3}`, `{"stop_extends":"ja"}`, `{"Hearing_Extension_Days":1,"hearing_extension_days":2}`, "{} {}", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		s, err := registry.ParseSettings(source)
		if err != nil {
			if s != (registry.Settings{}) {
				t.Fatalf("%q gave both %+v and %v", source, s, err)
			}
			return
		}
		again, err := registry.ParseSettings(s.Canonical())
		if err != nil || again != s || string(again.Canonical()) != string(s.Canonical()) {
			t.Fatalf("%q is %s, which is read as %+v: %v", source, s.Canonical(), again, err)
		}
	})
}
