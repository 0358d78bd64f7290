package main

import (
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

var link = regexp.MustCompile(`^(https?://[^/\s]+)/log-ind/([A-Za-z0-9_-]{43})\n$`)

// linkIn is the one line that a command wrote: where a link leads, and its secret.
func linkIn(t *testing.T, r told) (base, secret string) {
	t.Helper()
	m := link.FindStringSubmatch(r.out)
	if m == nil {
		t.Fatalf("no link: %q", r.out)
	}
	return m[1], m[2]
}

// Users are made on the command line, and each link lets them in once.
func TestUsers(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		r := m.must("user", "add", "--name", "Regelkoordinatoren", "--email", "Koordinator@Kommune.example", "--role", "administrator")
		base, first := linkIn(t, r)
		if base != "http://127.0.0.1:8080" || !strings.Contains(r.err, "én gang") {
			t.Errorf("added: %+v", r)
		}
		base, second := linkIn(t, m.must("user", "invite", "--email", "koordinator@kommune.example", "--base-url", "https://regler.kommune.example/"))
		if base != "https://regler.kommune.example" || second == first {
			t.Errorf("invited to %s", base)
		}
		m.must("user", "add", "--name", "Dagtilbudschefen", "--email", "chef@kommune.example", "--role", "owner",
			"--area", "Dagtilbud", "--area", "Dagpleje", "--unit", "Solsikken", "--kle", "28")

		s := m.start("serve")
		if told := s.err.String(); strings.Contains(told, "log-ind") {
			t.Errorf("a server with users says\n%s", told)
		}
		for secret, want := range map[string]int{first: http.StatusOK, second: http.StatusOK, strings.Repeat("x", 43): http.StatusNotFound} {
			if got := s.get("/log-ind/"+secret, "", nil); got != want {
				t.Errorf("a link: %d, want %d", got, want)
			}
		}
		s.end()

		h, err := m.program().open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		users, err := h.register.Users(t.Context())
		if err != nil || len(users) != 2 {
			t.Fatalf("%v, %v", users, err)
		}
		want := registry.Grant{Role: "owner", Scope: registry.Scope{Areas: []string{"Dagtilbud", "Dagpleje"}, Units: []string{"Solsikken"}, KLE: []string{"28"}}}
		if got := users[0].Grants; len(got) != 1 || got[0].Role != want.Role || !slices.Equal(got[0].Scope.Areas, want.Scope.Areas) ||
			!slices.Equal(got[0].Scope.Units, want.Scope.Units) || !slices.Equal(got[0].Scope.KLE, want.Scope.KLE) {
			t.Errorf("granted %+v", got)
		}
		_, u, err := h.register.SignIn(t.Context(), act("sign-in"), second)
		if err != nil || u.Email != "koordinator@kommune.example" {
			t.Errorf("signed in: %+v, %v", u, err)
		}
		if _, _, err := h.register.SignIn(t.Context(), act("sign-in"), second); registry.CodeOf(err) != registry.CodeLinkUsed {
			t.Errorf("signed in again: %v", err)
		}
	})
}

func TestUserRefusals(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		add := func(more ...string) []string {
			return append([]string{"user", "add", "--name", "x", "--email", "x@kommune.example", "--role", "owner"}, more...)
		}
		m.must(add()...)
		for _, c := range []struct {
			args   []string
			code   int
			da, en string
		}{
			{add("--name", "en anden"), refused, "x@kommune.example", "x@kommune.example"},
			{add("--email", "ingen"), refused, "--email: „ingen“", "--email: “ingen”"},
			{add("--role", "konge"), refused, "--role: „konge“", "--role: "},
			{add("--email", "y@kommune.example", "--area", ""), refused, "--area | --unit | --kle: Feltet skal udfyldes", "--area | --unit | --kle: "},
			{add("--base-url", "regler"), misused, "„regler“", "regler"},
			{[]string{"user", "add", "--name", "x", "--role", "owner"}, misused, "--email mangler", "--email is missing"},
			{[]string{"user", "invite"}, misused, "--email mangler", "--email is missing"},
			{[]string{"user", "invite", "--email", "nej@kommune.example"}, refused, "Ingen aktiv bruger", "No active user"},
			{[]string{"user"}, misused, "„user“", "user"},
		} {
			for lang, want := range map[string]string{"da": c.da, "en": c.en} {
				r := m.run(append([]string{"--lang", lang}, c.args...)...)
				if r.code != c.code || r.out != "" || !strings.Contains(r.err, want) {
					t.Errorf("%s %q: %+v", lang, c.args, r)
				}
			}
		}
	})
}

// A token for an area lists the rules of that area, and opens nothing that
// belongs to none.
func TestTokenForAnArea(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		m.importSample()
		secret := strings.TrimSpace(m.must("token", "add", "--role", "administrator", "--name", "fagsystem",
			"--area", "Dagpleje", "--area", "Pladsanvisning").out)
		s := m.start("serve")
		var page struct{ Items []struct{ Area string } }
		if got := s.get("/v1/rules", secret, &page); got != http.StatusOK || len(page.Items) != 5 {
			t.Errorf("%d with %+v", got, page)
		}
		for _, rule := range page.Items {
			if rule.Area != "Dagpleje" && rule.Area != "Pladsanvisning" {
				t.Errorf("it lists %s", rule.Area)
			}
		}
		if got := s.get("/v1/audit-events", secret, nil); got != http.StatusForbidden {
			t.Errorf("the log: %d", got)
		}
	})
}

