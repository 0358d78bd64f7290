package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// house is a server that listens, over a database that the test can get at.
type house struct {
	*running
	home   *home
	token  string // an administrator's, for the API
	cookie string // an administrator's browser
	link   string // of a consultation
}

// house starts a server; change sees the site and the services before it does.
func (m *machine) house(change func(*site, *home)) *house {
	m.t.Helper()
	m.importSample()
	if r := m.openReview("--all"); r.code != done {
		m.t.Fatalf("review open: %+v", r)
	}
	s := &running{t: m.t, out: &shared{}, err: &shared{}, result: make(chan int, 1)}
	p := &program{environment: m.environment(s.out, s.err), lang: "da", database: m.dsn, log: slog.New(slog.NewTextHandler(s.err, nil))}
	h, err := p.open(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = h.Close() })
	if err := p.withSecret(h, filepath.Join(m.t.TempDir(), "secret")); err != nil {
		m.t.Fatal(err)
	}
	x := &house{running: s, home: h, link: m.consultation()}
	admin := registry.Grant{Role: "administrator"}
	if _, x.token, err = h.register.AddToken(m.t.Context(), act("add-token"), "test", admin); err != nil {
		m.t.Fatal(err)
	}
	u, err := h.register.AddUser(m.t.Context(), act("add-user"), registry.User{Name: "Ane Plantet", Email: "ane@plantet.example", Grants: []registry.Grant{admin}})
	if err != nil {
		m.t.Fatal(err)
	}
	_, secret, err := h.register.InviteUser(m.t.Context(), act("invite-user"), u.Email)
	if err != nil {
		m.t.Fatal(err)
	}
	if x.cookie, _, err = h.register.SignIn(m.t.Context(), act("sign-in"), secret); err != nil {
		m.t.Fatal(err)
	}
	st := site{addr: "127.0.0.1:0", municipality: "Prøve Kommune"}
	change(&st, h)
	if st.post != nil {
		st.post.log = p.log
	}
	ctx, cancel := context.WithCancel(m.t.Context())
	s.stop = cancel
	ready := make(chan string, 1)
	go func() {
		err := st.serve(ctx, p, h, func(url string) error { ready <- url; return nil })
		if err != nil {
			m.t.Errorf("it stopped with %v", err)
			s.result <- refused
			return
		}
		s.result <- done
	}()
	s.url = <-ready
	m.t.Cleanup(func() { s.end() })
	return x
}

// reply is what came back, with its body read.
type reply struct {
	*http.Response
	body string
}

var plainClient = &http.Client{Transport: &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// ask sends one request; headers are names and values in turn.
func (s *running) do(method, path, body string, headers ...string) reply {
	s.t.Helper()
	var content io.Reader
	if body != "" {
		content = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, content)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	got, err := plainClient.Do(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{got, string(text)}
}

// raw writes bytes to the server as they are and reads one answer.
func (s *running) raw(text string) (reply, error) {
	s.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		return reply{}, err
	}
	got, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return reply{}, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	return reply{got, string(body)}, err
}

// manners are the headers of every answer.
var manners = map[string]*regexp.Regexp{
	"Content-Security-Policy":      regexp.MustCompile("^default-src 'none'; .*frame-ancestors 'none'$"),
	"X-Content-Type-Options":       regexp.MustCompile("^nosniff$"),
	"Referrer-Policy":              regexp.MustCompile("^(same-origin|no-referrer)$"),
	"Permissions-Policy":           regexp.MustCompile(`camera=\(\)`),
	"Cross-Origin-Opener-Policy":   regexp.MustCompile("^same-origin$"),
	"Cross-Origin-Resource-Policy": regexp.MustCompile("^same-origin$"),
	"Cache-Control":                regexp.MustCompile("^(no-store|no-cache|(public|private), no-cache|public, max-age=31536000, immutable|public, max-age=[1-9][0-9]*)$"),
	"X-Request-Id":                 regexp.MustCompile("^[0-9a-f-]{36}$"),
}

// mannered checks what holds for every answer whatever it is.
func (r reply) mannered(t *testing.T, what string, secure bool) {
	t.Helper()
	for name, want := range manners {
		if got := r.Header.Get(name); !want.MatchString(got) || len(r.Header.Values(name)) != 1 {
			t.Errorf("%s: %s is %q", what, name, r.Header.Values(name))
		}
	}
	if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
		t.Errorf("%s: the policy allows %s", what, csp)
	}
	if got := r.Header.Get("Strict-Transport-Security"); (got != "") != secure {
		t.Errorf("%s: HSTS is %q", what, got)
	}
	if r.StatusCode >= 400 && r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %d may be kept: %s", what, r.StatusCode, r.Header.Get("Cache-Control"))
	}
	if (r.StatusCode == 503 || r.StatusCode == 429) != (r.Header.Get("Retry-After") != "") {
		t.Errorf("%s: %d, Retry-After %q", what, r.StatusCode, r.Header.Get("Retry-After"))
	}
}

