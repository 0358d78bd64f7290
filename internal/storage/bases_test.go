package storage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// lawyers is a register with rules that rest on law.
func lawyers(x *fixture, bases ...[]registry.Basis) *registry.Service {
	x.T.Helper()
	maker, err := policies.NewMaker()
	if err != nil {
		x.T.Fatal(err)
	}
	s := &registry.Service{Store: x.db.Registry(), Maker: maker, Place: time.UTC}
	if err := s.Prepare(x.T.Context()); err != nil {
		x.T.Fatal(err)
	}
	today := registry.DayOf(x.clock(), time.UTC)
	var rules []registry.NewRule
	for i, b := range bases {
		r := ruleOf(i + 1)
		rules = append(rules, registry.NewRule{Number: r.Number, Adopter: registry.AdoptedByCouncil, EffectiveFrom: today - 100, Catalogue: r.Catalogue,
			Text: registry.Text{Title: "Plan", Demand: "Lav den."}, Bases: b})
	}
	if _, err := s.CreateRules(x.T.Context(), act, rules); err != nil {
		x.T.Fatal(err)
	}
	return s
}

// Rules are found by what they rest on, wherever within it; what is over stands
// apart; and an upgrade finds for the rules that are there what is stored with
// every new fact.
func TestRulesOfAReference(t *testing.T) {
	both(t, func(x *fixture) {
		const law = "https://www.retsinformation.dk/eli/lta/2024/988"
		today := registry.DayOf(x.clock(), time.UTC)
		on := func(reference string, until registry.Day) registry.Basis {
			return registry.Basis{Reference: reference, Effect: registry.Permits, From: today - 50, Until: until}
		}
		s := lawyers(x, []registry.Basis{on(law+" § 9, stk. 2", registry.LastDay), on(law+" § 10", registry.LastDay)},
			[]registry.Basis{on("LBK nr 988 af 27/08/2024 §9", registry.LastDay)}, []registry.Basis{on(law+" § 9 a", registry.LastDay)},
			[]registry.Basis{on(law+" § 9", today)}, []registry.Basis{on(law+" § 9", today+1), on(law, registry.LastDay)}, nil)
		list := func(q registry.BasisQuery) string {
			x.T.Helper()
			q.Limit = max(q.Limit, 1)
			page, err := s.BasesOf(t.Context(), q)
			if err != nil {
				x.T.Fatal(err)
			}
			var out []string
			for _, g := range page.Rules {
				out = append(out, fmt.Sprint(g.Rule.Number, " ", g.Grounding.Provision()))
			}
			if page.More {
				out = append(out, "more")
			}
			return strings.Join(out, "; ")
		}
		all := func(reference string) string { return list(registry.BasisQuery{Reference: reference, Limit: 9}) }
		x.equal("a paragraph", all("lbk 2024/988 § 9"), "R-0002 § 9; R-0005 § 9; R-0001 § 9, stk. 2")
		x.equal("a part of it", all(law+" § 9, stk. 2"), "R-0001 § 9, stk. 2")
		x.equal("the law", all(law), "R-0005 ; R-0002 § 9; R-0005 § 9; R-0001 § 9, stk. 2; R-0003 § 9 a; R-0001 § 10")
		x.equal("over", list(registry.BasisQuery{Reference: law, Over: true, Limit: 9}), "R-0004 § 9")
		x.equal("nothing", all("https://www.retsinformation.dk/eli/lta/2024/98"), "")
		x.equal("no text", all("x\x01"), "")
		first, err := s.BasesOf(t.Context(), registry.BasisQuery{Reference: law, Limit: 2})
		if err != nil {
			x.T.Fatal(err)
		}
		x.equal("a page", list(registry.BasisQuery{Reference: law, Limit: 2, After: first.Last}), "R-0005 § 9; R-0001 § 9, stk. 2; more")
		x.equal("reached", list(registry.BasisQuery{Reference: law, Limit: 9, Reach: registry.Reach{{Units: []string{"Ingen"}}}}), "")

		uses := func(q registry.ReferenceQuery) string {
			x.T.Helper()
			q.Limit = max(q.Limit, 1)
			found, more, err := s.References(t.Context(), q)
			if err != nil {
				x.T.Fatal(err)
			}
			var out []string
			for _, u := range found {
				b := registry.Basis{Reference: u.Reference}
				out = append(out, fmt.Sprintf("%s %d+%d", b.Provision(), u.Rules, u.Over))
			}
			return fmt.Sprint(strings.Join(out, "; "), more)
		}
		x.equal("references", uses(registry.ReferenceQuery{Limit: 9}), " 1+0; § 9 2+1; § 9, stk. 2 1+0; § 9 a 1+0; § 10 1+0false")
		x.equal("within one", uses(registry.ReferenceQuery{Within: law + " § 9", Limit: 9}), "§ 9 2+1; § 9, stk. 2 1+0false")
		x.equal("a page of them", uses(registry.ReferenceQuery{Limit: 2, After: registry.ReferenceKey(law)}), "§ 9 2+1; § 9, stk. 2 1+0true")

		// What the program before this one has left.
		before := uses(registry.ReferenceQuery{Limit: 9})
		if _, err := x.db.writer.ExecContext(t.Context(), "DELETE FROM rule_basis"); err != nil {
			x.T.Fatal(err)
		}
		x.equal("unset", uses(registry.ReferenceQuery{Limit: 9}), "false")
		if err := s.Prepare(t.Context()); err != nil {
			x.T.Fatal(err)
		}
		x.equal("set anew", uses(registry.ReferenceQuery{Limit: 9}), before)

		// A day passes and nothing is recorded; a basis is recorded anew; a rule ends.
		x.now = x.now.Add(24 * time.Hour)
		x.equal("a day later", all(law+" § 9"), "R-0002 § 9; R-0001 § 9, stk. 2")
		view, err := s.Rule(t.Context(), 2, registry.StatusQuery{})
		if err != nil {
			x.T.Fatal(err)
		}
		b := view.Bases[0]
		b.Reference = law + " § 11"
		if _, err := s.RecordBasis(t.Context(), act, 2, 1, b); err != nil {
			x.T.Fatal(err)
		}
		x.equal("moved", all(law+" § 9"), "R-0001 § 9, stk. 2")
		x.equal("to there", all(law+" § 11"), "R-0002 § 11")
		if err := x.db.Registry().Update(t.Context(), act, func(tx registry.Tx) error {
			rule, err := tx.RuleByNumber(2)
			if err == nil {
				_, err = registry.Record(tx, s.Maker, []registry.Event{{Rule: rule.ID, Valid: tx.Today(),
					Fact: registry.Ruled{Ruling: registry.Unlawful, By: registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: tx.Today(), Words: "Ulovlig."}}}})
			}
			if err == nil {
				err = tx.Audit(registry.AuditEvent{Object: "rule R-0002"})
			}
			return err
		}); err != nil {
			x.T.Fatal(err)
		}
		x.equal("ended", all(law+" § 11"), "")
		x.equal("ended and told apart", list(registry.BasisQuery{Reference: law + " § 11", Over: true}), "R-0002 § 11")
	})
}
