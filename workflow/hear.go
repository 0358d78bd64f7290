package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// HearingParties lists the parties that must be heard, by name.
func (s *Service) HearingParties(ctx context.Context) (all []HearingParty, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { all, err = r.HearingParties(); return err })
	return all, err
}

// HearingParty by id; CodeNotFound.
func (s *Service) HearingParty(ctx context.Context, id registry.HearingPartyID) (p HearingParty, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { p, err = r.PartyByID(id); return err })
	return p, err
}

// AddParty; CodeInvalid with fields, CodePartyTaken.
func (s *Service) AddParty(ctx context.Context, act registry.Act, e PartyEntry) (HearingParty, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (HearingParty, error) {
		p := HearingParty{ID: registry.NewID[registry.HearingPartyID](tx.Now()), Edit: 1, PartyEntry: e}
		if err := e.check(); err != nil {
			return p, err
		}
		if err := tx.InsertParty(p); err != nil {
			return p, err
		}
		return p, audit(tx, "hearing party "+string(p.ID), nil, p)
	})
}

// EditParty changes what is written of a party. Hearings keep the name under which
// they were planned. CodeInvalid with fields, CodeStale, CodePartyTaken, CodeNotFound.
func (s *Service) EditParty(ctx context.Context, act registry.Act, id registry.HearingPartyID, edit int, e PartyEntry) (HearingParty, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (HearingParty, error) {
		before, err := tx.PartyByID(id)
		if err != nil {
			return before, err
		}
		if err := e.check(); err != nil {
			return before, err
		}
		after := before
		after.PartyEntry = e
		if after, err = tx.UpdateParty(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "hearing party "+string(id), before, after)
	})
}

// DeleteParty takes a party off the list; its hearings stay. CodeStale, CodeNotFound.
func (s *Service) DeleteParty(ctx context.Context, act registry.Act, id registry.HearingPartyID, edit int) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		before, err := tx.PartyByID(id)
		if err == nil {
			err = tx.DeleteParty(id, edit)
		}
		if err != nil {
			return registry.Nothing{}, err
		}
		return registry.Nothing{}, audit(tx, "hearing party "+string(id), before, nil)
	})
	return err
}

// Hearings of a review, by party; CodeNotFound.
func (s *Service) Hearings(ctx context.Context, slug string) (all []Hearing, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		review, err := r.ReviewBySlug(slug)
		if err == nil {
			all, err = r.Hearings(review.ID)
		}
		return err
	})
	return all, err
}

// HearingsOf are those of the newest review of each of some rules, each once.
func (s *Service) HearingsOf(ctx context.Context, rules []registry.RuleID) (all []Hearing, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { all, err = hearingsOf(r, rules); return err })
	return all, err
}

func hearingsOf(r Reader, rules []registry.RuleID) ([]Hearing, error) {
	reviews, err := r.ReviewsOf(rules)
	if err != nil {
		return nil, err
	}
	var newest []registry.ReviewID
	for _, of := range reviews {
		if len(of) > 0 && !slices.Contains(newest, of[0].ID) {
			newest = append(newest, of[0].ID)
		}
	}
	if len(newest) == 0 {
		return nil, nil
	}
	return r.Hearings(newest...)
}

// HearingView is a hearing with what it is about.
type HearingView struct {
	Hearing Hearing
	Review  Review
	Rules   []registry.RegisterEntry // that require the party, by number
	Today   registry.Day
	Days    int          // the shortest time from letter to deadline that the settings ask for today; 0: none
	Propose registry.Day // a deadline that gives the usual time, and no less than that
}

// Hearing by id; CodeNotFound.
func (s *Service) Hearing(ctx context.Context, id registry.HearingID) (HearingView, error) {
	return s.hearing(ctx, func(r Reader) (Hearing, error) { return r.HearingByID(id) })
}

// OpenHearing is the hearing whose letter has a token; CodeLinkNotOpen.
func (s *Service) OpenHearing(ctx context.Context, token string) (HearingView, error) {
	v, err := s.hearing(ctx, func(r Reader) (Hearing, error) { return r.HearingByToken(token) })
	if registry.CodeOf(err) == registry.CodeNotFound || err == nil && v.Hearing.State == HearingPlanned {
		err = refuse(registry.CodeLinkNotOpen)
	}
	return v, err
}

