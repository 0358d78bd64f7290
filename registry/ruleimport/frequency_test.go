package ruleimport_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/registry"
	. "github.com/omvendt/omvendt/registry/ruleimport"
)

func TestFrequency(t *testing.T) {
	for _, c := range []struct{ text, want, finding string }{
		{"dagligt", "open_day 1-1 []", ""},
		{"hver dag", "open_day 1-1 []", ""},
		{"hver åbningsdag", "open_day 1-1 []", ""},
		{"ugentligt", "week 1-1 []", ""},
		{"én gang om ugen", "week 1-1 []", ""},
		{"3 gange pr. uge", "week 3-3 []", ""},
		{"2-3 gange ugentligt", "week 2-3 []", ""},
		{"hver anden uge", "week 0.5-0.5 []", ""},
		{"hver 14. dag", "week 0.5-0.5 []", ""},
		{"hver ottende uge", "week 0.125-0.125 []", ""},
		{"Hver måned", "month 1-1 []", ""},
		{"månedligt", "month 1-1 []", ""},
		{"hver anden måned", "month 0.5-0.5 []", ""},
		{"kvartalsvis", "quarter 1-1 []", ""},
		{"hvert kvartal", "quarter 1-1 []", ""},
		{"halvårligt", "half_year 1-1 []", ""},
		{"hvert halve år", "half_year 1-1 []", ""},
		{"årligt", "year 1-1 []", ""},
		{"fire gange årligt", "year 4-4 []", ""},
		{"2 gange årligt", "year 2-2 []", ""},
		{"to gange om året i marts og oktober", "year 2-2 [03 10]", ""},
		{"hver marts", "year 1-1 [03]", ""},
		{"1/5 og 1/11", "year 2-2 [05-01 11-01]", ""},
		{"hvert andet år", "year 0.5-0.5 []", ""},
		{"hvert 3. år", "year 0.3333-0.3333 []", ""},
		{"ved indmeldelse", "occasion 0-0 []", ""},
		{"løbende", "occasion 0-0 []", ""},
		{"én gang pr. barn", "occasion 0-0 []", ""},
		{"ved hver ansættelse", "occasion 0-0 []", ""},
		{"dagligt, undtagen om sommeren", "open_day 1-1 []", "frequency_read"},
		{"årligt efter aftale med lederen", "year 1-1 []", "frequency_read"},
		{"som hidtil", " 0-0 []", "frequency_unread"},
		{"hver gang", " 0-0 []", "frequency_unread"},
	} {
		f := read(t, "hyppighed;"+header+c.text+";"+line())
		e := f.Rows[0].Rule.Catalogue.Effort
		if got := fmt.Sprintf("%s %v-%v %v", e.Per, e.TimesFrom, e.TimesTo, e.When); got != c.want {
			t.Errorf("%q was read as %q, want %q", c.text, got, c.want)
		}
		var codes []string
		for _, x := range f.Rows[0].Findings {
			if x.Code == CodeFrequencyRead || x.Code == CodeFrequencyUnread {
				codes = append(codes, string(x.Code))
			}
		}
		if got := fmt.Sprint(codes); got != "["+c.finding+"]" {
			t.Errorf("%q: found %s, want %q", c.text, got, c.finding)
		}
		if f.Rows[0].Rule.Text.Frequency != c.text {
			t.Errorf("%q did not keep its words: %q", c.text, f.Rows[0].Rule.Text.Frequency)
		}
	}
}

// A column of its own counts, whatever the words say.
func TestEffortColumns(t *testing.T) {
	f := read(t, "hyppighed;udføres af;gange;gange_pr;måneder;oplysninger;antal_enheder;"+header+
		"årligt;daglig leder;mange;halvår;marts, 15. okt.;antal børn, Antal børn; 12;"+line())
	if got := fmt.Sprint(faults(f)); got != "[2 gange: figure_invalid]" {
		t.Errorf("found %s", got)
	}
	f = read(t, "hyppighed;udføres af;gange;gange_pr;måneder;oplysninger;antal_enheder;"+header+
		"årligt;daglig leder;2,5;halvår;marts, 15. okt.;antal børn, Antal børn, sygefravær; 12;"+line("minutter_fra=10", "byrde_grundlag=målt"))
	e := f.Rows[0].Rule.Catalogue.Effort
	if e.Role != "daglig leder" || e.Per != registry.PerHalfYear || e.TimesTo != 2.5 || e.TimesFrom != 2.5 || e.Units != 12 ||
		fmt.Sprint(e.When) != "[03 10-15]" || !slices.Equal(e.Data, []string{"antal børn", "sygefravær"}) || len(faults(f)) > 0 {
		t.Errorf("read as %+v, faults %v", e, faults(f))
	}
	f = read(t, "gange;gange_pr;"+header+"2-3;uge;"+line())
	if e := f.Rows[0].Rule.Catalogue.Effort; e.TimesFrom != 2 || e.TimesTo != 3 {
		t.Errorf("2-3 was read as %v to %v", e.TimesFrom, e.TimesTo)
	}
	f = read(t, "tidspunkter;tidsforbrug_siden;"+header+"smarts;2099-01-01;"+line())
	if got := fmt.Sprint(faults(f)); got != "[2 tidspunkter: month_invalid 2 tidsforbrug_siden: effort_in_future]" {
		t.Errorf("found %s", got)
	}
}
