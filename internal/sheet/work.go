package sheet

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// WorkEntry is a rule in the administrator's list.
type WorkEntry struct {
	registry.RegisterEntry
	Then    registry.State // that it goes over to; empty where nothing is known to change it
	Missing []registry.Missing
}

// WorkColumn is a column of the administrator's list, on the page and in the file
// alike. The texts sheet.<Key> are their heads.
type WorkColumn struct {
	Key    string
	Danish bool // its texts are the register's own
	width  float64
	text   func(texts.Lang, WorkEntry) string
}

// Text is what stands in the column.
func (c WorkColumn) Text(l texts.Lang, e WorkEntry) string { return c.text(l, e) }

// workFixed are in every list.
var workFixed = []WorkColumn{
	{"number", false, 9, func(_ texts.Lang, e WorkEntry) string { return e.Rule.Number.String() }},
	{"title", true, 40, func(_ texts.Lang, e WorkEntry) string { return e.RegisterEntry.Text.Title }},
}

// WorkColumns are those that can be chosen, in their order.
var WorkColumns = []WorkColumn{
	{"plain", true, 60, func(_ texts.Lang, e WorkEntry) string { return e.RegisterEntry.Text.Plain }},
	{"demand", true, 60, func(_ texts.Lang, e WorkEntry) string { return e.RegisterEntry.Text.Demand }},
	{"frequency", true, 18, func(_ texts.Lang, e WorkEntry) string { return e.RegisterEntry.Text.Frequency }},
	{"area", true, 18, entry(func(k registry.Catalogue) string { return k.Area })},
	{"unit", true, 18, entry(func(k registry.Catalogue) string { return k.Unit })},
	{"owner", true, 24, owner},
	{"kind", false, 18, name("kind", func(k registry.Catalogue) string { return string(k.Kind) })},
	{"class", false, 22, func(l texts.Lang, e WorkEntry) string { return wording.Class(l, e.Segment.Class) }},
	{"state", false, 18, func(l texts.Lang, e WorkEntry) string { return wording.Status(l, e.Segment) }},
	{"since", false, 12, func(_ texts.Lang, e WorkEntry) string { return day(e.Segment.StateFrom) }},
	{"reason", false, 60, func(l texts.Lang, e WorkEntry) string { return reason(l, e.Segment) }},
	{"next_change", false, 14, func(l texts.Lang, e WorkEntry) string { change, _ := next(l, e.Segment, e.Then); return change }},
	{"next_state", false, 18, func(l texts.Lang, e WorkEntry) string { _, state := next(l, e.Segment, e.Then); return state }},
	{"protects", false, 24, name("protects", func(k registry.Catalogue) string { return string(k.Protects) })},
	{"legal_form", false, 24, name("legal_form", func(k registry.Catalogue) string { return string(k.LegalForm) })},
	{"audience", true, 24, entry(func(k registry.Catalogue) string { return k.Audience })},
	{"effort", false, 18, effort},
	{"kle", false, 12, entry(func(k registry.Catalogue) string { return k.KLE })},
	{"source", true, 30, entry(func(k registry.Catalogue) string { return k.Source })},
	{"tags", true, 24, entry(func(k registry.Catalogue) string { return strings.Join(k.Tags, ", ") })},
	{"missing", false, 30, missing},
}

// WorkChosen are the columns with some keys, in the order of all; without any,
// those that everybody sees at first.
func WorkChosen(keys []string) (chosen []WorkColumn) {
	for _, c := range WorkColumns {
		if slices.Contains(keys, c.Key) {
			chosen = append(chosen, c)
		}
	}
	if chosen == nil {
		return WorkChosen([]string{"area", "owner", "state", "missing"})
	}
	return chosen
}

// WorkTable is the administrator's list of rules as a table.
func WorkTable(l texts.Lang, chosen []WorkColumn) Table {
	var widths []width
	for _, c := range slices.Concat(workFixed, chosen) {
		widths = append(widths, width{c.Key, c.width})
	}
	return Table{Name: l.Text("sheet.work", nil), Lang: l, Columns: columns(l, widths)}
}

// WorkRow is one rule of the administrator's list.
func WorkRow(l texts.Lang, chosen []WorkColumn, e WorkEntry) []string {
	var cells []string
	for _, c := range slices.Concat(workFixed, chosen) {
		cells = append(cells, c.text(l, e))
	}
	return cells
}

// Vacant says that the rule names a post, which nobody holds.
func (e WorkEntry) Vacant() bool {
	return e.Rule.Catalogue.Owner != "" && slices.Contains(e.Missing, registry.MissingOwner)
}

func owner(l texts.Lang, e WorkEntry) string {
	if e.Vacant() {
		return l.Text("sheet.vacant", map[string]string{"post": e.Rule.Catalogue.Owner})
	}
	return e.Rule.Catalogue.Owner
}

func entry(of func(registry.Catalogue) string) func(texts.Lang, WorkEntry) string {
	return func(_ texts.Lang, e WorkEntry) string { return of(e.Rule.Catalogue) }
}

func name(group string, of func(registry.Catalogue) string) func(texts.Lang, WorkEntry) string {
	return func(l texts.Lang, e WorkEntry) string { return l.Name(group, of(e.Rule.Catalogue)) }
}

func effort(l texts.Lang, e WorkEntry) string {
	k := e.Rule.Catalogue.Effort
	if k.Evidence == registry.NotQuantified {
		return l.Name("evidence", string(k.Evidence))
	}
	minutes := l.Number(k.MinutesFrom)
	if k.MinutesTo != k.MinutesFrom {
		minutes += "–" + l.Number(k.MinutesTo)
	}
	return l.Text("sheet.minutes", map[string]string{"minutes": minutes})
}

func missing(l texts.Lang, e WorkEntry) string {
	var words []string
	for _, m := range e.Missing {
		words = append(words, l.Name("lacks", string(m)))
	}
	return strings.Join(words, ", ")
}
