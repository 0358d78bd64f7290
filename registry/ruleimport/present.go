package ruleimport

import (
	"cmp"
	"math"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// mostCompared bounds how many rules of the register are read to find those that
// rows are like.
const mostCompared = 20_000

// findAlike finds, for each row without a rule of its own, the rule of the
// register whose demand is most like its own, among those that are reached.
func (t *present) findAlike(r registry.Reader, reach registry.Reach, p *Preview) error {
	known := map[string]int{} // words, as numbers
	setOf := func(text string) []int {
		var set []int
		for _, word := range wordsOf(text) {
			w, is := known[word]
			if !is {
				w = len(known)
				known[word] = w
			}
			set = append(set, w)
		}
		slices.Sort(set)
		return set
	}
	wanted := map[int][]int{}
	for _, row := range p.File.Rows {
		deed := p.Choices.Rows[row.Number]
		if _, is := t.rules[row.Rule.Number]; is || row.Skipped || deed.New || deed.Update != 0 {
			continue
		}
		if words := setOf(row.Rule.Text.Demand); len(words) >= fewestSaid {
			wanted[row.Number] = words
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rules, err := r.Rules(registry.RuleFilter{Limit: mostCompared, Reach: reach})
	if err != nil {
		return err
	}
	ids := make([]registry.RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	texts, err := r.LatestTexts(ids)
	if err != nil {
		return err
	}
	sought := len(known) // words above are in no row
	said, by := make([][]int, len(rules)), make([][]int, sought)
	for i, rule := range rules {
		said[i] = setOf(texts[rule.ID].Demand)
		for _, w := range said[i] {
			if w < sought {
				by[w] = append(by[w], i)
			}
		}
	}
	for row, words := range wanted {
		rare := slices.Clone(words)
		slices.SortFunc(rare, func(a, b int) int { return cmp.Or(len(by[a])-len(by[b]), a-b) })
		best, most := -1, 0.0
		for _, w := range rare[:len(rare)-int(math.Ceil(alike*float64(len(rare))))+1] { // what is as like has one of the rarest
			for _, i := range by[w] {
				if much := likeness(words, said[i]); much >= alike && (much > most || much == most && i < best) {
					best, most = i, much
				}
			}
		}
		if best >= 0 {
			rule := rules[best]
			t.rules[rule.Number], t.texts[rule.ID], t.alike[row] = rule, texts[rule.ID], rule.Number
		}
	}
	return nil
}
