package workflow

import (
	"context"
	"slices"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Plan is a review counted backwards from its sunset: the latest days on which each
// step can be taken. It refuses nothing.
type Plan struct {
	Review Review
	Today  registry.Day
	Steps  []Step // in the order in which they are taken
}

// Late is how many steps no longer fit.
func (p Plan) Late() (n int) {
	for _, s := range p.Steps {
		if s.Has(TooLate) {
			n++
		}
	}
	return n
}

// Step of a plan.
type Step struct {
	Kind    StepKind
	By      registry.Day // the latest day for it
	Meeting *Meeting     // that By was counted from; nil where none is in the calendar, and for other steps
	Done    bool
	Remarks []Remark
}

// Has says whether a remark was made.
func (s Step) Has(r Remark) bool { return slices.Contains(s.Remarks, r) }

// StepKind tells the steps of a plan apart.
type StepKind string

const (
	StepCatalogued      StepKind = "catalogued"       // rules and justifications are complete
	StepAsked           StepKind = "asked"            // letters are sent, and the consultation opens
	StepHeard           StepKind = "heard"            // the last day for statements and answers
	StepCommitteePapers StepKind = "committee_papers" // are with the members
	StepCommittee       StepKind = "committee"        // recommends
	StepFinancePapers   StepKind = "finance_papers"
	StepFinance         StepKind = "finance" // gives its statement; only where a body is the finance committee
	StepCouncilPapers   StepKind = "council_papers"
	StepCouncil         StepKind = "council" // decides
	StepSunset          StepKind = "sunset"  // what nobody kept no longer applies
)

// StepKinds in the order in which they are taken.
var StepKinds = []StepKind{StepCatalogued, StepAsked, StepHeard, StepCommitteePapers, StepCommittee,
	StepFinancePapers, StepFinance, StepCouncilPapers, StepCouncil, StepSunset}

// Remark is what there is to say of a step.
type Remark string

const (
	TooLate    Remark = "too_late"    // its day has passed, and it was not taken
	NoMeeting  Remark = "no_meeting"  // the calendar holds no meeting in time
	Summer     Remark = "summer"      // it falls in July
	Christmas  Remark = "christmas"   // it falls between 20 December and 2 January
	Election   Remark = "election"    // it falls between a municipal election and the end of that year
	NewCouncil Remark = "new_council" // a council takes it that was elected after the review was opened
)

// Remarks in the order in which they are made.
var Remarks = []Remark{NoMeeting, TooLate, Summer, Christmas, Election, NewCouncil}

// How long things take, where nothing says otherwise.
const (
	papersDays  = 4  // working days from papers to meeting (kommunestyrelsesloven § 8)
	weighDays   = 10 // working days from the last answer to the papers
	hearingDays = 28 // from a letter to its deadline
)

// Plan counts a review backwards from its sunset; CodeNotFound.
func (s *Service) Plan(ctx context.Context, slug string) (Plan, error) {
	var out Plan
	err := s.Store.View(ctx, func(r Reader) error {
		review, err := r.ReviewBySlug(slug)
		if err != nil {
			return err
		}
		hearings, err := r.Hearings(review.ID)
		if err != nil {
			return err
		}
		consultations, err := r.Consultations(review.ID)
		if err != nil {
			return err
		}
		out, err = plan(r, review, hearings, consultations)
		return err
	})
	return out, err
}

// PlanAhead is the plan of a review that is not stored.
func (s *Service) PlanAhead(ctx context.Context, review Review) (Plan, error) {
	var out Plan
	err := s.Store.View(ctx, func(r Reader) (err error) {
		out, err = plan(r, review, nil, nil)
		return err
	})
	return out, err
}

func plan(r Reader, review Review, hearings []Hearing, consultations []Consultation) (Plan, error) {
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return Plan{}, err
	}
	bodies, err := r.Bodies()
	if err != nil {
		return Plan{}, err
	}
	meetings, err := r.Meetings()
	p := backwards(review, bodies, meetings, settings.SaturdaysCount, hearingTime(settings))
	p.Today = r.Today()
	for n := range p.Steps {
		step := &p.Steps[n]
		if step.Done = step.done(review, hearings, consultations, p.Today); step.Done {
			step.Remarks = nil
		} else {
			step.remark(review, p.Today)
		}
	}
	return p, err
}

// hearingTime is how many days a party gets from its letter to the deadline.
func hearingTime(settings registry.Settings) int { return max(hearingDays, settings.HearingDays) }

