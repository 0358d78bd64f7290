package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/mail"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// mailOptions say how mail is sent. The password has no option: a command line
// can be read by everybody on the machine.
type mailOptions struct{ server, user, from, tls string }

func (o *mailOptions) define(options *flag.FlagSet) {
	options.StringVar(&o.server, "smtp", "", "")
	options.StringVar(&o.user, "smtp-user", "", "")
	options.StringVar(&o.from, "smtp-from", "", "")
	options.StringVar(&o.tls, "smtp-tls", "required", "")
}

// sender is nil when no mail is to be sent.
func (o mailOptions) sender(p *program, baseURL string) (*mail.Sender, error) {
	switch {
	case o.tls != "required" && o.tls != "none":
		return nil, wrong("bad_value", "option", "--smtp-tls", "value", o.tls)
	case o.server == "" && (o.user != "" || o.from != ""):
		return nil, wrong("missing", "operand", "--smtp")
	case o.server == "":
		return nil, nil
	case o.from == "":
		return nil, wrong("smtp_from")
	case baseURL == "":
		return nil, wrong("smtp_base_url")
	}
	origin, err := originOf(baseURL)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	sender, err := mail.New(mail.Config{Server: o.server, User: o.user, Password: p.getenv("OMVENDT_SMTP_PASSWORD"),
		From: o.from, Plain: o.tls == "none", Host: u.Hostname(), Now: p.clock})
	switch {
	case errors.Is(err, mail.ErrServer):
		return nil, wrong("bad_value", "option", "--smtp", "value", o.server)
	case errors.Is(err, mail.ErrFrom):
		return nil, wrong("bad_value", "option", "--smtp-from", "value", o.from)
	case errors.Is(err, mail.ErrPlain):
		return nil, wrong("smtp_plain", "value", o.server)
	}
	return sender, err
}

// Limits of sign-in by mail.
const (
	postWaiting = 100              // requests that wait their turn
	postTime    = 30 * time.Second // for one link to be made and sent
	postLinks   = 5                // links for one address within postWindow
	postWindow  = time.Hour
)

// postman sends sign-in links to those who ask for them. Only here, after the
// page has answered, is it found out whether an address is known: neither the
// answer nor its time tells.
type postman struct {
	register           *registry.Service
	sender             *mail.Sender
	origin, sentFrom   string // the register's address, the municipality's name
	log                *slog.Logger
	now                func() time.Time
	asked              chan signInRequest
	stopping, finished chan struct{}
	cancel             context.CancelFunc
	// given are the times of the links of the last hour. They are in memory: a
	// restart, or another server, forgets them, and the limit is against
	// nuisance and guards no secret.
	given map[string][]time.Time
}

type signInRequest struct {
	email string
	lang  texts.Lang
	mail  *mail.Message // to be sent as it is, instead of a link
}

// ask takes a request and returns at once. Too many that wait are let go.
func (m *postman) ask(email string, lang texts.Lang) {
	select {
	case m.asked <- signInRequest{email: strings.ToLower(email), lang: lang}:
	default:
		m.log.Warn("a sign-in link was not sent: too many wait")
	}
}

// start begins to work; what ends ctx does not end it.
func (m *postman) start(ctx context.Context) {
	m.asked, m.given = make(chan signInRequest, postWaiting), map[string][]time.Time{}
	m.stopping, m.finished = make(chan struct{}), make(chan struct{})
	ctx, m.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		defer close(m.finished)
		for {
			select {
			case r := <-m.asked:
				m.handle(ctx, r)
			case <-m.stopping:
				for len(m.asked) > 0 && ctx.Err() == nil {
					m.handle(ctx, <-m.asked)
				}
				return
			}
		}
	}()
}

// end sends what waits, until ctx ends. Nobody may ask any more.
func (m *postman) end(ctx context.Context) {
	close(m.stopping)
	select {
	case <-m.finished:
	case <-ctx.Done():
		m.log.Warn("stopped with sign-in links unsent")
	}
	m.cancel()
	<-m.finished
}

func (m *postman) handle(ctx context.Context, r signInRequest) {
	ctx, cancel := context.WithTimeout(ctx, postTime)
	defer cancel()
	if r.mail != nil {
		if err := m.sender.Send(ctx, *r.mail); err != nil {
			m.log.Error("sending a mail to confirm an address", "err", err)
		}
		return
	}
	now := m.now()
	recent := slices.DeleteFunc(m.given[r.email], func(t time.Time) bool { return now.Sub(t) >= postWindow })
	if len(recent) >= postLinks {
		return
	}
	_, secret, err := m.register.InviteUser(ctx, registry.Act{Actor: registry.Actor{Name: "sign-in"}, Operation: "invite-user"}, r.email)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return
	}
	if err == nil {
		m.given[r.email] = append(recent, now) // only for users, so it grows no further than they do
		err = m.sender.Send(ctx, mail.Message{To: r.email,
			Subject: r.lang.Text("mail.sign_in.subject", map[string]string{"municipality": m.sentFrom}),
			Text: r.lang.Text("mail.sign_in.text", map[string]string{"municipality": m.sentFrom,
				"link": m.origin + web.SignInPath(r.lang, secret)})})
	}
	if err != nil {
		m.log.Error("sending a sign-in link", "err", err)
	}
}
