// Package registrytest holds an independent model of the register's heart, a
// generator of random histories, and the design's worked days as data.
//
// The model is written from the tables of the design alone. It is slow and
// plain: it forgets everything between two days, and for each day it starts
// again from the list of events.
package registrytest

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Expectation is what the design says of a rule on a day. The first reason is
// the main one; the others are a set, here in alphabetical order.
type Expectation struct {
	State   registry.State
	Class   registry.Class
	Reasons []registry.ReasonCode
	Version registry.VersionID
}

// Equal compares two expectations, the secondary reasons as sets.
func (e Expectation) Equal(o Expectation) bool {
	return e.State == o.State && e.Class == o.Class && e.Version == o.Version &&
		slices.Equal(MainFirst(e.Reasons), MainFirst(o.Reasons))
}

func (e Expectation) String() string {
	var codes []string
	for _, c := range MainFirst(e.Reasons) {
		codes = append(codes, string(c))
	}
	return string(e.State) + " " + strings.Join(codes, "+") + " (" + string(e.Class) + ", text " + string(e.Version) + ")"
}

// MainFirst is the reasons with the secondary ones sorted and each once.
func MainFirst(codes []registry.ReasonCode) []registry.ReasonCode {
	if len(codes) == 0 {
		return nil
	}
	rest := slices.Clone(codes[1:])
	slices.Sort(rest)
	rest = slices.DeleteFunc(slices.Compact(rest), func(c registry.ReasonCode) bool { return c == codes[0] })
	return append([]registry.ReasonCode{codes[0]}, rest...)
}

// Status is the design's answer for a day: the events that have effect seen
// from that day, what they and the passing days led to, and the case table.
// Events come in the order in which they were recorded.
func Status(events []registry.Event, on registry.Day) Expectation {
	w := worldOn(events, on)
	s := w.standOn(on)
	state, reasons := w.caseTable(s, on)
	text := s.text.now
	if s.end.how != "" && s.end.on == s.text.since {
		text = s.text.before // what ended has the text of its last day
	}
	return Expectation{State: state, Class: w.class(on, on), Reasons: MainFirst(reasons), Version: text}
}

// ---- What has effect, seen from a day

// world is what has effect seen from a day: events valid by then, in the order
// of their days, without what was annulled or withdrawn, and with each review's
// sunset as it was moved.
type world struct {
	adoption registry.Adopted
	events   []registry.Event                     // by day, then as recorded
	bases    []basis                              // the latest record of each, also of a day to come
	sunsets  map[registry.ReviewID]registry.Lapse // of the reviews the rule is in
	out      map[registry.ReviewID]bool           // reviews the rule was withdrawn from
}

type basis struct {
	registry.Basis
	valid, recorded registry.Day
}

func worldOn(recorded []registry.Event, on registry.Day) world {
	w := world{sunsets: map[registry.ReviewID]registry.Lapse{}, out: map[registry.ReviewID]bool{}}

	// An annulment can itself be annulled, by one recorded later.
	void := map[registry.EventID]bool{}
	for _, e := range slices.Backward(recorded) {
		if f, ok := e.Fact.(registry.Annulled); ok && e.Valid <= on && !void[e.ID] {
			void[f.Event] = true
		}
	}
	for _, e := range recorded {
		if void[e.ID] {
			continue
		}
		switch f := e.Fact.(type) {
		case registry.Adopted:
			w.adoption = f
		case registry.BasisRecorded:
			// The latest record replaces earlier ones altogether.
			w.bases = slices.DeleteFunc(w.bases, func(b basis) bool { return b.ID == f.ID })
			w.bases = append(w.bases, basis{f.Basis, e.Valid, e.Recorded})
		}
		if e.Valid <= on {
			w.events = append(w.events, e)
		}
	}
	slices.SortStableFunc(w.events, func(a, b registry.Event) int {
		if a.Valid != b.Valid {
			return int(a.Valid) - int(b.Valid)
		}
		return a.Order - b.Order
	})

	// Withdrawal and a moved sunset need a decision before the sunset then in force.
	for _, e := range w.events {
		switch f := e.Fact.(type) {
		case registry.TakenIntoReview:
			w.sunsets[f.Review] = f.Sunset
		case registry.Withdrawn:
			if s, in := w.sunsets[f.Review]; in && !w.out[f.Review] && e.Valid < s.On {
				w.out[f.Review] = true
			}
		case registry.SunsetMoved:
			if s, in := w.sunsets[f.Review]; in && !w.out[f.Review] && e.Valid < s.On {
				w.sunsets[f.Review] = f.Sunset
			}
		}
	}
	return w
}

