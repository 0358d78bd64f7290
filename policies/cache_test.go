package policies

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// randomRow has any values at all, with days from a small pool so that they
// often coincide; policies must be cached rightly also on rows that no fold makes.
func randomRow(r *rand.Rand, pool []registry.Day) registry.Row {
	row := aRow()
	day := func() registry.Day { return pick(r, pool...) }
	row.EffectiveFrom, row.MinimumUntil, row.LapseDate, row.HearingUntil = day(), day(), day(), day()
	row.StandingDay, row.StandingFrom, row.StandingUntil = day(), day(), day()
	row.ProvisionalFrom, row.RefusalDay = day(), day()
	row.FellDay, row.MinutesUntil, row.BasisEndedOn, row.SupersededFrom = day(), day(), day(), day()
	row.Class, row.ClassAtEnd = pick(r, registry.Classes...), pick(r, registry.Classes...)
	row.Bound, row.BoundAtEnd = row.Class.Bound(), row.ClassAtEnd.Bound()
	row.Ended = pick(r, registry.NotEnded, registry.NotEnded, registry.Lapsed)
	row.LapseKind = pick(r, registry.NoLapse, registry.FirstReview, registry.Sunset)
	row.HearingMissing, row.InReview = r.IntN(2) == 0, r.IntN(2) == 0
	row.Standing = pick(r, registry.StandsNothing, registry.StandsKept, registry.StandsAmended, registry.StandsRepeal, registry.StandsTrial)
	row.StandingMissing = pick(r, "", "special_reason")
	row.Provisional = pick(r, registry.ProvisionalNone, registry.ProvisionalDeferred, registry.ProvisionalStopped)
	row.Refusal = pick(r, registry.NoRefusal, registry.KeepLacksCriteria)
	row.Fell = pick(r, registry.FellNothing, registry.FellTie, registry.FellKeep)
	return row
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// What a judge answers from its cache is what it would have answered afresh.
func TestCacheIsSound(t *testing.T) {
	source, _ := mustMaker(t).Builtin()
	fixed := explaining(t, `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": facts}]}

default facts := {"when": "between"}

facts := {"when": "before"} if input.on < data.params.day
else := {"when": "that day"} if "2027-03-03" == input.on
else := {"when": "late"} if input.fact.lapse_date < input.on
`)
	spoken := explaining(t, `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {"on": input.on}}]}`)
	for name, c := range map[string]struct {
		policy   []byte
		compared bool
	}{"builtin": {source, true}, "literal and setting": {fixed, true}, "says the day": {spoken, false}} {
		t.Run(name, func(t *testing.T) {
			j, err := newJudge(c.policy, []byte(`{"day": "2027-03-01"}`), evaluationLimit)
			if err != nil {
				t.Fatal(err)
			}
			if j.days.compared != c.compared {
				t.Errorf("day is only compared: %v", j.days.compared)
			}
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			r := rand.New(rand.NewPCG(seed, 0))
			begin := registry.MustDay("2027-03-01")
			pool := []registry.Day{registry.FirstDay, begin, begin + 2, begin + 3, begin + 9, registry.LastDay}
			answered, rows := 0, 150
			if testenv.Race {
				rows = 30
			}
			for range rows {
				row := randomRow(r, pool)
				for range 12 {
					on := begin - 2 + registry.Day(r.IntN(14))
					cached, err := j.Status(on, row)
					fresh, err2 := j.evaluate(on, row)
					if (err == nil) != (err2 == nil) || err == nil && !reflect.DeepEqual(cached, fresh) {
						t.Fatalf("on %v of %s: cached %v (%v), fresh %v (%v)", on, row.Canonical(), cached, err, fresh, err2)
					}
					if err == nil {
						answered++
					}
				}
			}
			if answered < 7*rows || c.compared && len(j.answers.m) > answered*9/10 {
				t.Errorf("%d answers, %d evaluations remembered", answered, len(j.answers.m))
			}
		})
	}
}

func TestDayUse(t *testing.T) {
	params := map[string]any{"day": "2027-03-01", "word": "x", "n": 1.0}
	for _, c := range []struct {
		policy   string
		compared bool
		fixed    int
	}{
		{`p if input.on < input.fact.lapse_date`, true, 0},
		{`p if input.fact.lapse_date <= input.on`, true, 0},
		{`p if not input.on == input.fact.fell_day`, true, 0},
		{`p if input.on >= "2027-01-01"`, true, 1},
		{`p if input.on > data.params.day`, true, 1},
		{`p if { some x in [1]; x == 1; input.on < "2027-01-01" }`, true, 1},
		{`p if [1 | input.on < "2027-01-01"] == [1]`, true, 1},
		{`p if input.fact.in_review`, true, 0},
		{`p := [v | some v in input.fact]`, true, 0},

		{`p if input.on < "tomorrow"`, false, 0},
		{`p if input.on < "2027-02-30"`, false, 0},
		{`p if input.on < data.params.word`, false, 0},
		{`p if input.on < data.params.n`, false, 0},
		{`p if input.on < data.params.none`, false, 0},
		{`p if input.on < input.fact.class`, false, 0},
		{`p if input.on < input.fact[input.fact.class]`, false, 0},
		{`p if input.on < input.on`, false, 0},
		{`p if input.on < {"fact": {"fell_day": "x"}}.fact.fell_day`, false, 0},
		{`p if input.on < [input.fact][0].fell_day`, false, 0},
		{`p if input.on < f(1).fact.fell_day` + "\n\n" + `f(x) := {"fact": {"fell_day": x}}`, false, 0},
		{`p if input.on != "2027-01-01"`, false, 0},
		{`p if input.on`, false, 0},
		{`p := input.on`, false, 0},
		{`p := input.on < "2027-01-01"`, false, 0},
		{`p if { x := input.on; x < "2027-01-01" }`, false, 0},
		{`p if input.on = "2027-01-01"`, false, 0},
		{`p if startswith(input.on, "2027")`, false, 0},
		{`p if lt(input.on, "2027-01-01", true)`, false, 0},
		{`p if input["on"] == input.fact.fell_day`, true, 0},
		{`p if input[x] == "2027-01-01"`, false, 0},
		{`p if { some k; input[k] == input.fact.fell_day }`, false, 0},
		{`p := input`, false, 0},
		{`p if { x := input; x.on < "2027-01-01" }`, false, 0},
		{`p := count(input)`, false, 0},
		{`p := [input.on]`, false, 0},
		{`p := {input.on: 1}`, false, 0},
		{`p := input.fact[input.on]`, false, 0},
		{`p if { some x in [input.on]; x == "2027-01-01" }`, false, 0},
		{`p if f(input.on)` + "\n\n" + `f(x) if x < "2027-01-01"`, false, 0},
		{`p[input.on] := 1`, false, 0},
		{`p contains input.on`, false, 0},
		{`p if { true } else := input.on`, false, 0},
		{`p if q with input.on as "2027-01-01"` + "\n\n" + `q if input.on < "2028-01-01"`, false, 1},
		{`p if q with data.params.day as "2027-01-01"` + "\n\n" + `q if input.on < data.params.day`, false, 1},
	} {
		modules, err := parse(map[string]string{"x.rego": "package omvendt.x\n\n" + c.policy})
		if err != nil {
			t.Fatalf("%s: %v", c.policy, err)
		}
		use := dayUseOf(modules, params)
		if use.compared != c.compared || len(use.fixed) != c.fixed {
			t.Errorf("%s: %+v", c.policy, use)
		}
	}
	modules, err := parse(map[string]string{"x.rego": "package omvendt.x\n\nimport input.on as day\n\np if day < \"2027-01-01\""})
	if err != nil {
		t.Fatal(err)
	}
	if dayUseOf(modules, params).compared {
		t.Error("an alias goes unseen")
	}
}

// Every date column can be compared with the day, and reads its own field.
func TestDateColumns(t *testing.T) {
	var row registry.Row
	v := reflect.ValueOf(&row).Elem()
	known := 0
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type != reflect.TypeFor[registry.Day]() {
			continue
		}
		known++
		v.Field(i).SetInt(int64(1000 + i))
		if read := dateColumns[f.Tag.Get("json")]; read == nil || read(&row) != registry.Day(1000+i) {
			t.Errorf("%s is not read", f.Name)
		}
	}
	if known != len(dateColumns) {
		t.Errorf("%d date columns, %d known", known, len(dateColumns))
	}
}

