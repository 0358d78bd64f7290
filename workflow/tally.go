package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Tallied is what can be read of a consultation's inputs without reading them. What
// people sent in is counted: no parts, and nothing that was excluded where that is
// not asked for.
type Tallied interface {
	// CountByAudience counts the contributions that were received and not withdrawn.
	CountByAudience(registry.ConsultationID) (map[string]int, error)
	CountExcluded(registry.ConsultationID) (int, error) // contributions that were received, not withdrawn and excluded
	CountGroups(registry.ConsultationID) (Groups, error)
	// TallyInputs counts inputs by all that is told of them; in no order.
	TallyInputs(c registry.ConsultationID, excluded bool) ([]InputTally, error)
	TallyMinutes(registry.ConsultationID) ([]MinutesTally, error) // by rule, the fewest minutes first
	// Shown are inputs whose words are public: those about no rule first, then rule by
	// rule, by kind and question, and then by id, which tells no order. CodeNotFound
	// when the input after which to read is gone.
	Shown(ShownQuery) ([]Input, error)
	// CountMerged counts how many inputs each of some leads.
	CountMerged(leads []registry.InputID) (map[registry.InputID]int, error)
}

// InputTally is how many inputs are alike in all these.
type InputTally struct {
	Rule      registry.RuleID
	Kind      InputKind
	Question  string
	Theme     string
	Audience  string
	Stance    Stance
	Answered  bool
	Screening Screening
	Worded    bool // they say something in words
	N         int
}

// MinutesTally is how many said so many minutes of a rule.
type MinutesTally struct {
	Rule       registry.RuleID
	Minutes, N int
}

// ShownQuery asks for a page of published texts.
type ShownQuery struct {
	Consultation registry.ConsultationID
	Rule         registry.RuleID  // empty: all
	NoRule       bool             // only what is about no rule
	Heads        bool             // not what is merged under one that is shown
	After        registry.InputID // that was the last of the page before; empty: from the beginning
	Limit        int
}

// Texts counts the inputs that are in words.
type Texts struct {
	Written  int // in all
	Shown    int // word for word or with passages left out
	Withheld int
}

// Waiting have not been looked through.
func (t Texts) Waiting() int { return t.Written - t.Shown - t.Withheld }

func (t *Texts) add(x InputTally) {
	if !x.Worded {
		return
	}
	t.Written += x.N
	switch x.Screening {
	case Published, MaskedText:
		t.Shown += x.N
	case Withheld:
		t.Withheld += x.N
	}
}

// MinutesSaid are what people said something takes, each time. Nothing is told of fewer
// people than the smallest group.
type MinutesSaid struct {
	People      int // who said it; 0: too few to tell, or nobody
	Least, Most int
	Median      float64 // it may lie between two
}

// minutesOf are those of a rule; counts has the fewest minutes first.
func minutesOf(counts []MinutesTally, rule registry.RuleID, smallest int) MinutesSaid {
	counts = slices.DeleteFunc(slices.Clone(counts), func(c MinutesTally) bool { return c.Rule != rule })
	people := 0
	for _, c := range counts {
		people += c.N
	}
	if people == 0 || people < smallest {
		return MinutesSaid{}
	}
	// at is what the person says who is the so manieth, from 0.
	at := func(n int) int {
		for _, c := range counts {
			if n -= c.N; n < 0 {
				return c.Minutes
			}
		}
		return 0
	}
	return MinutesSaid{people, at(0), at(people - 1), float64(at((people-1)/2)+at(people/2)) / 2}
}
