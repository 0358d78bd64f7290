package workflow

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// InputDetail is one input with all that is known of it.
type InputDetail struct {
	Answered
	Consultation Consultation
	Earlier      []Disposition            // answers that another has taken the place of, the latest first; By whom
	Whole        *Answered                // of a part
	Group        []Answered               // those that it is merged with, and itself; the lead first
	Action       *NeedsAction             // the latest; nil: none
	Alike        []Answered               // most like it first
	Sampled      bool                     // there were too many to look at all
	Entries      []registry.RegisterEntry // rules that parts can be about
	Items        []Item                   // on which the rules of the consultation are or were, latest meeting first
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
		if err := out.around(r); err != nil {
			return err
		}
		if out.Items, err = itemsAbout(r, out.Consultation.Rules); err != nil {
			return err
		}
		actions, err := r.Actions([]registry.InputID{id})
		if err != nil {
			return err
		}
		if len(actions) > 0 {
			out.Action = &actions[0]
		}
		if out.Alike, out.Sampled, err = alike(r, out.Input, reach); err != nil {
			return err
		}
		out.Earlier, err = earlier(r, id)
		return err
	})
	return out, err
}

// around reads the parts of what was split, the whole of a part, and the group.
func (d *InputDetail) around(r Reader) error {
	parts, err := r.Inputs(InputFilter{PartOf: d.Input.ID})
	if err != nil {
		return err
	}
	if d.Parts, err = answered(r, parts); err != nil {
		return err
	}
	inTextOrder(d.Input, d.Parts)
	if d.Entries, err = entries(r, d.Consultation.Rules); err != nil {
		return err
	}
	if d.Input.PartOf != "" {
		whole, err := r.InputsByID([]registry.InputID{d.Input.PartOf})
		if err != nil {
			return err
		}
		all, err := answered(r, whole)
		if err != nil {
			return err
		}
		d.Whole = &all[0]
	}
	lead := cmp.Or(d.Input.Lead, d.Input.ID)
	members, err := r.Grouped([]registry.InputID{lead})
	if err != nil || len(members) == 0 {
		return err
	}
	head, err := r.InputsByID([]registry.InputID{lead})
	if err == nil {
		d.Group, err = answered(r, append(head, members...))
	}
	return err
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
		before, was := answerIn(e.Before)
		if _, is := answerIn(e.After); !was || !is {
			continue
		}
		for _, older := range events[n+1:] { // who wrote what was replaced
			if _, wrote := answerIn(older.After); wrote {
				before.By = older.Actor
				break
			}
		}
		all = append(all, before)
	}
	return all, nil
}

// answerIn is the answer that an event tells of; what else is logged of an input
// may have a kind too, and is none.
func answerIn(told json.RawMessage) (Disposition, bool) {
	var d Disposition
	err := json.Unmarshal(told, &d)
	return d, err == nil && slices.Contains(DispositionKinds, d.Kind)
}
