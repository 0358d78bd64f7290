package translog

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Replacement puts a mark in the place of a text, wherever and however it is written.
type Replacement struct {
	Spellings []string // the text as it stands by itself and in JSON; the longest first
	Mark      string   // stands for itself in JSON
}

// Replace replaces a text. mark has nothing that JSON escapes.
func Replace(text, mark string) Replacement {
	var unescaped bytes.Buffer
	e := json.NewEncoder(&unescaped)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always can be
	escaped, _ := json.Marshal(text)
	inner := func(quoted string) string { return quoted[1 : len(quoted)-1] }
	all := []string{text, inner(strings.TrimSuffix(unescaped.String(), "\n")), inner(string(escaped))}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return Replacement{Spellings: slices.Compact(all), Mark: mark}
}

// Text is a text after it.
func (r Replacement) Text(s string) string {
	for _, spelling := range r.Spellings {
		s = strings.ReplaceAll(s, spelling, r.Mark)
	}
	return s
}

// code is what is no text: a code, a day, an id, an instant.
var code = regexp.MustCompile(`^[a-z0-9_:.TZ+-]*$`)

// In are the texts in JSON that will be others.
func (r Replacement) In(raw string) (found []string, err error) {
	v, err := decoded(raw)
	if err == nil {
		r.each(v, "", func(text string) string { found = append(found, text); return text })
	}
	return found, err
}

// Plain is a value of JSON after it. What stands in clear in the log, codes, days
// and ids stay.
func (r Replacement) Plain(v any) any { return r.each(v, "", r.Text) }

// each puts what f makes of it in the place of every text that has the text.
func (r Replacement) each(v any, name string, f func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			v[key] = r.each(inner, key, f)
		}
	case []any:
		for i, inner := range v {
			v[i] = r.each(inner, name, f)
		}
	case string:
		if !open[name] && !code.MatchString(v) && r.Text(v) != v {
			return f(v)
		}
	}
	return v
}

// JSON is JSON after it; numbers keep their spelling.
func (r Replacement) JSON(raw string) (string, error) {
	v, err := decoded(raw)
	if err != nil {
		return "", err
	}
	out, err := json.Marshal(r.Plain(v))
	return string(out), err
}

func decoded(raw string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}
