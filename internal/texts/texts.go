// Package texts holds every sentence that people read, in Danish and English.
//
// Texts stand in da/*.txt and en/*.txt, one file per group, with the same names
// and keys in both. A line is "key = text"; lines that start with # are
// comments, \n is a line break, and {name} is filled in. The package knows no
// business rule: codes and names come to it as text.
//
// A key that ends in .none is used in place of the key without it when a value
// that the text names is not there (a rule without a lapse date has no day to
// tell).
package texts

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed da/*.txt en/*.txt
var files embed.FS

// Text is the text of a key with values filled in. An unknown key gives the
// key itself in ⟦⟧, and so does a value that is not there: tests look for them.
func (l Lang) Text(key string, args map[string]string) string {
	t, ok := l.find(key)
	if !ok {
		return "⟦" + key + "⟧"
	}
	if !t.filledBy(args) {
		if bare, ok := l.find(key + ".none"); ok {
			t = bare
		}
	}
	return t.fill(args)
}

// Has says whether there is a text for a key.
func (l Lang) Has(key string) bool {
	_, ok := l.find(key)
	return ok
}

// Count is Text for key.one or key.other, with the number as {n}; for none it is key.none
// where there is such a text.
func (l Lang) Count(key string, n int, args map[string]string) string {
	with := map[string]string{"n": l.Number(float64(n))}
	maps.Copy(with, args)
	switch {
	case n == 1:
		return l.Text(key+".one", with)
	case n == 0 && l.Has(key+".none"):
		return l.Text(key+".none", with)
	}
	return l.Text(key+".other", with)
}

// Name is the text of a value in a group: "class", "add_on". The empty value
// is called unstated.
func (l Lang) Name(group, value string) string {
	if value == "" {
		value = "unstated"
	}
	return l.Text(group+"."+value, nil)
}

// Keys are all keys, sorted. They are the same in every language.
func Keys() []string { return slices.Sorted(maps.Keys(catalogues()[Danish])) }

// text is a text cut at its placeholders: literals at even places, names at odd.
type text []string

var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)

func newText(s string) (text, error) {
	var t text
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		t = append(t, s[at:m[0]], s[m[2]:m[3]])
		at = m[1]
	}
	t = append(t, s[at:])
	for i := 0; i < len(t); i += 2 {
		if strings.ContainsAny(t[i], "{}") {
			return nil, fmt.Errorf("a brace that is no placeholder in %q", s)
		}
	}
	return t, nil
}

// names are the placeholders.
func (t text) names() []string {
	var names []string
	for i := 1; i < len(t); i += 2 {
		names = append(names, t[i])
	}
	return names
}

func (t text) filledBy(args map[string]string) bool {
	return !slices.ContainsFunc(t.names(), func(n string) bool { return args[n] == "" })
}

func (t text) fill(args map[string]string) string {
	var b strings.Builder
	for i, part := range t {
		switch {
		case i%2 == 0:
			b.WriteString(part)
		case args[part] == "":
			b.WriteString("⟦" + part + "⟧")
		default:
			b.WriteString(args[part])
		}
	}
	return b.String()
}

// catalogues are the texts by language and key. A file that cannot be read is a
// fault in the program.
func catalogues() map[Lang]map[string]text { return calling[called()]() }

// calling are the texts by what the council is called in them.
var calling = func() map[Council]func() map[Lang]map[string]text {
	each := map[Council]func() map[Lang]map[string]text{}
	for _, c := range Councils {
		each[c] = sync.OnceValue(func() map[Lang]map[string]text {
			all := map[Lang]map[string]text{}
			for _, l := range Langs {
				all[l] = readAll(l)
			}
			c.name(all[Danish])
			return all
		})
	}
	return each
}()

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$`)

// read adds the texts of one file; a key that is there already is an error.
func read(into map[string]text, source string) error {
	for i, line := range strings.Split(source, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, " = ")
		key = strings.TrimSpace(key)
		if !ok || !keyForm.MatchString(key) || strings.TrimSpace(value) == "" {
			return fmt.Errorf("line %d is not key = text", i+1)
		}
		if _, twice := into[key]; twice {
			return fmt.Errorf("line %d: %s stands there twice", i+1, key)
		}
		t, err := newText(strings.ReplaceAll(strings.TrimSpace(value), `\n`, "\n"))
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		into[key] = t
	}
	return nil
}

func readAll(l Lang) map[string]text {
	all := map[string]text{}
	entries, err := files.ReadDir(string(l))
	if err != nil {
		panic("texts: " + err.Error())
	}
	for _, e := range entries {
		name := path.Join(string(l), e.Name())
		source, err := files.ReadFile(name)
		if err == nil {
			err = read(all, string(source))
		}
		if err != nil {
			panic(fmt.Sprintf("texts: %s: %v", name, err))
		}
	}
	return all
}
