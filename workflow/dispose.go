package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Picked is an input with the edit of it that was seen.
type Picked struct {
	ID   registry.InputID
	Edit int
}

// Pick picks inputs as they were read.
func Pick(inputs ...Answered) []Picked {
	picked := make([]Picked, len(inputs))
	for n, a := range inputs {
		picked[n] = Picked{a.Input.ID, a.Input.Edit}
	}
	return picked
}

// Dispose gives inputs their one answer: kind and reason of d. A later one takes
// the place of an earlier, which stays in the log. Several at once where the reason
// is the same. Errors: CodeInvalid with fields, CodeNotFound, CodeForbidden.
func (s *Service) Dispose(ctx context.Context, act registry.Act, picked []Picked, d Disposition) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		if !slices.Contains(DispositionKinds, d.Kind) {
			c.Fail("kind", registry.CodeChoiceInvalid, "value", string(d.Kind), "choices", "")
		}
		c.Text("reason", d.Reason, registry.LimitReason, d.Kind != NothingToAnswer)
		inputs, err := pick(tx, act, &c, picked)
		if err == nil {
			err = c.Err()
		}
		if err != nil {
			return none, err
		}
		return none, dispose(tx, act, inputs, d)
	})
	return err
}

func dispose(tx Tx, act registry.Act, inputs []Input, d Disposition) error {
	before, err := tx.Dispositions(idsOf(inputs))
	if err != nil {
		return err
	}
	d.By, d.Day = act.Actor.Name, tx.Today()
	for _, i := range inputs {
		d.Input = i.ID
		if err := tx.SetDisposition(d); err != nil {
			return err
		}
		var earlier any
		if e, ok := before[i.ID]; ok {
			earlier = e
		}
		if err := audit(tx, "input "+string(i.ID), earlier, d); err != nil {
			return err
		}
	}
	return nil
}

// pick reads what was picked, each once. It refuses inputs that are not there and
// those beyond the actor's reach, and notes those that somebody has changed since
// they were seen. What is about no rule belongs to those who reach everything.
func pick(tx Tx, act registry.Act, c *registry.Checks, picked []Picked) ([]Input, error) {
	if len(picked) == 0 {
		c.Fail("inputs", registry.CodeRequired)
		return nil, nil
	}
	seen := map[registry.InputID]int{}
	for _, p := range picked {
		seen[p.ID] = p.Edit
	}
	ids := make([]registry.InputID, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	inputs, err := tx.InputsByID(ids)
	if err != nil {
		return nil, err
	}
	if err := within(tx, act.Reach, inputs); err != nil {
		return nil, err
	}
	overtaken := 0
	for _, i := range inputs {
		if seen[i.ID] != i.Edit {
			overtaken++
		}
	}
	if overtaken > 0 {
		c.Fail("inputs", registry.CodeInputChanged, "n", itoa(overtaken))
	}
	return inputs, nil
}

func idsOf(inputs []Input) []registry.InputID {
	ids := make([]registry.InputID, len(inputs))
	for n, i := range inputs {
		ids[n] = i.ID
	}
	return ids
}

// within refuses inputs beyond a reach.
func within(r Reader, reach registry.Reach, inputs []Input) error {
	if len(reach) == 0 {
		return nil
	}
	var about []registry.RuleID
	for _, i := range inputs {
		if i.Rule == "" {
			return refuse(registry.CodeForbidden)
		}
		if !slices.Contains(about, i.Rule) {
			about = append(about, i.Rule)
		}
	}
	rules, err := r.RulesByID(about)
	if err == nil && slices.ContainsFunc(rules, func(r registry.Rule) bool { return !reach.Has(r.Catalogue) }) {
		err = refuse(registry.CodeForbidden)
	}
	return err
}

// Input reads one input with its answer and its consultation; CodeNotFound,
// CodeForbidden beyond the reach.
func (s *Service) Input(ctx context.Context, reach registry.Reach, id registry.InputID) (a Answered, c Consultation, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		inputs, err := r.InputsByID([]registry.InputID{id})
		if err != nil {
			return err
		}
		if err := within(r, reach, inputs); err != nil {
			return err
		}
		if c, err = r.ConsultationByID(inputs[0].Consultation); err != nil {
			return err
		}
		all, err := answered(r, inputs)
		if err == nil {
			a = all[0]
		}
		return err
	})
	return a, c, err
}
