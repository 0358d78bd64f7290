package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Judged is an item with what its votes mean.
type Judged struct {
	Item
	Outcomes []Outcome   // of each proposal
	Findings [][]Finding // of each proposal
	Tallies  []Tally
	Texts    []registry.Adoption // of each proposal: what the gate finds in its new text
	// RecommendedAlone: nobody stands behind the recommendation but those who
	// answer for a rule themselves, so that it does not count as one.
	RecommendedAlone bool
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
		out, err = s.judgeItem(r, m, item)
		return err
	})
	return out, err
}

func (s *Service) judgeItem(r Reader, m Meeting, item Item) (Judged, error) {
	j := Judged{Item: item}
	facts, err := factsOf(r, m, item)
	if err != nil {
		return j, err
	}
	a, err := readAlone(r, m, item)
	if err != nil {
		return j, err
	}
	_, j.RecommendedAlone = a.recommends()
	facts.RecommendedAlone = j.RecommendedAlone
	carried := false
	for n, p := range item.Proposals {
		f := facts
		f.Ruling, f.SpecialReason = p.Ruling, p.Reason != ""
		_, f.OwnerAlone = a.decides(n)
		if n < len(item.Votes) {
			f.Tally, f.Voted = Count(item.Votes[n]), len(item.Votes[n]) > 0
			f.DisqualifiedVoted = item.disqualifiedVoted(n)
		}
		outcome, findings, err := s.Policy.Decide(f)
		if err != nil {
			return j, err
		}
		if carried {
			outcome, findings = NotPut, nil
		}
		carried = carried || outcome == Carried
		gate, err := s.gate(r, m, item, p, outcome)
		if err != nil {
			return j, err
		}
		j.Texts = append(j.Texts, gate)
		j.Outcomes, j.Findings, j.Tallies = append(j.Outcomes, outcome), append(j.Findings, findings), append(j.Tallies, f.Tally)
	}
	return j, nil
}

// factsOf are the facts that all proposals of an item share.
func factsOf(r Reader, m Meeting, item Item) (DecisionFacts, error) {
	f := DecisionFacts{Rank: m.Body.Rank, PapersExplained: item.PapersLate != ""}
	settings, err := registry.SettingsOn(r, m.Day)
	if err != nil {
		return f, err
	}
	f.PapersLate = m.PapersOn > workdaysBefore(m.Day, papersDays, settings.SaturdaysCount)
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
