package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerConsultations() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-consultations", Method: http.MethodGet, Path: "/v1/reviews/{slug}/consultations", Tag: "consultations",
		Permission: permPublic, Errors: notFound, Summary: "List the consultations of a review, by opening"}, a.listConsultations)
	register(a, operation{ID: "open-consultation", Method: http.MethodPost, Path: "/v1/reviews/{slug}/consultations", Tag: "consultations",
		Permission: "consult", Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Open a questionnaire to the public in a review",
		Description: "It is never the formal hearing of a body. Nobody can answer before there is a link."}, a.openConsultation)
	register(a, operation{ID: "get-consultation", Method: http.MethodGet, Path: "/v1/consultations/{slug}", Tag: "consultations",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "Read a consultation as it was set up"}, a.getConsultation)
	register(a, operation{ID: "edit-consultation", Method: http.MethodPut, Path: "/v1/consultations/{slug}", Tag: "consultations",
		Permission: "consult", Edits: true, Errors: notFound,
		Summary: "Change a consultation's texts, questions, rules and days", Description: "All of it is replaced. Once somebody has answered, questions and rules stand: only words are put right, and how they read before is told."}, a.editConsultation)
	a.registerLinks()
	a.registerExclusions()
	a.registerAlone()
	a.registerResults()
	a.registerTranslations()
}

// ConsultationBasics is what everybody may know of a consultation.
type ConsultationBasics struct {
	Slug   string        `json:"slug" doc:"Its name in addresses." example:"hvad-taenker-i"`
	Kind   string        `json:"kind" enum:"consultation,self_assessment,measurement" doc:"What it is for; only a consultation is part of a review."`
	Review string        `json:"review,omitempty" doc:"The slug of the review that it is part of; left out when it stands alone."`
	Title  wordingFields `json:"title"`
	Opens  day           `json:"opens,omitzero" doc:"The first day on which it takes contributions."`
	Closes day           `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Open   bool          `json:"open" doc:"Whether it takes contributions today."`
}

type wordingFields struct {
	Da string `json:"da" doc:"In Danish."`
	En string `json:"en,omitempty" doc:"In English; told in Danish when left out."`
}

func basicsOf(c workflow.Listed) ConsultationBasics {
	return ConsultationBasics{Slug: c.Slug, Kind: string(c.Kind), Review: c.Review.Slug, Title: wordingFields(c.Title), Opens: day(c.Opens), Closes: day(c.Closes), Open: c.Open}
}

type listConsultationsIn struct{ ReviewPath }

func (a *api) listConsultations(ctx context.Context, _ call, in *listConsultationsIn) (answer[items[ConsultationBasics]], error) {
	all, err := a.Workflow.Consultations(ctx, in.Slug)
	return answer[items[ConsultationBasics]]{Body: items[ConsultationBasics]{Items: list(all, basicsOf)}}, err
}

// ConsultationFields are a consultation as it is set up.
type ConsultationFields struct {
	Title       wordingFields    `json:"title" doc:"At most 200 characters."`
	Intro       wordingFields    `json:"intro,omitzero" doc:"At most 8000 characters, as all of these."`
	Privacy     wordingFields    `json:"privacy" doc:"The information under GDPR article 13."`
	Danger      wordingFields    `json:"danger,omitzero" doc:"Whom to ring if somebody is in danger; shown first."`
	Opens       day              `json:"opens,omitzero" doc:"The first day on which it takes contributions."`
	Closes      day              `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Questions   []QuestionFields `json:"questions,omitempty" doc:"General questions."`
	Themes      []optionFields   `json:"themes,omitempty" doc:"What a free suggestion can be about; at most 12."`
	AsksMissing bool             `json:"asks_missing_rule,omitempty" doc:"People are asked whether a rule is missing."`
	Rules       []string         `json:"rules,omitempty" doc:"The numbers of the rules on which views are asked, all of the review; of a measurement those whose effect it measures." example:"[\"R-0042\"]"`
}

