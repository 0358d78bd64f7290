package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

func TestCaller(t *testing.T) {
	for _, c := range []struct {
		trusted, peer string
		said          []string
		want          string
	}{
		{"", "192.0.2.1:1", []string{"198.51.100.1"}, "192.0.2.1"},
		{"10.0.0.0/8", "192.0.2.1:1", []string{"198.51.100.1"}, "192.0.2.1"},
		{"10.0.0.0/8", "10.1.1.1:1", nil, "10.1.1.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"203.0.113.9, 198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"203.0.113.9, 198.51.100.1, 10.2.2.2"}, "198.51.100.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"203.0.113.9", "198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"10.3.3.3, 10.2.2.2"}, "10.3.3.3"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"198.51.100.1, unknown"}, "10.1.1.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"198.51.100.1, , 10.2.2.2"}, "10.2.2.2"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{""}, "10.1.1.1"},
		{"10.0.0.0/8", "10.1.1.1:1", []string{"256.1.1.1"}, "10.1.1.1"},
		{"::1, 2001:db8::/32", "[::1]:1", []string{"2001:db8:1::2, [2001:db9::3]:443, 2001:db8::1"}, "2001:db9::3"},
		{"10.0.0.0/8", "[::ffff:10.1.1.1]:1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.0/8", "@", []string{"198.51.100.1"}, "invalid IP"},
	} {
		var p proxies
		if c.trusted != "" {
			if err := p.Set(c.trusted); err != nil {
				t.Fatal(err)
			}
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.peer, c.said
		r.Header.Set("Forwarded", "for=203.0.113.78")
		if got := p.caller(r).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Limits hold for one address and nobody else, and pass.
func TestLimits(t *testing.T) {
	box := testenv.NewMailbox(t)
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	m.env["OMVENDT_TRUSTED_PROXIES"] = "127.0.0.0/8"
	s := m.start("serve", "--smtp", box.Address, "--smtp-tls", "none", "--smtp-from", "regler@kommune.example", "--base-url", "https://regler.kommune.example")
	ask := func(path, from string) reply {
		return s.do("POST", path, url.Values{"email": {"ingen@kommune.example"}}.Encode(), "Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-For", "203.0.113.99, "+from)
	}
	token := func(path, secret, from string) reply {
		return s.do("GET", path, "", "Authorization", "Bearer "+secret, "X-Forwarded-For", from)
	}
	refusals := 0
	for range 80 {
		got := ask("/en/sign-in", "198.51.100.1")
		got.mannered(t, "asking", true)
		if got.StatusCode == http.StatusTooManyRequests {
			if refusals++; !strings.Contains(got.body, `value="ingen@kommune.example"`) || !strings.Contains(got.body, "Too many requests") {
				t.Fatal("what was typed is lost")
			}
		}
	}
	if refusals < 15 || refusals > 25 {
		t.Errorf("%d of 80 were refused", refusals)
	}
	if got := ask("/log-ind", "198.51.100.2"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("somebody else: %d", got.StatusCode)
	}
	refusals = 0
	for range 40 {
		got := token("/v1/rules", "forkert", "198.51.100.1")
		got.mannered(t, "a bad token", true)
		if got.StatusCode == http.StatusTooManyRequests {
			got.told(t, "a bad token", "/v1/rules")
			refusals++
		} else if got.StatusCode != http.StatusUnauthorized {
			t.Errorf("a bad token: %d", got.StatusCode)
		}
	}
	if refusals < 8 || refusals > 12 {
		t.Errorf("%d of 40 were refused", refusals)
	}
	if other := token("/v1/rules", "forkert", "198.51.100.2"); other.StatusCode != http.StatusUnauthorized {
		t.Errorf("somebody else: %d", other.StatusCode)
	}
	for range 300 { // a school behind one address
		if got := s.do("GET", "/v1/open-links/ukendt", "", "X-Forwarded-For", "198.51.100.1"); got.StatusCode != http.StatusNotFound {
			t.Fatalf("an open link: %d", got.StatusCode)
		}
	}
	m.day("2026-11-22")
	if a, b := ask("/log-ind", "198.51.100.1"), token("/v1/rules", "forkert", "198.51.100.1"); a.StatusCode != http.StatusSeeOther || b.StatusCode != http.StatusUnauthorized {
		t.Errorf("a day later: %d and %d", a.StatusCode, b.StatusCode)
	}
	// A name for a request is taken from a proxy, if it is one.
	for given, taken := range map[string]bool{"abc-12345": true, "short": false, "with space in it": false, strings.Repeat("a", 65): false, "æøåæøåæøå": false} {
		for _, path := range []string{"/findes-ikke", "/v1/nothing"} {
			if got := s.do("GET", path, "", "X-Request-Id", given); (got.Header.Get("X-Request-Id") == given) != taken || strings.HasPrefix(path, "/v1") && !strings.Contains(got.body, got.Header.Get("X-Request-Id")) {
				t.Errorf("%s: %q became %q", path, given, got.Header.Get("X-Request-Id"))
			}
		}
	}
	if log := s.err.String(); strings.Contains(log, "198.51") || strings.Contains(log, "203.0") || strings.Contains(log, "127.0.0.1 ") || strings.Contains(log, "forkert") {
		t.Errorf("the log tells who called:\n%s", log)
	}
	if code := s.end(); code != done {
		t.Errorf("ended with %d", code)
	}
	for _, wrong := range []string{"proxy.example", "10.0.0.0/33", "10.0.0.0/8,", " "} {
		for _, r := range []told{m.run("serve", "--trusted-proxies", wrong), func() told { m.env["OMVENDT_TRUSTED_PROXIES"] = wrong; return m.run("serve") }()} {
			if r.code != misused || !strings.Contains(r.err, "kan ikke være") {
				t.Errorf("%q: %+v", wrong, r)
			}
		}
		delete(m.env, "OMVENDT_TRUSTED_PROXIES")
	}
}

// Whatever is asked and however it ends, the log tells nothing of who asked or
// what they wrote.
func TestLogTellsNobody(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	broken := false
	x := m.house(func(s *site, h *home) {
		s.baseURL = "https://regler.example.dk"
		sender, err := mailOptions{server: "127.0.0.1:1", from: "regler@example.dk", tls: "none"}.sender(m.program(), s.baseURL)
		if err != nil {
			t.Fatal(err)
		}
		s.post = &postman{register: h.register, sender: sender, origin: s.baseURL, sentFrom: "Plantet By", now: m.clock}
		h.register.Store = watched{h.register.Store, func(context.Context) {
			if broken {
				panic("Plantet i fejlen")
			}
		}}
	})
	const form = "application/x-www-form-urlencoded"
	_, secret, err := x.home.register.InviteUser(t.Context(), act("invite-user"), "ane@plantet.example")
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"GET /regler?q=plantet", "GET /en/rules/plantet", "GET /plantet/plantet", "PLANTET /regler", "POST /log-ind email=ane@plantet.example", "POST /log-ind email=plantet",
		"GET /log-ind/" + secret, "POST /log-ind/" + secret + " form=", "GET /arbejde?plantet", "POST /arbejde/regler/ny title=plantet", "GET /v1/rules?plantet=1", "GET /v1/register?q=plantet",
		"POST /v1/rules {\"title\":\"plantet\"", "POST /v1/rules plantet", "GET /svar/" + x.link, "POST /svar/" + x.link + " suggestions[0]=plantet+tekst", "GET /svar/plantet", "POST /kvittering code=k7mq-2x9d-h4tf-8wzb",
		"GET /v1/receipts/k7mq-2x9d-h4tf-8wzb", "GET /v1/receipts/k7mq-2x9d-h4tf-8wzb/plantet", "GET /v1/open-links/" + x.link, "PATCH /v1/open-links/" + x.link, "POST /v1/open-links/" + x.link + "/contributions {\"submission\":\"plantet\"}",
		"GET /regler?q=" + strings.Repeat("plantet", 6000)}
	for _, broken = range []bool{false, true} {
		for _, one := range all {
			method, rest, _ := strings.Cut(one, " ")
			path, body, _ := strings.Cut(rest, " ")
			kind := form
			if strings.HasPrefix(path, "/v1/") {
				kind = "application/json"
			}
			for _, more := range [][]string{{"Cookie", "__Host-omvendt=" + x.cookie}, {"Authorization", "Bearer " + x.token}, {"Authorization", "Bearer plantet-token"},
				{"Sec-Fetch-Site", "cross-site"}, {"Content-Encoding", "plantet"}, {"Content-Type", "plantet/plantet"}} {
				x.do(method, path, body, append([]string{"Content-Type", kind, "User-Agent", "Plantet/1", "Referer", "https://plantet.example", "Accept-Language", "da-plantet",
					"X-Forwarded-For", "203.0.113.77", "X-Request-Id", "plantet-12345"}, more...)...)
			}
		}
	}
	if code := x.end(); code != done {
		t.Errorf("ended with %d", code)
	}
	log := strings.ReplaceAll(x.err.String(), "dial tcp 127.0.0.1:1:", "") // the mail server's
	if n := strings.Count(log, "msg=request"); n != 2*6*len(all) || !strings.Contains(log, "msg=panic") || !strings.Contains(log, "sending a sign-in link") {
		t.Errorf("%d lines of requests", n)
	}
	for _, never := range []string{"plantet", "ane@", secret, x.link, x.token, x.cookie, "k7mq", "2x9d", "203.0.113", "127.0.0.1:"} {
		for line := range strings.SplitSeq(log, "\n") {
			// A panic of a request with a name tells its own words and its stack, which has file names.
			if strings.Contains(strings.ToLower(line), strings.ToLower(never)) && !(never == "plantet" && strings.Contains(line, `fault="Plantet i fejlen"`)) {
				t.Errorf("the log holds %q: %.300s", never, line)
				break
			}
		}
	}
	for line := range strings.SplitSeq(log, "\n") {
		if (strings.Contains(line, "svar/") || strings.Contains(line, "kvittering") || strings.Contains(line, "receipts") || strings.Contains(line, "open-links")) && (strings.Contains(line, "time=") || strings.Contains(line, "request=")) {
			t.Errorf("a line tells when: %s", line)
		}
	}
}
