package web

import (
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
)

// address is where a page is found in each language, as a ServeMux pattern with
// at most one {name}.
type address map[texts.Lang]string

var addresses = map[string]address{
	"register": {texts.Danish: "/regler", texts.English: "/en/rules"},
	"rule":     {texts.Danish: "/regler/{number}", texts.English: "/en/rules/{number}"},
	"reviews":  {texts.Danish: "/eftersyn", texts.English: "/en/reviews"},
	"review":   {texts.Danish: "/eftersyn/{slug}", texts.English: "/en/reviews/{slug}"},
	"about":    {texts.Danish: "/om", texts.English: "/en/about"},
	"was":      {texts.Danish: "/was", texts.English: "/en/was"},
}

// path is the address of a page in a language; name fills the pattern's {name}.
func path(page string, l texts.Lang, name string) string {
	pattern := addresses[page][l]
	if at := strings.IndexByte(pattern, '{'); at >= 0 {
		return pattern[:at] + url.PathEscape(name)
	}
	return pattern
}

// languageOf tells from a path in which language its reader reads.
func languageOf(path string) texts.Lang {
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		return texts.English
	}
	return texts.Danish
}

// parameter is the value of the pattern's {name}, for those that have one.
func parameter(page string, value func(string) string) string {
	pattern := addresses[page][texts.Danish]
	at := strings.IndexByte(pattern, '{')
	if at < 0 {
		return ""
	}
	return value(strings.Trim(pattern[at:], "{}"))
}
