package openapi

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// amendedSentence is a sentence of an amended text that demands something else.
type amendedSentence struct {
	Text      string      `json:"text,omitempty" doc:"As it now reads; left out for an exception that was taken out."`
	Was       string      `json:"was,omitempty" doc:"What it comes nearest to in the text before; left out where nothing comes near."`
	Change    amendedKind `json:"change" doc:"added: nothing demanded it before; stricter: more often, or binding where it was not; altered: another number, day, frequency or person."`
	Frequency bool        `json:"frequency,omitempty" doc:"It is the field for how often."`
}

type amendedKind string

func (amendedKind) Schema(huma.Registry) *huma.Schema {
	return oneOf(list(likeness.Changes, func(c likeness.Change) string { return string(c) }))
}

func amendedOf(s likeness.Sentence) amendedSentence {
	return amendedSentence{s.Text, s.Was, amendedKind(s.Change), s.Frequency}
}

// adoptionIn is what stands in an event; nil where nothing does.
func adoptionIn(a *registry.Adoption) *adoptionOut {
	if a == nil {
		return nil
	}
	return ptr(adoptionOf(*a))
}

type versionPreview struct {
	Gated     bool              `json:"gated" doc:"It applies from today or later, and so goes through the gate."`
	Sentences []amendedSentence `json:"sentences" doc:"Those that demand something else than the text that applies on that day."`
	Findings  []adoptionFinding `json:"findings" doc:"What is to be mended or explained, and what is only noted."`
}

type previewVersionIn struct {
	RulePath
	Body newVersion
}

func (a *api) previewVersion(ctx context.Context, c call, in *previewVersionIn) (answer[versionPreview], error) {
	number, err := in.number()
	if err != nil {
		return answer[versionPreview]{}, err
	}
	n, err := in.Body.domain()
	if err != nil {
		return answer[versionPreview]{}, err
	}
	view, err := a.Register.PreviewText(ctx, c.Act, number, n)
	return answer[versionPreview]{Body: versionPreview{Gated: view.Gated, Sentences: list(view.Sentences, amendedOf), Findings: adoptionFindings(view.Findings)}}, err
}
