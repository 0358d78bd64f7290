package ruleimport

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// basisParts are the parts of one legal basis, in order.
var basisParts = []struct{ name, field string }{
	{"henvisning", "reference"}, {"virkning", "effect"}, {"fra", "from"}, {"til", "until"},
}

// bases reads henvisning~virkning~fra~til, several parted by " | ". The last
// day is inclusive; an empty one means that no end is known.
func (c *cell) bases() {
	if !strings.Contains(c.text, "~") { // as people write it: for somebody to look up
		c.warn(CodeReference, "value", clip(c.text))
		c.note()
		return
	}
	for i, text := range strings.Split(c.text, "|") {
		parts := strings.Split(text, "~")
		if len(parts) != len(basisParts) {
			c.row.fail(basisColumn(c.column, i, ""), registry.CodeBasisForm, "value", clip(strings.TrimSpace(text)))
			c.rule.Bases = append(c.rule.Bases, registry.Basis{}) // keeps the count
			continue
		}
		at := func(part int) *cell {
			return &cell{column: basisColumn(c.column, i, basisParts[part].name), text: strings.TrimSpace(parts[part]), rule: c.rule, row: c.row}
		}
		b := registry.Basis{Reference: at(0).text, Until: registry.LastDay}
		if from := at(2); from.text == "" {
			from.fail(registry.CodeRequired)
		} else {
			from.exactDay(&b.From)
		}
		choose(at(1), &b.Effect, effectWords, "", nil)
		if until := at(3); until.text != "" && until.text != registry.LastDay.String() {
			var last registry.Day
			if until.exactDay(&last); last != registry.NoDay {
				b.Until = last + 1
			}
		}
		c.rule.Bases = append(c.rule.Bases, b)
	}
}

// exactDay reads a day of a basis, where nothing is guessed.
func (c *cell) exactDay(to *registry.Day) {
	d, how := parseDay(c.text)
	if how >= dayAmbiguous || d >= registry.LastDay {
		c.fail(registry.CodeDayInvalid, "value", clip(c.text))
		return
	}
	*to = d
}

// basisColumn names a part of the i-th basis of a cell: "retsgrundlag 2: til".
func basisColumn(name string, i int, part string) string {
	name += " " + strconv.Itoa(i+1)
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
