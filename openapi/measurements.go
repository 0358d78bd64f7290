package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerMeasurements() {
	register(a, operation{ID: "list-measurements", Method: http.MethodGet, Path: "/v1/rules/{number}/measurements", Tag: "rules", Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary:     "List the measurements that decisions about a rule ask for, by day",
		Description: "A ruling that says what is measured is measured 3 and 12 months after it takes effect; a trial until it ends."}, a.listMeasurements)
	register(a, operation{ID: "list-due-measurements", Method: http.MethodGet, Path: "/v1/due-measurements", Tag: "rules", Permission: "catalogue",
		Summary: "List the measurements that are due within two weeks or were within a year, and that nobody has begun, by day"}, a.listDueMeasurements)
}

type measurementOut struct {
	Number    string `json:"number" example:"R-0042"`
	Ruling    ruling `json:"ruling" doc:"That asks for it."`
	Effect    day    `json:"effect" doc:"Of the ruling."`
	Months    int    `json:"months" doc:"After the effect."`
	Due       day    `json:"due"`
	Measure   string `json:"measure" doc:"What is measured."`
	Evaluator string `json:"evaluator,omitempty" doc:"By whom."`
	Before    string `json:"before,omitempty" doc:"The slug of the last measurement about the rule before the effect."`
	Round     string `json:"round,omitempty" doc:"The slug of the measurement that was begun for it; left out where there is none."`
}

func measurementOf(m workflow.Measuring) measurementOut {
	slug := func(c *workflow.Consultation) string {
		if c == nil {
			return ""
		}
		return c.Slug
	}
	return measurementOut{m.Entry.Rule.Number.String(), ruling(m.Ruling.Ruling), day(m.Effect), m.Months, day(m.Due), m.Ruling.Measure, m.Ruling.Evaluator, slug(m.Before), slug(m.Round)}
}

type listMeasurementsIn struct{ RulePath }

func (a *api) listMeasurements(ctx context.Context, _ call, in *listMeasurementsIn) (answer[items[measurementOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[measurementOut]]{}, err
	}
	all, err := a.Workflow.Measurings(ctx, number)
	return answer[items[measurementOut]]{Body: items[measurementOut]{Items: list(all, measurementOf)}}, err
}

type listDueMeasurementsIn struct{}

func (a *api) listDueMeasurements(ctx context.Context, c call, _ *listDueMeasurementsIn) (answer[items[measurementOut]], error) {
	all, err := a.Workflow.MeasuringsDue(ctx, c.Act)
	return answer[items[measurementOut]]{Body: items[measurementOut]{Items: list(all, measurementOf)}}, err
}
