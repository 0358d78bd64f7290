package openapi

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerPapers() {
	missing := []int{http.StatusNotFound}
	register(a, operation{ID: "get-paper-profile", Method: http.MethodGet, Path: "/v1/paper-profile", Tag: "meetings", Permission: permPublic, Tagged: true,
		Summary: "Read how the municipality builds its papers", Description: "Its headings in order with what stands under each, and its words."}, a.getProfile)
	register(a, operation{ID: "list-paper-profile-examples", Method: http.MethodGet, Path: "/v1/paper-profile/examples", Tag: "meetings", Permission: permPublic,
		Summary: "List sets of headings to begin from", Description: "The first applies until the municipality has its own."}, a.listProfileExamples)
	register(a, operation{ID: "edit-paper-profile", Method: http.MethodPut, Path: "/v1/paper-profile", Tag: "meetings", Permission: "meet", Edits: true, Errors: []int{http.StatusConflict},
		Summary: "Say how the municipality builds its papers", Description: "All of it is replaced. Every part of a paper stands under one heading: a profile says where things stand, never which."}, a.editProfile)
	register(a, operation{ID: "get-item-paper", Method: http.MethodGet, Path: "/v1/items/{id}/paper", Tag: "meetings", Permission: permPublic, Errors: missing,
		Summary:     "Read what a case system files the paper on an item under",
		Description: "With the paper's text, heading by heading. To the public a confidential item is not there."}, a.getItemPaper)
	registerFile(a, operation{ID: "export-item-paper", Method: http.MethodGet, Path: "/v1/items/{id}/paper.docx", Tag: "meetings", Permission: permPublic, File: sheet.DOCX, Errors: missing,
		Summary: "Take home the paper on an item as DOCX"}, a.exportItemPaper)
	registerFile(a, operation{ID: "export-agenda", Method: http.MethodGet, Path: "/v1/meetings/{id}/agenda.docx", Tag: "meetings", Permission: permPublic, File: sheet.DOCX, Errors: missing,
		Summary: "Take home a meeting's agenda with all its papers as one DOCX", Description: "To the public without what stands in confidential items."}, a.exportAgenda)
}

// NameFields are a name in Danish, and in English where it has one.
type NameFields struct {
	Da string `json:"da"`
	En string `json:"en,omitempty"`
}

// HeadingFields are a heading of a paper.
type HeadingFields struct {
	Name  NameFields  `json:"name"`
	Parts []paperPart `json:"parts,omitempty" doc:"What stands under it. Every part stands under exactly one heading; under one, they stand in a fixed order."`
	Text  string      `json:"text,omitempty" doc:"Printed on every paper under the heading; needed where it has no parts."`
	Asked bool        `json:"asked,omitempty" doc:"The text is a question that every item answers: a fixed consideration."`
}

// DecisionWordFields are how the municipality writes what became of an item.
type DecisionWordFields struct {
	Approved    string `json:"approved" example:"Godkendt"`
	Recommended string `json:"recommended" doc:"By a body whose item goes on to a higher one." example:"Anbefales"`
	Endorsed    string `json:"endorsed" doc:"By the finance committee." example:"Indstilles godkendt"`
	Noted       string `json:"noted" doc:"Nothing was put to the vote." example:"Taget til efterretning"`
	Postponed   string `json:"postponed" example:"Udsat"`
	Rejected    string `json:"rejected" example:"Nedstemt"`
}

// ProfileFields are how a municipality builds its papers.
type ProfileFields struct {
	Headings     []HeadingFields    `json:"headings" doc:"In order."`
	Open         string             `json:"open" doc:"What an open item is called." example:"Åben"`
	Confidential string             `json:"confidential" doc:"What a confidential item is called." example:"Lukket"`
	Words        DecisionWordFields `json:"words" doc:"In Danish."`
}

type profileOut struct {
	Edit int `json:"edit" doc:"Counts changes; in its ETag. 1: the first example applies."`
	ProfileFields
}

type profileExampleOut struct {
	ID   string     `json:"id"`
	Name NameFields `json:"name"`
	ProfileFields
}

func profileFields(p workflow.Profile) ProfileFields {
	return ProfileFields{Open: p.Open, Confidential: p.Confidential, Words: DecisionWordFields(p.Words),
		Headings: list(p.Headings, func(h workflow.Heading) HeadingFields {
			return HeadingFields{Name: NameFields(h.Name), Text: h.Text, Asked: h.Asked, Parts: list(h.Parts, func(x workflow.PaperPart) paperPart { return paperPart(x) })}
		})}
}

