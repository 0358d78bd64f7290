package web

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// Moment is which day a page tells of, as it was typed: the day itself, and
// what the register knew when.
type Moment struct{ On, Known string }

func (v *visit) moment() Moment { return Moment{On: v.typed("on"), Known: v.typed("known")} }

// typed is what was typed into a field.
func (v *visit) typed(field string) string { return strings.TrimSpace(v.r.URL.Query().Get(field)) }

// shown makes typed text fit to be shown again: HTML knows no other bytes than UTF-8.
func shown(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// MomentForm asks for a moment.
type MomentForm struct {
	Page       Page
	Moment     Moment
	Complaints []Complaint
}

// Wrong is what is wrong with a field; empty when nothing is.
func (f MomentForm) Wrong(field string) string {
	for _, c := range f.Complaints {
		if c.Field == field {
			return c.Text
		}
	}
	return ""
}

// KnownType is the kind of the field: a date field could not show an instant.
func (f MomentForm) KnownType() string {
	if _, err := registry.ParseDay(f.Moment.Known); f.Moment.Known != "" && err != nil || f.Wrong("known") != "" {
		return "text"
	}
	return "date"
}

// danishDay is 1-7-2027, 01.07.2027, 1/7 2027.
var danishDay = regexp.MustCompile(`^(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})$`)

// day reads the day; NoDay when none was typed.
func (m Moment) day() (registry.Day, error) {
	day, err := readDay(m.On)
	return day, fieldError("on", err)
}

// readDay reads a typed day; NoDay when none was typed. A browser without a date
// field leaves it to the reader how to write it.
func readDay(text string) (registry.Day, error) {
	if text == "" {
		return registry.NoDay, nil
	}
	iso := text
	if f := danishDay.FindStringSubmatch(text); f != nil {
		iso = fmt.Sprintf("%s-%02s-%02s", f[3], f[2], f[1])
	}
	day, err := registry.ParseDay(iso)
	if err != nil || !wording.Known(day) {
		err = &registry.Error{Code: registry.CodeDayInvalid, Args: registry.Args{"value": clip(text)}}
	}
	return day, err
}

// knownText tells what a page says of the register at an earlier moment; empty
// when it tells what is known now.
func (v *visit) knownText(known string) string {
	p := Page{Lang: v.lang}
	if d, err := registry.ParseDay(known); err == nil {
		return p.T("known.day", "day", p.Day(d))
	}
	if t, err := time.Parse(time.RFC3339, known); err == nil {
		t = t.In(v.Register.Place)
		return p.T("known.moment", "day", p.Day(registry.DayOf(t, v.Register.Place)), "time", t.Format(v.lang.Clock()))
	}
	return ""
}

// chooseStatus reads which states and which class are asked for.
func chooseStatus(r *registry.RegisterQuery, q url.Values, c *registry.Checks) {
	for _, s := range q["state"] {
		if s == "" {
			continue
		}
		r.States = append(r.States, registry.State(s))
		if !slices.Contains(registry.States, registry.State(s)) {
			c.Fail("state", registry.CodeChoiceInvalid, "value", clip(s))
		}
	}
	if r.Class = registry.Class(q.Get("class")); r.Class != "" && !slices.Contains(registry.Classes, r.Class) {
		c.Fail("class", registry.CodeChoiceInvalid, "value", clip(string(r.Class)))
	}
}
