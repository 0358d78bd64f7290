package texts

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// Further languages are for the pages on which people answer, and nothing else. Each is
// one file with its grammar (language.*) and as many texts as it has; the rest is told
// in Danish.

//go:embed further/*.txt
var furtherFiles embed.FS

type furtherLanguage struct {
	grammar
	direction string // "rtl" or "ltr"
	texts     map[string]text
}

var furthers = sync.OnceValue(func() map[Lang]furtherLanguage {
	all := map[Lang]furtherLanguage{}
	entries, err := furtherFiles.ReadDir("further")
	if err != nil {
		panic("texts: " + err.Error())
	}
	for _, e := range entries {
		source, err := furtherFiles.ReadFile(path.Join("further", e.Name()))
		var f furtherLanguage
		if err == nil {
			f, err = readFurther(Lang(strings.TrimSuffix(e.Name(), ".txt")), string(source))
		}
		if err != nil {
			panic(fmt.Sprintf("texts: %s: %v", e.Name(), err))
		}
		all[f.lang] = f
	}
	return all
})

// readFurther reads a language from its file. A text that Danish does not have, or that
// names other values, is a fault in the file.
func readFurther(l Lang, source string) (furtherLanguage, error) {
	f := furtherLanguage{texts: map[string]text{}}
	if err := read(f.texts, source); err != nil {
		return f, err
	}
	said := func(key string) string {
		var words strings.Builder
		for n, part := range f.texts["language."+key] {
			if n%2 == 1 {
				part = "{" + part + "}"
			}
			words.WriteString(part)
		}
		delete(f.texts, "language."+key)
		return words.String()
	}
	f.grammar = grammar{lang: l, name: said("name"), day: said("day"), group: said("group"), point: said("point"), clock: said("clock")}
	f.direction = said("direction")
	if copy(f.months[:], strings.Split(said("months"), "|")) != len(f.months) || f.name == "" || f.day == "" || f.direction != "rtl" && f.direction != "ltr" {
		return f, fmt.Errorf("its grammar is not whole")
	}
	danish := readAll(Danish)
	for key, t := range f.texts {
		of, ok := danish[key]
		if !ok {
			return f, fmt.Errorf("%s is not in Danish", key)
		}
		for _, name := range t.names() {
			if !slices.Contains(of.names(), name) {
				return f, fmt.Errorf("%s names {%s}, which Danish does not", key, name)
			}
		}
	}
	return f, nil
}

// Further are the languages in which people can answer beside Langs, by their names.
func Further() []Lang {
	var all []Lang
	for l := range furthers() {
		all = append(all, l)
	}
	slices.Sort(all)
	return all
}

// IsFurther says that only the pages on which people answer are in this language.
func (l Lang) IsFurther() bool {
	_, ok := furthers()[l]
	return ok
}

// Direction is how the language is written: "ltr" or "rtl".
func (l Lang) Direction() string {
	if f, ok := furthers()[l]; ok {
		return f.direction
	}
	return "ltr"
}

// find is the text of a key; of a further language that lacks it, the Danish one.
func (l Lang) find(key string) (text, bool) {
	f, further := furthers()[l]
	if t, ok := f.texts[key]; ok {
		return t, true
	}
	if further {
		l = Danish
	}
	t, ok := catalogues()[l][key]
	return t, ok
}
