package main

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/internal/testenv"
)

const messyFile = "../../registry/ruleimport/testdata/regler-dagtilbud-rodet.csv"

// A sheet as an office keeps it: nothing is stored before its errors are mended
// or left out and its warnings agreed to.
func TestImportOfAMessySheet(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		r := m.run("import", "rules", messyFile)
		if r.code != refused || !strings.Contains(r.err, "Arket: Kolonnen „område“ mangler.") {
			t.Errorf("without an area: %d, %s", r.code, r.err)
		}
		given := []string{"import", "rules", messyFile, "--area=Dagtilbud", "--unit=Alle dagtilbud"}
		r = m.run(append(given, "--yes-to-warnings")...)
		if r.code != refused || !strings.Contains(r.err, "Række 17, Nr.: ") || !strings.Contains(r.err, "6 rækker") || strings.Contains(r.err, "(advarsel)") {
			t.Errorf("with errors: %d, %s", r.code, r.err)
		}
		r = m.run(append(given, "--skip-bad")...)
		if r.code != refused || !strings.Contains(r.err, "Række 40, hele rækken (advarsel): Kravet ligner det i række 10.") || !strings.Contains(r.err, "--yes-to-warnings") {
			t.Errorf("with warnings: %d, %s", r.code, r.err)
		}
		r = m.must(append(given, "--skip-bad", "--yes-to-warnings", "--progress")...)
		if read, stored := strings.Index(r.err, "Læser filen"), strings.Index(r.err, "Gemmer 29 regler"); read < 0 || stored < read || strings.Contains(r.out, "Gemmer") {
			t.Errorf("told on the way: %s\n%s", r.err, r.out)
		}
		if !strings.Contains(r.out, "29 regler er lagt i registeret") {
			t.Errorf("stored: %s", r.out)
		}
		_, id, _ := strings.Cut(strings.TrimSpace(r.out), "import undo ")
		if r := m.must("import", "undo", id); !strings.Contains(r.out, "29 nye regler er taget ud igen") {
			t.Errorf("undone: %s", r.out)
		}
		if again := m.run("import", "undo", id); again.code != refused || !strings.Contains(again.err, "allerede fortrudt") {
			t.Errorf("undone twice: %d, %s", again.code, again.err)
		}
		if strings.Contains(r.out+r.err, "010101") {
			t.Error("a personal number is told")
		}
	})
}

func TestImportOfASheetByName(t *testing.T) {
	path := t.TempDir() + "/regler.xlsx"
	f := excelize.NewFile()
	if _, err := f.NewSheet("Regler"); err != nil {
		t.Fatal(err)
	}
	for at, text := range map[string]any{"A1": "Forside", "A2": "intet"} {
		f.SetCellValue("Sheet1", at, text)
	}
	for i, name := range []string{"titel", "krav", "type", "område", "enhed", "vedtaget af", "vedtaget den", "hjemmel"} {
		f.SetCellValue("Regler", string(rune('A'+i))+"1", name)
	}
	for i, text := range []any{"Ugeplan", "Skriv en plan.", "regel", "Dagtilbud", "Alle", "byrådet", 44578, ""} {
		f.SetCellValue("Regler", string(rune('A'+i))+"2", text)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		if r := m.run("import", "rules", path, "--sheet=Haller"); r.code != refused || !strings.Contains(r.err, "Sheet1, Regler") {
			t.Errorf("%d, %s", r.code, r.err)
		}
		if r := m.run("import", "rules", path); r.code != refused || !strings.Contains(r.err, "Kolonnen „krav“ mangler") {
			t.Errorf("%d, %s", r.code, r.err)
		}
		if r := m.must("import", "rules", path, "--sheet=Regler"); !strings.Contains(r.out, "R-0001") {
			t.Errorf("%s", r.out)
		}
	})
}
