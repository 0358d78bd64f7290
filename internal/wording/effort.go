package wording

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Effort tells how long a rule takes, how often and what that comes to in a year;
// and how it is known.
func Effort(l texts.Lang, e registry.Effort, s registry.Settings) (effort, evidence string) {
	var parts []string
	if e.Quantified() {
		from, to := l.Number(e.MinutesFrom), l.Number(e.MinutesTo)
		minutes := say(l, "effort.range", "from", from, "to", to)
		if e.MinutesFrom == e.MinutesTo {
			minutes = say(l, "effort.exact", "n", from)
		}
		parts, evidence = append(parts, minutes), Capital(l.Name("evidence", string(e.Evidence)))
	} else {
		parts = append(parts, say(l, "effort.none"))
	}
	if e.People > 0 {
		parts = append(parts, l.Count("web.effort.people", e.People, nil))
	}
	if often := howOften(l, e); often != "" {
		parts = append(parts, often)
	}
	effort = strings.Join(parts, ", ")
	if inOne, inAll := e.ByYear(s); e.Quantified() && e.Timed() {
		effort = say(l, "effort.year", "effort", effort, "hours", Hours(l, inOne))
		if e.Units > 1 {
			effort = say(l, "effort.units", "effort", effort, "units", l.Count("web.effort.all", e.Units, nil), "hours", Hours(l, inAll))
		}
	}
	return effort, evidence
}

// howOften tells how often a rule asks for something; empty when nobody has said.
func howOften(l texts.Lang, e registry.Effort) string {
	if e.Per == registry.PeriodUnstated {
		return ""
	}
	key := "effort." + string(e.Per)
	if !e.Timed() {
		return say(l, "effort.occasion.unknown")
	}
	n := l.Number(e.TimesTo)
	every := math.Round(1 / e.TimesTo)
	switch {
	case e.TimesFrom != e.TimesTo:
		return say(l, key+".other", "n", l.Number(e.TimesFrom)+"-"+n)
	case e.TimesTo == 1:
		return say(l, key+".one")
	case every > 1 && math.Abs(every*e.TimesTo-1) < 0.01 && l.Has("web."+key+".every"):
		return say(l, key+".every", "n", l.Number(every))
	}
	return say(l, key+".other", "n", n)
}

// Hours writes work as a range of hours, rounded so that it still holds it; small
// ranges have minutes.
func Hours(l texts.Lang, w registry.Work) string {
	from, to := w.Hours()
	return HoursBetween(l, from, to)
}

// HoursBetween is Hours of a range that is known in hours.
func HoursBetween(l texts.Lang, from, to float64) string {
	if to < 2 {
		return span(l, "effort.minutes", math.Floor(from*60), math.Ceil(to*60))
	}
	unit := 1.0
	if to < 20 {
		unit = 0.5
	}
	return span(l, "effort.hours", math.Floor(from/unit)*unit, math.Ceil(to/unit)*unit)
}

func span(l texts.Lang, key string, from, to float64) string {
	if from == to {
		if to == 1 {
			return say(l, key+".one")
		}
		return say(l, key+".other", "n", l.Number(to))
	}
	return say(l, key+".other", "n", l.Number(from)+"-"+l.Number(to))
}

// say is a text of the pages.
func say(l texts.Lang, key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return l.Text("web."+key, args)
}

// Capital makes the first letter of a text a capital one.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
