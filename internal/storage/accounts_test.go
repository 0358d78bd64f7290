package storage

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// An account is kept once, reads as it was written, and nobody can change or delete it.
func TestKeptAccounts(t *testing.T) {
	both(t, func(x *fixture) {
		of := workflow.AccountOf{Span: workflow.AccountStatus, From: registry.MustDay("2026-01-01"), Until: registry.MustDay("2026-07-01")}
		a := workflow.Account{AccountOf: of, On: registry.MustDay("2026-06-30"), Made: registry.MustDay("2026-07-02"), Revision: 7,
			Figures: []workflow.AccountFigure{{Of: workflow.AccLapsed, N: 3}, {Of: workflow.AccRuledBy, Key: "Byrådet", N: 2}},
			End:     registry.EffortSum{Rules: 2, Counted: 1, InOne: registry.Work{From: 1, To: 2}, Grades: map[registry.EvidenceGrade]registry.EffortPart{registry.Measured: {Rules: 1}}},
			Rules:   []workflow.AccountRule{{In: workflow.ListLapsed, Number: 4, Day: registry.MustDay("2026-03-01")}}}
		year := a
		year.Span, year.Until, year.Area = workflow.AccountYear, registry.MustDay("2027-01-01"), "Ældre"
		keep := func(a workflow.Account, want bool) {
			x.Helper()
			x.update(func(tx workflow.Tx) error {
				first, err := tx.KeepAccount(a)
				x.equal("first", first, want)
				if err != nil || !first {
					return err
				}
				return tx.Audit(registry.AuditEvent{Object: "account"})
			})
		}
		keep(a, true)
		keep(year, true)
		other := a
		other.Figures = nil
		keep(other, false)
		x.view(func(r workflow.Reader) error {
			got, kept, err := r.KeptAccount(of)
			x.equal("kept", kept, true)
			x.equal("account", got, a)
			if err != nil {
				return err
			}
			of.Area = "Skole"
			if _, kept, err = r.KeptAccount(of); kept || err != nil {
				x.Errorf("of another area: %v %v", kept, err)
			}
			all, err := r.KeptAccounts("Ældre")
			x.equal("of an area", all, []workflow.Account{year})
			return err
		})
		x.refused("UPDATE period_account SET made = '2026-07-03'")
		x.refused("DELETE FROM period_account")
	})
}
