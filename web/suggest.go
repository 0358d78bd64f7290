package web

import (
	"strings"

	"github.com/omvendt/omvendt/workflow"
)

// Free suggestions with their themes, and the question whether a rule is missing.

const missingRule = "missing_rule" // the field's name

func themeAt(n int) string { return suggestion(n) + ".theme" }

// themed is a field for a suggestion with the choice of its theme.
func (p contributionPage) themed(n int, themes []workflow.Option) Saying {
	s := p.saying(suggestion(n), p.T("answer.suggestion", "n", p.Number(n+1)))
	if len(themes) == 0 {
		return s
	}
	s.Theme = &AskedQuestion{Saying: p.saying(themeAt(n), p.T("suggest.theme", "n", p.Number(n+1))), Options: []AskedOption{{Text: p.T("suggest.no_theme")}}}
	for _, o := range themes {
		told := p.told(o.Text)
		s.Theme.Options = append(s.Theme.Options, AskedOption{o.ID, strings.Join(told.Lines, " "), told.Lang, p.Form.Value(themeAt(n)) == o.ID})
	}
	return s
}

// asksMissing is the field for a rule that is missing; nil where nobody asks.
func (p contributionPage) asksMissing(c workflow.Consultation) *Saying {
	if !c.AsksMissing {
		return nil
	}
	s := p.saying(missingRule, p.T("suggest.missing"))
	return &s
}

// suggested reads suggestions with their themes, and what is missing.
func (v *visit) suggested(said *workflow.Said) (pairs []string) {
	for n := range mostSuggestions {
		said.Suggestions = append(said.Suggestions, v.said(suggestion(n)))
		said.SuggestionThemes = append(said.SuggestionThemes, v.said(themeAt(n)))
		pairs = append(pairs, strings.Replace(suggestion(n), "suggestions", "suggestion_themes", 1), themeAt(n))
	}
	said.MissingRule = v.said(missingRule)
	return pairs
}

// themeStands are the fields of the set-up about suggestions as they are.
func (v *visit) themeStands(c workflow.Consultation) []standing {
	da, en := optionLines(c.Themes)
	asks := standing{field: "asks_missing", text: map[bool]string{true: "yes"}[c.AsksMissing]}
	asks.name = func(value string) string {
		return v.text("suggest.asks." + map[bool]string{true: "yes", false: "no"}[value == "yes"])
	}
	return append(typedFields("themes.da", da, "themes.en", en), asks)
}

// saidThemes reads them.
func (v *visit) saidThemes(c *workflow.Consultation, before []workflow.Option) (pairs []string) {
	c.Themes, c.AsksMissing = optionsSaid(lines(v.said("themes.da")), lines(v.said("themes.en")), before), v.ticked("asks_missing")
	pairs = []string{"themes", "themes.da"}
	for n := range c.Themes {
		at := strings.Replace(questionAt(n), "questions", "themes", 1) + ".text"
		pairs = append(pairs, at+".da", "themes.da", at+".en", "themes.en")
	}
	return pairs
}

// ThemeBars are the suggestions by theme.
type ThemeBars struct {
	Heading, Note string
	Bars          []ResultBar
}

func (p Page) themeBars(r workflow.Results) ThemeBars {
	b := ThemeBars{Heading: p.T("suggest.by_theme")}
	total, n := 0, make([]int, len(r.Consultation.Themes))
	for i, o := range r.Consultation.Themes {
		n[i] = r.Themes[o.ID]
		total += n[i]
	}
	if len(n) == 0 {
		return ThemeBars{}
	}
	if b.Note = p.Count("suggest.themed", total); total == 0 {
		b.Note = p.T("suggest.few")
		return b
	}
	share := shares(n)
	for i, o := range r.Consultation.Themes {
		bar := p.bar(o.Text.In(string(p.Lang)), n[i], share[i])
		bar.Lang = p.told(o.Text).Lang
		b.Bars = append(b.Bars, bar)
	}
	return b
}
