package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Filing (journalisering) says that the case system, which is the archive, has the
// journal pack of a meeting or a review.
type Filing struct {
	Of       string       `json:"-"`                  // what the pack is of, as the log names it
	Number   string       `json:"number,omitempty"`   // that it has in the case system; empty: nobody has said that it is there
	Received registry.Day `json:"received,omitzero"`  // by the case system
	By       string       `json:"filed_by,omitempty"` // who said so
	Edit     int          `json:"edit"`               // counts changes; 1: nobody has said anything
}

// Done says that the case system has the pack.
func (f Filing) Done() bool { return f.Number != "" }

func ofMeeting(id registry.MeetingID) string { return "meeting " + string(id) }
func ofReview(id registry.ReviewID) string   { return "review " + string(id) }

// MeetingFiling is that of a meeting's pack; CodeNotFound.
func (s *Service) MeetingFiling(ctx context.Context, id registry.MeetingID) (f Filing, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		_, err := r.MeetingByID(id)
		if err == nil {
			f, err = r.Filing(ofMeeting(id))
		}
		return err
	})
	return f, err
}

// ReviewFiling is that of a review's pack; CodeNotFound.
func (s *Service) ReviewFiling(ctx context.Context, slug string) (f Filing, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		review, err := r.ReviewBySlug(slug)
		if err == nil {
			f, err = r.Filing(ofReview(review.ID))
		}
		return err
	})
	return f, err
}

// FileMeeting says under which number, and since which day, the case system has the
// pack of a closed meeting; an empty number and no day: it has not, after all. Nothing
// is deleted by it. Errors: CodeNotFound, CodeMeetingOpen, CodeStale, CodeInvalid with
// the fields "number" and "received".
func (s *Service) FileMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, number string, received registry.Day) (Filing, error) {
	return s.file(ctx, act, edit, number, received, func(tx Tx) (string, registry.Day, error) {
		m, err := tx.MeetingByID(id)
		if err == nil && m.State != MeetingClosed {
			err = refuse(registry.CodeMeetingOpen, "day", m.Day.String(), "body", m.Body.Name)
		}
		return ofMeeting(id), m.Day, err
	})
}

// FileReview is FileMeeting for the pack of a review, which can be filed in any phase:
// what comes later is filed again.
func (s *Service) FileReview(ctx context.Context, act registry.Act, slug string, edit int, number string, received registry.Day) (Filing, error) {
	return s.file(ctx, act, edit, number, received, func(tx Tx) (string, registry.Day, error) {
		review, err := tx.ReviewBySlug(slug)
		return ofReview(review.ID), review.Opened, err
	})
}

// file stores what is said of the pack that of finds; it cannot have been received
// before the day that of gives.
func (s *Service) file(ctx context.Context, act registry.Act, edit int, number string, received registry.Day, of func(Tx) (string, registry.Day, error)) (Filing, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Filing, error) {
		object, begins, err := of(tx)
		if err != nil {
			return Filing{}, err
		}
		before, err := tx.Filing(object)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := Filing{Of: object, Number: number, Received: received}
		if err := after.check(before, begins, tx.Today()); err != nil {
			return before, err
		}
		if after.Done() {
			after.By = act.Actor.Name
		}
		if after, err = tx.SetFiling(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, object, before, after)
	})
}

func (f Filing) check(before Filing, begins, today registry.Day) error {
	var c registry.Checks
	back := before.Done() && f.Number == "" && f.Received == registry.NoDay
	c.Text("number", f.Number, registry.LimitName, !back)
	switch {
	case f.Received == registry.NoDay && !back:
		c.Fail("received", registry.CodeRequired)
	case f.Received > today:
		c.Fail("received", registry.CodeFiledAhead, "day", f.Received.String(), "today", today.String())
	case f.Received != registry.NoDay && f.Received < begins:
		c.Fail("received", registry.CodeFiledBefore, "day", f.Received.String(), "begins", begins.String())
	}
	return c.Err()
}

// FilingReader is what can be read about packs in the case system.
type FilingReader interface {
	// Filing of what the log names so; where nobody has said anything one with edit 1.
	Filing(of string) (Filing, error)
	// Disclosure of a review; where nobody has chosen anything one with edit 1.
	Disclosure(registry.ReviewID) (Disclosure, error)
}

// FilingWriter writes what can be read about them.
type FilingWriter interface {
	SetFiling(f Filing, edit int) (Filing, error)             // CodeStale
	SetDisclosure(d Disclosure, edit int) (Disclosure, error) // CodeStale
}

// Leftover is something that Omvendt need not keep once the case system has the pack,
// with the operation that removes it. Nothing goes by itself because of a filing.
type Leftover struct {
	What      string // key of its texts
	Operation string // of the API; empty: it goes by itself, as the texts say
}

// Leftovers of a review; those of a meeting are none but its packs, which nobody stores.
// All else stays: decisions, rulings, timelines, the log.
var Leftovers = []Leftover{
	{"contribution_texts", "withdraw-contribution"},
	{"statement_file", "record-statement"},
	{"outcome_words", ""},
	{"unsent_files", ""},
	{"import_drafts", "delete-import-draft"},
	{"case_drafts", "drop-case-draft"},
	{"hearing_addresses", "edit-hearing-party"},
	{"links", "revoke-link"},
}
