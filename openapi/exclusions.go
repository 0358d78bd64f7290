package openapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerExclusions() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	const here = "/v1/consultations/{slug}"
	register(a, operation{ID: "look-at-batch", Method: http.MethodPost, Path: here + "/batch", Tag: "consultations", Permission: "consult", Asks: true, Errors: notFound,
		Summary: "Look at a batch of contributions before it is excluded", Description: "How many it holds, and some of what they say."}, a.lookAtBatch)
	register(a, operation{ID: "list-exclusions", Method: http.MethodGet, Path: here + "/exclusions", Tag: "consultations", Permission: "consult", Errors: notFound,
		Summary: "List the exclusions of a consultation, those that were undone too"}, a.listExclusions)
	register(a, operation{ID: "get-exclusion", Method: http.MethodGet, Path: here + "/exclusions/{id}", Tag: "consultations", Permission: "consult", Tagged: true, Errors: notFound,
		Summary: "Read an exclusion"}, a.getExclusion)
	register(a, operation{ID: "create-exclusion", Method: http.MethodPost, Path: here + "/exclusions", Tag: "consultations", Permission: "consult", Creates: true, Tagged: true, Errors: clash,
		Summary:     "Leave a batch of contributions out of what is counted",
		Description: "They stay, and whoever sent one reads it on the receipt. The results give both totals and the reason. What comes later is counted."}, a.createExclusion)
	register(a, operation{ID: "undo-exclusion", Method: http.MethodPut, Path: here + "/exclusions/{id}/undone", Tag: "consultations", Permission: "consult", Edits: true, Errors: clash,
		Summary: "Count an excluded batch again"}, a.undoExclusion)
}

// BatchFields are what contributions are picked by; all that is said holds at once.
type BatchFields struct {
	Audience string `json:"audience,omitempty" doc:"That their link was for." example:"Forældre"`
	District string `json:"district,omitempty" doc:"That their link was for; only where the consultation stands alone."`
	From     day    `json:"from,omitzero" doc:"The first day on which they came."`
	To       day    `json:"to,omitzero" doc:"The last day on which they came."`
	Words    string `json:"words,omitempty" doc:"Words that one of their texts has; they are stored nowhere."`
}

func (f BatchFields) batch() workflow.Batch {
	return workflow.Batch{Audience: f.Audience, District: f.District, From: registry.Day(f.From), To: registry.Day(f.To), Words: strings.Fields(f.Words)}
}

type lookAtBatchIn struct {
	ConsultationPath
	Body BatchFields
}

type lookedOut struct {
	Contributions int      `json:"contributions" doc:"How many are counted today and would be no longer."`
	Texts         []string `json:"texts" doc:"Some of what they say, in an order that tells nothing."`
}

func (a *api) lookAtBatch(ctx context.Context, _ call, in *lookAtBatchIn) (answer[lookedOut], error) {
	found, err := a.Workflow.LookAtBatch(ctx, in.Slug, in.Body.batch())
	return answer[lookedOut]{Body: lookedOut{found.Contributions, list(found.Texts, func(i workflow.Input) string { return i.Text })}}, err
}

type exclusionOut struct {
	ID            string `json:"id" format:"uuid"`
	Audience      string `json:"audience,omitempty"`
	District      string `json:"district,omitempty"`
	From          day    `json:"from,omitzero" doc:"The first day."`
	To            day    `json:"to,omitzero" doc:"The last day."`
	ByWords       bool   `json:"by_words" doc:"They were picked by words too, which are stored nowhere."`
	Contributions int    `json:"contributions" doc:"How many there were when they were excluded."`
	Reason        string `json:"reason"`
	By            string `json:"by"`
	Day           day    `json:"day"`
	Undone        string `json:"undone,omitempty" doc:"Why they are counted again; left out while they are not."`
	UndoneBy      string `json:"undone_by,omitempty"`
	UndoneOn      day    `json:"undone_on,omitzero"`
}

func exclusionOf(e workflow.Exclusion) exclusionOut {
	return exclusionOut{ID: string(e.ID), Audience: e.Audience, District: e.District, From: day(e.From), To: day(e.To), ByWords: e.ByWords, Contributions: e.Contributions,
		Reason: e.Reason, By: e.By, Day: day(e.Day), Undone: e.Undone, UndoneBy: e.UndoneBy, UndoneOn: day(e.UndoneOn)}
}

type listExclusionsIn struct{ ConsultationPath }

