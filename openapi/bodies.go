package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerBodies() {
	register(a, operation{ID: "list-bodies", Method: http.MethodGet, Path: "/v1/bodies", Tag: "bodies",
		Permission: "read", Summary: "List the bodies that can decide, highest rank first"}, a.listBodies)
	register(a, operation{ID: "create-body", Method: http.MethodPost, Path: "/v1/bodies", Tag: "bodies",
		Permission: "govern", Creates: true, Tagged: true, Summary: "Record a further body"}, a.createBody)
	register(a, operation{ID: "get-body", Method: http.MethodGet, Path: "/v1/bodies/{id}", Tag: "bodies",
		Permission: "read", Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read a body"}, a.getBody)
	register(a, operation{ID: "edit-body", Method: http.MethodPut, Path: "/v1/bodies/{id}", Tag: "bodies",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound}, Summary: "Say whether a committee is the finance committee",
		Description: "Its name and rank stay: what it decided is told under them."}, a.editBody)
	a.registerMandates()
}

type bodyFields struct {
	Name string `json:"name" example:"Børne- og Ungeudvalget"`
	Rank rank   `json:"rank" doc:"A higher rank binds a lower one."`
	FinanceField
}

// FinanceField says whether a body is the finance committee.
type FinanceField struct {
	Finance bool `json:"finance,omitempty" doc:"The finance committee or the magistrate: it gives its statement before the council decides."`
}

type bodyOut struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
	Rank rank   `json:"rank"`
	FinanceField
}

func bodyOf(b registry.Body) bodyOut {
	return bodyOut{ID: string(b.ID), Name: b.Name, Rank: rank(b.Rank), FinanceField: FinanceField{b.Finance}}
}

type listBodiesIn struct{}

func (a *api) listBodies(ctx context.Context, _ call, _ *listBodiesIn) (answer[items[bodyOut]], error) {
	all, err := a.Register.Bodies(ctx)
	return answer[items[bodyOut]]{Body: items[bodyOut]{Items: list(all, bodyOf)}}, err
}

type createBodyIn struct{ Body bodyFields }

func (a *api) createBody(ctx context.Context, c call, in *createBodyIn) (answer[bodyOut], error) {
	b, err := a.Register.AddBody(ctx, c.Act, registry.Body{Name: in.Body.Name, Rank: registry.Rank(in.Body.Rank), Finance: in.Body.Finance})
	return answer[bodyOut]{Body: bodyOf(b), Edit: b.Edit, Place: "/v1/bodies/" + string(b.ID)}, err
}

type getBodyIn struct{ BodyPath }

func (a *api) getBody(ctx context.Context, _ call, in *getBodyIn) (answer[bodyOut], error) {
	b, err := a.Register.Body(ctx, registry.BodyID(in.ID))
	return answer[bodyOut]{Body: bodyOf(b), Edit: b.Edit}, err
}

type editBodyIn struct {
	BodyPath
	Body FinanceField
}

func (a *api) editBody(ctx context.Context, c call, in *editBodyIn) (answer[bodyOut], error) {
	b, err := a.Register.EditBody(ctx, c.Act, registry.BodyID(in.ID), c.Edit, in.Body.Finance)
	return answer[bodyOut]{Body: bodyOf(b), Edit: b.Edit}, err
}

// BodyPath is the part of an address that names a body.
type BodyPath struct {
	ID string `path:"id" format:"uuid" doc:"The body's id."`
}