func (p ProfileFields) domain() workflow.Profile {
	return workflow.Profile{Open: p.Open, Confidential: p.Confidential, Words: workflow.DecisionWords(p.Words),
		Headings: list(p.Headings, func(h HeadingFields) workflow.Heading {
			return workflow.Heading{Name: workflow.Wording(h.Name), Text: h.Text, Asked: h.Asked, Parts: list(h.Parts, func(x paperPart) workflow.PaperPart { return workflow.PaperPart(x) })}
		})}
}

func profileAnswer(p workflow.Profile, err error) (answer[profileOut], error) {
	return answer[profileOut]{Body: profileOut{p.Edit, profileFields(p)}, Edit: p.Edit}, err
}

type getProfileIn struct{}

func (a *api) getProfile(ctx context.Context, _ call, _ *getProfileIn) (answer[profileOut], error) {
	return profileAnswer(a.Workflow.Profile(ctx))
}

func (a *api) listProfileExamples(context.Context, call, *getProfileIn) (answer[items[profileExampleOut]], error) {
	return answer[items[profileExampleOut]]{Body: items[profileExampleOut]{Items: list(workflow.ProfileExamples(), func(x workflow.ProfileExample) profileExampleOut {
		return profileExampleOut{x.ID, NameFields(x.Name), profileFields(x.Profile)}
	})}}, nil
}

type editProfileIn struct{ Body ProfileFields }

func (a *api) editProfile(ctx context.Context, c call, in *editProfileIn) (answer[profileOut], error) {
	return profileAnswer(a.Workflow.SetProfile(ctx, c.Act, c.Edit, in.Body.domain()))
}

// papersOf are those of a meeting, or of one of its items, as far as whoever asks may
// read them.
func (a *api) papersOf(ctx context.Context, c call, meeting registry.MeetingID, ordinal int) (workflow.Papers, error) {
	w, err := a.Workflow.Papers(ctx, meeting, ordinal)
	if err != nil {
		return w, err
	}
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "read")
	if err == nil && reason != granted {
		w = w.Public()
	}
	return w, err
}

// itemPaper is the paper on an item; CodeNotFound, for a confidential one that whoever
// asks may not read too.
func (a *api) itemPaper(ctx context.Context, c call, id string) (papers.Paper, workflow.Papers, error) {
	page, err := a.Workflow.ItemPage(ctx, registry.ItemID(id))
	if err != nil {
		return papers.Paper{}, workflow.Papers{}, err
	}
	w, err := a.papersOf(ctx, c, page.Meeting.ID, page.Items[0].Ordinal)
	if err == nil && slices.ContainsFunc(w.Items, func(x workflow.ItemPaper) bool { return x.Title == "" }) {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	if err != nil {
		return papers.Paper{}, w, err
	}
	laws, err := a.Register.Laws(ctx)
	return papers.OnItem(c.Lang, laws, w), w, err
}

func (a *api) getItemPaper(ctx context.Context, c call, in *getItemIn) (answer[papers.Metadata], error) {
	p, w, err := a.itemPaper(ctx, c, in.ID)
	if err != nil {
		return answer[papers.Metadata]{}, err
	}
	return answer[papers.Metadata]{Body: papers.MetadataOf(p, w)}, nil
}

func (a *api) exportItemPaper(ctx context.Context, c call, in *getItemIn) (file, error) {
	p, w, err := a.itemPaper(ctx, c, in.ID)
	return file{Name: c.Lang.Text("paper.item.file", nil), Write: func(out io.Writer) error { return p.Write(out, "", w.Today) }}, err
}

func (a *api) exportAgenda(ctx context.Context, c call, in *getMeetingIn) (file, error) {
	w, err := a.papersOf(ctx, c, registry.MeetingID(in.ID), 0)
	if err != nil {
		return file{}, err
	}
	laws, err := a.Register.Laws(ctx)
	p := papers.OnMeeting(c.Lang, laws, w)
	return file{Name: c.Lang.Text("paper.item.agenda_file", nil) + "-" + w.Meeting.Day.String(), Write: func(out io.Writer) error { return p.Write(out, "", w.Today) }}, err
}
