package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerPlaceCounts() {
	register(a, operation{ID: "list-unit-answers", Method: http.MethodGet, Path: "/v1/unit-answers", Tag: "consultations", Permission: "weigh",
		Summary: "Tell leaders how many have answered from their units, as ranges, while people can",
		Description: "Of open consultations, by the unit that the places of links name. Who sets consultations up reads all units, others those that their grants name " +
			"and those of posts that they, or somebody below them, hold. Answers that were taken back later are counted, and the last few may not be yet. An answer holds no unit."}, a.listUnitAnswers)
}

type unitAnswersOut struct {
	Consultation string `json:"consultation" doc:"Its slug."`
	Title        string `json:"title"`
	Closes       day    `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Unit         string `json:"unit"`
	Least        int    `json:"least" doc:"At least so many have answered; 0 where it is fewer than the smallest group."`
	Most         int    `json:"most,omitempty" doc:"At most so many; left out where there is no upper end."`
}

type listUnitAnswersIn struct{}

func (a *api) listUnitAnswers(ctx context.Context, c call, _ *listUnitAnswersIn) (answer[items[unitAnswersOut]], error) {
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "consult")
	if err != nil {
		return answer[items[unitAnswersOut]]{}, err
	}
	all, err := a.Workflow.UnitsAnswered(ctx, c.Act, reason == granted)
	out := []unitAnswersOut{}
	for _, of := range all {
		out = append(out, list(of.Units, func(u workflow.UnitAnswers) unitAnswersOut {
			x := unitAnswersOut{Consultation: of.Consultation.Slug, Title: of.Consultation.Title.In(string(c.Lang)), Closes: day(of.Consultation.Closes), Unit: u.Unit, Least: u.Sent.From}
			if u.Sent.Until > 0 {
				x.Most = u.Sent.Until - 1
			}
			return x
		})...)
	}
	return answer[items[unitAnswersOut]]{Body: items[unitAnswersOut]{Items: out}}, err
}
