package sheet

import (
	"archive/zip"
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// Format is a kind of file that a table is written to.
type Format string

// The formats: one that every program reads, and one that opens as it should.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	JSON Format = "json" // of no table, as those below: Serve alone knows it
	// JSONL is a line of JSON for each thing.
	JSONL Format = "jsonl"
	SVG   Format = "svg"
	ICS   Format = "ics"
	PDF   Format = "pdf"
	DOCX  Format = "docx"
	ODT   Format = "odt"
	JPEG  Format = "jpg"
	PNG   Format = "png"
	Some  Format = "bin" // whichever: what somebody sent
	Atom  Format = "atom"
	Text  Format = "txt"
	HTML  Format = "html"
	ZIP   Format = "zip"
)

// Type is the format's media type.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JSON:
		return "application/json"
	case JSONL:
		return "application/jsonl"
	case DOCX:
		return docx.Type
	case SVG:
		return "image/svg+xml"
	case Atom:
		return "application/atom+xml; charset=utf-8"
	case Text:
		return "text/plain; charset=utf-8"
	case ICS:
		return "text/calendar; charset=utf-8"
	case PDF:
		return "application/pdf"
	case ODT:
		return "application/vnd.oasis.opendocument.text"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case HTML:
		return "text/html; charset=utf-8"
	case ZIP:
		return "application/zip"
	case Some:
		return "application/octet-stream"
	}
	return "text/csv; charset=utf-8"
}

// Table is what is written of a table beside its rows.
type Table struct {
	Name    string // of the sheet; at most 31 characters, none of them : \ / ? * [ ]
	Lang    texts.Lang
	Columns []Column
}

// Column has a heading and is some characters wide.
type Column struct {
	Head  string
	Width float64
}

// Write writes a table of texts, a row at a time: rows calls add once for each.
// Nothing in a cell is a formula to whoever opens the file. What a table needs in
// memory does not grow with its rows; a large XLSX waits in a temporary file. An
// error of rows or of w comes back as it is, and then w may hold half a file.
func Write(w io.Writer, f Format, t Table, rows func(add func(cells []string) error) error) error {
	if f == XLSX {
		return writeXLSX(w, t, rows)
	}
	return writeCSV(w, t, rows)
}

// writeCSV writes what a Danish Excel opens by a double click: UTF-8 that says
// so, and semicolons. Every cell is quoted, so that a comma or a semicolon within
// one never begins another, whichever of them the reader's program parts at.
func writeCSV(w io.Writer, t Table, rows func(func([]string) error) error) error {
	out := bufio.NewWriterSize(w, 64<<10)
	line := func(cells []string) error {
		for i, c := range cells {
			if i > 0 {
				_ = out.WriteByte(';') // the last write tells of them all
			}
			_ = out.WriteByte('"')
			_, _ = out.WriteString(strings.ReplaceAll(plain(c), `"`, `""`))
			_ = out.WriteByte('"')
		}
		_, err := out.WriteString("\r\n")
		return err
	}
	_, _ = out.WriteString("\ufeff")
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	if err := line(heads); err != nil {
		return err
	}
	if err := rows(line); err != nil {
		return err
	}
	return out.Flush()
}

// plain is a text that no program takes for a formula: an apostrophe says so to
// all of them.
func plain(cell string) string {
	if ruleimport.FormulaLike(cell) {
		return "'" + cell
	}
	return cell
}

// writeXLSX writes cells that are texts and nothing else, whatever they begin with.
func writeXLSX(w io.Writer, t Table, rows func(func([]string) error) error) (err error) {
	file := excelize.NewFile()
	defer func() {
		if e := file.Close(); err == nil {
			err = e
		}
	}()
	if err := prepare(file, t); err != nil {
		return err
	}
	stream, err := file.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, c := range t.Columns {
		if err := stream.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	wrapped, err := file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	cells, n := make([]any, len(t.Columns)), 1
	for i, c := range t.Columns {
		cells[i] = excelize.Cell{StyleID: bold, Value: c.Head}
	}
	if err := stream.SetRow("A1", cells); err != nil {
		return err
	}
	err = rows(func(row []string) error {
		n++
		for i, c := range row {
			cells[i] = excelize.Cell{StyleID: wrapped, Value: c}
		}
		return stream.SetRow("A"+strconv.Itoa(n), cells[:len(row)])
	})
	if err != nil {
		return err
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	// The library would make the whole file in memory before it wrote any of it.
	file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	_, err = file.WriteTo(w)
	return err
}

// prepare names the sheet, has its first row printed on every page, and says in
// which language it is.
func prepare(file *excelize.File, t Table) error {
	if err := file.SetSheetName("Sheet1", t.Name); err != nil {
		return err
	}
	quoted := "'" + strings.ReplaceAll(t.Name, "'", "''") + "'"
	if err := file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted + "!$1:$1", Scope: t.Name}); err != nil {
		return err
	}
	landscape, wide, tall := "landscape", 1, 0
	fit := true
	if err := file.SetSheetProps(t.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := file.SetPageLayout(t.Name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	return file.SetDocProps(&excelize.DocProperties{Creator: "Omvendt", Title: t.Name, Language: string(t.Lang)})
}
