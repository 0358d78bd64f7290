package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type dispositionRow struct {
	bun.BaseModel `bun:"table:disposition,alias:d"`
	Input         string `bun:",pk"`
	Kind          string
	Reason        string
	DisposedBy    string
	Day           day
	Rules         jsonText
	Item          string
	Original      string
}

func (d dispositionRow) disposition() (workflow.Disposition, error) {
	out := workflow.Disposition{Input: registry.InputID(d.Input), Kind: workflow.DispositionKind(d.Kind), Reason: d.Reason, By: d.DisposedBy,
		Day: registry.Day(d.Day), Item: registry.ItemID(d.Item), Original: registry.InputID(d.Original)}
	err := decode(d.Rules, &out.Rules)
	if len(out.Rules) == 0 {
		out.Rules = nil
	}
	return out, err
}

func (r *reader) Dispositions(inputs []registry.InputID) (map[registry.InputID]workflow.Disposition, error) {
	var rows []dispositionRow
	where := r.dialect.in("d.input", texts(inputs))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
		return nil, err
	}
	all, err := tryEach(rows, dispositionRow.disposition)
	dispositions := make(map[registry.InputID]workflow.Disposition, len(rows))
	for _, d := range all {
		dispositions[d.Input] = d
	}
	return dispositions, err
}

func (r *reader) Duplicates(of []registry.InputID) ([]registry.InputID, error) {
	var ids []registry.InputID
	where := r.dialect.in("d.original", texts(of))
	_, err := r.scan(r.db.NewSelect().TableExpr("disposition AS d").ColumnExpr("d.input").Where("d.original <> ''").Where(where.sql, where.args...), &ids)
	return ids, err
}

func (t *tx) SetDisposition(d workflow.Disposition) error {
	row := []dispositionRow{{Input: string(d.Input), Kind: string(d.Kind), Reason: d.Reason, DisposedBy: d.By, Day: day(d.Day),
		Rules: encode(list(d.Rules)), Item: string(d.Item), Original: string(d.Original)}}
	if err := checkTexts(row); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (input) DO UPDATE").Set("kind = EXCLUDED.kind").
		Set("reason = EXCLUDED.reason").Set("disposed_by = EXCLUDED.disposed_by").Set("day = EXCLUDED.day").
		Set("rules = EXCLUDED.rules").Set("item = EXCLUDED.item").Set("original = EXCLUDED.original")); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewUpdate().Table("input").Set("edit = edit + 1").
		Set("answered = (? = '' OR EXISTS (SELECT 1 FROM input AS o WHERE o.id = ? AND o.answered))", string(d.Original), string(d.Original)).
		Where("id = ?", string(d.Input))); err != nil {
		return err
	}
	const duplicates = "SELECT d.input FROM disposition AS d WHERE d.original <> '' AND d.original = ?"
	if d.Original == "" {
		if _, err := t.exec(t.db.NewUpdate().Table("input").Set("answered = ?", true).Where("id IN ("+duplicates+")", string(d.Input))); err != nil {
			return err
		}
	}
	return t.reckonWholes("id = ? OR id IN ("+duplicates+")", string(d.Input), string(d.Input))
}

func (r *reader) CoverageWithin(consultation registry.ConsultationID, reach registry.Reach) (c workflow.Covered, err error) {
	q := r.db.NewSelect().TableExpr("input_count AS c").ColumnExpr("coalesce(sum(c.n), 0) AS inputs, coalesce(sum(CASE WHEN c.answered THEN 0 ELSE c.n END), 0) AS unanswered").
		Where("c.consultation = ?", string(consultation))
	if len(reach) > 0 {
		within := r.within(reach)
		q.Where("EXISTS (SELECT 1 FROM rule WHERE rule.id = c.rule AND "+within.sql+")", within.args...)
	}
	_, err = r.scan(q, &c)
	return c, err
}

func (r *reader) Coverage(rules []registry.RuleID) (map[registry.RuleID]workflow.Covered, error) {
	var rows []struct {
		Rule     string
		Inputs   int
		Answered int
	}
	where := r.dialect.in("c.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().TableExpr("input_count AS c").
		ColumnExpr("c.rule AS rule, sum(c.n) AS inputs, sum(CASE WHEN c.answered THEN c.n ELSE 0 END) AS answered").
		Where("c.rule <> ''").Where("NOT c.excluded").Where(where.sql, where.args...).GroupExpr("c.rule").Having("sum(c.n) > 0"), &rows); err != nil {
		return nil, err
	}
	covered := make(map[registry.RuleID]workflow.Covered, len(rows))
	for _, row := range rows {
		covered[registry.RuleID(row.Rule)] = workflow.Covered{Inputs: row.Inputs, Unanswered: row.Inputs - row.Answered}
	}
	return covered, nil
}
