package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type consultationReportPage struct {
	Page
	About     Told // the consultation's title
	Review    string
	Days      string
	Draft     bool
	Figures   []ResultFigure
	Answers   []ResultFigure // of the inputs, by disposition
	Audiences Written
	Excluded  *ExcludedTold
	Questions []QuestionBars
	Themes    ReportPart
	Parts     []ReportPart
	Hearings  HearingList
	File      string
	Results   Crumb
}

// ReportPart is what was said of a rule, or of no rule, what was answered, and what
// came of it.
type ReportPart struct {
	Rule  RuleBars
	Items []Phrase
	Texts []ReportText
	More  Crumb
}

// ReportText is an input with its answer, and how many say the same.
type ReportText struct {
	InputLine
	Same string
}

// textsInPart are how many texts a part of the page has; the document has all.
const textsInPart = 20

// reportRead reads the report; on the desk, before it is everybody's.
func (v *visit) reportRead() (r workflow.ConsultationReport, before bool, err error) {
	before = strings.HasPrefix(v.page, "work_")
	r, err = v.Workflow.ConsultationReport(v.r.Context(), v.name, before)
	return r, before, err
}

// consultationReport shows what a consultation brought and what became of it.
func (v *visit) consultationReport() (answer, error) {
	r, before, err := v.reportRead()
	if registry.CodeOf(err) == registry.CodeReportNotYet { // what there is until then
		return answer{status: http.StatusSeeOther, redirect: v.shell("").To("consultation", v.name)}, nil
	}
	if err != nil {
		return answer{}, err
	}
	c := r.Consultation
	p := consultationReportPage{Page: v.shell(v.text("report.of", "title", c.Title.In(string(v.lang)))), About: v.told(c.Title), Draft: r.On < c.Closes}
	if p.About.Lang != string(v.lang) {
		p.Page = v.headed("report.of", c.Title.Da)
	}
	p.Review = r.Review
	p.Days = v.lang.Text("paper.days", map[string]string{"from": p.Day(c.Opens), "to": p.LastDay(c.Closes), "on": p.Day(r.On)})
	p.Excluded = p.excludedTold(r.Results)
	p.Figures, p.Audiences = p.resultFigures(r.Results), p.sentBy(r.Results)
	for _, k := range r.Answers {
		p.Answers = append(p.Answers, ResultFigure{p.Number(k.N), capital(p.Lang.Name("disposition", string(k.Kind))), p.T("done.means." + string(k.Kind))})
	}
	p.Results = Crumb{p.T("report.results"), p.To("consultation", c.Slug)}
	p.File = p.To("consultation_report_docx", c.Slug)
	if before {
		p.File = p.To("work_consultation_report_docx", c.Slug)
		p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	}
	for _, q := range r.Questions {
		p.Questions = append(p.Questions, p.questionBars(q, r.SmallestGroup))
	}
	if p.Themes, err = v.reportPart(p.Page, r, workflow.ShownQuery{NoRule: true}, nil); err != nil {
		return answer{}, err
	}
	for _, rule := range r.Rules {
		part, err := v.reportPart(p.Page, r, workflow.ShownQuery{Rule: rule.Entry.Rule.ID}, &rule)
		if err != nil {
			return answer{}, err
		}
		p.Parts = append(p.Parts, part)
	}
	p.Hearings = p.hearingList(r.Hearings, r.On, false)
	return answer{template: "consultation-report", data: p}, nil
}

func (v *visit) reportPart(p Page, r workflow.ConsultationReport, q workflow.ShownQuery, rule *workflow.RuleResult) (part ReportPart, err error) {
	q.Heads, q.Limit = true, textsInPart
	found, err := v.Workflow.Published(v.r.Context(), r.Consultation.Slug, q)
	if err != nil {
		return part, err
	}
	for _, a := range found.Inputs {
		a.Sender.Way = workflow.ByForm // who needs help to answer may be few
		line := ReportText{InputLine: p.inputLine(a, r.Consultation)}
		if n := found.Same[a.Input.ID]; n > 0 {
			line.Same = p.Count("report.same", n)
		}
		part.Texts = append(part.Texts, line)
	}
	shown, all := r.Texts.Shown, p.To("consultation", r.Consultation.Slug)
	if rule != nil {
		part.Rule, shown = p.ruleBars(r.Consultation.Slug, *rule, r.SmallestGroup), rule.Texts.Shown
		all = withQuery(all, url.Values{"rule": {part.Rule.Number}}.Encode())
		for _, item := range r.Decided[rule.Entry.Rule.ID] {
			before, after, _ := strings.Cut(papers.ItemTold(v.lang, r, rule.Entry.Rule.ID, item, "\x00"), "\x00")
			part.Items = append(part.Items, Phrase{Before: before, Danish: item.Title, After: after})
		}
	}
	if found.More {
		part.More = Crumb{p.T("report.more", "n", p.Number(shown)), all + "#texts"}
	}
	return part, nil
}

// consultationReportFile is the report as a document, with all its texts.
func (v *visit) consultationReportFile() (answer, error) {
	r, before, err := v.reportRead()
	if err != nil {
		return answer{}, err
	}
	write := func(w io.Writer) error {
		return papers.Consultation(v.r.Context(), w, v.lang, r, papers.WalkOf(v.Workflow, v.name), v.Municipality, before)
	}
	return answer{file: &file{format: sheet.DOCX, name: v.lang.Text("paper.file", nil) + "-" + v.name, write: write}}, nil
}
