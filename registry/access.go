package registry

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Roles that a token or a user can have. What each may do is for the policy to say.
var Roles = []string{"administrator", "owner", "challenger", "legal_checker", "secretary", "council_member", "auditor", "integration"}

// Scope is a data constraint: which rules something reaches. A list that is
// empty constrains nothing, so the zero Scope is everything; a rule must fit
// every list that is not.
type Scope struct {
	Areas []string `json:"areas,omitempty"`
	Units []string `json:"units,omitempty"`
	KLE   []string `json:"kle,omitempty"` // beginnings of codes: "28", "28.06"
	// Own are only the rules of posts that the user answers for, whichever those are
	// when they are asked about: Posts, their names, which no grant keeps.
	Own   bool     `json:"own,omitempty"`
	Posts []string `json:"-"`
}

// Has says whether a catalogue entry lies within the scope.
func (s Scope) Has(k Catalogue) bool {
	in := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	return (!s.Own || k.Owner != "" && slices.Contains(s.Posts, k.Owner)) && in(s.Areas, k.Area) && in(s.Units, k.Unit) &&
		(len(s.KLE) == 0 || slices.ContainsFunc(s.KLE, func(code string) bool { return strings.HasPrefix(k.KLE, code) }))
}

// Reach is what an actor reaches with one permission: the union of scopes. The
// zero Reach is everything: the command line acts for the whole municipality,
// and everybody else's is the policy's answer.
type Reach []Scope

// Has says whether a catalogue entry lies within one of the scopes.
func (r Reach) Has(k Catalogue) bool {
	return len(r) == 0 || slices.ContainsFunc(r, func(s Scope) bool { return s.Has(k) })
}

// Grant is a role within a scope.
type Grant struct {
	Role  string `json:"role"`
	Scope Scope  `json:"scope,omitzero"`
}

// Programme is the name under which the program does something of its own accord.
const Programme = "omvendt"

// Actor is who does something: the name that the log shows, and what was granted.
type Actor struct {
	Name   string
	User   UserID  // empty for tokens and the command line
	Token  TokenID // empty for users and the command line
	Grants []Grant
}

// Key tells actors apart: two may have one name.
func (a Actor) Key() string {
	switch {
	case a.User != "":
		return "user " + string(a.User)
	case a.Token != "":
		return "token " + string(a.Token)
	}
	return a.Name
}

// Roles are the actor's roles, each once.
func (a Actor) Roles() []string {
	var roles []string
	for _, g := range a.Grants {
		if !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}

// User is a person who signs in. No password is stored.
type User struct {
	ID      UserID    `json:"id"`
	Name    string    `json:"name"`
	Email   string    `json:"email"` // in lower case; unique
	Grants  []Grant   `json:"grants"`
	Active  bool      `json:"active"`
	Edit    int       `json:"edit"`
	Created time.Time `json:"created"`
}

// Token is a key to the API with one grant. Only the hash of its secret is stored.
type Token struct {
	ID      TokenID   `json:"id"`
	Name    string    `json:"name"`
	Grant   Grant     `json:"grant"`
	Hash    string    `json:"-"`
	Created time.Time `json:"created"`
}

// SignIn is a link that lets a user in once. Only the hash of its secret is stored.
type SignIn struct {
	Hash    string    `json:"-"`
	User    UserID    `json:"user"`
	Expires time.Time `json:"expires"`
}

// Session is a browser that is signed in. Only the hash of its secret is stored.
type Session struct {
	Hash    string
	User    UserID
	Expires time.Time
}

// How long a sign-in link can be used, and a session lasts.
const (
	SignInLasts  = 24 * time.Hour
	SessionLasts = 10 * time.Hour
)

const tokenPrefix = "omv_"

// newSecret is 256 random bits as text. A hash of it needs no salt, since it
// cannot be guessed.
func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// AddToken makes a key to the API. The secret is returned once and stored
// nowhere: a request that is repeated gives the token without it.
func (s *Service) AddToken(ctx context.Context, act Act, name string, grant Grant) (t Token, secret string, err error) {
	var c Checks
	c.Text("name", name, LimitName, true)
	checkGrant(&c, "", grant)
	if grant.Scope.Own {
		c.Fail("scope", CodeOwnNeedsUser)
	}
	if err := c.Err(); err != nil {
		return t, "", err
	}
	made := newSecret()
	t, err = Once(ctx, s.Store.Update, act, func(tx Tx) (Token, error) {
		secret = tokenPrefix + made
		t := Token{ID: NewID[TokenID](tx.Now()), Name: name, Grant: grant, Hash: Digest([]byte(secret)), Created: tx.Now()}
		if err := tx.InsertToken(t); err != nil {
			return t, err
		}
		return t, audit(tx, "token "+string(t.ID), nil, t)
	})
	if err != nil || t.Hash == "" { // what is remembered has no hash: the secret was shown
		secret = ""
	}
	return t, secret, err
}

// RevokeToken ends a key to the API; CodeNotFound.
func (s *Service) RevokeToken(ctx context.Context, act Act, id TokenID) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Nothing, error) {
		if err := tx.RevokeToken(id); err != nil {
			return Nothing{}, err
		}
		return Nothing{}, audit(tx, "token "+string(id), id, nil)
	})
	return err
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
	return Actor{Name: t.Name, Token: t.ID, Grants: []Grant{t.Grant}}, err
}

