package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// guidanceAddresses and guidancePlaces are "what applies now": the sheet of a day for
// everybody, and on the desk what is missing and the form for one rule.
var (
	guidanceAddresses = map[string]address{
		"guidances":      {texts.Danish: "/hvad-gaelder-nu/{day}", texts.English: "/en/what-applies-now/{day}"},
		"work_guidances": {texts.Danish: "/arbejde/hvad-gaelder-nu", texts.English: "/en/desk/what-applies-now"},
		"work_guidance":  {texts.Danish: "/arbejde/hvad-gaelder-nu/{number}/{day}", texts.English: "/en/desk/what-applies-now/{number}/{day}"},
	}
	guidancePlaces = map[string]place{
		"guidances":      {show: (*visit).guidances},
		"work_guidances": {permission: "catalogue", show: (*visit).unguided},
		"work_guidance": {permission: "catalogue", show: (*visit).guidance, forms: map[string]form{
			"": {operation: "edit-guidance", send: (*visit).sayGuidance}}},
	}
)

const (
	guidancesPerPage = 30
	lateCounted      = 500
)

type guidancesPage struct {
	Page
	Day         string
	Form        Form
	Units       []Option
	Roles       []Option
	For         string // the unit and the role that were chosen
	Stops, Goes []GuidedLine
	Ahead       string // what holds until then; empty: the day has come
	Next        string
	Here        string // the sheet's full address
	QR          QR
	List        string // address of the day in the lapse list
}

// GuidedLine is a rule on the sheet.
type GuidedLine struct {
	TurnLine
	Parts  []GuidedPart
	Unsaid bool   // nobody has published anything
	Edit   string // address of the form on the desk
	Late   bool
	Day    string
	Open   string // what could still keep it; empty: nothing is to be waited for
}

// GuidedPart is one thing that is said of a rule.
type GuidedPart struct {
	Head string
	Text []string // lines
}

// guidances is the sheet of a day, for a unit and a role or for all: to read, to link
// to and to hang on the wall.
func (v *visit) guidances() (answer, error) {
	day, err := registry.ParseDay(v.name)
	if err != nil || day >= registry.LastDay {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	f := v.form("", "guidance.")
	q := registry.TurnQuery{From: day, Until: day + 1, Unit: shown(v.typed("unit")), Role: shown(v.typed("role")), Limit: guidancesPerPage, After: v.turnPlace()}
	f.preset("unit", q.Unit)
	f.preset("role", q.Role)
	p := guidancesPage{Page: v.shell(v.text("guidance.title", "day", Page{Lang: v.lang}.Day(day))), Form: f, Day: v.name}
	p.Section, p.List = "register", p.To("lapse_day", v.name)
	p.Crumbs = []Crumb{{p.T("lapses.title"), p.To("lapses")}, {p.T("lapses.day", "day", p.Page.Day(day)), p.List}}
	page, err := v.Register.Guided(v.r.Context(), q)
	if err != nil {
		return answer{}, err
	}
	ahead := day > page.Today
	if ahead {
		p.Ahead = p.T("guidance.ahead", "last", p.LastDay(day))
	}
	for _, t := range page.Turns {
		line := v.guidedLine(p.Page, t)
		if ahead && t.Kind == registry.TurnLapse {
			line.Open = p.T("guidance.open")
		}
		if t.Kind.Stops() {
			p.Stops = append(p.Stops, line)
		} else {
			p.Goes = append(p.Goes, line)
		}
	}
	if page.More {
		p.Next = withQuery(p.To("guidances", v.name), with(v.r.URL.Query(), "after", turnPlaceText(page.Turns[len(page.Turns)-1].Place())).Encode())
	}
	if p.Units, p.Roles, err = v.unitsAndRoles(p.Page); err != nil {
		return answer{}, err
	}
	p.For = strings.Trim(q.Unit+", "+capital(q.Role), ", ")
	p.Here = v.BaseURL + withQuery(p.To("guidances", v.name), with(with(url.Values{}, "unit", q.Unit), "role", q.Role).Encode())
	p.QR, err = newQR(p.Here)
	return answer{template: "guidances", data: p}, err
}

// unitsAndRoles are the choices for whom a sheet is.
func (v *visit) unitsAndRoles(p Page) (units, roles []Option, err error) {
	units, roles = []Option{{Text: p.T("guidance.all_units")}}, []Option{{Text: p.T("guidance.all_roles")}}
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		names, err := r.Units(workSuggested)
		if err != nil {
			return err
		}
		for _, name := range names {
			units = append(units, Option{Value: name, Text: name})
		}
		names, err = r.EffortRoles()
		for _, name := range names {
			roles = append(roles, Option{Value: name, Text: capital(name)})
		}
		return err
	})
	return units, roles, err
}