// backwards are the steps with their days; hearing is how many a party gets for an answer.
func backwards(review Review, bodies []registry.Body, meetings []Meeting, saturdays bool, hearing int) Plan {
	steps := []Step{{Kind: StepSunset, By: review.Sunset}} // the last first
	by := review.Sunset - 1
	for _, m := range meetingSteps {
		if m.kind == StepFinance && !slices.ContainsFunc(bodies, m.takes) {
			continue
		}
		meeting := last(meetings, m.takes, review.Opened, by, saturdays, m.kind)
		by = workdaysBefore(meeting.By, papersDays, saturdays)
		steps = append(steps, meeting, Step{Kind: m.papers, By: by})
	}
	heard := workdaysBefore(by, weighDays, saturdays)
	asked := orBefore(heard-registry.Day(hearing), saturdays)
	steps = append(steps, Step{Kind: StepHeard, By: heard}, Step{Kind: StepAsked, By: asked},
		Step{Kind: StepCatalogued, By: workdaysBefore(asked, 1, saturdays)})
	slices.Reverse(steps)
	return Plan{Review: review, Steps: steps}
}

// meetingSteps are the meetings that a review passes, the last first.
var meetingSteps = []struct {
	kind, papers StepKind
	takes        func(registry.Body) bool
}{
	{StepCouncil, StepCouncilPapers, func(b registry.Body) bool { return b.Rank == registry.RankCouncil }},
	{StepFinance, StepFinancePapers, func(b registry.Body) bool { return b.Finance }},
	{StepCommittee, StepCommitteePapers, func(b registry.Body) bool { return b.Rank == registry.RankCommittee && !b.Finance }},
}

// orBefore is a day if it is a working day, and the last one before it otherwise.
func orBefore(d registry.Day, saturdays bool) registry.Day { return workdaysBefore(d+1, 1, saturdays) }

// last is the step of the last meeting between two days of a body that takes it. Where
// the calendar has none it is the last working day.
func last(meetings []Meeting, takes func(registry.Body) bool, opened, by registry.Day, saturdays bool, kind StepKind) Step {
	for _, m := range meetings { // latest first
		if takes(m.Body) && opened <= m.Day && m.Day <= by && m.State != MeetingCancelled {
			return Step{Kind: kind, By: m.Day, Meeting: &m}
		}
	}
	return Step{Kind: kind, By: orBefore(by, saturdays), Remarks: []Remark{NoMeeting}}
}

// done says whether a step was taken.
func (s Step) done(review Review, hearings []Hearing, consultations []Consultation, today registry.Day) bool {
	past := func(p Phase) bool { return slices.Index(Phases, review.Phase) > slices.Index(Phases, p) }
	asks := len(hearings)+len(consultations) > 0
	switch s.Kind {
	case StepCatalogued:
		return past(Cataloguing)
	case StepAsked:
		return past(HearingPhase) || asks &&
			!slices.ContainsFunc(hearings, func(h Hearing) bool { return h.State == HearingPlanned }) &&
			!slices.ContainsFunc(consultations, func(c Consultation) bool { return c.Opens > today })
	case StepHeard:
		return past(HearingPhase) || asks &&
			!slices.ContainsFunc(hearings, func(h Hearing) bool { return !h.Held() }) &&
			!slices.ContainsFunc(consultations, func(c Consultation) bool { return c.Closes > today })
	case StepCommitteePapers, StepFinancePapers, StepCouncilPapers:
		return past(Deliberation) || s.Meeting != nil && s.Meeting.PapersOn != registry.NoDay && s.Meeting.PapersOn <= today
	case StepCommittee, StepFinance, StepCouncil:
		return past(Deliberation) || s.Meeting != nil && s.Meeting.State == MeetingClosed
	}
	return today >= s.By
}

// remark says what there is to say of a step that was not taken.
func (s *Step) remark(review Review, today registry.Day) {
	if s.Kind == StepSunset {
		return
	}
	if s.By < today {
		s.Remarks = append(s.Remarks, TooLate)
	}
	year, month, day := s.By.Time().Date()
	switch {
	case month == time.July:
		s.Remarks = append(s.Remarks, Summer)
	case month == time.December && day >= 20, month == time.January && day <= 2:
		s.Remarks = append(s.Remarks, Christmas)
	}
	if s.Kind != StepCommittee && s.Kind != StepFinance && s.Kind != StepCouncil {
		return
	}
	if year%4 == 1 && s.By >= electionDay(year) {
		s.Remarks = append(s.Remarks, Election)
	}
	last := year - 1 - (year-2)%4 // the last year of an election before this one
	if review.Opened < registry.NewDay(last+1, time.January, 1) {
		s.Remarks = append(s.Remarks, NewCouncil)
	}
}

// electionDay is the third Tuesday of November, on which councils are elected in every
// fourth year (2021, 2025, 2029) for the four years that follow it.
func electionDay(year int) registry.Day {
	first := registry.NewDay(year, time.November, 1)
	return first + registry.Day((9-int(first.Time().Weekday()))%7) + 14
}
