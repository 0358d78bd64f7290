package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

func readCSV(content []byte) (*ruleimport.Table, error) {
	out := &ruleimport.Table{}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(content)
		if err != nil {
			return nil, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
		}
		content, out.Windows1252 = decoded, true
	}
	if bytes.IndexByte(content, '\n') < 0 { // lines as old Macs end them
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	if line := tooWide(content); line > 0 {
		return nil, refuse(registry.CodeColumnsMany, "limit", strconv.Itoa(MaxColumns), "line", strconv.Itoa(line))
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord = separatorOf(content), -1
	var rows table
	breaks := 0 // line breaks inside the cells read so far
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return nil, refuse(registry.CodeQuoteInvalid, "row", strconv.Itoa(wrong.StartLine-breaks))
		} else if err != nil {
			return nil, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
		}
		// The reader passes over empty lines; lines are what tells how many.
		line, _ := r.FieldPos(0)
		rec := ruleimport.Record{Number: line - breaks, Line: line, Cells: make([]ruleimport.Cell, len(cells))}
		for i, c := range cells {
			breaks += strings.Count(c, "\n")
			rec.Cells[i].Text = c
		}
		if err := rows.add(rec); err != nil {
			return nil, err
		}
	}
	out.Rows = rows.rows
	return out, nil
}

var separators = []byte{';', ',', '\t'}

// tooWide is the first line with more separators than a table can have, or 0:
// each makes a cell, which takes many times the memory of its sign.
func tooWide(content []byte) int {
	n := 0
	for line := range bytes.Lines(content) {
		n++
		for _, separator := range separators {
			if len(line) > maxParted && bytes.Count(line, []byte{separator}) > maxParted {
				return n
			}
		}
	}
	return 0
}

// separatorOf is the one that stands most often in the first row that holds
// anything, outside of quotation marks.
func separatorOf(content []byte) rune {
	content = bytes.TrimLeft(content, "\r\n")
	var count [256]int
	quoted := false
	for _, b := range content {
		if b == '"' {
			quoted = !quoted
		} else if b == '\n' && !quoted {
			break
		} else if !quoted {
			count[b]++
		}
	}
	best := separators[0]
	for _, s := range separators[1:] {
		if count[s] > count[best] {
			best = s
		}
	}
	return rune(best)
}
