package workflow

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// Simulation is one that was kept: what was supposed and what came out of it, as it was.
// Its name, with whom it is shared and to which items it is attached can change.
type Simulation struct {
	ID     registry.SimulationID `json:"id"`
	Edit   int                   `json:"edit"`
	Name   string                `json:"name"`
	Shared bool                  `json:"shared"` // with everybody who is signed in
	Made   registry.Day          `json:"made"`
	By     string                `json:"by"`
	Digest string                `json:"digest"` // of Simulated
	Items  []registry.ItemID     `json:"items"`  // whose papers it is an annex of
	Simulated
}

// SimulationEntry is what can be said of one that is kept.
type SimulationEntry struct {
	Name   string
	Shared bool
	Items  []registry.ItemID
}

// Canonical is an answer as JSON in one form, which its digest names.
func (s Simulated) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // texts, numbers and booleans always marshal
	}
	return b
}

func (s Simulation) object() string { return "simulation " + string(s.ID) }

// logged is what the log has of one: not what it says, which its digest names.
func (s Simulation) logged() any {
	return struct {
		Name   string            `json:"name"`
		Shared bool              `json:"shared"`
		Digest string            `json:"digest"`
		Items  []registry.ItemID `json:"items"`
	}{s.Name, s.Shared, s.Digest, s.Items}
}

// SimulationReader is what can be read of kept simulations.
type SimulationReader interface {
	// Simulations lists those that were kept, or the shared ones alone, newest first and
	// older than one; of Simulated nothing is read.
	Simulations(shared bool, after registry.SimulationID, limit int) ([]Simulation, error)
	SimulationByID(registry.SimulationID) (Simulation, error) // CodeNotFound
	// SimulationsOf are those attached to an item, in the order in which they were kept.
	SimulationsOf(registry.ItemID) ([]Simulation, error)
}

// SimulationWriter keeps simulations.
type SimulationWriter interface {
	InsertSimulation(Simulation) error
	// UpdateSimulation stores Name, Shared and Items, as UpdateMeeting; CodeStale.
	UpdateSimulation(s Simulation, edit int) (Simulation, error)
}

// KeepSimulation simulates once more, so that what is kept is of one state of the
// register, and keeps definition and result. Errors: those of Simulate, CodeInvalid with
// the field "name".
func (s *Service) KeepSimulation(ctx context.Context, act registry.Act, name string, a Assumptions) (Simulation, error) {
	var c registry.Checks
	c.Text("name", name, registry.LimitName, true)
	answer, err := s.Simulate(ctx, a)
	if err != nil && registry.CodeOf(err) != registry.CodeInvalid {
		return Simulation{}, err
	}
	c.Take("", err)
	if err := c.Err(); err != nil {
		return Simulation{}, err
	}
	id, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.SimulationID, error) {
		kept := Simulation{ID: registry.NewID[registry.SimulationID](tx.Now()), Edit: 1, Name: name, Made: tx.Today(), By: act.Actor.Name,
			Digest: registry.Digest(answer.Canonical()), Simulated: answer}
		if err := tx.InsertSimulation(kept); err != nil {
			return "", err
		}
		return kept.ID, audit(tx, kept.object(), nil, kept.logged())
	})
	if err != nil {
		return Simulation{}, err
	}
	return s.Simulation(ctx, id, true)
}

// Simulations lists those that were kept, newest first and older than one; for those who
// may not simulate the shared ones alone.
func (s *Service) Simulations(ctx context.Context, all bool, after registry.SimulationID, limit int) (out []Simulation, err error) {
	err = s.Store.View(ctx, func(r Reader) error { out, err = r.Simulations(!all, after, limit); return err })
	return out, err
}

// Simulation is one that was kept, or that is shared; CodeNotFound.
func (s *Service) Simulation(ctx context.Context, id registry.SimulationID, all bool) (out Simulation, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if out, err = r.SimulationByID(id); err == nil && !all && !out.Shared {
			out, err = Simulation{}, refuse(registry.CodeNotFound)
		}
		return err
	})
	return out, err
}

