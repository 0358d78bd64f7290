package registry

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
)

// prospect is what the days ahead of a rule follow from, without names and texts and without
// what is over. Rules that have the same one have the same days ahead under any rules of the
// game, so they are walked once for all of them.
type prospect struct {
	on   Day // the day it was known; a later one when nothing happened in between
	walk walker
}

// newProspect is that of a walk that has come to a day. There is none where what counts
// changes on a later day, as when an annulment is dated ahead.
func newProspect(on Day, w walker) *prospect {
	if w.until != LastDay {
		return nil
	}
	f := *w.fold
	f.grounds, f.version = Grounds{}, "" // they bear on no answer
	if f.text.version != "" {
		f.text.version = someText
	} else {
		f.text.from = NoDay
	}
	if f.row.Standing != StandsTrial {
		f.trialEnd = Lapse{}
	}
	f.trialEnd.By = Decision{}
	rest := make([]Event, len(w.rest))
	for i, e := range w.rest {
		rest[i] = e.bare(on)
	}
	f.forgetBases(on, rest)
	if len(rest) == 0 {
		f.forget(on)
	}
	return &prospect{on, walker{fold: &f, rest: rest, days: slices.Clone(w.days), until: w.until}}
}

// forget lets go of what no day after one can ask about, where no event is ahead.
func (f *fold) forget(on Day) {
	required, minutes, until := map[string]bool(nil), map[MeetingID]Day(nil), on
	if f.hearingOpen() {
		required = map[string]bool{"": true}
	}
	for _, day := range f.minutes {
		until = max(until, day)
	}
	if until > on {
		minutes = map[MeetingID]Day{"": until}
	}
	f.required, f.minutes, f.oldLapse = required, minutes, LastDay
}

// forgetBases lets go of what no day after one can ask of bases, where bare events are ahead.
func (f *fold) forgetBases(on Day, rest []Event) {
	first := min(on, f.row.LapseDate, f.row.StandingFrom) // that a class is asked about
	if f.row.Standing == StandsTrial {
		first = min(first, f.trialEnd.On)
	}
	for _, e := range rest {
		first = min(first, e.asksFrom())
	}
	bases := []Event{}
	for _, e := range f.bases {
		e = e.bare(on)
		b := e.Fact.(BasisRecorded)
		if b.Until <= first {
			continue
		}
		if b.From <= first {
			b.From = FirstDay
		}
		bases = append(bases, Event{Recorded: e.Recorded, Fact: b})
	}
	slices.SortFunc(bases, func(x, y Event) int {
		a, b := x.Fact.(BasisRecorded), y.Fact.(BasisRecorded)
		return cmp.Or(cmp.Compare(a.Effect, b.Effect), cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until), cmp.Compare(x.Recorded, y.Recorded))
	})
	f.bases = bases
}

// key is the same for prospects that are the same but for the day they were known.
func (p *prospect) key() [sha256.Size]byte {
	f := p.walk.fold
	k := []any{f.row, f.asked.Ended, f.text.version, f.text.from, f.adopter, f.oldLapse, f.trialEnd, f.afterBasisDays, f.hearingFixed, f.required, f.minutes, p.walk.days}
	for _, e := range slices.Concat(f.bases, p.walk.rest) {
		k = append(k, e.Valid, e.Recorded, e.Fact.Kind(), e.Fact)
	}
	text, err := json.Marshal(k)
	if err != nil {
		panic(err) // texts, numbers and booleans always marshal
	}
	return sha256.Sum256(text)
}

// again is a walk from the day of the prospect on, which leaves the prospect as it is.
func (p *prospect) again(rules Rulebook) walker {
	f := *p.walk.fold
	f.bases, f.required, f.minutes = slices.Clip(f.bases), maps.Clone(f.required), maps.Clone(f.minutes)
	w := walker{fold: &f, rest: p.walk.rest, days: slices.Clone(p.walk.days), until: p.walk.until}
	for _, day := range rules.Changes() {
		if day > p.on {
			w.stop(day)
		}
	}
	return w
}

