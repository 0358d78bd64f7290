package ruleimport

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// State is what will become of a row.
type State string

const (
	StateError     State = "error"     // must be corrected or left out
	StateChoose    State = "choose"    // is about a rule that is there, or like one: nobody has said what it is to do
	StateNew       State = "new"       // becomes a rule
	StateUpdate    State = "update"    // changes a rule, as somebody has said
	StateUnchanged State = "unchanged" // says what the register says
	StateLeftOut   State = "left_out"
	StateSkipped   State = "skipped" // empty, or the same as another row
)

// StateWarning is no state of its own: rows that somebody must say yes to.
const StateWarning State = "warning"

// States are all that rows can be asked for by, in the order in which they need somebody.
var States = []State{StateError, StateChoose, StateWarning, StateNew, StateUpdate, StateUnchanged, StateLeftOut, StateSkipped}

// Planned is a row with what will become of it.
type Planned struct {
	*Row
	State   State
	Rule    *registry.Rule // that it is about, or is like; nil: none
	Title   string         // of that rule
	ByLike  bool           // nobody has said so: the two are alike
	Changes []Difference   // of that rule
	after   registry.NewRule
}

// Warned says that somebody must say yes to the row: it is stored with a warning,
// or it says what an import does not change, and then nothing comes of that.
func (p Planned) Warned() bool {
	return (p.State == StateNew || p.State == StateUpdate || p.State == StateUnchanged) && len(p.Warnings()) > 0
}

// Is says whether a row is among those of a state; all are among "".
func (p Planned) Is(s State) bool {
	return s == "" || s == p.State || s == StateWarning && p.Warned()
}

// Preview is what a draft would do: a pure function of its file, its choices and
// the register.
type Preview struct {
	Draft   registry.ImportDraft
	Choices Choices
	Table   *Table // as corrected
	File    *File
	Rows    []Planned
	Totals  map[State]int
	Today   registry.Day
	Sheets  []string // of the file, when it has more than one

	original *Table
}

// Faults are what keeps the whole sheet out. A column that new rules need is
// missed only where there are new rules.
func (p *Preview) Faults() []registry.Field {
	return slices.DeleteFunc(p.File.Faults(), func(f registry.Field) bool {
		return f.Code == registry.CodeColumnMissing && !p.wantsRules()
	})
}

func (p *Preview) wantsRules() bool {
	return slices.ContainsFunc(p.Rows, func(r Planned) bool {
		return r.State == StateNew || (r.State == StateError || r.State == StateChoose) && r.Rule == nil
	})
}

// Stored is how many rows change the register.
func (p *Preview) Stored() int { return p.Totals[StateNew] + p.Totals[StateUpdate] }

// Digest names what the preview would do to which rules: who confirms says which
// preview they have seen.
func (p *Preview) Digest() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d\n", p.Draft.Edit, p.Today)
	for _, r := range p.Rows {
		fmt.Fprintf(&b, "%d %s", r.Number, r.State)
		if r.Rule != nil {
			fmt.Fprintf(&b, " %s %d", r.Rule.Number, r.Rule.Edit)
		}
		b.WriteByte('\n')
	}
	return registry.Digest([]byte(b.String()))
}

// Row is a row by its number in the spreadsheet; CodeNotFound.
func (p *Preview) Row(number int) (Planned, error) {
	for _, r := range p.Rows {
		if r.Number == number {
			return r, nil
		}
	}
	return Planned{}, &registry.Error{Code: registry.CodeNotFound}
}

// work works a draft's sheet out against the register.
func (k *kept) work(r registry.Reader, reach registry.Reach, d registry.ImportDraft, c Choices) (*Preview, error) {
	original := k.book.Table(c.Sheet)
	table := original.corrected(c.Cells)
	p := &Preview{Draft: d, Choices: c, Table: table, original: original, Totals: map[State]int{}, Today: r.Today(),
		Sheets: k.book.Sheets()}
	laws, err := r.Laws()
	if err != nil {
		return nil, err
	}
	if p.File, err = Read(table, Options{Today: p.Today, Check: c.check(), Match: c.Match, Area: c.Area, Unit: c.Unit, Laws: laws,
		LeaveOut: func(row int) bool { return c.Rows[row].LeaveOut }, before: &k.before, row: func() { k.row.Add(1) }}); err != nil {
		return nil, err
	}
	if err := k.there.read(r, p.numbers(), p.saysMore()); err != nil {
		return nil, err
	}
	alike, err := k.findAlike(r, reach, p)
	if err != nil {
		return nil, err
	}
	taken := map[registry.Number]int{} // the row that updates a rule
	for i := range p.File.Rows {
		row := Planned{Row: &p.File.Rows[i]}
		p.decide(&row, k.there, alike[row.Number], reach)
		if row.Rule != nil && row.State == StateUpdate {
			if first, twice := taken[row.Rule.Number]; twice {
				row.fail("", CodeRuleTwice, "number", row.Rule.Number.String(), "row", strconv.Itoa(first))
				row.State = StateError
			} else {
				taken[row.Rule.Number] = row.Number
			}
		}
		p.Rows = append(p.Rows, row)
		p.Totals[row.State]++
		if row.Warned() {
			p.Totals[StateWarning]++
		}
	}
	return p, nil
}

