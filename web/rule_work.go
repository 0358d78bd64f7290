package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// ruleChoices are the selects of a rule's form.
type ruleChoices struct {
	Kinds, Protects, Forms, Evidence, Periods, Changes, Adopters, Effects, Results []Option
	TagsThere                                                                      []string // that some rule has
}

func (p Page) ruleChoices() ruleChoices {
	var results []Option
	for _, r := range registry.CheckResults {
		results = append(results, Option{Value: string(r), Text: p.T("work.check.results." + string(r))})
	}
	return ruleChoices{
		Kinds:    named(p, "kind", registry.RuleKinds),
		Protects: named(p, "protects", registry.ProtectsChoices),
		Forms:    named(p, "legal_form", registry.LegalForms),
		Evidence: named(p, "evidence", registry.EvidenceGrades),
		Periods:  named(p, "per", registry.Periods),
		Changes: []Option{{Value: string(registry.EffortEstimated), Text: p.T("work.rule.effort_change_same")},
			{Value: string(registry.EffortChanged), Text: p.T("work.rule.effort_change_real")}},
		Adopters: named(p, "adopter", registry.Adopters),
		Effects:  named(p, "effect", registry.Effects),
		Results:  results,
	}
}

// ruleFields are the fields of a rule's catalogue entry in a form.
type ruleFields struct {
	Form Form
	ruleChoices
}

// partField says in the address which part of a rule's page was saved.
const partField = "part"

// naming names the values of a group; nil where there is none.
func (p Page) naming(group string) func(string) string {
	if group == "" {
		return nil
	}
	return func(value string) string { return p.Lang.Name(group, value) }
}

// Fields are those of the entry, on the page of a new rule and of one that is there.
func (c ruleChoices) Fields(f Form) ruleFields { return ruleFields{f, c} }

// tagsThere are the tags that rules have, for a field that suggests them.
func (v *visit) tagsThere() (tags []string, err error) {
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		tags, err = r.Tags(workSuggested)
		return err
	})
	return tags, err
}

// Suggested is a field of the entry that suggests what rules have.
func (f ruleFields) Suggested(name string, values []string) Suggested {
	field := f.Form.Line(name)
	values = further(field.Value, values)
	if len(values) > 0 {
		field.List = field.ID + "-list"
	}
	return Suggested{field.Optional(), values}
}

// further are tags behind those that stand in a field already: a browser suggests
// what a whole field can hold.
func further(stands string, tags []string) []string {
	there := registry.ParseTags(stands)
	if len(there) == 0 {
		return tags
	}
	var out []string
	for _, tag := range tags {
		if !slices.Contains(there, tag) {
			out = append(out, strings.Join(append(slices.Clone(there), tag), ", "))
		}
	}
	return out
}

// named are the values of a group with their names.
func named[T ~string](p Page, group string, values []T) []Option {
	var out []Option
	for _, v := range values {
		out = append(out, Option{Value: string(v), Text: capital(p.Lang.Name(group, string(v)))})
	}
	return out
}

type newRulePage struct {
	Page
	ruleChoices
	Complaints []Complaint
	Form       Form
	Gate       adoptionFields
}

func (v *visit) newRule() (answer, error) { return v.newRuleForm(v.form("", "work.rule."), nil, nil) }

// newRuleForm shows the form; refused is why what was sent is not stored, and
// view what the gate finds in it.
func (v *visit) newRuleForm(f Form, refused error, view *registry.AdoptionView) (answer, error) {
	f.preset("kind", string(registry.KindRule))
	f.preset("adopter", string(registry.AdoptedByCouncil))
	if err := v.presetAgain(&f); err != nil {
		return answer{}, err
	}
	f.preset("effort.evidence", string(registry.NotQuantified))
	p := newRulePage{Page: v.shell(v.text("work.rule.new.title")), Form: f, Complaints: f.Complaints}
	p.ruleChoices = p.Page.ruleChoices()
	f.preset("basis.effect", string(registry.Permits))
	p.Wrong = f.Failed()
	var err error
	if p.TagsThere, err = v.tagsThere(); err != nil {
		return answer{}, err
	}
	if p.Gate, err = v.gateFields(p.Page); err != nil {
		return answer{}, err
	}
	p.Gate.gated(p.Page, refused)
	if view != nil {
		p.Gate.look(p.Page, *view, v.said("area"))
	}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.rules.title"), p.To("work_rules")})
	return answer{status: f.Status, template: "work-rule-new", data: p}, nil
}