// EditSimulation names a simulation, shares it, and attaches it to items: it is printed
// as an annex of their papers. Errors: CodeNotFound, CodeStale, CodeInvalid with the
// fields "name" and "items[0]" (CodeNotFound; CodeMeetingClosed where it would change the
// papers of a meeting that is over).
func (s *Service) EditSimulation(ctx context.Context, act registry.Act, id registry.SimulationID, edit int, e SimulationEntry) (Simulation, error) {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		before, err := tx.SimulationByID(id)
		if err != nil {
			return registry.Nothing{}, err
		}
		if before.Edit != edit {
			return registry.Nothing{}, registry.Stale(edit, before.Edit)
		}
		after := before
		after.Name, after.Shared, after.Items = e.Name, e.Shared, unique(e.Items)
		if err := after.check(tx, before); err != nil {
			return registry.Nothing{}, err
		}
		if _, err := tx.UpdateSimulation(after, edit); err != nil {
			return registry.Nothing{}, err
		}
		return registry.Nothing{}, audit(tx, after.object(), before.logged(), after.logged())
	})
	if err != nil {
		return Simulation{}, err
	}
	return s.Simulation(ctx, id, true)
}

func unique(items []registry.ItemID) []registry.ItemID {
	items = slices.Clone(items)
	slices.Sort(items)
	return slices.Compact(items)
}

func (s Simulation) check(r Reader, before Simulation) error {
	var c registry.Checks
	c.Text("name", s.Name, registry.LimitName, true)
	if len(s.Items) > mostSupposed {
		c.Fail("items", registry.CodeRangeInvalid, "value", strconv.Itoa(len(s.Items)), "from", "0", "to", strconv.Itoa(mostSupposed))
		return c.Err()
	}
	changed := func(field string, id registry.ItemID) error {
		item, err := r.ItemByID(id)
		if registry.CodeOf(err) == registry.CodeNotFound {
			c.Fail(field, registry.CodeNotFound)
			return nil
		}
		if err != nil {
			return err
		}
		m, err := r.MeetingByID(item.Meeting)
		if err == nil && m.State != MeetingPlanned {
			c.Fail(field, registry.CodeMeetingClosed, "day", m.Day.String(), "body", m.Body.Name)
		}
		return err
	}
	for n, id := range s.Items {
		if !slices.Contains(before.Items, id) {
			if err := changed("items["+strconv.Itoa(n)+"]", id); err != nil {
				return err
			}
		}
	}
	for _, id := range before.Items {
		if !slices.Contains(s.Items, id) {
			if err := changed("items", id); err != nil {
				return err
			}
		}
	}
	return c.Err()
}

// ComparedRule is a rule that is otherwise in one of two simulations, and not in the
// same way in the other.
type ComparedRule struct {
	Number registry.Number
	Title  string
	One    *SimulatedChange // nil: it is as before
	Other  *SimulatedChange
}

// CompareSimulations holds two against each other: the rules that do not come out the
// same, by number. CodeNotFound.
func (s *Service) CompareSimulations(ctx context.Context, one, other registry.SimulationID, all bool) (a, b Simulation, rules []ComparedRule, err error) {
	if a, err = s.Simulation(ctx, one, all); err != nil {
		return a, b, nil, err
	}
	if b, err = s.Simulation(ctx, other, all); err != nil {
		return a, b, nil, err
	}
	return a, b, comparedRules(a.Simulated, b.Simulated), nil
}

func comparedRules(a, b Simulated) []ComparedRule {
	of := map[registry.Number]*ComparedRule{}
	take := func(changes []SimulatedChange, set func(*ComparedRule, *SimulatedChange)) {
		for n := range changes {
			c := &changes[n]
			if of[c.Number] == nil {
				of[c.Number] = &ComparedRule{Number: c.Number, Title: c.Title}
			}
			set(of[c.Number], c)
		}
	}
	take(a.Changes, func(r *ComparedRule, c *SimulatedChange) { r.One = c })
	take(b.Changes, func(r *ComparedRule, c *SimulatedChange) { r.Other = c })
	var rules []ComparedRule
	for _, r := range of {
		if r.One == nil || r.Other == nil || r.One.Is.Differs(r.Other.Is) {
			rules = append(rules, *r)
		}
	}
	slices.SortFunc(rules, func(a, b ComparedRule) int { return int(a.Number - b.Number) })
	return rules
}
