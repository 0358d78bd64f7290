package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// told writes a table as "number/line: cell|cell"; # marks a number and = a formula.
func told(t *ruleimport.Table) (out []string) {
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			text := c.Text
			if c.Number {
				text = "#" + text
			}
			if c.Formula {
				text = "(formula)" + text
			}
			cells = append(cells, text)
		}
		out = append(out, fmt.Sprintf("%d/%d: %s", r.Number, r.Line, strings.Join(cells, "|")))
	}
	return out
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          []string
		old, trailing bool
	}{
		{"semicolon", "a;b\n1;2\n", []string{"1/1: a|b", "2/2: 1|2"}, false, false},
		{"comma", "a,b\r\n1,\"2,5\"\r\n", []string{"1/1: a|b", "2/2: 1|2,5"}, false, false},
		{"tab and the mark of UTF-8", "\ufeffa\tb; c\td\n1\t2\n", []string{"1/1: a|b; c|d", "2/2: 1|2"}, false, false},
		{"Windows-1252", "k\xf8n;\x96\n", []string{"1/1: køn|–"}, true, false},
		{"breaks and quotes in a cell", "a;b\n\"x\n\"\"y\"\"\";2\nz;3\n", []string{"1/1: a|b", "2/2: x\n\"y\"|2", "3/4: z|3"}, false, false},
		{"empty rows", "a;b\n\n;;\n1;2\n\n\n", []string{"1/1: a|b", "2/2: ", "3/3: |", "4/4: 1|2"}, false, true},
		{"separators at the end", "a;b;;\n1;2;;;\n", []string{"1/1: a|b", "2/2: 1|2"}, false, true},
		{"Unicode text of Excel", "\xff\xfek\x00\xf8\x00n\x00\t\x00b\x00\r\x00\n\x001\x00\t\x002\x00", []string{"1/1: køn|b", "2/2: 1|2"}, false, false},
		{"the same the other way round", "\xfe\xff\x00k\x00\xf8\x00;\x00b", []string{"1/1: kø|b"}, false, false},
		{"a separator said", "\ufeff\"sep=,\"\r\na;b,c\r\n1,2\r\n", []string{"1/2: a;b|c", "2/3: 1|2"}, false, false},
		{"quotation marks where none belong", "a;b\n1;5\" rør\n\"x\ny\";2\n", []string{"1/1: a|b", "2/2: 1|5\" rør", "3/3: x\ny|2"}, false, false},
		{"lines of an old Mac", "a;b\r1;2\r", []string{"1/1: a|b", "2/2: 1|2"}, false, false},
	} {
		got, err := Read([]byte(c.content), "")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(told(got), c.want) || got.Windows1252 != c.old || got.Trailing != c.trailing {
			t.Errorf("%s: %q, old %v, trailing %v", c.name, told(got), got.Windows1252, got.Trailing)
		}
	}
}

// written is a file as another program writes it.
func written(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSX(t *testing.T) {
	content := written(t, func(f *excelize.File) {
		own := `[$-406]d. mmmm yyyy`
		day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &own})
		if err != nil {
			t.Fatal(err)
		}
		money, err := f.NewStyle(&excelize.Style{NumFmt: 3}) // shows no decimals
		if err != nil {
			t.Fatal(err)
		}
		set := func(cell string, v any) {
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		set("A1", "Overskrift")
		set("B1", "Dato")
		set("A3", "  Ål æder\nøl ")
		set("B3", time.Date(2022, 1, 17, 13, 30, 0, 0, time.UTC))
		set("C3", 42.5)
		set("E3", 0.1)
		set("B4", 44578)
		f.SetCellStyle("Sheet1", "B4", "B4", day)
		set("C4", 1234.56)
		f.SetCellStyle("Sheet1", "C4", "C4", money)
		f.SetCellFormula("Sheet1", "D4", "SUM(C3:C4)")
		set("E4", true)
		f.SetCellRichText("Sheet1", "F4", []excelize.RichTextRun{{Text: "fed "}, {Text: "tekst"}})
		f.NewSheet("Skoler")
		f.SetCellValue("Skoler", "A1", "andet")
	})
	got, err := Read(content, "")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1/0: Overskrift|Dato", "2/0: ", "3/0:   Ål æder\nøl |2022-01-17|#42.5||#0.1",
		"4/0: |2022-01-17|#1234.56|(formula)=SUM(C3:C4)|TRUE|fed tekst"}
	if !slices.Equal(told(got), want) || got.Hidden || got.Sheet != "Sheet1" || !slices.Equal(got.Sheets, []string{"Sheet1", "Skoler"}) {
		t.Errorf("%q\nof %q in %q", told(got), got.Sheet, got.Sheets)
	}
	if got, err = Read(content, "Skoler"); err != nil || !slices.Equal(told(got), []string{"1/0: andet"}) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err = Read(content, "Haller"); registry.CodeOf(err) != registry.CodeSheetUnknown {
		t.Error(err)
	}
}

