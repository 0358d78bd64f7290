package papers

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/workflow"
)

// Walk gives the published texts that a query finds, some at a time:
// workflow.Service.WalkPublished of the consultation.
type Walk func(ctx context.Context, q workflow.ShownQuery, give func(workflow.PublishedPage) error) error

// WalkOf is the Walk of a consultation.
func WalkOf(s *workflow.Service, slug string) Walk {
	return func(ctx context.Context, q workflow.ShownQuery, give func(workflow.PublishedPage) error) error {
		return s.WalkPublished(ctx, slug, q, give)
	}
}

// Consultation writes the report on a consultation (høringsnotat) as DOCX: numbers,
// then input, answer and consequence by question and by rule, and the statements of
// hearing parties whole. It needs no more memory for many texts than for few.
// municipality hands it out; before says that what is not public yet may be read.
func Consultation(ctx context.Context, w io.Writer, l texts.Lang, r workflow.ConsultationReport, walk Walk, municipality string, before bool) error {
	title := r.Consultation.Title.In(string(l))
	heading := l.Text("paper.consultation", map[string]string{"title": title})
	p := consultationPaper{lang: l, report: r, Document: docx.New(w, docx.About{Title: heading, Language: string(l), Author: municipality,
		Footer: strings.TrimSuffix(title+" · "+municipality, " · "), Created: r.On.Time().UTC().Truncate(24 * time.Hour)})}
	p.Title(heading)
	p.opening(before)
	p.numbers()
	if err := p.themes(ctx, walk); err != nil {
		return err
	}
	for _, rule := range r.Rules {
		if err := p.rule(ctx, walk, rule); err != nil {
			return err
		}
	}
	p.statements(before)
	return p.Close()
}

type consultationPaper struct {
	*docx.Document
	lang   texts.Lang
	report workflow.ConsultationReport
}

func (p consultationPaper) text(key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return p.lang.Text("paper."+key, args)
}

func (p consultationPaper) say(key string, pairs ...string) {
	p.Paragraph(docx.Plain(p.text(key, pairs...)))
}

func (p consultationPaper) number(n int) string { return p.lang.Number(float64(n)) }

func (p consultationPaper) opening(before bool) {
	c := p.report.Consultation
	if before && p.report.On < c.Closes {
		p.Paragraph(docx.Bold(p.text("not_closed")))
	}
	if p.report.Review != "" {
		p.say("of_review", "review", p.report.Review)
	}
	p.say("days", "from", wording.Day(p.lang, c.Opens), "to", wording.LastDay(p.lang, c.Closes), "on", wording.Day(p.lang, p.report.On))
	p.say("no_ballot")
	if intro := c.Intro.In(string(p.lang)); intro != "" {
		p.Quote(docx.Plain(intro))
	}
}

func (p consultationPaper) numbers() {
	r, t := p.report, p.report.Texts
	p.Heading(1, p.text("numbers"))
	p.Table(docx.Column{Name: p.text("what"), Width: 2}, docx.Column{Name: p.text("n"), Width: 1, Number: true}, docx.Column{Name: p.text("means"), Width: 5})
	line := func(key string, n int) {
		p.Row(docx.Plain(p.text(key)), docx.Plain(p.number(n)), docx.Plain(p.text(key+"_means")))
	}
	line("contributions", r.Contributions)
	if r.Groups.Contributions > 0 {
		line("groups", r.Groups.Contributions)
	}
	line("inputs", r.Covered.Inputs)
	line("answered", r.Covered.Inputs-r.Covered.Unanswered)
	line("unanswered", r.Covered.Unanswered)
	line("written", t.Written)
	line("shown", t.Shown)
	line("withheld", t.Withheld)
	line("waiting", t.Waiting())
	p.excluded()
	p.answers()
	if len(r.Audiences.Audiences) > 0 {
		p.Heading(2, p.text("by_audience"))
		p.Table(docx.Column{Name: p.text("audience"), Width: 4}, docx.Column{Name: p.text("contributions"), Width: 1, Number: true})
		for _, a := range r.Audiences.Audiences {
			p.Row(docx.Plain(a.Audience), docx.Plain(p.number(a.People)))
		}
		p.hidden(r.Audiences.Hidden)
	}
	for _, q := range r.Questions {
		p.Heading(2, oneLine(q.Question.Text.In(string(p.lang))))
		var rows []choice
		for _, o := range q.Question.Options {
			rows = append(rows, choice{oneLine(o.Text.In(string(p.lang))), o.ID})
		}
		chosen(p, rows, q.Breakdown)
	}
}

// choice is a row of a table of what people chose.
type choice struct{ text, key string }

// chosen tells what people chose, in all and by the audiences that are told.
func chosen[K ~string](p consultationPaper, rows []choice, b workflow.Breakdown[K]) {
	if len(b.All) == 0 {
		if b.People == 0 {
			p.say("nobody_chose")
		} else {
			p.say("too_few", "smallest", p.number(p.report.SmallestGroup))
		}
		return
	}
	columns := []docx.Column{{Name: p.text("choice"), Width: 3}, {Name: p.text("all"), Width: 1, Number: true}}
	for _, a := range b.Audiences {
		columns = append(columns, docx.Column{Name: a.Audience, Width: 1, Number: true})
	}
	p.Table(columns...)
	for _, row := range rows {
		cells := []docx.Text{docx.Plain(row.text), docx.Plain(p.number(b.All[K(row.key)]))}
		for _, a := range b.Audiences {
			cells = append(cells, docx.Plain(p.number(a.Counts[K(row.key)])))
		}
		p.Row(cells...)
	}
	p.Paragraph(docx.Plain(p.lang.Count("paper.people", b.People, nil)))
	p.hidden(b.Hidden)
}

