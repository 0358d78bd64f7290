package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// OwnNote is what somebody writes about an item for themselves. Nobody else can read it,
// whatever role they have: it is asked for by its writer alone.
type OwnNote struct {
	Writer string // key of the actor
	Item   registry.ItemID
	Text   string // empty: there is none
	Edit   int    // grows with the time, so that none comes back; 1 where there is none
}

// NoteReader is what can be read about notes.
type NoteReader interface {
	OwnNote(writer string, item registry.ItemID) (OwnNote, error)        // one without a text where there is none
	OwnNotes(writer string, meeting registry.MeetingID) ([]Noted, error) // by ordinal
}

// NoteWriter is how notes are stored.
type NoteWriter interface {
	// SetOwnNote takes the place of the writer's note if the stored edit is still the given
	// one; without a text it is gone. CodeStale. It leaves no event, and its transaction
	// needs none: that somebody wrote is nothing that the log tells.
	SetOwnNote(n OwnNote, edit int) (OwnNote, error)
}

// Noted is an item with what somebody noted about it.
type Noted struct {
	Note    OwnNote
	Ordinal int
	Title   string
}

// OwnNote reads the actor's own note; CodeNotFound where there is no such item,
// CodeForbidden to who has no key.
func (s *Service) OwnNote(ctx context.Context, actor registry.Actor, item registry.ItemID) (OwnNote, error) {
	var n OwnNote
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if n, err = noteOf(actor, item); err != nil {
			return err
		}
		if _, err = r.ItemByID(item); err == nil {
			n, err = r.OwnNote(n.Writer, item)
		}
		return err
	})
	return n, err
}

// OwnNotes are the actor's own of a meeting, by the items' places; CodeNotFound,
// CodeForbidden to who has no key.
func (s *Service) OwnNotes(ctx context.Context, actor registry.Actor, meeting registry.MeetingID) (Meeting, []Noted, error) {
	var m Meeting
	var all []Noted
	err := s.Store.View(ctx, func(r Reader) error {
		n, err := noteOf(actor, "")
		if err != nil {
			return err
		}
		if m, err = r.MeetingByID(meeting); err == nil {
			all, err = r.OwnNotes(n.Writer, meeting)
		}
		return err
	})
	return m, all, err
}

// WriteNote changes the actor's own note; one without a text is removed.
// Errors: CodeInvalid, CodeNotFound, CodeStale where the actor wrote elsewhere
// meanwhile, CodeForbidden to who has no key.
func (s *Service) WriteNote(ctx context.Context, act registry.Act, item registry.ItemID, edit int, text string) (OwnNote, error) {
	n, err := noteOf(act.Actor, item)
	if err != nil {
		return n, err
	}
	var c registry.Checks
	c.Text("text", text, registry.LimitText, false)
	if err := c.Err(); err != nil {
		return n, err
	}
	n.Text = text
	// What is remembered of a request is no place for the text.
	n.Edit, err = registry.Once(ctx, s.Store.Update, act, func(tx Tx) (int, error) {
		if _, err := tx.ItemByID(item); err != nil {
			return 0, err
		}
		now, err := tx.SetOwnNote(n, edit)
		return now.Edit, err
	})
	return n, err
}

func noteOf(actor registry.Actor, item registry.ItemID) (OwnNote, error) {
	if actor.User == "" && actor.Token == "" {
		return OwnNote{}, refuse(registry.CodeForbidden)
	}
	return OwnNote{Writer: actor.Key(), Item: item}, nil
}
