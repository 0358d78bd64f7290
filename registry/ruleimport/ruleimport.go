// Package ruleimport makes a municipality's rules of a sheet, and says by row and
// column what it found there: what is wrong, what somebody must look at, and what
// was mended by the way.
//
// One row names the columns, in any order and in the words of many offices
// (columns.go), as a rule the first (Table.header); the officer may say otherwise
// (Match). Rows are numbered as in the spreadsheet, and empty rows count.
package ruleimport

import (
	"maps"
	"reflect"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Options are what the sender says about a sheet.
type Options struct {
	Today registry.Day         // bounds what can have been decided
	Check *registry.LegalCheck // of every rule; nil leaves them unchecked
	Match Match                // what the officer says of the columns
	Area  string               // of rules for which the sheet names none
	Unit  string               // as Area
	Laws  registry.Laws        // that references may name
	// LeaveOut says which rows are left out: they bear on no other row. nil: none.
	LeaveOut func(row int) bool

	before *readings // of the same table; nil: it is read for the first time
	row    func()    // hears of each row that is read; nil: nobody does
}

// readings are what rows by themselves came to, for columns that are taken for the
// same: the next time those are read that were corrected.
type readings struct {
	options Options
	columns []*Column
	danish  map[int]bool
	rows    map[int]reading // by their numbers
}

type reading struct {
	cells []Cell
	row   Row
}

// hold lets go of what was read in another way.
func (b *readings) hold(r *reader) {
	o := r.options
	o.LeaveOut, o.before = nil, nil
	if b.rows == nil || !reflect.DeepEqual(o, b.options) || !reflect.DeepEqual(r.columns, b.columns) || !maps.Equal(r.danish, b.danish) {
		o.Match = maps.Clone(o.Match)
		*b = readings{o, r.columns, r.danish, map[int]reading{}}
	}
}

// File is what a sheet holds, in its order.
type File struct {
	Columns  []Column  // those with a name
	Findings []Finding // about the sheet as a whole; with an error, no row can be stored
	Rows     []Row
}

// Row is one rule, or what is wrong with it.
type Row struct {
	Number   int // in the spreadsheet
	Line     int // in the file; 0 when it has no lines
	Rule     registry.NewRule
	Findings []Finding
	Skipped  bool // empty, or told by another row already

	filled             map[string]bool // the fields for which it has a text
	floors, increments string          // of its minima, before they are parted
}

// Severity says what a finding means for its row.
type Severity int

const (
	Info    Severity = iota // mended by the way
	Warning                 // can be stored when somebody has looked at it
	Error                   // cannot be stored before it is mended
)

// Finding is one thing to say about a row or a sheet. Its Name is the column as
// the sheet calls it, empty for the whole row.
type Finding struct {
	registry.Field
	Severity Severity
}

// Codes of findings that are no errors of a rule as such; those are registry's.
const (
	CodeCharset        registry.Code = "charset_guessed"
	CodeTrailing       registry.Code = "trailing_separators"
	CodeHidden         registry.Code = "hidden_read"
	CodeRowsAbove      registry.Code = "rows_above"            // row: of the names
	CodeColumns        registry.Code = "columns_matched"       // columns
	CodeColumnUnknown  registry.Code = "column_unmatched"      // column
	CodeColumnGuessed  registry.Code = "column_guessed"        // column, field
	CodeReference      registry.Code = "reference_without_eli" // value
	CodeReferenceNamed registry.Code = "reference_by_name"     // value, reference
	CodeEvidence       registry.Code = "evidence_assumed"
	CodeDecimalComma   registry.Code = "decimal_comma" // value
	CodeDayRead        registry.Code = "day_read"      // value, day
	CodeDayVague       registry.Code = "day_vague"     // value
	CodeDayAmbiguous   registry.Code = "day_ambiguous" // value, day
	CodeDayImpossible  registry.Code = "day_impossible"
	CodeDayFuture      registry.Code = "day_in_future"   // day
	CodeAdopterUnknown registry.Code = "adopter_unknown" // value, nearest
	CodeKindUnknown    registry.Code = "kind_unknown"    // value, nearest
	CodeRowEmpty       registry.Code = "row_empty"
	CodeRowTwice       registry.Code = "row_twice"   // row
	CodeRowSimilar     registry.Code = "row_similar" // row
	CodeLineBreak      registry.Code = "line_break"
	CodeFormula        registry.Code = "formula"
	CodeFormulaValue   registry.Code = "formula_value" // value
	CodeSpace          registry.Code = "space_trimmed"
	CodeSpelling       registry.Code = "spelling" // value
	CodeWindows1252    registry.Code = "windows_1252"
	CodeRange          registry.Code = "range_in_text"   // value
	CodeUnlikely       registry.Code = "figure_unlikely" // value, figure
	CodeNegative       registry.Code = "figure_negative"
	CodeKLE            registry.Code = "kle_form" // value
	CodeTitleMissing   registry.Code = "title_missing"
	CodeDemandMissing  registry.Code = "demand_missing"

	// What the register has to say of a row.
	CodeRuleAlike   registry.Code = "rule_alike"         // number, title
	CodeRuleChanged registry.Code = "rule_changed"       // number: since somebody said that the row is to update it
	CodeRuleTwice   registry.Code = "rule_updated_twice" // number, row
	CodeNotUpdated  registry.Code = "not_updated"
)

// Codes are all of the above.
var Codes = []registry.Code{CodeCharset, CodeTrailing, CodeHidden, CodeRowsAbove, CodeColumns, CodeColumnUnknown, CodeColumnGuessed, CodeReference, CodeReferenceNamed, CodeEvidence,
	CodeDecimalComma, CodeDayRead, CodeDayVague, CodeDayAmbiguous, CodeDayImpossible, CodeDayFuture, CodeAdopterUnknown, CodeKindUnknown,
	CodeRowEmpty, CodeRowTwice, CodeRowSimilar, CodeLineBreak, CodeFormula, CodeFormulaValue, CodeSpace, CodeSpelling, CodeWindows1252, CodeRange,
	CodeUnlikely, CodeNegative, CodeKLE, CodeFrequencyRead, CodeFrequencyUnread, CodeTitleMissing, CodeDemandMissing,
	CodeRuleAlike, CodeRuleChanged, CodeRuleTwice, CodeNotUpdated}

// Faults are what keeps a row out.
func (r Row) Faults() []registry.Field { return of(r.Findings, Error) }

// Warnings are what somebody must have looked at.
func (r Row) Warnings() []registry.Field { return of(r.Findings, Warning) }

// Faults are what keeps the whole sheet out.
func (f *File) Faults() []registry.Field { return of(f.Findings, Error) }

func of(findings []Finding, s Severity) (out []registry.Field) {
	for _, f := range findings {
		if f.Severity == s {
			out = append(out, f.Field)
		}
	}
	return out
}

// Good are the rules that can be stored, once their warnings are confirmed, and
// Bad the rows that cannot.
func (f *File) Good() []registry.NewRule {
	var good []registry.NewRule
	for _, r := range f.Rows {
		if !r.Skipped && len(r.Faults()) == 0 && len(f.Faults()) == 0 {
			good = append(good, r.Rule)
		}
	}
	return good
}

// Bad are the rows that cannot be stored.
func (f *File) Bad() []Row {
	var bad []Row
	for _, r := range f.Rows {
		if len(r.Faults()) > 0 {
			bad = append(bad, r)
		}
	}
	return bad
}

// Warned says how many warnings there are, about rows and the sheet.
func (f *File) Warned() int {
	n := len(of(f.Findings, Warning))
	for _, r := range f.Rows {
		n += len(r.Warnings())
	}
	return n
}

// Taken adds CodeNumberTaken to the rows whose numbers the register has used.
func (f *File) Taken(used func(registry.Number) bool) {
	name := ""
	for _, c := range f.Columns {
		if c.Field == columnNumber {
			name = c.Header
		}
	}
	for i := range f.Rows {
		if r := &f.Rows[i]; !r.Skipped && r.Rule.Number != 0 && used(r.Rule.Number) {
			r.fail(name, registry.CodeNumberTaken, "number", r.Rule.Number.String())
		}
	}
}

// Read makes rules of a sheet. What is to be said of it stands in the file that
// it gives; the only error is CodeNoRows, a sheet without a row below its header.
func Read(t *Table, o Options) (*File, error) {
	start := t.header()
	if len(t.Rows)-start < 2 {
		return nil, &registry.Error{Code: registry.CodeNoRows}
	}
	r := &reader{table: t, options: o, file: &File{}, first: map[string]int{}, rowOf: map[registry.Number]int{}}
	for _, above := range t.Rows[:start] {
		if !above.Empty() {
			r.find(Info, "", CodeRowsAbove, "row", strconv.Itoa(t.Rows[start].Number))
			break
		}
	}
	r.header(t.Rows[start], t.Rows[start+1:])
	if o.before != nil {
		o.before.hold(r)
	}
	for _, rec := range t.Rows[start+1:] {
		r.row(rec)
		if o.row != nil {
			o.row()
		}
	}
	r.alike()
	r.whole()
	return r.file, nil
}

// reader is a sheet on its way into a file.
type reader struct {
	table   *Table
	options Options
	file    *File
	columns []*Column       // by place; nil for one without a name
	own     bool            // a list that the register itself has written
	has     map[string]bool // the fields for which there is a column
	danish  map[int]bool    // the columns in which some day is written the Danish way
	first   map[string]int  // the row in which a content stands first
	rowOf   map[registry.Number]int
}

// row adds a row, or that it is one too many.
func (r *reader) row(rec Record) {
	row := Row{Number: rec.Number, Line: rec.Line}
	if rec.Empty() {
		row.Skipped = true
		row.find(Info, "", CodeRowEmpty)
		r.file.Rows = append(r.file.Rows, row)
		return
	}
	if r.options.LeaveOut != nil && r.options.LeaveOut(rec.Number) {
		r.read(rec, &row) // to be shown
		row.Skipped, row.Findings = true, nil
		r.file.Rows = append(r.file.Rows, row)
		return
	}
	var content strings.Builder
	for _, c := range rec.Cells {
		content.WriteString(strings.TrimSpace(c.Text))
		content.WriteByte(0)
	}
	key := strings.TrimRight(content.String(), "\x00")
	if first, seen := r.first[key]; seen {
		row.Skipped = true
		row.find(Warning, "", CodeRowTwice, "row", strconv.Itoa(first))
		r.file.Rows = append(r.file.Rows, row)
		return
	}
	r.first[key] = rec.Number
	r.read(rec, &row)
	if n := row.Rule.Number; n != 0 {
		if first, seen := r.rowOf[n]; seen {
			row.fail(r.nameOf(columnNumber), registry.CodeNumberTwice, "number", n.String(), "row", strconv.Itoa(first))
		} else {
			r.rowOf[n] = row.Number
		}
	}
	r.file.Rows = append(r.file.Rows, row)
}

// whole says what there is to say of all of the sheet.
func (r *reader) whole() {
	if r.table.Windows1252 {
		r.find(Info, "", CodeCharset)
	}
	if r.table.Hidden {
		r.find(Info, "", CodeHidden)
	}
	if r.table.Trailing {
		r.find(Info, "", CodeTrailing)
	}
	for _, row := range r.file.Rows {
		for _, f := range row.Findings {
			if f.Code == CodeReference {
				r.find(Warning, r.nameOf(columnBases), CodeReference, "value", f.Args["value"])
				return
			}
		}
	}
}

func (r *reader) find(s Severity, column string, code registry.Code, args ...string) {
	r.file.Findings = append(r.file.Findings, Finding{field(column, code, args...), s})
}

func (r *Row) find(s Severity, column string, code registry.Code, args ...string) {
	r.Findings = append(r.Findings, Finding{field(column, code, args...), s})
}

func (r *Row) fail(column string, code registry.Code, args ...string) {
	r.find(Error, column, code, args...)
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
