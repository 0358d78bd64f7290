package web

import (
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// trialEvaluationAddresses and trialEvaluationPlaces are the trials without a rule that end, and
// what came of them.
var (
	trialEvaluationAddresses = map[string]address{
		"work_trials": {texts.Danish: "/arbejde/forsoeg", texts.English: "/en/desk/trials"},
		"work_trial":  {texts.Danish: "/arbejde/forsoeg/{number}/{trial}", texts.English: "/en/desk/trials/{number}/{trial}"},
	}
	trialEvaluationPlaces = map[string]place{
		"work_trials": {permission: "catalogue", or: "meet", show: (*visit).trials},
		"work_trial": {permission: "catalogue", or: "meet", show: (*visit).trial, forms: map[string]form{
			"":       {operation: "edit-trial-evaluation", permission: "catalogue", send: (*visit).evaluate},
			"agenda": {operation: "put-trial-evaluation", permission: "meet", send: (*visit).putTrialEvaluation},
		}},
	}
)

// TrialLine is a trial without a rule.
type TrialLine struct {
	Rule, Address string
	Decided       Phrase // who decided it, and when
	Days          string
	What, By      string // what is measured and who evaluates, by the decision
	Said          *TrialEvaluationLine
	Waits         string // that nobody has evaluated it; empty once somebody has
	Otherwise     string // that the rule lapses; empty when the trial is over
	Since         string // what was decided instead
	Item          Crumb  // that decided it
	Next          []Crumb
	Work          string // address of its page on the desk, for those who may
}

// TrialEvaluationLine is what came of a trial.
type TrialEvaluationLine struct {
	By       Phrase
	Measured string
	Found    []string
}

func (p Page) trialLine(t workflow.Trying) TrialLine {
	number := t.Entry.Rule.Number.String()
	l := TrialLine{Rule: number + " " + t.Entry.Text.Title, Address: p.To("rule", number), What: t.Ruling.Measure, By: t.Ruling.Evaluator,
		Decided: p.Phrase("trial.decided", "body", t.Ruling.By.Body, "day", p.Day(t.Ruling.By.Day)),
		Days:    p.T("trial.days", "from", p.Day(t.From), "until", p.LastDay(t.Until))}
	if t.Decided != nil {
		l.Item = p.trialItem(*t.Decided)
	}
	for _, x := range t.Next {
		l.Next = append(l.Next, p.trialItem(x))
	}
	switch {
	case t.Answered != "":
		l.Since = p.T("trial.since", "ruling", p.Lang.Name("ruling", string(t.Answered)+".done"))
	case t.Today < t.Until:
		l.Otherwise = p.T("trial.otherwise", "day", p.Day(t.Until))
	default:
		l.Since = p.T("trial.ended", "day", p.Day(t.Until))
	}
	if e := t.TrialEvaluation; t.Evaluated() {
		l.Said = &TrialEvaluationLine{By: p.Phrase("trial.evaluated", "by", e.By, "day", p.Day(e.Day)), Measured: e.Measured, Found: paragraphs(e.Found)}
	} else {
		l.Waits = p.T("trial.waits")
	}
	return l
}

// trialItem leads to the meeting, which everybody may read.
func (p Page) trialItem(x workflow.RuleItem) Crumb {
	return Crumb{p.itemNamed(x), p.To("meeting", string(x.Meeting.ID)) + "#item-" + strconv.Itoa(x.Item.Ordinal)}
}

// trialsOf are those of a rule, for everybody, with where each is worked on.
func (v *visit) trialsOf(p Page, number registry.Number) (lines []TrialLine, err error) {
	all, err := v.Workflow.Trials(v.r.Context(), number)
	for _, t := range all {
		lines = append(lines, v.withWork(p.trialLine(t), t))
	}
	return lines, err
}

func (v *visit) withWork(l TrialLine, t workflow.Trying) TrialLine {
	if reach, may := v.reach("catalogue"); v.may("meet") || may && reach.Has(t.Entry.Rule.Catalogue) {
		l.Work = path("work_trial", v.lang, t.Entry.Rule.Number.String(), string(t.Event))
	}
	return l
}

// evaluationsOf are the trials that a closed meeting's item decided.
func (v *visit) evaluationsOf(p Page, d workflow.ItemDetail) (lines []TrialLine, err error) {
	at := d.Item.Decided()
	if d.Meeting.State != workflow.MeetingClosed || at < 0 || d.Item.Proposals[at].Ruling != registry.Trial {
		return nil, nil
	}
	for _, rule := range d.Rules {
		all, err := v.Workflow.Trials(v.r.Context(), rule.Rule.Number)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.Decided != nil && t.Decided.Item.ID == d.Item.ID {
				lines = append(lines, v.withWork(p.trialLine(t), t))
			}
		}
	}
	return lines, nil
}

type trialsPage struct {
	Page
	Lines []TrialLine
}

// trials are those that end within 90 days.
func (v *visit) trials() (answer, error) {
	p := trialsPage{Page: v.shell(v.text("trial.title"))}
	due, err := v.trialsDue()
	for _, t := range due {
		l := p.trialLine(t)
		l.Work = p.To("work_trial", t.Entry.Rule.Number.String(), string(t.Event))
		p.Lines = append(p.Lines, l)
	}
	return answer{template: "trials", data: p}, err
}

