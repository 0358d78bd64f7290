package sheet

import "github.com/omvendt/omvendt/internal/texts"

// Figure is a number of a consultation's results, in words.
type Figure struct {
	Of       string // what it counts: a name among the texts figure.<name>
	Key      string // the rule's number or the question's id
	About    string // the rule's title or the question
	Audience string
	Choice   string
	N        float64
}

// FigureTable is the results of a consultation as a table, a number a row.
func FigureTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.results", nil), Lang: l, Columns: columns(l, []width{{"counted", 34}, {"key", 12}, {"about", 60},
		{"audience", 22}, {"choice", 30}, {"n", 12}})}
}

// FigureRow is one number.
func FigureRow(l texts.Lang, f Figure) []string {
	return []string{l.Text("figure."+f.Of, nil), f.Key, f.About, f.Audience, f.Choice, l.Number(f.N)}
}
