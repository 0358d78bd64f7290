package web

import (
	"embed"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages by name: each is parsed with base.html, which has the
// frame, and the parts, which several pages show.
var templates = sync.OnceValue(func() map[string]*template.Template {
	common := template.Must(template.ParseFS(templateFiles, "templates/base.html", "templates/parts*.html"))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic("web: templates: " + err.Error())
	}
	all := map[string]*template.Template{}
	for _, file := range names {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if name == "base" || strings.HasPrefix(name, "parts") {
			continue
		}
		all[name] = template.Must(template.Must(common.Clone()).ParseFS(templateFiles, file))
	}
	return all
})

// Page is what every page has; each page's own struct embeds it.
type Page struct {
	Lang         texts.Lang
	Title        string // the heading; with the municipality's name also the browser's title
	Head         Phrase // the heading where only a part of it comes from the register
	TitleIsData  bool   // the title comes from the register, so it is Danish in any language
	Lead         string // stands before the title in the browser, and for it where room is short
	Section      string // of the main menu
	Crumbs       []Crumb
	Municipality string
	Version      string
	Demo         bool
	Wrong        bool // something typed was wrong: the browser's title says so first
	Canonical    string
	Feed         string            // address of what is new on it
	Languages    []LanguageVersion // this page in each language
	Fallback     string            // full address of the page for readers of other languages
	Reader       string            // who is signed in; empty: nobody
	Notice       string            // what has just been done
	assets       assets
	laws         func() registry.Laws // that have a name here; nil: none is told
	words        map[string]string    // of a consultation, by their Danish, in a further language
	untold       *bool                // something of it was told in Danish
}

// Crumb is a page above this one.
type Crumb struct{ Text, Address string }

// LanguageVersion is this page in one language.
type LanguageVersion struct {
	Lang    texts.Lang
	Name    string // in that language itself
	Address string // path with query
	Full    string
	Current bool
}

// shell makes the part of a page that all share.
func (v *visit) shell(title string) Page {
	p := Page{Lang: v.lang, Title: title, Municipality: v.Municipality, Version: v.Version, Demo: v.Demo, assets: v.site.assets, laws: v.laws, words: v.words, untold: new(bool)}
	if v.signed {
		p.Reader = v.act.Actor.Name
	}
	p.Notice = v.notice()
	page, query := v.page, v.r.URL.RawQuery
	if p.Notice != "" { // said once
		query = with(v.r.URL.Query(), noticeField, "").Encode()
	}
	if page == "" { // an error: its own address means nothing in the other language
		page, query = "register", ""
	} else if v.places[page].index() {
		p.Canonical = v.BaseURL + withQuery(path(page, v.lang, v.names...), meant(v.r.URL.Query()).Encode())
	}
	p.Section = map[string]string{"rule": "register", "rule_history": "register", "rule_version": "register", "rule_why": "register", "bases": "register", "basis": "register", "lapses": "register", "lapse_day": "register", "accounts": "register", "period_account": "register", "review": "reviews", "meeting": "meetings"}[page]
	switch {
	case !v.open():
		p.Section = "work"
		if page != "desk" {
			p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
		}
	case p.Section == "":
		p.Section = page
	}
	for _, l := range texts.Langs {
		to := withQuery(path(page, l, v.names...), query)
		p.Languages = append(p.Languages, LanguageVersion{Lang: l, Name: l.Own(), Address: to, Full: v.BaseURL + to, Current: l == v.lang})
	}
	p.Fallback = p.Languages[0].Full
	return p
}

// headed is a shell whose title has that of a thing of the register in it.
func (v *visit) headed(key, title string) Page {
	p := v.shell(v.text(key, "title", title))
	p.Head = p.Phrase(key, "title", title)
	return p
}

// Place says of a main menu's item whether it is this page or the one above it.
func (p Page) Place() string {
	if len(p.Crumbs) > 0 {
		return "true"
	}
	return "page"
}

// T is the text of a key. Further arguments are names and values to fill in.
func (p Page) T(key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return p.Lang.Text("web."+key, args)
}

// Phrase is a text of the pages around words of the register, which are Danish
// in any language; without them it is Before alone.
type Phrase struct{ Before, Danish, After string }

// Phrase is the text of a key in which the value of name is the register's words.
func (p Page) Phrase(key, name, words string, pairs ...string) Phrase {
	before, after, _ := strings.Cut(p.T(key, append(pairs, name, "\x00")...), "\x00")
	return Phrase{before, words, after}
}

// Lines is a text whose line breaks part paragraphs.
func (p Page) Lines(key string, pairs ...string) []string {
	return strings.Split(p.T(key, pairs...), "\n")
}

// Count is the text for one or for several.
func (p Page) Count(key string, n int, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return p.Lang.Count("web."+key, n, args)
}

// Number writes a number as the language does.
func (p Page) Number(n int) string { return p.Lang.Number(float64(n)) }

// Day writes a day out.
func (p Page) Day(d registry.Day) string { return wording.Day(p.Lang, d) }

// LastDay writes the last day of a stretch that ends before a day.
func (p Page) LastDay(until registry.Day) string { return wording.LastDay(p.Lang, until) }

// To is the address of a page in the reader's language; names fill it in.
func (p Page) To(page string, name ...string) string {
	return path(page, p.Lang, name...)
}

// RuleOn is the address of a rule on a day, as known.
func (p Page) RuleOn(number string, on registry.Day, known string) string {
	q := url.Values{}
	if on != registry.NoDay {
		q.Set("on", on.String())
	}
	if known != "" {
		q.Set("known", known)
	}
	return withQuery(p.To("rule", number), q.Encode())
}

// Asset is the address of a file of the style sheet's.
func (p Page) Asset(name string) string { return p.assets.address(name) }

// Mark is a status as it is shown.
type Mark struct{ State, Word string }

// Mark writes a state.
func (p Page) Mark(s registry.State) Mark {
	return Mark{State: string(s), Word: capital(wording.State(p.Lang, s))}
}

// mark writes the state of a segment.
func (p Page) mark(s registry.Segment) Mark {
	return Mark{State: string(s.State), Word: capital(wording.Status(p.Lang, s))}
}

// Option is one choice of a select.
type Option struct {
	Value, Text string
	Chosen      bool
}

// Capital makes the first letter of a text a capital one.
func (p Page) Capital(s string) string { return capital(s) }

// capital makes the first letter a capital one.
func capital(s string) string { return wording.Capital(s) }

// parameters are those that a page reads; the rest of a query is somebody's tail.
var parameters = []string{"q", "state", "area", "class", "on", "known", "after", "before", "reference", "over", "from", "until", "unit", "role"}

// meant is a query without tails and without what was left empty.
func meant(query url.Values) url.Values {
	q := url.Values{}
	for _, name := range parameters {
		for _, value := range query[name] {
			if value != "" {
				q.Add(name, value)
			}
		}
	}
	return q
}

// with is a query with one parameter changed, or without it where the value is empty.
func with(query url.Values, name, value string) url.Values {
	q := maps.Clone(query)
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	return q
}
