package registrytest

import (
	"github.com/omvendt/omvendt/registry"
)

// The answer, case by case.

// caseTable is the design's table, line by line: the first that fits.
func (w world) caseTable(s stand, on registry.Day) (registry.State, []registry.ReasonCode) {
	class := w.class(on, on)
	kept := s.ruling == registry.Keep || s.ruling == registry.Amend
	inForce := func(main registry.ReasonCode, more ...registry.ReasonCode) (registry.State, []registry.ReasonCode) {
		return registry.InForce, s.withRefusal(main, more...)
	}
	switch {
	case !s.begun:
		return registry.NotYet, codes(registry.NotYetEffective)

	case s.end.how == registry.SupersededByRule:
		return registry.SupersededState, codes(registry.SupersededByRule)

	case s.end.how == registry.FoundUnlawful:
		return registry.Repealed, codes(registry.FoundUnlawful)

	case s.end.how == registry.RepealedByDecision && w.floorRemains(s.end, on):
		return registry.FloorOnly, codes(registry.FloorRemains, registry.RepealedByDecision)

	case s.end.how == registry.RepealedByDecision:
		return registry.Repealed, codes(registry.RepealedByDecision)

	case s.end.how == "" && s.lapse.on != registry.NoDay && s.lapse.on <= on && !w.shielded(s.lapse.on):
		return registry.Extended, s.withRefusal(registry.HearingMissing)

	case s.end.how == registry.LapsedUndecided && w.floorRemains(s.end, on):
		return registry.FloorOnly, append(codes(registry.FloorRemains), s.whyLapsed(on)...)

	case s.end.how == registry.LapsedUndecided:
		return registry.Lapsed, s.whyLapsed(on)

	case class == registry.StateDuty && kept:
		return inForce(registry.IsStateDuty, registry.OutsideCompetence)
	case class == registry.StateDuty:
		return inForce(registry.IsStateDuty)
	case class == registry.Agreement && kept:
		return inForce(registry.BoundByAgreement, registry.OutsideCompetence)
	case class == registry.Agreement:
		return inForce(registry.BoundByAgreement)
	case class == registry.BoardPrinciple && kept:
		return inForce(registry.OwnedByBoard, registry.OutsideCompetence)
	case class == registry.BoardPrinciple:
		return inForce(registry.OwnedByBoard)

	case class == registry.MandatedLocal && !kept:
		return inForce(registry.MandatedByLaw)

	case s.ruling == registry.Trial && s.effect <= on && on < s.trialEnd.on:
		return registry.Suspended, s.withRefusal(registry.TrialRunning)
	case s.ruling == registry.Trial && on < s.effect:
		return inForce(registry.TrialDecided)

	case s.ruling == registry.Repeal:
		return inForce(registry.RepealPending)

	case s.beyond.from != registry.NoDay && s.beyond.from <= on:
		return registry.Extended, s.withRefusal(s.beyond.reason)

	case s.ruling == registry.Keep && s.unstated:
		return inForce(registry.KeptByDecision, registry.KeptWithoutStatedReason)
	case s.ruling == registry.Keep:
		return inForce(registry.KeptByDecision)
	case s.ruling == registry.Amend:
		return inForce(registry.AmendedByDecision)

	case s.shieldOff:
		return inForce(registry.BasisEnded)

	case s.inReview:
		return inForce(registry.ReviewPending)
	}
	return inForce(registry.NotInReview)
}

// floorRemains: what ended was an add-on, and its minimum has held since.
func (w world) floorRemains(end ending, on registry.Day) bool {
	return w.class(end.class, end.class) == registry.AddOn && w.floorHolds(end.class, on)
}

func (s stand) withRefusal(main registry.ReasonCode, more ...registry.ReasonCode) []registry.ReasonCode {
	all := append(codes(main), more...)
	if s.refusal != "" {
		all = append(all, s.refusal)
	}
	return all
}

// whyLapsed is LAPSED_UNDECIDED with what else bears on it.
func (s stand) whyLapsed(on registry.Day) []registry.ReasonCode {
	why := s.withRefusal(registry.LapsedUndecided)
	if s.lapse.kind == registry.FirstReview || s.lapse.kind == registry.NextReview {
		why = append(why, registry.ReviewOverdue)
	}
	if s.fell != nil && s.fell.Tie {
		why = append(why, registry.TieVote)
	}
	if s.fell != nil && !s.fell.Tie && (s.fell.Proposal == registry.Keep || s.fell.Proposal == registry.Amend) {
		why = append(why, registry.KeepNotCarried)
	}
	for _, until := range s.minutes {
		if until > on {
			why = append(why, registry.MinutesAreAwaited)
			break
		}
	}
	return why
}

func codes(c ...registry.ReasonCode) []registry.ReasonCode { return c }
