package storage

import (
	"strings"
	"unicode/utf8"
)

// Word forms in Danish. A search finds other forms of a word ("møderne": "møde"), and
// only those: unlike likeness.Stem nothing here takes "godkendelse" for "godkende", or
// one word for another of its meaning. docs/decisions/0022 tells why.

// inflections are the endings of nouns, verbs and adjectives, with what stays of them;
// longer ones before those that they end in. One after the other is taken off.
var inflections = []struct{ ending, stays string }{
	{"erne", ""}, {"ered", ""}, {"ene", ""}, {"igt", "ig"}, {"dt", "d"}, {"er", ""}, {"en", ""}, {"et", ""}, {"e", ""},
}

// shortRoots are the roots of two letters that are looked for. Others of that length
// are left out: "uden" is no form of "ud".
var shortRoots = map[string]bool{"år": true, "by": true, "sø": true, "bo": true}

// root is what is left of a word when its inflections are taken off: the beginning of
// the word, and the same for most of its forms. Of a number it is all.
func root(word string) string {
	if strings.ContainsAny(word, "0123456789") {
		return word
	}
	if rest, ok := strings.CutSuffix(word, "s"); ok && !strings.HasSuffix(rest, "s") && rooted(rest) { // the genitive
		word = rest
	}
	for again := true; again; {
		again = false
		for _, i := range inflections {
			if rest, ok := strings.CutSuffix(word, i.ending); ok && rooted(rest+i.stays) {
				rest += i.stays
				word = single(rest)
				again = word == rest // what was doubled was followed by the last of them
				break
			}
		}
	}
	return word
}

func rooted(s string) bool {
	return shortRoots[s] || utf8.RuneCountInString(s) >= 3 && strings.ContainsAny(s, vowels)
}

const vowels = "aeiouyæøå"

// single is a root without the consonant that its endings have doubled ("buss-erne").
func single(s string) string {
	if n := len(s); n > 3 && s[n-1] == s[n-2] && consonant(s[n-1]) {
		return s[:n-1]
	}
	return s
}

func consonant(c byte) bool { return c >= 'a' && c <= 'z' && strings.IndexByte(vowels, c) < 0 }

// respelled are roots that a word changes between, also at the end of a compound.
var respelled = [][2]string{{"barn", "børn"}, {"bog", "bøg"}, {"hånd", "hænd"}, {"tand", "tænd"}, {"mand", "mænd"}, {"nat", "næt"}, {"mor", "mødr"},
	{"far", "fædr"}, {"bror", "brødr"}, {"dat", "døtr"}, {"foræld", "forældr"}, {"kursu", "kurs"}}

// rootsOf are the roots that the forms of a word may have, its own first.
func rootsOf(word string) []string {
	own := root(word)
	all := []string{own}
	if len(own) < 3 || own == word && strings.ContainsAny(word, "0123456789") {
		return all
	}
	for _, pair := range respelled {
		for i, from := range pair {
			if rest, ok := strings.CutSuffix(own, from); ok {
				all = append(all, rest+pair[1-i])
			}
		}
	}
	before := func(ending string) string { // what stands before an ending, if it ends in a consonant
		if rest, ok := strings.CutSuffix(own, ending); ok && len(rest) > 1 && consonant(rest[len(rest)-1]) {
			return rest
		}
		return ""
	}
	// An e that comes and goes: regel, regler; middel, midler; nummer, numre.
	if rest := before("el"); rest != "" {
		all = append(all, single(rest)+"l")
	} else if rest := before("l"); rest != "" {
		all = append(all, rest+"el", rest+rest[len(rest)-1:]+"el")
	}
	if rest := before("r"); rest != "" && rooted(rest) {
		all = append(all, rest)
	} else if strings.HasSuffix(word, "er") && consonant(own[len(own)-1]) {
		all = append(all, own+"r")
	}
	return all
}
