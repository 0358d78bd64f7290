package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// Inputs that are about the same rule, or answer the same question, or are
// suggestions, are held against each other by the words they share, as rules are.
// People put one thing in many words, so much is missed, and nothing is merged by
// itself.
const (
	inputsAlike  = 25   // degree from which two are offered as alike; of rules two are one matter from 30
	mostCompared = 3000 // with one input; of more than that a part, which is random as their ids are
	mostSurveyed = 1500 // for a page of the inbox
	mostAlike    = 50   // that are shown
)

// inputPlace is what inputs must share to be held against each other.
type inputPlace struct {
	kind     InputKind
	question string
	rule     registry.RuleID
}

func placeOf(i Input) inputPlace {
	if i.Rule != "" {
		return inputPlace{rule: i.Rule}
	}
	return inputPlace{kind: i.Kind, question: i.Question}
}

// compared is an input with the words it is held against others by.
type compared struct {
	Input
	words likeness.Rule
}

func compare(inputs []Input) map[inputPlace][]compared {
	all := map[inputPlace][]compared{}
	for _, i := range inputs {
		if i.Text != "" {
			all[placeOf(i)] = append(all[placeOf(i)], compared{i, likeness.Of("", i.danish())})
		}
	}
	return all
}

// alike are the inputs most like one, which can be answered with it; sampled says
// that there were too many to look at all.
func alike(r Reader, i Input, reach registry.Reach) (found []Answered, sampled bool, err error) {
	if i.Text == "" || i.Split {
		return nil, false, nil
	}
	f := InputFilter{Consultation: i.Consultation, Rule: i.Rule, Heads: true, Reach: reach, Limit: mostCompared + 1}
	if i.Rule == "" {
		f.NoRule, f.Kind, f.Question = true, i.Kind, i.Question
	}
	inputs, err := r.Inputs(f)
	if err != nil {
		return nil, false, err
	}
	sampled = len(inputs) > mostCompared
	words := likeness.Of("", i.danish())
	degrees := map[registry.InputID]int{}
	var like []Input
	for _, other := range compare(inputs)[placeOf(i)] {
		if other.ID == i.ID || other.ID == i.Lead {
			continue
		}
		if degrees[other.ID] = likeness.Degree(words, other.words); degrees[other.ID] >= inputsAlike {
			like = append(like, other.Input)
		}
	}
	slices.SortStableFunc(like, func(a, b Input) int { return degrees[b.ID] - degrees[a.ID] })
	found, err = answered(r, like[:min(len(like), mostAlike)])
	return found, sampled, err
}

// survey counts for each of some inputs those that are like it, among at most
// mostSurveyed of the consultation.
func survey(r Reader, consultation registry.ConsultationID, reach registry.Reach, inputs []Input) (counts map[registry.InputID]int, sampled bool, err error) {
	others, err := r.Inputs(InputFilter{Consultation: consultation, Heads: true, Reach: reach, Limit: mostSurveyed + 1})
	if err != nil {
		return nil, false, err
	}
	all, counts := compare(others), map[registry.InputID]int{}
	for _, i := range inputs {
		if i.Text == "" {
			continue
		}
		words := likeness.Of("", i.danish())
		for _, other := range all[placeOf(i)] {
			if other.ID != i.ID && likeness.Degree(words, other.words) >= inputsAlike {
				counts[i.ID]++
			}
		}
	}
	return counts, len(others) > mostSurveyed, nil
}
