package storage

import (
	"context"
	"maps"
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

// wordEnd stands behind every word, so that a whole word is a piece of text too.
const wordEnd = " "

// searchText is what is searched of a rule: its words, and then the roots of those
// that are no words of the text themselves. A root is the beginning of its word, so
// that no piece of a word is found because of it.
func searchText(number int64, texts ...string) string {
	return searchWords(words(registry.Number(number).String() + " " + strconv.FormatInt(number, 10) + " " + strings.Join(texts, " ")))
}

func searchWords(all []string) string {
	seen := make(map[string]bool, len(all))
	var b strings.Builder
	for _, w := range all {
		b.WriteString(wordStart + w)
		seen[w] = true
	}
	for _, w := range all {
		if r := root(w); !seen[r] {
			b.WriteString(wordStart + r)
			seen[r] = true
		}
	}
	return b.String() + wordEnd
}

// Limits of a question: what is longer asks nothing more.
const (
	mostTerms    = 16
	longestTerm  = 100
	shortestPart = 3 // characters from which a term may stand inside a word
)

// term is a word of a question: a search text answers it that holds any of these
// pieces. The first is the word as it was asked, the others are roots of its forms.
type term []string

// terms are what a search text must answer to be found by a question: a short word
// stands at the beginning of one, a longer one in it, or is a form of a whole one.
// Without a letter or a digit nothing is asked, and nothing is found.
func terms(question string) []term {
	list := anyTerms(question)
	if i := slices.IndexFunc(list, func(t term) bool { return t[0] == everyRule }); i >= 0 && len(list) > 1 {
		list = slices.Delete(list, i, i+1) // finds all, and would be read for all
	}
	return list
}

// anyTerms are terms of a question about other texts than those of rules.
func anyTerms(question string) []term {
	var list []term
	for _, word := range words(question) {
		t := term{word}
		runes := []rune(word)
		if len(runes) < shortestPart {
			t[0] = (wordStart + word)[len(runes)-1:] // three characters either way
		} else if len(runes) > longestTerm {
			t[0] = string(runes[:longestTerm])
		} else {
			for _, r := range rootsOf(word) {
				if piece := wordStart + r + wordEnd; !strings.Contains(piece, word) { // else it is found anyway
					t = append(t, piece)
				}
			}
		}
		if !slices.ContainsFunc(list, func(other term) bool { return other[0] == t[0] }) {
			list = append(list, t)
		}
	}
	return list[:min(mostTerms, len(list))]
}

// in is the condition that a search text answers a term.
func (t term) in(searched string) condition {
	c := condition{sql: "("}
	for i, piece := range t {
		if i > 0 {
			c.sql += " OR "
		}
		c.sql += searched + " LIKE ?"
		c.args = append(c.args, "%"+piece+"%") // a piece holds no wildcard
	}
	c.sql += ")"
	return c
}

// everyRule is the piece of "R-0042" that stands in every search text.
const everyRule = wordStart + "r"

// flushSearch makes the search texts of rules whose words have changed, and
// whatever is kept of their likeness.
func (t *tx) flushSearch() error {
	if len(t.dirty) == 0 {
		return nil
	}
	ids := slices.Collect(maps.Keys(t.dirty))
	t.dirty = nil
	rows, err := t.textsOf(ids)
	if err != nil {
		return err
	}
	if err := t.writeSearch(rows); err != nil {
		return err
	}
	return t.relate(rows)
}

func (t *tx) writeSearch(rows []newestText) error {
	first, others := fresh(t, each(rows, func(r newestText) searchRow {
		return searchRow{Number: r.Number, Searched: searchText(r.Number, r.Title, r.Plain, r.Demand, r.Area, r.Unit)}
	}), func(r searchRow) int64 { return r.Number }, func(d *derived) *bool { return &d.search })
	if err := insert(t, first); err != nil {
		return err
	}
	for texts := range slices.Chunk(others, insertChunk) {
		// Taking a text out of SQLite's index is dear: what is searched of a rule mostly stays.
		if _, err := t.exec(t.db.NewInsert().Model(&texts).On("CONFLICT (number) DO UPDATE").Set("searched = EXCLUDED.searched").
			Where("?TableAlias.searched <> EXCLUDED.searched")); err != nil {
			return err
		}
	}
	return nil
}

// fillSearch makes the search texts that a migration has emptied. It goes by number,
// so that one that was broken off goes on where it stopped.
func (db *DB) fillSearch(ctx context.Context) error {
	for more := true; more; {
		if err := db.transactions.transact(ctx, func(own context.Context, conn bun.IDB) error {
			t := &tx{reader: db.readerOn(own, conn)}
			if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
				return err
			}
			var numbers []int64
			if _, err := t.scan(t.db.NewRaw("SELECT number FROM rule WHERE number > (SELECT coalesce(max(number), 0) FROM rule_search) ORDER BY number LIMIT ?", 2*insertChunk), &numbers); err != nil {
				return err
			}
			if more = len(numbers) > 0; !more {
				return nil
			}
			rows, err := t.newestTexts(t.dialect.in("r.number", numbers))
			if err != nil {
				return err
			}
			return t.writeSearch(rows)
		}); err != nil {
			return err
		}
	}
	return nil
}
