package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

var mailed = regexp.MustCompile(`(?m)^https://regler\.kommune\.example(/(?:log-ind|en/sign-in)/[A-Za-z0-9_-]{43})$`)

// submission is the one thing in which two copies of a page differ.
var submission = regexp.MustCompile(`name="submission" value="[^"]*"`)

// ask sends the form of the sign-in page, and gives the page that answers.
func (s *running) ask(path, email string) string {
	s.t.Helper()
	resp, err := http.PostForm(s.url+path, url.Values{"email": {email}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("asking: %d, %v\n%s", resp.StatusCode, err, page)
	}
	return submission.ReplaceAllString(string(page), "")
}

// use opens a link and signs in with it.
func (s *running) use(path string) int {
	s.t.Helper()
	own := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := own.PostForm(s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func TestSignInByMail(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		box := testenv.NewMailbox(t)
		m := newMachine(t, dsn, "2026-11-21")
		for name, value := range map[string]string{"SMTP": box.Address, "SMTP_FROM": "Regler <regler@kommune.example>", "SMTP_TLS": "none",
			"BASE_URL": "https://regler.kommune.example/", "MUNICIPALITY": "Prøve Kommune"} {
			m.env["OMVENDT_"+name] = value
		}
		m.must("user", "add", "--name", "Ane", "--email", "ane@kommune.example", "--role", "administrator")
		m.must("user", "add", "--name", "Bo", "--email", "bo@kommune.example", "--role", "owner")
		s := m.start("serve")

		known := s.ask("/log-ind", " Ane@Kommune.example")
		got := <-box.Received
		link := mailed.FindStringSubmatch(got.Text)
		if got.To != "ane@kommune.example" || got.Subject != "Log ind i regelregisteret, Prøve Kommune" || link == nil {
			t.Fatalf("got %+v", got)
		}
		if first, again := s.use(link[1]), s.use(link[1]); first != http.StatusSeeOther || again != http.StatusNotFound {
			t.Errorf("the link: %d, then %d", first, again)
		}
		if unknown := s.ask("/log-ind", "ingen@kommune.example"); unknown != known || !strings.Contains(known, "Hvis adressen er kendt") {
			t.Errorf("the page tells:\n%s\n%s", known, unknown)
		}
		// Requests are taken in their order, so Bo's link comes after what is too much.
		for range postLinks {
			s.ask("/log-ind", "ane@kommune.example")
		}
		s.ask("/en/sign-in", "bo@kommune.example")
		for range postLinks - 1 {
			if got := <-box.Received; got.To != "ane@kommune.example" {
				t.Errorf("too few: %+v", got)
			}
		}
		got = <-box.Received
		if link = mailed.FindStringSubmatch(got.Text); got.To != "bo@kommune.example" || link == nil || !strings.HasPrefix(link[1], "/en/sign-in/") {
			t.Errorf("got %+v", got)
		}
		// After an hour there are links again; what waits at the stop is sent.
		m.day("2026-11-22")
		s.ask("/log-ind", "ane@kommune.example")
		s.ask("/log-ind", "nej@kommune.example")
		if code := s.end(); code != done || len(box.Received) != 1 {
			t.Errorf("stopped with %d after %d mails", code, len(box.Received))
		}
		for _, private := range []string{"ane@", "Ane@", "ingen@", strings.TrimPrefix(link[1], "/en/sign-in/"), "Log ind i"} {
			if log := s.err.String(); strings.Contains(log, private) {
				t.Errorf("the log tells %s:\n%s", private, log)
			}
		}
	})
}

// A mail server that is away stops nothing.
func TestMailServerAway(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	m.must("user", "add", "--name", "Ane", "--email", "ane@kommune.example", "--role", "administrator")
	s := m.start("serve", "--smtp", "127.0.0.1:1", "--smtp-tls", "none", "--smtp-from", "regler@kommune.example", "--base-url", "https://regler.kommune.example")
	s.ask("/log-ind", "ane@kommune.example")
	if code := s.end(); code != done {
		t.Errorf("stopped with %d", code)
	}
	if log := s.err.String(); !strings.Contains(log, "sending a sign-in link") || strings.Contains(log, "ane@") {
		t.Errorf("the log says\n%s", log)
	}
}

func TestMailRefusals(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	for _, c := range []struct {
		args   []string
		da, en string
	}{
		{[]string{"--smtp", "mail.kommune.example:587", "--smtp-from", "x@kommune.example"}, "Med --smtp skal --base-url", "With --smtp, --base-url"},
		{[]string{"--smtp", "mail.kommune.example:587", "--base-url", "https://regler.kommune.example"}, "Med --smtp skal --smtp-from", "With --smtp, --smtp-from"},
		{[]string{"--smtp", "mail.kommune.example:25", "--smtp-from", "x@kommune.example", "--base-url", "https://regler.kommune.example", "--smtp-tls", "none"},
			"på samme maskine", "on the same machine"},
		{[]string{"--smtp", "mail", "--smtp-from", "x@kommune.example", "--base-url", "https://regler.kommune.example"}, "--smtp kan ikke være „mail“", `--smtp cannot be "mail"`},
		{[]string{"--smtp", "mail:25", "--smtp-from", "x", "--base-url", "https://regler.kommune.example"}, "--smtp-from kan ikke", "--smtp-from cannot"},
		{[]string{"--smtp-tls", "maybe"}, "--smtp-tls kan ikke", "--smtp-tls cannot"},
		{[]string{"--smtp-from", "x@kommune.example"}, "--smtp mangler", "--smtp is missing"},
	} {
		for lang, want := range map[string]string{"da": c.da, "en": c.en} {
			r := m.run(append([]string{"--lang", lang, "serve", "--addr", "127.0.0.1:0"}, c.args...)...)
			if r.code != misused || r.out != "" || !strings.Contains(r.err, want) {
				t.Errorf("%s %q: %+v", lang, c.args, r)
			}
		}
	}
}

var firstLink = regexp.MustCompile(`(?m)^(\S+)(/log-ind/[A-Za-z0-9_-]{43})$`)

// The first start over an empty register makes the administrator, whose link is
// shown once and works once.
func TestFirstStart(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		if r := m.run("serve", "--addr", "127.0.0.1:0", "--admin-email", "ingen"); r.code != refused || !strings.Contains(r.err, "--admin-email: „ingen“") {
			t.Errorf("refused: %+v", r)
		}
		s := m.start("serve")
		if got := s.get("/healthz", "", nil); got != http.StatusOK { // it answers after it has told all
			t.Errorf("the server: %d", got)
		}
		told := firstLink.FindAllStringSubmatch(s.err.String(), -1)
		if len(told) != 1 || told[0][1] != s.url || !strings.Contains(s.err.String(), "administrator@localhost") || s.out.String() != "" {
			t.Fatalf("the first start says\n%s", s.err)
		}
		if first, again := s.use(told[0][2]), s.use(told[0][2]); first != http.StatusSeeOther || again != http.StatusNotFound {
			t.Errorf("the link: %d, then %d", first, again)
		}
		s.end()
		s = m.start("serve", "--admin-email", "en.anden@kommune.example")
		if got := s.get("/healthz", "", nil); got != http.StatusOK || firstLink.MatchString(s.err.String()) {
			t.Errorf("the second start: %d\n%s", got, s.err)
		}
		s.end()
		h, err := m.program().open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		users, err := h.register.Users(t.Context())
		if err != nil || len(users) != 1 || users[0].Email != "administrator@localhost" || len(users[0].Grants) != 1 ||
			users[0].Grants[0].Role != "administrator" || !users[0].Grants[0].Scope.Has(registry.Catalogue{Area: "Dagpleje"}) {
			t.Errorf("%+v, %v", users, err)
		}
	})
}