// The formats that every spreadsheet has are known by number alone.
func TestDaysByNumber(t *testing.T) {
	const last = 60
	var styles, cells strings.Builder
	for n := range last + 1 {
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, n)
		fmt.Fprintf(&cells, `<row r="%d"><c s="%d"><v>44578</v></c></row>`, n+1, n)
	}
	got, err := Read(archive(t, map[string][]byte{
		"xl/workbook.xml":            []byte(`<workbook xmlns:r="r"><sheets><sheet name="Ark" r:id="a"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": []byte(`<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/styles.xml":              []byte(`<styleSheet><cellXfs>` + styles.String() + `</cellXfs></styleSheet>`),
		"xl/worksheets/sheet1.xml":   []byte(`<worksheet><sheetData>` + cells.String() + `</sheetData></worksheet>`),
	}), "")
	if err != nil {
		t.Fatal(err)
	}
	var days []int
	for n, r := range got.Rows {
		if r.Cells[0].Text == "2022-01-17" {
			days = append(days, n)
		}
	}
	// ECMA-376, part 1, 18.8.30; 18 to 21 and 45 to 47 show hours alone.
	want := []int{14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}
	if !slices.Equal(days, want) {
		t.Errorf("days are %v, want %v", days, want)
	}
}

// A workbook as people leave it: hidden lists first, merged cells, days since 1904,
// formulas with what they came to.
func TestWorkbookOfPeople(t *testing.T) {
	content := written(t, func(f *excelize.File) {
		f.SetSheetName("Sheet1", "Lister")
		f.NewSheet("Regler")
		f.SetActiveSheet(1)
		f.SetSheetVisible("Lister", false)
		f.SetCellValue("Lister", "A1", "ja")
		f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: func() *bool { yes := true; return &yes }()})
		for cell, v := range map[string]any{"A1": "Område", "B1": "Krav", "C1": "Dato", "A2": "Dagtilbud", "B2": "Et", "B3": "To", "B5": "Tre", "A6": "Veje", "B6": "Fire", "C6": 43000, "D2": 7} {
			f.SetCellValue("Regler", cell, v)
		}
		f.MergeCell("Regler", "A2", "A5")
		f.MergeCell("Regler", "B6", "B600")
		f.MergeCell("Regler", "A700", "A705")
		f.SetRowVisible("Regler", 3, false)
		f.SetCellFormula("Regler", "D2", "3+4")
		f.SetCellFormula("Regler", "D3", "A1")
	})
	book, err := ReadAll(content)
	if err != nil || len(book.Tables) != 2 {
		t.Fatal(err, len(book.Tables))
	}
	got := book.Tables[0]
	want := []string{"1/0: Område|Krav|Dato", "2/0: Dagtilbud|Et||(formula)7", "3/0: Dagtilbud|To||(formula)=A1", "4/0: ", "5/0: Dagtilbud|Tre", "6/0: Veje|Fire|#43000"}
	if !slices.Equal(told(got), want) || got.Sheet != "Regler" || !got.Hidden || !got.From1904 {
		t.Errorf("%q of %q, hidden %v, 1904 %v", told(got), got.Sheet, got.Hidden, got.From1904)
	}
}

