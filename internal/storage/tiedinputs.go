package storage

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Inputs that are tied to others: parts of one, merged under one, duplicates of one.

func (r *reader) Grouped(leads []registry.InputID) ([]workflow.Input, error) {
	var rows []inputRow
	where := r.dialect.in("i.lead", texts(leads))
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("i.lead <> ''").Where(where.sql, where.args...).Order("i.id"))
	return each(rows, inputRow.input), err
}

func (t *tx) SetParts(of workflow.Input, parts []workflow.Input) error {
	t.erased = t.erased || of.Split // of the words of parts that are no more
	if _, err := t.exec(t.db.NewDelete().Table("disposition").Where("input = ?", string(of.ID))); err != nil {
		return err
	}
	if err := t.unword(condition{"i.part_of <> '' AND i.part_of = ?", []any{string(of.ID)}}); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewDelete().Table("input").Where("part_of <> ''").Where("part_of = ?", string(of.ID))); err != nil {
		return err
	}
	if err := t.insertInputs(of.Contribution, parts); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewUpdate().Table("input").Set("split = ?", len(parts) > 0).Set("answered = ?", false).Set("edit = edit + 1").
		Where("id = ?", string(of.ID)))
	return err
}

func (t *tx) SetLead(inputs []registry.InputID, lead registry.InputID) error {
	where := t.dialect.in("id", texts(inputs))
	_, err := t.exec(t.db.NewUpdate().Table("input").Set("lead = ?", string(lead)).Set("edit = edit + 1").Where(where.sql, where.args...))
	return err
}

func (r *reader) Assigned(consultation registry.ConsultationID, reach registry.Reach) ([]workflow.Progress, error) {
	var rows []struct {
		Assigned         string
		Inputs, Answered int
	}
	q := r.db.NewSelect().TableExpr("assigned_count").ColumnExpr("assigned, sum(n) AS inputs, sum(CASE WHEN answered THEN n ELSE 0 END) AS answered").
		Where("consultation = ?", string(consultation)).GroupExpr("assigned").Having("sum(n) > 0")
	if len(reach) > 0 { // the sums do not tell by rule
		within := r.within(reach)
		q = r.db.NewSelect().TableExpr("input AS i").ColumnExpr("i.assigned, count(*) AS inputs, sum(CASE WHEN i.answered THEN 1 ELSE 0 END) AS answered").
			Where("i.consultation = ?", string(consultation)).Where("i.assigned <> ''").
			Where("EXISTS (SELECT 1 FROM rule WHERE rule.id = i.rule AND "+within.sql+")", within.args...).GroupExpr("i.assigned")
	}
	_, err := r.scan(q, &rows)
	var all []workflow.Progress
	for _, x := range rows {
		all = append(all, workflow.Progress{To: workflow.Assignee(x.Assigned), Inputs: x.Inputs, Unanswered: x.Inputs - x.Answered})
	}
	return all, err
}

func (t *tx) SetAssigned(inputs []registry.InputID, to workflow.Assignee) error {
	where := t.dialect.in("id", texts(inputs))
	_, err := t.exec(t.db.NewUpdate().Table("input").Set("assigned = ?", string(to)).Set("edit = edit + 1").Where(where.sql, where.args...))
	return err
}

// reckonWholes notes whether all parts are answered of what those parts belong to.
func (t *tx) reckonWholes(parts string, args ...any) error {
	_, err := t.exec(t.db.NewUpdate().Table("input").
		Set("answered = NOT EXISTS (SELECT 1 FROM input AS p WHERE p.part_of <> '' AND p.part_of = input.id AND NOT p.answered)").
		Where("id IN (SELECT part_of FROM input WHERE part_of <> '' AND ("+parts+"))", args...))
	return err
}

// untie frees other inputs of those of a contribution that changes: what is merged
// under one of them stands alone, and an answer that only names one is none any more.
func (t *tx) untie(contribution registry.ContributionID) error {
	const of = "SELECT d.input FROM disposition AS d JOIN input AS o ON o.id = d.original WHERE d.original <> '' AND o.contribution = ?"
	if _, err := t.exec(t.db.NewUpdate().Table("input").Set("lead = ''").Set("edit = edit + 1").
		Where("lead <> '' AND lead IN (SELECT id FROM input AS o WHERE o.contribution = ?)", string(contribution))); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewUpdate().Table("input").Set("answered = ?", false).Set("edit = edit + 1").
		Where("id IN ("+of+")", string(contribution))); err != nil {
		return err
	}
	if err := t.reckonWholes("id IN ("+of+")", string(contribution)); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewDelete().Table("disposition").Where("input IN ("+of+")", string(contribution)))
	return err
}