func (s *Service) hearing(ctx context.Context, read func(Reader) (Hearing, error)) (v HearingView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if v.Hearing, err = read(r); err != nil {
			return err
		}
		v.Today = r.Today()
		settings, err := registry.SettingsOn(r, v.Today)
		if err != nil {
			return err
		}
		v.Days, v.Propose = settings.HearingDays, v.Today+registry.Day(hearingTime(settings))
		if v.Review, err = r.ReviewByID(v.Hearing.Review); err != nil {
			return err
		}
		ids, err := requiring(r, v.Hearing, false)
		if err == nil {
			v.Rules, err = entries(r, ids)
		}
		return err
	})
	return v, err
}

// requiring are the rules of the hearing's review whose events require its party; with
// waiting those alone that it has not been heard on.
func requiring(r Reader, h Hearing, waiting bool) ([]registry.RuleID, error) {
	places, err := r.ReviewRules(h.Review)
	if err != nil {
		return nil, err
	}
	var in []registry.RuleID
	for _, p := range places {
		if p.LeftOut == TakenIn {
			in = append(in, p.Rule)
		}
	}
	events, err := r.Events(in, registry.RevisionOpen)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(in, func(id registry.RuleID) bool {
		required, heard := false, false
		for _, e := range events[id] {
			switch f := e.Fact.(type) {
			case registry.HearingRequired:
				if f.Party == h.Party {
					required, heard = true, false
				}
			case registry.HearingHeld:
				heard = heard || f.Party == h.Party
			}
		}
		return !required || waiting && heard
	}), nil
}

// PlanHearing adds a party to those that must be heard in a review: from now on each of
// its rules waits for it. CodeInvalid with fields, CodeNotFound, CodeReviewOver,
// CodeHearingPlanned.
func (s *Service) PlanHearing(ctx context.Context, act registry.Act, slug, party string, letter HearingLetter) (Hearing, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Hearing, error) {
		var h Hearing
		review, err := tx.ReviewBySlug(slug)
		if err != nil {
			return h, err
		}
		settings, err := registry.SettingsOn(tx, tx.Today())
		if err != nil {
			return h, err
		}
		var c registry.Checks
		c.Text("party", party, registry.LimitName, true)
		letter.check(&c, tx.Today(), settings.HearingDays, false)
		if err := c.Err(); err != nil {
			return h, err
		}
		if !review.OpenOn(tx.Today()) {
			return h, refuse(registry.CodeReviewOver, "review", review.Slug, "sunset", review.Sunset.String())
		}
		if h, err = planHearing(tx, review, strings.TrimSpace(party), letter); err != nil {
			return h, err
		}
		ids, err := takenIn(tx, review)
		if err != nil {
			return h, err
		}
		waiting, err := requiring(tx, h, true) // one that was heard on it before is to be heard again
		if err != nil {
			return h, err
		}
		var events []registry.Event
		for _, id := range ids {
			if !slices.Contains(waiting, id) {
				events = append(events, registry.Event{Rule: id, Valid: tx.Today(), Fact: registry.HearingRequired{Party: h.Party}})
			}
		}
		if len(events) > 0 {
			_, err = registry.Record(tx, s.maker(), events)
		}
		return h, err
	})
}

// planHearing stores a hearing of a party of which nothing has been sent. Its address
// is the one on the list of parties, where none is given.
func planHearing(tx Tx, review Review, party string, letter HearingLetter) (Hearing, error) {
	h := Hearing{ID: registry.NewID[registry.HearingID](tx.Now()), Review: review.ID, Party: party, State: HearingPlanned, Edit: 1,
		Token: newToken(), HearingLetter: letter}
	parties, err := tx.HearingParties()
	if err != nil {
		return h, err
	}
	if i := slices.IndexFunc(parties, func(p HearingParty) bool { return p.Name == party }); i >= 0 && h.Address == "" {
		h.Address = parties[i].Address
	}
	if err := tx.InsertHearing(h); err != nil {
		return h, err
	}
	return h, audit(tx, "hearing "+string(h.ID), nil, h.logged())
}

// changeHearing changes a hearing in one transaction with its audit event.
func (s *Service) changeHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int, f func(Tx, *Hearing) error) (Hearing, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Hearing, error) {
		before, err := tx.HearingByID(id)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		return storeHearing(tx, before, f)
	})
}

