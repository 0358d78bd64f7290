package registry

import (
	"cmp"
	"context"
	"slices"
)

// Turn is a day on which something else begins to apply to a rule: another state, or
// another text. It follows from the timeline and nothing else, so it comes whether
// or not a server runs on the day.
type Turn struct {
	Day    Day      `json:"day"`
	Number Number   `json:"number"`
	Kind   TurnKind `json:"kind"`
}

// TurnKind is what begins.
type TurnKind string

const (
	TurnLapse      TurnKind = "lapse"
	TurnRepeal     TurnKind = "repeal"
	TurnSuperseded TurnKind = "superseded"
	TurnFloor      TurnKind = "floor"    // the law's minimum alone remains
	TurnTrial      TurnKind = "trial"    // without the rule
	TurnText       TurnKind = "new_text" // an amendment
	TurnExtended   TurnKind = "extended" // it goes on provisionally
	TurnAgain      TurnKind = "again"    // it applies again: a trial ended, or an end had no effect
)

// TurnKinds in the order in which they are counted.
var TurnKinds = []TurnKind{TurnLapse, TurnRepeal, TurnSuperseded, TurnFloor, TurnTrial, TurnText, TurnExtended, TurnAgain}

// Stops says that there is something which people must stop doing.
func (k TurnKind) Stops() bool { return k != TurnExtended && k != TurnAgain }

// Turns are those of a rule's timeline, by day. That a rule begins is none.
func Turns(number Number, timeline []Segment) (turns []Turn) {
	for n := 1; n < len(timeline); n++ {
		if kind := turnTo(timeline[n-1], timeline[n]); kind != "" {
			turns = append(turns, Turn{timeline[n].From, number, kind})
		}
	}
	return turns
}

// turnTo is what becomes different from one segment to the next; empty: nothing that
// anybody must do otherwise. The migration that first lists turns says the same in SQL.
func turnTo(before, s Segment) TurnKind {
	text := before.Version != "" && before.Version != s.Version
	switch {
	case before.State == s.State:
		if text && s.State.Applies() {
			return TurnText
		}
		return ""
	case s.State == Lapsed:
		return TurnLapse
	case s.State == Repealed:
		return TurnRepeal
	case s.State == SupersededState:
		return TurnSuperseded
	case s.State == FloorOnly:
		return TurnFloor
	case s.State == Suspended:
		return TurnTrial
	case s.State != InForce && s.State != Extended || before.State == NotYet:
		return ""
	case before.State == Suspended || before.State == FloorOnly || before.State.Ended():
		return TurnAgain
	case text:
		return TurnText
	case s.State == Extended:
		return TurnExtended
	}
	return ""
}

// Crowded is with how many turns more than that a day has too many to look at each.
const Crowded = 40

// TurnQuery asks for turns from From and before Until.
type TurnQuery struct {
	From, Until Day    // NoDay: today, and without end
	Unit        string // of the rules now; empty: all
	Stops       bool   // only those after which something must stop
	Role        string // of the rules now; empty: all
	Unguided    bool   // only those of which nobody has said what applies from then
	Living      bool   // only those whose demand lives on in some unit
	Unsought    bool   // only those of which nobody has said where the demand stands
	Owner       string // of the rules now, a post; empty: all
	Reach       Reach
	After       TurnPlace
	Limit       int
}

// TurnPlace is the place of a turn in a list: by day, the rules that protect most
// first, and then by number. Weight is told by Heft.
type TurnPlace struct {
	Day    Day
	Weight int
	Number Number
}

// Heft is the weight of a rule in a list of turns: the lowest number comes first.
func (p Protects) Heft() int {
	return len(ProtectsChoices) - 1 - max(place(ProtectsChoices, p), 1)
}

// Listed is a turn as a list has it.
type Listed struct {
	Turn
	Weight int
	Unit   string
}

// Place of a turn in a list.
func (l Listed) Place() TurnPlace { return TurnPlace{l.Day, l.Weight, l.Number} }

// TurnDay counts the turns of a day.
type TurnDay struct {
	Day        Day
	Of         map[TurnKind]int
	Protecting int // of the rules that protect somebody
}

// All turns of the day.
func (d TurnDay) All() (n int) {
	for _, one := range d.Of {
		n += one
	}
	return n
}

// Crowded says that the day has too many.
func (d TurnDay) Crowded() bool { return d.All() > Crowded }