func (p consultationPaper) hidden(n int) {
	if n > 0 {
		p.Small(docx.Plain(p.lang.Count("paper.hidden", n, map[string]string{"smallest": p.number(p.report.SmallestGroup)})))
	}
}

// themes are what is about no rule: answers by question, and suggestions.
func (p consultationPaper) themes(ctx context.Context, walk Walk) error {
	p.Heading(1, p.text("themes"))
	last, some := "", false
	err := walk(ctx, workflow.ShownQuery{NoRule: true}, func(page workflow.PublishedPage) error {
		for _, a := range page.Inputs {
			if about := p.about(a.Input); about != last || !some {
				p.Heading(2, about)
				last, some = about, true
			}
			p.input(a, page.Same[a.Input.ID])
		}
		return nil
	})
	if err == nil && !some {
		p.say("no_texts")
	}
	return err
}

func (p consultationPaper) about(i workflow.Input) string {
	for _, q := range p.report.Consultation.Questions {
		if i.Kind == workflow.AnswerInput && q.ID == i.Question {
			return oneLine(q.Text.In(string(p.lang)))
		}
	}
	return p.text("suggestions")
}

// rule is what was said of a rule, what was answered, and what came of it.
func (p consultationPaper) rule(ctx context.Context, walk Walk, x workflow.RuleResult) error {
	p.Heading(1, x.Entry.Rule.Number.String()+" "+x.Entry.Text.Title)
	if x.Entry.Text.Plain != "" {
		p.Paragraph(docx.Plain(x.Entry.Text.Plain))
	}
	p.Heading(2, p.text("consequence"))
	p.Paragraph(docx.Bold(capital(wording.Status(p.lang, x.Entry.Segment))))
	for _, reason := range x.Entry.Segment.Reasons {
		p.Paragraph(docx.Plain(wording.Reason(p.lang, reason)))
	}
	for _, item := range p.report.Decided[x.Entry.Rule.ID] {
		p.Bullet(docx.Plain(ItemTold(p.lang, p.report, x.Entry.Rule.ID, item, item.Title)))
	}
	p.Heading(2, p.text("said"))
	var rows []choice
	for _, s := range workflow.Stances {
		rows = append(rows, choice{capital(p.lang.Name("stance", string(s))), string(s)})
	}
	chosen(p, rows, x.Breakdown)
	if m := x.Minutes; m.People > 0 {
		p.Paragraph(docx.Plain(p.lang.Count("web.results.minutes", m.People, map[string]string{"n": p.number(m.People), "median": p.lang.Number(m.Median),
			"least": p.number(m.Least), "most": p.number(m.Most)})))
	}
	p.say("covered", "answered", p.number(x.Covered.Inputs-x.Covered.Unanswered), "all", p.number(x.Covered.Inputs),
		"shown", p.number(x.Texts.Shown), "written", p.number(x.Texts.Written))
	return walk(ctx, workflow.ShownQuery{Rule: x.Entry.Rule.ID}, func(page workflow.PublishedPage) error {
		for _, a := range page.Inputs {
			p.input(a, page.Same[a.Input.ID])
		}
		return nil
	})
}

// input is one text, its answer, and what that led to.
func (p consultationPaper) input(a workflow.Answered, same int) {
	p.Quote(docx.Plain(a.Input.Text))
	translated(p.Document, p.lang, a.Input)
	if a.Input.Stance != workflow.NoStance {
		p.Small(docx.Plain(capital(p.lang.Name("stance", string(a.Input.Stance)))))
	}
	if same > 0 {
		p.Small(docx.Plain(p.lang.Count("paper.same", same, nil)))
	}
	p.answer(a)
	for _, part := range a.Parts {
		if part.Input.Text != "" {
			p.Quote(docx.Italic(part.Input.Text))
		}
		p.answer(part)
	}
}

func (p consultationPaper) answer(a workflow.Answered) {
	d := a.Disposition
	if a.Original != nil {
		d = a.Original
	}
	switch {
	case d == nil && len(a.Parts) > 0:
		p.say("in_parts")
	case d == nil:
		p.say("not_answered")
	default:
		p.Paragraph(docx.Bold(p.text("answer")+" "+capital(p.lang.Name("disposition", string(d.Kind)))+". "), docx.Plain(d.Reason))
	}
	var led []string
	for _, e := range a.Led {
		led = append(led, e.Rule.Number.String()+" "+e.Text.Title+" ("+wording.Status(p.lang, e.Segment)+")")
	}
	if a.Item != nil {
		led = append(led, a.Item.Title)
	}
	if len(led) > 0 {
		p.say("led", "to", strings.Join(led, "; "))
	}
}

// statements are the annex: what hearing parties said, whole.
func (p consultationPaper) statements(before bool) {
	if len(p.report.Hearings) == 0 {
		return
	}
	p.NewPage()
	p.Heading(1, p.text("statements"))
	p.say("statements_note")
	for _, h := range p.report.Hearings {
		p.Heading(2, h.Party)
		s := h.Statement
		switch {
		case h.State != workflow.HearingAnswered:
			p.say("statement_" + string(h.State))
			continue
		case !before && !h.StatementPublicOn(p.report.On):
			p.say("statement_later", "day", wording.Day(p.lang, h.Deadline))
			continue
		case s.NoRemarks:
			p.say("no_remarks")
		}
		if s.Text != "" {
			p.Paragraph(docx.Plain(s.Text))
		}
		p.Small(docx.Plain(p.text("signed", "who", strings.TrimSuffix(s.Signed+", "+s.Role, ", "), "day", wording.Day(p.lang, s.Received))))
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func capital(s string) string { return wording.Capital(s) }
