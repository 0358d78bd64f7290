package web

import (
	"io"
	"net/url"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Written is how many sent something, in all and by audience.
type Written struct {
	ID      string
	Title   Told
	Caption string
	Bars    []ResultBar // the audiences that are told; none where there is one alone
	Hidden  string
}

// ShownTexts are a page of texts that may be read, with their answers.
type ShownTexts struct {
	Note   string // how many there are of how many
	About  Crumb  // the rule that they are about, with the way back to all; empty: all
	Shown  []InputLine
	Next   string
	Begin  string // address of the first page; empty on it
	Silent string // instead of texts
}

// resultFigures are the numbers that stand first, with what each of them counts.
func (p Page) resultFigures(r workflow.Results) []ResultFigure {
	answered := r.Covered.Inputs - r.Covered.Unanswered
	figures := []ResultFigure{{p.Number(r.Contributions), p.Count("results.contributions", r.Contributions), p.T("results.contributions_means")}}
	if g := r.Groups; g.Contributions > 0 {
		figures = append(figures, ResultFigure{p.Number(g.Contributions), p.Count("results.groups", g.Contributions), p.Count("results.groups_means", g.People)})
	}
	figures = append(figures, ResultFigure{p.Number(r.Covered.Inputs), p.Count("results.inputs", r.Covered.Inputs), p.T("results.inputs_means")},
		ResultFigure{p.T("results.of", "answered", p.Number(answered), "all", p.Number(r.Covered.Inputs)), p.T("results.answered"), p.T("results.answered_means")})
	if t := r.Texts; t.Written > 0 {
		figures = append(figures, ResultFigure{p.T("results.of", "answered", p.Number(t.Shown), "all", p.Number(t.Written)), p.T("results.shown"),
			p.T("results.shown_means", "withheld", p.Number(t.Withheld), "waiting", p.Number(t.Waiting()))})
	}
	return figures
}

func (p Page) sentBy(r workflow.Results) Written {
	return p.written("audiences", Told{Lang: string(p.Lang), Lines: []string{p.T("results.by_audience")}}, "results.sent", r.Audiences, r.SmallestGroup)
}

// wrote are the questions in free text, and the suggestions.
func (p Page) wrote(r workflow.Results) (all []Written) {
	for _, q := range r.Answers {
		all = append(all, p.written("wrote-"+q.Question.ID, p.told(q.Question.Text), "results.people", q.Breakdown, r.SmallestGroup))
	}
	if r.Suggestions.People > 0 {
		all = append(all, p.written("suggestions", Told{Lang: string(p.Lang), Lines: []string{p.T("results.suggestions")}}, "results.suggested", r.Suggestions, r.SmallestGroup))
	}
	return all
}

func (p Page) written(id string, title Told, caption string, b workflow.Breakdown[string], smallest int) Written {
	w := Written{ID: id, Title: title, Caption: p.Count(caption, b.People)}
	if len(b.Audiences) > 1 || b.Hidden > 0 {
		var n []int
		for _, a := range b.Audiences {
			n = append(n, a.People)
		}
		for i, share := range shares(append(n, b.Hidden))[:len(n)] {
			bar := p.bar(b.Audiences[i].Audience, n[i], share)
			bar.Lang = "da"
			w.Bars = append(w.Bars, bar)
		}
	}
	if b.Hidden > 0 {
		w.Hidden = p.Count("results.hidden_people", b.Hidden, "smallest", p.Number(smallest))
	}
	return w
}

// minutesSaid tells how long people say a rule takes; empty when too few said it.
func (p Page) minutesSaid(m workflow.MinutesSaid) string {
	if m.People == 0 {
		return ""
	}
	return p.Count("results.minutes", m.People, "median", p.Lang.Number(m.Median), "least", p.Number(m.Least), "most", p.Number(m.Most))
}

const textsShown = 50

// shownTexts are a page of them, about one rule if the address names it.
func (v *visit) shownTexts(r workflow.Results) (ShownTexts, error) {
	p := Page{Lang: v.lang}
	f := workflow.ShownQuery{After: registry.InputID(v.typed("after")), Limit: textsShown}
	all := p.To("consultation", r.Consultation.Slug)
	out := ShownTexts{Silent: p.T("results.no_texts")}
	q := url.Values{}
	texts := r.Texts
	for _, x := range r.Rules {
		if number := x.Entry.Rule.Number.String(); number == v.typed("rule") {
			f.Rule, texts = x.Entry.Rule.ID, x.Texts
			out.About = Crumb{number + " · " + x.Entry.Text.Title, all + "#texts"}
			q.Set("rule", number)
		}
	}
	found, err := v.Workflow.Published(v.r.Context(), r.Consultation.Slug, f)
	if registry.CodeOf(err) == registry.CodeNotFound && f.After != "" { // it was taken back since: from the beginning
		f.After = ""
		found, err = v.Workflow.Published(v.r.Context(), r.Consultation.Slug, f)
	}
	if err != nil {
		return out, err
	}
	out.Note = p.T("results.texts_of", "shown", p.Number(texts.Shown), "all", p.Number(texts.Written))
	for _, a := range found.Inputs {
		a.Sender.Way = workflow.ByForm // who needs help to answer may be few
		out.Shown = append(out.Shown, v.shell("").inputLine(a, r.Consultation))
	}
	if found.More {
		out.Next = withQuery(all, with(q, "after", string(found.Last)).Encode()) + "#texts"
	}
	if f.After != "" {
		out.Begin = withQuery(all, q.Encode()) + "#texts"
	}
	return out, nil
}

// resultFiles are the addresses of the numbers as a table in each format.
func (v *visit) resultFiles(slug string) []Crumb {
	p := Page{Lang: v.lang}
	return []Crumb{{p.T("results.take.xlsx"), p.To("consultation_xlsx", slug)}, {p.T("results.take.csv"), p.To("consultation_csv", slug)}}
}

func (v *visit) resultsCSV() (answer, error)  { return v.resultsFile(sheet.CSV) }
func (v *visit) resultsXLSX() (answer, error) { return v.resultsFile(sheet.XLSX) }

// resultsFile is all numbers of the results, one a row.
func (v *visit) resultsFile(format sheet.Format) (answer, error) {
	r, err := v.Workflow.Results(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	p, lang := Page{Lang: v.lang}, string(v.lang)
	write := func(w io.Writer) error {
		return sheet.Write(w, format, sheet.FigureTable(v.lang), func(add func([]string) error) error {
			for _, f := range r.Figures() {
				row := sheet.Figure{Of: string(f.Of), Key: f.Question, About: f.About.In(lang), Audience: f.Audience, Choice: f.Option.In(lang), N: f.N}
				if f.Rule > 0 {
					row.Key = f.Rule.String()
				}
				if f.Stance != workflow.NoStance {
					row.Choice = p.stance(f.Stance)
				}
				if err := add(sheet.FigureRow(v.lang, row)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	today, err := v.Register.Today(v.r.Context())
	return answer{file: &file{format: format, name: v.fileName("results", today), write: write}}, err
}
