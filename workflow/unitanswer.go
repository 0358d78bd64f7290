package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// UnitAnswer is what a unit says, once, of a day on which rules stopped applying: all
// of it is stopped, except some. It names no person; the log knows who wrote it.
type UnitAnswer struct {
	Unit     string       `json:"unit"`
	Day      registry.Day `json:"day"`
	Except   []LivesOn    `json:"except,omitempty"`  // by number
	Answered registry.Day `json:"answered,omitzero"` // NoDay: not yet
	Edit     int          `json:"edit"`              // 1: not yet
}

// LivesOn is a rule whose demand lives on in a unit, with a word of where.
type LivesOn struct {
	Number registry.Number `json:"number"`
	Word   string          `json:"word"`
}

// UnitAnswerReader is what can be read about units' answers.
type UnitAnswerReader interface {
	UnitAnswer(unit string, day registry.Day) (UnitAnswer, error) // with edit 1 when there is none
	// StoppedIn are the units in which something stopped on a day, by name as text, with
	// whether they have answered.
	StoppedIn(day registry.Day, limit int) ([]UnitStop, error)
	// LivingOn are the rules whose demand lives on after a day, by number, with the words
	// of the units in the order of the words.
	LivingOn(day registry.Day) (map[registry.Number][]string, error)
	// DemandHassle is the hassle that was opened since a demand lives on; false: none.
	DemandHassle(registry.Number, registry.Day) (registry.HassleID, bool, error)
}

// UnitAnswerWriter writes what can be read about units' answers.
type UnitAnswerWriter interface {
	// SetUnitAnswer takes the place of what was said before; CodeStale.
	SetUnitAnswer(a UnitAnswer, edit int) (UnitAnswer, error)
	TieDemand(registry.Number, registry.Day, registry.HassleID) error
}

// UnitStop is a unit in which something stopped on a day.
type UnitStop struct {
	Unit     string
	Answered registry.Day
}

// stopsAsked are how many rules of a unit and a day are asked about.
const stopsAsked = 500

// UnitQuestion is what a unit is asked of a day, with its answer as far as there is one.
type UnitQuestion struct {
	UnitAnswer
	Turns []registry.TurnView
	Today registry.Day
}

// UnitQuestion is what a unit is asked of a day. Errors: CodeNotFound when nothing
// stopped there, CodeForbidden for who does not answer for the unit.
func (s *Service) UnitQuestion(ctx context.Context, act registry.Act, unit string, day registry.Day) (q UnitQuestion, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { q, err = unitQuestion(r, act, unit, day); return err })
	return q, err
}

func unitQuestion(r Reader, act registry.Act, unit string, day registry.Day) (UnitQuestion, error) {
	q := UnitQuestion{Today: r.Today()}
	units, all, err := unitsAnsweredBy(r, act)
	if err != nil {
		return q, err
	}
	if !all && !slices.Contains(units, unit) {
		return q, refuse(registry.CodeForbidden)
	}
	page, err := registry.ReadTurns(r, registry.TurnQuery{From: day, Until: day + 1, Unit: unit, Stops: true, Limit: stopsAsked})
	if err != nil {
		return q, err
	}
	if unit == "" || len(page.Turns) == 0 {
		return q, refuse(registry.CodeNotFound)
	}
	q.Turns = page.Turns
	q.UnitAnswer, err = r.UnitAnswer(unit, day)
	return q, err
}

// unitsAnsweredBy are the units that somebody answers for: those of their posts and those that
// their grants name; all says that it is every unit.
func unitsAnsweredBy(r Reader, act registry.Act) (units []string, all bool, err error) {
	var posts []string
	for _, scope := range act.Reach {
		units = append(units, scope.Units...)
		if scope.Own {
			posts = append(posts, scope.Posts...)
		}
	}
	held, err := r.PostsNamed(posts)
	for _, p := range held {
		if p.Unit != "" {
			units = append(units, p.Unit)
		}
	}
	slices.Sort(units)
	return slices.Compact(units), len(act.Reach) == 0, err
}

