package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type listViewRow struct {
	bun.BaseModel `bun:"table:list_view,alias:l"`
	ID            string `bun:",pk"`
	Account       string
	Name          string
	Query         string
	Shared        bool
	First         bool
	Edit          int
}

func rowOfListView(v registry.ListView) listViewRow {
	return listViewRow{ID: string(v.ID), Account: string(v.User), Name: v.Name, Query: v.Query, Shared: v.Shared, First: v.First, Edit: v.Edit}
}

func (l listViewRow) listView() registry.ListView {
	return registry.ListView{ID: registry.ListViewID(l.ID), User: registry.UserID(l.Account), Name: l.Name, Query: l.Query,
		Shared: l.Shared, First: l.First, Edit: l.Edit}
}

func (r *reader) listViewsWhere(where condition) ([]registry.ListView, error) {
	var rows []listViewRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("l.id")); err != nil {
		return nil, err
	}
	views := each(rows, listViewRow.listView)
	sortDanish(views, func(v registry.ListView) string { return v.Name })
	return views, nil
}

func (r *reader) ListViews(user registry.UserID) ([]registry.ListView, error) {
	if !storable(string(user)) {
		return nil, nil
	}
	return r.listViewsWhere(condition{"l.account = ? OR l.shared = ?", []any{string(user), true}})
}

func (t *tx) InsertListView(v registry.ListView) error {
	return insert(t, []listViewRow{rowOfListView(v)})
}

func (t *tx) UpdateListView(v registry.ListView, edit int) (registry.ListView, error) {
	v.Edit = edit + 1
	row := []listViewRow{rowOfListView(v)}
	if err := checkTexts(row); err != nil {
		return registry.ListView{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "account").Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err != nil {
		return registry.ListView{}, err
	}
	byID := func(id registry.ListViewID) (registry.ListView, error) {
		return one(t.listViewsWhere, "l.id", string(id))
	}
	return afterUpdate(n, edit, byID, v.ID, func(v registry.ListView) int { return v.Edit })
}

func (t *tx) DeleteListView(id registry.ListViewID) error {
	n, err := t.exec(t.db.NewDelete().Table("list_view").Where("id = ?", string(id)))
	if err == nil && n == 0 {
		err = notFound(string(id))
	}
	return err
}
