package registry

import (
	"context"
	"slices"
	"strings"
)

// Guidance says what applies to a rule from a day on (hvad gælder nu): of each turn
// somebody says what people stop, what they go on with and what happens to what was
// collected. It is public once it is published.
type Guidance struct {
	Number Number `json:"number"`
	Day    Day    `json:"day"`
	GuidanceText
	Published Day `json:"published,omitzero"` // NoDay: it is a draft
	Edit      int `json:"edit"`               // 1: nobody has written any
}

// GuidanceText is what is said. What is empty says nothing.
type GuidanceText struct {
	Stop  string `json:"stop"`  // what people stop doing
	GoOn  string `json:"go_on"` // what they go on doing
	Law   string `json:"law"`   // what the law still demands
	Data  string `json:"data"`  // what happens to what was collected
	Tells string `json:"tells"` // who tells whom
}

// fields in their order, with their names.
func (t GuidanceText) fields() [][2]string {
	return [][2]string{{"stop", t.Stop}, {"go_on", t.GoOn}, {"law", t.Law}, {"data", t.Data}, {"tells", t.Tells}}
}

// GuidanceDays is how long before its day a guidance must be there.
const GuidanceDays = 14

// guidanceLate is how long after its day a guidance that is missing still waits.
const guidanceLate = 90

// Guided says that somebody is to say what applies from then: it is asked of all turns
// but those by which a rule goes on as it was.
func (k TurnKind) Guided() bool { return k != TurnExtended }

// GuidanceReader is what can be read about guidances.
type GuidanceReader interface {
	Guidance(Number, Day) (Guidance, error) // with edit 1 when there is none
	// Guidances are those of rules, by number and day.
	Guidances([]Number) ([]Guidance, error)
}

// GuidanceWriter writes what can be read about guidances.
type GuidanceWriter interface {
	// SetGuidance takes the place of what was written before; CodeStale.
	SetGuidance(g Guidance, edit int) (Guidance, error)
}

// GuidedTurn is a turn with what is said of it, and what the register itself knows.
type GuidedTurn struct {
	TurnView
	Guidance Guidance
	Before   Text    // that applied until the day
	Bases    []Basis // that hold on the day and demand something
	Today    Day
}

// Late says that nobody has said in time what applies from the day.
func (t GuidedTurn) Late() bool {
	return t.Kind.Guided() && t.Guidance.Published == NoDay && t.Day-t.Today < GuidanceDays
}

// GuidedPage is a page of turns with what is said of each.
type GuidedPage struct {
	Today Day
	Turns []GuidedTurn
	More  bool
}

// Guided lists turns with what applies from then, for everybody: what is not published
// is left out of it. CodeInvalid with fields.
func (s *Service) Guided(ctx context.Context, q TurnQuery) (page GuidedPage, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		page, err = readGuided(r, q)
		for n := range page.Turns {
			if g := &page.Turns[n].Guidance; g.Published == NoDay {
				*g = Guidance{Number: g.Number, Day: g.Day, Edit: 1}
			}
		}
		return err
	})
	return page, err
}

// Unguided lists the turns of which nobody has said what applies from then, from the
// latest that still wait; q asks for a unit, a reach and a place.
func (s *Service) Unguided(ctx context.Context, q TurnQuery) (page GuidedPage, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		q.From, q.Until, q.Unguided = r.Today()-guidanceLate, r.Today()+Day(slices.Max(TurnMarks))+1, true
		page, err = readGuided(r, q)
		return err
	})
	return page, err
}

// CountLateGuidances counts, up to a limit, those that should have been there.
func (s *Service) CountLateGuidances(ctx context.Context, reach Reach, limit int) (n int, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		late, err := r.Turns(TurnQuery{From: r.Today() - guidanceLate, Until: r.Today() + GuidanceDays, Unguided: true, Reach: reach, Limit: limit})
		n = len(late)
		return err
	})
	return n, err
}

func readGuided(r Reader, q TurnQuery) (GuidedPage, error) {
	page := GuidedPage{Today: r.Today()}
	turns, err := ReadTurns(r, q)
	if err != nil {
		return page, err
	}
	page.More = turns.More
	page.Turns, err = guidedTurns(r, turns.Turns)
	return page, err
}