// turnPlace is where a list goes on; one that is none is the beginning.
func (v *visit) turnPlace() (after registry.TurnPlace) {
	if _, err := fmt.Sscanf(v.r.URL.Query().Get("after"), "%d-%d-%d", &after.Day, &after.Weight, &after.Number); err != nil {
		return registry.TurnPlace{}
	}
	return after
}

func turnPlaceText(p registry.TurnPlace) string {
	return fmt.Sprintf("%d-%d-%d", p.Day, p.Weight, p.Number)
}

// guidedLine tells what is published, or what the register itself knows.
func (v *visit) guidedLine(p Page, t registry.GuidedTurn) GuidedLine {
	l := GuidedLine{TurnLine: p.turnLine(t.TurnView), Edit: p.To("work_guidance", t.Number.String(), t.Day.String()), Late: t.Late(), Day: p.Day(t.Day)}
	if l.Unsaid = t.Guidance.Published == registry.NoDay; l.Unsaid {
		if t.Kind.Stops() && t.Before.Demand != "" {
			l.Parts = append(l.Parts, GuidedPart{Head: p.T("guidance.demanded"), Text: lines(t.Before.Demand)})
		}
		if t.Kind == registry.TurnText {
			l.Parts = append(l.Parts, GuidedPart{Head: p.T("guidance.demands"), Text: lines(t.Entry.Text.Demand)})
		}
		for _, b := range t.Bases {
			l.Parts = append(l.Parts, GuidedPart{Head: p.T("guidance.law"), Text: []string{basisWords(p, b)}})
		}
		return l
	}
	for _, part := range [][2]string{{"stop", t.Guidance.Stop}, {"go_on", t.Guidance.GoOn}, {"law", t.Guidance.Law}, {"data", t.Guidance.Data}, {"tells", t.Guidance.Tells}} {
		if part[1] != "" {
			l.Parts = append(l.Parts, GuidedPart{Head: p.T("guidance." + part[0]), Text: lines(part[1])})
		}
	}
	return l
}

func basisWords(p Page, b registry.Basis) string {
	return capital(p.Lang.Name("effect", string(b.Effect))) + ": " + wording.Basis(p.named(), b)
}

type unguidedPage struct {
	Page
	Lines []GuidedLine
	Next  string
	Start string
}

// unguided are the days and rules of which nobody has said what applies from then.
func (v *visit) unguided() (answer, error) {
	p := unguidedPage{Page: v.shell(v.text("guidance.missing"))}
	page, err := v.Register.Unguided(v.r.Context(), registry.TurnQuery{Reach: v.act.Reach, Limit: guidancesPerPage, After: v.turnPlace()})
	for _, t := range page.Turns {
		p.Lines = append(p.Lines, v.guidedLine(p.Page, t))
	}
	if v.turnPlace() != (registry.TurnPlace{}) {
		p.Start = p.To("work_guidances")
	}
	if page.More {
		p.Next = withQuery(p.To("work_guidances"), "after="+turnPlaceText(page.Turns[len(page.Turns)-1].Place()))
	}
	return answer{template: "unguided", data: p}, err
}

type guidancePage struct {
	Page
	Complaints []Complaint
	Form       Form
	Line       GuidedLine // what the register itself knows
	Public     string
	Published  string
	Drafted    bool // what stands in the fields is the program's proposal
	Moved      string
}

func (v *visit) guidance() (answer, error) { return v.guidanceForm(v.form("", "guidance.")) }

// named is the rule and the day in the address; CodeNotFound.
func (v *visit) guidedBy() (registry.Number, registry.Day, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return 0, 0, err
	}
	day, err := registry.ParseDay(v.names[1])
	if err != nil {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return number, day, err
}