// The server's secret is a file of its own: beside a database that is a file,
// and where somebody says when it is none. It is never in the database.
func TestServerSecret(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		path := m.env["OMVENDT_SECRET_FILE"]
		delete(m.env, "OMVENDT_SECRET_FILE")
		file, beside := strings.CutPrefix(dsn, "sqlite:")
		if beside {
			path = filepath.Join(filepath.Dir(file), "secret")
		} else {
			if r := m.run("serve", "--addr", "127.0.0.1:0"); r.code != misused || !strings.Contains(r.err, "--secret-file") {
				t.Errorf("without a file: %+v", r)
			}
			m.env["OMVENDT_SECRET_FILE"] = path
		}
		m.start("serve").end()
		first, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		m.start("serve").end()
		if again, err := os.ReadFile(path); err != nil || string(again) != string(first) {
			t.Errorf("the next start made another: %v", err)
		}
		if beside {
			raw, _ := hex.DecodeString(strings.TrimSpace(string(first)))
			stored, err := os.ReadFile(file)
			if err != nil || len(raw) != 32 || strings.Contains(string(stored), string(raw)) || strings.Contains(string(stored), strings.TrimSpace(string(first))) {
				t.Errorf("the secret of %d bytes is in the database: %v", len(raw), err)
			}
		}
		if err := os.WriteFile(path, []byte("ikke en hemmelighed"), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := m.run("serve", "--addr", "127.0.0.1:0"); r.code != refused || !strings.Contains(r.err, path) || strings.Contains(r.err, "ikke en hemmelighed") {
			t.Errorf("with another file: %+v", r)
		}
	})
}

// Somebody is shut out and let in again from the command line, also at night.
func TestCloseUser(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		_, admin := linkIn(t, m.must("user", "add", "--name", "Koordinatoren", "--email", "koordinator@kommune.example", "--role", "administrator"))
		_, chief := linkIn(t, m.must("user", "add", "--name", "Chefen", "--email", "chef@kommune.example", "--role", "owner", "--area", "Dagpleje", "--own"))
		line := regexp.MustCompile(`chef@kommune\.example +åben +Chefen +owner --own --area "Dagpleje"\n`)
		if r := m.must("user", "list"); !line.MatchString(r.out) {
			t.Errorf("listed: %q", r.out)
		}
		if r := m.must("user", "close", "--email", "CHEF@kommune.example"); !strings.Contains(r.out, "Chefen (chef@kommune.example) er lukket ude") {
			t.Errorf("closed: %+v", r)
		}
		if r := m.must("--lang", "en", "user", "list"); !regexp.MustCompile(`chef@kommune\.example +closed`).MatchString(r.out) {
			t.Errorf("listed: %q", r.out)
		}
		s := m.start("serve")
		for secret, want := range map[string]int{chief: http.StatusNotFound, admin: http.StatusOK} {
			if got := s.get("/log-ind/"+secret, "", nil); got != want {
				t.Errorf("a link: %d, want %d", got, want)
			}
		}
		s.end()
		for _, c := range []struct {
			args []string
			code int
			says string
		}{
			{[]string{"user", "close", "--email", "koordinator@kommune.example"}, refused, "den sidste, der er administrator"},
			{[]string{"user", "role", "--email", "koordinator@kommune.example", "--role", "owner"}, refused, "den sidste, der er administrator"},
			{[]string{"user", "close", "--email", "nej@kommune.example"}, refused, "nej@kommune.example"},
			{[]string{"user", "close"}, misused, "--email mangler"},
			{[]string{"user", "role", "--email", "chef@kommune.example"}, misused, "--role mangler"},
			{[]string{"user", "role", "--email", "chef@kommune.example", "--role", "konge", "--also"}, refused, "--role: „konge“"},
			{[]string{"user", "invite", "--email", "chef@kommune.example"}, refused, "Ingen aktiv bruger"},
		} {
			if r := m.run(c.args...); r.code != c.code || !strings.Contains(r.err, c.says) {
				t.Errorf("%q: %+v", c.args, r)
			}
		}
		m.must("user", "role", "--email", "chef@kommune.example", "--role", "secretary", "--also")
		if r := m.must("user", "open", "--email", "chef@kommune.example"); !strings.Contains(r.out, `kan logge ind. Roller: owner --own --area "Dagpleje"; secretary`) {
			t.Errorf("opened: %+v", r)
		}
		linkIn(t, m.must("user", "invite", "--email", "chef@kommune.example"))
		m.must("user", "role", "--email", "chef@kommune.example", "--role", "administrator")
		m.must("user", "close", "--email", "koordinator@kommune.example") // another is left
		if r := m.must("user", "list"); !regexp.MustCompile(`chef@kommune\.example +åben +Chefen +administrator\n`).MatchString(r.out) {
			t.Errorf("listed: %q", r.out)
		}
	})
}
