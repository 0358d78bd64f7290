package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// WorkEntry is a rule in the administrator's list.
type WorkEntry struct {
	registry.RegisterEntry
	Then    registry.State // that it goes over to; empty where nothing is known to change it
	Missing []registry.Missing
	Bases   []registry.Basis       // where a column of them is shown; see WorkNeeds
	Case    registry.Justification // the same
}

// WorkColumn is a column of the administrator's list, on the page and in the file
// alike. The texts sheet.<Key> are their heads.
type WorkColumn struct {
	Key    string
	Danish bool // its texts are the register's own
	width  float64
	text   func(texts.Lang, WorkEntry) string
	field  string // what an import takes it for; empty: it follows from other things
}

// Text is what stands in the column.
func (c WorkColumn) Text(l texts.Lang, e WorkEntry) string { return c.text(l, e) }

// Groups of the columns, by the beginning of their keys; the rest comes first.
var WorkGroups = []string{"", "law_", "effort_", "case_"}

// Group is the group that the column is in.
func (c WorkColumn) Group() string {
	for _, g := range WorkGroups[1:] {
		if strings.HasPrefix(c.Key, g) {
			return g
		}
	}
	return ""
}

// workFixed are in every list.
var workFixed = []WorkColumn{
	{"number", false, 9, func(_ texts.Lang, e WorkEntry) string { return e.Rule.Number.String() }, "nummer"},
	said("title", 40, "titel"),
}

// WorkColumns are those that can be chosen, in their order.
var WorkColumns = []WorkColumn{
	said("plain", 60, "kort_sagt"),
	said("demand", 60, "krav"),
	said("frequency", 18, "hyppighed"),
	said("area", 18, "område"),
	said("unit", 18, "enhed"),
	{"owner", true, 24, owner, "regelansvarlig"},
	named("kind", 18, "type", "kind", func(r registry.Rule) string { return string(r.Catalogue.Kind) }),
	derived("class", 22, func(l texts.Lang, e WorkEntry) string { return wording.Class(l, e.Segment.Class) }),
	derived("state", 18, func(l texts.Lang, e WorkEntry) string { return wording.Status(l, e.Segment) }),
	derived("since", 12, func(_ texts.Lang, e WorkEntry) string { return day(e.Segment.StateFrom) }),
	derived("reason", 60, func(l texts.Lang, e WorkEntry) string { return reason(l, e.Segment) }),
	derived("next_change", 14, func(l texts.Lang, e WorkEntry) string { change, _ := next(l, e.Segment, e.Then); return change }),
	derived("next_state", 18, func(l texts.Lang, e WorkEntry) string { _, state := next(l, e.Segment, e.Then); return state }),
	named("protects", 24, "beskytter", "protects", func(r registry.Rule) string { return string(r.Catalogue.Protects) }),
	named("legal_form", 24, "enhedens_form", "legal_form", func(r registry.Rule) string { return string(r.Catalogue.LegalForm) }),
	said("audience", 24, "målgruppe"),
	derived("effort", 18, effort),
	said("kle", 12, "kle"),
	said("source", 30, "kilde"),
	said("tags", 24, "emneord"),
	derived("missing", 30, missing),

	named("law_adopter", 18, "vedtaget_af", "adopter", func(r registry.Rule) string { return string(r.Adopter) }),
	said("law_adopted_on", 12, "vedtaget_dato"),
	said("law_bases", 60, "retsgrundlag"),
	said("law_floor", 40, "lovens_minimum"),
	said("law_increment", 40, "kommunens_tillæg"),

	said("effort_role", 24, "udføres_af"),
	said("effort_times_from", 10, "gange_fra"),
	said("effort_times_to", 10, "gange_til"),
	named("effort_per", 18, "gange_pr", "per", func(r registry.Rule) string { return string(r.Catalogue.Effort.Per) }),
	{"effort_when", false, 18, when, "tidspunkter"},
	said("effort_minutes_from", 10, "minutter_fra"),
	said("effort_minutes_to", 10, "minutter_til"),
	said("effort_people", 10, "antal_personer"),
	said("effort_units", 10, "antal_enheder"),
	named("effort_evidence", 24, "byrde_grundlag", "evidence", func(r registry.Rule) string { return string(r.Catalogue.Effort.Evidence) }),
	said("effort_data", 30, "oplysninger"),
	said("effort_since", 12, "tidsforbrug_siden"),

	said("case_value", 60, "begrundelse_værdi"),
	said("case_beneficiary", 40, "begrundelse_for_hvem"),
	said("case_mechanism", 40, "begrundelse_virkning"),
	said("case_evidence", 40, "begrundelse_evidens"),
	{"case_grade", false, 16, grade, "begrundelse_evidensgrad"},
	said("case_lighter", 40, "begrundelse_lettere_alternativ"),
	said("case_without", 40, "begrundelse_uden_reglen"),
	said("case_indicator", 40, "indikator"),
	said("case_check_on", 12, "indikator_dato"),
}

// WorkEdit stands for all columns that an import reads: a list to be corrected in
// a spreadsheet, and taken in again.
const WorkEdit = "edit"

// WorkNeeds says whether columns tell of bases, and of justifications.
func WorkNeeds(columns []WorkColumn) (bases, cases bool) {
	for _, c := range columns {
		bases, cases = bases || c.Group() == "law_", cases || c.Group() == "case_"
	}
	return bases, cases
}

// said is what somebody has written of a rule, as an import reads it.
func said(key string, width float64, field string) WorkColumn {
	return WorkColumn{key, true, width, func(_ texts.Lang, e WorkEntry) string {
		return ruleimport.Written(field, registry.NewRule{Number: e.Rule.Number, Adopter: e.Rule.Adopter, EffectiveFrom: e.Rule.AdoptedOn,
			Catalogue: e.Rule.Catalogue, Text: e.RegisterEntry.Text, Bases: e.Bases, Justification: e.Case})
	}, field}
}

// named is a choice, by its name.
func named(key string, width float64, field, group string, of func(registry.Rule) string) WorkColumn {
	return WorkColumn{key, false, width, func(l texts.Lang, e WorkEntry) string { return l.Name(group, of(e.Rule)) }, field}
}

// derived follows from other things.
func derived(key string, width float64, text func(texts.Lang, WorkEntry) string) WorkColumn {
	return WorkColumn{key, false, width, text, ""}
}

// WorkChosen are the columns with some keys, in the order of all; without any,
// those that everybody sees at first.
func WorkChosen(keys []string) (chosen []WorkColumn) {
	for _, c := range WorkColumns {
		if slices.Contains(keys, c.Key) || c.field != "" && slices.Contains(keys, WorkEdit) {
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

func when(l texts.Lang, e WorkEntry) string {
	var parts []string
	for _, d := range e.Rule.Catalogue.Effort.When {
		part := l.Month(time.Month(d.Month))
		if d.Day > 0 {
			part = l.Text("web.effort.date", map[string]string{"day": strconv.Itoa(d.Day), "month": part})
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func grade(l texts.Lang, e WorkEntry) string { return l.Name("effect_grade", string(e.Case.Grade)) }

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
