package ruleimport

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// A column says where in a rule its cells go. field is the name under which
// registry.NewRule.Validate reports what is wrong with it.
type column struct {
	name     string
	field    string
	required bool // the file must have it; whether a cell may be empty is the rule's own matter
	set      func(*cell)
}

const (
	columnNumber = "nummer"
	columnBases  = "retsgrundlag"
)

var allColumns = []column{
	{columnNumber, "number", false, func(c *cell) { c.number(&c.rule.Number) }},
	{"titel", "title", true, func(c *cell) { c.rule.Text.Title = c.text }},
	{"kort_sagt", "plain", false, func(c *cell) { c.rule.Text.Plain = c.text }},
	{"krav", "demand", true, func(c *cell) { c.rule.Text.Demand = c.text }},
	{"type", "kind", true, func(c *cell) { choose(c, &c.rule.Catalogue.Kind, kindWords) }},
	{"område", "area", true, func(c *cell) { c.rule.Catalogue.Area = c.text }},
	{"enhed", "unit", true, func(c *cell) { c.rule.Catalogue.Unit = c.text }},
	{"enhedens_form", "legal_form", false, func(c *cell) { choose(c, &c.rule.Catalogue.LegalForm, formWords) }},
	{"målgruppe", "audience", false, func(c *cell) { c.rule.Catalogue.Audience = c.text }},
	{"beskytter", "protects", false, func(c *cell) { choose(c, &c.rule.Catalogue.Protects, protectsWords) }},
	{"regelansvarlig", "owner", false, func(c *cell) { c.rule.Catalogue.Owner = c.text }},
	{"vedtaget_af", "adopter", true, func(c *cell) { choose(c, &c.rule.Adopter, adopterWords) }},
	{"vedtaget_dato", "effective_from", true, func(c *cell) { c.day(&c.rule.EffectiveFrom) }},
	// Required: a file without it would pass for rules without any basis in law.
	{columnBases, "bases", true, func(c *cell) { c.bases() }},
	{"kle", "kle", false, func(c *cell) { c.rule.Catalogue.KLE = c.text }},
	{"hyppighed", "frequency", false, func(c *cell) { c.rule.Text.Frequency = c.text }},
	{"minutter_fra", "effort.minutes_from", false, func(c *cell) { c.minutes(&c.rule.Catalogue.Effort.MinutesFrom) }},
	{"minutter_til", "effort.minutes_to", false, func(c *cell) { c.minutes(&c.rule.Catalogue.Effort.MinutesTo) }},
	{"antal_personer", "effort.people", false, func(c *cell) { c.count(&c.rule.Catalogue.Effort.People) }},
	{"byrde_grundlag", "effort.evidence", false, func(c *cell) { choose(c, &c.rule.Catalogue.Effort.Evidence, evidenceWords) }},
	{"begrundelse_værdi", "justification.value", false, func(c *cell) { c.rule.Justification.Value = c.text }},
	{"begrundelse_for_hvem", "justification.beneficiary", false, func(c *cell) { c.rule.Justification.Beneficiary = c.text }},
	{"begrundelse_virkning", "justification.mechanism", false, func(c *cell) { c.rule.Justification.Mechanism = c.text }},
	{"begrundelse_evidens", "justification.evidence", false, func(c *cell) { c.rule.Justification.Evidence = c.text }},
	{"begrundelse_lettere_alternativ", "justification.lighter", false, func(c *cell) { c.rule.Justification.Lighter = c.text }},
	{"indikator", "justification.indicator", false, func(c *cell) { c.rule.Justification.Indicator = c.text }},
	{"indikator_dato", "justification.check_on", false, func(c *cell) { c.day(&c.rule.Justification.CheckOn) }},
	{"kilde", "source", false, func(c *cell) { c.rule.Catalogue.Source = c.text }},
}

// columnNames finds a column by its plain name.
var columnNames = func() map[string]int {
	m := map[string]int{}
	for i, c := range allColumns {
		m[plain(c.name)] = i
	}
	return m
}()

// word is how a choice is written in a file; the first of a choice is shown to
// those who wrote another. The code itself is always understood.
type word[T ~string] struct {
	text  string
	value T
}

