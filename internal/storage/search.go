package storage

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"github.com/omvendt/omvendt/registry"
)

type searchRow struct {
	bun.BaseModel `bun:"table:rule_search"`
	Number        int64 `bun:",pk"`
	Searched      string
}

// words splits a text into words that can be compared: composed, lower-case,
// letters and digits only. æ, ø and å are letters of their own.
func words(text string) []string {
	text = strings.ToLower(norm.NFC.String(strings.ToValidUTF8(text, " ")))
	text = strings.Map(func(c rune) rune {
		switch {
		case unicode.In(c, unicode.Cf): // soft hyphens and the like stand inside words
			return -1
		case unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsMark(c):
			return c
		}
		return ' '
	}, text)
	return strings.Fields(text)
}

// wordStart stands before every word of a search text, so that the beginning of
// a word is found as a piece of text, even if it is one character long: the
// indexes know pieces of three characters.
const wordStart = "  "

// searchText is what is searched of a rule.
func searchText(number int64, texts ...string) string {
	all := registry.Number(number).String() + " " + strconv.FormatInt(number, 10) + " " + strings.Join(texts, " ")
	var b strings.Builder
	for _, w := range words(all) {
		b.WriteString(wordStart + w)
	}
	return b.String()
}

// Limits of a question: what is longer asks nothing more.
const (
	mostTerms    = 16
	longestTerm  = 100
	shortestPart = 3 // characters from which a term may stand inside a word
)

// pieces are what a search text must contain to answer a question: each of its
// terms, a short one at the beginning of a word. Without a letter or a digit
// nothing is asked, and nothing is found.
func pieces(question string) []string {
	var list []string
	for _, term := range words(question) {
		runes := []rune(term)
		if len(runes) < shortestPart {
			term = (wordStart + term)[len(runes)-1:] // three characters either way
		} else if len(runes) > longestTerm {
			term = string(runes[:longestTerm])
		}
		if !slices.Contains(list, term) {
			list = append(list, term)
		}
	}
	list = list[:min(mostTerms, len(list))]
	if i := slices.Index(list, everyRule); i >= 0 && len(list) > 1 {
		list = slices.Delete(list, i, i+1) // finds all, and would be read for all
	}
	return list
}

// everyRule is the piece of "R-0042" that stands in every search text.
const everyRule = wordStart + "r"

// flushSearch makes the search texts of rules whose words have changed, and
// whatever is kept of their likeness.
func (t *tx) flushSearch() error {
	if len(t.dirty) == 0 {
		return nil
	}
	ids := make([]string, 0, len(t.dirty))
	for id := range t.dirty {
		ids = append(ids, string(id))
	}
	t.dirty = nil
	rows, err := t.newestTexts(t.dialect.in("r.id", ids))
	if err != nil {
		return err
	}
	for part := range slices.Chunk(rows, insertChunk) {
		texts := make([]searchRow, len(part))
		for i, r := range part {
			texts[i] = searchRow{Number: r.Number, Searched: searchText(r.Number, r.Title, r.Plain, r.Demand, r.Area, r.Unit)}
		}
		// Taking a text out of SQLite's index is dear: what is searched of a rule mostly stays.
		if _, err := t.exec(t.db.NewInsert().Model(&texts).On("CONFLICT (number) DO UPDATE").Set("searched = EXCLUDED.searched").
			Where("?TableAlias.searched <> EXCLUDED.searched")); err != nil {
			return err
		}
	}
	return t.relate(rows)
}
