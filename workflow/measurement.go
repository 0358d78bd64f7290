package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Measuring is a measurement that a decision asks for: a ruling that says what is
// measured is measured 3 and 12 months after it takes effect. It follows from the
// ruling and from the measurements there are, so nothing of it is stored.
type Measuring struct {
	Entry  registry.RegisterEntry
	Ruling registry.Ruled
	Effect registry.Day // of the ruling
	Months int
	Due    registry.Day
	Before *Consultation // the last measurement about the rule that opened before the effect; nil: none
	Asked  *Consultation // the last before this one is due, whose questions are asked again; nil: none
	Round  *Consultation // the one that was begun for this; nil: none
}

// measuredAfter are the months after which is measured, and measuredRulings those that
// change what people meet.
var (
	measuredAfter   = []int{3, 12}
	measuredRulings = []registry.RulingKind{registry.Amend, registry.Repeal, registry.Trial}
)

const (
	measuredAhead = 14  // days before it is due on which it stands on the desk
	measuredEarly = 30  // days before it is due on which a measurement can begin that counts
	measuredLate  = 365 // days after it was due on which it stands there no more
)

// MeasurementReader is what can be read about measurements that decisions ask for.
type MeasurementReader interface {
	// MeasuredRules are those with a ruling that says what is measured, whether it stands
	// or not, by number.
	MeasuredRules() ([]registry.Number, error)
}

// Measurings are those that the decisions about a rule ask for, by day; CodeNotFound.
func (s *Service) Measurings(ctx context.Context, number registry.Number) (all []Measuring, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if _, err := r.RuleByNumber(number); err != nil {
			return err
		}
		all, err = measurings(r, []registry.Number{number})
		return err
	})
	return all, err
}

// MeasuringsDue are those that are due within two weeks, or were within a year, and which
// nobody has begun; by day. They are those of the rules within reach, and those for which
// the decision names a post that the user answers for.
func (s *Service) MeasuringsDue(ctx context.Context, act registry.Act) (due []Measuring, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		numbers, err := r.MeasuredRules()
		if err != nil {
			return err
		}
		all, err := measurings(r, numbers)
		if err != nil {
			return err
		}
		var names []string
		for _, m := range all {
			if waits := m.Round == nil && m.Due <= r.Today()+measuredAhead && r.Today() < m.Due+measuredLate; waits {
				due, names = append(due, m), append(names, m.Ruling.Evaluator)
			}
		}
		posts, err := registry.Answerers(r, names)
		due = slices.DeleteFunc(due, func(m Measuring) bool {
			return !act.Reach.Has(m.Entry.Rule.Catalogue) && !posts[m.Ruling.Evaluator].Has(act.Actor.User)
		})
		return err
	})
	return due, err
}

func measurings(r Reader, numbers []registry.Number) (all []Measuring, err error) {
	entries, events, err := standingEvents(r, numbers)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	alone, err := r.ConsultationsAlone()
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		about := slices.DeleteFunc(slices.Clone(alone), func(c Consultation) bool {
			return c.Kind != Measurement || !slices.Contains(c.Rules, e.Rule.ID)
		})
		for _, event := range events[e.Rule.ID] {
			if f, ok := event.Fact.(registry.Ruled); ok && f.Measure != "" && slices.Contains(measuredRulings, f.Ruling) {
				all = append(all, askedBy(e, f, max(f.From, event.Valid), about)...)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Measuring) int { return int(a.Due - b.Due) })
	return all, nil
}

// askedBy are the measurements that a ruling asks for; those of a trial fall before it ends.
func askedBy(e registry.RegisterEntry, f registry.Ruled, effect registry.Day, about []Consultation) (all []Measuring) {
	for n, months := range measuredAfter {
		m := Measuring{Entry: e, Ruling: f, Effect: effect, Months: months, Due: monthsAfter(effect, months)}
		if f.Ruling == registry.Trial && m.Due > f.Next.On {
			break
		}
		next := registry.LastDay
		if n+1 < len(measuredAfter) {
			next = monthsAfter(effect, measuredAfter[n+1]) - measuredEarly
		}
		for _, c := range about { // by opening
			if c.Opens < effect {
				m.Before = &c
			}
			if c.Opens < m.Due-measuredEarly {
				m.Asked = &c
			} else if m.Round == nil && c.Opens < next {
				m.Round = &c
			}
		}
		all = append(all, m)
	}
	return all
}
