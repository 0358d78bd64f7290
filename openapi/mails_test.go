package openapi

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// mailed is a mail to a user that was sent.
func (s *server) mailed(user string) (id string) {
	s.t.Helper()
	ctx := context.Background()
	act := registry.Act{Actor: registry.Actor{Name: "test", User: registry.UserID(user)}, Operation: "try-mail"}
	_, err := s.api.Register.TryMail(ctx, act, "da", "Emne", "Teksten")
	if err == nil {
		var m registry.Mail
		if m, _, err = s.api.Register.TakeMail(ctx); err == nil {
			id = string(m.ID)
			err = s.api.Register.MailDone(ctx, m, "", false)
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// Every mail that was written can be read, and one that was sent can be sent again.
func TestMails(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		gry := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
		id := s.mailed(gry)
		if got := s.get("/v1/mails/"+id, s.admin()).want(200); got.text("text") != "Teksten" || got.text("state") != "sent" || got.text("address") != "gry@eksempel.example" {
			t.Errorf("got %s", got.raw)
		}
		again := s.send(http.MethodPost, "/v1/mails/"+id+"/copies", nil, s.admin()).want(201)
		s.send(http.MethodPost, "/v1/mails/"+again.text("id")+"/copies", nil, s.admin()).refused(409, "mail_waits")
		first := s.get("/v1/mails?limit=1", s.admin()).want(200)
		second := s.get("/v1/mails?limit=1&cursor="+first.text("next"), s.admin()).want(200)
		if first.text("items", 0, "id") != again.text("id") || second.text("items", 0, "id") != id || second.text("next") != "" {
			t.Errorf("listed %s, then %s", first.raw, second.raw)
		}
		if waiting := s.get("/v1/mails?state=waiting", s.admin()).want(200).column("id"); len(waiting) != 1 {
			t.Errorf("%d wait", len(waiting))
		}
		about := s.get("/v1/mails/"+id, s.admin()).text("about")
		if of := s.get("/v1/mails?about="+url.QueryEscape(about), s.admin()).want(200).column("id"); len(of) != 2 {
			t.Errorf("%d mails about %s", len(of), about)
		}
		if of := s.get("/v1/mails?about=request+x", s.admin()).want(200).column("id"); len(of) != 0 {
			t.Errorf("%d mails about nothing", len(of))
		}
		s.get("/v1/mails?about=request+x&cursor="+first.text("next"), s.admin()).refused(422, "cursor_invalid")
		s.get("/v1/mails", with("Authorization", "")).want(401)
	})
}