// class of the rule on a day, as far as the bases valid by another day tell.
func (w world) class(on, known registry.Day) registry.Class {
	has := func(effect registry.Effect) bool {
		return slices.ContainsFunc(w.bases, func(b basis) bool {
			return b.Effect == effect && b.valid <= known && b.From <= on && on < b.Until
		})
	}
	switch {
	case has(registry.Duty):
		return registry.StateDuty
	case has(registry.Agrees):
		return registry.Agreement
	case w.adoption.Adopter == registry.AdoptedByBoard:
		return registry.BoardPrinciple
	case has(registry.RequiresLocal):
		return registry.MandatedLocal
	case has(registry.Minimum):
		return registry.AddOn
	case w.adoption.Adopter == registry.AdoptedByCouncil, w.adoption.Adopter == registry.AdoptedByCommittee:
		return registry.CouncilRule
	}
	return registry.AdministrativeRule
}

// shielded: something outside the council's power held the rule on a day past.
func (w world) shielded(on registry.Day) bool { return isShield(w.class(on, on)) }

func isShield(c registry.Class) bool {
	return c == registry.StateDuty || c == registry.Agreement || c == registry.BoardPrinciple || c == registry.MandatedLocal
}

// shieldEnds is the first day after one on which the rule was shielded on which
// it no longer is; ok is false while that is not known.
func (w world) shieldEnds(after registry.Day) (end registry.Day, ok bool) {
	for _, b := range w.bases {
		if b.Until > after && b.Until < registry.LastDay && !w.shielded(b.Until) && (!ok || b.Until < end) {
			end, ok = b.Until, true
		}
	}
	return end, ok
}

// floorHolds: the statutory minimum held on every day from one to another.
func (w world) floorHolds(from, on registry.Day) bool {
	for day := from; day <= on; {
		until := day
		for _, b := range w.bases {
			if b.Effect == registry.Minimum && b.From <= day && day < b.Until {
				until = max(until, b.Until)
			}
		}
		if until == day {
			return false
		}
		day = until
	}
	return true
}

// hearingMissing: a party that had to be heard had not been when a lapse date came.
func (w world) hearingMissing(lapse registry.Day) bool {
	missing := map[string]bool{}
	for _, e := range w.events {
		if e.Valid >= lapse {
			break
		}
		switch f := e.Fact.(type) {
		case registry.HearingRequired:
			missing[f.Party] = true
		case registry.HearingHeld:
			delete(missing, f.Party)
		}
	}
	return len(missing) > 0
}

// ---- What events and passing days led to

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

// ---- The answer, case by case

