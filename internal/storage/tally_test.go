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
		var exclusions []workflow.Exclusion
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
		for range testenv.Runs(x, 40) {
			x.update(func(tx workflow.Tx) error {
				var errs []error
				for range 1 + random.IntN(4) {
					if len(sent) < 4 || random.IntN(3) == 0 {
						c := contributionOf(registry.ContributionID(fmt.Sprint("n", len(sent))))
						c.Audience, c.State, c.Day = []string{"Forældre", "Personale"}[random.IntN(2)], workflow.Received, c.Day+registry.Day(random.IntN(3))
						sent = append(sent, c)
						errs = append(errs, tx.InsertContribution(c, content(c)))
						continue
					}
					at := random.IntN(len(sent))
					c := sent[at]
					inputs, err := tx.Inputs(workflow.InputFilter{Contribution: c.ID, SentIn: true})
					errs = append(errs, err)
					switch random.IntN(8) {
					case 6:
						e := workflow.Exclusion{ID: registry.ExclusionID(fmt.Sprint("e", len(exclusions))), Consultation: "c", Batch: workflow.Batch{Audience: c.Audience, From: c.Day, To: c.Day}, Reason: "Ens", Day: 1, Edit: 1}
						n := 0
						for at, c := range sent {
							if c.Audience == e.Audience && c.Day == e.From && c.State != workflow.Retired && c.Exclusion == "" {
								sent[at].Exclusion = e.ID
								n++
							}
						}
						c = sent[at]
						e, err := tx.Exclude(e)
						errs = append(errs, err)
						x.equal("excluded", e.Contributions, n)
						exclusions = append(exclusions, e)
					case 7:
						for n, e := range exclusions {
							if !e.Stands() || random.IntN(2) == 0 {
								continue
							}
							e.Undone = "Ægte"
							e, err := tx.Readmit(e, e.Edit)
							errs = append(errs, err)
							exclusions[n] = e
							for at := range sent {
								if sent[at].Exclusion == e.ID {
									sent[at].Exclusion = ""
								}
							}
						}
						c = sent[at]
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
							errs = append(errs, tx.SetDisposition(workflow.Disposition{Input: i.ID, Kind: pick(random, workflow.Followed, workflow.NotFollowed), Reason: "Ja", Day: 1 + registry.Day(random.IntN(2))}),
								tx.SetAssigned([]registry.InputID{i.ID}, pick[workflow.Assignee](random, "", "a", "b")))
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
			x.view(x.compareAnswered)
		}
	})
}

func (x *fixture) compareTally(sent []workflow.Contribution) {
	x.Helper()
	x.view(func(r workflow.Reader) error {
		audiences, excluded := map[string]int{}, 0
		people := map[bool]map[string]int{false: {}, true: {}} // by whether they are excluded
		tallies := map[bool]map[workflow.InputTally]int{false: {}, true: {}}
		minutes := map[workflow.MinutesTally]int{}
		covered := map[registry.RuleID]workflow.Covered{}
		var errs []error
		for _, c := range sent {
			if c.State != workflow.Retired && c.Exclusion == "" {
				audiences[c.Audience]++
			} else if c.State != workflow.Retired {
				excluded++
			}
			chosen, err := r.Chosen(c.ID)
			errs = append(errs, err)
			for n, o := range chosen {
				people[c.Exclusion != ""][o.Option+c.Audience]++
				if n == 0 {
					people[c.Exclusion != ""][c.Audience]++
				}
			}
		}
		inputs, err := r.Inputs(workflow.InputFilter{Consultation: "c", SentIn: true})
		var shown []registry.InputID
		for _, i := range inputs {
			tallies[i.Excluded][workflow.InputTally{Rule: i.Rule, Kind: i.Kind, Question: i.Question, Audience: i.Audience, Stance: i.Stance, Answered: i.Answered, Screening: i.Screening, Worded: i.Text != ""}]++
			if i.Excluded {
				continue
			}
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
		n, err3 := r.CountExcluded("c")
		x.equal("excluded", n, excluded)
		for _, of := range []bool{false, true} {
			kept, err := r.TallyInputs("c", of)
			errs = append(errs, err)
			keptTallies := map[workflow.InputTally]int{}
			for _, k := range kept {
				n := k.N
				k.N = 0
				keptTallies[k] = n
			}
			x.equal("inputs", keptTallies, tallies[of])
			options, err := r.CountChosen("c", of)
			errs = append(errs, err)
			keptPeople := map[string]int{}
			for _, o := range options {
				keptPeople[o.Option+o.Audience] = o.N
			}
			x.equal("chosen", keptPeople, people[of])
		}
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
		return errors.Join(append(errs, err, err2, err3, err4, err6)...)
	})
}

// compareAnswered does so with what is counted of answers, and of those who are to give them.
func (x *fixture) compareAnswered(r workflow.Reader) error {
	all, err := r.Inputs(workflow.InputFilter{Consultation: "c"})
	given, err2 := r.Dispositions(collect(all, func(i workflow.Input) registry.InputID { return i.ID }))
	disposed, days := map[workflow.DisposedCount]int{}, map[registry.Day]int{}
	progress, sentIn := map[workflow.Assignee]workflow.Progress{}, workflow.Covered{}
	for _, i := range all {
		d, answered := given[i.ID]
		if answered && !i.Excluded {
			disposed[workflow.DisposedCount{Rule: i.Rule, Question: i.Question, Kind: d.Kind}]++
			days[d.Day]++
		}
		if i.Assigned != "" {
			p := progress[i.Assigned]
			if p.Inputs++; !i.Answered {
				p.Unanswered++
			}
			progress[i.Assigned] = p
		}
		if i.PartOf == "" {
			if sentIn.Inputs++; !i.Answered {
				sentIn.Unanswered++
			}
		}
	}
	kept, err3 := r.CountDisposed("c")
	gotDisposed := map[workflow.DisposedCount]int{}
	for _, k := range kept {
		n := k.N
		k.N = 0
		gotDisposed[k] = n
	}
	x.equal("dispositions", gotDisposed, disposed)
	byDay, err4 := r.AnswersByDay("c")
	gotDays := map[registry.Day]int{}
	for n, a := range byDay {
		if gotDays[a.Day] = a.N; n > 0 && a.Day >= byDay[n-1].Day {
			x.Errorf("days in another order: %v", byDay)
		}
	}
	x.equal("by day", gotDays, days)
	assigned, err5 := r.Assigned("c", nil)
	gotAssigned := map[workflow.Assignee]workflow.Progress{}
	for _, p := range assigned {
		gotAssigned[p.To] = workflow.Progress{Inputs: p.Inputs, Unanswered: p.Unanswered}
	}
	x.equal("assigned", gotAssigned, progress)
	covered, err6 := r.CoverageWithin("c", nil)
	x.equal("sent in", covered, sentIn)
	return errors.Join(err, err2, err3, err4, err5, err6)
}
