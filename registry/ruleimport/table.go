package ruleimport

import "strings"

// Table is a sheet as texts, before anybody asks what they mean. What reads
// files makes it (internal/sheet).
type Table struct {
	Sheet       string   // its name; empty when the file has but one and no name for it
	Sheets      []string // all that the file has, in its order
	Rows        []Record
	Windows1252 bool // the file is not UTF-8 and was read as Windows-1252
	Trailing    bool // rows ended in separators with nothing behind them, which are dropped
	Hidden      bool // rows or columns of it are hidden; they are there all the same
	From1904    bool // it counts days from 1904, as old Macs did
}

// Record is a row of a sheet.
type Record struct {
	Number int // in the spreadsheet: the header is 1 when it stands first, and empty rows count
	Line   int // in the file; 0 when the file has no lines
	Cells  []Cell
}

// Cell is one cell, with the white space that it has in the file.
type Cell struct {
	Text    string
	Number  bool // the sheet holds a number: a point in Text is a decimal point
	Formula bool // the sheet holds a formula; Text is what it last came to, or its own text
}

// Empty says whether a row holds nothing but white space.
func (r Record) Empty() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

// mostAbove bounds how far down the names of the columns are looked for.
const mostAbove = 30

// header is the place of the row that names the columns; len(t.Rows) when nothing
// stands in the sheet. It is the first that holds anything, unless that names no
// two columns and one further down names more: a sheet has its title there, and who
// sent it. Of rows that name nothing known it is the first with more than one cell.
func (t *Table) header() int {
	first, wide, best, named := len(t.Rows), -1, -1, 1
	for i, row := range t.Rows[:min(len(t.Rows), mostAbove)] {
		if row.Empty() {
			continue
		}
		filled, known := row.names()
		if first == len(t.Rows) {
			if first = i; known > 1 {
				return first
			}
		}
		if filled > 1 && wide < 0 {
			wide = i
		}
		if known > named {
			best, named = i, known
		}
	}
	switch {
	case best >= 0:
		return best
	case wide >= 0:
		return wide
	}
	for i := first; i < len(t.Rows); i++ { // below many empty rows
		if !t.Rows[i].Empty() {
			return i
		}
	}
	return first
}

// names are how many cells of a row hold a text, and how many of them are names of
// columns that are known.
func (r Record) names() (filled, known int) {
	for _, c := range r.Cells {
		name := strings.Join(strings.Fields(c.Text), " ")
		if name == "" {
			continue
		}
		filled++
		if _, how := Match(nil).match(name, isOwn(r)); how >= Synonym {
			known++
		}
	}
	return filled, known
}
