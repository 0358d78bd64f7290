package ruleimport

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// cell is one cell on its way into a rule.
type cell struct {
	Cell
	column string // as the sheet calls it
	field  string
	text   string // without the white space around it
	rule   *registry.NewRule
	row    *Row
	today  registry.Day
	laws   registry.Laws
	danish bool // the column writes some days the Danish way

	from1904 bool // a number that is a day is one since 1904
}

func (c *cell) fail(code registry.Code, args ...string) { c.row.fail(c.column, code, args...) }
func (c *cell) warn(code registry.Code, args ...string) {
	c.row.find(Warning, c.column, code, args...)
}
func (c *cell) tell(code registry.Code, args ...string) { c.row.find(Info, c.column, code, args...) }

// note keeps a text that has no field of its own beside where the rule comes from.
func (c *cell) note() {
	source := &c.rule.Catalogue.Source
	if *source != "" {
		*source += " | "
	}
	*source += c.column + ": " + c.text
}

// read makes a rule of a record, with everything there is to say about it, or
// takes what it came to before.
func (r *reader) read(rec Record, row *Row) {
	b := r.options.before
	if b == nil {
		r.readAnew(rec, row)
		return
	}
	known, is := b.rows[rec.Number]
	if !is || !slices.Equal(known.cells, rec.Cells) {
		r.readAnew(rec, row)
		known = reading{rec.Cells, *row}
		b.rows[rec.Number] = known
	}
	*row = known.row
	row.Findings = slices.Clone(row.Findings) // there is more to say of it
}

func (r *reader) readAnew(rec Record, row *Row) {
	if r.cprIn(row, rec) {
		return // no other finding may quote the number
	}
	rule := &row.Rule
	rule.Check = r.options.Check
	rule.Catalogue.Effort.Evidence = registry.NotQuantified
	filled := map[string]bool{}
	row.filled = filled
	stray := false
	var notes []*cell // after the fields: the source is one
	for i, given := range rec.Cells {
		c := &cell{Cell: given, text: undefused(strings.TrimSpace(given.Text)), rule: rule, row: row, today: r.options.Today, laws: r.options.Laws, danish: r.danish[i], from1904: r.table.From1904 && given.Number}
		if c.text == "" {
			continue
		}
		var col *Column
		if i < len(r.columns) {
			col = r.columns[i]
		}
		if col == nil {
			if !stray { // one is enough to go and look
				row.find(Warning, columnLetter(i), registry.CodeCellStray)
			}
			stray = true
			continue
		}
		c.column, c.field = col.Header, col.Field
		if strings.ContainsRune(c.text, 0) {
			c.fail(registry.CodeTextInvalid)
			continue
		}
		c.look(r.table.Windows1252)
		switch {
		case col.Field == Note:
			notes = append(notes, c)
		case col.target != nil:
			filled[col.Field] = true
			col.target.set(c)
		}
	}
	r.spread(row)
	for _, c := range notes {
		c.note()
	}
	if rule.Catalogue.Area == "" {
		rule.Catalogue.Area = r.options.Area
	}
	if rule.Catalogue.Unit == "" {
		rule.Catalogue.Unit = r.options.Unit
	}
	r.completeEffort(row, filled)
	r.proposeFrequency(row, filled)
	r.judge(row, filled)
}

// look finds what is worth a word in a cell whatever it is for.
func (c *cell) look(old bool) {
	first := c.text[0]
	if c.Formula && first != '=' {
		c.tell(CodeFormulaValue, "value", clip(c.text))
	} else if first == '=' || first == '@' || first == '+' ||
		first == '-' && len(c.text) > 1 && !strings.ContainsRune("0123456789 -,.", rune(c.text[1])) {
		c.warn(CodeFormula)
	}
	if strings.Contains(c.text, "\n") {
		c.tell(CodeLineBreak)
	}
	if old && strings.ContainsFunc(c.text, func(r rune) bool { return r > 0xff }) {
		c.tell(CodeWindows1252)
	}
}

