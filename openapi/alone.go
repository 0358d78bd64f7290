package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerAlone() {
	register(a, operation{ID: "list-standing-alone", Method: http.MethodGet, Path: "/v1/consultations", Tag: "consultations",
		Permission: "read", Summary: "List the self-assessments and measurements, by opening"}, a.listAlone)
	register(a, operation{ID: "open-standing-alone", Method: http.MethodPost, Path: "/v1/consultations", Tag: "consultations",
		Permission: "consult", Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Open a self-assessment or a measurement, which is part of no review"}, a.openAlone)
	register(a, operation{ID: "list-consultation-templates", Method: http.MethodGet, Path: "/v1/consultation-templates", Tag: "consultations",
		Permission: "read", Summary: "List questionnaires to begin from"}, a.listTemplates)
	register(a, operation{ID: "get-assessment", Method: http.MethodGet, Path: "/v1/consultations/{slug}/assessment", Tag: "consultations",
		Permission: "consult", Errors: []int{http.StatusNotFound}, Summary: "Read what a self-assessment or a measurement has brought, and the earlier ones",
		Description: "By level and district where they are large enough, and never by unit."}, a.getAssessment)
}

type listAloneIn struct{}

func (a *api) listAlone(ctx context.Context, _ call, _ *listAloneIn) (answer[items[ConsultationBasics]], error) {
	all, err := a.Workflow.ConsultationsAlone(ctx)
	return answer[items[ConsultationBasics]]{Body: items[ConsultationBasics]{Items: list(all, basicsOf)}}, err
}

type openAloneIn struct {
	Body struct {
		Kind    string `json:"kind" enum:"self_assessment,measurement"`
		Earlier string `json:"earlier,omitempty" doc:"The slug of the one that it asks again; its questions are taken over when none are given."`
		Slug    string `json:"slug,omitempty" doc:"Its name in addresses; made from the title when left out."`
		ConsultationFields
	}
}

func (a *api) openAlone(ctx context.Context, c call, in *openAloneIn) (answer[consultationOut], error) {
	n, err := a.consultation(ctx, in.Body.ConsultationFields)
	if err != nil {
		return answer[consultationOut]{}, err
	}
	if in.Body.Earlier != "" {
		earlier, err := a.Workflow.Consultation(ctx, in.Body.Earlier)
		if err != nil {
			return answer[consultationOut]{}, err
		}
		n.Earlier = earlier.ID
	}
	n.Kind, n.Slug = workflow.ConsultationKind(in.Body.Kind), in.Body.Slug
	made, err := a.Workflow.OpenAlone(ctx, c.Act, n)
	out, err := a.shown(ctx, made, err)
	out.Place = "/v1/consultations/" + made.Slug
	return out, err
}

type templateOut struct {
	ID        string           `json:"id" example:"foer-og-efter"`
	Kind      string           `json:"kind" enum:"consultation,self_assessment,measurement"`
	Synthetic bool             `json:"synthetic,omitempty" doc:"Made up as an example."`
	Name      wordingFields    `json:"name"`
	Title     wordingFields    `json:"title"`
	Intro     wordingFields    `json:"intro"`
	Questions []QuestionFields `json:"questions"`
}

type listTemplatesIn struct{}

func (a *api) listTemplates(_ context.Context, _ call, _ *listTemplatesIn) (answer[items[templateOut]], error) {
	return answer[items[templateOut]]{Body: items[templateOut]{Items: list(workflow.Templates(), func(t workflow.Template) templateOut {
		return templateOut{t.ID, string(t.Kind), t.Synthetic, wordingFields(t.Name), wordingFields(t.Title), wordingFields(t.Intro), list(t.Questions, questionOf)}
	})}}, nil
}

type roundOut struct {
	Consultation string `json:"consultation" doc:"Its slug."`
	Opens        day    `json:"opens,omitzero"`
	People       int    `json:"people" doc:"How many answered."`
}

type assessedRound struct {
	People int                 `json:"people" doc:"How many chose anything."`
	Counts map[string]int      `json:"counts" doc:"How many chose each option, by its id; empty of fewer people than the smallest group."`
	Levels []questionAudiences `json:"levels" doc:"Those that are large enough."`
	Hidden int                 `json:"hidden" doc:"People of levels that are not broken down."`
}

type assessedOut struct {
	QuestionFields
	Rounds    []assessedRound     `json:"rounds" doc:"As rounds above; the last is this one."`
	Districts []questionAudiences `json:"districts" doc:"Of the last round, those that are large enough."`
}

type questionAudiences struct {
	Name   string         `json:"name"`
	People int            `json:"people"`
	Counts map[string]int `json:"counts"`
}

type assessmentOut struct {
	SmallestGroup int           `json:"smallest_group"`
	Rounds        []roundOut    `json:"rounds" doc:"By opening; the last is this one."`
	Questions     []assessedOut `json:"questions"`
	Changed       []string      `json:"changed" doc:"Numbers of its rules that were another when the first round opened than at the last."`
}

type getAssessmentIn struct{ ConsultationPath }

func (a *api) getAssessment(ctx context.Context, _ call, in *getAssessmentIn) (answer[assessmentOut], error) {
	x, err := a.Workflow.Assessment(ctx, in.Slug)
	if err != nil {
		return answer[assessmentOut]{}, err
	}
	told := func(g workflow.AudienceCounts[string]) questionAudiences {
		return questionAudiences{g.Audience, g.People, g.Counts}
	}
	return answer[assessmentOut]{Body: assessmentOut{SmallestGroup: x.SmallestGroup,
		Rounds: list(x.Rounds, func(r workflow.Round) roundOut {
			return roundOut{r.Consultation.Slug, day(r.Consultation.Opens), r.People}
		}),
		Questions: list(x.Questions, func(q workflow.Assessed) assessedOut {
			return assessedOut{QuestionFields: questionOf(q.Question), Districts: list(q.Districts.Audiences, told),
				Rounds: list(q.Rounds, func(b workflow.Breakdown[string]) assessedRound {
					return assessedRound{b.People, b.All, list(b.Audiences, told), b.Hidden}
				})}
		}),
		Changed: list(x.Changed, func(c workflow.ChangedRule) string { return c.Entry.Rule.Number.String() })}}, nil
}
