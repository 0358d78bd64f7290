package web

import "github.com/omvendt/omvendt/registry"

// SidesLine is the case for a rule and the cases against it, folded.
type SidesLine struct {
	Page       Page
	Number     string
	Case       []Line
	Undefended Phrase // nobody defends it
	Counter    []CounterLine
}

func (p Page) sides(number string, s registry.Sides) SidesLine {
	line := SidesLine{Page: p, Number: number, Counter: p.counterLines(s.Countered)}
	switch {
	case s.Justification.Undefended.On != registry.NoDay:
		line.Undefended = p.undefendedBy(s.Justification.Undefended)
	case !s.Justification.Empty():
		line.Case = p.caseLines(s.Justification)
	}
	return line
}

// caseLines are the answers of a justification; those that many leave out only
// where they are there.
func (p Page) caseLines(c registry.Justification) (lines []Line) {
	for _, l := range []Line{{"value", c.Value}, {"beneficiary", c.Beneficiary}, {"mechanism", c.Mechanism},
		{"evidence", c.Evidence}, {"lighter", c.Lighter}, {"indicator", c.Indicator}} {
		lines = append(lines, Line{p.T("case." + l.Label), l.Text})
	}
	return append(lines, p.spareLines(c)...)
}
