package sheet

import "github.com/omvendt/omvendt/internal/texts"

// VoteTable is the table of a meeting's votes, under headings for machines to read.
func VoteTable(l texts.Lang, columns []string) Table {
	t := Table{Name: l.Text("sheet.file.votes", nil), Lang: l}
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{c, 20})
	}
	return t
}
