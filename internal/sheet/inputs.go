package sheet

import (
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
)

// Input is what people sent in, as a row: words in Danish, choices by their codes.
type Input struct {
	ID, Rule, Title, Audience, Kind, Theme, Question, Stance string
	Minutes                                                  int // below 0: not said
	Text, Screening, Shown, WithheldFor, WithheldNote        string
	Translation, ShownTranslation                            string
	Disposition, Reason, Led, DisposedOn                     string
	Assigned, Day, PartOf, Lead                              string
	Excluded                                                 bool // it is not counted
}

// InputTable is the inbox of a consultation as a table.
func InputTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.inputs", nil), Lang: l, Columns: columns(l, []width{{"number", 9}, {"title", 40}, {"input_audience", 18}, {"input_kind", 22},
		{"input_theme", 18}, {"input_question", 40}, {"input_stance", 12}, {"input_minutes", 10}, {"input_text", 60}, {"input_translation", 60}, {"input_screening", 18}, {"input_shown", 60}, {"input_shown_translation", 60},
		{"input_withheld_for", 22}, {"input_withheld_note", 40}, {"input_disposition", 22}, {"input_reason", 60}, {"input_led", 14}, {"input_disposed_on", 12},
		{"input_assigned", 24}, {"input_day", 12}, {"input_id", 38}, {"input_part_of", 38}, {"input_lead", 38}, {"input_excluded", 14}})}
}

// InputRow is one input.
func InputRow(l texts.Lang, i Input) []string {
	named := func(group, code string) string {
		if code == "" {
			return ""
		}
		return l.Name(group, code)
	}
	minutes := ""
	if i.Minutes >= 0 {
		minutes = strconv.Itoa(i.Minutes)
	}
	excluded := ""
	if i.Excluded {
		excluded = l.Text("sheet.excluded", nil)
	}
	return []string{i.Rule, i.Title, i.Audience, named("input_kind", i.Kind), i.Theme, i.Question, named("stance", i.Stance), minutes, i.Text, i.Translation,
		named("screening", i.Screening), i.Shown, i.ShownTranslation, named("withheld_for", i.WithheldFor), i.WithheldNote, named("disposition", i.Disposition), i.Reason, i.Led, i.DisposedOn,
		i.Assigned, i.Day, i.ID, i.PartOf, i.Lead, excluded}
}

// AnswerTable is what people sent in with the answers that it got, without what is for
// those alone who answer: Text of a row is then the text that is public.
func AnswerTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.inputs", nil), Lang: l, Columns: columns(l, []width{{"number", 9}, {"title", 40}, {"input_kind", 22}, {"input_theme", 18}, {"input_question", 40},
		{"input_stance", 12}, {"input_shown", 60}, {"input_shown_translation", 60}, {"input_screening", 18}, {"input_withheld_for", 22},
		{"input_disposition", 22}, {"input_reason", 60}, {"input_led", 14}, {"input_disposed_on", 12}, {"input_id", 38}, {"input_part_of", 38}, {"input_lead", 38}, {"input_excluded", 14}})}
}

// AnswerRow is one input with its answer.
func AnswerRow(l texts.Lang, i Input) []string {
	all := InputRow(l, i)
	return []string{all[0], all[1], all[3], all[4], all[5], all[6], all[8], all[9], all[10], all[13], all[15], all[16], all[17], all[18], all[21], all[22], all[23], all[24]}
}
