package workflow

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// decisionEvaluation is what the decision log keeps of a proposal.
func decisionEvaluation(policy DecisionPolicy, item Item, n int, facts DecisionFacts, outcome Outcome, findings []Finding) (registry.Evaluation, error) {
	return registry.FactsEvaluation(registry.PolicyDecision, "item "+string(item.ID)+" "+strconv.Itoa(n+1), facts,
		policy.DecisionDigest(), decisionResult(outcome, findings))
}

func decisionResult(outcome Outcome, findings []Finding) registry.Result {
	result := registry.Result{Main: string(outcome), Codes: make([]string, len(findings))}
	for i, f := range findings {
		result.Codes[i] = f.Code
	}
	return result
}

// logDecision logs what the policy said of the proposals that are final now.
func logDecision(tx Tx, j Judged, rules []registry.Rule) error {
	log := j.asked
	for i := range log {
		if len(rules) == 1 {
			log[i].Number = rules[0].Number
		}
	}
	return tx.LogEvaluations(log)
}
