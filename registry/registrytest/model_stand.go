package registrytest

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// What events and passing days led to.

// stand is how a rule stands on a day.
type stand struct {
	begun bool
	text  text
	next  newText // an amended text whose day has not come

	lapse     lapse               // the day it lapses unless a final ruling falls before
	ruling    registry.RulingKind // keep, amend, repeal or trial that stands; empty: none
	decided   registry.Day        // the day of that ruling
	effect    registry.Day        // of a repeal or trial
	trialEnd  lapse
	oldLapse  registry.Day // the lapse date that a pending repeal took away
	unstated  bool         // a keep without all that it should show
	beyond    provisional
	inReview  bool
	shieldOff bool // the shielding basis ended in this cycle
	afterEnd  int  // days from the end of a shield to a lapse, as the opening decision said

	refusal registry.ReasonCode // why the latest ruling of the cycle did not count; empty: none
	fell    *registry.NotCarried
	minutes map[registry.MeetingID]registry.Day

	end ending
}

// text is the version that applies, since a day, and the one before that day.
type text struct {
	now, before registry.VersionID
	since       registry.Day
}

func (t *text) change(on registry.Day, v registry.VersionID) {
	if t.since != on {
		t.before, t.since = t.now, on
	}
	t.now = v
}

type newText struct {
	on      registry.Day
	version registry.VersionID
}

type lapse struct {
	on           registry.Day // NoDay: none
	kind         registry.LapseKind
	hearingUntil registry.Day
}

// provisional: the rule outlives an old lapse date until the new one.
type provisional struct {
	from   registry.Day
	reason registry.ReasonCode
}

type ending struct {
	how   registry.ReasonCode // SUPERSEDED_BY_RULE, FOUND_UNLAWFUL, REPEALED_BY_DECISION, LAPSED_UNDECIDED; empty: not ended
	on    registry.Day        // the first day without the rule
	class registry.Day        // the day whose class tells whether a floor remains
}

// lapseOf makes a lapse date. Without a decision in words it is a reminder.
func lapseOf(l registry.Lapse, kind registry.LapseKind) lapse {
	if l.On == registry.NoDay || l.By.Words == "" {
		return lapse{}
	}
	return lapse{l.On, kind, l.HearingUntil}
}

// standOn follows the events of the world up to a day.
func (w world) standOn(on registry.Day) stand {
	s := stand{text: text{now: w.adoption.Version}, minutes: map[registry.MeetingID]registry.Day{}}
	for _, e := range w.events {
		w.pass(&s, e.Valid, false)
		w.take(&s, e)
	}
	w.pass(&s, on, true)
	return s
}

// pass lets the days pass up to a day: what was set to happen by then happens at
// the beginning of its day, the earliest first. Only a repeal decided on the day
// itself waits for the end of the agenda, where a later item can overtake it.
func (w world) pass(s *stand, on registry.Day, agendaDone bool) {
	for s.end.how == "" {
		var next ending
		if s.ruling == registry.Repeal && (agendaDone || s.decided < on) {
			next = ending{registry.RepealedByDecision, s.effect, s.effect}
		}
		shieldOff := registry.NoDay
		if l := s.lapse; l.on != registry.NoDay && l.on <= on {
			if w.shielded(l.on) {
				// The class on the lapse date decides: it lapses nothing, until the shield
				// ends. A keep or an extension reached to this day and not beyond.
				if s.ruling == registry.Keep || s.ruling == registry.Amend {
					s.ruling = ""
				}
				s.beyond = provisional{}
				if s.ruling == registry.Repeal {
					s.lapse = lapse{} // it ends with the repeal, whatever becomes of its shield
				} else if day, ok := w.shieldEnds(l.on); ok {
					shieldOff = day
				}
			} else {
				day := l.on
				if w.hearingMissing(l.on) {
					day = max(day, l.hearingUntil)
				}
				if next.how == "" || day < next.on {
					next = ending{registry.LapsedUndecided, day, l.on}
				}
			}
		}

		ends := next.how != "" && next.on <= on
		shieldFirst := shieldOff != registry.NoDay && shieldOff <= on && shieldOff <= s.next.on // look again after it
		if t := s.next; t.version != "" && t.on <= on && (!ends || t.on < next.on) && !shieldFirst {
			s.text.change(t.on, t.version)
			s.next = newText{}
		}
		switch {
		case shieldOff != registry.NoDay && shieldOff <= on && !(ends && next.on <= shieldOff):
			w.newCycleWithoutShield(s, shieldOff)
		case ends:
			s.end = next
		default:
			return
		}
	}
}

