package ruleimport

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Book is all sheets of a file, as a draft keeps them. No personal number stands in it.
type Book struct {
	Tables []*Table // the first is the one chosen until somebody chooses another
}

// Table is the sheet of a name; the first for a name that the file does not have.
func (b Book) Table(name string) *Table {
	for _, t := range b.Tables {
		if t.Sheet == name {
			return t
		}
	}
	return b.Tables[0]
}

// Sheets are the names of the sheets, where there are more than one.
func (b Book) Sheets() (names []string) {
	if len(b.Tables) > 1 {
		for _, t := range b.Tables {
			names = append(names, t.Sheet)
		}
	}
	return names
}

// Pack writes a book as a draft keeps it: what looks like a personal number is
// taken out before anything is stored.
func (b Book) Pack() ([]byte, error) {
	for _, t := range b.Tables {
		for _, row := range t.Rows {
			for i := range row.Cells {
				row.Cells[i].Text = mask(row.Cells[i].Text)
			}
		}
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := json.NewEncoder(z).Encode(b); err != nil {
		return nil, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	if err := z.Close(); err != nil {
		return nil, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	return out.Bytes(), nil
}

// Unpack reads what Pack wrote.
func Unpack(packed []byte) (Book, error) {
	var b Book
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		err = json.NewDecoder(z).Decode(&b)
	}
	if err == nil && len(b.Tables) == 0 {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return b, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	return b, nil
}

// Headers is a digest of the names of a sheet's columns: sheets that have the same
// names are likely to mean the same by them.
func (t *Table) Headers() string {
	var names []string
	if at := t.header(); at < len(t.Rows) {
		for _, c := range t.Rows[at].Cells {
			if name := Plain(c.Text); name != "" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return registry.Digest([]byte(strings.Join(names, "\x00")))
}

// corrected is the sheet with cells that somebody has corrected.
func (t *Table) corrected(cells map[int]map[int]string) *Table {
	if len(cells) == 0 {
		return t
	}
	out := *t
	out.Rows = slices.Clone(t.Rows)
	for i, row := range out.Rows {
		changes := cells[row.Number]
		if len(changes) == 0 {
			continue
		}
		row.Cells = slices.Clone(row.Cells)
		for at, text := range changes {
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, Cell{})
			}
			row.Cells[at] = Cell{Text: text}
		}
		out.Rows[i] = row
	}
	return &out
}
