package policies

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// words are what the findings of a municipality's own policy say, by their codes. They
// stand in its METADATA, as those of every policy do (docs/decisions/0059).
type words map[string]registry.Told

// How long they may be at most, in characters.
const (
	longestTitle       = 200
	longestDescription = 600
)

// wordsOf reads the words of findings that the program has none for. What is not said
// in both languages, or at too great a length, is not said.
func wordsOf(policy registry.PolicyName, modules map[string]*ast.Module, texts map[string]string) words {
	all := words{}
	for name, m := range modules {
		for _, s := range sentences(name, m, texts[name]) {
			if s.Code == "" || programCodes()[policy][s.Code] || !both(s.Title, longestTitle) {
				continue
			}
			told := registry.Told{Says: s.Title}
			if both(s.About, longestDescription) {
				told.Mends = s.About
			}
			all[s.Code] = told
		}
	}
	return all
}

func both(b registry.Bilingual, most int) bool {
	fits := func(s string) bool { return s != "" && utf8.RuneCountInString(s) <= most }
	return fits(b.Danish) && fits(b.English)
}

// of are the words of a finding; empty where the program has them. A code without words
// is an error: nobody could be told.
func (w words) of(policy registry.PolicyName, code string) (registry.Told, error) {
	told, own := w[code]
	if !own && !programCodes()[policy][code] {
		return told, fmt.Errorf("%w: %s", errUntold, code)
	}
	return told, nil
}

// Tells are a policy's own words for a finding; empty where the program has them.
func (b body) Tells(code string) registry.Told { return b.words[code] }

var errUntold = fmt.Errorf("no words in both languages for a finding")

// programCodes are the findings of the policies that come with the program.
var programCodes = sync.OnceValue(func() map[registry.PolicyName]map[string]bool {
	all := map[registry.PolicyName]map[string]bool{}
	for policy, text := range beside {
		name := string(policy) + ".rego"
		modules, err := parse(map[string]string{name: text})
		if err != nil {
			panic(err) // the program's own
		}
		all[policy] = map[string]bool{}
		for _, s := range sentences(name, modules[name], text) {
			all[policy][s.Code] = s.Code != ""
		}
	}
	return all
})