// told checks that a refusal is a page or a problem, by its path, in its language.
func (r reply) told(t *testing.T, what, path string) {
	t.Helper()
	if strings.HasPrefix(path, "/v1") || path == "/openapi.json" || path == "/openapi.yaml" || path == "/healthz" || path == "/readyz" {
		var p struct {
			Code    string
			Request string `json:"request_id"`
		}
		if json.Unmarshal([]byte(r.body), &p) != nil || p.Code == "" || p.Request != r.Header.Get("X-Request-Id") || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d is no problem: %s %.100s", what, r.StatusCode, r.Header.Get("Content-Type"), r.body)
		}
		return
	}
	lang := "da"
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		lang = "en"
	}
	if !strings.Contains(r.body, `<html lang="`+lang+`">`) || r.Header.Get("Content-Language") != lang {
		t.Errorf("%s: %d is no page in %s: %.100s", what, r.StatusCode, lang, r.body)
	}
}

// routes are all there are, of pages and API, with what stands for the {names},
// and the methods that each allows.
func (x *house) routes() map[string]string {
	x.t.Helper()
	fill := func(pattern string) string {
		for name, value := range map[string]string{"number": "R-0042", "slug": "dagtilbud-2027", "token": x.link, "code": "k7mq-2x9d-h4tf-8wzb"} {
			pattern = strings.ReplaceAll(pattern, "{"+name+"}", value)
		}
		return regexp.MustCompile(`\{\w+\}`).ReplaceAllString(pattern, "01a2b3c4-0000-7000-8000-000000000000")
	}
	all := map[string]string{"/": "GET, HEAD", "/en": "GET, HEAD", "/healthz": "GET, HEAD", "/readyz": "GET, HEAD", "/openapi.json": "GET, HEAD", "/openapi.yaml": "GET, HEAD"}
	for pattern, allowed := range web.New(web.Deps{SendSignIn: func(*http.Request, string, texts.Lang) error { return nil }}).Routes() {
		all[fill(pattern)] = allowed
	}
	asset := regexp.MustCompile(`href="(/assets/[^"]*omvendt\.css)"`).FindStringSubmatch(x.do("GET", "/regler", "").body)
	all[asset[1]] = "GET, HEAD"
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	x.running.get("/openapi.json", "", &document)
	for pattern, methods := range document.Paths {
		var allowed []string
		for _, m := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			if _, ok := methods[strings.ToLower(strings.ReplaceAll(m, "HEAD", "GET"))]; ok {
				allowed = append(allowed, m)
			}
		}
		all[fill(pattern)] = strings.Join(allowed, ", ")
	}
	if len(all) < 100 {
		x.t.Fatalf("%d routes", len(all))
	}
	return all
}

// lasting is what stays right for a while: what is named by its digest, and the log, which only grows.
var lasting = regexp.MustCompile(`^/assets/|/log/|/(bevis|proof)\.json$`)

