package mail_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/mail"
	"github.com/omvendt/omvendt/internal/testenv"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func config(server string) mail.Config {
	return mail.Config{Server: server, From: "Regler på prøve <regler@kommune.example>", Plain: true, Host: "regler.kommune.example",
		Now: func() time.Time { return noon }}
}

func sender(t *testing.T, c mail.Config) *mail.Sender {
	t.Helper()
	s, err := mail.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSend(t *testing.T) {
	box := testenv.NewMailbox(t)
	text := "Kære læser\n\nhttps://regler.kommune.example/log-ind/" + strings.Repeat("x", 90) + "\n.\nSlut på mailen\n"
	err := sender(t, config(box.Address)).Send(t.Context(), mail.Message{To: "ane@kommune.example", Subject: "Prøve på æ, ø og å", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	m := <-box.Received
	if m.From != "regler@kommune.example" || m.To != "ane@kommune.example" || m.Subject != "Prøve på æ, ø og å" || m.Text != text {
		t.Errorf("got %+v", m)
	}
	date, err := m.Header.Date()
	if err != nil || !date.Equal(noon) {
		t.Errorf("dated %v, %v", date, err)
	}
	if id := m.Header.Get("Message-ID"); !strings.HasSuffix(id, "@regler.kommune.example>") {
		t.Errorf("Message-ID %s", id)
	}
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "Content-Type": "text/plain; charset=UTF-8", "User-Agent": ""} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A server that knows no TLS gets no mail when TLS is required, and no fault
// repeats the reader or the text.
func TestSendFails(t *testing.T) {
	box := testenv.NewMailbox(t)
	secure := config(box.Address)
	secure.Plain = false
	signing := config(box.Address)
	signing.User, signing.Password = "regler", "hemmelig-kode"
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := config(free.Addr().String())
	_ = free.Close()
	for name, c := range map[string]struct {
		mail.Config
		to string
	}{
		"no TLS":     {secure, "ane@kommune.example"},
		"no sign-in": {signing, "ane@kommune.example"},
		"no server":  {nobody, "ane@kommune.example"},
		"refused":    {config(box.Address), "refused@kommune.example"},
		"no address": {config(box.Address), "ane@kommune.example\r\nBcc: bo@kommune.example"},
	} {
		err := sender(t, c.Config).Send(t.Context(), mail.Message{To: c.to, Subject: "emne", Text: "teksten"})
		if err == nil {
			t.Errorf("%s: sent", name)
			continue
		}
		for _, private := range []string{"ane@", "refused@", "emne", "teksten", "hemmelig-kode"} {
			if strings.Contains(err.Error(), private) {
				t.Errorf("%s: the fault tells %s: %v", name, private, err)
			}
		}
	}
	if len(box.Received) > 0 {
		t.Errorf("got %+v", <-box.Received)
	}
}

// A server that never speaks holds nobody up.
func TestSendEnds(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if c, err := silent.Accept(); err == nil {
			defer c.Close()
			cancel()
			<-t.Context().Done()
		}
	}()
	err = sender(t, config(silent.Addr().String())).Send(ctx, mail.Message{To: "ane@kommune.example", Subject: "x", Text: "x"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		change func(*mail.Config)
		want   error
	}{
		{func(c *mail.Config) { c.Server = "mail.kommune.example" }, mail.ErrServer},
		{func(c *mail.Config) { c.Server = ":25" }, mail.ErrServer},
		{func(c *mail.Config) { c.Server = "localhost:0" }, mail.ErrServer},
		{func(c *mail.Config) { c.Server = "localhost:smtp" }, mail.ErrServer},
		{func(c *mail.Config) { c.From = "regler" }, mail.ErrFrom},
		{func(c *mail.Config) { c.Server = "mail.kommune.example:25" }, mail.ErrPlain},
		{func(c *mail.Config) { c.Server = "192.0.2.1:25" }, mail.ErrPlain},
		{func(c *mail.Config) { c.Server = "[::1]:25" }, nil},
		{func(c *mail.Config) { c.Server, c.Plain = "mail.kommune.example:465", false }, nil},
	} {
		with := config("localhost:25")
		c.change(&with)
		if _, err := mail.New(with); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", with, err, c.want)
		}
	}
}
