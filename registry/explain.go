package registry

import (
	"context"
	"slices"
	"sort"
)

// Condition is one thing that a sentence asks, with whether it holds. Those that
// compare a fact of the row are told by Column, Compared and Value; those that rest on
// another sentence by Sentence; all by Rego.
type Condition struct {
	Column   string // of Row, by its name in JSON; empty where it compares none
	Compared Comparison
	Value    string // what the fact is compared with; empty for the day
	Fact     string // what the row holds
	Sentence string // the name of the sentence it rests on; empty where it compares a fact
	Rego     string
	Holds    bool
}

// Comparison is how a fact is compared.
type Comparison string

const (
	FactReached Comparison = "reached" // the fact's day has come
	FactAhead   Comparison = "ahead"   // the fact's day is later
	FactIs      Comparison = "is"
	FactIsNot   Comparison = "is_not"
)

// Held is a sentence of the policy with what it asked of a rule on a day. It holds when
// all conditions of one of its ways do.
type Held struct {
	Sentence Sentence
	Holds    bool
	Ways     [][]Condition
}

// Explainer can be a Judge that can tell which of its sentences hold. Errors are
// CodePolicyFailed.
type Explainer interface {
	// Explain tells of each sentence that a main reason rests on, in their order, and of
	// those that they rest on in turn.
	Explain(on Day, row Row) ([]Held, error)
}

// Way is something that could be decided, or could have been.
type Way string

const (
	WayNothing  Way = "nothing"  // nobody decides anything more
	WayKeep     Way = "keep"     // the council keeps it, with everything that is expected of a keep
	WayBareKeep Way = "bare"     // the council keeps it and gives no special reason
	WayLateKeep Way = "late"     // the council keeps it on the lapse date itself
	WayCriteria Way = "criteria" // the keep that did not count shows what it lacked
	WayHearing  Way = "hearing"  // who must be heard is heard
	WayRepeal   Way = "repeal"
	WayTrial    Way = "trial"
	WayDefer    Way = "defer"
)

// Ways in the order in which they are told.
var Ways = []Way{WayNothing, WayKeep, WayBareKeep, WayLateKeep, WayCriteria, WayHearing, WayRepeal, WayTrial, WayDefer}

// Alternative is what the answer would be on a day if one thing were decided. It is found
// by judging the rule with that decision in its history, not by a text about it.
type Alternative struct {
	Way     Way
	Decided Day // NoDay where nothing is decided
	On      Day // the day that is judged
	Answer  Answer
}

// Keeps says that the rule would apply on the day.
func (a Alternative) Keeps() bool { return a.Answer.State.Applies() }

// Explanation is why a rule has its status on a day: the facts, the sentences of the
// policy that hold and do not hold, and what would change the answer.
type Explanation struct {
	RuleView
	Row          Row
	Answer       Answer // of the policy to the row, asked now
	Held         []Held
	Alternatives []Alternative // none where no lapse date is set, and of what was known earlier
}

// Explain says why a rule has its status on a day. Errors are those of Rule.
func (s *Service) Explain(ctx context.Context, number Number, q StatusQuery) (Explanation, error) {
	var x Explanation
	err := s.Store.View(ctx, func(r Reader) error {
		rq := RegisterQuery{On: q.On}
		mark, err := s.resolve(r, q.Known, &rq)
		if err != nil {
			return err
		}
		if x.RuleView, err = ReadRule(r, number, rq.On, rq.Known); err != nil {
			return err
		}
		x.Mark = mark
		versions, err := r.GameVersions()
		if err != nil {
			return err
		}
		return x.explain(versions, s.Maker, q.Known == "")
	})
	return x, err
}

func (x *Explanation) explain(versions []GameVersion, maker RulebookMaker, now bool) error {
	rules, _, err := inCharge(maker, knownThen(versions, x.Segment))
	if err != nil {
		return err
	}
	if x.Row, err = rowOn(x.Events, rules, x.On); err != nil {
		return err
	}
	judge, err := rules.At(x.On)
	if err != nil {
		return err
	}
	if x.Answer, err = judge.Status(x.On, x.Row); err != nil {
		return err
	}
	if e, ok := judge.(Explainer); ok {
		if x.Held, err = e.Explain(x.On, x.Row); err != nil {
			return err
		}
	}
	if now && x.Row.LapseDate < LastDay {
		x.Alternatives, err = alternatives(x.Events, rules, x.On, x.Row)
	}
	return err
}