func guidedTurns(r Reader, turns []TurnView) ([]GuidedTurn, error) {
	var numbers []Number
	var ids []RuleID
	for _, t := range turns {
		if !slices.Contains(numbers, t.Number) {
			numbers, ids = append(numbers, t.Number), append(ids, t.Entry.Rule.ID)
		}
	}
	said, err := r.Guidances(numbers)
	if err != nil {
		return nil, err
	}
	events, err := r.Events(ids, RevisionOpen)
	if err != nil {
		return nil, err
	}
	before := map[Day]map[Number]RegisterEntry{}
	all := make([]GuidedTurn, 0, len(turns))
	for of := range slices.Values(turns) {
		if before[of.Day] == nil {
			var theirs []Number
			for _, t := range turns {
				if t.Day == of.Day {
					theirs = append(theirs, t.Number)
				}
			}
			if before[of.Day], err = entriesByNumber(r, of.Day-1, theirs); err != nil {
				return nil, err
			}
		}
		g := GuidedTurn{TurnView: of, Guidance: Guidance{Number: of.Number, Day: of.Day, Edit: 1}, Before: before[of.Day][of.Number].Text, Today: r.Today()}
		if n := slices.IndexFunc(said, func(s Guidance) bool { return s.Number == of.Number && s.Day == of.Day }); n >= 0 {
			g.Guidance = said[n]
		}
		for _, b := range StandingBases(events[of.Entry.Rule.ID]) {
			if b.From <= of.Day && of.Day < b.Until && b.Effect != Permits {
				g.Bases = append(g.Bases, b)
			}
		}
		all = append(all, g)
	}
	return all, nil
}

// Guidance is what is said of one turn, whether it is published or not, with what was
// written of an earlier day of the rule where nothing is: a day that moves leaves its
// words behind. CodeNotFound when nothing begins to apply to the rule on the day.
func (s *Service) Guidance(ctx context.Context, reach Reach, number Number, day Day) (t GuidedTurn, earlier *Guidance, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		t, earlier, err = guidanceOf(r, reach, number, day)
		return err
	})
	return t, earlier, err
}

func guidanceOf(r Reader, reach Reach, number Number, day Day) (GuidedTurn, *Guidance, error) {
	rule, turns, err := TurnsOf(r, number)
	if err != nil {
		return GuidedTurn{}, nil, err
	}
	if !reach.Has(rule.Catalogue) {
		return GuidedTurn{}, nil, refuse(CodeForbidden)
	}
	n := slices.IndexFunc(turns, func(t Listed) bool { return t.Day == day })
	if n < 0 {
		return GuidedTurn{}, nil, refuse(CodeNotFound)
	}
	views, err := ViewTurns(r, turns[n:n+1])
	if err != nil {
		return GuidedTurn{}, nil, err
	}
	guided, err := guidedTurns(r, views)
	if err != nil || guided[0].Guidance.Edit > 1 {
		return guided[0], nil, err
	}
	said, err := r.Guidances([]Number{number})
	if err != nil || len(said) == 0 {
		return guided[0], nil, err
	}
	return guided[0], &said[len(said)-1], nil
}

// SayGuidance writes what applies from a day, and publishes it or takes it off the
// pages. Errors: CodeInvalid with fields, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) SayGuidance(ctx context.Context, act Act, number Number, day Day, edit int, text GuidanceText, publish bool) (Guidance, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Guidance, error) {
		t, _, err := guidanceOf(tx, act.Reach, number, day)
		if err != nil {
			return Guidance{}, err
		}
		var c Checks
		said := false
		for _, f := range text.fields() {
			c.Text(f[0], f[1], LimitReason, false)
			said = said || strings.TrimSpace(f[1]) != ""
		}
		if publish && !said {
			c.Fail("stop", CodeRequired)
		}
		if err := c.Err(); err != nil {
			return Guidance{}, err
		}
		before := t.Guidance
		after := before
		after.GuidanceText = text
		switch {
		case !publish:
			after.Published = NoDay
		case before.Published == NoDay:
			after.Published = tx.Today()
		}
		out, err := tx.SetGuidance(after, edit)
		if err != nil {
			return Guidance{}, err
		}
		return out, audit(tx, "guidance "+number.String()+" "+day.String(), before, out)
	})
}
