package storage

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The queue of the lawyer: by day and number, from a place on, within what is reached.
func TestLegalQueue(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3, 4, 5)
		today := registry.DayOf(x.clock(), time.UTC)
		x.update(func(tx workflow.Tx) error {
			return tx.SetLegalDue(map[registry.RuleID]registry.LegalDue{
				ruleID(1): {On: today - 1, Until: registry.LastDay, Why: registry.DueDoubted},
				ruleID(2): {On: today - 9, Until: registry.LastDay, Why: registry.DueUnchecked},
				ruleID(3): {On: today - 9, Until: today, Why: registry.DueUnchecked}, // has ended
				ruleID(4): {On: today - 1, Until: today + 1, Why: registry.DueEnded},
				ruleID(5): {On: today + 1, Until: registry.LastDay, Why: registry.DueEnded}, // not yet
			})
		})
		list := func(q registry.LegalQuery) (numbers []registry.Number) {
			q.Limit = max(q.Limit, 1)
			x.view(func(r workflow.Reader) error {
				found, err := r.LegalQueue(q)
				numbers = collect(found, func(d registry.DueRule) registry.Number { return d.Rule.Number })
				return err
			})
			return numbers
		}
		all := registry.LegalQuery{Limit: 9}
		x.equal("all", list(all), []registry.Number{2, 1, 4})
		x.equal("a page", list(registry.LegalQuery{Limit: 2}), []registry.Number{2, 1})
		x.equal("from a place", list(registry.LegalQuery{Limit: 2, From: registry.QueuePlace{On: today - 1, Number: 4}}), []registry.Number{4})
		x.equal("one reason", list(registry.LegalQuery{Limit: 9, Why: registry.DueDoubted}), []registry.Number{1})
		x.equal("an area", list(registry.LegalQuery{Limit: 9, Area: ruleOf(1).Catalogue.Area}), []registry.Number{2, 1, 4})
		x.equal("another", len(list(registry.LegalQuery{Limit: 9, Area: "Ukendt\x00"})), 0)
		x.equal("out of reach", len(list(registry.LegalQuery{Limit: 9, Reach: registry.Reach{{Units: []string{"Ingen"}}}})), 0)
		x.view(func(r workflow.Reader) error {
			found, err := r.LegalQueue(all)
			x.equal("with its reason", found[0].Due, registry.LegalDue{On: today - 9, Until: registry.LastDay, Why: registry.DueUnchecked})
			x.equal("the rule", found[0].Rule, ruleOf(2))
			return err
		})
		x.update(func(tx workflow.Tx) error { // an edit leaves it where it was
			_, err := tx.UpdateRule(ruleOf(2), ruleOf(2).Edit)
			return err
		})
		x.equal("after an edit", list(all), []registry.Number{2, 1, 4})
	})
}

// The migration finds for the rules that are there what is stored with every new fact.
func TestLegalQueueOfRulesThatAreThere(t *testing.T) {
	both(t, func(x *fixture) {
		maker, err := policies.NewMaker()
		if err != nil {
			t.Fatal(err)
		}
		s := &registry.Service{Store: x.db.Registry(), Maker: maker, Place: time.UTC}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		ctx := t.Context()
		must(s.Prepare(ctx))
		today, err := s.Today(ctx)
		must(err)
		var rules []registry.NewRule
		for i := range 6 {
			r := ruleOf(i + 1)
			rules = append(rules, registry.NewRule{Number: r.Number, Adopter: registry.AdoptedByCouncil, EffectiveFrom: today - 100, Catalogue: r.Catalogue,
				Text:  registry.Text{Title: "Plan", Demand: "Lav den."},
				Bases: []registry.Basis{{Reference: "Aftale", Effect: registry.Agrees, From: today - 90, Until: today + 30}, {Reference: "Aftale 2", Effect: registry.Agrees, From: today - 90, Until: today - 10}}})
		}
		_, err = s.CreateRules(ctx, act, rules)
		must(err)
		x.now = x.now.Add(48 * time.Hour)
		check := func(n registry.Number, edit int, result registry.CheckResult) {
			t.Helper()
			_, err := s.CheckLegally(ctx, act, n, edit, registry.LegalCheck{By: "Juristen", Day: today, Result: result})
			must(err)
		}
		for n := registry.Number(2); n <= 5; n++ {
			check(n, 1, registry.BasesConfirmed)
		}
		check(3, 2, registry.BasesDoubted)
		x.now = x.now.Add(48 * time.Hour)
		again := func(n registry.Number, until registry.Day) {
			view, err := s.Rule(ctx, n, registry.StatusQuery{})
			must(err)
			b := view.Bases[0]
			b.Until = until
			_, err = s.RecordBasis(ctx, act, n, view.Rule.Edit, b)
			must(err)
		}
		again(4, registry.LastDay)
		again(5, today+300)
		check(5, 3, registry.BasesConfirmed)
		again(6, today+1)

		read := func() (due []dueRow) {
			t.Helper()
			if _, err := x.db.writer.NewRaw("SELECT id, due_on, due_until, due_why FROM rule ORDER BY number").Exec(ctx, &due); err != nil {
				t.Fatal(err)
			}
			return due
		}
		stored := read()
		var whys []string
		for _, d := range stored {
			whys = append(whys, d.DueWhy)
		}
		x.equal("why", whys, []string{"unchecked", "basis_ended", "doubted", "basis_changed", "basis_ended", "unchecked"})
		folder := "sqlite"
		if strings.HasPrefix(x.dsn, "postgres") {
			folder = "postgres"
		}
		file, err := os.ReadFile("../../migrations/" + folder + "/0025_legal_queue.sql")
		must(err)
		_, fill, found := strings.Cut(string(file), "-- What is there already.\n")
		if !found {
			t.Fatal("the migration fills in nothing")
		}
		for _, statement := range append([]string{"UPDATE rule SET due_on = '9999-12-31', due_until = '9999-12-31', due_why = ''"}, strings.SplitAfter(fill, ";\n")...) {
			if strings.TrimSpace(statement) != "" {
				_, err := x.db.writer.ExecContext(ctx, statement)
				must(err)
			}
		}
		x.equal("filled in", read(), stored)
	})
}
