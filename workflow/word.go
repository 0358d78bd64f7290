package workflow

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Word is somebody's wish to be told by mail what a consultation led to. It is of the
// consultation and of no contribution: nothing joins the two.
type Word struct {
	ID           registry.WordID
	Consultation registry.ConsultationID
	Address      string
	Language     string
	State        WordState
	Day          registry.Day // when it was asked for
	Tries        int
	Next         time.Time // when a mail that is due is tried next
}

// WordState is how far a wish has come. One that was carried out is gone.
type WordState string

const (
	WordUnconfirmed WordState = "unconfirmed" // nobody has said from the address that it is theirs
	WordConfirmed   WordState = "confirmed"
	WordDue         WordState = "due" // the outcome is there, the mail is to be sent
)

// Words of outcomes as a database keeps them.
type (
	WordReader interface {
		WordByID(registry.WordID) (Word, error)                                    // CodeNotFound
		WordTo(consultation registry.ConsultationID, address string) (Word, error) // CodeNotFound
		// WordsSent counts the events of an operation with words, by object and day, newest first.
		WordsSent(operation string, limit int) ([]WordCount, error)
	}
	WordWriter interface {
		InsertWord(Word) error
		ConfirmWord(registry.WordID) error // CodeNotFound
		// DropWord forgets one, in the database's files too; CodeNotFound.
		DropWord(registry.WordID) error
		// MakeWordsDue are those of a review's consultations that were confirmed.
		MakeWordsDue(registry.ReviewID) error
		// ClaimWord takes one that is due, until when nobody else gets it.
		ClaimWord(until time.Time) (Word, bool, error)
		// DelayWord says of one that was taken when it is tried next; false when its time is up.
		DelayWord(w Word, next time.Time) (bool, error)
		// DropOldWords forgets what was asked for before a day and not confirmed since,
		// and all of before another day.
		DropOldWords(unconfirmed, all registry.Day) (int, error)
	}
)

// WordCount is how many mails with word of an outcome were sent on a day.
type WordCount struct {
	Object string // of the log: "consultation din-mening"
	Day    registry.Day
	N      int
}

// How long addresses are kept, in days: until they are confirmed, and until an outcome.
const (
	KeptUnconfirmed = 7
	KeptConfirmed   = 2 * 365
)

// Asking says what somebody is told who asks for word.
type Asking struct {
	Consultation Consultation
	Token        string // of the address's own page; for a mail to it alone
	Confirmed    bool   // it was asked for and confirmed before: nothing need be sent
}

// AskForWord notes an address for word of the outcome; asked for again it stays one.
// Errors: CodeNotFound, CodeInvalid with fields, CodeOutcomeKnown.
func (s *Service) AskForWord(ctx context.Context, slug, address, language string) (Asking, error) {
	var out Asking
	address = strings.ToLower(strings.TrimSpace(address))
	var k registry.Checks
	k.Email("address", address)
	if err := k.Err(); err != nil {
		return out, err
	}
	err := s.Store.Update(ctx, anonymous("ask-for-word"), func(tx Tx) error {
		var err error
		if out.Consultation, err = wordOf(tx, slug); err != nil {
			return err
		}
		w, err := tx.WordTo(out.Consultation.ID, address)
		if err == nil {
			out.Token, out.Confirmed = s.wordToken(w.ID), w.State != WordUnconfirmed
			return nil
		}
		if registry.CodeOf(err) != registry.CodeNotFound {
			return err
		}
		w = Word{ID: registry.NewRandomID[registry.WordID](), Consultation: out.Consultation.ID, Address: address, Language: language, State: WordUnconfirmed, Day: tx.Today()}
		out.Token, out.Confirmed = s.wordToken(w.ID), false
		if err := tx.InsertWord(w); err != nil {
			return err
		}
		return tx.AuditUnnamed("ask-for-word", "consultation "+slug)
	})
	return out, err
}

// wordOf is a consultation of which word can be had: in a review without an outcome.
func wordOf(r Reader, slug string) (Consultation, error) {
	c, err := r.ConsultationBySlug(slug)
	if err != nil {
		return c, err
	}
	if c.Kind != AskingAll {
		return c, refuse(registry.CodeNotFound)
	}
	review, err := r.ReviewByID(c.Review)
	if err == nil && review.Phase.outcome() {
		err = refuse(registry.CodeOutcomeKnown)
	}
	return c, err
}

// outcome says that a review in the phase has had its outcome.
func (p Phase) outcome() bool {
	switch p {
	case Decided, FollowUp, Closed, Cancelled:
		return true
	}
	return false
}