// trialsDue are those of the rules that the reader catalogues; all of them for who puts
// them on an agenda.
func (v *visit) trialsDue() ([]workflow.Trying, error) {
	act := v.act
	act.Reach, _ = v.reach("catalogue", "meet")
	return v.Workflow.TrialsDue(v.r.Context(), act)
}

// deskTrials tells how many wait: to be evaluated, or to be put on an agenda.
func (v *visit) deskTrials(p Page) ([]DeskPart, error) {
	due, err := v.trialsDue()
	unsaid, unput := 0, 0
	for _, t := range due {
		switch {
		case !t.Evaluated() && v.may("catalogue"):
			unsaid++
		case t.Evaluated() && t.Coming() == nil && v.may("meet"):
			unput++
		}
	}
	var parts []DeskPart
	if unsaid > 0 {
		parts = append(parts, DeskPart{Head: p.T("trial.title"), Note: p.Count("desk.trials", unsaid), Address: p.To("work_trials")})
	}
	if unput > 0 {
		parts = append(parts, DeskPart{Head: p.T("trial.put_head"), Note: p.Count("desk.trials_put", unput), Address: p.To("work_trials")})
	}
	return parts, err
}

type trialPage struct {
	Page
	Complaints []Complaint
	Line       TrialLine
	Form       Form
	MaySay     bool
	Put        Form
	MayPut     bool
	Meetings   []Option // that can take it up
	Plan       string   // address where one is planned
}

func (v *visit) trial() (answer, error) {
	return v.trialForm(v.form("", "trial."), v.form("agenda", "onward."))
}

func (v *visit) trialNamed() (registry.Number, registry.EventID, error) {
	number, err := registry.ParseNumber(v.name)
	if err == nil && !uuid(v.names[1]) {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return number, registry.EventID(v.names[1]), err
}

func (v *visit) evaluate() (answer, error) {
	f := v.form("", "trial.")
	number, event, err := v.trialNamed()
	if err != nil {
		return answer{}, err
	}
	_, err = v.Workflow.Evaluate(v.r.Context(), v.act, number, event, v.saidEdit(), workflow.TrialEvaluationText{Measured: v.said("measured"), Found: v.said("found"), By: v.said("by")})
	if f.refused(v, err) {
		return v.trialForm(f, v.form("agenda", "onward."))
	}
	return v.done("evaluated", "work_trial", number.String(), string(event)), err
}

func (v *visit) putTrialEvaluation() (answer, error) {
	f := v.form("agenda", "onward.")
	number, event, err := v.trialNamed()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	if !uuid(v.said("meeting")) {
		c.Fail("meeting", registry.CodeRequired)
	}
	var item workflow.Item
	if err = c.Err(); err == nil {
		item, err = v.Workflow.PutTrialEvaluation(v.r.Context(), v.act, number, event, registry.MeetingID(v.said("meeting")), v.said("papers_late"), papers.TrialEvaluationItem)
	}
	if f.refused(v, err) {
		return v.trialForm(v.form("", "trial."), f)
	}
	return v.done("carried_on", "item", string(item.Meeting), strconv.Itoa(item.Ordinal)), err
}

func (v *visit) trialForm(f, put Form) (answer, error) {
	number, event, err := v.trialNamed()
	if err != nil {
		return answer{}, err
	}
	t, err := v.Workflow.Trial(v.r.Context(), number, event)
	if err != nil {
		return answer{}, err
	}
	p := trialPage{Page: v.headed("trial.of", t.Entry.Rule.Number.String()+" "+t.Entry.Text.Title)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("trial.title"), p.To("work_trials")})
	p.Line = p.trialLine(t)
	by := t.TrialEvaluation.By
	if !t.Evaluated() {
		by = t.Ruling.Evaluator
	}
	f.stands(strconv.Itoa(t.TrialEvaluation.Edit), Phrase{}, typedFields("measured", t.TrialEvaluation.Measured, "found", t.TrialEvaluation.Found, "by", by))
	p.MaySay = v.may("catalogue") && t.Today >= t.From
	p.MayPut = v.may("meet") && t.Evaluated() && !t.Over() && t.Coming() == nil
	for _, m := range t.Onto {
		p.Meetings = append(p.Meetings, Option{Value: string(m.ID), Text: p.meetingName(m)})
	}
	if len(p.Meetings) == 0 && put.Failed() { // what was typed is not lost
		p.Meetings = []Option{{Text: p.T("trial.no_meeting")}}
	}
	p.Plan = p.To("work_meeting_new")
	p.Form, p.Put, p.Wrong, p.Complaints = f, put, f.Failed() || put.Failed(), append(f.Complaints, put.Complaints...)
	return answer{status: max(f.Status, put.Status), template: "trial", data: p}, nil
}

// TrialTold is a trial with the page that shows it.
type TrialTold struct {
	Page Page
	Line TrialLine
}

// WithTrial gives a trial to the template that shows it.
func (p Page) WithTrial(l TrialLine) TrialTold { return TrialTold{p, l} }
