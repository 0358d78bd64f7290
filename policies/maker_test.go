package policies

import (
	"slices"
	"sync"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

func version(kind registry.GameKind, from string, source []byte) registry.GameVersion {
	return registry.GameVersion{Kind: kind, From: registry.MustDay(from), Digest: registry.Digest(source), Source: source}
}

func TestVersionsByDay(t *testing.T) {
	m := mustMaker(t)
	old, _ := m.Builtin()
	later := explaining(t, `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {}}]}`)
	one, two := []byte(`{"n": 1}`), []byte(`{"n": 2}`)
	book, err := m.Rulebook([]registry.GameVersion{
		version(registry.GamePolicy, "2028-01-01", later),
		version(registry.GameSettings, "2027-01-01", two),
		version(registry.GamePolicy, "0001-01-01", old),
		version(registry.GameSettings, "0001-01-01", one),
		version(registry.GameSettings, "2028-01-01", one),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := book.Changes(); !slices.Equal(got, []registry.Day{registry.MustDay("2027-01-01"), registry.MustDay("2028-01-01")}) {
		t.Errorf("changes on %v", got)
	}
	for _, c := range []struct {
		on               string
		policy, settings []byte
	}{
		{"0001-01-01", old, one}, {"2026-12-31", old, one}, {"2027-01-01", old, two}, {"2027-12-31", old, two},
		{"2028-01-01", later, one}, {"9999-12-30", later, one},
	} {
		j, err := book.At(registry.MustDay(c.on))
		if err != nil {
			t.Fatal(err)
		}
		policy, settings := j.Digests()
		if policy != registry.Digest(c.policy) || settings != registry.Digest(c.settings) {
			t.Errorf("%s: wrong version", c.on)
		}
	}
	if _, err := book.At(registry.NoDay); registry.CodeOf(err) != registry.CodePolicyFailed {
		t.Errorf("no day: %v", err)
	}
	again, err := m.Rulebook([]registry.GameVersion{
		version(registry.GamePolicy, "0001-01-01", old), version(registry.GameSettings, "0001-01-01", one)})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := book.At(registry.FirstDay)
	b, _ := again.At(registry.FirstDay)
	if a != b {
		t.Error("equal digests were compiled twice")
	}
	if len(again.Changes()) != 0 {
		t.Errorf("changes %v", again.Changes())
	}
}

func TestOfTwoFromOneDayTheLaterAdoptedCounts(t *testing.T) {
	m := mustMaker(t)
	policy, _ := m.Builtin()
	one, two := version(registry.GameSettings, "0001-01-01", []byte(`{"n": 1}`)), version(registry.GameSettings, "0001-01-01", []byte(`{"n": 2}`))
	one.Adopted, two.Adopted = 200, 100
	book, err := m.Rulebook([]registry.GameVersion{one, two, version(registry.GamePolicy, "0001-01-01", policy)})
	if err != nil {
		t.Fatal(err)
	}
	j, _ := book.At(today)
	if _, settings := j.Digests(); settings != one.Digest {
		t.Error("the earlier counts")
	}
}

func TestRulebooksThatAreNotMade(t *testing.T) {
	m := mustMaker(t)
	source, _ := m.Builtin()
	policy, settings := version(registry.GamePolicy, "0001-01-01", source), version(registry.GameSettings, "0001-01-01", noSettings)
	late := version(registry.GameSettings, "2027-01-01", noSettings)
	forged := policy
	forged.Source = with(t, map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := 1"})
	strange := settings
	strange.Kind = "weather"
	latePolicy := version(registry.GamePolicy, "2027-01-01", source)
	broken := version(registry.GamePolicy, "2027-01-01", []byte("x"))
	for name, versions := range map[string][]registry.GameVersion{
		"none":            {},
		"no settings":     {policy},
		"no policy":       {settings},
		"settings late":   {policy, late},
		"both late":       {latePolicy, late},
		"forged":          {forged, settings},
		"unknown kind":    {policy, settings, strange},
		"one does not do": {policy, settings, broken},
	} {
		if _, err := m.Rulebook(versions); registry.CodeOf(err) != registry.CodePolicyFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMakerAndJudgeInParallel(t *testing.T) {
	m := mustMaker(t)
	j := defaultJudge(t, m)
	j.answers = newCache[shape, registry.Answer](3) // so that it is emptied often
	j.verdicts = newCache[offered, registry.Verdict](3)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				row := aRow()
				row.LapseDate = today + registry.Day((g+i)%7)
				want := registry.InForce
				if row.LapseDate <= today {
					want = registry.Lapsed
				}
				if a, err := j.Status(today, row); err != nil || a.State != want {
					t.Errorf("got %v, %v", a, err)
				}
				v, err := j.Ruling(row, registry.Offer{Kind: registry.Keep, Day: today, Rank: registry.RankCouncil})
				if err != nil || v.Counts != (row.LapseDate > today) {
					t.Errorf("got %v, %v", v, err)
				}
				if _, err := m.DefaultRulebook(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
