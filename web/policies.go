package web

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// policyAddresses and policyPlaces are what the policies say, for everybody.
var (
	policyAddresses = map[string]address{
		"policies":      {texts.Danish: "/politikker", texts.English: "/en/policies"},
		"policy":        {texts.Danish: "/politikker/{policy}", texts.English: "/en/policies/{policy}"},
		"policy_source": {texts.Danish: "/politikker/{policy}/kilde.json", texts.English: "/en/policies/{policy}/source.json"},
	}
	policyPlaces = map[string]place{
		"policies":      {show: (*visit).policies},
		"policy":        {show: (*visit).policy},
		"policy_source": {show: (*visit).policySource, file: true},
	}
)

// versionField names the version of the policy that is meant, by its digest.
const versionField = "version"

// Said is a text of a policy in the reader's language, or else in the one that it has.
// What is called the same in both, as laws are, is Danish.
type Said struct{ Text, Lang string }

func (p Page) said(b registry.Bilingual) Said {
	if danish := (Said{texts.NameCouncil(b.Danish), string(texts.Danish)}); b.English == "" || b.English == b.Danish || p.Lang != texts.English && b.Danish != "" {
		return danish
	}
	return Said{b.English, string(texts.English)}
}

type policiesPage struct {
	Page
	Policies []PolicyLine
	Versions []PolicyVersion
	Settings []SettingLine
	Since    string // from when the settings apply
	Tests    string
	Failed   []string
	Lost     []string // versions that cannot be judged with
	Own      string   // address of the municipality's own; empty for who may not
}

// PolicyLine is a policy in the list of all.
type PolicyLine struct {
	Title, About Said
	Address      string
	Whose        string // the municipality's own, since when, or the program's
	Count        string
}

// PolicyVersion is a version of the policy or the settings.
type PolicyVersion struct {
	Kind, From    string
	By, ByLang    string
	Digest, Short string
	Address       string // of what it says; empty for settings
	Now           bool
}

// SettingLine is what the municipality has set.
type SettingLine struct{ Name, Value string }

func (v *visit) policies() (answer, error) {
	view, err := v.Register.Policies(v.r.Context(), registry.NoDay, "")
	if err != nil {
		return answer{}, err
	}
	p := policiesPage{Page: v.shell(v.text("policies.title")), Settings: settingLines(v.shell(""), view.Values), Since: v.since(view.Settings)}
	if p.Tests = p.tests(view); view.Builtin {
		p.Failed = view.Tests.Failed
	}
	if v.may("govern") {
		p.Own = p.To("own_policies")
	}
	if p.Lost, err = v.lostVersions(); err != nil {
		return answer{}, err
	}
	for _, x := range view.Policies {
		p.Policies = append(p.Policies, PolicyLine{p.said(x.Title), p.said(x.About), p.policyAddress(x.Name, ""), p.whose(x, view),
			p.Count("policies.sentences", len(x.Sentences))})
	}
	for _, g := range slices.Backward(view.Versions) {
		p.Versions = append(p.Versions, p.policyVersion(g, view))
	}
	return answer{template: "policies", data: p}, nil
}

// whose says whether a policy is the municipality's own, and since when.
func (p Page) whose(x registry.PolicyText, view registry.PoliciesView) string {
	switch {
	case view.Own(x):
		return p.T("policies.whose.own", "from", p.fromDay(view.Policy.From))
	case x.Name == registry.PolicyAccess:
		return p.T("policies.whose.access")
	}
	return p.T("policies.whose.program")
}

func (p Page) policyAddress(name registry.PolicyName, version string) string {
	to := p.To("policy", slug(name))
	if version != "" {
		to += "?" + versionField + "=" + version
	}
	return to
}

func slug(name registry.PolicyName) string { return strings.ReplaceAll(string(name), "_", "-") }

// reasonAddress is the sentence that a reason of a status rests on, in the version
// that gave it.
func (p Page) reasonAddress(s registry.Segment, code registry.ReasonCode) string {
	return p.policyAddress(registry.PolicyInForce, s.PolicyDigest) + "#" + string(code)
}

// adopter is who adopted a version.
func (p Page) adopter(by string) string {
	if by == registry.Programme {
		return p.T("policies.by_programme")
	}
	if i := strings.LastIndex(by, ", "); i > 0 { // of a body, with the day (GameChange.version)
		if on, err := registry.ParseDay(by[i+2:]); err == nil {
			return by[:i] + ", " + p.Day(on)
		}
	}
	return by
}

// SentenceLink leads to the sentence that a finding rests on.
type SentenceLink struct{ Rests, Code, Address string }

