package web

import (
	"strings"

	"github.com/omvendt/omvendt/workflow"
)

// RewordedLine is a question that was put right after people had answered it.
type RewordedLine struct {
	Now, NowOptions Told
	Earlier         []EarlierWords
}

// EarlierWords are how it read, and the last day on which it did.
type EarlierWords struct {
	Until   string
	Text    Told
	Options Told
}

// reworded are the questions of a consultation that were put right.
func (p Page) reworded(c workflow.Consultation) (lines []RewordedLine) {
	options := func(all []workflow.Option) Told {
		if len(all) == 0 {
			return Told{}
		}
		told := p.told(all[0].Text)
		var words []string
		for _, o := range all {
			words = append(words, o.Text.In(told.Lang))
		}
		return Told{told.Lang, []string{strings.Join(words, " · ")}}
	}
	for _, q := range c.Questions {
		if len(q.Earlier) == 0 {
			continue
		}
		line := RewordedLine{Now: p.told(q.Text), NowOptions: options(q.Options)}
		for _, e := range q.Earlier {
			line.Earlier = append(line.Earlier, EarlierWords{p.LastDay(e.Until), p.told(e.Text), options(e.Options)})
		}
		lines = append(lines, line)
	}
	return lines
}
