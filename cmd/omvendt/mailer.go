package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/omvendt/omvendt/internal/mail"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// mailEvery is how long a mail waits at most before it is looked for.
const mailEvery = 2 * time.Second

// mailer sends the mails that wait in the database, one at a time. Any number of
// servers can do so over one database; see docs/decisions/0016.
type mailer struct {
	register *registry.Service
	// workflow and writeWord are for words of outcomes, see words.go
	workflow  *workflow.Service
	writeWord func(workflow.Word, workflow.Consultation) (subject, text string)
	// writeTurns is for what begins to apply on a day, see turns.go; nil: nobody is told
	writeTurns func(registry.TurnLetter) (subject, text string)
	// writeStopTasks is for demands that are to be taken away; nil: nobody is told
	writeStopTasks func(workflow.StopLetter) (subject, text string)
	send           func(context.Context, mail.Message) error
	log            *slog.Logger
	cancel         context.CancelFunc
	finished       chan struct{}
}

// start begins to work; what ends ctx does not end it.
func (m *mailer) start(ctx context.Context) {
	ctx, m.cancel = context.WithCancel(context.WithoutCancel(ctx))
	m.finished = make(chan struct{})
	go func() {
		defer close(m.finished)
		tick := time.NewTicker(mailEvery)
		defer tick.Stop()
		for {
			m.foretell(ctx)
			m.empty(ctx)
			m.tell(ctx)
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}

// end stops, and waits until what is being sent has ended. The mails that wait
// are sent by another server, or when this one starts again.
func (m *mailer) end() {
	m.cancel()
	<-m.finished
}

// empty sends what is due.
func (m *mailer) empty(ctx context.Context) {
	for ctx.Err() == nil {
		letter, found, err := m.register.TakeMail(ctx)
		if err == nil && found {
			err = m.deliver(ctx, letter)
		}
		if err != nil && ctx.Err() == nil {
			m.log.Error("sending mail", "err", err)
		}
		if err != nil || !found {
			return
		}
	}
}

// deliver sends a mail that was taken and stores what came of it. A server that
// stops lets it finish: what was handed over must be known to be.
func (m *mailer) deliver(ctx context.Context, letter registry.Mail) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), postTime)
	defer cancel()
	err := m.send(ctx, mail.Message{ID: string(letter.ID), To: letter.Address, Subject: letter.Subject, Text: letter.Text})
	fault := ""
	if err != nil {
		fault = err.Error()
		m.log.Warn("a mail was not sent", "mail", letter.ID, "try", letter.Tries, "err", err)
	}
	return m.register.MailDone(context.WithoutCancel(ctx), letter, fault, errors.Is(err, mail.ErrRefused))
}
