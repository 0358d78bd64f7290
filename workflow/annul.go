package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Annulment takes away the effect of what an item decided, on all of its rules: by the
// supervisory authority, by a court, or by the body itself.
type Annulment struct {
	By       registry.Decision `json:"by"`            // of an authority or a court: without a rank
	From     registry.Day      `json:"from,omitzero"` // NoDay: from the start, as if it had never been decided
	Suspends bool              `json:"suspends,omitempty"`
	Lifts    bool              `json:"lifts,omitempty"` // what was annulled or suspended has effect again
}

// Annulled is an annulment as it was recorded.
type Annulled struct {
	Annulment
	Lifted bool // it has no effect any more
}

// AnnulItem records that what an item of a closed meeting decided has no effect on its
// rules, or has it again. It gives the rules with what follows. Errors: CodeNotFound,
// CodeMeetingOpen, CodeStale, CodeNothingToAnnul, CodeInvalid with fields.
func (s *Service) AnnulItem(ctx context.Context, act registry.Act, id registry.ItemID, edit int, a Annulment) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) { return s.annulItem(tx, id, edit, a) })
}

// ForecastAnnulment says what an annulment would mean for each rule, and stores nothing.
func (s *Service) ForecastAnnulment(ctx context.Context, act registry.Act, id registry.ItemID, edit int, a Annulment) (rules []RuleAhead, err error) {
	err = s.forecast(ctx, act, func(tx Tx) error {
		item, err := s.annulItem(tx, id, edit, a)
		if err == nil {
			rules, err = ahead(tx, item.Rules)
		}
		return err
	})
	return rules, err
}

func (s *Service) annulItem(tx Tx, id registry.ItemID, edit int, a Annulment) (Item, error) {
	item, m, err := closedItem(tx, id, edit)
	if err != nil {
		return item, err
	}
	all, err := tx.Events(item.Rules, registry.RevisionOpen)
	if err != nil {
		return item, err
	}
	rules, err := tx.RulesByID(item.Rules)
	if err != nil {
		return item, err
	}
	var events []registry.Event
	for _, rule := range rules {
		landed := landedOn(all[rule.ID], m, item)
		targets := stillStanding(all[rule.ID], landed)
		if a.Lifts {
			targets = annulmentsOf(all[rule.ID], landed)
		}
		for _, target := range targets {
			valid := a.From
			if valid == registry.NoDay {
				valid = target.Valid
			}
			e, err := s.prepare(tx, rule, all[rule.ID], NewEvent{Valid: valid, Order: item.Ordinal, Fact: registry.Annulled{Event: target.ID, By: a.By, Suspends: a.Suspends && !a.Lifts}})
			if err != nil {
				return item, err
			}
			again, err := agreementsAfter(tx, rule, all[rule.ID], e.Fact, e.Valid)
			if err != nil {
				return item, err
			}
			events = append(append(events, e), again...)
		}
	}
	if len(events) == 0 {
		return item, refuse(registry.CodeNothingToAnnul)
	}
	if _, err := registry.Record(tx, s.maker(), events); err != nil {
		return item, err
	}
	out, err := tx.UpdateItem(item, edit)
	if err != nil {
		return item, err
	}
	return out, audit(tx, "meeting "+string(m.ID), item, map[string]any{"item": out.ID, "annulment": a})
}

// closedItem holds an item whose meeting is closed; CodeNotFound, CodeMeetingOpen, CodeStale.
func closedItem(tx Tx, id registry.ItemID, edit int) (Item, Meeting, error) {
	item, err := tx.ItemByID(id)
	if err != nil {
		return item, Meeting{}, err
	}
	m, err := tx.HoldMeeting(item.Meeting)
	if err != nil {
		return item, m, err
	}
	if m.State != MeetingClosed {
		return item, m, refuse(registry.CodeMeetingOpen, "day", m.Day.String(), "body", m.Body.Name)
	}
	if item, err = tx.ItemByID(id); err == nil && item.Edit != edit {
		err = registry.Stale(edit, item.Edit)
	}
	return item, m, err
}

// landedOn are the events that closing a meeting left on a rule for one of its items,
// and those that a correction put in their place.
func landedOn(events []registry.Event, m Meeting, item Item) (landed []registry.Event) {
	for _, e := range events {
		by := registry.Decision{}
		switch f := e.Fact.(type) {
		case registry.Ruled:
			by = f.By
		case registry.NotCarried:
			by = f.By
		case registry.Handled:
			by = f.By
		case registry.Stopped:
			by = f.By
		}
		if e.Order == item.Ordinal && by.Body == m.Body.Name && by.Day == m.Day {
			landed = append(landed, e)
		}
	}
	return landed
}

// stillStanding are those of some events that have not been annulled from the start.
func stillStanding(events, some []registry.Event) []registry.Event {
	return slices.DeleteFunc(slices.Clone(some), func(e registry.Event) bool { return !standsOn(e.Valid, events, e) })
}

func standsOn(day registry.Day, events []registry.Event, e registry.Event) bool {
	return slices.ContainsFunc(registry.WithoutAnnulled(day, events), func(x registry.Event) bool { return x.ID == e.ID })
}

// annulmentsOf are the annulments of some events that have effect; to lift what a
// correction of the minutes did is to correct them again.
func annulmentsOf(events, some []registry.Event) (found []registry.Event) {
	for _, e := range registry.WithoutAnnulled(registry.LastDay, events) {
		f, ok := e.Fact.(registry.Annulled)
		if ok && !f.Corrects && slices.ContainsFunc(some, func(x registry.Event) bool { return x.ID == f.Event }) {
			found = append(found, e)
		}
	}
	return found
}

// annulled tells how what an item decided was annulled, each decision once, in the
// order in which they were recorded. Corrections of the minutes are told apart.
func annulled(events map[registry.RuleID][]registry.Event, m Meeting, item Item) (all []Annulled) {
	for _, rule := range item.Rules {
		about := landedOn(events[rule], m, item)
		for _, e := range events[rule] {
			f, ok := e.Fact.(registry.Annulled)
			if !ok || f.Corrects {
				continue
			}
			a := Annulled{Annulment: Annulment{By: f.By, From: e.Valid, Suspends: f.Suspends}}
			switch {
			case slices.ContainsFunc(about, func(x registry.Event) bool { return x.ID == f.Event }):
				a.Lifted = !standsOn(registry.LastDay, events[rule], e)
			case isAnnulmentOf(events[rule], f.Event, about):
				a.Lifts = true
			default:
				continue
			}
			if a.From == m.Day {
				a.From = registry.NoDay
			}
			if !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}

func isAnnulmentOf(events []registry.Event, id registry.EventID, some []registry.Event) bool {
	e, err := eventNamed(events, id)
	f, ok := e.Fact.(registry.Annulled)
	return err == nil && ok && slices.ContainsFunc(some, func(x registry.Event) bool { return x.ID == f.Event })
}

// annuller checks who annulled. An authority or a court has no rank here, and decides
// long after the day from which the decision has no effect.
func (c *checker) annuller(d registry.Decision) {
	if d.Rank == "" {
		d.Rank = registry.RankCouncil
	}
	c.Take("by", d.Check(c.tx.Today()))
}
