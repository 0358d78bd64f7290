package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// NeedsAction is an input that somebody must act on at once. It is told to a post
// on duty, stands first in the inbox until it is handled, and is never public. It
// stays when the input is changed or taken back.
type NeedsAction struct {
	Input        registry.InputID        `json:"input"`
	Consultation registry.ConsultationID `json:"-"`
	Kind         ActionKind              `json:"kind"`
	Note         string                  `json:"-"` // by who raised it
	Post         string                  `json:"post"`
	By           string                  `json:"-"`
	Day          registry.Day            `json:"day"`
	HandledNote  string                  `json:"-"` // empty: it waits
	HandledBy    string                  `json:"handled_by,omitempty"`
	Handled      registry.Day            `json:"handled,omitzero"`
}

// ActionKind is why something must be done at once.
type ActionKind string

const (
	AtRisk        ActionKind = "at_risk" // a child or a resident
	Complaint     ActionKind = "complaint"
	AccessRequest ActionKind = "access_request" // aktindsigt, or insight into one's own data
)

// ActionKinds in the order in which they are offered.
var ActionKinds = []ActionKind{AtRisk, Complaint, AccessRequest}

// ActionLetter is what a post on duty is told: that there is something, and never
// what somebody wrote.
type ActionLetter struct {
	To           registry.User
	Consultation Consultation
	Action       NeedsAction
}

// SetDuty says which post is told when an input needs action now. Errors:
// CodeInvalid with fields, CodeNotFound.
func (s *Service) SetDuty(ctx context.Context, act registry.Act, slug string, post registry.PostID) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return none, err
		}
		if _, err := tx.PostByID(post); registry.CodeOf(err) == registry.CodeNotFound {
			var c registry.Checks
			c.Fail("post", registry.CodeChoiceUnknown)
			return none, c.Err()
		} else if err != nil {
			return none, err
		}
		before, err := tx.Duty(c.ID)
		if err != nil {
			return none, err
		}
		if err := tx.SetDuty(c.ID, post); err != nil {
			return none, err
		}
		type duty struct {
			Post registry.PostID `json:"duty"`
		}
		return none, audit(tx, "consultation "+slug, duty{before}, duty{post})
	})
	return err
}

// RaiseAction tells the post on duty of an input. Errors: CodeInvalid with fields,
// CodeStale, CodeNotFound, CodeForbidden, CodeActionWaits, CodeDutyMissing, CodeDutyNobody (post).
func (s *Service) RaiseAction(ctx context.Context, act registry.Act, seen Picked, kind ActionKind, note string) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		input, err := pickOne(tx, act, seen)
		if err != nil {
			return none, err
		}
		if !slices.Contains(ActionKinds, kind) {
			c.Fail("action", registry.CodeChoiceInvalid, "value", string(kind), "choices", "")
		}
		c.Text("note", note, registry.LimitReason, false)
		if err := c.Err(); err != nil {
			return none, err
		}
		there, err := tx.Actions([]registry.InputID{input.ID})
		if err != nil {
			return none, err
		}
		if len(there) > 0 && there[0].HandledNote == "" {
			return none, refuse(registry.CodeActionWaits)
		}
		here, err := tx.ConsultationByID(input.Consultation)
		if err != nil {
			return none, err
		}
		post, err := onDuty(tx, here.ID)
		if err != nil {
			return none, err
		}
		a := NeedsAction{Input: input.ID, Consultation: here.ID, Kind: kind, Note: note, Post: post.Post.Name, By: act.Actor.Name, Day: tx.Today(), Handled: tx.Today()}
		if err := tx.SetAction(a); err != nil {
			return none, err
		}
		people := post.Post.People()
		if !slices.Contains(people, post.User) {
			people = append(people, post.User)
		}
		for _, id := range people {
			u, err := tx.UserByID(id)
			if err != nil {
				return none, err
			}
			subject, text := s.WriteAction(ActionLetter{u, here, a})
			if err := registry.SendMail(tx, u, "consultation "+here.Slug, "da", subject, text); err != nil {
				return none, err
			}
		}
		return none, audit(tx, "input "+string(a.Input), nil, a)
	})
	return err
}

