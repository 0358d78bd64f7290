package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type caseDraftRow struct {
	bun.BaseModel `bun:"table:case_draft,alias:f"`
	Writer        string `bun:",pk"`
	Rule          string `bun:",pk"`
	Saved         instant
	Draft         jsonText
}

func (f caseDraftRow) draft() (registry.CaseDraft, error) {
	d := registry.CaseDraft{Writer: f.Writer, Rule: registry.RuleID(f.Rule), Saved: time.Time(f.Saved)}
	return d, decode(f.Draft, &d.Justification)
}

func (r *reader) CaseDraft(writer string, rule registry.RuleID) (registry.CaseDraft, error) {
	var rows []caseDraftRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("f.writer = ?", writer).Where("f.rule = ?", string(rule))); err != nil {
		return registry.CaseDraft{}, err
	}
	if len(rows) == 0 {
		return registry.CaseDraft{}, &registry.Error{Code: registry.CodeNotFound}
	}
	return rows[0].draft()
}

func (t *tx) PutCaseDraft(d registry.CaseDraft) error {
	if _, err := t.exec(t.db.NewDelete().Table("case_draft").Where("saved < ?", instant(t.now.Add(-registry.CaseDraftLasts)))); err != nil {
		return err
	}
	if err := t.DropCaseDraft(d.Writer, d.Rule); err != nil {
		return err
	}
	return insert(t, []caseDraftRow{{Writer: d.Writer, Rule: string(d.Rule), Saved: instant(d.Saved), Draft: encode(d.Justification)}})
}

func (t *tx) DropCaseDraft(writer string, rule registry.RuleID) error {
	_, err := t.exec(t.db.NewDelete().Table("case_draft").Where("writer = ?", writer).Where("rule = ?", string(rule)))
	return err
}
