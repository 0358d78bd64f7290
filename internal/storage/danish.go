package storage

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// sortDanish sorts by a text in Danish order: a to z, æ, ø, å (and aa). Neither
// database is trusted with that: what each calls Danish differs.
func sortDanish[T any](list []T, text func(T) string) {
	collator, buffer := collate.New(language.Danish), &collate.Buffer{}
	keys := make(map[string][]byte, len(list))
	for _, v := range list {
		keys[text(v)] = collator.KeyFromString(buffer, text(v))
	}
	slices.SortStableFunc(list, func(a, b T) int {
		if c := bytes.Compare(keys[text(a)], keys[text(b)]); c != 0 {
			return c
		}
		return strings.Compare(text(a), text(b))
	})
}
