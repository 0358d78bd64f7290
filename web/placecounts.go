package web

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/workflow"
)

var (
	placeCountAddresses = map[string]address{
		"work_units": {texts.Danish: "/arbejde/svar-fra-enheder", texts.English: "/en/desk/answers-by-unit"},
	}
	placeCountPlaces = map[string]place{
		"work_units": {permission: "weigh", show: (*visit).unitAnswers},
	}
)

type unitAnswersPage struct {
	Page
	All  bool // every unit, and not the reader's own alone
	List []UnitsLine
}

// UnitsLine is a consultation with how many have answered from each unit.
type UnitsLine struct {
	ID     string
	Title  Told
	Closes string
	Units  []UnitLine
}

// UnitLine is one unit.
type UnitLine struct{ Unit, Sent string }

// unitAnswers tells leaders how many have answered from their units.
func (v *visit) unitAnswers() (answer, error) {
	p := unitAnswersPage{Page: v.shell(v.text("units.title")), All: v.may("consult")}
	all, err := v.Workflow.UnitsAnswered(v.r.Context(), v.act, p.All)
	for _, of := range all {
		line := UnitsLine{ID: of.Consultation.Slug, Title: p.told(of.Consultation.Title), Closes: p.T("units.closes", "day", p.LastDay(of.Consultation.Closes))}
		for _, u := range of.Units {
			line.Units = append(line.Units, UnitLine{u.Unit, p.countRange(u.Sent)})
		}
		p.List = append(p.List, line)
	}
	return answer{template: "unit-answers", data: p}, err
}

func (p Page) countRange(r workflow.CountRange) string {
	switch {
	case r.From == 0:
		return p.T("units.fewer", "n", p.Number(r.Until))
	case r.Until == 0:
		return p.T("units.more", "n", p.Number(r.From))
	case r.Until == r.From+1:
		return p.Number(r.From)
	}
	return p.T("units.range", "from", p.Number(r.From), "to", p.Number(r.Until-1))
}
