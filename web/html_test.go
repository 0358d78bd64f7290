package web_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/internal/texts"
)

// element is a part of a page: an element, or a text when it has no name.
type element struct {
	name, text string
	attrs      map[string]string
	up         *element
	kids       []*element
}

var void = []string{"meta", "link", "input", "br", "hr", "img"}

// parse reads a page, which is written as strictly as XML asks for.
func parse(page string) (*element, error) {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	root := &element{}
	at := root
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return root, fmt.Errorf("not well-formed: %w", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := &element{name: x.Name.Local, attrs: map[string]string{}, up: at}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			at.kids = append(at.kids, e)
			if !slices.Contains(void, e.name) {
				at = e
			}
		case xml.EndElement:
			if at.name != x.Name.Local {
				// The decoder ends a tag that closes itself, as SVG's do.
				return root, fmt.Errorf("</%s> closes <%s>", x.Name.Local, at.name)
			}
			at = at.up
		case xml.CharData:
			at.kids = append(at.kids, &element{text: string(x), up: at})
		}
	}
	if at != root {
		return root, fmt.Errorf("left open: %s", at.name)
	}
	return root, nil
}

// each visits an element and all that is in it, in reading order.
func (e *element) each(f func(*element)) {
	f(e)
	for _, kid := range e.kids {
		kid.each(f)
	}
}

// all are the elements of some names in an element.
func (e *element) all(names ...string) (found []*element) {
	e.each(func(x *element) {
		if x.name != "" && slices.Contains(names, x.name) {
			found = append(found, x)
		}
	})
	return found
}

// words are what stands in an element.
func (e *element) words() string {
	var b strings.Builder
	e.each(func(x *element) { b.WriteString(x.text) })
	return strings.Join(strings.Fields(b.String()), " ")
}

func (e *element) within(names ...string) bool {
	for ; e != nil; e = e.up {
		if slices.Contains(names, e.name) {
			return true
		}
	}
	return false
}

// lang is the language in which an element says it is written.
func (e *element) lang() texts.Lang {
	for ; e != nil; e = e.up {
		if lang, ok := e.attrs["lang"]; ok {
			return texts.Lang(lang)
		}
	}
	return ""
}

func (e *element) hasClass(class string) bool {
	return slices.Contains(strings.Fields(e.attrs["class"]), class)
}

// control says that somebody fills it in.
func (e *element) control() bool {
	return e.name == "select" || e.name == "textarea" || e.name == "input" && e.attrs["type"] != "hidden"
}

// filledIn is what a browser sends of a form as it stands.
func filledIn(form *element) url.Values {
	out := url.Values{}
	form.each(func(e *element) {
		name, value := e.attrs["name"], e.attrs["value"]
		_, checked := e.attrs["checked"]
		switch {
		case name == "" || e.name == "button":
		case e.name == "textarea":
			for _, kid := range e.kids {
				out.Add(name, strings.TrimPrefix(kid.text, "\n"))
			}
		case e.name == "select":
			for n, option := range e.all("option") {
				if _, selected := option.attrs["selected"]; selected || n == 0 {
					out.Set(name, option.attrs["value"])
				}
			}
		case e.attrs["type"] != "radio" && e.attrs["type"] != "checkbox" || checked:
			out.Add(name, value)
		}
	})
	return out
}

// faults are what no page may have, in any state.
func faults(page string) []string {
	root, err := parse(page)
	if err != nil {
		return []string{err.Error()}
	}
	return faultsOf(root, page)
}

