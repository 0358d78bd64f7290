package ruleimport

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// A target says where in a rule the cells of a column go. field is the name under
// which registry.NewRule.Validate reports what is wrong with it.
type target struct {
	name     string
	field    string
	required bool // the file must have it; whether a cell may be empty is the rule's own matter
	set      func(*cell)
}

const (
	columnNumber = "nummer"
	columnBases  = "retsgrundlag"
	// What the law itself demands where it demands less than the rule, and what the
	// municipality adds to it: of the bases that are minima, in their order.
	columnFloor     = "lovens_minimum"
	columnIncrement = "kommunens_tillæg"
)

var allColumns = []target{
	{columnNumber, "number", false, func(c *cell) { c.number(&c.rule.Number) }},
	{"titel", "title", true, func(c *cell) { c.rule.Text.Title = c.text }},
	{"kort_sagt", "plain", false, func(c *cell) { c.rule.Text.Plain = c.text }},
	{"krav", "demand", true, func(c *cell) { c.rule.Text.Demand = c.text }},
	{"type", "kind", true, func(c *cell) { choose(c, &c.rule.Catalogue.Kind, kindWords, CodeKindUnknown, likeKind) }},
	{"område", "area", true, func(c *cell) { c.rule.Catalogue.Area = c.text }},
	{"enhed", "unit", true, func(c *cell) { c.rule.Catalogue.Unit = c.text }},
	{"enhedens_form", "legal_form", false, func(c *cell) { choose(c, &c.rule.Catalogue.LegalForm, formWords, "", nil) }},
	{"målgruppe", "audience", false, func(c *cell) { c.rule.Catalogue.Audience = c.text }},
	{"beskytter", "protects", false, func(c *cell) { choose(c, &c.rule.Catalogue.Protects, protectsWords, "", nil) }},
	{"regelansvarlig", "owner", false, func(c *cell) { c.owner() }},
	{"vedtaget_af", "adopter", true, func(c *cell) { choose(c, &c.rule.Adopter, adopterWords, CodeAdopterUnknown, likeAdopter) }},
	{"vedtaget_dato", "effective_from", true, func(c *cell) { c.day(&c.rule.EffectiveFrom) }},
	// Required: a file without it would pass for rules without any basis in law.
	{columnBases, "bases", true, func(c *cell) { c.bases() }},
	{columnFloor, "bases.floor", false, func(c *cell) { c.row.floors = c.text }},
	{columnIncrement, "bases.increment", false, func(c *cell) { c.row.increments = c.text }},
	{"kle", "kle", false, func(c *cell) { c.kle() }},
	{"hyppighed", "frequency", false, func(c *cell) { c.rule.Text.Frequency = c.text }},
	{"minutter_fra", "effort.minutes_from", false, func(c *cell) { c.minutes(&c.rule.Catalogue.Effort.MinutesFrom) }},
	{"minutter_til", "effort.minutes_to", false, func(c *cell) { c.minutes(&c.rule.Catalogue.Effort.MinutesTo) }},
	{"antal_personer", "effort.people", false, func(c *cell) { c.count(&c.rule.Catalogue.Effort.People) }},
	{"byrde_grundlag", "effort.evidence", false, func(c *cell) { choose(c, &c.rule.Catalogue.Effort.Evidence, evidenceWords, "", nil) }},
	{"udføres_af", "effort.role", false, func(c *cell) { c.rule.Catalogue.Effort.Role = c.text }},
	{"gange_fra", "effort.times_from", false, func(c *cell) { c.times(&c.rule.Catalogue.Effort.TimesFrom) }},
	{"gange_til", "effort.times_to", false, func(c *cell) { c.times(&c.rule.Catalogue.Effort.TimesTo) }},
	{"gange_pr", "effort.per", false, func(c *cell) { choose(c, &c.rule.Catalogue.Effort.Per, periodNames, "", nil) }},
	{"tidspunkter", "effort.when", false, func(c *cell) { c.when() }},
	{"oplysninger", "effort.data", false, func(c *cell) { c.rule.Catalogue.Effort.Data = registry.ParseNames(c.text) }},
	{"antal_enheder", "effort.units", false, func(c *cell) { c.count(&c.rule.Catalogue.Effort.Units) }},
	{"tidsforbrug_siden", "effort.since", false, func(c *cell) { c.day(&c.rule.Catalogue.Effort.Since) }},
	{"begrundelse_værdi", "justification.value", false, func(c *cell) { c.rule.Justification.Value = c.text }},
	{"begrundelse_for_hvem", "justification.beneficiary", false, func(c *cell) { c.rule.Justification.Beneficiary = c.text }},
	{"begrundelse_virkning", "justification.mechanism", false, func(c *cell) { c.rule.Justification.Mechanism = c.text }},
	{"begrundelse_evidens", "justification.evidence", false, func(c *cell) { c.rule.Justification.Evidence = c.text }},
	{"begrundelse_evidensgrad", "justification.evidence_grade", false, func(c *cell) { choose(c, &c.rule.Justification.Grade, gradeWords, "", nil) }},
	{"begrundelse_lettere_alternativ", "justification.lighter", false, func(c *cell) { c.rule.Justification.Lighter = c.text }},
	{"begrundelse_uden_reglen", "justification.without", false, func(c *cell) { c.rule.Justification.Without = c.text }},
	{"indikator", "justification.indicator", false, func(c *cell) { c.rule.Justification.Indicator = c.text }},
	{"indikator_dato", "justification.check_on", false, func(c *cell) { c.day(&c.rule.Justification.CheckOn) }},
	{"kilde", "source", false, func(c *cell) { c.rule.Catalogue.Source = c.text }},
	{"emneord", "tags", false, func(c *cell) { c.rule.Catalogue.Tags = registry.ParseTags(c.text) }},
}

