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
	"golang.org/x/text/encoding/unicode"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

func readCSV(content []byte) (*ruleimport.Table, error) {
	out := &ruleimport.Table{}
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
		if err != nil {
			return nil, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
		}
		content = decoded
	}
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
	content, said := saidSeparator(content)
	above := 0                              // lines that are no row of the sheet
	comma, above := separatorOf(content), 0 // lines that are no row of the sheet
	if said != 0 {
		comma, above = rune(said), 1
	}
	rows, err := parse(content, comma, above, false)
	if errors.Is(err, csv.ErrBareQuote) { // 5" means inches to somebody
		rows, err = parse(content, comma, above, true)
	}
	out.Rows = rows
	return out, refusal(err)
}

// refusal is a fault of the text as the register tells it.
func refusal(err error) error {
	var known *registry.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
}

// parse reads the rows. A lazy one takes a quotation mark within a cell as it is,
// and refuses what may come of one that was never closed.
func parse(content []byte, comma rune, above int, lazy bool) ([]ruleimport.Record, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, lazy
	var rows table
	breaks := 0 // line breaks inside the cells read so far
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows.rows, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			e := refuse(registry.CodeQuoteInvalid, "row", strconv.Itoa(wrong.StartLine-breaks))
			e.Err = wrong.Err
			return nil, e
		} else if err != nil {
			return nil, err
		}
		// The reader passes over empty lines; lines are what tells how many.
		line, _ := r.FieldPos(0)
		rec := ruleimport.Record{Number: line - breaks, Line: line + above, Cells: make([]ruleimport.Cell, len(cells))}
		for i, c := range cells {
			if lazy && strings.Contains(c, "\n") && strings.ContainsRune(c, comma) {
				return nil, refuse(registry.CodeQuoteInvalid, "row", strconv.Itoa(rec.Number))
			}
			breaks += strings.Count(c, "\n")
			rec.Cells[i].Text = c
		}
		if err := rows.add(rec); err != nil {
			return nil, err
		}
	}
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

// saidSeparator takes off a first line such as "sep=;", by which a file tells Excel
// what parts its cells; 0 when there is none.
func saidSeparator(content []byte) ([]byte, byte) {
	line, rest, _ := bytes.Cut(content, []byte("\n"))
	line = bytes.Trim(bytes.TrimSuffix(line, []byte("\r")), `"`)
	if said, is := bytes.CutPrefix(bytes.ToLower(line), []byte("sep=")); is && len(said) == 1 && bytes.IndexByte(separators, said[0]) >= 0 {
		return rest, said[0]
	}
	return content, 0
}

// separatorOf is the one that stands most often in the first row that holds any,
// outside of quotation marks.
func separatorOf(content []byte) rune {
	var count [256]int
	best := func() byte {
		best := separators[0]
		for _, s := range separators[1:] {
			if count[s] > count[best] {
				best = s
			}
		}
		return best
	}
	quoted := false
	for _, b := range content {
		if b == '"' {
			quoted = !quoted
		} else if b == '\n' && !quoted {
			if count[best()] > 0 {
				break
			}
		} else if !quoted {
			count[b]++
		}
	}
	return rune(best())
}
