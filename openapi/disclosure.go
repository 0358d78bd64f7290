package openapi

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/packs"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerDisclosure() {
	missing := []int{http.StatusNotFound}
	register(a, operation{ID: "get-review-documents", Method: http.MethodGet, Path: "/v1/reviews/{slug}/documents", Tag: "journal", Permission: "journal", Tagged: true, Errors: missing,
		Summary: "List the documents of a review with what was chosen of each for those who ask for access", Description: "Internal drafts stand last; they are never given out."}, a.getReviewDocuments)
	register(a, operation{ID: "choose-review-documents", Method: http.MethodPut, Path: "/v1/reviews/{slug}/documents", Tag: "journal", Permission: "file", Edits: true, Errors: missing,
		Summary: "Choose which documents of a review those who ask for access are given", Description: "All choices are replaced. What nobody has chosen about is not given out."}, a.chooseReviewDocuments)
	registerFile(a, operation{ID: "export-review-documents", Method: http.MethodGet, Path: "/v1/reviews/{slug}/documents.zip", Tag: "journal", Permission: "journal", File: sheet.ZIP, Errors: missing,
		Summary:     "Take home the documents that are given out, with the list of all of them",
		Description: "Inputs only as they are public, and nothing that tells who sent them."}, a.exportReviewDocuments)
}

type releaseKind string

func (releaseKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.ReleaseKinds) }

type documentKind string

func (documentKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.DocumentKinds) }

// ReleaseFields are the choice about one document.
type ReleaseFields struct {
	Document  string      `json:"document" doc:"Its key." example:"opening"`
	Kind      releaseKind `json:"kind"`
	Provision string      `json:"provision,omitempty" doc:"By which it is withheld, whole or in part; needed then. At most 200 characters." example:"offentlighedsloven § 23, stk. 1, nr. 1"`
	Reason    string      `json:"reason,omitempty" doc:"Needed with the provision. At most 4000 characters."`
	Passages  []string    `json:"passages,omitempty" doc:"What is left out of a document that is given out in part, word for word; at most 50."`
}

type documentOut struct {
	Document string         `json:"document" doc:"Its key, which stays the same."`
	Number   int            `json:"number" doc:"Its place on the list, which can change."`
	Kind     documentKind   `json:"kind"`
	Title    string         `json:"title"`
	Day      day            `json:"day,omitzero"`
	From     string         `json:"from"`
	To       string         `json:"to"`
	Internal bool           `json:"internal,omitempty"`
	Closed   bool           `json:"confidential,omitempty" doc:"It is about a confidential item."`
	InPart   bool           `json:"can_be_given_in_part"`
	Release  *ReleaseFields `json:"release,omitempty" doc:"Left out until somebody chooses."`
}

type documentsOut struct {
	Review    string        `json:"review" doc:"Its slug."`
	Documents []documentOut `json:"documents" doc:"By day, internal drafts last."`
	Missing   []packMissing `json:"missing" doc:"What is not given out because nobody has chosen, or because a passage to be left out is gone."`
}

type getReviewDocumentsIn struct{ ReviewPath }

func (a *api) getReviewDocuments(ctx context.Context, c call, in *getReviewDocumentsIn) (answer[documentsOut], error) {
	v, err := a.Workflow.Disclosure(ctx, in.Slug)
	if err != nil {
		return answer[documentsOut]{}, err
	}
	contents, err := a.maker(c).DisclosureContents(ctx, in.Slug)
	out := documentsOut{Review: v.Review.Slug, Documents: []documentOut{}, Missing: packsMissing(contents)}
	for n, d := range v.Documents {
		from, to := packs.Parties(c.Lang, d)
		x := documentOut{Document: d.Key, Number: n + 1, Kind: documentKind(d.Kind), Title: papers.Bare(packs.Called(c.Lang, d)), Day: day(d.Day), From: papers.Bare(from), To: papers.Bare(to), Internal: d.Internal, Closed: d.Closed, InPart: d.InPart()}
		if r := v.Disclosure.Of(d.Key); r.Kind != "" {
			x.Release = &ReleaseFields{r.Document, releaseKind(r.Kind), r.Provision, r.Reason, r.Passages}
		}
		out.Documents = append(out.Documents, x)
	}
	return answer[documentsOut]{Body: out, Edit: v.Disclosure.Edit}, err
}

type chooseReviewDocumentsIn struct {
	ReviewPath
	Body struct {
		Releases []ReleaseFields `json:"releases" doc:"At most one about each document."`
	}
}

func (a *api) chooseReviewDocuments(ctx context.Context, c call, in *chooseReviewDocumentsIn) (answer[documentsOut], error) {
	releases := list(in.Body.Releases, func(f ReleaseFields) workflow.Release {
		return workflow.Release{Document: f.Document, Kind: workflow.ReleaseKind(f.Kind), Provision: f.Provision, Reason: f.Reason, Passages: f.Passages}
	})
	if _, err := a.Workflow.Choose(ctx, c.Act, in.Slug, c.Edit, releases, packs.Passages); err != nil {
		return answer[documentsOut]{}, err
	}
	return a.getReviewDocuments(ctx, c, &getReviewDocumentsIn{in.ReviewPath})
}

func (a *api) exportReviewDocuments(ctx context.Context, c call, in *getReviewDocumentsIn) (file, error) {
	contents, err := a.maker(c).DisclosureContents(ctx, in.Slug)
	return file{Name: contents.Name(), Write: func(w io.Writer) error { return a.maker(c).WriteDisclosure(ctx, w, in.Slug) }}, err
}
