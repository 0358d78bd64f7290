package openapi

import (
	"context"
	"io"
	"net/http"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerSendOns() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-send-ons", Method: http.MethodGet, Path: "/v1/send-ons", Tag: "send-ons", Permission: "weigh", Pages: true,
		Summary: "List the packs of inputs on state law, as they were made", Description: "Those that are not sent yet too."}, a.listSendOns)
	register(a, operation{ID: "get-send-on", Method: http.MethodGet, Path: "/v1/send-ons/{id}", Tag: "send-ons", Permission: "weigh", Tagged: true, Errors: notFound,
		Summary: "Read a pack"}, a.getSendOn)
	register(a, operation{ID: "create-send-on", Method: http.MethodPost, Path: "/v1/send-ons", Tag: "send-ons", Permission: "weigh", Creates: true, Tagged: true,
		Summary: "Make a pack of inputs whose answer is state law", Description: "By provision, with what the municipality proposes. An input is in at most one; those that are merged with it come along."}, a.createSendOn)
	register(a, operation{ID: "edit-send-on", Method: http.MethodPut, Path: "/v1/send-ons/{id}", Tag: "send-ons", Permission: "weigh", Edits: true, Errors: clash,
		Summary: "Change a pack that is not sent", Description: "Inputs that it no longer names wait for another."}, a.editSendOn)
	register(a, operation{ID: "mark-sent-on", Method: http.MethodPut, Path: "/v1/send-ons/{id}/sent", Tag: "send-ons", Permission: "weigh", Edits: true, Errors: clash,
		Summary: "Say that a pack was sent", Description: "It is public from then on, and does not change. Each provision needs a proposal."}, a.markSentOn)
	register(a, operation{ID: "list-sent-on", Method: http.MethodGet, Path: "/v1/sent-on", Tag: "send-ons", Permission: permPublic, Pages: true,
		Summary: "List the packs that were sent, as they were made"}, a.listSentOn)
	register(a, operation{ID: "get-sent-on", Method: http.MethodGet, Path: "/v1/sent-on/{id}", Tag: "send-ons", Permission: permPublic, Errors: notFound,
		Summary: "Read a pack that was sent, with the texts that are public"}, a.getSentOn)
	registerFile(a, operation{ID: "export-sent-on", Method: http.MethodGet, Path: "/v1/sent-on/{id}/pack.docx", Tag: "send-ons", Permission: permPublic, File: sheet.DOCX, Errors: notFound,
		Summary: "Take home a pack that was sent as DOCX"}, a.exportSentOn)
}

// SendOnSection is what is proposed about one provision.
type SendOnSection struct {
	Provision string   `json:"provision,omitempty" doc:"A reference as legal bases have it, or words; at most 200 characters. Left out: each input comes under the legal basis of its rule." example:"Dagtilbudsloven § 11"`
	Proposal  string   `json:"proposal,omitempty" doc:"What the municipality proposes, in its own words; needed before the pack is sent. At most 4000 characters."`
	Inputs    []string `json:"inputs" doc:"The ids of inputs whose answer is state law."`
}

// SendOnFields is what is written of a pack.
type SendOnFields struct {
	Addressee string          `json:"addressee" doc:"Who can change the law: KL, a ministry, an agency. At most 200 characters." example:"KL"`
	Intro     string          `json:"intro,omitempty" doc:"At most 4000 characters."`
	Sections  []SendOnSection `json:"sections" doc:"In their order; at most 200 inputs in all."`
}

func (f SendOnFields) entry() workflow.SendOnEntry {
	return workflow.SendOnEntry{Addressee: f.Addressee, Intro: f.Intro, Sections: list(f.Sections, func(s SendOnSection) workflow.SendOnSection {
		return workflow.SendOnSection{Provision: s.Provision, Proposal: s.Proposal, Inputs: list(s.Inputs, func(id string) registry.InputID { return registry.InputID(id) })}
	})}
}

type sendOnOut struct {
	ID string `json:"id" format:"uuid"`
	SendOnFields
	Made   day    `json:"made"`
	Sent   day    `json:"sent,omitzero" doc:"Left out until it is."`
	SentBy string `json:"sent_by,omitempty"`
}

func sendOnOf(p workflow.SendOn) sendOnOut {
	return sendOnOut{ID: string(p.ID), SendOnFields: SendOnFields{p.Addressee, p.Intro, list(p.Sections, func(s workflow.SendOnSection) SendOnSection {
		return SendOnSection{s.Provision, s.Proposal, list(s.Inputs, func(id registry.InputID) string { return string(id) })}
	})}, Made: day(p.Made), Sent: day(p.Sent), SentBy: p.SentBy}
}

type sentText struct {
	Text        string `json:"text"`
	Translation string `json:"translation,omitempty" doc:"Into Danish, by the administration."`
	Same        int    `json:"same" doc:"How many others it is merged with."`
}

type sentSection struct {
	Provision string     `json:"provision"`
	Proposal  string     `json:"proposal"`
	Texts     []sentText `json:"texts" doc:"That are public."`
	Hidden    int        `json:"hidden" doc:"Inputs whose text is not public, or that have none."`
}

type sentOnOut struct {
	ID        string        `json:"id" format:"uuid"`
	Addressee string        `json:"addressee"`
	Intro     string        `json:"intro,omitempty"`
	Sent      day           `json:"sent"`
	Inputs    int           `json:"inputs"`
	Hidden    int           `json:"hidden"`
	Sections  []sentSection `json:"sections"`
}

