package registry

// A rule goes through cycles: a lapse date is set, and a ruling, a later date or
// the day itself answers it. Here is what reviews, rulings and the end of a
// shield do to the cycle that the fold is in.

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
