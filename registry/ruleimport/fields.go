package ruleimport

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// An entry is what a column says of a rule: how it is written in a sheet, and how an
// import gives it to a rule that is there already. What an import does not change of
// such a rule has no take.
type entry struct {
	column string
	text   func(*registry.NewRule) string
	take   func(to, from *registry.NewRule, filled map[string]bool)
}

var entries = []entry{
	textField("titel", func(r *registry.NewRule) *string { return &r.Text.Title }),
	textField("kort_sagt", func(r *registry.NewRule) *string { return &r.Text.Plain }),
	textField("krav", func(r *registry.NewRule) *string { return &r.Text.Demand }),
	textField("hyppighed", func(r *registry.NewRule) *string { return &r.Text.Frequency }),
	choiceField("type", kindWords, func(r *registry.NewRule) *registry.RuleKind { return &r.Catalogue.Kind }),
	textField("område", func(r *registry.NewRule) *string { return &r.Catalogue.Area }),
	textField("enhed", func(r *registry.NewRule) *string { return &r.Catalogue.Unit }),
	choiceField("enhedens_form", formWords, func(r *registry.NewRule) *registry.LegalForm { return &r.Catalogue.LegalForm }),
	textField("målgruppe", func(r *registry.NewRule) *string { return &r.Catalogue.Audience }),
	choiceField("beskytter", protectsWords, func(r *registry.NewRule) *registry.Protects { return &r.Catalogue.Protects }),
	textField("regelansvarlig", func(r *registry.NewRule) *string { return &r.Catalogue.Owner }),
	{"kle", func(r *registry.NewRule) string { return r.Catalogue.KLE }, func(to, from *registry.NewRule, _ map[string]bool) {
		if from.Catalogue.KLE != "" && from.Catalogue.KLE != to.Catalogue.KLE { // what was read as no code says nothing
			to.Catalogue.KLE, to.Catalogue.KLEValidAt = from.Catalogue.KLE, registry.NoDay
		}
	}},
	minutesField("minutter_fra", func(e *registry.Effort) float64 { return e.MinutesFrom }),
	minutesField("minutter_til", func(e *registry.Effort) float64 { return e.MinutesTo }),
	countField("antal_personer", func(e *registry.Effort) *int { return &e.People }),
	{"byrde_grundlag", func(r *registry.NewRule) string { return wordOf(evidenceWords, r.Catalogue.Effort.Evidence) }, takeEvidence},
	textField("udføres_af", func(r *registry.NewRule) *string { return &r.Catalogue.Effort.Role }),
	figureField("gange_fra", func(e *registry.Effort) *float64 { return &e.TimesFrom }, takeTimes),
	figureField("gange_til", func(e *registry.Effort) *float64 { return &e.TimesTo }, takeTimes),
	choiceField("gange_pr", periodNames, func(r *registry.NewRule) *registry.Period { return &r.Catalogue.Effort.Per }),
	{"tidspunkter", func(r *registry.NewRule) string { return yearDaysText(r.Catalogue.Effort.When) }, func(to, from *registry.NewRule, _ map[string]bool) {
		to.Catalogue.Effort.When = from.Catalogue.Effort.When
	}},
	{"oplysninger", dataText, func(to, from *registry.NewRule, _ map[string]bool) {
		if dataText(to) != dataText(from) {
			to.Catalogue.Effort.Data = from.Catalogue.Effort.Data
		}
	}},
	countField("antal_enheder", func(e *registry.Effort) *int { return &e.Units }),
	{"tidsforbrug_siden", func(r *registry.NewRule) string { return dayText(r.Catalogue.Effort.Since) }, func(to, from *registry.NewRule, _ map[string]bool) {
		to.Catalogue.Effort.Since = from.Catalogue.Effort.Since
	}},
	{"emneord", func(r *registry.NewRule) string { return strings.Join(r.Catalogue.Tags, ", ") }, func(to, from *registry.NewRule, _ map[string]bool) {
		to.Catalogue.Tags = from.Catalogue.Tags
	}},
	textField("kilde", func(r *registry.NewRule) *string { return &r.Catalogue.Source }),

	{columnNumber, func(r *registry.NewRule) string { return r.Number.String() }, nil},
	{"vedtaget_af", func(r *registry.NewRule) string { return wordOf(adopterWords, r.Adopter) }, nil},
	{"vedtaget_dato", func(r *registry.NewRule) string { return dayText(r.EffectiveFrom) }, nil},
	{columnBases, func(r *registry.NewRule) string { return basesText(normalBases(r.Bases)) }, nil},
	{columnFloor, func(r *registry.NewRule) string { return minimaText(r.Bases, floorOf) }, nil},
	{columnIncrement, func(r *registry.NewRule) string { return minimaText(r.Bases, incrementOf) }, nil},
	{"begrundelse_værdi", func(r *registry.NewRule) string { return r.Justification.Value }, nil},
	{"begrundelse_for_hvem", func(r *registry.NewRule) string { return r.Justification.Beneficiary }, nil},
	{"begrundelse_virkning", func(r *registry.NewRule) string { return r.Justification.Mechanism }, nil},
	{"begrundelse_evidens", func(r *registry.NewRule) string { return r.Justification.Evidence }, nil},
	{"begrundelse_evidensgrad", func(r *registry.NewRule) string { return wordOf(gradeWords, r.Justification.Grade) }, nil},
	{"begrundelse_lettere_alternativ", func(r *registry.NewRule) string { return r.Justification.Lighter }, nil},
	{"begrundelse_uden_reglen", func(r *registry.NewRule) string { return r.Justification.Without }, nil},
	{"indikator", func(r *registry.NewRule) string { return r.Justification.Indicator }, nil},
	{"indikator_dato", func(r *registry.NewRule) string { return dayText(r.Justification.CheckOn) }, nil},
}

