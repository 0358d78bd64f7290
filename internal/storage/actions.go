package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type actionRow struct {
	bun.BaseModel `bun:"table:input_action,alias:a"`
	Input         string `bun:",pk"`
	Consultation  string
	Kind          string
	Note          string
	Post          string
	RaisedBy      string
	RaisedOn      day
	HandledBy     string
	HandledNote   string
	HandledOn     day
}

func (a actionRow) action() workflow.NeedsAction {
	return workflow.NeedsAction{Input: registry.InputID(a.Input), Consultation: registry.ConsultationID(a.Consultation), Kind: workflow.ActionKind(a.Kind),
		Note: a.Note, Post: a.Post, By: a.RaisedBy, Day: registry.Day(a.RaisedOn), HandledBy: a.HandledBy, HandledNote: a.HandledNote, Handled: registry.Day(a.HandledOn)}
}

func (r *reader) actionsWhere(where condition) ([]workflow.NeedsAction, error) {
	var rows []actionRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("a.input"))
	return each(rows, actionRow.action), err
}

func (r *reader) Actions(inputs []registry.InputID) ([]workflow.NeedsAction, error) {
	return r.actionsWhere(r.dialect.in("a.input", texts(inputs)))
}

func (r *reader) OpenActions(c registry.ConsultationID) ([]workflow.NeedsAction, error) {
	return r.actionsWhere(condition{"a.handled_note = '' AND a.consultation = ?", []any{string(c)}})
}

func (t *tx) SetAction(a workflow.NeedsAction) error {
	row := []actionRow{{Input: string(a.Input), Consultation: string(a.Consultation), Kind: string(a.Kind), Note: a.Note, Post: a.Post, RaisedBy: a.By,
		RaisedOn: day(a.Day), HandledBy: a.HandledBy, HandledNote: a.HandledNote, HandledOn: day(a.Handled)}}
	if err := checkTexts(row); err != nil {
		return err
	}
	q := t.db.NewInsert().Model(&row).On("CONFLICT (input) DO UPDATE")
	for _, column := range []string{"kind", "note", "post", "raised_by", "raised_on", "handled_by", "handled_note", "handled_on"} {
		q.Set(column + " = EXCLUDED." + column)
	}
	_, err := t.exec(q)
	return err
}

type dutyRow struct {
	bun.BaseModel `bun:"table:consultation_duty,alias:u"`
	Consultation  string `bun:",pk"`
	Post          string
}

func (r *reader) Duty(c registry.ConsultationID) (registry.PostID, error) {
	var row dutyRow
	_, err := r.scan(r.db.NewSelect().Model(&row).Where("u.consultation = ?", string(c)))
	return registry.PostID(row.Post), err
}

func (t *tx) SetDuty(c registry.ConsultationID, post registry.PostID) error {
	row := []dutyRow{{Consultation: string(c), Post: string(post)}}
	if err := checkTexts(row); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (consultation) DO UPDATE").Set("post = EXCLUDED.post"))
	return err
}
