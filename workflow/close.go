package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Closing is what is said when the minutes of a meeting are final.
type Closing struct {
	Late     string       // why they are recorded after the meeting's day; required then
	Minutes  string       // address of the signed minutes
	SignedOn registry.Day // when they were signed
}

// Judged is an item with what its votes mean.
type Judged struct {
	Item
	Outcomes []Outcome   // of each proposal
	Findings [][]Finding // of each proposal
	Tallies  []Tally
}

// Decided is the proposal that was carried; -1 when none was.
func (j Judged) Decided() int {
	for n, o := range j.Outcomes {
		if o == Carried {
			return n
		}
	}
	return -1
}

// CloseMeeting makes what a meeting decided final: rulings land on their rules
// in one transaction with their events and timelines. Items that were stopped
// leave none; they wait for the council. Errors: CodeMeetingAhead,
// CodeMeetingClosed, CodeStale, CodeNotVoted, CodeOutcomeBlocked (item,
// finding), CodeRequired (late), and what RecordEvent refuses.
func (s *Service) CloseMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, closing Closing) (Meeting, error) {
	return s.endMeeting(ctx, act, id, edit, func(tx Tx, m *Meeting, items []Item) error {
		if m.Day > tx.Today() {
			return refuse(registry.CodeMeetingAhead, "day", m.Day.String())
		}
		var c registry.Checks
		c.Text("late", closing.Late, registry.LimitReason, m.Day < tx.Today())
		c.Text("minutes", closing.Minutes, registry.LimitName, false)
		if err := c.Err(); err != nil {
			return err
		}
		m.Late, m.Minutes, m.SignedOn = closing.Late, closing.Minutes, closing.SignedOn
		if err := m.moveTo(MeetingClosed); err != nil {
			return err
		}
		l := landing{tx: tx, service: s, meeting: *m}
		for _, item := range items {
			if err := l.item(item); err != nil {
				return err
			}
		}
		if len(l.events) == 0 {
			return nil
		}
		_, err := registry.Record(tx, s.maker(), l.events)
		return err
	})
}

// CancelMeeting takes a meeting off the calendar; its rules wait for it no longer.
func (s *Service) CancelMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int) (Meeting, error) {
	return s.endMeeting(ctx, act, id, edit, func(tx Tx, m *Meeting, items []Item) error {
		for _, item := range items {
			if err := awaitMinutes(tx, s.maker(), *m, item.Rules, nil); err != nil {
				return err
			}
		}
		return m.moveTo(MeetingCancelled)
	})
}

func (s *Service) endMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, f func(Tx, *Meeting, []Item) error) (Meeting, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Meeting, error) {
		before, items, err := openMeeting(tx, id)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, &after, items); err != nil {
			return before, err
		}
		out, err := tx.UpdateMeeting(after, edit)
		if err != nil {
			return before, err
		}
		if err := audit(tx, "meeting "+string(id), before, out); err != nil {
			return before, err
		}
		return out, tx.Enqueue("meeting."+string(out.State), map[string]string{"meeting": string(id)})
	})
}

// Judge says what the votes on an item mean, so far.
func (s *Service) Judge(ctx context.Context, id registry.ItemID) (Judged, error) {
	var out Judged
	err := s.Store.View(ctx, func(r Reader) error {
		item, err := r.ItemByID(id)
		if err != nil {
			return err
		}
		m, err := r.MeetingByID(item.Meeting)
		if err != nil {
			return err
		}
		out, err = judgeItem(r, s.Policy, m, item)
		return err
	})
	return out, err
}