var (
	adopterWords = []word[registry.Adopter]{
		{"byråd", registry.AdoptedByCouncil}, {"udvalg", registry.AdoptedByCommittee},
		{"direktion", registry.AdoptedByDirectorate}, {"forvaltning", registry.AdoptedByAdministration},
		{"leder", registry.AdoptedByLeader}, {"forældrebestyrelse", registry.AdoptedByBoard},
		{"stat", registry.AdoptedByState}, {"aftale", registry.AdoptedByAgreement},
		{"kommunalbestyrelse", registry.AdoptedByCouncil},
	}
	kindWords = []word[registry.RuleKind]{
		{"regel", registry.KindRule}, {"dokumentationskrav", registry.KindDocumentation},
		{"procedure", registry.KindProcedure}, {"indberetning", registry.KindReporting},
		{"godkendelse", registry.KindApproval}, {"retningslinje", registry.KindGuideline},
	}
	evidenceWords = []word[registry.EvidenceGrade]{
		{"ikke opgjort", registry.NotQuantified}, {"skøn fra ledere", registry.LeaderEstimate},
		{"skøn fra forvaltningen", registry.AdminEstimate}, {"målt", registry.Measured},
	}
	effectWords = []word[registry.Effect]{
		{"pligt", registry.Duty}, {"kræver_lokal_regel", registry.RequiresLocal},
		{"minimum", registry.Minimum}, {"tillader", registry.Permits}, {"aftale", registry.Agrees},
	}
	protectsWords = []word[registry.Protects]{
		{"ingen", registry.ProtectsNobody}, {"borgere", registry.ProtectsCitizens},
		{"medarbejdere", registry.ProtectsStaff}, {"liv og helbred", registry.ProtectsLife},
		{"ingen bestemt", registry.ProtectsNobody}, {"borgeres ret eller service", registry.ProtectsCitizens},
		{"medarbejderes vilkår", registry.ProtectsStaff},
	}
	formWords = []word[registry.LegalForm]{
		{"kommunal", registry.FormMunicipal}, {"selvejende", registry.FormSelfOwning},
		{"privat", registry.FormPrivate}, {"flere former", registry.FormMixed},
	}
)

// mostWrong bounds how many columns are complained about: a file with more is
// another file.
const mostWrong = 20

// readHeader finds the column of each cell; nil for one without a name.
func readHeader(names []string) ([]*column, error) {
	var wrong []registry.Field
	columns := make([]*column, len(names))
	there := map[string]bool{}
	for i, name := range names {
		if len(wrong) == mostWrong {
			break
		}
		if name == "" {
			continue // a spreadsheet leaves such columns at the end
		}
		if cprLike(name) {
			wrong = append(wrong, field("", registry.CodeCPR))
			continue
		}
		at, ok := columnNames[plain(name)]
		if !ok {
			wrong = append(wrong, field(clip(name), registry.CodeColumnUnknown, "column", clip(name), "nearest", nearest(name)))
			continue
		}
		columns[i] = &allColumns[at]
		if there[columns[i].name] {
			wrong = append(wrong, field(columns[i].name, registry.CodeColumnTwice, "column", columns[i].name))
		}
		there[columns[i].name] = true
	}
	for _, c := range allColumns {
		if c.required && !there[c.name] {
			wrong = append(wrong, field(c.name, registry.CodeColumnMissing, "column", c.name))
		}
	}
	if len(wrong) > 0 {
		return nil, &registry.Error{Code: registry.CodeInvalid, Fields: wrong}
	}
	return columns, nil
}

// columnOf is the column of a field that Validate reports.
func columnOf(field string) string {
	if i, part, ok := basisField(field); ok {
		return basisColumn(i, part)
	}
	for _, c := range allColumns {
		if c.field == field {
			return c.name
		}
	}
	if strings.HasPrefix(field, "check.") {
		return "regelansvarlig" // all else about the check is the caller's to check
	}
	return field
}

// plain is a name without what writers vary: case, spaces for underscores, and
// å as the two code points that some machines make of it.
func plain(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	return strings.NewReplacer("a\u030a", "å", " ", "_").Replace(name)
}

// nearest is the known column that takes the fewest changes to write.
func nearest(name string) string {
	n := plain(clip(name))
	return slices.MinFunc(allColumns, func(a, b column) int { return distance(n, a.name) - distance(n, b.name) }).name
}

// distance is the number of characters to insert, drop or replace (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, d := range y {
			cost := diagonal
			if c != d {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
