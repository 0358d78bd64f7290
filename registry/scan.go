package registry

import (
	"context"
	"iter"
)

// Scanner judges many rows at once. A Judge may be one.
type Scanner interface {
	// Scan finds the main reason of every rule as Judge.Status would on a day, which
	// is that of the facts unless the rows are the same on both. A row that the
	// policy has no answer for is in the result, and no error: the only one is ctx's.
	Scan(ctx context.Context, on Day, facts *Facts) (Scan, error)
}

// Main is a main reason and the state it gives; the zero one is no answer.
type Main struct {
	Code  ReasonCode `json:"code"`
	State State      `json:"state"`
}

// ScanWay is how a scan was made.
type ScanWay string

const (
	WayBits   ScanWay = "bits"   // the policy's predicates as one plan over bit sets
	WayShapes ScanWay = "shapes" // one evaluation for each distinct row
	WayRules  ScanWay = "rules"  // one evaluation for each rule
)

// ScanWays there are, the quickest first.
var ScanWays = []ScanWay{WayBits, WayShapes, WayRules}

// WhyNotBits says why a policy is not run over bit sets: a stable name and, for who
// wrote the policy, what it is about. The zero one: it is.
type WhyNotBits struct {
	Code   NotBits
	Detail string
}

// NotBits names a reason why a policy is evaluated for each distinct row.
type NotBits string

const (
	OwnExplanation   NotBits = "own_explanation"   // it chooses the main reason in its own way
	OutsideFragment  NotBits = "outside_fragment"  // a predicate is more than comparisons of columns
	DisagreesInTests NotBits = "disagrees_in_test" // its bit sets said something else than Rego on a row
)

// NotBitsReasons there are.
var NotBitsReasons = []NotBits{OwnExplanation, OutsideFragment, DisagreesInTests}

// Scan is what a Scanner found.
type Scan struct {
	On    Day
	Facts *Facts
	Mains []Main   // those there are; the first is the zero one
	Of    []uint16 // for each row of Facts.Rows, its place in Mains; what no rule uses may be 0
	Way   ScanWay
	Why   WhyNotBits
	Fault error // CodePolicyFailed: why one of the rows without an answer has none
}

// Main is that of the rule at a place in Facts.Numbers.
func (s Scan) Main(i int) Main { return s.Mains[s.Of[s.Facts.Place[i]]] }

// Counts are how many rules have each main reason; those that none has are absent.
func (s Scan) Counts() map[Main]int {
	n := make([]int, len(s.Mains))
	for _, place := range s.Facts.Place {
		n[s.Of[place]]++
	}
	counts := map[Main]int{}
	for i, n := range n {
		if n > 0 {
			counts[s.Mains[i]] += n
		}
	}
	return counts
}

// States are how many rules have each state; "" counts those without an answer.
func (s Scan) States() map[State]int {
	states := map[State]int{}
	for main, n := range s.Counts() {
		states[main.State] += n
	}
	return states
}

// Numbers are the rules with a main reason, ascending.
func (s Scan) Numbers(code ReasonCode) (numbers []Number) {
	wanted := make([]bool, len(s.Mains))
	for i, m := range s.Mains {
		wanted[i] = m.Code == code
	}
	for i, place := range s.Facts.Place {
		if wanted[s.Of[place]] {
			numbers = append(numbers, s.Facts.Numbers[i])
		}
	}
	return numbers
}

// Shift is a rule that has another main reason or state in one scan than in another.
type Shift struct {
	Number   Number
	From, To Main
}

// Shifts compares two scans, by number. What only one of them has is left out.
func Shifts(from, to Scan) iter.Seq[Shift] {
	return func(yield func(Shift) bool) {
		a, b := from.Facts.Numbers, to.Facts.Numbers
		for i, k := 0, 0; i < len(a) && k < len(b); {
			switch {
			case a[i] < b[k]:
				i++
			case a[i] > b[k]:
				k++
			default:
				if f, t := from.Main(i), to.Main(k); f != t && !yield(Shift{a[i], f, t}) {
					return
				}
				i++
				k++
			}
		}
	}
}
