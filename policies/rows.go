package policies

import (
	"math/rand/v2"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// safetyDay is the day on which made-up facts are known: what has happened lies
// before it, and what will happen behind it.
var safetyDay = registry.MustDay("2027-07-01")

// rows makes up rows such as registry's fold makes of a rule's events.
type rows struct{ *rand.Rand }

func one[T any](g *rows, of ...T) T { return of[g.IntN(len(of))] }

func (g *rows) past() registry.Day { return safetyDay - one[registry.Day](g, 0, 1, 30, 400) }

func (g *rows) ahead() registry.Day { return safetyDay + one[registry.Day](g, 1, 2, 30, 90, 365, 800) }

// seldom is true one time in n.
func (g *rows) seldom(n int) bool { return g.IntN(n) == 0 }

func (g *rows) row() registry.Row {
	first, last := registry.FirstDay, registry.LastDay
	r := registry.Row{EffectiveFrom: first, Class: one(g, registry.Classes...), Ended: registry.NotEnded, MinimumUntil: first,
		LapseDate: last, LapseKind: registry.NoLapse, HearingUntil: first, Standing: registry.StandsNothing,
		StandingDay: last, StandingFrom: last, StandingUntil: last, Provisional: registry.ProvisionalNone, ProvisionalFrom: last,
		Refusal: registry.NoRefusal, RefusalDay: last, Fell: registry.FellNothing, FellDay: last, MinutesUntil: first,
		BasisEndedOn: last, InReview: g.seldom(2), SupersededFrom: last}
	r.ClassAtEnd = r.Class
	if g.seldom(4) {
		r.ClassAtEnd = one(g, registry.Classes...)
	}
	r.Bound, r.BoundAtEnd = r.Class.Bound(), r.ClassAtEnd.Bound()
	g.lapses(&r)
	g.ruled(&r)
	g.happened(&r)
	if r.ClassAtEnd == registry.AddOn && g.seldom(2) {
		r.MinimumUntil = one(g, g.ahead(), last)
	}
	if g.seldom(10) {
		r.EffectiveFrom = g.ahead()
	}
	if g.seldom(10) {
		r.SupersededFrom = g.ahead()
	}
	return r
}

// lapses sets a lapse date. One that has passed passed a rule that was held by
// something outside the council's power, or a hearing that was missing.
func (g *rows) lapses(r *registry.Row) {
	if g.seldom(5) {
		return
	}
	r.LapseKind = one(g, registry.FirstReview, registry.Sunset, registry.NextReview, registry.BasisEnd)
	r.LapseDate = g.ahead()
	if r.BoundAtEnd && g.seldom(2) {
		r.LapseDate = g.past()
	}
	r.HearingUntil = r.LapseDate + 90
	r.HearingMissing = g.seldom(4)
	if g.seldom(8) {
		r.Provisional, r.ProvisionalFrom = one(g, registry.ProvisionalDeferred, registry.ProvisionalStopped), g.past()
		r.LapseKind = registry.DeferLimit
		if r.Provisional == registry.ProvisionalStopped {
			r.LapseKind = registry.StopLimit
		}
	}
}

// ruled sets what the latest ruling left, as far as one may have counted.
func (g *rows) ruled(r *registry.Row) {
	stands := []registry.Standing{registry.StandsNothing, registry.StandsNothing, registry.StandsKept, registry.StandsKept, registry.StandsUnlaw}
	switch r.Class {
	case registry.StateDuty, registry.Agreement, registry.BoardPrinciple:
	case registry.MandatedLocal:
		stands = append(stands, registry.StandsAmended)
	default:
		stands = append(stands, registry.StandsAmended, registry.StandsRepeal, registry.StandsTrial)
	}
	if r.Standing = one(g, stands...); r.Standing == registry.StandsNothing {
		return
	}
	r.StandingDay = g.past()
	switch r.Standing {
	case registry.StandsKept:
		r.StandingMissing = one(g, "", "special_reason")
	case registry.StandsAmended:
		r.StandingFrom = one(g, r.StandingDay, g.ahead())
	case registry.StandsRepeal:
		r.StandingFrom = one(g, r.StandingDay, g.ahead())
		r.LapseDate, r.LapseKind, r.HearingUntil, r.HearingMissing = registry.LastDay, registry.NoLapse, registry.FirstDay, false
		r.Provisional, r.ProvisionalFrom = registry.ProvisionalNone, registry.LastDay
	case registry.StandsUnlaw:
		r.StandingFrom = r.StandingDay
	case registry.StandsTrial:
		r.StandingFrom = one(g, r.StandingDay, safetyDay+1)
		r.StandingUntil = safetyDay + one[registry.Day](g, 30, 365)
		r.LapseDate, r.LapseKind, r.HearingUntil = r.StandingUntil, registry.TrialEnd, r.StandingUntil+90
		r.Provisional, r.ProvisionalFrom = registry.ProvisionalNone, registry.LastDay
	}
}

// happened sets what else may have happened before.
func (g *rows) happened(r *registry.Row) {
	if g.seldom(5) {
		r.RefusalDay = g.past()
		r.Refusal = one(g, registry.DecidedAfterSunset, registry.OutsideCompetence, registry.ReplacementMissing, registry.KeepLacksCriteria)
		if r.Refusal == registry.KeepLacksCriteria {
			r.RefusalMissing = "special_reason counter_case"
		}
	}
	if g.seldom(5) {
		r.FellDay, r.Fell = g.past(), one(g, registry.FellTie, registry.FellKeep, registry.FellOther)
	}
	if g.seldom(6) {
		r.MinutesUntil = g.ahead()
	}
	if g.seldom(6) {
		r.BasisEndedOn = g.past()
	}
}

func (g *rows) shown() registry.Shown {
	s := registry.Shown{}
	for _, c := range registry.Criteria {
		s[c] = g.seldom(2)
	}
	return s
}

// boundaries are the days on which a row is judged: the day it is known, and those
// of its own dates that come later, in order.
func boundaries(r registry.Row) []registry.Day {
	days := []registry.Day{safetyDay}
	for _, d := range []registry.Day{r.EffectiveFrom, r.MinimumUntil, r.LapseDate, r.HearingUntil, r.StandingFrom,
		r.StandingUntil, r.ProvisionalFrom, r.MinutesUntil, r.SupersededFrom} {
		if d > safetyDay && d < registry.LastDay {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
