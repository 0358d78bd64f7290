package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Words of which texts and questions are made: forms of one another, parts of one
// another, of one letter, and signs that mean something in a pattern.
var inputWords = strings.Fields("mødet møde forældremøderne forældre Ældre ældrerådet RÅD råd år å 100% 10 a_b børne-have skema skemaer skemaet og ogs det")

func randomText(random *rand.Rand, most int) string {
	var all []string
	for range random.IntN(most + 1) {
		all = append(all, pick(random, inputWords...))
	}
	return strings.Join(all, " ")
}

// TestCampaignInputWords sends, changes, splits, merges, masks, leaves out and takes
// back at random: words find what reading all texts finds, and nothing is kept of others.
func TestCampaignInputWords(t *testing.T) {
	seed := testenv.Seed(t, 64)
	both(t, func(x *fixture) {
		x.putConsultation()
		random := rand.New(rand.NewPCG(seed, 1))
		var sent []workflow.Contribution
		content := func(c workflow.Contribution) (content workflow.Content) {
			for n := range random.IntN(4) {
				i := inputOf(registry.InputID(fmt.Sprintf("%x-%s-%d", random.IntN(1<<30), c.ID, n)), c.ID, ruleID(1+random.IntN(2)), randomText(random, 5))
				content.Inputs = append(content.Inputs, i)
			}
			return content
		}
		for range testenv.Runs(x, 40) {
			x.update(func(tx workflow.Tx) error {
				c := contributionOf(registry.ContributionID(fmt.Sprint("n", len(sent))))
				sent = append(sent, c)
				errs := []error{tx.InsertContribution(c, content(c))}
				c, err := tx.ContributionByReceipt(sent[max(0, len(sent)-1-random.IntN(4))].Receipt) // mostly met before
				inputs, err2 := tx.Inputs(workflow.InputFilter{Contribution: c.ID, SentIn: true})
				errs = append(errs, err, err2)
				switch random.IntN(7) {
				case 0:
					errs = append(errs, tx.ReplaceContent(c, content(c)))
				case 1:
					errs = append(errs, tx.ReplaceContent(c, workflow.Content{}))
				case 2:
					errs = append(errs, tx.Erase(c.ID))
				case 3:
					_, err := tx.Exclude(workflow.Exclusion{ID: registry.ExclusionID("e" + string(c.ID) + fmt.Sprint(len(sent))), Consultation: "c",
						Batch: workflow.Batch{Words: []string{pick(random, inputWords...)}}, Reason: "Ens", Day: 1, Edit: 1})
					errs = append(errs, err)
				case 4:
					for _, i := range inputs {
						if i.PartOf == "" && i.Text != "" {
							errs = append(errs, tx.SetInputTranslation(i.ID, randomText(random, 3)))
						}
					}
				default:
					for n, i := range inputs {
						errs = append(errs, tx.SetScreened([]registry.InputID{i.ID}, workflow.Screened{Screening: workflow.MaskedText, Shown: "[...]"}))
						if n > 0 && random.IntN(2) == 0 {
							errs = append(errs, tx.SetLead([]registry.InputID{i.ID}, inputs[0].ID))
							continue
						}
						var parts []workflow.Input
						for k, text := range strings.Fields(i.Text) {
							part := i
							part.ID, part.PartOf, part.Split, part.Lead, part.Text, part.Translation = registry.InputID(fmt.Sprint(i.ID, "p", k, "-", random.IntN(1<<30))), i.ID, false, "", text, ""
							parts = append(parts, part)
						}
						errs = append(errs, tx.SetParts(i, parts[:min(2, len(parts))]))
					}
				}
				return errors.Join(errs...)
			})
			for _, x.db.few = range []int64{few, 3, 0} {
				x.compareSaid(random)
			}
		}
		x.compareWords()
		// As a migration leaves it.
		for _, s := range []string{"UPDATE input_search SET searched = ''", "DELETE FROM input_word", "DELETE FROM input_vocabulary"} {
			if _, err := x.db.writer.ExecContext(x.Context(), s); err != nil {
				x.Fatal(err)
			}
		}
		if err := x.db.Migrate(x.Context()); err != nil {
			x.Fatal(err)
		}
		x.compareWords()
		x.compareSaid(random)
	})
}

func saidIn(i workflow.Input) string { return i.Text + " " + i.Translation }

