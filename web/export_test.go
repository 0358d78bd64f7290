package web

import (
	"maps"
	"slices"

	"github.com/omvendt/omvendt/internal/texts"
)

// Pages are the keys of all pages that there are.
func Pages() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(addresses)), func(key string) bool { return slices.Contains(Files(), key) })
}

// Files are the keys of all tables that can be taken home.
func Files() []string {
	places := allPlaces()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(places)), func(key string) bool { return !places[key].file })
}

// Forms are the names of the forms that a page takes; with mail the sign-in page
// has one as well.
func Forms(page string) []string {
	places := allPlaces()
	if page == "sign_in" {
		return []string{""}
	}
	return slices.Sorted(maps.Keys(places[page].forms))
}

// Path is the address of a page in a language.
func Path(page string, lang texts.Lang, names ...string) string { return path(page, lang, names...) }