// Every route there is: its headers, HEAD as GET, and no method that it lacks.
func TestEveryRoute(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	x := m.house(func(s *site, h *home) {
		s.post = &postman{register: h.register, now: m.clock}
	})
	routes, large := x.routes(), strings.Repeat("a=b&", 600_000)
	for _, path := range slices.Sorted(maps.Keys(routes)) {
		allowed := strings.Split(routes[path], ", ")
		for _, who := range [][]string{nil, {"Cookie", "omvendt=" + x.cookie, "Authorization", "Bearer " + x.token}} {
			signed := len(who) > 0
			personal := signed && !strings.HasPrefix(path, "/assets/") && !strings.HasPrefix(path, "/openapi") || strings.Contains(path, "svar") || strings.Contains(path, "answer") ||
				strings.Contains(path, "kvittering") || strings.Contains(path, "receipt") || strings.Contains(path, "open-links") || strings.Contains(path, "log-ind") || strings.Contains(path, "sign-in")
			if slices.Contains(allowed, "GET") {
				get, head := x.do("GET", path, "", who...), x.do("HEAD", path, "", who...)
				get.mannered(t, "GET "+path, false)
				if get.StatusCode >= 500 {
					t.Errorf("GET %s: %d", path, get.StatusCode)
				}
				if get.StatusCode >= 400 {
					get.told(t, "GET "+path, path)
				}
				if head.StatusCode != get.StatusCode || head.body != "" {
					t.Errorf("HEAD %s: %d and %d bytes, not %d", path, head.StatusCode, len(head.body), get.StatusCode)
				}
				for _, name := range []string{"Date", "X-Request-Id", "Set-Cookie"} {
					head.Header.Del(name)
					get.Header.Del(name)
				}
				if head.Header.Get("Content-Length") == "" { // of a long answer that is not counted first
					get.Header.Del("Content-Length")
				}
				if fmt.Sprint(head.Header) != fmt.Sprint(get.Header) {
					t.Errorf("HEAD %s: %v\nGET: %v", path, head.Header, get.Header)
				}
				if kept := get.Header.Get("Cache-Control"); personal && kept != "no-store" && kept != "private, no-cache" && path != "/" && path != "/en" {
					t.Errorf("%s (signed in: %v) is kept: %s", path, signed, kept)
				}
				if kept := get.Header.Get("Cache-Control"); strings.HasPrefix(kept, "public, max-age") && !lasting.MatchString(path) {
					t.Errorf("%s is kept for a while: %s", path, kept)
				}
				if vary := get.Header.Get("Vary"); get.StatusCode == 200 && path != "/healthz" && vary == "" {
					t.Errorf("%s: no Vary", path)
				}
				if signed || !testing.Short() { // who is signed in gets further
					if odd := x.do("GET", path+"?%zz&%00=%ff&q=%00", "", who...); odd.StatusCode >= 500 {
						t.Errorf("%s with an odd query: %d", path, odd.StatusCode)
					}
				}
			}
			if signed { // who comes makes no difference to what follows
				continue
			}
			for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} {
				if slices.Contains(allowed, method) {
					continue
				}
				got := x.do(method, path, "", who...)
				if got.StatusCode != 405 || got.Header.Get("Allow") != routes[path] {
					t.Errorf("%s %s: %d, Allow %q, not %q", method, path, got.StatusCode, got.Header.Get("Allow"), routes[path])
				}
				got.mannered(t, method+" "+path, false)
				got.told(t, method+" "+path, path)
			}
			for _, method := range allowed {
				if method == "GET" || method == "HEAD" {
					continue
				}
				got := x.do(method, path, "\x1f\x8b", "Content-Encoding", "gzip")
				if got.StatusCode != 415 || got.Header.Get("Accept-Encoding") != "identity" {
					t.Errorf("%s %s, compressed: %d %v", method, path, got.StatusCode, got.Header)
				}
				got.mannered(t, "compressed "+path, false)
				got.told(t, "compressed "+path, path)
				much := large
				if strings.Contains(path, "/hoering") || strings.Contains(path, "/hearing") { // takes files of 5 MB
					much = strings.Repeat(large, 6)
				}
				if strings.Contains(path, "/import") || strings.HasSuffix(path, "desk/kle") || strings.HasSuffix(path, "arbejde/kle") || path == "/politikker/egne" || path == "/en/policies/own" { // takes files
					much = strings.Repeat(large, 6)
				}
				got = x.do(method, path, much, "Content-Type", "application/x-www-form-urlencoded", "If-Match", `"1-x"`,
					"Cookie", "omvendt="+x.cookie, "Authorization", "Bearer "+x.token)
				if letter := strings.HasPrefix(path, "/hoering/") || strings.HasPrefix(path, "/en/hearing/"); letter && got.StatusCode == 404 {
					// nothing is read for a letter that was never written
				} else if got.StatusCode != 413 {
					t.Errorf("%s %s, large: %d", method, path, got.StatusCode)
				}
				got.mannered(t, "large "+path, false)
				got.told(t, "large "+path, path)
				got = x.do(method, path, "a=b", "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", "Origin", "https://ond.example")
				open := strings.HasPrefix(path, "/svar/") || strings.HasPrefix(path, "/en/answer/") || strings.HasPrefix(path, "/hoering/") || strings.HasPrefix(path, "/en/hearing/") || strings.HasPrefix(path, "/besked/") || strings.HasPrefix(path, "/en/word/") || slices.Contains([]string{"/kvittering", "/en/receipt", "/k", "/en/k"}, path)
				if (got.StatusCode == 403) == open {
					t.Errorf("%s %s, from elsewhere: %d", method, path, got.StatusCode)
				}
				got.mannered(t, "cross-site "+path, false)
				got.told(t, "cross-site "+path, path)
			}
		}
	}
}

