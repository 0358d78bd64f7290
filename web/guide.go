package web

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// guidePage is a guide to print for an adult who asks a group that a questionnaire does
// not suit: children, or residents with dementia.
type guidePage struct {
	Page
	About    Told
	Danger   Told
	Until    string
	Short    string
	Answer   string // address of the questionnaire, filled in with how they were asked
	QR       QR
	Parts    []string // of the guide itself
	Pictures []GuideCard
	Faces    []GuideCard
	Tally    []string // what the rows of the tally sheet are about
}

// GuideCard is a drawing with what is asked of it.
type GuideCard struct{ Drawing, Alt, Text string }

// guidePictures and guideFaces are the drawings, in the order in which they are shown.
var (
	guidePictures = []string{"outside", "table", "paper", "together"}
	guideFaces    = []string{"glad", "between", "sad"}
)

// guide is for whoever has the link, as the questionnaire is; it stores nothing.
func (v *visit) guide() (answer, error) {
	asked, err := v.Workflow.Form(v.r.Context(), token(v.name))
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if err != nil {
		return answer{}, err
	}
	p := guidePage{Page: v.shell(v.text("guide.title")), About: v.told(asked.Consultation.Title), Danger: v.told(asked.Consultation.Danger), Until: v.lastDay(asked.Link.Closes),
		Short: v.shortAddress(asked.Link.Token), Parts: []string{"before", "during", "residents", "after"}}
	p.Canonical, p.Crumbs = "", nil
	p.Answer = withQuery(p.To("answer", v.name), groupMethodField+"="+string(workflow.ByPictures))
	cards := func(kind string, names []string) (all []GuideCard) {
		for _, name := range names {
			all = append(all, GuideCard{name, p.T("guide." + kind + "." + name + ".alt"), p.T("guide." + kind + "." + name)})
		}
		return all
	}
	p.Pictures, p.Faces = cards("picture", guidePictures), cards("face", guideFaces)
	for _, c := range p.Pictures {
		p.Tally = append(p.Tally, c.Text)
	}
	for range 3 { // for what else comes up
		p.Tally = append(p.Tally, p.T("guide.tally_own"))
	}
	p.QR, err = newQR(v.BaseURL + p.Answer)
	return answer{template: "guide", data: p}, err
}

// groupMethodField and groupPeopleField are the query's names for how a group was asked
// and how many they were, where an address fills the questionnaire in.
const (
	groupMethodField = "method"
	groupPeopleField = "people"
)

// fromGuide fills in what the address of the questionnaire says of a group.
func (v *visit) fromGuide(f *Form) {
	if m := v.typed(groupMethodField); m != "" {
		f.preset("group.method", m)
	}
	if n := v.typed(groupPeopleField); n != "" {
		f.preset("group.people", n)
	}
}
