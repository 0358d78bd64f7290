package texts

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLanguagesAgree(t *testing.T) {
	first := catalogues()[Danish]
	for _, l := range Langs {
		for key := range catalogues()[l] {
			if _, ok := first[key]; !ok {
				t.Errorf("%s: %s is not in Danish", l, key)
			}
		}
		for key, text := range first {
			other, ok := catalogues()[l][key]
			if !ok {
				t.Errorf("%s lacks %s", l, key)
				continue
			}
			a, b := slices.Sorted(slices.Values(text.names())), slices.Sorted(slices.Values(other.names()))
			if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
				t.Errorf("%s: %s has the placeholders %v, and %v in Danish", l, key, b, a)
			}
		}
	}
}

func TestFilesAgree(t *testing.T) {
	names := func(l Lang) (names []string) {
		entries, err := files.ReadDir(string(l))
		if err != nil {
			t.Error(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	for _, l := range Langs {
		if !slices.Equal(names(l), names(Danish)) {
			t.Errorf("%s has the files %v, Danish %v", l, names(l), names(Danish))
		}
	}
}

// Afgørelse is a decision in an individual case, and never used of rules. What the
// council is called is a setting, whose own text names the choices.
func TestWordsThatAreNotUsed(t *testing.T) {
	for key, text := range catalogues()[Danish] {
		for _, word := range []string{"afgørelse", "solnedgang", "kommunalbestyrelse"} {
			if key != "cli.option.council" && strings.Contains(strings.ToLower(strings.Join(text, "")), word) {
				t.Errorf("%s says %q", key, word)
			}
		}
	}
}

// An error can always be told, also when a value that its text names is not there.
func TestErrorsHaveATextWithoutValues(t *testing.T) {
	for _, key := range Keys() {
		if strings.HasPrefix(key, "error.") {
			for _, l := range Langs {
				if got := l.Text(key, nil); strings.Contains(got, "⟦") {
					t.Errorf("%s %s: %s", l, key, got)
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		key  string
		args map[string]string
		want string
	}{
		{Danish, "state.in_force", nil, "I kraft"},
		{English, "state.in_force", nil, "In force"},
		{Danish, "no.such.key", nil, "⟦no.such.key⟧"},
		{Lang("de"), "state.in_force", nil, "⟦state.in_force⟧"},
		{English, "reason.TIE", nil, "A proposal on the rule fell on a tie on ⟦decided⟧. So the rule was not kept."},
		{English, "error.number_taken", map[string]string{"number": "R-0042"},
			"The number R-0042 has been used and is never used again. Choose another, or let the register give the next."},
		{English, "error.number_taken", nil,
			"The number has been used and is never used again. Choose another, or let the register give the next."},
		{English, "error.day_invalid", map[string]string{"value": "{value} {x}"},
			"“{value} {x}” is not a day. Write year, month and day like this: 2027-07-01."},
	} {
		if got := c.lang.Text(c.key, c.args); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if !Danish.Has("state.lapsed") || Danish.Has("state.gone") {
		t.Error("Has")
	}
	if got := Danish.Name("protects", ""); got != "ikke oplyst" {
		t.Errorf("Name of nothing: %q", got)
	}
}

func TestReason(t *testing.T) {
	for _, c := range []struct {
		lang  Lang
		code  string
		facts map[string]string
		want  string
	}{
		{Danish, "KEPT_BY_DECISION", map[string]string{"decided": "2027-05-31", "lapse_date": "2029-05-31"},
			"Reglen blev fastholdt ved en beslutning den 31. maj 2027. Den bortfalder den 31. maj 2029, medmindre der inden da træffes en ny beslutning."},
		{Danish, "KEPT_BY_DECISION", map[string]string{"decided": "2027-05-31", "lapse_date": "9999-12-31"},
			"Reglen blev fastholdt ved en beslutning den 31. maj 2027."},
		{English, "FLOOR_REMAINS", map[string]string{"minimum_until": "2027-09-01"},
			"The municipality's own addition no longer applies, but the statutory minimum must be followed up to and including 31 August 2027."},
		{Danish, "KEEP_LACKS_CRITERIA", map[string]string{"decided": "2027-05-31", "missing": "counter_case special_reason"},
			"Beslutningen den 31. maj 2027 om at fastholde reglen har ingen virkning, fordi noget, som byrådets mandat kræver, mangler: modindlæg besvaret, særlig begrundelse."},
	} {
		if got := c.lang.Reason(c.code, c.facts); got != c.want {
			t.Errorf("%s %s:\n got %s\nwant %s", c.lang, c.code, got, c.want)
		}
	}
}

func TestError(t *testing.T) {
	for _, c := range []struct {
		code string
		args map[string]string
		want string
	}{
		{"phase_not_possible", map[string]string{"from": "decided", "to": "draft"}, "Regeleftersynet kan ikke gå fra „besluttet“ til „kladde“."},
		{"sunset_in_past", map[string]string{"sunset": "2026-01-01", "today": "2026-02-01"},
			"Bortfaldsdatoen 1. januar 2026 er ikke efter i dag, 1. februar 2026. Vælg en senere dag."},
		{"forbidden", map[string]string{"access": "ROLE_MAY_NOT"}, "Din rolle giver ikke adgang til dette. Spørg en administrator."},
		{"outcome_blocked", map[string]string{"item": "4", "finding": "DISQUALIFIED_VOTED"},
			"Punkt 4 kan ikke afsluttes sådan: Et medlem, som er erklæret inhabilt på punktet, er registreret med en stemme (kommunestyrelsesloven § 14). Ret referatet, så det svarer til det underskrevne."},
		{"ends_before_it_begins", map[string]string{"from": "30", "until": "12.5"}, "Slutningen (12.5) ligger før begyndelsen (30). Den skal ligge efter."},
	} {
		if got := Danish.Error(c.code, c.args); got != c.want {
			t.Errorf("%s: got %s, want %s", c.code, got, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]Lang{
		"": Danish, "da": Danish, "da-DK,da;q=0.9,en;q=0.8": Danish, "en-GB,en;q=0.9": English, "en;q=0.5,da;q=0.9": Danish,
		"de-DE": English, "nb": Danish, "*": Danish, "\x00garbage;;q=x": Danish, strings.Repeat("-", 5000): Danish,
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func TestDaysAndNumbers(t *testing.T) {
	day := time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{Danish.Day(day), "1. juli 2027"}, {English.Day(day), "1 July 2027"},
		{Danish.DayText("2027-07-01"), "1. juli 2027"}, {Danish.DayText("9999-12-31"), ""}, {Danish.DayText("0001-01-01"), ""}, {English.DayText("x"), ""},
		{Danish.Number(1234567.5), "1.234.567,5"}, {English.Number(1234567.5), "1,234,567.5"},
		{Danish.Number(-123), "-123"}, {Danish.Number(0), "0"}, {English.Number(1000), "1,000"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, source := range map[string]string{
		"twice":            "a.b = x\na.b = y",
		"empty":            "a.b = ",
		"no text":          "a.b",
		"no group":         "ab = x",
		"open brace":       "a.b = x {y",
		"bad name":         "a.b = {Y}",
		"space in the key": "a.b c = x",
	} {
		if err := read(map[string]text{}, source); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	got := map[string]text{}
	if err := read(got, "# c\n\na.b = x = {y}\\nz\n"); err != nil || got["a.b"].fill(map[string]string{"y": "1"}) != "x = 1\nz" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCount(t *testing.T) {
	c := catalogues()[Danish]
	c["test.rules.one"], _ = newText("{n} regel i {area}")
	c["test.rules.other"], _ = newText("{n} regler i {area}")
	defer func() { delete(c, "test.rules.one"); delete(c, "test.rules.other") }()
	args := map[string]string{"area": "Dagtilbud"}
	for n, want := range map[int]string{0: "0 regler i Dagtilbud", 1: "1 regel i Dagtilbud", 1200: "1.200 regler i Dagtilbud"} {
		if got := Danish.Count("test.rules", n, args); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Danish.Count("simulate.say.changed", 0, map[string]string{"day": "1. juli 2027"}); got != "Ingen regler står anderledes den 1. juli 2027." {
		t.Errorf("none: %q", got)
	}
}