// Written is what stands in a column of a sheet for a rule, in the words in which it
// is read; empty for what nobody has said.
func Written(column string, r registry.NewRule) string {
	return entries[slices.IndexFunc(entries, func(f entry) bool { return f.column == column })].text(&r)
}

func textField(column string, at func(*registry.NewRule) *string) entry {
	return entry{column, func(r *registry.NewRule) string { return *at(r) }, func(to, from *registry.NewRule, _ map[string]bool) {
		if carried(*at(to)) != carried(*at(from)) {
			*at(to) = *at(from)
		}
	}}
}

func choiceField[T ~string](column string, words []word[T], at func(*registry.NewRule) *T) entry {
	return entry{column, func(r *registry.NewRule) string { return wordOf(words, *at(r)) },
		func(to, from *registry.NewRule, _ map[string]bool) { *at(to) = *at(from) }}
}

func figureField(column string, at func(*registry.Effort) *float64, take func(to, from *registry.Effort, filled map[string]bool)) entry {
	return entry{column, func(r *registry.NewRule) string { return figureOf(*at(&r.Catalogue.Effort)) },
		func(to, from *registry.NewRule, filled map[string]bool) {
			take(&to.Catalogue.Effort, &from.Catalogue.Effort, filled)
		}}
}

// minutesField writes no time at all as 0, where somebody has found that out.
func minutesField(column string, at func(*registry.Effort) float64) entry {
	return entry{column, func(r *registry.NewRule) string {
		e := &r.Catalogue.Effort
		if e.Evidence != registry.NotQuantified && at(e) == 0 {
			return "0"
		}
		return figureOf(at(e))
	}, func(to, from *registry.NewRule, filled map[string]bool) {
		takeMinutes(&to.Catalogue.Effort, &from.Catalogue.Effort, filled)
	}}
}

func countField(column string, at func(*registry.Effort) *int) entry {
	return entry{column, func(r *registry.NewRule) string { return figureOf(float64(*at(&r.Catalogue.Effort))) },
		func(to, from *registry.NewRule, _ map[string]bool) {
			*at(&to.Catalogue.Effort) = *at(&from.Catalogue.Effort)
		}}
}