// AnswerForUnit says that what stopped on a day is stopped in a unit, except some. What
// lives on becomes a hassle of who answers for the rule, once for each rule and day; it
// names no unit. Errors: CodeInvalid with fields, CodeStale, CodeTurnAhead, CodeNotFound,
// CodeForbidden.
func (s *Service) AnswerForUnit(ctx context.Context, act registry.Act, unit string, day registry.Day, edit int, except []LivesOn) (UnitAnswer, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (UnitAnswer, error) {
		q, err := unitQuestion(tx, act, unit, day)
		if err != nil {
			return UnitAnswer{}, err
		}
		after := UnitAnswer{Unit: unit, Day: day, Answered: q.Today}
		var c registry.Checks
		for _, x := range except {
			field := "except." + x.Number.String()
			n := slices.IndexFunc(q.Turns, func(t registry.TurnView) bool { return t.Number == x.Number })
			if n < 0 || slices.ContainsFunc(after.Except, func(o LivesOn) bool { return o.Number == x.Number }) {
				c.Fail(field, registry.CodeChoiceUnknown)
				continue
			}
			x.Word = strings.TrimSpace(x.Word)
			c.Text(field, x.Word, registry.LimitName, true)
			after.Except = append(after.Except, x)
		}
		if err := c.Err(); err != nil {
			return UnitAnswer{}, err
		}
		if day > q.Today {
			return UnitAnswer{}, refuse(registry.CodeTurnAhead, "day", day.String())
		}
		slices.SortFunc(after.Except, func(a, b LivesOn) int { return int(a.Number - b.Number) })
		out, err := tx.SetUnitAnswer(after, edit)
		if err != nil {
			return out, err
		}
		for _, x := range after.Except {
			n := slices.IndexFunc(q.Turns, func(t registry.TurnView) bool { return t.Number == x.Number })
			if err := s.demandLivesOn(tx, q.Turns[n]); err != nil {
				return out, err
			}
		}
		return out, audit(tx, "day "+day.String(), q.UnitAnswer, out)
	})
}

// Hassles of demands that live on have a theme of their own, and are to be dealt with
// within so many days.
const (
	livesOnTheme = "Krav, der lever videre"
	livesOnDays  = 30
)

// demandLivesOn opens a hassle to who answers for the rule, where none is open that
// says so. A rule without a post stays on the list of the day.
func (s *Service) demandLivesOn(tx Tx, t registry.TurnView) error {
	if id, there, err := tx.DemandHassle(t.Number, t.Day); err != nil || there {
		if err != nil {
			return err
		}
		h, err := tx.HassleByID(id)
		if err != nil || h.State != HassleDone {
			return err
		}
	}
	id, err := s.openOwn(tx, t.Entry.Rule.Catalogue.Owner, livesOnTheme, livesOnDays, "Kravet i "+titled(t)+" lever videre i praksis, selv om det ikke gælder mere. "+
		"Find ud af, hvor det står: i blanketter, systemer, manualer eller stillingsbeskrivelser.")
	if err != nil || id == "" {
		return err
	}
	return tx.TieDemand(t.Number, t.Day, id)
}

// openOwn opens a hassle of the program's own to the post that answers for a rule, which
// is told; empty where there is no such post.
func (s *Service) openOwn(tx Tx, owner, theme string, days registry.Day, text string) (registry.HassleID, error) {
	posts, err := tx.PostsNamed([]string{owner})
	if err != nil || len(posts) == 0 {
		return "", err
	}
	themes, err := tx.HassleThemes()
	if err != nil {
		return "", err
	}
	under := HassleTheme{registry.NewID[registry.HassleThemeID](tx.Now()), theme}
	if n := slices.IndexFunc(themes, func(t HassleTheme) bool { return t.Name == theme }); n >= 0 {
		under = themes[n]
	} else if err := tx.InsertHassleTheme(under); err != nil {
		return "", err
	}
	h := HassleCase{ID: registry.NewID[registry.HassleID](tx.Now()), Edit: 1, State: HassleOpen, Made: tx.Today(), Moved: tx.Today(),
		HassleEntry: HassleEntry{Theme: under.ID, Post: posts[0].ID, Deadline: tx.Today() + days, Text: text}}
	if err := tx.InsertHassle(h); err != nil {
		return "", err
	}
	if err := s.tellPost(tx, h); err != nil {
		return "", err
	}
	return h.ID, audit(tx, "hassle "+string(h.ID), nil, h)
}