// WordOffered is the consultation of which word can be had; CodeNotFound, CodeOutcomeKnown.
func (s *Service) WordOffered(ctx context.Context, slug string) (Consultation, error) {
	var c Consultation
	err := s.Store.View(ctx, func(r Reader) (err error) { c, err = wordOf(r, slug); return err })
	return c, err
}

// Word is what a token from a mail leads to; CodeNotFound, also when it is gone.
func (s *Service) Word(ctx context.Context, token string) (w Word, c Consultation, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { w, c, err = s.byToken(r, token); return err })
	return w, c, err
}

// ConfirmWord says that the address is its reader's; CodeNotFound.
func (s *Service) ConfirmWord(ctx context.Context, token string) error {
	return s.Store.Update(ctx, anonymous("confirm-word"), func(tx Tx) error {
		w, c, err := s.byToken(tx, token)
		if err != nil || w.State != WordUnconfirmed {
			return err
		}
		if err := tx.ConfirmWord(w.ID); err != nil {
			return err
		}
		return tx.AuditUnnamed("confirm-word", "consultation "+c.Slug)
	})
}

// StopWord forgets the address; CodeNotFound, also when that was done before.
func (s *Service) StopWord(ctx context.Context, token string) error {
	return s.Store.Update(ctx, anonymous("stop-word"), func(tx Tx) error {
		w, c, err := s.byToken(tx, token)
		if err != nil {
			return err
		}
		if err := tx.DropWord(w.ID); err != nil {
			return err
		}
		return tx.AuditUnnamed("stop-word", "consultation "+c.Slug)
	})
}

func (s *Service) byToken(r Reader, token string) (Word, Consultation, error) {
	id, _, _ := strings.Cut(token, ".")
	if !hmac.Equal([]byte(token), []byte(s.wordToken(registry.WordID(id)))) {
		return Word{}, Consultation{}, refuse(registry.CodeNotFound)
	}
	w, err := r.WordByID(registry.WordID(id))
	if err != nil {
		return w, Consultation{}, err
	}
	c, err := r.ConsultationByID(w.Consultation)
	return w, c, err
}

// wordToken is signed under the server's secret, so that a database or its backup lets
// nobody act for an address.
func (s *Service) wordToken(id registry.WordID) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("word " + string(id)))
	return string(id) + "." + readable.EncodeToString(mac.Sum(nil)[:16])
}

var sendsWord = registry.Act{Operation: "send-word"}

// TakeWord takes a mail with word of an outcome that is due, for registry.MailLease,
// and forgets addresses that were kept for long enough; false when none is due.
func (s *Service) TakeWord(ctx context.Context) (w Word, c Consultation, found bool, err error) {
	err = s.Store.Update(ctx, sendsWord, func(tx Tx) error {
		dropped, err := tx.DropOldWords(tx.Today()-KeptUnconfirmed, tx.Today()-KeptConfirmed)
		if err == nil && dropped > 0 {
			err = tx.AuditUnnamed("drop-words", "words")
		}
		if err != nil {
			return err
		}
		if w, found, err = tx.ClaimWord(tx.Now().Add(registry.MailLease)); err != nil || !found {
			return err
		}
		c, err = tx.ConsultationByID(w.Consultation)
		return err
	})
	return w, c, found && err == nil, err
}

// WordDone forgets an address whose mail was sent, or to which none can be; what failed
// for another reason is tried again, for three days.
func (s *Service) WordDone(ctx context.Context, w Word, sent, final bool) error {
	return s.Store.Update(ctx, sendsWord, func(tx Tx) error {
		if !sent && !final && w.Tries < wordTries {
			_, err := tx.DelayWord(w, tx.Now().Add(min(4*time.Hour, time.Minute<<min(w.Tries-1, 10))))
			return err
		}
		c, err := tx.ConsultationByID(w.Consultation)
		if err == nil {
			err = tx.DropWord(w.ID)
		}
		if registry.CodeOf(err) == registry.CodeNotFound { // its time was up, and another has sent it
			return nil
		}
		if err != nil {
			return err
		}
		operation := "send-word"
		if !sent {
			operation = "fail-word"
		}
		return tx.AuditUnnamed(operation, "consultation "+c.Slug)
	})
}

// wordTries are made in about three days.
const wordTries = 25

// WordsSent are the mails that were sent, and those that could not be: how many, and to nobody.
func (s *Service) WordsSent(ctx context.Context) (sent, failed []WordCount, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		if sent, err = r.WordsSent("send-word", 50); err == nil {
			failed, err = r.WordsSent("fail-word", 50)
		}
		return err
	})
	return sent, failed, err
}