// consultation finds the rules that numbers name.
func (a *api) consultation(ctx context.Context, f ConsultationFields) (workflow.Consultation, error) {
	rules, err := a.rules(ctx, f.Rules)
	return workflow.Consultation{Title: workflow.Wording(f.Title), Intro: workflow.Wording(f.Intro), Privacy: workflow.Wording(f.Privacy),
		Danger: workflow.Wording(f.Danger), Opens: registry.Day(f.Opens), Closes: registry.Day(f.Closes),
		Questions: list(f.Questions, QuestionFields.domain), Themes: list(f.Themes, optionFields.domain), AsksMissing: f.AsksMissing, Rules: rules}, err
}

type consultationOut struct {
	Slug   string `json:"slug"`
	Kind   string `json:"kind" enum:"consultation,self_assessment,measurement" doc:"What it is for; only a consultation is part of a review."`
	Review string `json:"review,omitempty" doc:"The slug of the review that it is part of; left out when it stands alone."`
	Open   bool   `json:"open" doc:"Whether it takes contributions today."`
	ConsultationFields
}

func consultationOf(c workflow.Listed) consultationOut {
	return consultationOut{Slug: c.Slug, Kind: string(c.Kind), Review: c.Review.Slug, Open: c.Open, ConsultationFields: ConsultationFields{
		Title: wordingFields(c.Title), Intro: wordingFields(c.Intro), Privacy: wordingFields(c.Privacy), Danger: wordingFields(c.Danger),
		Opens: day(c.Opens), Closes: day(c.Closes), Questions: list(c.Questions, questionOf), Themes: list(c.Themes, optionOf), AsksMissing: c.AsksMissing,
		Rules: list(c.Entries, func(e registry.RegisterEntry) string { return e.Rule.Number.String() })}}
}

type openConsultationIn struct {
	ReviewPath
	Body struct {
		Slug string `json:"slug,omitempty" doc:"Its name in addresses; made from the title when left out."`
		ConsultationFields
	}
}

func (a *api) openConsultation(ctx context.Context, c call, in *openConsultationIn) (answer[consultationOut], error) {
	n, err := a.consultation(ctx, in.Body.ConsultationFields)
	if err != nil {
		return answer[consultationOut]{}, err
	}
	n.Slug = in.Body.Slug
	made, err := a.Workflow.OpenConsultation(ctx, c.Act, in.Slug, n)
	out, err := a.shown(ctx, made, err)
	out.Place = "/v1/consultations/" + made.Slug
	return out, err
}

// shown is a consultation after a change.
func (a *api) shown(ctx context.Context, c workflow.Consultation, err error) (answer[consultationOut], error) {
	if err != nil {
		return answer[consultationOut]{}, err
	}
	l, err := a.Workflow.Consultation(ctx, c.Slug)
	return answer[consultationOut]{Body: consultationOf(l), Edit: l.Edit}, err
}

// ConsultationPath is the part of an address that names a consultation.
type ConsultationPath struct {
	Slug string `path:"slug" doc:"The consultation's name in addresses."`
}

type getConsultationIn struct{ ConsultationPath }

func (a *api) getConsultation(ctx context.Context, _ call, in *getConsultationIn) (answer[consultationOut], error) {
	l, err := a.Workflow.Consultation(ctx, in.Slug)
	return answer[consultationOut]{Body: consultationOf(l), Edit: l.Edit}, err
}

type editConsultationIn struct {
	ConsultationPath
	Body ConsultationFields
}

func (a *api) editConsultation(ctx context.Context, c call, in *editConsultationIn) (answer[consultationOut], error) {
	n, err := a.consultation(ctx, in.Body)
	if err != nil {
		return answer[consultationOut]{}, err
	}
	changed, err := a.Workflow.EditConsultation(ctx, c.Act, in.Slug, c.Edit, n)
	return a.shown(ctx, changed, err)
}
