package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Group puts inputs that say the same under one of them. Each is still counted as
// its own; one answer is given to all, and an answer that the lead has is theirs at
// once. Groups of those that are picked go along. An empty lead is whichever leads
// others already, or says most. Errors: CodeInvalid with fields, CodeStale of the lead,
// CodeNotFound, CodeForbidden, CodeOwnerDisposes.
func (s *Service) Group(ctx context.Context, act registry.Act, picked []Picked, lead registry.InputID) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		if at := slices.IndexFunc(picked, func(p Picked) bool { return p.ID == lead }); at >= 0 {
			if _, err := pickOne(tx, act, picked[at]); err != nil {
				return none, err
			}
		}
		inputs, err := pick(tx, act, &c, picked)
		if err != nil {
			return none, err
		}
		lead := lead // the closure can run more than once
		if lead == "" && len(inputs) > 0 {
			if lead, err = bestLead(tx, inputs); err != nil {
				return none, err
			}
		}
		at := slices.IndexFunc(inputs, func(i Input) bool { return i.ID == lead })
		switch {
		case len(inputs) == 0:
		case len(inputs) == 1:
			c.Fail("inputs", registry.CodeMergeTwo)
		case at < 0 || inputs[at].Lead != "":
			c.Fail("lead", registry.CodeChoiceUnknown)
		}
		for _, i := range inputs {
			if i.Split || i.Consultation != inputs[0].Consultation {
				c.Fail("inputs", registry.CodeMergeSplit)
				break
			}
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		if inputs, err = withGroups(tx, act, inputs); err != nil {
			return none, err
		}
		members := slices.DeleteFunc(slices.Clone(inputs), func(i Input) bool { return i.ID == lead })
		if err := setLead(tx, members, lead); err != nil {
			return none, err
		}
		answers, err := tx.Dispositions([]registry.InputID{lead})
		if err != nil {
			return none, err
		}
		if d, ok := answers[lead]; ok {
			if err := s.notAlone(tx, act, members, ""); err != nil { // merging answers them
				return none, err
			}
			return none, dispose(tx, act, members, d)
		}
		return none, nil
	})
	return err
}

// bestLead is the first that leads others, or the one with the longest text.
func bestLead(tx Tx, inputs []Input) (registry.InputID, error) {
	members, err := tx.Grouped(idsOf(inputs))
	if err != nil || len(members) > 0 {
		if err == nil {
			return members[0].Lead, nil
		}
		return "", err
	}
	free := slices.DeleteFunc(slices.Clone(inputs), func(i Input) bool { return i.Lead != "" })
	if len(free) == 0 {
		return inputs[0].Lead, nil // which is not among them, and is refused
	}
	return slices.MaxFunc(free, func(a, b Input) int { return len(a.Text) - len(b.Text) }).ID, nil
}

// Ungroup takes inputs out of their groups; taking out the lead ends its group. What
// they were answered stays. Errors: CodeInvalid with fields, CodeStale of a single one,
// CodeNotFound, CodeForbidden.
func (s *Service) Ungroup(ctx context.Context, act registry.Act, picked []Picked) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		if len(picked) == 1 {
			if _, err := pickOne(tx, act, picked[0]); err != nil {
				return none, err
			}
		}
		var c registry.Checks
		inputs, err := pick(tx, act, &c, picked)
		if err == nil {
			err = c.Err()
		}
		if err != nil {
			return none, err
		}
		members, err := tx.Grouped(idsOf(inputs))
		if err != nil {
			return none, err
		}
		out := members
		for _, i := range inputs {
			if i.Lead != "" && !slices.ContainsFunc(out, func(m Input) bool { return m.ID == i.ID }) {
				out = append(out, i)
			}
		}
		if len(out) == 0 {
			c.Fail("inputs", registry.CodeNotMerged)
			return none, c.Err()
		}
		return none, setLead(tx, out, "")
	})
	return err
}

func setLead(tx Tx, inputs []Input, lead registry.InputID) error {
	if err := tx.SetLead(idsOf(inputs), lead); err != nil {
		return err
	}
	type merged struct {
		Lead registry.InputID `json:"lead"`
	}
	for _, i := range inputs {
		if err := audit(tx, "input "+string(i.ID), merged{i.Lead}, merged{lead}); err != nil {
			return err
		}
	}
	return nil
}

// withGroups are inputs with all those that they are merged with, within reach.
func withGroups(tx Tx, act registry.Act, inputs []Input) ([]Input, error) {
	var leads []registry.InputID
	have := map[registry.InputID]bool{}
	for _, i := range inputs {
		have[i.ID] = true
		if i.Lead != "" {
			leads = append(leads, i.Lead)
		} else {
			leads = append(leads, i.ID)
		}
	}
	slices.Sort(leads)
	leads = slices.Compact(leads)
	heads, err := tx.InputsByID(leads)
	if err != nil {
		return nil, err
	}
	members, err := tx.Grouped(leads)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(inputs)
	for _, i := range append(heads, members...) {
		if !have[i.ID] {
			have[i.ID] = true
			all = append(all, i)
		}
	}
	return all, within(tx, act.Reach, all)
}
