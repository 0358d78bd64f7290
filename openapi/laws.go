package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerLaws() {
	register(a, operation{ID: "list-laws", Method: http.MethodGet, Path: "/v1/laws", Tag: "rules", Permission: permPublic,
		Summary: "List what laws are called, with the numbers that each has had"}, a.listLaws)
	register(a, operation{ID: "get-law", Method: http.MethodGet, Path: "/v1/laws/{id}", Tag: "rules", Permission: permPublic, Tagged: true,
		Errors: []int{http.StatusNotFound}, Summary: "Read what a law is called"}, a.getLaw)
	register(a, operation{ID: "create-law", Method: http.MethodPost, Path: "/v1/laws", Tag: "rules", Permission: "law", Creates: true, Tagged: true,
		Summary:     "Say what a law is called",
		Description: "No name and no number stands for two laws. What is looked for by the name is found under every number."}, a.createLaw)
	register(a, operation{ID: "edit-law", Method: http.MethodPut, Path: "/v1/laws/{id}", Tag: "rules", Permission: "law", Edits: true,
		Errors: []int{http.StatusNotFound}, Summary: "Say anew what a law is called, as when it gets another number"}, a.editLaw)
	register(a, operation{ID: "delete-law", Method: http.MethodDelete, Path: "/v1/laws/{id}", Tag: "rules", Permission: "law", Edits: true,
		Errors: []int{http.StatusNotFound}, Summary: "Take the name of a law away",
		Description: "What rests on its numbers stays as it is."}, a.deleteLaw)
}

type lawNumber struct {
	ELI  string `json:"eli" doc:"The law's address; a reference in another form is written so." example:"https://www.retsinformation.dk/eli/lta/2024/988"`
	From day    `json:"from,omitzero" doc:"The first day on which it has this number; left out where nobody has said."`
}

// LawFields is what is written about a law.
type LawFields struct {
	Name         string      `json:"name" doc:"In full." example:"Lov om dag-, fritids- og klubtilbud m.v. til børn og unge"`
	Short        string      `json:"short,omitempty" doc:"What it is called every day; shown beside its paragraphs." example:"Dagtilbudsloven"`
	Abbreviation string      `json:"abbreviation,omitempty" doc:"At most 30 characters." example:"DTL"`
	Numbers      []lawNumber `json:"numbers" minItems:"1" maxItems:"40" doc:"One for each consolidation, by day."`
}

func (f LawFields) entry() registry.LawEntry {
	return registry.LawEntry{Name: f.Name, Short: f.Short, Abbreviation: f.Abbreviation,
		Numbers: list(f.Numbers, func(n lawNumber) registry.LawNumber {
			return registry.LawNumber{ELI: n.ELI, From: registry.Day(n.From)}
		})}
}

// LawOut is a law.
type LawOut struct {
	ID string `json:"id" format:"uuid"`
	LawFields
}

func lawOf(l registry.Law) LawOut {
	return LawOut{ID: string(l.ID), LawFields: LawFields{Name: l.Name, Short: l.Short, Abbreviation: l.Abbreviation,
		Numbers: list(l.Numbers, func(n registry.LawNumber) lawNumber { return lawNumber{n.ELI, day(n.From)} })}}
}

type listLawsIn struct{}

func (a *api) listLaws(ctx context.Context, _ call, _ *listLawsIn) (answer[items[LawOut]], error) {
	all, err := a.Register.Laws(ctx)
	return answer[items[LawOut]]{Body: items[LawOut]{Items: list(all, lawOf)}}, err
}

// LawPath is the part of an address that names a law.
type LawPath struct {
	ID string `path:"id" format:"uuid" doc:"The law's id."`
}

type getLawIn struct{ LawPath }

func (a *api) getLaw(ctx context.Context, _ call, in *getLawIn) (answer[LawOut], error) {
	l, err := a.Register.Law(ctx, registry.LawID(in.ID))
	return answer[LawOut]{Body: lawOf(l), Edit: l.Edit}, err
}

type createLawIn struct{ Body LawFields }

func (a *api) createLaw(ctx context.Context, c call, in *createLawIn) (answer[LawOut], error) {
	l, err := a.Register.AddLaw(ctx, c.Act, in.Body.entry())
	return answer[LawOut]{Body: lawOf(l), Edit: l.Edit, Place: "/v1/laws/" + string(l.ID)}, err
}

type editLawIn struct {
	LawPath
	Body LawFields
}

func (a *api) editLaw(ctx context.Context, c call, in *editLawIn) (answer[LawOut], error) {
	l, err := a.Register.EditLaw(ctx, c.Act, registry.LawID(in.ID), c.Edit, in.Body.entry())
	return answer[LawOut]{Body: lawOf(l), Edit: l.Edit}, err
}

type deleteLawIn struct{ LawPath }

func (a *api) deleteLaw(ctx context.Context, c call, in *deleteLawIn) (answer[struct{}], error) {
	return answer[struct{}]{}, a.Register.DeleteLaw(ctx, c.Act, registry.LawID(in.ID), c.Edit)
}