// createRule takes a rule into the register.
func (v *visit) createRule() (answer, error) {
	f := v.form("", "work.rule.")
	var c registry.Checks
	n := registry.NewRule{Adopter: registry.Adopter(v.said("adopter")), EffectiveFrom: v.saidDay(&c, "effective_from"),
		Catalogue: v.saidCatalogue(&c, registry.Effort{}), Text: v.saidText()}
	if err := v.saidAdoption(&c, &n); err != nil {
		return answer{}, err
	}
	err := c.Err()
	if err == nil && !v.act.Reach.Has(n.Catalogue) {
		c.Fail("area", registry.CodeForbidden)
		err = c.Err()
	}
	var created registry.Rule
	look := v.said("step") == "look"
	if err == nil && !look {
		created, err = v.Register.AdoptShownRule(v.r.Context(), v.act, n, v.said("seen"))
		if registry.CodeOf(err) == registry.CodeAdoptionUnseen {
			look, err = true, nil
		}
	}
	if err == nil && look {
		var view registry.AdoptionView
		if view, err = v.Register.PreviewRule(v.r.Context(), v.act, n); err == nil {
			return v.newRuleForm(f, nil, &view)
		}
	}
	if f.refused(v, err, "bases[0].reference", "basis.reference", "bases[0].effect", "basis.effect", "first_review.by", "first_review.by.words") {
		return v.newRuleForm(f, err, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.done("created", "work_rule", created.Number.String()), nil
}

func (v *visit) saidText() registry.Text {
	return registry.Text{Title: v.said("title"), Plain: v.said("plain"), Demand: v.said("demand"), Frequency: v.said("frequency")}
}

// saidCatalogue reads the fields of the entry; before is the effort that stands.
func (v *visit) saidCatalogue(c *registry.Checks, before registry.Effort) registry.Catalogue {
	return registry.Catalogue{Kind: registry.RuleKind(v.said("kind")), Area: v.said("area"), Unit: v.said("unit"), Audience: v.said("audience"),
		Owner: v.said("owner"), Protects: registry.Protects(v.said("protects")), LegalForm: registry.LegalForm(v.said("legal_form")),
		KLE: v.said("kle"), Source: v.said("source"), Tags: registry.ParseTags(v.said("tags")), Effort: v.saidEffort(c, before)}
}

// entryField is a field of a rule's entry in the catalogue as a form has it.
type entryField struct {
	name  string
	group string // of names, where the value is a choice
	of    func(Page, registry.Catalogue) string
}

var entryFields = append([]entryField{
	{"kind", "kind", func(_ Page, k registry.Catalogue) string { return string(k.Kind) }},
	{"area", "", func(_ Page, k registry.Catalogue) string { return k.Area }},
	{"unit", "", func(_ Page, k registry.Catalogue) string { return k.Unit }},
	{"legal_form", "legal_form", func(_ Page, k registry.Catalogue) string { return string(k.LegalForm) }},
	{"audience", "", func(_ Page, k registry.Catalogue) string { return k.Audience }},
	{"owner", "", func(_ Page, k registry.Catalogue) string { return k.Owner }},
	{"protects", "protects", func(_ Page, k registry.Catalogue) string { return string(k.Protects) }},
	{"kle", "", func(_ Page, k registry.Catalogue) string { return k.KLE }},
	{"source", "", func(_ Page, k registry.Catalogue) string { return k.Source }},
	{"tags", "", func(_ Page, k registry.Catalogue) string { return strings.Join(k.Tags, ", ") }},
}, effortFields...)

// figure writes a number as it is typed; none for 0.
func figure(n float64) string {
	if n == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(n, 'f', -1, 64), ".", ",", 1)
}

type workRulePage struct {
	Page
	Counter []CounterLine
	ruleChoices
	Number     string
	Here       string // this page's address, with the list it was opened from
	Mark       Mark
	Complaints []Complaint
	MayEdit    bool
	MayCheck   bool
	Entry      Form
	Text       Form
	Gate       textGate
	Basis      Form
	Bases      []WorkBasis
	Kinds      ClassLines
	Case       Form
	CaseMore   bool // something stands in the answers that nobody must give
	Judged     JudgedCase
	Undefend   Form
	Draft      DraftOffer
	Score      Form
	ScoreNow   bool // the indicator is due
	Scores     []Option
	Grades     []Option
	Check      Form
	Unchecked  bool
	Checked    registry.LegalCheck
	CheckDay   string
	Owner      string
	Vacancy    string // of the post that answers for it
	Missing    []Complaint
	KLE        KLELine
	askedParts
	saved     string // the part of the page that was saved
	savedText string
}

// SavedIn is what is said in a part of the page that was just saved, so that its
// writer goes on where they were.
func (p workRulePage) SavedIn(part string) SavedPart {
	if p.saved != part {
		return SavedPart{}
	}
	return SavedPart{p.savedText}
}

// SavedPart is shown by the template "part-saved".
type SavedPart struct{ Saved string }

// rulePart is the part of the page that a form stands in.
func rulePart(form string) string {
	switch form {
	case "draft", "score", "undefended":
		return "case"
	}
	return form
}

// WorkBasis is a legal basis that can be recorded anew.
type WorkBasis struct {
	Text, Edit string
	BasisLine
}

// ruleForms are the forms of a rule's page.
type ruleForms struct {
	entry, text, basis, justification, score, undefend, draft, check Form

	amended *registry.AmendmentView // what the gate finds in a text that was sent
	tried   *registry.CaseView      // what is found in a justification that is being written
}

func (v *visit) ruleForms() ruleForms {
	return ruleForms{entry: v.form("entry", "work.rule."), text: v.form("text", "work.rule."), basis: v.form("basis", "work.basis."),
		justification: v.form("case", "case."), score: v.form("score", "case.score."), undefend: v.form("undefended", "case."),
		draft: v.form("draft", "case."), check: v.form("check", "work.check.")}
}

func (v *visit) workRule() (answer, error) { return v.workRuleForm(v.ruleForms()) }

func (v *visit) workRuleForm(f ruleForms) (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
	if err != nil {
		return answer{}, err
	}
	p, err := v.workedOn(view)
	if err != nil {
		return answer{}, err
	}
	told := Phrase{}
	if v.sent != nil && v.sent.Get("edit") != strconv.Itoa(view.Rule.Edit) {
		if told, err = v.meanwhile(number); err != nil {
			return answer{}, err
		}
	}
	p.stand(&f, view, told)
	p.bases(&f.basis, view, told, v.r.URL.Query())
	f.check.preset("by", v.act.Actor.Name)
	judged, err := v.Register.Case(v.r.Context(), number)
	if err != nil {
		return answer{}, err
	}
	if f.tried != nil {
		judged = *f.tried
	}
	p.Judged = p.judged(judged)
	p.Judged.Mending = true
	if err := v.offerDraft(&p, view.Rule, &f.justification); err != nil {
		return answer{}, err
	}
	p.Entry, p.Text, p.Basis, p.Case, p.Check = f.entry, f.text, f.basis, f.justification, f.check
	p.Score, p.Undefend, p.Gate = f.score, f.undefend, p.Page.textGate(f.text, f.amended)
	if p.Missing, err = v.missing(number, p); err != nil {
		return answer{}, err
	}
	status := 0
	for _, one := range []Form{f.entry, f.text, f.basis, f.justification, f.score, f.undefend, f.check} {
		if one.Failed() {
			status, p.Wrong, p.Complaints = one.Status, true, one.Complaints
		}
	}
	return answer{status: status, template: "work-rule", data: p}, nil
}

// workedOn is the page with all but its forms, for somebody who may write on the rule.
func (v *visit) workedOn(view registry.RuleView) (workRulePage, error) {
	edits, mayEdit := v.reach("catalogue")
	checks, mayCheck := v.reach("legal-check")
	k, number := view.Rule.Catalogue, view.Rule.Number
	p := workRulePage{Page: v.shell(view.Versions[len(view.Versions)-1].Title), Number: number.String(), Owner: k.Owner,
		MayEdit: mayEdit && edits.Has(k), MayCheck: mayCheck && checks.Has(k)}
	if !p.MayEdit && !p.MayCheck {
		return p, outOfReach()
	}
	p.TitleIsData, p.Lead = true, p.Number
	p.ruleChoices = p.Page.ruleChoices()
	p.Scores, p.Grades = named(p.Page, "score_result", registry.ScoreResults), named(p.Page, "effect_grade", registry.EffectGrades)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.rules.title"), v.backToList(p.Number)})
	if p.saved = v.r.URL.Query().Get(partField); slices.Contains([]string{"text", "entry", "case", "basis", "check"}, p.saved) {
		p.savedText, p.Notice = p.Notice, ""
	}
	p.Here = withQuery(p.To("work_rule", p.Number), v.keptList())
	p.Mark, p.Kinds = p.mark(view.Segment), p.classLines(view)
	p.Unchecked = view.Unchecked()
	if n := len(view.Checks); n > 0 {
		p.Checked = view.Checks[n-1]
		p.CheckDay = p.Day(p.Checked.Day)
	}
	var err error
	if p.TagsThere, err = v.tagsThere(); err != nil {
		return p, err
	}
	if p.Vacancy, err = v.vacancy(k.Owner); err != nil {
		return p, err
	}
	if p.Counter, _, err = v.counters(view.Rule); err != nil {
		return p, err
	}
	if p.KLE, err = v.kle(k.KLE); err != nil {
		return p, err
	}
	p.askedParts, err = v.askedOf(p.Page, number)
	return p, err
}

// stand fills the forms with what is stored; told is what others changed meanwhile.
func (p *workRulePage) stand(f *ruleForms, view registry.RuleView, told Phrase) {
	edit := strconv.Itoa(view.Rule.Edit)
	var entry []standing
	for _, field := range entryFields {
		entry = append(entry, standing{field: field.name, text: field.of(p.Page, view.Rule.Catalogue), name: p.naming(field.group)})
	}
	f.entry.stands(edit, told, entry)
	f.entry.preset("effort.change", string(registry.EffortEstimated))

	t := view.Versions[len(view.Versions)-1]
	f.text.stands(edit, told, typedFields("title", t.Title, "plain", t.Plain, "demand", t.Demand, "frequency", t.Frequency))
	f.text.preset("from", view.On.String())

	var j registry.Justification
	if n := len(view.Justifications); n > 0 {
		j = view.Justifications[n-1]
	}
	f.justification.stands(edit, told, append(typedFields("value", j.Value, "beneficiary", j.Beneficiary, "mechanism", j.Mechanism, "evidence", j.Evidence,
		"lighter", j.Lighter, "without", j.Without, "indicator", j.Indicator, "check_on", j.CheckOn.String()),
		standing{field: "evidence_grade", text: string(j.Grade), name: p.naming("effect_grade")}))
	p.CaseMore = j.Mechanism+j.Evidence+j.Without+j.Indicator+string(j.Grade) != "" || f.justification.Failed()
	p.ScoreNow = j.Due(view.On)

	f.undefend.stands(edit, told, nil)
	f.score.stands(edit, told, nil)
	f.check.stands(edit, told, nil)
	f.check.preset("day", view.On.String())
	f.check.preset("result", string(registry.BasesConfirmed))
}

// bases lists the legal bases and fills the form with the one that is chosen.
func (p *workRulePage) bases(f *Form, view registry.RuleView, told Phrase, q url.Values) {
	chosen := q.Get("basis")
	if f.typed {
		chosen = f.Value("id")
	}
	var stands []standing
	for _, b := range view.Bases {
		line := p.basisLine(b, view.On)
		line.Effect = capital(p.Lang.Name("effect", string(b.Effect)))
		p.Bases = append(p.Bases, WorkBasis{b.Reference, withQuery(p.To("work_rule", p.Number), with(with(with(q, noticeField, ""), partField, ""), "basis", string(b.ID)).Encode()) + "#basis", line})
		if string(b.ID) != chosen {
			continue
		}
		f.preset("id", string(b.ID))
		last := ""
		if b.Until < registry.LastDay {
			last = (b.Until - 1).String()
		}
		law, provision := b.Reference, ""
		if b.ELI() != "" {
			law, provision = b.ELI(), b.Provision()
		}
		stands = append(typedFields("reference", law, "provision", provision, "from", b.From.String(), "until", last, "floor", b.Floor, "increment", b.Increment),
			standing{field: "effect", text: string(b.Effect), name: p.naming("effect")})
	}
	if stands == nil {
		f.preset("effect", string(registry.Duty))
	}
	f.stands(strconv.Itoa(view.Rule.Edit), told, stands)
}

// sendRule runs one of the forms of a rule's page.
func (v *visit) sendRule(f *Form, all *ruleForms, do func(registry.Number, *registry.Checks) error, pairs ...string) (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	err = do(number, &c)
	if f.refused(v, err, pairs...) {
		return v.workRuleForm(*all)
	}
	if registry.CodeOf(err) == registry.CodeForbidden {
		var own *refusal
		if !errors.As(err, &own) {
			err = outOfReach()
		}
	}
	query := url.Values{partField: {rulePart(f.Name)}}
	if list := v.r.URL.Query().Get(listField); list != "" {
		query.Set(listField, list)
	}
	done := v.doneWith("saved", query.Encode(), "work_rule", number.String())
	done.redirect += "#" + rulePart(f.Name)
	return done, err
}

func (v *visit) editRule() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.entry, &f, func(n registry.Number, c *registry.Checks) error {
		view, err := v.Register.Rule(v.r.Context(), n, registry.StatusQuery{})
		if err != nil {
			return err
		}
		k := v.saidCatalogue(c, view.Rule.Catalogue.Effort)
		if err := c.Err(); err != nil {
			return err
		}
		k.KLEValidAt = view.Rule.Catalogue.KLEValidAt // has no field here
		_, err = v.Register.EditRule(v.r.Context(), v.act, n, v.saidEdit(), k)
		return err
	})
}

