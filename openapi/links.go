package openapi

import (
	"context"
	"net/http"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerLinks() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-links", Method: http.MethodGet, Path: "/v1/consultations/{slug}/links", Tag: "consultations",
		Permission: "consult", Errors: notFound, Summary: "List the open links of a consultation, by audience"}, a.listLinks)
	register(a, operation{ID: "create-link", Method: http.MethodPost, Path: "/v1/consultations/{slug}/links", Tag: "consultations",
		Permission: "consult", Creates: true, Errors: notFound,
		Summary:     "Make an open link for an audience",
		Description: "Who uses it is chosen, not proven: it stands on posters. With slips it is handed out instead, each slip for one answer."}, a.createLink)
	register(a, operation{ID: "revoke-link", Method: http.MethodDelete, Path: "/v1/consultations/{slug}/links/{id}", Tag: "consultations",
		Permission: "consult", Errors: notFound, Summary: "Close a link, with its slips, for good; receipts go on working"}, a.revokeLink)
	register(a, operation{ID: "guard-link", Method: http.MethodPut, Path: "/v1/consultations/{slug}/links/{id}/guard", Tag: "consultations",
		Permission: "consult", Errors: notFound, Summary: "Guard an open link against a flood for an hour, or no longer",
		Description: "Whoever answers on the page then waits some seconds while the browser works, or types three numbers; this API takes no " +
			"contributions through it meanwhile. A link through which more comes than people send is guarded by itself."}, a.guardLink)
	register(a, operation{ID: "list-slips", Method: http.MethodGet, Path: "/v1/consultations/{slug}/links/{id}/slips", Tag: "consultations",
		Permission: "consult", Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "List a link's slips, to hand out",
		Description: "All of them, in an order that says nothing, until the first is used: after that the list would tell who has answered (409, slips_used)."}, a.listSlips)
}

// LinkFields are an open link as it is made.
type LinkFields struct {
	Audience string `json:"audience" example:"Forældre"`
	Place    string `json:"place,omitempty" doc:"Where it hangs or who was given it; never stored with what is sent through it." example:"Børnehuset Mosen"`
	District string `json:"district,omitempty" doc:"What the answers to a self-assessment or a measurement are told by; none of a consultation." example:"Nord"`
	Opens    day    `json:"opens,omitzero" doc:"The first day on which it is open; with the consultation when left out."`
	Closes   day    `json:"closes,omitzero" doc:"The first day on which it is closed; with the consultation when left out."`
	Shared   bool   `json:"shared,omitempty" doc:"It stands on a device that many use: the receipt's code is told once."`
	Slips    int    `json:"slips,omitempty" doc:"How many slips to make, each for one answer, at most 500; when left out the link takes any number of answers."`
}

type linkOut struct {
	ID string `json:"id" format:"uuid"`
	LinkFields
	Token   string     `json:"token,omitempty" doc:"Opens the questionnaire; no secret. A link with slips has none."`
	Code    string     `json:"code,omitempty" doc:"The short form of the token, as it is printed." example:"k7mq-2x9d"`
	Path    string     `json:"path,omitempty" doc:"The page that it opens, on this server."`
	Open    bool       `json:"open" doc:"Whether it lets anybody in today."`
	Used    *int       `json:"used,omitempty" doc:"How many of its slips are used; left out while they are too few to be told."`
	Revoked bool       `json:"revoked"`
	Guarded *time.Time `json:"guarded_until,omitempty" doc:"Until then answering takes some work; left out when it takes none."`
}

// formPath is the page of an open link, and receiptPage takes a receipt's code.
const (
	formPath    = "/svar/"
	receiptPage = "/kvittering"
)

func linkOf(l workflow.MadeLink) linkOut {
	out := linkOut{ID: string(l.ID), Open: l.Open, Revoked: l.Revoked,
		LinkFields: LinkFields{Audience: l.Audience, Place: l.Place, District: l.District, Opens: day(l.Opens), Closes: day(l.Closes), Shared: l.Shared, Slips: l.Slips}}
	if l.GuardedNow {
		out.Guarded = ptr(l.Guarded)
	}
	if !l.Single() {
		out.Token, out.Code, out.Path = l.Token, workflow.Code(l.Token), formPath+l.Token
	} else if l.Used != workflow.TooFew {
		out.Used = &l.Used
	}
	return out
}

type listLinksIn struct{ ConsultationPath }

func (a *api) listLinks(ctx context.Context, _ call, in *listLinksIn) (answer[items[linkOut]], error) {
	all, err := a.Workflow.Links(ctx, in.Slug)
	return answer[items[linkOut]]{Body: items[linkOut]{Items: list(all, linkOf)}}, err
}

type createLinkIn struct {
	ConsultationPath
	Body LinkFields
}

func (a *api) createLink(ctx context.Context, c call, in *createLinkIn) (answer[linkOut], error) {
	b := in.Body
	made, err := a.Workflow.MakeLink(ctx, c.Act, in.Slug, workflow.Link{Audience: b.Audience, Place: b.Place, District: b.District, Opens: registry.Day(b.Opens),
		Closes: registry.Day(b.Closes), Shared: b.Shared, Slips: b.Slips})
	if err != nil {
		return answer[linkOut]{}, err
	}
	l, err := a.Workflow.Link(ctx, in.Slug, made.ID)
	return answer[linkOut]{Body: linkOf(l), Place: "/v1/consultations/" + in.Slug + "/links"}, err
}

// OneLinkPath is the part of an address that names a link of a consultation.
type OneLinkPath struct {
	ConsultationPath
	ID string `path:"id" format:"uuid" doc:"The link's id."`
}

type revokeLinkIn struct{ OneLinkPath }

func (a *api) revokeLink(ctx context.Context, c call, in *revokeLinkIn) (answer[nothing], error) {
	return answer[nothing]{}, a.Workflow.RevokeLink(ctx, c.Act, in.Slug, registry.LinkID(in.ID))
}

type guardLinkIn struct {
	OneLinkPath
	Body struct {
		Guarded bool `json:"guarded"`
	}
}

func (a *api) guardLink(ctx context.Context, c call, in *guardLinkIn) (answer[linkOut], error) {
	if _, err := a.Workflow.GuardLink(ctx, c.Act, in.Slug, registry.LinkID(in.ID), in.Body.Guarded); err != nil {
		return answer[linkOut]{}, err
	}
	l, err := a.Workflow.Link(ctx, in.Slug, registry.LinkID(in.ID))
	return answer[linkOut]{Body: linkOf(l)}, err
}

type slipOut struct {
	Token string `json:"token" doc:"Opens the questionnaire for one answer."`
	Code  string `json:"code" doc:"The short form of the token, as it is printed." example:"k7mq-2x9d"`
	Path  string `json:"path" doc:"The page that it opens, on this server."`
}

type listSlipsIn struct{ OneLinkPath }

func (a *api) listSlips(ctx context.Context, _ call, in *listSlipsIn) (answer[items[slipOut]], error) {
	tokens, err := a.Workflow.Slips(ctx, in.Slug, registry.LinkID(in.ID))
	return answer[items[slipOut]]{Body: items[slipOut]{Items: list(tokens, func(token string) slipOut {
		return slipOut{Token: token, Code: workflow.Code(token), Path: formPath + token}
	})}}, err
}