func storeHearing(tx Tx, before Hearing, f func(Tx, *Hearing) error) (Hearing, error) {
	after := before
	if err := f(tx, &after); err != nil {
		return before, err
	}
	out, err := tx.UpdateHearing(after, before.Edit)
	if err != nil {
		return before, err
	}
	return out, audit(tx, "hearing "+string(out.ID), before.logged(), out.logged())
}

// EditHearing changes a letter that has not been sent; CodeInvalid with fields,
// CodeStale, CodeHearingState, CodeNotFound.
func (s *Service) EditHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int, letter HearingLetter) (Hearing, error) {
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		if h.State != HearingPlanned {
			return refuse(registry.CodeHearingState, "party", h.Party, "state", string(h.State))
		}
		h.HearingLetter = letter
		return h.checkLetter(tx, false)
	})
}

// checkLetter is what is wrong with the letter as the settings are today.
func (h Hearing) checkLetter(r Reader, whole bool) error {
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return err
	}
	var c registry.Checks
	h.check(&c, r.Today(), settings.HearingDays, whole)
	return c.Err()
}

// WriteHearing writes the mail of a hearing: its letter or, as a reminder, that the
// deadline is near.
type WriteHearing func(h Hearing, review Review, reminder bool) (subject, text string)

// SendHearing sends a letter, or notes that it was sent another way where there is no
// address. Letter and deadline must be there. Errors as EditHearing.
func (s *Service) SendHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int, write WriteHearing) (Hearing, error) {
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		if err := h.moveTo(HearingSent); err != nil {
			return err
		}
		if err := h.checkLetter(tx, true); err != nil {
			return err
		}
		h.Sent = tx.Today()
		return mailHearing(tx, *h, false, write)
	})
}

// RemindHearing writes to a party that has not answered, before its deadline. Errors:
// CodeHearingState, CodeDeadlinePast, CodeRequired (address) where it has none,
// CodeStale, CodeNotFound.
func (s *Service) RemindHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int, write WriteHearing) (Hearing, error) {
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		var c registry.Checks
		switch {
		case h.State != HearingSent:
			return refuse(registry.CodeHearingState, "party", h.Party, "state", string(h.State))
		case tx.Today() > h.Deadline:
			return refuse(registry.CodeDeadlinePast, "day", h.Deadline.String(), "today", tx.Today().String())
		case h.Address == "":
			c.Fail("address", registry.CodeRequired)
			return c.Err()
		}
		h.Reminded = tx.Today()
		return mailHearing(tx, *h, true, write)
	})
}

func mailHearing(tx Tx, h Hearing, reminder bool, write WriteHearing) error {
	if h.Address == "" {
		return nil
	}
	review, err := tx.ReviewByID(h.Review)
	if err != nil {
		return err
	}
	subject, text := write(h, review, reminder)
	return registry.SendMail(tx, registry.User{Name: h.Party, Email: h.Address}, "hearing "+string(h.ID), "", subject, text)
}

// ExtendHearing gives a party until a later day, and says why; also one whose deadline
// has passed. CodeInvalid with fields, CodeHearingState, CodeStale, CodeNotFound.
func (s *Service) ExtendHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int, until registry.Day, why string) (Hearing, error) {
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		if h.State != HearingSent {
			return refuse(registry.CodeHearingState, "party", h.Party, "state", string(h.State))
		}
		var c registry.Checks
		c.Text("why", why, registry.LimitReason, true)
		switch {
		case until == registry.NoDay:
			c.Fail("deadline", registry.CodeRequired)
		case until <= max(h.Deadline, tx.Today()-1):
			c.Fail("deadline", registry.CodeDeadlinePast, "day", until.String(), "today", max(h.Deadline, tx.Today()).String())
		}
		h.Deadline, h.Extended = until, why
		return c.Err()
	})
}

// RecordStatement notes a statement that came another way, on the day it came; a later
// one takes its place. From that day each rule of the review that waited for the party
// has been heard. CodeInvalid with fields, CodeHearingState, CodeStale, CodeNotFound.
func (s *Service) RecordStatement(ctx context.Context, act registry.Act, id registry.HearingID, edit int, said Statement) (Hearing, error) {
	said, err := said.described()
	if err != nil {
		return Hearing{}, err
	}
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		said, err := said.said().withFile(tx, *h)
		if err != nil {
			return err
		}
		said.Recorded = true
		var c registry.Checks
		said.check(&c)
		switch {
		case said.Received == registry.NoDay:
			c.Fail("received", registry.CodeRequired)
		case said.Received > tx.Today():
			c.Fail("received", registry.CodeReceivedAhead, "day", said.Received.String(), "today", tx.Today().String())
		case h.Sent != registry.NoDay && said.Received < h.Sent:
			c.Fail("received", registry.CodeEndsBefore, "from", h.Sent.String(), "until", said.Received.String())
		}
		if err := c.Err(); err != nil {
			return err
		}
		return s.heard(tx, h, HearingAnswered, said)
	})
}

