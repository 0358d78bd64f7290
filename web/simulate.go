package web

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// simulateAddresses and simulatePlaces are what if: the form with its answer, and the
// simulations that were kept.
var (
	simulateAddresses = map[string]address{
		"simulate":           {texts.Danish: "/hvad-nu-hvis", texts.English: "/en/what-if"},
		"simulations":        {texts.Danish: "/hvad-nu-hvis/gemte", texts.English: "/en/what-if/kept"},
		"simulation":         {texts.Danish: "/hvad-nu-hvis/gemte/{id}", texts.English: "/en/what-if/kept/{id}"},
		"simulation_compare": {texts.Danish: "/hvad-nu-hvis/gemte/{id}/sammenlign", texts.English: "/en/what-if/kept/{id}/compare"},
		"simulation_csv":     {texts.Danish: "/hvad-nu-hvis/gemte/{id}/regler.csv", texts.English: "/en/what-if/kept/{id}/rules.csv"},
		"simulation_xlsx":    {texts.Danish: "/hvad-nu-hvis/gemte/{id}/regler.xlsx", texts.English: "/en/what-if/kept/{id}/rules.xlsx"},
	}
	simulatePlaces = map[string]place{
		"simulate": {permission: "simulate", show: (*visit).simulate, forms: map[string]form{
			"": {operation: "create-simulation", permission: "meet", send: (*visit).keepSimulation}}},
		"simulations": {permission: "read", show: (*visit).simulations},
		"simulation": {permission: "read", show: (*visit).simulation, forms: map[string]form{
			"": {operation: "edit-simulation", permission: "meet", send: (*visit).editSimulation}}},
		"simulation_compare": {permission: "read", show: (*visit).compareSimulations},
		"simulation_csv":     {permission: "read", show: (*visit).simulationCSV, file: true},
		"simulation_xlsx":    {permission: "read", show: (*visit).simulationXLSX, file: true},
	}
)

const (
	simulatedShown = 200 // rules on a page; the file has all
	simulationsMax = 200 // kept ones in the list
)

type simulatePage struct {
	Page
	Form       Form // what is supposed: in the address, so that it can be shared
	Keep       Form
	Complaints []Complaint
	MayKeep    bool
	Besides    []Option
	Areas      []Option
	Meetings   []Option
	Reviews    []Option
	Bodies     []Option
	Asks       []Option
	Mandates   []string // what each asks of a keep today
	Settings   []SettingField
	Open       simulateOpen
	Today      string
	Answer     *SimulatedView // nil until something could be asked
}

// simulateOpen says which parts of the form are not folded: something is supposed there.
type simulateOpen struct{ Mandate, Basis, Sunset, Settings bool }

// SimulatedView is what came out of a simulation.
type SimulatedView struct {
	Page     Page
	Supposed []string
	Short    []string
	Counts   []SimulatedCounts
	Rules    []SimulatedLine
	More     string // how many rules are not shown
	Faults   []Line
	State    string // of the register and the policy that it rests on
	Way      string // how it was found; empty where that was not kept
}

// SimulatedCounts are the changes by one thing.
type SimulatedCounts struct {
	ID, Head string
	Lines    []SimulatedCount
}

// SimulatedCount is how many changes have one value.
type SimulatedCount struct {
	Label, Text string
	Danish      bool // the label is the register's words
}

// SimulatedLine is a rule that is otherwise.
type SimulatedLine struct {
	Number, Title, Address string
	Protects               string // empty: nobody
	Was, Is                SimulatedSide
	When                   string
}

// SimulatedSide is how a rule stands, and why.
type SimulatedSide struct{ State, Word, Because string }

func (p Page) simulatedSide(s workflow.Standpoint) SimulatedSide {
	return SimulatedSide{string(s.State), capital(wording.State(p.Lang, s.State)), papers.Because(p.Lang, s)}
}