// rowOn is RowOn without the events: on is not before the day of the prospect.
func (p *prospect) rowOn(on Day, rules Rulebook) (row Row, until Day, err error) {
	w := p.again(rules)
	if on > p.on {
		w.stop(on)
	}
	row, until = w.asked, LastDay
	if len(w.days) > 0 {
		until = w.days[0]
	}
	if on == p.on {
		return row, until, nil
	}
	err = w.eachDay(rules, func(day, next Day, _ Answer, _ Judge) bool {
		row, until = w.asked, next
		return day < on
	})
	return row, until, err
}

// Brief is a Judge that says the main reason of a row sooner than its Status does.
type Brief interface {
	// Main is the main reason that Status gives, and its state. Errors: those of Status.
	Main(on Day, row Row) (Main, error)
	// MainWay says how: WayBits, or else WayShapes and why not over bit sets.
	MainWay() (ScanWay, WhyNotBits)
}

// Stand is how a rule stands from a day on, until the next begins.
type Stand struct {
	From  Day
	Class Class
	Main
	row   Row
	judge Judge
}

// Reasons are all that the policy gives. Errors: CodePolicyFailed.
func (s Stand) Reasons() ([]Reason, error) {
	a, err := s.judge.Status(s.From, s.row)
	return a.Reasons, err
}

// Course is how rules that are alike stand on the day of the facts and those ahead; the
// first begins on that day or before.
type Course []Stand

// On is how they stand on a day that is not before that of the facts.
func (c Course) On(day Day) Stand {
	for _, s := range slices.Backward(c) {
		if s.From <= day {
			return s
		}
	}
	return c[0]
}

// Groups are how many different courses rules can have, and Group is which one the rule at
// a place in Numbers has; false where its events have to be asked.
func (f *Facts) Groups() int { return len(f.prospects) }

func (f *Facts) Group(i int) (int, bool) { return int(f.ahead[i]) - 1, f.ahead[i] > 0 }

// Area is that of the rule at a place in Numbers.
func (f *Facts) Area(i int) string { return f.areas[f.area[i]] }

// Course walks the days ahead of a group by rules of the game that are those of the
// register until the day of the facts. Errors are the judges': CodePolicyFailed.
func (f *Facts) Course(group int, rules Rulebook) (Course, error) {
	p := f.prospects[group]
	judge, err := rules.At(p.on)
	if err != nil {
		return nil, err
	}
	main, err := briefly{judge}.main(p.on, p.walk.asked)
	if err != nil {
		return nil, err
	}
	w := p.again(rules)
	course := Course{{p.on, w.row.Class, main, w.asked, judge}}
	err = w.eachDay(briefBook{rules}, func(on, _ Day, a Answer, judge Judge) bool {
		course = append(course, Stand{on, w.row.Class, Main{a.Reasons[0].Code, a.State}, w.asked, judge.(briefly).Judge})
		return true
	})
	return course, err
}

// WayAhead is how courses are found from a day on: over bit sets where all versions that
// judge then are.
func WayAhead(on Day, rules Rulebook) (ScanWay, WhyNotBits, error) {
	for _, day := range append([]Day{on}, rules.Changes()...) {
		if day < on {
			continue
		}
		judge, err := rules.At(day)
		if err != nil {
			return "", WhyNotBits{}, err
		}
		brief, is := judge.(Brief)
		if !is {
			return WayShapes, WhyNotBits{Code: OutsideFragment}, nil
		}
		if way, why := brief.MainWay(); way != WayBits {
			return way, why, nil
		}
	}
	return WayBits, WhyNotBits{}, nil
}

// briefBook judges by main reasons alone.
type briefBook struct{ Rulebook }

func (b briefBook) At(on Day) (Judge, error) {
	judge, err := b.Rulebook.At(on)
	return briefly{judge}, err
}

type briefly struct{ Judge }

func (j briefly) main(on Day, row Row) (Main, error) {
	if brief, is := j.Judge.(Brief); is {
		return brief.Main(on, row)
	}
	a, err := j.Judge.Status(on, row)
	if err != nil {
		return Main{}, err
	}
	return Main{a.Reasons[0].Code, a.State}, nil
}

func (j briefly) Status(on Day, row Row) (Answer, error) {
	main, err := j.main(on, row)
	return Answer{State: main.State, Reasons: []Reason{{Code: main.Code}}}, err
}
