package web

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type resultsPage struct {
	Page
	Review    Crumb
	Intro     Told
	Days      string
	Open      bool
	Figures   []ResultFigure
	Audiences Written // the contributions
	Questions []QuestionBars
	Wrote     []Written // answers in free text, and suggestions
	Rules     []RuleBars
	Texts     ShownTexts
	Files     []Crumb // the numbers to take home
	Report    string  // address; empty while it is open
	Receipt   string  // address
	Excluded  *ExcludedTold
	Done      string // address of what was done about it
	Effort    SumText
	Reworded  []RewordedLine
	Themes    ThemeBars
}

// ResultFigure is a number with what it counts.
type ResultFigure struct{ N, Label, Meaning string }

// RuleBars are the views on a rule.
type RuleBars struct {
	Number, Title, Plain string
	Mark                 Mark
	Why                  []string // what was decided, and what applies today
	Total                int
	Bars                 []ResultBar
	Audiences            []AudienceBars
	Hidden               string
	Covered              string
	Minutes              string
	Texts                Crumb // those about it that are public
	Sides                SidesLine
}

// AudienceBars are those of one audience.
type AudienceBars struct {
	Audience string
	Bars     []ResultBar
}

// ResultBar is one choice with how many took it.
type ResultBar struct {
	Label, N, Share, Width string
	Lang                   string // of the label, where somebody wrote it
}

// results shows what a consultation brought.
func (v *visit) results() (answer, error) {
	ctx := v.r.Context()
	c, err := v.Workflow.Consultation(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	r, err := v.Workflow.Results(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	p := resultsPage{Page: v.shell(c.Title.In(string(v.lang))), Open: c.Open, Intro: v.told(c.Intro)}
	p.TitleIsData = p.told(c.Title).Lang == "da"
	p.Receipt, p.Done = p.To("receipt"), p.To("said_done", c.Slug)
	if c.Review.Slug != "" {
		p.Review = Crumb{c.Review.Name, p.To("review", c.Review.Slug)}
	}
	p.Crumbs = []Crumb{{p.T("nav.reviews"), p.To("reviews")}}
	p.Days = p.T("consultations.days", "from", p.Day(c.Opens), "to", p.LastDay(c.Closes))
	p.Excluded = p.excludedTold(r)
	p.Figures, p.Audiences, p.Wrote = p.resultFigures(r), p.sentBy(r), p.wrote(r)
	p.Files = v.resultFiles(c.Slug)
	if n := r.MissingRules.People; n > 0 {
		p.Figures = append(p.Figures, ResultFigure{p.Number(n), p.Count("suggest.missing_rules", n), p.T("suggest.missing_rules_means")})
	}
	if !c.Open && r.Contributions > 0 {
		p.Report = p.To("consultation_report", c.Slug)
	}
	var numbers []registry.Number
	var ids []registry.RuleID
	for _, rule := range r.Rules {
		numbers, ids = append(numbers, rule.Entry.Rule.Number), append(ids, rule.Entry.Rule.ID)
	}
	sides, err := v.Register.BothSides(ctx, ids)
	if err != nil {
		return answer{}, err
	}
	if p.Effort, err = v.effortOf(numbers, registry.NoDay); err != nil {
		return answer{}, err
	}
	for _, q := range r.Questions {
		p.Questions = append(p.Questions, p.questionBars(q, r.SmallestGroup))
	}
	p.Reworded, p.Themes = p.reworded(r.Consultation), p.themeBars(r)
	for _, rule := range r.Rules {
		line := p.ruleBars(c.Slug, rule, r.SmallestGroup)
		line.Sides = p.sides(line.Number, sides[rule.Entry.Rule.ID])
		p.Rules = append(p.Rules, line)
	}
	p.Texts, err = v.shownTexts(r)
	return answer{template: "results", data: p}, err
}

func (p Page) ruleBars(slug string, r workflow.RuleResult, smallest int) RuleBars {
	out := RuleBars{Number: r.Entry.Rule.Number.String(), Title: r.Entry.Text.Title, Plain: r.Entry.Text.Plain, Mark: p.mark(r.Entry.Segment)}
	for _, reason := range r.Entry.Segment.Reasons {
		out.Why = append(out.Why, wording.Reason(p.Lang, reason))
	}
	if out.Total = r.People; len(r.All) > 0 {
		out.Bars = p.bars(r.All)
	}
	for _, a := range r.Audiences {
		out.Audiences = append(out.Audiences, AudienceBars{a.Audience, p.bars(a.Counts)})
	}
	if r.Hidden > 0 {
		out.Hidden = p.Count("results.hidden", r.Hidden, "smallest", p.Number(smallest))
	}
	if r.Covered.Inputs > 0 {
		out.Covered = p.T("inbox.covered", "answered", p.Number(r.Covered.Inputs-r.Covered.Unanswered), "all", p.Number(r.Covered.Inputs))
	}
	out.Minutes = p.minutesSaid(r.Minutes)
	if r.Texts.Shown > 0 {
		out.Texts = Crumb{p.Count("results.texts_about", r.Texts.Shown), withQuery(p.To("consultation", slug), url.Values{"rule": {out.Number}}.Encode()) + "#texts"}
	}
	return out
}

func (p Page) bars(counts map[workflow.Stance]int) []ResultBar {
	var n []int
	for _, s := range workflow.Stances {
		n = append(n, counts[s])
	}
	var bars []ResultBar
	for i, share := range shares(n) {
		bars = append(bars, p.bar(p.stance(workflow.Stances[i]), n[i], share))
	}
	return bars
}

func (p Page) bar(label string, n, share int) ResultBar {
	return ResultBar{Label: label, N: p.Number(n), Share: fmt.Sprintf("%d %%", share), Width: fmt.Sprintf("%d%%", share)}
}

// shares are percentages that add up to 100: the largest remainders are rounded up.
func shares(counts []int) []int {
	all := 0
	for _, n := range counts {
		all += n
	}
	out := make([]int, len(counts))
	if all == 0 {
		return out
	}
	left, order := 100, make([]int, len(counts))
	for i, n := range counts {
		out[i], order[i] = n*100/all, i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return counts[b]*100%all - counts[a]*100%all })
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}
