// Package worddiff tells two texts apart word by word.
package worddiff

import (
	"slices"
	"strings"
	"unicode"
)

// Kind says what a piece of text is.
type Kind int

const (
	Same    Kind = iota // stands in both texts
	Removed             // stands in the first alone
	Added               // stands in the second alone
)

// Piece is a stretch of text.
type Piece struct {
	Kind Kind
	Text string
}

// Between are the pieces that lead from one text to another, in the order in
// which they are read; what was removed comes before what was put in its place.
// Without what was added the pieces are the first text, without what was removed
// the second. Texts with hardly anything in common are one removed and one added.
func Between(before, after string) []Piece {
	a, b := words(before), words(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	pieces := []Piece{{Same, strings.Join(a[:start], "")}}
	pieces = append(pieces, shortest(a[start:len(a)-end], b[start:len(b)-end])...)
	pieces = append(pieces, Piece{Same, strings.Join(a[len(a)-end:], "")})
	return joined(pieces)
}

// words cuts a text into words, stretches of white space and single marks. What
// joins letters or digits is part of the word: "f.eks", "10.000", "2-årige".
func words(text string) []string {
	var out []string
	runes := []rune(text)
	inWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]) || unicode.IsMark(runes[i]))
	}
	for i := 0; i < len(runes); {
		j := i + 1
		switch {
		case inWord(i):
			for inWord(j) || j < len(runes) && strings.ContainsRune(".,:/-'’", runes[j]) && inWord(j-1) && inWord(j+1) {
				j++
			}
		case unicode.IsSpace(runes[i]):
			for j < len(runes) && unicode.IsSpace(runes[j]) {
				j++
			}
		}
		out = append(out, string(runes[i:j]))
		i = j
	}
	return out
}

// most bounds how many words are looked for that differ, and with that time and
// memory: beyond it a reader has two texts before them and not one that changed.
const most = 1000

// shortest is a shortest way from one list of words to another (Myers, "An
// O(ND) difference algorithm", 1986). A row holds how far in a one comes on each
// diagonal with d changes: entry i is diagonal 2i-d.
func shortest(a, b []string) []Piece {
	var rows [][]int
	for d := 0; d <= min(most, len(a)+len(b)); d++ {
		row := make([]int, d+1)
		for i := range row {
			x, k := 0, 2*i-d
			if d > 0 {
				x = ahead(rows[d-1], i, d)
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			if row[i] = x; x >= len(a) && x-k >= len(b) {
				return way(a, b, append(rows, row))
			}
		}
		rows = append(rows, row)
	}
	return []Piece{{Removed, strings.Join(a, "")}, {Added, strings.Join(b, "")}}
}

// adds says whether change d on entry i puts a word in, and not out.
func adds(before []int, i, d int) bool { return i == 0 || i < d && before[i-1] < before[i] }

// ahead is where change d has come on entry i.
func ahead(before []int, i, d int) int {
	if adds(before, i, d) {
		return before[i]
	}
	return before[i-1] + 1
}

// way walks back along the rows.
func way(a, b []string, rows [][]int) []Piece {
	var pieces []Piece
	x, y := len(a), len(b)
	for d := len(rows) - 1; d >= 0; d-- {
		i, start := (x-y+d)/2, 0
		if d > 0 {
			start = ahead(rows[d-1], i, d)
		}
		for x > start {
			x, y = x-1, y-1
			pieces = append(pieces, Piece{Same, a[x]})
		}
		switch {
		case d == 0:
		case adds(rows[d-1], i, d):
			y--
			pieces = append(pieces, Piece{Added, b[y]})
		default:
			x--
			pieces = append(pieces, Piece{Removed, a[x]})
		}
	}
	slices.Reverse(pieces)
	return pieces
}

// joined joins neighbours for a reader: a change of several words is one removed
// and one added stretch, with the spaces and marks between them, however many of
// those stayed.
func joined(pieces []Piece) []Piece {
	var out []Piece
	var removed, added, between strings.Builder
	flush := func() {
		for _, p := range []Piece{{Removed, removed.String()}, {Added, added.String()}, {Same, between.String()}} {
			if n := len(out); p.Text != "" && n > 0 && out[n-1].Kind == p.Kind {
				out[n-1].Text += p.Text
			} else if p.Text != "" {
				out = append(out, p)
			}
		}
		removed.Reset()
		added.Reset()
		between.Reset()
	}
	for _, p := range pieces {
		if p.Kind == Same {
			between.WriteString(p.Text)
			if strings.ContainsFunc(p.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
				flush()
			}
			continue
		}
		if removed.Len()+added.Len() > 0 {
			removed.WriteString(between.String())
			added.WriteString(between.String())
		} else if between.Len() > 0 {
			flush()
		}
		between.Reset()
		if p.Kind == Removed {
			removed.WriteString(p.Text)
		} else {
			added.WriteString(p.Text)
		}
	}
	flush()
	return out
}
