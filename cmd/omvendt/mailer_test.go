package main

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// What waits in the database is sent when a server starts, each under its own id;
// whom the mail server does not know is told on the page, without its words.
func TestMailsAreSent(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		box := testenv.NewMailbox(t)
		m := newMachine(t, dsn, "2026-11-21")
		for name, value := range map[string]string{"SMTP": box.Address, "SMTP_FROM": "regler@kommune.example", "SMTP_TLS": "none",
			"BASE_URL": "https://regler.kommune.example/"} {
			m.env["OMVENDT_"+name] = value
		}
		h, err := m.program().open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		for _, email := range []string{"refused@kommune.example", "ane@kommune.example"} {
			u, err := h.register.AddUser(t.Context(), act("add-user"), registry.User{Name: "Ane", Email: email, Grants: []registry.Grant{{Role: "owner"}}})
			if err != nil {
				t.Fatal(err)
			}
			to := registry.Act{Actor: registry.Actor{Name: u.Name, User: u.ID}, Operation: "try-mail"}
			if _, err := h.register.TryMail(t.Context(), to, "da", "Prøve på æ", "Teksten\n"); err != nil {
				t.Fatal(err)
			}
		}
		s := m.start("serve")
		got := <-box.Received
		page, err := h.register.Mails(t.Context(), registry.MailQuery{Limit: 9})
		if err != nil || len(page.Mails) != 2 {
			t.Fatal(page, err)
		}
		sent, refused := page.Mails[0], page.Mails[1]
		if got.To != "ane@kommune.example" || got.Subject != "Prøve på æ" || got.Text != "Teksten\n" || got.Header.Get("Message-ID") != "<"+string(sent.ID)+"@regler.kommune.example>" {
			t.Errorf("got %+v", got)
		}
		if refused.State != registry.MailFailed || !strings.Contains(refused.Fault, "550") || strings.Contains(refused.Fault, "@") {
			t.Errorf("refused: %+v", refused)
		}
		if code := s.end(); code != done || len(box.Received) != 0 {
			t.Errorf("stopped with %d, and %d more mails", code, len(box.Received))
		}
		if sent, err = h.register.Mail(t.Context(), sent.ID); err != nil || sent.State != registry.MailSent || sent.Tries != 1 {
			t.Errorf("sent: %+v, %v", sent, err)
		}
		if strings.Contains(s.err.String(), "@kommune") || mailEvery+postTime > registry.MailLease {
			t.Errorf("the log tells an address, or a mail can be sent for longer than it is had: %s", s.err)
		}
	})
}
