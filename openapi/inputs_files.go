package openapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerInputFiles() {
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		registerFile(a, operation{ID: "export-inputs-" + string(f), Method: http.MethodGet, Path: "/v1/consultations/{slug}/inputs." + string(f), Tag: "inputs",
			Permission: "weigh", File: f, Errors: []int{http.StatusNotFound},
			Summary: "Take home what people sent in, with its answers, as " + strings.ToUpper(string(f)),
			Description: "A row for each input that list-inputs would list: who may weigh some rules only takes home the inputs about those. " +
				"It holds people's own words before screening. No cell is a formula."}, a.exportInputs)
	}
}

type exportInputsIn struct {
	ConsultationPath
	InputsAsked
}

func (a *api) exportInputs(ctx context.Context, c call, in *exportInputsIn) (file, error) {
	f, err := a.inputFilter(ctx, in.InputsAsked)
	if err != nil {
		return file{}, err
	}
	f.Reach = c.Act.Reach
	if _, err := a.Workflow.Consultation(ctx, in.Slug); err != nil {
		return file{}, err
	}
	rows := func(add func([]string) error) error {
		return a.Workflow.WholeInbox(ctx, in.Slug, f, func(rows []workflow.InputRow) error {
			for _, row := range rows {
				if err := add(sheet.InputRow(c.Lang, sheet.Input(row))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return file{Name: c.Lang.Text("sheet.file.inputs", nil) + "-" + in.Slug, Table: sheet.InputTable(c.Lang), Rows: rows}, nil
}
