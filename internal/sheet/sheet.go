// Package sheet reads spreadsheet files, CSV and XLSX, into tables of texts, and
// writes tables as either. It works nothing out: a formula that is read is what it
// last came to, or its own text, and no cell that is written is a formula.
//
// Memory is bounded both ways. What a file would unpack to is looked at before
// anything is unpacked, and a table is written a row at a time.
package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// Limits of what is read.
const (
	MaxBytes   = 40 << 20 // 100,000 rules of 400 letters
	MaxRows    = 100_000  // under the header, with the empty ones between others
	MaxColumns = 500
	MaxCell    = 32_767 // characters, as in Excel
	maxParted  = 10_000 // separators in a line of CSV, those inside of its cells too
)

// Read reads a file. sheet names the one wanted; empty is the first. Errors:
// CodeTooLarge, CodeTooManyRows, CodeColumnsMany, CodeCellLong, CodeQuoteInvalid,
// CodeNoRows (the table then tells the sheets that there are), CodeFileFormat (a file of another kind, by its name),
// CodeFilePassword, CodeFileBroken, CodeFileUnpacks and CodeSheetUnknown.
func Read(content []byte, sheet string) (*ruleimport.Table, error) {
	kind, err := look(content)
	if err != nil {
		return nil, err
	}
	var t *ruleimport.Table
	if kind == kindXLSX {
		t, err = readXLSX(content, sheet)
	} else if sheet != "" {
		err = refuse(registry.CodeSheetUnknown, "sheet", sheet)
	} else {
		t, err = readCSV(content)
	}
	if err != nil {
		return nil, err
	}
	return t, trim(t) // with its sheets, though it holds nothing
}

// look refuses a file that is too large, or of another kind.
func look(content []byte) (kind, error) {
	if len(content) > MaxBytes {
		return 0, refuse(registry.CodeTooLarge, "limit", strconv.Itoa(MaxBytes>>20)+" MB")
	}
	return kindOf(content)
}

type kind int

const (
	kindCSV kind = iota
	kindXLSX
)

// kindOf tells by its first bytes what a file is, whatever it is called.
func kindOf(content []byte) (kind, error) {
	head := content[:min(len(content), 2000)]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && bytes.Contains(head, []byte("application/vnd.oasis.opendocument")):
		return 0, refuse(registry.CodeFileFormat, "format", "ODS")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && bytes.Contains(content, []byte("xl/workbook.bin")):
		return 0, refuse(registry.CodeFileFormat, "format", "XLSB")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && bytes.Contains(content, []byte("word/document.xml")):
		return 0, refuse(registry.CodeFileFormat, "format", "DOCX")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return kindXLSX, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return kindCSV, nil // UTF-16, which Excel calls Unicode text
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")): // both the old format and what a password encloses
		if bytes.Contains(content, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return 0, refuse(registry.CodeFilePassword)
		}
		return 0, refuse(registry.CodeFileFormat, "format", "XLS")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return 0, refuse(registry.CodeFileFormat, "format", "PDF")
	case bytes.IndexByte(head, 0) >= 0 && !utf8.Valid(content), bytes.Count(head, []byte{0}) > len(head)/8:
		return 0, refuse(registry.CodeFileBroken)
	}
	// What other programs save under the name of a spreadsheet.
	text := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))))
	for begins, format := range map[string]string{"<?xml": "XML", "<html": "HTML", "<!doctype html": "HTML", "<table": "HTML", "{\\rtf": "RTF"} {
		if strings.HasPrefix(text, begins) {
			return 0, refuse(registry.CodeFileFormat, "format", format)
		}
	}
	return kindCSV, nil
}

// trim drops the columns at the end and the rows at the end that hold nothing,
// and refuses what is larger than a table of rules can be.
func trim(t *ruleimport.Table) error {
	width, last := 0, 0
	for i, r := range t.Rows {
		for j, c := range r.Cells {
			if utf8.RuneCountInString(c.Text) > MaxCell {
				return refuse(registry.CodeCellLong, "row", strconv.Itoa(r.Number), "limit", strconv.Itoa(MaxCell))
			}
			if strings.TrimSpace(c.Text) != "" {
				width, last = max(width, j+1), i+1
			}
		}
	}
	if width > MaxColumns {
		return refuse(registry.CodeColumnsMany, "limit", strconv.Itoa(MaxColumns))
	}
	t.Rows = t.Rows[:last]
	if len(t.Rows) == 0 {
		return refuse(registry.CodeNoRows)
	}
	for i := range t.Rows {
		if r := &t.Rows[i]; len(r.Cells) > width {
			r.Cells, t.Trailing = r.Cells[:width], true
		}
	}
	return nil
}

// table gathers rows, and puts the empty ones between them in their places.
type table struct {
	rows []ruleimport.Record
}

func (t *table) add(r ruleimport.Record) error {
	if r.Number > 1+MaxRows {
		return refuse(registry.CodeTooManyRows, "limit", strconv.Itoa(MaxRows))
	}
	for len(t.rows)+1 < r.Number {
		between := ruleimport.Record{Number: len(t.rows) + 1}
		if r.Line > 0 {
			between.Line = r.Line - (r.Number - between.Number)
		}
		t.rows = append(t.rows, between)
	}
	t.rows = append(t.rows, r)
	return nil
}

func refuse(code registry.Code, args ...string) *registry.Error {
	e := &registry.Error{Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = registry.Args{}
		}
		e.Args[args[i]] = args[i+1]
	}
	return e
}
