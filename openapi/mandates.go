package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerMandates() {
	register(a, operation{ID: "list-mandates", Method: http.MethodGet, Path: "/v1/bodies/{id}/mandates", Tag: "bodies",
		Permission: "read", Errors: []int{http.StatusNotFound}, Summary: "List the mandates of a body, by day",
		Description: "The latest that has begun applies, of two from one day the one that stands last. What an earlier one asked stays with the rulings that were made under it."}, a.listMandates)
	register(a, operation{ID: "give-mandate", Method: http.MethodPost, Path: "/v1/bodies/{id}/mandates", Tag: "bodies",
		Permission: "govern", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Record the power that the council gave a body from a day, in words",
		Description: "It binds rulings from that day on, and undoes none that is final; the latest that has begun applies. The first may have begun long ago. One that takes " +
			"another's place begins tomorrow at the earliest and cites the council's decision; run-simulation says which draft decisions it would let fall."}, a.giveMandate)
	register(a, operation{ID: "take-back-mandate", Method: http.MethodPost, Path: "/v1/bodies/{id}/mandate-withdrawals", Tag: "bodies",
		Permission: "govern", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Take the mandate of a body back from a day",
		Description: "Tomorrow at the earliest, by a decision of the council. From that day on the body decides nothing by a mandate; what is final stays so. " +
			"It stands last among the body's mandates, and another can be given later."}, a.takeBackMandate)
}

// MandateFields is a mandate.
type MandateFields struct {
	From  day         `json:"from" doc:"The first day on which it binds rulings."`
	Words string      `json:"words" doc:"The mandate, in the council's own words; at most 4000 characters."`
	Asks  []criterion `json:"asks,omitempty" doc:"What it asks of a keep: without them a keep by this body saves nothing."`
}

type mandateIn struct {
	MandateFields
	Decider string `json:"decider,omitempty" format:"uuid" doc:"The id of the body that decided: the council. It may be left out of the first mandate, as may the day."`
	Decided day    `json:"decided,omitzero" doc:"The day it decided." example:"2027-01-10"`
	Case    string `json:"case,omitempty" doc:"Case number, or address of the minutes."`
}

type mandateOut struct {
	MandateFields
	Decider string `json:"decider,omitempty" doc:"The body that decided, as it was called; left out where nobody has said."`
	Decided day    `json:"decided,omitzero"`
	Case    string `json:"case,omitempty"`
	// TakenBack is left out of a mandate that was given.
	TakenBack bool `json:"taken_back,omitempty" doc:"The mandate is taken back: from the day on the body has none."`
}

func mandateOf(m registry.Mandate) mandateOut {
	out := mandateOut{MandateFields: MandateFields{From: day(m.From), Words: m.Words, Asks: list(m.Asks, criterionOf)}, TakenBack: m.TakenBack}
	if m.By != (registry.Decision{}) {
		out.Decider, out.Decided, out.Case = m.By.Body, day(m.By.Day), m.By.Case
	}
	return out
}

type listMandatesIn struct{ BodyPath }

func (a *api) listMandates(ctx context.Context, _ call, in *listMandatesIn) (answer[items[mandateOut]], error) {
	all, err := a.Register.Mandates(ctx, registry.BodyID(in.ID))
	return answer[items[mandateOut]]{Body: items[mandateOut]{Items: list(all, mandateOf)}}, err
}

type giveMandateIn struct {
	BodyPath
	Body mandateIn
}

func (a *api) giveMandate(ctx context.Context, c call, in *giveMandateIn) (answer[mandateOut], error) {
	m, err := a.Register.GiveMandate(ctx, c.Act, registry.Mandate{Body: registry.BodyID(in.ID), From: registry.Day(in.Body.From), Words: in.Body.Words,
		Asks: list(in.Body.Asks, func(c criterion) registry.Criterion { return registry.Criterion(c) })},
		registry.MandateDecision{Body: registry.BodyID(in.Body.Decider), Decided: registry.Day(in.Body.Decided), Case: in.Body.Case})
	return answer[mandateOut]{Body: mandateOf(m), Place: "/v1/bodies/" + in.ID + "/mandates"}, err
}

// newMandateWithdrawal is the decision that takes a mandate back.
type newMandateWithdrawal struct {
	From    day    `json:"from" doc:"The first day on which the body has no mandate; tomorrow at the earliest." example:"2027-02-01"`
	Words   string `json:"words" doc:"The decision, in the council's own words; at most 4000 characters."`
	Decider string `json:"decider" format:"uuid" doc:"The id of the body that decided: the council."`
	Decided day    `json:"decided" doc:"The day it decided." example:"2027-01-10"`
	Case    string `json:"case,omitempty" doc:"Case number, or address of the minutes."`
}

type takeBackMandateIn struct {
	BodyPath
	Body newMandateWithdrawal
}

func (a *api) takeBackMandate(ctx context.Context, c call, in *takeBackMandateIn) (answer[mandateOut], error) {
	b := in.Body
	m, err := a.Register.TakeMandateBack(ctx, c.Act, registry.Mandate{Body: registry.BodyID(in.ID), From: registry.Day(b.From), Words: b.Words},
		registry.MandateDecision{Body: registry.BodyID(b.Decider), Decided: registry.Day(b.Decided), Case: b.Case})
	return answer[mandateOut]{Body: mandateOf(m), Place: "/v1/bodies/" + in.ID + "/mandates"}, err
}