// knownThen leaves out versions that had not been adopted when the answer was given:
// those that begin on its days, or before, and are not what judged it.
func knownThen(versions []GameVersion, s Segment) []GameVersion {
	judged := map[GameKind]string{GamePolicy: s.PolicyDigest, GameSettings: s.SettingsDigest}
	last := map[GameKind]Day{}
	for _, v := range versions {
		if v.From < s.Until && v.Digest == judged[v.Kind] {
			last[v.Kind] = max(last[v.Kind], v.From)
		}
	}
	return slices.DeleteFunc(slices.Clone(versions), func(v GameVersion) bool {
		return v.From < s.Until && v.From > last[v.Kind]
	})
}

// rowOn is the row of facts by which a day is judged.
func rowOn(events []Event, rules Rulebook, on Day) (Row, error) {
	for _, w := range worlds(events) {
		if on < w.from || on >= w.until {
			continue
		}
		judged, err := w.walk(rules)
		if err != nil {
			return Row{}, err
		}
		if i := sort.Search(len(judged), func(i int) bool { return judged[i].Until > on }); i < len(judged) {
			return judged[i].row, nil
		}
	}
	return Row{}, refuse(CodeNotRecorded)
}

// alternatives judges, for each way that is open, the day on which it shows: the lapse
// date, or the day asked about where that is later.
func alternatives(events []Event, rules Rulebook, on Day, row Row) ([]Alternative, error) {
	h := hypothesis{events: events, row: row, on: max(on, row.LapseDate)}
	var all []Alternative
	for _, way := range Ways {
		events, decided, ok := h.with(way)
		if !ok {
			continue
		}
		timeline, err := Timeline(events, rules)
		if err != nil {
			return nil, err
		}
		segment, ok := SegmentOn(timeline, h.on)
		if !ok {
			continue
		}
		all = append(all, Alternative{Way: way, Decided: decided, On: h.on, Answer: Answer{State: segment.State, Reasons: segment.Reasons}})
	}
	return all, nil
}

// hypothesis is a rule whose lapse date has come or will come.
type hypothesis struct {
	events []Event
	row    Row
	on     Day
}

// aYear is how long a trial or a deferral lasts that nobody has proposed.
const aYear = 365

// with is the rule's history with one more decision in it, on the last day on which it
// is in time; false where the way is not open.
func (h hypothesis) with(way Way) ([]Event, Day, bool) {
	lapse := h.row.LapseDate
	in := lapse - 1
	later := Lapse{On: h.on + aYear, By: Decision{Body: "–", Rank: RankCouncil, Day: in, Words: "–"}}
	ruling := Ruled{Ruling: Keep, By: Decision{Body: "–", Rank: RankCouncil, Day: in, Words: "–"}, Shows: Criteria}
	switch way {
	case WayNothing:
		return h.events, NoDay, true
	case WayBareKeep:
		ruling.Shows = nil
	case WayLateKeep:
		in = lapse
		ruling.By.Day = in
	case WayRepeal:
		ruling.Ruling, ruling.From = Repeal, lapse
	case WayTrial:
		ruling.Ruling, ruling.From, ruling.Next = Trial, lapse, later
	case WayDefer:
		ruling.Ruling, ruling.Next = Defer, later
	case WayHearing:
		return h.heard(in)
	case WayCriteria:
		return h.complete()
	}
	return h.and(Event{Valid: in, Fact: ruling}), in, true
}

// and adds an event, after all others of its day.
func (h hypothesis) and(e Event) []Event {
	e.ID, e.Order = "hypothesis", 1<<20
	return append(slices.Clone(h.events), e)
}

// heard is the history in which every party that must be heard was heard in time.
func (h hypothesis) heard(in Day) ([]Event, Day, bool) {
	if !h.row.HearingMissing {
		return nil, NoDay, false
	}
	events := slices.Clone(h.events)
	for _, e := range h.events {
		if f, ok := e.Fact.(HearingRequired); ok {
			events = append(events, Event{ID: "hypothesis-" + e.ID, Valid: max(e.Valid, in), Order: 1 << 20, Fact: HearingHeld(f)})
		}
	}
	return events, in, true
}

// complete is the history in which the keep that lacked something showed it all.
func (h hypothesis) complete() ([]Event, Day, bool) {
	if h.row.Refusal != KeepLacksCriteria {
		return nil, NoDay, false
	}
	events := slices.Clone(h.events)
	for i, e := range slices.Backward(events) {
		if f, ok := e.Fact.(Ruled); ok && e.Valid == h.row.RefusalDay {
			f.Shows = Criteria
			events[i].Fact = f
			return events, e.Valid, true
		}
	}
	return nil, NoDay, false
}
