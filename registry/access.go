package registry

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"
)

// Roles that a token or a user can have. What each may do is for the policy to say.
var Roles = []string{"administrator", "owner", "challenger", "legal_checker", "secretary", "council_member", "auditor", "integration"}

const tokenPrefix = "omv_"

// AddToken makes a key to the API. The secret (256 random bits) is returned
// once and stored nowhere; its hash needs no salt, since it cannot be guessed.
func (s *Service) AddToken(ctx context.Context, act Act, name, role string) (secret string, err error) {
	var c Checks
	c.Text("name", name, LimitName, true)
	checkChoice(&c, "role", Roles, role)
	if err := c.Err(); err != nil {
		return "", err
	}
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(raw[:])
	err = s.Store.Update(ctx, act, func(tx Tx) error {
		t := Token{ID: NewID[TokenID](tx.Now()), Name: name, Role: role, Hash: Digest([]byte(secret)), Created: tx.Now()}
		if err := tx.InsertToken(t); err != nil {
			return err
		}
		return audit(tx, "token "+string(t.ID), nil, t)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Authenticate finds whose key a secret is; CodeUnauthorized when it is nobody's.
func (s *Service) Authenticate(ctx context.Context, secret string) (Actor, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return Actor{}, refuse(CodeUnauthorized)
	}
	var t Token
	err := s.Store.View(ctx, func(r Reader) (err error) {
		t, err = r.TokenByHash(Digest([]byte(secret)))
		return err
	})
	if CodeOf(err) == CodeNotFound {
		return Actor{}, refuse(CodeUnauthorized)
	}
	return Actor{Name: t.Name, Roles: []string{t.Role}}, err
}

// Bodies are the council and those with power from it, highest rank first.
func (s *Service) Bodies(ctx context.Context) ([]Body, error) {
	var bodies []Body
	err := s.Store.View(ctx, func(r Reader) (err error) { bodies, err = r.Bodies(); return err })
	return bodies, err
}

// GiveMandate records the power that the council gave a body from a day, in
// words, and what it asks of a keep. It binds rulings from that day on.
// Errors: CodeInvalid with fields, CodeNotFound.
func (s *Service) GiveMandate(ctx context.Context, act Act, m Mandate) error {
	return s.Store.Update(ctx, act, func(tx Tx) error {
		if _, done, err := tx.Repeated(); err != nil || done {
			return err
		}
		var c Checks
		c.Text("words", m.Words, LimitReason, true)
		if m.From == NoDay {
			c.Fail("from", CodeRequired)
		}
		for _, a := range m.Asks {
			checkChoice(&c, "asks", Criteria, a)
		}
		if err := bodyExists(tx, m.Body); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := tx.InsertMandate(m); err != nil {
			return err
		}
		if err := audit(tx, "body "+string(m.Body), nil, m); err != nil {
			return err
		}
		return tx.Remember(string(m.Body))
	})
}

func bodyExists(r Reader, id BodyID) error {
	bodies, err := r.Bodies()
	_, err = find(bodies, err, func(b Body) bool { return b.ID == id })
	return err
}

// AddBody records a further body, such as a second committee.
func (s *Service) AddBody(ctx context.Context, act Act, b Body) (Body, error) {
	err := s.Store.Update(ctx, act, func(tx Tx) error {
		if id, done, err := tx.Repeated(); err != nil || done {
			if err == nil {
				bodies, failed := tx.Bodies()
				b, err = find(bodies, failed, func(b Body) bool { return string(b.ID) == id })
			}
			return err
		}
		var c Checks
		c.Text("name", b.Name, LimitName, true)
		checkChoice(&c, "rank", Ranks, b.Rank)
		if err := c.Err(); err != nil {
			return err
		}
		b.ID = NewID[BodyID](tx.Now())
		if err := tx.InsertBody(b); err != nil {
			return err
		}
		if err := audit(tx, "body "+string(b.ID), nil, b); err != nil {
			return err
		}
		return tx.Remember(string(b.ID))
	})
	return b, err
}