func judgeItem(r Reader, policy DecisionPolicy, m Meeting, item Item) (Judged, error) {
	j := Judged{Item: item}
	facts, err := factsOf(r, m, item)
	if err != nil {
		return j, err
	}
	carried := false
	for n, p := range item.Proposals {
		f := facts
		f.Ruling, f.SpecialReason = p.Ruling, p.Reason != ""
		if n < len(item.Votes) {
			f.Tally, f.Voted = Count(item.Votes[n]), len(item.Votes[n]) > 0
			f.DisqualifiedVoted = item.disqualifiedVoted(n)
		}
		outcome, findings, err := policy.Decide(f)
		if err != nil {
			return j, err
		}
		if carried {
			outcome, findings = NotPut, nil
		}
		carried = carried || outcome == Carried
		j.Outcomes, j.Findings, j.Tallies = append(j.Outcomes, outcome), append(j.Findings, findings), append(j.Tallies, f.Tally)
	}
	return j, nil
}

// factsOf are the facts that all proposals of an item share.
func factsOf(r Reader, m Meeting, item Item) (DecisionFacts, error) {
	f := DecisionFacts{Rank: m.Body.Rank, PapersExplained: item.PapersLate != "",
		PapersLate: m.PapersOn != registry.NoDay && m.PapersOn > latestPapers(m.Day)}
	members, err := seated(r, m)
	if err != nil {
		return f, err
	}
	f.Seats = len(members)
	if f.Mandate, err = hasMandate(r, m); err != nil {
		return f, err
	}
	timelines, err := r.Timelines(item.Rules)
	if err != nil {
		return f, err
	}
	events, err := r.Events(item.Rules, registry.RevisionOpen)
	if err != nil {
		return f, err
	}
	for _, rule := range item.Rules {
		f.HearingMissing = f.HearingMissing || hearingMissing(events[rule], m.Day)
		for _, seg := range timelines[rule] {
			f.LapsesUndecided = f.LapsesUndecided || seg.Until > m.Day && main(seg) == registry.LapsedUndecided
		}
	}
	return f, nil
}

// latestPapers is the last day on which papers reach members in time: four
// working days before the meeting (kommunestyrelsesloven § 8), weekends aside.
func latestPapers(meeting registry.Day) registry.Day {
	d := meeting
	for left := 4; left > 0; {
		d--
		if w := d.Time().Weekday(); w != 0 && w != 6 {
			left--
		}
	}
	return d
}

func hasMandate(r Reader, m Meeting) (bool, error) {
	if m.Body.Rank == registry.RankCouncil {
		return true, nil
	}
	mandates, err := r.Mandates(m.Body.ID)
	for _, x := range mandates {
		if x.From <= m.Day {
			return true, err
		}
	}
	return false, err
}

func hearingMissing(events []registry.Event, on registry.Day) bool {
	open := map[string]bool{}
	for _, e := range events {
		switch f := e.Fact.(type) {
		case registry.HearingRequired:
			open[f.Party] = true
		case registry.HearingHeld:
			if e.Valid <= on {
				delete(open, f.Party)
			}
		}
	}
	return len(open) > 0
}

func (i Item) disqualifiedVoted(n int) bool {
	for _, v := range i.Votes[n] {
		for _, d := range i.Disqualified {
			if v.Member == d.Member && v.Choice != Absent {
				return true
			}
		}
	}
	return false
}

// landing turns the items of a closed meeting into events on rules.
type landing struct {
	tx      Tx
	service *Service
	meeting Meeting
	events  []registry.Event
}

func (l *landing) item(item Item) error {
	rules, err := l.tx.RulesByID(item.Rules)
	if err != nil || len(rules) == 0 {
		return err
	}
	j, err := judgeItem(l.tx, l.service.Policy, l.meeting, item)
	if err != nil {
		return err
	}
	for n, o := range j.Outcomes {
		for _, f := range j.Findings[n] {
			if f.Severity == Blocks {
				return refuse(registry.CodeOutcomeBlocked, "item", itoa(item.Ordinal), "finding", f.Code)
			}
		}
		if o == NotPut && j.Decided() < 0 {
			return refuse(registry.CodeNotVoted, "item", itoa(item.Ordinal))
		}
	}
	before, err := l.tx.Events(item.Rules, registry.RevisionOpen)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if err := l.rule(rule, before[rule.ID], j); err != nil {
			return err
		}
	}
	return nil
}