func sentOnOf(v workflow.SendOnView) sentOnOut {
	return sentOnOut{string(v.ID), v.Addressee, v.Intro, day(v.Sent), v.Inputs, v.Hidden, list(v.Parts, func(p workflow.SendOnPart) sentSection {
		s := sentSection{p.Provision, p.Proposal, []sentText{}, p.Hidden}
		for _, a := range p.Told {
			if a.Input.Text != "" {
				s.Texts = append(s.Texts, sentText{a.Input.Text, a.Input.Translation, p.Same[a.Input.ID]})
			}
		}
		return s
	})}
}

// sendOnsPlace is where a list of packs goes on.
type sendOnsPlace struct {
	After registry.SendOnID `json:"after"`
}

var sendOnList = listing[sendOnsPlace]{"send-ons", func(asked, seen sendOnsPlace) bool { return true }}

type listSendOnsIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Packs on a page."`
}

type sendOnsPage struct {
	Items []sendOnOut `json:"items"`
	Onward
}

type sentOnSummary struct {
	ID        string `json:"id" format:"uuid"`
	Addressee string `json:"addressee"`
	Sent      day    `json:"sent"`
	Inputs    int    `json:"inputs"`
}

type sentOnsPage struct {
	Items []sentOnSummary `json:"items"`
	Onward
}

func (a *api) sendOnsFrom(ctx context.Context, sent bool, from *sendOnsPlace, limit int) ([]workflow.SendOn, bool, error) {
	all, err := a.Workflow.SendOns(ctx, workflow.SendOnFilter{Sent: sent, After: from.After, Limit: limit + 1})
	more := len(all) > limit
	if more {
		all = all[:limit]
		from.After = all[limit-1].ID
	}
	return all, more, err
}

func (a *api) listSendOns(ctx context.Context, _ call, in *listSendOnsIn) (answer[sendOnsPage], error) {
	return paged(registry.Checks{}, sendOnList, in.Cursor, in.Limit, sendOnsPlace{}, func(from sendOnsPlace) (sendOnsPage, sendOnsPlace, bool, error) {
		all, more, err := a.sendOnsFrom(ctx, false, &from, in.Limit)
		return sendOnsPage{Items: list(all, sendOnOf)}, from, more, err
	})
}

func (a *api) listSentOn(ctx context.Context, _ call, in *listSendOnsIn) (answer[sentOnsPage], error) {
	return paged(registry.Checks{}, sendOnList, in.Cursor, in.Limit, sendOnsPlace{}, func(from sendOnsPlace) (sentOnsPage, sendOnsPlace, bool, error) {
		all, more, err := a.sendOnsFrom(ctx, true, &from, in.Limit)
		return sentOnsPage{Items: list(all, func(p workflow.SendOn) sentOnSummary {
			return sentOnSummary{string(p.ID), p.Addressee, day(p.Sent), p.Count()}
		})}, from, more, err
	})
}

// SendOnPath is the part of an address that names a pack.
type SendOnPath struct {
	ID string `path:"id" format:"uuid" doc:"The pack's id."`
}

type getSendOnIn struct{ SendOnPath }

func (a *api) getSendOn(ctx context.Context, _ call, in *getSendOnIn) (answer[sendOnOut], error) {
	return a.sendOnAfter(ctx, registry.SendOnID(in.ID), nil)
}

// sendOnAfter reads a pack, unless what was done with it failed.
func (a *api) sendOnAfter(ctx context.Context, id registry.SendOnID, err error) (answer[sendOnOut], error) {
	if err != nil {
		return answer[sendOnOut]{}, err
	}
	v, err := a.Workflow.SendOn(ctx, id, false)
	return answer[sendOnOut]{Body: sendOnOf(v.SendOn), Edit: v.Edit, Place: "/v1/send-ons/" + string(id)}, err
}

type createSendOnIn struct{ Body SendOnFields }

func (a *api) createSendOn(ctx context.Context, c call, in *createSendOnIn) (answer[sendOnOut], error) {
	p, err := a.Workflow.MakeSendOn(ctx, c.Act, in.Body.entry())
	return a.sendOnAfter(ctx, p.ID, err)
}

type editSendOnIn struct {
	SendOnPath
	Body SendOnFields
}

func (a *api) editSendOn(ctx context.Context, c call, in *editSendOnIn) (answer[sendOnOut], error) {
	_, err := a.Workflow.EditSendOn(ctx, c.Act, registry.SendOnID(in.ID), c.Edit, in.Body.entry())
	return a.sendOnAfter(ctx, registry.SendOnID(in.ID), err)
}

type markSentOnIn struct {
	SendOnPath
	Body struct {
		On day `json:"on" doc:"The day; not before it was made, and not ahead."`
	}
}

func (a *api) markSentOn(ctx context.Context, c call, in *markSentOnIn) (answer[sendOnOut], error) {
	_, err := a.Workflow.MarkSentOn(ctx, c.Act, registry.SendOnID(in.ID), c.Edit, registry.Day(in.Body.On))
	return a.sendOnAfter(ctx, registry.SendOnID(in.ID), err)
}

func (a *api) getSentOn(ctx context.Context, _ call, in *getSendOnIn) (answer[sentOnOut], error) {
	v, err := a.Workflow.SendOn(ctx, registry.SendOnID(in.ID), true)
	return answer[sentOnOut]{Body: sentOnOf(v)}, err
}

func (a *api) exportSentOn(ctx context.Context, c call, in *getSendOnIn) (file, error) {
	v, err := a.Workflow.SendOn(ctx, registry.SendOnID(in.ID), true)
	if err != nil {
		return file{}, err
	}
	laws, err := a.Register.Laws(ctx)
	return file{Name: c.Lang.Text("paper.send_on.file", nil), Write: func(w io.Writer) error {
		return papers.SendOn(w, c.Lang, laws, v, "")
	}}, err
}
