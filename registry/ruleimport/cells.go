package ruleimport

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// cell is one cell on its way into a rule.
type cell struct {
	column string
	text   string
	rule   *registry.NewRule
	row    *Row
}

func (c *cell) fail(code registry.Code, args ...string) { c.row.fail(c.column, code, args...) }

// readRow makes a rule of a record, with everything that is wrong with it.
func readRow(rec record, columns []*column, today registry.Day, check *registry.LegalCheck) Row {
	row := Row{Number: rec.row}
	if cprIn(&row, rec, columns) {
		return row // no other fault may quote the number
	}
	row.Rule.Check = check
	row.Rule.Catalogue.Effort.Evidence = registry.NotQuantified
	filled := map[string]bool{}
	stray := false
	for i, text := range rec.cells {
		if text == "" {
			continue
		}
		col := columnAt(columns, i)
		switch {
		case col == nil && stray: // one is enough to go and look
		case col == nil:
			stray = true
			row.fail(columnLetter(i), registry.CodeCellStray)
		case strings.ContainsRune(text, 0):
			row.fail(col.name, registry.CodeTextInvalid)
		default:
			filled[col.name] = true
			col.set(&cell{column: col.name, text: text, rule: &row.Rule, row: &row})
		}
	}
	completeEffort(&row, filled)
	// A cell that could not be read has said so already, and left nothing to judge.
	said := len(row.Faults)
	for _, f := range faultsOf(row.Rule.Validate(today)) {
		f.Name = columnOf(f.Name)
		if f.Code == registry.CodeChoiceInvalid && !filled[f.Name] {
			f = field(f.Name, registry.CodeRequired)
		}
		basis, _, _ := strings.Cut(f.Name, ":")
		if !atFault(row.Faults[:said], f.Name) && !atFault(row.Faults[:said], basis) {
			row.Faults = append(row.Faults, f)
		}
	}
	return row
}

// completeEffort reads one figure as the whole range, and asks for the grade of
// figures and the figures of a grade.
func completeEffort(row *Row, filled map[string]bool) {
	effort := &row.Rule.Catalogue.Effort
	if filled["minutter_fra"] && !filled["minutter_til"] {
		effort.MinutesTo = effort.MinutesFrom
	}
	if filled["byrde_grundlag"] && effort.Evidence != registry.NotQuantified &&
		!filled["minutter_fra"] && !filled["minutter_til"] {
		row.fail("minutter_fra", registry.CodeRequired)
	}
}

func atFault(faults []registry.Field, column string) bool {
	return slices.ContainsFunc(faults, func(f registry.Field) bool { return f.Name == column })
}