// rule lands what an item decided on one of its rules.
func (l *landing) rule(rule registry.Rule, before []registry.Event, j Judged) error {
	add := func(valid registry.Day, fact registry.Fact, text *registry.Text) error {
		e, err := prepare(l.tx, rule, before, NewEvent{Valid: valid, Order: j.Ordinal, Fact: fact, Text: text})
		l.events = append(l.events, e)
		return err
	}
	if err := add(l.meeting.Day, registry.MinutesAwaited{Meeting: l.meeting.ID}, nil); err != nil {
		return err
	}
	if j.Stop != nil {
		until, err := l.stopUntil(j)
		if err != nil {
			return err
		}
		return add(l.meeting.Day, registry.Stopped{By: l.decision(j, "Begæret i byrådet"), Until: until}, nil)
	}
	for n, p := range j.Proposals {
		switch j.Outcomes[n] {
		case Fell, Tied:
			if err := add(l.meeting.Day, registry.NotCarried{Proposal: p.Ruling, Tie: j.Outcomes[n] == Tied,
				Question: p.Question, By: l.decision(j, p.Question)}, nil); err != nil {
				return err
			}
		case Carried:
			shows, err := l.shows(rule, before, p)
			if err != nil {
				return err
			}
			words := p.Words
			if words == "" {
				words = p.Question
			}
			return add(l.meeting.Day, registry.Ruled{Ruling: p.Ruling, By: l.decision(j, words), Shows: shows, Reason: p.Reason,
				From: p.From, Next: registry.Lapse{On: p.Next}, Lapses: p.Lapses, LateReason: l.meeting.Late}, p.Text)
		}
	}
	return nil
}

func (l *landing) decision(j Judged, words string) registry.Decision {
	return registry.Decision{Body: l.meeting.Body.Name, Rank: l.meeting.Body.Rank, Day: l.meeting.Day, Words: words, Case: l.meeting.Case}
}

// stopUntil is the day to which the lapse date of a stopped rule moves: after
// the next council meeting that is known. Nil: the lapse date stands.
func (l *landing) stopUntil(j Judged) (*registry.Lapse, error) {
	settings, err := registry.SettingsOn(l.tx, l.tx.Today())
	if err != nil || !settings.StopExtends {
		return nil, err
	}
	meetings, err := l.tx.Meetings()
	if err != nil {
		return nil, err
	}
	next := registry.LastDay
	for _, m := range meetings {
		if m.Body.Rank == registry.RankCouncil && m.Day > l.meeting.Day && m.State == MeetingPlanned {
			next = min(next, m.Day)
		}
	}
	if next == registry.LastDay {
		return nil, nil
	}
	return &registry.Lapse{On: next + registry.Day(settings.AfterCouncilDays) + 1}, nil
}

// shows are the criteria that the register can see are met.
func (l *landing) shows(rule registry.Rule, before []registry.Event, p Proposal) ([]registry.Criterion, error) {
	all, err := l.tx.LatestJustifications([]registry.RuleID{rule.ID})
	if err != nil {
		return nil, err
	}
	mandate, err := hasMandate(l.tx, l.meeting)
	if err != nil {
		return nil, err
	}
	j := all[rule.ID]
	met := map[registry.Criterion]bool{
		registry.SpecialReason:      p.Reason != "",
		registry.CoreTaskValue:      j.Value != "",
		registry.BeneficiaryNamed:   j.Beneficiary != "",
		registry.EvidenceGraded:     j.Evidence != "",
		registry.LighterAlternative: j.Lighter != "",
		registry.HearingDone:        !hearingMissing(before, l.meeting.Day),
		registry.CounterCase:        true, // none can be filed yet
		registry.CompetentBody:      mandate,
	}
	var shows []registry.Criterion
	for _, c := range registry.Criteria {
		if met[c] {
			shows = append(shows, c)
		}
	}
	return shows, nil
}
