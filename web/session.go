package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Names of the cookies. Over https a browser lets nobody else set them.
const (
	sessionCookie = "omvendt"
	wantedCookie  = "omvendt-wanted" // the page one wanted before signing in
	hostPrefix    = "__Host-"
)

const wantedLasts = 60 * 60 // seconds

func (s *site) secure() bool { return strings.HasPrefix(s.BaseURL, "https://") }

func (s *site) cookieName(name string) string {
	if s.secure() {
		return hostPrefix + name
	}
	return name
}

// cookie makes a cookie; seconds below zero remove it.
func (s *site) cookie(name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: s.secure(), SameSite: http.SameSiteLaxMode}
}

// carried is the value of a cookie that the browser sent, empty without one.
func (s *site) carried(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// actor is who is signed in in the browser that sent a request; false when nobody is.
func (s *site) actor(r *http.Request) (registry.Actor, bool, error) {
	secret := s.carried(r, sessionCookie)
	if secret == "" {
		return registry.Actor{}, false, nil
	}
	actor, err := s.Register.SignedIn(r.Context(), secret)
	if registry.CodeOf(err) == registry.CodeUnauthorized {
		return registry.Actor{}, false, nil
	}
	return actor, err == nil, err
}

// recognise finds out who visits, except where nobody is to be known.
func (v *visit) recognise(at place) error {
	if at.anonymous {
		return nil
	}
	v.act.Request = v.r.Header.Get("X-Request-Id")
	var err error
	v.act.Actor, v.signed, err = v.actor(v.r)
	return err
}

// toSignIn sends a reader to sign in, and remembers what they wanted to read.
func (v *visit) toSignIn() answer {
	return answer{status: http.StatusSeeOther, redirect: path("sign_in", v.lang), cookies: []*http.Cookie{
		v.cookie(wantedCookie, url.QueryEscape(v.r.URL.RequestURI()), wantedLasts)}}
}

// wanted is the page to go to after signing in: the one that was wanted, if it
// is one of this site's, or the work desk.
func (v *visit) wanted() string {
	u, err := url.QueryUnescape(v.carried(v.r, wantedCookie))
	if err != nil || !strings.HasPrefix(u, "/") || strings.HasPrefix(u, "//") || strings.ContainsAny(u, "\\\r\n") {
		return path("desk", v.lang)
	}
	return u
}

type signInPage struct {
	Page
	Name       string // whose link it is, or who is signed in
	Form       Form
	ByMail     bool // a link can be asked for
	Complaints []Complaint
}

// SignInPath is the path of a sign-in link.
func SignInPath(lang texts.Lang, secret string) string { return path("sign_in_link", lang, secret) }

// signIn tells how to sign in.
func (v *visit) signIn() (answer, error) {
	return v.signInForm(v.form("", "sign_in.")), nil
}

func (v *visit) signInForm(f Form) answer {
	p := signInPage{Page: v.shell(v.text("sign_in.title")), Name: v.act.Actor.Name, Form: f, ByMail: v.SendSignIn != nil, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	return answer{status: f.Status, template: "sign-in", data: p}
}

// askSignIn has a link sent. It answers the same whether the address is known or not.
func (v *visit) askSignIn() (answer, error) {
	email := v.said("email")
	var c registry.Checks
	c.Email("email", email)
	err := c.Err()
	if err == nil {
		err = v.SendSignIn(v.r, email, v.lang)
	}
	if err != nil {
		f := v.form("", "sign_in.")
		if !f.refused(v, err) {
			return answer{}, err
		}
		return v.signInForm(f), nil
	}
	return v.done("sign_in_sent", "sign_in"), nil
}

// signInLink shows whose link it is. It does not use the link up: mail programs
// open every link they see.
func (v *visit) signInLink() (answer, error) {
	u, err := v.Register.CheckSignIn(v.r.Context(), v.name)
	if err != nil {
		return v.noSignIn(err)
	}
	p := signInPage{Page: v.shell(v.text("sign_in.link.title")), Name: u.Name, Form: v.form("", "sign_in.")}
	return answer{template: "sign-in-link", data: p}, nil
}

// useSignIn uses the link up and begins a session.
func (v *visit) useSignIn() (answer, error) {
	v.act.Actor, v.act.Retry = registry.Actor{Name: "sign-in"}, nil
	secret, _, err := v.Register.SignIn(v.r.Context(), v.act, v.name)
	if err != nil {
		return v.noSignIn(err)
	}
	return answer{status: http.StatusSeeOther, redirect: v.wanted(), cookies: []*http.Cookie{
		v.cookie(sessionCookie, secret, int(registry.SessionLasts.Seconds())), v.cookie(wantedCookie, "", -1)}}, nil
}

// noSignIn answers for a link that cannot be used, whatever the reason.
func (v *visit) noSignIn(err error) (answer, error) {
	if registry.CodeOf(err) != registry.CodeLinkUsed {
		return answer{}, err
	}
	p := signInPage{Page: v.shell(v.text("sign_in.used.title"))}
	p.Wrong = true
	return answer{status: http.StatusNotFound, template: "sign-in-used", data: p}, nil
}

// signOut ends the session and forgets it.
func (v *visit) signOut() (answer, error) {
	if secret := v.carried(v.r, sessionCookie); secret != "" && v.signed {
		if err := v.Register.SignOut(v.r.Context(), v.act, secret); err != nil {
			return answer{}, err
		}
	}
	return answer{status: http.StatusSeeOther, redirect: withQuery(path("sign_in", v.lang), noticeField+"=signed_out"),
		cookies: []*http.Cookie{v.cookie(sessionCookie, "", -1)}}, nil
}
