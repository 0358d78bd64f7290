package texts

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language that people can read Omvendt in.
type Lang string

// The languages that code must name: the municipality's own, and the one for
// those who ask for neither it nor anything near.
const (
	Danish  Lang = "da"
	English Lang = "en"
)

// grammar is what Omvendt must know of a language beside its texts.
type grammar struct {
	lang   Lang
	name   string // in the language itself
	day    string // how a day is written, of {day}, {month} and {year}
	months [12]string
	group  string // between thousands
	point  string // before decimals
	clock  string // the hour, as package time writes layouts
}

var grammars = []grammar{
	{lang: Danish, name: "Dansk", day: "{day}. {month} {year}", group: ".", point: ",", clock: "15.04",
		months: [12]string{"januar", "februar", "marts", "april", "maj", "juni",
			"juli", "august", "september", "oktober", "november", "december"}},
	{lang: English, name: "English", day: "{day} {month} {year}", group: ",", point: ".", clock: "15:04",
		months: [12]string{"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December"}},
}

// Langs, the municipality's own first.
var Langs = langs()

func langs() []Lang {
	var all []Lang
	for _, g := range grammars {
		all = append(all, g.lang)
	}
	return all
}

// grammar panics for a language that there is not: languages come from Langs,
// Match, ParseLang and Further.
func (l Lang) grammar() grammar {
	if f, ok := furthers()[l]; ok {
		return f.grammar
	}
	return grammars[slices.Index(Langs, l)]
}

// Own is what the language calls itself.
func (l Lang) Own() string { return l.grammar().name }

// Clock is the layout, as package time has them, of the hour of the day.
func (l Lang) Clock() string { return l.grammar().clock }

// ParseLang reads the name of a language: "da", also with a country and a
// character set ("da_DK.UTF-8").
func ParseLang(text string) (Lang, bool) {
	for _, l := range Langs {
		if rest, ok := strings.CutPrefix(text, string(l)); ok && (rest == "" || rest[0] == '_' || rest[0] == '-' || rest[0] == '.') {
			return l, true
		}
	}
	return "", false
}

var anyLanguage = language.Make("mul") // how * is read

var matcher = language.NewMatcher(tags())

func tags() []language.Tag {
	var all []language.Tag
	for _, l := range Langs {
		all = append(all, language.Make(string(l)))
	}
	return all
}

// Match chooses a language for an Accept-Language header: Danish without one,
// English for those who ask for none of them nor anything near.
func Match(acceptLanguage string) Lang {
	asked, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(asked) == 0 || slices.Contains(asked, anyLanguage) {
		return Danish
	}
	if _, i, confidence := matcher.Match(asked...); confidence > language.No {
		return Langs[i]
	}
	return English
}
