package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type filingRow struct {
	bun.BaseModel `bun:"table:filing,alias:x"`
	Object        string `bun:",pk"`
	Number        string
	Received      day
	FiledBy       string
	Edit          int
}

func (r *reader) Filing(of string) (workflow.Filing, error) {
	out := workflow.Filing{Of: of, Edit: 1}
	var row filingRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("x.object = ?", of))
	if err == nil && found {
		out = workflow.Filing{Of: of, Number: row.Number, Received: registry.Day(row.Received), By: row.FiledBy, Edit: row.Edit}
	}
	return out, err
}

func (t *tx) SetFiling(f workflow.Filing, edit int) (workflow.Filing, error) {
	now, err := t.Filing(f.Of)
	if err != nil {
		return f, err
	}
	if now.Edit != edit {
		return f, registry.Stale(edit, now.Edit)
	}
	f.Edit = edit + 1
	return f, setEdited(t, []filingRow{{Object: f.Of, Number: f.Number, Received: day(f.Received), FiledBy: f.By, Edit: f.Edit}}, edit,
		"object", f.Of, "number", "received", "filed_by")
}

type disclosureRow struct {
	bun.BaseModel `bun:"table:disclosure,alias:x"`
	Review        string `bun:",pk"`
	Releases      jsonText
	Edit          int
}

func (r *reader) Disclosure(review registry.ReviewID) (workflow.Disclosure, error) {
	out := workflow.Disclosure{Review: review, Edit: 1}
	var row disclosureRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("x.review = ?", string(review)))
	if err == nil && found {
		out.Edit, err = row.Edit, decode(row.Releases, &out.Releases)
	}
	return out, err
}

func (t *tx) SetDisclosure(d workflow.Disclosure, edit int) (workflow.Disclosure, error) {
	now, err := t.Disclosure(d.Review)
	if err != nil {
		return d, err
	}
	if now.Edit != edit {
		return d, registry.Stale(edit, now.Edit)
	}
	d.Edit = edit + 1
	return d, setEdited(t, []disclosureRow{{Review: string(d.Review), Releases: encode(list(d.Releases)), Edit: d.Edit}}, edit,
		"review", string(d.Review), "releases")
}

// setEdited stores the only row of something that has none until somebody says
// something (edit 1), or another in its place; CodeStale.
func setEdited[R any](t *tx, row []R, edit int, key, id string, columns ...string) error {
	if err := checkTexts(row); err != nil {
		return err
	}
	var n int64
	var err error
	if edit == 1 {
		n, err = t.exec(t.db.NewInsert().Model(&row).Ignore())
	} else {
		n, err = t.exec(t.db.NewUpdate().Model(&row[0]).Column(append(columns, "edit")...).Where("? = ?", bun.Ident(key), id).Where("edit = ?", edit))
	}
	if err == nil && n == 0 {
		err = registry.Stale(edit, edit+1)
	}
	return err
}
