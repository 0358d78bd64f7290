package storage

import (
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// itemRow keeps papers and minutes as the documents that they are.
type itemRow struct {
	bun.BaseModel `bun:"table:item,alias:i"`
	ID            string `bun:",pk"`
	Meeting       string
	Ordinal       int
	Edit          int
	Agenda        jsonText
	Minutes       jsonText
	Backing       jsonText
	Rule          string `bun:",scanonly"` // where items of rules are asked for
}

func rowOfItem(i workflow.Item) itemRow {
	i.Rules, i.Proposals = list(i.Rules), list(i.Proposals)
	i.Votes = each(i.Votes, list)
	return itemRow{ID: string(i.ID), Meeting: string(i.Meeting), Ordinal: i.Ordinal, Edit: i.Edit,
		Agenda: encode(i.Agenda), Minutes: encode(i.Minutes), Backing: encode(i.Backing)}
}

func (i itemRow) item() (workflow.Item, error) {
	item := workflow.Item{ID: registry.ItemID(i.ID), Meeting: registry.MeetingID(i.Meeting), Ordinal: i.Ordinal, Edit: i.Edit}
	return item, errors.Join(decode(i.Agenda, &item.Agenda), decode(i.Minutes, &item.Minutes), decode(i.Backing, &item.Backing))
}

func (r *reader) itemsWhere(where condition) ([]workflow.Item, error) {
	var rows []itemRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("i.ordinal", "i.id")); err != nil {
		return nil, err
	}
	return tryEach(rows, itemRow.item)
}

func (r *reader) Items(meeting registry.MeetingID) ([]workflow.Item, error) {
	if !storable(string(meeting)) {
		return nil, nil
	}
	return r.itemsWhere(condition{"i.meeting = ?", []any{string(meeting)}})
}

func (r *reader) ItemByID(id registry.ItemID) (workflow.Item, error) {
	return one(r.itemsWhere, "i.id", string(id))
}

func (r *reader) ItemsOf(rules []registry.RuleID) (map[registry.RuleID][]workflow.Item, error) {
	var rows []itemRow
	where := r.dialect.in("x.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("x.rule AS rule").
		Join("JOIN item_rule AS x ON x.item = i.id").Join("JOIN meeting AS m ON m.id = i.meeting").
		Where(where.sql, where.args...).Order("m.day DESC", "m.id DESC", "i.ordinal")); err != nil {
		return nil, err
	}
	of := make(map[registry.RuleID][]workflow.Item, len(rules))
	items, err := tryEach(rows, itemRow.item)
	for i, item := range items {
		rule := registry.RuleID(rows[i].Rule)
		of[rule] = append(of[rule], item)
	}
	return of, err
}

func (t *tx) InsertItem(i workflow.Item) error {
	if err := insert(t, []itemRow{rowOfItem(i)}); err != nil {
		return err
	}
	return t.insertItemRules(i)
}

func (t *tx) UpdateItem(i workflow.Item, edit int) (workflow.Item, error) {
	i.Edit = edit + 1
	row := []itemRow{rowOfItem(i)}
	if err := checkTexts(row); err != nil {
		return workflow.Item{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "meeting").
		Where("id = ?", string(i.ID)).Where("edit = ?", edit))
	if err != nil {
		return workflow.Item{}, err
	}
	now, err := afterUpdate(n, edit, t.ItemByID, i.ID, func(i workflow.Item) int { return i.Edit })
	if err != nil {
		return workflow.Item{}, err
	}
	if _, err := t.exec(t.db.NewDelete().Table("item_rule").Where("item = ?", string(i.ID))); err != nil {
		return workflow.Item{}, err
	}
	return now, t.insertItemRules(now)
}

func (t *tx) DeleteItem(id registry.ItemID, edit int) error {
	if !storable(string(id)) {
		return notFound("")
	}
	now, err := t.ItemByID(id)
	if err == nil && now.Edit != edit {
		err = registry.Stale(edit, now.Edit)
	}
	if err != nil {
		return err
	}
	for _, with := range []string{"item_rule", "note", "simulation_item"} {
		if _, err := t.exec(t.db.NewDelete().Table(with).Where("item = ?", string(id))); err != nil {
			return err
		}
	}
	n, err := t.exec(t.db.NewDelete().Table("item").Where("id = ?", string(id)).Where("edit = ?", edit))
	if err == nil && n == 0 {
		_, err = afterUpdate(n, edit, t.ItemByID, id, func(i workflow.Item) int { return i.Edit })
	}
	return err
}

type itemRuleRow struct {
	bun.BaseModel `bun:"table:item_rule"`
	Item          string
	Rule          string
}

func (t *tx) insertItemRules(i workflow.Item) error {
	return insert(t, each(slices.Compact(slices.Sorted(slices.Values(i.Rules))), func(rule registry.RuleID) itemRuleRow {
		return itemRuleRow{Item: string(i.ID), Rule: string(rule)}
	}))
}
