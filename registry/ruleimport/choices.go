package ruleimport

import (
	"encoding/json"

	"github.com/omvendt/omvendt/registry"
)

// Choices are all that somebody has said about a draft. With its file and the
// register they give its preview; nothing else does.
type Choices struct {
	Sender    string                 `json:"sender,omitempty"`
	Sheet     string                 `json:"sheet,omitempty"`
	Match     Match                  `json:"match,omitempty"`
	Area      string                 `json:"area,omitempty"` // of rules for which the sheet names none
	Unit      string                 `json:"unit,omitempty"`
	CheckedBy string                 `json:"checked_by,omitempty"` // of the bases of all new rules
	CheckedOn registry.Day           `json:"checked_on,omitzero"`
	TextFrom  registry.Day           `json:"text_from,omitzero"` // from when changed texts apply; NoDay: today
	Cells     map[int]map[int]string `json:"cells,omitempty"`    // corrections, by row and place in it
	Rows      map[int]Deed           `json:"rows,omitempty"`
}

// Deed is what somebody has said of a row. The zero Deed is nothing.
type Deed struct {
	LeaveOut bool            `json:"leave_out,omitempty"`
	New      bool            `json:"new,omitempty"`    // a rule of its own, though one is like it
	Update   registry.Number `json:"update,omitempty"` // this rule
	Edit     int             `json:"edit,omitempty"`   // of that rule, as it was seen
}

// ParseChoices reads the choices of a draft.
func ParseChoices(stored json.RawMessage) (Choices, error) {
	var c Choices
	if err := json.Unmarshal(stored, &c); err != nil {
		return c, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	return c, nil
}

// Stored is the choices as a draft keeps them.
func (c Choices) Stored() json.RawMessage {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // maps and texts always marshal
	}
	return b
}

// Check reports what is wrong with what was said of all rows. Corrections are
// checked one by one, by Correct.
func (c Choices) Check(today registry.Day) error {
	var k registry.Checks
	k.Text("sender", c.Sender, registry.LimitName, false)
	k.Text("area", c.Area, registry.LimitName, false)
	k.Text("unit", c.Unit, registry.LimitName, false)
	for name, text := range map[string]string{"sender": c.Sender, "area": c.Area, "unit": c.Unit} {
		if cprLike(text) {
			k.Fail(name, registry.CodeCPR)
		}
	}
	if check := c.check(); check != nil {
		k.Take("check", check.Validate(today, ""))
	}
	return k.Err()
}

func (c Choices) check() *registry.LegalCheck {
	if c.CheckedBy == "" && c.CheckedOn == registry.NoDay {
		return nil
	}
	return &registry.LegalCheck{By: c.CheckedBy, Day: c.CheckedOn, Result: registry.BasesConfirmed}
}

// Correct puts a text in a cell, or with the text that the file has takes the
// correction back. A personal number, or the mark of one, is refused as what
// is typed: it is never stored.
func (c *Choices) Correct(t *Table, row, at int, text string) error {
	const name = "" // the caller's
	var k registry.Checks
	k.Text(name, text, registry.LimitText, false)
	if cprLike(text) {
		k.Fail(name, registry.CodeCPR)
	}
	original, ok := t.cell(row, at)
	if !ok || at < 0 || at >= t.width() {
		k.Fail(name, registry.CodeNotFound)
	}
	if err := k.Err(); err != nil {
		return err
	}
	if text == original {
		delete(c.Cells[row], at)
		return nil
	}
	if c.Cells == nil {
		c.Cells = map[int]map[int]string{}
	}
	if c.Cells[row] == nil {
		c.Cells[row] = map[int]string{}
	}
	c.Cells[row][at] = text
	return nil
}

// Say says something of a row.
func (c *Choices) Say(row int, d Deed) {
	if d == (Deed{}) {
		delete(c.Rows, row)
		return
	}
	if c.Rows == nil {
		c.Rows = map[int]Deed{}
	}
	c.Rows[row] = d
}

// cell is the text of a cell; false when there is no such row.
func (t *Table) cell(row, at int) (string, bool) {
	for _, r := range t.Rows {
		if r.Number == row {
			if at >= 0 && at < len(r.Cells) {
				return r.Cells[at].Text, true
			}
			return "", true
		}
	}
	return "", false
}

// width is the number of columns.
func (t *Table) width() int {
	n := 0
	for _, r := range t.Rows {
		n = max(n, len(r.Cells))
	}
	return n
}
