package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// BenchmarkResults measures what is read of a consultation with 1,000
// contributions, and with a hundred times as many.
func BenchmarkResults(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t, small := newTown(b, dsn), map[string]time.Duration{}
		t.grow(b, 1000)
		t.askAboutTwenty(b)
		for _, n := range []int{1000, 100_000} {
			if n == 1000 {
				t.hear(b)
			} else {
				t.hearAgain(b, n/1000-1)
			}
			t.exec(b, "ANALYZE")
			for _, r := range t.resultRequests() {
				b.Run(fmt.Sprintf("%s/%d", r.name, n), func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						begun := time.Now()
						if err := r.do(b.Context()); err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(begun))
					}
					slices.Sort(took)
					median := took[len(took)/2]
					if n == 1000 {
						small[r.name] = median
					}
					b.ReportMetric(float64(median.Microseconds())/1000, "ms-median")
					b.ReportMetric(median.Seconds()/small[r.name].Seconds(), "x-of-1000")
				})
			}
		}
	})
}

// askAboutTwenty opens a consultation that asks about twenty rules, and two
// questions with options.
func (t *town) askAboutTwenty(b *testing.B) {
	t.update(b, func(tx workflow.Tx) error {
		c := workflow.Consultation{ID: "r", Kind: workflow.AskingAll, Review: "w", Slug: "mange", Edit: 1, Title: workflow.Wording{Da: "Mange"},
			Opens: registry.MustDay("2027-01-01"), Closes: registry.MustDay("2028-01-01"),
			Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad tager tid?"}}, {ID: "q2", Text: workflow.Wording{Da: "Hvad virker?"}}}}
		for n := range 20 {
			rule, err := tx.RuleByNumber(registry.Number(n + 1))
			if err != nil {
				return err
			}
			c.Rules = append(c.Rules, rule.ID)
		}
		options := []workflow.Option{{ID: "o1", Text: workflow.Wording{Da: "Ja"}}, {ID: "o2", Text: workflow.Wording{Da: "Nej"}}, {ID: "o3", Text: workflow.Wording{Da: "Ved ikke"}}}
		c.Questions = append(c.Questions, workflow.Question{ID: "q3", Kind: workflow.OneOption, Text: workflow.Wording{Da: "Er det tiden værd?"}, Options: options},
			workflow.Question{ID: "q4", Kind: workflow.AnyOptions, Text: workflow.Wording{Da: "Hvad tager tid?"}, Options: options})
		return tx.InsertConsultation(c)
	})
}

// hear stores a thousand contributions: two views, an answer, a suggestion and three
// choices each. A tenth of the texts is public, and a third is answered.
func (t *town) hear(b *testing.B) {
	t.update(b, func(w workflow.Tx) error {
		c, err := w.ConsultationByID("r")
		if err != nil {
			return err
		}
		var sent []contributionRow
		var inputs []workflow.Input
		var chosen []chosenRow
		var answers []dispositionRow
		for n := range 1000 {
			audience := []string{"Forældre", "Personale", "Ledere", "Partnere", "Organisationer", "Borgere"}[n%6]
			id := registry.NewRandomID[registry.ContributionID]()
			sent = append(sent, contributionRow{ID: string(id), Consultation: "r", Audience: audience, Receipt: string(id), State: string(workflow.Received), Day: day(registry.MustDay(townDay))})
			for k := range 4 {
				i := workflow.Input{ID: registry.NewRandomID[registry.InputID](), Consultation: "r", Contribution: id, Audience: audience, Kind: workflow.ViewInput,
					Minutes: workflow.NoMinutes, Day: registry.MustDay(townDay), Edit: 1, Answered: t.random.IntN(3) == 0,
					Screened: workflow.Screened{Screening: workflow.Unscreened},
					Text:     fmt.Sprintf("Vi skriver det samme tre steder, og det tager %d minutter hver gang, så lad os samle %s.", n, townAreas[t.random.IntN(len(townAreas))])}
				if n == 17 && k == 0 {
					i.Text += " Spildtid!" // once in four thousand
				}
				switch k {
				case 2:
					i.Kind, i.Question = workflow.AnswerInput, []string{"q1", "q2"}[n%2]
				case 3:
					i.Kind = workflow.SuggestionInput
				default:
					i.Rule, i.Stance = c.Rules[t.random.IntN(20)], workflow.Stances[t.random.IntN(3)]
					i.Minutes = t.random.IntN(60) - 1
				}
				if t.random.IntN(10) == 0 {
					i.Screening = workflow.Published
				}
				if i.Answered {
					answers = append(answers, dispositionRow{Input: string(i.ID), Kind: string(workflow.Followed), Reason: "Det gør vi.", Day: day(i.Day), Rules: "[]"})
				}
				inputs = append(inputs, i)
			}
			for k, o := range []string{"o1", "o2", "o3"} {
				chosen = append(chosen, chosenRow{Contribution: string(id), Consultation: "r", Audience: audience, Question: []string{"q3", "q4", "q4"}[k], Option: o, First: k < 2})
			}
		}
		x := w.(*tx)
		if err := insert(x, sent); err != nil {
			return err
		}
		rows := each(inputs, func(i workflow.Input) inputRow { return rowOf(i.Contribution, i) })
		if err := insert(x, rows); err != nil {
			return err
		}
		if err := x.word(inputs); err != nil {
			return err
		}
		if err := insert(x, answers); err != nil {
			return err
		}
		return insert(x, chosen)
	})
}

// hearAgain stores the same so many times more.
func (t *town) hearAgain(b *testing.B, times int) {
	defer t.quickly(b)()
	defer t.countedAtOnce(b, times)()
	again := func(table, where, same string, changed ...string) {
		var others []string // turned, so that copies of one do not lie together
		for _, column := range changed {
			others = append(others, fmt.Sprintf("substr(%[1]s, 1 + k %% 36) || substr(%[1]s, 1, k %% 36) || '-' || k", column))
		}
		t.exec(b, fmt.Sprintf("WITH RECURSIVE copies (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < %d) INSERT INTO %s (%s, %s) SELECT %[3]s, %[5]s FROM copies CROSS JOIN %[2]s WHERE %[6]s",
			times, table, same, strings.Join(changed, ", "), strings.Join(others, ", "), where))
	}
	again("contribution", "consultation = 'r'", "consultation, audience, state, day", "id", "receipt")
	again("input", "consultation = 'r'", "consultation, audience, kind, question, rule, stance, minutes, text, masked, day, screening, shown, withheld_for, withheld_note, edit, answered", "id", "contribution")
	again("input_search", "consultation = 'r'", "consultation, searched", "input")
	again("input_word", "input IN (SELECT input FROM input_search WHERE consultation = 'r')", "word", "input")
	// And so many words that others would have said.
	t.exec(b, fmt.Sprintf("WITH RECURSIVE said (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM said WHERE k < %d) INSERT INTO input_vocabulary (consultation, word, searched) SELECT 'r', k, '  enkeltstående' || k || '  enkeltståend' || k || ' ' FROM said", 600*times))
	again("disposition", "reason = 'Det gør vi.'", "kind, reason, disposed_by, day, rules", "input")
	again("chosen", "consultation = 'r'", "question, option, consultation, audience, first", "contribution")
}

// countedAtOnce has PostgreSQL count what is copied once, at the end.
func (t *town) countedAtOnce(b *testing.B, times int) (done func()) {
	if t.reader != t.writer {
		return func() {}
	}
	tables := []string{"contribution", "input", "disposition", "chosen"}
	for _, table := range tables {
		t.exec(b, "ALTER TABLE "+table+" DISABLE TRIGGER USER")
	}
	return func() {
		for _, table := range tables {
			t.exec(b, "ALTER TABLE "+table+" ENABLE TRIGGER USER")
		}
		for _, table := range []string{"sent_count", "input_count", "minutes_count", "chosen_count", "disposed_count"} {
			t.exec(b, fmt.Sprintf("UPDATE %s SET n = n * %d WHERE consultation = 'r'", table, times+1))
		}
	}
}

func (t *town) resultRequests() []request {
	read := func(name string, do func(r workflow.Reader) error) request {
		return request{name, func(ctx context.Context) error { return t.Workflow().View(ctx, do) }}
	}
	return []request{
		{"results", func(ctx context.Context) error { _, err := t.workflow.Results(ctx, "mange"); return err }},
		{"published", func(ctx context.Context) error {
			_, err := t.workflow.Published(ctx, "mange", workflow.ShownQuery{Limit: 50})
			return err
		}},
		{"inbox", func(ctx context.Context) error {
			_, err := t.workflow.InboxPage(ctx, "mange", workflow.InputFilter{Heads: true, Limit: 50})
			return err
		}},
		{"inbox by word", func(ctx context.Context) error {
			_, err := t.workflow.InboxPage(ctx, "mange", workflow.InputFilter{Heads: true, Words: []string{"minut"}, Limit: 50})
			return err
		}},
		{"inbox by rare word", func(ctx context.Context) error {
			_, err := t.workflow.InboxPage(ctx, "mange", workflow.InputFilter{Heads: true, Words: []string{"spildtid"}, Limit: 50})
			return err
		}},
		{"inbox by two words", func(ctx context.Context) error {
			_, err := t.workflow.InboxPage(ctx, "mange", workflow.InputFilter{Heads: true, Words: []string{"ældre", "17"}, Limit: 50})
			return err
		}},
		{"inbox, unanswered", func(ctx context.Context) error {
			_, err := t.workflow.InboxPage(ctx, "mange", workflow.InputFilter{Heads: true, Answered: new(bool), Limit: 50})
			return err
		}},
		{"said and done", func(ctx context.Context) error { _, err := t.workflow.SaidDone(ctx, "mange", 0, 20); return err }},
		read("by audience", func(r workflow.Reader) error { _, err := r.CountByAudience("r"); return err }),
		read("inputs", func(r workflow.Reader) error { _, err := r.TallyInputs("r", false); return err }),
		read("coverage", func(r workflow.Reader) error {
			c, err := r.ConsultationByID("r")
			if err == nil {
				_, err = r.Coverage(c.Rules)
			}
			return err
		}),
		read("minutes", func(r workflow.Reader) error { _, err := r.TallyMinutes("r"); return err }),
		read("chosen", func(r workflow.Reader) error { _, err := r.CountChosen("r", false); return err }),
	}
}
