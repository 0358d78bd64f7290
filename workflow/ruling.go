package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// NewEvent is a fact about a rule that a decision, a hearing or another event
// outside the register brought.
type NewEvent struct {
	Valid registry.Day // of the meeting, or from which it holds
	Order int          // the item's place on the agenda; 0 where there is none
	Fact  registry.Fact
	Text  *registry.Text // the new wording; an amendment alone has one
}

// RecordEvent records rulings, proposals that fell, stops, annulments,
// what was done with a case, replacements, hearings, and meetings whose minutes are awaited. Everything
// else about a rule has an operation of its own.
//
// Nothing that a competent body decided is refused: whether a ruling counts is
// the policy's answer, and shown. Refused is what cannot be: CodeInvalid with
// fields, CodeNotFound, CodeLowerBody (in one review a lower body cannot rule
// after a higher one), CodeWindingDown, CodeFirstReading (day: of the meeting at which
// the rule was on for its first reading alone).
func (s *Service) RecordEvent(ctx context.Context, act registry.Act, number registry.Number, n NewEvent) (registry.Event, error) {
	id, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.EventID, error) {
		rule, err := tx.RuleByNumber(number)
		if err != nil {
			return "", err
		}
		if !act.Reach.Has(rule.Catalogue) {
			return "", refuse(registry.CodeForbidden)
		}
		all, err := tx.Events([]registry.RuleID{rule.ID}, registry.RevisionOpen)
		if err != nil {
			return "", err
		}
		out, err := s.recordEvent(tx, rule, all[rule.ID], n)
		if err != nil {
			return "", err
		}
		return out.ID, audit(tx, "rule "+number.String(), nil, out)
	})
	var out registry.Event
	if err == nil {
		err = s.Store.View(ctx, func(r Reader) error {
			rule, err := r.RuleByNumber(number)
			if err != nil {
				return err
			}
			all, err := r.Events([]registry.RuleID{rule.ID}, registry.RevisionOpen)
			if err == nil {
				err = registry.FoundBy(r, all[rule.ID])
			}
			if err == nil {
				out, err = eventNamed(all[rule.ID], id)
			}
			return err
		})
	}
	return out, err
}

func (s *Service) recordEvent(tx Tx, rule registry.Rule, before []registry.Event, n NewEvent) (registry.Event, error) {
	if first, err := ruledAtFirstReading(tx, rule.ID, n); err != nil {
		return registry.Event{}, err
	} else if first {
		return registry.Event{}, refuse(registry.CodeFirstReading, "day", n.Valid.String())
	}
	event, err := s.prepare(tx, rule, before, n)
	if err != nil {
		return registry.Event{}, err
	}
	again, err := agreementsAfter(tx, rule, before, event.Fact, event.Valid)
	if err != nil {
		return registry.Event{}, err
	}
	events, err := registry.Record(tx, s.maker(), append([]registry.Event{event}, again...))
	if err != nil {
		return registry.Event{}, err
	}
	return events[0], nil
}

// prepare checks a new event, completes it, and stores the text that it brings.
// It is for the caller to record it.
func (s *Service) prepare(tx Tx, rule registry.Rule, before []registry.Event, n NewEvent) (registry.Event, error) {
	settings, err := registry.SettingsOn(tx, tx.Today())
	if err != nil {
		return registry.Event{}, err
	}
	c := checker{tx: tx, settings: settings, rule: rule, before: before, event: n}
	fact, err := c.check()
	if err != nil {
		return registry.Event{}, err
	}
	if ruling, ok := fact.(registry.Ruled); ok && n.Text != nil {
		if ruling.Adoption, err = s.found(tx, rule, ruling, *n.Text, n.Valid); err != nil {
			return registry.Event{}, err
		}
		version, err := registry.AddVersion(tx, rule.ID, *n.Text)
		if err != nil {
			return registry.Event{}, err
		}
		// Who is writing about the rule meanwhile is told that its text is another now.
		now, err := tx.RuleByNumber(rule.Number)
		if err == nil {
			_, err = tx.UpdateRule(now, now.Edit)
		}
		if err != nil {
			return registry.Event{}, err
		}
		ruling.Version = version.ID
		fact = ruling
	}
	return registry.Event{Rule: rule.ID, Order: n.Order, Valid: n.Valid, Fact: fact}, nil
}

