package registrytest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// History is a random history of one rule that could be real, in recorded
// order. Its days come from a small pool, so that things often fall on the very
// same day, the day before or the day after.
func History(r *rand.Rand) []registry.Event {
	g := &teller{Rand: r, days: pool(r)}
	g.adopt()
	for g.at < len(g.days)-2 && len(g.events) < 24 {
		g.act()
		g.step()
	}
	return g.events
}

// pool is a dozen days of 2026 to 2029, some of them neighbours.
func pool(r *rand.Rand) []registry.Day {
	first := registry.MustDay("2026-01-01")
	var days []registry.Day
	for len(days) < 12 {
		d := first + registry.Day(r.IntN(48)*30+r.IntN(3)*7)
		days = append(days, d)
		if r.IntN(3) == 0 {
			days = append(days, d+1)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// teller tells a history, one event after the other; days[at] is today.
type teller struct {
	*rand.Rand
	days   []registry.Day
	at     int
	events []registry.Event

	sunset  registry.Day // of the review that the rule was last taken into
	review  int
	texts   int
	bases   []registry.Basis
	meeting int
}

func (g *teller) chance(percent int) bool { return g.IntN(100) < percent }

func (g *teller) step() {
	if g.chance(60) {
		g.at += 1 + g.IntN(100)/85
	}
	g.at = min(g.at, len(g.days)-1)
}

func (g *teller) today() registry.Day { return g.days[g.at] }

// past is a day up to today, mostly today; never before the adoption.
func (g *teller) past() registry.Day {
	if g.chance(85) {
		return g.today()
	}
	return max(g.days[g.at-min(g.at, g.IntN(4))], g.events[0].Valid)
}

// after is a later day of the pool, mostly a near one, or a day of no meaning.
func (g *teller) after(d registry.Day) registry.Day {
	if g.chance(8) {
		return d + 1 + registry.Day(g.IntN(200))
	}
	i, _ := slices.BinarySearch(g.days, d+1)
	for i < len(g.days)-1 && g.chance(50) {
		i++
	}
	if i >= len(g.days) {
		return d + 1 + registry.Day(g.IntN(400))
	}
	return g.days[i]
}

func (g *teller) record(valid registry.Day, fact registry.Fact) {
	n := len(g.events) + 1
	g.events = append(g.events, registry.Event{
		ID: registry.EventID(fmt.Sprintf("e%02d", n)), Order: n, Revision: registry.Revision(n),
		Valid: valid, Recorded: g.today(), Fact: fact,
	})
}

func (g *teller) decision(rank registry.Rank, day registry.Day, wordless int) registry.Decision {
	d := registry.Decision{Body: string(rank), Rank: rank, Day: day, Words: "Reglen bortfalder."}
	if g.chance(wordless) {
		d.Words = ""
	}
	return d
}

// lapse after a day; now and then only a reminder, without words.
func (g *teller) lapse(after registry.Day, wordless int) registry.Lapse {
	l := registry.Lapse{On: g.after(after), By: g.decision(registry.RankCouncil, g.today(), wordless)}
	switch {
	case g.chance(50):
		l.HearingUntil = l.On + 90
	case g.chance(60):
		l.HearingUntil = g.after(l.On)
	case g.chance(20):
		l.HearingUntil = l.On
	}
	return l
}

func (g *teller) version() registry.VersionID {
	g.texts++
	return registry.VersionID(fmt.Sprintf("v%d", g.texts))
}

func (g *teller) party() string { return pick(g, "ældreråd", "MED") }

func (g *teller) adopt() {
	f := registry.Adopted{Version: g.version(), Adopter: pick(g,
		registry.AdoptedByCouncil, registry.AdoptedByCouncil, registry.AdoptedByCouncil, registry.AdoptedByCouncil,
		registry.AdoptedByCouncil, registry.AdoptedByCommittee, registry.AdoptedByCommittee, registry.AdoptedByDirectorate,
		registry.AdoptedByAdministration, registry.AdoptedByLeader, registry.AdoptedByBoard, registry.AdoptedByState,
		registry.AdoptedByAgreement)}
	valid := g.today()
	if g.chance(20) {
		valid = g.after(valid)
	}
	if g.chance(35) {
		l := g.lapse(valid, 15)
		f.FirstReview = &l
	}
	g.record(valid, f)
	for g.chance(40) {
		g.basis(0)
	}
	if g.chance(30) {
		g.record(g.today(), registry.HearingRequired{Party: g.party()})
	}
	for g.today() < valid { // nothing but bases happens before it takes effect
		g.at++
		if g.chance(20) {
			g.basis(60)
		}
	}
	if g.chance(50) {
		g.open()
	}
}

// act is one thing that happens.
func (g *teller) act() {
	switch n := g.IntN(100); {
	case n < 9:
		g.record(g.past(), registry.TextChanged{Version: g.version()})
	case n < 22:
		g.basis(60)
	case n < 32:
		g.open()
	case n < 35 && g.review > 0:
		g.record(g.past(), registry.Withdrawn{Review: g.latestReview(), By: g.decision(registry.RankCouncil, g.today(), 0)})
	case n < 38 && g.review > 0:
		valid := g.past()
		g.record(valid, registry.SunsetMoved{Review: g.latestReview(), Sunset: g.lapse(valid, 4)})
	case n < 68:
		g.rulings()
	case n < 70:
		valid := g.past()
		g.record(valid, registry.Handled{Procedure: pick(g, registry.Procedures...), By: g.decision(registry.RankCouncil, valid, 0)})
	case n < 75:
		valid := g.past()
		g.record(valid, registry.NotCarried{Proposal: pick(g, registry.RulingKinds[:5]...), Tie: g.chance(40),
			Question: "Skal reglen fastholdes?", By: g.decision(registry.RankCouncil, valid, 0)})
	case n < 81:
		valid := g.past()
		f := registry.Stopped{By: g.decision(registry.RankCommittee, valid, 0)}
		if g.chance(85) {
			l := g.lapse(max(valid, min(g.sunset, g.today()+500)), 4)
			f.Until = &l
		}
		g.record(valid, f)
	case n < 87:
		g.annul()
	case n < 88:
		valid := g.today()
		if g.chance(50) {
			valid = g.after(valid)
		}
		g.record(valid, registry.Superseded{By: 43})
	case n < 92:
		g.record(g.past(), registry.HearingRequired{Party: g.party()})
	case n < 95:
		g.record(g.past(), registry.HearingHeld{Party: g.party()})
	default:
		g.meeting++
		valid := g.past()
		f := registry.MinutesAwaited{Meeting: registry.MeetingID(fmt.Sprintf("m%d", g.meeting)), Until: valid + 14}
		if g.chance(50) {
			f.Until = g.after(valid)
		}
		g.record(valid, f)
		if g.chance(40) { // and the minutes are in
			g.step()
			f.Until = registry.NoDay
			g.record(valid, f)
		}
	}
}

// basis records a new basis, or an old one anew with another end.
func (g *teller) basis(anew int) {
	b := registry.Basis{ID: registry.BasisID(fmt.Sprintf("b%d", len(g.bases)+1)), Reference: "Aftale § 1",
		Effect: pick(g, registry.Duty, registry.RequiresLocal, registry.RequiresLocal, registry.Minimum, registry.Minimum,
			registry.Minimum, registry.Permits, registry.Agrees),
		From: pick(g, g.days[0]-1000, g.days[g.IntN(g.at+1)], g.today(), g.after(g.today()))}
	if len(g.bases) > 0 && g.chance(anew) {
		i := g.IntN(len(g.bases))
		old := g.bases[i]
		b.Effect, b.From = old.Effect, old.From
		if g.chance(40) && old.Until < registry.LastDay {
			b.From = old.Until // replaced without a gap
		} else {
			b.ID = old.ID
		}
	}
	b.Until = registry.LastDay
	if g.chance(75) {
		b.Until = max(g.after(g.today()), b.From+1)
		if g.chance(15) {
			b.Until = g.after(b.From)
		}
	}
	g.bases = append(slices.DeleteFunc(g.bases, func(o registry.Basis) bool { return o.ID == b.ID }), b)
	g.record(b.From, registry.BasisRecorded{Basis: b})
}

func (g *teller) open() {
	valid := g.past()
	g.review++
	f := registry.TakenIntoReview{Review: g.latestReview(), Sunset: g.lapse(valid, 4)}
	if g.chance(60) {
		f.AfterBasisDays = pick(g, 180, 30, 1)
	}
	g.sunset = f.Sunset.On
	g.record(valid, f)
	if g.chance(25) {
		g.record(g.past(), registry.HearingRequired{Party: g.party()})
	}
}

func (g *teller) latestReview() registry.ReviewID {
	return registry.ReviewID(fmt.Sprintf("r%d", g.review))
}

// rulings are one or more on one day.
func (g *teller) rulings() {
	valid := g.past()
	if g.chance(15) && g.review > 0 && g.sunset-1 >= g.events[0].Valid && g.sunset < g.today() {
		valid = g.sunset - registry.Day(g.IntN(2)) // on the lapse date or the day before, typed in late
	}
	g.record(valid, g.ruling(valid))
	for g.chance(12) {
		g.record(valid, g.ruling(valid))
	}
}

func (g *teller) ruling(valid registry.Day) registry.Ruled {
	f := registry.Ruled{
		Ruling: pick(g, registry.Keep, registry.Keep, registry.Keep, registry.Amend, registry.Amend, registry.Repeal,
			registry.Trial, registry.Trial, registry.Defer, registry.Defer, registry.Unlawful),
		By: g.decision(pick(g, registry.RankCouncil, registry.RankCommittee, registry.RankAdministration), valid, 0),
	}
	if f.Ruling == registry.Unlawful && g.chance(70) {
		f.Ruling = registry.Defer
	}
	for _, c := range registry.Criteria {
		often := c == registry.SpecialReason || c == registry.CompetentBody
		if g.chance(50) || often && g.chance(70) {
			f.Shows = append(f.Shows, c)
		}
		if g.chance(6) || c == registry.SpecialReason && g.chance(25) {
			f.Asks = append(f.Asks, c)
		}
	}
	if f.By.Rank == registry.RankCouncil && g.chance(70) {
		f.Asks = nil
	}
	start := valid
	switch f.Ruling {
	case registry.Amend, registry.Repeal, registry.Trial:
		if g.chance(65) {
			f.From = g.after(valid)
		} else if g.chance(20) {
			f.From = valid
		}
		start = max(start, f.From)
		if f.Ruling == registry.Amend && g.chance(85) {
			f.Version = g.version()
		}
	}
	switch f.Ruling {
	case registry.Keep, registry.Amend:
		if g.chance(75) {
			f.Next, f.Lapses = g.lapse(start, 5), g.chance(75)
		}
	case registry.Trial, registry.Defer:
		f.Next, f.Lapses = g.lapse(start, 0), true
	}
	return f
}

// annul takes an event's effect away, from the start or from a later day.
func (g *teller) annul() {
	e := g.events[g.IntN(len(g.events))]
	if _, adoption := e.Fact.(registry.Adopted); adoption {
		return // a rule without an adoption is no rule
	}
	valid := e.Valid
	if g.chance(50) {
		valid = max(valid, g.today())
	}
	g.record(valid, registry.Annulled{Event: e.ID, By: g.decision(registry.RankCouncil, g.today(), 0)})
}

func pick[T any](g *teller, of ...T) T { return of[g.IntN(len(of))] }

// BoundaryDays are the days on which something can change: every day that the
// events name, the days that follow from them, and the days beside.
func BoundaryDays(events []registry.Event) []registry.Day {
	days := []registry.Day{registry.FirstDay, registry.LastDay - 1}
	add := func(d registry.Day) {
		if d > registry.FirstDay && d < registry.LastDay-1 {
			days = append(days, d-1, d, d+1)
		}
	}
	lapse := func(l registry.Lapse) { add(l.On); add(l.HearingUntil) }
	var after, ends []registry.Day // from the end of a shield to a lapse
	for _, e := range events {
		add(e.Valid)
		switch f := e.Fact.(type) {
		case registry.Adopted:
			if f.FirstReview != nil {
				lapse(*f.FirstReview)
			}
		case registry.BasisRecorded:
			add(f.From)
			add(f.Until)
			ends = append(ends, f.Until, e.Recorded)
		case registry.TakenIntoReview:
			lapse(f.Sunset)
			after = append(after, registry.Day(f.AfterBasisDays))
		case registry.SunsetMoved:
			lapse(f.Sunset)
		case registry.Ruled:
			add(f.From)
			lapse(f.Next)
		case registry.Stopped:
			if f.Until != nil {
				lapse(*f.Until)
			}
		case registry.MinutesAwaited:
			add(f.Until)
		}
	}
	slices.Sort(after)
	slices.Sort(ends)
	for _, n := range slices.Compact(after) {
		for _, d := range slices.Compact(ends) {
			if n > 0 && d < registry.LastDay {
				add(d + n)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// RandomDays are n days around the days of the events.
func RandomDays(r *rand.Rand, events []registry.Event, n int) []registry.Day {
	first, last := events[0].Valid, events[0].Valid
	for _, e := range events {
		first, last = min(first, e.Valid), max(last, e.Valid)
	}
	days := make([]registry.Day, n)
	for i := range days {
		days[i] = first - 30 + registry.Day(r.IntN(int(last-first)+1000))
	}
	return days
}

// Describe prints events one per line, as recorded.
func Describe(events []registry.Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s valid %s recorded %s order %d: %s\n", e.ID, e.Valid, e.Recorded, e.Order, describe(e.Fact))
	}
	return b.String()
}

func describe(fact registry.Fact) string {
	lapse := func(l registry.Lapse) string {
		s := l.On.String()
		if l.HearingUntil != registry.NoDay {
			s += " (hearing until " + l.HearingUntil.String() + ")"
		}
		if l.By.Words == "" {
			s += " (reminder)"
		}
		return s
	}
	switch f := fact.(type) {
	case registry.Adopted:
		s := fmt.Sprintf("adopted by %s, text %s", f.Adopter, f.Version)
		if f.FirstReview != nil {
			s += ", first review " + lapse(*f.FirstReview)
		}
		return s
	case registry.BasisRecorded:
		return fmt.Sprintf("basis %s %s [%s, %s)", f.ID, f.Effect, f.From, f.Until)
	case registry.TakenIntoReview:
		return fmt.Sprintf("review %s sunset %s, %d days after a basis", f.Review, lapse(f.Sunset), f.AfterBasisDays)
	case registry.SunsetMoved:
		return fmt.Sprintf("review %s sunset moved to %s", f.Review, lapse(f.Sunset))
	case registry.Withdrawn:
		return fmt.Sprintf("withdrawn from review %s", f.Review)
	case registry.Ruled:
		s := fmt.Sprintf("%s by %s", f.Ruling, f.By.Rank)
		if f.From != registry.NoDay {
			s += " from " + f.From.String()
		}
		if f.Version != "" {
			s += " text " + string(f.Version)
		}
		if f.Next.On != registry.NoDay {
			s += fmt.Sprintf(" next %s lapses %t", lapse(f.Next), f.Lapses)
		}
		return s + fmt.Sprintf(" shows %v asks %v", f.Shows, f.Asks)
	case registry.NotCarried:
		return fmt.Sprintf("%s not carried, tie %t", f.Proposal, f.Tie)
	case registry.Stopped:
		if f.Until == nil {
			return "stopped"
		}
		return "stopped until " + lapse(*f.Until)
	case registry.Annulled:
		return "annulled " + string(f.Event)
	case registry.MinutesAwaited:
		return fmt.Sprintf("minutes of %s awaited until %s", f.Meeting, f.Until)
	}
	return fmt.Sprintf("%s %+v", fact.Kind(), fact)
}
