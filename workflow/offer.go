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
// as the others and a page that is shown again has the same. Before them stand those
// that words find, the most fitting first, and those that something was said of.
func Offer(rules []registry.RegisterEntry, draw string, said []registry.Number, words string) (offered []registry.RegisterEntry, found int) {
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
	has := func(e registry.RegisterEntry) bool {
		return slices.ContainsFunc(offered, func(o registry.RegisterEntry) bool { return o.Rule.Number == e.Rule.Number })
	}
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
	for _, m := range matches[:min(len(matches), MostOffered)] {
		offered = append(offered, m.entry)
	}
	found = len(offered)
	isDrawn := func(e registry.RegisterEntry) bool {
		return slices.ContainsFunc(drawn, func(d registry.RegisterEntry) bool { return d.Rule.Number == e.Rule.Number })
	}
	for _, e := range rules {
		if slices.Contains(said, e.Rule.Number) && !isDrawn(e) && !has(e) {
			offered = append(offered, e)
		}
	}
	for _, e := range drawn {
		if !has(e) {
			offered = append(offered, e)
		}
	}
	return offered, found
}
