package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// planted is what a browser says of itself; none of it may be kept.
var planted = map[string]string{
	"User-Agent": "PlantedAgent/77", "X-Forwarded-For": "203.0.113.77", "Forwarded": "for=203.0.113.78", "X-Real-Ip": "203.0.113.79",
	"Cookie": "omvendt=planted-cookie-77", "X-Request-Id": "planted-request-77", "Accept-Language": "da-planted77", "Referer": "https://planted-referer.example/77",
	"Idempotency-Key": "planted-key-77777777777777777777777777",
}

// Anonymous means anonymous: in the database file, its write-ahead log and its
// shared memory, and in what the server writes to its log.
func TestContributionsAreAnonymous(t *testing.T) {
	dsn := testenv.SQLite(t)
	m := newMachine(t, dsn, "2026-11-01")
	m.importSample()
	m.day("2026-11-02")
	if r := m.openReview("--all"); r.code != done {
		t.Fatalf("review open: %+v", r)
	}
	token := m.consultation()

	s := m.start("serve")
	send := func(method, path, kind, body string) string {
		t.Helper()
		req, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range planted {
			req.Header.Set(name, value)
		}
		if kind != "" {
			req.Header.Set("Content-Type", kind)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode >= 300 {
			t.Fatalf("%s %s: %d %v\n%s", method, path, resp.StatusCode, err, answer)
		}
		return string(answer)
	}
	const posted = "application/x-www-form-urlencoded"
	field := regexp.MustCompile(`name="submission" value="([^"]*)"`)
	shown := regexp.MustCompile(`id="receipt-code">([^<]*)<`)
	secrets := []string{}
	for _, v := range planted {
		secrets = append(secrets, strings.TrimPrefix(v, "omvendt="))
	}
	stamped := regexp.MustCompile(`name="stamp" value="([^"]*)"`)
	var codes []string
	for _, text := range []string{"Den blivende tekst", "Den fortrudte tekst"} {
		page := send(http.MethodGet, "/svar/"+token, "", "")
		m.wait(5 * time.Second)
		submission, stamp := field.FindStringSubmatch(page)[1], stamped.FindStringSubmatch(page)[1]
		form := url.Values{"form": {""}, "submission": {submission}, "stamp": {stamp}, "suggestions[0]": {text + " fra 010203-1234"}}
		code := shown.FindStringSubmatch(send(http.MethodPost, "/svar/"+token, posted, form.Encode()))[1]
		if again := shown.FindStringSubmatch(send(http.MethodPost, "/svar/"+token, posted, form.Encode()))[1]; again != code {
			t.Errorf("a retry shows %s, not %s", again, code)
		}
		codes = append(codes, code)
		secrets = append(secrets, submission, stamp, code, strings.ReplaceAll(code, "-", ""), "010203-1234")
	}
	send(http.MethodPost, "/kvittering", posted, url.Values{"form": {""}, "code": {codes[0]}}.Encode())
	send(http.MethodPost, "/kvittering", posted, url.Values{"form": {"withdraw"}, "confirm": {"yes"}, "code": {codes[1]}}.Encode())
	send(http.MethodGet, "/v1/open-links/"+token, "", "")
	send(http.MethodGet, "/v1/receipts/"+codes[0], "", "")

	search := func(when string, wanted ...string) {
		t.Helper()
		kept := map[string]string{"the log": s.out.String() + s.err.String()}
		file := strings.TrimPrefix(dsn, "sqlite:")
		for _, suffix := range []string{"", "-wal", "-shm"} {
			content, err := os.ReadFile(file + suffix)
			if err != nil && (suffix == "" || !os.IsNotExist(err)) {
				t.Fatal(err)
			}
			kept[filepath.Base(file)+suffix] = string(content)
		}
		for where, content := range kept {
			for _, secret := range wanted {
				if strings.Contains(strings.ToLower(content), strings.ToLower(secret)) {
					t.Errorf("%s: %s holds %q", when, where, secret)
				}
			}
		}
		if log := kept["the log"]; strings.Contains(log, token) || strings.Contains(log, "tekst") {
			t.Errorf("%s: the log holds the link or a text:\n%s", when, log)
		}
	}
	search("while it runs", secrets...)
	log := s.err.String()
	if !strings.Contains(log, "route=/svar/{token}") || !strings.Contains(log, "day=2026-11-02") {
		t.Errorf("the log has no line of the form:\n%s", log)
	}
	for _, line := range strings.Split(log, "\n") {
		if strings.Contains(line, "/svar/") && (strings.Contains(line, "time=") || strings.Contains(line, "request=")) {
			t.Errorf("a line tells more than route and day: %s", line)
		}
	}
	s.end()
	search("when it has stopped", append(secrets, "Den fortrudte tekst")...)
}

// 300 parents behind the one address of a school answer at once, and all get through.
func TestASchoolBehindOneAddress(t *testing.T) {
	testenv.Long(t)
	m := newMachine(t, testenv.SQLite(t), "2026-11-01")
	m.importSample()
	m.day("2026-11-02")
	if r := m.openReview("--all"); r.code != done {
		t.Fatalf("review open: %+v", r)
	}
	token := m.consultation()
	s := m.start("serve")
	codes, forms := make([]string, 300), make([]url.Values, 300)
	each := func(do func(n int) (*http.Response, error), then func(n int, body []byte)) {
		var parents sync.WaitGroup
		for worker := range 6 {
			parents.Go(func() {
				for n := worker; n < len(codes); n += 6 {
					answer, err := do(n)
					if err != nil {
						t.Error(err)
						return
					}
					body, err := io.ReadAll(answer.Body)
					if _ = answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
						t.Errorf("parent %d: %d %v", n, answer.StatusCode, err)
						return
					}
					then(n, body)
				}
			})
		}
		parents.Wait()
	}
	hidden := regexp.MustCompile(`name="(submission|stamp)" value="([^"]*)"`)
	each(func(int) (*http.Response, error) { return http.Get(s.url + "/svar/" + token) }, func(n int, body []byte) {
		forms[n] = url.Values{"form": {""}, "suggestions[0]": {fmt.Sprint("Forslag ", n)}}
		for _, field := range hidden.FindAllSubmatch(body, -1) {
			forms[n].Set(string(field[1]), string(field[2]))
		}
	})
	m.wait(10 * time.Second) // within ten minutes, and all of them at once
	each(func(n int) (*http.Response, error) { return http.PostForm(s.url+"/svar/"+token, forms[n]) }, func(n int, body []byte) {
		if m := regexp.MustCompile(`id="receipt-code">([^<]*)<`).FindSubmatch(body); m != nil {
			codes[n] = string(m[1])
		} else {
			t.Errorf("parent %d has no receipt", n)
		}
	})
	if slices.Sort(codes); len(slices.Compact(codes)) != 300 {
		t.Error("two have the same receipt")
	}
	s.end()
}

// consultation opens one in the review and returns an open link's token.
func (m *machine) consultation() string {
	m.t.Helper()
	h, err := m.program().open(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	defer h.Close()
	by := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}
	c, err := h.workflow.OpenConsultation(m.t.Context(), by, "dagtilbud-2027", workflow.Consultation{Slug: "din-mening",
		Title: workflow.Wording{Da: "Din mening"}, Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."},
		Opens: registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-01")})
	if err != nil {
		m.t.Fatal(err)
	}
	link, err := h.workflow.AddLink(m.t.Context(), by, c.Slug, "Forældre")
	if err != nil {
		m.t.Fatal(err)
	}
	return link.Token
}
