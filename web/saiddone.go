package web

import (
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// saidDoneAddresses and saidDonePlaces are "you said, we did".
var (
	saidDoneAddresses = map[string]address{
		"said_done":      {texts.Danish: "/inddragelse/{slug}/det-gjorde-vi", texts.English: "/en/consultations/{slug}/we-did"},
		"said_done_feed": {texts.Danish: "/inddragelse/{slug}/det-gjorde-vi/feed", texts.English: "/en/consultations/{slug}/we-did/feed"},
	}
	saidDonePlaces = map[string]place{
		"said_done":      {show: (*visit).saidDone},
		"said_done_feed": {show: (*visit).saidDoneFeed, file: true},
	}
)

// saidDoneShown is how many rules stand on a page.
const saidDoneShown = 25

type saidDonePage struct {
	Page
	About   Told   // the consultation's title
	Results string // address of what people said
	Today   string
	Hassles string // address of those that came of it
	SentOn  string // address of what was sent on; empty: nothing
	Figures []ResultFigure
	Answers []ResultFigure // by disposition
	Changes []ChangeDay
	Older   string // that there are further changes
	Rules   []RuleDone
	First   bool // the page with the figures
	Groups  []SaidLine
	Next    string
	Start   string
}

// ChangeDay is what became different on one day.
type ChangeDay struct {
	Day   string
	Lines []ChangeTold
}

// ChangeTold is one thing that became different.
type ChangeTold struct {
	Text   Phrase
	Rule   Crumb // the rule that it is about; its text is the number
	Title  string
	Anchor string // the same thing in the feed
}

// SaidLine is what was said about one thing, and what was answered.
type SaidLine struct {
	ID, Head, Lang string
	Said           string
	Answers        []Line // how many, and what
	Reasons        []ReasonGiven
	Others         string
}

// ReasonGiven is why something was not followed.
type ReasonGiven struct{ Kind, Reason, N string }

// SaidTold is what was said with the page that shows it.
type SaidTold struct {
	Page Page
	SaidLine
	Views string
}

// SaidBy gives what was said to the template that shows it.
func (p Page) SaidBy(l SaidLine, views string) SaidTold { return SaidTold{p, l, views} }

// RuleTold is what was done about a rule with the page that shows it.
type RuleTold struct {
	Page Page
	RuleDone
}

// DidWith gives what was done to the template that shows it.
func (p Page) DidWith(r RuleDone) RuleTold { return RuleTold{p, r} }

// becameOf are, of what a receipt tells, the rules that an input or a part of it is
// about and that its answer names.
func (p Page) becameOf(a workflow.Answered, all []workflow.RuleSaidDone, on registry.Day) (told []RuleTold) {
	of := map[registry.RuleID]bool{}
	for _, x := range append([]workflow.Answered{a}, a.Parts...) {
		if x.Rule != nil {
			of[x.Rule.Rule.ID] = true
		}
		for _, e := range x.Led {
			of[e.Rule.ID] = true
		}
	}
	for _, r := range all {
		if of[r.Entry.Rule.ID] {
			told = append(told, p.DidWith(p.ruleDone(r, workflow.SaidDone{On: on})))
		}
	}
	return told
}

// RuleDone is a rule with what was said, decided, and done.
type RuleDone struct {
	SaidLine
	Number, Plain string
	Address       string
	Views         string
	Mark          Mark
	Why           []string
	Execution     string // how far it has come
	Code          workflow.Execution
	Next          string // what will happen by itself
	Decisions     []DecidedLine
}

// DecidedLine is what a body decided about a rule.
type DecidedLine struct {
	Text    Phrase
	Day     string
	Words   string
	Reason  string
	Meeting string // address
}

func (v *visit) readSaidDone(limit int) (workflow.SaidDone, workflow.Listed, error) {
	after, _ := registry.ParseNumber(v.typed("after")) // what is no number is somebody's tail
	d, err := v.Workflow.SaidDone(v.r.Context(), v.name, after, limit)
	if err != nil {
		return d, workflow.Listed{}, err
	}
	c, err := v.Workflow.Consultation(v.r.Context(), v.name)
	return d, c, err
}

// saidDone shows what became of what people said.
func (v *visit) saidDone() (answer, error) {
	d, c, err := v.readSaidDone(saidDoneShown)
	if err != nil {
		return answer{}, err
	}
	p := saidDonePage{Page: v.shell(v.text("done.title")), About: v.told(c.Title), First: v.typed("after") == ""}
	p.Section = "reviews"
	p.Crumbs = []Crumb{{p.T("nav.reviews"), p.To("reviews")}, {p.T("results.kicker"), p.To("consultation", c.Slug)}}
	p.Hassles = p.To("hassles_of", c.Slug)
	if d.SentOn > 0 {
		p.SentOn = p.To("sent_ons")
	}
	p.Results, p.Feed, p.Today = p.To("consultation", c.Slug), p.To("said_done_feed", c.Slug), p.Day(d.On)
	p.Figures = []ResultFigure{
		{p.Number(d.Contributions), p.Count("results.contributions", d.Contributions), p.T("results.contributions_means")},
		{p.Number(d.Covered.Inputs), p.Count("results.inputs", d.Covered.Inputs), p.T("results.inputs_means")},
		{p.Number(d.Covered.Unanswered), p.Count("done.unanswered", d.Covered.Unanswered), p.T("done.unanswered_means")},
	}
	for _, k := range d.Answers {
		if k.Kind == workflow.StateLaw {
			p.Figures = append(p.Figures, ResultFigure{p.Number(d.SentOn), p.Count("done.sent_on", d.SentOn), p.T("done.sent_on_means")})
		}
		p.Answers = append(p.Answers, ResultFigure{p.Number(k.N), capital(p.Lang.Name("disposition", string(k.Kind))), p.T("done.means." + string(k.Kind))})
	}
	p.changes(d)
	if d.Hidden > 0 {
		p.Older = p.Count("done.older", d.Hidden)
	}
	for _, r := range d.Rules {
		p.Rules = append(p.Rules, p.ruleDone(r, d))
	}
	for _, g := range d.Groups {
		p.Groups = append(p.Groups, p.groupDone(g, c.Consultation))
	}
	if d.More {
		p.Next = withQuery(p.To("said_done", c.Slug), "after="+p.Rules[len(p.Rules)-1].Number)
	}
	if !p.First {
		p.Start = p.To("said_done", c.Slug)
	}
	return answer{template: "said-done", data: p}, nil
}

func (p *saidDonePage) changes(d workflow.SaidDone) {
	for n, c := range d.Changes {
		if n == 0 || c.On != d.Changes[n-1].On {
			p.Changes = append(p.Changes, ChangeDay{Day: p.Day(c.On)})
		}
		at := &p.Changes[len(p.Changes)-1]
		at.Lines = append(at.Lines, p.changeTold(c))
	}
}

// changeTold tells of a change in words that the page and the feed share.
func (p Page) changeTold(c workflow.Change) ChangeTold {
	if c.Kind == workflow.Answering {
		return ChangeTold{Text: Phrase{Before: p.Count("done.answered", c.N)}, Anchor: "svar-" + c.On.String()}
	}
	number := c.Rule.Rule.Number.String()
	l := ChangeTold{Rule: Crumb{number, p.To("rule", number)}, Title: c.Rule.Text.Title}
	switch {
	case c.Decision != nil:
		decided := p.decidedLine(*c.Decision)
		l.Text, l.Anchor = decided.Text, "beslutning-"+string(c.Decision.Event.ID)
	case c.NewText:
		l.Text.Before, l.Anchor = p.T("done.new_text"), number+"-tekst-"+c.On.String()
	default:
		l.Text.Before, l.Anchor = p.T("done.state."+string(c.Rule.Segment.State)), number+"-"+string(c.Rule.Segment.State)+"-"+c.On.String()
	}
	return l
}

func (p Page) saidLine(s workflow.SaidOf) SaidLine {
	l := SaidLine{Said: p.Count("done.said", s.Inputs)}
	for _, k := range s.Answers {
		l.Answers = append(l.Answers, Line{p.Lang.Name("disposition", string(k.Kind)), p.Number(k.N)})
	}
	if s.Unanswered > 0 {
		l.Answers = append(l.Answers, Line{p.T("done.no_answer"), p.Number(s.Unanswered)})
	}
	for _, g := range s.Reasons {
		l.Reasons = append(l.Reasons, ReasonGiven{capital(p.Lang.Name("disposition", string(g.Kind))), g.Reason, p.Count("done.given", g.N)})
	}
	if s.Others > 0 {
		l.Others = p.Count("done.other_reasons", s.Others)
	}
	return l
}

func (p Page) groupDone(s workflow.SaidOf, c workflow.Consultation) SaidLine {
	l := p.saidLine(s)
	l.ID, l.Head, l.Lang = "suggestions", p.T("done.suggestions"), string(p.Lang)
	for n, q := range c.Questions {
		if q.ID == s.Question {
			told := p.told(q.Text)
			l.ID, l.Head, l.Lang = "question-"+strconv.Itoa(n+1), q.Text.In(string(p.Lang)), told.Lang
		}
	}
	return l
}

func (p Page) ruleDone(r workflow.RuleSaidDone, d workflow.SaidDone) RuleDone {
	e := r.Entry
	number := e.Rule.Number.String()
	l := RuleDone{SaidLine: p.saidLine(r.SaidOf), Number: number, Plain: e.Text.Plain, Address: p.To("rule", number), Mark: p.mark(e.Segment), Code: r.Execution}
	l.ID, l.Head, l.Lang = number, e.Text.Title, "da"
	if r.People > 0 && len(r.Views) > 0 {
		l.Views = p.Count("done.views", r.People, "keep", p.Number(r.Views[workflow.KeepIt]), "simplify", p.Number(r.Views[workflow.SimplifyIt]), "repeal", p.Number(r.Views[workflow.RepealIt]))
	} else if r.People > 0 {
		l.Views = p.Count("done.few_views", r.People, "smallest", p.Number(d.SmallestGroup))
	}
	for _, reason := range e.Segment.Reasons {
		l.Why = append(l.Why, wording.Reason(p.Lang, reason))
	}
	key := "done.execution." + string(r.Execution)
	if wording.Known(r.Takes) {
		key += ".day"
	}
	l.Execution = p.T(key, "day", p.Day(r.Takes))
	l.Next = p.next(e.Segment, r.Next, d.On, "full")
	for _, by := range r.Decisions {
		l.Decisions = append(l.Decisions, p.decidedLine(by))
	}
	return l
}

func (p Page) decidedLine(d workflow.RuleDecision) DecidedLine {
	l := DecidedLine{}
	if d.Meeting != "" {
		l.Meeting = p.To("meeting", string(d.Meeting))
	}
	say := func(key string, by registry.Decision, pairs ...string) {
		l.Text.Before, l.Words, l.Day = p.T("course."+key, append(pairs, "body", by.Body)...), by.Words, p.Day(by.Day)
	}
	switch f := d.Event.Fact.(type) {
	case registry.Ruled:
		say("ruled."+string(f.Ruling), f.By)
		l.Reason = f.Reason
	case registry.NotCarried:
		key := "course.fell"
		if f.Tie {
			key = "course.tied"
		}
		l.Text, l.Day = p.Phrase(key, "question", f.Question, "body", f.By.Body), p.Day(f.By.Day)
	case registry.Stopped:
		say("stopped", f.By)
	case registry.Superseded:
		say("superseded", f.Reason, "number", f.By.String())
	}
	return l
}