// What no route takes is told in the form and the language of its path as well.
func TestOddRequests(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	x := m.house(func(s *site, _ *home) {
		s.baseURL, s.limits = "https://regler.example.dk", usual
		s.limits.headerBytes = 48 << 10
	})
	for _, c := range []struct {
		method, path string
		status       int
		to           string
	}{
		{"GET", "/findes-ikke", 404, ""}, {"POST", "/en/nowhere", 404, ""}, {"GET", "/v1/nothing", 404, ""}, {"PUT", "/v1", 404, ""}, {"DELETE", "/v1/", 404, ""},
		{"GET", "/assets/x/nothing", 404, ""}, {"GET", "/svar/ukendt", 404, ""}, {"GET", "/svar/ukendt/mere", 404, ""},
		{"GET", "/en/rules/", 308, "/en/rules"}, {"GET", "/regler/?q=a", 308, "/regler?q=a"}, {"GET", "/en//rules?q=a", 307, "/en/rules?q=a"}, {"GET", "/en/x/../rules", 307, "/en/rules"},
		{"GET", "/en/%2e%2e/regler", 404, ""}, {"GET", "//ond.example/", 307, "/ond.example/"}, {"GET", "//ond.example//x/", 307, "/ond.example/x/"},
		{"GET", "/%2fond.example/", 308, "/%2fond.example"}, {"GET", "/ond.example/%0d%0aX:y/", 308, "/ond.example/%0d%0aX:y"},
		{"GET", "/v1//register", 307, "/v1/register"}, {"GET", "/v1/rules%2fR-0042", 404, ""}, {"GET", "/regler%2fR-0042", 404, ""},
		{"GET", "/regler/%00", 404, ""}, {"GET", "/en/rules/%ff", 404, ""}, {"GET", "/v1/register/%00", 404, ""}, {"GET", "/v1/register/%c3%28", 404, ""}, {"GET", "/%ff", 404, ""},
		{"GET", "/regler?q=" + strings.Repeat("a", maxAddress), 414, ""}, {"GET", "/v1/register?q=" + strings.Repeat("a", maxAddress), 414, ""},
		{"CONNECT", "/regler", 405, ""}, {"TRACE", "/en/rules", 405, ""}, {"OPTIONS", "*", 404, ""}, {"CONNECT", "ond.example:443", 404, ""}, {"GET", "http://ond.example/en/about", 200, ""},
	} {
		got, err := x.raw(c.method + " " + c.path + " HTTP/1.1\r\nHost: ond.example\r\nConnection: close\r\nSecret: 77\r\n\r\n")
		what := fmt.Sprintf("%s %.40s", c.method, c.path)
		if err != nil || got.StatusCode != c.status || got.Header.Get("Location") != c.to {
			t.Errorf("%s: %v %d to %q, want %d to %q", what, err, got.StatusCode, got.Header.Get("Location"), c.status, c.to)
			continue
		}
		got.mannered(t, what, true)
		if c.method != "HEAD" && c.status >= 400 {
			got.told(t, what, c.path)
		}
		if strings.Contains(got.body, "http://ond.example") || strings.Contains(got.body, "Secret") {
			t.Errorf("%s: the answer believes or repeats the request", what)
		}
	}
	if got, err := x.raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 64<<10) + "\r\n\r\n"); err != nil || got.StatusCode != 431 {
		t.Errorf("a long header: %v %d", err, got.StatusCode)
	}
	// A body that does not say how long it is has the same limit, in parts or not.
	chunk := "8000\r\n" + strings.Repeat("x", 0x8000) + "\r\n"
	for path, kind := range map[string]string{"/v1/rules": "application/json", "/log-ind/x": "application/x-www-form-urlencoded", "/arbejde/import": "multipart/form-data; boundary=b"} {
		begin, chunks := "", 66
		if strings.HasPrefix(kind, "multipart") {
			chunks *= 6
			part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
			begin = fmt.Sprintf("%x\r\n%s\r\n", len(part), part)
		}
		got, err := x.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: " + kind + "\r\nAuthorization: Bearer " + x.token +
			"\r\nCookie: __Host-omvendt=" + x.cookie + "\r\n\r\n" + begin + strings.Repeat(chunk, chunks) + "0\r\n\r\n")
		if err != nil || got.StatusCode != 413 {
			t.Errorf("%s without a length: %v %d", path, err, got.StatusCode)
			continue
		}
		got.mannered(t, path, true)
		got.told(t, path, path)
	}
	// Cookies are this site's alone.
	got := x.do("GET", "/arbejde", "")
	for _, c := range got.Cookies() {
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || !strings.HasPrefix(c.Name, "__Host-") || c.Path != "/" || c.Domain != "" {
			t.Errorf("a cookie: %s", c)
		}
	}
	if len(got.Cookies()) != 1 {
		t.Errorf("cookies: %v", got.Cookies())
	}
	// What is for one reader is compressed for this site's own requests alone.
	for from, want := range map[string]string{"same-origin": "gzip", "none": "gzip", "cross-site": "", "same-site": "", "": ""} {
		if got := x.do("GET", "/arbejde", "", "Cookie", "__Host-omvendt="+x.cookie, "Sec-Fetch-Site", from, "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); got != want {
			t.Errorf("the desk, asked for from %q, is %q", from, got)
		}
	}
	if got := x.do("GET", "/regler", "", "Sec-Fetch-Site", "cross-site", "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("the register is %q", got)
	}
}

