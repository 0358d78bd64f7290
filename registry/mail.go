package registry

import (
	"context"
	"time"
)

// Mail is a letter to one user. It is written in the transaction of what it
// tells, and sent later by whichever server takes it first.
type Mail struct {
	ID       MailID    `json:"id"` // also of the message that is sent, however often
	At       time.Time `json:"at"`
	User     UserID    `json:"user"`
	Name     string    `json:"name"`
	Address  string    `json:"address"`
	About    string    `json:"about"`              // an object of the log
	Language string    `json:"language,omitempty"` // of its subject and text; empty: Danish
	Subject  string    `json:"subject"`
	Text     string    `json:"text"` // holds no secret: whoever administers the register can read it
	State    MailState `json:"state"`
	Tries    int       `json:"tries"`
	Next     time.Time `json:"next"`  // when it is tried next; while somebody has it, when it is given up that they send it
	Fault    string    `json:"fault"` // of the last try, without words of the mail server's
	Place    int64     `json:"-"`     // in the list of all
}

// MailState is how far a mail has come.
type MailState string

const (
	MailWaiting MailState = "waiting"
	MailSent    MailState = "sent"
	MailFailed  MailState = "failed" // refused, or given up
)

// MailStates in their order.
var MailStates = []MailState{MailWaiting, MailSent, MailFailed}

// MailQuery narrows the list of mails, newest first.
type MailQuery struct {
	State  MailState // empty: all
	About  string    // empty: all
	Before int64     // older than this place; 0: from the newest
	Limit  int
}

// Mailed is what can be read about mails.
type Mailed interface {
	Mails(MailQuery) ([]Mail, error)
	MailByID(MailID) (Mail, error) // CodeNotFound
}

const (
	// MailLease is how long a server has a mail that it took. It must be longer than
	// sending can last: after it another server takes the mail.
	MailLease = 2 * time.Minute
	// mailPause is the first pause after a fault; each is twice the one before.
	mailPause = time.Minute
	// mailPauseMost bounds a pause.
	mailPauseMost = 4 * time.Hour
	// mailGivenUp is how long a mail is tried.
	mailGivenUp = 3 * 24 * time.Hour
)

var mailer = Act{Actor: Actor{Name: Programme}, Operation: "send-mail"}

// SendMail writes a mail within a transaction.
func SendMail(tx Tx, to User, about, language, subject, text string) error {
	return tx.InsertMail(Mail{ID: NewID[MailID](tx.Now()), At: tx.Now(), User: to.ID, Name: to.Name, Address: to.Email, About: about, Language: language,
		Subject: subject, Text: text, State: MailWaiting, Next: tx.Now()})
}

// TakeMail takes the mail that has waited longest, for MailLease; false when none
// is due. Nobody else gets it meanwhile.
func (s *Service) TakeMail(ctx context.Context) (m Mail, found bool, err error) {
	err = s.Store.Update(ctx, mailer, func(tx Tx) error {
		m, found, err = tx.ClaimMail(tx.Now().Add(MailLease))
		return err
	})
	return m, found && err == nil, err
}

// MailDone says what came of a mail that was taken: an empty fault is none, and a
// final one is not tried again. It does nothing for somebody whose time is up.
func (s *Service) MailDone(ctx context.Context, m Mail, fault string, final bool) error {
	return s.Store.Update(ctx, mailer, func(tx Tx) error {
		after := m
		after.Fault = fault
		pause := mailPauseMost
		if m.Tries < 10 {
			pause = min(pause, mailPause<<(m.Tries-1))
		}
		switch now := tx.Now(); {
		case fault == "":
			after.State, after.Next = MailSent, now
		case final || now.Sub(m.At) >= mailGivenUp:
			after.State, after.Next = MailFailed, now
		default:
			after.Next = now.Add(pause)
		}
		had, err := tx.FinishMail(after)
		if err != nil || !had || after.State == MailWaiting {
			return err
		}
		return audit(tx, "mail "+string(m.ID), nil, struct {
			State MailState `json:"state"`
			Fault string    `json:"fault,omitempty"`
		}{after.State, fault})
	})
}

// ResendMail sends a mail anew that was sent or failed: as a mail of its own.
// CodeNotFound, CodeMailWaits.
func (s *Service) ResendMail(ctx context.Context, act Act, id MailID) (Mail, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Mail, error) {
		m, err := tx.MailByID(id)
		if err != nil {
			return m, err
		}
		if m.State == MailWaiting {
			return m, refuse(CodeMailWaits)
		}
		if u, err := tx.UserByID(m.User); err == nil { // the address may have been what was wrong
			m.Address, m.Name = u.Email, u.Name
		}
		again := Mail{ID: NewID[MailID](tx.Now()), At: tx.Now(), User: m.User, Name: m.Name, Address: m.Address, About: m.About, Language: m.Language, Subject: m.Subject, Text: m.Text,
			State: MailWaiting, Next: tx.Now()}
		if err := tx.InsertMail(again); err != nil {
			return again, err
		}
		return again, audit(tx, "mail "+string(id), nil, struct {
			Again MailID `json:"sent_again_as"`
		}{again.ID})
	})
}

// TryMail writes a mail to whoever asks, to see whether mail arrives; CodeForbidden
// for somebody who has no address.
func (s *Service) TryMail(ctx context.Context, act Act, language, subject, text string) (Mail, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Mail, error) {
		u, err := tx.UserByID(act.Actor.User)
		if CodeOf(err) == CodeNotFound {
			return Mail{}, refuse(CodeForbidden)
		}
		if err != nil {
			return Mail{}, err
		}
		about := "user " + string(u.ID)
		if err := SendMail(tx, u, about, language, subject, text); err != nil {
			return Mail{}, err
		}
		return Mail{Address: u.Email}, audit(tx, about, nil, "trial mail")
	})
}

// MailPage is one page of the list of mails.
type MailPage struct {
	Mails []Mail
	More  bool // there are older ones
}

// Mails lists mails, newest first.
func (s *Service) Mails(ctx context.Context, q MailQuery) (MailPage, error) {
	var page MailPage
	err := s.Store.View(ctx, func(r Reader) (err error) {
		limit := q.Limit
		q.Limit++ // one more tells whether there are further ones
		page.Mails, err = r.Mails(q)
		if page.More = len(page.Mails) > limit; page.More {
			page.Mails = page.Mails[:limit]
		}
		return err
	})
	return page, err
}

// Mail by id; CodeNotFound.
func (s *Service) Mail(ctx context.Context, id MailID) (Mail, error) {
	var m Mail
	err := s.Store.View(ctx, func(r Reader) (err error) { m, err = r.MailByID(id); return err })
	return m, err
}
