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
		if reference, named := c.laws.Resolve(c.text, c.today); named { // a suggestion: what it does to the rule is not said
			c.warn(CodeReferenceNamed, "value", clip(c.text), "reference", reference)
		} else {
			c.warn(CodeReference, "value", clip(c.text))
		}
		c.note()
		return
	}
	for i, text := range parted(c.text, '|') {
		parts := parted(text, '~')
		if len(parts) != len(basisParts) {
			c.row.fail(basisColumn(c.column, i, ""), registry.CodeBasisForm, "value", clip(strings.TrimSpace(text)))
			c.rule.Bases = append(c.rule.Bases, registry.Basis{}) // keeps the count
			continue
		}
		at := func(part int) *cell {
			text := strings.TrimSpace(unmarked(parts[part]))
			return &cell{Cell: Cell{Text: text}, column: basisColumn(c.column, i, basisParts[part].name), text: text, rule: c.rule, row: c.row}
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
	switch m[2] {
	case "floor":
		return i, columnFloor, true
	case "increment":
		return i, columnIncrement, true
	}
	return i, m[2], true
}

// spread gives the minima of a row what the law demands and what is added to it:
// all of a cell to one, and to several the parts of it that stand between bars.
func (r *reader) spread(row *Row) {
	var minima []*registry.Basis
	for i := range row.Rule.Bases {
		if b := &row.Rule.Bases[i]; b.Effect == registry.Minimum {
			minima = append(minima, b)
		}
	}
	for _, of := range []struct {
		column, text string
		at           func(*registry.Basis) *string
	}{{columnFloor, row.floors, floorOf}, {columnIncrement, row.increments, incrementOf}} {
		parts := []string{of.text}
		if len(minima) > 1 {
			parts = parted(of.text, '|')
		}
		switch {
		case of.text == "" || !r.has[columnBases]:
		case len(parts) > len(minima):
			row.fail(r.nameOf(of.column), registry.CodeFloorOfMinimum)
		case len(minima) == 1:
			*of.at(minima[0]) = of.text
		default:
			for i, part := range parts {
				*of.at(minima[i]) = strings.TrimSpace(unmarked(part))
			}
		}
	}
}

func floorOf(b *registry.Basis) *string     { return &b.Floor }
func incrementOf(b *registry.Basis) *string { return &b.Increment }

// basesText writes bases as a cell has them.
func basesText(bases []registry.Basis) string {
	var all []string
	for _, b := range bases {
		until := ""
		if b.Until < registry.LastDay {
			until = (b.Until - 1).String()
		}
		all = append(all, strings.Join([]string{marked(b.Reference), wordOf(effectWords, b.Effect), b.From.String(), until}, "~"))
	}
	return strings.Join(all, " | ")
}

// minimaText writes what spread reads.
func minimaText(bases []registry.Basis, at func(*registry.Basis) *string) string {
	var all []string
	said := false
	for _, b := range bases {
		if b.Effect == registry.Minimum {
			all, said = append(all, *at(&b)), said || *at(&b) != ""
		}
	}
	switch {
	case !said:
		return ""
	case len(all) == 1:
		return all[0]
	}
	for i := range all {
		all[i] = marked(all[i])
	}
	return strings.Join(all, " | ")
}

// marked puts a backslash before the signs that part what stands in a cell.
func marked(s string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "~", `\~`).Replace(s)
}

// unmarked takes it off again; another backslash is one.
func unmarked(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\|`, "|", `\~`, "~").Replace(s)
}

// parted parts a text at a sign that no backslash stands before.
func parted(s string, sign byte) (parts []string) {
	begin := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`\|~`, s[i+1]) >= 0:
			i++
		case s[i] == sign:
			parts, begin = append(parts, s[begin:i]), i+1
		}
	}
	return append(parts, s[begin:])
}