func faultsOf(root *element, page string) (out []string) {
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	ids, labelled, heads, level := map[string]*element{}, map[string]bool{}, 0, 0
	root.each(func(e *element) {
		if id := e.attrs["id"]; id != "" {
			if ids[id] != nil {
				fault("id twice: %s", id)
			}
			ids[id] = e
		}
		if e.name == "label" {
			labelled[e.attrs["for"]] = true
			if e.words() == "" {
				fault("an empty label for %s", e.attrs["for"])
			}
		}
	})
	navs := map[string]bool{}
	root.each(func(e *element) {
		name := e.name
		switch {
		case name == "h1":
			heads++
			fallthrough
		case len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6':
			if at := int(name[1] - '0'); at > level+1 {
				fault("%s comes after h%d", name, level)
			}
			level = int(name[1] - '0')
			if e.words() == "" {
				fault("an empty %s", name)
			}
		case name == "script" && strings.HasPrefix(e.attrs["src"], "/assets/") && e.words() == "": // a file of the program's own
		case name == "script" || name == "style" || name == "iframe":
			fault("has a %s", name)
		case name == "nav":
			label := e.attrs["aria-label"] + e.attrs["aria-labelledby"]
			if label == "" || navs[label] {
				fault("a nav is called %q as another is", label)
			}
			navs[label] = true
		case name == "a" && e.words() == "" && e.attrs["aria-label"] == "":
			fault("an empty link to %s", e.attrs["href"])
		case e.control() && !labelled[e.attrs["id"]] && e.attrs["aria-label"] == "":
			fault("%s has no label", e.attrs["name"])
		}
		for k, v := range e.attrs {
			switch {
			case k == "style" || strings.HasPrefix(k, "on"):
				fault("attribute %s", k)
			case k == "for", k == "aria-labelledby", k == "aria-describedby":
				for _, ref := range strings.Fields(v) {
					if ids[ref] == nil {
						fault("refers to nothing: %s", ref)
					}
				}
			case k == "href" && name == "a" && strings.HasPrefix(v, "#") && len(v) > 1 && ids[v[1:]] == nil:
				fault("refers to nothing: %s", v)
			case k == "href" && strings.Contains(v, "ZgotmplZ"):
				fault("an address that was refused")
			case k == "aria-invalid" && !strings.Contains(e.attrs["aria-describedby"], e.attrs["id"]+"-error"):
				fault("what is wrong with %s is not tied to it", e.attrs["name"])
			}
		}
	})
	if heads != 1 {
		fault("%d h1", heads)
	}
	if n := len(root.all("main")); n != 1 {
		fault("%d main", n)
	}
	for _, body := range root.all("body") {
		for _, name := range []string{"header", "footer"} {
			if n := len(slices.DeleteFunc(slices.Clone(body.kids), func(e *element) bool { return e.name != name })); n != 1 {
				fault("%d %s of the page", n, name)
			}
		}
	}
	if i := strings.IndexAny(page, "⟦⟧"); i >= 0 {
		fault("a text is missing: %s", page[i:min(i+60, len(page))])
	}
	out = append(out, titleFaults(root)...)
	out = append(out, complaintFaults(root, ids)...)
	return append(out, languageFaults(root)...)
}

// titleFaults: the browser's title says what the page is, and first whether
// something is wrong.
func titleFaults(root *element) (out []string) {
	title, head := "", ""
	for _, e := range root.all("title") {
		title = e.words()
	}
	for _, e := range root.all("h1") {
		head = e.words()
	}
	if !strings.Contains(title, head) || !strings.HasSuffix(title, " – Eksempel Kommune") {
		out = append(out, fmt.Sprintf("the title %q does not say %q", title, head))
	}
	wrong := strings.HasPrefix(title, "Fejl: ") || strings.HasPrefix(title, "Error: ")
	for _, e := range root.all("div") {
		if e.attrs["id"] == "error-summary" && !wrong {
			out = append(out, fmt.Sprintf("the title %q does not say that something is wrong", title))
		}
	}
	return out
}

// complaintFaults: the summary of what is wrong takes the focus, and each line
// leads to something that can have it and says there what is wrong.
func complaintFaults(root *element, ids map[string]*element) (out []string) {
	summary := ids["error-summary"]
	if summary == nil {
		return nil
	}
	if _, focus := summary.attrs["autofocus"]; !focus || summary.attrs["tabindex"] != "-1" {
		out = append(out, "the summary does not take the focus")
	}
	told := map[string]bool{}
	for _, a := range summary.all("a") {
		if told[a.words()] && !strings.Contains(a.words(), "findes-ikke") { // which no form offers
			out = append(out, "the summary says twice: "+a.words())
		}
		told[a.words()] = true
		at := ids[strings.TrimPrefix(a.attrs["href"], "#")]
		if at == nil {
			continue // said above
		}
		if _, focus := at.attrs["tabindex"]; !focus && !at.control() && at.name != "a" {
			out = append(out, "the focus cannot go to "+a.attrs["href"])
		}
		if at.control() && at.attrs["aria-invalid"] != "true" {
			out = append(out, a.attrs["href"]+" does not know that it is wrong")
		}
		for around := at; around != nil && (at.control() || at.name == "fieldset"); around = around.up {
			if around.hasClass("form-error") {
				break
			}
			if around.name == "form" {
				out = append(out, a.attrs["href"]+" does not show that it is wrong")
			}
		}
	}
	return out
}

