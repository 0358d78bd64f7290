package storage

import (
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type importRunRow struct {
	bun.BaseModel `bun:"table:import_run,alias:n"`
	Draft         string
	Import        string
	Owner         string
	MadeBy        string
	FileName      string
	Stored        int
	Since         instant
	Beat          instant
	Fault         jsonText
}

func (n importRunRow) run() (registry.ImportRun, error) {
	fault, err := registry.ParseFault(json.RawMessage(n.Fault))
	return registry.ImportRun{Draft: registry.DraftID(n.Draft), Import: registry.ImportID(n.Import), Owner: n.Owner, By: n.MadeBy,
		FileName: n.FileName, Stored: n.Stored, Since: time.Time(n.Since), Beat: time.Time(n.Beat), Fault: fault}, err
}

func (r *reader) ImportRun(draft registry.DraftID) (registry.ImportRun, error) {
	return one(func(where condition) ([]registry.ImportRun, error) {
		var rows []importRunRow
		if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
			return nil, err
		}
		return tryEach(rows, importRunRow.run)
	}, "draft", string(draft))
}

func (r *reader) ImportRuns(since time.Time) ([]registry.ImportRun, error) {
	var rows []importRunRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("since > ?", toInstant(since)).Order("draft")); err != nil {
		return nil, err
	}
	return tryEach(rows, importRunRow.run)
}

func (t *tx) PutImportRun(r registry.ImportRun, before time.Time) error {
	fault, err := registry.MarshalFault(r.Fault)
	if err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewDelete().Table("import_run").Where("draft = ? OR since <= ?", string(r.Draft), toInstant(before))); err != nil {
		return err
	}
	return insert(t, []importRunRow{{Draft: string(r.Draft), Import: string(r.Import), Owner: r.Owner, MadeBy: r.By, FileName: r.FileName, Stored: r.Stored,
		Since: toInstant(r.Since), Beat: toInstant(r.Beat), Fault: jsonText(fault)}})
}

func (t *tx) BeatImportRun(id registry.ImportID, at time.Time, fault *registry.Error) error {
	b, err := registry.MarshalFault(fault)
	if err != nil {
		return err
	}
	wrote := t.wrote
	_, err = t.exec(t.db.NewUpdate().Table("import_run").Set("beat = ?", toInstant(at)).Set("fault = ?", jsonText(b)).Where("import = ?", string(id)))
	t.wrote = wrote
	return err
}
