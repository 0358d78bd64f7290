package ruleimport

import "strings"

// Table is a sheet as texts, before anybody asks what they mean. What reads
// files makes it (internal/sheet).
type Table struct {
	Sheet       string   // its name; empty when the file has but one and no name for it
	Sheets      []string // all that the file has, in its order
	Rows        []Record // the first that holds anything is the header
	Windows1252 bool     // the file is not UTF-8 and was read as Windows-1252
	Trailing    bool     // rows ended in separators with nothing behind them, which are dropped
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
	Formula bool // the sheet holds a formula; Text is its own text and nobody has worked it out
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