func (v *visit) sayGuidance() (answer, error) {
	f := v.form("", "guidance.")
	number, day, err := v.guidedBy()
	if err != nil {
		return answer{}, err
	}
	text := registry.GuidanceText{Stop: v.said("stop"), GoOn: v.said("go_on"), Law: v.said("law"), Data: v.said("data"), Tells: v.said("tells")}
	g, err := v.Register.SayGuidance(v.r.Context(), v.act, number, day, v.saidEdit(), text, v.said("publish") == "yes")
	if f.refused(v, err) {
		return v.guidanceForm(f)
	}
	notice := "guidance_saved"
	if g.Published != registry.NoDay {
		notice = "guidance_published"
	}
	return v.done(notice, "work_guidance", number.String(), day.String()), err
}

func (v *visit) guidanceForm(f Form) (answer, error) {
	number, day, err := v.guidedBy()
	if err != nil {
		return answer{}, err
	}
	t, earlier, err := v.Register.Guidance(v.r.Context(), v.act.Reach, number, day)
	if err != nil {
		return answer{}, err
	}
	p := guidancePage{Page: v.headed("guidance.of", t.Number.String()+" "+t.Entry.Text.Title), Public: path("guidances", v.lang, day.String())}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("guidance.missing"), p.To("work_guidances")})
	g := t.Guidance
	text := g.GuidanceText
	if p.Drafted = g.Edit == 1; p.Drafted {
		if text = v.draftGuidance(t); earlier != nil {
			text, p.Moved = earlier.GuidanceText, p.T("guidance.moved", "day", p.Day(earlier.Day))
		}
	}
	publish := ""
	if g.Published != registry.NoDay {
		publish, p.Published = "yes", p.T("guidance.published", "day", p.Day(g.Published))
	}
	f.stands(strconv.Itoa(g.Edit), Phrase{}, append(typedFields("stop", text.Stop, "go_on", text.GoOn, "law", text.Law, "data", text.Data, "tells", text.Tells), typedFields("publish", publish)...))
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	known := t
	known.Guidance = registry.Guidance{}
	p.Line = v.guidedLine(p.Page, known)
	p.Line.Late = t.Late()
	return answer{status: f.Status, template: "guidance", data: p}, nil
}

// draftGuidance proposes words from what the register knows: in Danish, as those of
// the register are.
func (v *visit) draftGuidance(t registry.GuidedTurn) registry.GuidanceText {
	p := Page{Lang: texts.Danish, laws: v.laws}
	var d registry.GuidanceText
	owner := t.Entry.Rule.Catalogue.Owner
	was := t.Before.Plain
	if was == "" {
		was = t.Before.Demand
	}
	if t.Kind.Stops() {
		d.Stop = p.T("guidance.draft_stop", "day", p.Day(t.Day), "was", was)
	}
	switch t.Kind {
	case registry.TurnText:
		d.GoOn = p.T("guidance.draft_new", "day", p.Day(t.Day), "demand", t.Entry.Text.Demand)
	case registry.TurnAgain:
		d.GoOn = p.T("guidance.draft_again", "day", p.Day(t.Day), "demand", t.Entry.Text.Demand)
	}
	var law []string
	for _, b := range t.Bases {
		law = append(law, basisWords(p, b))
	}
	if d.Law = strings.Join(law, "\n"); d.Law == "" {
		d.Law = p.T("guidance.draft_no_law")
	}
	if owner != "" {
		d.Tells = p.T("guidance.draft_tells", "owner", owner, "unit", t.Entry.Rule.Catalogue.Unit)
	}
	return d
}

// deskGuidances tells how many should have been there.
func (v *visit) deskGuidances(p Page) ([]DeskPart, error) {
	reach, _ := v.reach("catalogue")
	n, err := v.Register.CountLateGuidances(v.r.Context(), reach, lateCounted+1)
	if err != nil || n == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.T("guidance.late_head"), Note: p.upTo("guidance.late_note", n, lateCounted), Address: p.To("work_guidances")}}, nil
}

// GuidedTold is a line with the page that shows it.
type GuidedTold struct {
	Page Page
	Line GuidedLine
}

// WithGuided gives a line to the template that shows it.
func (p Page) WithGuided(l GuidedLine) GuidedTold { return GuidedTold{p, l} }