// foreign are words that stand in the texts of one language and in none of the other.
var foreign = sync.OnceValue(func() map[texts.Lang]map[string]bool {
	in := map[texts.Lang]map[string]bool{texts.Danish: {}, texts.English: {}}
	for _, key := range texts.Keys() {
		for lang := range in {
			for _, word := range wordsOf(blank.ReplaceAllString(lang.Text(key, nil), " ")) {
				in[lang][word] = true
			}
		}
	}
	return map[texts.Lang]map[string]bool{texts.Danish: without(in[texts.English], in[texts.Danish]), texts.English: without(in[texts.Danish], in[texts.English])}
})

var blank = regexp.MustCompile(`⟦[^⟧]*⟧`)

func without(a, b map[string]bool) map[string]bool {
	out := map[string]bool{}
	for word := range a {
		if !b[word] {
			out[word] = true
		}
	}
	return out
}

func wordsOf(text string) (words []string) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(word) > 2 {
			words = append(words, word)
		}
	}
	return words
}

// names of people and of what there is only one of.
var names = strings.NewReplacer("Eksempel Kommune", "", "Byrådet", "", "Børne- og Ungeudvalget", "", "Juridisk afdeling", "", "Sag 26/1874", "", "Ældrerådet", "", "Juristen", "")

// quoted is what somebody typed, the codes that chance made, and the values that stand for choices.
var quoted = regexp.MustCompile(`(?i:[a-z0-9]{4}(?:-[a-z0-9]{4})+)|“[^”]*”|„[^“]*“|Choose one of these:.*|https?://\S+|\S+\.csv|Vælg en af disse:.*`)

// foreignWord is the first word of a text that is not of the language, "" where all are.
func foreignWord(lang texts.Lang, text string) string {
	type said struct {
		lang texts.Lang
		text string
	}
	if word, known := lookedAt.Load(said{lang, text}); known {
		return word.(string)
	}
	word, words := "", wordsOf(quoted.ReplaceAllString(names.Replace(text), ""))
	if i := slices.IndexFunc(words, func(w string) bool { return foreign()[lang][w] }); i >= 0 {
		word = words[i]
	}
	lookedAt.Store(said{lang, text}, word)
	return word
}

// lookedAt has the texts that were looked at: most stand on many pages.
var lookedAt sync.Map

// languageFaults: nothing is said in another language than it says it is in.
// What citizens wrote is in any language and carries none, a browser's title and
// its lists can be in one language only, and names are names in every language.
func languageFaults(root *element) (out []string) {
	look := func(e *element, text string) {
		if word := foreignWord(e.lang(), text); word != "" {
			out = append(out, fmt.Sprintf("%q is not %s: %.80q in <%s>", word, e.lang(), strings.Join(strings.Fields(text), " "), e.up.name))
		}
	}
	root.each(func(e *element) {
		if e.within("textarea", "code", "title", "option") || e.within("blockquote") && e.lang() == root.all("html")[0].lang() {
			return
		}
		if e.up != nil && e.up.name == "a" && e.up.up.up.up.hasClass("error-summary") {
			return // said again at the field, whose name may be somebody's question
		}
		if e.up != nil && (e.up.hasClass("reader__name") || e.up.hasClass("canonical__url")) {
			return
		}
		if e.name == "" {
			look(e, e.text)
		}
		for _, attr := range []string{"aria-label", "alt", "data-label", "placeholder"} {
			if e.attrs[attr] != "" && e.name != "svg" { // which names whom a code is for
				look(e, e.attrs[attr])
			}
		}
	})
	return out
}

// What is right in one language is wrong in the other, however often it is looked at.
func TestForeignWordsAreFound(t *testing.T) {
	for range 2 {
		for lang, want := range map[string]int{"da": 1, "en": 0} {
			root, err := parse(`<html lang="` + lang + `"><body><main><p>Read about the council</p></main></body></html>`)
			if err != nil {
				t.Fatal(err)
			}
			if found := languageFaults(root); len(found) != want {
				t.Errorf("%s: %q", lang, found)
			}
		}
	}
}
