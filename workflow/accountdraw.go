package workflow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// rulingsCounted bounds how many rulings of a period are read one by one.
const rulingsCounted = registry.CountLimit

// drawAccount makes the account of a period as it is known now, up to and with today.
func drawAccount(r Reader, of AccountOf) (Account, error) {
	a := Account{AccountOf: of, On: min(of.Until-1, r.Today()), Made: r.Today()}
	mark, err := r.LastRevision()
	if err != nil {
		return a, err
	}
	a.Revision = mark.Revision
	for _, part := range []func(Reader) error{a.drawRegister, a.drawRulings, a.drawProvisional, a.drawFollowed, a.drawHassles, a.drawHeard, a.drawEffort} {
		if err := part(r); err != nil {
			return a, err
		}
	}
	place := map[AccountKind]int{}
	for n, m := range AccountFigures {
		place[m.Of] = n + 1
	}
	a.Figures = slices.DeleteFunc(a.Figures, func(f AccountFigure) bool { return place[f.Of] == 0 })
	slices.SortStableFunc(a.Figures, func(x, y AccountFigure) int { return place[x.Of] - place[y.Of] })
	return a, nil
}

// until is the first day that the account does not count.
func (a Account) until() registry.Day { return a.On + 1 }

// drawRegister counts what came and what went. Its figures add up: what there was, came
// and was revived, without what went, is what there is.
func (a *Account) drawRegister(r Reader) error {
	start, err := a.standing(r, a.From-1)
	if err != nil {
		return err
	}
	all, err := r.Transitions(a.Area, a.From, a.until())
	if err != nil {
		return err
	}
	n := map[AccountKind]int{}
	for _, t := range all {
		switch {
		case t.Before == registry.NotYet:
			n[AccCame] += t.N
		case t.Before.Ended():
			n[AccRevived] += t.N
		case t.Before == registry.Suspended:
			n[AccTrialsEnded] += t.N
		}
		switch {
		case t.After == registry.Lapsed:
			if n[AccLapsed] += t.N; t.Protects.Heft() < registry.ProtectsNobody.Heft() {
				n[AccLapsedProt] += t.N
			}
		case t.After == registry.Repealed && t.Reason == registry.FoundUnlawful:
			n[AccUnlawful] += t.N
		case t.After == registry.Repealed:
			n[AccRepealed] += t.N
		case t.After == registry.SupersededState:
			n[AccSuperseded] += t.N
		case t.After == registry.Suspended:
			n[AccTrialsBegan] += t.N
		}
	}
	if n[AccCameGate], err = r.AdoptedAtGate(a.Area, a.From, a.until()); err != nil {
		return err
	}
	if _, n[AccAmended], err = r.TurnsOf(a.Area, registry.TurnText, a.From, a.until(), 0); err != nil {
		return err
	}
	lapsed, _, err := r.TurnsOf(a.Area, registry.TurnLapse, a.From, a.until(), AccountListed)
	if err != nil {
		return err
	}
	for _, t := range lapsed {
		a.Rules = append(a.Rules, AccountRule{In: ListLapsed, Number: t.Number, Day: t.Day})
	}
	end, err := a.standing(r, a.On)
	if err != nil {
		return err
	}
	n[AccStart], n[AccEnd], n[AccTrials], n[AccProvisional] = total(start), total(end), end[registry.Suspended], end[registry.Extended]
	for _, of := range []AccountKind{AccStart, AccCame, AccCameGate, AccRevived, AccLapsed, AccLapsedProt, AccRepealed, AccUnlawful, AccSuperseded, AccEnd, AccAmended,
		AccProvisional, AccTrialsBegan, AccTrialsEnded, AccTrials} {
		a.add(of, n[of])
	}
	return nil
}

// standing counts the rules that apply on a day or are tried without, by state.
func (a Account) standing(r Reader, on registry.Day) (map[registry.State]int, error) {
	counts, err := r.CountStates(registry.RegisterQuery{On: on, Known: registry.RevisionOpen, Area: a.Area})
	of := map[registry.State]int{}
	for state, n := range counts.Of {
		if state != registry.NotYet && !state.Ended() {
			of[state] = n
		}
	}
	return of, err
}

func total(of map[registry.State]int) (n int) {
	for _, each := range of {
		n += each
	}
	return n
}

