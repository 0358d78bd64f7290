package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// The register of the demo, in the middle of a review, moves to another database
// and back out of it, the same to the last byte, and goes on there.
func TestARegisterMoves(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2027-03-01")
		m.must("import", "rules", "../../registry/ruleimport/testdata/regler-dagtilbud.csv", "--checked-by=Juristen", "--checked-on=2026-10-15")
		file := filepath.Join(t.TempDir(), "register.json")
		m.must("export", "register", file)
		if r := m.run("import", "register", file); r.code != refused || !strings.Contains(r.err, "har allerede et register") {
			t.Errorf("over a register: %d, %s", r.code, r.err)
		}
		other := newMachine(t, testenv.SQLite(t), "2027-03-01")
		other.must("import", "register", file)
		again := file + ".again"
		other.must("export", "register", again)
		first, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) || len(first) < 10_000 {
			t.Errorf("%d bytes became %d others", len(first), len(second))
		}
		if a, b := m.must("status", "R-0042"), other.must("status", "R-0042"); a.out != b.out {
			t.Errorf("the status was\n%s and is\n%s", a.out, b.out)
		}
		if r := other.must("import", "rules", messyFile, "--area=Dagtilbud", "--unit=Alle dagtilbud", "--skip-bad", "--yes-to-warnings"); !strings.Contains(r.out, "lagt i registeret") {
			t.Errorf("it does not go on: %s", r.out)
		}
		damaged := bytes.Replace(first, []byte(`"state":"in_force"`), []byte(`"state":"lapsed"`), 1)
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		r := newMachine(t, testenv.SQLite(t), "2027-03-01").run("import", "register", file)
		if r.code != refused || !strings.Contains(r.err, "Filen er ændret eller ikke hel: linje ") {
			t.Errorf("damaged: %d, %s", r.code, r.err)
		}
		if r := m.run("export", "register", "/nowhere/register.json"); r.code != refused || !strings.Contains(r.err, "/nowhere/register.json") {
			t.Errorf("nowhere to write: %d, %s", r.code, r.err)
		}
	})
}