func (p Page) sentenceLink(name registry.PolicyName, version, code string) SentenceLink {
	return SentenceLink{p.T("policies.rests_on"), code, p.sentenceAddress(name, version, code)}
}

// sentenceAddress is the sentence that a finding or a refusal rests on, in the version that
// judged; empty is the one in charge today.
func (p Page) sentenceAddress(name registry.PolicyName, version, code string) string {
	return p.policyAddress(name, version) + "#" + code
}

func (p Page) policyVersion(g registry.GameVersion, view registry.PoliciesView) PolicyVersion {
	line := PolicyVersion{Kind: p.T("policies.kind." + string(g.Kind)), From: p.fromDay(g.From), By: p.adopter(g.By), ByLang: "da", Digest: g.Digest, Short: g.Digest[:min(12, len(g.Digest))]}
	line.Now = g.Kind == registry.GamePolicy && g.Digest == view.Policy.Digest && g.From == view.Policy.From ||
		g.Kind == registry.GameSettings && g.Digest == view.Settings.Digest && g.From == view.Settings.From
	if g.By == registry.Programme {
		line.ByLang = string(p.Lang)
	}
	if g.Kind == registry.GamePolicy {
		line.Address = p.policyAddress(registry.PolicyInForce, g.Digest)
	}
	return line
}

func (p Page) fromDay(d registry.Day) string {
	if d <= registry.FirstDay {
		return p.T("policies.always")
	}
	return p.Day(d)
}

func (v *visit) since(g registry.GameVersion) string {
	if g.From <= registry.FirstDay {
		return v.text("policies.settings_always", "by", v.shell("").adopter(g.By))
	}
	return v.text("policies.settings_since", "day", v.shell("").Day(g.From), "by", v.shell("").adopter(g.By))
}

// tests tells what became of the policy's own tests, as far as the program ran them.
func (p Page) tests(view registry.PoliciesView) string {
	if !view.Builtin {
		return p.T("policies.tests_other")
	}
	return p.programTests(view)
}

func (p Page) programTests(view registry.PoliciesView) string {
	t := view.Tests
	switch {
	case t.Err != nil:
		return p.T("policies.tests_none")
	case !t.Passed():
		return p.T("policies.tests_failed", "failed", p.Number(len(t.Failed)), "n", p.Number(t.Count))
	}
	return p.T("policies.tests_passed", "n", p.Number(t.Count), "day", p.Day(registry.DayOf(t.At, view.Place)), "time", t.At.In(view.Place).Format("15:04"))
}

// settingLines are all settings, as they are called and read on their own page; opening
// weeks and days are said elsewhere and shown here.
func settingLines(p Page, s registry.Settings) (lines []SettingLine) {
	for _, f := range registry.SettingsTable {
		lines = append(lines, p.settingRead(f, s))
	}
	return append(lines,
		SettingLine{p.T("setting.opening_weeks"), p.Number(s.OpeningWeeks)},
		SettingLine{p.T("setting.opening_days"), p.Number(s.OpeningDays)})
}

func (p Page) settingRead(f registry.Setting, s registry.Settings) SettingLine {
	return SettingLine{p.settingName(f), wording.SettingValue(p.Lang, f, s)}
}

type policyPage struct {
	Page
	Called   Said
	About    Said
	Applies  string // which version it is
	Digest   string
	Tests    string
	Failed   []string
	Source   string         // address of the file
	Contents []SentenceLine // those that are not folded
	Modules  []ModuleLines
	Set      string // of which day the settings are; empty where it reads none
}

// ModuleLines are the sentences of one file.
type ModuleLines struct {
	Title, About Said
	Place        string
	Groups       []SentenceGroup
}

// SentenceGroup are sentences that are read alike: those that answer, and folded beneath
// them what they are built on.
type SentenceGroup struct {
	Fold      string // what the fold is called; empty where nothing is folded
	Sentences []SentenceLine
}

// SentenceLine is a sentence as it can be read.
type SentenceLine struct {
	Anchor, Code string
	Title, About Said
	Source       Said
	State        *Mark
	Severity     string
	Rego         string
	Reads        []SettingLine // what it reads of the settings
}

// answers tells a sentence that says something of a rule or a vote, or reads a setting,
// from one that others are built on.
func (s SentenceLine) answers() bool {
	return s.Code != "" || s.State != nil || s.Severity != "" || s.Source.Text != "" || len(s.Reads) > 0
}

// policyMeant reads which policy, and which version of it, an address names.
func (v *visit) policyMeant() (registry.PoliciesView, registry.PolicyText, error) {
	view, err := v.Register.Policies(v.r.Context(), registry.NoDay, v.typed(versionField))
	if err != nil {
		return view, registry.PolicyText{}, err
	}
	for _, x := range view.Policies {
		if slug(x.Name) == v.name {
			return view, x, nil
		}
	}
	return view, registry.PolicyText{}, &registry.Error{Code: registry.CodeNotFound}
}

