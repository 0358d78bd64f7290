package registry

import "cmp"

// Grounds names the events that an answer rests on, so that a page can quote
// the decision behind a date. They bear on nothing in the answer itself.
type Grounds struct {
	Lapse  EventID `json:"lapse,omitempty"`  // the event that set the lapse date
	Ruling EventID `json:"ruling,omitempty"` // the latest ruling, also one that did not count
}

// fold is what is known of a rule while the days are walked in order. Its
// fields are the Row, and what the Row of a later day will need.
type fold struct {
	row     Row
	asked   Row // as the policy was last asked about it
	grounds Grounds
	version VersionID
	text    struct { // an amended text that has not begun
		version VersionID
		from    Day
	}
	adopter        Adopter
	bases          []Event // BasisRecorded, in force or not
	oldLapse       Day     // the lapse date that a pending repeal took away
	trialEnd       Lapse   // of a trial that was decided
	afterBasisDays int
	required       map[string]bool // hearing parties; true while not heard
	hearingFixed   bool            // the lapse date has passed: what was missing then stays missing
	minutes        map[MeetingID]Day
}

// newFold begins before the first day. Who adopted the rule, with which text and
// from when, is known from the outset: it is what makes the rule this rule.
func newFold(events []Event) *fold {
	f := &fold{
		row: Row{EffectiveFrom: LastDay, Class: AdministrativeRule, ClassAtEnd: AdministrativeRule, Ended: NotEnded,
			MinimumUntil: FirstDay, LapseDate: LastDay, LapseKind: NoLapse, HearingUntil: FirstDay,
			Standing: StandsNothing, StandingDay: LastDay, StandingFrom: LastDay, StandingUntil: LastDay,
			Provisional: ProvisionalNone, ProvisionalFrom: LastDay, Refusal: NoRefusal, RefusalDay: LastDay,
			Fell: FellNothing, FellDay: LastDay, MinutesUntil: FirstDay, BasisEndedOn: LastDay, SupersededFrom: LastDay},
		oldLapse: LastDay,
		required: map[string]bool{},
		minutes:  map[MeetingID]Day{},
	}
	for _, e := range events {
		if x, ok := e.Fact.(Adopted); ok {
			f.adopter, f.version, f.row.EffectiveFrom = x.Adopter, x.Version, e.Valid
			break
		}
	}
	return f
}

// day takes in the events of a day and judges it. Law, replacements and lapse
// dates take effect at midnight, meetings are held later: so a rule that lapses
// on the day has ended before anything that is decided on it.
func (f *fold) day(on Day, events []Event, judge Judge) (Answer, error) {
	f.begin(on)
	yesterday, over := f.version, f.row.Ended
	var later []Event
	for _, e := range events {
		switch e.Fact.(type) {
		case Adopted, BasisRecorded, Superseded:
			if err := f.apply(on, e, judge); err != nil {
				return Answer{}, err
			}
		default:
			later = append(later, e)
		}
	}
	answer, err := f.judge(on, judge)
	for _, e := range later {
		if err != nil {
			return answer, err
		}
		err = f.apply(on, e, judge)
	}
	if err == nil && len(later) > 0 {
		answer, err = f.judge(on, judge)
	}
	if f.row.Ended != over {
		f.version = yesterday // what has ended keeps the text of its last day
	}
	return answer, err
}

// judge asks the policy about the day, and makes an end a fact of all later days.
func (f *fold) judge(on Day, judge Judge) (Answer, error) {
	f.refresh(on)
	f.asked = f.row
	answer, err := judge.Status(on, f.row)
	if err == nil {
		f.end(on, answer.State)
	}
	return answer, err
}

