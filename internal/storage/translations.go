package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type translationRow struct {
	bun.BaseModel `bun:"table:consultation_translation,alias:x"`
	Consultation  string
	Lang          string
	Edit          int
	Texts         jsonText
}

func (r *reader) Translation(c registry.ConsultationID, lang string) (workflow.Translation, error) {
	out := workflow.Translation{Consultation: c, Lang: lang, Edit: 1, Texts: map[string]string{}}
	if !storable(lang) {
		return out, nil
	}
	var row translationRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("x.consultation = ?", string(c)).Where("x.lang = ?", lang))
	if err == nil && found {
		out.Edit = row.Edit
		err = decode(row.Texts, &out.Texts)
	}
	return out, err
}

func (r *reader) Translations(c registry.ConsultationID) ([]string, error) {
	var rows []translationRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("x.consultation = ?", string(c)).Order("x.lang"))
	return each(rows, func(x translationRow) string { return x.Lang }), err
}

func (t *tx) SetTranslation(x workflow.Translation, edit int) (workflow.Translation, error) {
	now, err := t.Translation(x.Consultation, x.Lang)
	if err != nil {
		return x, err
	}
	if now.Edit != edit {
		return x, registry.Stale(edit, now.Edit)
	}
	x.Edit = edit + 1
	row := []translationRow{{Consultation: string(x.Consultation), Lang: x.Lang, Edit: x.Edit, Texts: encode(x.Texts)}}
	if err := checkTexts(row); err != nil {
		return x, err
	}
	if edit == 1 {
		return x, insert(t, row)
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).Column("edit", "texts").Where("consultation = ?", row[0].Consultation).Where("lang = ?", row[0].Lang).Where("edit = ?", edit))
	if err == nil && n == 0 {
		err = registry.Stale(edit, edit+1)
	}
	return x, err
}
