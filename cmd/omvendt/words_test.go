package main

import (
	"database/sql"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Who asks to be told gets one mail when it is decided, after having said yes; then the
// address is nowhere: not in the database, a backup, its log, or what the server writes.
func TestWordOfTheOutcome(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		box := testenv.NewMailbox(t)
		m := newMachine(t, dsn, "2026-11-01")
		for name, value := range map[string]string{"SMTP": box.Address, "SMTP_FROM": "regler@kommune.example", "SMTP_TLS": "none", "BASE_URL": "https://regler.kommune.example"} {
			m.env["OMVENDT_"+name] = value
		}
		m.importSample()
		m.day("2026-11-02")
		if r := m.openReview("--all"); r.code != done {
			t.Fatalf("review open: %+v", r)
		}
		m.consultation()
		s := m.start("serve")
		send := func(method, path string, form url.Values, says string) {
			t.Helper()
			r, err := http.NewRequest(method, s.url+path, strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil || !strings.Contains(string(body), says) {
				t.Errorf("%s %s: %d does not say %q\n%s", method, path, answer.StatusCode, says, body)
			}
		}
		const confirmed, silent, stopped = "planted-yes@reader.example", "planted-silent@reader.example", "planted-stopped@reader.example"
		link := regexp.MustCompile(`https://regler\.kommune\.example(/besked/\S+)`)
		at := map[string]string{}
		for _, address := range []string{confirmed, silent, stopped} {
			send("POST", "/besked/om/din-mening", url.Values{"form": {""}, "address": {strings.ToUpper(address)}}, "Se i din mail")
			got := <-box.Received
			if got.To != address {
				t.Fatalf("sent to %s", got.To)
			}
			at[address] = link.FindStringSubmatch(got.Text)[1]
		}
		send("POST", "/besked/om/din-mening", url.Values{"form": {""}, "address": {"ingen adresse"}}, "ingen adresse")
		send("GET", at[confirmed], nil, "Skal vi skrive til dig?")
		send("GET", at[confirmed]+"x", nil, "Adressen er ikke gemt")
		send("POST", at[confirmed], url.Values{"form": {""}}, "Du får besked")
		send("POST", at[stopped], url.Values{"form": {""}}, "Du får besked")
		send("POST", at[stopped], url.Values{"form": {"stop"}}, "Adressen er ikke gemt")
		send("POST", "/besked/om/din-mening", url.Values{"form": {""}, "address": {confirmed}}, "Se i din mail")

		h, err := m.program().open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		m.day("2026-11-12") // the silent one is forgotten
		review, err := h.workflow.Report(t.Context(), "dagtilbud-2027")
		if err != nil {
			t.Fatal(err)
		}
		edit := review.Review.Edit
		for _, phase := range []workflow.Phase{workflow.HearingPhase, workflow.Deliberation, workflow.Decided} {
			next, err := h.workflow.MovePhase(t.Context(), act("move-phase"), "dagtilbud-2027", edit, phase)
			if err != nil && registry.CodeOf(err) != registry.CodePhase {
				t.Fatal(phase, err)
			} else if err == nil {
				edit = next.Edit
			}
		}
		got := <-box.Received
		if got.To != confirmed || !strings.Contains(got.Text, "https://regler.kommune.example/inddragelse/din-mening") || !strings.Contains(got.Text, "slettet") {
			t.Errorf("got %+v", got)
		}
		if code := s.end(); code != done { // what came of it is stored by now
			t.Errorf("stopped with %d", code)
		}
		first := s.out.String() + s.err.String()
		s = m.start("serve")
		send("GET", at[confirmed], nil, "Adressen er ikke gemt")
		send("GET", at[silent], nil, "Adressen er ikke gemt")
		send("POST", "/besked/om/din-mening", url.Values{"form": {""}, "address": {confirmed}}, "allerede afgjort")
		if sent := outcomesTold(t, h); len(sent) != 1 || sent[0].N != 1 || sent[0].Object != "consultation din-mening" {
			t.Errorf("counted: %+v", sent)
		}
		if code := s.end(); code != done || len(box.Received) != 0 {
			t.Errorf("stopped with %d, and %d more mails", code, len(box.Received))
		}
		kept := map[string]string{"the log": first + s.out.String() + s.err.String()}
		if file, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
			h.Close()
			backup := filepath.Join(t.TempDir(), "backup.db")
			copied, err := sql.Open("sqlite", file)
			if err == nil {
				_, err = copied.ExecContext(t.Context(), "VACUUM INTO ?", backup)
				_ = copied.Close()
			}
			content, err2 := os.ReadFile(backup)
			if err := errors.Join(err, err2); err != nil || !strings.Contains(string(content), "din-mening") {
				t.Errorf("the backup has nothing to search: %v", err)
			}
			kept["a backup"] = string(content)
			for _, suffix := range []string{"", "-wal", "-shm"} {
				content, err := os.ReadFile(file + suffix)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				kept["the file"+suffix] = string(content)
			}
		}
		for where, content := range kept {
			if i := strings.Index(content, "planted-"); i >= 0 {
				t.Errorf("%s holds %.40q", where, content[i:])
			}
			if where == "the log" && (strings.Contains(content, at[confirmed]) || !strings.Contains(content, "route=/besked/{token}")) {
				t.Errorf("the log:\n%s", content)
			}
		}
	})
}

func outcomesTold(t *testing.T, h *home) []workflow.WordCount {
	t.Helper()
	sent, _, err := h.workflow.WordsSent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sent
}
