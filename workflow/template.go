package workflow

import (
	"embed"
	"encoding/json"
	"sync"
)

//go:embed questionnaires/*.json
var questionnaires embed.FS

// Template is a questionnaire to begin from.
type Template struct {
	ID          string           `json:"-"`
	Kind        ConsultationKind `json:"kind"`
	Synthetic   bool             `json:"synthetic,omitempty"` // made up as an example
	Name        Wording          `json:"name"`
	Title       Wording          `json:"title"`
	Intro       Wording          `json:"intro"`
	Questions   []Question       `json:"questions"`
	Themes      []Option         `json:"themes,omitempty"`
	AsksMissing bool             `json:"asks_missing,omitempty"`
}

// Templates are those there are, in the order in which they are offered.
var Templates = sync.OnceValue(func() []Template {
	var all []Template
	for _, id := range []string{"dagtilbud", "boevl", "fire-veje", "foer-og-efter"} {
		t := Template{ID: id}
		text, err := questionnaires.ReadFile("questionnaires/" + id + ".json")
		if err == nil {
			err = json.Unmarshal(text, &t)
		}
		if err != nil {
			panic("workflow: questionnaire " + id + ": " + err.Error())
		}
		all = append(all, t)
	}
	return all
})
