package ruleimport

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
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
				if (other < 0 || j < other) && shared(words, said[j]) >= alike {
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

// shared is the part of all words that both have; of sets that are too unlike in
// size, at least that part could be.
func shared(a, b []int) float64 {
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
