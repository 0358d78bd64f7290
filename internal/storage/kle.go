package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type kleRow struct {
	bun.BaseModel `bun:"table:kle_entry,alias:k"`
	Code          string `bun:",pk"`
	Title         string
	FromDay       day
	UntilDay      day
	ReplacedBy    string
}

func (r *reader) KLE(code string) (registry.KLEEntry, error) {
	var rows []kleRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("k.code = ?", code)); err != nil {
		return registry.KLEEntry{}, err
	}
	if len(rows) == 0 {
		return registry.KLEEntry{}, &registry.Error{Code: registry.CodeNotFound}
	}
	k := rows[0]
	return registry.KLEEntry{Code: k.Code, Title: k.Title, From: registry.Day(k.FromDay), Until: registry.Day(k.UntilDay), ReplacedBy: k.ReplacedBy}, nil
}

func (t *tx) ReplaceKLE(plan []registry.KLEEntry) error {
	if _, err := t.exec(t.db.NewDelete().Table("kle_entry").Where("true")); err != nil {
		return err
	}
	return insert(t, each(plan, func(e registry.KLEEntry) kleRow {
		return kleRow{Code: e.Code, Title: e.Title, FromDay: day(e.From), UntilDay: day(e.Until), ReplacedBy: e.ReplacedBy}
	}))
}
