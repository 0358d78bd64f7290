package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Harm (skade) says that it did harm when a rule applied no more, or in another way.
// It re-opens the question. The rule itself never comes back under its number: a new
// one that cites it goes through the gate.
type Harm struct {
	ID     registry.HarmID   `json:"id"`
	Number registry.Number   `json:"number"`
	Day    registry.Day      `json:"day"`              // on which it was said
	Since  registry.Day      `json:"since"`            // on which the rule stopped
	Text   string            `json:"-"`                // what happened: in no log
	Hassle registry.HassleID `json:"hassle,omitempty"` // empty: the rule has no post
}

// HarmReader is what can be read about harms.
type HarmReader interface {
	Harms(registry.Number) ([]Harm, error) // by day
	// CitedSince are the rules recorded from a day on that cite one, as they were recorded.
	CitedSince(number registry.Number, from registry.Day) ([]registry.Number, error)
}

// HarmWriter writes what can be read about harms.
type HarmWriter interface {
	InsertHarm(Harm) error
}

// Reopened is that the question of a rule is open again, and how far that has come.
// The zero value says that it is not.
type Reopened struct {
	Harms  []Harm
	Since  registry.Day // the last day on which the rule stopped; NoDay: it never did
	Hassle HassleView   // the last; without an id there is none
	Cited  []registry.RegisterEntry
}

// hassles of harms have a theme of their own, and are to be dealt with within so many days.
const (
	harmTheme = "Regler, der savnes"
	harmDays  = 30
)

// lastStop is the last day until today on which something of a rule stopped; NoDay: none.
func lastStop(turns []registry.Listed, today registry.Day) (day registry.Day) {
	for _, t := range turns {
		if t.Kind.Stops() && t.Day <= today {
			day = t.Day
		}
	}
	return day
}

// SayHarm says that it did harm that a rule stopped. Numbers that look like a CPR number
// are taken out. Who answered for the rule gets a hassle with a deadline, where none is
// open. Errors: CodeInvalid with fields, CodeNotStopped, CodeNotFound, CodeForbidden.
func (s *Service) SayHarm(ctx context.Context, act registry.Act, number registry.Number, text string) (Harm, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Harm, error) {
		rule, turns, err := registry.TurnsOf(tx, number)
		if err != nil {
			return Harm{}, err
		}
		if !act.Reach.Has(rule.Catalogue) {
			return Harm{}, refuse(registry.CodeForbidden)
		}
		h := Harm{ID: registry.NewID[registry.HarmID](tx.Now()), Number: number, Day: tx.Today(), Since: lastStop(turns, tx.Today())}
		var c registry.Checks
		c.Text("text", text, registry.LimitReason, true)
		if err := c.Err(); err != nil {
			return h, err
		}
		if h.Since == registry.NoDay {
			return h, refuse(registry.CodeNotStopped)
		}
		h.Text, _ = MaskCPR(strings.TrimSpace(text))
		if h.Hassle, err = s.harmHassle(tx, rule, turns, h); err != nil {
			return h, err
		}
		if err := tx.InsertHarm(h); err != nil {
			return h, err
		}
		return h, audit(tx, "rule "+number.String(), nil, h)
	})
}

// harmHassle is the hassle of who answers for the rule: one that is not done, or a new one.
func (s *Service) harmHassle(tx Tx, rule registry.Rule, turns []registry.Listed, h Harm) (registry.HassleID, error) {
	before, err := tx.Harms(rule.Number)
	if err != nil {
		return "", err
	}
	for _, b := range before {
		if b.Hassle == "" {
			continue
		}
		if open, err := tx.HassleByID(b.Hassle); err != nil || open.State != HassleDone {
			return open.ID, err
		}
	}
	n := slices.IndexFunc(turns, func(t registry.Listed) bool { return t.Day == h.Since })
	views, err := registry.ViewTurns(tx, turns[n:n+1])
	if err != nil {
		return "", err
	}
	return s.openOwn(tx, rule.Catalogue.Owner, harmTheme, harmDays, "Det er meldt, at det har gjort skade, at "+titled(views[0])+" ikke gælder mere, eller gælder på en anden måde. "+
		"Spørgsmålet er åbent igen: Find ud af, om der er brug for en ny regel.")
}

// titled is a rule as the texts of hassles name it.
func titled(t registry.TurnView) string {
	return t.Number.String() + " „" + t.Entry.Text.Title + "“"
}

// Reopened reads whether the question of a rule is open again, for everybody: without
// what happened. CodeNotFound.
func (s *Service) Reopened(ctx context.Context, number registry.Number) (out Reopened, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		out, err = reopened(r, number)
		for n := range out.Harms {
			out.Harms[n].Text = ""
		}
		return err
	})
	return out, err
}

// Harms reads what was said of a rule; CodeNotFound, CodeForbidden.
func (s *Service) Harms(ctx context.Context, act registry.Act, number registry.Number) (out Reopened, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		rule, err := r.RuleByNumber(number)
		if err != nil {
			return err
		}
		if !act.Reach.Has(rule.Catalogue) {
			return refuse(registry.CodeForbidden)
		}
		out, err = reopened(r, number)
		return err
	})
	return out, err
}

func reopened(r Reader, number registry.Number) (out Reopened, err error) {
	_, turns, err := registry.TurnsOf(r, number)
	if err != nil {
		return out, err
	}
	out.Since = lastStop(turns, r.Today())
	if out.Harms, err = r.Harms(number); err != nil || len(out.Harms) == 0 {
		return out, err
	}
	if id := out.Harms[len(out.Harms)-1].Hassle; id != "" {
		h, err := r.HassleByID(id)
		if err != nil {
			return out, err
		}
		if out.Hassle, err = viewHassle(r, h); err != nil {
			return out, err
		}
	}
	cited, err := r.CitedSince(number, out.Harms[0].Day)
	if err != nil || len(cited) == 0 {
		return out, err
	}
	slices.Sort(cited)
	out.Cited, err = r.Register(registry.RegisterQuery{On: r.Today(), Known: registry.RevisionOpen, Numbers: slices.Compact(cited)})
	return out, err
}
