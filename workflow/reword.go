package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Reworded is how a question read until it was put right: whoever answered before
// that day was asked so.
type Reworded struct {
	Text    Wording      `json:"text"`
	Options []Option     `json:"options,omitempty"` // where one of them was put right
	Until   registry.Day `json:"until"`
}

// asked says whether anybody has answered a consultation, so that what it asks
// stands and only words can be put right.
func asked(r Reader, c Consultation) (bool, error) {
	n, err := r.CountContributions(c.ID)
	return n > 0, err
}

// putRight checks a consultation that people have answered: what they answered would
// say something else if questions or rules were others. Words can be put right, and
// how they read before is kept with the question. CodeInvalid with fields.
func (c *Consultation) putRight(before Consultation, today registry.Day) error {
	var k registry.Checks
	if len(c.Questions) != len(before.Questions) {
		k.Fail("questions", registry.CodeAskedAlready)
		return k.Err()
	}
	c.Questions = slices.Clone(c.Questions)
	for n := range c.Questions {
		q, was := &c.Questions[n], before.Questions[n]
		at := "questions[" + itoa(n) + "]"
		switch {
		case q.ID != was.ID || q.Kind != was.Kind:
			k.Fail(at+".kind", registry.CodeAskedAlready)
		case !slices.EqualFunc(q.Options, was.Options, func(a, b Option) bool { return a.ID == b.ID }):
			k.Fail(at+".options", registry.CodeAskedAlready)
		case !slices.Equal(q.Audiences, was.Audiences):
			k.Fail(at+".audiences", registry.CodeAskedAlready)
		}
		q.Earlier = slices.Clone(was.Earlier)
		if others := !slices.Equal(q.Options, was.Options); others || q.Text != was.Text {
			earlier := Reworded{Text: was.Text, Until: today}
			if others {
				earlier.Options = was.Options
			}
			q.Earlier = append(q.Earlier, earlier)
		}
	}
	if !slices.EqualFunc(c.Themes, before.Themes, func(a, b Option) bool { return a.ID == b.ID }) {
		k.Fail("themes", registry.CodeAskedAlready)
	}
	if c.AsksMissing != before.AsksMissing {
		k.Fail("asks_missing", registry.CodeAskedAlready)
	}
	if !sameRules(c.viewsOn(), before.viewsOn()) {
		k.Fail("rules", registry.CodeAskedAlready)
	}
	return k.Err()
}

func sameRules(a, b []registry.RuleID) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}
