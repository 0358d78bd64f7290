package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type hassleThemeRow struct {
	bun.BaseModel `bun:"table:hassle_theme"`
	ID            string `bun:",pk"`
	Name          string
}

func (r *reader) HassleThemes() ([]workflow.HassleTheme, error) {
	var rows []hassleThemeRow
	_, err := r.scan(r.db.NewSelect().Model(&rows))
	all := each(rows, func(t hassleThemeRow) workflow.HassleTheme {
		return workflow.HassleTheme{ID: registry.HassleThemeID(t.ID), Name: t.Name}
	})
	sortDanish(all, func(t workflow.HassleTheme) string { return t.Name })
	return all, err
}

func (t *tx) InsertHassleTheme(theme workflow.HassleTheme) error {
	rows := []hassleThemeRow{{ID: string(theme.ID), Name: theme.Name}}
	if err := checkTexts(rows); err != nil {
		return err
	}
	all, err := t.HassleThemes()
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Name == theme.Name {
			return &registry.Error{Code: registry.CodeHassleTheme, Args: registry.Args{"theme": theme.Name}}
		}
	}
	return insert(t, rows)
}

type hassleRow struct {
	bun.BaseModel `bun:"table:hassle,alias:h"`
	ID            string `bun:",pk"`
	Theme         string
	Consultation  string
	Text          string
	Post          string
	Deadline      day
	State         string
	Made          day
	Moved         day
	Answer        string
	Objection     string
	Edit          int
}

func rowOfHassle(h workflow.HassleCase) hassleRow {
	return hassleRow{ID: string(h.ID), Theme: string(h.Theme), Consultation: string(h.Consultation), Text: h.Text, Post: string(h.Post), Deadline: day(h.Deadline),
		State: string(h.State), Made: day(h.Made), Moved: day(h.Moved), Answer: h.Answer, Objection: h.Objection, Edit: h.Edit}
}

func (h hassleRow) hassle() workflow.HassleCase {
	return workflow.HassleCase{ID: registry.HassleID(h.ID), Edit: h.Edit, Consultation: registry.ConsultationID(h.Consultation),
		HassleEntry: workflow.HassleEntry{Theme: registry.HassleThemeID(h.Theme), Text: h.Text, Post: registry.PostID(h.Post), Deadline: registry.Day(h.Deadline)},
		State:       workflow.HassleState(h.State), Made: registry.Day(h.Made), Moved: registry.Day(h.Moved), Answer: h.Answer, Objection: h.Objection}
}

// hasslesWhere narrows a query of hassles; false when there can be none.
func hasslesWhere(f workflow.HassleFilter, q *bun.SelectQuery) (*bun.SelectQuery, bool) {
	for column, value := range map[string]string{"h.theme = ?": string(f.Theme), "h.consultation = ?": string(f.Consultation), "h.id > ?": string(f.After)} {
		if !storable(value) {
			return nil, false
		}
		if value != "" {
			q.Where(column, value)
		}
	}
	if f.Undone {
		q.Where("h.state <> 'done'")
	}
	if f.Due != registry.NoDay {
		q.Where("h.deadline < ?", day(f.Due))
	}
	return q.Limit(int64(f.Limit)), true
}

func (r *reader) Hassles(f workflow.HassleFilter) ([]workflow.HassleCase, error) {
	var rows []hassleRow
	q, some := hasslesWhere(f, r.db.NewSelect().Model(&rows))
	if !some {
		return nil, nil
	}
	_, err := r.scan(q.Order("h.id"))
	return each(rows, hassleRow.hassle), err
}

func (r *reader) CountHassles(f workflow.HassleFilter, limit int) (n int, err error) {
	f.Limit = limit
	q, some := hasslesWhere(f, r.db.NewSelect().Model((*hassleRow)(nil)).ColumnExpr("1"))
	if some {
		_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", q).ColumnExpr("count(*)"), &n)
	}
	return n, err
}

func (r *reader) HassleByID(id registry.HassleID) (workflow.HassleCase, error) {
	return one(func(where condition) ([]workflow.HassleCase, error) {
		var rows []hassleRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
		return each(rows, hassleRow.hassle), err
	}, "id", string(id))
}

func (r *reader) HassleInputs(id registry.HassleID) (n int, err error) {
	_, err = r.scan(r.db.NewSelect().TableExpr("hassle_input AS x").Join("JOIN disposition AS d ON d.input = x.input AND d.kind = 'hassle'").
		ColumnExpr("count(*)").Where("x.hassle = ?", string(id)), &n)
	return n, err
}

func (r *reader) HasslesOf(inputs []registry.InputID) (map[registry.InputID]workflow.HassleCase, error) {
	if len(inputs) == 0 {
		return nil, nil
	}
	var rows []struct {
		Input string
		hassleRow
	}
	where := r.dialect.in("x.input", texts(inputs))
	_, err := r.scan(r.db.NewSelect().TableExpr("hassle_input AS x").Join("JOIN hassle AS h ON h.id = x.hassle").ColumnExpr("x.input, h.*").Where(where.sql, where.args...), &rows)
	all := make(map[registry.InputID]workflow.HassleCase, len(rows))
	for _, x := range rows {
		all[registry.InputID(x.Input)] = x.hassle()
	}
	return all, err
}

func (r *reader) HassleWaits(after registry.InputID, limit int) ([]registry.InputID, error) {
	var ids []registry.InputID
	q := r.db.NewSelect().TableExpr("disposition AS d").ColumnExpr("d.input").Where("d.kind = 'hassle'").
		Where("NOT EXISTS (SELECT 1 FROM hassle_input AS x WHERE x.input = d.input)")
	if after != "" {
		q.Where("d.input > ?", string(after))
	}
	_, err := r.scan(q.OrderExpr("d.input").Limit(int64(limit)), &ids)
	return ids, err
}

type hassleInputRow struct {
	bun.BaseModel `bun:"table:hassle_input,alias:x"`
	Input         string `bun:",pk"`
	Hassle        string
}

func (t *tx) InsertHassle(h workflow.HassleCase) error {
	rows := []hassleRow{rowOfHassle(h)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	return insert(t, rows)
}

func (t *tx) UpdateHassle(h workflow.HassleCase, edit int) (workflow.HassleCase, error) {
	h.Edit = edit + 1
	row := []hassleRow{rowOfHassle(h)}
	if err := checkTexts(row); err != nil {
		return h, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "consultation", "made").Where("id = ?", string(h.ID)).Where("edit = ?", edit))
	if err != nil {
		return h, err
	}
	return afterUpdate(n, edit, t.HassleByID, h.ID, func(h workflow.HassleCase) int { return h.Edit })
}

func (t *tx) TieHassle(to registry.HassleID, inputs []registry.InputID) error {
	rows := each(inputs, func(id registry.InputID) hassleInputRow { return hassleInputRow{Input: string(id), Hassle: string(to)} })
	if len(rows) == 0 {
		return nil
	}
	_, err := t.exec(t.db.NewInsert().Model(&rows).On("CONFLICT (input) DO UPDATE").Set("hassle = EXCLUDED.hassle"))
	return err
}
