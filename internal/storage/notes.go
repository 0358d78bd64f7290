package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type noteRow struct {
	bun.BaseModel `bun:"table:note,alias:n"`
	Writer        string `bun:",pk"`
	Item          string `bun:",pk"`
	Text          string
	Edit          int
}

func (r *reader) OwnNote(writer string, item registry.ItemID) (workflow.OwnNote, error) {
	none := workflow.OwnNote{Writer: writer, Item: item, Edit: 1}
	var rows []noteRow
	if !storable(string(item)) {
		return none, nil
	}
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("n.writer = ?", writer).Where("n.item = ?", string(item))); err != nil || len(rows) == 0 {
		return none, err
	}
	none.Text, none.Edit = rows[0].Text, rows[0].Edit
	return none, nil
}

func (r *reader) OwnNotes(writer string, meeting registry.MeetingID) ([]workflow.Noted, error) {
	var rows []struct {
		noteRow
		Ordinal int
		Agenda  jsonText
	}
	if _, err := r.scan(r.db.NewSelect().TableExpr("note AS n").Join("JOIN item AS i ON i.id = n.item").
		ColumnExpr("n.*, i.ordinal, i.agenda").Where("n.writer = ?", writer).Where("i.meeting = ?", string(meeting)).Order("i.ordinal"), &rows); err != nil {
		return nil, err
	}
	all := make([]workflow.Noted, len(rows))
	for k, n := range rows {
		var papers workflow.Agenda
		if err := decode(n.Agenda, &papers); err != nil {
			return nil, err
		}
		all[k] = workflow.Noted{Note: workflow.OwnNote{Writer: n.Writer, Item: registry.ItemID(n.Item), Text: n.Text, Edit: n.Edit}, Ordinal: n.Ordinal, Title: papers.Title}
	}
	return all, nil
}

func (t *tx) SetOwnNote(n workflow.OwnNote, edit int) (workflow.OwnNote, error) {
	t.audited = true // it needs no event, as the contract says
	now, err := t.OwnNote(n.Writer, n.Item)
	if err != nil {
		return n, err
	}
	if now.Edit != edit {
		return n, registry.Stale(edit, now.Edit)
	}
	if n.Text == "" {
		n.Edit = 1
		_, err := t.exec(t.db.NewDelete().Table("note").Where("writer = ?", n.Writer).Where("item = ?", string(n.Item)))
		return n, err
	}
	n.Edit = max(int(t.now.UnixMicro()), edit+1)
	row := []noteRow{{Writer: n.Writer, Item: string(n.Item), Text: n.Text, Edit: n.Edit}}
	if err := checkTexts(row); err != nil {
		return n, err
	}
	_, err = t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (writer, item) DO UPDATE").Set("text = EXCLUDED.text").Set("edit = EXCLUDED.edit"))
	return n, err
}
