package ruleimport

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// An updatable field is one that an import changes of a rule that is there already.
type updatable struct {
	column string
	text   func(*registry.NewRule) string
	take   func(to, from *registry.NewRule)
}

var updatables = []updatable{
	{"titel", func(r *registry.NewRule) string { return r.Text.Title }, func(to, from *registry.NewRule) { to.Text.Title = from.Text.Title }},
	{"kort_sagt", func(r *registry.NewRule) string { return r.Text.Plain }, func(to, from *registry.NewRule) { to.Text.Plain = from.Text.Plain }},
	{"krav", func(r *registry.NewRule) string { return r.Text.Demand }, func(to, from *registry.NewRule) { to.Text.Demand = from.Text.Demand }},
	{"hyppighed", func(r *registry.NewRule) string { return r.Text.Frequency }, func(to, from *registry.NewRule) { to.Text.Frequency = from.Text.Frequency }},
	{"type", func(r *registry.NewRule) string { return wordOf(kindWords, r.Catalogue.Kind) }, func(to, from *registry.NewRule) { to.Catalogue.Kind = from.Catalogue.Kind }},
	{"område", func(r *registry.NewRule) string { return r.Catalogue.Area }, func(to, from *registry.NewRule) { to.Catalogue.Area = from.Catalogue.Area }},
	{"enhed", func(r *registry.NewRule) string { return r.Catalogue.Unit }, func(to, from *registry.NewRule) { to.Catalogue.Unit = from.Catalogue.Unit }},
	{"enhedens_form", func(r *registry.NewRule) string { return wordOf(formWords, r.Catalogue.LegalForm) }, func(to, from *registry.NewRule) { to.Catalogue.LegalForm = from.Catalogue.LegalForm }},
	{"målgruppe", func(r *registry.NewRule) string { return r.Catalogue.Audience }, func(to, from *registry.NewRule) { to.Catalogue.Audience = from.Catalogue.Audience }},
	{"beskytter", func(r *registry.NewRule) string { return wordOf(protectsWords, r.Catalogue.Protects) }, func(to, from *registry.NewRule) { to.Catalogue.Protects = from.Catalogue.Protects }},
	{"regelansvarlig", func(r *registry.NewRule) string { return r.Catalogue.Owner }, func(to, from *registry.NewRule) { to.Catalogue.Owner = from.Catalogue.Owner }},
	{"kle", func(r *registry.NewRule) string { return r.Catalogue.KLE }, func(to, from *registry.NewRule) {
		if from.Catalogue.KLE != "" && from.Catalogue.KLE != to.Catalogue.KLE { // what was read as no code says nothing
			to.Catalogue.KLE, to.Catalogue.KLEValidAt = from.Catalogue.KLE, registry.NoDay
		}
	}},
	{"minutter_fra", func(r *registry.NewRule) string { return figureOf(r.Catalogue.Effort.MinutesFrom) }, func(to, from *registry.NewRule) {
		to.Catalogue.Effort.MinutesFrom, to.Catalogue.Effort.MinutesTo = from.Catalogue.Effort.MinutesFrom, from.Catalogue.Effort.MinutesTo
		to.Catalogue.Effort.Evidence = from.Catalogue.Effort.Evidence
	}},
	{"minutter_til", func(r *registry.NewRule) string { return figureOf(r.Catalogue.Effort.MinutesTo) }, func(to, from *registry.NewRule) {
		to.Catalogue.Effort.MinutesTo, to.Catalogue.Effort.Evidence = from.Catalogue.Effort.MinutesTo, from.Catalogue.Effort.Evidence
	}},
	{"antal_personer", func(r *registry.NewRule) string { return figureOf(float64(r.Catalogue.Effort.People)) }, func(to, from *registry.NewRule) { to.Catalogue.Effort.People = from.Catalogue.Effort.People }},
	{"byrde_grundlag", func(r *registry.NewRule) string { return wordOf(evidenceWords, r.Catalogue.Effort.Evidence) }, func(to, from *registry.NewRule) { to.Catalogue.Effort.Evidence = from.Catalogue.Effort.Evidence }},
	{"emneord", func(r *registry.NewRule) string { return strings.Join(r.Catalogue.Tags, ", ") }, func(to, from *registry.NewRule) { to.Catalogue.Tags = from.Catalogue.Tags }},
	{"kilde", func(r *registry.NewRule) string { return r.Catalogue.Source }, func(to, from *registry.NewRule) { to.Catalogue.Source = from.Catalogue.Source }},
}

func figureOf(f float64) string {
	if f == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
}

// Difference is a field that a row would change, with what stands in it in the
// words of a sheet. Field is its name in the register: "effort.minutes_from".
type Difference struct{ Column, Field, Before, After string }

// update is what a rule becomes by a row: a cell without a text leaves its field
// as it is. What the row says of other things (who adopted the rule, since when,
// its bases and its justification) is not changed by an import; their columns are
// given in kept.
func update(row *Row, rule registry.Rule, text registry.Text) (after registry.NewRule, changed []Difference, kept []string) {
	before := registry.NewRule{Catalogue: rule.Catalogue, Text: text}
	after = before
	for _, f := range updatables {
		// What has no field of its own was noted with the source.
		if row.filled[f.column] || f.column == "kilde" && row.Rule.Catalogue.Source != "" {
			f.take(&after, &row.Rule)
		}
	}
	for _, f := range updatables {
		if old, now := f.text(&before), f.text(&after); old != now {
			changed = append(changed, Difference{f.column, allColumns[columnNames[plain(f.column)]].field, old, now})
		}
	}
	if row.filled["vedtaget_af"] && row.Rule.Adopter != rule.Adopter {
		kept = append(kept, "vedtaget_af")
	}
	if row.filled["vedtaget_dato"] && row.Rule.EffectiveFrom != rule.AdoptedOn {
		kept = append(kept, "vedtaget_dato")
	}
	for _, c := range allColumns { // these are not read for each rule, to be compared
		if row.filled[c.name] && (c.name == columnBases || strings.HasPrefix(c.field, "justification.")) {
			kept = append(kept, c.name)
		}
	}
	slices.Sort(kept)
	return after, changed, slices.Compact(kept)
}
