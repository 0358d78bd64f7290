// Package likeness says how alike two rules are, in Danish. It knows no other
// rules: a degree is the same whatever else the register holds.
//
// A rule is made into terms: words without their endings, compounds taken apart,
// words of one meaning given one name, and words that tell nothing left out. Each
// term has a weight: what a rule is about weighs most, who does it and on what
// form weighs little, a number or how often least. So "twice a year" instead of
// "once a year" leaves two rules alike, and "water" instead of "waste" does not.
//
// docs/decisions/0014 tells how well it does.
package likeness

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Method names the way in which keys are made. It is another when they are made in
// another way: what was kept is then made anew.
const Method = "1"

// Degrees from which two rules are told of, in per cent.
const (
	Same    = 45 // the same demand, in other words perhaps
	Related = 30 // the same matter, seen from two sides perhaps
)

// Rule is what a rule says, as it can be compared.
type Rule struct {
	all   terms // of title and demand
	title terms
}

// terms are words' meanings with what they weigh, by name, each once.
type terms []term

type term struct {
	name   string
	weight float64
}

// Of makes a rule of its title and its demand.
func Of(title, demand string) Rule {
	all, head := map[string]float64{}, map[string]float64{}
	for _, name := range names(demand) {
		all[name] = weigh(name)
	}
	for _, name := range names(title) {
		w := weigh(name)
		head[name] = w
		if said := all[name]; said == w {
			all[name] = w * inTitle // said twice: it is what the rule is about
		} else if said == 0 {
			all[name] = w * titleAlone
		}
	}
	return Rule{sorted(all), sorted(head)}
}

func sorted(weights map[string]float64) terms {
	t := make(terms, 0, len(weights))
	for name, w := range weights {
		t = append(t, term{name, w})
	}
	slices.SortFunc(t, func(a, b term) int { return strings.Compare(a.name, b.name) })
	return t
}

// Weights of terms.
const (
	weightMatter = 1.0  // what a rule is about
	weightForm   = 0.35 // who does it, to whom, on what form
	weightNumber = 0.2  // numbers, days, how often
	inTitle      = 1.5
	titleAlone   = 0.6  // titles are chosen freely
	longer       = 0.05 // for each of the characters above six, at most six of them
)

func weigh(name string) float64 {
	switch {
	case name[0] == '#':
		return weightNumber
	case forms[name]:
		return weightForm
	}
	return weightMatter + longer*float64(min(6, max(0, len([]rune(name))-6)))
}

// Keys are texts by which rules that say much the same are found: all that a rule
// says as one, and then the terms that tell most, at most so many. Numbers are
// none, and a rule without words has none.
func (r Rule) Keys() []string {
	if len(r.all) == 0 {
		return nil
	}
	heavy := slices.Clone(r.all)
	slices.SortStableFunc(heavy, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	whole := fnv.New64a()
	for _, t := range r.all {
		whole.Write([]byte(t.name + " "))
	}
	keys := []string{"=" + strconv.FormatUint(whole.Sum64(), 36)}
	for _, t := range heavy {
		if len(keys) <= mostKeys && t.name[0] != '#' {
			keys = append(keys, clip(t.name))
		}
	}
	return keys
}

const (
	mostKeys   = 10
	longestKey = 40 // characters
)

func clip(s string) string {
	if runes := []rune(s); len(runes) > longestKey {
		return string(runes[:longestKey])
	}
	return s
}

// Degree is how alike two rules are, from 0 to 100: 100 when they say the same,
// in whatever order. A rule without words is like no other.
func Degree(a, b Rule) int {
	degree := overlap(a.all, b.all)
	if a.all.elsewhere(b.all) && b.all.elsewhere(a.all) {
		degree *= otherMatter
	}
	// Titles that are alike tell of one matter, but never of one demand.
	if most := (Same - 1) / 100.0; degree < most {
		degree = max(degree, min(titleOnly*overlap(a.title, b.title), most))
	}
	return int(math.Round(100 * degree))
}

// overlap is how much of what is said both say, from 0 to 1.
func overlap(a, b terms) float64 {
	shared, onlyA, onlyB := compare(a, b)
	if shared == 0 {
		return 0
	}
	all := shared / (shared + onlyA + onlyB)
	shorter := shared / (shared + min(onlyA, onlyB)) // one may say more than the other
	return partAll*all + (1-partAll)*shorter
}

const (
	// partAll is how much all that either says bears on the overlap; the rest is
	// what the one says that says less.
	partAll = 0.6
	// titleOnly is how far the likeness of titles goes.
	titleOnly = 0.6
	// otherMatter is what is left of a degree when neither rule speaks of what the
	// other is about: two demands for the same form are not the same demand.
	otherMatter = 0.6
	// kinship is how much two words count that are not the same, of which one begins
	// or ends as the other is: a compound that nobody has told of.
	kinship = 0.6
)

// elsewhere says that a rule is about something, by its title and its demand, and
// that the other says nothing of it.
func (t terms) elsewhere(other terms) bool {
	about := false
	for _, x := range t {
		if x.weight < weightMatter*inTitle {
			continue
		}
		about = true
		for _, y := range other {
			if x.name == y.name || kin(x.name, y.name) {
				return false
			}
		}
	}
	return about
}

// compare adds up the weights of what both say, and of what only one does.
func compare(a, b terms) (shared, onlyA, onlyB float64) {
	var some [2][32]term // mostly enough, and nothing to clear up
	restA, restB := terms(some[0][:0]), terms(some[1][:0])
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].name < b[0].name:
			restA, a = append(restA, a[0]), a[1:]
		case len(a) == 0 || b[0].name < a[0].name:
			restB, b = append(restB, b[0]), b[1:]
		default:
			shared += (a[0].weight + b[0].weight) / 2
			a, b = a[1:], b[1:]
		}
	}
	if first := func(x, y term) int { return strings.Compare(x.name, y.name) }; len(restA) > len(restB) ||
		len(restA) == len(restB) && slices.CompareFunc(restA, restB, first) > 0 {
		onlyB, onlyA, shared = compareKin(restB, restA, shared) // the same whichever is asked first
		return shared, onlyA, onlyB
	}
	onlyA, onlyB, shared = compareKin(restA, restB, shared)
	return shared, onlyA, onlyB
}

// compareKin compares what is left, word for word, when all that is the same is shared.
func compareKin(restA, restB terms, before float64) (onlyA, onlyB, shared float64) {
	shared = before
	for _, x := range restA {
		k := slices.IndexFunc(restB, func(y term) bool { return kin(x.name, y.name) })
		if k < 0 {
			onlyA += x.weight
			continue
		}
		both := (x.weight + restB[k].weight) / 2
		shared += kinship * both
		onlyA, onlyB = onlyA+(1-kinship)*both, onlyB+(1-kinship)*both
		restB = slices.Delete(restB, k, k+1)
	}
	for _, y := range restB {
		onlyB += y.weight
	}
	return onlyA, onlyB, shared
}

func kin(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) >= 4 && a[0] != '#' && (strings.HasPrefix(b, a) || strings.HasSuffix(b, a))
}
