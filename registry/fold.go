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
// dates take effect at midnight, meetings are held later: so a rule that lapses on the day has
// ended before anything that is decided on it.
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

// takeIntoReview turns the burden of proof (again): what was kept is in
// question, and the sunset is the lapse date unless an earlier one stands.
func (f *fold) takeIntoReview(on Day, x TakenIntoReview, id EventID) {
	f.newCycle()
	f.row.InReview = true
	if f.row.Standing == StandsKept || f.row.Standing == StandsAmended {
		f.stand(StandsNothing, LastDay, LastDay)
	}
	f.afterBasisDays = 0
	if x.Sunset.By.Words == "" {
		return // a reminder
	}
	f.afterBasisDays = x.AfterBasisDays
	if x.Sunset.On < f.row.LapseDate || f.outlived(on) {
		f.setLapse(x.Sunset, Sunset, id)
	}
}

// rule puts a ruling to the policy and carries it out if it counts.
func (f *fold) rule(on Day, x Ruled, id EventID, judge Judge) error {
	f.refresh(on)
	effect := max(x.From, on)
	if x.Ruling == Keep && f.row.LapseDate != LastDay {
		effect = f.row.LapseDate // a keep takes effect on the day it prevents
	}
	class := f.classOn(effect)
	verdict, err := judge.Ruling(f.row, Offer{Kind: x.Ruling, Day: on, Rank: x.By.Rank,
		ClassAtEffect: class, BoundAtEffect: class.Bound(), Shows: shown(x.Shows), Asks: shown(x.Asks)})
	if err != nil {
		return err
	}
	if verdict.Counts && f.row.Ended != NotEnded {
		return nil
	}
	f.grounds.Ruling = id
	if !verdict.Counts {
		f.row.Refusal, f.row.RefusalDay, f.row.RefusalMissing = verdict.Refusal, on, words(verdict.Missing)
		return nil
	}
	reviewing := f.row.InReview
	f.newCycle()
	if f.text.from > on {
		f.text.version = "" // a pending text goes with the ruling that it came from
	}
	old := f.row.LapseDate
	if f.row.Standing == StandsRepeal {
		old = min(old, f.oldLapse)
	}
	if x.Ruling == Defer {
		if f.row.Standing == StandsRepeal || f.row.Standing == StandsTrial {
			f.stand(StandsNothing, LastDay, LastDay)
		}
		f.extend(ProvisionalDeferred, old)
		f.row.InReview = reviewing // the question is still open
		f.setLapse(x.Next, DeferLimit, id)
		return nil
	}
	f.row.Provisional, f.row.ProvisionalFrom = ProvisionalNone, LastDay
	f.noLapse()
	switch x.Ruling {
	case Keep, Amend:
		f.stand(StandsKept, on, LastDay)
		if x.Ruling == Amend {
			f.stand(StandsAmended, on, effect)
			f.text.version, f.text.from = x.Version, effect
			f.beginText(on)
		}
		if x.Lapses && x.Next.By.Words != "" {
			f.setLapse(x.Next, NextReview, id)
		}
	case Trial:
		f.stand(StandsTrial, on, effect)
		f.row.StandingUntil, f.trialEnd = x.Next.On, x.Next
		f.setLapse(x.Next, TrialEnd, id)
	case Repeal:
		f.stand(StandsRepeal, on, effect)
		f.oldLapse = old
	case Unlawful:
		f.stand(StandsUnlaw, on, on)
		f.row.Ended = Repealed // at once: no later item of the same day can keep it
	}
	f.row.StandingMissing = words(verdict.Missing)
	return nil
}

// newCycle forgets what only concerned the lapse date that is now answered.
func (f *fold) newCycle() {
	f.row.InReview = false
	f.row.Fell, f.row.FellDay = FellNothing, LastDay
	f.row.Refusal, f.row.RefusalDay, f.row.RefusalMissing = NoRefusal, LastDay, ""
	f.row.BasisEndedOn = LastDay
}

func (f *fold) stand(s Standing, day, from Day) {
	r := &f.row
	r.Standing, r.StandingDay, r.StandingFrom, r.StandingUntil, r.StandingMissing = s, day, from, LastDay, ""
}

func (f *fold) setLapse(l Lapse, kind LapseKind, id EventID) {
	f.row.LapseDate, f.row.LapseKind, f.grounds.Lapse = l.On, kind, id
	f.row.HearingUntil = max(l.HearingUntil, l.On)
	f.hearingFixed = false
}

func (f *fold) noLapse() {
	f.row.LapseDate, f.row.LapseKind, f.row.HearingUntil, f.grounds.Lapse = LastDay, NoLapse, FirstDay, ""
	f.hearingFixed = false
}

// extend makes the rule outlive its old lapse date; of several the first counts.
func (f *fold) extend(why Provisional, old Day) {
	f.row.Provisional, f.row.ProvisionalFrom = why, min(f.row.ProvisionalFrom, old)
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
	end := r.LapseDate
	if r.Standing == StandsRepeal || r.Standing == StandsUnlaw {
		end = min(end, r.StandingFrom)
	}
	if end == LastDay {
		end = on
	}
	r.ClassAtEnd = f.classOn(end)
	r.BoundAtEnd = r.ClassAtEnd.Bound()
	r.MinimumUntil = FirstDay
	if r.ClassAtEnd == AddOn {
		r.MinimumUntil = f.minimumUntil(end)
	}
	r.MinutesUntil = FirstDay
	for _, until := range f.minutes {
		if until > on {
			r.MinutesUntil = max(r.MinutesUntil, until)
		}
	}
}

// outlived says that the lapse date has passed and the class shielded the rule on it.
func (f *fold) outlived(on Day) bool {
	return f.row.Ended == NotEnded && f.row.LapseDate <= on && f.classOn(f.row.LapseDate).Bound()
}

// outlive lets go of what held until the lapse date, where the rule outlives it:
// from then on it is in force for what holds it, not for the ruling.
func (f *fold) outlive(on Day) {
	if !f.outlived(on) {
		return
	}
	switch f.row.Standing {
	case StandsKept, StandsAmended:
		f.stand(StandsNothing, LastDay, LastDay)
	case StandsRepeal:
		f.noLapse() // it ends with the repeal, whatever becomes of its shield
	}
	f.row.Provisional, f.row.ProvisionalFrom = ProvisionalNone, LastDay
}

// basisEnds gives a rule that its class shielded on the lapse date a new one
// when that shield ends.
func (f *fold) basisEnds(on Day) {
	r := &f.row
	if !f.outlived(on) || r.Bound {
		return
	}
	recorded, id := NoDay, EventID("")
	for _, e := range f.bases {
		if b := e.Fact.(BasisRecorded); b.Until == on && b.Effect.binds() {
			recorded, id = max(recorded, e.Recorded), e.ID
		}
	}
	f.newCycle()
	f.noLapse()
	if days := Day(f.afterBasisDays); days > 0 {
		f.setLapse(Lapse{On: max(on, recorded) + days}, BasisEnd, id)
	}
	if r.Standing == StandsTrial && on < r.StandingUntil && r.StandingUntil < r.LapseDate {
		f.setLapse(f.trialEnd, TrialEnd, f.grounds.Ruling)
	}
	r.BasisEndedOn = on
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
