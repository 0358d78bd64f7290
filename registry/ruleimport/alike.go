package ruleimport

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/omvendt/omvendt/registry"
)

// Two demands are alike when they share this part of all words that either has,
// and have words enough to tell.
const (
	alike      = 0.8
	fewestSaid = 6
)

// alike says of each row which earlier one it resembles. Two sets that share so
// much must share one of the rarest words of each, so only rows that do are compared.
func (r *reader) alike() {
	said := r.said()
	rows := map[int][]int{} // by a rare word
	for i, words := range said {
		if len(words) < fewestSaid {
			continue
		}
		rare := words[:len(words)-int(math.Ceil(alike*float64(len(words))))+1]
		other := -1
		for _, w := range rare {
			for _, j := range rows[w] {
				if (other < 0 || j < other) && likeness(words, said[j]) >= alike {
					other = j
				}
			}
		}
		if other >= 0 {
			r.file.Rows[i].find(Warning, "", CodeRowSimilar, "row", strconv.Itoa(r.file.Rows[other].Number))
			continue // the first of many stands for them all
		}
		for _, w := range rare {
			rows[w] = append(rows[w], i)
		}
	}
}

// said are the different words of the demand of each row, the rarest first. A
// word is its place in the order of rarity, so that sets are compared as numbers.
func (r *reader) said() [][]int {
	type word struct {
		text string
		rows int
	}
	words, known := []word{}, map[string]int{}
	said := make([][]int, len(r.file.Rows))
	for i, row := range r.file.Rows {
		if row.Skipped {
			continue
		}
		for _, text := range wordsOf(row.Rule.Text.Demand) {
			w, there := known[text]
			if !there {
				w = len(words)
				known[text], words = w, append(words, word{text: text})
			}
			words[w].rows++
			said[i] = append(said[i], w)
		}
	}
	order := make([]int, len(words))
	for w := range order {
		order[w] = w
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(words[a].rows-words[b].rows, strings.Compare(words[a].text, words[b].text))
	})
	rank := make([]int, len(words))
	for place, w := range order {
		rank[w] = place
	}
	for _, set := range said {
		for k, w := range set {
			set[k] = rank[w]
		}
		slices.Sort(set)
	}
	return said
}

// wordsOf are the different words of a text.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return slices.Compact(words)
}

// likeness is the part of all words that both have; of sets that are too unlike in
// size, at least that part could be.
func likeness(a, b []int) float64 {
	if most := float64(min(len(a), len(b))) / float64(max(len(a), len(b))); most < alike {
		return most
	}
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// mostCompared bounds how many rules of the register are read to find those that
// rows are like.
const mostCompared = 20_000

// findAlike finds, for each row without a rule of its own, the rule of the
// register whose demand is most like its own, among those that are reached.
func (t *present) findAlike(r registry.Reader, reach registry.Reach, p *Preview) error {
	wanted := map[int][]string{}
	sought := map[string]bool{} // the words of rows: no others matter
	for _, row := range p.File.Rows {
		deed := p.Choices.Rows[row.Number]
		if _, is := t.rules[row.Rule.Number]; is || row.Skipped || deed.New || deed.Update != 0 {
			continue
		}
		if words := wordsOf(row.Rule.Text.Demand); len(words) >= fewestSaid {
			wanted[row.Number] = words
			for _, w := range words {
				sought[w] = true
			}
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
	said := make([][]string, len(rules))
	by := map[string][]int{} // rules by a word of rows
	for i, rule := range rules {
		said[i] = wordsOf(texts[rule.ID].Demand)
		for _, w := range said[i] {
			if sought[w] {
				by[w] = append(by[w], i)
			}
		}
	}
	for row, words := range wanted {
		slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(by[a])-len(by[b]), strings.Compare(a, b)) })
		best, most := -1, 0.0
		for _, w := range words[:len(words)-int(alike*float64(len(words)))+1] { // what is as like has one of the rarest
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
