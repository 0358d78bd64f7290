package papers

import (
	"strings"
	"unicode/utf8"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TrialEvaluationItem writes the item by which the evaluation of a trial comes back to a body,
// in Danish, as all that goes into the minutes: what came of it, and the questions in
// voting order: another text, the rule as it was, no rule. What is carried applies from
// the meeting's day.
func TrialEvaluationItem(t workflow.Trying, review registry.Day) workflow.Agenda {
	say := func(key string, pairs ...string) string {
		args := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = pairs[i+1]
		}
		return texts.Danish.Text("evaluation."+key, args)
	}
	day := func(d registry.Day) string { return wording.Day(texts.Danish, d) }
	number, title := t.Entry.Rule.Number.String(), t.Entry.Text.Title
	a := workflow.Agenda{Title: say("title", "number", number, "rule", title)}
	if utf8.RuneCountInString(a.Title) > registry.LimitTitle {
		a.Title = title
	}
	summary := []string{say("decided", "body", t.Ruling.By.Body, "day", day(t.Ruling.By.Day), "from", day(t.From), "until", wording.LastDay(texts.Danish, t.Until))}
	summary = append(summary, say("by", "by", t.TrialEvaluation.By, "day", day(t.TrialEvaluation.Day)), say("measured", "measured", t.TrialEvaluation.Measured), t.TrialEvaluation.Found,
		say("otherwise", "day", day(t.Until)))
	a.Summary = strings.Join(summary, "\n")
	clause := texts.Danish.Text("web.clause", map[string]string{"day": day(review)})
	text := t.Entry.Text
	a.Proposals = []workflow.Proposal{
		{Ruling: registry.Amend, Amends: true, Question: say("amend"), Words: say("amended") + " " + clause, Next: review, Lapses: true, Text: &text},
		{Ruling: registry.Keep, Question: say("keep"), Words: say("kept") + " " + clause, Next: review, Lapses: true},
		{Ruling: registry.Repeal, Question: say("repeal"), Words: say("repealed")},
	}
	return a
}
