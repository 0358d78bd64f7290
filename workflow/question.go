package workflow

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// QuestionKind is how a question is answered.
type QuestionKind string

const (
	FreeText   QuestionKind = "text"    // in one's own words: an input, which gets a disposition
	OneOption  QuestionKind = "choice"  // one of its options
	AnyOptions QuestionKind = "choices" // any of its options
	Scale      QuestionKind = "scale"   // one of its options, which go from the least to the most
)

// QuestionKinds in the order in which they are offered.
var QuestionKinds = []QuestionKind{FreeText, OneOption, AnyOptions, Scale}

// Question is a general question, to all or to some audiences.
type Question struct {
	ID        string       `json:"id"` // "q1"; unique in the consultation
	Kind      QuestionKind `json:"kind,omitempty"`
	Text      Wording      `json:"text"`
	Options   []Option     `json:"options,omitempty"`   // of every kind but free text
	Audiences []string     `json:"audiences,omitempty"` // whom it is put to, as on their links; empty: everybody
	Earlier   []Reworded   `json:"earlier,omitempty"`   // how it read to people who answered before, the latest last
}

// Option is something that can be chosen.
type Option struct {
	ID   string  `json:"id"` // unique in the question
	Text Wording `json:"text"`
}

// MostOptions is how many things a question can offer.
const MostOptions = 12

// PutTo says whether a question is put to an audience.
func (q Question) PutTo(audience string) bool {
	return len(q.Audiences) == 0 || slices.Contains(q.Audiences, audience)
}

// PutTo are the questions that an audience is asked.
func (c Consultation) PutTo(audience string) []Question {
	var put []Question
	for _, q := range c.Questions {
		if q.PutTo(audience) {
			put = append(put, q)
		}
	}
	return put
}

func (q *Question) check(k *registry.Checks, at string) {
	if q.Kind == "" { // as they were before there were kinds
		q.Kind = FreeText
	}
	q.Earlier = nil // nobody says that but this program
	checkWording(k, at+".text", q.Text, registry.LimitReason, true)
	if !slices.Contains(QuestionKinds, q.Kind) {
		k.Fail(at+".kind", registry.CodeChoiceInvalid, "value", string(q.Kind), "choices", ids(QuestionKinds))
	}
	least := 2
	if q.Kind == FreeText {
		least = 0
	}
	if n := len(q.Options); n < least || n > MostOptions || least == 0 && n > 0 {
		k.Fail(at+".options", registry.CodeRangeInvalid, "value", itoa(n), "from", itoa(least), "to", itoa(min(least*MostOptions, MostOptions)))
	}
	checkOptions(k, at+".options", q.Options)
	for n, a := range q.Audiences {
		q.Audiences[n] = strings.TrimSpace(a)
		k.Text(at+".audiences["+itoa(n)+"]", a, registry.LimitName, true)
	}
}

func checkWording(k *registry.Checks, name string, w Wording, limit int, required bool) {
	k.Text(name+".da", w.Da, limit, required)
	k.Text(name+".en", w.En, limit, false)
}

func ids[T ~string](all []T) string {
	words := make([]string, len(all))
	for n, one := range all {
		words[n] = string(one)
	}
	return strings.Join(words, ", ")
}

// Chosen is an option that somebody chose. It is counted and never answered.
type Chosen struct {
	Question string `json:"question"`
	Option   string `json:"option"`
}

// ChosenCount is how many of an audience chose an option, or, where it names
// none, any option of the question.
type ChosenCount struct {
	Chosen
	Audience string
	District string
	N        int
}

// choicesOf are the choices somebody made, each once and in the order of the form.
func choicesOf(k *registry.Checks, put []Question, said map[string][]string) []Chosen {
	var chosen []Chosen
	asked := map[string]bool{}
	for _, q := range put {
		asked[q.ID] = q.Kind != FreeText
		if !asked[q.ID] {
			continue
		}
		n := 0
		for _, o := range q.Options {
			if slices.Contains(said[q.ID], o.ID) {
				chosen = append(chosen, Chosen{q.ID, o.ID})
				n++
			}
		}
		if q.Kind != AnyOptions && n > 1 {
			k.Fail("choices."+q.ID, registry.CodeRangeInvalid, "value", itoa(n), "from", "0", "to", "1")
		}
		for _, id := range said[q.ID] {
			if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.ID == id }) {
				k.Fail("choices."+q.ID, registry.CodeChoiceInvalid, "value", id, "choices", optionIDs(q))
			}
		}
	}
	for id := range said {
		if !asked[id] && len(said[id]) > 0 {
			k.Fail("choices."+id, registry.CodeNotFound)
		}
	}
	return chosen
}

func optionIDs(q Question) string {
	ids := make([]string, len(q.Options))
	for n, o := range q.Options {
		ids[n] = o.ID
	}
	return strings.Join(ids, ", ")
}

// inOrder puts choices in the order of the form.
func (c Consultation) inOrder(chosen []Chosen) []Chosen {
	var out []Chosen
	for _, q := range c.Questions {
		for _, o := range q.Options {
			if one := (Chosen{q.ID, o.ID}); slices.Contains(chosen, one) {
				out = append(out, one)
			}
		}
	}
	return out
}
