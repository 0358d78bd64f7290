package main

import (
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/workflow"
)

// decisions lets the workflow ask the policy, which knows nothing of it.
type decisions struct{ policy *policies.Decision }

var _ workflow.DecisionPolicy = decisions{}

func (d decisions) Decide(f workflow.DecisionFacts) (workflow.Outcome, []workflow.Finding, error) {
	outcome, found, err := d.policy.Decide(policies.DecisionFacts{
		Rank: f.Rank, Ruling: f.Ruling, Seats: f.Seats, Voted: f.Voted,
		For: f.Tally.For, Against: f.Tally.Against, Blank: f.Tally.Blank, Absent: f.Tally.Absent,
		SpecialReason: f.SpecialReason, Mandate: f.Mandate, PapersLate: f.PapersLate, PapersExplained: f.PapersExplained,
		DisqualifiedVoted: f.DisqualifiedVoted, HearingMissing: f.HearingMissing, LapsesUndecided: f.LapsesUndecided,
	})
	var findings []workflow.Finding
	for _, x := range found {
		findings = append(findings, workflow.Finding{Code: x.Code, Severity: workflow.Severity(x.Severity)})
	}
	return workflow.Outcome(outcome), findings, err
}
