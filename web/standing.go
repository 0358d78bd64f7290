package web

import (
	"fmt"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// reportOf is the review that a consultation is part of; of one that stands alone
// there is none.
func (v *visit) reportOf(c workflow.Listed) (workflow.Report, error) {
	if c.Review.Slug == "" {
		return workflow.Report{}, nil
	}
	return v.Workflow.Report(v.r.Context(), c.Review.Slug)
}

// newAlone proposes a questionnaire that stands alone, or one that asks again.
func (v *visit) newAlone() (answer, error) {
	f := v.form("", "consult.")
	q := v.r.URL.Query()
	f.preset("kind", q.Get("kind"))
	f.preset("earlier", q.Get("earlier"))
	return v.newAloneForm(f)
}

func (v *visit) newAloneForm(f Form) (answer, error) {
	kind, earlier, err := v.aloneKind(f)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	for _, s := range v.consultationStands(earlier.Consultation) { // empty of one that asks for the first time
		if s.field != "opens" && s.field != "closes" {
			f.preset(s.field, s.text)
		}
	}
	if earlier.Slug == "" {
		v.presetAlone(&f)
	}
	begun := earlier.Questions
	if earlier.Slug == "" {
		if begun, err = v.beginFrom(&f, kind); err != nil {
			return answer{}, err
		}
	}
	f.preset("measured", numbered(earlier.Entries))
	if q := v.r.URL.Query(); q.Has("measured") { // a decision asks for it
		f.preset("measured", shown(q.Get("measured")))
		f.preset("title.da", shown(q.Get("what")))
		f.preset("title.en")
	}
	f.preset("opens", today.String())
	p := v.setup(f, v.text("alone.new."+string(kind)), v.sentPlaces(begun), workflow.Report{})
	v.builder(&p.Building, f, begun)
	if earlier.Slug == "" {
		p.Templates = v.templates(kind)
	}
	p.New, p.Alone, p.Kind, p.Earlier = true, kind, string(kind), earlier.Slug
	return answer{status: f.Status, template: "consultation-setup", data: p}, nil
}

// presetAlone proposes the texts that every questionnaire needs.
func (v *visit) presetAlone(f *Form) {
	for _, l := range texts.Langs {
		page, in := Page{Lang: l}, "."+string(l)
		f.preset("privacy"+in, page.T("consult.default.privacy", "place", v.Municipality))
		f.preset("danger"+in, page.T("consult.default.danger"))
	}
}

// aloneKind is the kind that a form asks for, and the earlier one that it asks
// again; CodeNotFound.
func (v *visit) aloneKind(f Form) (kind workflow.ConsultationKind, earlier workflow.Listed, err error) {
	if slug := f.Value("earlier"); slug != "" {
		if !slugLike(slug) {
			return "", earlier, &registry.Error{Code: registry.CodeNotFound}
		}
		if earlier, err = v.Workflow.Consultation(v.r.Context(), slug); err != nil {
			return "", earlier, err
		}
		kind = earlier.Kind
	} else {
		kind = workflow.ConsultationKind(f.Value("kind"))
	}
	for _, k := range workflow.AloneKinds {
		if k == kind {
			return kind, earlier, nil
		}
	}
	return "", earlier, &registry.Error{Code: registry.CodeNotFound}
}

func (v *visit) openAlone() (answer, error) {
	build := v.arrange(nil)
	f := v.form("", "consult.")
	kind, earlier, err := v.aloneKind(f)
	if err != nil {
		return answer{}, err
	}
	if build.on {
		return v.newAloneForm(f)
	}
	c, pairs, err := v.saidConsultation(workflow.Report{}, earlier.Questions)
	pairs = append(pairs, v.saidThemes(&c, earlier.Themes)...)
	c.Kind, c.Earlier = kind, earlier.ID
	if err == nil && kind == workflow.Measurement {
		c.Rules, err = v.measured()
	}
	if err == nil {
		c, err = v.Workflow.OpenAlone(v.r.Context(), v.act, c)
	}
	if registry.CodeOf(err) == registry.CodeSlugTaken { // its address comes from its title
		err = fieldError("title.da", err)
	}
	if f.refused(v, err, append(pairs, "slug", "title.da", "earlier", "opens")...) {
		return v.newAloneForm(f)
	}
	return v.done("consultation_opened", "work_consultation", c.Slug), err
}

// measured are the rules whose effect a measurement is about.
func (v *visit) measured() (ids []registry.RuleID, err error) {
	var c registry.Checks
	numbers := v.saidNumbers(&c, "measured")
	if err := c.Err(); err != nil || len(numbers) == 0 {
		return nil, err
	}
	rules, err := v.Register.RulesNumbered(v.r.Context(), numbers)
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	return ids, fieldError("measured", err)
}

type assessmentPage struct {
	Page
	Kind      string
	Lede      string
	Rounds    []RoundLine
	Questions []AssessedBars
	Changed   []ChangedLine
	Smallest  string
}

// RoundLine is one time at which the questions were asked.
type RoundLine struct{ Title, Days, People string }

// AssessedBars are what people chose of a question's options, now and before.
type AssessedBars struct {
	QuestionBars
	Districts []AudienceBars
	Unplaced  string // of districts that are not broken down
	Before    []BeforeRow
	Caption   string
	Heads     []string // of the columns of Before
	Far       bool     // there are two rounds to hold against each other
}

// BeforeRow is an option with how many chose it each time.
type BeforeRow struct {
	Text, Lang string
	Counts     []string
	Difference string // of the shares, in points, between the first and the last
}

// ChangedLine is a rule that was another when the questions were asked before.
type ChangedLine struct {
	Number, Title string
	Before, After Mark
}

// assessment shows what a questionnaire that stands alone has brought, to talk over.
func (v *visit) assessment() (answer, error) {
	a, err := v.Workflow.Assessment(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	p := assessmentPage{Page: v.shell(a.Consultation.Title.In(string(v.lang))), Kind: v.text("alone.kind." + string(a.Consultation.Kind)),
		Lede: v.text("assessment.lede." + string(a.Consultation.Kind))}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	p.TitleIsData, p.Smallest = p.told(a.Consultation.Title).Lang == "da", p.Number(a.SmallestGroup)
	for _, r := range a.Rounds {
		p.Rounds = append(p.Rounds, RoundLine{r.Consultation.Title.Da, p.T("consultations.days", "from", p.Day(r.Consultation.Opens), "to", p.LastDay(r.Consultation.Closes)),
			p.Count("results.people", r.People)})
	}
	for _, q := range a.Questions {
		p.Questions = append(p.Questions, p.assessedBars(q, a))
	}
	for _, c := range a.Changed {
		p.Changed = append(p.Changed, ChangedLine{c.Entry.Rule.Number.String(), c.Entry.Text.Title, p.mark(c.Before), p.mark(c.After)})
	}
	return answer{template: "assessment", data: p}, nil
}

func (p Page) assessedBars(q workflow.Assessed, a workflow.Assessment) AssessedBars {
	last := q.Rounds[len(q.Rounds)-1]
	out := AssessedBars{QuestionBars: p.questionBars(workflow.QuestionResult{Question: q.Question, Breakdown: last}, a.SmallestGroup)}
	for _, d := range q.Districts.Audiences {
		if d.Audience != "" && len(q.Districts.Audiences)+q.Districts.Hidden > 1 {
			out.Districts = append(out.Districts, AudienceBars{d.Audience, p.optionBars(q.Question, d.Counts, d.People)})
		}
	}
	if q.Districts.Hidden > 0 {
		out.Unplaced = p.Count("assessment.hidden", q.Districts.Hidden, "smallest", p.Number(a.SmallestGroup))
	}
	if len(q.Rounds) > 1 {
		out.Before, out.Far, out.Caption = p.before(q), true, p.T("assessment.before")
		out.Heads = []string{p.T("results.option")}
		for _, r := range a.Rounds {
			out.Heads = append(out.Heads, p.Day(r.Consultation.Opens))
		}
		out.Heads = append(out.Heads, p.T("assessment.difference"))
	}
	return out
}

// before is a row for each option. A round that too few answered is not told, and
// neither is a difference from it.
func (p Page) before(q workflow.Assessed) (rows []BeforeRow) {
	share := func(b workflow.Breakdown[string], option string) int {
		return (200*b.All[option] + b.People) / (2 * b.People)
	}
	first, last := q.Rounds[0], q.Rounds[len(q.Rounds)-1]
	for _, o := range q.Question.Options {
		text := p.told(o.Text)
		row := BeforeRow{Text: o.Text.In(text.Lang), Lang: text.Lang}
		for _, b := range q.Rounds {
			cell := p.T("assessment.few")
			if len(b.All) > 0 {
				cell = p.T("assessment.count", "n", p.Number(b.All[o.ID]), "all", p.Number(b.People), "share", p.Number(share(b, o.ID)))
			}
			row.Counts = append(row.Counts, cell)
		}
		if len(first.All) > 0 && len(last.All) > 0 {
			row.Difference = p.T("assessment.points", "n", fmt.Sprintf("%+d", share(last, o.ID)-share(first, o.ID)))
		}
		rows = append(rows, row)
	}
	return rows
}

func numbered(entries []registry.RegisterEntry) string {
	text := ""
	for i, e := range entries {
		if i > 0 {
			text += ", "
		}
		text += e.Rule.Number.String()
	}
	return text
}