func (a *api) listExclusions(ctx context.Context, _ call, in *listExclusionsIn) (answer[items[exclusionOut]], error) {
	all, err := a.Workflow.Exclusions(ctx, in.Slug)
	return answer[items[exclusionOut]]{Body: items[exclusionOut]{Items: list(all, exclusionOf)}}, err
}

// ExclusionPath is the part of an address that names an exclusion.
type ExclusionPath struct {
	ConsultationPath
	ID string `path:"id" format:"uuid" doc:"The exclusion's id."`
}

type getExclusionIn struct{ ExclusionPath }

func (a *api) getExclusion(ctx context.Context, _ call, in *getExclusionIn) (answer[exclusionOut], error) {
	e, err := a.Workflow.Exclusion(ctx, in.Slug, registry.ExclusionID(in.ID))
	return exclusionAnswer(in.Slug, e, err)
}

func exclusionAnswer(slug string, e workflow.Exclusion, err error) (answer[exclusionOut], error) {
	return answer[exclusionOut]{Body: exclusionOf(e), Edit: e.Edit, Place: "/v1/consultations/" + slug + "/exclusions/" + string(e.ID)}, err
}

type createExclusionIn struct {
	ConsultationPath
	Body struct {
		BatchFields
		Contributions int    `json:"contributions" doc:"How many were looked at; where there are others by now, nothing is excluded."`
		Reason        string `json:"reason" doc:"Public. At most 4000 characters."`
	}
}

func (a *api) createExclusion(ctx context.Context, c call, in *createExclusionIn) (answer[exclusionOut], error) {
	e, err := a.Workflow.Exclude(ctx, c.Act, in.Slug, in.Body.batch(), in.Body.Contributions, in.Body.Reason)
	return exclusionAnswer(in.Slug, e, err)
}

type undoExclusionIn struct {
	ExclusionPath
	Body struct {
		Reason string `json:"reason" doc:"Why they are counted again. At most 4000 characters."`
	}
}

func (a *api) undoExclusion(ctx context.Context, c call, in *undoExclusionIn) (answer[exclusionOut], error) {
	e, err := a.Workflow.Readmit(ctx, c.Act, in.Slug, registry.ExclusionID(in.ID), c.Edit, in.Body.Reason)
	return exclusionAnswer(in.Slug, e, err)
}

// excludedOut are the totals that count what was excluded too.
type excludedOut struct {
	Batches       []excludedBatch    `json:"batches" doc:"What is left out of the other numbers."`
	Contributions int                `json:"contributions" doc:"With those that were left out."`
	Covered       coveredOut         `json:"covered"`
	Rules         []excludedRule     `json:"rules" doc:"Views with those that were left out, where these are not too few to be told."`
	Questions     []excludedQuestion `json:"questions" doc:"Likewise, what was chosen."`
}

type excludedBatch struct {
	Contributions int    `json:"contributions"`
	Reason        string `json:"reason"`
	Day           day    `json:"day"`
}

type excludedRule struct {
	Rule  string     `json:"rule" example:"R-0042"`
	Views stancesOut `json:"views"`
}

type excludedQuestion struct {
	ID      string           `json:"id"`
	Options []excludedOption `json:"options"`
}

type excludedOption struct {
	ID string `json:"id"`
	N  int    `json:"n"`
}

// excludedOf is nothing where nothing was excluded.
func excludedOf(r workflow.Results) *excludedOut {
	if len(r.With.Batches) == 0 {
		return nil
	}
	out := &excludedOut{Contributions: r.With.Contributions, Covered: coveredOut(r.With.Covered), Rules: []excludedRule{}, Questions: []excludedQuestion{},
		Batches: list(r.With.Batches, func(e workflow.Exclusion) excludedBatch {
			return excludedBatch{e.Contributions, e.Reason, day(e.Day)}
		})}
	for _, x := range r.Rules {
		if len(x.With) > 0 {
			out.Rules = append(out.Rules, excludedRule{x.Entry.Rule.Number.String(), stancesOf(x.With)})
		}
	}
	for _, q := range r.Questions {
		if len(q.With) > 0 {
			out.Questions = append(out.Questions, excludedQuestion{q.Question.ID, list(q.Question.Options, func(o workflow.Option) excludedOption {
				return excludedOption{o.ID, q.With[o.ID]}
			})})
		}
	}
	return out
}

// excludedReceipt tells who sent a contribution that it is not counted.
type excludedReceipt struct {
	Reason string `json:"reason"`
	Day    day    `json:"day"`
}

func excludedReceiptOf(e *workflow.Exclusion) *excludedReceipt {
	if e == nil {
		return nil
	}
	return &excludedReceipt{e.Reason, day(e.Day)}
}
