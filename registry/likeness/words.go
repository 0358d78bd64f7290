package likeness

import (
	"strings"
	"unicode"
)

// names are the terms of a text, in its order and as often as they are said.
func names(text string) []string {
	var out []string
	for _, word := range plain(text) {
		out = append(out, meanings(word)...)
	}
	return out
}

// plain are the words of a text: small letters, shortened words and ways of
// saying how often written out.
func plain(text string) []string {
	text = strings.ToLower(text)
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '#' })
	for i, w := range words {
		if full, ok := shortened[w]; ok {
			words[i] = full
		} else {
			words[i] = joined(strings.Trim(w, "."))
		}
		if full, ok := shortened[words[i]]; ok {
			words[i] = full
		}
	}
	said := " " + strings.ReplaceAll(strings.Join(words, " "), ".", " ") + " "
	return strings.Fields(phrases.Replace(said))
}

// joined is a number without the points between its thousands.
func joined(word string) string {
	if all := strings.ReplaceAll(word, ".", ""); strings.Trim(all, "0123456789") == "" {
		return all
	}
	return word
}

// meanings are the terms of one word: none for a word that tells nothing, more
// than one for a compound.
func meanings(word string) []string {
	if word[0] == '#' {
		return []string{word}
	}
	if n, ok := counts[word]; ok {
		return []string{"#" + n}
	}
	if unicode.IsDigit(rune(word[0])) {
		return []string{"#" + word}
	}
	if empty[word] {
		return nil
	}
	s := Stem(word)
	if name, ok := meaning[s]; ok {
		return []string{name}
	}
	if empty[s] {
		return nil
	}
	if head, tail := split(s); head != "" {
		return append(meanings(head), meanings(tail)...)
	}
	return []string{s}
}

// endings of Danish words, longer ones before those that they end in. One after
// the other is taken off while enough is left.
var endings = []string{"ernes", "erne", "enes", "ende", "else", "els", "ning", "ene", "ede", "ing", "hed", "ligt", "lige", "lig", "ere", "en", "et", "er", "es", "e", "s"}

// shortestStem is how many characters are always left of a word.
const shortestStem = 3

// Stem takes off a word's endings, and one of two equal letters at its end.
func Stem(word string) string {
	for again := true; again; {
		again = false
		if known(word) {
			return word
		}
		for _, e := range endings {
			rest, ok := strings.CutSuffix(word, e)
			if ok && len([]rune(rest)) >= max(shortestStem, len([]rune(e))) && voiced(rest) {
				word, again = rest, true
				break
			}
		}
		if n := len(word); n > 3 && word[n-1] == word[n-2] && word[n-1] >= 'a' && word[n-1] <= 'z' {
			word = word[:n-1]
		}
	}
	return word
}

// known words are not shortened further.
func known(word string) bool {
	_, ok := meaning[word]
	return ok || parts[word]
}

func voiced(s string) bool { return strings.ContainsAny(s, "aeiouyæøå") }

// links stand between the parts of a compound and belong to neither.
var links = []string{"erings", "nings", "elses", "ings", "s", "e", ""}

// split takes a compound apart at a part that is known; "" when there is none.
func split(word string) (head, tail string) {
	runes := []rune(word)
	for n := len(runes) - 3; n >= 3; n-- { // the longest beginning first
		head := string(runes[:n])
		if !known(head) {
			continue
		}
		rest := string(runes[n:])
		for _, link := range links {
			if tail, ok := strings.CutPrefix(rest, link); ok && len([]rune(tail)) >= 3 {
				if known(Stem(tail)) || len([]rune(tail)) >= 4 && n >= 4 {
					return head, Stem(tail)
				}
			}
		}
	}
	for n := 4; n <= len(runes)-4; n++ { // the longest end first
		tail := string(runes[n:])
		if known(tail) {
			head := string(runes[:n])
			return Stem(strings.TrimSuffix(head, "s")), tail
		}
	}
	return "", ""
}
