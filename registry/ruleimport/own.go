package ruleimport

import (
	"strings"
	"unicode"
)

// ownHeads are what the register's own lists call their columns, in each language:
// the field, or Skip for what follows from other things and is not said by anybody.
// What writes the lists (internal/sheet) has a test that none is missing.
var ownHeads = map[string]string{
	"nummer": "nummer", "regel": "titel", "kort_sagt": "kort_sagt", "krav": "krav", "hvor_tit": "hyppighed", "område": "område", "enhed": "enhed",
	"regelansvarlig": "regelansvarlig", "form": "type", "beskytter": "beskytter", "enhedens_form": "enhedens_form", "målgruppe": "målgruppe",
	"kle-nummer": "kle", "kilde": "kilde", "emneord": "emneord", "vedtaget_af": "vedtaget_af", "gælder_fra": "vedtaget_dato",
	"retsgrundlag": columnBases, "loven_kræver": columnFloor, "kommunens_tillæg": columnIncrement,
	"udføres_af": "udføres_af", "gange,_mindst": "gange_fra", "gange,_højst": "gange_til", "gange_regnet_pr.": "gange_pr", "måneder_eller_datoer": "tidspunkter",
	"minutter,_mindst": "minutter_fra", "minutter,_højst": "minutter_til", "personer": "antal_personer", "antal_enheder": "antal_enheder",
	"tidsforbrug_kendt_fra": "byrde_grundlag", "oplysninger,_der_spørges_om": "oplysninger", "tidsforbrug_sådan_siden": "tidsforbrug_siden",
	"værdi_for_kerneopgaven": "begrundelse_værdi", "til_gavn_for": "begrundelse_for_hvem", "hvordan_den_virker": "begrundelse_virkning",
	"evidens": "begrundelse_evidens", "hvor_godt_det_er_vist": "begrundelse_evidensgrad", "lettere_alternativ": "begrundelse_lettere_alternativ",
	"uden_reglen": "begrundelse_uden_reglen", "indikator": "indikator", "indikator_efterses": "indikator_dato",
	"regeltype": Skip, "status": Skip, "status_siden": Skip, "hvorfor": Skip, "næste_ændring": Skip, "status_derefter": Skip, "tidsforbrug": Skip, "mangler": Skip,

	"number": "nummer", "rule": "titel", "in_everyday_words": "kort_sagt", "demand": "krav", "how_often": "hyppighed", "area": "område", "unit": "enhed",
	"responsible": "regelansvarlig", "protects": "beskytter", "form_of_the_unit": "enhedens_form", "audience": "målgruppe",
	"kle_code": "kle", "source": "kilde", "tags": "emneord", "adopted_by": "vedtaget_af", "applies_from": "vedtaget_dato",
	"legal_bases": columnBases, "the_law_demands": columnFloor, "added_by_the_municipality": columnIncrement,
	"done_by": "udføres_af", "times,_at_least": "gange_fra", "times,_at_most": "gange_til", "times_counted_per": "gange_pr", "months_or_dates": "tidspunkter",
	"minutes,_at_least": "minutter_fra", "minutes,_at_most": "minutter_til", "people": "antal_personer", "number_of_units": "antal_enheder",
	"effort_known_from": "byrde_grundlag", "data_that_is_asked_for": "oplysninger", "effort_like_this_since": "tidsforbrug_siden",
	"value_for_the_core_task": "begrundelse_værdi", "to_whose_benefit": "begrundelse_for_hvem", "how_it_works": "begrundelse_virkning",
	"evidence": "begrundelse_evidens", "how_well_it_is_shown": "begrundelse_evidensgrad", "lighter_alternative": "begrundelse_lettere_alternativ",
	"without_the_rule": "begrundelse_uden_reglen", "indicator": "indikator", "indicator_is_checked": "indikator_dato",
	"class": Skip, "status_since": Skip, "why": Skip, "next_change": Skip, "status_after_that": Skip, "effort": Skip, "lacks": Skip,
}

// isOwn says whether a sheet is a list that the register has written: all of them
// begin with a rule's number and its title.
func isOwn(names Record) bool {
	if len(names.Cells) < 2 {
		return false
	}
	switch plain(names.Cells[0].Text) + "|" + plain(names.Cells[1].Text) {
	case "nummer|regel", "number|rule":
		return true
	}
	return false
}

// formulaSigns are what a cell begins with that some program takes for a formula.
const formulaSigns = "=+-@＝＋－＠﹢﹣﹦﹫−"

// FormulaLike says whether some program would take a cell for a formula, or for
// more than one cell.
func FormulaLike(cell string) bool {
	inner := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) })
	return strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") ||
		inner != "" && strings.ContainsRune(formulaSigns, []rune(inner)[0])
}

// undefused takes off the apostrophe that a list of CSV has before such a cell.
func undefused(cell string) string {
	if inner, is := strings.CutPrefix(cell, "'"); is && FormulaLike(inner) {
		return strings.TrimSpace(inner)
	}
	return cell
}