// Stopped is how far it is with a day on which rules stopped applying.
type Stopped struct {
	Day, Today registry.Day
	Units      []UnitStop // that the reader answers for, or all; no more than stopsAsked
	Asked      int        // units in all
	Answered   int
	Lives      []LivingOn // of the rules within reach
}

// LivingOn is a rule whose demand lives on. Few says that the units are fewer than are
// told by number; what they wrote is in no order that tells who did.
type LivingOn struct {
	Turn   registry.TurnView
	Units  int
	Few    bool
	Words  []string
	Hassle registry.HassleID // empty: the rule has no post
}

// Stopped tells how far it is with a day. It names a unit only as having answered or
// not, and never with what it said; CodeNotFound when nothing stopped.
func (s *Service) Stopped(ctx context.Context, act registry.Act, day registry.Day) (out Stopped, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		out = Stopped{Day: day, Today: r.Today()}
		units, all, err := unitsAnsweredBy(r, act)
		if err != nil {
			return err
		}
		asked, err := r.StoppedIn(day, stopsAsked)
		if err != nil {
			return err
		}
		if len(asked) == 0 {
			return refuse(registry.CodeNotFound)
		}
		for _, u := range asked {
			if out.Asked++; u.Answered != registry.NoDay {
				out.Answered++
			}
			if all || slices.Contains(units, u.Unit) {
				out.Units = append(out.Units, u)
			}
		}
		settings, err := registry.SettingsOn(r, r.Today())
		if err != nil {
			return err
		}
		words, err := r.LivingOn(day)
		if err != nil || len(words) == 0 {
			return err
		}
		page, err := registry.ReadTurns(r, registry.TurnQuery{From: day, Until: day + 1, Stops: true, Living: true, Reach: act.Reach, Limit: stopsAsked})
		for _, t := range page.Turns {
			l := LivingOn{Turn: t, Units: len(words[t.Number]), Words: words[t.Number]}
			if l.Few = l.Units < settings.SmallestGroupShown; l.Few {
				l.Units = 0
			}
			if l.Hassle, _, err = r.DemandHassle(t.Number, day); err != nil {
				return err
			}
			out.Lives = append(out.Lives, l)
		}
		return err
	})
	return out, err
}

// unansweredDays are how long a unit is asked to answer.
const unansweredDays = 90

// UnitsWaiting are the days on which something stopped in the units that somebody
// answers for, and of which those have not answered; none for who reaches every unit.
func (s *Service) UnitsWaiting(ctx context.Context, act registry.Act) (waiting []UnitAnswer, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		units, _, err := unitsAnsweredBy(r, act)
		if err != nil {
			return err
		}
		for _, unit := range units {
			turns, err := r.Turns(registry.TurnQuery{From: r.Today() - unansweredDays, Until: r.Today() + 1, Unit: unit, Stops: true, Limit: stopsAsked})
			if err != nil {
				return err
			}
			for n, t := range turns {
				if n > 0 && turns[n-1].Day == t.Day {
					continue
				}
				a, err := r.UnitAnswer(unit, t.Day)
				if err != nil {
					return err
				}
				if a.Answered == registry.NoDay {
					waiting = append(waiting, a)
				}
			}
		}
		return nil
	})
	return waiting, err
}