// judge adds what the register would refuse. A cell that could not be read has
// said so already, and left nothing to judge.
func (r *reader) judge(row *Row, filled map[string]bool) {
	said := row.Faults()
	for _, f := range faultsOf(row.Rule.Validate(r.options.Today)) {
		empty := f.Code == registry.CodeRequired
		switch {
		case f.Name == "title" && empty:
			f.Code = CodeTitleMissing
		case f.Name == "demand" && empty:
			f.Code = CodeDemandMissing
		}
		missing := f.Code == registry.CodeChoiceInvalid
		for _, c := range allColumns {
			missing = missing && (c.field != f.Name || !filled[c.name])
		}
		f.Name = r.columnOf(f.Name)
		if missing {
			f = field(f.Name, registry.CodeRequired)
		}
		whole, _, _ := strings.Cut(f.Name, ":")
		if !atFault(said, f.Name) && !atFault(said, whole) {
			row.Findings = append(row.Findings, Finding{f, Error})
		}
	}
}

// completeEffort reads one figure as the whole range, and asks for the grade of
// figures and the figures of a grade. A sheet without grades holds what the
// administration reckons.
func (r *reader) completeEffort(row *Row, filled map[string]bool) {
	effort := &row.Rule.Catalogue.Effort
	if effort.MinutesTo == 0 && filled["minutter_fra"] && !filled["minutter_til"] {
		effort.MinutesTo = effort.MinutesFrom
	}
	if effort.TimesTo == 0 && filled["gange_fra"] && !filled["gange_til"] {
		effort.TimesTo = effort.TimesFrom
	}
	if !r.has["byrde_grundlag"] && effort.MinutesTo > 0 {
		effort.Evidence = registry.AdminEstimate
	}
	if filled["byrde_grundlag"] && effort.Evidence != registry.NotQuantified &&
		!filled["minutter_fra"] && !filled["minutter_til"] {
		row.fail(r.nameOf("minutter_fra"), registry.CodeRequired)
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

// columnLetter names a column without a name as the spreadsheet does: A, Z, AA.
func columnLetter(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// choose reads a choice. For a word that is not known, like may propose one,
// which somebody must confirm under the code.
func choose[T ~string](c *cell, to *T, words []word[T], code registry.Code, like func(string) T) {
	is := plain(c.text)
	for _, w := range words {
		if is == plain(w.text) || is == string(w.value) {
			if c.Text != c.text || strings.Contains(c.text, "  ") {
				c.tell(CodeSpelling, "value", w.text)
			}
			*to = w.value
			return
		}
	}
	if like != nil {
		if *to = like(c.text); *to != "" {
			c.warn(code, "value", clip(c.text), "nearest", wordOf(words, *to))
			return
		}
	}
	c.fail(registry.CodeChoiceInvalid, "value", clip(c.text), "choices", choicesOf(words))
}

func wordOf[T ~string](words []word[T], value T) string {
	for _, w := range words {
		if w.value == value {
			return w.text
		}
	}
	return string(value)
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

// owner reads a post without what a list says of it.
func (c *cell) owner() {
	post := c.text
	for _, vacant := range []string{" (ledig)", " (vacant)"} {
		post = strings.TrimSuffix(post, vacant)
	}
	c.rule.Catalogue.Owner = post
}

func (c *cell) number(to *registry.Number) {
	n, err := registry.ParseNumber(c.text)
	if err != nil {
		c.fail(registry.CodeNumberInvalid, "value", clip(c.text))
		return
	}
	if c.Text != c.text {
		c.tell(CodeSpace)
	}
	*to = n
}

func (c *cell) kle() {
	entry := registry.Catalogue{KLE: c.text}
	if slices.ContainsFunc(faultsOf(entry.Check()), func(f registry.Field) bool { return f.Name == "kle" }) {
		c.warn(CodeKLE, "value", clip(c.text))
		return
	}
	c.rule.Catalogue.KLE = c.text
}

// A figure has a decimal comma, or a point that cannot be taken for the mark of
// thousands; with that mark it is worth a look.
var (
	figureForm    = regexp.MustCompile(`^\d{1,9}(\.\d{1,2}|,\d{1,15})?$`)
	thousandsForm = regexp.MustCompile(`^\d{1,3}(\.\d{3}){1,2}(,\d{1,2})?$`)
	rangeForm     = regexp.MustCompile(`^(\S+?) ?(?:-|–|—|til) ?(\S+)$`)
	figureNoise   = regexp.MustCompile(`(?i)^(ca\.?|cirka|omkring|højst|mindst)\s*|\s*(min\.?|minutter|minut)$`)
)

// figure is a number of a cell; ok is false for anything else.
func figure(s string) (f float64, ok bool) {
	if !figureForm.MatchString(s) && !thousandsForm.MatchString(s) {
		return 0, false
	}
	if strings.Contains(s, ",") || thousandsForm.MatchString(s) {
		s = strings.NewReplacer(".", "", ",", ".").Replace(s)
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

func (c *cell) minutes(to *float64) {
	if c.Number {
		f, err := strconv.ParseFloat(c.text, 64)
		if err != nil || f < 0 {
			c.fail(CodeNegative, "value", clip(c.text))
			return
		}
		*to = f
		return
	}
	text := strings.TrimSpace(figureNoise.ReplaceAllString(c.text, ""))
	if f, ok := figure(text); ok {
		switch {
		case thousandsForm.MatchString(text):
			c.warn(CodeUnlikely, "value", clip(c.text), "figure", strconv.FormatFloat(f, 'f', -1, 64))
		case strings.Contains(text, ","):
			c.tell(CodeDecimalComma, "value", clip(c.text))
		}
		*to = f
		return
	}
	if _, ok := figure(strings.TrimPrefix(text, "-")); ok {
		if text == "-0" {
			return
		}
		c.fail(CodeNegative, "value", clip(c.text))
		return
	}
	if m := rangeForm.FindStringSubmatch(text); m != nil && to == &c.rule.Catalogue.Effort.MinutesFrom {
		from, ok := figure(m[1])
		until, also := figure(m[2])
		if ok && also {
			c.rule.Catalogue.Effort.MinutesFrom, c.rule.Catalogue.Effort.MinutesTo = from, until
			c.warn(CodeRange, "value", clip(c.text), "least", m[1], "most", m[2])
			return
		}
	}
	c.fail(registry.CodeFigureInvalid, "value", clip(c.text))
}

func (c *cell) count(to *int) {
	n, err := strconv.ParseInt(c.text, 10, 32)
	switch {
	case err != nil:
		c.fail(registry.CodeFigureInvalid, "value", clip(c.text))
	case n < 0:
		c.fail(CodeNegative, "value", clip(c.text))
	default:
		*to = int(n)
	}
}

// times reads a number of times; a cell of the spreadsheet's own has a point.
func (c *cell) times(to *float64) {
	n, ok := figure(c.text)
	if c.Number {
		var err error
		n, err = strconv.ParseFloat(c.text, 64)
		ok = err == nil && n >= 0
	}
	effort := &c.rule.Catalogue.Effort
	if m := rangeForm.FindStringSubmatch(c.text); m != nil && !ok && to == &effort.TimesFrom {
		from, first := figure(m[1])
		until, last := figure(m[2])
		if first && last {
			effort.TimesFrom, effort.TimesTo = from, until
			c.tell(CodeRange, "value", clip(c.text), "least", m[1], "most", m[2])
			return
		}
	}
	if !ok {
		c.fail(registry.CodeFigureInvalid, "value", clip(c.text))
		effort.TimesFrom, effort.TimesTo = 1, 1 // nothing further is missing
		return
	}
	*to = n
}

func (c *cell) when() {
	days, err := registry.ParseYearDays(c.text)
	if err != nil {
		c.fail(registry.CodeMonthInvalid, "value", clip(c.text))
		return
	}
	c.rule.Catalogue.Effort.When = days
}

// clip shortens what a message quotes.
func clip(s string) string {
	const longest = 60
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	return string(r[:longest]) + "…"
}
