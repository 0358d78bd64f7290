package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// checkThemes checks the list of themes of a consultation. A self-assessment takes no
// suggestions.
func (c *Consultation) checkThemes(k *registry.Checks) {
	if c.Kind == SelfAssessment {
		c.Themes, c.AsksMissing = nil, false
	}
	if len(c.Themes) > MostOptions {
		k.Fail("themes", registry.CodeRangeInvalid, "value", itoa(len(c.Themes)), "from", "0", "to", itoa(MostOptions))
	}
	checkOptions(k, "themes", c.Themes)
}

// checkOptions checks the words and ids of options.
func checkOptions(k *registry.Checks, at string, options []Option) {
	seen := map[string]bool{}
	for n, o := range options {
		at := at + "[" + itoa(n) + "]"
		checkWording(k, at+".text", o.Text, registry.LimitName, true)
		if !slugForm(o.ID) || seen[o.ID] {
			k.Fail(at+".id", registry.CodeReferenceForm, "value", o.ID)
		}
		seen[o.ID] = true
	}
}

// themeOf is the theme of a suggestion by its place; none where nothing was chosen.
func (c Consultation) themeOf(k *registry.Checks, d Said, n int) string {
	if n >= len(d.SuggestionThemes) || d.SuggestionThemes[n] == "" {
		return ""
	}
	id := d.SuggestionThemes[n]
	if !slices.ContainsFunc(c.Themes, func(t Option) bool { return t.ID == id }) {
		k.Fail("suggestion_themes["+itoa(n)+"]", registry.CodeChoiceInvalid, "value", id, "choices", optionIDs(Question{Options: c.Themes}))
	}
	return id
}

// Theme is the theme of an input, and whether it has one.
func (c Consultation) Theme(i Input) (Option, bool) {
	n := slices.IndexFunc(c.Themes, func(t Option) bool { return i.Theme != "" && t.ID == i.Theme })
	if n < 0 {
		return Option{}, false
	}
	return c.Themes[n], true
}

// themesIn counts suggestions by theme; it is empty when fewer than the smallest group
// have one.
func themesIn(inputs []InputTally, smallest int) map[string]int {
	themes, all := map[string]int{}, 0
	for _, t := range inputs {
		if t.Theme != "" {
			themes[t.Theme] += t.N
			all += t.N
		}
	}
	if all < smallest {
		clear(themes)
	}
	return themes
}
