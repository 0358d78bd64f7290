package openapi

import (
	"maps"
	"slices"

	"github.com/omvendt/omvendt/workflow"
)

// QuestionFields are a question as it is set up.
type QuestionFields struct {
	ID        string         `json:"id" doc:"Names it in answers; unique here." example:"q1"`
	Kind      questionKind   `json:"kind,omitempty" doc:"How it is answered: in free text (when left out), with one or any of its options, or on a scale."`
	Text      wordingFields  `json:"text"`
	Options   []optionFields `json:"options,omitempty" doc:"2 to 12, of every kind but free text; a scale's from the least to the most."`
	Audiences []string       `json:"audiences,omitempty" doc:"Whom it is put to, as on their links; everybody when left out."`
	Earlier   []reworded     `json:"earlier,omitempty" readOnly:"true" doc:"How it read to people who answered before it was put right, the latest last."`
}

// reworded is how a question read until it was put right.
type reworded struct {
	Text    wordingFields  `json:"text"`
	Options []optionFields `json:"options,omitempty" doc:"Where one of them was put right."`
	Until   day            `json:"until,omitzero" doc:"The day on which it was put right."`
}

type optionFields struct {
	ID   string        `json:"id" doc:"Names it in answers; unique in the question." example:"ja"`
	Text wordingFields `json:"text"`
}

func questionOf(q workflow.Question) QuestionFields {
	out := QuestionFields{ID: q.ID, Kind: questionKind(q.Kind), Text: wordingFields(q.Text), Audiences: q.Audiences, Options: list(q.Options, optionOf)}
	for _, e := range q.Earlier {
		out.Earlier = append(out.Earlier, reworded{wordingFields(e.Text), list(e.Options, optionOf), day(e.Until)})
	}
	return out
}

func optionOf(o workflow.Option) optionFields { return optionFields{o.ID, wordingFields(o.Text)} }

func (q QuestionFields) domain() workflow.Question {
	return workflow.Question{ID: q.ID, Kind: workflow.QuestionKind(q.Kind), Text: workflow.Wording(q.Text), Audiences: q.Audiences,
		Options: list(q.Options, optionFields.domain)}
}

// askedQuestion is a question as it is put to somebody.
type askedQuestion struct {
	ID      string        `json:"id"`
	Kind    questionKind  `json:"kind"`
	Text    string        `json:"text"`
	Options []askedOption `json:"options,omitempty"`
}

type askedOption struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func askedOf(q workflow.Question, lang string) askedQuestion {
	return askedQuestion{ID: q.ID, Kind: questionKind(q.Kind), Text: q.Text.In(lang),
		Options: list(q.Options, func(o workflow.Option) askedOption { return askedOption{o.ID, o.Text.In(lang)} })}
}

type chosenFields struct {
	Question string `json:"question" doc:"The id of the question."`
	Option   string `json:"option" doc:"The id of the option."`
}

type questionResult struct {
	QuestionFields
	People    int                 `json:"people" doc:"How many chose or wrote anything."`
	Counts    map[string]int      `json:"counts" doc:"How many chose each option, by its id."`
	Audiences []audienceQuestions `json:"audiences" doc:"Those that are large enough."`
	Hidden    int                 `json:"hidden" doc:"People of audiences that are not broken down."`
}

type audienceQuestions struct {
	Audience string         `json:"audience"`
	People   int            `json:"people"`
	Counts   map[string]int `json:"counts"`
}

// resultsOfQuestions are all questions; of those in free text, who answered.
func resultsOfQuestions(r workflow.Results) []questionResult {
	return list(r.Consultation.Questions, func(q workflow.Question) questionResult {
		out := questionResult{QuestionFields: questionOf(q), Counts: map[string]int{}, Audiences: []audienceQuestions{}}
		for _, x := range slices.Concat(r.Questions, r.Answers) {
			if x.Question.ID == q.ID {
				out.People, out.Counts, out.Hidden = x.People, maps.Clone(x.All), x.Hidden
				out.Audiences = list(slices.Clone(x.Audiences), func(a workflow.AudienceCounts[string]) audienceQuestions {
					return audienceQuestions{a.Audience, a.People, a.Counts}
				})
			}
		}
		return out
	})
}

func (o optionFields) domain() workflow.Option {
	return workflow.Option{ID: o.ID, Text: workflow.Wording(o.Text)}
}

type themeResult struct {
	ID          string        `json:"id"`
	Text        wordingFields `json:"text"`
	Suggestions int           `json:"suggestions"`
}

func themeResults(r workflow.Results) []themeResult {
	return list(r.Consultation.Themes, func(o workflow.Option) themeResult {
		return themeResult{o.ID, wordingFields(o.Text), r.Themes[o.ID]}
	})
}