// compareSaid asks for words and compares what is found with what is found by reading.
func (x *fixture) compareSaid(random *rand.Rand) {
	x.Helper()
	x.view(func(r workflow.Reader) error {
		for range 4 {
			f := workflow.InputFilter{Consultation: "c", Heads: random.IntN(2) == 0}
			for len(f.Words) == 0 {
				f.Words = strings.Fields(randomText(random, 2))
			}
			if w := f.Words[0]; random.IntN(3) == 0 {
				f.Words[0] = strings.ToUpper(w[len(w)/2:])
			}
			if random.IntN(4) == 0 {
				f.Rule = ruleID(1)
			}
			without := f
			without.Words = nil
			all, err := r.Inputs(without)
			if err != nil {
				return err
			}
			asked := anyTerms(strings.Join(f.Words, " "))
			answers := func(i workflow.Input) bool {
				searched := searchWords(words(saidIn(i)))
				return i.Text != "" && len(asked) > 0 && !slices.ContainsFunc(asked, func(t term) bool {
					return !slices.ContainsFunc(t, func(piece string) bool { return strings.Contains(searched, piece) })
				})
			}
			want := []registry.InputID{}
			batch := map[registry.ContributionID]bool{}
			for _, i := range all {
				if answers(i) {
					want = append(want, i.ID)
					batch[i.Contribution] = batch[i.Contribution] || !i.Excluded
				}
			}
			got, paged := []registry.InputID{}, f
			for paged.Limit = 1 + random.IntN(5); ; {
				page, err := r.Inputs(paged)
				if err != nil {
					return err
				}
				for _, i := range page {
					got = append(got, i.ID)
					paged.After = i.ID
				}
				if len(page) < paged.Limit {
					break
				}
			}
			what := fmt.Sprintf("few %d, %q", x.db.few, f.Words)
			x.equal(what, got, want)
			limit := 1 + random.IntN(10)
			n, err := r.CountInputs(f, limit)
			x.equal(what+": counted", n, min(len(want), limit))
			whole, err2 := r.CountInputs(f, 0)
			x.equal(what+": counted to the end", whole, len(want))
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			if f.Heads || f.Rule != "" {
				continue
			}
			n, err = r.CountBatch("c", workflow.Batch{Words: f.Words})
			held := 0
			for _, counts := range batch {
				if counts {
					held++
				}
			}
			x.equal(what+": a batch", n, held)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// compareWords compares what is kept of words with what texts say now.
func (x *fixture) compareWords() {
	x.Helper()
	x.view(func(r workflow.Reader) error {
		all, err := r.Inputs(workflow.InputFilter{Consultation: "c"})
		var searched, held, vocabulary []string
		for _, i := range all {
			if i.Text == "" {
				continue
			}
			searched = append(searched, string(i.ID)+":"+searchWords(words(saidIn(i))))
			for _, v := range wordsIn("c", words(saidIn(i))) {
				held = append(held, fmt.Sprint(v.Word, ":", i.ID))
				vocabulary = append(vocabulary, fmt.Sprint(v.Word, ":", v.Searched))
			}
		}
		if len(vocabulary) == 0 {
			x.Error("nobody says anything any more")
		}
		for query, want := range map[string][]string{"SELECT input || ':' || searched FROM input_search": searched,
			"SELECT CAST(word AS text) || ':' || input FROM input_word":                   held,
			"SELECT DISTINCT CAST(word AS text) || ':' || searched FROM input_vocabulary": vocabulary} {
			var rows [][]string
			if err := scanTexts(x.Context(), x.db.reader, &rows, query); err != nil {
				return err
			}
			got := collect(rows, func(row []string) string { return row[0] })
			slices.Sort(got)
			slices.Sort(want)
			x.equal(query, strings.Join(got, "\n"), strings.Join(slices.Compact(want), "\n"))
		}
		return err
	})
}

// TestInputWordsTogether: words stay of those who send while others take back the same.
func TestInputWordsTogether(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		x.putConsultation()
		failed := make(chan error, 6)
		for n := range 6 {
			go func() {
				var errs []error
				for k := range 6 {
					c := contributionOf(registry.ContributionID(fmt.Sprintf("n%d-%d", n, k)))
					i := inputOf(registry.InputID(c.ID)+"-i", c.ID, ruleID(1), "Det samme møde igen "+strings.Repeat("o", k))
					errs = append(errs, x.try(func(tx workflow.Tx) error {
						return tx.InsertContribution(c, workflow.Content{Inputs: []workflow.Input{i}})
					}))
					if (n+k)%2 == 0 {
						errs = append(errs, x.try(func(tx workflow.Tx) error { return tx.Erase(c.ID) }))
					}
				}
				failed <- errors.Join(errs...)
			}()
		}
		for range 6 {
			if err := <-failed; err != nil {
				x.Error(err)
			}
		}
		x.compareWords()
	})
}
