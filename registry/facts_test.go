package registry

import (
	"slices"
	"testing"
)

// TestRowsThatNoRuleHasAreDropped: a slider over days leaves many behind.
func TestRowsThatNoRuleHasAreDropped(t *testing.T) {
	c := factsCopy{}
	c.empty()
	facts := &Facts{On: 1, Numbers: []Number{3, 5, 8}, until: []Day{9, 9, 9}}
	rows := []Row{{FellDay: 7, Class: AddOn}, {FellDay: 1 << 16, Bound: true}, {FellDay: 7, Class: AddOn}}
	for d := range Day(1<<16 + 10) {
		c.set.add(Row{FellDay: d})
	}
	for _, row := range rows {
		facts.Place = append(facts.Place, c.set.add(row))
	}
	facts.Rows = c.set.rows()
	c.become(facts, 4)
	if n := c.today.Rows.Len(); n != 2 {
		t.Errorf("%d rows are left", n)
	}
	for i, n := range facts.Numbers {
		if row, there := c.today.Row(n); !there || row != rows[i] {
			t.Errorf("%v has %v", n, row)
		}
	}
	before := c.today.Rows
	c.set.add(Row{FellDay: 9, Class: Agreement})
	if before.Len() != 2 || before.At(0) != rows[0] {
		t.Error("rows that were handed out changed")
	}
}

// TestProspectsThatNoRuleHasAreDropped: days that pass leave many behind.
func TestProspectsThatNoRuleHasAreDropped(t *testing.T) {
	c := factsCopy{}
	c.empty()
	ahead := func(day Day) uint32 {
		return c.alike(newProspect(1, walker{fold: newFold(nil), days: []Day{day}, until: LastDay}))
	}
	for d := range Day(1<<16 + 20) {
		ahead(d + 2)
	}
	facts := &Facts{On: 1, Numbers: []Number{3, 5, 8}, until: []Day{9, 9, 9}, Place: make([]uint32, 3), ahead: []uint32{ahead(70), 0, ahead(1 << 16)}}
	c.set.add(Row{})
	facts.Rows, facts.prospects = c.set.rows(), c.pools.prospects
	c.become(facts, 4)
	if n := c.today.Groups(); n != 2 {
		t.Errorf("%d are left", n)
	}
	for i, want := range []Day{70, 0, 1 << 16} {
		if at, has := c.today.Group(i); has != (want > 0) || has && c.today.prospects[at].walk.days[0] != want {
			t.Errorf("%v has %d, %v", c.today.Numbers[i], at, has)
		}
	}
	if again := ahead(70); again != c.today.ahead[0] {
		t.Error("it is not known any more")
	}
}

func TestScansAreCompared(t *testing.T) {
	mains := []Main{{}, {"A", InForce}, {"B", Lapsed}}
	from := Scan{Mains: mains, Facts: NewFacts(1, []Number{1, 2, 4, 5}, []Row{{FellDay: 1}, {FellDay: 2}, {FellDay: 1}, {FellDay: 3}}), Of: []uint16{1, 2, 0}}
	// The same reasons in other places, one rule gone and one new.
	to := Scan{Mains: []Main{{}, {"B", Lapsed}, {"A", InForce}}, Facts: NewFacts(2, []Number{2, 3, 4, 5}, []Row{{FellDay: 2}, {FellDay: 1}, {FellDay: 1}, {FellDay: 3}}), Of: []uint16{1, 1, 2}}
	want := []Shift{{4, mains[1], mains[2]}, {5, Main{}, mains[1]}}
	if got := slices.Collect(Shifts(from, to)); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	for range Shifts(from, to) {
		break
	}
	if got := from.Numbers("A"); !slices.Equal(got, []Number{1, 4}) {
		t.Errorf("A: %v", got)
	}
	if got := from.States(); got[InForce] != 2 || got[Lapsed] != 1 || got[""] != 1 || len(got) != 3 {
		t.Errorf("states %v", got)
	}
}
