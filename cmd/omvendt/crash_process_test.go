package main

import (
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"
)

// aheadVariable makes the test binary the program, with a clock so far ahead:
// what is to be killed must be a process.
const aheadVariable = "OMVENDT_TEST_AHEAD"

func TestMain(m *testing.M) {
	if slices.Equal(os.Args[1:], checkChild) {
		os.Exit(process(time.Now))
	}
	if ahead, err := time.ParseDuration(os.Getenv(aheadVariable)); err == nil {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(9) // the test is gone
		}()
		os.Exit(process(func() time.Time { return time.Now().Add(ahead) }))
	}
	os.Exit(m.Run())
}

// child is the program in a process of its own.
type child struct {
	t    *testing.T
	cmd  *exec.Cmd
	said *shared
	url  string
	gone chan struct{} // closed when it has ended
	code int           // afterwards; -1: killed
}

// spawn starts the program on a free port, and does not wait for it.
func (m *machine) spawn(ahead time.Duration) *child {
	m.t.Helper()
	self, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	p := &child{t: m.t, said: &shared{}, gone: make(chan struct{}),
		cmd: exec.CommandContext(m.t.Context(), self, "serve", "--addr", "127.0.0.1:0")}
	p.cmd.Env = []string{aheadVariable + "=" + ahead.String()}
	for name, value := range m.env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if _, err := p.cmd.StdinPipe(); err != nil {
		m.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	go func() {
		var exit *exec.ExitError
		if err := p.cmd.Wait(); err != nil && !errors.As(err, &exit) {
			p.said.Write([]byte(err.Error()))
		}
		p.code = p.cmd.ProcessState.ExitCode()
		close(p.gone)
	}()
	m.t.Cleanup(p.kill)
	return p
}

// ready waits until the program has said where it is, and answers there.
func (p *child) ready() {
	p.t.Helper()
	late := time.After(time.Minute)
	for tick := time.Tick(5 * time.Millisecond); ; {
		select {
		case <-p.gone:
			p.t.Fatalf("the program ended with %d\n%s", p.code, p.said)
		case <-late:
			p.t.Fatalf("the program did not begin\n%s", p.said)
		case <-tick:
		}
		if p.url == "" {
			p.url = address.FindString(p.said.String())
			continue
		}
		if resp, err := http.Get(p.url + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
	}
}

// kill ends it as a power cut would, as far as one process can; again it does nothing.
func (p *child) kill() {
	_ = p.cmd.Process.Kill()
	<-p.gone
}

// terminate asks it to end.
func (p *child) terminate() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
}

// ended waits for the exit code of one that was asked to end.
func (p *child) ended() int {
	p.t.Helper()
	select {
	case <-p.gone:
	case <-time.After(usual.stop + 20*time.Second):
		p.t.Fatalf("the program did not stop\n%s", p.said)
	}
	return p.code
}
