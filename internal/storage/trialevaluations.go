package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type trialEvaluationRow struct {
	bun.BaseModel `bun:"table:trial_evaluation,alias:v"`
	Event         string `bun:",pk"`
	Number        int64
	Measured      string
	Found         string
	ByWhom        string
	Day           day
	Edit          int
}

func (v trialEvaluationRow) evaluation() workflow.TrialEvaluation {
	return workflow.TrialEvaluation{Event: registry.EventID(v.Event), Number: registry.Number(v.Number),
		TrialEvaluationText: workflow.TrialEvaluationText{Measured: v.Measured, Found: v.Found, By: v.ByWhom}, Day: registry.Day(v.Day), Edit: v.Edit}
}

func (r *reader) trialEvaluationsWhere(where condition) ([]workflow.TrialEvaluation, error) {
	var rows []trialEvaluationRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("v.number", "v.event"))
	return each(rows, trialEvaluationRow.evaluation), err
}

func (r *reader) TrialEvaluations(numbers []registry.Number) ([]workflow.TrialEvaluation, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	return r.trialEvaluationsWhere(r.dialect.in("v.number", each(numbers, func(n registry.Number) int64 { return int64(n) })))
}

func (r *reader) TrialsEnding(from, until registry.Day) ([]registry.Number, error) {
	var numbers []int64
	_, err := r.scan(r.db.NewSelect().TableExpr("rule_event AS e").Join("JOIN rule AS r ON r.id = e.rule").ColumnExpr("DISTINCT r.number").
		Where("e.kind = 'ruling'").Where("e.fact->>'ruling' = 'trial'").Where("e.fact->'next'->>'on' >= ? AND e.fact->'next'->>'on' < ?", day(from), day(until)).
		OrderExpr("r.number"), &numbers)
	return each(numbers, func(n int64) registry.Number { return registry.Number(n) }), err
}

func (t *tx) SetTrialEvaluation(e workflow.TrialEvaluation, edit int) (workflow.TrialEvaluation, error) {
	if _, err := t.Revision(); err != nil { // one at a time
		return e, err
	}
	found, err := t.trialEvaluationsWhere(condition{"v.event = ?", []any{string(e.Event)}})
	if err != nil {
		return e, err
	}
	now := 1
	if len(found) > 0 {
		now = found[0].Edit
	}
	if now != edit {
		return e, registry.Stale(edit, now)
	}
	e.Edit = edit + 1
	row := []trialEvaluationRow{{Event: string(e.Event), Number: int64(e.Number), Measured: e.Measured, Found: e.Found, ByWhom: e.By, Day: day(e.Day), Edit: e.Edit}}
	if err := checkTexts(row); err != nil {
		return e, err
	}
	q := t.db.NewInsert().Model(&row).On("CONFLICT (event) DO UPDATE")
	for _, column := range []string{"measured", "found", "by_whom", "day", "edit"} {
		q.Set(column + " = EXCLUDED." + column)
	}
	_, err = t.exec(q)
	return e, err
}