func faultsOf(err error) []registry.Field {
	var e *registry.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func columnAt(columns []*column, i int) *column {
	if i < len(columns) {
		return columns[i]
	}
	return nil
}

// columnLetter names a column without a name as the spreadsheet does: A, Z, AA.
func columnLetter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

func choose[T ~string](c *cell, to *T, words []word[T]) {
	for _, w := range words {
		if is := plain(c.text); is == plain(w.text) || is == string(w.value) {
			*to = w.value
			return
		}
	}
	c.fail(registry.CodeChoiceInvalid, "value", clip(c.text), "choices", choicesOf(words))
}

func choicesOf[T ~string](words []word[T]) string {
	var shown []string
	var seen []T
	for _, w := range words {
		if !slices.Contains(seen, w.value) {
			seen, shown = append(seen, w.value), append(shown, w.text)
		}
	}
	return strings.Join(shown, ", ")
}

func (c *cell) number(to *registry.Number) {
	n, err := registry.ParseNumber(c.text)
	if err != nil {
		c.fail(registry.CodeNumberInvalid, "value", clip(c.text))
		return
	}
	*to = n
}

func (c *cell) day(to *registry.Day) {
	d, err := parseDay(c.text)
	if err != nil || d >= registry.LastDay { // the last day there is means that none is known
		c.fail(registry.CodeDayInvalid, "value", clip(c.text))
		return
	}
	*to = d
}

var danishDay = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$`)

// parseDay reads 2022-01-17 and 17-01-2022 (also with / or . between).
func parseDay(s string) (registry.Day, error) {
	if m := danishDay.FindStringSubmatch(s); m != nil {
		s = fmt.Sprintf("%s-%02s-%02s", m[3], m[2], m[1])
	}
	return registry.ParseDay(s)
}

// A figure has a decimal comma, or a point that cannot be taken for the mark of
// thousands; that mark is understood beside a comma alone.
var figureForm = regexp.MustCompile(`^-?(\d{1,9}([.,]\d{1,2})?|\d{1,3}(\.\d{3}){1,2},\d{1,2})$`)

func (c *cell) minutes(to *float64) {
	if !figureForm.MatchString(c.text) {
		c.fail(registry.CodeFigureInvalid, "value", clip(c.text))
		return
	}
	s := c.text
	if strings.Contains(s, ",") {
		s = strings.NewReplacer(".", "", ",", ".").Replace(s)
	}
	*to, _ = strconv.ParseFloat(s, 64) // the form above always parses
}

func (c *cell) count(to *int) {
	n, err := strconv.ParseInt(c.text, 10, 32)
	if err != nil {
		c.fail(registry.CodeFigureInvalid, "value", clip(c.text))
		return
	}
	*to = int(n)
}

// basisParts are the parts of one legal basis, in order.
var basisParts = []struct{ name, field string }{
	{"henvisning", "reference"}, {"virkning", "effect"}, {"fra", "from"}, {"til", "until"},
}

// bases reads henvisning~virkning~fra~til, several parted by " | ". The last
// day is inclusive; an empty one means that no end is known.
func (c *cell) bases() {
	for i, text := range strings.Split(c.text, "|") {
		parts := strings.Split(text, "~")
		if len(parts) != len(basisParts) {
			c.row.fail(basisColumn(i, ""), registry.CodeBasisForm, "value", clip(strings.TrimSpace(text)))
			c.rule.Bases = append(c.rule.Bases, registry.Basis{}) // keeps the count
			continue
		}
		at := func(part int) *cell {
			return &cell{column: basisColumn(i, basisParts[part].name), text: strings.TrimSpace(parts[part]), rule: c.rule, row: c.row}
		}
		b := registry.Basis{Reference: at(0).text, Until: registry.LastDay}
		if from := at(2); from.text == "" {
			from.fail(registry.CodeRequired)
		} else {
			from.day(&b.From)
		}
		choose(at(1), &b.Effect, effectWords)
		if until := at(3); until.text != "" && until.text != registry.LastDay.String() {
			var last registry.Day
			if until.day(&last); last != registry.NoDay {
				b.Until = last + 1
			}
		}
		c.rule.Bases = append(c.rule.Bases, b)
	}
}

// basisColumn names a part of the i-th basis of a cell: "retsgrundlag 2: til".
func basisColumn(i int, part string) string {
	name := columnBases + " " + strconv.Itoa(i+1)
	if part != "" {
		name += ": " + part
	}
	return name
}

var basisFieldForm = regexp.MustCompile(`^bases\[(\d+)\]\.(\w+)$`)

func basisField(field string) (i int, part string, ok bool) {
	m := basisFieldForm.FindStringSubmatch(field)
	if m == nil {
		return 0, "", false
	}
	i, _ = strconv.Atoi(m[1])
	for _, p := range basisParts {
		if p.field == m[2] {
			return i, p.name, true
		}
	}
	return i, m[2], true
}

// cprIn notes every cell of a record with what looks like a personal number.
func cprIn(row *Row, rec record, columns []*column) bool {
	for i, text := range rec.cells {
		if !cprLike(text) {
			continue
		}
		name := columnLetter(i)
		if col := columnAt(columns, i); col != nil {
			name = col.name
		}
		row.fail(name, registry.CodeCPR)
	}
	return len(row.Faults) > 0
}

var cprForm = regexp.MustCompile(`\d{6}[ \t\x{a0}]?[-\x{2010}-\x{2015}]?[ \t\x{a0}]?\d{4}`)

// cprLike finds ten digits that begin with a day, DDMMYY, with or without a
// dash; the control digit no longer holds for all and is not looked at. Days
// above 60 belong to people without a number of their own.
func cprLike(s string) bool {
	for at := 0; at < len(s); {
		m := cprForm.FindStringIndex(s[at:])
		if m == nil {
			return false
		}
		begin, end := at+m[0], at+m[1]
		alone := (begin == 0 || !digit(s[begin-1])) && (end == len(s) || !digit(s[end]))
		day, month := int(s[begin]-'0')*10+int(s[begin+1]-'0'), int(s[begin+2]-'0')*10+int(s[begin+3]-'0')
		if day > 60 {
			day -= 60
		}
		if alone && day >= 1 && day <= 31 && month >= 1 && month <= 12 {
			return true
		}
		at = begin + 1
	}
	return false
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// clip shortens what a message quotes.
func clip(s string) string {
	const longest = 60
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	return string(r[:longest]) + "…"
}
