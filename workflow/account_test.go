package workflow

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// A period ends on one of the fixed days, and a year on the last of them.
func TestPeriodOf(t *testing.T) {
	for _, x := range []struct {
		days string
		span AccountSpan
		on   string
		want string
		name string
	}{
		{"", AccountStatus, "2026-06-30", "2026-01-01 2026-06-30", "2026-06-30"},
		{"", AccountStatus, "2026-07-01", "2026-07-01 2026-12-31", "2026-12-31"},
		{"", AccountYear, "2026-07-01", "2026-01-01 2026-12-31", "2026"},
		{"12-31 06-30", AccountStatus, "2027-01-01", "2027-01-01 2027-06-30", "2027-06-30"},
		{"10-31 04-30", AccountStatus, "2026-11-01", "2026-11-01 2027-04-30", "2027-04-30"},
		{"10-31 04-30", AccountYear, "2026-11-01", "2026-11-01 2027-10-31", "2027"},
		{"12-31 12-31", AccountStatus, "2026-11-01", "2026-01-01 2026-12-31", "2026-12-31"},
		{"02-29 13-01 snart", AccountStatus, "2026-11-01", "2026-07-01 2026-12-31", "2026-12-31"}, // none is a day of every year
	} {
		got := periodOf(x.span, accountDays(registry.Settings{AccountDays: x.days}), registry.MustDay(x.on))
		if days := got.From.String() + " " + (got.Until - 1).String(); days != x.want || got.Name() != x.name {
			t.Errorf("%s of %q on %s is %s, called %s", x.span, x.days, x.on, days, got.Name())
		}
	}
}
