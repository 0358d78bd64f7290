package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type consultationsPage struct {
	Page
	List    []ConsultationLine
	Alone   []ConsultationLine
	Reviews []Crumb // in which a consultation can be opened
	Begin   []Crumb // those that stand alone
}

// ConsultationLine is a consultation in a list.
type ConsultationLine struct {
	Title, Review string
	Days          string
	Open          bool
	Setup         string // address; empty for who may not
	Inbox         string
	Results       string
	Kind          string // of one that stands alone
	Talk, Again   string // addresses: what it brought, and to ask the same again
}

// consultations lists every consultation, and the reviews that can have one.
func (v *visit) consultations() (answer, error) {
	reviews, err := v.Workflow.Reviews(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := consultationsPage{Page: v.shell(v.text("consultations.title"))}
	sets := v.may("consult")
	for _, r := range reviews {
		list, err := v.Workflow.Consultations(v.r.Context(), r.Slug)
		if err != nil {
			return answer{}, err
		}
		for _, c := range list {
			p.List = append(p.List, p.consultationLine(c, sets))
		}
		if sets && r.Phase != workflow.Cancelled {
			p.Reviews = append(p.Reviews, Crumb{r.Name, p.To("work_consult", r.Slug)})
		}
	}
	alone, err := v.Workflow.ConsultationsAlone(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	for _, c := range alone {
		p.Alone = append(p.Alone, p.consultationLine(c, sets))
	}
	if sets {
		for _, kind := range workflow.AloneKinds {
			p.Begin = append(p.Begin, Crumb{p.T("alone.new." + string(kind)), withQuery(p.To("work_alone_new"), "kind="+string(kind))})
		}
	}
	return answer{template: "consultations", data: p}, nil
}

func (p Page) consultationLine(c workflow.Listed, sets bool) ConsultationLine {
	line := ConsultationLine{Title: c.Title.Da, Review: c.Review.Name, Open: c.Open, Inbox: p.To("work_inputs", c.Slug), Results: p.To("consultation", c.Slug),
		Days: p.T("consultations.days", "from", p.Day(c.Opens), "to", p.LastDay(c.Closes))}
	if c.Kind == workflow.SelfAssessment {
		line.Results = ""
	}
	if sets {
		line.Setup = p.To("work_consultation", c.Slug)
	}
	if c.Review.Slug == "" {
		line.Kind = p.T("alone.kind." + string(c.Kind))
		if sets {
			line.Talk, line.Again = p.To("work_assessment", c.Slug), withQuery(p.To("work_alone_new"), "earlier="+c.Slug)
		}
	}
	return line
}

// consultationForm is the set-up of a consultation, new or there already.
type consultationForm struct {
	Page
	Form       Form
	Complaints []Complaint
	New        bool
	Review     Crumb
	Alone      workflow.ConsultationKind // empty: it is part of the review
	Kind       string                    // of a new one that stands alone
	Earlier    string                    // slug of the one that it asks again
	Templates  []Crumb                   // from which a new one can begin
	Copies     []Crumb                   // earlier ones that a new one can begin from
	Lacking    []string                  // what people will miss
	Talk       string                    // address of what one that stands alone has brought
	Building
	Beside *Beside // what people meet; nil before there is one
	Rules  []RuleOption

	Open       bool
	Links      []LinkLine
	LinkForm   Form
	LinkMore   bool // more than the audience was typed
	Inbox      string
	Exclusions string // address
	Results    string
	Audiences  []string // that are suggested
}

// RuleOption is a rule that can be asked about.
type RuleOption struct {
	ID, Number, Title string
	Chosen            bool
	Lapses            bool
}

const (
	mostQuestions = 6  // that the page offers
	mostPlaces    = 60 // that it reads
)

// questionPlaces is how many questions the form has room for: more than the
// page offers can have been written by way of the API, and none may be lost.
func questionPlaces(before []workflow.Question) int { return max(mostQuestions, len(before)) }

// sentPlaces are also as many as the form had that was sent: it may have begun from
// a template.
func (v *visit) sentPlaces(before []workflow.Question) int {
	n := questionPlaces(before)
	for v.sent.Has(questionAt(n)+".text.da") && n < mostPlaces {
		n++
	}
	return n
}

// newConsultation proposes a consultation with texts that can stand as they are.
func (v *visit) newConsultation() (answer, error) {
	return v.newConsultationForm(v.form("", "consult."))
}

func (v *visit) newConsultationForm(f Form) (answer, error) {
	report, err := v.Workflow.Report(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	for _, l := range texts.Langs {
		in := "." + string(l)
		page := Page{Lang: l}
		f.preset("title"+in, page.T("consult.default.title", "review", report.Review.Name))
		f.preset("intro"+in, page.T("consult.default.intro", "day", page.LastDay(report.Review.Sunset)))
		f.preset("privacy"+in, page.T("consult.default.privacy", "place", v.Municipality))
		f.preset("danger"+in, page.T("consult.default.danger"))
		for i, text := range page.Lines("consult.default.questions") {
			f.preset(questionAt(i)+".text"+in, text)
		}
	}
	f.preset("opens", report.On.String())
	var lapsing []string
	for _, o := range report.Lapses {
		lapsing = append(lapsing, o.Entry.Rule.Number.String())
	}
	f.preset("rules", lapsing...)
	begun, err := v.beginFrom(&f, workflow.AskingAll)
	if err != nil {
		return answer{}, err
	}
	p := v.setup(f, v.text("consult.new"), v.sentPlaces(begun), report)
	v.builder(&p.Building, f, begun)
	p.New, p.Templates = true, v.templates(workflow.AskingAll)
	if p.Copies, err = v.copies(); err != nil {
		return answer{}, err
	}
	return answer{status: f.Status, template: "consultation-setup", data: p}, nil
}

// setup is the form with the review's rules to choose among.
func (v *visit) setup(f Form, title string, places int, report workflow.Report) consultationForm {
	p := consultationForm{Page: v.shell(title), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	p.Review = Crumb{report.Review.Name, p.To("review", report.Review.Slug)}
	p.places = places
	for i, part := range [][]workflow.Outlook{report.Lapses, report.Floors, report.Replaces, report.Extended, report.Ruled, report.Stays} {
		for _, o := range part {
			number := o.Entry.Rule.Number.String()
			p.Rules = append(p.Rules, RuleOption{ID: "rule-" + number, Number: number, Title: o.Entry.Text.Title, Chosen: f.Has("rules", number), Lapses: i == 0})
		}
	}
	return p
}

// saidConsultation reads the set-up form. Questions keep their ids wherever they are
// moved, so that answers stay with them.
func (v *visit) saidConsultation(report workflow.Report, before []workflow.Question) (c workflow.Consultation, pairs []string, err error) {
	var k registry.Checks
	wording := func(field string) workflow.Wording {
		return workflow.Wording{Da: v.said(field + ".da"), En: v.said(field + ".en")}
	}
	c.Title, c.Intro, c.Privacy, c.Danger = wording("title"), wording("intro"), wording("privacy"), wording("danger")
	c.Opens = v.saidDay(&k, "opens")
	if last := v.saidDay(&k, "closes"); last != registry.NoDay {
		c.Closes = last + 1
	} else if k.Err() == nil {
		k.Fail("closes", registry.CodeRequired)
	}
	for i := range v.sentPlaces(before) {
		at, place := questionAt(i), questionAt(len(c.Questions))
		q := v.saidQuestion(at, v.questionBefore(i, before))
		if q.Text == (workflow.Wording{}) && len(q.Options) == 0 {
			continue
		}
		for _, field := range []string{".text.da", ".text.en", ".kind", ".audiences", ".id"} {
			pairs = append(pairs, place+field, at+field)
		}
		pairs = append(pairs, place+".options", at+".options.da")
		for n := range q.Options {
			option := place + ".options[" + strconv.Itoa(n) + "].text"
			pairs = append(pairs, option+".da", at+".options.da", option+".en", at+".options.en")
		}
		for n := range q.Audiences {
			pairs = append(pairs, place+".audiences["+strconv.Itoa(n)+"]", at+".audiences")
		}
		c.Questions = append(c.Questions, q)
	}
	ids := map[string]registry.RuleID{}
	for _, part := range [][]workflow.Outlook{report.Lapses, report.Floors, report.Replaces, report.Extended, report.Ruled, report.Stays} {
		for _, o := range part {
			ids[o.Entry.Rule.Number.String()] = o.Entry.Rule.ID
		}
	}
	for _, number := range v.sent["rules"] {
		if id, ok := ids[number]; ok && !slices.Contains(c.Rules, id) {
			c.Rules = append(c.Rules, id)
		}
	}
	return c, append(pairs, "questions", questionAt(0)+".text.da"), k.Err()
}

func (v *visit) openConsultation() (answer, error) {
	build := v.arrange(nil)
	f := v.form("", "consult.")
	if build.on {
		return v.newConsultationForm(f)
	}
	report, err := v.Workflow.Report(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	c, pairs, err := v.saidConsultation(report, nil)
	pairs = append(pairs, v.saidThemes(&c, nil)...)
	if err == nil {
		c, err = v.Workflow.OpenConsultation(v.r.Context(), v.act, v.name, c)
	}
	if registry.CodeOf(err) == registry.CodeSlugTaken { // its address comes from its title
		err = fieldError("title.da", err)
	}
	if f.refused(v, err, append(pairs, "slug", "title.da")...) {
		return v.newConsultationForm(f)
	}
	return v.done("consultation_opened", "work_consultation", c.Slug), err
}

// consultationSetup shows a consultation with its links.
func (v *visit) consultationSetup() (answer, error) {
	return v.consultationSetupForm(v.form("", "consult."), v.form("link", "link."))
}

func (v *visit) consultationSetupForm(f, link Form) (answer, error) {
	ctx := v.r.Context()
	c, err := v.Workflow.Consultation(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	report, err := v.reportOf(c)
	if err != nil {
		return answer{}, err
	}
	links, err := v.Workflow.Links(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	rules := standing{field: "rules", many: true, name: func(number string) string { return number }}
	for _, e := range c.Entries {
		rules.set = append(rules.set, e.Rule.Number.String())
	}
	f.stands(strconv.Itoa(c.Edit), Phrase{}, append(v.consultationStands(c.Consultation), rules))
	f.preset("measured", strings.Join(rules.set, ", "))
	p := v.setup(f, c.Title.Da, v.sentPlaces(c.Questions), report)
	p.Asked = c.Asked
	v.builder(&p.Building, f, c.Questions)
	if err := v.beside(&p, c, report, links); err != nil {
		return answer{}, err
	}
	p.TitleIsData, p.Open = true, c.Open
	p.Complaints = append(p.Complaints, link.Complaints...)
	p.Wrong = p.Wrong || link.Failed()
	p.Exclusions = p.To("work_exclusions", c.Slug)
	p.Inbox, p.Results, p.LinkForm = p.To("work_inputs", c.Slug), p.To("consultation", c.Slug), link
	p.LinkMore, p.Lacking = link.Failed(), v.lacking(c.Consultation, links)
	if c.Kind != workflow.AskingAll {
		if c.Kind == workflow.SelfAssessment {
			p.Results = ""
		}
		p.Alone, p.Talk = c.Kind, p.To("work_assessment", c.Slug)
	}
	for _, l := range links {
		line, err := v.linkLine(l)
		if err != nil {
			return answer{}, err
		}
		p.Links = append(p.Links, line)
	}
	return answer{status: max(f.Status, link.Status), template: "consultation-setup", data: p}, nil
}

// consultationStands are the texts and days of a consultation.
func (v *visit) consultationStands(c workflow.Consultation) []standing {
	all := typedFields("title.da", c.Title.Da, "title.en", c.Title.En, "intro.da", c.Intro.Da, "intro.en", c.Intro.En, "privacy.da", c.Privacy.Da,
		"privacy.en", c.Privacy.En, "danger.da", c.Danger.Da, "danger.en", c.Danger.En, "opens", c.Opens.String(), "closes", (c.Closes - 1).String())
	all = append(all, v.themeStands(c)...)
	for i := range questionPlaces(c.Questions) {
		var q workflow.Question
		if i < len(c.Questions) {
			q = c.Questions[i]
		}
		all = append(all, v.questionStands(i, q)...)
	}
	return all
}

func (v *visit) editConsultation() (answer, error) {
	before, err := v.Workflow.Consultation(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	build := v.arrange(before.Questions)
	f := v.form("", "consult.")
	if build.on {
		return v.consultationSetupForm(f, v.form("link", "link."))
	}
	report, err := v.reportOf(before)
	if err != nil {
		return answer{}, err
	}
	c, pairs, err := v.saidConsultation(report, before.Questions)
	pairs = append(pairs, v.saidThemes(&c, before.Themes)...)
	if before.Kind == workflow.Measurement && err == nil {
		c.Rules, err = v.measured()
	}
	if err == nil {
		_, err = v.Workflow.EditConsultation(v.r.Context(), v.act, v.name, v.saidEdit(), c)
	}
	if f.refused(v, err, pairs...) {
		return v.consultationSetupForm(f, v.form("link", "link."))
	}
	return v.done("saved", "work_consultation", v.name), err
}
