package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// settingsAddresses and settingsPlaces are the settings that judge, and the way to others.
var (
	settingsAddresses = map[string]address{
		"settings":        {texts.Danish: "/indstillinger", texts.English: "/en/settings"},
		"settings_change": {texts.Danish: "/indstillinger/{id}", texts.English: "/en/settings/{id}"},
	}
	settingsPlaces = map[string]place{
		"settings": {or: "adopt", show: (*visit).settings, forms: map[string]form{
			"": {operation: "create-policy-change", permission: "adopt", send: (*visit).proposeSettings}}},
		"settings_change": {permission: "read", show: (*visit).settingsChange, forms: map[string]form{
			"decide":   {operation: "decide-policy-change", permission: "adopt", send: (*visit).decideSettings},
			"withdraw": {operation: "withdraw-policy-change", permission: "adopt", send: (*visit).withdrawSettings}}},
	}
)

type settingsPage struct {
	Page
	Complaints []Complaint
	Settings   []DatedSetting
	Changes    []SettingsChangeLine
	May        bool
	Form       Form
	Fields     []SettingField
}

// DatedSetting is a setting with what it is today.
type DatedSetting struct {
	Name, Meaning, Value, Limits string
	Since                        string // and by which decision
	Coming                       string // what it will be, and from when; empty: nothing else is decided
	Law, Source                  string // what the law says of it, and where that can be read
}

// SettingField is where a setting is typed.
type SettingField struct {
	Field
	Choice bool // it is one of some ways, or yes or no
}

// SettingsChangeLine is a version of the settings that was proposed or decided.
type SettingsChangeLine struct{ Address, Head, State string }

func (v *visit) settings() (answer, error) { return v.settingsForm(v.form("", "setting.")) }

func (v *visit) settingsForm(f Form) (answer, error) {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	versions, err := v.Register.GameVersions(ctx)
	if err != nil {
		return answer{}, err
	}
	changes, err := v.Register.GameChanges(ctx)
	if err != nil {
		return answer{}, err
	}
	last, err := v.Register.GameSettings(ctx, registry.LastDay-1)
	p := settingsPage{Page: v.shell(v.text("setting.title")), Form: f, Complaints: f.Complaints, May: v.may("adopt")}
	p.Wrong = f.Failed()
	told := settingsTold{versions, changes, today}
	for _, s := range registry.SettingsTable {
		p.Settings = append(p.Settings, p.settingLine(s, told))
		p.Form.preset(s.Name, p.typedSetting(s, last))
	}
	for _, s := range registry.SettingsTable {
		p.Fields = append(p.Fields, p.settingField(p.Form, s))
	}
	for _, c := range changes {
		if c.Kind == registry.GameSettings && (p.May || c.Decision != nil) {
			p.Changes = append(p.Changes, SettingsChangeLine{p.To("settings_change", string(c.ID)), p.T("setting.change_from", "day", p.Day(c.Begins)), p.T("setting.state." + string(c.State))})
		}
	}
	p.Form.preset("from", (today + 1).String())
	return answer{status: f.Status, template: "settings", data: p}, err
}

// settingsTold is what says since when a setting is as it is.
type settingsTold struct {
	versions []registry.GameVersion
	changes  []registry.GameChange
	today    registry.Day
}

func (p Page) settingLine(f registry.Setting, told settingsTold) DatedSetting {
	key := "setting." + strings.ReplaceAll(f.Name, ".", "_")
	line := DatedSetting{Name: p.T(key), Meaning: p.T(key + "_hint"), Since: p.T("setting.always")}
	if f.Most > 0 {
		line.Limits = p.T("setting.limits", "from", p.Number(f.Least), "to", p.Number(f.Most))
	}
	if p.Lang.Has("web." + key + "_law") {
		line.Law, line.Source = p.T(key+"_law"), majorityLaw
	}
	was := registry.DefaultSettings()
	for _, v := range told.versions {
		s, err := registry.ParseSettings(v.Source)
		if v.Kind != registry.GameSettings || err != nil {
			continue
		}
		switch {
		case v.From > told.today:
			line.Coming = ""
			if !f.Same(s, was) {
				line.Coming = p.T("setting.coming", "value", wording.SettingValue(p.Lang, f, s), "day", p.Day(v.From))
			}
			continue
		case v.From > registry.FirstDay && !f.Same(s, was):
			line.Since = p.settingSince(v, told.changes)
		}
		was = s
	}
	line.Value = wording.SettingValue(p.Lang, f, was)
	return line
}