func (v *visit) recordBasis() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.basis, &f, func(n registry.Number, c *registry.Checks) error {
		b := registry.Basis{ID: registry.BasisID(v.said("id")), Reference: strings.TrimSpace(v.said("reference") + " " + v.said("provision")),
			Effect: registry.Effect(v.said("effect")), From: v.saidDay(c, "from"), Until: registry.LastDay,
			Floor: v.said("floor"), Increment: v.said("increment")}
		if last := v.saidDay(c, "until"); last != registry.NoDay {
			b.Until = last + 1 // the last day is typed
		}
		err := c.Err()
		if err == nil {
			_, err = v.Register.RecordBasis(v.r.Context(), v.act, n, v.saidEdit(), b)
		}
		return err
	})
}

func (v *visit) justify() (answer, error) {
	f := v.ruleForms()
	if v.said("try") == "yes" {
		return v.tryCase(&f)
	}
	return v.sendRule(&f.justification, &f, func(n registry.Number, c *registry.Checks) error {
		j := v.saidCase(c)
		err := c.Err()
		if err == nil {
			_, err = v.Register.Justify(v.r.Context(), v.act, n, v.saidEdit(), j)
		}
		return err
	})
}

func (v *visit) checkLegally() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.check, &f, func(n registry.Number, c *registry.Checks) error {
		l := registry.LegalCheck{By: v.said("by"), Day: v.saidDay(c, "day"), Result: registry.CheckResult(v.said("result")), Note: v.said("note")}
		err := c.Err()
		if err == nil {
			_, err = v.Register.CheckLegally(v.r.Context(), v.act, n, v.saidEdit(), l)
		}
		return err
	})
}
