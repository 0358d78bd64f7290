package workflow

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// MostOffered is how many rules somebody is asked about who looks for none:
// people answer few questions with care, and many with none.
const MostOffered = 7

// Offer picks the rules that a questionnaire shows to one person. Which they are is
// drawn by draw, their own random text, so that each rule is asked about as often
// as the others and a page that is shown again has the same.
func Offer(rules []registry.RegisterEntry, draw string) []registry.RegisterEntry {
	drawn := slices.Clone(rules)
	if len(rules) > MostOffered {
		place := map[registry.Number][32]byte{}
		for _, e := range rules {
			place[e.Rule.Number] = sha256.Sum256([]byte(draw + " " + e.Rule.Number.String()))
		}
		slices.SortFunc(drawn, func(a, b registry.RegisterEntry) int {
			x, y := place[a.Rule.Number], place[b.Rule.Number]
			return slices.Compare(x[:], y[:])
		})
		drawn = drawn[:MostOffered]
	}
	return drawn
}

// MostFound is how many rules are shown to somebody who looks for one: each comes
// with its questions.
const MostFound = 3

// Find are the rules that words are about, the most fitting first, MostFound of them.
func Find(rules []registry.RegisterEntry, words string) (found []registry.RegisterEntry) {
	type match struct {
		entry    registry.RegisterEntry
		mentions int
	}
	var matches []match
	for _, e := range rules {
		if n := registry.Mentions(e.Text.Plain+" "+e.Text.Title+" "+e.Text.Demand, words); n > 0 {
			matches = append(matches, match{e, n})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.mentions, a.mentions) })
	for _, m := range matches[:min(len(matches), MostFound)] {
		found = append(found, m.entry)
	}
	return found
}