// apply takes in an event on its day. Once a rule has ended, only bases (for
// the statutory minimum) and late rulings (for the explanation) still matter.
func (f *fold) apply(on Day, e Event, judge Judge) error {
	if f.row.Ended != NotEnded {
		switch x := e.Fact.(type) {
		case BasisRecorded:
		case Ruled:
			if f.row.Ended != Lapsed || x.Ruling == Unlawful {
				return nil
			}
		default:
			return nil
		}
	}
	switch x := e.Fact.(type) {
	case Adopted:
		// A review may have been opened before the rule takes effect.
		if x.FirstReview != nil && x.FirstReview.By.Words != "" && x.FirstReview.On < f.row.LapseDate {
			f.setLapse(*x.FirstReview, FirstReview, e.ID)
		}
	case TextChanged:
		f.version = x.Version
	case BasisRecorded:
		f.bases = append(f.bases, e)
	case TakenIntoReview:
		f.takeIntoReview(on, x, cmp.Or(e.moved, e.ID))
	case Ruled:
		return f.rule(on, x, e.ID, judge)
	case NotCarried:
		f.row.FellDay = on
		switch {
		case x.Tie:
			f.row.Fell = FellTie
		case x.Proposal == Keep || x.Proposal == Amend:
			f.row.Fell = FellKeep
		default:
			f.row.Fell = FellOther
		}
	case Stopped:
		if x.Until != nil && x.Until.By.Words != "" && on < f.row.LapseDate && f.row.LapseDate < x.Until.On {
			f.extend(ProvisionalStopped, f.row.LapseDate)
			f.setLapse(*x.Until, StopLimit, e.ID)
		}
	case Superseded:
		f.row.SupersededFrom = e.Valid
	case HearingRequired:
		f.required[x.Party] = true
	case HearingHeld:
		f.required[x.Party] = false
	case MinutesAwaited:
		f.minutes[x.Meeting] = x.Until
	}
	return nil
}

// dates are the days ahead on which the answer can change without a further event.
func (f *fold) dates() []Day {
	days := f.row.dates()
	if f.text.version != "" {
		days = append(days, f.text.from)
	}
	return days
}

// beginText lets an amended text apply when its day has come.
func (f *fold) beginText(on Day) {
	if f.text.version != "" && f.text.from <= on && f.row.Ended == NotEnded {
		f.version, f.text.version = f.text.version, ""
	}
}

// begin does what a day brings before its events: what had to be there before
// the lapse date is fixed.
func (f *fold) begin(on Day) {
	if on >= f.row.LapseDate && !f.hearingFixed {
		f.row.HearingMissing, f.hearingFixed = f.hearingOpen(), true
	}
}

// refresh brings the parts of the row up to date that follow from the day.
func (f *fold) refresh(on Day) {
	r := &f.row
	if r.EffectiveFrom <= on {
		r.EffectiveFrom = FirstDay
	}
	f.beginText(on)
	if !f.hearingFixed {
		r.HearingMissing = f.hearingOpen()
	}
	r.Class = f.classOn(on)
	r.Bound = r.Class.Bound()
	f.outlive(on)
	f.basisEnds(on)
	r.ClassAtEnd = f.classOn(f.endsOn(on))
	r.BoundAtEnd = r.ClassAtEnd.Bound()
	r.MinimumUntil = FirstDay
	if r.ClassAtEnd == AddOn {
		r.MinimumUntil = f.minimumUntil(f.endsOn(on))
	}
	r.MinutesUntil = FirstDay
	for _, until := range f.minutes {
		if until > on {
			r.MinutesUntil = max(r.MinutesUntil, until)
		}
	}
}

// endsOn is the day whose class tells what the rule's end leaves behind: that of
// a repeal that has taken effect, else the first of the days that lie ahead.
func (f *fold) endsOn(on Day) Day {
	r := &f.row
	decided := r.Standing == StandsRepeal || r.Standing == StandsUnlaw
	switch {
	case decided && r.StandingFrom <= on && r.Ended != Lapsed:
		return r.StandingFrom
	case decided && r.StandingFrom < r.LapseDate:
		return r.StandingFrom
	case r.LapseDate == LastDay:
		return on
	}
	return r.LapseDate
}

// end notes in which way a rule has ended, if it has.
func (f *fold) end(on Day, state State) {
	switch state {
	case Lapsed, Repealed, SupersededState:
		if f.row.Ended == NotEnded {
			f.row.Ended = state
		}
	case FloorOnly:
		if f.row.Ended == NotEnded {
			f.row.Ended = Lapsed
			if f.row.Standing == StandsRepeal && f.row.StandingFrom <= on {
				f.row.Ended = Repealed
			}
		}
	}
}

func (f *fold) hearingOpen() bool {
	for _, open := range f.required {
		if open {
			return true
		}
	}
	return false
}

func (f *fold) classOn(on Day) Class {
	return classFor(f.adopter, func(effect Effect) bool {
		for _, e := range f.bases {
			if b := e.Fact.(BasisRecorded); b.Effect == effect && b.HoldsOn(on) {
				return true
			}
		}
		return false
	})
}

// minimumUntil follows the minimum from a day over bases that take over from
// each other without a gap.
func (f *fold) minimumUntil(from Day) Day {
	until := from
	for again := true; again; {
		again = false
		for _, e := range f.bases {
			if b := e.Fact.(BasisRecorded); b.Effect == Minimum && b.HoldsOn(until) {
				until, again = b.Until, true
			}
		}
	}
	return until
}
