package workflow

import (
	"context"
	"encoding/json"

	"github.com/omvendt/omvendt/registry"
)

// replayedAtOnce bounds how long one transaction reads.
const replayedAtOnce = 200

// Replay asks the policies of the service once more about a part of the decision log,
// newest first, each answer told to tell. other: they are not those that judged.
// Errors: CodePolicyFailed, and those of tell.
func (s *Service) Replay(ctx context.Context, q registry.EvaluationQuery, other bool, tell func(registry.Replayed) error) error {
	left := q.Limit
	for {
		q.Limit = replayedAtOnce
		if left > 0 {
			q.Limit = min(left, replayedAtOnce)
		}
		var out []registry.Replayed
		if err := s.Store.View(ctx, func(r Reader) (err error) {
			out, err = s.replay(r, q, other)
			return err
		}); err != nil {
			return err
		}
		for _, one := range out {
			if err := tell(one); err != nil {
				return err
			}
		}
		if left -= len(out); len(out) < q.Limit || left == 0 {
			return nil
		}
		q.Before = out[len(out)-1].Place
	}
}

func (s *Service) replay(r Reader, q registry.EvaluationQuery, other bool) (out []registry.Replayed, err error) {
	log, err := r.Evaluations(q)
	if err != nil {
		return nil, err
	}
	replayer, err := s.Register.Replayer(r, other)
	if err != nil {
		return nil, err
	}
	for _, e := range log {
		var again registry.Replayed
		if e.Policy == registry.PolicyDecision {
			again, err = s.replayDecision(r, e)
		} else {
			again, err = replayer.Replay(e)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, again)
	}
	return out, nil
}

func (s *Service) replayDecision(r Reader, e registry.Evaluation) (registry.Replayed, error) {
	var facts DecisionFacts
	if err := json.Unmarshal(e.Facts, &facts); err != nil {
		return registry.Replayed{}, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	policy, err := registry.PolicyThatJudged(r, s.Policy, e, DecisionPolicy.DecisionDigest)
	if err != nil {
		return registry.Replayed{}, err
	}
	outcome, findings, err := policy.Decide(facts)
	return e.Again(decisionResult(outcome, findings), policy.DecisionDigest()), err
}
