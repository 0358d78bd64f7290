package workflow

import (
	"context"
	"encoding/json"

	"github.com/omvendt/omvendt/registry"
)

// InputDetail is one input with all that is known of it.
type InputDetail struct {
	Answered
	Consultation Consultation
	Earlier      []Disposition // answers that another has taken the place of, the latest first; By whom
	Items        []Item        // on which the rules of the consultation are or were, latest meeting first
}

// Input reads one input; CodeNotFound, CodeForbidden beyond the reach.
func (s *Service) Input(ctx context.Context, reach registry.Reach, id registry.InputID) (InputDetail, error) {
	var out InputDetail
	err := s.Store.View(ctx, func(r Reader) error {
		out = InputDetail{}
		inputs, err := r.InputsByID([]registry.InputID{id})
		if err != nil {
			return err
		}
		if err := within(r, reach, inputs); err != nil {
			return err
		}
		if out.Consultation, err = r.ConsultationByID(inputs[0].Consultation); err != nil {
			return err
		}
		all, err := answered(r, inputs)
		if err != nil {
			return err
		}
		out.Answered = all[0]
		if out.Items, err = itemsAbout(r, out.Consultation.Rules); err != nil {
			return err
		}
		out.Earlier, err = earlier(r, id)
		return err
	})
	return out, err
}

// itemsAbout are the items that rules are or were on, each once.
func itemsAbout(r Reader, rules []registry.RuleID) ([]Item, error) {
	of, err := r.ItemsOf(rules)
	var items []Item
	seen := map[registry.ItemID]bool{}
	for _, rule := range rules {
		for _, item := range of[rule] {
			if !seen[item.ID] {
				seen[item.ID] = true
				items = append(items, item)
			}
		}
	}
	return items, err
}

// mostEarlier is how far back in the log earlier answers are looked for.
const mostEarlier = 100

func earlier(r Reader, id registry.InputID) ([]Disposition, error) {
	events, err := r.AuditLog("input "+string(id), registry.AuditPlace{}, mostEarlier)
	if err != nil {
		return nil, err
	}
	var all []Disposition
	for n, e := range events {
		var after, before Disposition
		if json.Unmarshal(e.After, &after) != nil || after.Kind == "" || json.Unmarshal(e.Before, &before) != nil || before.Kind == "" {
			continue
		}
		for _, older := range events[n+1:] { // who wrote what was replaced
			var wrote Disposition
			if json.Unmarshal(older.After, &wrote) == nil && wrote.Kind != "" {
				before.By = older.Actor
				break
			}
		}
		all = append(all, before)
	}
	return all, nil
}
