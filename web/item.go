package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type itemPage struct {
	Page
	Kicker         string
	Summary        []string
	Confidential   bool
	Complaints     []Complaint
	Late           LateLine
	From           Phrase // whose case it takes up; empty: none
	Reading        string // empty: it is on once
	First          bool   // at its first reading nothing is decided about the rule
	Onward         OnwardLine
	Account        *ItemAccount // that it is about; nil: none
	Noted          string       // that a closed meeting took note of it, in the municipality's word
	Trials         []TrialLine  // that it decided
	Rules          []ItemRule
	Recommendation []string
	Lone           Lone
	Result         Result
	Administrative bool // decided without a vote
	Decided        bool // the meeting is closed
	MinutesLink    string
	Edit, Minute   string // addresses of the forms, for those who may
	Split          string // address where rules are taken out; empty: there is one rule at most
	Before, After  Crumb  // the neighbours on the agenda
	Paper          string // address
	Hearings       HearingList
	Keep           KeepOffer
	Course         []CaseLine // what became of its rules at earlier meetings
	Correct, Annul string     // addresses of the forms that change what was decided, for those who may
	Note           NoteBox    // the reader's own
	Logged         Logged     // where the decision stands in the log
}

// ItemRule is one rule of an item with everything that bears on the decision.
type ItemRule struct {
	RuleLine
	Demand    []string
	Frequency string
	Class     string
	ClassNote string
	Protects  string
	Guards    bool // it protects somebody in particular
	Owner     string
	Bases     []BasisLine
	Kinds     ClassLines
	Unchecked bool
	Case      []Line
	CaseEmpty bool
	Judged    JudgedCase
	Counter   []CounterLine
	Effort    string
	Evidence  string
	Heard     []HeardLine
	Deferred  string // how often the decision was deferred before; empty: never
	Readopt   string // address where the rule is adopted again as part of the meeting's act
	Again     string // address where the rule is adopted anew, since the keep came too late; empty: it did not
	Covered   string // how many inputs are unanswered; empty: nobody has written
}

// LateLine is why an item missed the deadline for papers.
type LateLine struct{ Head, Reason string }

func (p Page) lateLine(a workflow.Agenda) LateLine {
	switch {
	case a.PapersLate == "":
		return LateLine{}
	case a.LateOn != registry.NoDay:
		return LateLine{p.T("item.late_case"), a.PapersLate}
	}
	return LateLine{p.T("item.papers_were_late"), a.PapersLate}
}

// HeardLine is what one consultation brought about a rule.
type HeardLine struct {
	Title     string
	Views     int
	Bars      []BarLine
	Audiences []AudienceLine
	Hidden    string
}

// BarLine is a number with its share of the whole.
type BarLine struct {
	Label, Share string
	Count        int
	Width        string
}

// AudienceLine is one audience's views, in the order of stances.
type AudienceLine struct {
	Audience string
	Counts   []BarLine
}

// item shows an item on one page, for the table of a meeting and for paper.
func (v *visit) item() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	return v.itemPage(d, v.form("onward", "onward."), v.form("note", "note."))
}

// itemPage shows an item with the forms that put its case on another agenda, and that
// write one's own note.
func (v *visit) itemPage(d workflow.ItemDetail, onward, note Form) (answer, error) {
	p := itemPage{Page: v.shell(d.Item.Title), Confidential: d.Item.Confidential, Recommendation: d.Item.Recommendation}
	p.Late, p.Reading = p.lateLine(d.Item.Agenda), readingName(v.lang, d.Item.Reading)
	p.First = !d.Item.Reading.Rules()
	p.TitleIsData = true
	p.Crumbs = p.meetingCrumbs(&d.Meeting)
	p.Kicker = p.T("item.kicker", "n", p.Number(d.Item.Ordinal), "meeting", p.meetingName(d.Meeting))
	p.Summary = paragraphs(d.Item.Summary)
	p.From, p.Onward = p.cameFrom(d), v.onward(p.Page, d, onward)
	settings, err := v.Register.Settings(v.r.Context(), d.Today)
	if err != nil {
		return answer{}, err
	}
	for n, rule := range d.Rules {
		line := p.itemRule(rule, d.Item.Entries[n], settings, d.Today)
		switch {
		case v.may("meet") && slices.Contains(d.Late, rule.Rule.ID):
			line.Readopt = p.To("work_readopt", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal), line.Number)
		case v.may("catalogue") && workflow.KeptTooLate(rule.Segment) && !readopted(rule.RuleView):
			line.Again = withQuery(p.To("work_rule_new"), "again="+line.Number)
		}
		p.Rules = append(p.Rules, line)
	}
	p.Result, p.Course = p.result(d.Meeting, d.Members, d.Item.Judged), p.caseCourse(d.Course)
	p.Decided = d.Meeting.State == workflow.MeetingClosed
	if p.Logged, err = v.logged(p.Page, d.Meeting, d.Item); err != nil {
		return answer{}, err
	}
	if p.Logged.Note != "" {
		p.Logged.Proof = Crumb{p.T("log.item_proof"), p.To("item_proof", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal))}
	}
	p.Logged.Head, p.Logged.In, p.Logged.Soon = p.T("log.item_head"), p.T("log.item_in"), p.T("log.item_soon")
	p.Administrative = d.Meeting.Body.Rank == registry.RankAdministration
	p.MinutesLink = minutesAddress(d.Meeting)
	meeting, at := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)
	p.Paper = p.To("item_paper", meeting, at)
	if d.Meeting.State == workflow.MeetingPlanned && v.may("meet") {
		p.Edit = p.To("work_item", meeting, at)
		if len(d.Rules) > 1 {
			p.Split = p.To("work_split", meeting, at)
		}
		if d.Meeting.Day <= d.Today {
			p.Minute = p.To("work_minutes", meeting, at)
		}
	}
	if p.Decided && v.may("meet") {
		p.Correct, p.Annul = p.To("work_correct", meeting, at), p.To("work_annul", meeting, at)
	}
	p.Account = p.itemAccount(d.Item.Account)
	if p.Noted, err = v.noted(d.Meeting, d.Item); err != nil {
		return answer{}, err
	}
	if p.Trials, err = v.evaluationsOf(p.Page, d); err != nil {
		return answer{}, err
	}
	hearings, err := v.Workflow.HearingsOf(v.r.Context(), d.Item.Item.Rules)
	if err != nil {
		return answer{}, err
	}
	p.Hearings = p.hearingList(hearings, d.Today, false)
	if p.Keep, err = v.keepOffer(d); err != nil {
		return answer{}, err
	}
	if p.Note, err = v.noteBox(d, note); err != nil {
		return answer{}, err
	}
	p.Wrong, p.Complaints = onward.Failed() || note.Failed(), append(onward.Complaints, p.Note.Form.Complaints...)
	p.Lone = v.lone(d, v.form("back", "item.back."))
	if d.Before > 0 {
		p.Before = Crumb{p.T("item.number", "n", p.Number(d.Before)), p.To("item", meeting, strconv.Itoa(d.Before))}
	}
	if d.After > 0 {
		p.After = Crumb{p.T("item.number", "n", p.Number(d.After)), p.To("item", meeting, strconv.Itoa(d.After))}
	}
	return answer{status: max(onward.Status, note.Status), template: "item", data: p}, nil
}