// columnNames finds a column by its plain name.
var columnNames = func() map[string]int {
	m := map[string]int{}
	for i, c := range allColumns {
		m[plain(c.name)] = i
	}
	return m
}()

// Besides a field, a column can be kept as a note or left out.
const (
	Note = "note"
	Skip = "skip"
)

// Fields are the names of what a column can be.
func Fields() []string {
	var out []string
	for _, c := range allColumns {
		out = append(out, c.name)
	}
	return append(out, Note, Skip)
}

// Match says what columns are: from the plain name of one to its field, Note or
// Skip. What it does not name is found by name and synonym.
type Match map[string]string

// Plain is a column's name as Match knows it: without what writers vary.
func Plain(header string) string { return plain(clip(header)) }

// Certainty says how a column was found.
type Certainty int

const (
	Unknown Certainty = iota // it was not
	Likely                   // almost the name
	Synonym
	Named // by its own name, or by the officer
)

// Column is a column of the sheet and what it is taken for.
type Column struct {
	Header    string // the sheet's own name for it
	Field     string // empty when it is unknown; its cells are then left out
	Certainty Certainty
	Samples   []string // its first cells
	target    *target
}

var synonyms = map[string]string{
	"nr": "nummer", "nr.": "nummer", "regelnr": "nummer", "regelnr.": "nummer", "regelnummer": "nummer", "id": "nummer", "løbenr.": "nummer",
	"overskrift": "titel", "navn": "titel", "regel": "titel", "regelnavn": "titel", "emne": "titel", "betegnelse": "titel",
	"beskrivelse_af_kravet": "krav", "beskrivelse": "krav", "kravet": "krav", "indhold": "krav", "regeltekst": "krav", "ordlyd": "krav", "tekst": "krav",
	"kort_fortalt": "kort_sagt", "resumé": "kort_sagt", "i_korte_træk": "kort_sagt",
	"art": "type", "slags": "type", "regeltype": "type", "kategori": "type", "form": "type",
	"fagområde": "område", "forvaltningsområde": "område", "sektor": "område", "afdeling": "område",
	"enheder": "enhed", "arbejdsplads": "enhed", "institution": "enhed", "sted": "enhed",
	"gælder_for": "målgruppe", "hvem": "målgruppe", "omfatter": "målgruppe", "hvem_gælder_reglen_for?": "målgruppe",
	"beskytter_hvem": "beskytter", "hensyn_til": "beskytter",
	"ansvarlig": "regelansvarlig", "ejer": "regelansvarlig", "regelejer": "regelansvarlig", "tovholder": "regelansvarlig",
	"vedtager": "vedtaget_af", "fastsat_af": "vedtaget_af", "besluttet_af": "vedtaget_af", "hvem_har_besluttet?": "vedtaget_af", "kompetence": "vedtaget_af",
	"vedtaget_den": "vedtaget_dato", "vedtaget": "vedtaget_dato", "dato": "vedtaget_dato", "besluttet_den": "vedtaget_dato", "gælder_fra": "vedtaget_dato", "ikrafttrædelse": "vedtaget_dato",
	"lovgrundlag": "retsgrundlag", "hjemmel": "retsgrundlag", "lovhjemmel": "retsgrundlag", "lov": "retsgrundlag", "retskilde": "retsgrundlag",
	"emnenr": "kle", "emnenr.": "kle", "kle-nr.": "kle", "kle-emne": "kle", "kle-nummer": "kle", "journalnr.": "kle",
	"hvor_tit": "hyppighed", "hvor_ofte": "hyppighed", "frekvens": "hyppighed", "interval": "hyppighed",
	"udfører": "udføres_af", "hvem_udfører": "udføres_af", "hvem_gør_det?": "udføres_af", "rolle": "udføres_af", "udført_af": "udføres_af",
	"gange": "gange_fra", "antal_gange": "gange_fra", "måneder": "tidspunkter", "hvornår": "tidspunkter", "tidspunkt": "tidspunkter",
	"data": "oplysninger", "hvilke_oplysninger": "oplysninger", "hvilke_data": "oplysninger", "enheder_i_alt": "antal_enheder", "antal_institutioner": "antal_enheder",
	"tid_i_min": "minutter_fra", "tid_i_min.": "minutter_fra", "minutter": "minutter_fra", "tid": "minutter_fra", "tidsforbrug": "minutter_fra", "tidsforbrug_i_minutter": "minutter_fra",
	"højst_minutter": "minutter_til", "personer": "antal_personer", "antal": "antal_personer", "antal_medarbejdere": "antal_personer",
	"opgjort_hvordan": "byrde_grundlag", "grundlag_for_tid": "byrde_grundlag",
	"hvorfor_har_vi_reglen?": "begrundelse_værdi", "hvorfor": "begrundelse_værdi", "begrundelse": "begrundelse_værdi", "formål": "begrundelse_værdi",
	"måles_på": "indikator", "uden_reglen": "begrundelse_uden_reglen", "hvad_sker_der_uden_reglen?": "begrundelse_uden_reglen", "evidensgrad": "begrundelse_evidensgrad",
	"lovkrav": columnFloor, "det_loven_kræver": columnFloor, "tillæg": columnIncrement, "eget_tillæg": columnIncrement, "tags": "emneord", "nøgleord": "emneord", "stikord": "emneord", "hvor_står_det?": "kilde", "henvisning": "kilde", "dokument": "kilde",
}

