package texts

import (
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
)

// Council is what the municipality calls its council. Danish texts are written with
// "byråd"; where it has another name, they are read with that.
type Council string

// The names that councils have in Denmark (kommunestyrelsesloven § 2).
const (
	Byråd                Council = "byråd"
	Kommunalbestyrelse   Council = "kommunalbestyrelse"
	Borgerrepræsentation Council = "borgerrepræsentation" // written with a capital: there is one
)

// Councils in the order in which they are named.
var Councils = []Council{Byråd, Kommunalbestyrelse, Borgerrepræsentation}

// council is what it is called; nil is Byråd.
var council atomic.Pointer[Council]

// CallCouncil makes every Danish text call the council so, from now on. It is for the
// start of the program; a name that is none of Councils is refused.
func CallCouncil(name string) bool {
	c := Council(strings.ToLower(name))
	if !slices.Contains(Councils, c) {
		return false
	}
	council.Store(&c)
	return true
}

func called() Council {
	if c := council.Load(); c != nil {
		return *c
	}
	return Byråd
}

// CouncilName is the council as a body is named: "Byrådet".
func CouncilName() string { return called().in("Byrådet") }

var byrådForms = regexp.MustCompile(`([Bb])yråd(smedlem|ets|et|s)?\b`)

// in is a text with the council's own name in place of "byråd".
func (c Council) in(s string) string {
	if c == Byråd {
		return s
	}
	return byrådForms.ReplaceAllStringFunc(s, func(form string) string {
		m := byrådForms.FindStringSubmatch(form)
		name := string(c)
		if c == Borgerrepræsentation || m[1] == "B" {
			name = strings.ToUpper(name[:1]) + name[1:]
		}
		ending := strings.Replace(m[2], "et", "en", 1)
		if strings.HasSuffix(name, "e") {
			ending = strings.TrimPrefix(ending, "e")
		}
		return name + ending
	})
}

// name calls the council so in all texts, and nowhere in what they are filled with.
func (c Council) name(all map[string]text) {
	for _, t := range all {
		for i := 0; i < len(t); i += 2 {
			t[i] = c.in(t[i])
		}
	}
}

// NameCouncil is a Danish text that is written with "byråd" and stands in no file of
// texts, with the council's own name.
func NameCouncil(danish string) string { return called().in(danish) }
