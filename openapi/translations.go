package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerTranslations() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-translation", Method: http.MethodGet, Path: "/v1/consultations/{slug}/translations/{language}", Tag: "consultations",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "Read what a consultation says to those who answer, beside its words in a further language"}, a.getTranslation)
	register(a, operation{ID: "edit-translation", Method: http.MethodPut, Path: "/v1/consultations/{slug}/translations/{language}", Tag: "consultations",
		Permission: "consult", Edits: true, Errors: notFound, Summary: "Say a consultation in a further language",
		Description: "All of it is replaced. What is left out, or whose Danish is changed later, is told in Danish."}, a.editTranslation)
}

// TranslationPath is the part of an address that names a translation.
type TranslationPath struct {
	ConsultationPath
	Language furtherLang `path:"language" doc:"A further language that the answering pages have." example:"ar"`
}

type furtherLang string

func (furtherLang) Schema(huma.Registry) *huma.Schema { return oneOf(texts.Further()) }

type translationFields struct {
	Texts []translatedText `json:"texts"`
}

type translatedText struct {
	Danish string `json:"danish" doc:"As the consultation, or the plain sentence of a rule, has it."`
	Text   string `json:"text,omitempty" doc:"In the language; left out where nobody has said it."`
}

type getTranslationIn struct{ TranslationPath }

func (a *api) getTranslation(ctx context.Context, _ call, in *getTranslationIn) (answer[translationFields], error) {
	if !texts.Lang(in.Language).IsFurther() {
		return answer[translationFields]{}, &registry.Error{Code: registry.CodeNotFound}
	}
	t, err := a.Workflow.Translation(ctx, in.Slug, string(in.Language))
	return answer[translationFields]{Edit: t.Edit, Body: translationFields{Texts: translatedTexts(t)}}, err
}

func translatedTexts(t workflow.Translated) []translatedText {
	return list(t.Sentences, func(danish string) translatedText { return translatedText{danish, t.Texts[danish]} })
}

type editTranslationIn struct {
	TranslationPath
	Body translationFields
}

func (a *api) editTranslation(ctx context.Context, c call, in *editTranslationIn) (answer[translationFields], error) {
	if !texts.Lang(in.Language).IsFurther() {
		return answer[translationFields]{}, &registry.Error{Code: registry.CodeNotFound}
	}
	said := map[string]string{}
	for _, t := range in.Body.Texts {
		said[t.Danish] = t.Text
	}
	made, err := a.Workflow.Translate(ctx, c.Act, in.Slug, string(in.Language), c.Edit, said)
	if err != nil {
		return answer[translationFields]{}, err
	}
	out, err := a.getTranslation(ctx, c, &getTranslationIn{in.TranslationPath})
	out.Edit = made.Edit
	return out, err
}