// checker says what is possible for one new event, and completes it with what
// the register knows: the mandate, the review, concrete days for lengths.
type checker struct {
	registry.Checks
	tx       Reader
	settings registry.Settings
	rule     registry.Rule
	before   []registry.Event
	event    NewEvent
}

func (c *checker) check() (registry.Fact, error) {
	if c.event.Valid == registry.NoDay {
		c.Fail("valid", registry.CodeRequired)
	}
	fact := c.event.Fact
	var err error
	switch f := fact.(type) {
	case registry.Ruled:
		fact, err = c.ruling(f)
	case registry.NotCarried:
		c.decision("by", f.By)
		c.choice("proposal", f.Proposal)
		c.Text("question", f.Question, registry.LimitReason, true)
	case registry.Handled:
		c.decision("by", f.By)
		c.handled(f)
	case registry.Stopped:
		fact = c.stop(f)
	case registry.Annulled:
		c.annuller(f.By)
		var annulled registry.Event
		if annulled, err = eventNamed(c.before, f.Event); err == nil && c.event.Valid < annulled.Valid {
			c.Fail("valid", registry.CodeEndsBefore, "from", annulled.Valid.String(), "until", c.event.Valid.String())
		}
	case registry.Superseded:
		c.decision("reason", f.Reason)
		if f.By == c.rule.Number {
			c.Fail("by", registry.CodeChoiceInvalid, "value", f.By.String(), "choices", "")
		} else {
			_, err = c.tx.RuleByNumber(f.By)
		}
	case registry.HearingRequired:
		c.Text("party", f.Party, registry.LimitName, true)
	case registry.HearingHeld:
		c.Text("party", f.Party, registry.LimitName, true)
		c.notFuture(c.event.Valid)
	case registry.MinutesAwaited:
		c.Text("meeting", string(f.Meeting), registry.LimitName, true)
		if last := c.event.Valid + registry.Day(c.settings.MinutesAwaitedDays); f.Until > last {
			c.Fail("until", registry.CodeRangeInvalid, "value", f.Until.String(), "from", c.event.Valid.String(), "to", last.String())
		}
	default:
		c.Fail("kind", registry.CodeChoiceInvalid, "value", kindOf(fact), "choices", "")
	}
	if c.event.Text != nil {
		c.Take("text", c.event.Text.Check())
	}
	if err != nil {
		return nil, err
	}
	return fact, c.Err()
}

func (c *checker) ruling(f registry.Ruled) (registry.Fact, error) {
	c.decision("by", f.By)
	c.choice("ruling", f.Ruling)
	c.Text("reason", f.Reason, registry.LimitReason, false)
	c.Text("measure", f.Measure, registry.LimitReason, false)
	c.Text("evaluator", f.Evaluator, registry.LimitName, false)
	if f.Told != registry.NoDay && f.Told < c.event.Valid {
		c.Fail("told", registry.CodeEndsBefore, "from", c.event.Valid.String(), "until", f.Told.String())
	}
	c.Text("late_reason", f.LateReason, registry.LimitReason, c.event.Valid < c.tx.Today())
	for _, criterion := range f.Shows {
		if !slices.Contains(registry.Criteria, criterion) {
			c.Fail("shows", registry.CodeChoiceInvalid, "value", string(criterion), "choices", "")
		}
	}
	if (c.event.Text != nil) != (f.Ruling == registry.Amend) {
		c.Fail("text", registry.CodeRequired)
	}
	effect := max(f.From, c.event.Valid)
	if f.From != registry.NoDay && f.From < c.event.Valid {
		c.Fail("from", registry.CodeEndsBefore, "from", c.event.Valid.String(), "until", f.From.String())
	}
	switch f.Ruling {
	case registry.Keep, registry.Amend, registry.Trial, registry.Defer:
		if f.Next.On == registry.NoDay {
			c.Fail("next", registry.CodeRequired)
		} else if f.Next.On <= effect {
			c.Fail("next", registry.CodeEndsBefore, "from", effect.String(), "until", f.Next.On.String())
		}
		f.Next.By = f.By
		f.Next.HearingUntil = f.Next.On // mandatory hearings belong to a review's sunset
		f.Lapses = f.Lapses || f.Ruling == registry.Trial || f.Ruling == registry.Defer
	case registry.Repeal:
		if longest := c.event.Valid + registry.Day(c.settings.WindingDownDays); effect > longest {
			c.Fail("from", registry.CodeWindingDown, "value", effect.String(), "to", longest.String())
		}
	}
	return c.withMandate(f)
}

