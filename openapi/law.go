package openapi

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

type classSpell struct {
	From  day      `json:"from,omitzero" doc:"The first day; left out when it has always been so."`
	Until day      `json:"until,omitzero" doc:"The first day after; left out when no end is known."`
	Class class    `json:"class"`
	Text  string   `json:"text" doc:"Why, in the reader's language."`
	Bases []string `json:"bases" format:"uuid" doc:"The legal bases that give the class; none when it follows from who adopted the rule."`
}

func classesOf(l texts.Lang, v registry.RuleView) []classSpell {
	return list(v.ClassSpells(), func(s registry.ClassSpell) classSpell {
		text, _ := wording.Because(l, s, v.Rule.Adopter)
		return classSpell{From: day(s.From), Until: day(s.Until), Class: class(s.Class), Text: text,
			Bases: list(s.Because, func(b registry.Basis) string { return string(b.ID) })}
	})
}

type replacement struct {
	Number string `json:"number" example:"R-0043"`
	From   day    `json:"from,omitzero" doc:"The day from which it takes over."`
}
