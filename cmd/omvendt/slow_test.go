package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
)

// dial opens a connection and writes the beginning of a request.
func (s *running) dial(text string) net.Conn {
	s.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Who is slow is cut off, and nobody waits for them meanwhile.
func TestSlowClients(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		x := m.house(func(s *site, _ *home) {
			s.limits = usual
			s.limits.header, s.limits.request, s.limits.idle = 500*time.Millisecond, time.Second, 500*time.Millisecond
		})
		idle := x.dial("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		header := x.dial("GET /regler HTTP/1.1\r\nHost: x\r\nX: ")
		var bodies []net.Conn
		for range 20 {
			bodies = append(bodies, x.dial("POST /v1/rules HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "+x.token+"\r\nContent-Length: 1000\r\n\r\n{"))
			bodies = append(bodies, x.dial("POST /svar/"+x.link+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nform="))
		}
		if got := x.do("POST", "/v1/bodies", `{"name":"Økonomiudvalget","rank":"committee"}`, "Content-Type", "application/json", "Authorization", "Bearer "+x.token); got.StatusCode != http.StatusCreated {
			t.Errorf("a write beside slow ones: %d %s", got.StatusCode, got.body)
		}
		for _, c := range append(bodies, header, idle) {
			_ = c.SetReadDeadline(time.Now().Add(20 * time.Second)) // for a server that never cuts off
			said, err := io.ReadAll(c)
			if err != nil {
				t.Fatalf("not cut off: %v after %s", err, said)
			}
			if status := string(said[:min(len(said), 12)]); c != header && c != idle && status != "HTTP/1.1 400" {
				t.Errorf("a slow body: %s", said)
			}
		}
	})
}

// A stop lets what is under way finish and takes nothing new; what hangs is cut.
func TestStop(t *testing.T) {
	for _, hangs := range []bool{false, true} {
		m := newMachine(t, testenv.SQLite(t), "2026-11-21")
		entered, release := make(chan bool), make(chan bool)
		free := sync.OnceFunc(func() { close(release) })
		t.Cleanup(free)
		x := m.house(func(s *site, h *home) {
			if s.limits = usual; hangs {
				s.limits.stop = 50 * time.Millisecond
			}
			h.register.Store = watched{h.register.Store, func(ctx context.Context) {
				if ctx.Value(http.ServerContextKey) == nil {
					return // a job in the background
				}
				entered <- true
				<-release
			}}
		})
		c := x.dial("GET /regler HTTP/1.1\r\nHost: x\r\n\r\n")
		<-entered
		x.stop()
		for {
			other, err := net.Dial("tcp", strings.TrimPrefix(x.url, "http://"))
			if err != nil {
				break // nothing listens any more
			}
			_ = other.Close()
		}
		if hangs {
			if code := x.end(); code != done {
				t.Errorf("a server with a request that hangs ended with %d", code)
			}
			if said, _ := io.ReadAll(c); len(said) > 0 || !strings.Contains(x.err.String(), "stopped with requests under way") {
				t.Errorf("it says %s\n%s", said, x.err)
			}
			continue
		}
		go func() { // the page reads more than once
			for range entered {
			}
		}()
		free()
		got, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || got.StatusCode != http.StatusOK {
			t.Fatalf("a request under way: %v %v", err, got)
		}
		if body, err := io.ReadAll(got.Body); err != nil || !strings.Contains(string(body), "</html>") {
			t.Errorf("the page under way: %v", err)
		}
		if code := x.end(); code != done {
			t.Errorf("ended with %d", code)
		}
	}
}
