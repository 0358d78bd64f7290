package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// dueRow is what a rule's row holds of the queue for the lawyer.
type dueRow struct {
	bun.BaseModel `bun:"table:rule"`
	dueContent
	ID string
}

// dueRuleRow is a rule with its place in the queue.
type dueRuleRow struct {
	ruleRow
	dueContent
}

type dueContent struct {
	DueOn    day
	DueUntil day
	DueWhy   string
}

func contentOfDue(d registry.LegalDue) dueContent {
	return dueContent{DueOn: day(d.On), DueUntil: day(d.Until), DueWhy: string(d.Why)}
}

func (d dueContent) due() registry.LegalDue {
	return registry.LegalDue{On: registry.Day(d.DueOn), Until: registry.Day(d.DueUntil), Why: registry.DueReason(d.DueWhy)}
}

// LegalQueue reads one stretch of an index: whoever has ended is passed by there.
func (r *reader) LegalQueue(query registry.LegalQuery) ([]registry.DueRule, error) {
	if !storable(query.Area) || !storable(string(query.Why)) {
		return nil, nil
	}
	var rows []dueRuleRow
	today := day(r.Today())
	q := r.db.NewSelect().TableExpr("rule AS r").ColumnExpr("*").Where("due_why <> ''").Where("due_on <= ?", today).Where("due_until > ?", today).
		Where("(due_on, number) >= (?, ?)", day(max(query.From.On, registry.FirstDay)), int64(query.From.Number)).
		OrderExpr("due_on, number").Limit(int64(query.Limit))
	if query.Area != "" {
		q.Where("area = ?", query.Area)
	}
	if query.Why != "" {
		q.Where("due_why = ?", string(query.Why))
	}
	within := r.within(query.Reach)
	if _, err := r.scan(q.Where(within.sql, within.args...), &rows); err != nil {
		return nil, err
	}
	return tryEach(rows, func(row dueRuleRow) (registry.DueRule, error) {
		rule, err := row.rule()
		return registry.DueRule{RuleView: registry.RuleView{Rule: rule}, Due: row.due()}, err
	})
}

// SetLegalDue writes only what has changed, and in one statement for all rules that
// are alike: mostly they are.
func (t *tx) SetLegalDue(due map[registry.RuleID]registry.LegalDue) error {
	ids := make([]string, 0, len(due))
	for id := range due {
		ids = append(ids, string(id))
	}
	var stored []dueRow
	where := t.dialect.in("id", ids)
	if _, err := t.scan(t.db.NewSelect().Model(&stored).Where(where.sql, where.args...)); err != nil {
		return err
	}
	alike := map[dueContent][]string{}
	for _, row := range stored {
		if now := contentOfDue(due[registry.RuleID(row.ID)]); now != row.dueContent {
			alike[now] = append(alike[now], row.ID)
		}
	}
	for now, ids := range alike {
		where := t.dialect.in("id", ids)
		if _, err := t.exec(t.db.NewUpdate().Table("rule").Set("due_on = ?, due_until = ?, due_why = ?", now.DueOn, now.DueUntil, now.DueWhy).
			Where(where.sql, where.args...)); err != nil {
			return err
		}
	}
	return nil
}
