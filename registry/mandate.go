package registry

import (
	"context"
)

// Mandate is the power that the council gave a body from a day, in its own
// words, and what it asks of a keep. The latest that has begun applies, of two from one
// day the one recorded last; those before it stay.
type Mandate struct {
	Body  BodyID      `json:"body"`
	From  Day         `json:"from"`
	Words string      `json:"words"`
	Asks  []Criterion `json:"asks"`
	// By is who gave it and when; its Words are left out, for they are the mandate's.
	// Zero: nobody has said, as of one that was given before the register was.
	By Decision `json:"by,omitzero"`
	// TakenBack is the power taken back: from the day on the body has no mandate, and the
	// words are those of the decision.
	TakenBack bool `json:"taken_back,omitempty"`
}

// MandateDecision says which decision gives a mandate: the body, the day, and the case
// number or address of the minutes, which may be empty. Its words are the mandate's.
type MandateDecision struct {
	Body    BodyID
	Decided Day
	Case    string
}

// MandateOn is the one of a body's mandates that applies on a day; false: none does, or the
// latest was taken back.
func MandateOn(all []Mandate, on Day) (Mandate, bool) {
	var applies Mandate
	found := false
	for _, m := range all { // by day, and as they were recorded
		if m.From <= on {
			applies, found = m, !m.TakenBack
		}
	}
	return applies, found
}

// GiveMandate records the power that the council gave a body from a day, in
// words, and what it asks of a keep. It binds rulings from that day on, and no ruling
// that is final. The first one may have begun long ago, and needs no decision beside its words; one that
// takes another's place begins tomorrow at the earliest, after those that are coming, and
// cites a decision of the council. Errors: CodeInvalid with the fields "from", "words", "asks",
// "decider", "decided" and "case" (CodeVersionBegun, CodeVersionRank among them), CodeVersionLater, CodeNotFound.
func (s *Service) GiveMandate(ctx context.Context, act Act, m Mandate, by MandateDecision) (Mandate, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Mandate, error) {
		before, err := checkMandate(tx, &m, by)
		if err != nil {
			return m, err
		}
		if err := tx.InsertMandate(m); err != nil {
			return m, err
		}
		if before == nil {
			return m, audit(tx, "body "+string(m.Body), nil, m)
		}
		return m, audit(tx, "body "+string(m.Body), *before, m)
	})
}

// TakeMandateBack records that the council takes the power of a body back from a day, tomorrow
// at the earliest, in the words of its decision. From that day on nothing that the body
// decides has effect as by a mandate; what is final stays so. Another mandate can
// be given later. Errors: as of GiveMandate, and CodeNoMandate where there is none to take back.
func (s *Service) TakeMandateBack(ctx context.Context, act Act, m Mandate, by MandateDecision) (Mandate, error) {
	m.TakenBack, m.Asks = true, nil
	return s.GiveMandate(ctx, act, m, by)
}

// CheckMandate is what GiveMandate would say of a mandate, and the one whose place it would
// take; nil: it is the first. Nothing is recorded.
func (s *Service) CheckMandate(ctx context.Context, m Mandate, by MandateDecision) (before *Mandate, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		before, err = checkMandate(r, &m, by)
		return err
	})
	return before, err
}

// checkMandate completes a mandate with its decision, and finds the one before it.
func checkMandate(r Reader, m *Mandate, by MandateDecision) (before *Mandate, err error) {
	if err := bodyExists(r, m.Body); err != nil {
		return nil, err
	}
	all, err := r.Mandates(m.Body)
	if err != nil {
		return nil, err
	}
	var c Checks
	c.Text("words", m.Words, LimitReason, true)
	for _, a := range m.Asks {
		checkChoice(&c, "asks", Criteria, a)
	}
	if m.From == NoDay {
		c.Fail("from", CodeRequired)
	}
	if len(all) > 0 {
		before = &all[len(all)-1]
		if m.From != NoDay && m.From <= r.Today() {
			c.Fail("from", CodeVersionBegun, "from", m.From.String(), "today", r.Today().String())
		}
	}
	if before != nil || by != (MandateDecision{}) {
		if m.By, err = mandateDecision(r, &c, by); err != nil {
			return before, err
		}
	}
	if err := c.Err(); err != nil {
		return before, err
	}
	if m.TakenBack && (before == nil || before.TakenBack) {
		return before, refuse(CodeNoMandate)
	}
	if before != nil && before.From > m.From {
		return before, refuse(CodeVersionLater, "from", before.From.String())
	}
	return before, nil
}

// mandateDecision is the decision that a mandate cites, of the council alone: the power is
// the council's to give.
func mandateDecision(r Reader, c *Checks, by MandateDecision) (Decision, error) {
	return decidedBy(r, c, "decider", RankCouncil, by.Body, by.Decided, by.Case)
}
