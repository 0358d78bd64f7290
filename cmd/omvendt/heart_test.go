package main

import (
	"encoding/csv"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// The sample's rules have the classes that its expectations name, through the
// whole program.
func TestClassesOfTheSample(t *testing.T) {
	names := map[string]registry.Class{
		"statslig pligt": registry.StateDuty, "aftale": registry.Agreement,
		"forældrebestyrelsens princip": registry.BoardPrinciple, "lovpligtig lokal regel": registry.MandatedLocal,
		"overimplementering": registry.AddOn, "politisk vedtaget": registry.CouncilRule,
		"administrativt fastsat": registry.AdministrativeRule,
	}
	f, err := os.Open("../../registry/ruleimport/testdata/regler-dagtilbud-forventet.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	expected, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	testenv.EachEmpty(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		r := m.must("import", "rules", sampleFile, "--checked-by", "Juristen", "--checked-on", "2026-10-15")
		if !strings.HasPrefix(r.out, "64 regler er lagt i registeret: R-0001 til R-0064.\nImporten har id ") || r.err != "" {
			t.Errorf("the import said %q and %q", r.out, r.err)
		}
		for i, day := range []string{"2024-06-30", "2027-06-30"} {
			s := m.status("--on", day)
			if s.Total != 64 || len(s.Rules) != 64 {
				t.Fatalf("%s: %d rules", day, s.Total)
			}
			for _, e := range expected[1:] {
				if got := s.of(e[0]).Class; got != names[e[i+1]] {
					t.Errorf("%s on %s: %s, want %s", e[0], day, got, e[i+1])
				}
			}
		}
	})
}

// A sunset passes while no server runs: the timeline that was stored when the
// review opened is the answer, and what was known before stays readable.
func TestSunsetPassesWhileTheServerIsOff(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		m.importSample()
		m.day("2026-11-02")
		if r := m.openReview("--all"); r.code != done || !strings.Contains(r.out, "Bortfalder, hvis ingen beslutter andet (42 regler):") {
			t.Fatalf("review open: %+v", r)
		}

		m.day("2027-06-30")
		s := m.start("serve", "--municipality", "Prøvekommune")
		if got := s.apiStatus("R-0042", ""); got != "in_force" {
			t.Errorf("the day before: %s", got)
		}
		if code := s.end(); code != done {
			t.Errorf("stopped with %d\n%s", code, s.err)
		}

		m.day("2027-07-01")
		s = m.start("serve")
		for query, want := range map[string]string{"": "lapsed", "?on=2027-06-30": "in_force", "?known=2026-11-01": "in_force", "?known=2026-11-02": "lapsed"} {
			if got := s.apiStatus("R-0042", query); got != want {
				t.Errorf("R-0042%s: %s, want %s", query, got, want)
			}
		}
		s.end()

		now := m.status("--on", "2027-07-01")
		if now.Counts[registry.Lapsed] != 42 || now.Counts[registry.FloorOnly] != 7 || now.Counts[registry.InForce] != 15 {
			t.Errorf("counts: %v", now.Counts)
		}
		if r := now.of("R-0042"); r.State != registry.Lapsed || r.Reasons[0].Code != registry.LapsedUndecided || r.Since != registry.MustDay("2027-07-01") {
			t.Errorf("R-0042: %+v", r)
		}
		before := m.status("R-0042", "--known", "2026-11-01")
		if before.Total != 1 || before.Rules[0].State != registry.InForce {
			t.Errorf("as known before the review: %+v", before)
		}
		if r := m.must("status", "R-0042", "--lang", "en"); !strings.Contains(r.out, "R-0042") || !strings.Contains(r.out, "Lapsed with effect from 1 July 2027") {
			t.Errorf("in words: %s", r.out)
		}
	})
}

func TestReviewLeavesOutWhatNobodyChecked(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		if r := m.must("import", "rules", sampleFile); !strings.Contains(r.err, "ikke juridisk kontrolleret") {
			t.Errorf("the import said nothing of the missing check: %q", r.err)
		}
		m.day("2026-11-02")
		if r := m.openReview("--all"); r.code != refused || !strings.Contains(r.err, "64") {
			t.Errorf("a review without a checked rule: %+v", r)
		}
		m.must("import", "rules", file(t, "mere.csv", head+good("100", "Kontrolleret")), "--checked-by", "Juristen", "--checked-on", "2026-11-01")
		r := m.openReview("--all", "--slug", "alt", "--after-basis", "--hearing", "Hoved-MED", "--case", "24-1234")
		if r.code != done || !strings.Contains(r.out, "Forlænges midlertidigt (1 regel):\n  R-0100") || !strings.Contains(r.out, "Ikke taget med (64 regler):\n  R-0001") ||
			!strings.Contains(r.out, "R-0001  Underretning ved bekymring for et barn (mangler juridisk kontrol)") {
			t.Errorf("review open: %+v", r)
		}
	})
}

func TestTokenOpensTheAPI(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-01")
		m.importSample()
		secret := strings.TrimSpace(m.must("token", "add", "--role", "administrator", "--name", "prøve").out)
		s := m.start("serve", "--base-url", "https://regler.kommune.example")
		for token, want := range map[string]int{secret: http.StatusOK, "": http.StatusUnauthorized, "omv_forkert": http.StatusUnauthorized} {
			if got := s.get("/v1/rules/R-0001", token, nil); got != want {
				t.Errorf("token %.8s: %d, want %d", token, got, want)
			}
		}
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/openapi.yaml": 200, "/openapi.json": 200,
			"/regler": 200, "/en/rules/R-0042": 200, "/v1/findesikke": 404, "/findesikke": 404} {
			if got := s.get(path, "", nil); got != want {
				t.Errorf("%s: %d, want %d", path, got, want)
			}
		}
		// A change that another site's page sends with a reader's browser is stopped.
		req, err := http.NewRequest(http.MethodPost, s.url+"/v1/rules", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("from another site: %d", resp.StatusCode)
		}
		s.end()
		log := s.err.String()
		if !strings.Contains(log, "route=/regler ") || !strings.Contains(log, "status=404") || !strings.Contains(log, "request=") ||
			strings.Contains(log, "findesikke") || strings.Contains(log, "127.0.0.1:") && strings.Contains(log, "remote") {
			t.Errorf("the access log:\n%s", log)
		}
	})
}
