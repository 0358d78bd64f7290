package web

import (
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type reviewPage struct {
	Page
	Review    workflow.Review
	Left      string
	Over      bool // the sunset has passed: what would lapse has lapsed
	Cancelled bool
	Decision  Ground
	Counted   string // what the figures count
	Protects  int    // of those that lapse
	Parts     []ReviewPart
	Phases    []PhaseStep
	Asked     []Asked // its consultations
	Hearings  HearingList
	Journal   string  // address of the pack for the case system
	Access    string  // address of what those are given who ask for access to documents
	Effort    SumText // of what lapses, while it still applies
}

// PhaseStep is one of a review's phases and whether it has been reached.
type PhaseStep struct {
	Word          string
	Done, Current bool
}

// ReviewPart is a list of rules with the same outlook.
type ReviewPart struct {
	ID    string // anchor, and key of its texts
	Rules []ReviewRule
}

// ReviewRule is a rule in such a list.
type ReviewRule struct {
	Number, Title, Plain string
	Protects             string // empty when nobody in particular
	Class                string
	Today, After         Mark
	Why                  string
}

// review shows a review: first what lapses if nobody decides.
func (v *visit) review() (answer, error) {
	report, err := v.Workflow.Report(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	p := reviewPage{Page: v.shell(report.Review.Name), Review: report.Review, Over: report.On >= report.Review.Sunset}
	p.TitleIsData = true
	p.Crumbs = []Crumb{{p.T("nav.reviews"), p.To("reviews")}}
	p.Left = p.left(report.Review, report.On)
	p.Cancelled = report.Review.Phase == workflow.Cancelled
	p.Decision = p.decided("review.decided", report.Review.Decision)
	total := 0
	for _, part := range []struct {
		id   string
		list []workflow.Outlook
	}{
		{"lapses", report.Lapses}, {"floors", report.Floors}, {"replaces", report.Replaces}, {"stays", report.Stays},
		{"extended", report.Extended}, {"ruled", report.Ruled}, {"left_out", report.LeftOut},
	} {
		out := ReviewPart{ID: part.id}
		for _, o := range part.list {
			out.Rules = append(out.Rules, p.reviewRule(o, part.id))
		}
		p.Parts = append(p.Parts, out)
		if part.id != "left_out" {
			total += len(part.list)
		}
	}
	p.Counted = p.Page.Count("review.counted", total, "day", p.Day(report.On))
	for _, r := range p.Parts[0].Rules {
		if r.Protects != "" {
			p.Protects++
		}
	}
	var lapsing []registry.Number
	for _, o := range report.Lapses {
		lapsing = append(lapsing, o.Entry.Rule.Number)
	}
	if p.Effort, err = v.effortOf(lapsing, min(report.On, report.Review.Sunset-1)); err != nil {
		return answer{}, err
	}
	p.Phases = p.phases(report.Review.Phase)
	if v.may("journal") {
		p.Journal, p.Access = p.To("work_review_journal", v.name), p.To("work_disclosure", v.name)
	}
	consultations, err := v.Workflow.Consultations(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	for _, c := range consultations {
		p.Asked = append(p.Asked, p.asked(c.Consultation))
	}
	hearings, err := v.Workflow.Hearings(v.r.Context(), v.name)
	p.Hearings = p.hearingList(hearings, report.On, false)
	return answer{template: "review", data: p}, err
}

func (p Page) reviewRule(o workflow.Outlook, part string) ReviewRule {
	e := o.Entry
	r := ReviewRule{Number: e.Rule.Number.String(), Title: e.Text.Title, Plain: e.Text.Plain, Class: p.className(o.After.Class),
		Today: p.mark(o.Today), After: p.mark(o.After)}
	if e.Rule.Catalogue.Protects.Somebody() {
		r.Protects = p.Lang.Name("protects", string(e.Rule.Catalogue.Protects))
	}
	switch {
	case o.LeftOut != workflow.TakenIn:
		r.Why = capital(p.Lang.Name("left_out", string(o.LeftOut)))
	case part == "lapses": // the section says it once for all
	case len(o.After.Reasons) > 0:
		r.Why = wording.Reason(p.Lang, o.After.Reasons[0])
	}
	return r
}

// phases are the steps of a review up to its end; a cancelled one has none.
func (p Page) phases(now workflow.Phase) []PhaseStep {
	if now == workflow.Cancelled {
		return nil
	}
	var steps []PhaseStep
	done := now != workflow.Draft
	for _, ph := range workflow.Phases {
		if ph == workflow.Draft || ph == workflow.Cancelled {
			continue
		}
		if ph == now {
			done = false
		}
		steps = append(steps, PhaseStep{Word: p.Phase(ph), Done: done, Current: ph == now})
	}
	return steps
}

func (p Page) className(c registry.Class) string { return capital(wording.Class(p.Lang, c)) }

// tense is the part of a key that tells before from after the sunset.
func (p reviewPage) tense() string {
	if p.Over {
		return "over."
	}
	return "open."
}

// PartHead is the heading of a part of the review.
func (p reviewPage) PartHead(id string) string { return p.T("part." + p.tense() + id + ".head") }

// PartNote says what a part's rules have in common.
func (p reviewPage) PartNote(id string) string { return p.T("part." + p.tense() + id + ".note") }

// PartEmpty says that no rule is in a part.
func (p reviewPage) PartEmpty(id string) string { return p.T("part." + p.tense() + id + ".empty") }

// PartLabel is the label of a part's number.
func (p reviewPage) PartLabel(id string, n int) string {
	return p.Count("part."+p.tense()+id+".label", n)
}