// majorityLaw is where the ministry says what kommunestyrelsesloven § 11, stk. 3, means for
// councils and committees.
const majorityLaw = "https://www.resumedatabase.im.dk/resumedatabasen/2018/1812-om-stemmeflertal-i-kommunalbestyrelse-og-udvalg"

// settingSince tells since when a version judges, and who decided so.
func (p Page) settingSince(v registry.GameVersion, changes []registry.GameChange) string {
	for _, c := range changes {
		if c.Kind == v.Kind && c.Begins == v.From && c.Digest == v.Digest && c.Decision != nil {
			return p.T("setting.since_decision", "day", p.Day(v.From), "body", c.Decision.Body, "decided", p.Day(c.Decision.Day))
		}
	}
	return p.T("setting.since", "day", p.Day(v.From))
}

// typedSetting is a value as it is typed.
func (p Page) typedSetting(f registry.Setting, s registry.Settings) string {
	switch f.Unit {
	case registry.UnitYesNo:
		if f.Truth(s) {
			return "yes"
		}
		return "no"
	case registry.UnitYearDays:
		return wording.YearDays(p.Lang, f.Text(s))
	case registry.UnitChoice:
		return f.Text(s)
	}
	return strconv.Itoa(f.Number(s))
}

// readYearDays reads days of any year as people write them, "30.6. 31.12." or "30/6", into
// the "06-30 12-31" in which they are kept. What is no such day is left for
// registry.Settings.Check to refuse.
func readYearDays(typed string) string {
	days := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	for i, d := range days {
		day, month, two := strings.Cut(strings.TrimSuffix(strings.ReplaceAll(d, "/", "."), "."), ".")
		if n, err := strconv.Atoi(day); two && err == nil {
			if m, err := strconv.Atoi(month); err == nil {
				days[i] = fmt.Sprintf("%02d-%02d", m, n)
			}
		}
	}
	return strings.Join(days, " ")
}

// settingName is what a setting is called.
func (p Page) settingName(f registry.Setting) string {
	return wording.SettingName(p.Lang, f.Name)
}

func (d SettingField) labelled(label string) SettingField {
	d.Field = d.Labelled(label)
	return d
}

// settingField is where a setting is typed in a form.
func (p Page) settingField(form Form, f registry.Setting) SettingField {
	switch f.Unit {
	case registry.UnitYesNo:
		return SettingField{form.Select(f.Name, []Option{{Value: "yes", Text: p.T("setting.yes")}, {Value: "no", Text: p.T("setting.no")}}), true}
	case registry.UnitChoice:
		var ways []Option
		for _, way := range f.Choices {
			ways = append(ways, Option{Value: way, Text: wording.SettingChoice(p.Lang, f.Name, way)})
		}
		return SettingField{form.Select(f.Name, ways), true}
	case registry.UnitYearDays:
		return SettingField{Field: form.Line(f.Name).Optional().Hinted(p.T("setting.year_days_form"))}
	}
	return SettingField{Field: form.Whole(f.Name).Hinted(p.T("setting.limits_in", "unit", p.T("setting.unit."+string(f.Unit)), "from", p.Number(f.Least), "to", p.Number(f.Most)))}
}

