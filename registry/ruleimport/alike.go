package ruleimport

import (
	"cmp"
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
	said := make([][]string, len(r.file.Rows))
	common := map[string]int{}
	for i, row := range r.file.Rows {
		if row.Skipped {
			continue
		}
		said[i] = wordsOf(row.Rule.Text.Demand)
		for _, w := range said[i] {
			common[w]++
		}
	}
	rows := map[string][]int{} // by a rare word
	for i, words := range said {
		if len(words) < fewestSaid {
			continue
		}
		slices.SortFunc(words, func(a, b string) int { return cmp.Or(common[a]-common[b], strings.Compare(a, b)) })
		rare := words[:len(words)-int(alike*float64(len(words)))+1]
		other := -1
		for _, w := range rare {
			for _, j := range rows[w] {
				if (other < 0 || j < other) && likeness(words, said[j]) >= alike {
					other = j
				}
			}
			if other >= 0 {
				break
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

// wordsOf are the different words of a text.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return slices.Compact(words)
}

// likeness is the part of all words that both have.
func likeness(a, b []string) float64 {
	both := 0
	in := map[string]bool{}
	for _, w := range a {
		in[w] = true
	}
	for _, w := range b {
		if in[w] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
