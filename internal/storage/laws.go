package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type lawRow struct {
	bun.BaseModel `bun:"table:law"`
	ID            string `bun:",pk"`
	Name          string
	ShortName     string
	Abbreviation  string
	Numbers       jsonText
	Edit          int
}

func rowOfLaw(l registry.Law) lawRow {
	return lawRow{ID: string(l.ID), Name: l.Name, ShortName: l.Short, Abbreviation: l.Abbreviation, Numbers: encode(list(l.Numbers)), Edit: l.Edit}
}

func (r lawRow) law() (registry.Law, error) {
	l := registry.Law{ID: registry.LawID(r.ID), Edit: r.Edit, LawEntry: registry.LawEntry{Name: r.Name, Short: r.ShortName, Abbreviation: r.Abbreviation}}
	if err := decode(r.Numbers, &l.Numbers); err != nil {
		return l, internal(err)
	}
	return l, nil
}

func (r *reader) Laws() (registry.Laws, error) {
	var rows []lawRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Order("id")); err != nil {
		return nil, err
	}
	laws, err := tryEach(rows, lawRow.law)
	sortDanish(laws, func(l registry.Law) string { return l.Called() })
	return laws, err
}

func (r *reader) lawByID(id registry.LawID) (registry.Law, error) {
	var rows []lawRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("id = ?", string(id))); err != nil {
		return registry.Law{}, err
	}
	if len(rows) == 0 {
		return registry.Law{}, notFound(string(id))
	}
	return rows[0].law()
}

func (t *tx) InsertLaw(l registry.Law) error { return insert(t, []lawRow{rowOfLaw(l)}) }

func (t *tx) UpdateLaw(l registry.Law, edit int) (registry.Law, error) {
	l.Edit = edit + 1
	row := []lawRow{rowOfLaw(l)}
	if err := checkTexts(row); err != nil {
		return registry.Law{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id").Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err != nil {
		return registry.Law{}, err
	}
	return afterUpdate(n, edit, t.lawByID, l.ID, func(l registry.Law) int { return l.Edit })
}

func (t *tx) DeleteLaw(id registry.LawID, edit int) error {
	n, err := t.exec(t.db.NewDelete().Table("law").Where("id = ?", string(id)).Where("edit = ?", edit))
	if err != nil {
		return err
	}
	if n == 0 {
		_, err = afterUpdate(n, edit, t.lawByID, id, func(l registry.Law) int { return l.Edit })
	}
	return err
}
