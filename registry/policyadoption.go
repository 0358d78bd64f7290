package registry

import "context"

// AdoptCandidate has a policy that was brought judge from a day, by a decision of the council.
// It is the answer as soon as all timelines follow from it (AdvanceChange). Only a candidate
// that passed every check of this very program is adopted. The kind and the source of v are
// not read. Errors: CodeNotFound, CodeCandidateFailed, CodeCandidateUnchecked, those of
// ProposeVersion, and those of the decision's fields.
func (s *Service) AdoptCandidate(ctx context.Context, act Act, id CandidateID, v VersionAdoption) (GameChange, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (GameChange, error) {
		if err := s.fill(tx, id, &v); err != nil {
			return GameChange{}, err
		}
		d, err := decisionOn(tx, RankCouncil, v)
		if err != nil {
			return GameChange{}, joinInvalid(s.checkVersion(tx, &v), err)
		}
		return s.beginChange(tx, v, GameChange{State: ChangeDecided, Decision: &d, SaidBy: act.Actor.Name})
	})
}

// ProposeCandidate computes what a policy that was brought would change from a day, and
// decides nothing. Errors: as AdoptCandidate, less those of the decision.
func (s *Service) ProposeCandidate(ctx context.Context, act Act, id CandidateID, from Day) (GameChange, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (GameChange, error) {
		v := VersionAdoption{From: from}
		if err := s.fill(tx, id, &v); err != nil {
			return GameChange{}, err
		}
		return s.beginChange(tx, v, GameChange{State: ChangeProposed, SaidBy: act.Actor.Name})
	})
}

// fill takes the policy of a candidate into v, if it may be adopted.
func (s *Service) fill(r Reader, id CandidateID, v *VersionAdoption) error {
	p, err := r.PolicyCandidate(id)
	if err == nil {
		err = s.Adoptable(p)
	}
	v.Kind, v.Source = GamePolicy, p.Source
	return err
}

// Adoptable is why a candidate cannot be adopted: CodeCandidateFailed when a check failed,
// CodeCandidateUnchecked when another program made the checks, which can have asked for less.
func (s *Service) Adoptable(p PolicyCandidate) error {
	switch {
	case !p.Report.Passed():
		return refuse(CodeCandidateFailed)
	case s.Checker == nil || p.Report.Program != s.Checker.Program():
		return refuse(CodeCandidateUnchecked)
	}
	return nil
}