// EndHearing notes that the deadline passed without an answer: the party had its
// chance and was heard. CodeHearingEarly, CodeHearingState, CodeStale, CodeNotFound.
func (s *Service) EndHearing(ctx context.Context, act registry.Act, id registry.HearingID, edit int) (Hearing, error) {
	return s.changeHearing(ctx, act, id, edit, func(tx Tx, h *Hearing) error {
		if h.State == HearingSent && tx.Today() <= h.Deadline {
			return refuse(registry.CodeHearingEarly, "day", h.Deadline.String())
		}
		return s.heard(tx, h, HearingUnanswered, Statement{})
	})
}

// AnswerHearing takes a party's statement in by the token of its letter; until the
// deadline has passed another takes its place. The same one again has no effect.
// CodeLinkNotOpen, CodeHearingOver, CodeInvalid with fields.
func (s *Service) AnswerHearing(ctx context.Context, token string, said Statement) (Hearing, error) {
	var out Hearing
	act := registry.Act{Operation: "answer-hearing"} // without a name: the statement says who signed it
	said, err := said.described()
	if err != nil {
		return out, err
	}
	err = s.Store.Update(ctx, act, func(tx Tx) error {
		before, err := tx.HearingByToken(token)
		if registry.CodeOf(err) == registry.CodeNotFound || err == nil && before.State == HearingPlanned {
			return refuse(registry.CodeLinkNotOpen)
		}
		if err != nil {
			return err
		}
		said, err := said.said().withFile(tx, before)
		if err != nil {
			return err
		}
		said.Received, said.Recorded = tx.Today(), false
		var c registry.Checks
		if said.check(&c); c.Err() != nil {
			return c.Err()
		}
		if out = before; before.State == HearingAnswered && before.Statement == said.stored() {
			return nil
		}
		if !before.TakesStatementOn(tx.Today()) {
			return refuse(registry.CodeHearingOver, "day", before.Deadline.String())
		}
		out, err = storeHearing(tx, before, func(tx Tx, h *Hearing) error { return s.heard(tx, h, HearingAnswered, said) })
		return err
	})
	return out, err
}

// heard moves a hearing on, and records on each rule that still waited for the party
// that it was heard.
func (s *Service) heard(tx Tx, h *Hearing, to HearingState, said Statement) error {
	if err := h.moveTo(to); err != nil {
		return err
	}
	if err := said.storeFile(tx, *h); err != nil {
		return err
	}
	h.Statement = said.stored()
	day := said.Received
	if to == HearingUnanswered {
		day = tx.Today()
	}
	waiting, err := requiring(tx, *h, true)
	if err != nil || len(waiting) == 0 {
		return err
	}
	var events []registry.Event
	for _, id := range waiting {
		events = append(events, registry.Event{Rule: id, Valid: day, Fact: registry.HearingHeld{Party: h.Party}})
	}
	_, err = registry.Record(tx, s.maker(), events)
	return err
}

// WaitingHearing is a hearing about which somebody must do something.
type WaitingHearing struct {
	Hearing Hearing
	Review  Review
}

// WaitingHearings are those of reviews under way whose deadline passed without an
// answer, and those of which no letter was sent though their review is being heard.
func (s *Service) WaitingHearings(ctx context.Context) (waiting []WaitingHearing, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		waiting = nil
		reviews, err := r.Reviews()
		if err != nil {
			return err
		}
		for _, review := range reviews {
			if !review.OpenOn(r.Today()) {
				continue
			}
			hearings, err := r.Hearings(review.ID)
			if err != nil {
				return err
			}
			for _, h := range hearings {
				if h.OverdueOn(r.Today()) || h.State == HearingPlanned && review.Phase == HearingPhase {
					waiting = append(waiting, WaitingHearing{h, review})
				}
			}
		}
		return nil
	})
	return waiting, err
}