// withMandate notes what the body's mandate asked on that day, and the review
// that the ruling falls in.
func (c *checker) withMandate(f registry.Ruled) (registry.Ruled, error) {
	if f.By.Rank != registry.RankCouncil {
		bodies, err := c.tx.Bodies()
		if err != nil {
			return f, err
		}
		for _, b := range bodies {
			if b.Name != f.By.Body {
				continue
			}
			mandates, err := c.tx.Mandates(b.ID)
			if err != nil {
				return f, err
			}
			if m, ok := registry.MandateOn(mandates, c.event.Valid); ok {
				f.Asks = m.Asks
			}
		}
	}
	reviews, err := c.tx.ReviewsOf([]registry.RuleID{c.rule.ID})
	if err != nil {
		return f, err
	}
	for _, r := range reviews[c.rule.ID] {
		if r.Opened <= c.event.Valid && r.OpenOn(c.event.Valid) {
			f.Review = r.ID
		}
	}
	stands := registry.WithoutAnnulled(c.event.Valid, c.before)
	for _, e := range stands {
		earlier, ok := e.Fact.(registry.Ruled)
		if ok && f.Review != "" && earlier.Review == f.Review && earlier.By.Rank.Above(f.By.Rank) && e.Valid <= c.event.Valid && !sentBack(stands, e, f, c.event.Valid) {
			return f, refuse(registry.CodeLowerBody, "number", c.rule.Number.String(), "body", earlier.By.Body, "day", e.Valid.String())
		}
	}
	return f, nil
}

func (c *checker) stop(f registry.Stopped) registry.Fact {
	c.decision("by", f.By)
	if f.Until == nil {
		return f
	}
	until := *f.Until
	if until.On <= c.event.Valid {
		c.Fail("until", registry.CodeEndsBefore, "from", c.event.Valid.String(), "until", until.On.String())
	}
	until.HearingUntil = until.On
	if until.By.Words == "" {
		until.By = f.By
	}
	f.Until = &until
	return f
}

// decision checks the decision that a fact rests on: made on the event's day,
// and not in the future.
func (c *checker) decision(name string, d registry.Decision) {
	c.Take(name, d.Check(c.tx.Today()))
	if d.Day > c.event.Valid {
		c.Fail("valid", registry.CodeEndsBefore, "from", d.Day.String(), "until", c.event.Valid.String())
	}
}

func (c *checker) choice(name string, k registry.RulingKind) {
	if !slices.Contains(registry.RulingKinds, k) {
		c.Fail(name, registry.CodeChoiceInvalid, "value", string(k), "choices", "keep, amend, repeal, trial, defer, unlawful")
	}
}

func (c *checker) notFuture(d registry.Day) {
	if today := c.tx.Today(); d > today {
		c.Fail("valid", registry.CodeDecisionFuture, "day", d.String(), "today", today.String())
	}
}

func kindOf(f registry.Fact) string {
	if f == nil {
		return ""
	}
	return f.Kind()
}

func eventNamed(events []registry.Event, id registry.EventID) (registry.Event, error) {
	i := slices.IndexFunc(events, func(e registry.Event) bool { return e.ID == id })
	if i < 0 {
		return registry.Event{}, refuse(registry.CodeNotFound, "event", string(id))
	}
	return events[i], nil
}

// standingEvents reads rules as the register has them today, each with its events without those
// that were annulled.
func standingEvents(r Reader, numbers []registry.Number) ([]registry.RegisterEntry, map[registry.RuleID][]registry.Event, error) {
	if len(numbers) == 0 {
		return nil, nil, nil
	}
	entries, err := r.Register(registry.RegisterQuery{On: r.Today(), Known: registry.RevisionOpen, Numbers: numbers})
	if err != nil {
		return nil, nil, err
	}
	ids := make([]registry.RuleID, len(entries))
	for n, e := range entries {
		ids[n] = e.Rule.ID
	}
	events, err := r.Events(ids, registry.RevisionOpen)
	for id, all := range events {
		events[id] = registry.WithoutAnnulled(r.Today(), all)
	}
	return entries, events, err
}
