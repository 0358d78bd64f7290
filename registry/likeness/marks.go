package likeness

import (
	"strings"
	"unicode"
)

// Piece is a stretch of a text.
type Piece struct {
	Text   string
	Shared bool // the other rule says it too, in these words or others
}

// Marks tells which words of a text another rule says as well. The pieces are the
// text, whole.
func Marks(text string, other Rule) []Piece {
	said := map[string]bool{}
	for _, t := range other.all {
		said[t.name] = true
	}
	var pieces []Piece
	add := func(s string, shared bool) {
		if s == "" {
			return
		}
		if n := len(pieces); n > 0 && pieces[n-1].Shared == shared {
			pieces[n-1].Text += s
			return
		}
		pieces = append(pieces, Piece{s, shared})
	}
	for text != "" {
		start := strings.IndexFunc(text, wordRune)
		if start < 0 {
			start = len(text)
		}
		gap := text[:start]
		text = text[start:]
		end := strings.IndexFunc(text, func(r rune) bool { return !wordRune(r) })
		if end < 0 {
			end = len(text)
		}
		word := text[:end]
		text = text[end:]
		shared := false
		for _, name := range names(word) {
			shared = shared || said[name]
		}
		// Between two words that both are shared, so is the space.
		add(gap, shared && len(pieces) > 0 && pieces[len(pieces)-1].Shared && strings.TrimSpace(gap) == "")
		add(word, shared)
	}
	return pieces
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
