package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// HassleCase is a hassle (bøvl) on its own track: a nuisance that is no rule, with
// somebody who answers for it and a day on which it is to be done. All of it but who
// wrote the inputs is public.
type HassleCase struct {
	ID           registry.HassleID       `json:"id"`
	Edit         int                     `json:"edit"`
	Consultation registry.ConsultationID `json:"consultation,omitempty"` // that it came from; empty: from none
	HassleEntry
	State     HassleState  `json:"state"`
	Made      registry.Day `json:"made"`
	Moved     registry.Day `json:"moved"`               // into its state
	Answer    string       `json:"answer,omitempty"`    // what was done
	Objection string       `json:"objection,omitempty"` // why it was opened again, the last time
}

// HassleEntry is what is written of a hassle.
type HassleEntry struct {
	Theme    registry.HassleThemeID `json:"theme"`
	Text     string                 `json:"text"` // in plain words, and not those of whoever complained
	Post     registry.PostID        `json:"post"` // that answers for it
	Deadline registry.Day           `json:"deadline"`
}

// HassleTheme is what hassles are sorted by; the municipality's own words.
type HassleTheme struct {
	ID   registry.HassleThemeID `json:"id"`
	Name string                 `json:"name"`
}

// HassleState is how far it has come with a hassle.
type HassleState string

const (
	HassleOpen   HassleState = "open"
	HassleInWork HassleState = "in_work"
	HassleDone   HassleState = "done"
	HassleClosed HassleState = "closed" // done, and nobody objected: never stored, it follows from the day
)

// HassleStates in the order in which a hassle goes through them.
var HassleStates = []HassleState{HassleOpen, HassleInWork, HassleDone, HassleClosed}

// hassleNext is the one transition table of a hassle. From done it goes back by an
// objection.
var hassleNext = map[HassleState][]HassleState{
	HassleOpen:   {HassleInWork, HassleDone},
	HassleInWork: {HassleOpen, HassleDone},
	HassleDone:   {HassleOpen},
	HassleClosed: {},
}

// objectionDays are how long somebody can say that what was done did not help.
const objectionDays = 30

// StateOn is the state on a day.
func (h HassleCase) StateOn(on registry.Day) HassleState {
	if h.State == HassleDone && on >= h.Moved+objectionDays {
		return HassleClosed
	}
	return h.State
}

// ClosesOn is the day on which what is done is closed.
func (h HassleCase) ClosesOn() registry.Day { return h.Moved + objectionDays }

// OverdueOn says that it should have been done.
func (h HassleCase) OverdueOn(on registry.Day) bool {
	return h.State != HassleDone && on > h.Deadline
}

// HassleMove takes a hassle to another state: with what was done, or why it must be
// opened again.
type HassleMove struct {
	State     HassleState
	Answer    string // of done; public
	Objection string // of done that is opened again; public
}

func (h *HassleCase) move(m HassleMove, today registry.Day) error {
	now := h.StateOn(today)
	if !slices.Contains(HassleStates, m.State) {
		var c registry.Checks
		c.Fail("state", registry.CodeChoiceInvalid, "value", string(m.State), "choices", joined(HassleStates[:3]))
		return c.Err()
	}
	if !slices.Contains(hassleNext[now], m.State) {
		return refuse(registry.CodeHassleState)
	}
	var c registry.Checks
	c.Text("answer", m.Answer, registry.LimitReason, m.State == HassleDone)
	c.Text("objection", m.Objection, registry.LimitReason, now == HassleDone)
	if err := c.Err(); err != nil {
		return err
	}
	if m.State == HassleDone {
		h.Answer = m.Answer
	}
	if now == HassleDone {
		h.Objection = m.Objection
	}
	h.State, h.Moved = m.State, today
	return nil
}

func (e HassleEntry) check(tx Tx, c *registry.Checks, before registry.Day) error {
	c.Text("text", e.Text, registry.LimitReason, true)
	themes, err := tx.HassleThemes()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(themes, func(t HassleTheme) bool { return t.ID == e.Theme }) {
		c.Fail("theme", registry.CodeChoiceUnknown)
	}
	return checkDuty(tx, c, e.Post, e.Deadline, before)
}

// HassleFilter narrows a list of hassles; the zero one is all.
type HassleFilter struct {
	Theme        registry.HassleThemeID
	Consultation registry.ConsultationID
	Undone       bool         // not done
	Due          registry.Day // Deadline before this day
	After        registry.HassleID
	Limit        int // 0: no limit
}

// HassleReader is what can be read about hassles.
type HassleReader interface {
	HassleThemes() ([]HassleTheme, error)                // by name, Danish order
	Hassles(HassleFilter) ([]HassleCase, error)          // by id: as they were made
	HassleByID(registry.HassleID) (HassleCase, error)    // CodeNotFound
	CountHassles(f HassleFilter, limit int) (int, error) // until there are so many
	HassleInputs(registry.HassleID) (int, error)         // how many led to it
	// HasslesOf are those that inputs led to; inputs that led to none are absent.
	HasslesOf([]registry.InputID) (map[registry.InputID]HassleCase, error)
	// HassleWaits are inputs whose answer is that they are hassle, and which led to none
	// yet, by id behind one; a limit of 0 has no end.
	HassleWaits(after registry.InputID, limit int) ([]registry.InputID, error)
}

// HassleWriter writes what can be read about hassles.
type HassleWriter interface {
	InsertHassleTheme(HassleTheme) error // CodeHassleTheme
	InsertHassle(HassleCase) error
	UpdateHassle(h HassleCase, edit int) (HassleCase, error) // CodeStale
	// TieHassle says that inputs led to a hassle, and no longer to another.
	TieHassle(to registry.HassleID, inputs []registry.InputID) error
}
