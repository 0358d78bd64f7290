package registry_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

func TestEffortStretches(t *testing.T) {
	day := registry.MustDay
	measured := registry.Effort{Evidence: registry.Measured, MinutesFrom: 10, MinutesTo: 20, Per: registry.PerWeek, TimesFrom: 1, TimesTo: 1}
	less := func(e registry.Effort, to float64, since registry.Day) registry.Effort {
		e.MinutesTo, e.Since = to, since
		return e
	}
	for _, c := range []struct {
		name string
		said []registry.Effort
		want string
	}{
		{"from the start", []registry.Effort{measured}, "[0001-01-01: 20]"},
		{"a new estimate counts for the past too", []registry.Effort{measured, less(measured, 15, 0)}, "[0001-01-01: 15]"},
		{"a real change leaves the past", []registry.Effort{measured, less(measured, 15, day("2026-03-01"))}, "[0001-01-01: 20 2026-03-01: 15]"},
		{"an estimate of what changed", []registry.Effort{measured, less(measured, 15, day("2026-03-01")), less(measured, 12, day("2026-03-01"))},
			"[0001-01-01: 20 2026-03-01: 12]"},
		{"a change once more", []registry.Effort{measured, less(measured, 15, day("2026-03-01")), less(measured, 12, day("2026-06-01"))},
			"[0001-01-01: 20 2026-03-01: 15 2026-06-01: 12]"},
		{"another day of the same change", []registry.Effort{measured, less(measured, 15, day("2026-03-01")), less(measured, 15, day("2026-06-01"))},
			"[0001-01-01: 20 2026-06-01: 15]"},
		{"no change after all", []registry.Effort{measured, less(measured, 15, day("2026-03-01")), less(measured, 15, 0)}, "[0001-01-01: 15]"},
		{"nobody knows what it was", []registry.Effort{less(measured, 15, day("2026-03-01"))}, "[0001-01-01: 0 2026-03-01: 15]"},
	} {
		var stretches []registry.EffortStretch
		for _, e := range c.said {
			stretches = registry.AddEffort(stretches, e)
		}
		var got []string
		for _, s := range stretches {
			got = append(got, fmt.Sprintf("%s: %v", s.From, s.Effort.MinutesTo))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
	if got := registry.ChangeOf(measured, less(measured, 15, 0)); got != registry.EffortMeasured {
		t.Errorf("another measurement is %q", got)
	}
	if got := registry.ChangeOf(measured, less(measured, 20, day("2026-03-01"))); got != registry.EffortChanged {
		t.Errorf("another day is %q", got)
	}
}

func anyEffort(r *rand.Rand) registry.Effort {
	pick := func(all ...float64) float64 { return all[r.IntN(len(all))] }
	e := registry.Effort{Evidence: registry.EvidenceGrades[r.IntN(4)], People: r.IntN(4), Units: r.IntN(3) * 40, Since: registry.Day(r.IntN(4) * 200 * 3651)}
	if e.Quantified() {
		e.MinutesFrom = pick(0, 0.5, 5, 7.5, 1e5)
		e.MinutesTo = e.MinutesFrom + pick(0, 1.0/3, 10, 1e5)
	}
	if e.Per = registry.Periods[r.IntN(len(registry.Periods))]; e.Per != registry.PeriodUnstated && e.Per != registry.PerOccasion || r.IntN(2) == 0 && e.Per != "" {
		e.TimesFrom = pick(0.3333, 1, 2, 10_000)
		e.TimesTo = max(e.TimesFrom, pick(1, 3))
	}
	if r.IntN(50) == 0 { // the largest that there can be
		e = registry.Effort{Evidence: registry.Measured, MinutesFrom: 527_040, MinutesTo: 527_040, People: 100_000, Per: registry.PerDay, TimesFrom: 10_000, TimesTo: 10_000, Units: 10_000}
	}
	return e
}

// A sum is the same whatever the order and however it is parted, holds every
// effort once, and a range in it never runs backwards.
func TestCampaignEffortSums(t *testing.T) {
	settings := registry.DefaultSettings()
	seed := testenv.Seed(t, 18)
	for run := range testenv.Runs(t, 300) {
		r := rand.New(rand.NewPCG(seed, uint64(run)))
		efforts := make([]registry.Effort, r.IntN(40))
		var cells []registry.EffortCell
		var exact [2]float64
		for i := range efforts {
			efforts[i] = anyEffort(r)
			if err := efforts[i].Check(); err != nil {
				t.Fatal(err)
			}
			cells = append(cells, registry.CellOf(fmt.Sprint(r.IntN(3)), efforts[i]))
			if e := efforts[i]; e.Quantified() && e.Timed() {
				n := float64(settings.ByYear(e.Per)) * float64(max(1, e.People)) / 60
				exact[0] += n * e.MinutesFrom * e.TimesFrom
				exact[1] += n * e.MinutesTo * e.TimesTo
			}
		}
		all, keys := registry.SumCells(cells, settings)
		r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
		again, keysAgain := registry.SumCells(cells, settings)
		if !reflect.DeepEqual(all, again) || !reflect.DeepEqual(keys, keysAgain) {
			t.Fatalf("another order gives %+v, not %+v", again, all)
		}
		var one, many registry.Work
		rules := 0
		for _, k := range keys {
			one, many, rules = one.Add(k.InOne), many.Add(k.InAll), rules+k.Rules
		}
		if one != all.InOne || many != all.InAll || rules != all.Rules {
			t.Fatalf("the parts give %v and %v of %d rules, the whole %+v", one, many, rules, all)
		}
		counted := 0
		for _, part := range all.Grades {
			counted += part.Rules
		}
		if all.Rules != len(efforts) || all.Counted+all.NotQuantified+all.NotTimed != all.Rules || counted != all.Counted {
			t.Fatalf("%d efforts are counted as %+v", len(efforts), all)
		}
		from, to := all.InOne.Hours()
		if from > to || all.InAll.From > all.InAll.To {
			t.Fatalf("the range runs backwards: %+v", all)
		}
		if exact[1] < 1e9 && (from > exact[0]+1e-6 || to < exact[1]-1e-6 || from < exact[0]-1 || to > exact[1]+1) {
			t.Fatalf("%v to %v hours, not %v", from, to, exact)
		}
	}
}

func TestYearDays(t *testing.T) {
	for text, want := range map[string]string{
		"marts og oktober": "[03 10]", "1/3, 15. september": "[03-01 09-15]", "May": "[05]", "maj; den 5. juni": "[05 06-05]", "29/2": "[02-29]",
		"": "[]", "31/2": "error", "0/5": "error", "13": "error", "ma": "error", "martsomething": "error", "5. ": "error",
	} {
		days, err := registry.ParseYearDays(text)
		got := fmt.Sprint(days)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		for _, d := range days {
			var again registry.YearDay
			if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
				t.Errorf("%s is read as %v, %v", d, again, err)
			}
		}
	}
	for _, text := range []string{"", "3", "13", "02-30", "02-00", "3-1", "03-", "x"} {
		var d registry.YearDay
		if d.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func TestRoleYear(t *testing.T) {
	minutes := func(e registry.Effort) registry.Effort {
		e.Evidence, e.MinutesFrom, e.MinutesTo, e.TimesFrom, e.TimesTo = registry.LeaderEstimate, 60, 120, 1, 1
		return e
	}
	when := func(days ...registry.YearDay) []registry.YearDay { return days }
	monthly := registry.RoleDuty{Number: 1, Effort: minutes(registry.Effort{Per: registry.PerMonth})}
	spring := registry.RoleDuty{Number: 2, Effort: minutes(registry.Effort{Per: registry.PerYear, When: when(registry.YearDay{Month: 3}), Data: []string{"Antal børn"}})}
	spring.Effort.TimesFrom, spring.Effort.TimesTo = 10, 10
	dated := registry.RoleDuty{Number: 3, Effort: minutes(registry.Effort{Per: registry.PerYear, When: when(registry.YearDay{Month: 3, Day: 16}), Data: []string{"antal børn", "sygefravær"}})}
	same := registry.RoleDuty{Number: 4, Effort: minutes(registry.Effort{Per: registry.PerHalfYear, When: when(registry.YearDay{Month: 3, Day: 18}, registry.YearDay{Month: 9, Day: 1})})}
	quarterly := registry.RoleDuty{Number: 5, Effort: minutes(registry.Effort{Per: registry.PerQuarter})}
	unknown := registry.RoleDuty{Number: 6, Effort: registry.Effort{Evidence: registry.NotQuantified, Per: registry.PerYear, TimesFrom: 1, TimesTo: 1, When: when(registry.YearDay{Month: 12})}}
	y := registry.YearOf([]registry.RoleDuty{monthly, spring, dated, same, quarterly, unknown}, 2026, registry.DefaultSettings())
	numbers := func(duties []registry.RoleDuty) string {
		var out []registry.Number
		for _, d := range duties {
			out = append(out, d.Number)
		}
		return fmt.Sprint(out)
	}
	hours := func(w registry.Work) string { from, to := w.Hours(); return fmt.Sprintf("%g-%g", from, to) }
	var months, peaks []string
	for _, m := range y.Months {
		months = append(months, hours(m.Work)+numbers(m.Placed))
		peaks = append(peaks, fmt.Sprint(m.Peak))
	}
	var collisions []string
	for _, c := range y.Collisions {
		collisions = append(collisions, fmt.Sprintf("%d/%d%s", c.Month, c.Week, numbers(c.Duties)))
	}
	for what, c := range map[string][2]string{
		"months": {fmt.Sprint(months), "[1-2[] 1-2[] 13-26[R-0002 R-0003 R-0004] 1-2[] 1-2[] 1-2[] 1-2[] 1-2[] 2-4[R-0004] 1-2[] 1-2[] 1-2[R-0006]]"},
		"peaks":  {fmt.Sprint(peaks), "[false false true false false false false false false false false false]"},
		"steady": {numbers(y.Steady), "[R-0001]"}, "unplaced": {numbers(y.Unplaced) + hours(y.UnplacedWork), "[R-0005]4-8"},
		"not quantified": {numbers(y.NotQuantified), "[R-0006]"}, "collisions": {fmt.Sprint(collisions), "[3/0[R-0002 R-0003 R-0004] 3/12[R-0003 R-0004]]"},
		"asked twice": {y.Asked[0].Name + numbers(y.Asked[0].Duties), "Antal børn[R-0002 R-0003]"},
		"sum":         {hours(y.Sum.InOne), "29-58"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %s, want %s", what, c[0], c[1])
		}
	}
	if len(y.Asked) != 1 || y.Sum.NotQuantified != 1 {
		t.Errorf("asked %v, sum %+v", y.Asked, y.Sum)
	}
}