func (v *visit) policy() (answer, error) {
	view, x, err := v.policyMeant()
	if err != nil {
		return answer{}, err
	}
	p := policyPage{Page: v.shell(""), Digest: x.Digest, Source: path("policy_source", v.lang, v.name)}
	p.Called, p.About = p.said(x.Title), p.said(x.About)
	p.Title = p.Called.Text
	p.Crumbs = []Crumb{{p.T("policies.title"), p.To("policies")}}
	if x.Name == registry.PolicyInForce {
		p.Applies = p.applies(view)
		p.Source += "?" + versionField + "=" + x.Digest
	} else if x.Held {
		p.Applies = p.applies(view) + " " + p.T("policies.beside_own")
		p.Source += "?" + versionField + "=" + x.Digest
	} else {
		p.Applies = p.T("policies.beside")
	}
	p.Tests = p.T("policies.tests_other")
	if !x.Held {
		p.Tests, p.Failed = p.programTests(view), view.Tests.Failed
	}
	for _, m := range x.Modules {
		lines := ModuleLines{Title: p.said(m.Title), About: p.said(m.About), Place: strings.TrimSuffix(m.Name, ".rego")}
		var open, beneath []SentenceLine
		for _, s := range x.Sentences {
			if s.Module != m.Name {
				continue
			}
			line := p.sentence(s, view.Values)
			if len(line.Reads) > 0 {
				p.Set = p.setOn(view)
			}
			if line.answers() {
				open = append(open, line)
			} else {
				beneath = append(beneath, line)
			}
		}
		if lines.Groups = []SentenceGroup{{"", open}}; len(beneath) > 0 {
			lines.Groups = append(lines.Groups, SentenceGroup{p.Count("policies.beneath", len(beneath)), beneath})
		}
		p.Contents = append(p.Contents, open...)
		p.Modules = append(p.Modules, lines)
	}
	return answer{template: "policy", data: p}, nil
}

// setOn says of which day the settings are that are shown with the sentences.
func (p Page) setOn(view registry.PoliciesView) string {
	switch {
	case view.Set > view.On:
		return p.T("policies.set_then", "day", p.Day(view.Set))
	case view.Set < view.On:
		return p.T("policies.set_last", "day", p.Day(view.Set))
	}
	return p.T("policies.set_today", "day", p.Day(view.Set))
}

func (p Page) applies(view registry.PoliciesView) string {
	key, always := "policies.applied", "policies.applied_always" // another than today's
	today := registry.NoDay
	for _, g := range view.Versions {
		if g.Kind == registry.GamePolicy && g.From <= view.On {
			today = max(today, g.From)
		}
	}
	if view.Policy.From == today || today == registry.NoDay {
		key, always = "policies.applies", "policies.applies_always"
	} else if view.Policy.From > view.On {
		key = "policies.will_apply"
	}
	if view.Policy.From <= registry.FirstDay {
		key = always
	}
	return p.T(key, "from", p.Day(view.Policy.From), "by", p.adopter(view.Policy.By))
}

func (p Page) sentence(s registry.Sentence, values registry.Settings) SentenceLine {
	line := SentenceLine{Anchor: s.Anchor, Code: s.Code, Title: p.said(s.Title), About: p.said(s.About), Source: p.said(s.Source), Rego: s.Rego}
	if s.Severity != "" {
		line.Severity = p.T("policies.severity." + s.Severity)
	}
	if s.State != "" {
		mark := p.Mark(s.State)
		line.State = &mark
	}
	for _, f := range registry.SettingsTable {
		if _, within, grouped := strings.Cut(f.Name, "."); slices.Contains(s.Settings, f.Name) || grouped && slices.Contains(s.Settings, within) {
			line.Reads = append(line.Reads, p.settingRead(f, values))
		}
	}
	return line
}

// policySource is a policy's files by name: of the one that judges whether rules are in
// force the very bytes that its digest names.
func (v *visit) policySource() (answer, error) {
	view, x, err := v.policyMeant()
	if err != nil {
		return answer{}, err
	}
	return answer{file: &file{format: sheet.JSON, name: v.name + "-" + x.Digest[:12], write: func(w io.Writer) error {
		if x.Name == registry.PolicyInForce {
			_, err := w.Write(view.Policy.Source)
			return err
		}
		files := map[string]string{}
		for _, m := range x.Modules {
			files[m.Name] = m.Source
		}
		return json.NewEncoder(w).Encode(files)
	}}}, nil
}
