package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
)

// BenchmarkServed measures the program as it is installed: its size, how long it
// takes to be ready, what it keeps in memory, and what a first visit loads.
// OMVENDT_BENCH_RULES, 100,000 by default, is the size of the large register.
func BenchmarkServed(b *testing.B) {
	program := filepath.Join(b.TempDir(), "omvendt")
	build := exec.Command("go", "build", "-trimpath", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	b.Run("binary", func(b *testing.B) {
		info, err := os.Stat(program)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
		}
		b.ReportMetric(float64(info.Size())/1e6, "MB")
		b.ReportMetric(0, "ns/op")
	})
	rules := 100_000
	if n, err := strconv.Atoi(os.Getenv("OMVENDT_BENCH_RULES")); err == nil && n > 0 {
		rules = min(n, rules)
	}
	large := testenv.SQLite(b)
	b.Run("start/empty", func(b *testing.B) { startUp(b, program, func() string { return testenv.EmptySQLite(b) }) })
	b.Run("start/"+strconv.Itoa(rules)+" rules", func(b *testing.B) {
		newBenchSite(b, large).fill(b, rules)
		b.ResetTimer()
		startUp(b, program, func() string { return large })
	})
	b.Run("first load", func(b *testing.B) { firstLoads(b, program) })
}

// startUp starts the program until it is ready, and looks at its memory then and
// after a thousand pages.
func startUp(b *testing.B, program string, database func() string) {
	var took time.Duration
	var idle, used float64
	for b.Loop() {
		s := serve(b, program, "serve", "--database", database())
		took += s.ready
		idle += s.memory(b)
		for range 500 { // two requests each
			s.load(b, "/regler")
		}
		used += s.memory(b)
		s.end()
	}
	n := float64(b.N)
	b.ReportMetric(float64(took.Milliseconds())/n, "ms-to-ready")
	b.ReportMetric(idle/n, "MB-idle")
	b.ReportMetric(used/n, "MB-after-1000-pages")
	b.ReportMetric(0, "ns/op")
}

var linked = regexp.MustCompile(`<link[^>]*rel="(?:stylesheet|preload)"[^>]*href="([^"]+)"`)
var inStyle = regexp.MustCompile(`url\("?([^")]+\.woff2)"?\)`)

// firstLoads are the bytes, as they are sent, of a page with its style sheet and
// the fonts it names.
func firstLoads(b *testing.B, program string) {
	for b.Loop() {
		s := serve(b, program, "demo", "--json", "--data", b.TempDir())
		var demo demoReady
		if err := json.Unmarshal(s.said, &demo); err != nil {
			b.Fatalf("%v\n%s", err, s.said)
		}
		pages := map[string]string{"register": "/regler", "rule": "/regler/R-0001", "form": strings.TrimPrefix(demo.OpenLink, demo.URL)}
		for name, address := range pages {
			page := s.load(b, address)
			bytes := page.sent
			seen := map[string]bool{}
			for _, link := range linked.FindAllSubmatch(page.plain, -1) {
				style := s.load(b, string(link[1]))
				if !seen[string(link[1])] {
					seen[string(link[1])] = true
					bytes += style.sent
				}
				for _, font := range inStyle.FindAllSubmatch(style.plain, -1) {
					name := string(link[1][:strings.LastIndex(string(link[1]), "/")+1]) + string(font[1])
					if !seen[name] {
						seen[name] = true
						bytes += s.load(b, name).sent
					}
				}
			}
			b.ReportMetric(float64(bytes)/1e3, "kB-"+name)
			b.ReportMetric(float64(page.sent)/1e3, "kB-html-of-"+name)
		}
		s.end()
	}
	b.ReportMetric(0, "ns/op")
}

// served is a process of the program that answers.
type served struct {
	*exec.Cmd
	url   string
	said  []byte // its first line with an address
	ready time.Duration
}

func serve(b *testing.B, program string, args ...string) *served {
	b.Helper()
	s := &served{Cmd: exec.Command(program, append(args, "--addr", "127.0.0.1:0")...)}
	reading, writing, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	s.Stdout, s.Stderr = writing, writing
	begun := time.Now()
	if err := s.Start(); err != nil {
		b.Fatal(err)
	}
	_ = writing.Close()
	b.Cleanup(s.end)
	lines := bufio.NewScanner(reading)
	lines.Buffer(nil, 1<<20)
	for s.url == "" && lines.Scan() {
		s.said = bytes.Clone(lines.Bytes())
		s.url = address.FindString(lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, reading) }() // the log, so that the program never waits for a reader
	for {
		resp, err := http.Get(s.url + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(begun) > time.Minute {
			b.Fatalf("not ready: %v\n%s", err, s.said)
		}
	}
	s.ready = time.Since(begun)
	return s
}

func (s *served) end() {
	_ = s.Process.Signal(os.Interrupt)
	_ = s.Wait() // a second time it is over already
}

// memory is what the process holds of the machine's memory, in MB.
func (s *served) memory(b *testing.B) float64 {
	n := testenv.Resident(s.Process.Pid)
	if n == 0 {
		b.Skip("memory is read from /proc")
	}
	return n
}

type loaded struct {
	sent  int // bytes
	plain []byte
}

func (s *served) load(b *testing.B, path string) loaded {
	b.Helper()
	var l loaded
	for _, coding := range []string{"gzip", "identity"} {
		r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", coding) // said, so that the client leaves it as it is
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		content, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%s: %d %v", path, resp.StatusCode, err)
		}
		if coding == "gzip" {
			l.sent = len(content)
		} else {
			l.plain = content
		}
	}
	return l
}