func (p Page) simulated(s workflow.Simulated) *SimulatedView {
	view := &SimulatedView{Page: p, Supposed: papers.Supposed(p.Lang, s), Short: papers.SimulatedShort(p.Lang, s),
		State: p.T("simulate.state", "revision", p.Number(int(s.Revision)), "day", p.Day(s.Today), "policy", short(s.PolicyDigest), "settings", short(s.SettingsDigest))}
	switch {
	case s.Why != "":
		view.Way = p.T("simulate.way." + string(s.Way) + "." + string(s.Why))
	case s.Way != "":
		view.Way = p.T("simulate.way." + string(s.Way))
	}
	for _, by := range workflow.SimulatedBys {
		counts := SimulatedCounts{ID: "by-" + string(by), Head: p.T("simulate.by." + string(by))}
		for _, c := range s.Counts(by) {
			danish := c.Key != "" && (by == workflow.ByArea || by == workflow.ByUnit)
			counts.Lines = append(counts.Lines, SimulatedCount{p.simulatedKey(by, c.Key), p.Number(c.N), danish})
		}
		if len(counts.Lines) > 0 {
			view.Counts = append(view.Counts, counts)
		}
	}
	for n, c := range s.Changes {
		if n == simulatedShown {
			view.More = p.Count("simulate.more", len(s.Changes)-n)
			break
		}
		number := c.Number.String()
		line := SimulatedLine{Number: number, Title: c.Title, Address: p.To("rule", number), Was: p.simulatedSide(c.Was), Is: p.simulatedSide(c.Is), When: p.T("simulate.since", "day", p.Day(c.Since))}
		if c.Protects != registry.ProtectsUnstated && c.Protects != registry.ProtectsNobody {
			line.Protects = capital(p.Lang.Text("protects."+string(c.Protects), nil))
		}
		if c.Until != registry.LastDay {
			line.When = p.T("simulate.between", "from", p.Day(c.Since), "until", p.LastDay(c.Until))
		}
		view.Rules = append(view.Rules, line)
	}
	for _, f := range s.Impossible {
		view.Faults = append(view.Faults, Line{f.Number.String() + " " + f.Title, p.Lang.Text("error."+string(f.Code)+".none", nil)})
	}
	return view
}

func short(digest string) string { return digest[:min(12, len(digest))] }

func (p Page) simulatedKey(by workflow.SimulatedBy, key string) string {
	switch by {
	case workflow.ByMove:
		was, is, _ := strings.Cut(key, " ")
		return p.T("simulate.move", "was", wording.State(p.Lang, registry.State(was)), "is", wording.State(p.Lang, registry.State(is)))
	case workflow.ByReason:
		if key == "" {
			return p.T("effort.unstated")
		}
		return capital(p.Lang.Text("reason."+key+".short", nil))
	case workflow.ByClass:
		return capital(wording.Class(p.Lang, registry.Class(key)))
	case workflow.ByProtects:
		return capital(p.Lang.Text("protects."+cmp.Or(key, "unstated"), nil))
	}
	return cmp.Or(key, p.T("effort.unstated"))
}

// supposes reads what is supposed from the address.
func (v *visit) supposes() (a workflow.Assumptions, err error) {
	var c registry.Checks
	day := func(field string) registry.Day {
		d, err := readDay(v.typed(field))
		c.Take(field, err)
		return d
	}
	a = workflow.Assumptions{On: day("on"), Beside: workflow.Beside(v.typed("beside")), Area: v.typed("area"), Review: registry.ReviewID(v.typed("review"))}
	for _, id := range v.r.URL.Query()["meeting"] {
		if id != "" {
			a.Meetings = append(a.Meetings, registry.MeetingID(id))
		}
	}
	if id := v.typed("body"); id != "" {
		m := registry.Mandate{Body: registry.BodyID(id), From: day("asked_from"), Asks: []registry.Criterion{}, TakenBack: v.typed("taken_back") != ""}
		for _, criterion := range v.r.URL.Query()["asks"] {
			m.Asks = append(m.Asks, registry.Criterion(criterion))
		}
		a.Mandates = []registry.Mandate{m}
	}
	if reference := v.typed("reference"); reference != "" {
		a.Bases = []workflow.BasisEnd{{Reference: reference, On: day("ends")}}
	}
	if id := v.typed("moved"); id != "" {
		a.Sunsets = []workflow.MovedSunset{{Review: registry.ReviewID(id), On: day("sunset")}}
	}
	settings, err := v.Register.GameSettings(v.r.Context(), registry.LastDay-1)
	if err != nil {
		return a, err
	}
	if a.Settings = v.supposedSettings(&c, settings); a.Settings != nil {
		a.From = day("from")
	}
	return a, c.Err()
}

