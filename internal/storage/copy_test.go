package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// oddTexts mean something in the format in which PostgreSQL takes many rows.
var oddTexts = []string{`\N`, `\.`, "\\", `\t`, "a\tb", "a\nb", "a\r\nb", "\n", "\\\n\\.\n", "æøå ☂ \u0001", "'", `"`, "{", "", " "}

// many is more rows than one at a time are worth.
const many = 2*insertChunk + 7

func manyRules() (rules []registry.Rule) {
	for n := range many {
		rules = append(rules, ruleOf(n+1))
	}
	return rules
}

func TestManyRows(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		var rules []registry.Rule
		var cases []registry.Justification
		for n := 1; n <= many; n++ {
			r := ruleOf(n)
			r.Catalogue.Source = oddTexts[n%len(oddTexts)]
			r.Catalogue.Effort.MinutesTo = float64(n) / 3
			rules = append(rules, r)
			cases = append(cases, registry.Justification{ID: registry.JustificationID("j" + r.Number.String()), Rule: r.ID, Ordinal: 1,
				Value: oddTexts[(n+1)%len(oddTexts)], Lighter: oddTexts[(n+2)%len(oddTexts)]})
		}
		before := json.RawMessage(`{"a": "\\N\n"}`)
		x.update(func(tx workflow.Tx) error {
			for i := range rules {
				e := registry.AuditEvent{Object: rules[i].Number.String()}
				if i%2 == 0 {
					e.Before = before
				}
				if err := tx.Audit(e); err != nil {
					return err
				}
			}
			return errors.Join(tx.InsertRules(rules, nil), tx.InsertJustifications(cases))
		})
		x.view(func(r workflow.Reader) error {
			stored, err := r.Rules(registry.RuleFilter{})
			x.equal("rules", stored, rules)
			for i, rule := range rules[:len(oddTexts)] {
				found, err := r.Justifications(rule.ID)
				if err != nil || len(found) != 1 || found[0].Value != cases[i].Value || found[0].Lighter != cases[i].Lighter {
					x.Errorf("%q became %+v, %v", cases[i].Value, found, err)
				}
				logged, err := r.AuditLog(rule.Number.String(), registry.AuditPlace{}, 0)
				if err != nil || len(logged) != 1 || (logged[0].Before != nil) != (i%2 == 0) {
					x.Errorf("logged %+v, %v", logged, err)
				}
			}
			return err
		})
	})
}

// Refused in the middle of many rows, nothing is stored, and the connection goes on.
func TestManyRowsRefused(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		rules := manyRules()
		twice := append(rules[:many:many], registry.Rule{ID: ruleID(5), Number: many + 1})
		for range 3 { // more often than the pool has idle connections to spare
			err := x.try(func(tx workflow.Tx) error { return tx.InsertRules(twice, nil) })
			if err == nil {
				x.Fatal("the same rule twice was stored")
			}
		}
		x.update(func(tx workflow.Tx) error { return tx.InsertRules(rules, nil) })
	})
}

// What a statement that goes on without waiting is refused for, the next one tells.
func TestManyRowsRefusedLater(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		rules := manyRules()
		nobodys := make([]registry.Justification, copyFrom)
		for i := range nobodys {
			nobodys[i] = registry.Justification{ID: registry.JustificationID("j" + strconv.Itoa(i)), Rule: ruleID(many + 1), Ordinal: i + 1}
		}
		var first, second error
		err := x.try(func(tx workflow.Tx) error {
			first = errors.Join(tx.InsertRules(rules, nil), tx.InsertJustifications(nobodys))
			_, second = tx.RulesByNumber([]registry.Number{1})
			return nil
		})
		if err == nil || errors.Join(first, second) == nil {
			x.Errorf("justifications of no rule: %v, then %v, and stored: %v", first, second, err)
		}
		if x.db.dialect.diesInPool() && !strings.Contains(fmt.Sprint(second), "foreign key") {
			x.Errorf("the next statement does not say what happened: %v", second)
		}
	})
}

// Given up, a transaction leaves nothing behind of what was still on its way.
func TestManyRowsGivenUp(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		rules := manyRules()
		var cases []registry.Justification
		for _, r := range rules {
			cases = append(cases, registry.Justification{ID: registry.JustificationID("j" + r.Number.String()), Rule: r.ID, Ordinal: 1})
		}
		no := errors.New("no")
		for range 3 {
			err := x.try(func(tx workflow.Tx) error {
				return errors.Join(tx.InsertRules(rules, nil), tx.InsertJustifications(cases), no)
			})
			if !errors.Is(err, no) {
				x.Fatal(err)
			}
			x.view(func(r workflow.Reader) error {
				stored, err := r.Rules(registry.RuleFilter{Limit: 1})
				if len(stored) > 0 {
					x.Error("rules of a transaction that was given up are stored")
				}
				return err
			})
		}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertRules(rules, nil), tx.InsertJustifications(cases))
		})
	})
}

// COPYs are carried out one after the other; the first fault ends them, and is what
// everybody who waits is told.
func TestCopiesInOrder(t *testing.T) {
	ctx, c := withCopies(t.Context())
	held, fault := make(chan struct{}), errors.New("no room")
	var done []int
	c.begin(func(context.Context) error { <-held; done = append(done, 1); return nil })
	c.begin(func(context.Context) error { done = append(done, 2); return fault })
	c.begin(func(context.Context) error { done = append(done, 3); return nil })
	statement := make(chan int)
	go func() { afterCopies{}.BeforeQuery(ctx, nil); statement <- len(done) }()
	close(held)
	if n := <-statement; n != 2 {
		t.Errorf("a statement came after %d COPYs", n)
	}
	if err := copiesIn(ctx).wait(); err != fault || !slices.Equal(done, []int{1, 2}) {
		t.Errorf("carried out %v, and told %v", done, err)
	}
	if err := copiesIn(t.Context()).wait(); err != nil || copiesIn(c.ctx) != nil {
		t.Error("a transaction without COPYs, or a COPY itself, waits for some")
	}
}