// watched is a store in which the test can make things happen.
type watched struct {
	registry.Store
	view func(context.Context)
}

func (w watched) View(ctx context.Context, f func(registry.Reader) error) error {
	w.view(ctx)
	return w.Store.View(ctx, f)
}

type watchedWorkflow struct {
	workflow.Store
	view func()
}

func (w watchedWorkflow) View(ctx context.Context, f func(workflow.Reader) error) error {
	w.view()
	return w.Store.View(ctx, f)
}

// A panic is a page or a problem like others; the log tells where, but for those
// without a name only the route and the day.
func TestPanics(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	x := m.house(func(_ *site, h *home) {
		h.register.Store = watched{h.register.Store, func(context.Context) { panic("plantet fejl 77") }}
		h.workflow.Store = watchedWorkflow{h.workflow.Store, func() { panic("plantet fejl 77") }}
	})
	for _, c := range []struct {
		path, lang string
		anonymous  bool
	}{
		{"/regler", "da", false}, {"/en/rules", "en", false}, {"/v1/register", "en", false},
		{"/svar/" + x.link, "da", true}, {"/en/answer/" + x.link, "en", true}, {"/v1/open-links/" + x.link, "en", true}, {"/v1/receipts/k7mq-2x9d-h4tf-8wzb", "en", true},
	} {
		before := len(x.err.String())
		got := x.do("GET", c.path, "", "Accept-Language", "en")
		if got.StatusCode != 500 || got.Header.Get("Content-Language") != c.lang || strings.Contains(got.body, "plantet") {
			t.Errorf("%s: %d in %s\n%s", c.path, got.StatusCode, got.Header.Get("Content-Language"), got.body)
		}
		got.mannered(t, c.path, false)
		got.told(t, c.path, c.path)
		told := ofRequests.ReplaceAllString(x.err.String()[before:], "")
		id := got.Header.Get("X-Request-Id")
		if c.anonymous {
			for _, line := range strings.Split(strings.TrimSpace(told), "\n") {
				if !regexp.MustCompile(`^level=(ERROR|INFO) msg=(panic|request) route=/\S*\{\w+\} day=2026-11-21$`).MatchString(line) {
					t.Errorf("%s: the log says %s", c.path, line)
				}
			}
		} else if strings.Count(told, "msg=panic") != 1 || !strings.Contains(told, "front_test.go") || strings.Count(told, "request="+id) != 2 {
			t.Errorf("%s: the log says\n%s", c.path, told)
		}
	}
	if x.end() != done {
		t.Error("it did not end well")
	}
}

