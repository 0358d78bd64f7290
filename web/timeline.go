package web

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// Timeline is a rule's stretches of days as a bar and as a table.
type Timeline struct {
	Bars    []Bar
	Labels  []BarLabel
	Markers []BarLabel // today, and the day the page tells of
	Rows    []Stretch
}

// Bar is one stretch on the bar; X and Width are percent.
type Bar struct{ State, X, Width string }

// BarLabel stands by a place on the bar.
type BarLabel struct {
	X, Day, Word string
	Anchor       string // start, middle or end
	Narrow       bool   // for a phone; the others are for wide screens and paper
}

// Stretch is a row of the table: neighbouring segments that read the same.
type Stretch struct {
	registry.Segment
	Mark      Mark
	From, To  string // empty: always, or as far as is known
	Why       []string
	Notes     []string // what else changed
	Now, Here bool     // covers today, the day the page tells of
}

// stretches joins the segments that a reader could not tell apart. What was
// before the rule began is left out once it is past, unless it is asked about.
func (p Page) stretches(v registry.RuleView, today registry.Day) []Stretch {
	var out []Stretch
	for _, s := range v.Timeline {
		why := p.reasons(s, today)
		if n := len(out); n > 0 {
			last := &out[n-1]
			same := last.State == s.State && last.Class == s.Class && last.Version == s.Version
			if same && (slices.Equal(last.Why, why) || slices.Equal(p.sentences(last.Segment), p.sentences(s))) {
				last.Until = s.Until
				continue
			}
		}
		out = append(out, Stretch{Segment: s, Mark: p.mark(s), Why: why})
	}
	for len(out) > 1 && out[0].State == registry.NotYet && out[0].Until <= min(today, v.On) {
		out = out[1:]
	}
	for i := range out {
		s := &out[i]
		s.From, s.To = p.Day(s.Segment.From), wording.LastDay(p.Lang, s.Until)
		s.Now, s.Here = s.Has(today), s.Has(v.On)
		if i == 0 {
			continue
		}
		if before := out[i-1]; before.Version != s.Version {
			s.Notes = append(s.Notes, p.T("timeline.new_text"))
		}
		if out[i-1].Class != s.Class {
			s.Notes = append(s.Notes, p.T("timeline.new_class", "class", wording.Class(p.Lang, s.Class)))
		}
	}
	return out
}

// Percent of the bar: how wide a letter of a label is where the bar is at its
// narrowest, on paper and on a small phone; how far two markers stand apart, and
// how thin a stretch may be drawn.
const (
	letterOnPaper = 0.78
	letterOnPhone = 2.25
	roomForMarker = 36.0
	thinnest      = 0.6
)

func (p Page) timeline(v registry.RuleView, today registry.Day) Timeline {
	t := Timeline{Rows: p.stretches(v, today)}
	from, until := window(t.Rows, today, v.On)
	at := func(d registry.Day) float64 {
		return 100 * float64(min(max(d, from), until)-from) / float64(until-from)
	}
	var runs []Stretch // one for as long as a state lasts
	for _, s := range t.Rows {
		if n := len(runs); n > 0 && runs[n-1].State == s.State {
			runs[n-1].Until = s.Until
		} else {
			runs = append(runs, s)
		}
	}
	for _, s := range runs {
		if x, end := at(s.Segment.From), at(s.Until); s.Until > from && s.Segment.From < until {
			t.Bars = append(t.Bars, Bar{State: string(s.State), X: percent(x), Width: percent(max(end-x, thinnest))})
		}
	}
	label := func(letter float64, narrow bool) {
		free := 0.0 // where the label before ends
		for _, s := range runs {
			x := at(s.Segment.From)
			if s.Until <= from || s.Segment.From >= until || s.From == "" || x < free {
				continue
			}
			l := BarLabel{X: percent(x), Day: s.From, Word: s.Mark.Word, Anchor: "start", Narrow: narrow}
			if s.Segment.From < from {
				l.Day = p.T("since", "day", s.From)
			}
			letters := utf8.RuneCountInString(l.Day)
			if !narrow {
				letters = max(letters, utf8.RuneCountInString(l.Word))
			}
			width := letter * float64(letters+1)
			if x+width > 100 {
				if x = 100 - width; x < free {
					continue
				}
				l.X, l.Anchor = "100%", "end"
			}
			free = x + width
			t.Labels = append(t.Labels, l)
		}
	}
	label(letterOnPaper, false)
	label(letterOnPhone, true)
	mark := func(d registry.Day, word string) {
		m := BarLabel{X: percent(at(d)), Word: word, Anchor: "middle"}
		switch x := at(d); {
		case x < 15:
			m.Anchor = "start"
		case x > 85:
			m.Anchor = "end"
		}
		t.Markers = append(t.Markers, m)
	}
	mark(v.On, p.Day(v.On))
	if v.On == today {
		t.Markers[0].Word = p.T("today")
	} else if gap := at(v.On) - at(today); gap > roomForMarker || gap < -roomForMarker {
		mark(today, p.T("today"))
	}
	return t
}

// reasons tell why in whole sentences; of days to come in a few words, since
// nothing has happened yet.
func (p Page) reasons(s registry.Segment, today registry.Day) []string {
	if s.From <= today {
		return p.sentences(s)
	}
	var out []string
	for _, r := range s.Reasons {
		out = append(out, capital(p.shortReason(r.Code))+".")
	}
	return out
}

func (p Page) sentences(s registry.Segment) []string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, wording.Reason(p.Lang, r))
	}
	return out
}

// window is the days that the bar shows: what can change, and what just did. A
// rule that stood unchanged for twenty years must not press the year that
// matters into a corner, so its beginning is cut where it is long ago.
func window(rows []Stretch, today, on registry.Day) (from, until registry.Day) {
	days := []registry.Day{today, on}
	for _, s := range rows[1:] {
		days = append(days, s.Segment.From)
	}
	first, last := slices.Min(days), slices.Max(days)
	room := max((last-first)/3, 120)
	from = first - room
	if begin := rows[0].Segment.From; begin > registry.FirstDay && begin > from-room {
		from = min(begin, first)
	}
	return max(from, registry.FirstDay), min(last+room, registry.LastDay)
}

func percent(f float64) string { return fmt.Sprintf("%.2f%%", f) }