// Every fact of an offer that reaches the policy is in the key of its verdict.
func TestOfferKey(t *testing.T) {
	base := registry.Offer{Kind: registry.Keep, Day: today, Rank: registry.RankCouncil, ClassAtEffect: registry.AddOn}
	key := offerKey(aRow(), base)
	change := []func(*registry.Offer){
		func(o *registry.Offer) { o.Kind = registry.Amend },
		func(o *registry.Offer) { o.Day++ },
		func(o *registry.Offer) { o.Rank = registry.RankBoard },
		func(o *registry.Offer) { o.ClassAtEffect = registry.CouncilRule },
		func(o *registry.Offer) { o.BoundAtEffect = true },
	}
	for _, c := range registry.Criteria {
		change = append(change, func(o *registry.Offer) { o.Shows = registry.Shown{c: true} },
			func(o *registry.Offer) { o.Asks = registry.Shown{c: true} })
	}
	seen := map[offered]bool{key: true}
	for i, f := range change {
		o := base
		f(&o)
		k := offerKey(aRow(), o)
		if seen[k] {
			t.Errorf("change %d makes no difference", i)
		}
		seen[k] = true
	}
	row := aRow()
	row.InReview = true
	if seen[offerKey(row, base)] {
		t.Error("the row makes no difference")
	}
}
