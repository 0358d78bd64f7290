package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// profileRow is the only row of its table.
type profileRow struct {
	bun.BaseModel `bun:"table:paper_profile,alias:x"`
	ID            string
	Edit          int
	Profile       jsonText
}

func (r *reader) Profile() (workflow.Profile, error) {
	out := workflow.Profile{Edit: 1}
	var row profileRow
	found, err := r.scan(r.db.NewSelect().Model(&row))
	if err == nil && found {
		err = decode(row.Profile, &out)
		out.Edit = row.Edit
	}
	return out, err
}

func (t *tx) SetProfile(p workflow.Profile, edit int) (workflow.Profile, error) {
	now, err := t.Profile()
	if err != nil {
		return p, err
	}
	if now.Edit != edit {
		return p, registry.Stale(edit, now.Edit)
	}
	p.Edit = edit + 1
	row := []profileRow{{ID: "municipality", Edit: p.Edit, Profile: encode(p)}}
	if err := checkTexts(row); err != nil {
		return p, err
	}
	if edit == 1 {
		return p, insert(t, row)
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).Column("edit", "profile").Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err == nil && n == 0 {
		err = registry.Stale(edit, edit+1)
	}
	return p, err
}
