package registry_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/omvendt/omvendt/registry"
	"pgregory.net/rapid"
)

func TestDayIsCountedFromTheFirst(t *testing.T) {
	for text, want := range map[string]registry.Day{
		"0001-01-01": registry.FirstDay, "0001-01-02": 2, "9999-12-31": registry.LastDay,
	} {
		if got := registry.MustDay(text); got != want || got.String() != text {
			t.Errorf("%s: day %d %q, want %d", text, got, got, want)
		}
	}
	if got := registry.MustDay("2027-10-01") + 180; got.String() != "2028-03-29" {
		t.Errorf("180 days on are %s", got)
	}
	if got := registry.MustDay("2024-02-29").AddYears(1); got.String() != "2025-03-01" {
		t.Errorf("a year after a leap day is %s", got)
	}
}

func TestDaysThatDoNotExist(t *testing.T) {
	for _, text := range []string{"", "2027-02-29", "2027-11-31", "2027-7-1", "01-07-2027", "2027-07-01T00:00:00Z", "10000-01-01", "0000-01-01", "æ"} {
		if d, err := registry.ParseDay(text); registry.CodeOf(err) != registry.CodeDayInvalid {
			t.Errorf("%q: day %s, error %v", text, d, err)
		}
	}
}

func TestDayOfAnInstantIsLocal(t *testing.T) {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	for instant, want := range map[string]string{
		"2027-06-30T21:59:59Z": "2027-06-30", // two hours ahead in summer
		"2027-06-30T22:00:00Z": "2027-07-01",
		"2027-12-31T22:59:59Z": "2027-12-31", // one hour in winter
		"2027-12-31T23:00:00Z": "2028-01-01",
	} {
		at, _ := time.Parse(time.RFC3339, instant)
		if got := registry.DayOf(at, place); got.String() != want {
			t.Errorf("%s is %s, want %s", instant, got, want)
		}
	}
}

func TestDayKeepsItsTextAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := registry.Day(rapid.Int32Range(1, int32(registry.LastDay)).Draw(t, "a"))
		b := registry.Day(rapid.Int32Range(1, int32(registry.LastDay)).Draw(t, "b"))
		back, err := registry.ParseDay(a.String())
		if err != nil || back != a {
			t.Fatalf("%d is read back as %d: %v", a, back, err)
		}
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%s and %s are ordered differently as text", a, b)
		}
		j, _ := json.Marshal(a)
		var c registry.Day
		if err := json.Unmarshal(j, &c); err != nil || c != a {
			t.Fatalf("JSON %s becomes %s: %v", j, c, err)
		}
	})
}

func TestNumbers(t *testing.T) {
	for _, text := range []string{"R-0042", "r-42", " 42 ", "R-42"} {
		if n, err := registry.ParseNumber(text); err != nil || n.String() != "R-0042" {
			t.Errorf("%q: %s %v", text, n, err)
		}
	}
	for _, text := range []string{"", "R-", "R-0", "-1", "R--1", "0x2a", "4 2", "99999999999", "R-10000000", "S-0042"} {
		if n, err := registry.ParseNumber(text); registry.CodeOf(err) != registry.CodeNumberInvalid {
			t.Errorf("%q: %s %v", text, n, err)
		}
	}
}

func TestIDsSortByTheirInstant(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	a, b := registry.NewID[registry.RuleID](now), registry.NewID[registry.RuleID](now.Add(time.Millisecond))
	if len(a) != 36 || a[14] != '7' || a >= b {
		t.Errorf("%s and %s", a, b)
	}
}