// numbers are those of the rules that rows are about.
func (p *Preview) numbers() (numbers []registry.Number) {
	for _, row := range p.File.Rows {
		if row.Skipped {
			continue
		}
		if n := row.Rule.Number; n != 0 {
			numbers = append(numbers, n)
		}
		if n := p.Choices.Rows[row.Number].Update; n != 0 {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// saysMore says whether the sheet has columns of what an import does not change of
// a rule, so that what stands there must be known.
func (p *Preview) saysMore() bool {
	return slices.ContainsFunc(p.File.Columns, func(c Column) bool {
		return c.target != nil && (c.Field == columnBases || c.Field == columnFloor || c.Field == columnIncrement || strings.HasPrefix(c.target.field, "justification."))
	})
}

// decide says what will become of a row.
func (p *Preview) decide(row *Planned, there *present, like registry.Number, reach registry.Reach) {
	deed := p.Choices.Rows[row.Number]
	switch {
	case deed.LeaveOut:
		row.State = StateLeftOut
		return
	case row.Skipped:
		row.State = StateSkipped
		return
	}
	about := row.Row.Rule.Number
	if _, is := there.rules[about]; !is {
		about = deed.Update
	}
	rule, is := there.rules[about]
	switch {
	case is:
		p.change(row, rule, deed, reach)
	case like != 0 && !deed.New:
		rule := there.rules[like]
		row.ByLike = true
		p.change(row, rule, deed, reach)
		row.State = StateChoose
		row.find(Warning, "", CodeRuleAlike, "number", like.String(), "title", clip(row.Title))
	default:
		row.State = StateNew
		if len(row.Faults()) == 0 && !reach.Has(row.Row.Rule.Catalogue) {
			row.fail(p.nameOf("område"), registry.CodeForbidden)
		}
	}
	if len(row.Faults()) > 0 {
		row.State = StateError
	}
}

// change works out what a row changes of a rule that is there.
func (p *Preview) change(row *Planned, rule known, deed Deed, reach registry.Reach) {
	row.Rule, row.Title = &rule.Rule, rule.latest.Title
	var kept []string
	row.after, row.Changes, kept = update(row.Row, rule)
	if !row.ByLike {
		p.forgive(row)
	}
	if !reach.Has(rule.Catalogue) || !reach.Has(row.after.Catalogue) {
		row.fail(p.nameOf("område"), registry.CodeForbidden)
	}
	switch {
	case len(row.Changes) == 0:
		row.State = StateUnchanged
		row.Findings = slices.DeleteFunc(row.Findings, func(f Finding) bool { return f.Severity != Error })
	case deed.Update == rule.Number && deed.Edit == rule.Edit:
		row.State = StateUpdate
	default:
		row.State = StateChoose
		if deed.Update == rule.Number {
			row.find(Warning, "", CodeRuleChanged, "number", rule.Number.String())
		}
	}
	for _, column := range kept {
		row.find(Warning, p.nameOf(column), CodeNotUpdated)
	}
}

// forgive takes back that a row lacks what the rule has: an empty cell leaves it
// as it is. What is wrong with the rule that comes of it is said instead.
func (p *Preview) forgive(row *Planned) {
	row.Findings = slices.DeleteFunc(row.Findings, func(f Finding) bool {
		return f.Severity == Error && slices.Contains([]registry.Code{registry.CodeRequired, CodeTitleMissing, CodeDemandMissing}, f.Code)
	})
	said := row.Faults()
	for _, err := range []error{row.after.Catalogue.Check(), row.after.Text.Check()} {
		for _, f := range faultsOf(err) {
			for _, c := range allColumns {
				if c.field == f.Name {
					f.Name = p.nameOf(c.name)
				}
			}
			if !atFault(said, f.Name) {
				row.Findings = append(row.Findings, Finding{f, Error})
			}
		}
	}
}

// nameOf is what the sheet calls a field.
func (p *Preview) nameOf(field string) string {
	for _, c := range p.File.Columns {
		if c.Field == field {
			return c.Header
		}
	}
	return field
}

// SheetCell is a cell of a row as it can be corrected.
type SheetCell struct {
	Header    string // or the letter of a column without a name
	Text      string // as corrected
	Corrected bool
}

// Cells are all cells of a row.
func (p *Preview) Cells(row int) []SheetCell {
	var names []Cell
	if at := p.Table.header(); at < len(p.Table.Rows) {
		names = p.Table.Rows[at].Cells
	}
	for _, r := range p.Table.Rows {
		if r.Number != row {
			continue
		}
		cells := make([]SheetCell, max(len(names), len(r.Cells)))
		for i := range cells {
			cells[i].Header = columnLetter(i)
			if i < len(names) {
				if name := strings.Join(strings.Fields(names[i].Text), " "); name != "" {
					cells[i].Header = clip(name)
				}
			}
			if i < len(r.Cells) {
				cells[i].Text = r.Cells[i].Text
			}
			_, cells[i].Corrected = p.Choices.Cells[row][i]
		}
		return cells
	}
	return nil
}

// Correct is Choices.Correct of the preview's own sheet.
func (p *Preview) Correct(c *Choices, row, at int, text string) error {
	return c.Correct(p.original, row, at, text)
}
