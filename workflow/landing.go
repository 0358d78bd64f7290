package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// landing turns the items of a closed meeting into events on rules.
type landing struct {
	tx      Tx
	service *Service
	meeting Meeting
	events  []registry.Event
}

// open is the meeting while it is being closed.
func (l *landing) open() Meeting {
	m := l.meeting
	m.State = MeetingPlanned
	return m
}

func (l *landing) item(item Item) error {
	rules, err := l.tx.RulesByID(item.Rules)
	if err != nil {
		return err
	}
	j, err := l.service.judgeItem(l.tx, l.open(), item)
	if err != nil {
		return err
	}
	if err := l.service.readInTurn(l.tx, l.open(), item); err != nil {
		return err
	}
	if len(rules) == 0 {
		if err := logDecision(l.tx, j, nil); err != nil {
			return err
		}
		return logItem(l.tx, l.meeting, j, "")
	}
	for n := range j.Outcomes {
		for _, f := range j.Findings[n] {
			if f.Severity != Blocks {
				continue
			}
			if err := l.alone(item, n, f.Code); err != nil {
				return err
			}
		}
	}
	if err := final(j); err != nil {
		return err
	}
	bare := j.Unexplained()
	for _, code := range bare { // the body decided all the same, and the minutes say so
		item.Explanations = append(slices.Clip(item.Explanations), Explanation{Code: code})
	}
	if j.RecommendedAlone || len(bare) > 0 {
		item.Backing.Alone = j.RecommendedAlone
		if _, err := l.tx.UpdateItem(item, item.Edit); err != nil {
			return err
		}
	}
	j.Explanations = item.Explanations
	if err := logDecision(l.tx, j, rules); err != nil {
		return err
	}
	if err := logItem(l.tx, l.meeting, j, ""); err != nil {
		return err
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
	add := l.adding(rule, before, j)
	if err := add(l.meeting.Day, registry.MinutesAwaited{Meeting: l.meeting.ID}, nil); err != nil {
		return err
	}
	return l.outcome(rule, before, j)
}

// outcome lands the rulings and what else became of a rule.
func (l *landing) outcome(rule registry.Rule, before []registry.Event, j Judged) error {
	add := l.adding(rule, before, j)
	if j.Stop != nil {
		until, err := l.stopUntil(j)
		if err != nil {
			return err
		}
		return add(l.meeting.Day, registry.Stopped{By: l.decision(j, "Standset (kommunestyrelsesloven § 23)"), Until: until}, nil)
	}
	for n, p := range j.Proposals {
		switch outcome := j.Outcomes[n]; {
		case p.Procedure != "":
			if outcome == Carried {
				return l.handle(rule, before, j, p, add)
			}
		case !j.Reading.Rules(): // what was said of the rule is said again, and then counts
		case outcome == Fell, outcome == Tied:
			if err := add(l.meeting.Day, registry.NotCarried{Proposal: p.Ruling, Tie: j.Outcomes[n] == Tied,
				Question: p.Question, By: l.decision(j, p.Question)}, nil); err != nil {
				return err
			}
		case outcome == Carried:
			shows, err := shownBy(l.tx, l.meeting, rule, before, p)
			if err != nil {
				return err
			}
			return add(l.meeting.Day, p.ruled(l.decision(j, p.said()), shows, l.meeting.Late), p.Text)
		}
	}
	return nil
}

// adding prepares events of an item on one of its rules.
func (l *landing) adding(rule registry.Rule, before []registry.Event, j Judged) func(registry.Day, registry.Fact, *registry.Text) error {
	return func(valid registry.Day, fact registry.Fact, text *registry.Text) error {
		e, err := l.service.prepare(l.tx, rule, before, NewEvent{Valid: valid, Order: j.Ordinal, Fact: fact, Text: text})
		l.events = append(l.events, e)
		return err
	}
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

// ruled is the ruling that a carried proposal leaves.
func (p Proposal) ruled(by registry.Decision, shows []registry.Criterion, late string) registry.Ruled {
	return registry.Ruled{Ruling: p.Ruling, By: by, Shows: shows, Reason: p.Reason,
		From: p.From, Next: registry.Lapse{On: p.Next}, Lapses: p.Lapses,
		Told: p.Told, Measure: p.Measure, Evaluator: p.Evaluator, LateReason: late}
}

// shownBy are the criteria that the register can see are met.
func shownBy(r Reader, m Meeting, rule registry.Rule, before []registry.Event, p Proposal) ([]registry.Criterion, error) {
	all, err := r.LatestJustifications([]registry.RuleID{rule.ID})
	if err != nil {
		return nil, err
	}
	mandate, err := hasMandate(r, m)
	if err != nil {
		return nil, err
	}
	counters, err := registry.ReadCountered(r, rule.ID)
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
		registry.HearingDone:        !hearingMissing(before, m.Day),
		registry.CounterAnswered:    !slices.ContainsFunc(counters, func(c registry.Countered) bool { return !c.Answered() }),
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
