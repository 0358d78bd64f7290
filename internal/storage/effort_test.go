package storage

import (
	"errors"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestEfforts(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		efforts := func(n registry.Number) (list []registry.EffortStretch) {
			x.view(func(r workflow.Reader) (err error) { list, err = r.Efforts(n); return err })
			return list
		}
		first := ruleOf(1).Catalogue.Effort
		unknown := registry.EffortStretch{From: registry.FirstDay, Effort: registry.Effort{Evidence: registry.NotQuantified}}
		x.equal("as it was taken in", efforts(1), []registry.EffortStretch{unknown, {From: first.Since, Effort: first}})

		// Another estimate of the same work, a change that touches no effort, and a real change.
		edit := 1
		write := func(change func(*registry.Rule)) {
			x.update(func(tx workflow.Tx) error {
				r, err := tx.RuleByNumber(1)
				if err != nil {
					return err
				}
				change(&r)
				_, err = tx.UpdateRule(r, edit)
				return err
			})
			edit++
		}
		write(func(r *registry.Rule) { r.Catalogue.Effort.MinutesTo = 20 })
		second := first
		second.MinutesTo = 20
		x.equal("estimated anew", efforts(1), []registry.EffortStretch{unknown, {From: first.Since, Effort: second}})
		write(func(r *registry.Rule) { r.Catalogue.Owner = "Dagtilbudschefen" })
		third := second
		third.MinutesTo, third.Since = 10, registry.MustDay("2026-11-01")
		write(func(r *registry.Rule) { r.Catalogue.Effort = third })
		x.equal("changed", efforts(1), []registry.EffortStretch{unknown, {From: first.Since, Effort: second}, {From: third.Since, Effort: third}})
		x.equal("and the other rule stays", efforts(2), []registry.EffortStretch{unknown, {From: first.Since, Effort: first}})
		x.equal("of a rule that is not there", len(efforts(9)), 0)
		x.view(func(r workflow.Reader) error {
			rule, err := r.RuleByNumber(1)
			x.equal("the entry has the last", rule.Catalogue.Effort, third)
			return err
		})
	})
}

// What a database from before efforts had days is read as: of every day.
func TestEffortsOfOldRules(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		for _, statement := range []string{"DELETE FROM effort",
			"INSERT INTO effort SELECT number, '0001-01-01', '9999-12-31', minutes_from, minutes_to, people, evidence, '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0 FROM rule"} {
			if _, err := x.db.writer.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		x.view(func(r workflow.Reader) error {
			list, err := r.Efforts(1)
			old := registry.Effort{MinutesFrom: 7.5, MinutesTo: 15, People: 400, Evidence: registry.LeaderEstimate}
			x.equal("migrated", list, []registry.EffortStretch{{From: registry.FirstDay, Effort: old}})
			return err
		})
	})
}

// What the database adds up is what adding up the efforts one by one gives.
func TestEffortCells(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3)
		efforts := map[registry.Number]registry.Effort{
			1: {Evidence: registry.Measured, MinutesFrom: 10, MinutesTo: 20, Per: registry.PerWeek, TimesFrom: 1, TimesTo: 2, Role: "daglig leder", Units: 3},
			2: {Evidence: registry.NotQuantified, Role: "pædagog"},
			3: {Evidence: registry.LeaderEstimate, MinutesFrom: 5, MinutesTo: 5.5, People: 3, Per: registry.PerOpenDay, TimesFrom: 1, TimesTo: 1, Role: "daglig leder"},
		}
		x.update(func(tx workflow.Tx) error {
			for n, e := range efforts {
				r, err := tx.RuleByNumber(n)
				if err != nil {
					return err
				}
				r.Catalogue.Effort = e
				if _, err := tx.UpdateRule(r, 1); err != nil {
					return err
				}
			}
			return nil
		})
		settings, on := registry.DefaultSettings(), registry.MustDay("2026-01-01")
		for by, key := range map[registry.EffortBy]func(registry.Effort) string{
			registry.SumByNothing: func(registry.Effort) string { return "" }, registry.SumByRole: func(e registry.Effort) string { return e.Role },
			registry.SumByArea: func(registry.Effort) string { return "Dagtilbud" }, registry.SumByUnit: func(registry.Effort) string { return "Børnehuset" },
			registry.SumByClass: func(registry.Effort) string { return string(registry.CouncilRule) },
		} {
			var cells []registry.EffortCell
			for _, e := range efforts {
				cells = append(cells, registry.CellOf(key(e), e))
			}
			want, wantKeys := registry.SumCells(cells, settings)
			x.view(func(r workflow.Reader) error {
				found, err := r.EffortCells(registry.EffortQuery{By: by, RegisterQuery: registry.RegisterQuery{On: on, Known: registry.RevisionOpen}})
				got, gotKeys := registry.SumCells(found, settings)
				x.equal("sum by "+string(by), got, want)
				x.equal("keys of "+string(by), gotKeys, wantKeys)
				return err
			})
		}
		x.view(func(r workflow.Reader) error {
			some, err := r.EffortCells(registry.EffortQuery{Role: "daglig leder", Unit: "Børnehuset", By: registry.SumByArea,
				RegisterQuery: registry.RegisterQuery{On: on, Known: registry.RevisionOpen, Text: "regel", Area: "Dagtilbud", Numbers: []registry.Number{2, 3}}})
			x.equal("narrowed", some, []registry.EffortCell{registry.CellOf("Dagtilbud", efforts[3])})
			roles, err2 := r.EffortRoles()
			x.equal("roles", roles, "[daglig leder pædagog]")
			of, err3 := r.RoleEfforts("daglig leder", on, 1)
			x.equal("of a role", of, []registry.RoleEffort{{Number: 1, Effort: efforts[1]}})
			return errors.Join(err, err2, err3)
		})
	})
}
