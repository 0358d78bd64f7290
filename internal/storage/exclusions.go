package storage

import (
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type exclusionRow struct {
	bun.BaseModel `bun:"table:exclusion,alias:e"`
	ID            string `bun:",pk"`
	Consultation  string
	Audience      string
	District      string
	FirstDay      day
	LastDay       day
	ByWords       bool
	Contributions int
	Reason        string
	ExcludedBy    string
	Day           day
	Undone        string
	UndoneBy      string
	UndoneOn      day
	Edit          int
}

func rowOfExclusion(e workflow.Exclusion) exclusionRow {
	return exclusionRow{ID: string(e.ID), Consultation: string(e.Consultation), Audience: e.Audience, District: e.District, FirstDay: day(e.From), LastDay: day(e.To),
		ByWords: e.ByWords, Contributions: e.Contributions, Reason: e.Reason, ExcludedBy: e.By, Day: day(e.Day), Undone: e.Undone, UndoneBy: e.UndoneBy, UndoneOn: day(e.UndoneOn), Edit: e.Edit}
}

func (e exclusionRow) exclusion() workflow.Exclusion {
	return workflow.Exclusion{ID: registry.ExclusionID(e.ID), Consultation: registry.ConsultationID(e.Consultation),
		Batch:   workflow.Batch{Audience: e.Audience, District: e.District, From: registry.Day(e.FirstDay), To: registry.Day(e.LastDay)},
		ByWords: e.ByWords, Contributions: e.Contributions, Reason: e.Reason, By: e.ExcludedBy, Day: registry.Day(e.Day),
		Undone: e.Undone, UndoneBy: e.UndoneBy, UndoneOn: registry.Day(e.UndoneOn), Edit: e.Edit}
}

func (r *reader) Exclusions(consultation registry.ConsultationID) ([]workflow.Exclusion, error) {
	var rows []exclusionRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("e.consultation = ?", string(consultation)).OrderExpr("e.day DESC, e.id"))
	return each(rows, exclusionRow.exclusion), err
}

func (r *reader) ExclusionByID(id registry.ExclusionID) (workflow.Exclusion, error) {
	return one(func(where condition) ([]workflow.Exclusion, error) {
		var rows []exclusionRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
		return each(rows, exclusionRow.exclusion), err
	}, "id", string(id))
}

// batch are the ids of the contributions that a batch picks; false when there can be none.
func (r *reader) batch(consultation registry.ConsultationID, b workflow.Batch) (*bun.SelectQuery, bool) {
	q := r.db.NewSelect().TableExpr("contribution AS n").ColumnExpr("n.id").Where("n.consultation = ?", string(consultation)).
		Where("n.state <> 'withdrawn'").Where("n.exclusion = ''")
	for column, value := range map[string]string{"n.audience = ?": b.Audience, "n.district = ?": b.District, "n.day >= ?": b.From.String(), "n.day <= ?": b.To.String()} {
		if !storable(value) {
			return nil, false
		}
		if value != "" {
			q.Where(column, value)
		}
	}
	if len(b.Words) > 0 {
		asked := anyTerms(strings.Join(b.Words, " "))
		if len(asked) == 0 {
			return nil, false
		}
		said := r.db.NewSelect().TableExpr("input AS i").Join("JOIN input_search AS x ON x.consultation = i.consultation AND x.input = i.id").
			ColumnExpr("1").Where("i.contribution = n.id")
		for _, t := range asked {
			c := t.in("x.searched")
			said.Where(c.sql, c.args...)
		}
		q.Where("EXISTS (?)", said)
	}
	return q, true
}

func (r *reader) CountBatch(consultation registry.ConsultationID, b workflow.Batch) (n int, err error) {
	if q, some := r.batch(consultation, b); some {
		_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", q).ColumnExpr("count(*)"), &n)
	}
	return n, err
}

func (r *reader) BatchTexts(consultation registry.ConsultationID, b workflow.Batch, limit int) ([]workflow.Input, error) {
	q, some := r.batch(consultation, b)
	if !some {
		return nil, nil
	}
	var rows []inputRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("i.consultation = ?", string(consultation)).Where("i.part_of = ''").Where("i.text <> ''").
		Where("i.contribution IN (?)", q).OrderExpr("i.id").Limit(int64(limit)))
	return each(rows, inputRow.input), err
}

func (t *tx) Exclude(e workflow.Exclusion) (workflow.Exclusion, error) {
	if err := checkTexts([]exclusionRow{rowOfExclusion(e)}); err != nil {
		return e, err
	}
	q, some := t.batch(e.Consultation, e.Batch)
	if !some {
		return e, nil
	}
	n, err := t.exec(t.db.NewUpdate().Table("contribution").Set("exclusion = ?", string(e.ID)).Where("id IN (?)", q))
	if err != nil {
		return e, err
	}
	e.Contributions = int(n)
	if err := t.setExcluded(e.ID, true); err != nil {
		return e, err
	}
	return e, insert(t, []exclusionRow{rowOfExclusion(e)})
}

// setExcluded marks what the contributions of an exclusion say.
func (t *tx) setExcluded(id registry.ExclusionID, excluded bool) error {
	for _, table := range []string{"input", "chosen"} {
		if _, err := t.exec(t.db.NewUpdate().Table(table).Set("excluded = ?", excluded).
			Where("contribution IN (SELECT id FROM contribution WHERE exclusion <> '' AND exclusion = ?)", string(id))); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Readmit(e workflow.Exclusion, edit int) (workflow.Exclusion, error) {
	e.Edit = edit + 1
	row := []exclusionRow{rowOfExclusion(e)}
	if err := checkTexts(row); err != nil {
		return e, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).Column("undone", "undone_by", "undone_on", "edit").Where("id = ?", string(e.ID)).Where("edit = ?", edit))
	if err != nil {
		return e, err
	}
	if n > 0 {
		if err := t.setExcluded(e.ID, false); err != nil {
			return e, err
		}
		if _, err := t.exec(t.db.NewUpdate().Table("contribution").Set("exclusion = ''").Where("exclusion <> '' AND exclusion = ?", string(e.ID))); err != nil {
			return e, err
		}
	}
	return afterUpdate(n, edit, t.ExclusionByID, e.ID, func(e workflow.Exclusion) int { return e.Edit })
}

func (r *reader) CountExcluded(consultation registry.ConsultationID) (n int, err error) {
	if storable(string(consultation)) {
		_, err = r.scan(r.db.NewSelect().TableExpr("sent_count").ColumnExpr("coalesce(sum(n), 0)").Where("consultation = ?", string(consultation)).Where("excluded"), &n)
	}
	return n, err
}