func (w world) newCycleWithoutShield(s *stand, day registry.Day) {
	// A keep is spent by now; a repeal or a trial that was decided goes on.
	s.inReview, s.refusal, s.fell, s.shieldOff = false, "", nil, true
	s.lapse = lapse{}
	if s.afterEnd > 0 {
		from := day
		for _, b := range w.bases {
			shields := b.Effect == registry.Duty || b.Effect == registry.Agrees || b.Effect == registry.RequiresLocal
			if shields && b.Until == day {
				from = max(from, b.recorded)
			}
		}
		s.lapse = lapse{on: from + registry.Day(s.afterEnd), kind: registry.BasisEnd}
	}
	// The words that decided a trial let the rule lapse at its end, also when a
	// review's earlier sunset came and went.
	if end := s.trialEnd; s.ruling == registry.Trial && day < end.on && (s.lapse.on == registry.NoDay || end.on < s.lapse.on) {
		s.lapse = end
	}
}

// take adds one event to how the rule stands at the beginning of its day.
func (w world) take(s *stand, e registry.Event) {
	if s.end.how != "" {
		w.takeAfterEnd(s, e)
		return
	}
	switch f := e.Fact.(type) {
	case registry.Adopted:
		s.begun = true
		if f.FirstReview != nil {
			// A review may have been opened before the rule takes effect.
			first := lapseOf(*f.FirstReview, registry.FirstReview)
			if s.lapse.on == registry.NoDay || first.on != registry.NoDay && first.on < s.lapse.on {
				s.lapse = first
			}
		}
	case registry.TextChanged:
		s.text.change(e.Valid, f.Version)
	case registry.TakenIntoReview:
		if !w.out[f.Review] {
			w.open(s, e.Valid, f)
		}
	case registry.Ruled:
		w.rule(s, e.Valid, f)
	case registry.NotCarried:
		s.fell = &f
	case registry.Stopped:
		if f.Until == nil || s.lapse.on == registry.NoDay {
			return
		}
		if until := lapseOf(*f.Until, registry.StopLimit); e.Valid < s.lapse.on && s.lapse.on < until.on {
			s.beyond = provisional{earliest(s.beyond.from, s.lapse.on), registry.StoppedAwaitingCouncil}
			s.lapse = until
		}
	case registry.Superseded:
		s.end = ending{how: registry.SupersededByRule, on: e.Valid}
	case registry.MinutesAwaited:
		s.minutes[f.Meeting] = f.Until
	}
}

// takeAfterEnd: once ended, ended. But a ruling that came too late is noted on a
// rule that has lapsed; and where another rule takes over on the very day of
// the end, that stands first in the table.
func (w world) takeAfterEnd(s *stand, e registry.Event) {
	switch f := e.Fact.(type) {
	case registry.Ruled:
		if s.end.how == registry.LapsedUndecided && f.Ruling != registry.Unlawful {
			s.refusal = registry.DecidedAfterSunset
		}
	case registry.Superseded:
		if s.end.on == e.Valid {
			s.end = ending{how: registry.SupersededByRule, on: e.Valid}
		}
	}
}

