package papers

import "strings"

// Within a text of a paper the words of the register, which are Danish whatever the
// paper's language, stand between the marks that Unicode has for what is put into a text.
const wordsFrom, wordsUntil = "\u2068", "\u2069"

// Words marks words of the register within a text.
func Words(words string) string {
	if words == "" {
		return ""
	}
	return wordsFrom + words + wordsUntil
}

var unmarked = strings.NewReplacer(wordsFrom, "", wordsUntil, "")

// Bare is a text without those marks.
func Bare(text string) string { return unmarked.Replace(text) }

// Piece is a part of a text in one language.
type Piece struct {
	Text   string
	Danish bool
}

// Pieces parts a text into the paper's language and Danish.
func Pieces(text string) (all []Piece) {
	for text != "" {
		before, rest, _ := strings.Cut(text, wordsFrom)
		words, after, _ := strings.Cut(rest, wordsUntil)
		if before != "" {
			all = append(all, Piece{Bare(before), false})
		}
		if words != "" {
			all = append(all, Piece{Bare(words), true})
		}
		text = after
	}
	return all
}

// Pieces are those of the fact's text.
func (f Fact) Pieces() []Piece { return Pieces(f.Text) }

// Named are those of its name.
func (f Fact) Named() []Piece { return Pieces(f.Label) }

// Pieces are those of the block's text.
func (b Block) Pieces() []Piece { return Pieces(b.Text) }

// Listed are those of each point.
func (b Block) Listed() (all [][]Piece) {
	for _, p := range b.Points {
		all = append(all, Pieces(p))
	}
	return all
}

// Called are those of the table's caption.
func (t Table) Called() []Piece { return Pieces(t.Caption) }