// proposeSettings computes what the typed settings would change.
func (v *visit) proposeSettings() (answer, error) {
	f := v.form("", "setting.")
	var c registry.Checks
	from := v.saidDay(&c, "from")
	s, err := v.Register.GameSettings(v.r.Context(), registry.LastDay-1)
	if err != nil {
		return answer{}, err
	}
	var pairs []string
	for _, field := range registry.SettingsTable {
		pairs = append(pairs, "settings."+field.Name, field.Name)
		switch field.Unit {
		case registry.UnitYesNo:
			field.SetTruth(&s, v.said(field.Name) == "yes")
		case registry.UnitYearDays:
			field.SetText(&s, readYearDays(v.said(field.Name)))
		case registry.UnitChoice:
			field.SetText(&s, v.said(field.Name))
		default:
			if v.said(field.Name) == "" {
				c.Fail(field.Name, registry.CodeRequired)
			}
			field.SetNumber(&s, v.saidWhole(&c, field.Name))
		}
	}
	err = c.Err()
	var made registry.GameChange
	if err == nil {
		made, err = v.Register.ProposeVersion(v.r.Context(), v.act, registry.VersionAdoption{Kind: registry.GameSettings, From: from, Source: s.Canonical()})
	}
	if f.refused(v, err, pairs...) {
		return v.settingsForm(f)
	}
	return v.done("change_proposed", "settings_change", string(made.ID)), err
}

type settingsChangePage struct {
	Page
	Complaints []Complaint
	State      string
	Progress   string // how far it is; empty when nothing is computed
	Ready      bool   // everything is computed
	Fault      string
	Decision   []Phrase // who decided, when and what
	Settings   []SettingDiff
	Effects    []string
	Areas      []Line // how many rules of each get another state
	Reasons    []Line // by the main reason of that state
	Grades     *GradeLines
	Changed    []ChangedRule
	Decide     Form
	Withdraw   Form
	MayDecide  bool
	MayLeave   bool
	Asks       bool // a withdrawal must cite a decision
	Bodies     []Option
}

// SettingDiff is a setting that is to be otherwise.
type SettingDiff struct{ Name, Was, Will string }

// ChangedRule is a rule that gets another state.
type ChangedRule struct{ Number, Title, Address, Text string }

// changedShown bounds the rules that the page of a change names.
const changedShown = 100

func (v *visit) settingsChange() (answer, error) {
	return v.changePage(v.form("decide", "change."), v.form("withdraw", "change."))
}

