// Package mail sends plain text over SMTP. What it sends, and to whom, stands in
// no error and so in no log.
package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"time"

	smtp "github.com/wneessen/go-mail"

	"github.com/omvendt/omvendt/registry"
)

// Config is where mail is handed over, and in whose name.
type Config struct {
	Server   string // HOST:PORT; port 465 speaks TLS from the first byte, others by STARTTLS
	User     string // empty: without signing in to the server
	Password string
	From     string // an address, with or without a name
	Plain    bool   // without TLS; only to this machine
	Host     string // the name that the server goes by: of its greeting and of each Message-ID
	Now      func() time.Time
}

// Why a Config cannot be used.
var (
	ErrServer = errors.New("mail: the server is not HOST:PORT")
	ErrFrom   = errors.New("mail: the sender is not an address")
	ErrPlain  = errors.New("mail: without TLS only to this machine")
)

// implicitTLS is the port that speaks TLS from the first byte (RFC 8314).
const implicitTLS = 465

// stepTime bounds each step of the talk with the server.
const stepTime = 10 * time.Second

// Sender sends mail one message at a time.
type Sender struct {
	client *smtp.Client
	from   *netmail.Address
	host   string
	now    func() time.Time
}

// Message is one mail to one reader.
type Message struct {
	To, Subject, Text string
	ID                string // names the message, so that one sent twice is known as one; empty: a new one
}

// New checks the configuration, and connects to nothing; ErrServer, ErrFrom, ErrPlain.
func New(c Config) (*Sender, error) {
	host, service, err := net.SplitHostPort(c.Server)
	port, wrong := strconv.ParseUint(service, 10, 16)
	if err != nil || wrong != nil || host == "" || port == 0 {
		return nil, ErrServer
	}
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, ErrFrom
	}
	options := []smtp.Option{smtp.WithPort(int(port)), smtp.WithTimeout(stepTime), smtp.WithHELO(c.Host)}
	switch {
	case c.Plain && !loopback(host):
		return nil, ErrPlain
	case c.Plain:
		options = append(options, smtp.WithTLSPolicy(smtp.NoTLS))
	case port == implicitTLS:
		options = append(options, smtp.WithSSL())
	default:
		options = append(options, smtp.WithTLSPolicy(smtp.TLSMandatory))
	}
	if c.User != "" {
		options = append(options, smtp.WithSMTPAuth(smtp.SMTPAuthAutoDiscover), smtp.WithUsername(c.User), smtp.WithPassword(c.Password))
	}
	client, err := smtp.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Sender{client: client, from: from, host: c.Host, now: c.Now}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send hands a message to the server, and returns at once when ctx ends; the
// connection then ends by its own time limit.
func (s *Sender) Send(ctx context.Context, m Message) error {
	message := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	message.FromMailAddress(s.from)
	if err := message.To(m.To); err != nil {
		return fmt.Errorf("%w: the reader's address cannot be used", ErrRefused)
	}
	now := s.now()
	message.Subject(m.Subject)
	message.SetDateWithValue(now)
	message.SetMessageIDWithValue(cmp.Or(m.ID, registry.NewID[string](now)) + "@" + s.host)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // so that no absence notice answers it (RFC 3834)
	message.SetBodyString(smtp.TypeTextPlain, m.Text)
	sent := make(chan error, 1)
	go func() { sent <- s.client.DialAndSendWithContext(ctx, message) }()
	select {
	case err := <-sent:
		return discreet(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ErrRefused is a fault that is the same the next time: the server takes no mail
// to this reader, or not this mail.
var ErrRefused = errors.New("mail: refused")

// discreet leaves out the server's own words about a message, which often repeat
// the reader's address.
func discreet(err error) error {
	var refused *smtp.SendError
	if errors.As(err, &refused) {
		told := fmt.Errorf("mail: %s, code %d", refused.Reason, refused.ErrorCode())
		if !refused.IsTemp() && refused.ErrorCode() >= 500 && (refused.Reason == smtp.ErrSMTPRcptTo || refused.Reason == smtp.ErrSMTPData || refused.Reason == smtp.ErrSMTPDataClose) {
			return fmt.Errorf("%w: %w", ErrRefused, told)
		}
		return told
	}
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
