package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/mail"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// wordLimits bound the mails that ask whether an address is its reader's: behind one
// network address there may be a school, and nobody gets many that they did not ask for.
type wordLimits struct {
	callers *guard.Limiter[netip.Prefix]
	readers *guard.Limiter[[sha256.Size]byte]
}

func newWordLimits() wordLimits {
	return wordLimits{guard.NewLimiter[netip.Prefix](500, 10*time.Second), guard.NewLimiter[[sha256.Size]byte](3, 8*time.Hour)}
}

// send hands a mail over at once; CodeTooMany. Who has got three is told nothing else
// than who gets one.
func (l wordLimits) send(post *postman, m mail.Message) error {
	if !l.readers.Take(sha256.Sum256([]byte(m.To)), post.now()) {
		return nil
	}
	select {
	case post.asked <- signInRequest{mail: &m}:
		return nil
	default:
		return &registry.Error{Code: registry.CodeTooMany}
	}
}

// words gives the pages what they send such mails with.
func (l wordLimits) words(post *postman, c *callers) *web.Words {
	return &web.Words{
		May: func(r *http.Request) bool { return l.callers.Take(guard.Household(c.caller(r)), post.now()) },
		Send: func(address, subject, text string) error {
			return l.send(post, mail.Message{To: address, Subject: subject, Text: text})
		},
	}
}

// tell sends the mails with word of outcomes that are due. No log says to whom.
func (m *mailer) tell(ctx context.Context) {
	for ctx.Err() == nil && m.workflow != nil {
		w, c, found, err := m.workflow.TakeWord(ctx)
		if err == nil && found {
			err = m.word(ctx, w, c)
		}
		if err != nil && ctx.Err() == nil {
			m.log.Error("sending word of an outcome", "err", err)
		}
		if err != nil || !found {
			return
		}
	}
}

// word sends one, and has the address forgotten; a server that stops lets it finish.
func (m *mailer) word(ctx context.Context, w workflow.Word, c workflow.Consultation) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), postTime)
	defer cancel()
	subject, text := m.writeWord(w, c)
	err := m.send(ctx, mail.Message{ID: string(w.ID), To: w.Address, Subject: subject, Text: text})
	if err != nil {
		m.log.Warn("word of an outcome was not sent", "try", w.Tries, "err", err)
	}
	return m.workflow.WordDone(context.WithoutCancel(ctx), w, err == nil, errors.Is(err, mail.ErrRefused))
}
