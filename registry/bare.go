package registry

// bare is what of an event bears on the answers of days ahead, without ids, names and texts:
// events of many rules are the same in it. It was recorded on no day where that was no later
// than a day that has been judged.
func (e Event) bare(judged Day) Event {
	b := Event{Valid: e.Valid, Fact: bareFact(e.Fact)}
	if e.Recorded > judged {
		b.Recorded = e.Recorded
	}
	return b
}

// bareFact leaves out what the fold (fold.go) does not read.
func bareFact(fact Fact) Fact {
	switch x := fact.(type) {
	case Adopted:
		return Adopted{FirstReview: bareNext(x.FirstReview)}
	case TextChanged:
		return TextChanged{}
	case BasisRecorded:
		return BasisRecorded{Basis{Effect: x.Effect, From: x.From, Until: x.Until}}
	case TakenIntoReview:
		return TakenIntoReview{Sunset: x.Sunset.bare(), AfterBasisDays: x.AfterBasisDays}
	case Ruled:
		b := Ruled{Ruling: x.Ruling, By: Decision{Rank: x.By.Rank}, Shows: x.Shows, Asks: x.Asks, From: x.From, Next: x.Next.bare(), Lapses: x.Lapses}
		if x.Version != "" {
			b.Version = someText
		}
		return b
	case NotCarried:
		return NotCarried{Proposal: x.Proposal, Tie: x.Tie}
	case Handled:
		return Handled{}
	case Stopped:
		return Stopped{Until: bareNext(x.Until)}
	case Superseded:
		return Superseded{}
	case Readopted:
		return Readopted{}
	}
	return fact // parties that are heard and meetings that are awaited are told apart
}

// someText stands for any text, and someWords for any words of a decision.
const (
	someText  = VersionID("text")
	someWords = "words"
)

func (l Lapse) bare() Lapse {
	b := Lapse{On: l.On, HearingUntil: l.HearingUntil}
	if l.By.Words != "" {
		b.By.Words = someWords
	}
	return b
}

func bareNext(l *Lapse) *Lapse {
	if l == nil {
		return nil
	}
	b := l.bare()
	return &b
}

// asksFrom is the first day about whose class a bare event can ask: its own, that of the effect
// of a ruling, and those on which the rule would lapse by it.
func (e Event) asksFrom() Day {
	first := e.Valid
	also := func(l *Lapse) {
		if l != nil && l.On != NoDay {
			first = min(first, l.On)
		}
	}
	switch x := e.Fact.(type) {
	case Adopted:
		also(x.FirstReview)
	case TakenIntoReview:
		also(&x.Sunset)
	case Ruled:
		also(&x.Next)
	case Stopped:
		also(x.Until)
	}
	return first
}