// takeMinutes takes a range. What the sheet does not say of it stays, as long as
// it is a range then.
func takeMinutes(to, from *registry.Effort, filled map[string]bool) {
	to.MinutesFrom, to.MinutesTo = ranged(to.MinutesFrom, to.MinutesTo, from.MinutesFrom, from.MinutesTo, filled["minutter_fra"], filled["minutter_til"])
	if to.Evidence == registry.NotQuantified && !filled["byrde_grundlag"] {
		to.Evidence = from.Evidence
	}
}

// takeEvidence takes how an effort is known; what is not quantified any more has no minutes.
func takeEvidence(to, from *registry.NewRule, filled map[string]bool) {
	e := &to.Catalogue.Effort
	e.Evidence = from.Catalogue.Effort.Evidence
	if e.Evidence == registry.NotQuantified && !filled["minutter_fra"] && !filled["minutter_til"] {
		e.MinutesFrom, e.MinutesTo = 0, 0
	}
}

func takeTimes(to, from *registry.Effort, filled map[string]bool) {
	to.TimesFrom, to.TimesTo = ranged(to.TimesFrom, to.TimesTo, from.TimesFrom, from.TimesTo, filled["gange_fra"], filled["gange_til"])
}

// ranged is a range after a row has said something of it. A row that fills in but
// the first figure means it and no more, unless a range stood in the cell.
func ranged(least, most, saidLeast, saidMost float64, first, last bool) (float64, float64) {
	if first {
		least = saidLeast
	}
	if last || saidMost > saidLeast || first && most < least {
		most = saidMost
	}
	return least, most
}

// carried is what a sheet carries of a text: neither the white space around it nor
// how its lines end, and no apostrophe that keeps a cell from being a formula.
func carried(s string) string {
	return undefused(strings.TrimSpace(strings.ReplaceAll(s, "\r", "")))
}

func figureOf(f float64) string {
	if f == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
}

func dayText(d registry.Day) string {
	if d <= registry.FirstDay || d >= registry.LastDay {
		return ""
	}
	return d.String()
}

func dataText(r *registry.NewRule) string {
	return strings.Join(registry.ParseNames(strings.Join(r.Catalogue.Effort.Data, ", ")), ", ")
}

// yearDaysText writes what registry.ParseYearDays reads.
func yearDaysText(days []registry.YearDay) string {
	var parts []string
	for _, d := range days {
		part := months[d.Month-1]
		if d.Day > 0 {
			part = strconv.Itoa(d.Day) + ". " + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func normalBases(bases []registry.Basis) []registry.Basis {
	out := slices.Clone(bases)
	for i := range out {
		out[i] = out[i].Normal()
	}
	return out
}

// Difference is a field that a row would change, with what stands in it in the
// words of a sheet. Field is its name in the register: "effort.minutes_from".
type Difference struct{ Column, Field, Before, After string }

// update is what a rule becomes by a row: a cell without a text leaves its field
// as it is, and so does one with the text that applies today, where another has
// been written for a later day. What the row says otherwise than the register of
// who adopted the rule, since when, its bases and its justification is not changed
// by an import: those columns are given in kept.
func update(row *Row, rule known) (after registry.NewRule, changed []Difference, kept []string) {
	before := rule.said()
	today := registry.NewRule{Text: rule.today}
	after = before
	for _, f := range entries {
		// What has no field of its own was noted with the source.
		if !row.filled[f.column] && !(f.column == "kilde" && row.Rule.Catalogue.Source != "") {
			continue
		}
		switch {
		case f.take == nil:
			if f.column != columnNumber && carried(f.text(&row.Rule)) != carried(f.text(&before)) {
				kept = append(kept, f.column)
			}
		case !slices.Contains(textColumns, f.column) || carried(f.text(&row.Rule)) != carried(f.text(&today)):
			f.take(&after, &row.Rule, row.filled)
		}
	}
	for _, f := range entries {
		if old, now := f.text(&before), f.text(&after); old != now {
			changed = append(changed, Difference{f.column, allColumns[columnNames[plain(f.column)]].field, old, now})
		}
	}
	slices.Sort(kept)
	return after, changed, kept
}