// drawRulings counts the final rulings of the period that have effect still.
func (a *Account) drawRulings(r Reader) error {
	rulings, err := r.RulingsWithin(a.Area, a.From, a.until(), rulingsCounted)
	if err == nil {
		rulings, err = standingRulings(r, rulings)
	}
	if err != nil {
		return err
	}
	outcomes, bodies := map[string]int{}, map[string]int{}
	with, next := 0, 0
	var without []RulingWithin
	for _, x := range rulings {
		f := x.Event.Fact.(registry.Ruled)
		outcomes[string(f.Ruling)]++
		bodies[f.By.Body]++
		if f.Ruling != registry.Keep {
			continue
		}
		if slices.Contains(f.Shows, registry.SpecialReason) {
			with++
		} else {
			without = append(without, x)
		}
		if f.Next.On != registry.NoDay {
			next++
		}
	}
	for _, kind := range registry.RulingKinds {
		if n := outcomes[string(kind)]; n > 0 {
			a.count(AccRuled, string(kind), n)
		}
	}
	for _, body := range bodyOrder(rulings) {
		a.count(AccRuledBy, body, bodies[body])
	}
	a.add(AccKeptReason, with)
	a.add(AccKeptWithout, len(without))
	a.add(AccKeptNext, next)
	a.name(ListWithout, without, func(x RulingWithin) registry.Day { return x.Event.Valid })
	return nil
}

// bodyOrder are the bodies that ruled, the highest first.
func bodyOrder(rulings []RulingWithin) (names []string) {
	ordered := slices.Clone(rulings)
	slices.SortStableFunc(ordered, func(x, y RulingWithin) int {
		a, b := x.Event.Fact.(registry.Ruled).By, y.Event.Fact.(registry.Ruled).By
		return cmp.Or(cmp.Compare(slices.Index(registry.Ranks, a.Rank), slices.Index(registry.Ranks, b.Rank)), strings.Compare(a.Body, b.Body))
	})
	for _, x := range ordered {
		names = append(names, x.Event.Fact.(registry.Ruled).By.Body)
	}
	return slices.Compact(names)
}

// name lists the first rules of some rulings, those that protect most first.
func (a *Account) name(in AccountList, rulings []RulingWithin, day func(RulingWithin) registry.Day) {
	slices.SortStableFunc(rulings, func(x, y RulingWithin) int {
		return cmp.Or(cmp.Compare(x.Weight, y.Weight), cmp.Compare(day(x), day(y)), cmp.Compare(x.Number, y.Number))
	})
	for _, x := range rulings[:min(len(rulings), AccountListed)] {
		a.Rules = append(a.Rules, AccountRule{In: in, Number: x.Number, Day: day(x)})
	}
}

// standingRulings leaves out those that were annulled.
func standingRulings(r Reader, rulings []RulingWithin) ([]RulingWithin, error) {
	events, err := eventsOf(r, rulings)
	if err != nil {
		return nil, err
	}
	stands := map[registry.EventID]bool{}
	for _, of := range events {
		for _, e := range registry.WithoutAnnulled(r.Today(), of) {
			stands[e.ID] = true
		}
	}
	return slices.DeleteFunc(rulings, func(x RulingWithin) bool { return !stands[x.Event.ID] }), nil
}

func eventsOf(r Reader, rulings []RulingWithin) (map[registry.RuleID][]registry.Event, error) {
	if len(rulings) == 0 {
		return nil, nil
	}
	ids := make([]registry.RuleID, len(rulings))
	for n, x := range rulings {
		ids[n] = x.Rule
	}
	slices.Sort(ids)
	return r.Events(slices.Compact(ids), registry.RevisionOpen)
}

// provisionalWhy are the reasons for which a rule is provisional, with their figures.
var provisionalWhy = map[registry.ReasonCode]AccountKind{
	registry.Deferred: AccDeferred, registry.StoppedAwaitingCouncil: AccStopped, registry.HearingMissing: AccUnheard}

// drawProvisional names what is provisional on the last day, why and until when, and what
// should have come up again.
func (a *Account) drawProvisional(r Reader) error {
	rules, reasons, err := r.ProvisionalOn(a.Area, a.On, AccountListed)
	if err != nil {
		return err
	}
	a.Rules = append(a.Rules, rules...)
	why := map[AccountKind]int{}
	for reason, n := range reasons {
		why[provisionalWhy[reason]] += n
	}
	for _, of := range []AccountKind{AccDeferred, AccStopped, AccUnheard} {
		a.add(of, why[of])
	}
	overdue, err := a.overdue(r)
	if err != nil {
		return err
	}
	a.add(AccOverdue, len(overdue))
	a.name(ListOverdue, overdue, func(x RulingWithin) registry.Day { return x.Event.Fact.(registry.Ruled).Next.On })
	return nil
}