// caseTable is the design's table, line by line: the first that fits.
func (w world) caseTable(s stand, on registry.Day) (registry.State, []registry.ReasonCode) {
	class := w.class(on, on)
	kept := s.ruling == registry.Keep || s.ruling == registry.Amend
	inForce := func(main registry.ReasonCode, more ...registry.ReasonCode) (registry.State, []registry.ReasonCode) {
		return registry.InForce, s.withRefusal(main, more...)
	}
	switch {
	case !s.begun:
		return registry.NotYet, codes(registry.NotYetEffective)

	case s.end.how == registry.SupersededByRule:
		return registry.SupersededState, codes(registry.SupersededByRule)

	case s.end.how == registry.FoundUnlawful:
		return registry.Repealed, codes(registry.FoundUnlawful)

	case s.end.how == registry.RepealedByDecision && w.floorRemains(s.end, on):
		return registry.FloorOnly, codes(registry.FloorRemains, registry.RepealedByDecision)

	case s.end.how == registry.RepealedByDecision:
		return registry.Repealed, codes(registry.RepealedByDecision)

	case s.end.how == "" && s.lapse.on != registry.NoDay && s.lapse.on <= on && !w.shielded(s.lapse.on):
		return registry.Extended, s.withRefusal(registry.HearingMissing)

	case s.end.how == registry.LapsedUndecided && w.floorRemains(s.end, on):
		return registry.FloorOnly, append(codes(registry.FloorRemains), s.whyLapsed(on)...)

	case s.end.how == registry.LapsedUndecided:
		return registry.Lapsed, s.whyLapsed(on)

	case class == registry.StateDuty && kept:
		return inForce(registry.IsStateDuty, registry.OutsideCompetence)
	case class == registry.StateDuty:
		return inForce(registry.IsStateDuty)
	case class == registry.Agreement && kept:
		return inForce(registry.BoundByAgreement, registry.OutsideCompetence)
	case class == registry.Agreement:
		return inForce(registry.BoundByAgreement)
	case class == registry.BoardPrinciple && kept:
		return inForce(registry.OwnedByBoard, registry.OutsideCompetence)
	case class == registry.BoardPrinciple:
		return inForce(registry.OwnedByBoard)

	case class == registry.MandatedLocal && !kept:
		return inForce(registry.MandatedByLaw)

	case s.ruling == registry.Trial && s.effect <= on && on < s.trialEnd.on:
		return registry.Suspended, s.withRefusal(registry.TrialRunning)
	case s.ruling == registry.Trial && on < s.effect:
		return inForce(registry.TrialDecided)

	case s.ruling == registry.Repeal:
		return inForce(registry.RepealPending)

	case s.beyond.from != registry.NoDay && s.beyond.from <= on:
		return registry.Extended, s.withRefusal(s.beyond.reason)

	case s.ruling == registry.Keep && s.unstated:
		return inForce(registry.KeptByDecision, registry.KeptWithoutStatedReason)
	case s.ruling == registry.Keep:
		return inForce(registry.KeptByDecision)
	case s.ruling == registry.Amend:
		return inForce(registry.AmendedByDecision)

	case s.shieldOff:
		return inForce(registry.BasisEnded)

	case s.inReview:
		return inForce(registry.ReviewPending)
	}
	return inForce(registry.NotInReview)
}

// floorRemains: what ended was an add-on, and its minimum has held since.
func (w world) floorRemains(end ending, on registry.Day) bool {
	return w.class(end.class, end.class) == registry.AddOn && w.floorHolds(end.class, on)
}

func (s stand) withRefusal(main registry.ReasonCode, more ...registry.ReasonCode) []registry.ReasonCode {
	all := append(codes(main), more...)
	if s.refusal != "" {
		all = append(all, s.refusal)
	}
	return all
}

// whyLapsed is LAPSED_UNDECIDED with what else bears on it.
func (s stand) whyLapsed(on registry.Day) []registry.ReasonCode {
	why := s.withRefusal(registry.LapsedUndecided)
	if s.lapse.kind == registry.FirstReview || s.lapse.kind == registry.NextReview {
		why = append(why, registry.ReviewOverdue)
	}
	if s.fell != nil && s.fell.Tie {
		why = append(why, registry.TieVote)
	}
	if s.fell != nil && !s.fell.Tie && (s.fell.Proposal == registry.Keep || s.fell.Proposal == registry.Amend) {
		why = append(why, registry.KeepNotCarried)
	}
	for _, until := range s.minutes {
		if until > on {
			why = append(why, registry.MinutesAreAwaited)
			break
		}
	}
	return why
}

func codes(c ...registry.ReasonCode) []registry.ReasonCode { return c }