// onDuty is who answers for the post that is told today.
func onDuty(r Reader, c registry.ConsultationID) (registry.Answerer, error) {
	id, err := r.Duty(c)
	if err != nil {
		return registry.Answerer{}, err
	}
	post, err := r.PostByID(id)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return registry.Answerer{}, refuse(registry.CodeDutyMissing)
	}
	if err != nil {
		return registry.Answerer{}, err
	}
	all, err := registry.Answerers(r, []string{post.Name})
	if err == nil && all[post.Name].User == "" {
		err = refuse(registry.CodeDutyNobody, "post", post.Name)
	}
	return all[post.Name], err
}

// HandleAction says what was done. Errors: CodeInvalid with fields, CodeNotFound when
// nothing waits, CodeForbidden.
func (s *Service) HandleAction(ctx context.Context, act registry.Act, input registry.InputID, note string) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		if c.Text("note", note, registry.LimitReason, true); c.Err() != nil {
			return none, c.Err()
		}
		there, err := tx.Actions([]registry.InputID{input})
		if err != nil {
			return none, err
		}
		if len(there) == 0 || there[0].HandledNote != "" {
			return none, refuse(registry.CodeNotFound)
		}
		inputs, err := tx.Inputs(InputFilter{Inputs: []registry.InputID{input}})
		if err != nil {
			return none, err
		}
		if len(inputs) == 0 && len(act.Reach) > 0 {
			return none, refuse(registry.CodeForbidden)
		}
		if err := within(tx, act.Reach, inputs); err != nil {
			return none, err
		}
		before, a := there[0], there[0]
		a.HandledNote, a.HandledBy, a.Handled = note, act.Actor.Name, tx.Today()
		if err := tx.SetAction(a); err != nil {
			return none, err
		}
		return none, audit(tx, "input "+string(input), before, a)
	})
	return err
}

// Urgent is an input that needs action with what it says.
type Urgent struct {
	NeedsAction
	Input *Answered // nil: it was changed or taken back since
}

// urgent are those that wait, within reach.
func urgent(r Reader, c registry.ConsultationID, reach registry.Reach) ([]Urgent, error) {
	open, err := r.OpenActions(c)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	ids := make([]registry.InputID, len(open))
	for n, a := range open {
		ids[n] = a.Input
	}
	inputs, err := r.Inputs(InputFilter{Inputs: ids, Reach: reach})
	if err != nil {
		return nil, err
	}
	all, err := answered(r, inputs)
	if err != nil {
		return nil, err
	}
	var out []Urgent
	for _, a := range open {
		at := slices.IndexFunc(all, func(x Answered) bool { return x.Input.ID == a.Input })
		switch {
		case at >= 0:
			out = append(out, Urgent{a, &all[at]})
		case len(reach) == 0:
			out = append(out, Urgent{a, nil})
		}
	}
	return out, nil
}

// Urgent lists what waits in a consultation, or in all when empty. CodeNotFound.
func (s *Service) Urgent(ctx context.Context, slug string, reach registry.Reach) (all []Urgent, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err == nil {
			all, err = urgent(r, c.ID, reach)
		}
		return err
	})
	return all, err
}

// UrgentIn counts what waits, by consultation, those with anything alone.
func (s *Service) UrgentIn(ctx context.Context, reach registry.Reach) (all []Unanswered, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all = nil
		consultations, err := r.Consultations("")
		if err != nil {
			return err
		}
		for _, c := range consultations {
			waits, err := urgent(r, c.ID, reach)
			if err != nil {
				return err
			}
			if len(waits) > 0 {
				all = append(all, Unanswered{c, len(waits)})
			}
		}
		return nil
	})
	return all, err
}
