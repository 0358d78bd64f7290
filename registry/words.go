package registry

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"github.com/omvendt/omvendt/registry/likeness"
)

// What is said is compared word by word: in lower case, without what every
// Danish sentence has, and without endings. It is a rough measure, and meant to
// be: a writer must be able to see why a text counts as saying the same.

// wordsIn splits a text into its words in lower case.
func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// empty words say nothing of their own: the small ones, and those with which a
// demand is turned into a reason ("sikrer, at", "giver").
var emptyWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`og i at er en et den det de der som til på af for med om ikke men så fra ved
		eller kan skal vil må har have haft være bliver blive blevet bliv også kun når hvis da end jo nu mere meget
		sig sin sit sine dem deres vores jeg vi du man han hun hans hendes dens dets dette denne disse
		efter under over mod uden inden mellem hos ud op ned ind hvor hvad hvilke hvilken fordi derfor dermed
		sikrer sikre sikret giver give givet gør gøre gjort får få fået føres føre fører sørger sørge
		bruge bruger brugt bruges mulighed muligt reglen regel regler kravet krav skyld`) {
		m[w] = true
	}
	return m
}()

// irregular words are one in all their forms.
var irregular = map[string]string{"børn": "barn", "børns": "barn", "børnene": "barn", "børnenes": "barn", "barnet": "barn", "barnets": "barn",
	"mænd": "mand", "bøger": "bog", "hænder": "hånd", "ser": "se", "set": "se", "ses": "se", "går": "gå", "gået": "gå"}

// stem is what the forms of a word share.
func stem(w string) string {
	if s, ok := irregular[w]; ok {
		return s
	}
	return likeness.Stem(w)
}

// stems are the different words of a text that say something, in its order.
func stems(text string) []string {
	var out []string
	for _, w := range wordsIn(text) {
		if s := stem(w); !emptyWords[w] && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// percentSaid is how much of what a text says another says too, in per cent of
// its words. A word counts too when it is the beginning or the end of a longer
// one: Danish writes "kvalitetsrapport" for a report on quality.
func percentSaid(text, other string) int {
	own, theirs := stems(text), stems(other)
	said := 0
	for _, w := range own {
		if slices.ContainsFunc(theirs, func(x string) bool { return w == x || partOf(w, x) || partOf(x, w) }) {
			said++
		}
	}
	if len(own) == 0 {
		return 0
	}
	return 100 * said / len(own)
}

func partOf(part, whole string) bool {
	return len([]rune(part)) >= 4 && (strings.HasPrefix(whole, part) || strings.HasSuffix(whole, part))
}

// shingleWords is how many words in a row a shingle is.
const shingleWords = 3

// shingles are the digests of all runs of words in a text, each once, in order.
func shingles(text string) []int64 {
	words := wordsIn(text)
	var out []int64
	for i := 0; i+shingleWords <= len(words); i++ {
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.Join(words[i:i+shingleWords], " "))) // a hash never fails
		out = append(out, int64(h.Sum64()))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sketchSize is how many shingles are kept of a text to find it by. The lowest
// digests are: equal texts keep equal ones, and most texts have fewer.
const sketchSize = 16

func sketch(text string) []int64 {
	all := shingles(text)
	return all[:min(sketchSize, len(all))]
}

// percentCopied is how many of a text's runs of words stand in another, in per cent.
func percentCopied(text, other string) int {
	own, theirs := shingles(text), shingles(other)
	if len(own) == 0 {
		return 0
	}
	n := 0
	for _, s := range own {
		if _, found := slices.BinarySearch(theirs, s); found {
			n++
		}
	}
	return 100 * n / len(own)
}

// Mentions counts the words of a question that a text has in any form, also within
// a compound ("legeplads" in "legepladstilsyn"). Words that say nothing of their own
// do not count.
func Mentions(text, question string) int {
	n := 0
	has := stems(text)
	for _, asked := range stems(question) {
		if slices.ContainsFunc(has, func(s string) bool {
			return s == asked || len([]rune(asked)) >= 4 && strings.Contains(s, asked)
		}) {
			n++
		}
	}
	return n
}