// AddUser records a person who may sign in; CodeInvalid, CodeEmailTaken.
func (s *Service) AddUser(ctx context.Context, act Act, u User) (User, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (User, error) {
		if err := u.check(); err != nil {
			return u, err
		}
		u.ID, u.Email, u.Active, u.Edit, u.Created = NewID[UserID](tx.Now()), strings.ToLower(strings.TrimSpace(u.Email)), true, 1, tx.Now()
		if err := tx.InsertUser(u); err != nil {
			return u, err
		}
		return u, audit(tx, "user "+string(u.ID), nil, u)
	})
}

func (u User) check() error {
	var c Checks
	c.Text("name", u.Name, LimitName, true)
	c.Email("email", u.Email)
	if len(u.Grants) == 0 {
		c.Fail("grants", CodeRequired)
	}
	for i, g := range u.Grants {
		checkGrant(&c, "grants["+itoa(i)+"].", g)
	}
	return c.Err()
}

// Email checks a field that must hold one bare e-mail address.
func (c *Checks) Email(name, s string) {
	c.Text(name, s, LimitName, true)
	if a, err := mail.ParseAddress(strings.TrimSpace(s)); s != "" && (err != nil || a.Address != strings.TrimSpace(s)) {
		c.Fail(name, CodeEmailInvalid, "value", clip(s, 80))
	}
}

func checkGrant(c *Checks, prefix string, g Grant) {
	checkChoice(c, prefix+"role", Roles, g.Role)
	for _, list := range [][]string{g.Scope.Areas, g.Scope.Units, g.Scope.KLE} {
		for _, v := range list {
			c.Text(prefix+"scope", v, LimitName, true)
		}
	}
}

// InviteUser makes a sign-in link for a user, by e-mail address. Its secret is
// returned once, and is empty when the request was repeated. CodeNotFound when
// there is no such active user.
func (s *Service) InviteUser(ctx context.Context, act Act, email string) (link SignIn, secret string, err error) {
	made := newSecret()
	link, err = Once(ctx, s.Store.Update, act, func(tx Tx) (SignIn, error) {
		secret = made
		u, err := tx.UserByEmail(strings.ToLower(strings.TrimSpace(email)))
		if err != nil {
			return SignIn{}, err
		}
		if !u.Active {
			return SignIn{}, refuse(CodeNotFound)
		}
		link := SignIn{Hash: Digest([]byte(secret)), User: u.ID, Expires: tx.Now().Add(SignInLasts)}
		if err := tx.InsertSignIn(link); err != nil {
			return link, err
		}
		return link, audit(tx, "user "+string(u.ID), nil, "sign-in link")
	})
	if err != nil || link.Hash == "" { // as AddToken
		secret = ""
	}
	return link, secret, err
}

// CheckSignIn says whose link a secret is, without using it up; CodeLinkUsed
// when it was used, has expired, or never was.
func (s *Service) CheckSignIn(ctx context.Context, secret string) (User, error) {
	var u User
	err := s.Store.View(ctx, func(r Reader) error {
		link, err := r.SignInByHash(Digest([]byte(secret)))
		if err == nil && !r.Now().Before(link.Expires) {
			err = refuse(CodeNotFound)
		}
		if err == nil {
			u, err = r.UserByID(link.User)
		}
		return err
	})
	if CodeOf(err) == CodeNotFound || err == nil && !u.Active {
		return User{}, refuse(CodeLinkUsed)
	}
	return u, err
}

// SignIn uses a link up and begins a session; its secret goes into the cookie.
func (s *Service) SignIn(ctx context.Context, act Act, linkSecret string) (session string, u User, err error) {
	session = newSecret()
	err = s.Store.Update(ctx, act, func(tx Tx) error {
		link, err := tx.SignInByHash(Digest([]byte(linkSecret)))
		if err == nil && !tx.Now().Before(link.Expires) {
			err = refuse(CodeNotFound)
		}
		if CodeOf(err) == CodeNotFound {
			return refuse(CodeLinkUsed)
		}
		if err != nil {
			return err
		}
		if u, err = tx.UserByID(link.User); err != nil {
			return err
		}
		if !u.Active {
			return refuse(CodeLinkUsed)
		}
		if err := tx.DeleteSignIn(link.Hash); err != nil {
			return err
		}
		if err := tx.InsertSession(Session{Hash: Digest([]byte(session)), User: u.ID, Expires: tx.Now().Add(SessionLasts)}); err != nil {
			return err
		}
		return audit(tx, "user "+string(u.ID), nil, "signed in")
	})
	if err != nil {
		return "", User{}, err
	}
	return session, u, nil
}

// SignedIn finds whose session a secret is; CodeUnauthorized when it is nobody's
// or has ended.
func (s *Service) SignedIn(ctx context.Context, session string) (Actor, error) {
	var u User
	err := s.Store.View(ctx, func(r Reader) error {
		x, err := r.SessionByHash(Digest([]byte(session)))
		if err == nil && !r.Now().Before(x.Expires) {
			err = refuse(CodeNotFound)
		}
		if err == nil {
			u, err = r.UserByID(x.User)
		}
		if err == nil {
			err = findOwn(r, u)
		}
		return err
	})
	if CodeOf(err) == CodeNotFound || err == nil && !u.Active {
		return Actor{}, refuse(CodeUnauthorized)
	}
	return Actor{Name: u.Name, User: u.ID, Grants: u.Grants}, err
}

// SignOut ends a session; one that has ended already is no error.
func (s *Service) SignOut(ctx context.Context, act Act, session string) error {
	return s.Store.Update(ctx, act, func(tx Tx) error {
		if err := tx.DeleteSession(Digest([]byte(session))); err != nil {
			return err
		}
		return audit(tx, "user "+string(act.Actor.User), "signed in", nil)
	})
}
