package web

import (
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// ClassLines tell which class a rule has and why, and on which days that changes.
type ClassLines struct {
	Page     Page
	Now      Phrase
	Replaced string // of a mandated rule: what takes over from it, or that nothing does
	Changes  []ClassLine
}

// ClassLine is the class that a rule has before or after a day.
type ClassLine struct {
	Days string
	Text Phrase
}

func (p Page) classLines(v registry.RuleView) ClassLines {
	lines := ClassLines{Page: p}
	for _, s := range v.ClassSpells() {
		text := p.because(s, v.Rule.Adopter)
		switch {
		case s.Until <= v.On:
			lines.Changes = append(lines.Changes, ClassLine{p.T("class.until", "day", p.LastDay(s.Until)), text})
		case s.From > v.On:
			lines.Changes = append(lines.Changes, ClassLine{p.T("class.from", "day", p.Day(s.From)), text})
		default:
			lines.Now = text
			if s.Class == registry.MandatedLocal {
				lines.Replaced = p.T("class.no_replacement")
				if by, on, ok := v.Replacement(); ok {
					lines.Replaced = p.T("class.replaced", "number", by.String(), "day", p.Day(on))
				}
			}
		}
	}
	return lines
}

// because says why a rule has a class, with the names of its bases as Danish.
func (p Page) because(s registry.ClassSpell, adopter registry.Adopter) Phrase {
	text, bases := wording.Because(p.Lang, p.named(), s, adopter)
	before, after, found := strings.Cut(text, bases)
	if bases == "" || !found {
		return Phrase{Before: text}
	}
	return Phrase{before, bases, after}
}

// FloorLines set what the law itself demands apart from what the municipality adds.
type FloorLines struct {
	Page
	BasisLine
}

// Floor of a basis, for the template of that name.
func (p Page) Floor(b BasisLine) FloorLines { return FloorLines{p, b} }