// itemDetail reads the item that the address names; CodeNotFound.
func (v *visit) itemDetail() (workflow.ItemDetail, error) {
	id, err := v.meetingID()
	if err != nil {
		return workflow.ItemDetail{}, err
	}
	at, err := strconv.Atoi(v.names[1])
	if err != nil || at < 1 || v.names[1] != strconv.Itoa(at) {
		return workflow.ItemDetail{}, &registry.Error{Code: registry.CodeNotFound}
	}
	return v.Workflow.ItemDetail(v.r.Context(), id, at)
}

func (p Page) itemRule(d workflow.RuleDetail, e workflow.RuleAhead, settings registry.Settings, today registry.Day) ItemRule {
	k := d.Rule.Catalogue
	r := ItemRule{RuleLine: p.ruleLine(e, today), Demand: paragraphs(d.Text.Demand), Frequency: d.Text.Frequency,
		Class: p.className(d.Segment.Class), ClassNote: p.Lang.Text("class."+string(d.Segment.Class)+".note", nil),
		Protects: capital(p.Lang.Name("protects", string(k.Protects))), Guards: k.Protects.Somebody(), Owner: k.Owner, Unchecked: d.Unchecked()}
	r.Effort, r.Evidence = p.effort(k.Effort, settings)
	r.Kinds = p.classLines(d.RuleView)
	for _, b := range d.Bases {
		if b.HoldsOn(today) {
			r.Bases = append(r.Bases, p.basisLine(b, today))
		}
	}
	c := registry.Justification{}
	if n := len(d.Justifications); n > 0 {
		c = d.Justifications[n-1]
	}
	r.CaseEmpty, r.Judged = c.Empty(), p.judged(d.Judged)
	r.Case = p.caseLines(c)
	r.Counter = p.counterLines(d.Counter)
	r.Deferred = p.deferred(d.RuleView)
	for _, h := range d.Heard {
		r.Heard = append(r.Heard, p.heard(h))
	}
	if e.Covered.Inputs > 0 {
		r.Covered = p.T("item.unanswered", "n", p.Number(e.Covered.Unanswered), "of", p.Number(e.Covered.Inputs))
	}
	return r
}

func (p Page) heard(h workflow.Heard) HeardLine {
	line := HeardLine{Title: h.Title.In(string(p.Lang))}
	var counts []int
	for _, s := range workflow.Stances {
		counts = append(counts, h.Result.All[s])
	}
	line.Views = h.Result.People
	shares := wording.Percentages(counts)
	for n, s := range workflow.Stances {
		if len(h.Result.All) == 0 {
			break // too few to be told apart
		}
		line.Bars = append(line.Bars, BarLine{Label: capital(p.Lang.Name("stance", string(s))), Count: counts[n],
			Share: p.T("item.percent", "n", strconv.Itoa(shares[n])), Width: strconv.Itoa(shares[n]) + "%"})
	}
	for _, a := range h.Result.Audiences {
		row := AudienceLine{Audience: a.Audience}
		for n, s := range workflow.Stances {
			row.Counts = append(row.Counts, BarLine{Label: line.Bars[n].Label, Count: a.Counts[s]})
		}
		line.Audiences = append(line.Audiences, row)
	}
	if h.Result.Hidden > 0 {
		line.Hidden = p.Count("item.hidden", h.Result.Hidden, "smallest", p.Number(h.Smallest))
	}
	return line
}

// paragraphs are those of a text as it was typed.
func paragraphs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}
