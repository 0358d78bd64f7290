package texts

import (
	"maps"
	"strconv"
	"strings"
	"time"
)

// Day writes a day: "1. juli 2027", "1 July 2027".
func (l Lang) Day(t time.Time) string {
	g := l.grammar()
	y, m, d := t.Date()
	return strings.NewReplacer("{day}", strconv.Itoa(d), "{month}", g.months[m-1], "{year}", strconv.Itoa(y)).Replace(g.day)
}

// Month is the name of a month.
func (l Lang) Month(m time.Month) string { return l.grammar().months[m-1] }

// DayText writes a day given as 2027-07-01. The first and the last day there
// are mean that no day is known, and give the empty text, as does anything
// that is no day.
func (l Lang) DayText(iso string) string {
	t, ok := parseDay(iso)
	if !ok {
		return ""
	}
	return l.Day(t)
}

const noDay, neverDay = "0001-01-01", "9999-12-31"

func parseDay(iso string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, iso)
	return t, err == nil && iso != noDay && iso != neverDay
}

// Number writes a number with the language's own decimal sign and grouping:
// "1.234,5", "1,234.5".
func (l Lang) Number(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, decimals, _ := strings.Cut(s, ".")
	g := l.grammar()
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + g.group + whole[i:]
	}
	if decimals != "" {
		whole += g.point + decimals
	}
	return sign + whole
}

// Reason is the sentence for a reason code with its facts as the policy gave
// them: days as 2027-07-01, criteria and classes by their codes.
func (l Lang) Reason(code string, facts map[string]string) string {
	return l.Text("reason."+code, l.Readable(facts))
}

// Error is the sentence for an error code with its arguments as the domain gave
// them.
func (l Lang) Error(code string, args map[string]string) string {
	return l.Text("error."+code, l.Readable(args))
}

// groups tells in which groups the values of a name have texts.
var groups = map[string]string{"class": "class", "missing": "criterion", "rank": "rank", "from": "phase", "to": "phase", "finding": "finding", "access": "access", "per": "per"}

// Readable makes values fit to be read: days are written out, and each day x
// also comes as x_last, the day before, for stretches whose end is their first
// day after; codes become their names; what comes in both languages as x_da and x_en
// is x in the reader's. A day that is not known becomes empty.
func (l Lang) Readable(values map[string]string) map[string]string {
	out := maps.Clone(values)
	for name, v := range values {
		if _, err := time.Parse(time.DateOnly, v); err == nil {
			out[name] = ""
			if t, ok := parseDay(v); ok {
				out[name], out[name+"_last"] = l.Day(t), l.Day(t.AddDate(0, 0, -1))
			}
			continue
		}
		if group, ok := groups[name]; ok {
			out[name] = l.names(group, v)
		}
		if bare, mine := strings.CutSuffix(name, "_"+string(l.inPolicies())); mine {
			out[bare] = v
		}
	}
	return out
}

// inPolicies is the language in which somebody is told what a policy says of itself, which
// it does in Danish and English alone.
func (l Lang) inPolicies() Lang {
	if l == English {
		return English
	}
	return Danish
}

// names turns codes separated by spaces into their names; what has none stays.
func (l Lang) names(group, codes string) string {
	list := strings.Fields(codes)
	for i, c := range list {
		if l.Has(group + "." + c) {
			list[i] = l.Name(group, c)
		}
	}
	return strings.Join(list, ", ")
}
