package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// MakeSendOn makes a pack of inputs that were answered as state law. Errors:
// CodeInvalid with fields, CodeForbidden.
func (s *Service) MakeSendOn(ctx context.Context, act registry.Act, e SendOnEntry) (SendOn, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (SendOn, error) {
		p := SendOn{ID: registry.NewID[registry.SendOnID](tx.Now()), Edit: 1, Made: tx.Today()}
		if len(act.Reach) > 0 { // it speaks for the municipality
			return p, refuse(registry.CodeForbidden)
		}
		var c registry.Checks
		entry, inputs, err := e.check(tx, &c, p.ID)
		if err == nil {
			err = c.Err()
		}
		if err != nil {
			return p, err
		}
		p.SendOnEntry = entry
		if err := tx.InsertSendOn(p, inputs); err != nil {
			return p, err
		}
		return p, audit(tx, "send_on "+string(p.ID), nil, p)
	})
}

// EditSendOn takes another entry in place of a pack's: inputs that it no longer names
// wait again. Errors: CodeInvalid with fields, CodeSendOnSent, CodeStale, CodeNotFound,
// CodeForbidden.
func (s *Service) EditSendOn(ctx context.Context, act registry.Act, id registry.SendOnID, edit int, e SendOnEntry) (SendOn, error) {
	return s.changeSendOn(ctx, act, id, edit, func(tx Tx, p *SendOn) ([]Input, error) {
		var c registry.Checks
		entry, inputs, err := e.check(tx, &c, id)
		if err == nil {
			err = c.Err()
		}
		p.SendOnEntry = entry
		return inputs, err
	})
}

// MarkSentOn says that a pack was sent on a day; what has another answer by now is taken
// out of it. Errors: CodeInvalid with fields (day; sections without a proposal),
// CodeSendOnSent, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) MarkSentOn(ctx context.Context, act registry.Act, id registry.SendOnID, edit int, on registry.Day) (SendOn, error) {
	return s.changeSendOn(ctx, act, id, edit, func(tx Tx, p *SendOn) ([]Input, error) {
		var c registry.Checks
		switch {
		case on == registry.NoDay:
			c.Fail("on", registry.CodeRequired)
		case on > tx.Today():
			c.Fail("on", registry.CodeReceivedAhead, "day", on.String(), "today", tx.Today().String())
		case on < p.Made:
			c.Fail("on", registry.CodeSentBeforeMade, "day", on.String(), "made", p.Made.String())
		}
		left, err := standing(tx, *p)
		if err != nil {
			return nil, err
		}
		if len(left.Sections) == 0 {
			c.Fail("inputs", registry.CodeRequired)
		}
		if slices.ContainsFunc(left.Sections, func(s SendOnSection) bool { return s.Proposal == "" }) {
			c.Fail("proposals", registry.CodeProposalNeeded)
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		p.SendOnEntry, p.Sent, p.SentBy = left.SendOnEntry, on, act.Actor.Name
		return tx.InputsByID(p.inputs())
	})
}

func (s *Service) changeSendOn(ctx context.Context, act registry.Act, id registry.SendOnID, edit int, f func(Tx, *SendOn) ([]Input, error)) (SendOn, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (SendOn, error) {
		before, err := tx.SendOnByID(id)
		if err != nil {
			return before, err
		}
		switch {
		case len(act.Reach) > 0:
			return before, refuse(registry.CodeForbidden)
		case before.Edit != edit:
			return before, registry.Stale(edit, before.Edit)
		case before.Sent != registry.NoDay:
			return before, refuse(registry.CodeSendOnSent)
		}
		after := before
		inputs, err := f(tx, &after)
		if err != nil {
			return before, err
		}
		out, err := tx.UpdateSendOn(after, inputs, edit)
		if err != nil {
			return before, err
		}
		return out, audit(tx, "send_on "+string(id), before, out)
	})
}

// standing is a pack without the inputs that have another answer by now, or were taken
// back. What was sent is told as it was sent.
func standing(r Reader, p SendOn) (SendOn, error) {
	if p.Sent != registry.NoDay {
		return p, nil
	}
	answers, err := r.Dispositions(p.inputs())
	var left []SendOnSection
	for _, s := range p.Sections {
		s.Inputs = slices.DeleteFunc(slices.Clone(s.Inputs), func(id registry.InputID) bool { return answers[id].Kind != StateLaw })
		if len(s.Inputs) > 0 {
			left = append(left, s)
		}
	}
	p.Sections = left
	return p, err
}

// SendOnView is a pack with the texts in it that are public.
type SendOnView struct {
	SendOn
	Parts  []SendOnPart // the sections
	Inputs int
	Hidden int // of them, those whose text is not public, or that have none
	From   map[registry.ConsultationID]Consultation
}

// SendOnPart is a section with what people said; those that are merged are told once.
type SendOnPart struct {
	SendOnSection
	Told   []Answered // with the public text; an empty one is not
	Same   map[registry.InputID]int
	Hidden int
}

