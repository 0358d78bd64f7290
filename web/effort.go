package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// effort tells how long a rule takes, how often and what that comes to in a year;
// and how it is known.
func (p Page) effort(e registry.Effort, s registry.Settings) (effort, evidence string) {
	return wording.Effort(p.Lang, e, s)
}

func (p Page) hours(w registry.Work) string { return wording.Hours(p.Lang, w) }

// yearDays writes months and dates as they are typed: "marts, 15. oktober".
func (p Page) yearDays(days []registry.YearDay) string {
	var parts []string
	for _, d := range days {
		if d.Day == 0 {
			parts = append(parts, p.month(d.Month))
		} else {
			parts = append(parts, p.T("effort.date", "day", strconv.Itoa(d.Day), "month", p.month(d.Month)))
		}
	}
	return strings.Join(parts, ", ")
}

func (p Page) month(n int) string { return p.Lang.Month(time.Month(n)) }

// saidEffort reads the fields of a rule's effort. before is what stands: a new
// estimate of the same work keeps the day from which it has been so.
func (v *visit) saidEffort(c *registry.Checks, before registry.Effort) registry.Effort {
	e := registry.Effort{MinutesFrom: v.saidNumber(c, "effort.minutes_from"), MinutesTo: v.saidNumber(c, "effort.minutes_to"),
		People: v.saidWhole(c, "effort.people"), Evidence: registry.EvidenceGrade(v.said("effort.evidence")), Role: v.said("effort.role"),
		Per: registry.Period(v.said("effort.per")), TimesFrom: v.saidNumber(c, "effort.times_from"), TimesTo: v.saidNumber(c, "effort.times_to"),
		Units: v.saidWhole(c, "effort.units"), Data: registry.ParseNames(v.said("effort.data")), Since: before.Since}
	var err error
	e.When, err = registry.ParseYearDays(v.said("effort.when"))
	c.Take("effort.when", err)
	if v.said("effort.times_to") == "" {
		e.TimesTo = e.TimesFrom
	} else if v.said("effort.times_from") == "" {
		e.TimesFrom = e.TimesTo
	}
	since := v.saidDay(c, "effort.since")
	switch {
	case v.said("effort.change") == string(registry.EffortChanged):
		if e.Since = since; since == registry.NoDay && v.said("effort.since") == "" {
			c.Fail("effort.since", registry.CodeRequired)
		}
	case since != before.Since && since != registry.NoDay:
		c.Fail("effort.change", registry.CodeRequired)
	}
	return e
}

// effortFields are those of a rule's effort as a form and the history have them.
var effortFields = []entryField{
	{"effort.evidence", "evidence", func(_ Page, k registry.Catalogue) string { return string(k.Effort.Evidence) }},
	{"effort.minutes_from", "", func(_ Page, k registry.Catalogue) string { return figure(k.Effort.MinutesFrom) }},
	{"effort.minutes_to", "", func(_ Page, k registry.Catalogue) string { return figure(k.Effort.MinutesTo) }},
	{"effort.people", "", func(_ Page, k registry.Catalogue) string { return figure(float64(k.Effort.People)) }},
	{"effort.role", "", func(_ Page, k registry.Catalogue) string { return k.Effort.Role }},
	{"effort.times_from", "", func(_ Page, k registry.Catalogue) string { return figure(k.Effort.TimesFrom) }},
	{"effort.times_to", "", func(_ Page, k registry.Catalogue) string { return figure(k.Effort.TimesTo) }},
	{"effort.per", "per", func(_ Page, k registry.Catalogue) string { return string(k.Effort.Per) }},
	{"effort.when", "", func(p Page, k registry.Catalogue) string { return p.yearDays(k.Effort.When) }},
	{"effort.data", "", func(_ Page, k registry.Catalogue) string { return strings.Join(k.Effort.Data, ", ") }},
	{"effort.units", "", func(_ Page, k registry.Catalogue) string { return figure(float64(k.Effort.Units)) }},
	{"effort.since", "", func(_ Page, k registry.Catalogue) string { return since(k.Effort.Since) }},
}

func since(d registry.Day) string {
	if !wording.Known(d) {
		return ""
	}
	return d.String()
}