// TurnReader is what can be read about turns.
type TurnReader interface {
	// Turns lists them in the order of TurnPlace.
	Turns(TurnQuery) ([]Listed, error)
	// TurnDays counts the turns of days from one on, at most limit days.
	TurnDays(from Day, limit int) ([]TurnDay, error)
	// UntoldTurn is one of which the post is to be told, and with how many days' notice;
	// false when there is none.
	UntoldTurn() (day Day, owner string, mark int, found bool, err error)
	// OwnTurns are those of a post on a day of which it was not told with a notice of
	// mark days or fewer.
	OwnTurns(day Day, owner string, mark int) ([]Listed, error)
	// UntoldTurnDay is a day within a number of days on which rules lapse, and of which
	// the secretaries were not told.
	UntoldTurnDay(within int) (Day, bool, error)
}

// TurnWriter notes who was told of turns.
type TurnWriter interface {
	// SetTurnsTold says that the post was told of what OwnTurns gives.
	SetTurnsTold(day Day, owner string, mark int) error
	// SetTurnDayTold says that the secretaries were; false when somebody else was first.
	SetTurnDayTold(Day) (bool, error)
}

// TurnView is a turn with the rule as it stands on its day: the text is that which
// begins, or which applied last, and the segment has the reasons.
type TurnView struct {
	Listed
	Entry RegisterEntry
}

// TurnPage is a page of a list.
type TurnPage struct {
	From, Until Day
	Turns       []TurnView
	More        bool
}

// Turns lists what begins to apply between two days, that which protects most first
// on each. CodeInvalid with fields.
func (s *Service) Turns(ctx context.Context, q TurnQuery) (page TurnPage, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { page, err = ReadTurns(r, q); return err })
	return page, err
}

// ReadTurns is Turns within a transaction.
func ReadTurns(r Reader, q TurnQuery) (page TurnPage, err error) {
	if q.From == NoDay {
		q.From = r.Today()
	}
	if q.Until == NoDay {
		q.Until = LastDay
	}
	var c Checks
	c.Text("unit", q.Unit, LimitName, false)
	c.Text("role", q.Role, LimitName, false)
	c.Text("owner", q.Owner, LimitName, false)
	if q.Until <= q.From {
		c.Fail("until", CodeEndsBefore, "from", q.From.String(), "until", (q.Until - 1).String())
	}
	if err := c.Err(); err != nil {
		return page, err
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there are further ones
	turns, err := r.Turns(q)
	if err != nil {
		return page, err
	}
	page.From, page.Until = q.From, q.Until
	if page.More = len(turns) > limit; page.More {
		turns = turns[:limit]
	}
	page.Turns, err = ViewTurns(r, turns)
	return page, err
}

// TurnsOf are the turns of one rule, by day, with the rule; CodeNotFound.
func TurnsOf(r Reader, number Number) (Rule, []Listed, error) {
	rule, err := r.RuleByNumber(number)
	if err != nil {
		return rule, nil, err
	}
	timeline, err := r.Timeline(rule.ID, RevisionOpen)
	var all []Listed
	for _, t := range Turns(number, timeline) {
		all = append(all, Listed{t, rule.Catalogue.Protects.Heft(), rule.Catalogue.Unit})
	}
	return rule, all, err
}

// ViewTurns adds the rules, read once for each day.
func ViewTurns(r Reader, turns []Listed) ([]TurnView, error) {
	all := make([]TurnView, 0, len(turns))
	for of := range slices.Values(byDay(turns)) {
		numbers := make([]Number, len(of))
		for n, t := range of {
			numbers[n] = t.Number
		}
		entries, err := entriesByNumber(r, of[0].Day, numbers)
		if err != nil {
			return nil, err
		}
		for _, t := range of {
			all = append(all, TurnView{t, entries[t.Number]})
		}
	}
	return all, nil
}

// byDay cuts a list where another day begins.
func byDay(turns []Listed) (days [][]Listed) {
	for n, t := range turns {
		if n == 0 || turns[n-1].Day != t.Day {
			days = append(days, nil)
		}
		days[len(days)-1] = append(days[len(days)-1], t)
	}
	return days
}

// TurnDays counts the turns of days, from one on: NoDay is today.
func (s *Service) TurnDays(ctx context.Context, from Day, limit int) (days []TurnDay, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		days, err = r.TurnDays(cmp.Or(from, r.Today()), limit+1)
		if more = len(days) > limit; more {
			days = days[:limit]
		}
		return err
	})
	return days, more, err
}
