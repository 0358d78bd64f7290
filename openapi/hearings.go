package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerHearings() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-hearing-parties", Method: http.MethodGet, Path: "/v1/hearing-parties", Tag: "hearings", Permission: "read",
		Summary: "List the bodies that must be heard, by name"}, a.listParties)
	register(a, operation{ID: "get-hearing-party", Method: http.MethodGet, Path: "/v1/hearing-parties/{id}", Tag: "hearings", Permission: "read", Tagged: true,
		Errors: notFound, Summary: "Read a body that must be heard"}, a.getParty)
	register(a, operation{ID: "create-hearing-party", Method: http.MethodPost, Path: "/v1/hearing-parties", Tag: "hearings", Permission: "review", Creates: true, Tagged: true,
		Errors: []int{http.StatusConflict}, Summary: "Add a body that must be heard"}, a.createParty)
	register(a, operation{ID: "edit-hearing-party", Method: http.MethodPut, Path: "/v1/hearing-parties/{id}", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Change what is written of a body that must be heard", Description: "Hearings keep the name under which they were planned."}, a.editParty)
	register(a, operation{ID: "delete-hearing-party", Method: http.MethodDelete, Path: "/v1/hearing-parties/{id}", Tag: "hearings", Permission: "review", Edits: true,
		Errors: notFound, Summary: "Take a body off the list", Description: "Its hearings stay."}, a.deleteParty)

	register(a, operation{ID: "list-hearings", Method: http.MethodGet, Path: "/v1/reviews/{slug}/hearings", Tag: "hearings", Permission: permPublic,
		Errors: notFound, Summary: "List whom a review must hear, and what they said",
		Description: "A statement can be read from the day after the deadline: until then the body can change it."}, a.listHearings)
	register(a, operation{ID: "plan-hearing", Method: http.MethodPost, Path: "/v1/reviews/{slug}/hearings", Tag: "hearings", Permission: "review", Creates: true, Tagged: true,
		Errors: clash, Summary: "Add a body to those that a review must hear", Description: "From now on each rule of the review waits for it."}, a.planHearing)
	register(a, operation{ID: "get-hearing", Method: http.MethodGet, Path: "/v1/hearings/{id}", Tag: "hearings", Permission: "review", Tagged: true,
		Errors: notFound, Summary: "Read a hearing with its letter"}, a.getHearing)
	register(a, operation{ID: "edit-hearing", Method: http.MethodPut, Path: "/v1/hearings/{id}", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Change a letter that has not been sent"}, a.editHearing)
	register(a, operation{ID: "send-hearing", Method: http.MethodPost, Path: "/v1/hearings/{id}/letter", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Send the letter", Description: "By mail, or noted as sent another way where the body has no address."}, a.sendHearing)
	register(a, operation{ID: "remind-hearing", Method: http.MethodPost, Path: "/v1/hearings/{id}/reminders", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Remind a body by mail, before its deadline"}, a.remindHearing)
	register(a, operation{ID: "extend-hearing", Method: http.MethodPut, Path: "/v1/hearings/{id}/deadline", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Give a body until a later day"}, a.extendHearing)
	register(a, operation{ID: "record-statement", Method: http.MethodPut, Path: "/v1/hearings/{id}/statement", Tag: "hearings", Permission: "review", Edits: true, MaxBody: maxStatementBody,
		Errors: clash, Summary: "Record a statement that came another way",
		Description: "From the day it came the rules of the review that waited for the body have been heard."}, a.recordStatement)
	a.registerStatementFile()
	register(a, operation{ID: "end-hearing", Method: http.MethodPost, Path: "/v1/hearings/{id}/end", Tag: "hearings", Permission: "review", Edits: true,
		Errors: clash, Summary: "Note that the deadline passed without an answer", Description: "The body had its chance, and so it was heard."}, a.endHearing)

	register(a, operation{ID: "get-hearing-letter", Method: http.MethodGet, Path: "/v1/hearing-letters/{token}", Tag: "hearings", Permission: permPublic, Unnamed: true,
		Errors: notFound, Summary: "Read what a body is asked, by the token of its letter"}, a.getHearingLetter)
	register(a, operation{ID: "answer-hearing", Method: http.MethodPut, Path: "/v1/hearing-letters/{token}/statement", Tag: "hearings", Permission: permPublic, Unnamed: true, MaxBody: maxStatementBody,
		Errors: clash, Summary: "Make a body's statement, or another in its place until the deadline has passed",
		Description: "The same again has no further effect. CPR-like numbers are masked before anything is stored."}, a.answerHearing)
}

type (
	partyKind    string
	hearingState string
)

func (partyKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.PartyKinds) }

func (hearingState) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.HearingState{workflow.HearingPlanned, workflow.HearingSent, workflow.HearingAnswered, workflow.HearingUnanswered})
}

// PartyFields is what is written of a body that must be heard.
type PartyFields struct {
	Name    string    `json:"name" example:"Ældrerådet"`
	Kind    partyKind `json:"kind"`
	Address string    `json:"address,omitempty" doc:"For its letters; left out where they go another way."`
	Area    string    `json:"area,omitempty" doc:"Of the rules that it is heard on; every area when left out." example:"Ældre"`
	HeardOn string    `json:"heard_on,omitempty" doc:"On what it must be heard, in words."`
	Basis   string    `json:"basis,omitempty" doc:"The law or agreement that says so."`
}

func (f PartyFields) entry() workflow.PartyEntry {
	return workflow.PartyEntry{Name: f.Name, Kind: workflow.PartyKind(f.Kind), Address: f.Address, Area: f.Area, HeardOn: f.HeardOn, Basis: f.Basis}
}

// PartyOut is a body that must be heard.
type PartyOut struct {
	ID string `json:"id" format:"uuid"`
	PartyFields
}

func partyOf(p workflow.HearingParty) PartyOut {
	return PartyOut{ID: string(p.ID), PartyFields: PartyFields{Name: p.Name, Kind: partyKind(p.Kind), Address: p.Address, Area: p.Area, HeardOn: p.HeardOn, Basis: p.Basis}}
}

type listPartiesIn struct{}

func (a *api) listParties(ctx context.Context, _ call, _ *listPartiesIn) (answer[items[PartyOut]], error) {
	all, err := a.Workflow.HearingParties(ctx)
	return answer[items[PartyOut]]{Body: items[PartyOut]{Items: list(all, partyOf)}}, err
}

// PartyPath is the part of an address that names a body that must be heard.
type PartyPath struct {
	ID string `path:"id" format:"uuid" doc:"The body's id."`
}

type getPartyIn struct{ PartyPath }

func (a *api) getParty(ctx context.Context, _ call, in *getPartyIn) (answer[PartyOut], error) {
	p, err := a.Workflow.HearingParty(ctx, registry.HearingPartyID(in.ID))
	return answer[PartyOut]{Body: partyOf(p), Edit: p.Edit}, err
}

type createPartyIn struct{ Body PartyFields }

func (a *api) createParty(ctx context.Context, c call, in *createPartyIn) (answer[PartyOut], error) {
	p, err := a.Workflow.AddParty(ctx, c.Act, in.Body.entry())
	return answer[PartyOut]{Body: partyOf(p), Edit: p.Edit, Place: "/v1/hearing-parties/" + string(p.ID)}, err
}

type editPartyIn struct {
	PartyPath
	Body PartyFields
}

func (a *api) editParty(ctx context.Context, c call, in *editPartyIn) (answer[PartyOut], error) {
	p, err := a.Workflow.EditParty(ctx, c.Act, registry.HearingPartyID(in.ID), c.Edit, in.Body.entry())
	return answer[PartyOut]{Body: partyOf(p), Edit: p.Edit}, err
}

type deletePartyIn struct{ PartyPath }

func (a *api) deleteParty(ctx context.Context, c call, in *deletePartyIn) (answer[nothing], error) {
	return answer[nothing]{}, a.Workflow.DeleteParty(ctx, c.Act, registry.HearingPartyID(in.ID), c.Edit)
}

// StatementFields is what a body says.
type StatementFields struct {
	Text      string `json:"text,omitempty" doc:"At most 30000 characters."`
	NoRemarks bool   `json:"no_remarks,omitempty" doc:"The body has no remarks; instead of a text."`
	Signed    string `json:"signed" doc:"Who signs for the body." example:"Formanden"`
	Role      string `json:"role,omitempty" example:"formand"`
}

func (f StatementFields) domain() workflow.Statement {
	return workflow.Statement{Text: f.Text, NoRemarks: f.NoRemarks, Signed: f.Signed, Role: f.Role}
}

// StatementIn is what a body says, and the file that it sends along.
type StatementIn struct {
	StatementFields
	File *StatementUpload `json:"file,omitempty" doc:"The statement as a file. Text is then a copy or a summary for those who cannot open it, and demanded as well."`
}

func (in StatementIn) domain() (workflow.Statement, error) {
	said := in.StatementFields.domain()
	return said, in.File.sentWith(&said)
}

// StatementOut is a statement as it was made.
type StatementOut struct {
	StatementFields
	Received day               `json:"received,omitzero"`
	Recorded bool              `json:"recorded,omitempty" doc:"By the administration, which got it another way."`
	File     *StatementFileOut `json:"file,omitempty"`
}

func statementOf(s workflow.Statement) *StatementOut {
	if s == (workflow.Statement{}) {
		return nil
	}
	return &StatementOut{StatementFields: StatementFields{Text: s.Text, NoRemarks: s.NoRemarks, Signed: s.Signed, Role: s.Role}, Received: day(s.Received), Recorded: s.Recorded,
		File: statementFileOf(s.File)}
}

// HearingBasics is what everybody may know of a hearing.
type HearingBasics struct {
	ID        string        `json:"id" format:"uuid"`
	Party     string        `json:"party" example:"Ældrerådet"`
	State     hearingState  `json:"state"`
	Sent      day           `json:"sent,omitzero"`
	Deadline  day           `json:"deadline,omitzero" doc:"The last day for an answer."`
	Extended  string        `json:"extended,omitempty" doc:"Why the deadline was moved."`
	Hurried   string        `json:"hurried,omitempty" doc:"Why it gets less time than the settings ask for (hearing_days)."`
	Held      bool          `json:"held" doc:"Whether it was heard: it answered, or had its chance."`
	Statement *StatementOut `json:"statement,omitempty"`
}

func basicsOfHearing(h workflow.Hearing) HearingBasics {
	return HearingBasics{ID: string(h.ID), Party: h.Party, State: hearingState(h.State), Sent: day(h.Sent), Deadline: day(h.Deadline), Extended: h.Extended, Hurried: h.Hurried, Held: h.Held()}
}

// publicHearing shows a statement once its body can change it no more.
func publicHearing(h workflow.Hearing, on registry.Day) HearingBasics {
	out := basicsOfHearing(h)
	if h.StatementPublicOn(on) {
		out.Statement = statementOf(h.Statement)
	}
	return out
}

// LetterFields is what a body is written.
type LetterFields struct {
	Address  string `json:"address,omitempty" doc:"For mail; left out where the letter goes another way."`
	Letter   string `json:"letter,omitempty" doc:"At most 8000 characters. Where to answer is added."`
	Deadline day    `json:"deadline,omitzero" doc:"The last day for an answer; no sooner than the setting hearing_days asks for, unless hurried says why."`
	Hurried  string `json:"hurried,omitempty" doc:"Why the deadline is sooner than the settings ask for; everybody can read it."`
}

func (f LetterFields) domain() workflow.HearingLetter {
	return workflow.HearingLetter{Address: f.Address, Letter: f.Letter, Deadline: registry.Day(f.Deadline), Hurried: f.Hurried}
}

// HearingOut is a hearing as the administration sees it.
type HearingOut struct {
	HearingBasics
	Address  string `json:"address,omitempty"`
	Letter   string `json:"letter,omitempty"`
	Reminded day    `json:"reminded,omitzero"`
	Token    string `json:"token,omitempty" doc:"Whoever has it speaks for the body. Told when the hearing is read; left out where the register came from a file."`
	Path     string `json:"path,omitempty" doc:"The page where the body answers, on this server."`
}

func hearingOf(h workflow.Hearing) HearingOut {
	out := HearingOut{HearingBasics: basicsOfHearing(h), Address: h.Address, Letter: h.Letter, Reminded: day(h.Reminded)}
	out.Statement = statementOf(h.Statement)
	return out
}

func hearingAnswer(h workflow.Hearing, err error) (answer[HearingOut], error) {
	return answer[HearingOut]{Body: hearingOf(h), Edit: h.Edit}, err
}

type listHearingsIn struct{ ReviewPath }

func (a *api) listHearings(ctx context.Context, _ call, in *listHearingsIn) (answer[items[HearingBasics]], error) {
	today, err := a.Register.Today(ctx)
	if err != nil {
		return answer[items[HearingBasics]]{}, err
	}
	all, err := a.Workflow.Hearings(ctx, in.Slug)
	return answer[items[HearingBasics]]{Body: items[HearingBasics]{Items: list(all, func(h workflow.Hearing) HearingBasics { return publicHearing(h, today) })}}, err
}

type planHearingIn struct {
	ReviewPath
	Body struct {
		Party string `json:"party" example:"Ældrerådet"`
		LetterFields
	}
}

func (a *api) planHearing(ctx context.Context, c call, in *planHearingIn) (answer[HearingOut], error) {
	h, err := a.Workflow.PlanHearing(ctx, c.Act, in.Slug, in.Body.Party, in.Body.domain())
	out, err := hearingAnswer(h, err)
	out.Place = "/v1/hearings/" + string(h.ID)
	return out, err
}

// HearingPath is the part of an address that names a hearing.
type HearingPath struct {
	ID string `path:"id" format:"uuid" doc:"The hearing's id."`
}

func (p HearingPath) id() registry.HearingID { return registry.HearingID(p.ID) }

type getHearingIn struct{ HearingPath }

func (a *api) getHearing(ctx context.Context, _ call, in *getHearingIn) (answer[HearingOut], error) {
	v, err := a.Workflow.Hearing(ctx, in.id())
	out, err := hearingAnswer(v.Hearing, err)
	if out.Body.Token = v.Hearing.Token; out.Body.Token != "" {
		out.Body.Path = "/hoering/" + out.Body.Token
	}
	return out, err
}

type editHearingIn struct {
	HearingPath
	Body LetterFields
}

func (a *api) editHearing(ctx context.Context, c call, in *editHearingIn) (answer[HearingOut], error) {
	return hearingAnswer(a.Workflow.EditHearing(ctx, c.Act, in.id(), c.Edit, in.Body.domain()))
}

type sendHearingIn struct{ HearingPath }

func (a *api) sendHearing(ctx context.Context, c call, in *sendHearingIn) (answer[HearingOut], error) {
	return hearingAnswer(a.Workflow.SendHearing(ctx, c.Act, in.id(), c.Edit, a.WriteHearing))
}

type remindHearingIn struct{ HearingPath }

func (a *api) remindHearing(ctx context.Context, c call, in *remindHearingIn) (answer[HearingOut], error) {
	return hearingAnswer(a.Workflow.RemindHearing(ctx, c.Act, in.id(), c.Edit, a.WriteHearing))
}

type extendHearingIn struct {
	HearingPath
	Body struct {
		Deadline day    `json:"deadline" doc:"The last day for an answer."`
		Why      string `json:"why" doc:"Shown to everybody."`
	}
}

func (a *api) extendHearing(ctx context.Context, c call, in *extendHearingIn) (answer[HearingOut], error) {
	return hearingAnswer(a.Workflow.ExtendHearing(ctx, c.Act, in.id(), c.Edit, registry.Day(in.Body.Deadline), in.Body.Why))
}

type recordStatementIn struct {
	HearingPath
	Body struct {
		StatementIn
		Received day `json:"received" doc:"The day on which it came."`
	}
}

func (a *api) recordStatement(ctx context.Context, c call, in *recordStatementIn) (answer[HearingOut], error) {
	said, err := in.Body.domain()
	if err != nil {
		return answer[HearingOut]{}, err
	}
	said.Received = registry.Day(in.Body.Received)
	return hearingAnswer(a.Workflow.RecordStatement(ctx, c.Act, in.id(), c.Edit, said))
}

type endHearingIn struct{ HearingPath }

func (a *api) endHearing(ctx context.Context, c call, in *endHearingIn) (answer[HearingOut], error) {
	return hearingAnswer(a.Workflow.EndHearing(ctx, c.Act, in.id(), c.Edit))
}

// HearingLetterOut is what a body is asked.
type HearingLetterOut struct {
	HearingBasics
	Letter string   `json:"letter"`
	Review string   `json:"review" doc:"The slug of the review."`
	Rules  []string `json:"rules" doc:"The numbers of the rules on which it is heard." example:"[\"R-0042\"]"`
}

func letterOf(v workflow.HearingView) HearingLetterOut {
	out := HearingLetterOut{HearingBasics: basicsOfHearing(v.Hearing), Letter: v.Hearing.Letter, Review: v.Review.Slug,
		Rules: list(v.Rules, func(e registry.RegisterEntry) string { return e.Rule.Number.String() })}
	out.Statement = statementOf(v.Hearing.Statement)
	return out
}

// HearingTokenPath is the part of an address that names a letter by its token.
type HearingTokenPath struct {
	Token string `path:"token" doc:"As it stands in the letter."`
}

type getHearingLetterIn struct{ HearingTokenPath }

func (a *api) getHearingLetter(ctx context.Context, _ call, in *getHearingLetterIn) (answer[HearingLetterOut], error) {
	v, err := a.Workflow.OpenHearing(ctx, in.Token)
	return answer[HearingLetterOut]{Body: letterOf(v)}, err
}

type answerHearingIn struct {
	HearingTokenPath
	Body StatementIn
}

func (a *api) answerHearing(ctx context.Context, _ call, in *answerHearingIn) (answer[HearingLetterOut], error) {
	said, err := in.Body.domain()
	if err == nil {
		_, err = a.Workflow.AnswerHearing(ctx, in.Token, said)
	}
	if err != nil {
		return answer[HearingLetterOut]{}, err
	}
	v, err := a.Workflow.OpenHearing(ctx, in.Token)
	return answer[HearingLetterOut]{Body: letterOf(v)}, err
}