// overdue are the rulings that still keep a rule, though the day on which they would have
// it looked at again has passed: that day was a reminder, and lapsed nothing.
func (a Account) overdue(r Reader) ([]RulingWithin, error) {
	due, err := r.RulingsDue(a.Area, a.until(), rulingsCounted)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	events, err := eventsOf(r, due)
	if err != nil {
		return nil, err
	}
	numbers := make([]registry.Number, len(due))
	for n, x := range due {
		numbers[n] = x.Number
	}
	slices.Sort(numbers)
	stand, err := r.Register(registry.RegisterQuery{On: a.On, Known: registry.RevisionOpen, Numbers: slices.Compact(numbers)})
	applies := map[registry.Number]bool{}
	for _, e := range stand {
		applies[e.Rule.Number] = e.Segment.State.Applies()
	}
	return slices.DeleteFunc(due, func(x RulingWithin) bool {
		return !applies[x.Number] || lastRuling(events[x.Rule], a.On) != x.Event.ID
	}), err
}

// lastRuling is the ruling that has effect on a day.
func lastRuling(events []registry.Event, on registry.Day) (last registry.EventID) {
	var at registry.Event
	for _, e := range registry.WithoutAnnulled(on, events) {
		if _, ok := e.Fact.(registry.Ruled); ok && e.Valid <= on && cmp.Or(cmp.Compare(at.Valid, e.Valid), cmp.Compare(at.Order, e.Order)) <= 0 {
			at = e
		}
	}
	return at.ID
}

// drawFollowed counts what became of the days on which something else began to apply.
func (a *Account) drawFollowed(r Reader) error {
	f, err := r.FollowedUp(a.Area, a.From, a.until())
	a.add(AccAsked, f.Asked)
	a.add(AccAnswered, f.Answered)
	a.add(AccDemands, f.Living)
	a.add(AccGuided, f.Guided)
	a.add(AccUnguided, f.Unguided+f.SaidLate)
	return err
}

// drawHassles counts those of the municipality: a hassle belongs to no area.
func (a *Account) drawHassles(r Reader) error {
	if a.Area != "" {
		return nil
	}
	all, err := r.Hassles(HassleFilter{})
	if err != nil {
		return err
	}
	opened, done, due := 0, 0, 0
	for _, h := range all {
		if a.has(h.Made) {
			opened++
		}
		finished := h.State == HassleDone && h.Moved <= a.On
		if finished && a.has(h.Moved) {
			done++
		}
		if h.Made <= a.On && h.Deadline < a.On && !finished {
			due++
		}
	}
	a.add(AccHassles, opened)
	a.add(AccHasslesDone, done)
	a.add(AccHasslesDue, due)
	packs, err := r.SendOns(SendOnFilter{Sent: true})
	sent := 0
	for _, p := range packs {
		if a.has(p.Sent) {
			sent++
		}
	}
	a.add(AccSentOn, sent)
	return err
}

func (a Account) has(day registry.Day) bool { return a.From <= day && day <= a.On }

// drawHeard counts the consultations and hearings that ended in the period, of reviews
// that the area has rules in.
func (a *Account) drawHeard(r Reader) error {
	reviews, err := r.ReviewsWith(a.Area)
	if err != nil {
		return err
	}
	consultations, err := r.Consultations("")
	if err != nil {
		return err
	}
	held := 0
	var covered Covered
	for _, c := range consultations {
		if !a.has(c.Closes-1) || !slices.Contains(reviews, c.Review) {
			continue
		}
		of, err := r.CoverageWithin(c.ID, nil)
		if err != nil {
			return err
		}
		held++
		covered.Inputs += of.Inputs
		covered.Unanswered += of.Unanswered
	}
	a.add(AccConsulted, held)
	a.add(AccInputs, covered.Inputs)
	a.add(AccInputsDone, covered.Inputs-covered.Unanswered)
	hearings, err := r.Hearings(reviews...)
	heard, answered := 0, 0
	for _, h := range hearings {
		if h.Sent == registry.NoDay || !a.has(h.Deadline) {
			continue
		}
		if heard++; h.State == HearingAnswered {
			answered++
		}
	}
	a.add(AccHearings, heard)
	a.add(AccHeard, answered)
	return err
}

// drawEffort sums what the rules take on the day before the period and on its last, both
// by the best estimates there are: so they differ by what really changed, and never by a
// better estimate (docs/decisions/0018).
func (a *Account) drawEffort(r Reader) error {
	settings, err := registry.SettingsOn(r, a.On)
	if err != nil {
		return err
	}
	applying := slices.DeleteFunc(slices.Clone(registry.States), func(s registry.State) bool { return !s.Applies() })
	for on, sum := range map[registry.Day]*registry.EffortSum{a.From - 1: &a.Start, a.On: &a.End} {
		cells, err := r.EffortCells(registry.EffortQuery{RegisterQuery: registry.RegisterQuery{On: on, Known: registry.RevisionOpen, Area: a.Area, States: applying}})
		if err != nil {
			return err
		}
		*sum, _ = registry.SumCells(cells, settings)
	}
	return nil
}
