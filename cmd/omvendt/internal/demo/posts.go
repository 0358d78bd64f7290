package demo

import (
	"fmt"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// The posts that are told of here for more than who holds them.
const (
	chief  = "Dagtilbudschefen"
	vacant = "Sprogkonsulenten"     // goes to the chief
	acted  = "Lederen af dagplejen" // somebody is acting for it
	acting = "Områdelederen"
)

// prompt posts have gone through half of what they were asked.
var prompt = []string{"Kostkonsulenten", "Pædagogisk konsulent", "Tilsynskonsulenten"}

// posts says who holds the posts that answer for the rules.
func (s *stage) posts() {
	s.on(s.today - 60)
	act := actBy(coordinator, "edit-post")
	s.do("giving posts to people", func() error {
		all, err := s.register.Posts(s.ctx)
		if err != nil {
			return err
		}
		ids := map[string]registry.PostID{}
		for i, a := range all {
			ids[a.Post.Name] = a.Post.ID
			if _, known := s.users[a.Post.Name]; known || a.Post.Name == vacant || a.Post.Name == acted {
				continue
			}
			u, err := s.register.AddUser(s.ctx, actBy(coordinator, "add-user"), registry.User{Name: a.Post.Name,
				Email: fmt.Sprintf("stilling-%d@eksempel.invalid", i+1), Grants: []registry.Grant{{Role: "owner", Scope: registry.Scope{Own: true}}}})
			if err != nil {
				return err
			}
			s.users[u.Name] = u.ID
		}
		for _, a := range all {
			entry := registry.PostEntry{Holder: s.users[a.Post.Name]}
			switch a.Post.Name {
			case vacant:
				entry = registry.PostEntry{Vacant: true, Head: ids[chief]}
			case acted:
				entry = registry.PostEntry{Vacant: true, Acting: s.users[acting], Head: ids[chief]}
			}
			if _, err := s.register.EditPost(s.ctx, act, a.Post.ID, a.Post.Edit, a.Post.Name, entry); err != nil {
				return err
			}
		}
		return nil
	})
}

// ask sends a request to the posts of one area; some of them have answered it.
func (s *stage) ask() {
	s.on(s.today - 9)
	var sent registry.Request
	s.do("asking the posts", func() error {
		q, err := s.register.AddRequest(s.ctx, actBy(coordinator, "create-request"), registry.RequestEntry{
			Title: "Er reglerne for dagtilbud stadig rigtige?", Language: "da", Ask: registry.AskConfirm, Deadline: s.today + 12,
			Words: "Byrådet skal kunne stole på registeret. Se de regler igennem, som din stilling har ansvaret for. Det er helt i orden at svare, at ingen vil forsvare en regel.",
			Scope: registry.RequestScope{Area: "Dagtilbud"}})
		if err == nil {
			sent, err = s.register.SendRequest(s.ctx, actBy(coordinator, "send-request"), q.ID, q.Edit, web.RequestLetter("", Municipality))
		}
		return err
	})
	s.on(s.today - 3)
	s.do("answering the request", func() error {
		for _, post := range prompt {
			own, err := s.register.OwnAsked(s.ctx, s.users[post], sent.ID, 0, 0, 0, 50)
			if err != nil {
				return err
			}
			for _, r := range own.Rules[:(len(own.Rules)+1)/2] {
				if r.Gone {
					continue
				}
				if _, err := s.register.AnswerRequest(s.ctx, actBy(coordinator, "answer-request"), sent.ID, r.Number, r.Rule.Edit, registry.AnswerStillRight, s.users[post]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