func (v *visit) changePage(decide, withdraw Form) (answer, error) {
	c, rules, err := v.Register.GameChange(v.r.Context(), registry.GameChangeID(v.name), 0, changedShown)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	may := v.may("adopt")
	if c.Decision == nil && !may {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	p := settingsChangePage{Page: v.shell(v.text("setting.title")), Decide: decide, Withdraw: withdraw,
		Complaints: append(decide.Complaints, withdraw.Complaints...), State: v.text("setting.state_note." + string(c.State)), Ready: c.State.Open() && c.Done >= c.Rules}
	p.Title = p.T("setting.change_from", "day", p.Day(c.Begins))
	p.Crumbs = []Crumb{{p.T("setting.title"), p.To("settings")}}
	p.Wrong = decide.Failed() || withdraw.Failed()
	p.MayDecide = may && c.State == registry.ChangeProposed
	p.MayLeave = may && (c.State.Open() || c.State == registry.ChangeStands && c.Begins > today)
	p.Asks = c.State != registry.ChangeProposed
	for _, f := range []*Form{&p.Decide, &p.Withdraw} {
		f.preset("edit", strconv.Itoa(c.Edit))
		f.preset("decided", today.String())
	}
	p.tell(c, rules)
	refresh := ""
	if c.State.Open() {
		p.Progress = p.T("setting.progress", "done", p.Number(min(c.Done, c.Rules)), "rules", p.Number(c.Rules))
		if c.State == registry.ChangeDecided || !p.Ready {
			refresh = "3"
		}
	}
	if p.Wrong || v.r.Method != "GET" {
		refresh = ""
	}
	if err := p.compare(v, c); err != nil {
		return answer{}, err
	}
	return answer{status: max(decide.Status, withdraw.Status), template: "settings-change", data: p, refresh: refresh}, nil
}

// tell fills in what was decided and what it does.
func (p *settingsChangePage) tell(c registry.GameChange, rules []registry.RuleEffect) {
	for _, d := range []*registry.Decision{c.Decision, c.TakenBy} {
		if d != nil {
			p.Decision = append(p.Decision, p.Phrase("setting.decision", "words", d.Words, "body", d.Body, "day", p.Day(d.Day)))
		}
	}
	if c.Fault != nil {
		p.Fault = problem.Describe(p.Lang, c.Fault).Detail
	}
	for _, e := range c.Effects {
		p.Effects = append(p.Effects, p.effect("setting.effect", e))
	}
	p.Areas, p.Reasons, p.Grades = p.byArea(c), p.byReason(c), p.grades(c)
	for _, r := range rules {
		p.Changed = append(p.Changed, ChangedRule{r.Number.String(), r.Title, p.To("rule", r.Number.String()),
			p.T("setting.changed", "day", p.Day(r.On), "was", wording.State(p.Lang, r.Was), "will", wording.State(p.Lang, r.Will))})
	}
}

// compare fills in the settings that are otherwise than the day before, and who can decide.
func (p *settingsChangePage) compare(v *visit, c registry.GameChange) error {
	before, err := v.Register.GameSettings(v.r.Context(), c.Begins-1)
	if err != nil {
		return err
	}
	if s, err := registry.ParseSettings(c.Source); err == nil && c.Kind == registry.GameSettings {
		for _, f := range registry.SettingsTable {
			if !f.Same(before, s) {
				p.Settings = append(p.Settings, SettingDiff{p.settingName(f), wording.SettingValue(p.Lang, f, before), wording.SettingValue(p.Lang, f, s)})
			}
		}
	}
	bodies, err := v.Register.Bodies(v.r.Context())
	for _, b := range bodies {
		if b.Rank == registry.RankCouncil {
			p.Bodies = append(p.Bodies, Option{Value: string(b.ID), Text: b.Name})
			p.Decide.preset("body", string(b.ID))
			p.Withdraw.preset("body", string(b.ID))
		}
	}
	return err
}

func (v *visit) decideSettings() (answer, error) {
	decide, withdraw := v.form("decide", "change."), v.form("withdraw", "change.")
	err := v.citing(func(a registry.VersionAdoption) error {
		_, err := v.Register.DecideChange(v.r.Context(), v.act, registry.GameChangeID(v.name), v.saidEdit(), a)
		return err
	})
	if decide.refused(v, err) {
		return v.changePage(decide, withdraw)
	}
	return v.done("change_decided", "settings_change", v.name), err
}

func (v *visit) withdrawSettings() (answer, error) {
	decide, withdraw := v.form("decide", "change."), v.form("withdraw", "change.")
	to := v.name
	err := v.citing(func(a registry.VersionAdoption) error {
		c, err := v.Register.WithdrawChange(v.r.Context(), v.act, registry.GameChangeID(v.name), v.saidEdit(), a)
		if err == nil {
			to = string(c.ID)
		}
		return err
	})
	if withdraw.refused(v, err) {
		return v.changePage(decide, withdraw)
	}
	return v.done("change_withdrawn", "settings_change", to), err
}

// citing does something that cites a decision, which was typed.
func (v *visit) citing(do func(registry.VersionAdoption) error) error {
	var c registry.Checks
	a := registry.VersionAdoption{Body: registry.BodyID(v.said("body")), Words: v.said("words"), Case: v.said("case")}
	a.Decided = v.saidDay(&c, "decided")
	if err := c.Err(); err != nil {
		return err
	}
	return do(a)
}
