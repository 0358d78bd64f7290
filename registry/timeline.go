package registry

import (
	"reflect"
	"slices"
	"sort"
)

// Segment is a stretch of days [From, Until) with one answer.
type Segment struct {
	From    Day       `json:"from"`
	Until   Day       `json:"until"`
	State   State     `json:"state"`
	Class   Class     `json:"class"`
	Reasons []Reason  `json:"reasons"`
	Version VersionID `json:"version"` // the text that applies, or would apply

	// The unbroken run of this state that the segment is part of.
	StateFrom  Day `json:"state_from"`
	StateUntil Day `json:"state_until"`

	Grounds   Grounds `json:"grounds"`
	RowDigest string  `json:"row_digest"`

	// What judged the days. Both are empty where it was the versions of those days, as
	// JudgedBy fills them in: so a version that changes no answer changes no segment. They
	// are there where a version that was lost did not judge its days (LostVersion).
	PolicyDigest   string `json:"policy_digest"`
	SettingsDigest string `json:"settings_digest"`
}

// Has says whether the segment covers a day.
func (s Segment) Has(on Day) bool { return s.From <= on && on < s.Until }

// Timeline is the status of a rule on every day there is, [FirstDay, LastDay),
// that follows from its events and nothing more. Events come in the order in
// which they were recorded; segments in the order of days, without gaps. A rule
// that was taken out has none.
// Errors are the judge's: CodePolicyFailed.
func Timeline(events []Event, rules Rulebook) ([]Segment, error) {
	for _, e := range events {
		if _, out := e.Fact.(TakenOut); out {
			return nil, nil
		}
	}
	var judged []stretch
	for _, w := range worlds(events) {
		part, err := w.walk(rules)
		if err != nil {
			return nil, err
		}
		judged = append(judged, part...)
	}
	return spans(join(judged)), nil
}

// stretch is a segment in the making: the row itself instead of its digest.
type stretch struct {
	Segment
	row Row
}

// walk judges day by day, in order, from the first, and returns the days that
// belong to the world. Once a rule has ended, that is a fact for all later days.
func (w world) walk(rules Rulebook) ([]stretch, error) {
	var judged []stretch
	err := w.eachDay(w.days(rules), rules, func(on, until Day, f *fold, a Answer, judge Judge) bool {
		if on >= w.from {
			s := f.stretch(on, a)
			s.Until = until
			if instead, ok := rules.(withoutLost); ok && instead.on(on) {
				s.PolicyDigest, s.SettingsDigest = judge.Digests()
			}
			judged = append(judged, s)
		}
		return true
	})
	return judged, err
}

// eachDay folds some days and those that turn up in the rows, in order, and tells of
// each, with the next one, until it is told to stop.
func (w world) eachDay(days []Day, rules Rulebook, tell func(on, until Day, f *fold, a Answer, judge Judge) bool) error {
	walk := walker{fold: newFold(w.events), rest: w.events, days: days, until: w.until}
	return walk.eachDay(rules, func(on, until Day, a Answer, judge Judge) bool { return tell(on, until, walk.fold, a, judge) })
}

// walker is on its way through a world: what it knows, and what is ahead.
type walker struct {
	*fold
	rest  []Event // that it has not come to
	days  []Day   // that it will stop on, as far as they are known; in order
	until Day     // the end of the world
}

func (w *walker) eachDay(rules Rulebook, tell func(on, until Day, a Answer, judge Judge) bool) error {
	for len(w.days) > 0 {
		on := w.days[0]
		w.days = w.days[1:]
		judge, err := rules.At(on)
		if err != nil {
			return err
		}
		n := 0
		for n < len(w.rest) && w.rest[n].Valid <= on {
			n++
		}
		answer, err := w.day(on, w.rest[:n], judge)
		if err != nil {
			return err
		}
		w.rest = w.rest[n:]
		for _, d := range w.dates() {
			if d > on && d < w.until {
				w.stop(d)
			}
		}
		until := w.until
		if len(w.days) > 0 {
			until = w.days[0]
		}
		if !tell(on, until, answer, judge) {
			break
		}
	}
	return nil
}

// stop adds a day to those ahead.
func (w *walker) stop(on Day) {
	if at, found := slices.BinarySearch(w.days, on); !found {
		w.days = slices.Insert(w.days, at, on)
	}
}

// days on which the answer can change, as far as they are known beforehand:
// the days in the rows are added while walking.
func (w world) days(rules Rulebook) []Day {
	days := append([]Day{FirstDay, w.from}, rules.Changes()...)
	for _, e := range w.events {
		days = append(days, e.Valid)
		if b, ok := e.Fact.(BasisRecorded); ok {
			days = append(days, b.Until)
		}
	}
	sort.Slice(days, func(i, j int) bool { return days[i] < days[j] })
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d Day) bool { return d < FirstDay || d >= w.until })
}

func (f *fold) stretch(on Day, a Answer) stretch {
	return stretch{row: f.row, Segment: Segment{From: on, State: a.State, Class: f.row.Class, Reasons: a.Reasons,
		Version: f.version, Grounds: f.grounds}}
}

// join makes one segment of neighbours that are equal in everything but their days.
func join(judged []stretch) []Segment {
	var out []Segment
	for i, s := range judged {
		if i > 0 && judged[i-1].same(s) {
			out[len(out)-1].Until = s.Until
			continue
		}
		s.RowDigest = s.row.Digest()
		out = append(out, s.Segment)
	}
	return out
}

// spans fills in the run of days that each segment's state lasts.
func spans(segments []Segment) []Segment {
	for i := 0; i < len(segments); {
		j := i
		for j < len(segments) && segments[j].State == segments[i].State {
			j++
		}
		for k := i; k < j; k++ {
			segments[k].StateFrom, segments[k].StateUntil = segments[i].From, segments[j-1].Until
		}
		i = j
	}
	return segments
}

// same says whether two stretches give the same answer on the same facts.
func (s stretch) same(o stretch) bool {
	return s.row == o.row && s.State == o.State && s.Class == o.Class && s.Version == o.Version && s.Grounds == o.Grounds &&
		s.PolicyDigest == o.PolicyDigest && s.SettingsDigest == o.SettingsDigest &&
		slices.EqualFunc(s.Reasons, o.Reasons, Reason.equal)
}

// equal says whether two segments are the same in everything; no reasons and an empty
// list of them are one.
func (s Segment) equal(o Segment) bool {
	reasons := slices.EqualFunc(s.Reasons, o.Reasons, Reason.equal)
	s.Reasons, o.Reasons = nil, nil
	return reasons && reflect.DeepEqual(s, o)
}

func (r Reason) equal(o Reason) bool {
	if r.Code != o.Code || len(r.Facts) != len(o.Facts) {
		return false
	}
	for k, v := range r.Facts {
		if o.Facts[k] != v {
			return false
		}
	}
	return true
}

// SegmentOn is the segment of a timeline that covers a day; false when none does.
func SegmentOn(segments []Segment, on Day) (Segment, bool) {
	i := sort.Search(len(segments), func(i int) bool { return segments[i].Until > on })
	if i == len(segments) || !segments[i].Has(on) {
		return Segment{}, false
	}
	return segments[i], true
}
