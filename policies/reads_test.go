package policies

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// TestReads: what a policy reads as it is and what it only compares with the day; nothing is
// known where it does more.
func TestReads(t *testing.T) {
	testenv.OneAtATime(t)
	text := Sources()["in_force.rego"]
	const stateDuty = `state_duty if input.fact.class == "state_duty"`
	for name, c := range map[string]struct {
		instead       string
		known         bool
		values, dates string // a column that must be among them, and is not by the builtin policy
	}{
		"as it is":                 {instead: stateDuty, known: true, values: "class", dates: "lapse_date"},
		"a day as it is":           {instead: `state_duty if input.fact.lapse_date == input.fact.hearing_until`, known: true, values: "lapse_date", dates: "standing_from"},
		"part of a day":            {instead: `state_duty if startswith(input.fact.fell_day, "2027")`, known: true, values: "fell_day", dates: "lapse_date"},
		"another day":              {instead: `state_duty if input.fact.fell_day < input.on`, known: true, values: "class", dates: "fell_day"},
		"a list made of it":        {instead: "state_duty if {\n\tinput.fact.lapse_kind in {k | some k in [\"sunset\"]}\n}", known: true, values: "lapse_kind", dates: "lapse_date"},
		"in a function":            {instead: "state_duty if early(input.fact.refusal_day)\n\nearly(d) if d < \"2027-01-01\"", known: true, values: "refusal_day", dates: "lapse_date"},
		"a column by a name":       {instead: "state_duty if {\n\tsome name in [\"class\"]\n\tinput.fact[name] == \"state_duty\"\n}"},
		"the whole row":            {instead: `state_duty if count(input.fact) == 0`},
		"the day as it is":         {instead: `state_duty if startswith(input.on, "2027-07")`},
		"the row under a name":     {instead: "state_duty if {\n\tfact := input.fact\n\tfact.class == \"state_duty\"\n}"},
		"what there is not":        {instead: `state_duty if input.fact.colour == "red"`},
		"another row in its place": {instead: `state_duty if bound_by_agreement with input.fact.class as "agreement"`},
	} {
		t.Run(name, func(t *testing.T) {
			j, err := newJudge(with(t, map[string]string{"in_force.rego": strings.Replace(text, stateDuty, c.instead, 1)}), noSettings, evaluationLimit)
			if err != nil {
				t.Fatal(err)
			}
			reads := j.reads()
			if (reads != nil) != c.known {
				t.Fatalf("known: %+v", reads)
			}
			if !c.known {
				return
			}
			if !slices.Contains(reads.values, column(t, c.values)) || !slices.Contains(reads.dates, column(t, c.dates)) {
				t.Errorf("%+v, want %s among the values and %s among the dates", reads, c.values, c.dates)
			}
			if slices.Contains(reads.values, column(t, "standing_day")) || slices.Contains(reads.dates, column(t, "standing_day")) {
				t.Error("no predicate reads standing_day")
			}
			// All rows of a kind have the main reason of the first.
			r := rand.New(rand.NewPCG(testenv.Seed(t, 20270701), 5))
			rows, days := scanned(t, r, 30, testenv.Runs(t, 150))
			facts := factsOf(rows)
			for _, on := range sample(r, days, 4) {
				want, err := overRules{j}.Scan(t.Context(), on, facts)
				if err != nil {
					t.Fatal(err)
				}
				got, err := overShapes{j}.Scan(t.Context(), on, facts)
				if err != nil {
					t.Fatal(err)
				}
				same(t, "shapes", want, got)
			}
			if len(j.kinds.m) >= len(rows)*4 {
				t.Errorf("%d kinds of %d rows", len(j.kinds.m), len(rows))
			}
		})
	}
	own, err := newJudge(explaining(t, `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {}}]}`), noSettings, evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	if own.reads() != nil {
		t.Error("of an explanation of its own nothing is known")
	}
}

func column(t *testing.T, name string) int {
	t.Helper()
	row := reflect.TypeFor[registry.Row]()
	for i := range row.NumField() {
		if row.Field(i).Tag.Get("json") == name {
			return i
		}
	}
	t.Fatal(name)
	return 0
}
