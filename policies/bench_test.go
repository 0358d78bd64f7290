package policies

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/omvendt/omvendt/registry"
)

// BenchmarkStatus compares one status with reasons, as the program asks for it,
// with a bare prepared evaluation of the same question. Both take turns, so
// that the ratio holds on a busy machine.
func BenchmarkStatus(b *testing.B) {
	j := defaultJudge(b, mustMaker(b))
	row := aRow()
	row.InReview, row.LapseDate, row.LapseKind = true, registry.MustDay("2027-07-01"), registry.Sunset
	row.Fell, row.FellDay = registry.FellTie, registry.MustDay("2027-06-10")
	input := statusInput(today, row)
	var bare, full, remembered time.Duration
	for b.Loop() {
		begun := time.Now()
		if _, err := j.answer.prepared.Eval(context.Background(), rego.EvalParsedInput(input)); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(begun)
		begun = time.Now()
		if _, err := j.evaluate(today, row); err != nil {
			b.Fatal(err)
		}
		full += time.Since(begun)
		begun = time.Now()
		if _, err := j.Status(today, row); err != nil {
			b.Fatal(err)
		}
		remembered += time.Since(begun)
	}
	n := float64(b.N)
	b.ReportMetric(float64(bare.Microseconds())/n, "µs-bare")
	b.ReportMetric(float64(full.Microseconds())/n, "µs-full")
	b.ReportMetric(float64(remembered.Nanoseconds())/n, "ns-remembered")
	b.ReportMetric(float64(full)/float64(bare), "full/bare")
	b.ReportMetric(float64(bare)/float64(remembered), "bare/remembered")
}

// BenchmarkTimelines writes the timelines of 10,000 rules of a municipality,
// with what was answered before remembered and without.
func BenchmarkTimelines(b *testing.B) {
	histories := town(10_000)
	book, err := mustMaker(b).DefaultRulebook()
	if err != nil {
		b.Fatal(err)
	}
	const sample = 500 // for the slow way
	var slow, fast time.Duration
	var asked, evaluated int
	for b.Loop() {
		forgetful := &forgetful{judge: defaultJudge(b, mustMaker(b))}
		begun := time.Now()
		timelines(b, histories[:sample], forgetful)
		slow += time.Since(begun) * time.Duration(len(histories)/sample)
		asked = forgetful.asked * len(histories) / sample

		j := book.(rulebook)[0].judge
		j.answers, j.verdicts = newCache[shape, registry.Answer](cacheSize), newCache[offered, registry.Verdict](cacheSize)
		begun = time.Now()
		timelines(b, histories, book)
		fast += time.Since(begun)
		evaluated = len(j.answers.m) + len(j.verdicts.m)
	}
	n := float64(b.N)
	b.ReportMetric(slow.Seconds()/n, "s-without")
	b.ReportMetric(fast.Seconds()/n, "s-with")
	b.ReportMetric(float64(slow)/float64(fast), "without/with")
	b.ReportMetric(float64(asked), "questions")
	b.ReportMetric(float64(evaluated), "evaluations")
}

func timelines(b *testing.B, histories [][]registry.Event, book registry.Rulebook) {
	for _, events := range histories {
		if _, err := registry.Timeline(events, book); err != nil {
			b.Fatal(err)
		}
	}
}

// forgetful is a judge, and its own rulebook, that remembers nothing.
type forgetful struct {
	*judge
	asked int
}

func (f *forgetful) At(registry.Day) (registry.Judge, error) { return f, nil }
func (f *forgetful) Changes() []registry.Day                 { return nil }

func (f *forgetful) Status(on registry.Day, row registry.Row) (registry.Answer, error) {
	f.asked++
	return f.evaluate(on, row)
}

func (f *forgetful) Ruling(row registry.Row, offer registry.Offer) (registry.Verdict, error) {
	f.asked++
	f.verdicts = newCache[offered, registry.Verdict](1)
	return f.judge.Ruling(row, offer)
}

// town is the rules of a large municipality: adopted over thirty years, a third
// resting on law, and most of them taken through one of twelve reviews, in
// which committees and the council met on a few days each.
func town(n int) [][]registry.Event {
	r := rand.New(rand.NewPCG(1, 2))
	council := func(on registry.Day) registry.Decision {
		return registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: on, Words: "Reglen bortfalder, medmindre ..."}
	}
	begin := registry.MustDay("1995-01-01")
	all := make([][]registry.Event, n)
	for i := range all {
		adopter := pick(r, registry.Adopters...)
		adopted := begin + registry.Day(r.IntN(30*365))
		events := []registry.Event{{Valid: adopted, Fact: registry.Adopted{Adopter: adopter, Version: "v1"}}}
		add := func(on registry.Day, f registry.Fact) { events = append(events, registry.Event{Valid: on, Fact: f}) }
		if r.IntN(3) == 0 {
			until := registry.LastDay
			if r.IntN(4) == 0 {
				until = registry.NewDay(2025+r.IntN(4), 1, 1)
			}
			add(adopted, registry.BasisRecorded{Basis: registry.Basis{ID: "b", Effect: pick(r, registry.Effects...), From: adopted, Until: until}})
		}
		if r.IntN(10) > 0 {
			review := r.IntN(12)
			opened := registry.NewDay(2026, 1, 15) + registry.Day(review*60)
			sunset := opened + 365
			add(opened, registry.TakenIntoReview{Review: registry.ReviewID("r" + strconv.Itoa(review)), AfterBasisDays: 180,
				Sunset: registry.Lapse{On: sunset, HearingUntil: sunset + 90, By: council(opened)}})
			met := sunset - pick(r, registry.Day(20), 48)
			rule := func(kind registry.RulingKind, from, next registry.Day) {
				shows := []registry.Criterion{registry.SpecialReason, registry.CompetentBody}[r.IntN(2):]
				add(met, registry.Ruled{Ruling: kind, By: council(met), Shows: shows, From: from, Version: "v2", Lapses: true,
					Next: registry.Lapse{On: next, By: council(met)}})
			}
			switch r.IntN(10) {
			case 0, 1, 2:
				rule(registry.Keep, registry.NoDay, met.AddYears(2))
			case 3:
				rule(registry.Amend, sunset, met.AddYears(2))
			case 4, 5:
				rule(registry.Repeal, sunset, registry.NoDay)
			case 6:
				rule(pick(r, registry.Trial, registry.Defer), sunset, sunset+180)
			case 7:
				add(met, registry.NotCarried{Proposal: registry.Keep, Tie: r.IntN(2) == 0, By: council(met)})
			}
		}
		for k := range events {
			events[k].ID, events[k].Order = registry.EventID(fmt.Sprintf("e%d", k)), k
		}
		all[i] = events
	}
	return all
}

// BenchmarkAccess is one access decision.
func BenchmarkAccess(b *testing.B) {
	a, err := NewAccess()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, reason, err := a.Allow(registry.Actor{Grants: grants(dayCare, "secretary")}, "record-event", "record"); reason != Granted || err != nil {
			b.Fatal(reason, err)
		}
	}
}