func (w world) open(s *stand, day registry.Day, f registry.TakenIntoReview) {
	sunset := lapseOf(w.sunsets[f.Review], registry.Sunset)
	spent := s.lapse.on <= day && w.shielded(s.lapse.on) // passed and lapsed nothing: it stands no longer
	if sunset.on != registry.NoDay && (s.lapse.on == registry.NoDay || sunset.on < s.lapse.on || spent) {
		s.lapse = sunset
	}
	if s.ruling == registry.Keep || s.ruling == registry.Amend {
		s.ruling = ""
	}
	s.refusal, s.fell, s.shieldOff, s.inReview = "", nil, false, true
	s.afterEnd = 0
	if sunset.on != registry.NoDay {
		s.afterEnd = f.AfterBasisDays
	}
}

func (w world) rule(s *stand, day registry.Day, f registry.Ruled) {
	if code := w.refuse(s, day, f); code != "" {
		s.refusal = code
		return
	}
	before := *s
	s.refusal, s.fell, s.shieldOff, s.next = "", nil, false, newText{}
	if f.Ruling != registry.Defer {
		s.ruling, s.decided, s.effect, s.beyond, s.inReview = f.Ruling, day, effectDay(day, f), provisional{}, false
		s.lapse = lapse{}
	}
	switch f.Ruling {
	case registry.Keep, registry.Amend:
		if f.Lapses {
			s.lapse = lapseOf(f.Next, registry.NextReview)
		}
		s.unstated = !shows(f, registry.SpecialReason) || !showsAll(f, f.Asks)
		if f.Ruling == registry.Amend {
			s.next = newText{s.effect, f.Version}
		}
	case registry.Repeal:
		s.oldLapse = before.lapse.on
		if before.ruling == registry.Repeal {
			s.oldLapse = earliest(before.lapse.on, before.oldLapse)
		}
	case registry.Trial:
		s.trialEnd = lapseOf(f.Next, registry.TrialEnd)
		s.lapse = s.trialEnd
	case registry.Defer:
		old := earliest(s.beyond.from, s.lapse.on)
		if s.ruling == registry.Repeal {
			old = earliest(old, s.oldLapse)
		}
		if s.ruling == registry.Repeal || s.ruling == registry.Trial {
			s.ruling = ""
		}
		s.beyond = provisional{}
		if old != registry.NoDay {
			s.beyond = provisional{old, registry.Deferred}
		}
		s.lapse = lapseOf(f.Next, registry.DeferLimit)
	case registry.Unlawful:
		s.end = ending{how: registry.FoundUnlawful, on: day}
	}
}

// effectDay is when a ruling takes effect: its own day unless it names a later one.
func effectDay(day registry.Day, f registry.Ruled) registry.Day { return max(day, f.From) }

// refuse says why a ruling does not count; empty: it counts. A late one never
// comes here: the rule has lapsed then.
func (w world) refuse(s *stand, day registry.Day, f registry.Ruled) registry.ReasonCode {
	class := w.class(effectDay(day, f), day)
	switch f.Ruling {
	case registry.Amend, registry.Repeal, registry.Trial, registry.Defer:
		switch class {
		case registry.StateDuty, registry.Agreement, registry.BoardPrinciple:
			return registry.OutsideCompetence
		case registry.MandatedLocal:
			if f.Ruling == registry.Repeal || f.Ruling == registry.Trial {
				return registry.ReplacementMissing
			}
		}
	}
	if f.By.Rank == registry.RankCouncil {
		return ""
	}
	switch f.Ruling {
	case registry.Keep, registry.Amend:
		if !shows(f, registry.CompetentBody) || !showsAll(f, f.Asks) {
			return registry.KeepLacksCriteria
		}
	default:
		if !shows(f, registry.CompetentBody) {
			return registry.OutsideCompetence
		}
	}
	return ""
}

func shows(f registry.Ruled, c registry.Criterion) bool { return slices.Contains(f.Shows, c) }

func showsAll(f registry.Ruled, asked []registry.Criterion) bool {
	return !slices.ContainsFunc(asked, func(c registry.Criterion) bool { return !shows(f, c) })
}

// earliest of two days of which either may be missing.
func earliest(a, b registry.Day) registry.Day {
	if a == registry.NoDay || b == registry.NoDay {
		return max(a, b)
	}
	return min(a, b)
}