// SendOn reads a pack; public is what everybody may: only one that was sent. CodeNotFound.
func (s *Service) SendOn(ctx context.Context, id registry.SendOnID, public bool) (v SendOnView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		p, err := r.SendOnByID(id)
		if err != nil {
			return err
		}
		if public && p.Sent == registry.NoDay {
			return refuse(registry.CodeNotFound)
		}
		v, err = viewSendOn(r, p)
		return err
	})
	return v, err
}

func viewSendOn(r Reader, p SendOn) (SendOnView, error) {
	p, err := standing(r, p)
	if err != nil {
		return SendOnView{}, err
	}
	v := SendOnView{SendOn: p}
	inputs, err := r.InputsByID(p.inputs())
	if err != nil {
		return v, err
	}
	shown, err := publicTexts(r, inputs)
	if err != nil {
		return v, err
	}
	all, err := answered(r, inputs)
	if err != nil {
		return v, err
	}
	if v.From, err = consultationsOf(r, inputs); err != nil {
		return v, err
	}
	for _, s := range p.Sections {
		part := SendOnPart{SendOnSection: s, Same: map[registry.InputID]int{}}
		for _, a := range all {
			if !slices.Contains(s.Inputs, a.Input.ID) {
				continue
			}
			v.Inputs++
			if a.Input.Lead != "" && slices.Contains(s.Inputs, a.Input.Lead) {
				if part.Same[a.Input.Lead]++; shown[a.Input.Lead] == "" {
					part.Hidden++
				}
				continue
			}
			a.Input.Translation = a.Input.PublicTranslation()
			a.Input.Text, a.Input.Audience, a.Sender = shown[a.Input.ID], "", Sender{} // who said it may be one of few
			if part.Told = append(part.Told, a); a.Input.Text == "" {
				part.Hidden++
			}
		}
		v.Hidden += part.Hidden
		v.Parts = append(v.Parts, part)
	}
	return v, nil
}

// publicTexts are what everybody may read of inputs' texts; of a part what is left of it
// in the text that it was split from.
func publicTexts(r Reader, inputs []Input) (map[registry.InputID]string, error) {
	shown := map[registry.InputID]string{}
	var wholes []registry.InputID
	for _, i := range inputs {
		if shown[i.ID] = i.Public(); i.PartOf != "" && !slices.Contains(wholes, i.PartOf) {
			wholes = append(wholes, i.PartOf)
		}
	}
	if len(wholes) == 0 {
		return shown, nil
	}
	found, err := r.InputsByID(wholes)
	for _, whole := range found {
		for _, i := range inputs {
			if i.PartOf == whole.ID && strings.Contains(plainSpace(whole.Public()), plainSpace(i.Text)) {
				shown[i.ID] = i.Text
			}
		}
	}
	return shown, err
}

// SendOns lists packs as they were made.
func (s *Service) SendOns(ctx context.Context, f SendOnFilter) (all []SendOn, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { all, err = r.SendOns(f); return err })
	return all, err
}

// SendOnWaiting is an input that waits for a pack.
type SendOnWaiting struct {
	Answered
	Provision    string // the legal basis of its rule; empty: none is known
	Consultation Consultation
}

// SendOnWaits are the inputs that were answered as state law and are in no pack, of a
// consultation by its slug or of all; at most limit. CodeNotFound.
func (s *Service) SendOnWaits(ctx context.Context, slug string, limit int) (all []SendOnWaiting, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all = nil
		var of registry.ConsultationID
		if slug != "" {
			c, err := r.ConsultationBySlug(slug)
			if err != nil {
				return err
			}
			of = c.ID
		}
		ids, err := r.SendOnWaits(of, "", limit+1)
		if err != nil {
			return err
		}
		if more = len(ids) > limit; more {
			ids = ids[:limit]
		}
		inputs, err := r.InputsByID(ids)
		if err != nil {
			return err
		}
		based, err := basesOf(r, inputs)
		if err != nil {
			return err
		}
		found, err := answered(r, inputs)
		if err != nil {
			return err
		}
		from, err := consultationsOf(r, inputs)
		for _, a := range found {
			all = append(all, SendOnWaiting{a, based[a.Input.Rule], from[a.Input.Consultation]})
		}
		return err
	})
	return all, more, err
}

// CountSendOnWaits counts what waits for a pack, no more than registry.CountLimit + 1.
func (s *Service) CountSendOnWaits(ctx context.Context) (n int, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		ids, err := r.SendOnWaits("", "", registry.CountLimit+1)
		n = len(ids)
		return err
	})
	return n, err
}

func consultationsOf(r Reader, inputs []Input) (map[registry.ConsultationID]Consultation, error) {
	from := map[registry.ConsultationID]Consultation{}
	for _, i := range inputs {
		if _, read := from[i.Consultation]; read {
			continue
		}
		c, err := r.ConsultationByID(i.Consultation)
		if err != nil {
			return nil, err
		}
		from[i.Consultation] = c
	}
	return from, nil
}
