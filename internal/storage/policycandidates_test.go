package storage

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestPolicyCandidates: what was brought is read back as it was, newest first, and
// nobody changes it.
func TestPolicyCandidates(t *testing.T) {
	both(t, func(x *fixture) {
		today := registry.MustDay("2027-07-01")
		row := registry.Row{}.Canonical()
		first := registry.PolicyCandidate{ID: "a", Name: "æ.tar.gz", Digest: "d", Bundle: "f", Source: []byte(`{"x.rego":"\u0000"}`), By: "test", At: x.now,
			Report: registry.PolicyReport{Checks: []registry.PolicyCheck{{Name: registry.CheckKeep, Ran: 3,
				Findings: []registry.PolicyFinding{{Code: registry.FoundKeepLost, On: today, Row: row}}}}}}
		second := registry.PolicyCandidate{ID: "b", Name: "b", By: "test", At: x.now}
		for _, p := range []registry.PolicyCandidate{first, second} {
			x.update(func(tx workflow.Tx) error {
				if err := tx.InsertPolicyCandidate(p); err != nil {
					return err
				}
				return tx.Audit(registry.AuditEvent{Object: "policy candidate"})
			})
		}
		x.view(func(r workflow.Reader) error {
			all, err := r.PolicyCandidates(10)
			if err != nil || len(all) != 2 || all[0].ID != "b" || all[1].Source != nil {
				x.Errorf("listed %+v, %v", all, err)
			}
			one, err := r.PolicyCandidate("a")
			if err != nil || string(one.Source) != string(first.Source) || one.Digest != "d" || one.Bundle != "f" || one.Report.Checks[0].Findings[0].On != today {
				x.Errorf("read %+v, %v", one, err)
			}
			if _, err := r.PolicyCandidate("none"); registry.CodeOf(err) != registry.CodeNotFound {
				x.Errorf("one that is not: %v", err)
			}
			return nil
		})
		x.refused("UPDATE policy_candidate SET name = 'x'")
		x.refused("DELETE FROM policy_candidate")
	})
}