// match finds what a column is; own says that the sheet is a list of the register's own.
func (m Match) match(header string, own bool) (name string, how Certainty) {
	key := plain(clip(header))
	if said, ok := m[key]; ok {
		return said, Named
	}
	if field, ok := ownHeads[key]; ok && own {
		return field, Named
	}
	if _, ok := columnNames[key]; ok {
		return allColumns[columnNames[key]].name, Named
	}
	if name, ok := synonyms[key]; ok {
		return name, Synonym
	}
	if near := nearest(header); len([]rune(key)) > 3 && distance(plain(clip(header)), plain(near)) <= 2 {
		return near, Likely
	}
	return "", Unknown
}

// mostWrong bounds how many columns are complained about: a file with more is
// another file.
const mostWrong = 20

const mostSamples = 3

// header finds out what the columns are, and says so.
func (r *reader) header(names Record, below []Record) {
	r.columns, r.has, r.danish = make([]*Column, len(names.Cells)), map[string]bool{}, map[int]bool{}
	r.own = isOwn(names)
	var told []string
	for i, c := range names.Cells {
		name := strings.Join(strings.Fields(c.Text), " ")
		switch {
		case name == "" || len(r.file.Findings) > mostWrong:
			continue // a spreadsheet leaves such columns at the end
		case cprLike(name):
			r.find(Error, columnLetter(i), registry.CodeCPR)
			continue
		}
		col := &Column{Header: clip(name)}
		col.Field, col.Certainty = r.options.Match.match(name, r.own)
		if r.has[col.Field] && col.Certainty < Named {
			col.Field, col.Certainty = "", Unknown // a synonym of what another column is
		}
		r.columns[i] = col
		if at, ok := columnNames[plain(col.Field)]; ok {
			col.target = &allColumns[at]
			if r.has[col.Field] {
				r.find(Error, col.Header, registry.CodeColumnTwice, "column", col.Field)
			}
			r.has[col.Field] = true
		}
		switch col.Certainty {
		case Unknown:
			r.find(Warning, col.Header, CodeColumnUnknown, "column", col.Header)
		case Likely:
			r.find(Warning, col.Header, CodeColumnGuessed, "column", col.Header, "field", col.Field)
		case Synonym:
			told = append(told, col.Header+" → "+col.Field)
		}
		r.samples(col, i, below)
	}
	for _, c := range r.columns {
		if c != nil {
			r.file.Columns = append(r.file.Columns, *c)
		}
	}
	if len(told) > 0 {
		r.find(Info, "", CodeColumns, "columns", strings.Join(told, ", "))
	}
	given := map[string]bool{"område": r.options.Area != "", "enhed": r.options.Unit != ""}
	for _, c := range allColumns {
		if c.required && !r.has[c.name] && !given[c.name] {
			r.find(Error, c.name, registry.CodeColumnMissing, "column", c.name)
		}
	}
	if r.has["minutter_fra"] && !r.has["byrde_grundlag"] {
		r.find(Warning, r.nameOf("minutter_fra"), CodeEvidence)
	}
}