// archive makes a zip file of parts.
func archive(t testing.TB, parts map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRefusals(t *testing.T) {
	good := written(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "A1", "x") })
	var locked bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&locked, excelize.Options{Password: "hemmelig"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content []byte
		code    registry.Code
		format  string
	}{
		{"nothing", nil, registry.CodeNoRows, ""},
		{"only white space", []byte(";; ;\n\n \n"), registry.CodeNoRows, ""},
		{"no rows in the sheet", written(t, func(*excelize.File) {}), registry.CodeNoRows, ""},
		{"too large", make([]byte, MaxBytes+1), registry.CodeTooLarge, ""},
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3"), registry.CodeFileFormat, "PDF"},
		{"XLS", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), registry.CodeFileFormat, "XLS"},
		{"ODS", append([]byte("PK\x03\x04 ... mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), 0), registry.CodeFileFormat, "ODS"},
		{"password", locked.Bytes(), registry.CodeFilePassword, ""},
		{"half of one", good[:len(good)/2], registry.CodeFileBroken, ""},
		{"another archive", archive(t, map[string][]byte{"noget.txt": []byte("<w/>")}), registry.CodeFileBroken, ""},
		{"a text", archive(t, map[string][]byte{"word/document.xml": []byte("<w/>")}), registry.CodeFileFormat, "DOCX"},
		{"a binary workbook", archive(t, map[string][]byte{"xl/workbook.bin": nil}), registry.CodeFileFormat, "XLSB"},
		{"a page under another name", []byte("\ufeff<HTML><table><tr><td>a"), registry.CodeFileFormat, "HTML"},
		{"XML of an old Excel", []byte(`<?xml version="1.0"?><Workbook/>`), registry.CodeFileFormat, "XML"},
		{"UTF-16 without a mark", []byte("a\x00;\x00b\x00\n\x00"), registry.CodeFileBroken, ""},
		{"only a separator said", []byte("sep=;\r\n"), registry.CodeNoRows, ""},
		{"a photograph", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), registry.CodeFileBroken, ""},
		{"many texts", archive(t, map[string][]byte{
			"xl/workbook.xml":            []byte(`<workbook><sheets><sheet name="a" id="1"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels": []byte(`<Relationships><Relationship Id="1" Target="s.xml" Type="x/worksheet"/></Relationships>`),
			"xl/s.xml":                   []byte(`<worksheet><sheetData></sheetData></worksheet>`),
			"xl/noise.bin":               noise(1 << 20), // in proportion, so that it is unpacked
			"xl/sharedStrings.xml":       append([]byte("<sst>"), bytes.Repeat([]byte("<si/>"), maxCells+1)...)}), registry.CodeFileUnpacks, ""},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), registry.CodeFileBroken, ""},
		{"one line too many", bytes.Repeat([]byte("a;b\n"), MaxRows+2), registry.CodeTooManyRows, ""},
		{"a million lines", bytes.Repeat([]byte("a;b\n"), 1_000_000), registry.CodeTooManyRows, ""},
		{"separators alone", bytes.Repeat([]byte(";"), 1_000_000), registry.CodeColumnsMany, ""},
		{"many columns", []byte(strings.Repeat("x;", MaxColumns) + "x\n"), registry.CodeColumnsMany, ""},
		{"a column far out", written(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "XFD1", "x") }), registry.CodeColumnsMany, ""},
		{"a long cell", []byte("a;b\n" + strings.Repeat("å", MaxCell+1) + ";x\n"), registry.CodeCellLong, ""},
		{"an open quotation mark beside inches", []byte("a;b\n1;5\" rør\n\"x;y\n1;2\n"), registry.CodeQuoteInvalid, ""},
		{"an open quotation mark", []byte("a;b\n1;2\n\"x;y\n"), registry.CodeQuoteInvalid, ""},
		{"many parts", archive(t, manyParts()), registry.CodeFileUnpacks, ""},
	} {
		_, err := Read(c.content, "")
		e, ok := err.(*registry.Error)
		if !ok || e.Code != c.code || e.Args["format"] != c.format {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func noise(n int) []byte {
	b := make([]byte, n)
	for i, x := 0, uint32(1); i < n; i++ {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func manyParts() map[string][]byte {
	parts := map[string][]byte{}
	for i := range maxParts + 1 {
		parts["xl/"+strconv.Itoa(i)] = nil
	}
	return parts
}

// What unpacks to far more than it is, is refused before it is unpacked.
func TestZipBomb(t *testing.T) {
	bomb := archive(t, map[string][]byte{
		"xl/workbook.xml":          []byte("<workbook/>"),
		"xl/worksheets/sheet1.xml": bytes.Repeat([]byte(" "), maxUnpacked+1),
	})
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb takes %d bytes", len(bomb))
	}
	thin := archive(t, map[string][]byte{"xl/sharedStrings.xml": bytes.Repeat([]byte("a"), 64<<20)}) // below the limit, and out of proportion
	for _, content := range [][]byte{bomb, thin} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(content, "")
		runtime.ReadMemStats(&after)
		if registry.CodeOf(err) != registry.CodeFileUnpacks {
			t.Error(err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("took %d bytes", took)
		}
	}
}

// An archive whose part holds more than it says is no more than it says.
func TestZipThatLies(t *testing.T) {
	content := written(t, func(f *excelize.File) {
		for i := range 2000 {
			f.SetCellValue("Sheet1", "A"+strconv.Itoa(i+1), i)
		}
	})
	at := bytes.LastIndex(content, []byte("xl/worksheets/sheet1.xml")) - 46 // in the central directory
	if at < 0 || !bytes.HasPrefix(content[at:], []byte("PK\x01\x02")) {
		t.Fatal("the sheet's entry is not where it was looked for")
	}
	copy(content[at+24:], []byte{100, 0, 0, 0})
	if _, err := Read(content, ""); registry.CodeOf(err) != registry.CodeFileBroken {
		t.Error(err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a;b\n1;2\n", "\ufeffa,\"b\n\"\"c\"\"\",\n\n,,,\nx", "k\xf8n\t\x96\r\n", "\"", "a\rb\r", ";;;\n \n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) { sound(t, content) })
}

func FuzzXLSX(f *testing.F) {
	f.Add([]byte(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>44578</v></c></row><row r="4"><c r="B4"><f>A1</f><v>2</v></c></row></sheetData>`))
	f.Add([]byte(`<sheetData><row><c t="inlineStr"><is><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></is></c><c t="b"><v>1</v></c><c r="ZZZZ9"/></row></sheetData>`))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><sheetData><row r="1"><c t="str"><v>&c;</v></c></row></sheetData>`))
	f.Add([]byte(`<sheetData><!-- a --><row r="1"><c t="str"><v><![CDATA[a]]></v></c></row></sheetData>`))
	f.Add([]byte(`<sheetData><row r="-1"><c r="A1" t="s"><v>7</v></c></row>`))
	f.Fuzz(func(t *testing.T, part []byte) {
		sound(t, archive(t, map[string][]byte{
			"xl/workbook.xml":            []byte(`<workbook xmlns:r="r"><sheets><sheet name="Ark" r:id="a"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels": []byte(`<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
			"xl/sharedStrings.xml":       []byte(`<sst><si><t>Titel</t></si></sst>`),
			"xl/styles.xml":              []byte(`<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`),
			"xl/worksheets/sheet1.xml":   part,
		}))
	})
}

// sound holds whatever the bytes: a refusal by code, or a table whose rows stand
// one after the other and whose last row and some row's last column hold something.
func sound(t *testing.T, content []byte) {
	t.Helper()
	got, err := Read(content, "")
	if err != nil {
		if e, ok := err.(*registry.Error); !ok || e.Code == registry.CodeInternal {
			t.Fatalf("refused with %v", err)
		}
		return
	}
	line := 0
	for i, r := range got.Rows {
		if r.Number != i+1 || r.Line != 0 && r.Line <= line || len(r.Cells) > MaxColumns {
			t.Fatalf("row %d is %d, line %d after %d", i+1, r.Number, r.Line, line)
		}
		line = r.Line
	}
	if got.Rows[len(got.Rows)-1].Empty() {
		t.Fatal("ends in an empty row")
	}
}

func TestAsManyRowsAsThereMayBe(t *testing.T) {
	table, err := Read(bytes.Repeat([]byte("a;b\n"), MaxRows+1), "")
	if err != nil || len(table.Rows) != MaxRows+1 {
		t.Fatal(err)
	}
}
