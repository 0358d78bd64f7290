package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Judged is an item with what its votes mean.
type Judged struct {
	Item
	Outcomes []Outcome   // of each proposal
	Findings [][]Finding // of each proposal
	Tallies  []Tally
	Texts    []registry.Adoption // of each proposal: what the gate finds in its new text
	Annulled []Annulled          // how what it decided lost its effect
	Onward   Onward              // why the case comes on an agenda again
	// RecommendedAlone: nobody stands behind the recommendation but those who
	// answer for a rule themselves, so that it does not count as one.
	RecommendedAlone bool
	VoteRules        VoteRules // how votes are counted on the day of the meeting

	gone  []Finding             // explained in the minutes, and found no more
	asked []registry.Evaluation // what the policy was asked of each proposal, and answered
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

// Unexplained are the codes of findings that ask for an explanation and have none, in
// the order in which they are told.
func (j Judged) Unexplained() (codes []string) {
	for _, code := range j.ToExplain() {
		if !slices.ContainsFunc(j.Explanations, func(e Explanation) bool { return e.Code == code && e.Text != "" }) {
			codes = append(codes, code)
		}
	}
	return codes
}

// ToExplain are the codes of findings that ask for an explanation, each once.
func (j Judged) ToExplain() (codes []string) {
	for _, findings := range j.Findings {
		for _, f := range findings {
			if f.Severity == Explain && !slices.Contains(codes, f.Code) {
				codes = append(codes, f.Code)
			}
		}
	}
	return codes
}

// Finding is what is found of a code in any proposal; without a severity where it is found no
// more, and the code alone where it was never explained.
func (j Judged) Finding(code string) Finding {
	for _, findings := range append(slices.Clip(j.Findings), j.gone) {
		for _, f := range findings {
			if f.Code == code {
				return f
			}
		}
	}
	return Finding{Code: code}
}

// OffersKeep says that it can be asked whether the rule is to be kept unchanged: an
// amendment was put and not carried, nothing else was, and nobody has proposed it.
func (j Judged) OffersKeep() bool {
	if len(j.Rules) != 1 || j.Decided() >= 0 || !j.Reading.Rules() {
		return false
	}
	fell := false
	for n, p := range j.Proposals {
		if j.Outcomes[n] == NotPut || p.Ruling == registry.Keep {
			return false
		}
		fell = fell || p.Ruling == registry.Amend
	}
	return fell
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
	facts, events, err := factsOf(r, m, item)
	if err != nil {
		return j, err
	}
	if m.State == MeetingClosed {
		j.Annulled = annulled(events, m, item)
	}
	a, err := readAlone(r, m, item)
	if err != nil {
		return j, err
	}
	_, j.RecommendedAlone = a.recommends()
	facts.RecommendedAlone = j.RecommendedAlone
	j.VoteRules = facts.VoteRules
	chair, err := chairOf(r, m, facts.VoteRules)
	if err != nil {
		return j, err
	}
	policy, version, err := registry.PolicyOn(r, s.Policy, m.Day)
	if err != nil {
		return j, err
	}
	carried, main := false, false
	for n, p := range item.Proposals {
		f := facts
		f.Ruling, f.Procedure, f.SpecialReason = p.Ruling, p.Procedure, p.Reason != ""
		f.Measured = p.Measure != "" && p.Evaluator != ""
		f.OutOfOrder, main = main && p.first(), main || !p.first()
		_, f.OwnerAlone = a.decides(n)
		if n < len(item.Votes) {
			f.Tally, f.Voted = Count(item.Votes[n]), len(item.Votes[n]) > 0
			f.DisqualifiedVoted = item.disqualifiedVoted(n)
			f.ChairFor = slices.ContainsFunc(item.Votes[n], func(v Vote) bool { return chair != "" && v.Member == chair && v.Choice == For })
		}
		outcome, findings, err := policy.Decide(f)
		if err != nil {
			return j, err
		}
		for i := range findings {
			findings[i].Version = version
		}
		asked, err := decisionEvaluation(policy, item, n, f, outcome, findings)
		if err != nil {
			return j, err
		}
		j.asked = append(j.asked, asked)
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
	j.tell(policy, version)
	j.Onward = j.onward(m, facts.Mandate)
	return j, nil
}

// tell keeps the words and the version of findings that were explained in the minutes and are
// not found any more, as when a hearing was recorded since.
func (j *Judged) tell(policy DecisionPolicy, version string) {
	teller, _ := policy.(registry.Teller)
	for _, e := range j.Explanations {
		if j.Finding(e.Code).Severity != "" {
			continue
		}
		f := Finding{Code: e.Code}
		if teller != nil {
			f.Told = teller.Tells(e.Code)
		}
		f.Version = version
		j.gone = append(j.gone, f)
	}
}

// factsOf are the facts that all proposals of an item share, and what they rest on.
func factsOf(r Reader, m Meeting, item Item) (DecisionFacts, map[registry.RuleID][]registry.Event, error) {
	f := DecisionFacts{Rank: m.Body.Rank, PapersExplained: item.PapersLate != "", FirstReading: item.Reading == FirstReading}
	settings, err := registry.SettingsOn(r, m.Day)
	if err != nil {
		return f, nil, err
	}
	f.VoteRules = VoteRules{settings.Majority, settings.Tie}
	f.PapersLate = item.LateOn != registry.NoDay || m.PapersOn > workdaysBefore(m.Day, papersDays, settings.SaturdaysCount)
	members, err := membersOn(r, m)
	if err != nil {
		return f, nil, err
	}
	f.Seats = len(Seats(members))
	if f.Mandate, err = hasMandate(r, m); err != nil {
		return f, nil, err
	}
	timelines, err := r.Timelines(item.Rules)
	if err != nil {
		return f, nil, err
	}
	events, err := r.Events(item.Rules, registry.RevisionOpen)
	if err != nil {
		return f, nil, err
	}
	for _, rule := range item.Rules {
		f.BoundByAgreement = f.BoundByAgreement || len(agreements(events[rule], m.Day)) > 0
		f.HearingMissing = f.HearingMissing || hearingMissing(events[rule], m.Day)
		f.LapsesUndecided = f.LapsesUndecided || lapses(timelines[rule], m.Day)
	}
	return f, events, nil
}

// chairOf is who chairs the body of a meeting, where the chair's vote can decide; empty where it
// cannot, and where nobody is listed.
func chairOf(r Reader, m Meeting, rules VoteRules) (registry.MemberID, error) {
	if rules.Tie != registry.TieChair {
		return "", nil
	}
	members, err := membersOn(r, m)
	for _, x := range members {
		if x.Chair {
			return x.ID, err
		}
	}
	return "", err
}

// lapses says that a rule lapses after a day if nobody decides anything.
func lapses(timeline []registry.Segment, on registry.Day) bool {
	return slices.ContainsFunc(timeline, func(s registry.Segment) bool { return s.Until > on && main(s) == registry.LapsedUndecided })
}

// LoneRepeal says that an agenda asks for nothing but whether to repeal rules of which
// one lapses by itself: however the vote goes, that one ends.
func (s *Service) LoneRepeal(ctx context.Context, meeting registry.Day, a Agenda) (lone bool, err error) {
	for _, p := range a.Proposals {
		if p.Ruling != registry.Repeal {
			return false, nil
		}
	}
	if len(a.Proposals) == 0 {
		return false, nil
	}
	err = s.Store.View(ctx, func(r Reader) error {
		timelines, err := r.Timelines(a.Rules)
		for _, rule := range a.Rules {
			lone = lone || lapses(timelines[rule], meeting)
		}
		return err
	})
	return lone, err
}

func hasMandate(r Reader, m Meeting) (bool, error) {
	if m.Body.Rank == registry.RankCouncil {
		return true, nil
	}
	mandates, err := r.Mandates(m.Body.ID)
	_, may := registry.MandateOn(mandates, m.Day)
	return may, err
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
	return slices.ContainsFunc(i.Votes[n], func(v Vote) bool { return v.Choice != Absent && i.Disqualifies(v.Member) })
}
