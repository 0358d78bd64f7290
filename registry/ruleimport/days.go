package ruleimport

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// day reads a day. What is no day at all is kept as a note; a rule then applies
// from today at the latest, until somebody finds out since when.
func (c *cell) day(to *registry.Day) {
	adopted := to == &c.rule.EffectiveFrom
	d, how := parseDay(c.text)
	if c.from1904 && serialDay.MatchString(c.text) {
		d += registry.MustDay("1904-01-01") - registry.MustDay("1899-12-30")
	}
	if d >= registry.LastDay { // the last day there is means that none is known
		how = dayImpossible
	}
	switch how {
	case dayImpossible:
		c.fail(CodeDayImpossible, "value", clip(c.text))
		return
	case dayVague:
		c.warn(CodeDayVague, "value", clip(c.text))
		c.note()
		if adopted {
			*to = c.today
		}
		return
	case dayAmbiguous:
		c.warn(CodeDayAmbiguous, "value", clip(c.text), "day", d.String())
	case dayOther:
		c.tell(CodeDayRead, "value", clip(c.text), "day", d.String())
	case dayISO:
		if c.danish {
			c.tell(CodeDayRead, "value", clip(c.text), "day", d.String())
		}
	}
	if adopted && d > c.today {
		c.warn(CodeDayFuture, "day", d.String())
	}
	*to = d
}

// dayForm says how a day is written.
type dayForm int

const (
	dayISO    dayForm = iota // 2022-01-17
	dayDanish                // 17-01-2022
	dayOther                 // 17/1-2022, 17. januar 2022, or the number that Excel keeps
	dayAmbiguous
	dayImpossible
	dayVague
)

var (
	danishDay = regexp.MustCompile(`^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})$`)
	wordyDay  = regexp.MustCompile(`^(?:den )?(\d{1,2})\.? ?([a-zæøå]{3,9})\.? (\d{4}|\d{2})$`)
	serialDay = regexp.MustCompile(`^[2-6]\d{4}(\.\d+)?$`)
	isoForm   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

var months = []string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}

// parseDay reads a day as Danes write it. NoDay comes with dayImpossible and dayVague.
func parseDay(s string) (registry.Day, dayForm) {
	if isoForm.MatchString(s) {
		return dayFrom(s, dayISO)
	}
	if serialDay.MatchString(s) {
		n, _ := strconv.ParseFloat(s, 64)
		return registry.MustDay("1899-12-30") + registry.Day(n), dayOther
	}
	form := dayDanish
	m := danishDay.FindStringSubmatch(s)
	if m == nil {
		form = dayOther
		if m = wordyDay.FindStringSubmatch(strings.ToLower(s)); m == nil {
			return registry.NoDay, dayVague
		}
		month := slices.IndexFunc(months, func(name string) bool { return strings.HasPrefix(name, m[2]) })
		if month < 0 {
			return registry.NoDay, dayVague
		}
		m[2] = strconv.Itoa(month + 1)
	} else if len(m[1]) < 2 || len(m[2]) < 2 || strings.ContainsAny(s, "/ ") {
		form = dayOther
	}
	if len(m[3]) == 2 {
		form = dayAmbiguous
		if m[3] >= "70" {
			m[3] = "19" + m[3]
		} else {
			m[3] = "20" + m[3]
		}
	}
	return dayFrom(fmt.Sprintf("%s-%02s-%02s", m[3], m[2], m[1]), form)
}

func dayFrom(iso string, form dayForm) (registry.Day, dayForm) {
	d, err := registry.ParseDay(iso)
	if err != nil {
		return registry.NoDay, dayImpossible
	}
	return d, form
}
