package sheet

import "github.com/omvendt/omvendt/internal/texts"

// AccountTable is an account of rules as a table: a figure a row, each with its
// definition, its time and its stage.
func AccountTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.accounts", nil), Lang: l, Columns: columns(l, []width{{"account_part", 28}, {"account_figure", 44}, {"account_key", 30}, {"account_n", 12},
		{"account_when", 32}, {"account_stage", 28}, {"account_means", 80}})}
}
