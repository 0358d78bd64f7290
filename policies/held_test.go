package policies

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// Whatever happened to a rule: the first sentence that holds, in the order of the
// policy, is the one that the answer names, and what is told of its facts is so.
func TestWhatHoldsIsWhatIsAnswered(t *testing.T) {
	testenv.OneAtATime(t)
	j := defaultJudge(t, mustMaker(t))
	r := rand.New(rand.NewPCG(7, 23))
	asked, told := 0, map[string]bool{}
	for range 40 {
		events := registrytest.History(r)
		timeline, err := registry.Timeline(events, always{recording{j, func(on registry.Day, row registry.Row, a registry.Answer) {
			asked++
			all, err := j.Explain(on, row)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) < 20 {
				t.Fatalf("only %d sentences", len(all))
			}
			main := string(a.Reasons[0].Code)
			told[main] = true
			for _, h := range all {
				if h.Sentence.Code == main && !h.Holds {
					t.Fatalf("%s is the answer, and its sentence does not hold: %+v", main, h)
				}
				for _, way := range h.Ways {
					for _, c := range way {
						checkTold(t, on, row, c, all)
					}
				}
			}
		}}})
		if err != nil || len(timeline) == 0 {
			t.Fatal(err)
		}
	}
	if asked < 200 || len(told) < 15 {
		t.Errorf("%d rows, %d reasons", asked, len(told))
	}
}

// checkTold compares what is told of a condition with the row itself.
func checkTold(t *testing.T, on registry.Day, row registry.Row, c registry.Condition, all []registry.Held) {
	t.Helper()
	fact, _ := row.Columns()[c.Column]
	day, _ := registry.ParseDay(c.Fact)
	var holds bool
	switch {
	case c.Sentence != "":
		i := slices.IndexFunc(all, func(h registry.Held) bool { return h.Sentence.Name == c.Sentence })
		if i < 0 {
			t.Fatalf("%s rests on no sentence", c.Rego)
		}
		holds = all[i].Holds
	case c.Compared == registry.FactReached:
		holds = day <= on
	case c.Compared == registry.FactAhead:
		holds = on < day
	case c.Compared == registry.FactIs:
		holds = c.Fact == c.Value
	case c.Compared == registry.FactIsNot:
		holds = c.Fact != c.Value
	default:
		t.Fatalf("%s is not understood", c.Rego)
	}
	if holds != c.Holds || c.Column != "" && fact == nil {
		t.Fatalf("%s on %v with %s: told %v", c.Rego, on, c.Fact, c.Holds)
	}
}

// recording asks along with a judge.
type recording struct {
	*judge
	seen func(registry.Day, registry.Row, registry.Answer)
}

func (r recording) Status(on registry.Day, row registry.Row) (registry.Answer, error) {
	a, err := r.judge.Status(on, row)
	if err == nil {
		r.seen(on, row, a)
	}
	return a, err
}

type always struct{ registry.Judge }

func (a always) At(registry.Day) (registry.Judge, error) { return a.Judge, nil }
func (always) Changes() []registry.Day                   { return nil }

// A condition that is none of those that are understood is told in Rego, and judged.
func TestAnotherConditionIsJudgedAllTheSame(t *testing.T) {
	m := mustMaker(t)
	source, _ := m.Builtin()
	sources, err := unarchive(source)
	if err != nil {
		t.Fatal(err)
	}
	sources["in_force.rego"] = strings.Replace(sources["in_force.rego"], `input.fact.standing == "unlawful"`, `startswith(input.fact.standing, "un")`, 1)
	j, err := newJudge(archive(sources), registry.DefaultSettings().Canonical(), evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	row := aRow()
	row.Standing, row.StandingFrom = registry.StandsUnlaw, today
	all, err := j.Explain(today, row)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(h registry.Held) bool { return h.Sentence.Code == "FOUND_UNLAWFUL" })
	if c := all[i].Ways[0][0]; c.Column != "" || c.Rego != `startswith(input.fact.standing, "un")` || !c.Holds || !all[i].Holds {
		t.Errorf("%+v", all[i])
	}
}
