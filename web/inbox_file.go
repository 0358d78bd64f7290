package web

import (
	"io"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (v *visit) inboxCSV() (answer, error)  { return v.inboxFile(sheet.CSV) }
func (v *visit) inboxXLSX() (answer, error) { return v.inboxFile(sheet.XLSX) }

// inboxFile is all that the inbox shows a part of, by its filter and within reach.
func (v *visit) inboxFile(format sheet.Format) (answer, error) {
	c, err := v.Workflow.Consultation(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	asked, some, err := v.asked(v.inboxFilter())
	if !some {
		asked.Inputs = []registry.InputID{}
	}
	write := func(w io.Writer) error {
		return sheet.Write(w, format, sheet.InputTable(v.lang), func(add func([]string) error) error {
			return v.Workflow.WholeInbox(v.r.Context(), c.Slug, asked, func(rows []workflow.InputRow) error {
				for _, row := range rows {
					if err := add(sheet.InputRow(v.lang, sheet.Input(row))); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return answer{file: &file{format: format, name: v.lang.Text("sheet.file.inputs", nil) + "-" + c.Slug, write: write}}, err
}
