package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
)

const sampleFile = "../../registry/ruleimport/testdata/regler-dagtilbud.csv"

// told is what one run of the program said.
type told struct {
	code     int
	out, err string
}

// machine runs the program against one database, on a day.
type machine struct {
	t   *testing.T
	dsn string
	env map[string]string
	mu  sync.Mutex
	now time.Time
	// piped is what every run reads from its standard input.
	piped string
}

func newMachine(t *testing.T, dsn, day string) *machine {
	m := &machine{t: t, dsn: dsn, env: map[string]string{"OMVENDT_DATABASE": dsn}}
	if !strings.HasPrefix(dsn, "sqlite:") {
		m.env["OMVENDT_SECRET_FILE"] = filepath.Join(t.TempDir(), "secret")
	}
	m.day(day)
	return m
}

// day sets the clock to noon of a day.
func (m *machine) day(day string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = registry.MustDay(day).Time().Add(11 * time.Hour)
}

// wait lets time pass.
func (m *machine) wait(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// clock moves a little each time it is read, as clocks do.
func (m *machine) clock() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(time.Millisecond)
	return m.now
}

func (m *machine) environment(out, err io.Writer) environment {
	return environment{getenv: func(name string) string { return m.env[name] }, stdin: strings.NewReader(m.piped), stdout: out, stderr: err, clock: m.clock}
}

func (m *machine) run(args ...string) told {
	m.t.Helper()
	var out, err bytes.Buffer
	code := run(m.t.Context(), args, m.environment(&out, &err))
	r := told{code, out.String(), err.String()}
	for _, s := range []string{r.out, r.err} {
		if strings.Contains(s, "⟦") {
			m.t.Errorf("%q lacks a text:\n%s", args, s)
		}
	}
	return r
}

// program is the program without a command, for what none of them shows.
func (m *machine) program() *program {
	return &program{environment: m.environment(io.Discard, io.Discard), database: m.dsn, log: slog.New(slog.DiscardHandler)}
}

// must runs what has to succeed.
func (m *machine) must(args ...string) told {
	m.t.Helper()
	r := m.run(args...)
	if r.code != done {
		m.t.Fatalf("%q gave %d\n%s%s", args, r.code, r.out, r.err)
	}
	return r
}

func (m *machine) importSample() {
	m.t.Helper()
	m.must("import", "rules", sampleFile, "--checked-by", "Juristen", "--checked-on", "2026-10-15")
}

func (m *machine) openReview(more ...string) told {
	m.t.Helper()
	return m.run(append([]string{"review", "open", "--name", "Dagtilbud 2027", "--sunset", "2027-07-01", "--decided", "2026-11-02",
		"--body", "council", "--decision", "Reglerne bortfalder 1. juli 2027, medmindre de fastholdes."}, more...)...)
}

func (m *machine) status(args ...string) statusReport {
	m.t.Helper()
	var report statusReport
	r := m.must(append([]string{"status", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		m.t.Fatalf("status: %v\n%s", err, r.out)
	}
	return report
}

func (r statusReport) of(number string) statusRule {
	for _, rule := range r.Rules {
		if rule.Number.String() == number {
			return rule
		}
	}
	return statusRule{}
}

// running is a server under test.
type running struct {
	t      *testing.T
	url    string
	out    *shared
	err    *shared
	stop   context.CancelFunc
	result chan int
}

// shared is a buffer that the program writes and the test reads.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start runs a command that serves, on a free port, until it has said where.
func (m *machine) start(args ...string) *running {
	m.t.Helper()
	ctx, cancel := context.WithCancel(m.t.Context())
	s := &running{t: m.t, out: &shared{}, err: &shared{}, stop: cancel, result: make(chan int, 1)}
	go func() {
		s.result <- run(ctx, append(args, "--addr", "127.0.0.1:0"), m.environment(s.out, s.err))
	}()
	m.t.Cleanup(func() { s.end() })
	for range 600 {
		if s.url = address.FindString(s.out.String() + s.err.String()); s.url != "" {
			return s
		}
		select {
		case code := <-s.result:
			m.t.Fatalf("%q ended with %d\n%s%s", args, code, s.out, s.err)
		case <-time.After(50 * time.Millisecond):
		}
	}
	m.t.Fatalf("%q did not begin\n%s%s", args, s.out, s.err)
	return nil
}

// end stops the server as a signal does and returns the exit code; again it does nothing.
func (s *running) end() int {
	s.stop()
	if s.result == nil {
		return done
	}
	defer func() { s.result = nil }()
	select {
	case code := <-s.result:
		return code
	case <-time.After(15 * time.Second):
		s.t.Error("the server did not stop")
		return -1
	}
}

// get reads an address of the server as JSON.
func (s *running) get(path, token string, into any) int {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			s.t.Fatalf("%s: %v\n%s", path, err, body)
		}
	}
	return resp.StatusCode
}

// apiStatus is the status of a rule as the API tells it.
func (s *running) apiStatus(number, query string) (state string) {
	s.t.Helper()
	var answer struct {
		Status struct{ State string }
	}
	if code := s.get("/v1/register/"+number+query, "", &answer); code != http.StatusOK {
		s.t.Fatalf("%s%s: %d", number, query, code)
	}
	return answer.Status.State
}

// file writes a file for the test.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
