package workflow

import (
	"cmp"
	"slices"
)

// Breakdown counts what people chose, by audience as far as nobody can be told from it.
type Breakdown[K comparable] struct {
	All       map[K]int           // empty when fewer people than the smallest group chose anything
	People    int                 // who chose anything
	Audiences []AudienceCounts[K] // those that reach the smallest group, by name
	Hidden    int                 // people in audiences that do not
	With      map[K]int           // All with what was excluded; empty when nothing was, or too few to tell
}

// AudienceCounts counts what one audience chose.
type AudienceCounts[K comparable] struct {
	Audience string
	People   int
	Counts   map[K]int
}

// breakDown adds up what audiences chose. Those below the smallest group are not
// broken down; where what they hide could be found by subtraction, the smallest
// of the others is not either.
func breakDown[K comparable](audiences []AudienceCounts[K], smallest int) Breakdown[K] {
	b := Breakdown[K]{All: map[K]int{}}
	for _, a := range audiences {
		for k, n := range a.Counts {
			b.All[k] += n
		}
		b.People += a.People
		if a.People < smallest {
			b.Hidden += a.People
		} else {
			b.Audiences = append(b.Audiences, a)
		}
	}
	if b.People < smallest {
		clear(b.All)
	}
	slices.SortFunc(b.Audiences, func(x, y AudienceCounts[K]) int {
		return cmp.Or(cmp.Compare(x.People, y.People), cmp.Compare(x.Audience, y.Audience))
	})
	if b.Hidden > 0 && b.Hidden < smallest && len(b.Audiences) > 0 {
		b.Hidden += b.Audiences[0].People
		b.Audiences = b.Audiences[1:]
	}
	slices.SortFunc(b.Audiences, func(x, y AudienceCounts[K]) int { return cmp.Compare(x.Audience, y.Audience) })
	return b
}

// audienceIn is the one of a name, which is added where there is none.
func audienceIn[K comparable](all *[]AudienceCounts[K], name string) *AudienceCounts[K] {
	n := slices.IndexFunc(*all, func(a AudienceCounts[K]) bool { return a.Audience == name })
	if n < 0 {
		n = len(*all)
		*all = append(*all, AudienceCounts[K]{Audience: name, Counts: map[K]int{}})
	}
	return &(*all)[n]
}
