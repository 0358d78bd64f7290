package storage

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestCampaignTally sends, changes, weighs and takes back at random, and compares
// what is kept counted with what is counted by reading.
func TestCampaignTally(t *testing.T) {
	seed := testenv.Seed(t, 54)
	both(t, func(x *fixture) {
		x.putConsultation()
		random := rand.New(rand.NewPCG(seed, 1))
		var sent []workflow.Contribution
		content := func(c workflow.Contribution) workflow.Content {
			var content workflow.Content
			for n := range random.IntN(4) {
				i := inputOf(registry.InputID(fmt.Sprintf("%s-%d-%d", c.ID, n, random.IntN(1_000_000))), c.ID, ruleID(random.IntN(3)), []string{"", "Grund", "To ting. Og en til."}[random.IntN(3)])
				if i.Audience = c.Audience; i.Rule == ruleID(0) {
					i.Rule, i.Kind = "", workflow.SuggestionInput
				}
				i.Stance, i.Minutes, i.Screening = workflow.Stances[random.IntN(3)], random.IntN(4)-1, workflow.Unscreened
				content.Inputs = append(content.Inputs, i)
			}
			for _, option := range []string{"o2", "o1", "o3"}[:random.IntN(4)] {
				content.Chosen = append(content.Chosen, workflow.Chosen{Question: "q1", Option: option})
			}
			return content
		}
		for range testenv.Runs(x, 12) {
			x.update(func(tx workflow.Tx) error {
				var errs []error
				for range 1 + random.IntN(4) {
					if len(sent) < 4 || random.IntN(3) == 0 {
						c := contributionOf(registry.ContributionID(fmt.Sprint("n", len(sent))))
						c.Audience, c.State = []string{"Forældre", "Personale"}[random.IntN(2)], workflow.Received
						sent = append(sent, c)
						errs = append(errs, tx.InsertContribution(c, content(c)))
						continue
					}
					at := random.IntN(len(sent))
					c := sent[at]
					inputs, err := tx.Inputs(workflow.InputFilter{Contribution: c.ID, SentIn: true})
					errs = append(errs, err)
					switch random.IntN(6) {
					case 0:
						if c.State == workflow.Received {
							errs = append(errs, tx.ReplaceContent(c, content(c)))
						}
					case 1:
						c.State = workflow.Retired
						errs = append(errs, tx.ReplaceContent(c, workflow.Content{}), tx.UpdateContribution(c))
					case 2:
						errs = append(errs, tx.Erase(c.ID))
					default:
						if len(inputs) == 0 {
							break
						}
						i := inputs[random.IntN(len(inputs))]
						errs = append(errs, tx.SetScreened([]registry.InputID{i.ID}, workflow.Screened{Screening: workflow.Screenings[random.IntN(2)]}))
						if !i.Split && random.IntN(2) == 0 {
							errs = append(errs, tx.SetDisposition(workflow.Disposition{Input: i.ID, Kind: workflow.Followed, Reason: "Ja", Day: 1}))
						} else if !i.Split && i.Text != "" {
							part := i
							part.ID, part.PartOf, part.Text = i.ID+"p", i.ID, "To ting."
							errs = append(errs, tx.SetParts(i, []workflow.Input{part}))
						}
					}
					sent[at] = c
				}
				return errors.Join(errs...)
			})
			x.compareTally(sent)
		}
	})
}

func (x *fixture) compareTally(sent []workflow.Contribution) {
	x.Helper()
	x.view(func(r workflow.Reader) error {
		audiences, people, tallies := map[string]int{}, map[string]int{}, map[workflow.InputTally]int{}
		minutes := map[workflow.MinutesTally]int{}
		covered := map[registry.RuleID]workflow.Covered{}
		var errs []error
		for _, c := range sent {
			if c.State != workflow.Retired {
				audiences[c.Audience]++
			}
			chosen, err := r.Chosen(c.ID)
			errs = append(errs, err)
			for n, o := range chosen {
				people[o.Option+c.Audience]++
				if n == 0 {
					people[c.Audience]++
				}
			}
		}
		inputs, err := r.Inputs(workflow.InputFilter{Consultation: "c", SentIn: true})
		var shown []registry.InputID
		for _, i := range inputs {
			tallies[workflow.InputTally{Rule: i.Rule, Kind: i.Kind, Question: i.Question, Audience: i.Audience, Stance: i.Stance, Answered: i.Answered, Screening: i.Screening, Worded: i.Text != ""}]++
			if i.Minutes >= 0 {
				minutes[workflow.MinutesTally{Rule: i.Rule, Minutes: i.Minutes}]++
			}
			if i.Rule != "" {
				of := covered[i.Rule]
				if of.Inputs++; !i.Answered {
					of.Unanswered++
				}
				covered[i.Rule] = of
			}
			if i.Text != "" && i.Screening == workflow.Published {
				shown = append(shown, i.ID)
			}
		}
		got, err2 := r.CountByAudience("c")
		x.equal("by audience", got, audiences)
		kept, err3 := r.TallyInputs("c")
		keptTallies := map[workflow.InputTally]int{}
		for _, k := range kept {
			n := k.N
			k.N = 0
			keptTallies[k] = n
		}
		x.equal("inputs", keptTallies, tallies)
		said, err4 := r.TallyMinutes("c")
		keptMinutes := map[workflow.MinutesTally]int{}
		for _, m := range said {
			n := m.N
			m.N = 0
			keptMinutes[m] = n
		}
		x.equal("minutes", keptMinutes, minutes)
		if !slices.IsSortedFunc(said, func(a, b workflow.MinutesTally) int {
			if a.Rule == b.Rule {
				return a.Minutes - b.Minutes
			}
			return 0
		}) {
			x.Errorf("minutes in no order: %v", said)
		}
		options, err5 := r.CountChosen("c")
		keptPeople := map[string]int{}
		for _, o := range options {
			keptPeople[o.Option+o.Audience] = o.N
		}
		x.equal("chosen", keptPeople, people)
		of, err6 := r.Coverage(slices.Collect(maps.Keys(covered)))
		x.equal("coverage", of, covered)
		var paged []registry.InputID
		q := workflow.ShownQuery{Consultation: "c", Limit: 2}
		for {
			page, err := r.Shown(q)
			errs = append(errs, err)
			for _, i := range page {
				paged = append(paged, i.ID)
				q.After = i.ID
			}
			if len(page) < q.Limit || err != nil {
				break
			}
		}
		slices.Sort(paged)
		slices.Sort(shown)
		x.equal("published", fmt.Sprint(paged), fmt.Sprint(shown))
		return errors.Join(append(errs, err, err2, err3, err4, err5, err6)...)
	})
}
