package storage

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// letters writes n mails, and returns two servers that send them.
func (x *fixture) letters(n int) (one, other *registry.Service) {
	x.Helper()
	x.update(func(tx workflow.Tx) error {
		u := userOf("1", "Ane", "ane@example.org")
		if err := tx.InsertUser(u); err != nil {
			return err
		}
		for i := range n {
			if err := registry.SendMail(tx, u, "test", "da", fmt.Sprint("Nr. ", i), "Tekst"); err != nil {
				return err
			}
		}
		return nil
	})
	return &registry.Service{Store: x.db.Registry()}, &registry.Service{Store: x.open().Registry()}
}

// Several servers over one database send each mail once.
func TestMailsAreTakenOnce(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		const n = 30
		one, other := x.letters(n)
		var mu sync.Mutex
		took := map[string]int{}
		var all sync.WaitGroup
		for _, s := range []*registry.Service{one, other, one, other} {
			all.Add(1)
			go func() {
				defer all.Done()
				for {
					m, found, err := s.TakeMail(context.Background())
					if registry.CodeOf(err) == registry.CodeBusy {
						continue // others were quicker every time: the worker comes again
					}
					if err != nil {
						t.Error(err)
					}
					if !found {
						return
					}
					mu.Lock()
					took[m.Subject]++
					mu.Unlock()
					if err := s.MailDone(context.Background(), m, "", false); err != nil {
						t.Error(err)
					}
				}
			}()
		}
		all.Wait()
		if len(took) != n {
			t.Errorf("%d of %d mails were taken", len(took), n)
		}
		for subject, times := range took {
			if times != 1 {
				t.Errorf("%s was taken %d times", subject, times)
			}
		}
		page, err := one.Mails(context.Background(), registry.MailQuery{State: registry.MailSent, Limit: n})
		if err != nil || len(page.Mails) != n || page.More || page.Mails[0].Subject != fmt.Sprint("Nr. ", n-1) {
			t.Errorf("sent: %d, %v, %v", len(page.Mails), page.More, err)
		}
	})
}

// A mail whose server died is taken again under the same id when its time is up,
// and the first, should it live after all, changes nothing any more.
func TestMailOfADeadServer(t *testing.T) {
	both(t, func(x *fixture) {
		one, other := x.letters(1)
		ctx := context.Background()
		first, found, err := one.TakeMail(ctx)
		x.equal("taken", []any{found, err, first.Tries}, []any{true, nil, 1})
		_, found, err = other.TakeMail(ctx)
		x.equal("while another has it", []any{found, err}, []any{false, nil})
		x.wait(registry.MailLease)
		second, found, err := other.TakeMail(ctx)
		x.equal("after its time", []any{found, err, second.ID, second.Tries}, []any{true, nil, first.ID, 2})
		x.equal("the first, late", one.MailDone(ctx, first, "mail: away", true), nil)
		m, _ := one.Mail(ctx, first.ID)
		x.equal("what it left", []any{m.State, m.Fault}, []any{registry.MailWaiting, ""})
		x.equal("the second", other.MailDone(ctx, second, "", false), nil)
		m, _ = one.Mail(ctx, first.ID)
		x.equal("sent", m.State, registry.MailSent)
	})
}

// A fault is followed by a pause twice the last one; a refusal, or three days, end it.
func TestMailFaults(t *testing.T) {
	both(t, func(x *fixture) {
		s, _ := x.letters(1)
		ctx := context.Background()
		try := func(final bool) (m registry.Mail) {
			t.Helper()
			m, found, err := s.TakeMail(ctx)
			if err != nil || !found {
				t.Fatal("nothing is due", err)
			}
			if err := s.MailDone(ctx, m, "mail: away", final); err != nil {
				t.Fatal(err)
			}
			m, err = s.Mail(ctx, m.ID)
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		var pauses []time.Duration
		m := try(false)
		for m.State == registry.MailWaiting {
			pause := m.Next.Sub(x.clock().Truncate(time.Microsecond))
			pauses = append(pauses, pause)
			x.wait(pause - time.Second)
			if _, found, _ := s.TakeMail(ctx); found {
				t.Fatal("taken before its time")
			}
			x.wait(time.Second)
			m = try(false)
		}
		x.equal("pauses", pauses[:10], []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute,
			32 * time.Minute, 64 * time.Minute, 128 * time.Minute, 4 * time.Hour, 4 * time.Hour})
		lasted := x.clock().Sub(m.At)
		if m.State != registry.MailFailed || m.Fault != "mail: away" || lasted < 72*time.Hour || lasted > 76*time.Hour {
			t.Errorf("ended as %+v after %v", m, lasted)
		}
		again, err := s.ResendMail(ctx, act, m.ID)
		if err != nil || again.ID == m.ID || again.State != registry.MailWaiting {
			t.Errorf("again: %+v, %v", again, err)
		}
		_, err = s.ResendMail(ctx, act, again.ID)
		x.wantCode(err, registry.CodeMailWaits)
		if m = try(true); m.ID != again.ID || m.State != registry.MailFailed || m.Tries != 1 {
			t.Errorf("refused: %+v", m)
		}
		log, err := s.AuditLog(ctx, "mail "+string(m.ID), registry.AuditPlace{}, 9)
		if err != nil || len(log.Events) != 1 || log.Events[0].Operation != "send-mail" {
			t.Errorf("the log has %+v, %v", log.Events, err)
		}
	})
}
