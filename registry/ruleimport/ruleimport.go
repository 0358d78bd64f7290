// Package ruleimport reads a municipality's rules from a CSV file, as a
// spreadsheet saves it, and says by row and column what is wrong with it.
//
// The file is UTF-8, with or without a byte order mark; its cells are parted by
// semicolon, comma or tab. The first row names the columns (columns.go), in any
// order. Rows are numbered as in the spreadsheet: the names are row 1, and empty
// rows and line breaks in cells do not disturb the count.
package ruleimport

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// Limits of what is read.
const (
	MaxBytes = 20 << 20
	MaxRows  = 100_000
	// MaxParted is how many separators a line may have, those inside of its cells
	// too: each makes a cell, which takes a hundred times the memory of its sign.
	MaxParted = 10_000
)

// File is what a file holds, in its order.
type File struct {
	Rows []Row // without the empty ones
}

// Row is one rule, or what is wrong with it.
type Row struct {
	Number int // in the spreadsheet
	Rule   registry.NewRule
	Faults []registry.Field // Name is the column; empty when the rule is good
}

// Good are the rules that can be stored, and Bad the rows that cannot.
func (f *File) Good() []registry.NewRule {
	var good []registry.NewRule
	for _, r := range f.Rows {
		if len(r.Faults) == 0 {
			good = append(good, r.Rule)
		}
	}
	return good
}

// Bad are the rows that cannot be stored.
func (f *File) Bad() []Row {
	var bad []Row
	for _, r := range f.Rows {
		if len(r.Faults) > 0 {
			bad = append(bad, r)
		}
	}
	return bad
}

// Taken adds CodeNumberTaken to the rows whose numbers the register has used.
func (f *File) Taken(used func(registry.Number) bool) {
	for i := range f.Rows {
		if r := &f.Rows[i]; r.Rule.Number != 0 && used(r.Rule.Number) {
			r.fail(columnNumber, registry.CodeNumberTaken, "number", r.Rule.Number.String())
		}
	}
}

// Read reads a file. today bounds what can have been decided; check, which may
// be nil, is the legal check of every rule. What is wrong with a rule stands in
// its row; an error means that nothing of the file can be used: CodeTooLarge,
// CodeTooManyRows, CodeColumnsMany, CodeNotUTF8, CodeQuoteInvalid, CodeNoRows, CodeFileUnreadable,
// or CodeInvalid with a field for each column that is unknown, missing or there twice.
func Read(r io.Reader, today registry.Day, check *registry.LegalCheck) (*File, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
	}
	if len(content) > MaxBytes {
		return nil, refuse(registry.CodeTooLarge, "limit", strconv.Itoa(MaxBytes>>20)+" MB")
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if line := tooWide(content); line > 0 {
		return nil, refuse(registry.CodeColumnsMany, "limit", strconv.Itoa(MaxParted), "line", strconv.Itoa(line))
	}
	s := newSheet(content, separatorOf(content))
	header, err := s.next()
	if err == io.EOF {
		return nil, refuse(registry.CodeNoRows)
	} else if err != nil {
		return nil, err
	}
	columns, err := readHeader(header.cells)
	if err != nil {
		return nil, err
	}
	file := &File{}
	rowOf := map[registry.Number]int{} // where a number was first seen
	for {
		rec, err := s.next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		if rec.empty() {
			continue
		}
		if len(file.Rows) == MaxRows {
			return nil, refuse(registry.CodeTooManyRows, "limit", strconv.Itoa(MaxRows))
		}
		row := readRow(rec, columns, today, check)
		if n := row.Rule.Number; n != 0 {
			if first, seen := rowOf[n]; seen {
				row.fail(columnNumber, registry.CodeNumberTwice, "number", n.String(), "row", strconv.Itoa(first))
			} else {
				rowOf[n] = row.Number
			}
		}
		file.Rows = append(file.Rows, row)
	}
	if len(file.Rows) == 0 {
		return nil, refuse(registry.CodeNoRows)
	}
	return file, nil
}

// tooWide is the first line with more separators than a row of rules can have, or 0.
func tooWide(content []byte) int {
	n := 0
	for line := range bytes.Lines(content) {
		n++
		for _, separator := range separators {
			if len(line) > MaxParted && bytes.Count(line, []byte(string(separator))) > MaxParted {
				return n
			}
		}
	}
	return 0
}

// sheet reads records and counts them as a spreadsheet does.
type sheet struct {
	csv    *csv.Reader
	breaks int // line breaks inside the cells read so far
}

type record struct {
	row   int
	cells []string
}

func newSheet(content []byte, separator rune) *sheet {
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord = separator, -1
	return &sheet{csv: r}
}

// next is io.EOF at the end, and else a *registry.Error.
func (s *sheet) next() (record, error) {
	cells, err := s.csv.Read()
	var wrong *csv.ParseError
	switch {
	case err == io.EOF:
		return record{}, io.EOF
	case errors.As(err, &wrong):
		return record{}, refuse(registry.CodeQuoteInvalid, "row", strconv.Itoa(wrong.StartLine-s.breaks))
	case err != nil:
		return record{}, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
	}
	// The reader passes over empty lines; lines are what tells how many.
	line, _ := s.csv.FieldPos(0)
	rec := record{row: line - s.breaks, cells: cells}
	for i, c := range cells {
		if !utf8.ValidString(c) {
			return record{}, refuse(registry.CodeNotUTF8, "row", strconv.Itoa(rec.row))
		}
		s.breaks += strings.Count(c, "\n")
		cells[i] = strings.TrimSpace(c)
	}
	return rec, nil
}

func (r record) empty() bool {
	for _, c := range r.cells {
		if c != "" {
			return false
		}
	}
	return true
}

var separators = []rune{';', ',', '\t'}

// separatorOf is the separator that makes most sense of the first row.
func separatorOf(content []byte) rune {
	best, most := ';', 0
	for _, separator := range separators {
		header, err := newSheet(content, separator).next()
		if err != nil {
			continue
		}
		known := 0
		for _, name := range header.cells {
			if _, ok := columnNames[plain(name)]; ok {
				known++
			}
		}
		if known > most {
			best, most = separator, known
		}
	}
	return best
}

func (r *Row) fail(column string, code registry.Code, args ...string) {
	r.Faults = append(r.Faults, field(column, code, args...))
}

func field(name string, code registry.Code, args ...string) registry.Field {
	f := registry.Field{Name: name, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = registry.Args{}
		}
		f.Args[args[i]] = args[i+1]
	}
	return f
}

func refuse(code registry.Code, args ...string) *registry.Error {
	return &registry.Error{Code: code, Args: field("", code, args...).Args}
}