// supposedSettings are those in the address that are otherwise; nil: none is.
func (v *visit) supposedSettings(c *registry.Checks, settings registry.Settings) map[string]any {
	p, all := v.shell(""), map[string]any{}
	for _, f := range registry.SettingsTable {
		typed := v.typed(f.Name)
		if typed == "" || typed == p.typedSetting(f, settings) {
			continue
		}
		var value any = typed
		switch f.Unit {
		case registry.UnitYesNo:
			value = typed == "yes"
		case registry.UnitYearDays:
			value = readYearDays(typed)
		case registry.UnitChoice:
			if !slices.Contains(f.Choices, typed) {
				c.Fail(f.Name, registry.CodeChoiceInvalid, "value", typed, "choices", strings.Join(f.Choices, ", "))
				continue
			}
		default:
			n, err := strconv.Atoi(typed)
			if err != nil || n < f.Least || n > f.Most {
				c.Fail(f.Name, registry.CodeRangeInvalid, "value", typed, "from", itoa(f.Least), "to", itoa(f.Most))
				continue
			}
			value = n
		}
		if group, name, within := strings.Cut(f.Name, "."); within {
			part, _ := all[group].(map[string]any)
			if part == nil {
				part = map[string]any{}
			}
			part[name] = value
			all[group] = part
			continue
		}
		all[f.Name] = value
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// simulatedFields are the fields of the form behind those of what is supposed.
var simulatedFields = []string{"meetings", "meeting", "meetings[0]", "meeting", "mandates[0].from", "asked_from", "mandates[0].body", "body", "mandates[0].asks", "asks", "bases[0].reference", "reference", "bases[0].on", "ends",
	"sunsets[0].review", "moved", "sunsets[0].on", "sunset"}

func (v *visit) simulate() (answer, error) { return v.simulateForm(v.form("", "simulate.")) }

func (v *visit) simulateForm(keep Form) (answer, error) {
	f := Form{lang: v.lang, key: "web.simulate.", values: map[string][]string{}}
	for _, field := range []string{"on", "beside", "area", "meeting", "review", "body", "asked_from", "asks", "taken_back", "reference", "ends", "moved", "sunset", "from"} {
		f.values[field] = v.r.URL.Query()[field]
	}
	settings, err := v.Register.GameSettings(v.r.Context(), registry.LastDay-1)
	if err != nil {
		return answer{}, err
	}
	for _, s := range registry.SettingsTable {
		f.values[s.Name] = v.r.URL.Query()[s.Name]
		if len(f.values[s.Name]) == 0 {
			f.values[s.Name] = []string{v.shell("").typedSetting(s, settings)}
		}
	}
	p := simulatePage{Page: v.shell(v.text("simulate.title")), Keep: keep, MayKeep: v.may("meet")}
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
	if err := v.simulateChoices(&p); err != nil {
		return answer{}, err
	}
	a, err := v.supposes()
	var out workflow.Simulated
	if err == nil {
		out, err = v.Workflow.Simulate(v.r.Context(), a)
	}
	refused := f.refused(v, err, simulatedFields...)
	p.Open = simulateOpen{Mandate: f.any("body", "asked_from", "asks", "taken_back"), Basis: f.any("reference", "ends"), Sunset: f.any("moved", "sunset"), Settings: f.any("from")}
	labels := map[string]string{}
	for _, s := range registry.SettingsTable {
		labels[s.Name] = p.settingName(s)
		p.Open.Settings = p.Open.Settings || f.Value(s.Name) != p.typedSetting(s, settings)
		p.Settings = append(p.Settings, p.settingField(f, s).labelled(p.settingName(s)))
	}
	f.name(labels)
	if refused {
		p.Form, p.Complaints, p.Wrong = f, f.Complaints, true
		return answer{status: f.Status, template: "simulate", data: p}, nil
	}
	if err != nil {
		return answer{}, err
	}
	for field, value := range map[string]string{"on": out.On.String(), "beside": string(out.Beside)} {
		f.values[field] = []string{value}
	}
	p.Form, p.Answer, p.Complaints = f, p.simulated(out), keep.Complaints
	p.Wrong = keep.Failed()
	return answer{status: keep.Status, template: "simulate", data: p}, nil
}

// simulateChoices are what can be chosen in the form.
func (v *visit) simulateChoices(p *simulatePage) error {
	ctx := v.r.Context()
	for _, b := range workflow.Besides {
		p.Besides = append(p.Besides, Option{Value: string(b), Text: p.T("simulate.beside." + string(b))})
	}
	for _, c := range registry.Criteria {
		p.Asks = append(p.Asks, Option{Value: string(c), Text: capital(p.Lang.Text("criterion."+string(c), nil))})
	}
	var err error
	if p.Areas, err = v.areas(p.T("simulate.all_areas"), v.typed("area")); err != nil {
		return err
	}
	none := Option{Text: p.T("simulate.no_choice")}
	p.Reviews, p.Bodies = []Option{none}, []Option{none}
	meetings, err := v.Workflow.Meetings(ctx)
	if err != nil {
		return err
	}
	for _, m := range meetings {
		if m.State == workflow.MeetingPlanned {
			p.Meetings = append(p.Meetings, Option{Value: string(m.ID), Text: m.Body.Name + ", " + p.Day(m.Day)})
		}
	}
	today, err := v.Register.Today(ctx)
	if err != nil {
		return err
	}
	p.Today = today.String()
	reviews, err := v.Workflow.Reviews(ctx)
	if err != nil {
		return err
	}
	for _, r := range reviews {
		if r.OpenOn(today) {
			p.Reviews = append(p.Reviews, Option{Value: string(r.ID), Text: r.Name})
		}
	}
	bodies, err := v.Register.Bodies(ctx)
	for _, b := range bodies {
		if err != nil || b.Rank == registry.RankCouncil {
			continue
		}
		p.Bodies = append(p.Bodies, Option{Value: string(b.ID), Text: b.Name})
		var all []registry.Mandate
		all, err = v.Register.Mandates(ctx, b.ID)
		if m, ok := registry.MandateOn(all, today); ok {
			p.Mandates = append(p.Mandates, p.T("simulate.asks_today", "body", b.Name, "asks", papers.Asked(p.Lang, m.Asks)))
		}
	}
	return err
}

func (v *visit) keepSimulation() (answer, error) {
	f := v.form("", "simulate.")
	a, err := v.supposes()
	var kept workflow.Simulation
	if err == nil {
		kept, err = v.Workflow.KeepSimulation(v.r.Context(), v.act, v.said("name"), a)
	}
	if f.refused(v, err, simulatedFields...) {
		return v.simulateForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	return v.done("simulation_kept", "simulation", string(kept.ID)), nil
}

type simulationsPage struct {
	Page
	Lines []SimulationLine
	May   bool // simulate
}

// SimulationLine is a kept simulation in the list.
type SimulationLine struct{ Name, Address, Made, By, State string }

func (v *visit) simulations() (answer, error) {
	p := simulationsPage{Page: v.shell(v.text("simulations.title")), May: v.may("simulate")}
	all, err := v.Workflow.Simulations(v.r.Context(), p.May, "", simulationsMax)
	for _, s := range all {
		p.Lines = append(p.Lines, SimulationLine{s.Name, p.To("simulation", string(s.ID)), p.T("simulations.made", "day", p.Day(s.Made)), s.By, p.simulationState(s)})
	}
	return answer{template: "simulations", data: p}, err
}

func (p Page) simulationState(s workflow.Simulation) string {
	state := p.T("simulations.own")
	if s.Shared {
		state = p.T("simulations.shared")
	}
	if len(s.Items) > 0 {
		state += " · " + p.Count("simulations.attached", len(s.Items))
	}
	return state
}

type simulationPage struct {
	Page
	Form       Form
	Complaints []Complaint
	MayChange  bool
	Items      []Option
	Answer     *SimulatedView
	Made, By   string
	Digest     string
	Files      []Crumb
	Attached   []Crumb  // papers that it is an annex to
	Others     []Option // to compare with
	Compare    string
}

func (v *visit) readSimulation() (workflow.Simulation, error) {
	return v.Workflow.Simulation(v.r.Context(), registry.SimulationID(v.name), v.may("simulate"))
}

func (v *visit) simulation() (answer, error) { return v.simulationForm(v.form("", "simulation.")) }

func (v *visit) simulationForm(f Form) (answer, error) {
	s, err := v.readSimulation()
	if err != nil {
		return answer{}, err
	}
	p := simulationPage{Page: v.headed("simulation.of", s.Name), MayChange: v.may("meet"), Complaints: f.Complaints, Digest: s.Digest}
	p.Crumbs = []Crumb{{p.T("simulations.title"), p.To("simulations")}}
	p.Wrong, p.Made, p.By, p.Answer = f.Failed(), p.T("simulations.made", "day", p.Day(s.Made)), s.By, p.simulated(s.Simulated)
	f.preset("name", s.Name)
	f.preset("edit", itoa(s.Edit))
	if s.Shared {
		f.preset("shared", "yes")
	}
	var attached []string
	for _, id := range s.Items {
		attached = append(attached, string(id))
	}
	f.preset("items", attached...)
	p.Form, p.Compare = f, p.To("simulation_compare", string(s.ID))
	for _, format := range []string{"csv", "xlsx"} {
		p.Files = append(p.Files, Crumb{p.T("simulation.take." + format), p.To("simulation_"+format, string(s.ID))})
	}
	if p.Attached, err = v.attached(p.Page, s.Items); err != nil {
		return answer{}, err
	}
	if p.MayChange {
		if p.Items, err = v.openItems(p.Page); err != nil {
			return answer{}, err
		}
	}
	others, err := v.Workflow.Simulations(v.r.Context(), v.may("simulate"), "", simulationsMax)
	for _, o := range others {
		if o.ID != s.ID {
			p.Others = append(p.Others, Option{Value: string(o.ID), Text: o.Name})
		}
	}
	return answer{status: f.Status, template: "simulation", data: p}, err
}

// attached are the papers of items, but for closed ones, which not everybody reads.
func (v *visit) attached(p Page, items []registry.ItemID) (lines []Crumb, err error) {
	for _, id := range items {
		page, err := v.Workflow.ItemPage(v.r.Context(), id)
		if err != nil {
			return nil, err
		}
		for _, x := range page.Items { // one
			if !x.Confidential || v.may("meet") {
				lines = append(lines, Crumb{itemName(p, page.Meeting, x.Item), p.To("item_paper", string(page.Meeting.ID), itoa(x.Ordinal))})
			}
		}
	}
	return lines, nil
}

// itemName is an item by its meeting and title.
func itemName(p Page, m workflow.Meeting, item workflow.Item) string {
	return m.Body.Name + ", " + p.Day(m.Day) + ": " + item.Title
}

// openItems are the items of meetings that are not over.
func (v *visit) openItems(p Page) (items []Option, err error) {
	meetings, err := v.Workflow.Meetings(v.r.Context())
	for _, m := range meetings {
		if err != nil || m.State != workflow.MeetingPlanned {
			continue
		}
		var page workflow.MeetingPage
		page, err = v.Workflow.MeetingPage(v.r.Context(), m.ID)
		for _, item := range page.Items {
			items = append(items, Option{Value: string(item.ID), Text: itemName(p, m, item.Item)})
		}
	}
	return items, err
}

func (v *visit) editSimulation() (answer, error) {
	f := v.form("", "simulation.")
	e := workflow.SimulationEntry{Name: v.said("name"), Shared: v.ticked("shared")}
	for _, id := range v.sent["items"] {
		e.Items = append(e.Items, registry.ItemID(id))
	}
	_, err := v.Workflow.EditSimulation(v.r.Context(), v.act, registry.SimulationID(v.name), v.saidEdit(), e)
	if f.refused(v, err) {
		return v.simulationForm(f)
	}
	return v.done("simulation_saved", "simulation", v.name), err
}

type comparePage struct {
	Page
	One, Other ComparedSide
	Lines      []ComparedLine
	More       string
	Apart      bool // they look at different days
}

// ComparedSide is one of two simulations.
type ComparedSide struct {
	Page          Page
	Name, Address string
	Supposed      []string
	Short         []string
}

// ComparedLine is a rule that does not come out the same in both.
type ComparedLine struct {
	Number, Title, Address string
	One, Other             SimulatedSide
}

func (v *visit) compareSimulations() (answer, error) {
	one, other, rules, err := v.Workflow.CompareSimulations(v.r.Context(), registry.SimulationID(v.name), registry.SimulationID(v.typed("with")), v.may("simulate"))
	if err != nil {
		return answer{}, err
	}
	p := comparePage{Page: v.shell(v.text("simulation.compare"))}
	p.Crumbs = []Crumb{{p.T("simulations.title"), p.To("simulations")}}
	side := func(s workflow.Simulation) ComparedSide {
		return ComparedSide{p.Page, s.Name, p.To("simulation", string(s.ID)), papers.Supposed(p.Lang, s.Simulated), papers.SimulatedShort(p.Lang, s.Simulated)}
	}
	p.One, p.Other, p.Apart = side(one), side(other), one.On != other.On
	stands := func(c, beside *workflow.SimulatedChange) SimulatedSide {
		if c == nil { // as before, which the other one knows
			return p.simulatedSide(beside.Was)
		}
		return p.simulatedSide(c.Is)
	}
	for n, r := range rules {
		if n == simulatedShown {
			p.More = p.Count("simulate.more", len(rules)-n)
			break
		}
		p.Lines = append(p.Lines, ComparedLine{r.Number.String(), r.Title, p.To("rule", r.Number.String()), stands(r.One, r.Other), stands(r.Other, r.One)})
	}
	return answer{template: "simulation-compare", data: p}, nil
}

func (v *visit) simulationCSV() (answer, error)  { return v.simulationFile(sheet.CSV) }
func (v *visit) simulationXLSX() (answer, error) { return v.simulationFile(sheet.XLSX) }

func (v *visit) simulationFile(format sheet.Format) (answer, error) {
	s, err := v.readSimulation()
	if err != nil {
		return answer{}, err
	}
	return answer{file: &file{format: format, name: v.lang.Text("simulate.file", nil) + "-" + s.Made.String(), write: func(w io.Writer) error {
		return sheet.Write(w, format, sheet.SimulationTable(v.lang), func(add func([]string) error) error { return papers.SimulationRows(v.lang, s.Simulated, add) })
	}}}, nil
}
