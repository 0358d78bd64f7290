package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Merge is that one rule goes on in another, because both demand the same.
type Merge struct {
	From     registry.Number // the rule that ends
	Edit     int             // of it, that the writer saw
	Into     registry.Number // the rule that stays
	Valid    registry.Day    // from which day
	Decision registry.Decision
}

// Merge lets one rule go on in another from a day. What is known of the one stays
// where it is: its number, texts, justifications, bases and what people said of
// it. It gives the event by which it does. Errors: CodeInvalid with fields, CodeNotFound, CodeSameRule, CodeStale,
// CodeRuleEnded when either has ended on the day.
func (s *Service) Merge(ctx context.Context, act registry.Act, m Merge) (registry.EventID, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.EventID, error) {
		const none registry.EventID = ""
		if m.From == m.Into {
			return none, refuse(registry.CodeSameRule, "number", m.From.String())
		}
		rules, err := tx.RulesByNumber([]registry.Number{min(m.From, m.Into), max(m.From, m.Into)})
		if err != nil {
			return none, err
		}
		from, into := rules[0], rules[1]
		if from.Number != m.From {
			from, into = into, from
		}
		if !act.Reach.Has(from.Catalogue) || !act.Reach.Has(into.Catalogue) {
			return none, refuse(registry.CodeForbidden)
		}
		if from.Edit != m.Edit {
			return none, registry.Stale(m.Edit, from.Edit)
		}
		timelines, err := tx.Timelines([]registry.RuleID{from.ID, into.ID})
		if err != nil {
			return none, err
		}
		for _, rule := range []registry.Rule{from, into} {
			if seg, ok := registry.SegmentOn(timelines[rule.ID], m.Valid); ok && seg.State.Ended() {
				return none, refuse(registry.CodeRuleEnded, "number", rule.Number.String())
			}
		}
		before, err := tx.Events([]registry.RuleID{from.ID}, registry.RevisionOpen)
		if err != nil {
			return none, err
		}
		event, err := s.recordEvent(tx, from, before[from.ID],
			NewEvent{Valid: m.Valid, Fact: registry.Superseded{By: m.Into, Reason: m.Decision}})
		if err != nil {
			return none, err
		}
		if _, err := tx.UpdateRule(from, m.Edit); err != nil {
			return none, err
		}
		if err := audit(tx, "rule "+from.Number.String(), nil, event); err != nil {
			return none, err
		}
		return event.ID, audit(tx, "rule "+into.Number.String(), nil, struct {
			Takes registry.Number `json:"takes_over"`
			Event registry.Event  `json:"event"`
		}{from.Number, event})
	})
}