// samples shows the first cells of a column, and learns how it writes its days.
func (r *reader) samples(col *Column, at int, below []Record) {
	isDay := slices.Contains([]string{"vedtaget_dato", "indikator_dato", "tidsforbrug_siden"}, col.Field)
	for _, rec := range below {
		if at >= len(rec.Cells) {
			continue
		}
		text := strings.TrimSpace(rec.Cells[at].Text)
		if text != "" && len(col.Samples) < mostSamples && !cprLike(text) {
			col.Samples = append(col.Samples, clip(text))
		}
		if isDay && danishDay.MatchString(text) {
			r.danish[at] = true
		}
		if len(col.Samples) == mostSamples && (!isDay || r.danish[at]) {
			return
		}
	}
}

// nameOf is what the sheet calls a field, or the field.
func (r *reader) nameOf(field string) string {
	for _, c := range r.file.Columns {
		if c.Field == field {
			return c.Header
		}
	}
	return field
}

// columnOf is the column of a field that Validate reports.
func (r *reader) columnOf(field string) string {
	if i, part, ok := basisField(field); ok {
		for _, own := range []string{columnFloor, columnIncrement} {
			if part == own {
				return r.nameOf(own)
			}
		}
		return basisColumn(r.nameOf(columnBases), i, part)
	}
	for _, c := range allColumns {
		if c.field == field {
			return r.nameOf(c.name)
		}
	}
	if strings.HasPrefix(field, "check.") {
		return r.nameOf("regelansvarlig") // all else about the check is the caller's to check
	}
	return field
}

// plain is a name without what writers vary: case, spaces for underscores, and
// å as the two code points that some machines make of it.
func plain(name string) string {
	return spellings.Replace(strings.ToLower(strings.Join(strings.Fields(name), " ")))
}

var spellings = strings.NewReplacer("a\u030a", "å", " ", "_")

// nearest is the known column that takes the fewest changes to write.
func nearest(name string) string {
	n := plain(clip(name))
	return slices.MinFunc(allColumns, func(a, b target) int { return distance(n, a.name) - distance(n, b.name) }).name
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