// Ready says whether requests can be served, healthy that the process runs.
func TestReady(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		var f *front
		x := m.house(func(s *site, h *home) {
			p := m.program()
			f, _ = s.front(p, h, "http://127.0.0.1")
		})
		is := func(when string, status int) {
			t.Helper()
			for path, want := range map[string]int{"/readyz": status, "/healthz": 200} {
				got := x.do("GET", path, "")
				if got.StatusCode != want || strings.Contains(got.body, "sql") || strings.Contains(got.body, "migration") || len(got.body) > 60 {
					t.Errorf("%s, %s: %d %s", when, path, got.StatusCode, got.body)
				}
				got.mannered(t, path, false)
			}
		}
		is("at first", 200)
		db, dialect := raw(t, dsn)
		if dialect == migrations.SQLite { // the server writes beside it
			if _, err := db.ExecContext(t.Context(), "PRAGMA busy_timeout = 10000"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.ExecContext(t.Context(), dialect.Insert, "9999_fra_fremtiden", "x", "2030-01-01T00:00:00.000000Z"); err != nil {
			t.Fatal(err)
		}
		is("over a newer schema", 503)
		if _, err := db.ExecContext(t.Context(), "DELETE FROM migration WHERE name = '9999_fra_fremtiden'"); err != nil {
			t.Fatal(err)
		}
		is("again", 200)
		for stopping, want := range map[bool]int{false: 200, true: 503} {
			f.stopping.Store(stopping)
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/readyz", nil)
			if f.ServeHTTP(w, r); w.Code != want {
				t.Errorf("stopping %v: %d", stopping, w.Code)
			}
		}
		_ = x.home.Close()
		is("without a database", 503)
		if got := x.do("GET", "/v1/register", ""); got.StatusCode != 500 && got.StatusCode != 503 {
			t.Errorf("the register without a database: %d", got.StatusCode)
		}
	})
}

// A failure of a request without a name is told with its cause, and nothing by
// which it could be joined with another line.
func TestFailureWithoutName(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-21")
	x := m.house(func(_ *site, h *home) { h.workflow.Store = failing{h.workflow.Store} })
	for path, says := range map[string]string{"/svar/" + x.link: "page failed", "/v1/open-links/" + x.link: "operation failed"} {
		before := len(x.err.String())
		got := x.do("GET", path, "")
		got.mannered(t, path, false)
		told := ofRequests.ReplaceAllString(x.err.String()[before:], "")
		if got.StatusCode != 503 || !strings.Contains(told, says) || !strings.Contains(told, "day=2026-11-21") || strings.Contains(told, "time=") || strings.Contains(told, "request=") {
			t.Errorf("%s: %d, and the log says\n%s", path, got.StatusCode, told)
		}
	}
}

// ofRequests takes out what the jobs beside tell, which fail too.
var ofRequests = regexp.MustCompile(`(?m)^time=.*msg="?(keeping an account|computing a change|judging justifications|looking for lost versions|folding the rules).*\n`)

type failing struct{ workflow.Store }

func (failing) View(context.Context, func(workflow.Reader) error) error {
	return &registry.Error{Code: registry.CodeBusy}
}
