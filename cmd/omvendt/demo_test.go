package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A demo that listens says so in one line, its token opens the API, and every
// answer that a rule can have is there to be seen.
func TestDemo(t *testing.T) {
	m := newMachine(t, testenv.EmptySQLite(t), "2026-11-21")
	s := m.start("demo", "--json")
	var ready demoReady
	if out := s.out.String(); strings.Count(out, "\n") != 1 || json.Unmarshal([]byte(out), &ready) != nil {
		t.Fatalf("standard output: %q", out)
	}
	if ready.URL != s.url || ready.Token == "" || len(ready.Reviews) != 2 {
		t.Errorf("ready: %+v", ready)
	}
	if len(ready.SignIn) != len(registry.Roles) {
		t.Errorf("links for %d roles", len(ready.SignIn))
	}
	for role, link := range ready.SignIn {
		if got := s.get(strings.TrimPrefix(link, s.url), "", nil); got != http.StatusOK {
			t.Errorf("the link of %s: %d", role, got)
		}
	}
	if got := s.get(strings.TrimPrefix(ready.OpenLink, s.url), "", nil); got != http.StatusOK {
		t.Errorf("the open link %s: %d", ready.OpenLink, got)
	}
	if got := s.get("/v1/rules/R-0042", ready.Token, nil); got != http.StatusOK {
		t.Errorf("with the token: %d", got)
	}
	for _, path := range []string{"/regler", "/en/rules", "/regler/R-0042", "/eftersyn/" + ready.Reviews[0], "/en/reviews/" + ready.Reviews[1]} {
		if got := s.get(path, "", nil); got != http.StatusOK {
			t.Errorf("%s: %d", path, got)
		}
	}
	seen := map[string]bool{}
	for next := "/v1/register?limit=200"; next != ""; next = "" {
		var page struct {
			Items []struct {
				Status struct {
					State   string
					Class   string
					Reasons []struct{ Code string }
				}
			}
		}
		s.get(next, "", &page)
		if len(page.Items) != 64 {
			t.Errorf("%d rules", len(page.Items))
		}
		for _, i := range page.Items {
			seen[i.Status.State] = true
			for _, r := range i.Status.Reasons {
				seen[r.Code] = true
			}
		}
	}
	for _, want := range []string{"in_force", "extended", "suspended", "floor_only", "lapsed", "repealed", "superseded",
		"KEPT_BY_DECISION", "KEPT_WITHOUT_STATED_REASON", "AMENDED_BY_DECISION", "REVIEW_PENDING", "NOT_IN_REVIEW", "REPEAL_PENDING",
		"LAPSED_UNDECIDED", "TIE", "KEEP_NOT_CARRIED", "KEEP_LACKS_CRITERIA", "DECIDED_AFTER_SUNSET", "FLOOR_REMAINS", "FOUND_UNLAWFUL",
		"STATE_DUTY", "BOUND_BY_AGREEMENT", "OWNED_BY_BOARD", "MANDATED_BY_LAW", "DEFERRED", "TRIAL_RUNNING", "SUPERSEDED_BY_RULE"} {
		if !seen[want] {
			t.Errorf("nothing is %s", want)
		}
	}
	if code := s.end(); code != done {
		t.Errorf("stopped with %d", code)
	}
	if _, err := os.Stat(ready.Data); !os.IsNotExist(err) {
		t.Errorf("%s is left behind", ready.Data)
	}
	if r := m.run("status"); r.code != refused {
		t.Errorf("the demo made the register's own database: %s", r.out)
	}
}

func TestDemoKeepsItsDirectory(t *testing.T) {
	testenv.Long(t)
	m := newMachine(t, testenv.EmptySQLite(t), "2026-11-21")
	dir := filepath.Join(t.TempDir(), "vis", "frem")
	s := m.start("demo", "--data", dir, "--lang", "en")
	for _, want := range []string{s.url + "/en/rules/R-0042", "/en/reviews/paa-tvaers-2027", "omv_", dir} {
		if !strings.Contains(s.out.String(), want) {
			t.Errorf("%q is not in\n%s", want, s.out)
		}
	}
	s.end()
	// What was made is still there, also a change.
	changed := newMachine(t, "sqlite:"+filepath.Join(dir, demoDatabase), "2026-11-22")
	changed.must("import", "rules", file(t, "en.csv", head+good("", "Endnu en")))
	s = m.start("demo", "--data", dir, "--json")
	if got := s.apiStatus("R-0065", ""); got != "in_force" {
		t.Errorf("the added rule: %s", got)
	}
	s.end()
	// One that was broken off is made again.
	if err := os.WriteFile(filepath.Join(dir, demoMarker), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = m.start("demo", "--data", dir, "--json")
	if got := s.get("/v1/register/R-0065", "", nil); got != http.StatusNotFound {
		t.Errorf("the added rule after a new beginning: %d", got)
	}
	s.end()
}

func TestDemoRefusesWhatIsNotItsOwn(t *testing.T) {
	m := newMachine(t, testenv.EmptySQLite(t), "2026-11-21")
	path := file(t, "regnskab.txt", "mit")
	for _, dir := range []string{filepath.Dir(path), path} {
		if r := m.run("demo", "--data", dir); r.code != refused || !strings.Contains(r.err, dir) || !strings.Contains(r.err, "ikke lavet af demoen") {
			t.Errorf("%s: %+v", dir, r)
		}
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "mit" {
		t.Errorf("the file: %q, %v", b, err)
	}
	if r := m.run("demo", "--database", "sqlite:x.db"); r.code != misused {
		t.Errorf("with a database: %+v", r)
	}
}
